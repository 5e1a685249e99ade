//! Facts in, DOT out, for readers who lay graphs out with Graphviz. Graphviz itself is never run.
//!
//! The text is printed from graphviz-rust's AST, whose printer does not escape: every id is a generated word
//! and every value is quoted here. All nodes and links are written; the limits of the pictures do not apply.

use super::facts::{Facts, Item, Link, Risk, Tool};
use super::outline::Outline;
use super::svg::Href;
use crate::coverage::{Grade, RoleGroup, State};
use graphviz_rust::dot_structures::{
    Attribute, Edge, EdgeTy, Graph, GraphAttributes, Id, Node, NodeId, Stmt, Subgraph, Vertex,
};
use graphviz_rust::printer::{DotPrinter as _, PrinterContext};

/// Phases in a row, each holding its risks.
pub(super) fn lifecycle(facts: &Facts, title: &str) -> String {
    let mut statements = phases(facts);
    let ends: Vec<String> =
        facts.phases.iter().filter_map(|phase| phase.risks.first()).map(|risk| format!("r{risk}")).collect();
    for pair in ends.windows(2) {
        if let [from, to] = pair {
            statements.push(edge(from, to, vec![attribute("style", "invis")]));
        }
    }
    print(title, statements)
}

/// Tools and the risks they address.
pub(super) fn matrix(facts: &Facts, title: &str) -> String {
    let mut statements = tools(facts);
    statements.extend(phases(facts));
    statements.extend(addressing(facts));
    print(title, statements)
}

/// Tools, risks and items.
pub(super) fn layered(facts: &Facts, title: &str) -> String {
    let mut statements = tools(facts);
    statements.extend(phases(facts));
    let nodes = facts.items.iter().enumerate().map(|(index, item)| item_node(index, item)).collect();
    statements.push(subgraph("items", vec![attribute("rank", "same")], nodes));
    statements.extend(addressing(facts));
    for (index, item) in facts.items.iter().enumerate() {
        for (risk, grade) in &item.risks {
            let gap = facts.risks.get(*risk).is_some_and(|risk| risk.links.is_empty());
            let style = match (gap, grade) {
                (true, _) => "dashed",
                (false, Some(Grade::RelatesTo)) => "dotted",
                (false, _) => "solid",
            };
            statements.push(edge(&format!("r{risk}"), &format!("i{index}"), vec![attribute("style", style)]));
        }
        for (tool, reached) in item.claimed() {
            let roles: Vec<&str> = reached.groups.iter().map(RoleGroup::name).collect();
            let attributes = vec![attribute("style", "bold"), attribute("tooltip", &roles.join(", "))];
            statements.push(edge(&format!("t{tool}"), &format!("i{index}"), attributes));
        }
    }
    print(title, statements)
}

/// Goals and groups, and the items below them.
pub(super) fn outline(outline: &Outline, title: &str) -> String {
    let mut statements = Vec::new();
    for (index, of) in outline.nodes.iter().enumerate() {
        let state = of.state.map_or("", State::name);
        let mut attributes = vec![attribute("label", &format!("{}\n{state}", of.title()))];
        attributes.extend(of.href.as_ref().map(link));
        match of.state {
            Some(State::Gap) => attributes.push(attribute("color", "#c04a00")),
            Some(State::NotAssessed | State::OutOfScope) => attributes.push(attribute("style", "dotted")),
            _ => {}
        }
        statements.push(node(&format!("n{index}"), attributes));
    }
    for (index, of) in outline.nodes.iter().enumerate() {
        let above = of.parent.map_or_else(|| of.goals.clone(), |parent| vec![parent]);
        statements.extend(above.iter().map(|above| edge(&format!("n{above}"), &format!("n{index}"), vec![])));
    }
    print(title, statements)
}

pub(super) fn print(title: &str, mut statements: Vec<Stmt>) -> String {
    let graph = vec![attribute("rankdir", "LR"), attribute("label", title), attribute("labelloc", "t")];
    let node = vec![attribute("shape", "box"), attribute("style", "rounded"), attribute("fontname", "sans-serif")];
    statements.insert(0, Stmt::GAttribute(GraphAttributes::Node(node)));
    statements.insert(0, Stmt::GAttribute(GraphAttributes::Graph(graph)));
    let graph = Graph::DiGraph { id: Id::Plain("aisec".to_owned()), strict: false, stmts: statements };
    let mut text = graph.print(&mut PrinterContext::default());
    text.push('\n');
    text
}

fn tools(facts: &Facts) -> Vec<Stmt> {
    let node = |(index, tool): (usize, &Tool)| {
        let mut attributes = vec![attribute("label", tool.name.as_str())];
        attributes.extend(tool.href.as_ref().map(link));
        node(&format!("t{index}"), attributes)
    };
    let nodes = facts.tools.iter().enumerate().map(node).collect();
    vec![subgraph("tools", vec![attribute("rank", "same")], nodes)]
}

/// A cluster per phase with its risks.
pub(super) fn phases(facts: &Facts) -> Vec<Stmt> {
    let phase = |(index, phase): (usize, &super::facts::Phase)| {
        let layer = facts.layers.get(phase.layer).map_or("", |layer| layer.name.as_str());
        let label = format!("{layer}: {}", phase.name);
        let risks = phase.risks.iter().filter_map(|&risk| Some(risk_node(risk, facts.risks.get(risk)?))).collect();
        subgraph(&format!("cluster_p{index}"), vec![attribute("label", &label)], risks)
    };
    facts.phases.iter().enumerate().map(phase).collect()
}

fn risk_node(index: usize, risk: &Risk) -> Stmt {
    let tools = risk.links.len();
    let found = if tools == 0 { "GAP".to_owned() } else { format!("tools: {tools}") };
    let mut attributes = vec![attribute("label", &format!("{} {}\n{found}", risk.code, risk.name))];
    if tools == 0 {
        attributes.push(attribute("color", "#c04a00"));
        attributes.push(attribute("style", "dashed"));
    }
    node(&format!("r{index}"), attributes)
}

fn item_node(index: usize, item: &Item) -> Stmt {
    let label = format!("{} {}\n{}", item.notation, item.name, item.state.name());
    let mut attributes = vec![attribute("label", &label)];
    attributes.extend(item.href.as_ref().map(link));
    match item.state {
        State::Gap => attributes.push(attribute("color", "#c04a00")),
        State::NotAssessed | State::OutOfScope => attributes.push(attribute("style", "dotted")),
        _ => {}
    }
    node(&format!("i{index}"), attributes)
}

fn addressing(facts: &Facts) -> Vec<Stmt> {
    let linked = |(index, risk): (usize, &Risk)| {
        let line = |link: &Link| {
            let roles: Vec<&str> = link.groups.iter().map(RoleGroup::name).collect();
            let style = if link.reviewed { "solid" } else { "dashed" };
            let attributes = vec![attribute("style", style), attribute("tooltip", &roles.join(", "))];
            edge(&format!("t{}", link.tool), &format!("r{index}"), attributes)
        };
        risk.links.iter().map(line).collect::<Vec<_>>()
    };
    facts.risks.iter().enumerate().flat_map(linked).collect()
}

pub(super) fn link(href: &Href) -> Attribute {
    attribute("URL", href.as_str())
}

pub(super) fn attribute(name: &'static str, value: &str) -> Attribute {
    Attribute(Id::Plain(name.to_owned()), quoted(value))
}

/// A quoted string of DOT. A line feed, which no label of ours holds, is a line break.
fn quoted(value: &str) -> Id {
    let mut out = String::from("\"");
    for c in value.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '"' => out.push_str("\\\""),
            '\n' => out.push_str("\\n"),
            _ => out.push(c),
        }
    }
    out.push('"');
    Id::Escaped(out)
}

fn name(id: &str) -> NodeId {
    NodeId(Id::Plain(id.to_owned()), None)
}

pub(super) fn node(id: &str, attributes: Vec<Attribute>) -> Stmt {
    Stmt::Node(Node::new(name(id), attributes))
}

pub(super) fn edge(from: &str, to: &str, attributes: Vec<Attribute>) -> Stmt {
    Stmt::Edge(Edge { ty: EdgeTy::Pair(Vertex::N(name(from)), Vertex::N(name(to))), attributes })
}

pub(super) fn subgraph(id: &str, attributes: Vec<Attribute>, mut statements: Vec<Stmt>) -> Stmt {
    statements.splice(0..0, attributes.into_iter().map(Stmt::Attribute));
    Stmt::Subgraph(Subgraph { id: Id::Plain(id.to_owned()), stmts: statements })
}
