//! The report as a page: read by an HTML tokenizer, its policy and its commands held against what they stand for.
//!
//! What a browser does with it is in `.ci/report.mjs`.

use super::command::Workspace;
use html5gum::{DefaultEmitter, Token, Tokenizer};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// Elements without content and end, in HTML.
const VOID: [&str; 4] = ["meta", "input", "br", "hr"];

#[derive(Debug)]
struct Element {
    tag: String,
    attributes: BTreeMap<String, String>,
    /// The text right in it, until the next tag.
    text: String,
}

impl Element {
    fn get(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }
}

/// The elements of a page in order; every one that has an end ends where it should.
fn elements(page: &str) -> Vec<Element> {
    let mut out: Vec<Element> = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut is_in_svg = 0;
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    for Ok(token) in Tokenizer::new_with_emitter(page, emitter) {
        match token {
            Token::StartTag(start) => {
                let tag = String::from_utf8(start.name.to_vec()).unwrap();
                let pairs = start.attributes.iter();
                let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
                let attributes = pairs.map(|(name, value)| (text(name), text(value))).collect();
                is_in_svg += i32::from(tag == "svg");
                let is_closed = start.self_closing && is_in_svg > 0;
                assert!(!start.self_closing || is_closed, "<{tag}/> is no end in HTML");
                if !is_closed && !VOID.contains(&tag.as_str()) {
                    open.push(tag.clone());
                }
                out.push(Element { tag, attributes, text: String::new() });
            }
            Token::EndTag(end) => {
                let tag = String::from_utf8(end.name.to_vec()).unwrap();
                is_in_svg -= i32::from(tag == "svg");
                assert_eq!(open.pop().as_ref(), Some(&tag), "after {:?}", out.last());
            }
            Token::String(text) => {
                if let Some(last) = out.last_mut().filter(|last| open.last() == Some(&last.tag)) {
                    last.text.push_str(std::str::from_utf8(&text).unwrap());
                }
            }
            Token::Error(error) => panic!("{error:?} after {:?}", out.last()),
            Token::Comment(_) | Token::Doctype(_) => {}
        }
    }
    assert!(open.is_empty(), "{open:?} do not end");
    out
}

fn report(workspace: &Workspace, arguments: &[&str]) -> String {
    let outcome = workspace.run([&["report"], arguments].concat());
    assert_eq!((outcome.status, outcome.stderr.as_str()), (Some(0), ""));
    outcome.stdout
}

/// The report on the built-in graph, made once.
fn built_in() -> &'static str {
    static PAGE: OnceLock<String> = OnceLock::new();
    PAGE.get_or_init(|| report(&Workspace::with_built_in_graph(), &[]))
}

fn texts<'a>(page: &'a [Element], tag: &'a str) -> impl Iterator<Item = &'a str> {
    page.iter().filter(move |element| element.tag == tag).map(|element| element.text.as_str())
}

#[test]
fn a_page_is_one_sound_document_that_loads_nothing() {
    let workspace = Workspace::with_built_in_graph();
    let chosen = ["--framework", "owasp-llm", "--framework", "nist-ai-rmf", "--lang", "zh", "--theme", "dark"];
    for page in [built_in(), &report(&workspace, &chosen)] {
        let elements = elements(page);
        let mut ids = BTreeSet::new();
        for element in &elements {
            let id = element.get("id");
            assert!(id.is_empty() || ids.insert(id), "two elements are `{id}`");
            for (name, value) in &element.attributes {
                assert!(!name.starts_with("on") && name != "style" && name != "src", "{element:?}");
                let is_link = element.tag == "a" && name == "href" || name == "xmlns";
                assert!(
                    is_link
                        || !value.contains("http:") && !value.contains("https:")
                        || name == "aria-label"
                        || name == "content",
                    "{element:?}"
                );
            }
            assert!(
                !["link", "img", "iframe", "object", "embed", "base", "foreignobject"].contains(&element.tag.as_str())
            );
        }
        for element in elements.iter().filter(|element| element.tag == "a") {
            let to = element.get("href");
            let is_there = to.strip_prefix('#').is_some_and(|id| ids.contains(id));
            assert!(is_there || to.starts_with("https://") || to.starts_with("http://"), "{element:?} leads nowhere");
        }
        for label in elements.iter().flat_map(|element| element.get("aria-labelledby").split_whitespace()) {
            assert!(ids.contains(label), "nothing is `{label}`");
        }
        assert_eq!(texts(&elements, "h1").count(), 1);
        assert!(elements.iter().all(|element| element.tag != "html" || !element.get("lang").is_empty()));
    }
}

#[test]
fn the_policy_allows_the_one_style_sheet_and_the_one_script() {
    let elements = elements(built_in());
    let policy = elements.iter().find(|element| element.get("http-equiv") == "Content-Security-Policy").unwrap();
    let rules: BTreeMap<&str, &str> =
        policy.get("content").split(';').filter_map(|rule| rule.trim().split_once(' ')).collect();
    let nothing = ["default-src", "base-uri", "form-action"].map(|name| rules[name]);
    assert_eq!(nothing, ["'none'"; 3]);
    assert_eq!(rules.len(), 5);
    for (tag, rule) in [("style", "style-src"), ("script", "script-src")] {
        let is_run = |element: &&Element| element.tag == tag && element.get("type").is_empty();
        let own: Vec<&Element> = elements.iter().filter(is_run).collect();
        assert_eq!(own.len(), 1, "{tag}");
        let hash = rules[rule].strip_prefix("'sha256-").and_then(|hash| hash.strip_suffix('\'')).unwrap();
        assert_eq!(decoded(hash), Sha256::digest(&own[0].text).to_vec(), "{tag}");
    }
}

/// The bytes that base64 writes so.
fn decoded(text: &str) -> Vec<u8> {
    let digit = |c: char| match c {
        'A'..='Z' => c as u32 - 'A' as u32,
        'a'..='z' => c as u32 - 'a' as u32 + 26,
        '0'..='9' => c as u32 - '0' as u32 + 52,
        '+' => 62,
        _ => 63,
    };
    let bits: String = text.trim_end_matches('=').chars().map(|c| format!("{:06b}", digit(c))).collect();
    bits.as_bytes()
        .chunks_exact(8)
        .map(|byte| u8::from_str_radix(std::str::from_utf8(byte).unwrap(), 2).unwrap())
        .collect()
}

#[test]
fn the_page_of_the_built_in_graph_is_small_and_the_same_every_time() {
    let page = built_in();
    assert!(page.len() < 1_000_000, "{} bytes", page.len());
    let elements = elements(page);
    let script = elements.iter().find(|element| element.tag == "script" && element.get("type").is_empty()).unwrap();
    assert!(script.text.len() <= 15_000, "{} bytes of script", script.text.len());
    assert!(page == report(&Workspace::with_built_in_graph(), &[]), "two runs differ");
}

#[test]
fn numbers_are_those_of_the_questions_beside_them() {
    let workspace = Workspace::with_built_in_graph();
    let options = ["--framework", "mitre-atlas", "--role", "protected", "--evidence", "reviewed"];
    let page = report(&workspace, &options);
    let elements = elements(&page);
    let commands: Vec<&str> = elements
        .iter()
        .filter(|element| element.get("class") == "x-command")
        .map(|element| element.text.as_str())
        .collect();
    let asked = |question: &str| {
        let start = format!("aisec query {question} ");
        let command =
            commands.iter().find(|command| command.starts_with(&start)).unwrap_or_else(|| panic!("no {start}"));
        assert!(command.contains("-p role=protected") && command.contains("-p evidence=reviewed"), "{command}");
        let (status, text) = workspace.shell(&format!("{command} --format csv"));
        assert_eq!(status, Some(0), "{command}: {text}");
        text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect::<Vec<Vec<String>>>()
    };
    let states = |state: &str| {
        let details = page.split("<section id=\"frameworks\">").nth(1).unwrap();
        let rows = details.split("<tr id=\"i").skip(1).filter(|row| row.contains(&format!("\">{state}</td>")));
        rows.count()
    };
    let summary = asked("coverage-summary");
    let threats = |state: &str| {
        let of_state = summary.iter().filter(|row| row[1].ends_with(state));
        of_state.map(|row| row[2].parse::<usize>().unwrap()).sum::<usize>()
    };
    assert!(threats("#NotAssessed") > 0 && threats("#PartlyCovered") > 0, "{summary:?}");
    assert_eq!(states("not assessed"), threats("#NotAssessed"));
    assert_eq!(states("partly covered"), threats("#PartlyCovered"));
    assert_eq!(
        states("gap"),
        asked("gaps").iter().filter(|row| row.last().is_some_and(|counted| counted == "yes")).count()
    );
    assert_eq!(asked("not-assessed").len(), threats("#NotAssessed"));
    let without: usize = asked("coverage-by-phase").iter().map(|row| row[4].parse::<usize>().unwrap()).sum();
    assert!(texts(&elements, "h1").next().unwrap().contains(&format!("{without} of 34 ")));
    let risk = commands.iter().find(|command| command.starts_with("aisec query tools-for-risk")).unwrap();
    let proof = commands.iter().find(|command| command.starts_with("aisec explain ")).unwrap();
    for command in [risk, proof] {
        assert_eq!(workspace.shell(command).0, Some(0), "{command}");
    }
}

#[test]
fn every_tool_of_a_risk_has_the_lines_the_question_names() {
    let page = built_in();
    let row = page.split("<tr id=\"r").find(|row| row.contains("<td>R9-Security</td>")).unwrap();
    let row = row.split("</tr>").next().unwrap();
    let shown: BTreeSet<&str> =
        row.split("href=\"#n").skip(1).filter_map(|link| link.split(['>', '<']).nth(1)).collect();
    let outcome =
        Workspace::with_built_in_graph().run(["query", "tools-for-risk", "-p", "risk=R9-Security", "--format", "csv"]);
    let expected: BTreeSet<String> = outcome
        .stdout
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let [.., source, line] = cells.as_slice() else { panic!("{line}") };
            format!("{}:{line}", source.rsplit('/').next().unwrap())
        })
        .collect();
    assert!(expected.len() > 20);
    assert_eq!(shown.into_iter().map(str::to_owned).collect::<BTreeSet<_>>(), expected);
}

#[test]
fn no_name_of_a_source_gets_out_of_its_place() {
    let names = [
        "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;",
        "&quot; onload=&quot;alert(1)",
        "&#39;&gt;&lt;img src=x onerror=alert(1)&gt;",
        "&lt;/style&gt;&lt;!--",
        "left\u{202E}thgir",
    ];
    let rows: String = names
        .iter()
        .enumerate()
        .map(|(index, name)| {
            format!("| [{name}](https://example.org/{index}?a=%22&b='c') | Tries. | mlsecops:R9-Security |\n")
        })
        .collect();
    let workspace = Workspace::with_built_in_graph();
    workspace.write("team.md", format!("# Team\n\n| Tool | Description | Risk |\n|---|---|---|\n{rows}"));
    assert_eq!(workspace.run(["build", "-q", "team.md", "-o", "it's \"<mine>.aisec"]).status, Some(0));
    let outcome = workspace.run(["report", "-q", "--data", "it's \"<mine>.aisec", "--framework", "owasp-llm"]);
    assert_eq!(outcome.status, Some(0), "{}", outcome.stderr);
    let page = elements(&outcome.stdout);
    assert_eq!(page.iter().filter(|element| element.tag == "script").count(), 2);
    assert!(
        page.iter()
            .all(|element| element.tag != "img" && element.attributes.keys().all(|name| !name.starts_with("on")))
    );
    assert!(!outcome.stdout.contains('\u{202E}'));
    let said: BTreeSet<&str> = texts(&page, "a").collect();
    for name in
        ["</script><script>alert(1)</script>", "\" onload=\"alert(1)", "'><img src=x onerror=alert(1)>", "leftthgir"]
    {
        assert!(said.contains(name), "{name} is not there as a text");
    }
    let data = page.iter().find(|element| element.get("id") == "data").unwrap();
    assert!(serde_json::from_str::<serde_json::Value>(&data.text).is_ok());
    let command = page.iter().find(|element| element.get("class") == "x-command").unwrap();
    assert_eq!(workspace.shell(&command.text).0, Some(0), "{}", command.text);
}

#[test]
fn the_page_of_a_team_counts_its_tools_as_the_commands_beside_the_numbers_do() {
    let workspace = Workspace::with_built_in_graph();
    let stack =
        "in-use = [\"garak\", \"ModelScan\"]\nplanned = [\"Rebuff\"]\nphases = [\"Model Storage & Management\"]\n";
    workspace.write("stack.toml", stack);
    for (stack, framework) in [("stack.toml", "owasp-llm"), ("garak,ModelScan", "mitre-atlas")] {
        let page = report(&workspace, &["--stack", stack, "--framework", framework]);
        let elements = elements(&page);
        assert!(texts(&elements, "h1").all(|title| title.contains("protects against")), "{stack}");
        assert_eq!(page.contains("planned, not counted: Rebuff"), stack == "stack.toml");
        let tools: Vec<&Element> = elements.iter().filter(|element| element.get("id").starts_with('t')).collect();
        let rows = tools.iter().filter(|element| element.tag == "tr").count();
        assert_eq!(rows, 2, "the tools in use");
        let start = "aisec coverage --framework ";
        let commands = elements.iter().filter(|element| element.get("class") == "x-command");
        let command = commands.map(|command| &command.text).find(|text| text.starts_with(start)).unwrap();
        let (status, csv) = workspace.shell(&format!("{command} --format csv"));
        assert_eq!(status, Some(0), "{command}: {csv}");
        let records: Vec<csv::StringRecord> =
            csv::Reader::from_reader(csv.as_bytes()).records().collect::<Result<_, _>>().unwrap();
        let items = page.split("<section id=\"frameworks\">").nth(1).unwrap();
        for state in ["partly covered", "touched", "gap", "not assessed"] {
            let counted = records.iter().filter(|record| &record[4] == state).count();
            let rows = items.split("<tr id=\"i").skip(1).filter(|row| row.contains(&format!("\">{state}</td>")));
            assert_eq!(rows.count(), counted, "{command}: {state}");
        }
        let is_open = |record: &&csv::StringRecord| ["gap", "not assessed"].contains(&&record[4]);
        let closable = records.iter().filter(is_open).filter(|record| record[10] != record[4]).count();
        assert_eq!(items.matches(", by all tools of the catalog: ").count(), closable);
        assert!(closable > 0);
    }
}

#[test]
fn the_page_of_a_team_without_a_tool_in_use_names_no_command_that_counts_every_tool() {
    let workspace = Workspace::with_built_in_graph();
    workspace.write("stack.toml", "planned = [\"garak\"]\nphases = [\"Model Storage & Management\"]\n");
    let page = report(&workspace, &["--stack", "stack.toml", "--framework", "owasp-llm"]);
    let commands = elements(&page).into_iter().filter(|element| element.get("class") == "x-command");
    let commands: Vec<String> = commands.map(|command| command.text).collect();
    assert_eq!(commands, ["aisec recommend --stack stack.toml"], "it keeps to the phases of the stack");
    assert!(page.contains("no tool in use addresses it") && !page.contains("A gap was assessed and nothing"));
    assert!(!page.contains("#questions") && !page.contains("id=\"questions\""));
}

#[test]
fn the_page_of_a_team_has_the_smallest_additions_as_the_command_beside_them_says() {
    let workspace = Workspace::with_built_in_graph();
    workspace.write("stack.toml", "in-use = [\"ModelScan\"]\nplanned = [\"Rebuff\"]\nmust = [\"Trivy\"]\n");
    for (lang, title, said) in [("en", "Smallest additions", "must be there"), ("zh", "最小补充", "组合规定必须有")]
    {
        let page = report(&workspace, &["--stack", "stack.toml", "--lang", lang]);
        assert!(page.contains("href=\"#additions\""), "the page leads there");
        let section = page.split("<section id=\"additions\">").nth(1).and_then(|rest| rest.split("</section>").next());
        let section = format!("<section>{}</section>", section.expect("a section"));
        let elements = elements(&section);
        assert_eq!(texts(&elements, "h2").next(), Some(title));
        let command = elements.iter().find(|element| element.get("class") == "x-command").expect("a command");
        let (status, json) = workspace.shell(&format!("{} --format json", command.text));
        assert_eq!(status, Some(0), "{}: {json}", command.text);
        let answer: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
        let names = |of: &serde_json::Value| -> Vec<String> {
            of.as_array().into_iter().flatten().map(|one| one.as_str().unwrap_or_default().to_owned()).collect()
        };
        let added = answer["add"].as_array().expect("what to add");
        let rows: Vec<&str> = section.split("<tbody>").nth(1).expect("a table").split("<tr>").skip(1).collect();
        assert_eq!(rows.len(), added.len());
        for (row, added) in rows.iter().zip(added) {
            let name = added["tool"]["name"].as_str().expect("a name");
            assert!(row.contains(&format!("\">{name}</a>")), "{name} leads to its page: {row}");
            for code in names(&added["closes"]) {
                let row_of_risk = page.split("<tr id=\"r").find(|row| row.contains(&format!("<td>{code}</td>")));
                let id = row_of_risk.and_then(|row| row.split('"').next()).expect("a row of the risk");
                assert!(row.contains(&format!("<a href=\"#r{id}\">{code}</a>")), "{code}: {row}");
            }
            assert_eq!(row.contains(said), added["must"] == true, "{row}");
        }
    }
    assert!(!built_in().contains("id=\"additions\""), "every tool counts: there is none to add");
}

#[test]
fn a_gap_of_a_team_is_what_nothing_of_the_team_addresses() {
    let workspace = Workspace::with_built_in_graph();
    for (lang, catalog, team) in
        [("en", "nothing addresses it", "nothing of the team addresses it"), ("zh", "无工具应对", "组合中无工具应对")]
    {
        let page = |more: &[&str]| report(&workspace, &[&["--framework", "owasp-llm", "--lang", lang], more].concat());
        let (of_catalog, of_team) = (page(&[]), page(&["--stack", "garak,ModelScan"]));
        assert!(!of_catalog.contains(team), "{lang}");
        assert!(of_team.contains(team), "{lang}");
        assert!(!of_team.replace(team, "").contains(catalog), "{lang}");
    }
}

#[test]
fn editions_with_tactics_or_three_levels_are_drawn_by_them() {
    let workspace = Workspace::with_built_in_graph();
    let pictures = |framework: &str| {
        let page = report(&workspace, &["--framework", framework]);
        assert!(page.len() < 1_000_000, "{framework}: {} bytes", page.len());
        let elements = elements(&page);
        let titles = elements.iter().filter(|element| element.get("id").ends_with("-desc"));
        titles.map(|desc| desc.text.clone()).collect::<Vec<_>>()
    };
    let has = |pictures: &[String], words: &str| pictures.iter().any(|said| said.contains(words));
    let (atlas, rmf, llm) = (pictures("mitre-atlas"), pictures("nist-ai-rmf"), pictures("owasp-llm"));
    assert_eq!((atlas.len(), rmf.len(), llm.len()), (4, 4, 3));
    assert!(has(&atlas, "A column is a tactic"), "{atlas:?}");
    assert!(!has(&llm, "A column is a tactic"));
}
