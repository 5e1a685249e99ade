//! Findings as text, for comparing whole output.

use super::command::skipped;
use aisec_graph::diagnostic::Diagnostic;
use aisec_graph::source::{SourceId, SourceText};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// A source of that name.
pub(crate) fn source(name: &str, text: &str) -> SourceText {
    SourceText::new(SourceId::from_path(name.as_ref()), name, text.to_owned())
}

/// One finding after the other: `severity[code] line:column "text at the span": message`, then notes and help.
pub(crate) fn findings(source: &SourceText, diagnostics: &[Diagnostic]) -> String {
    let mut out = String::new();
    for found in diagnostics {
        write!(out, "{}[{}]", found.severity.word(), found.code.id()).expect("a string takes text");
        if let Some(place) = &found.place {
            let position = source.position(place.bytes.start);
            let text =
                source.text().get(place.bytes.clone()).expect("a span lies in its source on character boundaries");
            write!(out, " {}:{} {text:?}", position.line, position.column).expect("a string takes text");
        }
        writeln!(out, ": {}", found.message).expect("a string takes text");
        for note in &found.notes {
            writeln!(out, "  note: {note}").expect("a string takes text");
        }
        if let Some(help) = &found.help {
            writeln!(out, "  help: {help}").expect("a string takes text");
        }
    }
    out
}

/// An error and its causes, one a line.
pub(crate) fn error(error: &dyn std::error::Error) -> String {
    let mut out = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        write!(out, "\n  {error}").expect("a string takes text");
        cause = error.source();
    }
    out
}

/// A file of the project; `None`, with the reason printed, where it is not there.
pub(crate) fn project_file(path: &str) -> Option<SourceText> {
    existing(&[Path::new(env!("CARGO_MANIFEST_DIR")).join(path)])
}

/// A file of the folder of upstream facts beside the project; `None`, with the reason printed, where it is not there.
pub(crate) fn upstream_file(path: &str) -> Option<SourceText> {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    existing(&["../shared", "../../shared"].map(|folder| project.join(folder).join(path)))
}

fn existing(candidates: &[PathBuf]) -> Option<SourceText> {
    let Some(path) = candidates.iter().find(|path| path.is_file()) else {
        skipped(&format!("{} is not there", candidates[0].display()));
        return None;
    };
    Some(SourceText::read(SourceId::from_path(path), path).expect("the file can be read"))
}
