//! How the codes of a framework moved between its editions: a column an edition, a line from each item to what it became.
//!
//! A [`Succession`] goes in, a drawing comes out. `draw` places it, `twins` writes table and DOT.

mod draw;
mod twins;
mod words;

use super::basis::Basis;
use super::facts::{Findings, named};
use super::frame::Head;
use super::legend::{Entry, Mark};
use super::palette::Paint;
use super::phrase::{fill, number_of, word};
use super::svg::{Href, Name};
use super::table::Table;
use super::text::Label;
use super::words::Words;
use super::{Drawing, Options};
use crate::coverage::{Move, Selection, Succession, SuccessionKind};
use crate::diagnostic::Diagnostic;
use std::collections::BTreeSet;
use words::BumpWords;

/// Columns drawn at most: the last ones.
const COLUMNS: usize = 4;
/// Items of a column up to which all are drawn; above, those that changed.
const ROWS: usize = 60;
/// Rows drawn at most, whatever changed.
const MOST: usize = 240;

/// An item of an edition.
#[derive(Debug, Clone)]
struct Row {
    code: Label,
    name: Label,
    href: Option<Href>,
    /// Whether nothing before it says the same, more or less.
    is_new: bool,
    /// Whether nothing after it does.
    is_dropped: bool,
    /// How it came to be: places moved and what changed, as a note.
    note: Label,
}

/// An edition.
#[derive(Debug, Clone)]
struct Column {
    version: Label,
    title: Label,
    rows: Vec<Row>,
    /// Rows that are drawn, in order.
    drawn: Vec<usize>,
}

/// The picture, before it is placed.
#[derive(Debug)]
pub(super) struct BumpView {
    basis: Basis,
    columns: Vec<Column>,
    /// The first column that is drawn.
    first: usize,
    moves: Vec<Move>,
    head: Head,
    legend: Vec<Entry>,
    condensed: bool,
}

/// How a line is drawn.
fn class(kind: SuccessionKind) -> &'static str {
    match kind {
        SuccessionKind::Unchanged | SuccessionKind::Renumbered => "same",
        SuccessionKind::Renamed | SuccessionKind::Widened | SuccessionKind::Narrowed => "scope",
        SuccessionKind::Absorbed | SuccessionKind::Dropped => "absorbed",
    }
}

impl BumpView {
    /// Reads what became of what and words the finding.
    pub(super) fn new(of: &Succession, options: Options, told: &mut Vec<Diagnostic>) -> Self {
        let (words, own) = (Words::of(options.language), BumpWords::of(options.language));
        let mut findings = Findings::default();
        let mut columns = read(of, options, own, &mut findings);
        told.extend(findings.into_diagnostics());
        let first = columns.len().saturating_sub(COLUMNS);
        let is_large = is_long(of);
        let mut hidden = BTreeSet::new();
        if is_large {
            let changed = changed(of);
            for (edition, column) in columns.iter_mut().enumerate() {
                column.drawn.retain(|row| changed.contains(&(edition, *row)));
                column.drawn.truncate(MOST);
                let drawn: BTreeSet<usize> = column.drawn.iter().copied().collect();
                // One that several editions have under one code is one that is not drawn.
                let left = column.rows.iter().enumerate().filter(|(row, _)| edition >= first && !drawn.contains(row));
                hidden.extend(left.map(|(_, row)| row.code.clone()));
            }
        }
        // One that changed between other editions is drawn there.
        for column in columns.iter().skip(first) {
            for row in column.drawn.iter().filter_map(|&row| column.rows.get(row)) {
                hidden.remove(&row.code);
            }
        }
        let mut notes = vec![own.read.to_owned()];
        if first > 0 {
            let (shown, all) = (COLUMNS.to_string(), columns.len().to_string());
            notes.push(fill(own.only_last, &[("shown", &shown), ("all", &all)]));
        }
        if !hidden.is_empty() {
            notes.push(fill(own.only_changes, &[("n", &hidden.len().to_string())]));
        }
        let edition = of.editions.last().map(|edition| edition.id.as_str()).unwrap_or_default();
        let title = of.editions.last().map(|edition| edition.title.as_str()).unwrap_or_default();
        let basis = Basis::of_text(&Selection::by_default(edition), title, &of.provenance, words);
        let head = Head::new(&basis, words, &finding(of, &columns, words, own), &notes, &[]);
        let moves = of.moves.clone();
        let condensed = is_large || first > 0;
        let mut view = Self { basis, columns, first, moves, head, legend: Vec::new(), condensed };
        view.legend = view.legend(own, !is_large);
        view
    }

    /// Moves between two rows that are drawn: where they are drawn, and what they are.
    fn lines(&self) -> impl Iterator<Item = ((usize, usize), (usize, usize), SuccessionKind)> + '_ {
        let place = |(edition, row): (usize, usize)| {
            let column = self.columns.get(edition).filter(|_| edition >= self.first)?;
            Some((edition - self.first, column.drawn.iter().position(|drawn| *drawn == row)?))
        };
        self.moves.iter().filter_map(move |found| Some((place(found.from)?, place(found.to?)?, found.kind)))
    }

    fn legend(&self, own: &BumpWords, has_places: bool) -> Vec<Entry> {
        let classes: BTreeSet<&str> = self.lines().map(|(_, _, kind)| class(kind)).collect();
        let all = [("same", own.legend_same), ("scope", own.legend_scope), ("absorbed", own.legend_absorbed)];
        let mut out = Vec::new();
        for (class, text) in all.into_iter().filter(|(class, _)| classes.contains(class)) {
            out.push(Entry::new(Mark::Line(vec![Name::of("e"), Name::of(class)], 2.4), text));
        }
        let drawn = || {
            self.columns.iter().skip(self.first).flat_map(|column| column.drawn.iter().map(|row| &column.rows[*row]))
        };
        if drawn().any(|row| row.is_new) {
            out.push(Entry::new(Mark::Box(Paint::NEAR, own.is_new), own.legend_new));
        }
        if drawn().any(|row| row.is_dropped) {
            out.push(Entry::new(Mark::Box(Paint::REST, own.is_dropped), own.legend_dropped));
        }
        if !classes.is_empty() && has_places {
            out.push(Entry::new(Mark::Bare, own.legend_places));
        }
        out
    }
}

impl Drawing for BumpView {
    fn basis(&self) -> &Basis {
        &self.basis
    }

    fn head(&self) -> &Head {
        &self.head
    }

    fn is_condensed(&self) -> bool {
        self.condensed
    }

    fn svg(&self, options: Options) -> String {
        draw::svg(self, options)
    }

    fn dot(&self) -> String {
        twins::dot(self)
    }

    fn table(&self) -> Table {
        twins::table(self)
    }
}

/// Whether a move carries the meaning on, wholly or in a wider or narrower form.
fn carries(kind: SuccessionKind) -> bool {
    !matches!(kind, SuccessionKind::Absorbed | SuccessionKind::Dropped)
}

fn read(of: &Succession, options: Options, own: &BumpWords, findings: &mut Findings) -> Vec<Column> {
    let words = Words::of(options.language);
    let last = of.editions.len().saturating_sub(1);
    let carried: BTreeSet<(usize, usize)> =
        of.moves.iter().filter(|found| carries(found.kind)).filter_map(|found| found.to).collect();
    let carries_on: BTreeSet<(usize, usize)> =
        of.moves.iter().filter(|found| carries(found.kind) && found.to.is_some()).map(|found| found.from).collect();
    let column = |(edition, node): (usize, &crate::coverage::SuccessionEdition)| {
        let row = |(item, of_item): (usize, &crate::coverage::SuccessionItem)| {
            let code = findings.label(&[&of_item.notation, &of_item.iri]);
            let name =
                named(findings, options.language, of_item.label_zh.as_ref(), &[&of_item.label, &of_item.notation]);
            Row {
                name: if name == code { Label::default() } else { name },
                code,
                href: findings.href(of_item.url.as_ref(), options),
                is_new: edition > 0 && !carried.contains(&(edition, item)),
                is_dropped: edition < last && !carries_on.contains(&(edition, item)),
                note: Label::new(&note(of, (edition, item), words, own)),
            }
        };
        let rows: Vec<Row> = node.items.iter().enumerate().map(row).collect();
        Column {
            version: Label::first_of(&[&node.version, &node.id]),
            title: Label::first_of(&[&node.title, &node.id]),
            drawn: (0..rows.len()).collect(),
            rows,
        }
    };
    of.editions.iter().enumerate().map(column).collect()
}

/// How an item came to be: `up 3, says more`.
fn note(of: &Succession, to: (usize, usize), words: &Words, own: &BumpWords) -> String {
    let Some(found) = of.moves.iter().find(|found| found.to == Some(to) && carries(found.kind)) else {
        return if to.0 > 0 { own.is_new.to_owned() } else { String::new() };
    };
    // Where ids stay for ever, a place in the list says nothing.
    let places = match (found.from.1, to.1) {
        _ if !is_renumbered(of, found) || is_long(of) => None,
        (before, now) if before > now => Some(fill(own.up, &[("n", &(before - now).to_string())])),
        (before, now) if before < now => Some(fill(own.down, &[("n", &(now - before).to_string())])),
        _ => None,
    };
    let renamed = is_renamed(of, found).then_some(own.renamed);
    // Another name for the same is enough said.
    let kind = Some(word(&own.kinds, found.kind)).filter(|_| renamed.is_none() || class(found.kind) != "same");
    let said = renamed.into_iter().chain(kind).map(str::to_owned);
    places.into_iter().chain(said).collect::<Vec<_>>().join(words.comma)
}

/// Whether an edition has more items than have all room: then places in it are not seen.
fn is_long(of: &Succession) -> bool {
    of.editions.iter().any(|edition| edition.items.len() > ROWS)
}

/// Whether what an item became has another title.
fn is_renamed(of: &Succession, found: &Move) -> bool {
    let title = |(edition, item): (usize, usize)| {
        let item = of.editions.get(edition)?.items.get(item)?;
        Some(item.label.to_lowercase())
    };
    found.to.is_some_and(|to| title(found.from) != title(to))
}

/// Whether what an item became has another code, the edition it is of aside.
fn is_renumbered(of: &Succession, found: &Move) -> bool {
    let code = |(edition, item): (usize, usize)| {
        let item = of.editions.get(edition)?.items.get(item)?;
        item.iri.rsplit('/').next()
    };
    found.to.is_some_and(|to| code(found.from) != code(to))
}

/// Items of which something changed: those that are no longer what they were, and what they became; new ones.
fn changed(of: &Succession) -> BTreeSet<(usize, usize)> {
    let mut same: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut touched: BTreeSet<(usize, usize)> = BTreeSet::new();
    for found in &of.moves {
        let ends = std::iter::once(found.from).chain(found.to);
        if found.kind == SuccessionKind::Unchanged { same.extend(ends) } else { touched.extend(ends) }
    }
    let editions = of.editions.iter().enumerate();
    let all = editions.flat_map(|(edition, of)| (0..of.items.len()).map(move |item| (edition, item)));
    all.filter(|item| touched.contains(item) || !same.contains(item)).collect()
}

/// What changed between the last two editions.
fn finding(of: &Succession, columns: &[Column], words: &Words, own: &BumpWords) -> String {
    let Some(to) = columns.last() else { return words.nothing.to_owned() };
    let Some(from) = columns.len().checked_sub(2).and_then(|before| columns.get(before)) else {
        return fill(own.alone, &[("framework", &of.framework), ("to", to.version.as_str())]);
    };
    let last = columns.len() - 1;
    let into: Vec<&Move> =
        of.moves.iter().filter(|found| found.to.is_some_and(|to| to.0 == last) && found.from.0 + 1 == last).collect();
    let moved = |found: &&&Move| carries(found.kind) && is_renumbered(of, found);
    let same = into.iter().filter(|found| class(found.kind) == "same" && !moved(found)).count();
    let rows = |column: &Column, wanted: fn(&Row) -> bool| column.rows.iter().filter(|row| wanted(row)).count();
    let of_codes = fill(number_form(own.same, same), &[("n", &same.to_string()), ("of", &to.rows.len().to_string())]);
    let counts = [
        (own.moved, into.iter().filter(moved).count()),
        (own.meaning, into.iter().filter(|found| class(found.kind) == "scope").count()),
        (own.new, rows(to, |row| row.is_new)),
        (own.dropped, rows(from, |row| row.is_dropped)),
    ];
    let clauses = counts.into_iter().filter(|(_, number)| *number > 0).map(|(forms, number)| number_of(forms, number));
    let found: Vec<String> = std::iter::once(of_codes).chain(clauses).collect();
    let (from, to) = (from.version.as_str(), to.version.as_str());
    let found = found.join(words.comma);
    fill(own.title, &[("framework", &of.framework), ("from", from), ("to", to), ("found", &found)])
}

fn number_form(forms: [&'static str; 2], number: usize) -> &'static str {
    let [one, many] = forms;
    if number == 1 { one } else { many }
}
