//! Hostile input is refused with a reason; what only looks hostile is read.

use super::command::Workspace;
use aisec_graph::query::{Answers, QueryError, STACK_BYTES, parse, parse_update, run, update};
use aisec_graph::rdf::{self, ReadRdfError, Syntax};
use aisec_graph::snapshot::{DefaultGraph, OpenError, Snapshot, SnapshotBuilder};
use aisec_graph::source::{ReadError, SourceId, SourceText};
use oxrdf::{GraphName, Literal, NamedNode, Quad};
use std::fs;
use std::path::Path;

fn is_refused(query: &str) -> bool {
    matches!(parse(query, Some("http://e/")), Err(QueryError::TooComplex { .. }))
}

fn deep(count: usize) -> String {
    format!("{}1{}", "(".repeat(count), ")".repeat(count))
}

#[test]
fn queries_that_would_exhaust_the_stack_are_refused() {
    let many = |start: &str, link: &str, end: &str| format!("{start}{}{end}", link.repeat(3_000));
    for query in [
        format!("ASK {{ FILTER({}) }}", deep(300)),
        format!("ASK {{ <#a> ?p ?c FILTER({}) }}", deep(300)),
        format!("ASK {{ ?s ?p ?c FILTER(1 <true || {}) }}", deep(300)),
        format!("ASK {{ FILTER(1<{}>2) }}", "(1)*".repeat(600)),
        // Read as an IRI, the quote in it would hide the brackets up to the next quote.
        format!("ASK {{ FILTER(1<'a>' || {} || 'b'>1) }}", deep(300)),
        format!("ASK {{ ?s ?p (1 <#a> {} '''\n''' ) }}", deep(300)),
        // A broken escape: no long string after all.
        format!("ASK {{ ?s ?p ('''abc' {} \\q''') }}", deep(300)),
        format!("ASK {{ ?s ?p ('''abc' {}) }}", deep(300)),
        format!("ASK {{ ?s <p:a\\#b> ?o ; p:a\\#b {} }}", deep(300)),
        many("ASK { FILTER(1", "-1", ") }"),
        many("ASK { FILTER(1", "&&1", ") }"),
        many("ASK { {}", " UNION {}", " }"),
        many("ASK { ", "optional{}", " }"),
        many("ASK { ", "MINUS {?s ?p ?o} ", "}"),
        many("ASK { ", "?s ?p ?o . ", "}"),
        many("ASK { ?s ?p (", "true", ") }"),
        many("ASK { ?s ?p (", "?x", ") }"),
        many("ASK { ?s <p:p>", "/<p:p>", " ?o }"),
        format!("ASK {{ {}{} }}", "{SELECT * {".repeat(3_000), "}}".repeat(3_000)),
        format!("ASK {{ FILTER({}1{}) }}", "!(".repeat(30), ")".repeat(30)),
        format!("ASK {{ FILTER({}1{}) }}", "Replace (".repeat(30), ",1,1)".repeat(30)),
        "#".repeat(2 << 20),
    ] {
        assert!(is_refused(&query), "{}", query.chars().take(80).collect::<String>());
    }
}

#[test]
fn a_name_that_ends_in_a_keyword_hides_nothing() {
    let chain = "{}".to_owned() + &" UNION {}".repeat(3_000);
    for name in ["aisec:a-values", "aisec:a.values", "aisec:a-DATA", "'x'@data", "'x'@values", "?data", "<data>"] {
        assert!(is_refused(&format!("ASK {{ ?s ?p {name} . {{ {chain} }} }}")), "{name}");
        assert!(is_refused(&format!("ASK {{ ?s ?p {name} {{ {chain} }} }}")), "{name}");
    }
}

#[test]
fn updates_that_would_exhaust_the_stack_are_refused() {
    let is_refused = |text: &str| matches!(parse_update(text, None), Err(QueryError::TooComplex { .. }));
    let many = |start: &str, link: &str, end: &str| format!("{start}{}{end}", link.repeat(3_000));
    for text in [
        format!("DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o FILTER({}) }}", deep(300)),
        many("DELETE { ?s ?p ?o } WHERE { {}", " UNION {}", " }"),
        many("DELETE WHERE { ", "?s ?p ?o . ", "}"),
        many("INSERT { ", "?s ?p ?o . ", "} WHERE { ?s ?p ?o }"),
        many("", "CLEAR ALL;", ""),
        many("INSERT DATA {} ; DELETE { ?s ?p ?o } WHERE { {}", " UNION {}", " }"),
        format!("INSERT DATA {{ <a:a> <a:a> {} }}", "[<a:a> ".repeat(300)),
        format!("INSERT DATA {{ <a:a> <a:a> {} }}", "(".repeat(300)),
        "#".repeat(2 << 20),
    ] {
        assert!(is_refused(&text), "{}", text.chars().take(80).collect::<String>());
    }
}

#[test]
fn updates_that_the_guard_lets_pass_fit_the_stack_it_names() {
    let texts = [
        format!(
            "INSERT DATA {{ {} <a:a> <a:a> ({}) }}",
            "<a:a> <a:a> <a:a>, 1 ; <a:a> 2.".repeat(9_000),
            "1 ".repeat(9_000)
        ),
        format!("INSERT DATA {{ <a:a> <a:a> {}1{} }}", "[<a:a> ".repeat(250), "]".repeat(250)),
        format!("DELETE DATA {{ {} }}", "GRAPH <a:a> { <a:a> <a:a> <a:a> }".repeat(9_000)),
        format!("DELETE WHERE {{ {} }}", "?s ?p ?o .".repeat(20)),
        format!("DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o {} }}", "MINUS{?s ?p 1}".repeat(1_800)),
        "CLEAR ALL;".repeat(1_900),
    ];
    let work = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(move || {
        for text in texts {
            let start: String = text.chars().take(60).collect();
            let parsed = parse_update(&text, None).unwrap_or_else(|error| panic!("{start}: {error}"));
            assert!(update(one_quad(), &parsed, &[]).is_ok(), "{start}");
        }
    });
    work.unwrap().join().unwrap();
}

#[test]
fn brackets_in_strings_iris_and_comments_do_not_count() {
    let brackets = "(".repeat(600);
    for query in [
        format!("ASK {{ ?s ?p '{brackets}' , \"\"\"\" ' {brackets}\\\"\"\"\" , ''''{brackets}''' }}"),
        format!("ASK {{ # don't <{brackets}\n ?s <http://e/'#{brackets}> ?o }}"),
        format!("ASK {{ VALUES (?s ?o) {{ {} }} }}", "(<http://e/(a> <http://e/#it's>)".repeat(1_500)),
        "ASK { VALUES (?s ?o) { (<#a> <#b>) } FILTER(!(?s<?o) && !(?s = <#c>)) }".to_owned(),
        format!("ASK {{ FILTER(?s IN ({} 1)) }}", "<http://e/a-b>,".repeat(1_500)),
        format!("ASK {{ FILTER(?s = {}?o{}) }}", "REPLACE(".repeat(10), ",'a','b')".repeat(10)),
    ] {
        let start: String = query.chars().take(80).collect();
        assert!(parse(&query, Some("http://e/")).is_ok(), "{start}: {:?}", parse(&query, Some("http://e/")).err());
    }
}

#[test]
fn what_the_guard_lets_pass_fits_the_stack_it_names() {
    let chain = |link: &str, count: usize| link.repeat(count);
    let queries = [
        format!("ASK {{ FILTER(1{}) }}", chain("-1", 1_980)),
        format!("ASK {{ ?s ?p ?o {} }}", chain("MINUS{?s ?p 1}", 1_900)),
        format!("ASK {{ {{}} {} }}", chain("UNION{}", 1_900)),
        format!("ASK {{ ?s <p:p>{} ?o }}", chain("|<p:p>", 1_900)),
        format!("ASK {{ FILTER({}1{}) }}", chain("STR(", 250), chain(")", 250)),
        format!("ASK {{ {}{} }}", chain("FILTER EXISTS {?s ?p ?o ", 250), chain("}", 250)),
        format!(
            "ASK {{ {} FILTER(1{}) {} }}",
            chain("FILTER EXISTS {?s ?p ?o ", 250),
            chain("-1", 1_700),
            chain("}", 250)
        ),
        format!("ASK {{ {}{} }}", chain("{SELECT * {?s ?p ?o ", 120), chain("}}", 120)),
    ];
    let work = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(move || {
        let snapshot = one_quad();
        for query in queries {
            let start: String = query.chars().take(60).collect();
            let query = parse(&query, None).unwrap_or_else(|error| panic!("{start}: {error}"));
            assert!(matches!(run(&snapshot, &query), Ok(Answers::Boolean(_))), "{start}");
        }
    });
    work.unwrap().join().unwrap();
}

#[test]
fn a_query_over_the_limits_ends_with_status_5() {
    let workspace = Workspace::new();
    workspace.write("deep.rq", format!("ASK {{ FILTER({}) }}", deep(300)));
    let outcome = workspace.run(["query", "deep.rq"]);
    assert_eq!(outcome.status, Some(5), "{outcome:?}");
    assert!(outcome.stderr.contains("256 nested levels"), "{outcome:?}");
}

fn read(text: &str, syntax: Syntax) -> Result<usize, ReadRdfError> {
    rdf::read(text.as_bytes(), syntax, Some("http://e/"), "", |_| Ok(())).map(|parsed| parsed.quads)
}

const RDF_XML: &str = r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">"#;

#[test]
fn rdf_that_only_looks_hostile_is_read() {
    let sad = "<s> <p> \"sad :(\", ':(', ''':( ' :(''', \"\"\":( \" \\\"\"\":(\"\"\" .\n".repeat(300);
    assert_eq!(read(&format!("# 5\" disk, don't <\n{sad}"), Syntax::Turtle).unwrap(), 1_200);
    let escaped = "PREFIX e: <http://e/(>\n".to_owned() + &"e:a\\(\\#\\' e:p <((> .\n".repeat(300);
    assert_eq!(read(&escaped, Syntax::TriG).unwrap(), 300);
    let json = format!(r#"{{"@id": "http://e/s", "http://e/p": "\"{}"}}"#, "[{".repeat(300));
    assert_eq!(read(&json, Syntax::JsonLd).unwrap(), 1);
    let text = "=".repeat(1_200);
    let xml = format!(
        "<?xml version='1.0'?>{RDF_XML}<!-- <!DOCTYPE a \" --><rdf:Description rdf:about='?{text}' e:q='>'>\
         <e:p>{text}</e:p><e:p><![CDATA[<!DOCTYPE ' ]]></e:p></rdf:Description></rdf:RDF>"
    );
    assert_eq!(read(&xml, Syntax::RdfXml).unwrap(), 3);
}

#[test]
fn rdf_that_would_exhaust_its_reader_is_refused() {
    let open = "(".repeat(300);
    let attributes = " e:a='>'".repeat(1_200);
    for (syntax, text) in [
        (Syntax::Turtle, format!("# \"\n<s> <p> {open}")),
        (Syntax::Turtle, format!("<s> <p> '\"', {open}")),
        (Syntax::Turtle, format!("<s> <p> '''\"'''@en, <a\">, {open}")),
        (Syntax::TriG, format!("<s\"> <p> \"\", {open}")),
        (Syntax::JsonLd, format!("{{\"a\": \"\\\\\", \"b\": {}", "[".repeat(70))),
        (Syntax::RdfXml, format!("<!-- --><!doctype a>{RDF_XML}</rdf:RDF>")),
        (Syntax::RdfXml, format!("{RDF_XML}<rdf:Description rdf:about='http://e/a' e:q='whole'/>")),
        (Syntax::RdfXml, format!("{RDF_XML}<rdf:Description rdf:about='http://e/a'><e:q>cut")),
        (Syntax::RdfXml, String::new()),
        (Syntax::RdfXml, format!("{RDF_XML}<rdf:Description{attributes}/></rdf:RDF>")),
        (Syntax::RdfXml, format!("{RDF_XML}{}", "<e:a b='/>' c='</'><e:b/>".repeat(300))),
    ] {
        let result = read(&text, syntax);
        let start: String = text.chars().take(60).collect();
        assert!(matches!(result, Err(ReadRdfError::Refused(_))), "{start}: {result:?}");
    }
}

#[cfg(unix)]
#[test]
fn an_endless_device_is_refused() {
    let id = || SourceId::new("zero").unwrap();
    assert!(matches!(SourceText::read(id(), Path::new("/dev/zero")), Err(ReadError::NoFile { .. })));
    assert!(matches!(Snapshot::open(Path::new("/dev/zero")), Err(OpenError::NotASnapshot { .. })));
}

fn one_quad() -> Snapshot {
    let iri = |name: &str| NamedNode::new(format!("http://e/{name}")).unwrap();
    let mut builder = SnapshotBuilder::default();
    let label = Literal::new_language_tagged_literal("a < \"b\"\n", "zh-hans").unwrap();
    builder.insert(&Quad::new(iri("s"), iri("p"), label, GraphName::DefaultGraph)).unwrap();
    let number = Literal::new_typed_literal("1", iri("type"));
    builder.insert(&Quad::new(iri("s"), iri("p"), number, iri("g"))).unwrap();
    builder.build(DefaultGraph::Unnamed).expect("it fits a snapshot")
}

#[test]
fn a_folder_given_for_a_file_is_one_error_everywhere() {
    let workspace = Workspace::new();
    for name in ["a.md", "a.ttl", "a.aisec", "out.svg"] {
        fs::create_dir(workspace.path(name)).unwrap();
    }
    workspace.write("b.nt", "<http://e/s> <http://e/p> <http://e/o> .\n");
    for (folder, arguments) in [
        ("a.md", ["build", "--only", "a.md", "-q"].as_slice()),
        ("a.ttl", &["query", "--data", "a.ttl", "ASK {}"]),
        ("a.aisec", &["query", "--data", "a.aisec", "ASK {}"]),
        ("a.ttl", &["convert", "a.ttl", "--to", "nt"]),
        ("a.ttl", &["convert", "b.nt", "-o", "a.ttl"]),
    ] {
        let outcome = workspace.run(arguments);
        assert_eq!(outcome.status, Some(7), "{arguments:?}: {outcome:?}");
        assert!(outcome.stderr.contains(&format!("{folder} is a folder, not a file")), "{outcome:?}");
    }
}

#[test]
fn build_to_standard_output_is_a_usage_error() {
    let workspace = Workspace::new();
    let outcome = workspace.run(["build", "-o", "-"]);
    assert_eq!(outcome.status, Some(2), "{outcome:?}");
    assert!(outcome.stderr.contains("several files"), "{outcome:?}");
    assert!(workspace.files().is_empty());
}

#[cfg(unix)]
#[test]
fn outputs_keep_links_permissions_and_pipes() {
    use std::os::unix::fs::PermissionsExt;
    let workspace = Workspace::new();
    workspace.write("in.nt", "<http://e/s> <http://e/p> <http://e/o> .\n");
    let mode = |name: &str| fs::metadata(workspace.path(name)).unwrap().permissions().mode() & 0o777;
    let shell = |line: &str| {
        let (status, said) = workspace.shell(line);
        assert_eq!(status, Some(0), "{line}: {said}");
        said
    };
    shell("umask 027; aisec convert in.nt -o new.nt");
    assert_eq!(mode("new.nt"), 0o640);
    shell("chmod 604 new.nt; umask 022; ln -s new.nt link.nt; ln -s made.nt dangling.nt");
    shell("aisec convert in.nt -o link.nt && aisec convert in.nt -o dangling.nt");
    assert_eq!(mode("new.nt"), 0o604);
    assert_eq!(mode("made.nt"), 0o644);
    assert!(fs::symlink_metadata(workspace.path("link.nt")).unwrap().is_symlink());
    assert_eq!(workspace.read("made.nt"), workspace.read("in.nt"));
    let said = shell("mkfifo pipe.nt; aisec convert in.nt -o pipe.nt & cat pipe.nt; wait; test -p pipe.nt");
    assert_eq!(said.as_bytes(), workspace.read("in.nt"));
    shell("aisec convert in.nt --to nt -o /dev/null; test -c /dev/null");
}
