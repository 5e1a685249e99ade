//! What a project uses, found in its files: nothing outside the folder, nothing lost, nothing invented.

use super::command::Workspace;
use crate::transcript::source;
use aisec_graph::catalog::{Dependency, DependencyFile, DependencyName};
use aisec_graph::diagnostic::{Code, Diagnostic};
use aisec_graph::import;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::Value;

/// The answer on a folder.
fn discovered(workspace: &Workspace, folder: &str) -> (Value, String) {
    discovered_with(workspace, folder, 0)
}

/// The same where the command leaves with a status.
fn discovered_with(workspace: &Workspace, folder: &str, status: i32) -> (Value, String) {
    let outcome = workspace.run(["stack", "discover", folder, "--format", "json"]);
    assert_eq!(outcome.status, Some(status), "{}", outcome.stderr);
    (serde_json::from_str(&outcome.stdout).expect("it is JSON"), outcome.stderr)
}

/// `file:line:column` of each place.
fn places(answer: &Value) -> Vec<String> {
    let tools = answer["tools"].as_array().expect("a list");
    let places = tools.iter().flat_map(|tool| tool["places"].as_array().expect("a list"));
    let place =
        |place: &Value| format!("{}:{}:{}", place["file"].as_str().expect("a path"), place["line"], place["column"]);
    places.map(place).collect()
}

#[test]
fn a_stack_that_was_found_is_the_stack_that_is_read() {
    let workspace = Workspace::with_built_in_graph();
    workspace.write("a \"b\"\n#c/requirements.txt", "garak\nllm-guard\nModelScan\nnumpy\n");
    let outcome = workspace.run(["stack", "discover", "a \"b\"\n#c", "-o", "stack.toml"]);
    assert_eq!(outcome.status, Some(0), "{}", outcome.stderr);
    let counted = workspace.run(["coverage", "--framework", "owasp-llm", "--stack", "stack.toml", "--format", "json"]);
    let counted: Value = serde_json::from_str(&counted.stdout).expect("it is JSON");
    assert_eq!(counted["stack"]["name"], "a \"b\"\n#c");
    assert_eq!(counted["stack"]["tools"].as_array().expect("a list").len(), 3);
}

#[cfg(unix)]
#[test]
fn links_lead_neither_round_nor_out_of_the_folder() {
    use std::os::unix::fs::symlink;
    let workspace = Workspace::with_built_in_graph();
    workspace.write("app/real/requirements.txt", "garak\n");
    workspace.write("outside/requirements.txt", "foolbox\n");
    symlink("..", workspace.path("app/real/round")).expect("a writable folder");
    symlink("../outside", workspace.path("app/elsewhere")).expect("a writable folder");
    symlink("../outside/requirements.txt", workspace.path("app/requirements-out.txt")).expect("a writable folder");
    symlink("real/requirements.txt", workspace.path("app/requirements-in.txt")).expect("a writable folder");
    symlink("requirements-self.txt", workspace.path("app/requirements-self.txt")).expect("a writable folder");
    let (answer, said) = discovered_with(&workspace, "app", 1);
    assert_eq!(places(&answer), ["real/requirements.txt:1:1"]);
    assert_eq!(answer["unreadable"].as_array().map(Vec::len), Some(2), "{answer}");
    assert!(said.contains("requirements-out.txt is a link that leads out of the folder"), "{said}");
    assert!(said.contains("requirements-self.txt is a link"), "{said}");
}

#[test]
fn includes_go_round_once_and_not_outside() {
    let workspace = Workspace::with_built_in_graph();
    workspace.write(
        "app/requirements.txt",
        "-r more/other.pip\n-r requirements.txt\n-r ../secret.txt\n-r https://example.org/r.txt\n",
    );
    workspace.write("app/more/other.pip", "garak\n-r ../requirements.txt\n");
    workspace.write("secret.txt", "foolbox\n");
    let (answer, said) = discovered(&workspace, "app");
    assert_eq!(places(&answer), ["more/other.pip:1:1"]);
    assert!(said.contains("`../secret.txt` is not read: it leads out of the folder"), "{said}");
    assert!(said.contains("`https://example.org/r.txt` is not read: it leads out of the folder"), "{said}");
}

#[test]
fn what_is_too_large_or_no_text_is_told_and_the_rest_read() {
    let workspace = Workspace::with_built_in_graph();
    workspace.write("app/requirements.txt", "garak\n");
    workspace.write("app/requirements-big.txt", "x".repeat(5000));
    workspace.write("app/uv.lock", b"\xFF\xFE[\0");
    workspace.write("app/poetry.lock", "[[package]]\nname = \"foolbox\"\nversion = \"1\"\n[[package]\n");
    workspace.write("app/package.json", "[".repeat(100_000));
    workspace.write("app/.github/workflows/a.yml", "jobs: {a: &a {steps: [*a, *b]}");
    let outcome = workspace.run(["stack", "discover", "app", "--max-input", "2kB", "--format", "csv"]);
    assert_eq!(outcome.status, Some(1), "{}", outcome.stderr);
    let rows: Vec<&str> = outcome.stdout.lines().skip(1).collect();
    assert_eq!(rows.len(), 2, "{}", outcome.stdout);
    for file in ["requirements-big.txt", "uv.lock", "package.json", "a.yml"] {
        assert!(outcome.stderr.contains(file), "{file}: {}", outcome.stderr);
    }
}

#[test]
fn decisions_in_a_stack_are_not_written_over() {
    let workspace = Workspace::with_built_in_graph();
    workspace.write("app/requirements.txt", "garak\n");
    let discover = ["stack", "discover", "app", "-o", "stack.toml"];
    assert_eq!(workspace.run(discover).status, Some(0));
    let read = || String::from_utf8(workspace.read("stack.toml")).expect("it is text");
    let first = read();
    // The same once more loses nothing, nor does one tool more.
    workspace.write("app/requirements.txt", "garak\nfoolbox\n");
    assert_eq!(workspace.run(discover).status, Some(0));
    assert_ne!(read(), first);
    // A folder's name may have spaces, and what is found there may move.
    workspace.write("app/research and development/requirements.txt", "pyrit\n");
    assert_eq!(workspace.run(discover).status, Some(0));
    workspace.write("app/research and development/requirements.txt", "\npyrit\n");
    assert_eq!(workspace.run(discover).status, Some(0));
    for decision in ["never = [\"ModelScan\"]\n", "phases = [\"Data Collection\"]\n", "planned = [\"LLM Guard\"]\n"] {
        let decided = format!("{first}{decision}");
        workspace.write("stack.toml", &decided);
        let outcome = workspace.run(discover);
        assert_eq!(outcome.status, Some(7), "{}", outcome.stderr);
        assert!(outcome.stderr.contains("stack.toml has what would be lost"), "{}", outcome.stderr);
        assert_eq!(read(), decided);
    }
    let [agreed, frozen] = ["# Every tool of the catalog in production, agreed with Ada\n", "# freeze from: 12:30\n"];
    let instead = first.replace("discover: garak: requirements.txt:1", "not for the demo");
    assert_ne!(instead, first);
    for noted in [format!("{agreed}{first}"), format!("{frozen}{first}"), instead] {
        workspace.write("stack.toml", &noted);
        let outcome = workspace.run(discover);
        assert_eq!((outcome.status, read()), (Some(7), noted), "{}", outcome.stderr);
        assert!(outcome.stderr.contains("stack.toml has what would be lost: comment # "), "{}", outcome.stderr);
    }
    workspace.write("stack.toml", "no stack at all");
    assert_eq!(workspace.run(discover).status, Some(3));
    assert_eq!(read(), "no stack at all");
}

#[test]
fn images_and_packages_of_go_that_commands_name_are_read() {
    let text = "RUN go install -ldflags '-s -w' github.com/sigstore/cosign/v2/cmd/cosign@v2.4.0 ./cmd/own && \\\n    \
                docker run --rm -v /src:/src --name scan aquasec/trivy:0.57 image python:3.12\n";
    let read = import::dependencies(DependencyFile::Dockerfile, &source("Dockerfile", text)).value.found;
    let names: Vec<Vec<&str>> =
        read.iter().map(|found| found.names.iter().map(DependencyName::as_str).collect()).collect();
    assert_eq!(
        names,
        [
            vec!["pkg:golang/github.com/sigstore/cosign/v2/cmd/cosign", "https://github.com/sigstore/cosign"],
            vec!["pkg:docker/aquasec/trivy"],
        ]
    );
    let versions: Vec<Option<&str>> = read.iter().map(|found| found.version.as_deref()).collect();
    assert_eq!(versions, [Some("v2.4.0"), Some("0.57")]);
}

#[test]
fn commands_within_commands_and_packages_of_conda_are_read() {
    for (text, names) in [
        ("ENTRYPOINT sh -c \"uvx garak --x\"", vec!["pkg:pypi/garak"]),
        ("ENTRYPOINT exec bash -lc 'pip install garak && npx a'", vec!["pkg:pypi/garak", "pkg:npm/a"]),
        ("RUN sh -c 'sh -c \"uvx garak\"'", vec!["pkg:pypi/garak"]),
        ("RUN sh install.sh -c garak", vec![]),
        ("RUN bash -euo pipefail -c 'pip install garak'", vec!["pkg:pypi/garak"]),
        ("RUN [\"bash\", \"-o\", \"pipefail\", \"-c\", \"pip install garak\"]", vec!["pkg:pypi/garak"]),
        ("RUN [\"python\", \"-c\", \"x = 1; pip install garak\"]", vec![]),
        ("RUN go get -u github.com/a/b/v2@v2.1 ./...", vec!["pkg:golang/github.com/a/b/v2"]),
        ("RUN go run github.com/a/b/cmd/c@latest github.com/x/y", vec!["pkg:golang/github.com/a/b/cmd/c"]),
        ("RUN go run ./cmd/c", vec![]),
        (
            "RUN conda install -y -c conda-forge garak=0.9 'llm-guard>=0.3'",
            vec!["pkg:conda/garak", "pkg:conda/llm-guard"],
        ),
        ("RUN mamba create -n x conda-forge::garak", vec!["pkg:conda/garak"]),
        ("RUN conda install ./garak.tar.bz2 $PACKAGE", vec![]),
        ("RUN conda create -n new --clone base", vec![]),
        ("FROM gcr.io/distroless/python3:nonroot", vec!["gcr.io/distroless/python3"]),
        ("FROM mirror.gcr.io/aquasec/trivy:1", vec!["pkg:docker/aquasec/trivy"]),
        ("FROM ${BASE}:1", vec!["${BASE}"]),
        ("FROM scratch", vec![]),
    ] {
        let found = named(DependencyFile::Dockerfile, text);
        let found: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(found, names, "{text}");
    }
}

#[test]
fn actions_of_tools_are_known_by_facts() {
    let workspace = Workspace::with_built_in_graph();
    let uses =
        ["aquasecurity/trivy-action@0.28.0", "sigstore/cosign-installer@v3", "actions/checkout@v4", "NVIDIA/garak@v1"];
    let steps: String = uses.iter().map(|uses| format!("      - uses: {uses}\n")).collect();
    workspace.write("app/.github/workflows/scan.yml", format!("jobs:\n  a:\n    steps:\n{steps}"));
    workspace.write("app/Dockerfile", "FROM gcr.io/distroless/python3\nRUN conda install garak\n");
    let (answer, _) = discovered(&workspace, "app");
    let names: Vec<&str> =
        answer["tools"].as_array().expect("a list").iter().map(|tool| tool["name"].as_str().expect("a name")).collect();
    assert_eq!(names, ["Cosign", "Trivy", "garak"]);
    let of = |tool: usize, key: &str| answer["tools"][tool][key].as_str().unwrap_or_default().to_owned();
    assert_eq!(of(0, "reference"), "pkg:golang/github.com/sigstore/cosign");
    assert_eq!(answer["tools"][1]["places"][0]["knownBy"], "pkg:github/aquasecurity/trivy-action");
    assert_eq!(answer["tools"][2]["places"][1]["knownBy"], "pkg:pypi/garak");
    assert_eq!(answer["unknown"].to_string(), r#"["gcr.io/distroless/python3","https://github.com/actions/checkout"]"#);
}

#[test]
fn many_odd_lines_are_counted_not_told_one_by_one() {
    let text = source("requirements.txt", &">=1\n".repeat(1000));
    let read = import::dependencies(DependencyFile::Requirements, &text);
    assert_eq!(read.diagnostics.len(), 100);
    assert_eq!(read.diagnostics.iter().map(Diagnostic::count).sum::<usize>(), 1000);
    assert!(read.diagnostics.iter().all(|found| found.code == Code::MalformedDependency));
}

#[test]
fn versions_stay_as_written_and_names_are_normal() {
    for (line, name, version) in [
        ("Zope.Interface == 5.*", "pkg:pypi/zope-interface", Some("== 5.*")),
        ("a__b (>=1,<2)", "pkg:pypi/a-b", Some(">=1,<2")),
        ("x[y,z]~=1.0;python_version<'3'", "pkg:pypi/x", Some("~=1.0")),
        ("n @ https://example.org/n.whl", "pkg:pypi/n", None),
        ("n @ git+ssh://git@github.com/NVIDIA/garak.git@v3", "pkg:pypi/n", Some("v3")),
    ] {
        let read = import::dependencies(DependencyFile::Requirements, &source("requirements.txt", line));
        let found = &read.value.found[0];
        assert_eq!((found.names[0].as_str(), found.version.as_deref()), (name, version), "{line}");
    }
}

/// What a file of a kind names, each with the text at its place.
fn named(kind: DependencyFile, text: &str) -> Vec<(String, String)> {
    let text = source("file", text);
    let found = import::dependencies(kind, &text).value.found;
    let place = |found: &Dependency| text.text()[found.span.start..found.span.end].to_owned();
    found.iter().map(|found| (found.names[0].as_str().to_owned(), place(found))).collect()
}

#[test]
fn commands_of_images_name_what_they_install() {
    for (text, names) in [
        (r#"RUN ["pip", "install", "garak[audio,x] >= 0.9, < 2", "a"]"#, vec!["pkg:pypi/garak", "pkg:pypi/a"]),
        (r#"CMD ["sh", "-lc", "pip install \"garak\" && npx a"]"#, vec!["pkg:pypi/garak", "pkg:npm/a"]),
        (r#"RUN --mount=type=cache,target=/x ["pip3", "install", "garak"]"#, vec!["pkg:pypi/garak"]),
        ("RUN pip install \\\n  # which one: é\n\n  garak \\\n a", vec!["pkg:pypi/garak", "pkg:pypi/a"]),
        ("FROM garak AS garak\nFROM garak\n", vec!["pkg:docker/garak"]),
        ("RUN npm install -f garak", vec!["pkg:npm/garak"]),
        ("RUN pnpm add -w garak", vec!["pkg:npm/garak"]),
        ("RUN npm install -w web garak", vec!["pkg:npm/garak"]),
        ("RUN cargo install -f garak", vec!["pkg:cargo/garak"]),
        ("RUN pip install 'garak @ https://example.org/garak.whl' ./local /opt/x", vec!["pkg:pypi/garak"]),
        ("RUN uvx --from garak --with a run b", vec!["pkg:pypi/garak", "pkg:pypi/a"]),
        ("RUN uvx --with a garak b", vec!["pkg:pypi/a", "pkg:pypi/garak"]),
        ("RUN npx -p garak run", vec!["pkg:npm/garak"]),
    ] {
        let found = named(DependencyFile::Dockerfile, text);
        let found: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(found, names, "{text}");
    }
    let found = named(DependencyFile::Dockerfile, r#"RUN ["pip", "install", "é", "garak==1"]"#);
    assert_eq!(found.last().map(|(_, place)| place.as_str()), Some("garak==1"));
}

#[test]
fn what_lies_in_the_project_is_no_package() {
    for (kind, text) in [
        (DependencyFile::PackageJson, r#"{"dependencies": {"a": "file:../a", "b": "workspace:*", "c": "link:c"}}"#),
        (DependencyFile::Pyproject, "[tool.poetry.dependencies]\na = {path = '../a', develop = true}\n"),
    ] {
        assert!(named(kind, text).is_empty(), "{text}");
    }
}

const SEEDS: [&str; 6] = [
    "FROM a AS b\nRUN [\"pip\", \"install\", \"é\"]\nRUN pip install 'x' \\\n && npm i @a/b@1\n",
    "jobs:\n  a:\n    steps:\n    - uses: a/b@c\n    - run: \"pip install \\\"é\\\"\"\n",
    "{\"packages\":{\"node_modules/é\":{\"version\":\"1\"}},\"dependencies\":{\"a\":{\"version\":\"1\"}}}",
    "[project]\ndependencies = [\"é>=1\", 'a @ git+https://github.com/a/b@c']\n[[package]]\nname = \"\"\"x\"\"\"\n",
    "{\"bomFormat\":\"CycloneDX\",\"components\":[{\"purl\":\"pkg:é\",\"components\":[{}]}]}",
    "-r é.txt\n-e git+https://github.com/a/b#egg=c\nname[é]>=1 \\\n # x\n",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, rng_seed: RngSeed::Fixed(11), ..ProptestConfig::default() })]

    #[test]
    fn whatever_the_text_every_place_lies_in_it(seed in 0..SEEDS.len(), cut in 0..200usize, put in ".{0,6}", keep in 0..9usize) {
        let mut text = SEEDS[seed].to_owned();
        let at = (0..=cut.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or_default();
        let end = (at + keep..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len());
        text.replace_range(at..end, &put);
        let text = source("any", &text);
        for (file, _) in DependencyFile::ALL {
            let read = import::dependencies(file, &text);
            let spans = read.value.found.iter().map(|found| found.span).chain(read.value.includes.iter().map(|one| one.span));
            let places = read.diagnostics.iter().filter_map(|found| Some(found.place.as_ref()?.bytes.clone()));
            for place in spans.map(std::ops::Range::from).chain(places) {
                prop_assert!(text.text().get(place.clone()).is_some(), "{file:?} {place:?}");
            }
        }
    }
}
