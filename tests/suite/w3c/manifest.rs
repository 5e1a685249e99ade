//! Tests as the manifests name them.

use oxrdf::vocab::{rdf, rdfs};
use oxrdf::{Graph, NamedNode, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Term, TermRef};
use oxrdfio::{RdfFormat, RdfParser};
use std::fs;
use std::path::{Path, PathBuf};

/// Where the suites are published, file by file.
const PUBLISHED: &str = "https://w3c.github.io/rdf-tests/";

/// The folder of the suites.
pub(super) struct Suites {
    folder: PathBuf,
    /// IRI of the folder.
    base: String,
}

/// What relative IRIs in the files of a suite are resolved against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Base {
    /// The address where the file is published.
    Published,
    /// The file's own IRI here, as the command does by itself.
    Own,
}

/// One test, with the statements about it.
pub(super) struct Test {
    pub(super) iri: String,
    /// Local name of its class, such as `QueryEvaluationTest`.
    pub(super) kind: String,
    pub(super) action: Option<Term>,
    pub(super) result: Option<Term>,
    manifest: Graph,
}

/// A file that a test names: where it is published, and where it is here.
#[derive(Clone)]
pub(super) struct TestFile {
    pub(super) iri: String,
    pub(super) path: PathBuf,
}

impl TestFile {
    pub(super) fn text(&self) -> String {
        fs::read_to_string(&self.path).unwrap_or_else(|error| panic!("{}: {error}", self.path.display()))
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        fs::read(&self.path).unwrap_or_else(|error| panic!("{}: {error}", self.path.display()))
    }

    pub(super) fn extension(&self) -> &str {
        self.path.extension().and_then(|extension| extension.to_str()).unwrap_or_default()
    }

    pub(super) fn path(&self) -> &str {
        self.path.to_str().expect("the suites are in a folder with a name in UTF-8")
    }
}

fn mf(name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#{name}"))
}

impl Suites {
    /// The suites beside the project, if they are there.
    pub(super) fn find(base: Base) -> Option<Self> {
        let project = Path::new(env!("CARGO_MANIFEST_DIR"));
        let places = ["../shared/w3c", "../../shared/w3c"].map(|folder| project.join(folder).canonicalize().ok());
        let folder = places.into_iter().flatten().next()?;
        let base = match base {
            Base::Published => PUBLISHED.to_owned(),
            Base::Own => url::Url::from_directory_path(&folder).ok()?.to_string(),
        };
        Some(Self { folder, base })
    }

    /// The folder of the suites.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn file(&self, iri: &str) -> TestFile {
        let name = iri.strip_prefix(&self.base).unwrap_or_else(|| panic!("{iri} is no file of the suites"));
        TestFile { iri: iri.to_owned(), path: self.folder.join(name) }
    }

    /// All tests of a manifest and those it includes, in their order.
    pub(super) fn tests(&self, manifest: &str) -> Vec<Test> {
        let file = self.file(&format!("{}{manifest}", self.base));
        let graph = parse(&file);
        let node = NamedNode::new_unchecked(&file.iri);
        let mut tests = Vec::new();
        for included in list(&graph, &node, &mf("include")) {
            let Term::NamedNode(included) = included else { panic!("{manifest} includes {included}") };
            tests.extend(self.tests(included.as_str().strip_prefix(&self.base).expect("a file of the suites")));
        }
        for entry in list(&graph, &node, &mf("entries")) {
            let Term::NamedNode(entry) = entry else { panic!("{manifest} has the entry {entry}") };
            let one = |predicate: NamedNodeRef<'_>| {
                graph.object_for_subject_predicate(&entry, predicate).map(TermRef::into_owned)
            };
            let Some(Term::NamedNode(kind)) = one(rdf::TYPE) else { panic!("{entry} has no class") };
            tests.push(Test {
                iri: entry.as_str().to_owned(),
                kind: kind.as_str().rsplit('#').next().unwrap_or_default().to_owned(),
                action: one(mf("action").as_ref()),
                result: one(mf("result").as_ref()),
                manifest: graph.clone(),
            });
        }
        tests
    }
}

impl Test {
    /// The file a term of the manifest names.
    pub(super) fn named_file(suites: &Suites, term: Option<&Term>) -> TestFile {
        match term {
            Some(Term::NamedNode(file)) => suites.file(file.as_str()),
            other => panic!("{other:?} is no file"),
        }
    }

    /// Files that a part of the test names with this property: `query`, `data`, …
    pub(super) fn files(&self, suites: &Suites, part: Option<&Term>, property: &str) -> Vec<TestFile> {
        self.objects(part, property).iter().map(|term| Self::named_file(suites, Some(term))).collect()
    }

    /// Named graphs of a part of the test, by name.
    pub(super) fn graphs(&self, suites: &Suites, part: Option<&Term>) -> Vec<(String, TestFile)> {
        let graph = |term: Term| {
            let files = self.files(suites, Some(&term), "graph");
            let named = subject(&term).and_then(|node| self.manifest.object_for_subject_predicate(&node, rdfs::LABEL));
            if let (Some(file), Some(TermRef::Literal(name))) = (files.first(), named) {
                return (name.value().to_owned(), file.clone());
            }
            let file = Self::named_file(suites, Some(&term));
            (file.iri.clone(), file)
        };
        self.objects(part, "graphData").into_iter().map(graph).collect()
    }

    /// Objects by the local name of a property, which the vocabularies of queries and of updates both have.
    fn objects(&self, part: Option<&Term>, property: &str) -> Vec<Term> {
        let Some(part) = part.and_then(subject) else { return Vec::new() };
        let is_it = |predicate: NamedNodeRef<'_>| predicate.as_str().rsplit('#').next() == Some(property);
        let triples = self.manifest.triples_for_subject(&part).filter(|triple| is_it(triple.predicate));
        triples.map(|triple| triple.object.into_owned()).collect()
    }
}

fn subject(term: &Term) -> Option<NamedOrBlankNode> {
    match term {
        Term::NamedNode(node) => Some(node.clone().into()),
        Term::BlankNode(node) => Some(node.clone().into()),
        Term::Literal(_) => None,
    }
}

fn parse(file: &TestFile) -> Graph {
    let bytes = file.bytes();
    let parser = RdfParser::from_format(RdfFormat::Turtle).with_base_iri(&file.iri).expect("it is an IRI");
    let triples = parser.for_slice(&bytes).map(|quad| quad.unwrap_or_else(|error| panic!("{}: {error}", file.iri)));
    triples.map(oxrdf::Triple::from).collect()
}

/// Members of the list that is the object.
fn list<'g>(graph: &'g Graph, node: &NamedNode, predicate: &NamedNode) -> Vec<Term> {
    let mut members = Vec::new();
    let mut at: Option<TermRef<'g>> = graph.object_for_subject_predicate(node, predicate);
    while let Some(TermRef::BlankNode(cell)) = at {
        let cell = NamedOrBlankNodeRef::from(cell);
        members.extend(graph.object_for_subject_predicate(cell, rdf::FIRST).map(TermRef::into_owned));
        at = graph.object_for_subject_predicate(cell, rdf::REST);
    }
    members
}
