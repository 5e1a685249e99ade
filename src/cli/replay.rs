//! `aisec replay`: a case study against a stack.

use super::basis;
use super::coverage::{SelectionArguments, counted_in_words};
use super::data::DataArguments;
use super::failure::{Exit, Failure};
use super::page::{Forms, Page, PageArguments};
use super::stack::StackArguments;
use super::table_format;
use super::terminal::Terminal;
use aisec_graph::coverage::{CaseStudy, Replay, ReplayError, RoleGroup, ToolNode, case_studies, graph_digest, replay};
use aisec_graph::export::{case_studies_json, replay_json};
use aisec_graph::vocab::{counted, first_few};
use clap::Args;
use std::collections::BTreeMap;

/// Play a case study step by step against the tools of a team: what stands against each step, and where the chain
/// first breaks.
///
/// A chain breaks at a step whose technique a tool in use mitigates or detects, at least in part: role protected, unless
/// --role says otherwise. Tools in other roles, and labels, are shown beside. Without --stack, the whole catalog plays;
/// without a case study, those that can be replayed are listed.
///
/// Steps are as the release of ATLAS tells them that has the case study, which the answer names: of the built-in graph
/// 5.6.1, since 2026.09 has none. What tools address is that of the technique, whatever the release.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  aisec replay
  aisec replay AML.CS0020 --stack garak,ModelScan
  aisec replay AML.CS0024 --stack stack.toml --format md
  aisec replay 'VirusTotal Poisoning' --evidence reviewed")]
pub(crate) struct Arguments {
    /// The case study: its id or title
    #[arg(value_name = "CASE-STUDY")]
    study: Option<String>,
    #[command(flatten)]
    page: PageArguments,
    #[command(flatten)]
    stack: StackArguments,
    #[command(flatten)]
    selection: SelectionArguments,
    #[command(flatten)]
    data: DataArguments,
}

pub(crate) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let output = arguments.page.target();
    arguments.data.spared_by(&output)?;
    arguments.stack.spared_by(&output)?;
    let format = arguments.page.format(&output)?;
    let selection = arguments.selection.relied_on("")?;
    let text = match &arguments.study {
        None => {
            arguments.refuse_unused()?;
            let studies = |snapshot: &_| Ok(Studies(case_studies(snapshot)?, graph_digest(snapshot).to_owned()));
            let studies = arguments.data.read(terminal, studies)?;
            let json = |Studies(studies, graph): &Studies| format!("{:#}\n", case_studies_json(studies, graph));
            Forms { page: studies_page, csv: studies_csv, json }.text(&studies, format, terminal)?
        }
        Some(study) => {
            let found = arguments.data.read(terminal, |snapshot| {
                let stack = arguments.stack.or_none(snapshot, &[], terminal)?;
                Ok(replay(snapshot, study, &stack, &selection)?)
            })?;
            let json = |found: &Replay| format!("{:#}\n", replay_json(found));
            Forms { page, csv, json }.text(&found, format, terminal)?
        }
    };
    output.write(|out| out.write_all(text.as_bytes()))?;
    Ok(Exit::Fine)
}

impl Arguments {
    /// Refuses what says how a case study is played where none is.
    fn refuse_unused(&self) -> Result<(), Failure> {
        let options = [(!self.stack.is_empty(), "--stack"), (self.selection.is_given(), "--role` and `--evidence")];
        match options.into_iter().find(|(is_given, _)| *is_given) {
            None => Ok(()),
            Some((_, name)) => Err(Failure::usage(format!("`{name}` would change nothing: no case study is named"))
                .help("name one; `aisec replay` alone lists them")),
        }
    }
}

impl From<ReplayError> for Failure {
    fn from(error: ReplayError) -> Self {
        match error {
            ReplayError::Coverage(error) => error.into(),
            ReplayError::NoCaseStudy(error) => {
                let failure = Self::from(error);
                if failure.help.is_some() { failure } else { failure.help("`aisec replay` lists the case studies") }
            }
            ReplayError::NoSteps(_) => Self::from_error(Exit::Usage, &error),
        }
    }
}

/// The case studies there are, and the digest of the graph.
struct Studies(Vec<CaseStudy>, String);

fn studies_page(Studies(studies, _): &Studies) -> Page {
    let mut page = Page::default();
    page.title(counted_in_all(studies.len()));
    let rows = studies
        .iter()
        .map(|study| vec![study.id.clone(), study.name.clone(), study.edition.clone(), study.steps.to_string()]);
    page.table(&["id", "case study", "edition", "steps"], rows.collect());
    page
}

fn counted_in_all(studies: usize) -> String {
    if studies == 1 { "1 case study".to_owned() } else { format!("{studies} case studies") }
}

fn studies_csv(Studies(studies, _): &Studies) -> Result<String, Failure> {
    let row = |study: &CaseStudy| {
        let texts = [&study.id, &study.name, &study.edition, &study.iri].map(String::clone);
        texts.into_iter().chain([study.steps.to_string()]).collect::<Vec<_>>()
    };
    table_format::csv(&["id", "case_study", "edition", "iri", "steps"], studies.iter().map(row))
}

fn page(found: &Replay) -> Page {
    let mut page = Page::default();
    page.title(format!("{} {}", found.id, found.name));
    let mut how = vec![counted_in_words(
        &found.selection,
        &format!("as {} tells it", found.selection.edition),
        &found.provenance,
    )];
    how.extend(found.notice.clone());
    page.line(how.join("; "));
    page.line(finding(found));
    let rows = found.steps.iter().map(|step| {
        vec![
            step.number.to_string(),
            step.tactic.clone().unwrap_or_default(),
            step.id.clone(),
            step.name.clone(),
            step.verdict(found.selection.role).to_owned(),
            by_role(&step.own),
        ]
    });
    let tools = if found.stack.members.is_empty() { "tools of the catalog" } else { "tools of the stack" };
    page.head(counted(found.steps.len(), "step"));
    page.table(&["step", "tactic", "id", "technique", "verdict", tools], rows.collect());
    page
}

/// Where the chain first breaks, and where nothing could break it.
fn finding(found: &Replay) -> String {
    let of = found.steps.len();
    let role = found.selection.role;
    let broken = found.steps.iter().filter(|step| step.is_addressed(role)).count();
    let never = found.steps.iter().filter(|step| !step.is_addressed(role) && !step.could_be_addressed(role));
    let never = match never.count() {
        0 => "the catalog has a tool for every step".to_owned(),
        never => format!("for {} the catalog has no tool", counted(never, "step")),
    };
    match found.breaks_at() {
        Some(step) => {
            let (number, id, name) = (step.number, &step.id, &step.name);
            format!(
                "The chain first breaks at step {number} of {of}, {id} {name}; {broken} of {of} steps are addressed; {never}."
            )
        }
        None => format!("The chain does not break: none of its {of} steps is addressed; {never}."),
    }
}

/// Names by role: `protected: LLM Guard; exercised: garak and 3 more`.
fn by_role(tools: &BTreeMap<RoleGroup, Vec<ToolNode>>) -> String {
    /// Of more, the number says enough.
    const SHOWN: usize = 3;
    let group = |(group, tools): (&RoleGroup, &Vec<ToolNode>)| {
        let names: Vec<&str> = tools.iter().map(|tool| tool.name.as_str()).collect();
        format!("{}: {}", group.name(), first_few(&names, SHOWN))
    };
    tools.iter().map(group).collect::<Vec<_>>().join("; ")
}

/// One row per step.
fn csv(found: &Replay) -> Result<String, Failure> {
    let mut header = vec!["case_study", "step", "tactic", "id", "technique", "verdict"];
    let (own, further) =
        (RoleGroup::ALL.map(|(_, word)| word), RoleGroup::ALL.map(|(_, word)| format!("further_{word}")));
    header.extend(own);
    header.extend(further.iter().map(String::as_str));
    header.extend(basis::COLUMNS);
    let rows = found.steps.iter().map(|step| {
        let names = |tools: &BTreeMap<RoleGroup, Vec<ToolNode>>, group: RoleGroup| {
            let names = tools.get(&group).into_iter().flatten().map(|tool| tool.name.as_str());
            names.collect::<Vec<_>>().join("; ")
        };
        let mut row = vec![found.id.clone(), step.number.to_string(), step.tactic.clone().unwrap_or_default()];
        row.extend([step.id.clone(), step.name.clone(), step.verdict(found.selection.role).to_owned()]);
        row.extend(RoleGroup::ALL.iter().map(|(group, _)| names(&step.own, *group)));
        row.extend(RoleGroup::ALL.iter().map(|(group, _)| names(&step.further, *group)));
        row.extend(basis::cells(&found.selection, &found.stack.name, &found.provenance));
        row
    });
    table_format::csv(&header, rows)
}
