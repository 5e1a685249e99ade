//! The graph as tools, risks and items with what addresses what, for programs that draw or exchange networks.
//!
//! A snapshot goes in; `GraphML`, GEXF, Mermaid or STIX comes out, a file here for each. What addresses what is
//! counted as `--evidence best` counts it: reviewed claims before labels.

mod gexf;
mod graphml;
mod mermaid;
mod stix;
mod xml;

pub(super) use gexf::gexf;
pub(super) use graphml::graphml;
pub(super) use mermaid::mermaid;
pub(super) use stix::stix;

use crate::coverage::{Counted, Facts, Grade, RoleGroup, Selection};
use crate::snapshot::{Snapshot, TermId};
use crate::vocab::aisec::class;
use crate::vocab::{compact, dcterms, schema, skos};
use std::collections::{BTreeMap, BTreeSet};

/// Tools, risks and the items they reach.
struct Network {
    /// By IRI.
    nodes: Vec<Node>,
    /// By source, target and role.
    edges: Vec<Edge>,
    /// The date of the newest claim: what is exported is as of then.
    date: String,
}

struct Node {
    iri: String,
    /// `Tool`, `Risk`, `Threat`, `Control`, `Outcome` …
    kind: &'static str,
    label: String,
    /// The id as its publisher prints it.
    notation: Option<String>,
    /// The edition or list it is of.
    scheme: Option<String>,
    address: Option<String>,
    /// The id that the publisher gives it in STIX.
    stix_id: Option<String>,
}

/// A tool addresses something.
struct Edge {
    source: usize,
    target: usize,
    /// How far; `None` where coverage has no grade, as of outcomes.
    grade: Option<Grade>,
    role: RoleGroup,
}

impl Edge {
    /// The grade as the graph names it; empty where there is none.
    fn grade(&self) -> &'static str {
        self.grade.map_or("", Grade::name)
    }
}

impl Network {
    fn of(snapshot: &Snapshot, selection: &Selection) -> Self {
        let facts = Facts::new(snapshot);
        let counted = Counted::new(facts, selection);
        let mut found: BTreeMap<(TermId, TermId, RoleGroup), Option<Grade>> = BTreeMap::new();
        for (of, covered) in counted.all() {
            for one in covered {
                let strongest = found.entry((one.by, of, one.group)).or_default();
                *strongest = one.grade.max(*strongest);
            }
        }
        let tools = facts.members(class::TOOL).filter(|&tool| selection.tools.includes(facts.iri(tool)));
        let all = tools.chain(facts.members(class::RISK));
        let things: BTreeSet<TermId> = all.chain(found.keys().map(|(_, of, _)| *of)).collect();
        let mut nodes: Vec<(Node, TermId)> = things.into_iter().map(|id| (node(facts, id), id)).collect();
        nodes.sort_by(|(one, _), (other, _)| one.iri.cmp(&other.iri));
        let places: BTreeMap<TermId, usize> = nodes.iter().enumerate().map(|(at, (_, id))| (*id, at)).collect();
        let mut edges: Vec<Edge> = found
            .into_iter()
            .map(|((by, of, role), grade)| Edge { source: places[&by], target: places[&of], grade, role })
            .collect();
        edges.sort_by_key(|edge| (edge.source, edge.target, edge.role.name()));
        let claims = facts.members(class::CLAIM).filter_map(|claim| facts.text(claim, dcterms::DATE));
        let date = claims.max().unwrap_or("1970-01-01").to_owned();
        Self { nodes: nodes.into_iter().map(|(node, _)| node).collect(), edges, date }
    }
}

fn node(facts: Facts<'_>, id: TermId) -> Node {
    let text = |of: TermId, predicate| facts.text(of, predicate).map(str::to_owned);
    let releases = || facts.subjects(dcterms::IS_VERSION_OF, id);
    let scheme = facts.object(id, skos::IN_SCHEME).map(|scheme| compact(facts.iri(scheme)));
    let kinds = [
        (class::TOOL, "Tool"),
        (class::RISK, "Risk"),
        (class::THREAT, "Threat"),
        (class::CONTROL, "Control"),
        (class::OUTCOME, "Outcome"),
        (class::GOAL, "Goal"),
    ];
    let class = facts.item_class(id);
    let kind = kinds.into_iter().find(|(kind, _)| facts.is_a(id, *kind) || class.is_some() && class == facts.id(*kind));
    let stix_id = std::iter::once(id).chain(releases()).filter_map(|one| facts.text(one, schema::ALTERNATE_NAME));
    Node {
        iri: facts.iri(id).to_owned(),
        kind: kind.map_or("Item", |(_, kind)| kind),
        label: facts.item_label(id),
        notation: facts.notation(id).map(str::to_owned),
        scheme: scheme.map(|scheme| scheme.trim_start_matches("id:").to_owned()),
        address: text(id, schema::URL).or_else(|| releases().find_map(|release| text(release, schema::URL))),
        stix_id: stix_id.filter(|name| name.contains("--")).min().map(str::to_owned),
    }
}
