//! The named questions behind the numbers of a report, as commands to copy.

use crate::coverage::{Evidence, RoleChoice, Selection};
use crate::query::{Question, question};
use std::collections::BTreeSet;

/// Writes commands, and remembers which questions they ask.
#[derive(Debug)]
pub(super) struct Asked {
    /// What counts, as parameters of a question.
    selection: String,
    counting: Counting,
    /// Options that name the graph.
    graph: String,
    names: BTreeSet<&'static str>,
}

/// What gives the numbers.
#[derive(Debug)]
enum Counting {
    /// Named questions: every tool counts.
    Questions,
    /// `aisec coverage` with these options: the tools of a team do.
    Team(String),
    /// Nothing: no tool of the team is in use, and without any the command would count the whole catalog.
    Nothing,
}

impl Asked {
    /// `graph` are the options that make a command read the same graph; `team` those that make `aisec coverage` count its
    /// tools alone.
    pub(super) fn new(selection: &Selection, graph: &[String], team: Option<&[String]>) -> Self {
        let evidence = Some(selection.evidence).filter(|evidence| *evidence != Evidence::Best);
        let evidence = evidence.map(Evidence::name);
        // The questions and the command have these by default.
        let role = Some(selection.role).filter(|role| *role != RoleChoice::Any);
        let asked = [("evidence", evidence), ("role", role.map(RoleChoice::name))];
        let asked = asked.iter().filter_map(|(name, value)| Some(format!(" -p {name}={}", (*value)?)));
        let counting = match team {
            None => Counting::Questions,
            Some([]) => Counting::Nothing,
            Some(team) => Counting::Team(words_of(team) + &counting_options(selection)),
        };
        Self { selection: asked.collect(), counting, graph: words_of(graph), names: BTreeSet::new() }
    }

    /// The commands that count the risks of lists.
    pub(super) fn of_lists(&mut self, lists: &BTreeSet<String>) -> Vec<String> {
        match self.count("--by phase") {
            Some(commands) => commands,
            None => lists.iter().map(|list| self.command("coverage-by-phase", "list", list)).collect(),
        }
    }

    /// The commands that count the items of an edition.
    pub(super) fn of_edition(&mut self, id: &str, questions: &[&'static str]) -> Vec<String> {
        match self.count(&format!("--framework {id}")) {
            Some(commands) => commands,
            None => questions.iter().map(|question| self.command(question, "edition", id)).collect(),
        }
    }

    /// The command that counts what a team addresses, if any; `None` where every tool counts, which named questions tell.
    fn count(&self, of: &str) -> Option<Vec<String>> {
        match &self.counting {
            Counting::Questions => None,
            Counting::Team(team) => Some(vec![format!("aisec coverage {of}{team}{}", self.graph)]),
            Counting::Nothing => Some(Vec::new()),
        }
    }

    /// The command that says what to add to the tools of a team, as `--stack` was given.
    pub(super) fn additions(&self, given: &[String], selection: &Selection) -> String {
        format!("aisec recommend{}{}{}", words_of(given), counting_options(selection), self.graph)
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

/// Evidence and role as options of commands that count what a team relies on, where they are not the usual ones.
fn counting_options(selection: &Selection) -> String {
    let evidence = Some(selection.evidence).filter(|evidence| *evidence != Evidence::Best);
    let evidence = evidence.map(|evidence| format!(" --evidence {}", evidence.name())).unwrap_or_default();
    let usual = selection.evidence.role_relied_on();
    let role = Some(selection.role).filter(|role| *role != usual);
    evidence + &role.map(|role| format!(" --role {}", role.name())).unwrap_or_default()
}

/// Words of a command line, each behind a space.
fn words_of(words: &[String]) -> String {
    words.iter().flat_map(|word| [" ".to_owned(), quoted(word)]).collect()
}

/// A word of a command line, in quotation marks where a shell would read it otherwise.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_=./:,@+%".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}
