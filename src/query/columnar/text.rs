//! A search for a text in terms: `CONTAINS`, on the text as it is or in lower case.

use crate::snapshot::{Snapshot, TermId};
use memchr::memmem::Finder;
use oxrdf::vocab::{rdf, xsd};
use spargebra::algebra::{Expression, Function};
use spargebra::term::Variable;
use std::cell::RefCell;

/// What is sought in the text of a variable.
pub(super) struct Wanted<'q> {
    finder: Finder<'q>,
    /// Whether the text is taken in lower case.
    lower: bool,
    /// Whether any term has a text, not only strings.
    any_term: bool,
    /// A text in lower case, kept for its room.
    lowered: RefCell<Vec<u8>>,
}

impl<'q> Wanted<'q> {
    /// The search that an expression is, and the variable it looks at.
    pub(super) fn of(expression: &'q Expression) -> Option<(&'q Variable, Self)> {
        let Expression::FunctionCall(Function::Contains, arguments) = expression else { return None };
        let [text, Expression::Literal(sought)] = arguments.as_slice() else { return None };
        if sought.datatype() != xsd::STRING {
            return None;
        }
        let (lower, text) = match one_argument(text, &Function::LCase) {
            Some(text) => (true, text),
            None => (false, text),
        };
        let (any_term, text) = match one_argument(text, &Function::Str) {
            Some(text) => (true, text),
            None => (false, text),
        };
        let Expression::Variable(variable) = text else { return None };
        let finder = Finder::new(sought.value());
        Some((variable, Self { finder, lower, any_term, lowered: RefCell::default() }))
    }

    /// Whether a term has it. A term without a text has not.
    pub(super) fn is_in(&self, snapshot: &Snapshot, term: TermId) -> bool {
        if snapshot.is_blank(term) || !(self.any_term || is_string(snapshot, term)) {
            return false;
        }
        let integer = term.integer().map(|value| value.to_string());
        let text = integer.as_deref().unwrap_or_else(|| snapshot.text(term));
        if !self.lower {
            return self.finder.find(text.as_bytes()).is_some();
        }
        if !text.is_ascii() {
            return self.finder.find(text.to_lowercase().as_bytes()).is_some();
        }
        let mut lowered = self.lowered.borrow_mut();
        lowered.clear();
        lowered.extend_from_slice(text.as_bytes());
        lowered.make_ascii_lowercase();
        self.finder.find(&lowered).is_some()
    }
}

fn one_argument<'q>(expression: &'q Expression, of: &Function) -> Option<&'q Expression> {
    match expression {
        Expression::FunctionCall(function, arguments) if function == of => {
            arguments.first().filter(|_| arguments.len() == 1)
        }
        _ => None,
    }
}

fn is_string(snapshot: &Snapshot, term: TermId) -> bool {
    snapshot
        .datatype(term)
        .is_some_and(|datatype| datatype == xsd::STRING.as_str() || datatype == rdf::LANG_STRING.as_str())
}
