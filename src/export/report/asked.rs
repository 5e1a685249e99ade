//! The named questions behind the numbers of a report, as commands to copy.

use crate::coverage::{Evidence, RoleChoice, Selection};
use crate::query::{Question, question};
use std::collections::BTreeSet;

/// Writes commands, and remembers which questions they ask.
#[derive(Debug)]
pub(super) struct Asked {
    /// What counts, as parameters of a question.
    selection: String,
    /// Options that name the graph.
    graph: String,
    names: BTreeSet<&'static str>,
}

impl Asked {
    /// `graph` are the options that make a command read the same graph.
    pub(super) fn new(selection: &Selection, graph: &[String]) -> Self {
        // The questions have these by default.
        let evidence = Some(selection.evidence).filter(|evidence| *evidence != Evidence::Best);
        let evidence = evidence.map(|evidence| format!(" -p evidence={}", evidence.name())).unwrap_or_default();
        let role = Some(selection.role).filter(|role| *role != RoleChoice::Any);
        let role = role.map(|role| format!(" -p role={}", role.name())).unwrap_or_default();
        let graph = graph.iter().flat_map(|option| [" ".to_owned(), quoted(option)]).collect();
        Self { selection: evidence + &role, graph, names: BTreeSet::new() }
    }

    /// The command that asks a question with one parameter.
    pub(super) fn command(&mut self, question: &'static str, parameter: &str, value: &str) -> String {
        self.names.insert(question);
        let parameter = quoted(&format!("{parameter}={value}"));
        format!("aisec query {question} -p {parameter}{}{}", self.selection, self.graph)
    }

    /// The command that proves that a tool addresses something.
    pub(super) fn proof(&self, tool: &str, thing: &str) -> String {
        format!("aisec explain {} {}{}", quoted(tool), quoted(thing), self.graph)
    }

    /// The questions asked so far, by name.
    pub(super) fn questions(&self) -> Vec<Question> {
        self.names.iter().filter_map(|name| question(name).ok()).collect()
    }
}

/// A word of a command line, in quotation marks where a shell would read it otherwise.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_=./:,@+%".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}
