//! A text in, what its blocks say out; a long text is read in parts, several at once.
//!
//! A part starts at a heading and is read as if nothing stood above it. That says the same as reading the whole
//! where each part leaves nothing open at the heading that follows, and none defines what another may refer to.
//! Every stage tells whether it has anything open; where one has, the part is read again with the next, and where that
//! would come too often, the text in one piece. So the same comes out, however many processors there are.

use super::awesome_list::{self, Read};
use super::document::{Block, Remains};
use super::lint::outline::Outline;
use super::markdown::Outlines;
use super::split_table::TableEnds;
use super::{Headings, events, front_matter, markdown, risk_taxonomy};
use crate::catalog::Taxonomy;
use crate::diagnostic::Noticed;
use crate::import::side_by_side::{processors, read_in_turn};
use crate::source::{SourceText, Span};
use std::ops::ControlFlow;

/// From this length on, in bytes, a part pays for its thread.
const SHORTEST: usize = 1 << 16;

/// Parts for each processor: one that has more to do beside them reads fewer, and what is read is put together while the
/// rest is read.
const PARTS_OF_A_PROCESSOR: usize = 8;

/// Share of a text that is read again at most, of parts that go on: one over so many.
const SHARE_READ_AGAIN: usize = 2;

/// What a text says.
#[derive(Debug)]
pub(super) struct Reading<'s> {
    pub(super) headings: Headings,
    pub(super) table_ends: TableEnds,
    pub(super) taxonomy: Taxonomy,
    /// What was noticed about the taxonomy.
    pub(super) noticed: Noticed,
    pub(super) list: Read,
    pub(super) remains: Remains<'s>,
    /// What lints need to know, where it was asked for.
    pub(super) outline: Option<Outline<'s>>,
}

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Part {
    span: Span,
    /// Level of the heading that follows; `None` at the end of the text.
    followed_by: Option<u8>,
}

/// Reads a text. O(length).
pub(super) fn read(source: &SourceText, outlines: Outlines) -> Reading<'_> {
    let text = source.text();
    // No part stands alone where one may define what another refers to; a short text is not worth the question how many
    // processors there are.
    let threads = if text.len() < 2 * SHORTEST || events::may_define(text) { 1 } else { processors() };
    let parts = parts(text, if threads > 1 { threads * PARTS_OF_A_PROCESSOR } else { 1 }, SHORTEST);
    side_by_side(source, &parts, threads, outlines).unwrap_or_else(|| whole(source, outlines))
}

/// So many parts of about one length, or fewer, where the text is short or there are no headings to cut it at.
fn parts(text: &str, most: usize, shortest: usize) -> Vec<Part> {
    let count = most.min(text.len() / shortest.max(1)).max(1);
    let length = text.len() / count;
    let mut parts = Vec::new();
    let mut start = 0;
    for number in 1..count {
        let from = (number * length).max(start);
        let Some((at, level)) = heading_in(text, from, from + length / 4) else { continue };
        parts.push(Part { span: Span::new(start, at), followed_by: Some(level) });
        start = at;
    }
    parts.push(Part { span: Span::new(start, text.len()), followed_by: None });
    parts
}

/// First byte and level of the first of the highest headings below empty lines in those bytes.
fn heading_in(text: &str, from: usize, to: usize) -> Option<(usize, u8)> {
    let below_empty_line = |at: &usize| text.get(..*at).is_some_and(ends_with_empty_line);
    let starts = events::heading_starts(text, from, to).filter(below_empty_line);
    starts.filter_map(|at| Some((at, events::heading_level(text, at)?))).min_by_key(|&(_, level)| level)
}

fn ends_with_empty_line(above: &str) -> bool {
    let line = above.strip_suffix('\n').unwrap_or(above);
    line.trim_end_matches([' ', '\t', '\r']).ends_with('\n')
}

fn whole(source: &SourceText, outlines: Outlines) -> Reading<'_> {
    let span = Span::new(0, source.text().len());
    let (mut blocks, mut reader) = (markdown::blocks(source.text(), span, outlines), Reader::new(source, span));
    reader.read_all(&mut blocks);
    reader.finish(blocks)
}

/// Reads the parts on so many threads; `None` where they do not say what the whole says, or there is only one.
fn side_by_side<'s>(source: &'s SourceText, parts: &[Part], threads: usize, outlines: Outlines) -> Option<Reading<'s>> {
    let (first, _) = parts.split_first().filter(|(_, others)| !others.is_empty())?;
    if front_matter::span(source.text()).end > first.span.end {
        return None;
    }
    let again = source.text().len() / SHARE_READ_AGAIN;
    let mut joined = Some(Joined { source, outlines, above: None, open: None, again });
    read_in_turn(
        parts,
        threads,
        |part| (*part, read_part(source, *part, outlines)),
        |(part, read)| {
            joined = joined.take().and_then(|joined| joined.with(part, read));
            if joined.is_some() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        },
    );
    joined?.above
}

/// Why a part does not stand alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needed {
    /// Something is open at its end: the next goes on with it.
    ByTheNext,
    /// It defines what any other may refer to.
    ByAll,
}

/// Reads a part, unless others would read differently without it.
fn read_part(source: &SourceText, part: Part, outlines: Outlines) -> Result<Reading<'_>, Needed> {
    let mut blocks = markdown::blocks(source.text(), part.span, outlines);
    let mut reader = Reader::new(source, part.span);
    if blocks.defines() {
        return Err(Needed::ByAll);
    }
    reader.read_all(&mut blocks);
    if blocks.defines() {
        Err(Needed::ByAll)
    } else if part.followed_by.is_some_and(|level| blocks.left_open() || !reader.ends_at(level)) {
        Err(Needed::ByTheNext)
    } else {
        Ok(reader.finish(blocks))
    }
}

/// What the parts say that had their turn.
struct Joined<'s> {
    source: &'s SourceText,
    outlines: Outlines,
    above: Option<Reading<'s>>,
    /// Where the parts start that are to be read with the next.
    open: Option<usize>,
    /// So many bytes may be read again.
    again: usize,
}

impl<'s> Joined<'s> {
    /// This with the next part; `None` where it is not to be told without the whole, or only by reading too much again.
    fn with(mut self, part: Part, read: Result<Reading<'s>, Needed>) -> Option<Self> {
        let read = match (self.open, read) {
            (Some(start), Ok(_)) => {
                let part = Part { span: Span::new(start, part.span.end), ..part };
                self.again = self.again.checked_sub(part.span.end - start)?;
                read_part(self.source, part, self.outlines)
            }
            (_, read) => read,
        };
        match read {
            Ok(read) => {
                self.open = None;
                self.above = Some(match self.above {
                    Some(above) => above.followed_by(read)?,
                    None => read,
                });
            }
            Err(Needed::ByTheNext) => self.open = self.open.or(Some(part.span.start)),
            Err(Needed::ByAll) => return None,
        }
        Some(self)
    }
}

/// Reads the blocks of a text or a part of it.
struct Reader<'s> {
    headings: Headings,
    table_ends: TableEnds,
    taxonomy: risk_taxonomy::Reader<'s, 's>,
    list: awesome_list::Reader<'s>,
}

impl<'s> Reader<'s> {
    fn new(source: &'s SourceText, part: Span) -> Self {
        let (headings, table_ends) = (Headings::default(), TableEnds::default());
        let taxonomy = risk_taxonomy::Reader::new(source);
        let list = awesome_list::Reader::new(source, part);
        Self { headings, table_ends, taxonomy, list }
    }

    fn read_all(&mut self, blocks: &mut markdown::Blocks<'s>) {
        while let Some(block) = blocks.next() {
            if let Some(read) = self.block(block) {
                blocks.give_back(read);
            }
        }
    }

    /// Returns the block where it is not held.
    fn block(&mut self, block: Block<'s>) -> Option<Block<'s>> {
        self.headings.note(&block);
        self.table_ends.note(&block);
        self.taxonomy.block(block, |block| self.list.block(block))
    }

    /// True when a heading of that level ends all that is open.
    fn ends_at(&self, level: u8) -> bool {
        self.taxonomy.ends_at(level) && self.list.ends_at(level)
    }

    fn finish(mut self, blocks: markdown::Blocks<'s>) -> Reading<'s> {
        let (remains, outline) = blocks.into_rest();
        let (held, taxonomy, noticed) = self.taxonomy.finish();
        for mut block in held {
            self.list.block(&mut block);
        }
        let list = self.list.finish();
        Reading { headings: self.headings, table_ends: self.table_ends, taxonomy, noticed, list, remains, outline }
    }
}

impl Reading<'_> {
    /// This with what the next part says; `None` where both define risks, which are numbered through.
    fn followed_by(mut self, next: Self) -> Option<Self> {
        if !next.taxonomy.layers.is_empty() {
            if !self.taxonomy.layers.is_empty() {
                return None;
            }
            self.taxonomy = next.taxonomy;
        }
        self.headings.append(next.headings);
        self.table_ends.append(next.table_ends);
        self.noticed.append(next.noticed);
        self.list.append(next.list);
        self.remains.append(next.remains);
        if let (Some(outline), Some(next)) = (&mut self.outline, next.outline) {
            outline.append(next);
        }
        Some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::{Outlines, Reading, parts, read_part, side_by_side, whole};
    use crate::source::{SourceId, SourceText};
    use proptest::collection::vec;
    use proptest::sample::select;
    use proptest::strategy::{Strategy, ValueTree};
    use proptest::test_runner::TestRunner;

    /// A list with `above` above its second section.
    fn list(above: &str) -> SourceText {
        let section = |name: &str| {
            format!("\n## {name}\n\n- [{name}](https://a.org/{name}) – Words.\n  - [GitHub](https://b.org)\n")
        };
        let text = format!("# List\n{}\n{above}\n{}", section("One"), section("Two").repeat(8));
        SourceText::new(SourceId::new("list").unwrap(), "list.md", text)
    }

    /// A list of sections of about one length that end with those texts.
    fn sections(ends: &[&str]) -> SourceText {
        let items = "- [a](https://a.org) – Words.\n".repeat(4);
        let sections = ends.iter().map(|end| format!("\n## Section\n\n{items}\n{end}\n"));
        let text = format!("# List\n{}", sections.collect::<String>());
        SourceText::new(SourceId::new("list").unwrap(), "list.md", text)
    }

    fn in_parts(source: &SourceText, most: usize, threads: usize) -> Option<Reading<'_>> {
        let parts = parts(source.text(), most, 1);
        assert!(parts.len() > 1, "{}", source.text());
        side_by_side(source, &parts, threads, Outlines::Read)
    }

    #[test]
    fn parts_say_what_the_whole_says() {
        for above in
            ["", "Words.", "- [x](https://x.org)\n  - a", "<b>x</b>\n\n> quote", "| a |\n|---|\n| [b](https://b.org) |"]
        {
            let source = list(above);
            for (most, threads) in [(2, 1), (2, 2), (4, 2), (8, 3), (8, 8)] {
                let read = in_parts(&source, most, threads).map(|read| format!("{read:?}"));
                assert_eq!(read, Some(format!("{:?}", whole(&source, Outlines::Read))), "{most} {threads} {above}");
            }
        }
    }

    #[test]
    fn parts_that_stand_alone_say_what_the_whole_says() {
        let pieces = [
            "- [a](https://a.org) – Words.\n",
            "- **b**\n  - [Paper](https://b.org/p)\n  - [Code](https://b.org/c)\n",
            "* c, no link\n* [d](e.md)\n",
            "1. [e](https://e.org)\n",
            "| Tool | Risk |\n|---|---|\n| [f](https://f.org) | LLM01 |\n",
            "| [g](https://g.org) | h |\n",
            "**[h](https://h.org)** – Words.\n",
            "**Strong**\n",
            "<details><summary><a href='https://i.org'>i</a></summary>\n",
            "</details>\n",
            "<table><tr><td rowspan=2>j</td><td><a href='https://j.org'>k</a></td></tr><tr><td>l</td></tr></table>\n",
            "<table><tr><td>\n",
            "</td></tr></table>\n",
            "> quote [l](https://l.org)\n",
            "```\n",
            "<!-- aisec disable-file import/mojibake -->\n",
            "<!-- open\n",
            "[m][n]\n",
            "- [o](#section)\n",
            "words https://p.org more\n",
            "[r](https://r.org)\n\n",
            "[s](https://s.org) - Words.\n[t](https://t.org) - More.\n",
            "About [v](https://v.org).\n\n",
            "[Paper](https://w.org/p) | Code: [GitHub](https://w.org/c)\n\n",
            "<details><summary>X</summary>\n\n",
            "- \n",
            "\u{e2}\u{20ac}\u{2122}s\n",
            "\n",
            "\n",
        ];
        let headings = [
            "## A\n\n",
            "## B\n\n",
            "### C\n\n",
            "### [q](https://q.org)\n\n",
            "## [u](https://u.org)\n\n",
            "# D\n\n",
            "#### E\n\n",
        ];
        let section = (select(headings.to_vec()), vec(select(pieces.to_vec()), 0..4));
        let section = section.prop_map(|(heading, pieces)| format!("\n{heading}{}", pieces.concat()));
        let texts = vec(section, 4..14).prop_map(|sections| format!("# List\n{}", sections.concat()));
        let mut runner = TestRunner::deterministic();
        let mut stood_alone = 0;
        for _ in 0..3000 {
            let text = texts.new_tree(&mut runner).unwrap().current();
            let source = SourceText::new(SourceId::new("list").unwrap(), "list.md", text);
            let whole = format!("{:?}", whole(&source, Outlines::Read));
            for (most, threads) in [(2, 1), (4, 2), (8, 3)] {
                let read = side_by_side(&source, &parts(source.text(), most, 1), threads, Outlines::Read);
                if let Some(read) = read {
                    assert_eq!(format!("{read:?}"), whole, "{most} {}", source.text());
                    stood_alone += usize::from(most > 2);
                }
            }
        }
        assert!(stood_alone > 300, "{stood_alone}");
    }

    #[test]
    fn what_is_over_before_the_heading_below_leaves_a_part_alone() {
        for end in
            ["```\ncode\n```", "    code", "<!-- comment -->", "<pre>\n\nx</pre>", "<p align=center>x</p>", "<br>x"]
        {
            let source = sections(&[end; 8]);
            for part in parts(source.text(), 4, 1) {
                assert!(read_part(&source, part, Outlines::Read).is_ok(), "{end} {part:?}");
            }
        }
    }

    #[test]
    fn part_that_leaves_something_open_is_read_with_the_next() {
        let mut ends = [""; 16];
        (ends[1], ends[3]) = ("<details>", "</details>");
        let source = sections(&ends);
        let whole = format!("{:?}", whole(&source, Outlines::Read));
        let parts = parts(source.text(), ends.len(), 1);
        let open = parts.iter().filter(|part| read_part(&source, **part, Outlines::Read).is_err());
        assert_eq!((parts.len(), open.count()), (ends.len(), 1));
        for threads in [1, 2, 3] {
            let read = side_by_side(&source, &parts, threads, Outlines::Read);
            assert!(read.is_some_and(|read| format!("{read:?}") == whole), "{threads}");
        }
    }

    #[test]
    fn a_text_of_which_too_much_goes_on_is_read_in_one_piece() {
        let source = sections(&["<details>"; 8]);
        assert!(in_parts(&source, 8, 2).is_none());
    }

    #[test]
    fn part_that_leaves_something_open_does_not_stand_alone() {
        let open = [
            "```",
            "<!-- open",
            "<pre>",
            "<details>",
            "<table><tr><td>",
            "[a]: https://a.org",
            "[^1]: a",
            "<a href='#two'>",
            "# Concerns of the Data Layer",
        ];
        for above in open {
            assert!(in_parts(&list(above), 2, 2).is_none(), "{above}");
        }
    }
}
