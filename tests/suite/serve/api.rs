//! Named questions, coverage, proofs, searches and pictures, held against the command line and the description of the API.

use super::client::encoded;
use super::{Answer, Server, get};
use crate::command::Workspace;
use serde_json::Value;

fn json(answer: &Answer) -> Value {
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")), "{}", answer.text());
    serde_json::from_slice(&answer.body).expect("it is JSON")
}

/// What the server answers is what the command line answers.
#[test]
fn answers_are_those_of_the_command_line() {
    let workspace = Workspace::with_built_in_graph();
    let server = Server::start(&workspace, &[]);
    let says = |arguments: &[&str]| workspace.run(arguments).stdout.into_bytes();
    for (target, arguments) in [
        (
            "/api/coverage?framework=owasp-llm-2026",
            &["coverage", "--framework", "owasp-llm-2026", "--format", "json"][..],
        ),
        (
            "/api/coverage?framework=nist-ai-rmf&role=governed&evidence=reviewed",
            &[
                "coverage",
                "--framework",
                "nist-ai-rmf",
                "--role",
                "governed",
                "--evidence",
                "reviewed",
                "--format",
                "json",
            ],
        ),
        ("/api/find?q=NVIDIA%2Fgarak", &["find", "--format", "json", "NVIDIA/garak"]),
        ("/pictures/lifecycle.svg", &["render", "lifecycle"]),
        (
            "/pictures/atlas.svg?role=protected&theme=dark&lang=zh&aggregate=max",
            &["render", "atlas", "--role", "protected", "--theme", "dark", "--lang", "zh", "--aggregate", "max"],
        ),
        ("/pictures/rmf.csv", &["render", "rmf", "--format", "csv"]),
        (
            "/api/coverage?framework=owasp-llm&stack=garak,ModelScan",
            &["coverage", "--framework", "owasp-llm", "--stack", "garak,ModelScan", "--format", "json"],
        ),
        (
            "/pictures/atlas.svg?only-gaps=open&width=1600&stack=garak",
            &["render", "atlas", "--only-gaps=open", "--width", "1600", "--stack", "garak"],
        ),
        ("/pictures/stack.svg?stack=garak,ModelScan", &["render", "stack", "--stack", "garak,ModelScan"]),
        ("/pictures/ego.svg?of=AML.T0051", &["render", "ego", "AML.T0051"]),
        (
            "/pictures/diff.md?old=garak&new=garak,LLM+Guard",
            &["render", "diff", "--stack", "garak", "--stack", "garak,LLM Guard", "--format", "md"],
        ),
    ] {
        let answer = get(&server, target, &[]);
        assert_eq!(answer.status, 200, "{target}: {}", answer.text());
        assert!(answer.body == says(arguments), "{target} is not what {arguments:?} says");
        assert!(answer.header("etag").is_some());
    }
    let asked = get(&server, "/api/questions/tools-for-risk?risk=R9-Security", &[("Accept", "text/csv")]);
    let said = says(&["query", "tools-for-risk", "-p", "risk=R9-Security", "--format", "csv"]);
    assert_eq!((asked.status, asked.body), (200, said));
}

#[test]
fn proofs_and_what_is_missing_for_one() {
    let server = Server::built_in(&[]);
    let thing = json(&get(&server, "/api/explain?thing=garak", &[]));
    assert_eq!(thing["label"], "garak");
    assert!(thing["places"].as_array().is_some_and(|places| !places.is_empty()));
    let proof = json(&get(&server, "/api/explain?thing=garak&item=LLM01%3A2026", &[]));
    assert!(proof["proof"]["steps"].as_array().is_some_and(|steps| !steps.is_empty()), "{proof:#}");
    assert_eq!(proof["whyNot"], Value::Null);
    let why_not = json(&get(&server, "/api/explain?thing=garak&item=LLM09%3A2026", &[]));
    assert!(why_not["proof"].is_null() && why_not["whyNot"]["verdict"].is_string(), "{why_not:#}");
}

#[test]
fn what_cannot_be_asked_is_refused_with_the_reason() {
    let server = Server::built_in(&[]);
    for (target, status, reason) in [
        ("/api/coverage?framwork=x", 400, "did you mean `framework`"),
        ("/api/coverage?role=nobody", 400, "protected"),
        ("/api/coverage?role=governed&evidence=listed", 400, "nothing can count"),
        ("/api/coverage?framework=nothing", 404, "nothing"),
        ("/api/coverage?role=any&role=any", 400, "twice"),
        ("/api/explain", 400, "`thing` is missing"),
        ("/api/explain?thing=nothing-at-all", 404, "nothing-at-all"),
        ("/api/find?q=", 400, "nothing to look for"),
        ("/api/find?q=%FF", 400, "UTF-8"),
        ("/api/coverage?stack=garakk", 404, "garakk"),
        ("/api/coverage?stack=%2Fetc%2Fpasswd.toml", 404, "passwd"),
        ("/api/questions/tools-for-rsk", 404, "did you mean `tools-for-risk`?; /api/questions lists them"),
        ("/api/questions/tools-for-risk", 400, "`tools-for-risk` needs `risk`, for example `R9-Security`: "),
        ("/api/questions/tools-for-risk?risk=R9-Security&risk=R8-Security", 400, "`risk` is given twice"),
        ("/api/questions/tools-for-risk?risk=R9-Security&nope=1", 400, "nope"),
        ("/pictures/atlas.png", 404, "svg"),
        ("/pictures/matrix.svg?framework=owasp-llm", 400, "takes no `framework`"),
        ("/pictures/atlas.svg?framework=owasp-llm-2026", 400, "rmf"),
        ("/pictures/atlas.svg?width=1", 400, "800 to 4000"),
        ("/pictures/atlas.svg?only-gaps=all", 400, "gap, open"),
        ("/pictures/matrix.svg?only-gaps=gap", 400, "takes no `only-gaps`"),
        ("/pictures/ego.svg", 400, "`of` is missing"),
        ("/pictures/ego.svg?of=nothing-at-all", 404, "nothing-at-all"),
        ("/pictures/ego.svg?of=owasp-llm-2026", 400, "no tool, risk, phase or item"),
        ("/pictures/stack.svg", 400, "`stack` is missing"),
        ("/pictures/diff.svg?old=garak", 400, "`new` is missing"),
        ("/pictures/diff.svg?old=garak&new=garak&stack=garak", 400, "takes no `stack`"),
    ] {
        let answer = get(&server, target, &[]);
        assert_eq!(answer.status, status, "{target}: {}", answer.text());
        assert!(answer.text().contains(reason), "{target}: {}", answer.text());
        for word in ["aisec ", "`-p ", "--"] {
            assert!(!answer.text().contains(word), "{target} speaks of a command line: {}", answer.text());
        }
    }
}

/// Every address and parameter of the description works with its example, and every question is there.
#[test]
fn the_description_says_what_there_is() {
    let server = Server::built_in(&[]);
    let description = json(&get(&server, "/api/openapi.json", &[]));
    assert_eq!(description["openapi"], "3.1.0");
    let questions = json(&get(&server, "/api/questions", &[]));
    let questions: Vec<&str> = questions.as_array().unwrap().iter().filter_map(|one| one["path"].as_str()).collect();
    let paths = description["paths"].as_object().expect("there are addresses");
    assert!(questions.len() > 20 && questions.iter().all(|path| paths.contains_key(*path)));
    for (path, item) in paths.iter().filter(|(path, _)| !path.contains('{') && *path != "/graphs") {
        let parameters = item["get"]["parameters"].as_array().expect("a list");
        let given: Vec<String> = parameters
            .iter()
            .filter(|parameter| {
                path.starts_with("/api/questions/")
                    || parameter["required"] == true
                    || path.starts_with("/api/coverage")
            })
            .map(|parameter| {
                format!("{}={}", parameter["name"].as_str().unwrap(), encoded(parameter["example"].as_str().unwrap()))
            })
            .collect();
        let target = if given.is_empty() { path.clone() } else { format!("{path}?{}", given.join("&")) };
        let answer = get(&server, &target, &[]);
        assert_eq!(answer.status, 200, "{target}: {}", answer.text());
        let named: Vec<&str> = parameters.iter().filter_map(|parameter| parameter["name"].as_str()).collect();
        if path.starts_with("/api/") {
            assert!(!named.contains(&"unheard"));
            assert!(get(&server, &format!("{path}?unheard=1"), &[]).status == 400 || parameters.is_empty(), "{path}");
        }
    }
    for view in ["lifecycle.svg", "matrix.md", "layered.dot", "atlas.json", "rmf.svg"] {
        assert_eq!(get(&server, &format!("/pictures/{view}"), &[]).status, 200, "{view}");
    }
}
