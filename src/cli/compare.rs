//! `aisec compare`: two stacks side by side.

use super::basis;
use super::coverage::{SelectionArguments, counted_in_words};
use super::data::DataArguments;
use super::failure::{Exit, Failure};
use super::layer::LayerArguments;
use super::page::{Forms, Page, PageArguments};
use super::stack::known;
use super::table_format;
use super::terminal::Terminal;
use aisec_graph::coverage::{ComparedTarget, Scope, Selection, Side, StackComparison, compare_stacks};
use aisec_graph::export::compared_stacks_json;
use aisec_graph::vocab::{counted, thousands};
use clap::Args;
use std::collections::BTreeSet;

/// Compare what the tools of two teams address: what only one does, what both do, what neither does.
///
/// A stack is names of tools with commas between, or a file such as stack.toml. Compared are the risks, or with
/// --framework the counted items of an edition, of the phases that a stack's file names, if one does; tools in use count, in
/// role protected unless --role says otherwise.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  aisec compare garak,ModelScan stack.toml
  aisec compare today.toml tomorrow.toml --framework mitre-atlas
  aisec compare garak PyRIT --role exercised --format csv")]
pub(crate) struct Arguments {
    /// The first stack: names with commas between, or a file
    #[arg(value_name = "A")]
    first: String,
    /// The second stack
    #[arg(value_name = "B")]
    second: String,
    /// Compare the items of this framework (its default edition) or edition instead of the risks
    #[arg(long, value_name = "ID")]
    framework: Option<String>,
    #[command(flatten)]
    page: PageArguments,
    #[command(flatten)]
    selection: SelectionArguments,
    #[command(flatten)]
    layer: LayerArguments,
    #[command(flatten)]
    data: DataArguments,
}

pub(crate) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let output = arguments.page.target();
    arguments.data.spared_by(&output)?;
    output.spare([&arguments.first, &arguments.second])?;
    let format = arguments.page.format(&output)?;
    arguments.layer.spared_by(&output)?;
    let framework = arguments.layer.framework(arguments.framework.as_deref()).unwrap_or_default();
    let selection = arguments.selection.relied_on(framework)?;
    let found = arguments.data.read(terminal, |snapshot| {
        let first = known(snapshot, std::slice::from_ref(&arguments.first), terminal)?;
        let second = known(snapshot, std::slice::from_ref(&arguments.second), terminal)?;
        let layer = arguments.layer.scope(snapshot, framework, terminal)?;
        let selection = Selection { scope: Scope { layer, ..Scope::default() }, ..selection.clone() };
        Ok(compare_stacks(snapshot, [&first, &second], &selection)?)
    })?;
    let json = |found: &StackComparison| format!("{:#}\n", compared_stacks_json(found));
    let text = Forms { page, csv, json }.text(&found, format, terminal)?;
    output.write(|out| out.write_all(text.as_bytes()))?;
    Ok(Exit::Fine)
}

fn page(found: &StackComparison) -> Page {
    let mut page = Page::default();
    let [first, second] = &found.stacks;
    page.title(format!("A: {}  B: {}", first.name, second.name));
    let mut how = vec![counted_in_words(&found.selection, "in use only", &found.provenance)];
    how.extend((!found.title.is_empty()).then(|| found.title.clone()));
    how.extend(found.notice.clone());
    page.line(how.join("; "));
    let number = |side| found.on(side).count();
    page.line(format!(
        "Of {} A addresses {}, B {}; {} only A, {} only B, {} both, {} neither.",
        counted(found.targets.len(), found.selection.target()),
        thousands(number(Side::OnlyFirst) + number(Side::Both)),
        thousands(number(Side::OnlySecond) + number(Side::Both)),
        thousands(number(Side::OnlyFirst)),
        thousands(number(Side::OnlySecond)),
        thousands(number(Side::Both)),
        thousands(number(Side::Neither)),
    ));
    let group = if found.selection.edition.is_empty() { "layer" } else { "under" };
    let rows = found.by_group().into_iter().map(|group| {
        let total: usize = group.counts.iter().sum();
        let counts = group.counts.iter().chain([&total]).map(|count| thousands(*count));
        std::iter::once(group.name.clone()).chain(counts).collect()
    });
    page.head(format!("By {group}"));
    page.table(&[group, "only A", "only B", "both", "neither", "of"], rows.collect());
    for (side, name) in Side::ALL {
        let rows: Vec<Vec<String>> = found.on(side).map(|target| row(found, target)).collect();
        if !rows.is_empty() {
            page.head(format!("{name}: {}", counted(rows.len(), found.selection.target())));
            page.table(&["id", found.selection.target(), "tools of A", "tools of B", "catalog"], rows);
        }
    }
    page
}

fn names(found: &StackComparison, tools: &BTreeSet<usize>) -> String {
    tools.iter().map(|&tool| found.tool_name(tool)).collect::<Vec<_>>().join(", ")
}

fn row(found: &StackComparison, compared: &ComparedTarget) -> Vec<String> {
    let [first, second] = &compared.tools;
    let none = if compared.is_reachable { "" } else { "no tool" };
    let target = &compared.target;
    vec![target.id.clone(), target.name.clone(), names(found, first), names(found, second), none.to_owned()]
}

/// One row per risk or item.
fn csv(found: &StackComparison) -> Result<String, Failure> {
    let header =
        ["id", "name", "under", "side", "tools_a", "tools_b", "any_tool", "evidence", "role", "mappings", "graph"];
    let [evidence, role, _, mappings, graph] = basis::cells(&found.selection, "", &found.provenance);
    let rows = found.targets.iter().map(|compared| {
        let [first, second] = &compared.tools;
        let target = &compared.target;
        [
            target.id.clone(),
            target.name.clone(),
            target.under.join("; "),
            compared.side().name().to_owned(),
            names(found, first),
            names(found, second),
            (if compared.is_reachable { "yes" } else { "no" }).to_owned(),
            evidence.clone(),
            role.clone(),
            mappings.clone(),
            graph.clone(),
        ]
    });
    table_format::csv(&header, rows)
}
