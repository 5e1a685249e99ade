//! Graphs of someone else in which much more is said than a framework or a team has: answered, whatever the command, in
//! little time and memory.
#![cfg(target_os = "linux")]

use crate::command::Workspace;
use std::fmt::Write as _;

/// So many that what takes their square runs away.
const ITEMS: usize = 2_000;
const ID: &str = "https://w3id.org/aisec-graph/id/";
const AISEC: &str = "https://w3id.org/aisec-graph/ontology#";
const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";
const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

/// A graph of someone else's as a snapshot: more is said in it than a framework or a team has.
fn foreign(says: impl FnOnce(&mut String)) -> Workspace {
    let workspace = Workspace::with_built_in_graph();
    let exported = workspace.run(["export", "--format", "ntriples"]);
    let mut text = exported.stdout;
    says(&mut text);
    workspace.write("foreign.nt", text);
    assert_eq!(workspace.run(["convert", "-q", "foreign.nt", "-o", "foreign.aisec"]).status, Some(0));
    workspace
}

/// Commands that count along the hierarchy of an edition.
const COUNTING: [&str; 4] = [
    "coverage --framework owasp-ml",
    "recommend --framework owasp-ml",
    "render layered --framework owasp-ml -o p.svg",
    "render ego ML01:2023 -o p.svg",
];

/// Other commands that read a graph.
const OTHERS: [&str; 7] = [
    "render matrix -o p.svg",
    "render lifecycle -o p.svg",
    "explain ML01:2023",
    "explain garak ML01:2023",
    "explain ML01:2023 aisec:state",
    "explain --why-not Foolbox ML01:2023",
    "review",
];

/// That commands come to their end, each with so much time of the processor and memory that only what runs away needs
/// more.
fn are_answered(workspace: &Workspace, commands: &[&str]) {
    for command in commands {
        let line = format!("ulimit -t 20; ulimit -d 1000000; aisec {command} --data foreign.aisec >out.txt");
        assert_eq!(workspace.shell(&line).0, Some(0), "{command}");
    }
}

#[test]
fn a_hierarchy_without_end_is_climbed_so_far_and_no_farther() {
    for is_ring in [false, true] {
        let workspace = foreign(|text| {
            for n in 0..ITEMS {
                let above = if n > 0 { format!("X{}", n - 1) } else { "ML01".to_owned() };
                let above = if n == 0 && is_ring { format!("X{}", ITEMS - 1) } else { above };
                item(text, n);
                writeln!(text, "<{ID}owasp-ml-2023/X{n}> <{SKOS}broader> <{ID}owasp-ml-2023/{above}> .").unwrap();
            }
        });
        are_answered(&workspace, &COUNTING);
    }
}

#[test]
fn what_thousands_address_and_what_addresses_thousands_is_answered() {
    let workspace = foreign(|text| {
        for n in 0..ITEMS {
            item(text, n);
            covers(text, "resource/github.com/nvidia/garak", &format!("owasp-ml-2023/X{n}"), n);
            let tool = format!("resource/example.org/{n}");
            writeln!(text, "<{ID}{tool}> <{TYPE}> <{AISEC}Tool> .\n<{ID}{tool}> <{TYPE}> <{AISEC}Resource> .").unwrap();
            covers(text, &tool, "owasp-ml-2023/ML01", ITEMS + n);
        }
    });
    are_answered(&workspace, &COUNTING);
    are_answered(&workspace, &OTHERS);
}

/// One more item of the OWASP Machine Learning Top 10.
fn item(text: &mut String, number: usize) {
    let (edition, item) = (format!("<{ID}owasp-ml-2023>"), format!("<{ID}owasp-ml-2023/X{number}>"));
    let says = [
        (TYPE.to_owned(), format!("<{AISEC}Item>")),
        (TYPE.to_owned(), format!("<{AISEC}Threat>")),
        (format!("{SKOS}inScheme"), edition.clone()),
        (format!("{SKOS}notation"), format!("\"X{number}\"")),
        (format!("{AISEC}concept"), item.clone()),
        (format!("{AISEC}countedIn"), edition),
        (format!("{AISEC}itemClass"), format!("<{AISEC}Threat>")),
        (format!("{AISEC}status"), "\"current\"".to_owned()),
    ];
    text.extend(says.map(|(predicate, object)| format!("{item} <{predicate}> {object} .\n")));
}

/// That a resource covers an item.
fn covers(text: &mut String, resource: &str, item: &str, number: usize) {
    let says = [
        (TYPE.to_owned(), format!("{AISEC}Coverage")),
        (format!("{AISEC}by"), format!("{ID}{resource}")),
        (format!("{AISEC}of"), format!("{ID}{item}")),
        (format!("{AISEC}grade"), format!("{AISEC}Covers")),
        (format!("{AISEC}evidence"), format!("{AISEC}Best")),
        (format!("{AISEC}evidence"), format!("{AISEC}Reviewed")),
        (format!("{AISEC}roleGroup"), format!("{AISEC}Exercised")),
    ];
    text.extend(says.map(|(predicate, object)| format!("<{ID}coverage/{number}> <{predicate}> <{object}> .\n")));
}
