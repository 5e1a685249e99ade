//! Markdown in a block of HTML, where it is text: such a block ends only at an empty line (its standard, section 4.6).
//!
//! The texts of a block go in, its lines that would be a heading or hold a link below an empty line come out. What
//! stands in `<pre>`, `<code>`, comments, scripts and attributes is not handed over. It does not read those lines.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{SourceText, Span};
use crate::vocab::counted;

/// Lines of Markdown in one block of HTML.
#[derive(Debug)]
pub(super) struct UnreadMarkdown {
    /// Where the block starts.
    block: usize,
    /// The lines, in source order; there is one at least.
    lines: Vec<Span>,
    /// Links in them.
    links: usize,
    /// Whether an empty line before the first of them surely makes all that follows what it looks like.
    is_mendable: bool,
}

/// Reads the texts of a block.
#[derive(Debug, Default)]
pub(super) struct Finder {
    lines: Vec<Span>,
    links: usize,
    /// Where in the HTML the first of them starts.
    first: Option<usize>,
}

impl Finder {
    /// A text of the block, whose HTML is all of `html`; `place` says where bytes of it stand in the source.
    pub(super) fn text(&mut self, html: &str, from: usize, to: usize, place: impl Fn(usize, usize) -> Span) {
        let mut start = from;
        if !html.get(..from).is_some_and(|above| above.is_empty() || above.ends_with('\n')) {
            let Some(end) = html.get(from..to).and_then(|text| text.find('\n')) else { return };
            start = from + end + 1;
        }
        while start < to {
            let Some(line) = html.get(start..).and_then(|rest| rest.lines().next()) else { return };
            let written = line.trim();
            let indent = line.len() - line.trim_start().len();
            let links = links_in(written);
            // A text that a tag ends before the line does is looked at as far as the line goes.
            if start + indent < to && (links > 0 || is_heading(written)) {
                self.first.get_or_insert(start);
                self.links += links;
                self.lines.push(place(start + indent, start + indent + written.len()));
            }
            let Some(length) = html.get(start..).and_then(|rest| rest.find('\n')) else { return };
            start += length + 1;
        }
    }

    /// What was found in the block, whose HTML is all of `html` and stands as it is from that byte of the source on
    /// where `is_verbatim`.
    pub(super) fn finish(self, html: &str, block: usize, is_verbatim: bool) -> Option<UnreadMarkdown> {
        let rest = html.get(self.first?..)?;
        let is_mendable = is_verbatim && has_plain_tags_only(html) && goes_on_plainly(rest);
        Some(UnreadMarkdown { block, lines: self.lines, links: self.links, is_mendable })
    }
}

impl UnreadMarkdown {
    /// True when a place lies in one of the lines. O(log lines).
    pub(super) fn holds(&self, place: Span) -> bool {
        let after = self.lines.partition_point(|line| line.start <= place.start);
        after.checked_sub(1).and_then(|at| self.lines.get(at)).is_some_and(|line| place.start < line.end)
    }

    /// Where the block starts.
    pub(super) fn start(&self) -> usize {
        self.block
    }

    /// What to tell of it.
    pub(super) fn diagnostic(&self, source: &SourceText) -> Option<Diagnostic> {
        let &first = self.lines.first()?;
        let found = match (counted(self.lines.len(), "line"), self.links) {
            (lines, 0) => format!("{lines} of Markdown"),
            (lines, some) => format!("{lines} of Markdown with {}", counted(some, "link")),
        };
        let message = format!("this block of HTML holds {found}, shown as plain text: no empty line stands above");
        let starts = "the block starts here, and ends only at an empty line";
        let line_start = source.text().get(..first.start)?.rfind('\n').map_or(0, |end| end + 1);
        let is_indented = indent(source.text().get(line_start..first.start)?) >= CODE_INDENT;
        let help = if is_indented {
            "put an empty line before this one, and start it at most three spaces from the margin"
        } else {
            "put an empty line before this one"
        };
        let diagnostic = Diagnostic::new(Code::MarkdownInHtml, message)
            .help(help)
            .related(source.id().as_str(), self.block..self.block, starts)
            .at(source.id().as_str(), first);
        Some(if self.is_mendable { diagnostic.fix(line_start..line_start, "\n") } else { diagnostic })
    }
}

/// What is indented so far below an empty line is code (its standard, section 4.4).
const CODE_INDENT: usize = 4;

/// Columns of white space, a tab taken for the widest.
fn indent(white: &str) -> usize {
    white.chars().map(|c| if c == '\t' { CODE_INDENT } else { 1 }).sum()
}

/// True for `## Heading`.
fn is_heading(line: &str) -> bool {
    let text = line.trim_start_matches('#');
    (1..=6).contains(&(line.len() - text.len()))
        && text.starts_with([' ', '\t'])
        && text.contains(char::is_alphanumeric)
}

/// How many `[text](target)` a line has; a bare address after the mark of an item is one as well. O(length).
fn links_in(line: &str) -> usize {
    let opens = line.find('[');
    let pairs = line.match_indices("](").filter(|&(at, pair)| {
        let target = line.get(at + pair.len()..).unwrap_or_default();
        opens.is_some_and(|open| open < at) && !target.is_empty() && !target.starts_with([')', ' ', '\t'])
    });
    let written = pairs.count();
    let is_bare = || {
        let item = ["- ", "* ", "+ "].into_iter().find_map(|mark| line.strip_prefix(mark));
        item.is_some_and(|item| ["https://", "http://"].iter().any(|scheme| item.trim_start().starts_with(scheme)))
    };
    if written == 0 && line.starts_with(['-', '*', '+']) { usize::from(is_bare()) } else { written }
}

/// True where the tags of a block only group what stands between them.
fn has_plain_tags_only(html: &str) -> bool {
    const PLAIN: [&str; 4] = ["details", "summary", "div", "br"];
    html.split('<').skip(1).all(|tag| {
        let tag = tag.strip_prefix('/').unwrap_or(tag);
        let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        PLAIN.iter().any(|plain| name.eq_ignore_ascii_case(plain))
    })
}

/// True where none of the lines would be code, once they are Markdown.
fn goes_on_plainly(lines: &str) -> bool {
    lines.lines().all(|line| {
        let text = line.trim_start();
        let is_fence = text.starts_with("```") || text.starts_with("~~~");
        !is_fence && (text.is_empty() || indent(line.get(..line.len() - text.len()).unwrap_or_default()) < CODE_INDENT)
    })
}
