//! `GraphML`: nodes by IRI, with what they are; edges with grade and role.

use super::xml::text;
use super::{Network, Node};
use crate::coverage::Selection;
use crate::snapshot::Snapshot;
use std::io::{self, Write};

const NODE_KEYS: [&str; 5] = ["label", "kind", "notation", "scheme", "url"];
const EDGE_KEYS: [&str; 2] = ["grade", "role"];

/// Writes `GraphML` 1.0.
pub(in super::super) fn graphml(snapshot: &Snapshot, selection: &Selection, mut writer: impl Write) -> io::Result<()> {
    let network = Network::of(snapshot, selection);
    writeln!(writer, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(writer, "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">")?;
    let keys = NODE_KEYS.map(|key| (key, "node")).into_iter().chain(EDGE_KEYS.map(|key| (key, "edge")));
    for (key, of) in keys {
        writeln!(writer, "  <key id=\"{key}\" for=\"{of}\" attr.name=\"{key}\" attr.type=\"string\"/>")?;
    }
    writeln!(writer, "  <graph id=\"aisec\" edgedefault=\"directed\">")?;
    for node in &network.nodes {
        writeln!(
            writer,
            "    <node id=\"{}\">{}</node>",
            text(&node.iri),
            data(NODE_KEYS.into_iter().zip(values(node)))
        )?;
    }
    for (at, edge) in network.edges.iter().enumerate() {
        let [source, target] = [edge.source, edge.target].map(|end| text(&network.nodes[end].iri));
        let facts = EDGE_KEYS.into_iter().zip([Some(edge.grade()), Some(edge.role.name())]);
        let data = data(facts);
        writeln!(writer, "    <edge id=\"e{at}\" source=\"{source}\" target=\"{target}\">{data}</edge>")?;
    }
    writeln!(writer, "  </graph>\n</graphml>")
}

/// What is said of a node, in the order of its keys.
fn values(node: &Node) -> [Option<&str>; 5] {
    let [notation, scheme, address] = [&node.notation, &node.scheme, &node.address].map(Option::as_deref);
    [Some(node.label.as_str()), Some(node.kind), notation, scheme, address]
}

fn data<'a>(facts: impl Iterator<Item = (&'static str, Option<&'a str>)>) -> String {
    let known = facts.filter_map(|(key, value)| Some((key, value?)));
    known.map(|(key, value)| format!("<data key=\"{key}\">{}</data>", text(value))).collect::<Vec<_>>().concat()
}
