//! `aisec render`: pictures and their twins.

use super::coverage::{SelectionArguments, one_of};
use super::data::DataArguments;
use super::failure::{Exit, Failure};
use super::output::Target;
use super::stack::StackArguments;
use super::terminal::Terminal;
use aisec_graph::coverage::{Overview, overview};
use aisec_graph::diagnostic::Checked;
use aisec_graph::render::{Format, Language, Links, Options, Subject, Theme, View, picture};
use aisec_graph::source::Sources;
use clap::Args;
use std::path::PathBuf;

/// Draw coverage as SVG; or write the picture's table twin (CSV, Markdown, JSON) or DOT.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  aisec render lifecycle -o coverage.svg
  aisec render matrix --role protected -o matrix.svg
  aisec render lifecycle --stack garak,ModelScan -o stack.svg
  aisec render layered --framework owasp-llm-2026 --theme dark -o layered.svg
  aisec render layered --format dot | dot -Tpdf -o layered.pdf")]
pub(crate) struct Arguments {
    /// lifecycle, matrix or layered
    #[arg(value_name = "VIEW", value_parser = view)]
    view: View,
    /// Write to this file; its extension chooses the format
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// svg, dot, csv, md or json
    #[arg(long, value_name = "FORMAT", value_parser = format)]
    format: Option<Format>,
    /// auto, light or dark
    #[arg(long, value_name = "THEME", default_value = "auto", value_parser = theme)]
    theme: Theme,
    /// en or zh
    #[arg(long, value_name = "LANGUAGE", default_value = "en", value_parser = language)]
    lang: Language,
    /// Leave out links
    #[arg(long)]
    no_links: bool,
    /// The framework or edition whose items `layered` shows [default: owasp-llm]
    #[arg(long, value_name = "ID")]
    framework: Option<String>,
    #[command(flatten)]
    selection: SelectionArguments,
    #[command(flatten)]
    stack: StackArguments,
    #[command(flatten)]
    data: DataArguments,
}

fn view(text: &str) -> Result<View, String> {
    one_of(&View::ALL, text)
}

fn format(text: &str) -> Result<Format, String> {
    one_of(&Format::ALL, text)
}

pub(super) fn theme(text: &str) -> Result<Theme, String> {
    one_of(&Theme::ALL, text)
}

pub(super) fn language(text: &str) -> Result<Language, String> {
    one_of(&Language::ALL, text)
}

pub(crate) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let target = Target::new(arguments.output.as_deref());
    arguments.data.spared_by(&target)?;
    let format = match (arguments.format, target.extension()) {
        (Some(format), _) => format,
        (None, None) => Format::Svg,
        (None, Some(extension)) => format(&extension)
            .map_err(|known| Failure::usage(format!("`.{extension}` names no format of a picture")).help(known))?,
    };
    refuse_unused(arguments)?;
    arguments.stack.spared_by(&target)?;
    let edition = if arguments.view.shows_items() { arguments.framework.as_deref().unwrap_or("owasp-llm") } else { "" };
    let overview = arguments.data.read(terminal, |snapshot| {
        let stack = arguments.stack.of(snapshot, terminal)?;
        let selection = arguments.selection.of_stack(edition, stack.as_ref())?;
        if arguments.view.shows_items() {
            return Ok(overview(snapshot, &selection)?);
        }
        Ok(Overview::without_items(snapshot, &selection))
    })?;
    let links = if arguments.no_links { Links::Drop } else { Links::Keep };
    let subject = match arguments.view {
        View::Lifecycle => Subject::Lifecycle(&overview),
        View::Matrix => Subject::Matrix(&overview),
        View::Layered => Subject::Layered(&overview),
    };
    let options = Options { theme: arguments.theme, language: arguments.lang, links, ..Options::default() };
    let Checked { value: picture, diagnostics } = picture(subject, options);
    terminal.diagnostics(&diagnostics, &Sources::default());
    target.write(|out| picture.write(format, out))?;
    Ok(Exit::Fine)
}

/// Refuses what would change nothing: a picture would be taken for one of that framework.
fn refuse_unused(arguments: &Arguments) -> Result<(), Failure> {
    if arguments.framework.is_none() || arguments.view.shows_items() {
        return Ok(());
    }
    let takes: Vec<String> =
        View::ALL.iter().filter(|(view, _)| view.shows_items()).map(|(_, word)| format!("`{word}`")).collect();
    let message = format!("`{}` shows no items of a framework, so it takes no `--framework`", arguments.view.name());
    Err(Failure::usage(message).help(format!("leave it out; {} takes it", takes.join(", "))))
}
