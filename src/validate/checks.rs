//! The check queries: one file, one kind of defect, each row of its answer a finding.
//!
//! A file is named after its code, `validate/<stem>`. Its header has `title` (what is wrong), `severity` (any but
//! question), `message` (with columns in braces), `help`, `bad` and `good`, and may have `meaning`. The first column is
//! `?node`, whose line is shown; `?other` is a second node concerned.

use super::report::Finding;
use super::text::quoted;
use crate::diagnostic::{CheckCode, Code, Severity};
use crate::query::{self, Answers, QueryError};
use crate::snapshot::Snapshot;
use crate::source::{Collection, embedded};
use crate::vocab::{ONTOLOGY, sh};
use oxrdf::{Literal, NamedNode, NamedNodeRef, Term, Variable};
use spargebra::Query;
use std::sync::LazyLock;

/// Why a check query has no answer.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// It is not a query with the header and columns it needs.
    #[error("the check `{check}`: {what}")]
    Malformed {
        /// Its file.
        check: String,
        /// What is wrong.
        what: String,
    },
    /// It could not be evaluated.
    #[error("the check `{check}`")]
    Query {
        /// Its file.
        check: String,
        /// Why.
        source: QueryError,
    },
}

/// A check query as its file has it.
#[derive(Debug)]
struct Check {
    code: CheckCode,
    /// Its severity as SHACL has it.
    severity: NamedNodeRef<'static>,
    message: &'static str,
    help: &'static str,
    text: &'static str,
}

/// The codes of all check queries, in order.
pub fn codes() -> impl Iterator<Item = Code> {
    checks().iter().map(|check| Code::Check(&check.code))
}

/// The code of that id; the part after the stage is enough.
pub fn code(id: &str) -> Option<Code> {
    codes().find(|code| code.id() == id || code.name() == id)
}

/// The shipped checks, by name. A file that is none is left out; a test counts them.
fn checks() -> &'static [Check] {
    static CHECKS: LazyLock<Vec<Check>> = LazyLock::new(|| {
        let files = embedded(Collection::Checks);
        let mut checks: Vec<Check> = files.into_iter().filter_map(|file| Check::read(file.path, file.bytes)).collect();
        checks.sort_by(|a, b| a.code.cmp(&b.code));
        checks
    });
    &CHECKS
}

/// What the check queries find.
pub(super) fn findings(snapshot: &Snapshot) -> Result<Vec<Finding>, CheckError> {
    let mut found = Vec::new();
    for check in checks() {
        check.find(snapshot, &mut found)?;
    }
    Ok(found)
}

impl Check {
    fn read(path: &'static str, bytes: &'static [u8]) -> Option<Self> {
        let name = path.rsplit('/').next()?.strip_suffix(".rq")?;
        let text = std::str::from_utf8(bytes).ok()?;
        let all =
            |wanted: &'static str| query::header(text).filter(move |(key, _)| *key == wanted).map(|(_, value)| value);
        let word = Severity::from_word(all("severity").next()?)?;
        let severity = match word {
            Severity::Error => sh::VIOLATION,
            Severity::Warning => sh::WARNING,
            Severity::Note => sh::INFO,
            // A report has no word for it.
            Severity::Question => return None,
        };
        let explanation = all("title").chain(all("meaning")).flat_map(|line| [line, ".\n"]).collect::<String>();
        let code = CheckCode {
            id: format!("validate/{name}"),
            severity: word,
            explanation: explanation.replace("..\n", ".\n"),
            bad: all("bad").collect(),
            good: all("good").collect(),
        };
        Some(Self { code, severity, message: all("message").next()?, help: all("help").next()?, text })
    }

    fn find(&'static self, snapshot: &Snapshot, found: &mut Vec<Finding>) -> Result<(), CheckError> {
        let failed = |source| CheckError::Query { check: self.code.id.clone(), source };
        let malformed = |what: &str| CheckError::Malformed { check: self.code.id.clone(), what: what.to_owned() };
        let query = query::parse(self.text, None).map_err(failed)?;
        if !matches!(query, Query::Select { .. }) {
            return Err(malformed("it is no SELECT query"));
        }
        let Answers::Solutions(solutions) = query::run(snapshot, &query).map_err(failed)? else { return Ok(()) };
        let variables = solutions.variables().to_vec();
        if variables.first().is_none_or(|first| first.as_str() != "node") {
            return Err(malformed("its first column is not ?node"));
        }
        for row in solutions {
            let row = row.map_err(failed)?;
            let column = |name: &str| value(&variables, &row, name);
            let Some(focus) = column("node").cloned() else { return Err(malformed("a row has no ?node")) };
            let message = self.told(&variables, &row).map_err(|what| malformed(&what))?;
            found.push(self.finding(focus, column("other").cloned(), &message));
        }
        Ok(())
    }

    /// The message with the columns of a row in it.
    fn told(&self, variables: &[Variable], row: &[Option<Term>]) -> Result<String, String> {
        let mut parts = self.message.split('{');
        let mut told = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (name, rest) = part.split_once('}').ok_or("its message has a brace that is not closed")?;
            let value = value(variables, row, name).ok_or_else(|| format!("a row has no ?{name} for its message"))?;
            told += &quoted(value.as_ref());
            told += rest;
        }
        Ok(told)
    }

    fn finding(&'static self, focus: Term, other: Option<Term>, message: &str) -> Finding {
        let code = Code::Check(&self.code);
        Finding {
            code,
            focus,
            path: None,
            value: other.clone(),
            severity: self.severity.into_owned(),
            source_shape: NamedNode::new_unchecked(format!("{ONTOLOGY}/checks/{}", code.name())).into(),
            component: sh::SPARQL_CONSTRAINT_COMPONENT.into_owned(),
            messages: vec![Literal::new_language_tagged_literal_unchecked(message, "en")],
            other,
            notes: Vec::new(),
            help: Some(self.help.to_owned()),
        }
    }
}

fn value<'r>(variables: &[Variable], row: &'r [Option<Term>], name: &str) -> Option<&'r Term> {
    let index = variables.iter().position(|variable| variable.as_str() == name)?;
    row.get(index)?.as_ref()
}
