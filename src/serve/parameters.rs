//! The parameters of an address: what it takes, and what was given.

use super::reply::Refusal;
use super::request::Ask;
use crate::catalog::{Evidence, RoleChoice, WrittenStack};
use crate::coverage::{Aggregate, Selection, Stack, stack};
use crate::render::{Language, Show, Theme, Width};
use crate::snapshot::Snapshot;
use crate::vocab::{did_you_mean, nearest};

/// A parameter that an address takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    pub(crate) need: Need,
    /// Words that it may be; any text where there are none.
    pub(crate) words: fn() -> Vec<&'static str>,
    /// What it means, and what holds without it.
    pub(crate) about: &'static str,
    pub(crate) example: &'static str,
}

/// Whether a parameter has to be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    Required,
    Optional,
}

pub(crate) const fn text(name: &'static str, need: Need, about: &'static str, example: &'static str) -> Parameter {
    Parameter { name, need, words: Vec::new, about, example }
}

const fn word(
    name: &'static str,
    words: fn() -> Vec<&'static str>,
    about: &'static str,
    example: &'static str,
) -> Parameter {
    Parameter { name, need: Need::Optional, words, about, example }
}

fn names<T: Copy, const N: usize>(all: [(T, &'static str); N]) -> Vec<&'static str> {
    all.map(|(_, name)| name).to_vec()
}

/// A query.
pub(crate) const QUERY: Parameter = text("query", Need::Optional, "A SPARQL query", "ASK { ?tool a aisec:Tool }");
/// Graphs of the default graph.
pub(crate) const DEFAULT_GRAPHS: Parameter = text(
    "default-graph-uri",
    Need::Optional,
    "A graph of the default graph; repeat for several",
    "https://w3id.org/aisec-graph/graph/derived",
);
/// Graphs that GRAPH looks at.
pub(crate) const NAMED_GRAPHS: Parameter = text(
    "named-graph-uri",
    Need::Optional,
    "A graph that GRAPH looks at; repeat for several",
    "https://w3id.org/aisec-graph/graph/claims",
);
/// One graph.
pub(crate) const GRAPH: Parameter =
    text("graph", Need::Optional, "The IRI of a graph, or `default`", "https://w3id.org/aisec-graph/graph/ontology");
/// The default graph.
pub(crate) const DEFAULT: Parameter = text("default", Need::Optional, "Without a value: the default graph", "");
/// Which framework.
pub(crate) const FRAMEWORK: Parameter =
    text("framework", Need::Optional, "A framework (its default edition) or an edition", "owasp-llm-2026");
/// In which role tools count.
pub(crate) const ROLE: Parameter =
    word("role", || RoleChoice::ALL.map(RoleChoice::name).to_vec(), "In which role tools count; any", "protected");
/// Which evidence counts.
pub(crate) const EVIDENCE: Parameter =
    word("evidence", || names(Evidence::ALL), "Which evidence counts; best", "reviewed");
/// Colours of a picture.
pub(crate) const THEME: Parameter = word("theme", || names(Theme::ALL), "Colours; auto", "dark");
/// Language of a picture.
pub(crate) const LANGUAGE: Parameter = word("lang", || names(Language::ALL), "Language; en", "zh");
/// What is shown of items that have others below them.
pub(crate) const AGGREGATE: Parameter = word(
    "aggregate",
    || names(Aggregate::ALL),
    "What `atlas` shows of a technique that has sub-techniques; own",
    "max",
);
/// Which items are drawn.
pub(crate) const ONLY_GAPS: Parameter =
    word("only-gaps", || names(SHOWN), "Draw gaps only, or with `open` also what is not assessed; all", "gap");
/// How wide a picture is.
pub(crate) const WIDTH: Parameter = text("width", Need::Optional, "Width in px, 800 to 4000; 1200", "1600");
/// The tools of a team.
pub(crate) const STACK: Parameter = text(
    "stack",
    Need::Optional,
    "Count only these tools: names, addresses or package URLs with commas between; the role is then `protected`",
    "garak,ModelScan",
);
/// What a picture is drawn around.
pub(crate) const OF: Parameter =
    text("of", Need::Optional, "What `ego` is drawn around: a tool, risk, phase or item", "garak");
/// The tools that a team had.
pub(crate) const OLD: Parameter =
    text("old", Need::Optional, "What `diff` begins with: the tools of a team, as in `stack`", "garak");
/// The tools that it has now.
pub(crate) const NEW: Parameter =
    text("new", Need::Optional, "What `diff` ends with: the tools of a team, as in `stack`", "garak,LLM Guard");
/// The digest of a graph.
pub(crate) const DIGEST: Parameter = text(
    "graph",
    Need::Optional,
    "The digest that the graph has to have, or its beginning; the status is 503 where it has another",
    "a18b988c068c",
);
/// What is sought.
pub(crate) const SOUGHT: Parameter =
    text("q", Need::Required, "A name, an address, or OWNER/NAME on GitHub", "https://github.com/NVIDIA/garak");
/// A thing.
pub(crate) const THING: Parameter =
    text("thing", Need::Required, "A thing by IRI, CURIE, code, address or name", "garak");
/// What a thing may address.
pub(crate) const ITEM: Parameter =
    text("item", Need::Optional, "What the thing may address; without it, the thing itself is told of", "LLM01:2026");

/// That a parameter has to be given.
pub(super) fn missing(parameter: Parameter) -> Refusal {
    let Parameter { name, about, example, .. } = parameter;
    Refusal::bad(format!("`{name}` is missing: {about}, such as `{example}`"))
}

/// What is left in a picture that shows gaps alone.
const SHOWN: [(Show, &str); 2] = [(Show::Gaps, "gap"), (Show::GapsAndOpen, "open")];

/// The parameters that were given.
#[derive(Debug)]
pub(crate) struct Given(Vec<(String, String)>);

impl Given {
    /// Reads those of a request (see [`Self::of`]).
    pub(super) fn read(ask: &Ask, taken: &[Parameter]) -> Result<Self, Refusal> {
        Self::of(ask.parameters()?, taken)
    }

    /// Names with values; refuses what is not taken, what is given twice, and that something is missing.
    pub(crate) fn of(given: Vec<(String, String)>, taken: &[Parameter]) -> Result<Self, Refusal> {
        for (index, (name, _)) in given.iter().enumerate() {
            if !taken.iter().any(|parameter| parameter.name == name) {
                let near = nearest(name, taken.iter().map(|parameter| parameter.name));
                return Err(Refusal::bad(format!("there is no parameter `{name}` here{}", did_you_mean(near))));
            }
            if given.iter().take(index).any(|(other, _)| other == name) {
                return Err(Refusal::bad(format!("`{name}` is given twice")));
            }
        }
        let is_missing = |parameter: &&Parameter| {
            parameter.need == Need::Required && !given.iter().any(|(name, _)| name == parameter.name)
        };
        match taken.iter().find(is_missing) {
            Some(parameter) => Err(missing(*parameter)),
            None => Ok(Self(given)),
        }
    }

    /// The text of a parameter.
    pub(crate) fn text(&self, parameter: Parameter) -> Option<&str> {
        self.0.iter().find(|(name, _)| name == parameter.name).map(|(_, value)| value.as_str())
    }

    /// The value of a word.
    pub(crate) fn one_of<T>(
        &self,
        parameter: Parameter,
        known: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Refusal> {
        let Some(text) = self.text(parameter) else { return Ok(None) };
        let wrong = || {
            let words = (parameter.words)().join(", ");
            Refusal::bad(format!("`{text}` is no {}: use one of {words}", parameter.name))
        };
        known(text).map(Some).ok_or_else(wrong)
    }

    /// What counts, on an edition.
    pub(crate) fn selection(&self, usual: &str) -> Result<Selection, Refusal> {
        let edition = self.text(FRAMEWORK).unwrap_or(usual);
        let role = |word: &str| RoleChoice::ALL.into_iter().find(|role| role.name() == word);
        let role = self.one_of(ROLE, role)?.unwrap_or(RoleChoice::Any);
        let evidence = self.one_of(EVIDENCE, Evidence::from_name)?.unwrap_or(Evidence::Best);
        if evidence.can_be(role) {
            return Ok(Selection { evidence, role, ..Selection::by_default(edition) });
        }
        let (evidence, role) = (evidence.name(), role.name());
        Err(Refusal::bad(format!("nothing can count with `evidence={evidence}&role={role}`")))
    }

    /// What counts, on an edition, for those who rely on it: in the role that this takes, where none is given.
    pub(crate) fn selection_relied_on(&self, usual: &str) -> Result<Selection, Refusal> {
        let selection = self.selection(usual)?;
        let role = if self.text(ROLE).is_none() { selection.evidence.role_relied_on() } else { selection.role };
        Ok(Selection { role, ..selection })
    }

    /// What counts, on an edition: the tools of a team, where there is one.
    pub(crate) fn selection_of(&self, usual: &str, stack: Option<&Stack>) -> Result<Selection, Refusal> {
        match stack {
            None => self.selection(usual),
            Some(stack) => Ok(Selection { tools: stack.in_use(), ..self.selection_relied_on(usual)? }),
        }
    }

    /// The tools that a parameter names; no file is read for them.
    pub(crate) fn stack(&self, parameter: Parameter, snapshot: &Snapshot) -> Result<Option<Stack>, Refusal> {
        /// Most names: each that is not known is compared with all that are.
        const MOST_NAMES: usize = 200;
        let text = self.text(parameter);
        if text.is_some_and(|text| text.matches(',').count() >= MOST_NAMES) {
            return Err(Refusal::bad(format!("`{}` names more than {MOST_NAMES} tools", parameter.name)));
        }
        let stack = text.map(|text| stack(snapshot, &WrittenStack::named(&[text.to_owned()])));
        stack.transpose().map_err(|error| Refusal::not_found(error.to_string()))
    }

    /// Which items are drawn.
    pub(super) fn show(&self) -> Result<Show, Refusal> {
        let known = |word: &str| SHOWN.into_iter().find(|(_, name)| *name == word).map(|(show, _)| show);
        self.one_of(ONLY_GAPS, known).map(Option::unwrap_or_default)
    }

    /// How wide a picture is.
    pub(super) fn width(&self) -> Result<Width, Refusal> {
        let Some(text) = self.text(WIDTH) else { return Ok(Width::default()) };
        let wrong =
            || Refusal::bad(format!("`{text}` is no width: use a number from {} to {}", Width::LEAST, Width::MOST));
        text.parse().ok().and_then(Width::new).ok_or_else(wrong)
    }
}
