//! The table of facts about tools in, facts out.
//!
//! Does not look whether a tool is listed, nor whether a package or a licence of that name exists.

use super::row::{DATE, FirstSeen, Row, WEB_ADDRESS, is_date, is_web_address};
use super::table::{self, Separator, TableError};
use crate::catalog::{FactProperty, Maintenance, ToolFact};
use crate::diagnostic::{Checked, Diagnostic};
use crate::source::SourceText;

const COLUMNS: [&str; 5] = ["resource", "property", "value", "source", "retrieved"];

/// Facts in file order; a tool may have several packages, and each other property once.
///
/// ```
/// use aisec_graph::{catalog::FactProperty, import, source::{SourceId, SourceText}};
/// let text = "resource,property,value,source,retrieved\n\
///     https://github.com/NVIDIA/garak,purl,pkg:pypi/garak,https://pypi.org/project/garak/,2026-11-22\n";
/// let source = SourceText::new(SourceId::new("mine")?, "facts.csv", text.to_owned());
/// assert_eq!(import::tool_facts(&source)?.value[0].property, FactProperty::Purl);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`TableError`] when the table lacks its header or a column.
pub fn tool_facts(source: &SourceText) -> Result<Checked<Vec<ToolFact>>, TableError> {
    let mut stated = FirstSeen::new();
    table::read(source, 0, Separator::Comma, &COLUMNS, |row| fact(row, &mut stated))
}

/// A tool, a property of it, and the value where a tool may have several.
type Stated = (String, FactProperty, Option<String>);

fn fact(row: &Row<'_>, stated: &mut FirstSeen<Stated>) -> Result<ToolFact, Diagnostic> {
    let address = |column: &str| row.needed(column, WEB_ADDRESS, |text| is_web_address(text).then(|| text.to_owned()));
    let property = row.choice("property", FactProperty::ALL)?;
    let fact = ToolFact {
        tool: address("resource")?,
        property,
        value: value(row, property)?,
        evidence_url: address("source")?,
        retrieved: row.needed("retrieved", DATE, |text| is_date(text).then(|| text.to_owned()))?,
        origin: row.origin(),
    };
    let several = (property == FactProperty::Purl).then(|| fact.value.clone());
    stated.note((fact.tool.clone(), property, several), row).map_err(|line| {
        row.malformed("value", format!("`{}` of this tool is stated twice", property.name()))
            .note(format!("the first is on line {line}"))
            .help("delete one of the two rows")
    })?;
    Ok(fact)
}

fn value(row: &Row<'_>, property: FactProperty) -> Result<String, Diagnostic> {
    let (wanted, fits): (&str, fn(&str) -> bool) = match property {
        FactProperty::Home | FactProperty::Repository => (WEB_ADDRESS, is_web_address),
        FactProperty::LastRelease => (DATE, is_date),
        FactProperty::License => ("an SPDX expression such as `Apache-2.0 OR MIT`", is_licence),
        FactProperty::Purl => ("a package URL without version, such as `pkg:pypi/garak`", is_package),
        FactProperty::Maintenance => return Ok(row.choice("value", Maintenance::ALL)?.name().to_owned()),
    };
    row.needed("value", wanted, |text| fits(text).then(|| text.to_owned()))
}

/// True of SPDX identifiers joined by `AND`, `OR` and `WITH`, in brackets or not.
///
/// # Limits
/// Whether SPDX knows the identifiers is not looked up, nor whether brackets are in pairs.
fn is_licence(text: &str) -> bool {
    let of_an_id = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '+');
    let words = text.split_whitespace().map(|word| word.trim_matches(['(', ')']));
    let in_turn = words.enumerate().map(|(number, word)| match word {
        "AND" | "OR" | "WITH" => number % 2 == 1,
        word => number % 2 == 0 && !word.is_empty() && word.chars().all(of_an_id),
    });
    in_turn.clone().all(|fits| fits) && in_turn.count() % 2 == 1
}

/// True of `pkg:type/name` and `pkg:type/namespace/name`, as the purl specification writes them, without version,
/// qualifiers or subpath: a fact is of the package, whatever its release.
fn is_package(text: &str) -> bool {
    let of_a_type = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '+' | '-');
    let of_a_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '~' | '%' | ':');
    let Some((kind, name)) = text.strip_prefix("pkg:").and_then(|rest| rest.split_once('/')) else { return false };
    kind.starts_with(|c: char| c.is_ascii_lowercase())
        && kind.chars().all(of_a_type)
        && name.split('/').all(|segment| !segment.is_empty() && segment.chars().all(of_a_name))
}
