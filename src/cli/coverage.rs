//! `aisec coverage`: states and counts of an edition.

use super::basis;
use super::data::DataArguments;
use super::failure::{Exit, Failure};
use super::grouped;
use super::layer::{FRAMEWORK, LayerArguments};
use super::page::{Page, PageArguments};
use super::stack::StackArguments;
use super::table_format::{self, TableFormat};
use super::team::Team;
use super::terminal::{Terminal, printable};
use super::threshold::{ThresholdArguments, Total};
use aisec_graph::catalog::ReviewStatus;
use aisec_graph::coverage::{
    By, EditionCoverage, Evidence, GroupError, GroupedCoverage, ItemCoverage, Provenance, RoleChoice, RoleGroup, Scope,
    Selection, Stack, State, by_edition, by_group,
};
use aisec_graph::export::{coverage_json, grouped_coverage_json};
use aisec_graph::vocab::{did_you_mean, n_of, nearest, percent, thousands};
use clap::Args;
use std::fmt::Write as _;

/// Options that say what counts.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct SelectionArguments {
    /// best, reviewed or listed: which evidence counts
    #[arg(long, value_name = "EVIDENCE", default_value = "best", value_parser = evidence)]
    evidence: Evidence,
    /// protected, exercised, governed, unstated (labels) or any: in which role [default: protected for what a team relies on, else any]
    #[arg(long, value_name = "ROLE", value_parser = role)]
    role: Option<RoleChoice>,
}

fn evidence(text: &str) -> Result<Evidence, String> {
    one_of(&Evidence::ALL, text)
}

fn role(text: &str) -> Result<RoleChoice, String> {
    one_of(&RoleChoice::ALL.map(|role| (role, role.name())), text)
}

/// The value of a word among those known.
pub(crate) fn one_of<T: Copy>(known: &[(T, &'static str)], text: &str) -> Result<T, String> {
    known.iter().find(|(_, word)| *word == text).map(|(value, _)| *value).ok_or_else(|| {
        let words: Vec<&str> = known.iter().map(|(_, word)| *word).collect();
        let near = nearest(&text.to_lowercase(), words.iter().copied());
        format!("use {}{}", words.join(", "), did_you_mean(near))
    })
}

impl SelectionArguments {
    /// Whether something other than the usual was asked for.
    pub(crate) fn is_given(self) -> bool {
        self.has_role() || self.evidence != Evidence::Best
    }

    /// Whether a role was asked for.
    pub(crate) fn has_role(self) -> bool {
        self.role.is_some()
    }

    /// The selection on an edition, of all tools.
    ///
    /// # Errors
    /// For a choice that nothing can count in, whatever the graph: its gaps would be none.
    pub(crate) fn of(self, edition: &str) -> Result<Selection, Failure> {
        self.in_role(self.role.unwrap_or(RoleChoice::Any), edition)
    }

    /// The selection on an edition for a team: what it relies on protects, unless another role is asked for, or labels,
    /// which say none.
    pub(crate) fn relied_on(self, edition: &str) -> Result<Selection, Failure> {
        self.in_role(self.role.unwrap_or(self.evidence.role_relied_on()), edition)
    }

    /// The selection on an edition, of the tools of a stack if one is asked for.
    pub(crate) fn of_stack(self, edition: &str, stack: Option<&Stack>) -> Result<Selection, Failure> {
        match stack {
            None => self.of(edition),
            Some(stack) => Ok(Selection { tools: stack.in_use(), ..self.relied_on(edition)? }),
        }
    }

    fn in_role(self, role: RoleChoice, edition: &str) -> Result<Selection, Failure> {
        let evidence = self.evidence;
        if evidence.can_be(role) {
            return Ok(Selection { evidence, role, ..Selection::by_default(edition) });
        }
        let why = match evidence {
            Evidence::Listed => "a label of a list says no role, so that all of them are `unstated`",
            Evidence::Best | Evidence::Reviewed => "a reviewed claim always says its role",
        };
        let (evidence, role) = (evidence.name(), role.name());
        Err(Failure::usage(format!("with `--evidence {evidence} --role {role}` nothing can count: {why}"))
            .help("leave out one of the two"))
    }
}

/// Measure coverage of a framework edition, over its leaves, with denominators.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  aisec coverage --framework mitre-atlas
  aisec coverage --framework owasp-llm-2025 --gaps
  aisec coverage --framework nist-ai-rmf --role governed --format json
  aisec coverage --framework owasp-llm --gaps -o coverage.md
  aisec coverage --by tactic --role protected
  aisec coverage --by phase --format csv
  aisec coverage --framework owasp-llm --stack garak,ModelScan --fail-under 60
  aisec coverage --framework owasp-llm --stack stack.toml --gaps
  aisec coverage --layer layer.json --stack garak,ModelScan
  aisec coverage --framework owasp-asi --mappings owasp-llm-2026--owasp-asi-2026")]
pub(crate) struct Arguments {
    /// The framework (its default edition) or edition; `aisec frameworks` lists them [default: mitre-atlas]
    #[arg(long, value_name = "ID")]
    framework: Option<String>,
    /// List the items that were assessed and that nothing addresses
    #[arg(long)]
    gaps: bool,
    /// tactic, phase, layer, role or group: count by these; phases and layers are of the risks, not of a framework
    #[arg(long, value_name = "PART", value_parser = by, conflicts_with = "gaps")]
    by: Option<By>,
    #[command(flatten)]
    threshold: ThresholdArguments,
    #[command(flatten)]
    page: PageArguments,
    #[command(flatten)]
    selection: SelectionArguments,
    #[command(flatten)]
    stack: StackArguments,
    #[command(flatten)]
    layer: LayerArguments,
    #[command(flatten)]
    data: DataArguments,
}

impl Arguments {
    /// The framework or edition to count.
    ///
    /// # Errors
    /// For one beside parts of the lists: what is counted by them is of no framework.
    fn framework(&self) -> Result<&str, Failure> {
        if let (Some(by), true) = (self.by.filter(|by| !by.is_of_edition()), self.layer.is_given()) {
            let message = format!("`--by {}` counts the risks of the lists, not techniques of a layer", by.name());
            return Err(Failure::usage(message).help("leave out `--layer`, or count by tactic, role or group"));
        }
        match (&self.framework, self.by.filter(|by| !by.is_of_edition())) {
            (Some(_), Some(by)) => {
                let message = format!("`--by {}` counts the risks of the lists, not items of a framework", by.name());
                Err(Failure::usage(message).help("leave out `--framework`, or count by tactic, role or group"))
            }
            (framework, _) => Ok(framework.as_deref().unwrap_or(FRAMEWORK)),
        }
    }
}

fn by(text: &str) -> Result<By, String> {
    one_of(&By::ALL, text)
}

pub(crate) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let target = arguments.page.target();
    arguments.data.spared_by(&target)?;
    let format = arguments.page.format(&target)?;
    arguments.stack.spared_by(&target)?;
    arguments.layer.spared_by(&target)?;
    let framework = arguments.framework()?;
    let (text, total) = arguments.data.read(terminal, |snapshot| {
        let stack = arguments.stack.of(snapshot, terminal)?;
        let phases = stack.iter().flat_map(|stack| &stack.phases);
        let layer = arguments.layer.scope(snapshot, framework, terminal)?;
        let scope = Scope { layer, ..Scope::default() }.and_phases(phases);
        let selection = Selection { scope, ..arguments.selection.of_stack(framework, stack.as_ref())? };
        if let Some(by) = arguments.by {
            return by_parts(&by_group(snapshot, &selection, by)?, format, terminal);
        }
        let team = stack.as_ref().map(|stack| Team::new(snapshot, stack, &selection)).transpose()?;
        whole(by_edition(snapshot, &selection)?, team.as_ref(), arguments.gaps, format, terminal)
    })?;
    let missed = arguments.threshold.missed(&total)?;
    target.write(|out| out.write_all(text.as_bytes()))?;
    Ok(missed.map_or(Exit::Fine, |missed| {
        terminal.say(&missed);
        Exit::Findings
    }))
}

/// The edition as a whole, item by item.
fn whole(
    mut coverage: EditionCoverage,
    team: Option<&Team>,
    gaps: bool,
    format: TableFormat,
    terminal: &Terminal,
) -> Result<(String, Total), Failure> {
    if gaps {
        coverage.items.retain(|item| item.item.state == State::Gap);
    }
    if let (Some(notice), TableFormat::Csv) = (&coverage.notice, format) {
        terminal.say(&format!("note: {notice}"));
    }
    let text = match format {
        TableFormat::Csv => csv(&coverage, team)?,
        TableFormat::Json => json(&coverage, team),
        TableFormat::Markdown => page(&coverage, team, gaps).markdown(),
        TableFormat::Table => page(&coverage, team, gaps).text(terminal),
    };
    Ok((text, Total { units: coverage.units, of: coverage.edition }))
}

/// Counts part by part.
fn by_parts(found: &GroupedCoverage, format: TableFormat, terminal: &Terminal) -> Result<(String, Total), Failure> {
    let text = match format {
        TableFormat::Csv => grouped::csv(found)?,
        TableFormat::Json => format!("{:#}\n", grouped_coverage_json(found)),
        TableFormat::Markdown => grouped::page(found).markdown(),
        TableFormat::Table => grouped::page(found).text(terminal),
    };
    let of = if found.edition.is_empty() { "the lists".to_owned() } else { found.edition.clone() };
    Ok((text, Total { units: found.total.clone(), of }))
}

impl From<GroupError> for Failure {
    fn from(error: GroupError) -> Self {
        match error {
            GroupError::Coverage(error) => error.into(),
            error => Self::from_error(Exit::Usage, &error),
        }
    }
}

/// On which mappings it rests, where they are not all reviewed.
pub(crate) fn on_mappings(review: Option<ReviewStatus>) -> String {
    let review = review.filter(|review| *review != ReviewStatus::Reviewed);
    review.map(|review| format!("; {}", review.of_mappings())).unwrap_or_default()
}

/// What was counted, in words.
pub(crate) fn how(coverage: &EditionCoverage) -> String {
    counted_in_words(&coverage.selection, "leaves only", &coverage.provenance)
}

/// The same of any count; `what` says of what, or nothing.
pub(super) fn counted_in_words(selection: &Selection, what: &str, provenance: &Provenance) -> String {
    let role = match selection.role {
        RoleChoice::Any => "addressed in some role, labels included".to_owned(),
        RoleChoice::Only(group) => format!("role {}", group.name()),
    };
    counted_in_role(selection, &role, what, provenance)
}

/// The same where it is said otherwise in which role.
pub(super) fn counted_in_role(selection: &Selection, role: &str, what: &str, provenance: &Provenance) -> String {
    let tools = match selection.tools.stack() {
        None if selection.kinds.are_tools() => "tools only".to_owned(),
        None => format!("tools in place; to add only {}", selection.kinds.words().join(", ")),
        Some(stack) if stack.planned.is_empty() => format!("tools of the stack {} only", printable(&stack.name)),
        Some(stack) => {
            let planned = stack.planned.join(", ");
            format!("tools of the stack {} only, not what is planned: {}", printable(&stack.name), printable(&planned))
        }
    };
    let parts = [format!("{} evidence", selection.evidence.name()), role.to_owned(), tools, what.to_owned()];
    let scope = selection.scope.in_words().into_iter().map(|part| printable(&part).into_owned());
    let parts: Vec<String> = parts.into_iter().chain(scope).filter(|part| !part.is_empty()).collect();
    let mut counted = parts.join("; ") + &on_mappings(provenance.mapping_review);
    for title in &provenance.added_mappings {
        let _ = write!(counted, "; with mappings {title}");
    }
    counted
}

fn page(coverage: &EditionCoverage, team: Option<&Team>, gaps: bool) -> Page {
    let mut page = Page::default();
    page.title(format!("{} ({})", coverage.title, coverage.edition));
    page.line(how(coverage));
    coverage.notice.iter().for_each(|notice| page.line(format!("note: {notice}")));
    team.into_iter().flat_map(Team::notes).for_each(|note| page.line(note));
    if coverage.units.is_empty() {
        page.head(match coverage.selection.scope {
            Scope { ref phases, layer: None } if phases.is_empty() => {
                "This edition has no threat, control or outcome to count: only headings."
            }
            _ => "Nothing that is counted of this edition is in what was asked for.",
        });
    }
    for unit in &coverage.units {
        let addressed = percent(unit.addressed(), unit.of);
        page.head(format!("{} {} addressed ({addressed})", n_of(unit.addressed(), unit.of), unit.unit));
        let row = |(state, count): &(State, usize)| {
            vec![state.name().to_owned(), thousands(*count), percent(*count, unit.of)]
        };
        let rows = unit.states.iter().filter(|(_, count)| *count > 0).map(row);
        page.table(&["state", unit.unit, "share"], rows.collect());
    }
    if gaps {
        gap_table(&mut page, &coverage.items, team);
    }
    page
}

fn gap_table(page: &mut Page, gaps: &[ItemCoverage], team: Option<&Team>) {
    page.head(match gaps.len() {
        0 => "No gap: whatever was assessed is addressed or touched".to_owned(),
        1 => "1 gap: assessed, and nothing addresses it".to_owned(),
        gaps => format!("{} gaps: assessed, and nothing addresses them", thousands(gaps)),
    });
    let row = |gap: &ItemCoverage| {
        let fixed = [gap.item.notation.clone(), gap.item.label.clone(), gap.item.groups.join("; ")];
        fixed.into_iter().chain(team.map(|team| team.state(gap).to_owned())).collect()
    };
    let header: Vec<&'static str> = ["id", "item", "under"].into_iter().chain(team.map(|_| "whole catalog")).collect();
    page.table(&header, gaps.iter().map(row).collect());
}

fn tools(item: &ItemCoverage) -> impl Iterator<Item = (&'static str, usize)> + '_ {
    RoleGroup::ALL.iter().map(|(group, word)| (*word, item.tools.get(group).copied().unwrap_or_default()))
}

/// One row per item.
fn csv(coverage: &EditionCoverage, team: Option<&Team>) -> Result<String, Failure> {
    let mut header = vec!["edition", "id", "label", "unit", "state", "under"];
    header.extend(RoleGroup::ALL.iter().map(|(_, word)| *word));
    header.extend(team.map(|_| "catalog_state"));
    header.extend(basis::COLUMNS);
    let stack = coverage.selection.tools.stack().map_or("", |stack| stack.name.as_str());
    let basis = basis::cells(&coverage.selection, stack, &coverage.provenance);
    let rows = coverage.items.iter().map(|item| {
        let fixed = [&coverage.edition, &item.item.notation, &item.item.label, item.unit, item.item.state.name()];
        let groups = item.item.groups.join("; ");
        let counts = tools(item).map(|(_, count)| count.to_string());
        let catalog = team.map(|team| team.state(item).to_owned());
        fixed
            .map(str::to_owned)
            .into_iter()
            .chain([groups])
            .chain(counts)
            .chain(catalog)
            .chain(basis.clone())
            .collect::<Vec<_>>()
    });
    table_format::csv(&header, rows)
}

fn json(coverage: &EditionCoverage, team: Option<&Team>) -> String {
    format!("{:#}\n", coverage_json(coverage, team.map(Team::catalog)))
}
