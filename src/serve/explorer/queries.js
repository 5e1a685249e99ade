// All SPARQL of the explorer. What a reader typed gets in only by `text` and `iri`, which let nothing out of its place.

/** A text as a literal. */
const text = (value) => `"${value.replace(/[\\"]/g, "\\$&").replace(/[\n\r\t]/g, " ")}"`;
/** An IRI between its brackets, or one that nothing is said of. */
const iri = (value) => /^[a-z][^\s<>"{}|\\^`\u0000-\u0020]*$/i.test(value) && value.includes(":") ? `<${value}>` : "<urn:none>";

const LABEL = "skos:prefLabel|rdfs:label|dcterms:title";
/** Kinds of things that are looked for, in the order they are listed. */
export const KINDS = [
  "aisec:Tool", "aisec:Risk", "aisec:Phase", "aisec:Framework", "aisec:Edition", "aisec:Threat", "aisec:Control",
  "aisec:Outcome", "aisec:Goal", "aisec:Group", "aisec:Event", "aisec:Paper", "aisec:Dataset", "aisec:Benchmark",
  "aisec:Book", "aisec:Course", "aisec:Article", "aisec:List", "aisec:Guidance", "aisec:Organization",
];

// Items of ATLAS have an IRI for each release besides the one that stays: only that is shown.
const OURS = "?thing a|aisec:itemClass ?kind . FILTER NOT EXISTS { ?thing dcterms:isVersionOf ?stable }";

/** How many things there are of each kind. */
export const COUNTS = `SELECT ?kind (COUNT(DISTINCT ?thing) AS ?count) WHERE { VALUES ?kind { ${KINDS.join(" ")} } ${OURS} } GROUP BY ?kind`;

/** The same of a graph that is not ours. */
export const CLASSES = `SELECT ?kind (COUNT(DISTINCT ?thing) AS ?count) WHERE { ?thing a ?kind }
GROUP BY ?kind ORDER BY DESC(?count) LIMIT 40`;

/** Things of some kinds whose name, code or address has a text, those of short names first. */
export const found = (sought, kind, ours, most) => `SELECT ?thing ?kind ?name ?code ?scheme WHERE {
  { SELECT DISTINCT ?thing ?kind WHERE {
    ${kind ? `VALUES ?kind { ${iri(kind)} }` : ours ? `VALUES ?kind { ${KINDS.join(" ")} }` : ""}
    ${ours ? OURS : "?thing a ?kind ."}
    ${sought ? `?thing ${LABEL}|skos:altLabel|skos:notation|schema:name|schema:url|aisec:purl ?text .
    FILTER (CONTAINS(LCASE(STR(?text)), ${text(sought.toLowerCase())}))` : ""}
  } }
  ${ours ? `?thing ${LABEL} ?name .` : `OPTIONAL { ?thing ${LABEL}|schema:name ?name }`}
  OPTIONAL { ?thing skos:notation ?code }
  OPTIONAL { ?thing skos:inScheme ?scheme }
} ORDER BY STRLEN(STR(?name)) ?name ?thing LIMIT ${most}`;

/** What is said of a thing, with what properties and values are called. */
export const statements = (thing) => `SELECT ?property ?propertyName ?value ?valueName WHERE {
  ${iri(thing)} ?property ?value .
  OPTIONAL { ?property rdfs:label ?propertyName }
  OPTIONAL { ?value ${LABEL} ?valueName }
} ORDER BY ?property ?valueName ?value LIMIT 2000`;

/** Where a thing stands as a value; what coverage says of it is told elsewhere. */
export const pointing = (thing, most) => `SELECT ?subject ?subjectName ?property ?propertyName WHERE {
  ?subject ?property ${iri(thing)} .
  FILTER NOT EXISTS { ?subject a aisec:Coverage }
  OPTIONAL { ?property rdfs:label ?propertyName }
  OPTIONAL { ?subject ${LABEL} ?subjectName }
} ORDER BY ?property ?subjectName ?subject LIMIT ${most}`;

/** The editions, with which of a framework counts where none is named. */
export const EDITIONS = `SELECT ?edition ?id ?title ?status ?usual WHERE {
  ?edition a aisec:Edition ; dcterms:title ?title ; skos:notation ?id .
  OPTIONAL { ?edition aisec:status ?status }
  OPTIONAL { ?framework aisec:defaultEdition ?edition . BIND (true AS ?usual) }
} ORDER BY ?title`;

/** Which tool reaches which of some items, in which role and how far. */
export const reached = (evidence, items) => `SELECT ?item ?tool ?name ?grade ?role WHERE {
  VALUES ?item { ${items.map(iri).join(" ")} }
  { ?coverage aisec:of ?item } UNION { ?item dcterms:isVersionOf ?stable . ?coverage aisec:of ?stable }
  ?coverage aisec:by ?tool ; aisec:evidence ${iri(evidence)} ; aisec:grade ?grade ; aisec:roleGroup ?role .
  ?tool a aisec:Tool ; skos:prefLabel ?name . FILTER (LANG(?name) = "en")
} ORDER BY ?name ?tool ?item`;

/** Classes and properties that the description of the graph counts. */
export const TERMS = `SELECT ?term ?count ?name ?meaning WHERE {
  { ?part void:class ?term ; void:entities ?count } UNION { ?part void:property ?term ; void:triples ?count }
  graph:all void:classPartition|void:propertyPartition ?part .
  OPTIONAL { ?term rdfs:label ?name }
  OPTIONAL { ?term rdfs:comment ?meaning }
}`;

/** The same, of a graph that does not describe itself. */
export const USED = `SELECT ?term (COUNT(*) AS ?count) WHERE { { ?s ?term ?o } UNION { ?s a ?term } } GROUP BY ?term LIMIT 2000`;

/** What the editor begins with. */
export const FIRST = `# Tools and how many risks of a list each addresses, by best evidence
SELECT ?name (COUNT(DISTINCT ?risk) AS ?risks)
WHERE {
  ?coverage aisec:by ?tool ; aisec:of ?risk ; aisec:evidence aisec:Best .
  ?risk a aisec:Risk .
  ?tool a aisec:Tool ; skos:prefLabel ?name .
  FILTER (LANG(?name) = "en")
}
GROUP BY ?name
ORDER BY DESC(?risks) ?name
LIMIT 25
`;

/** Another to begin with: a graph. */
export const FIRST_GRAPH = `# What reviewed tools protect against, as a graph
CONSTRUCT { ?tool aisec:mitigates ?risk }
WHERE {
  ?coverage aisec:by ?tool ; aisec:of ?risk ; aisec:evidence aisec:Reviewed ; aisec:roleGroup aisec:Protected .
  ?risk a aisec:Risk .
}
LIMIT 60
`;

/** Words of the language that are suggested. */
export const WORDS = `SELECT CONSTRUCT ASK DESCRIBE WHERE FROM NAMED PREFIX BASE DISTINCT REDUCED OPTIONAL UNION MINUS GRAPH
SERVICE FILTER BIND VALUES EXISTS ORDER BY DESC ASC LIMIT OFFSET GROUP HAVING COUNT SUM AVG MIN MAX SAMPLE GROUP_CONCAT LANG
LANGMATCHES DATATYPE CONTAINS STRSTARTS STRENDS LCASE UCASE STRLEN REGEX REPLACE COALESCE BOUND ISIRI CONCAT`.split(/\s+/);
