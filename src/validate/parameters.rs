//! What SHACL Core lets shapes say: each of its properties, what it takes, and how often it may stand.

use crate::vocab::nearest;

/// What may stand behind a property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    Anything,
    Boolean,
    /// A whole number of what is counted.
    Count,
    Iri,
    /// A list of IRIs, which may be empty.
    Iris,
    Literal,
    NodeKind,
    Path,
    Pattern,
    /// A shape with a path.
    PropertyShape,
    Shape,
    /// A list of shapes.
    Shapes,
    /// A list of any terms.
    Terms,
    Text,
    /// A list of strings.
    Texts,
}

/// How often a property may stand at one shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Times {
    Any,
    Once,
    /// Once, and only at a shape with a path.
    OnceWithPath,
    /// Any number of times, and only at a shape with a path.
    AnyWithPath,
}

/// A property by its local name.
pub(super) struct Parameter {
    pub(super) name: &'static str,
    pub(super) takes: Takes,
    pub(super) times: Times,
}

/// The parameters of SHACL Core and what else shapes are made of, by name.
///
/// Where the standard lets a property stand several times and the validator reads one of them, it is once here.
const PARAMETERS: [(&str, Takes, Times); 41] = {
    use Takes::{
        Anything, Boolean, Count, Iri, Iris, Literal, NodeKind, Path, Pattern, PropertyShape, Shape, Shapes, Terms,
        Text, Texts,
    };
    use Times::{Any, AnyWithPath, Once, OnceWithPath};
    [
        ("and", Shapes, Any),
        ("class", Iri, Any),
        ("closed", Boolean, Once),
        ("datatype", Iri, Once),
        ("deactivated", Boolean, Once),
        ("disjoint", Iri, Any),
        ("equals", Iri, Any),
        ("flags", Text, Once),
        ("hasValue", Anything, Any),
        ("ignoredProperties", Iris, Once),
        ("in", Terms, Once),
        ("languageIn", Texts, Once),
        ("lessThan", Iri, AnyWithPath),
        ("lessThanOrEquals", Iri, AnyWithPath),
        ("maxCount", Count, OnceWithPath),
        ("maxExclusive", Literal, Once),
        ("maxInclusive", Literal, Once),
        ("maxLength", Count, Once),
        ("message", Literal, Any),
        ("minCount", Count, OnceWithPath),
        ("minExclusive", Literal, Once),
        ("minInclusive", Literal, Once),
        ("minLength", Count, Once),
        ("node", Shape, Any),
        ("nodeKind", NodeKind, Once),
        ("not", Shape, Once),
        ("or", Shapes, Any),
        ("path", Path, Once),
        ("pattern", Pattern, Once),
        ("property", PropertyShape, Any),
        ("qualifiedMaxCount", Count, Once),
        ("qualifiedMinCount", Count, Once),
        ("qualifiedValueShape", Shape, Once),
        ("qualifiedValueShapesDisjoint", Boolean, Once),
        ("severity", Iri, Once),
        ("targetClass", Iri, Any),
        ("targetNode", Anything, Any),
        ("targetObjectsOf", Iri, Any),
        ("targetSubjectsOf", Iri, Any),
        ("uniqueLang", Boolean, OnceWithPath),
        ("xone", Shapes, Any),
    ]
};

/// Properties that decide nothing: parts of paths, which are looked at where the path is, annotations, and reports.
const WITHOUT_EFFECT: [&str; 28] = [
    "alternativePath",
    "conforms",
    "declare",
    "defaultValue",
    "description",
    "detail",
    "focusNode",
    "group",
    "inversePath",
    "name",
    "namespace",
    "oneOrMorePath",
    "order",
    "prefix",
    "prefixes",
    "result",
    "resultMessage",
    "resultPath",
    "resultSeverity",
    "shapesGraph",
    "shapesGraphWellFormed",
    "sourceConstraint",
    "sourceConstraintComponent",
    "sourceShape",
    "suggestedShapesGraph",
    "value",
    "zeroOrMorePath",
    "zeroOrOnePath",
];

/// Properties of SHACL that are beyond its core.
const BEYOND_CORE: [&str; 20] = [
    "ask",
    "condition",
    "construct",
    "entailment",
    "expression",
    "filterShape",
    "js",
    "jsFunctionName",
    "jsLibrary",
    "labelTemplate",
    "nodeValidator",
    "optional",
    "parameter",
    "propertyValidator",
    "rule",
    "select",
    "sparql",
    "target",
    "update",
    "validator",
];

/// What is known of a property of the SHACL namespace.
pub(super) enum Known {
    Parameter(Parameter),
    WithoutEffect,
    BeyondCore,
    /// It is none.
    Unknown,
}

/// What is known of the property of that local name.
pub(super) fn known(local: &str) -> Known {
    if let Some((name, takes, times)) = PARAMETERS.into_iter().find(|(name, ..)| *name == local) {
        return Known::Parameter(Parameter { name, takes, times });
    }
    if WITHOUT_EFFECT.contains(&local) {
        return Known::WithoutEffect;
    }
    if BEYOND_CORE.contains(&local) {
        return Known::BeyondCore;
    }
    Known::Unknown
}

/// The parameter that was perhaps meant by that local name.
pub(super) fn nearest_parameter(local: &str) -> Option<&'static str> {
    nearest(local, PARAMETERS.iter().map(|(name, ..)| *name))
}
