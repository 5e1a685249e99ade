//! The table of changes between releases of one framework in, changes out.
//!
//! Does not compare editions: it reads what someone found by comparing them.

use super::framework_csv::known_levels;
use super::row::Row;
use super::table::{self, Separator, TableError};
use crate::catalog::{Change, Levels};
use crate::diagnostic::{Checked, Diagnostic};
use crate::source::SourceText;

const COLUMNS: [&str; 8] = ["from_version", "to_version", "id", "type", "change", "old", "new", "replaced_by"];
const CHANGES: [&str; 4] = ["added", "removed", "renamed", "tactics-changed"];

/// Changes between releases of the framework of that id, in file order.
///
/// # Errors
/// [`TableError`] when the table lacks its header or a column.
pub fn framework_changes(
    source: &SourceText,
    framework: &str,
    levels: &Levels,
) -> Result<Checked<Vec<Change>>, TableError> {
    let known = known_levels(levels, "`tactic`, `technique` or `mitigation`");
    table::read(source, 0, Separator::Comma, &COLUMNS, |row| change(row, framework, levels, &known))
}

fn change(row: &Row<'_>, framework: &str, levels: &Levels, known: &str) -> Result<Change, Diagnostic> {
    Ok(Change {
        framework: framework.to_owned(),
        from_version: row.required("from_version")?,
        to_version: row.required("to_version")?,
        id: row.required("id")?,
        level: row.needed("type", known, |level| levels.class(level).map(|_| level.to_owned()))?,
        change: row.choice("change", CHANGES.map(|word| (word.to_owned(), word)))?,
        old: row.cell("old").to_owned(),
        new: row.cell("new").to_owned(),
        replaced_by: row.optional("replaced_by"),
        origin: row.origin(),
    })
}
