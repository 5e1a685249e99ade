//! An answer of sentences and tables, for a terminal or in Markdown; and the choice between it and data.

use super::failure::Failure;
use super::output::Target;
use super::table_format::TableFormat;
use super::terminal::{Style, Terminal, grid, printable};
use aisec_graph::vocab::markdown_text;
use clap::Args;
use std::fmt::Write as _;
use std::path::PathBuf;

/// Options of commands that answer with a page or as data.
#[derive(Debug, Clone, Args)]
pub(crate) struct PageArguments {
    /// table, csv, json or markdown
    #[arg(long, value_name = "FORMAT")]
    format: Option<String>,
    /// Write to this file; its extension chooses the format
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl PageArguments {
    /// Where the answer goes.
    pub(crate) fn target(&self) -> Target {
        Target::new(self.output.as_deref())
    }

    /// What the answer is written as.
    pub(crate) fn format(&self, target: &Target) -> Result<TableFormat, Failure> {
        let forms = [TableFormat::Table, TableFormat::Csv, TableFormat::Json, TableFormat::Markdown];
        TableFormat::chosen(self.format.as_deref(), target, &forms)
    }
}

/// How an answer is put in each of its forms.
pub(crate) struct Forms<T> {
    /// For people.
    pub(crate) page: fn(&T) -> Page,
    /// A row for each thing it is about.
    pub(crate) csv: fn(&T) -> Result<String, Failure>,
    /// The whole of it, as one object on lines of its own.
    pub(crate) json: fn(&T) -> String,
}

impl<T> Forms<T> {
    /// The answer in one form.
    pub(crate) fn text(&self, answer: &T, format: TableFormat, terminal: &Terminal) -> Result<String, Failure> {
        Ok(match format {
            TableFormat::Csv => (self.csv)(answer)?,
            TableFormat::Json => (self.json)(answer),
            TableFormat::Markdown => (self.page)(answer).markdown(),
            TableFormat::Table => (self.page)(answer).text(terminal),
        })
    }
}

/// Sentences and tables in the order they are read.
#[derive(Debug, Default)]
pub(crate) struct Page {
    parts: Vec<Part>,
}

#[derive(Debug)]
enum Part {
    Title(String),
    Line(String),
    Head(String),
    Gap,
    Table { header: Vec<&'static str>, rows: Vec<Vec<String>> },
}

impl Page {
    /// What it is about.
    pub(crate) fn title(&mut self, text: impl Into<String>) {
        self.parts.push(Part::Title(text.into()));
    }

    /// A sentence.
    pub(crate) fn line(&mut self, text: impl Into<String>) {
        self.parts.push(Part::Line(text.into()));
    }

    /// What opens a part.
    pub(crate) fn head(&mut self, text: impl Into<String>) {
        self.parts.push(Part::Head(text.into()));
    }

    /// Room before what follows.
    pub(crate) fn gap(&mut self) {
        self.parts.push(Part::Gap);
    }

    /// A table; without rows, nothing.
    pub(crate) fn table(&mut self, header: &[&'static str], rows: Vec<Vec<String>>) {
        if !rows.is_empty() {
            self.parts.push(Part::Table { header: header.to_vec(), rows });
        }
    }

    pub(crate) fn text(&self, terminal: &Terminal) -> String {
        let mut text = String::new();
        for part in &self.parts {
            let _ = match part {
                Part::Title(title) => writeln!(text, "{}", terminal.paint(Style::Strong, &printable(title))),
                Part::Line(line) => writeln!(text, "{}", printable(line)),
                Part::Head(head) => writeln!(text, "\n{}", printable(head)),
                Part::Gap => writeln!(text),
                Part::Table { header, rows } => write!(text, "{}", grid(header, rows)),
            };
        }
        text
    }

    pub(crate) fn markdown(&self) -> String {
        let mut text = String::new();
        for part in &self.parts {
            let _ = match part {
                Part::Title(title) => writeln!(text, "### {}\n", markdown_text(title)),
                Part::Line(line) => writeln!(text, "{}\n", markdown_text(line)),
                Part::Head(head) => writeln!(text, "#### {}\n", markdown_text(head)),
                Part::Gap => Ok(()),
                Part::Table { header, rows } => {
                    let _ = writeln!(text, "| {} |\n| {} |", header.join(" | "), vec!["---"; header.len()].join(" | "));
                    for row in rows {
                        let cells: Vec<String> = row.iter().map(|cell| markdown_text(cell)).collect();
                        let _ = writeln!(text, "| {} |", cells.join(" | "));
                    }
                    writeln!(text)
                }
            };
        }
        text
    }
}
