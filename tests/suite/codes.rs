//! What is said of each code is true: its bad example has it, its good one has not.

use super::command::Workspace;
use aisec_graph::diagnostic::{Code, Diagnostic, Example, ExampleForm, Severity};
use aisec_graph::pipeline::{self, Lints, ListReading, ListText, SubLists, TextKind, Unchecked, read_lists};
use aisec_graph::source::{SizeLimit, SourceId, SourceText};

/// Codes whose example is told in words, and why.
const IN_WORDS: [(Code, &str); 20] = [
    (Code::UnreadableDependencies, "it is found where a project is looked into"),
    (Code::MalformedDependency, "it is found where a project is looked into"),
    (Code::UnfollowedInclude, "it is found where a project is looked into"),
    (Code::UnreadableSubList, "it takes a file that is no text"),
    (Code::MissingSubListSection, "it takes another list that is there"),
    (Code::BeyondLimit, "it takes a thousand columns"),
    (Code::MisplacedField, "a release of ATLAS takes a page; the importer's own tests have one"),
    (Code::CopyOfList, "it takes a copy of a shipped list"),
    (Code::ContradictoryMove, "the table of moves is not given by a user"),
    (Code::ContradictoryIdentity, "a decision has a dozen columns"),
    (Code::UnlistedResource, "a decision has a dozen columns"),
    (Code::NewerLayer, "it is found where a layer is read"),
    (Code::UnknownTechnique, "it is found where a layer is read"),
    (Code::HierarchyCircle, "a framework is a folder of tables"),
    (Code::NotConforming, "it takes a graph and shapes"),
    (Code::NoTarget, "it takes a graph and shapes"),
    (Code::CleanedLabel, "it is found where a picture is drawn"),
    (Code::UnlinkedAddress, "it is found where a picture is drawn"),
    (Code::DanglingLink, "it is found where a picture is drawn"),
    (Code::Condensed, "it is found where a picture is drawn"),
];

/// Codes that `aisec build` finds in a list, and not `aisec check`.
const BY_BUILD: [Code; 3] = [Code::MissingSubList, Code::OutsideSubList, Code::MergedByTitle];

/// What stands above the rows of an example.
const METADATA: &str = "\
#curie_map:
#  aisec-id: https://w3id.org/aisec-graph/id/
#  google-saif: https://w3id.org/aisec-graph/id/google-saif/
#  mitre-atlas: https://w3id.org/aisec-graph/id/mitre-atlas/
#  mlsecops: https://w3id.org/aisec-graph/id/mlsecops/
#  semapv: https://w3id.org/semapv/vocab/
#  skos: http://www.w3.org/2004/02/skos/core#
#mapping_set_id: https://w3id.org/aisec-graph/id/mapping-set/example
#license: https://creativecommons.org/licenses/by/4.0/
#subject_source: aisec-id:mlsecops
#object_source: aisec-id:EDITION
";

/// What is found in lines of an example.
fn found(code: Code, form: ExampleForm, lines: &[&str]) -> Vec<Diagnostic> {
    let body: String = lines.iter().flat_map(|line| [line, "\n"]).collect();
    let edition = if body.contains("mitre-atlas:") { "mitre-atlas" } else { "google-saif" };
    let id = SourceId::new(code.name()).expect("names of codes are ids");
    let text = |text: String| SourceText::new(id, "example", text);
    let (lists, rows) = match form {
        ExampleForm::Rows => {
            let text = text(METADATA.replace("EDITION", edition) + &body);
            (Vec::new(), vec![(text, TextKind::MappingSet)])
        }
        ExampleForm::List | ExampleForm::Words => {
            let max_input = SizeLimit::default();
            let how = ListReading { sub_lists: SubLists::Say, lints: Lints::Find, max_input };
            let list = ListText { text: text(body), place: None, read: None };
            (read_lists(vec![list], how, |id| id).expect("it lies in no folder").read, Vec::new())
        }
    };
    pipeline::check(Unchecked { lists, others: rows, ..Unchecked::default() })
        .expect("an example can be read")
        .diagnostics
}

#[test]
fn every_bad_example_has_its_code_and_every_good_one_has_none() {
    for &code in Code::ALL.iter().filter(|code| !BY_BUILD.contains(code)) {
        let Example { form, bad, good } = code.example();
        if form == ExampleForm::Words {
            continue;
        }
        let bad = found(code, form, bad);
        assert!(bad.iter().any(|found| found.code == code), "{}: {bad:#?}", code.id());
        // One address in two sections is a note, whatever else is shown with it.
        let good = found(code, form, good);
        let wrong = |found: &&Diagnostic| found.code == code || found.severity > Severity::Note;
        assert_eq!(good.iter().find(wrong), None, "{}", code.id());
    }
}

#[test]
fn examples_that_take_a_build_are_true() {
    for code in BY_BUILD {
        let Example { bad, good, .. } = code.example();
        let finds = |lines: &[&str]| {
            let workspace = Workspace::new();
            workspace.write("papers.md", "# Papers\n");
            workspace.write("lists/list.md", lines.join("\n"));
            let built = workspace.run(["build", "--only", "-v", "--recursive", "--merge-titles", "lists/list.md"]);
            assert_eq!(built.status, Some(0), "{}", built.stderr);
            built.stderr.contains(&format!("[{}]", code.id()))
        };
        assert_eq!((finds(bad), finds(good)), (true, false), "{}", code.id());
    }
}

#[test]
fn examples_in_words_are_those_that_must_be() {
    let in_words = Code::ALL.iter().filter(|code| code.example().form == ExampleForm::Words).copied();
    let expected = IN_WORDS.map(|(code, why)| {
        assert!(!why.is_empty());
        code
    });
    assert_eq!(in_words.collect::<Vec<_>>(), expected);
}

#[test]
fn an_explanation_shows_its_example_with_nothing_hidden() {
    let workspace = Workspace::new();
    let said = |code: &str| workspace.run(["code", code]).stdout;
    let spaces = said("trailing-spaces");
    assert!(
        spaces.contains("Bad (· is a space at the end of a line):\n    - [Two](https://two.org) – Scans twice.··\n"),
        "{spaces}"
    );
    assert!(said("mixed-indentation").contains("\n    →- [Two]"));
    assert!(said("hidden-characters").contains(r"Pass\u{200b}word"));
}
