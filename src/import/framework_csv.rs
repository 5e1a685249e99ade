//! The two tables of one edition in, its items and relations out.
//!
//! Does not look whether a parent or the end of a relation exists: some stand in other editions.

use super::row::{FirstSeen, Row, WEB_ADDRESS, is_web_address, shown};
use super::table::{self, Separator, TableError};
use crate::catalog::{Edition, EditionItems, Item, ItemStatus, LabelKind, Levels, Relation, RelationKind};
use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::source::SourceText;
use std::collections::BTreeMap;

const ITEM_COLUMNS: [&str; 9] = ["id", "type", "label", "label_kind", "parent", "order", "url", "status", "attrs"];
const RELATION_COLUMNS: [&str; 5] = ["subject", "predicate", "object", "order", "attrs"];

/// Items and relations of the edition of that id, in file order; item ids are unique, relations are not repeated.
///
/// Without a table of relations the edition has no relations. `levels` says which words are types of items.
///
/// ```
/// use aisec_graph::{catalog::Levels, import, source::{SourceId, SourceText}};
/// let text = "id,type,label,label_kind,parent,order,url,status,attrs\n\
///     AML.T0051,technique,LLM Prompt Injection,official,,,https://atlas.mitre.org/techniques/AML.T0051,current,\
///     platform=Generative AI|Agentic AI\n";
/// let source = SourceText::new(SourceId::new("mitre-atlas-2026.09.items")?, "items.csv", text.to_owned());
/// let edition = "mitre-atlas-2026.09";
/// let edition = import::framework_csv(&source, None, edition, &Levels::of(edition))?.value;
/// assert_eq!(edition.items[0].attributes["platform"], ["Generative AI", "Agentic AI"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`TableError`] when a table lacks its header or a column.
pub fn framework_csv(
    items: &SourceText,
    relations: Option<&SourceText>,
    edition: &str,
    levels: &Levels,
) -> Result<Checked<EditionItems>, TableError> {
    let mut ids = Ids { lines: FirstSeen::new(), written: BTreeMap::new() };
    let known = known_levels(levels, "`technique`, `risk`, `control` or `subcategory`");
    let items = table::read(items, 0, Separator::Comma, &ITEM_COLUMNS, |row| item(row, levels, &known, &mut ids))?;
    let mut diagnostics = items.diagnostics;
    let relations = match relations {
        Some(source) => {
            let mut stated = FirstSeen::new();
            table::read(source, 0, Separator::Comma, &RELATION_COLUMNS, |row| relation(row, &mut stated))?
                .take(&mut diagnostics)
        }
        None => Vec::new(),
    };
    Ok(Checked { value: EditionItems { edition: edition.to_owned(), items: items.value, relations }, diagnostics })
}

/// The ids so far, by what they go by in the graph, which may be shorter: `A 1` and `A-1` would be one.
struct Ids {
    lines: FirstSeen<String>,
    written: BTreeMap<String, String>,
}

impl Ids {
    /// Notes the id of an item.
    fn note(&mut self, id: &str, row: &Row<'_>) -> Result<(), Diagnostic> {
        let local = Edition::local_id(id);
        let first = self.written.entry(local.clone()).or_insert_with(|| id.to_owned());
        self.lines.note(local.clone(), row).map_err(|line| {
            let (is_same, id, first) = (first == id, shown(id), shown(first));
            let message = if is_same {
                format!("`{id}` stands in `id` twice")
            } else {
                format!("`{id}` goes by the same name as `{first}`")
            };
            let found = row.malformed("id", message).note(format!("the first is on line {line}"));
            let is_plain = is_same && local == id;
            let found = if is_plain { found } else { found.note(format!("both go by `{}`", shown(&local))) };
            found.help("rename one of the two, or delete the row")
        })
    }
}

fn item(row: &Row<'_>, levels: &Levels, known: &str, ids: &mut Ids) -> Result<Item, Diagnostic> {
    use ItemStatus::{Current, Retired, Superseded};
    const KINDS: [(LabelKind, &str); 3] =
        [(LabelKind::Official, "official"), (LabelKind::Neutral, "neutral"), (LabelKind::IdOnly, "id-only")];
    let item = Item {
        id: row.required("id")?,
        class: row.needed("type", known, |level| levels.class(level))?,
        level: row.required("type")?,
        label: row.required("label")?,
        label_kind: row.choice("label_kind", KINDS)?,
        parent: row.optional("parent"),
        order: order(row)?,
        url: row.parsed("url", WEB_ADDRESS, |text| is_web_address(text).then(|| text.to_owned()))?,
        status: row.choice("status", [Current, Superseded, Retired].map(|status| (status, status.name())))?,
        attributes: attributes(row)?,
        origin: row.origin(),
    };
    ids.note(&item.id, row)?;
    Ok(item)
}

/// Own words that a message about a type names at most.
const LEVELS_NAMED: usize = 20;

/// What a type should be: some words that every edition knows, and its own.
pub(super) fn known_levels(levels: &Levels, such_as: &str) -> String {
    let own: Vec<String> = levels.own().take(LEVELS_NAMED).map(|word| format!("`{}`", shown(word))).collect();
    let own = if own.is_empty() { String::new() } else { format!(", or one of this framework: {}", own.join(", ")) };
    let own = match levels.own().count().saturating_sub(LEVELS_NAMED) {
        0 => own,
        more => format!("{own} and {more} more"),
    };
    format!("a type that the format knows, such as {such_as}{own}")
}

type Stated = (String, RelationKind, String, Option<u32>, BTreeMap<String, Vec<String>>);

fn relation(row: &Row<'_>, stated: &mut FirstSeen<Stated>) -> Result<Relation, Diagnostic> {
    let relation = Relation {
        subject: row.required("subject")?,
        kind: row.choice("predicate", RelationKind::ALL)?,
        object: row.required("object")?,
        order: order(row)?,
        attributes: attributes(row)?,
        origin: row.origin(),
    };
    let Relation { subject, kind, object, order, attributes, .. } = relation.clone();
    let fact = format!("`{subject} {} {object}`", kind.name());
    stated.note((subject, kind, object, order, attributes), row).map_err(|line| {
        row.finding(Code::DuplicateRelation, "subject", format!("{fact} is stated twice"))
            .note(format!("the first is on line {line}"))
            .help("delete one of the two rows")
    })?;
    Ok(relation)
}

fn order(row: &Row<'_>) -> Result<Option<u32>, Diagnostic> {
    row.parsed("order", "a whole number from 0", |text| text.parse().ok())
}

/// `key=value` pairs joined by `;`, several values joined by `|`.
fn attributes(row: &Row<'_>) -> Result<BTreeMap<String, Vec<String>>, Diagnostic> {
    let mut attributes = BTreeMap::new();
    for pair in row.cell("attrs").split(';').filter(|pair| !pair.trim().is_empty()) {
        let parsed = pair.split_once('=').and_then(|(key, values)| {
            let values: Vec<String> = values.split('|').map(|value| value.trim().to_owned()).collect();
            let filled = !key.trim().is_empty() && values.iter().all(|value| !value.is_empty());
            filled.then(|| (key.trim().to_owned(), values))
        });
        let Some((key, values)) = parsed else {
            return Err(row
                .malformed_part(
                    "attrs",
                    pair.trim(),
                    format!("`{}` in `attrs` is not a `key=value` pair", shown(pair.trim())),
                )
                .help("write `key=value`, pairs joined by `;`, several values by `|`; neither may stand in a value"));
        };
        if attributes.insert(key.clone(), values).is_some() {
            return Err(row
                .malformed_part("attrs", pair.trim(), format!("`{key}` stands in `attrs` twice"))
                .help(format!("join its values by `|`: `{key}=one|two`")));
        }
    }
    Ok(attributes)
}
