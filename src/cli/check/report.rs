//! What was found, as `aisec check` writes it.

use super::super::failure::Failure;
use super::super::finding::{Most, in_line, write_in_text};
use super::super::output::Target;
use super::super::terminal::{Terminal, printable};
use super::Checked;
use super::input::Inputs;
use super::settings::Settings;
use aisec_graph::diagnostic::{Code, Diagnostic};
use aisec_graph::export::{Findings, FindingsFormat, WholeGraph, write_findings};
use aisec_graph::vocab::thousands;
use std::io::{self, Write};

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// With the lines they lie in.
    Text,
    /// One on a line.
    Short,
    /// For programs and code hosts.
    Findings(FindingsFormat),
}

impl Format {
    /// The format that was named, or that of the file.
    pub(super) fn chosen(named: Option<&str>, target: &Target) -> Result<Self, Failure> {
        let Some(name) = target.format(named) else { return Ok(Self::Text) };
        match name.as_str() {
            "text" | "txt" | "diff" | "patch" => Ok(Self::Text),
            "short" => Ok(Self::Short),
            "md" => Ok(Self::Findings(FindingsFormat::Markdown)),
            name => FindingsFormat::from_name(name)
                .map(Self::Findings)
                .ok_or_else(|| Failure::unknown_format(name, "text, short, json, sarif or markdown")),
        }
    }
}

/// What is written.
pub(super) struct Report<'a> {
    pub(super) found: &'a Checked,
    /// The graphs that are whole.
    pub(super) graphs: &'a [WholeGraph],
    pub(super) inputs: &'a Inputs,
    pub(super) settings: &'a Settings<'a>,
    pub(super) most: Most,
    pub(super) terminal: &'a Terminal,
}

impl Report<'_> {
    /// Writes it, and says what is in a file that nobody sees.
    pub(super) fn write_to(&self, target: &Target, format: Format) -> Result<(), Failure> {
        target.write(|out| match format {
            Format::Text => self.write_text(out),
            Format::Short => self.write_lines(out),
            Format::Findings(format) => write_findings(&self.findings(), format, out),
        })?;
        if let Target::File(path) = target {
            self.terminal.say(&format!("wrote {}: {}", path.display(), self.summary()));
        }
        Ok(())
    }

    fn findings(&self) -> Findings<'_> {
        let Checked { sources, diagnostics } = self.found;
        Findings {
            command: "check",
            sources,
            graphs: self.graphs,
            nodes: None,
            diagnostics,
            refused: &self.inputs.refused,
        }
    }

    /// As `-q` has it, only what fails the check.
    fn told(&self) -> impl Iterator<Item = &Diagnostic> {
        let is_quiet = self.terminal.is_quiet();
        self.found.diagnostics.iter().filter(move |found| !is_quiet || self.settings.fails(found))
    }

    /// Findings, the snapshots that are whole, and how many findings there are.
    fn write_text(&self, out: &mut dyn Write) -> io::Result<()> {
        write_in_text(self.told(), &self.found.sources, self.most, self.terminal, out)?;
        for graph in self.graphs.iter().filter(|_| !self.terminal.is_quiet()) {
            writeln!(out, "{}: {}", printable(&graph.path), graph.verdict())?;
        }
        if !self.inputs.has_texts() {
            return Ok(());
        }
        writeln!(out, "{}", self.summary())
    }

    /// Every finding on a line of its own, and nothing else.
    fn write_lines(&self, out: &mut dyn Write) -> io::Result<()> {
        let look = self.terminal.look();
        self.told().try_for_each(|found| writeln!(out, "{}", in_line(found, &self.found.sources, &look)))
    }

    /// `1 error, 2 warnings in 3 sources`, and what can be mended.
    fn summary(&self) -> String {
        let found = &self.found.diagnostics;
        let fixable: Vec<Code> = found.iter().filter(|found| !found.fix.is_empty()).map(|found| found.code).collect();
        let are_more = found.iter().any(|found| found.more > 0 && fixable.contains(&found.code));
        let fix = match (fixable.len(), are_more) {
            (0, _) => String::new(),
            (count, false) => format!("; `--fix` mends {}", thousands(count)),
            (count, true) => format!("; `--fix` mends at least {}", thousands(count)),
        };
        self.findings().summary() + &fix
    }
}
