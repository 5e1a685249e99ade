//! What was found, and its forms: triples of a SHACL validation report, and diagnostics.

use super::origin::{Origin, origin};
use super::text::{quoted, short};
use crate::diagnostic::{Code, Diagnostic, Focus, Severity, in_order};
use crate::snapshot::Snapshot;
use crate::source::{SourceText, Sources};
use crate::vocab::sh;
use oxrdf::vocab::rdf;
use oxrdf::{BlankNode, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Term, TermRef, Triple};
use std::collections::{BTreeSet, HashMap};
use std::fmt;

/// Targets of shapes that are named where none is in the data.
const MAX_TARGETS: usize = 5;

/// One thing that is wrong with one node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What kind of finding it is.
    pub code: Code,
    /// The node it is about.
    pub focus: Term,
    /// The path from it to what is wrong.
    pub path: Option<Path>,
    /// What is wrong, where it is one value.
    pub value: Option<Term>,
    /// `sh:Violation`, `sh:Warning`, `sh:Info` or another of the shape's own.
    pub severity: NamedNode,
    /// The shape, or the check as an IRI of ours.
    pub source_shape: NamedOrBlankNode,
    /// The kind of constraint.
    pub component: NamedNode,
    /// What is wrong in words; of a shape that has messages of its own, these.
    pub messages: Vec<Literal>,
    /// Another node concerned.
    pub(super) other: Option<Term>,
    /// Facts that help to judge it.
    pub(super) notes: Vec<String>,
    /// What to do.
    pub(super) help: Option<String>,
}

/// What was found, in an order that depends on nothing but that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The findings, by node, shape, path and value.
    pub findings: Vec<Finding>,
    /// How many nodes are targets of shapes.
    pub focus_nodes: usize,
    /// What the shapes are for, in words and in order, where no node of the data is that.
    pub(super) idle_targets: Vec<String>,
}

/// A property path: its steps, one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path(pub Vec<Step>);

/// A step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Along a property.
    Property(NamedNode),
    /// Against a property.
    Inverse(NamedNode),
    /// Any number of times.
    ZeroOrMore(Box<Step>),
    /// At least once.
    OneOrMore(Box<Step>),
    /// At most once.
    ZeroOrOne(Box<Step>),
    /// One of several ways.
    Alternative(Vec<Step>),
}

/// As in SPARQL, for people.
impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", joined(&self.0, "/", short_name))
    }
}

impl Path {
    /// As in SPARQL, every IRI in full.
    fn in_full(&self) -> String {
        joined(&self.0, "/", NamedNode::to_string)
    }
}

fn short_name(property: &NamedNode) -> String {
    short(property.as_str())
}

fn joined(steps: &[Step], sign: &str, name: fn(&NamedNode) -> String) -> String {
    steps.iter().map(|step| step.text(name)).collect::<Vec<_>>().join(sign)
}

impl Step {
    fn text(&self, name: fn(&NamedNode) -> String) -> String {
        match self {
            Self::Property(property) => name(property),
            Self::Inverse(property) => format!("^{}", name(property)),
            Self::ZeroOrMore(step) => format!("({})*", step.text(name)),
            Self::OneOrMore(step) => format!("({})+", step.text(name)),
            Self::ZeroOrOne(step) => format!("({})?", step.text(name)),
            Self::Alternative(steps) => format!("({})", joined(steps, "|", name)),
        }
    }
}

impl Finding {
    fn rank(&self) -> Severity {
        match self.severity.as_ref() {
            sh::INFO => Severity::Note,
            sh::WARNING => Severity::Warning,
            _ => Severity::Error,
        }
    }

    fn order(&self) -> impl Ord + use<> {
        let path = self.path.as_ref().map(ToString::to_string);
        let value = self.value.as_ref().map(ToString::to_string);
        let component = self.component.as_str().to_owned();
        (self.focus.to_string(), self.source_shape.to_string(), path, value, component, self.code)
    }

    /// The message people read: the English one, or else one without a language, or else the first.
    fn message(&self) -> &str {
        let spoken = |wanted: Option<&str>| self.messages.iter().find(|message| message.language() == wanted);
        let message = spoken(Some("en")).or_else(|| spoken(None)).or(self.messages.first());
        message.map_or("it does not conform", Literal::value)
    }

    /// What it is about, for programs.
    fn in_full(&self, origins: &Origins<'_>) -> Focus {
        Focus {
            node: self.focus.to_string(),
            path: self.path.as_ref().map(Path::in_full),
            value: self.value.as_ref().map(Term::to_string),
            origin: origins.of(&self.focus).map(|origin| (origin.source.clone(), origin.line)),
        }
    }

    fn diagnostic(&self, origins: &Origins<'_>, sources: &Sources) -> Diagnostic {
        let text = self.message().trim_end_matches('.');
        let message = if self.code == Code::NotConforming {
            format!("{}: {text}", quoted(self.focus.as_ref()))
        } else {
            text.to_owned()
        };
        let focus = Some(Box::new(self.in_full(origins)));
        let mut found = Diagnostic { severity: self.rank(), focus, ..Diagnostic::new(self.code, message) };
        let line = |origin: &Origin| {
            let is_there = |text: &&SourceText| (1..=text.line_count()).contains(&origin.line);
            let text = sources.find(&origin.source).filter(is_there)?;
            let span = text.line_span(origin.line);
            Some((origin.source.clone(), span.start..span.end))
        };
        let told = |origin: &Origin| format!("line {} of the source `{}`", origin.line, origin.source);
        if let Some(origin) = origins.of(&self.focus) {
            found = match line(origin) {
                Some((source, bytes)) => found.at(source, bytes),
                None => found.note(format!("it comes from {}", told(origin))),
            };
        }
        if let Some(origin) = self.other.as_ref().and_then(|other| origins.of(other)) {
            found = match line(origin) {
                Some((source, bytes)) => found.related(source, bytes, "and here"),
                None => found.note(format!("the other comes from {}", told(origin))),
            };
        }
        let found = self.notes.iter().fold(found, Diagnostic::note);
        self.help.iter().fold(found, Diagnostic::help)
    }
}

/// The line of a source that each node of a report comes from, where the graph names one.
#[derive(Debug)]
pub struct Origins<'r>(HashMap<&'r Term, Option<Origin>>);

impl Origins<'_> {
    /// Identifiers of the sources.
    pub fn sources(&self) -> BTreeSet<&str> {
        self.0.values().flatten().map(|origin| origin.source.as_str()).collect()
    }

    fn of(&self, node: &Term) -> Option<&Origin> {
        self.0.get(node)?.as_ref()
    }
}

impl Report {
    pub(super) fn sort(&mut self) {
        self.findings.sort_by_cached_key(Finding::order);
    }

    /// Whether nothing was found at all, be it but a note: `sh:conforms`.
    pub fn conforms(&self) -> bool {
        self.findings.is_empty()
    }

    /// The lines of sources that the nodes of the findings come from, as the graph has them.
    pub fn origins(&self, graph: &Snapshot) -> Origins<'_> {
        let mut origins = HashMap::new();
        let nodes = self.findings.iter().flat_map(|finding| [Some(&finding.focus), finding.other.as_ref()]);
        for node in nodes.flatten() {
            origins.entry(node).or_insert_with(|| origin(graph, node));
        }
        Origins(origins)
    }

    /// The findings as diagnostics, by source and place. One has a place where its node comes from a line of a source
    /// that is here; of another source the line is told.
    pub fn diagnostics(&self, origins: &Origins<'_>, sources: &Sources) -> Vec<Diagnostic> {
        let mut found: Vec<Diagnostic> =
            self.findings.iter().map(|finding| finding.diagnostic(origins, sources)).collect();
        found.extend(self.no_target());
        in_order(&mut found);
        found
    }

    /// That nothing was held against the shapes: it looks as if all were well.
    fn no_target(&self) -> Option<Diagnostic> {
        let (told, more) = self.idle_targets.split_at_checked(MAX_TARGETS).unwrap_or((&self.idle_targets, &[]));
        let more = (!more.is_empty()).then(|| format!(" and {} more", more.len()));
        let message = "no shape applies: no node of the data is one that a shape is for";
        let found = Diagnostic::new(Code::NoTarget, message)
            .note(format!("they are for {}{}", told.join(", "), more.unwrap_or_default()))
            .help("compare these IRIs with those of the data; shapes for other data are given with `--shapes`");
        (!told.is_empty()).then_some(found)
    }

    /// The report as SHACL has it: a `sh:ValidationReport` with a `sh:ValidationResult` for each finding.
    pub fn triples(&self) -> Vec<Triple> {
        let mut writer = Writer { triples: Vec::new(), prefix: self.free_prefix(), nodes: 0 };
        let report = writer.node();
        writer.add(&report, rdf::TYPE, sh::VALIDATION_REPORT.into_owned());
        writer.add(&report, sh::CONFORMS, Literal::from(self.conforms()));
        for finding in &self.findings {
            let result = writer.result(finding);
            writer.add(&report, sh::RESULT, result);
        }
        writer.triples
    }

    /// What the label of no blank node in the findings starts with.
    fn free_prefix(&self) -> String {
        let terms = self.findings.iter().flat_map(|finding| {
            let shape = Some(TermRef::from(finding.source_shape.as_ref()));
            [Some(finding.focus.as_ref()), finding.value.as_ref().map(Term::as_ref), shape]
        });
        let leading = terms.flatten().filter_map(|term| match term {
            TermRef::BlankNode(node) => Some(node.as_str().bytes().take_while(|byte| *byte == b'r').count()),
            TermRef::NamedNode(_) | TermRef::Literal(_) => None,
        });
        "r".repeat(leading.max().unwrap_or(0) + 1)
    }
}

/// Triples of a report as they are made.
struct Writer {
    triples: Vec<Triple>,
    prefix: String,
    nodes: usize,
}

impl Writer {
    fn node(&mut self) -> BlankNode {
        self.nodes += 1;
        BlankNode::new_unchecked(format!("{}{}", self.prefix, self.nodes))
    }

    fn add(&mut self, subject: &BlankNode, predicate: NamedNodeRef<'_>, object: impl Into<Term>) {
        self.triples.push(Triple::new(subject.clone(), predicate, object));
    }

    fn result(&mut self, finding: &Finding) -> BlankNode {
        let result = self.node();
        self.add(&result, rdf::TYPE, sh::VALIDATION_RESULT.into_owned());
        self.add(&result, sh::FOCUS_NODE, finding.focus.clone());
        if let Some(path) = &finding.path {
            let path = self.path(path);
            self.add(&result, sh::RESULT_PATH, path);
        }
        if let Some(value) = &finding.value {
            self.add(&result, sh::VALUE, value.clone());
        }
        self.add(&result, sh::RESULT_SEVERITY, finding.severity.clone());
        self.add(&result, sh::SOURCE_SHAPE, finding.source_shape.clone());
        self.add(&result, sh::SOURCE_CONSTRAINT_COMPONENT, finding.component.clone());
        for message in &finding.messages {
            self.add(&result, sh::RESULT_MESSAGE, message.clone());
        }
        result
    }

    fn path(&mut self, path: &Path) -> Term {
        match path.0.as_slice() {
            [only] => self.step(only),
            steps => self.list(steps),
        }
    }

    fn step(&mut self, step: &Step) -> Term {
        let (predicate, object) = match step {
            Step::Property(property) => return property.clone().into(),
            Step::Inverse(property) => (sh::INVERSE_PATH, property.clone().into()),
            Step::ZeroOrMore(step) => (sh::ZERO_OR_MORE_PATH, self.step(step)),
            Step::OneOrMore(step) => (sh::ONE_OR_MORE_PATH, self.step(step)),
            Step::ZeroOrOne(step) => (sh::ZERO_OR_ONE_PATH, self.step(step)),
            Step::Alternative(steps) => (sh::ALTERNATIVE_PATH, self.list(steps)),
        };
        let node = self.node();
        self.add(&node, predicate, object);
        node.into()
    }

    fn list(&mut self, steps: &[Step]) -> Term {
        let members: Vec<Term> = steps.iter().map(|step| self.step(step)).collect();
        let mut rest = Term::from(rdf::NIL.into_owned());
        for member in members.into_iter().rev() {
            let cell = self.node();
            self.add(&cell, rdf::FIRST, member);
            self.add(&cell, rdf::REST, rest);
            rest = cell.into();
        }
        rest
    }
}
