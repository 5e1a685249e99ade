//! `aisec code`: what a diagnostic code means.

use super::failure::{Exit, Failure};
use super::output::Target;
use super::terminal::{Terminal, grid, printable};
use aisec_graph::diagnostic::{Code, Example};
use aisec_graph::validate;
use clap::Args;

/// Say what a diagnostic code means; without one, list them all.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  aisec code\n  aisec code import/mojibake")]
pub(crate) struct Arguments {
    /// The code, as printed in brackets
    #[arg(value_name = "ID")]
    id: Option<String>,
}

pub(crate) fn run(arguments: &Arguments, _terminal: &Terminal) -> Result<Exit, Failure> {
    let text = match &arguments.id {
        None => {
            let first = |code: Code| code.explanation().lines().next().unwrap_or_default().trim().to_owned();
            let row = |code: Code| vec![code.id().to_owned(), code.default_severity().word().to_owned(), first(code)];
            let rows: Vec<Vec<String>> = Code::ALL.iter().copied().chain(validate::codes()).map(row).collect();
            grid(&["code", "severity", "meaning"], &rows)
        }
        Some(id) => {
            let code = Code::from_id(id).or_else(|| validate::code(id)).ok_or_else(|| Failure::unknown_code(id))?;
            let lines: String =
                code.explanation().lines().flat_map(|line| [line.strip_prefix(' ').unwrap_or(line), "\n"]).collect();
            let head = format!("{} ({} by default)", code.id(), code.default_severity().word());
            format!("{head}\n{lines}\n{}{}", example(code.example()), silence(code))
        }
    };
    Target::Stdout.write(|out| out.write_all(text.as_bytes()))?;
    Ok(Exit::Fine)
}

/// What the code finds, and the same put right.
fn example(example: Example) -> String {
    let shown = |lines: &[&str]| {
        lines.iter().flat_map(|line| ["    ".to_owned(), visible(line), "\n".to_owned()]).collect::<String>()
    };
    let (bad, good) = (shown(example.bad), shown(example.good));
    let has = |sign: char| bad.contains(sign) || good.contains(sign);
    let signs = [(SPACE, "· is a space at the end of a line"), (TAB, "→ is a tab")];
    let signs: Vec<&str> = signs.into_iter().filter(|(sign, _)| has(*sign)).map(|(_, meaning)| meaning).collect();
    let signs = if signs.is_empty() { String::new() } else { format!(" ({})", signs.join(", ")) };
    format!("Bad{signs}:\n{bad}Good:\n{good}")
}

/// What a space at the end of a line is shown as.
const SPACE: char = '·';

/// What a tab is shown as.
const TAB: char = '→';

/// A line with what nobody sees in it made visible.
fn visible(line: &str) -> String {
    let text = line.trim_end_matches(' ');
    let spaces = line.len() - text.len();
    printable(&text.replace('\t', &TAB.to_string())).into_owned() + &SPACE.to_string().repeat(spaces)
}

/// How to tell a code less loudly, or not at all, where there is a way.
fn silence(code: Code) -> String {
    let id = code.id();
    let in_a_list = format!(
        "\nTo silence it in one place of a list, write a comment on the line before:\n\
         \x20   <!-- aisec disable-next-line {id} -->\n\
         or, in a cell of a table, `<!-- aisec disable-line {id} -->`.\n"
    );
    let everywhere = format!(
        "\nTo silence it everywhere: `aisec check --severity {id}=off`, or in aisec-check.toml beside the list:\n\
         \x20   [severity]\n    \"{id}\" = \"off\"\n"
    );
    match code.stage() {
        "import" | "resolve" => in_a_list + &everywhere,
        "check" => everywhere,
        _ => String::new(),
    }
}
