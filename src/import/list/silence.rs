//! Comments of a list that turn findings off and on: `<!-- aisec disable-next-line import/mojibake -->`.
//!
//! The comments go in, the parts of the text in which codes are not told come out. `disable` holds to its `enable` or
//! to the end of the text, `disable-line` for the lines the comment is on, `disable-next-line` for the one after it.
//! Without a code every code is meant; `enable` may name a part of what is disabled. What follows a colon is a reason
//! and is not read.

use crate::catalog::Written;
use crate::diagnostic::{Checked, Code, CodeSelection, Diagnostic, Noticed, Place, Suppression};
use crate::source::{SourceText, Span};
use crate::vocab::nearest;
use std::collections::BTreeMap;

/// What a comment can say about findings.
const WORDS: [&str; 4] = ["disable", "enable", "disable-line", "disable-next-line"];

/// Which findings the comments of a list ([`crate::catalog::ImportedList::comments`]) keep back.
///
/// A word or code that nobody knows is reported, and a comment that changes nothing. In the order of the comments.
pub fn suppressions(source: &SourceText, comments: &[Written]) -> Checked<Vec<Suppression>> {
    let mut reader = Reader { source, found: Vec::new(), diagnostics: Noticed::default(), open: BTreeMap::new() };
    for comment in comments {
        reader.comment(comment);
    }
    Checked { value: reader.found, diagnostics: reader.diagnostics.told() }
}

struct Reader<'a> {
    source: &'a SourceText,
    found: Vec<Suppression>,
    diagnostics: Noticed,
    /// What is disabled so far: indexes into `found`.
    open: BTreeMap<CodeSelection, usize>,
}

impl Reader<'_> {
    fn comment(&mut self, comment: &Written) {
        let (said, _reason) = comment.text.split_once(':').unwrap_or((&comment.text, ""));
        let mut words = said.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty());
        let word = words.next().unwrap_or_default();
        if !WORDS.contains(&word) {
            return self.unknown(comment.span, format!("`{word}` is nothing a comment can say"), nearest(word, WORDS));
        }
        let mut selections = Vec::new();
        let mut is_all = true;
        for code in words {
            is_all = false;
            match CodeSelection::parse(code) {
                Some(selection) if is_about_comments(selection) => self.never_silent(comment.span, code),
                Some(selection) => selections.push(selection),
                None => self.unknown(comment.span, format!("no finding has the code `{code}`"), near_code(code)),
            }
        }
        if is_all {
            selections.push(CodeSelection::All);
        }
        for selection in selections {
            self.silence(word, selection, comment.span);
        }
    }

    fn silence(&mut self, word: &str, selection: CodeSelection, comment: Span) {
        let (first, last) = (self.source.line(comment.start), self.source.line(comment.end.saturating_sub(1)));
        let bytes = match word {
            "disable" => Span::new(comment.end, usize::MAX),
            "disable-line" => Span::new(self.whole_line(first).start, self.whole_line(last).end),
            "disable-next-line" => self.whole_line(last + 1),
            _ => return self.enable(selection, comment),
        };
        if word == "disable" {
            if let Some(open) = self.open.get(&selection).and_then(|&open| self.found.get(open)) {
                let found = Diagnostic::new(Code::UnusedSuppression, "what this silences is silent already")
                    .help("delete it, or write `enable` before it")
                    .related(self.source.id().as_str(), open.place.bytes.clone(), "since here");
                return self.diagnostics.push(found.at(self.source.id().as_str(), comment));
            }
            self.open.insert(selection, self.found.len());
        }
        let place = Place { source: self.source.id().to_string(), bytes: comment.into() };
        self.found.push(Suppression { place, selection, bytes: bytes.into(), except: BTreeMap::new() });
    }

    /// `enable` ends what `disable` began with the same codes or fewer, and takes them out of what began with more.
    fn enable(&mut self, selection: CodeSelection, comment: Span) {
        let mut changes = false;
        self.open.retain(|&open, &mut index| {
            let Some(found) = self.found.get_mut(index) else { return false };
            if selection.covers(open) {
                found.bytes.end = comment.start;
                changes = true;
            } else if open.covers(selection) && !found.except.keys().any(|other| other.covers(selection)) {
                found.except.insert(selection, comment.start);
                changes = true;
            }
            !selection.covers(open)
        });
        if !changes {
            self.unknown(comment, "there is nothing to enable: no `disable` names this".to_owned(), None);
        }
    }

    /// A line with its end, so that a finding on its last byte counts.
    fn whole_line(&self, line: usize) -> Span {
        Span::new(self.source.line_span(line).start, self.source.line_span(line).end + 1)
    }

    fn never_silent(&mut self, comment: Span, code: &str) {
        let message = format!("`{code}` is about comments, and no comment silences it");
        let help = format!("to silence it everywhere: `aisec check --severity {code}=off`");
        let found = Diagnostic::new(Code::UnknownComment, message).help(help);
        self.diagnostics.push(found.at(self.source.id().as_str(), comment));
    }

    fn unknown(&mut self, comment: Span, message: String, near: Option<&str>) {
        let help = near.map_or_else(
            || format!("write `{}`, each with codes that `aisec code` lists", WORDS.join("`, `")),
            |near| format!("did you mean `{near}`?"),
        );
        let found = Diagnostic::new(Code::UnknownComment, message).help(help);
        self.diagnostics.push(found.at(self.source.id().as_str(), comment));
    }
}

fn is_about_comments(selection: CodeSelection) -> bool {
    let mut codes = Code::ALL.iter().filter(|&&code| selection.covers(CodeSelection::One(code)));
    selection != CodeSelection::All && codes.all(|code| code.is_about_comments())
}

/// The code that was probably meant: stages are few and alike, the name after them tells.
fn near_code(written: &str) -> Option<&'static str> {
    let name = written.rsplit('/').next().unwrap_or(written);
    nearest(name, Code::ALL.iter().map(|code| code.name())).and_then(Code::from_id).map(Code::id)
}
