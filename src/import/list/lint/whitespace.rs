//! White space that does harm or nothing: at the ends of lines, and tabs beside spaces before items.
//!
//! What changes nothing when it goes comes with its repair. White space that makes a line break,
//! that a backslash stands before, or that is part of code or HTML changes the page: no repair.

use super::Findings;
use super::outline::Outline;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

pub(super) fn check(outline: &Outline<'_>, found: &mut Findings<'_>) {
    let mut verbatim = outline.verbatim.iter().peekable();
    let mut breaks = outline.hard_breaks.iter().peekable();
    let mut indents = Indents::default();
    let mut start = 0;
    for line in found.source.text().split_inclusive('\n') {
        let bare = line.trim_end_matches(['\n', '\r']);
        let (from, kept) = (start, bare.trim_end_matches(WHITE));
        let trailing = Span::new(start + kept.len(), start + bare.len());
        start += line.len();
        while verbatim.next_if(|place| place.end <= from).is_some() {}
        if verbatim.peek().is_none_or(|place| from < place.start) {
            indents.take(kept, from, found);
        }
        while verbatim.next_if(|place| place.end <= trailing.start).is_some() {}
        while breaks.next_if(|at| **at < trailing.start).is_some() {}
        // A carriage return alone ends a line as well; what stands after it here is its business.
        let is_end = trailing.start < trailing.end && !kept.ends_with('\r');
        if is_end && verbatim.peek().is_none_or(|place| trailing.start < place.start) {
            let makes_break = breaks.peek().is_some_and(|at| **at == trailing.start);
            found.add(Code::TrailingSpaces, trailing, |_| trailing_spaces(trailing, kept, makes_break));
        }
    }
    indents.compare(found);
}

const WHITE: [char; 2] = [' ', '\t'];

/// White space at the end of the line that `kept` is the rest of.
fn trailing_spaces(span: Span, kept: &str, makes_break: bool) -> Diagnostic {
    let finding = |message| Diagnostic::new(Code::TrailingSpaces, message);
    let backslashes = kept.len() - kept.trim_end_matches('\\').len();
    if makes_break {
        finding("spaces at the end of the line make a line break")
            .help("if the break is meant, write `<br>` or a backslash, which can be seen; if not, delete them")
    } else if backslashes % 2 == 1 {
        finding("white space follows a backslash at the end of the line").help("delete both")
    } else {
        finding("white space at the end of the line").help("delete it").fix(span, "")
    }
}

/// How the items of a page are indented: how many in each way, and the first of them.
#[derive(Default)]
struct Indents {
    tabs: (usize, Option<Span>),
    spaces: (usize, Option<Span>),
}

impl Indents {
    /// The line may be an indented item. What has both tabs and spaces is a finding of its own.
    fn take(&mut self, line: &str, start: usize, found: &mut Findings<'_>) {
        let item = line.trim_start_matches(WHITE);
        let indent = line.get(..line.len() - item.len()).unwrap_or_default();
        if indent.is_empty() || !starts_with_marker(item) {
            return;
        }
        let span = Span::new(start, start + indent.len());
        let ways = match (indent.contains('\t'), indent.contains(' ')) {
            (true, true) => {
                return found.add(Code::MixedIndentation, span, |_| {
                    Diagnostic::new(Code::MixedIndentation, "the item is indented with tabs and spaces")
                        .help("indent with spaces only: how far a tab goes depends on what stands before it")
                });
            }
            (true, false) => &mut self.tabs,
            _ => &mut self.spaces,
        };
        ways.0 += 1;
        ways.1.get_or_insert(span);
    }

    fn compare(self, found: &mut Findings<'_>) {
        let ways = [(self.tabs, "tabs"), (self.spaces, "spaces")];
        let [few, many] = if self.tabs.0 <= self.spaces.0 { ways } else { [ways[1], ways[0]] };
        let (((few, Some(first)), word), ((many, Some(other)), other_word)) = (few, many) else { return };
        found.add(Code::MixedIndentation, first, |source| {
            let message = format!("items are indented with {word} ({few}) and with {other_word} ({many})");
            Diagnostic::new(Code::MixedIndentation, message)
                .related(source.id().as_str(), other, format!("indented with {other_word}"))
                .help("indent the items of a list in one way")
        });
    }
}

/// True for `- `, `* `, `+ `, `1. ` and `1) `.
fn starts_with_marker(text: &str) -> bool {
    let after_number = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let marks: &[char] = if after_number.len() == text.len() { &['-', '*', '+'] } else { &['.', ')'] };
    after_number.strip_prefix(marks).is_some_and(|rest| rest.starts_with(WHITE))
}
