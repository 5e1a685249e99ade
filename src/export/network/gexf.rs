//! GEXF, as Gephi reads it.

use super::Network;
use super::xml::text;
use crate::coverage::Selection;
use crate::snapshot::Snapshot;
use std::io::{self, Write};

/// Writes GEXF 1.3.
pub(in super::super) fn gexf(snapshot: &Snapshot, selection: &Selection, mut writer: impl Write) -> io::Result<()> {
    let network = Network::of(snapshot, selection);
    writeln!(writer, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(writer, "<gexf xmlns=\"http://gexf.net/1.3\" version=\"1.3\">")?;
    writeln!(writer, "  <graph mode=\"static\" defaultedgetype=\"directed\">")?;
    attributes(&mut writer, "node", &["kind", "notation", "scheme", "url"])?;
    attributes(&mut writer, "edge", &["grade", "role"])?;
    writeln!(writer, "    <nodes>")?;
    for node in &network.nodes {
        let [notation, scheme, address] = [&node.notation, &node.scheme, &node.address].map(Option::as_deref);
        let values = values(&[Some(node.kind), notation, scheme, address]);
        writeln!(writer, "      <node id=\"{}\" label=\"{}\">{values}</node>", text(&node.iri), text(&node.label))?;
    }
    writeln!(writer, "    </nodes>\n    <edges>")?;
    for (at, edge) in network.edges.iter().enumerate() {
        let [source, target] = [edge.source, edge.target].map(|end| text(&network.nodes[end].iri));
        let values = values(&[Some(edge.grade()), Some(edge.role.name())]);
        writeln!(writer, "      <edge id=\"{at}\" source=\"{source}\" target=\"{target}\">{values}</edge>")?;
    }
    writeln!(writer, "    </edges>\n  </graph>\n</gexf>")
}

fn attributes(writer: &mut impl Write, of: &str, names: &[&str]) -> io::Result<()> {
    writeln!(writer, "    <attributes class=\"{of}\">")?;
    for (at, name) in names.iter().enumerate() {
        writeln!(writer, "      <attribute id=\"{at}\" title=\"{name}\" type=\"string\"/>")?;
    }
    writeln!(writer, "    </attributes>")
}

fn values(values: &[Option<&str>]) -> String {
    let known = values.iter().enumerate().filter_map(|(at, value)| Some((at, (*value)?)));
    let value = |(at, value): (usize, &str)| format!("<attvalue for=\"{at}\" value=\"{}\"/>", text(value));
    format!("<attvalues>{}</attvalues>", known.map(value).collect::<Vec<_>>().concat())
}
