//! The header of a query file: lines `# key: value` up to the first blank line.

/// Keys and values of a query's header, in file order; lines that are none are passed over.
///
/// ```
/// use aisec_graph::query::header;
/// let text = "# title: Everything\n# kind: report\n\n# note: no header any more\nSELECT * { ?s ?p ?o }";
/// assert_eq!(header(text).collect::<Vec<_>>(), [("title", "Everything"), ("kind", "report")]);
/// ```
pub fn header(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let lines = text.lines().take_while(|line| !line.trim().is_empty());
    let entries = lines.filter_map(|line| line.trim_start().strip_prefix('#')?.split_once(':'));
    entries.map(|(key, value)| (key.trim(), value.trim()))
}
