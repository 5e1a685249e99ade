//! `aisec mcp`, spoken to as an agent's program does.

use crate::command::{Workspace, outcome};
use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

/// Longest that an answer may take: a test fails instead of waiting for ever.
const DEADLINE: Duration = Duration::from_secs(60);

/// A program that speaks to `aisec mcp`.
struct Agent {
    child: Child,
    input: Option<ChildStdin>,
    answers: Receiver<Value>,
    requests: u64,
    _workspace: Workspace,
}

impl Agent {
    /// Greets the server of the built-in graph.
    fn greeting(options: &[&str]) -> (Self, Value) {
        let workspace = Workspace::with_built_in_graph();
        let mut command = workspace.command(env!("CARGO_BIN_EXE_aisec"));
        command.arg("mcp").args(options).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let output = BufReader::new(child.stdout.take().expect("it was piped"));
        let (sender, answers) = channel();
        thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                let _ = sender.send(serde_json::from_str(&line).expect("a line is JSON"));
            }
        });
        let input = child.stdin.take();
        let mut agent = Self { child, input, answers, requests: 0, _workspace: workspace };
        let client = json!({ "name": "test", "version": "1" });
        let greeting = json!({ "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": client });
        let greeted = agent.request("initialize", &greeting);
        agent.say(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }));
        (agent, greeted["result"].clone())
    }

    fn new() -> Self {
        Self::greeting(&[]).0
    }

    fn say(&mut self, message: &Value) {
        self.line(message.to_string().as_bytes());
    }

    fn line(&mut self, line: &[u8]) {
        let input = self.input.as_mut().expect("it was not closed");
        input.write_all(line).and_then(|()| input.write_all(b"\n")).and_then(|()| input.flush()).expect("it reads");
    }

    fn answer(&self) -> Value {
        self.answers.recv_timeout(DEADLINE).expect("an answer")
    }

    fn request(&mut self, method: &str, parameters: &Value) -> Value {
        self.requests += 1;
        let id = self.requests;
        self.say(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": parameters }));
        let answer = self.answer();
        assert_eq!(answer["id"], id, "{answer}");
        answer
    }

    /// The result of a tool.
    fn call(&mut self, tool: &str, arguments: &Value) -> Value {
        self.request("tools/call", &json!({ "name": tool, "arguments": arguments }))["result"].clone()
    }

    /// The answer of a tool that has one.
    fn asked(&mut self, tool: &str, arguments: &Value) -> Value {
        let result = self.call(tool, arguments);
        assert_eq!(result["isError"], false, "{result}");
        let content = &result["structuredContent"];
        let text = result["content"][0]["text"].as_str().expect("a text");
        assert_eq!(&serde_json::from_str::<Value>(text).expect("JSON"), content);
        assert_eq!(content["graph"]["digest"].as_str().map(str::len), Some(64));
        content["answer"].clone()
    }

    /// Why a tool has no answer.
    fn refused(&mut self, tool: &str, arguments: &Value) -> String {
        let result = self.call(tool, arguments);
        assert_eq!(result["isError"], true, "{result}");
        result["content"][0]["text"].as_str().expect("a text").to_owned()
    }

    /// Waits until a worker has been at work for a while.
    fn until_a_worker_computes(&self) {
        let begun = Instant::now();
        // Of each process its parent and the time of the processor it took, in ticks.
        let figures = |stat: String| -> Option<(u64, u64)> {
            let figures: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
            Some((figures.get(1)?.parse().ok()?, figures.get(11)?.parse().ok()?))
        };
        let is_busy = || {
            let processes = fs::read_dir("/proc").expect("it is there").flatten();
            let stats = processes.filter_map(|process| fs::read_to_string(process.path().join("stat")).ok());
            let own = |(parent, ticks): &(u64, u64)| *parent == u64::from(self.child.id()) && *ticks >= 10;
            stats.filter_map(figures).any(|figures| own(&figures))
        };
        while !is_busy() {
            assert!(begun.elapsed() < DEADLINE, "a worker is at work");
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// The exit status once the input has ended.
    fn ended(mut self) -> Option<i32> {
        drop(self.input.take());
        self.child.wait().expect("it was started").code()
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_server_says_what_it_is_and_what_can_be_asked() {
    let (mut agent, greeted) = Agent::greeting(&[]);
    assert_eq!(greeted["serverInfo"]["name"], "aisec");
    assert_eq!(greeted["protocolVersion"], "2025-06-18");
    assert!(greeted["instructions"].as_str().expect("a text").contains("Not in the graph"));
    let tools = agent.request("tools/list", &json!({}))["result"]["tools"].clone();
    let tools = tools.as_array().expect("a list");
    let names: Vec<&str> = tools.iter().map(|tool| tool["name"].as_str().expect("a name")).collect();
    assert_eq!(names, ["find", "explain", "coverage", "recommend", "questions", "ask", "query"]);
    for tool in tools {
        assert_eq!(tool["annotations"]["readOnlyHint"], true, "{tool}");
        assert_eq!(tool["inputSchema"]["additionalProperties"], false, "{tool}");
        for name in tool["inputSchema"]["required"].as_array().expect("a list") {
            let parameter = &tool["inputSchema"]["properties"][name.as_str().expect("a name")];
            assert!(!parameter["description"].as_str().expect("a text").is_empty());
        }
    }
    assert_eq!(agent.ended(), Some(0));
}

#[test]
fn answers_name_things_editions_and_lines() {
    let mut agent = Agent::new();
    let found = agent.asked("find", &json!({ "q": "garak" }));
    assert!(found.to_string().contains("resource/github.com/nvidia/garak"), "{found}");
    let proof = agent.asked("explain", &json!({ "thing": "garak", "item": "LLM01:2025" }));
    assert!(proof["verdict"].as_str().expect("a text").contains("owasp-llm-2025:LLM01"), "{proof}");
    let statements = proof["proof"]["statements"].as_array().expect("a list");
    let of_sources: Vec<&Value> =
        statements.iter().filter(|said| said["kind"] == "row" || said["kind"] == "evidence").collect();
    assert!(!of_sources.is_empty(), "{proof}");
    for said in of_sources {
        let places = said["places"].as_array().expect("a list");
        let is_place = |place: &Value| place["line"].as_u64() > Some(0) && place["source"].is_string();
        assert!(!places.is_empty() && places.iter().all(is_place), "{said}");
    }
    let coverage = agent.asked("coverage", &json!({ "framework": "owasp-llm-2025", "role": "protected" }));
    assert_eq!((&coverage["edition"], &coverage["units"][0]["of"]), (&json!("owasp-llm-2025"), &json!(10)));
    let outcome = Workspace::with_built_in_graph().run([
        "recommend",
        "--stack",
        "garak,ModelScan",
        "--most",
        "2",
        "--format",
        "json",
    ]);
    let told: Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    let added = agent.asked("recommend", &json!({ "stack": "garak,ModelScan", "most": 2 }));
    for name in ["of", "addressedBefore", "addressedAfter", "proof"] {
        assert_eq!(added[name], told[name], "{name}");
    }
    assert_eq!(added["add"].as_array().map(Vec::len), Some(2));
}

#[test]
fn questions_and_queries_are_those_of_the_command_line() {
    let mut agent = Agent::new();
    let questions = agent.asked("questions", &json!({}));
    let questions = questions.as_array().expect("a list");
    let workspace = Workspace::with_built_in_graph();
    for question in questions.iter().filter(|question| question["parameters"].as_array().is_some_and(Vec::is_empty)) {
        let name = question["name"].as_str().expect("a name");
        let answer = agent.asked("ask", &json!({ "question": name }));
        let outcome = workspace.run(["query", name, "--format", "json"]);
        assert_eq!(answer["result"], serde_json::from_str::<Value>(&outcome.stdout).expect("JSON"), "{name}");
    }
    let text = "SELECT ?kind (COUNT(*) AS ?n) { ?tool a aisec:Tool ; aisec:kind ?kind } GROUP BY ?kind ORDER BY ?kind";
    let counted = agent.asked("query", &json!({ "query": text }));
    let outcome = workspace.run(["query", text, "--format", "json"]);
    assert_eq!(counted["result"], serde_json::from_str::<Value>(&outcome.stdout).expect("JSON"));
    let triples = agent.asked("query", &json!({ "query": "CONSTRUCT { ?s a ?c } { ?s a ?c } LIMIT 1" }));
    assert!(triples["mediaType"].as_str().expect("a text").starts_with("text/turtle"), "{triples}");
}

#[test]
fn what_is_not_there_or_not_asked_right_is_said() {
    let (mut agent, _) = Agent::greeting(&["--max-rows", "5", "--timeout", "2s"]);
    assert!(agent.refused("explain", &json!({ "thing": "no such thing" })).starts_with("Not in the graph: "));
    assert!(agent.refused("coverage", &json!({ "framework": "no-such-framework" })).starts_with("Not in the graph: "));
    assert!(agent.refused("recommend", &json!({ "stack": "garakk" })).contains("garak"));
    assert!(agent.refused("ask", &json!({ "question": "tools-for-rsk" })).contains("tools-for-risk"));
    assert!(agent.refused("find", &json!({})).contains("`q` is missing"));
    assert!(agent.refused("find", &json!({ "q": ["a"] })).contains("`q` is no text"));
    assert!(agent.refused("find", &json!({ "q": "a", "limit": 1 })).contains("no parameter `limit`"));
    assert!(agent.refused("query", &json!({ "query": "SELECT * { ?s ?p" })).contains("line 1, column 17"));
    assert!(agent.refused("query", &json!({ "query": "DELETE WHERE { ?s ?p ?o }" })).contains("update"));
    assert!(agent.refused("query", &json!({ "query": "SELECT * { ?s ?p ?o } LIMIT 6" })).contains("more than 5 rows"));
    let without_end = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }";
    assert!(agent.refused("query", &json!({ "query": without_end })).contains("2s"));
    let unknown = agent.request("tools/call", &json!({ "name": "delete", "arguments": {} }));
    assert!(unknown["error"]["message"].as_str().expect("a text").contains("`delete`"), "{unknown}");
    agent.line(b"no JSON");
    agent.line(&vec![b'x'; 17 << 20]);
    // Whether such lines are answered at all is for the protocol to say; what comes after them is.
    while agent.answers.recv_timeout(Duration::from_millis(500)).is_ok() {}
    agent.asked("find", &json!({ "q": "garak" }));
    assert_eq!(agent.ended(), Some(0));
}

/// What an answer is: a result, an error of the protocol by its number, or neither.
fn outcome_of(answer: &Value) -> Option<i64> {
    answer["error"]["code"].as_i64().or_else(|| answer.get("result").map(|_| 0))
}

/// Lines that break the protocol in all ways but one are errors by its numbers, or are passed over, and the next is answered.
#[test]
fn lines_that_break_the_protocol_end_nothing() {
    let mut agent = Agent::new();
    let call = |name: &Value, arguments: &Value| json!({ "jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": { "name": name, "arguments": arguments } });
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(100_000), close.repeat(100_000));
    let find = json!({ "q": "garak" });
    let broken = [
        r#"{"jsonrpc":"2.0","id":7,"method":"no/such/method","params":{}}"#.to_owned(),
        r#"{"jsonrpc":"1.0","id":7,"method":"ping"}"#.to_owned(),
        r#"{"id":7,"method":"tools/list"}"#.to_owned(),
        r#"{"jsonrpc":"2.0","id":{"a":[1]},"method":"tools/list"}"#.to_owned(),
        r#"{"jsonrpc":"2.0","id":null,"method":"tools/list"}"#.to_owned(),
        r#"{"jsonrpc":"2.0","id":1e999,"method":"tools/list"}"#.to_owned(),
        r#"{"jsonrpc":"2.0","id":123456789012345678901234567890,"method":"tools/list"}"#.to_owned(),
        r#"[{"jsonrpc":"2.0","id":7,"method":"tools/list"},{"jsonrpc":"2.0","id":8,"method":"ping"}]"#.to_owned(),
        "[]".to_owned(),
        r#"{"jsonrpc":"2.0","id":7,"result":{}}"#.to_owned(),
        r#"{"jsonrpc":"2.0","id":7,"method":"tools/call","params":[1,2]}"#.to_owned(),
        r#"{"jsonrpc":"2.0","id":7,"method":"tools/call"}"#.to_owned(),
        r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"never asked"}}"#.to_owned(),
        r#"{"jsonrpc":"2.0","method":"notifications/unheard/of"}"#.to_owned(),
        r#"{"jsonrpc":"2.0","id":7,"method":"initialize","params":{"protocolVersion":3}}"#.to_owned(),
        call(&json!(5), &find).to_string(),
        call(&json!("find"), &json!("garak")).to_string(),
        call(&json!("find"), &json!([["q", "garak"]])).to_string(),
        deep("[", "]"),
        deep("{\"a\":", "}"),
        format!(r#"{{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{}}}"#, deep("[", "]")),
        "\u{0}\u{1b}]0;x\u{7}".to_owned(),
    ];
    for line in broken {
        agent.line(line.as_bytes());
        agent.say(&json!({ "jsonrpc": "2.0", "id": "after", "method": "ping" }));
        let shown = &line[..line.len().min(120)];
        loop {
            let answer = agent.answer();
            if answer["id"] == "after" {
                assert_eq!(outcome_of(&answer), Some(0), "after {shown}: {answer}");
                break;
            }
            assert!(outcome_of(&answer).is_some(), "{shown}: {answer}");
        }
    }
    for (method, code) in [("no/such/method", -32601), ("resources/read", -32601), ("tools/call", -32602)] {
        let answer = agent.request(method, &json!({ "name": 5 }));
        assert!(
            outcome_of(&answer).is_some_and(|found| found == code || method == "tools/call" && found < 0),
            "{answer}"
        );
    }
    assert!(agent.asked("find", &find).to_string().contains("nvidia/garak"));
    assert_eq!(agent.ended(), Some(0));
}

#[test]
fn texts_of_any_characters_and_length_are_only_texts() {
    let mut agent = Agent::new();
    let id = "i".repeat(1 << 20);
    agent.say(&json!({ "jsonrpc": "2.0", "id": id, "method": "ping" }));
    assert_eq!(agent.answer()["id"], id.as_str());
    for text in ["\u{0}", "\u{1b}]0;title\u{7}", "\u{202e}karag", "\"}]}\n{\"jsonrpc\":\"2.0\"}", &"a".repeat(2 << 20)]
    {
        for (tool, name) in [("find", "q"), ("explain", "thing"), ("coverage", "framework"), ("ask", "question")] {
            let result = agent.call(tool, &json!({ name: text }));
            // Nothing is found of what nobody lists; nothing else goes by such a name.
            assert_eq!(result["isError"], tool != "find", "{tool} {:?}", &text[..text.len().min(30)]);
        }
        let stack = agent.call("recommend", &json!({ "stack": text, "most": "-1" }));
        assert_eq!(stack["isError"], true);
        assert_eq!(agent.call("query", &json!({ "query": text }))["isError"], true);
    }
    let stack = agent.refused("recommend", &json!({ "stack": "a,".repeat(1 << 20) }));
    assert!(stack.contains("more than 200 tools"), "{}", &stack[..stack.len().min(200)]);
    let nested = format!("SELECT * {{ {} {} }}", "{".repeat(50_000), "}".repeat(50_000));
    assert!(!agent.refused("query", &json!({ "query": nested })).is_empty());
    assert_eq!(agent.ended(), Some(0));
}

/// Queries without an end wait for the workers and are ended by their limit; what needs none is answered meanwhile.
#[test]
fn many_calls_at_once_are_all_answered_or_told_to_wait() {
    const ENDLESS: &str = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }";
    let (mut agent, _) = Agent::greeting(&["--timeout", "1s"]);
    let call = |id: usize, tool: &str, arguments: Value| {
        json!({ "jsonrpc": "2.0", "id": format!("{tool}-{id}"), "method": "tools/call",
                "params": { "name": tool, "arguments": arguments } })
    };
    for id in 0..6 {
        agent.say(&call(id, "query", json!({ "query": ENDLESS })));
    }
    for id in 0..20 {
        agent.say(&call(id, "find", json!({ "q": "garak" })));
    }
    let (mut found, mut ended) = (0, 0);
    while found + ended < 26 {
        let answer = agent.answer();
        if answer["id"].as_str().expect("an id of ours").starts_with("find") {
            assert_eq!(answer["result"]["isError"], false, "{answer}");
            found += 1;
        } else {
            assert_eq!(answer["result"]["isError"], true, "{answer}");
            ended += 1;
        }
    }
    // So many wait, and more are refused: as a call too many, or as a query too many.
    for id in 0..500 {
        agent.say(&call(id, "query", json!({ "query": ENDLESS })));
    }
    let answers: Vec<Value> = (0..500).map(|_| agent.answer()).collect();
    let refused = answers.iter().filter(|answer| answer.to_string().contains(" already"));
    assert!(refused.count() > 400, "{:?}", answers.last());
    assert!(answers.iter().all(|answer| outcome_of(answer).is_some()));
    agent.asked("find", &json!({ "q": "garak" }));
    assert_eq!(agent.ended(), Some(0));
}

#[test]
fn a_call_that_is_cancelled_leaves_its_worker_to_others() {
    const ENDLESS: &str = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }";
    const PRODUCT: &str =
        "SELECT (COUNT(*) AS ?n) { ?f a aisec:Framework . ?g a aisec:Framework . ?f ?p ?x . ?h ?q ?g }";
    let (mut agent, _) = Agent::greeting(&["--timeout", "10m"]);
    let places = thread::available_parallelism().map_or(1, usize::from);
    for id in 0..places {
        let params = json!({ "name": "query", "arguments": { "query": ENDLESS } });
        agent
            .say(&json!({ "jsonrpc": "2.0", "id": format!("endless-{id}"), "method": "tools/call", "params": params }));
    }
    agent.until_a_worker_computes();
    for id in 0..places {
        let params = json!({ "requestId": format!("endless-{id}"), "reason": "enough" });
        agent.say(&json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": params }));
    }
    let params = json!({ "name": "query", "arguments": { "query": PRODUCT } });
    agent.say(&json!({ "jsonrpc": "2.0", "id": "product", "method": "tools/call", "params": params }));
    loop {
        let answer = agent.answer();
        if answer["id"] == "product" {
            assert_eq!(answer["result"]["isError"], false, "{answer}");
            break;
        }
    }
}

#[test]
fn input_that_is_another_protocol_is_refused() {
    let workspace = Workspace::with_built_in_graph();
    let command = || {
        let mut command = workspace.command(env!("CARGO_BIN_EXE_aisec"));
        command.arg("mcp");
        command
    };
    let nothing = outcome(command(), b"");
    assert_eq!((nothing.status, nothing.stdout.as_str()), (Some(0), ""), "{}", nothing.stderr);
    let other = outcome(command(), b"{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n");
    assert!(matches!(other.status, Some(0 | 3)), "{:?}: {}", other.status, other.stderr);
}
