//! IRIs, prefixes and constants of the vocabularies. No values of the domain, no text of any source.

// Declares constants of one namespace and the list of all of them.
macro_rules! terms {
    ($namespace:literal; $($name:ident = $local:literal,)+) => {
        use oxrdf::NamedNodeRef;
        $(
            #[doc = concat!("`", $namespace, $local, "`")]
            pub const $name: NamedNodeRef<'static> = NamedNodeRef::new_unchecked(concat!($namespace, $local));
        )+
        /// Every constant of this module.
        pub const ALL: &[NamedNodeRef<'static>] = &[$($name,)+];
    };
}
pub(crate) use terms;

pub mod aisec;
pub mod canonical_url;
mod causes;
mod counted;
mod cut;
mod generic;
mod markdown;
mod markup;
mod named;
mod nearest;
mod package_url;
mod prefix;
mod slug;
mod web_address;

pub use causes::with_causes;
pub use counted::{counted, first_few, n_of, percent, thousands};
pub use cut::cut;
pub use generic::is_generic;
pub use markdown::{markdown_code, markdown_quoting, markdown_text, turns_text};
pub use markup::{is_unprintable, push_markup};
pub(crate) use named::named;
pub(crate) use nearest::edits;
pub use nearest::{did_you_mean, nearest};
pub use package_url::{comparable_package, package_url};
pub use prefix::{PREFIXES, compact, expand, unbracketed};
pub use slug::{encoded, section_path, slug};
pub use web_address::web_address;

/// Namespace of our individuals.
pub const ID: &str = "https://w3id.org/aisec-graph/id/";
/// Namespace of our named graphs.
pub const GRAPH: &str = "https://w3id.org/aisec-graph/graph/";
/// Namespace of SHACL.
pub const SHACL: &str = "http://www.w3.org/ns/shacl#";
/// IRI of the ontology.
pub const ONTOLOGY: &str = "https://w3id.org/aisec-graph/ontology";

/// The id of a source of ours, by its IRI; `None` for any other IRI.
///
/// ```
/// use aisec_graph::vocab::source_id;
/// assert_eq!(source_id("https://w3id.org/aisec-graph/id/source/mlsecops"), Some("mlsecops"));
/// assert_eq!(source_id("https://example.org/source/mlsecops"), None);
/// ```
pub fn source_id(iri: &str) -> Option<&str> {
    iri.strip_prefix(ID)?.strip_prefix("source/")
}

/// DCAT.
pub mod dcat {
    super::terms! { "http://www.w3.org/ns/dcat#";
        BYTE_SIZE = "byteSize",
        DATASET = "Dataset",
        DISTRIBUTION = "distribution",
        DISTRIBUTION_CLASS = "Distribution",
        HAS_CURRENT_VERSION = "hasCurrentVersion",
        LANDING_PAGE = "landingPage",
        MEDIA_TYPE = "mediaType",
    }
}

/// Dublin Core terms.
pub mod dcterms {
    super::terms! { "http://purl.org/dc/terms/";
        CREATOR = "creator",
        DATE = "date",
        DESCRIPTION = "description",
        IS_REPLACED_BY = "isReplacedBy",
        IS_VERSION_OF = "isVersionOf",
        ISSUED = "issued",
        LANGUAGE = "language",
        LICENSE = "license",
        PUBLISHER = "publisher",
        RIGHTS = "rights",
        RIGHTS_HOLDER = "rightsHolder",
        SOURCE = "source",
        TITLE = "title",
    }
}

/// PROV-O.
pub mod prov {
    super::terms! { "http://www.w3.org/ns/prov#";
        ACTIVITY = "Activity",
        ENTITY = "Entity",
        PLAN = "Plan",
        SOFTWARE_AGENT = "SoftwareAgent",
        USED = "used",
        WAS_ASSOCIATED_WITH = "wasAssociatedWith",
        WAS_DERIVED_FROM = "wasDerivedFrom",
        WAS_GENERATED_BY = "wasGeneratedBy",
    }
}

/// RDF.
pub mod rdf {
    super::terms! { "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
        OBJECT = "object",
        PREDICATE = "predicate",
        STATEMENT = "Statement",
        SUBJECT = "subject",
        TYPE = "type",
        VALUE = "value",
    }
}

/// RDF Schema.
pub mod rdfs {
    super::terms! { "http://www.w3.org/2000/01/rdf-schema#";
        CLASS = "Class",
        COMMENT = "comment",
        LABEL = "label",
        SEE_ALSO = "seeAlso",
        SUB_CLASS_OF = "subClassOf",
    }
}

/// OWL, as SSSOM uses it for rows.
pub mod owl {
    super::terms! { "http://www.w3.org/2002/07/owl#";
        ANNOTATED_PROPERTY = "annotatedProperty",
        ANNOTATED_SOURCE = "annotatedSource",
        ANNOTATED_TARGET = "annotatedTarget",
        IMPORTS = "imports",
        VERSION_INFO = "versionInfo",
    }
}

/// schema.org.
pub mod schema {
    super::terms! { "https://schema.org/";
        ALTERNATE_NAME = "alternateName",
        AUTHOR = "author",
        CODE_REPOSITORY = "codeRepository",
        DATE_PUBLISHED = "datePublished",
        DESCRIPTION = "description",
        KEYWORDS = "keywords",
        NAME = "name",
        SHA256 = "sha256",
        SOFTWARE_VERSION = "softwareVersion",
        URL = "url",
        VERSION = "version",
    }
}

/// SHACL: what a report is made of. What shapes are made of is a table of `validate`.
pub mod sh {
    super::terms! { "http://www.w3.org/ns/shacl#";
        ALTERNATIVE_PATH = "alternativePath",
        CLOSED = "closed",
        CONFORMS = "conforms",
        FLAGS = "flags",
        FOCUS_NODE = "focusNode",
        INFO = "Info",
        INVERSE_PATH = "inversePath",
        MESSAGE = "message",
        ONE_OR_MORE_PATH = "oneOrMorePath",
        PATH = "path",
        RESULT = "result",
        RESULT_MESSAGE = "resultMessage",
        RESULT_PATH = "resultPath",
        RESULT_SEVERITY = "resultSeverity",
        SOURCE_CONSTRAINT_COMPONENT = "sourceConstraintComponent",
        SOURCE_SHAPE = "sourceShape",
        SPARQL_CONSTRAINT_COMPONENT = "SPARQLConstraintComponent",
        TARGET_CLASS = "targetClass",
        TARGET_OBJECTS_OF = "targetObjectsOf",
        TARGET_SUBJECTS_OF = "targetSubjectsOf",
        VALIDATION_REPORT = "ValidationReport",
        VALIDATION_RESULT = "ValidationResult",
        VALUE = "value",
        VIOLATION = "Violation",
        WARNING = "Warning",
        ZERO_OR_MORE_PATH = "zeroOrMorePath",
        ZERO_OR_ONE_PATH = "zeroOrOnePath",
    }
}

/// SKOS.
pub mod skos {
    super::terms! { "http://www.w3.org/2004/02/skos/core#";
        ALT_LABEL = "altLabel",
        BROADER = "broader",
        BROAD_MATCH = "broadMatch",
        CLOSE_MATCH = "closeMatch",
        CONCEPT = "Concept",
        CONCEPT_SCHEME = "ConceptScheme",
        DEFINITION = "definition",
        EXACT_MATCH = "exactMatch",
        HIDDEN_LABEL = "hiddenLabel",
        IN_SCHEME = "inScheme",
        NARROW_MATCH = "narrowMatch",
        NOTATION = "notation",
        PREF_LABEL = "prefLabel",
        RELATED_MATCH = "relatedMatch",
    }
}

/// SSSOM.
pub mod sssom {
    super::terms! { "https://w3id.org/sssom/";
        CONFIDENCE = "confidence",
        MAPPING_JUSTIFICATION = "mapping_justification",
        NO_TERM_FOUND = "NoTermFound",
        OBJECT_LABEL = "object_label",
        OBJECT_SOURCE = "object_source",
        SUBJECT_LABEL = "subject_label",
        SUBJECT_SOURCE = "subject_source",
    }
}

/// `VoID`.
pub mod void {
    super::terms! { "http://rdfs.org/ns/void#";
        CLASS = "class",
        CLASSES = "classes",
        CLASS_PARTITION = "classPartition",
        DATASET = "Dataset",
        DISTINCT_OBJECTS = "distinctObjects",
        DISTINCT_SUBJECTS = "distinctSubjects",
        ENTITIES = "entities",
        PROPERTIES = "properties",
        PROPERTY = "property",
        PROPERTY_PARTITION = "propertyPartition",
        SPARQL_ENDPOINT = "sparqlEndpoint",
        SUBSET = "subset",
        TRIPLES = "triples",
        URI_SPACE = "uriSpace",
    }
}

/// SPARQL 1.1 Service Description.
pub mod sd {
    super::terms! { "http://www.w3.org/ns/sparql-service-description#";
        DATASET = "Dataset",
        DEFAULT_DATASET = "defaultDataset",
        DEFAULT_GRAPH = "defaultGraph",
        ENDPOINT = "endpoint",
        FEATURE = "feature",
        GRAPH = "Graph",
        NAME = "name",
        NAMED_GRAPH = "NamedGraph",
        NAMED_GRAPH_PROPERTY = "namedGraph",
        RESULT_FORMAT = "resultFormat",
        SERVICE = "Service",
        SPARQL11_QUERY = "SPARQL11Query",
        SUPPORTED_LANGUAGE = "supportedLanguage",
        UNION_DEFAULT_GRAPH = "UnionDefaultGraph",
    }
}

/// XML Schema datatypes.
pub mod xsd {
    super::terms! { "http://www.w3.org/2001/XMLSchema#";
        DECIMAL = "decimal",
        INTEGER = "integer",
    }
}
