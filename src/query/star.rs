//! The columns of `SELECT *`: in the order in which patterns name them, where the parser sorts them by name.

use oxrdf::Variable;
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use std::collections::BTreeSet;

/// Puts the variables of `SELECT *` in the order in which they first appear. Subqueries have no columns of their own.
pub(super) fn in_written_order(query: &mut Query, text: &str) {
    let Query::Select { pattern, .. } = query else { return };
    if asks_for_all(text)
        && let Some((inner, variables)) = projection(pattern)
    {
        let (mut seen, mut first) = (BTreeSet::new(), Vec::with_capacity(variables.len()));
        inner.on_in_scope_variable(|variable| {
            if seen.insert(variable.clone()) {
                first.push(variable.clone());
            }
        });
        *variables = first;
    }
}

/// What is projected, and onto which variables.
fn projection(pattern: &mut GraphPattern) -> Option<(&GraphPattern, &mut Vec<Variable>)> {
    match pattern {
        GraphPattern::Project { inner, variables } => Some((inner, variables)),
        GraphPattern::Slice { inner, .. } | GraphPattern::Distinct { inner } | GraphPattern::Reduced { inner } => {
            projection(inner)
        }
        _ => None,
    }
}

/// Whether a query that parses begins with `SELECT *`, prologue and DISTINCT or REDUCED aside.
fn asks_for_all(text: &str) -> bool {
    let mut rest = after_space(text);
    while let Some(declared) = after_word(rest, &["PREFIX", "BASE"]) {
        rest = declared.split_once('>').map_or("", |(_, rest)| after_space(rest));
    }
    let Some(chosen) = after_word(rest, &["SELECT"]) else { return false };
    after_word(chosen, &["DISTINCT", "REDUCED"]).unwrap_or(chosen).starts_with('*')
}

/// What follows one of some words and the space after it.
fn after_word<'t>(text: &'t str, words: &[&str]) -> Option<&'t str> {
    let starts = |word: &&str| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    words.iter().find(|word| starts(word)).and_then(|word| text.get(word.len()..)).map(after_space)
}

/// What follows white space and comments.
fn after_space(mut text: &str) -> &str {
    loop {
        text = text.trim_start();
        match text.strip_prefix('#') {
            Some(comment) => text = comment.find(['\n', '\r']).and_then(|end| comment.get(end..)).unwrap_or_default(),
            None => return text,
        }
    }
}
