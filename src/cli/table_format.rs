//! How a listing is written: as a table for people, or in a form for programs.

use super::failure::{Exit, Failure};
use super::output::Target;
use aisec_graph::render::inert;

/// A form of a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TableFormat {
    /// Columns in line, for a terminal.
    Table,
    Csv,
    Json,
    /// For a pull request.
    Markdown,
}

impl TableFormat {
    /// The form that is named, else that of the target's extension, else a table.
    ///
    /// # Errors
    /// One that is none of `known`, which come in the order they are told in, is a usage error.
    pub(crate) fn chosen(named: Option<&str>, target: &Target, known: &[Self]) -> Result<Self, Failure> {
        target.refuse_other(named)?;
        let Some(name) = target.format(named) else { return Ok(Self::Table) };
        let form = match name.as_str() {
            "table" | "txt" => Some(Self::Table),
            "csv" => Some(Self::Csv),
            "json" => Some(Self::Json),
            "markdown" | "md" => Some(Self::Markdown),
            _ => None,
        };
        form.filter(|form| known.contains(form)).ok_or_else(|| Failure::unknown_format(&name, &listed(known)))
    }

    fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Markdown => "markdown",
        }
    }
}

/// Their names: `table, csv or json`.
fn listed(forms: &[TableFormat]) -> String {
    let names: Vec<&str> = forms.iter().map(|form| form.name()).collect();
    match names.split_last() {
        Some((last, [first, more @ ..])) => format!("{} or {last}", [&[*first], more].concat().join(", ")),
        Some((only, [])) => (*only).to_owned(),
        None => String::new(),
    }
}

/// A table as RFC 4180 has it. Cells a spreadsheet would run as formulas are led by an apostrophe.
pub(crate) fn csv<R>(header: &[&str], rows: impl IntoIterator<Item = R>) -> Result<String, Failure>
where
    R: IntoIterator<Item = String>,
{
    let failed = |error: csv::Error| Failure::from_error(Exit::InputOutput, &error);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header).map_err(failed)?;
    for row in rows {
        writer.write_record(row.into_iter().map(inert)).map_err(failed)?;
    }
    let bytes = writer.into_inner().map_err(|error| Failure::from_error(Exit::InputOutput, &error))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
