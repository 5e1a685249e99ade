//! `aisec report`: one offline page.

use super::coverage::SelectionArguments;
use super::data::DataArguments;
use super::failure::{Exit, Failure};
use super::output::Target;
use super::render;
use super::stack::StackArguments;
use super::terminal::Terminal;
use aisec_graph::coverage::Selection;
use aisec_graph::diagnostic::Checked;
use aisec_graph::export::{ReportOptions, ReportTeam, report};
use aisec_graph::render::{Language, Theme};
use aisec_graph::source::Sources;
use clap::Args;
use std::path::PathBuf;

/// Write one self-contained HTML page: pictures, tables, proofs and the query behind each number.
///
/// It works offline and without JavaScript, on a phone and printed; with JavaScript it can be searched, filtered and
/// sorted, and a row brings out what it is linked to.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  aisec report -o report.html
  aisec report --framework owasp-llm --framework mitre-atlas --role protected -o report.html
  aisec report --stack stack.toml --framework mitre-atlas -o team.html
  aisec report --lang zh --theme dark -o report.html
  aisec report --data graph.aisec --evidence reviewed -o report.html")]
pub(crate) struct Arguments {
    /// Write to this file, *.html
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// A framework (its default edition) or edition to show with its items; repeat for several [default: those of
    /// which at least three in ten items were assessed]
    #[arg(long, value_name = "ID")]
    framework: Vec<String>,
    /// auto, light or dark
    #[arg(long, value_name = "THEME", default_value = "auto", value_parser = render::theme)]
    theme: Theme,
    /// en or zh
    #[arg(long, value_name = "LANGUAGE", default_value = "en", value_parser = render::language)]
    lang: Language,
    #[command(flatten)]
    selection: SelectionArguments,
    #[command(flatten)]
    stack: StackArguments,
    #[command(flatten)]
    data: DataArguments,
}

pub(crate) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let target = Target::new(arguments.output.as_deref());
    arguments.data.spared_by(&target)?;
    if let Some(extension) = target.extension().filter(|extension| extension != "html" && extension != "htm") {
        return Err(Failure::usage(format!("`.{extension}` names no format of a report")).help("use .html"));
    }
    arguments.stack.spared_by(&target)?;
    let graph = arguments.data.words();
    let Checked { value: report, diagnostics } = arguments.data.read(terminal, |snapshot| {
        let stack = arguments.stack.of(snapshot, terminal)?;
        let Selection { evidence, role, .. } = arguments.selection.of_stack("", stack.as_ref())?;
        let words = stack.as_ref().map(|stack| arguments.stack.words(stack)).unwrap_or_default();
        let given = arguments.stack.given();
        let options = ReportOptions {
            evidence,
            role,
            team: stack.as_ref().map(|stack| ReportTeam { stack, words: &words, given: &given }),
            editions: &arguments.framework,
            theme: arguments.theme,
            language: arguments.lang,
            graph: &graph,
        };
        Ok(report(snapshot, &options)?)
    })?;
    terminal.diagnostics(&diagnostics, &Sources::default());
    target.write(|out| report.write(out))?;
    Ok(Exit::Fine)
}
