//! The summary of a build: what was read, merged, covered and missed, and what to try next.

use super::coverage::on_mappings;
use super::terminal::{Style, Terminal, printable};
use aisec_graph::about::TooMuchAlike;
use aisec_graph::catalog::{Edition, Kind, Resource, ResourceKey, ReviewStatus};
use aisec_graph::coverage::{EditionCoverage, LayerNode, Overview, Selection, State, UnitCounts, by_edition};
use aisec_graph::pipeline::Built;
use aisec_graph::source::SourceId;
use aisec_graph::vocab::{n_of, slug, thousands};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

/// Editions whose coverage is summed up, where they are in the graph.
const SHOWN: [&str; 6] = ["mitre-atlas", "owasp-ml", "owasp-llm", "owasp-asi", "nist-ai-100-2", "nist-ai-rmf"];

pub(crate) fn summary(built: &Built, wrote: &[PathBuf], terminal: &Terminal) -> String {
    let mut text = String::new();
    head(&mut text, "Read", terminal);
    read(built, &mut text);
    head(&mut text, "Merged", terminal);
    merged(built, &mut text);
    risks(built, &mut text, terminal);
    coverage(built, &mut text, terminal);
    head(&mut text, "Graph", terminal);
    let (statements, graphs) = (thousands(built.snapshot.len()), built.snapshot.graphs().count());
    line(&mut text, &format!("{statements} statements in {graphs} named graphs"));
    let digest = built.about.digest.as_ref().map(|digest| format!("sha256 {digest} (canonical, RDFC-1.0)"));
    line(&mut text, &digest.unwrap_or_else(|| TooMuchAlike.to_string()));
    if let Some(most) = built.unshaped_beyond {
        let least = thousands(most);
        line(&mut text, &format!("more than {least} statements: the shapes are left to `aisec validate --data GRAPH`"));
    }
    for path in wrote {
        line(&mut text, &format!("wrote {}", path.display()));
    }
    head(&mut text, "Try next", terminal);
    for command in next_commands(built) {
        line(&mut text, &command);
    }
    text
}

fn head(text: &mut String, title: &str, terminal: &Terminal) {
    if !text.is_empty() {
        text.push('\n');
    }
    let _ = writeln!(text, "{}", terminal.paint(Style::Strong, title));
}

fn line(text: &mut String, content: &str) {
    let _ = writeln!(text, "  {}", printable(content));
}

fn read(built: &Built, text: &mut String) {
    let catalog = &built.catalog;
    let mut entries: BTreeMap<&str, usize> = BTreeMap::new();
    for listing in &catalog.listings {
        *entries.entry(listing.origin.source.as_str()).or_default() += 1;
    }
    for (id, list) in &catalog.lists {
        let entries = entries.get(id.as_str()).copied().unwrap_or_default();
        let taxonomy = &list.taxonomy;
        let counts = [
            (taxonomy.layers.len(), "layer", "layers"),
            (taxonomy.phases.len(), "phase", "phases"),
            (taxonomy.risks.len(), "risk", "risks"),
        ];
        let counts: Vec<String> =
            counts.iter().filter(|(n, ..)| *n > 0).map(|(n, one, many)| several(*n, one, many)).collect();
        let counts = if counts.is_empty() { String::new() } else { format!("; {}", counts.join(", ")) };
        let namesakes = catalog.lists.values().filter(|other| slug(&other.title) == slug(&list.title)).count();
        let id = if namesakes > 1 { format!(" ({id})") } else { String::new() };
        line(text, &format!("{}{id}: {}{counts}", list.title, several(entries, "entry", "entries")));
    }
    if !catalog.editions.is_empty() {
        let frameworks: BTreeSet<&str> = catalog.editions.values().map(|edition| edition.framework.as_str()).collect();
        let items: usize = catalog.items.values().map(|items| items.items.len()).sum();
        let relations: usize = catalog.items.values().map(|items| items.relations.len()).sum();
        let (items, relations) = (thousands(items), thousands(relations));
        let editions = several(catalog.editions.len(), "edition", "editions");
        let frameworks = several(frameworks.len(), "framework", "frameworks");
        line(text, &format!("{editions} of {frameworks}: {items} items, {relations} relations"));
    }
    for edition in given_editions(built) {
        let items = catalog.items.values().filter(|items| items.edition == edition.id);
        let (items, relations) =
            items.fold((0, 0), |(items, relations), more| (items + more.items.len(), relations + more.relations.len()));
        let (items, relations) = (several(items, "item", "items"), several(relations, "relation", "relations"));
        line(text, &format!("{} ({}): {items}, {relations}", edition.title, edition.id));
    }
    let rows: Vec<_> = catalog.mapping_sets.values().flat_map(|set| &set.mappings).collect();
    if !rows.is_empty() {
        let of = |status| rows.iter().filter(|row| row.review == status).count();
        let drafts = match of(ReviewStatus::Draft) {
            0 => "none of them a draft".to_owned(),
            drafts => format!("{} of them drafts", thousands(drafts)),
        };
        let unstated = match of(ReviewStatus::Unstated) {
            0 => String::new(),
            unstated => format!(", {} of unstated review", thousands(unstated)),
        };
        let sets = several(catalog.mapping_sets.len(), "mapping set", "mapping sets");
        line(text, &format!("{sets}: {} rows, {drafts}{unstated}", thousands(rows.len())));
    }
    if !catalog.claims.is_empty() {
        let tools: BTreeSet<_> = catalog.claims.values().map(|(resource, _)| resource).collect();
        line(text, &format!("{} reviewed claims on {} resources", thousands(catalog.claims.len()), tools.len()));
    }
}

/// The editions that the user gave.
fn given_editions(built: &Built) -> impl Iterator<Item = &Edition> {
    built.catalog.editions.values().filter(|edition| built.is_given(&edition.origin))
}

fn merged(built: &Built, text: &mut String) {
    let catalog = &built.catalog;
    let things = catalog.resources.len();
    let is_organization = |resource: &&Resource| resource.kind == Kind::Organization;
    let organizations = catalog.resources.values().filter(is_organization).count();
    let entries = catalog.listings.len();
    let resources = things - organizations;
    let things = several(things, "thing", "things");
    let resources = several(resources, "resource", "resources");
    let organizations = several(organizations, "organization", "organizations");
    let entries = if entries == 1 { "1 entry is".to_owned() } else { format!("{} entries are", thousands(entries)) };
    line(text, &format!("{entries} {things}: {resources} and {organizations}"));
    let kinds: Vec<String> = Kind::ALL
        .iter()
        .map(|(kind, _)| (*kind, catalog.resources.values().filter(|resource| resource.kind == *kind).count()))
        .filter(|(_, count)| *count > 0)
        .map(|(kind, count)| format!("{} {}", thousands(count), many(kind, count)))
        .collect();
    if !kinds.is_empty() {
        line(text, &kinds.join(", "));
    }
    if catalog.lists.len() > 1 {
        let shared = shared(built);
        let names = if shared.is_empty() { String::new() } else { format!(": {}", shared.join(", ")) };
        line(text, &format!("{} in more than one list{names}", shared.len()));
    }
    if !catalog.moves.is_empty() {
        let former = several(catalog.moves.len(), "former address", "former addresses");
        line(text, &format!("{former} known"));
    }
}

/// `1 thing`, `2 things`.
fn several(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", thousands(count), if count == 1 { one } else { many })
}

/// The word for some things of a kind.
fn many(kind: Kind, count: usize) -> String {
    let one = kind.name().to_lowercase();
    match kind {
        Kind::Guidance => "guidance documents".to_owned(),
        Kind::Other => "of no known kind".to_owned(),
        _ if count == 1 => one,
        _ => format!("{one}s"),
    }
}

/// Names of resources that more than one list has.
fn shared(built: &Built) -> Vec<String> {
    let mut lists: BTreeMap<&ResourceKey, BTreeSet<&SourceId>> = BTreeMap::new();
    for listing in &built.catalog.listings {
        lists.entry(&listing.resource).or_default().insert(&listing.origin.source);
    }
    let in_several = lists.into_iter().filter(|(_, lists)| lists.len() > 1);
    in_several.filter_map(|(key, _)| built.catalog.resources.get(key)).map(|resource| resource.name.clone()).collect()
}

fn risks(built: &Built, text: &mut String, terminal: &Terminal) {
    let view = Overview::without_items(&built.snapshot, &Selection::by_default(""));
    if view.layers.is_empty() {
        return;
    }
    head(text, "Risks", terminal);
    let addressed: BTreeSet<usize> = view.addressing.iter().map(|addressing| addressing.risk).collect();
    let counts = |layer: &LayerNode| {
        let phases = layer.phases.iter().filter_map(|&phase| view.phases.get(phase));
        let risks: Vec<usize> = phases.flat_map(|phase| phase.risks.iter().copied()).collect();
        (risks.iter().filter(|risk| addressed.contains(risk)).count(), risks.len())
    };
    let lists: Vec<&[LayerNode]> = view.layers.chunk_by(|a, b| a.list == b.list).collect();
    for layers in &lists {
        let (covered, risks) = layers.iter().map(counts).fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        let without = risks - covered;
        let list =
            layers.first().filter(|_| lists.len() > 1).map_or(String::new(), |layer| format!("{}: ", layer.list));
        line(
            text,
            &format!("{list}{without} of {risks} risks have no tool (best evidence, any role, labels included)"),
        );
        for layer in *layers {
            let (covered, risks) = counts(layer);
            line(text, &format!("{:<12} {covered:>2} of {risks:>2} {}", layer.name, bar(covered, risks)));
        }
    }
}

/// Ten cells, filled by share.
fn bar(part: usize, whole: usize) -> String {
    let filled = if whole == 0 { 0 } else { (part * 20).div_ceil(whole).div_ceil(2).min(10) };
    format!("{}{}", "█".repeat(filled), "░".repeat(10 - filled))
}

fn coverage(built: &Built, text: &mut String, terminal: &Terminal) {
    let given: BTreeSet<&str> = given_editions(built).map(|edition| edition.id.as_str()).collect();
    let of = |name: &str| by_edition(&built.snapshot, &Selection::by_default(name)).ok();
    let mut shown: Vec<EditionCoverage> = SHOWN.iter().filter_map(|framework| of(framework)).collect();
    shown.retain(|coverage| !given.contains(coverage.edition.as_str()));
    shown.extend(given.iter().filter_map(|edition| of(edition)));
    shown.retain(|coverage| !coverage.units.is_empty());
    if shown.is_empty() {
        return;
    }
    head(text, "Coverage", terminal);
    let widest = shown.iter().map(|coverage| coverage.title.chars().count()).max().unwrap_or_default();
    for coverage in &shown {
        let is_given = given.contains(coverage.edition.as_str());
        for unit in coverage.units.iter().filter(|unit| is_given || unit.unit != "controls") {
            line(text, &format!("{:<widest$}  {}", coverage.title, counts(unit)));
        }
    }
    let review = shown.iter().filter_map(|coverage| coverage.provenance.mapping_review).min();
    let mappings = on_mappings(review);
    line(text, &format!("(best evidence, any role, labels included; leaves only{mappings})"));
}

fn counts(unit: &UnitCounts) -> String {
    let mut parts = vec![format!("{} {} addressed", n_of(unit.addressed(), unit.of), unit.unit)];
    for state in
        [State::Covered, State::PartlyCovered, State::Touched, State::Gap, State::NotAssessed, State::OutOfScope]
    {
        let count = unit.in_state(state);
        if count > 0 {
            let name = if state == State::Gap && count > 1 { "gaps" } else { state.name() };
            parts.push(format!("{} {name}", thousands(count)));
        }
    }
    parts.join(" · ")
}

fn next_commands(built: &Built) -> Vec<String> {
    let mut commands = vec!["aisec questions".to_owned()];
    let has = |id: &str| built.catalog.lists.contains_key(id) && !built.catalog.editions.is_empty();
    if has("mlsecops") {
        commands.push("aisec query tools-for-risk -p risk=R9-Security".to_owned());
        commands.push("aisec coverage --framework mitre-atlas --gaps".to_owned());
        commands.push("aisec render layered --framework owasp-llm -o layered.svg".to_owned());
        commands.push("aisec explain garak AML.T0054".to_owned());
    }
    commands
}
