//! Prefixes: how IRIs are shortened in output and typed on the command line.

/// Prefixes in the order they are declared in exports: ours first.
pub const PREFIXES: &[(&str, &str)] = &[
    ("aisec", "https://w3id.org/aisec-graph/ontology#"),
    ("id", "https://w3id.org/aisec-graph/id/"),
    ("graph", "https://w3id.org/aisec-graph/graph/"),
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("schema", "https://schema.org/"),
    ("semapv", "https://w3id.org/semapv/vocab/"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("sssom", "https://w3id.org/sssom/"),
    ("void", "http://rdfs.org/ns/void#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// The IRI of a prefixed name, for a prefix of [`PREFIXES`].
///
/// ```
/// use aisec_graph::vocab::expand;
/// assert_eq!(expand("skos:broader").as_deref(), Some("http://www.w3.org/2004/02/skos/core#broader"));
/// assert_eq!(expand("unknown:thing"), None);
/// ```
pub fn expand(name: &str) -> Option<String> {
    let (prefix, local) = name.split_once(':')?;
    let (_, namespace) = PREFIXES.iter().find(|(known, _)| *known == prefix)?;
    Some(format!("{namespace}{local}"))
}

/// The text between `<` and `>`, as an IRI is written in SPARQL; any other text as it is.
///
/// ```
/// use aisec_graph::vocab::unbracketed;
/// assert_eq!(unbracketed("<https://example.org/a>"), "https://example.org/a");
/// assert_eq!(unbracketed("aisec:state"), "aisec:state");
/// ```
pub fn unbracketed(text: &str) -> &str {
    text.strip_prefix('<').and_then(|text| text.strip_suffix('>')).unwrap_or(text)
}

/// The short form for people: our own things as `mlsecops:R9-Security`, others as `skos:broader`;
/// the IRI itself where no prefix fits.
///
/// ```
/// use aisec_graph::vocab::compact;
/// assert_eq!(compact("https://w3id.org/aisec-graph/id/mlsecops/R9-Security"), "mlsecops:R9-Security");
/// assert_eq!(compact("http://www.w3.org/2004/02/skos/core#broader"), "skos:broader");
/// ```
pub fn compact(iri: &str) -> String {
    if let Some((prefix, local)) = iri.strip_prefix(super::ID).and_then(|local| local.split_once('/')) {
        return format!("{prefix}:{local}");
    }
    PREFIXES
        .iter()
        .filter_map(|(prefix, namespace)| Some((prefix, iri.strip_prefix(namespace)?)))
        .find(|(_, local)| !local.is_empty())
        .map_or_else(|| iri.to_owned(), |(prefix, local)| format!("{prefix}:{local}"))
}
