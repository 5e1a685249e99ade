//! `aisec recommend`: which tools to add to a stack.

use super::basis;
use super::coverage::{SelectionArguments, counted_in_words, one_of};
use super::data::DataArguments;
use super::failure::{Exit, Failure};
use super::layer::LayerArguments;
use super::page::{Forms, Page, PageArguments};
use super::stack::StackArguments;
use super::table_format;
use super::terminal::Terminal;
use aisec_graph::coverage::{
    Chosen, Exclusion, Grade, InPlace, Kind, Kinds, LicenceChoice, RecommendError, Recommendation, RoleGroup, Scope,
    Selection, Standing, USUAL_NODES, Why, Wish, recommend,
};
use aisec_graph::export::{group_names, recommendation_json, tool_names, why_open};
use aisec_graph::vocab::{counted, thousands};
use clap::Args;
use std::collections::BTreeMap;

/// Say which tools to add: the smallest set that addresses what can be addressed, with reasons.
///
/// To the tools in use and planned of a stack, or to none. What is to be addressed are the risks, or with --framework
/// the counted items of an edition. Tools that a stack's file has under `must` are in every answer, those under `never`
/// in none. The answer is proven to be the smallest; where that takes too much work it says how far it may be from it.
/// It also says what stays open and why, which tools in place add nothing, and what would be lost without each.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  aisec recommend
  aisec recommend --stack garak,ModelScan --most 3
  aisec recommend --stack stack.toml --license 'Apache-2.0 or MIT'
  aisec recommend --kind dataset --kind benchmark --role exercised
  aisec recommend --stack stack.toml --framework owasp-llm --format md
  aisec recommend --layer gaps.json --most 3")]
pub(crate) struct Arguments {
    /// Address the items of this framework (its default edition) or edition instead of the risks
    #[arg(long, value_name = "ID")]
    framework: Option<String>,
    /// Add at most so many tools: those that address most
    #[arg(long, value_name = "NUMBER", visible_alias = "max")]
    most: Option<usize>,
    /// Add only tools that can be had under these licences: SPDX identifiers with `or` or commas between
    #[arg(long, value_name = "LICENSES", value_parser = licence)]
    license: Option<LicenceChoice>,
    /// Address only what arises in this lifecycle phase, besides those of the stack; repeat for several
    #[arg(long, value_name = "PHASE")]
    phase: Vec<String>,
    /// Add only resources of this kind, such as tool, dataset or benchmark, in place of tools; repeat for several
    #[arg(long, value_name = "KIND", value_parser = kind)]
    kind: Vec<Kind>,
    /// covers or partly: how far a tool must address a thing
    #[arg(long, value_name = "GRADE", default_value = "partly", value_parser = grade)]
    grade: Grade,
    /// Give up the proof after so many steps of the search
    #[arg(long, value_name = "NUMBER", default_value_t = USUAL_NODES)]
    max_nodes: u64,
    #[command(flatten)]
    page: PageArguments,
    #[command(flatten)]
    stack: StackArguments,
    #[command(flatten)]
    selection: SelectionArguments,
    #[command(flatten)]
    layer: LayerArguments,
    #[command(flatten)]
    data: DataArguments,
}

fn licence(text: &str) -> Result<LicenceChoice, String> {
    LicenceChoice::parse(text).ok_or_else(|| "write SPDX identifiers such as `Apache-2.0 or MIT`".to_owned())
}

fn grade(text: &str) -> Result<Grade, String> {
    one_of(&Wish::GRADES, text)
}

fn kind(text: &str) -> Result<Kind, String> {
    one_of(&Kinds::WORDS, text)
}

impl Arguments {
    /// Of which kinds what is added may be.
    fn kinds(&self) -> Kinds {
        if self.kind.is_empty() { Kinds::default() } else { Kinds::of(self.kind.iter().copied()) }
    }
}

pub(crate) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let output = arguments.page.target();
    arguments.data.spared_by(&output)?;
    arguments.stack.spared_by(&output)?;
    arguments.layer.spared_by(&output)?;
    let format = arguments.page.format(&output)?;
    let framework = arguments.layer.framework(arguments.framework.as_deref()).unwrap_or_default();
    let found = arguments.data.read(terminal, |snapshot| {
        let stack = arguments.stack.or_none(snapshot, &arguments.phase, terminal)?;
        let layer = arguments.layer.scope(snapshot, framework, terminal)?;
        let scope = Scope { layer, ..Scope::default() };
        let wish = Wish {
            selection: Selection { scope, kinds: arguments.kinds(), ..arguments.selection.relied_on(framework)? },
            grade: arguments.grade,
            most: arguments.most,
            licence: arguments.license.clone(),
            nodes: arguments.max_nodes,
        };
        Ok(recommend(snapshot, &stack, &wish)?)
    })?;
    let text = Forms { page, csv, json: |found| format!("{:#}\n", recommendation_json(found)) }
        .text(&found, format, terminal)?;
    output.write(|out| out.write_all(text.as_bytes()))?;
    Ok(Exit::Fine)
}

impl From<RecommendError> for Failure {
    fn from(error: RecommendError) -> Self {
        match error {
            RecommendError::Coverage(error) => error.into(),
            error => Self::from_error(Exit::Usage, &error),
        }
    }
}

fn page(found: &Recommendation) -> Page {
    let (mut page, wish) = (Page::default(), &found.wish);
    let place =
        if found.stack.members.is_empty() { String::new() } else { format!(" to the stack {}", found.stack.name) };
    page.title(format!("{} to add{place}", if wish.selection.kinds.are_tools() { "Tools" } else { "Resources" }));
    page.line(how(found));
    page.line(headline(found));
    if !found.chosen.is_empty() {
        page.line(proof(found));
        page.head("To add, what closes most first");
    }
    let rows = found.chosen.iter().map(|chosen| choice_row(found, chosen)).collect();
    page.table(&[wish.selection.kinds.noun(), "closes", "total", "only it closes", "stands on", "or instead"], rows);
    in_place(found, &mut page);
    let rows: Vec<Vec<String>> =
        found.open().map(|(target, why)| vec![target.id.clone(), target.name.clone(), why_open(found, why)]).collect();
    if !rows.is_empty() {
        page.head(format!("{} open", stay(rows.len(), found.wish.selection.target())));
        page.table(&["id", found.wish.selection.target(), "why"], rows);
    }
    page
}

fn stay(number: usize, unit: &str) -> String {
    format!("{} {}", counted(number, unit), if number == 1 { "stays" } else { "stay" })
}

/// What was counted, in words.
fn how(found: &Recommendation) -> String {
    let wish = &found.wish;
    let mut parts = vec![counted_in_words(&wish.selection, "", &found.provenance)];
    if wish.grade == Grade::Covers {
        parts.push("only tools that cover a thing whole".to_owned());
    }
    if let Some(licence) = &wish.licence {
        parts.push(format!("licences {}", licence.identifiers().collect::<Vec<_>>().join(", ")));
    }
    if !found.title.is_empty() {
        parts.push(found.title.clone());
    }
    parts.extend(found.notice.clone());
    parts.join("; ")
}

/// How many are addressed, and with what is to be added; where nothing is, why.
fn headline(found: &Recommendation) -> String {
    let (before, after) = (found.closed_before(), found.closed_after());
    let (target, noun) = (found.wish.selection.target(), found.wish.selection.kinds.noun());
    let of = counted(found.targets.len(), target);
    let are = |number: usize| if number == 1 { "is" } else { "are" };
    let by = if found.in_place.is_empty() { "" } else { " by what is in place" };
    let now = format!("{} of {of} {} addressed{by}", thousands(before), are(before));
    match (found.chosen.len(), held_back(found)) {
        (0, Some(why)) if found.in_place.is_empty() => format!("None of {of} is addressed: {why}."),
        (0, Some(why)) => format!("{now}; {why}."),
        (0, None) if found.in_place.is_empty() => format!("No {noun} addresses any of {of}."),
        (0, None) => format!("{now}; no further {noun} adds to that."),
        (number, _) => {
            format!("{now}; with {} added, {} {}.", counted(number, noun), thousands(after), are(after))
        }
    }
}

/// Why nothing is to be added, though something would address more: what the asker said.
fn held_back(found: &Recommendation) -> Option<String> {
    let kinds = &found.wish.selection.kinds;
    let mut excluded =
        found.open().filter_map(|(_, why)| if let Why::Excluded(tools) = why { Some(tools) } else { None });
    if found.open().any(|(_, why)| matches!(why, Why::TooMany(_))) {
        return Some(format!("no {} may be added", kinds.noun()));
    }
    let first = excluded.next()?;
    let more = if found.closed_before() == 0 { "any" } else { "more" };
    let is_of_kind = |tools: &BTreeMap<usize, Exclusion>| tools.values().all(|why| matches!(why, Exclusion::Kind(_)));
    Some(if std::iter::once(first).chain(excluded).all(is_of_kind) {
        format!("what would address {more} is no {}", kinds.words().join(" or "))
    } else {
        format!("whatever would address {more} is excluded")
    })
}

fn proof(found: &Recommendation) -> String {
    let (choice, noun) = (&found.choice, found.wish.selection.kinds.noun());
    if choice.is_proven() {
        return match found.wish.most {
            Some(most) if found.open().any(|(_, why)| matches!(why, Why::TooMany(_))) => {
                format!("Proven: no {} close more.", counted(most, noun))
            }
            _ => "Proven: no smaller set closes as much.".to_owned(),
        };
    }
    let mut bounds = Vec::new();
    if choice.fewest < choice.chosen.len() {
        bounds.push(format!("a set as good has at least {}", counted(choice.fewest, noun)));
    }
    if choice.ceiling > choice.covered {
        bounds.push(format!(
            "no set allowed closes more than {} by itself",
            counted(choice.ceiling, found.wish.selection.target())
        ));
    }
    format!("Not proven within {} steps: {}; --max-nodes allows more.", choice.nodes, bounds.join("; "))
}

fn ids(found: &Recommendation, targets: impl IntoIterator<Item = usize>) -> String {
    let ids = targets.into_iter().filter_map(|target| found.targets.get(target)).map(|(target, _)| target.id.as_str());
    ids.collect::<Vec<_>>().join(", ")
}

/// In which roles a tool does what it does, and whether on more than labels.
fn stands_on(chosen: &Chosen) -> String {
    let groups: Vec<&str> = chosen.groups.iter().map(RoleGroup::name).collect();
    let labels = if chosen.is_reviewed || chosen.groups.is_empty() { "" } else { " (labels only)" };
    format!("{}{labels}", groups.join(", "))
}

fn choice_row(found: &Recommendation, chosen: &Chosen) -> Vec<String> {
    let must = if chosen.is_must { " (must)" } else { "" };
    vec![
        format!("{}{must}", found.tool_name(chosen.tool)),
        thousands(chosen.closes.len()),
        thousands(chosen.total),
        ids(found, chosen.only.iter().copied()),
        stands_on(chosen),
        tool_names(found, chosen.instead.iter().copied()),
    ]
}

/// What each tool in place is for: redundancy, single points of failure, what would be lost.
fn in_place(found: &Recommendation, page: &mut Page) {
    if found.in_place.is_empty() {
        return;
    }
    let single: usize = found.in_place.iter().map(|tool| tool.only.len()).sum();
    let idle: Vec<usize> = found.in_place.iter().filter(|tool| tool.only.is_empty()).map(|tool| tool.tool).collect();
    page.head(format!("In place: {} on one tool alone", hang(single, found.wish.selection.target())));
    if !idle.is_empty() {
        page.line(format!("Nothing is lost here without any one of: {}.", tool_names(found, idle)));
    }
    let row = |tool: &InPlace| {
        vec![
            found.tool_name(tool.tool).to_owned(),
            tool.status.name().to_owned(),
            thousands(tool.closes.len()),
            ids(found, tool.only.iter().copied()),
            remark(found, tool),
        ]
    };
    page.table(&["tool", "status", "addresses", "lost without it", "remark"], found.in_place.iter().map(row).collect());
}

fn hang(number: usize, unit: &str) -> String {
    format!("{} {}", counted(number, unit), if number == 1 { "hangs" } else { "hang" })
}

/// That a tool counts in other roles only, or not at all.
fn remark(found: &Recommendation, tool: &InPlace) -> String {
    if !tool.closes.is_empty() {
        return String::new();
    }
    match group_names(tool.groups) {
        groups if groups.is_empty() => format!("addresses no {} here", found.wish.selection.target()),
        groups => format!("only {groups}"),
    }
}

/// One row per risk or item.
fn csv(found: &Recommendation) -> Result<String, Failure> {
    let mut header = vec!["id", "name", "under", "standing", "tools", "why_open", "proven"];
    header.extend(basis::COLUMNS);
    let basis = basis::cells(&found.wish.selection, &found.stack.name, &found.provenance);
    let proven = if found.choice.is_proven() { "yes" } else { "no" };
    let rows = found.targets.iter().map(|(target, stands)| {
        let tools: Vec<&str> = stands.tools().into_iter().map(|tool| found.tool_name(tool)).collect();
        let why = if let Standing::Open(why) = stands { why_open(found, why) } else { String::new() };
        let fixed = [
            target.id.clone(),
            target.name.clone(),
            target.under.join("; "),
            stands.name().to_owned(),
            tools.join("; "),
            why,
            proven.to_owned(),
        ];
        fixed.into_iter().chain(basis.clone()).collect::<Vec<_>>()
    });
    table_format::csv(&header, rows)
}
