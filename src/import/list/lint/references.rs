//! Reference links against their definitions: labels nobody defines, definitions nobody uses,
//! labels defined twice.

use super::Findings;
use super::outline::References;
use crate::diagnostic::{Code, Diagnostic};
use crate::import::list::labels::label_key;
use crate::import::list::plain_text::shown;
use crate::source::Span;
use foldhash::fast::RandomState;
use hashbrown::HashMap;

pub(super) fn check(references: &References<'_>, found: &mut Findings<'_>) {
    undefined(references, found);
    unused(references, found);
    repeated(references, found);
}

fn undefined(references: &References<'_>, found: &mut Findings<'_>) {
    for (label, span) in &references.undefined {
        if is_prose(label, span.start, found.source.text()) {
            continue;
        }
        found.add(Code::UndefinedReference, *span, |_| {
            let label = shown(label);
            Diagnostic::new(Code::UndefinedReference, format!("no definition has the label `{label}`"))
                .help(format!("add a line `[{label}]: https://address`, or write the address in parentheses"))
        });
    }
}

/// Numbers as in `[1][2]`, footnotes, and what follows a word at once, as in `scores[i][j]`.
fn is_prose(label: &str, start: usize, text: &str) -> bool {
    let before = text.get(..start).and_then(|before| before.chars().next_back());
    label.starts_with('^')
        || label.chars().all(|c| c.is_ascii_digit())
        || before.is_some_and(|c| c.is_alphanumeric() || c == ']')
}

fn unused(references: &References<'_>, found: &mut Findings<'_>) {
    for definition in &references.definitions {
        if definition.is_comment || references.used.contains(definition.key.as_ref()) {
            continue;
        }
        found.add(Code::UnusedDefinition, definition.span, |_| {
            let message = format!("no link uses the label `{}`", shown(&definition.key));
            Diagnostic::new(Code::UnusedDefinition, message).help("use it, or delete the definition")
        });
    }
}

/// Lines that define a label the parser has taken from an earlier line.
fn repeated(references: &References<'_>, found: &mut Findings<'_>) {
    // Both are in source order; hardly a line is left where each label is defined once.
    let mut definitions = references.definitions.iter().peekable();
    let mut is_taken = |start: &usize| {
        while definitions.next_if(|definition| definition.span.start < *start).is_some() {}
        definitions.next_if(|definition| definition.span.start == *start).is_some()
    };
    let left: Vec<usize> = references.candidates.iter().copied().filter(|start| !is_taken(start)).collect();
    if left.is_empty() {
        return;
    }
    let used = references.definitions.iter().filter(|definition| !definition.is_comment);
    let first: HashMap<&str, Span, RandomState> =
        used.map(|definition| (definition.key.as_ref(), definition.span)).collect();
    for start in left {
        let Some(line) = found.source.text().get(start..).and_then(|rest| rest.lines().next()) else { continue };
        let Some((label, _)) = line.get(1..).and_then(|line| line.split_once("]:")) else { continue };
        let Some(&first) = first.get(label_key(label).as_ref()) else { continue };
        let span = Span::new(start, start + line.trim_end().len());
        found.add(Code::RepeatedDefinition, span, |source| {
            Diagnostic::new(Code::RepeatedDefinition, format!("the label `{}` is defined twice", shown(label)))
                .related(source.id().as_str(), first, "first here; links lead there")
                .help("give one of them another label, or delete the one that is not meant")
        });
    }
}
