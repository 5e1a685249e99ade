//! `aisec check`: what is wrong in lists, whether snapshots are whole, and whether graphs are what they state.

mod fix;
mod graph;
mod input;
mod links;
mod report;
mod settings;

use super::failure::{Exit, Failure};
use super::finding::{Most, USUAL_MOST};
use super::given::TextArguments;
use super::output::Target;
use super::terminal::{Terminal, printable_lines};
use aisec_graph::diagnostic::{Code, Diagnostic, agree};
use aisec_graph::export::FindingsFormat;
use aisec_graph::pipeline::{self, CheckedTexts, Lints, ReadList, SubLists, Unchecked};
use aisec_graph::source::{SourceText, Sources};
use aisec_graph::vocab::counted;
use clap::Args;
use fix::{Mended, Mending};
use input::Inputs;
use report::{Format, Report};
use settings::Settings;
pub(crate) use settings::{FailOn, fail_on};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Say what is wrong in lists: text, entries, addresses and labels; in framework packs and mapping sets. Verify
/// snapshots, and the digest of graphs.
///
/// Findings go to standard output. Each has a code in brackets that `aisec code` explains. A comment in the list
/// silences codes: `<!-- aisec disable-next-line CODE -->`, or `disable-line`, or `disable` up to `enable`.
///
/// With --recursive the lists are checked too that a list links to inside its folder, each once; of a folder, inside that.
/// One of them that cannot be read is a finding at the link to it, and the rest is checked. Without, it is a note that a
/// link names a Markdown file that is not there, or is outside the folder.
///
/// A list has the settings in the aisec-check.toml of its folder, or else of the nearest above it, up to the current
/// folder or the one given. It may hold `fail-on = "warning"` and a table `[severity]` of levels by code, such as
/// `"import/not-an-entry" = "off"`; levels are note, question, warning, error and off.
///
/// As text, further findings of a code in a file have one line each after the third; -v shows all in full. With -q, as
/// text and short, only the findings that fail the check are told, on a line each; as text the counts follow.
#[derive(Debug, Args)]
#[command(after_help = "Formats:
  text      for people; of each code the first findings, and how many more there are
  short     one finding on a line: path:line:column: severity[code]: message
  json      one object with every finding, for programs: version, tool, summary, sources, refused,
            findings. Each source has path, and a snapshot statements; each finding has code,
            severity, message, place, related, notes, help and fix; a place has path, start and end,
            each with line and column from 1 (in characters) and byte from 0. Members may be added;
            version grows when one changes its meaning
            With --links it has version and lists: path, totals by class, and links, each with line,
            column, class, target, reason and entry
  sarif     SARIF 2.1.0 for code scanning; a question is a note. Of more than 25,000 findings the
            most severe, and how many are left out
  markdown  a comment on a pull request, as long as one may be, and how many are left out

Of a folder, and those below it, the lists are checked, but for hidden ones, files that are about a
list (CONTRIBUTING, CHANGELOG, LICENSE, SECURITY, AUTHORS, the code of conduct, templates of issues
and pull requests) and folders called node_modules, target or vendor; -v names each. What is named
itself is checked.

A folder that holds a `framework.toml` is a framework pack: its files are read as by
`aisec build --framework`, and the lists in it are not. `aisec build --help` has one to copy.

Of a snapshot or RDF file the SHA-256 of its canonical form is told (RDFC-1.0, of every graph but
graph:about): the same in every syntax that keeps named graphs. A graph that states another of
itself was changed since it was built, and the exit status is 1.

Exit status: 0 nothing at or above --fail-on, 1 something is (3 with --strict), 2 a mistake on the
command line, 3 a source that was given is no text, cannot be parsed or is damaged, 7 a file cannot
be read or written. What is wrong with one source is said, and the others are checked; of several
statuses the highest counts.

Examples:
  aisec check README.md
  aisec check lists/ --fail-on error
  aisec check README.md --recursive
  aisec check README.md --fix --dry-run
  aisec check README.md --format short
  aisec check README.md -o findings.sarif
  aisec check README.md --severity import/not-an-entry=off --severity 'resolve/*=note'
  aisec check acme-2026/
  aisec check graph.aisec graph.nq
  cat README.md | aisec check -")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own on the command line")]
pub(crate) struct Arguments {
    /// Lists (.md), folders of lists, framework packs, mapping sets (.sssom.tsv), snapshots (.aisec), RDF, or - for a list on standard input
    #[arg(value_name = "SOURCE", required = true)]
    sources: Vec<PathBuf>,
    /// Check the lists too that a list links to inside its folder, and what they link to in turn
    #[arg(short, long)]
    recursive: bool,
    /// Exit with status 1 on a finding of at least this severity: note, question, warning, error or never
    /// [default: warning]
    #[arg(long, value_name = "SEVERITY", value_parser = settings::fail_on)]
    fail_on: Option<FailOn>,
    /// Make a code matter more, less or not at all: CODE=note, question, warning, error or off; also STAGE/*=LEVEL
    #[arg(long, value_name = "CODE=LEVEL")]
    severity: Vec<String>,
    /// Take settings from this file instead of the aisec-check.toml beside or above each source
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Exit with status 3 instead of 1
    #[arg(long)]
    strict: bool,
    /// Say for each link of the lists what it was read as, instead of what is wrong
    #[arg(long, conflicts_with_all = ["fix", "fail_on", "severity", "config", "strict", "max_per_code"])]
    links: bool,
    /// Write what is safe to mend into the files; every other byte stays
    #[arg(long)]
    fix: bool,
    /// With --fix: show what would be written, as a diff, and write nothing
    #[arg(long, requires = "fix", conflicts_with = "format")]
    dry_run: bool,
    /// As text, show this many findings of each code and count the rest: a number, or all
    #[arg(long, value_name = "N", value_parser = most, default_value_t = USUAL_MOST)]
    max_per_code: Most,
    #[command(flatten)]
    texts: TextArguments,
    /// text, short, json, sarif or markdown
    #[arg(long, value_name = "FORMAT")]
    format: Option<String>,
    /// Write to this file; its extension chooses the format
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Texts that were checked, with the findings the user wants told.
struct Checked {
    sources: Sources,
    diagnostics: Vec<Diagnostic>,
}

pub(crate) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let target = Target::new(arguments.output.as_deref());
    let format = Format::chosen(arguments.format.as_deref(), &target)?;
    if arguments.dry_run && format != Format::Text {
        let failure = Failure::usage("`--dry-run` writes a diff, and the name of the file stands for another format");
        return Err(failure.help("write to a file that ends in .diff"));
    }
    let chosen = settings::chosen(arguments.fail_on, &arguments.severity)?;
    let sub_lists = if arguments.recursive { SubLists::Follow } else { SubLists::Say };
    let mut inputs = Inputs::read(&arguments.sources, arguments.texts.max_input, terminal)?;
    if arguments.recursive {
        inputs.refuse_standard_input("`--recursive` has no folder for a list on standard input", "name its file")?;
    }
    if arguments.links {
        write_links(&mut inputs, sub_lists, format, &target, terminal)?;
        return Ok(inputs.exit.unwrap_or(Exit::Fine));
    }
    if arguments.fix && !arguments.dry_run {
        inputs.refuse_standard_input(
            "`--fix` cannot write to standard input",
            "name a file, or add --dry-run to see the diff",
        )?;
    }
    let settings = Settings::of(arguments.config.as_deref(), chosen, terminal)?;
    let graphs = inputs.whole_graphs(terminal);
    let again = if arguments.fix { Again::Mended } else { Again::Never };
    let mut check = Check { inputs, settings, sub_lists, again, terminal };
    let mut found = check.findings()?;
    let mending = if arguments.fix { Some(fix::mend(&mut check, &found)?) } else { None };
    target.spare(check.inputs.files.iter().chain(&arguments.config))?;
    if let Some(Mending { after, mended, is_unfinished }) = mending {
        if arguments.dry_run {
            write_diff(&mended, &target)?;
            say_mended(&mended, "would be mended", terminal);
            say_left(after.as_ref().unwrap_or(&found), terminal);
        } else {
            let count = mended.len();
            let written = fix::write(&mut check, mended);
            if count == 0 || !written.is_empty() {
                say_mended(&written, "mended", terminal);
            }
            found = if written.len() < count { check.findings()? } else { after.unwrap_or(found) };
            say_left(&found, terminal);
        }
        if is_unfinished {
            terminal.say("not everything is mended yet: run it again");
        }
    }
    if !arguments.dry_run {
        let (inputs, settings, most) = (&check.inputs, &check.settings, arguments.max_per_code);
        Report { found: &found, graphs: &graphs, inputs, settings, most, terminal }.write_to(&target, format)?;
    }
    let exit = if arguments.strict { Exit::BadInput } else { Exit::Findings };
    let verdict = if found.diagnostics.iter().any(|found| check.settings.fails(found)) { exit } else { Exit::Fine };
    Ok(check.inputs.exit.map_or(verdict, |exit| exit.max(verdict)))
}

/// Reads `--max-per-code`.
pub(crate) fn most(text: &str) -> Result<Most, String> {
    match text {
        "all" => Ok(Most::All),
        number => number.parse().map(Most::AtMost).map_err(|_| "use a number, or all".to_owned()),
    }
}

/// What is checked, and how.
struct Check<'a> {
    inputs: Inputs,
    settings: Settings<'a>,
    sub_lists: SubLists,
    again: Again,
    terminal: &'a Terminal,
}

/// Whether texts are checked more than once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Again {
    /// They are not.
    Never,
    /// They are, once some of them are mended.
    Mended,
}

impl Check<'_> {
    /// What is found in the texts as they are now, as severe as was chosen; lists they lead to are taken in.
    fn findings(&mut self) -> Result<Checked, Failure> {
        let lists = self.inputs.read_lists(self.sub_lists, Lints::Find)?;
        if self.again == Again::Mended {
            self.inputs.keep(&lists);
        }
        self.settings.cover(&self.inputs)?;
        let (others, packs) = (self.inputs.others(), self.inputs.packs().cloned().collect());
        let unchecked = Unchecked { lists, others, packs, max_input: self.inputs.max_input };
        let CheckedTexts { sources, diagnostics, refused } = pipeline::check(unchecked)?;
        self.settings.cover_packs(&self.inputs, &sources)?;
        for (id, error) in refused {
            self.inputs.refuse_text(&id, error.into(), self.terminal);
        }
        let mut diagnostics: Vec<Diagnostic> =
            diagnostics.into_iter().filter_map(|found| self.settings.apply(found)).collect();
        agree(&mut diagnostics, |source| sources.find(source).map(SourceText::text));
        Ok(Checked { sources, diagnostics })
    }
}

fn write_links(
    inputs: &mut Inputs,
    sub_lists: SubLists,
    format: Format,
    target: &Target,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let mut lists = inputs.read_lists(sub_lists, Lints::Leave)?;
    say_unread(&mut lists, terminal);
    for path in inputs.without_links() {
        terminal.say(&format!("{}: no list, so it has no links", path.display()));
    }
    let write = match format {
        Format::Text => links::table,
        Format::Findings(FindingsFormat::Json) => links::json,
        Format::Short | Format::Findings(_) => return Err(Failure::usage("links are listed as text or json")),
    };
    target.spare(&inputs.files)?;
    target.write(|out| write(&lists, out))
}

/// Says which lists that others lead to are missing from an account of links.
fn say_unread(lists: &mut [ReadList], terminal: &Terminal) {
    let (mut sources, mut unread) = (Sources::default(), Vec::new());
    for ReadList { source, list, .. } in lists {
        sources.insert(source.text.clone());
        unread.extend(list.diagnostics.extract_if(.., |found| found.code == Code::UnreadableSubList));
    }
    terminal.diagnostics(&unread, &sources);
}

fn write_diff(mended: &[Mended], target: &Target) -> Result<(), Failure> {
    let diff: String = mended.iter().map(Mended::diff).collect();
    let diff = if target.is_terminal() { printable_lines(&diff, "") + "\n" } else { diff };
    target.write(|out| out.write_all(diff.as_bytes()))
}

fn say_mended(mended: &[Mended], how: &str, terminal: &Terminal) {
    for text in mended {
        terminal.say(&format!("{}: {} {how}", text.shown_path(), counted(text.findings, "finding")));
    }
    if mended.is_empty() {
        terminal.say("there is nothing to mend");
    }
}

/// Says what is not mended: a line for each reason, and one for what no edit is known for.
fn say_left(found: &Checked, terminal: &Terminal) {
    let mut counts: BTreeMap<(Code, &str), usize> = BTreeMap::new();
    let mut others = 0;
    for found in found.diagnostics.iter().filter(|found| found.fix.is_empty()) {
        match found.why_by_hand() {
            Some(why) => *counts.entry((found.code, why)).or_default() += found.count(),
            None => others += found.count(),
        }
    }
    for ((code, why), count) in counts {
        terminal.say(&format!("not mended: {} of {}: {why}", counted(count, "finding"), code.id()));
    }
    if others > 0 {
        terminal.say(&format!("not mended: {} that only a person can mend", counted(others, "finding")));
    }
}
