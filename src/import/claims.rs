//! The table of reviewed claims in, claims out.
//!
//! Does not look whether a resource, risk or item exists.

use super::row::{DATE, FirstSeen, Row, WEB_ADDRESS, is_date, is_web_address};
use super::table::{self, Separator, TableError};
use crate::catalog::{Claim, ClaimSubject, Curie, Extent, Polarity, Role};
use crate::diagnostic::{Checked, Diagnostic};
use crate::source::SourceText;

const COLUMNS: [&str; 12] = [
    "id",
    "resource",
    "polarity",
    "object",
    "extent",
    "role",
    "justification",
    "evidence_url",
    "retrieved",
    "tool_version",
    "creator",
    "date",
];

/// Claims in file order; ids are unique. A claim without an extent is partial.
///
/// # Errors
/// [`TableError`] when the table lacks its header or a column.
pub fn claims(source: &SourceText) -> Result<Checked<Vec<Claim>>, TableError> {
    let mut ids = FirstSeen::new();
    table::read(source, 0, Separator::Comma, &COLUMNS, |row| claim(row, &mut ids))
}

fn claim(row: &Row<'_>, ids: &mut FirstSeen<String>) -> Result<Claim, Diagnostic> {
    let address = |column: &str| row.needed(column, WEB_ADDRESS, |text| is_web_address(text).then(|| text.to_owned()));
    let date = |text: &str| is_date(text).then(|| text.to_owned());
    let polarity = row.choice("polarity", [Polarity::Asserts, Polarity::Denies].map(|word| (word, word.name())))?;
    let claim = Claim {
        id: row.required("id")?,
        subject: ClaimSubject { url: address("resource")? },
        polarity,
        object: row.needed("object", "a CURIE such as `mlsecops:R9-Security`", Curie::parse)?,
        extent: extent(row)?,
        role: role(row, polarity)?,
        justification: row.required("justification")?,
        evidence_url: address("evidence_url")?,
        retrieved: row.parsed("retrieved", DATE, date)?,
        tool_version: row.optional("tool_version"),
        creator: row.required("creator")?,
        date: row.needed("date", DATE, date)?,
        origin: row.origin(),
    };
    ids.unique("id", row)?;
    Ok(claim)
}

fn extent(row: &Row<'_>) -> Result<Extent, Diagnostic> {
    match row.cell("extent") {
        "" => Ok(Extent::Part),
        _ => row.choice("extent", [Extent::Full, Extent::Part].map(|extent| (extent, extent.name()))),
    }
}

/// What is asserted has a role; a denial holds of every role, so it names none.
fn role(row: &Row<'_>, polarity: Polarity) -> Result<Option<Role>, Diagnostic> {
    match (polarity, row.cell("role")) {
        (Polarity::Denies, "") => Ok(None),
        (Polarity::Denies, role) => Err(row
            .malformed("role", format!("a denial names the role `{role}`"))
            .help("leave `role` empty: a denial holds of every role")),
        (Polarity::Asserts, _) => row.choice("role", Role::ALL).map(Some),
    }
}
