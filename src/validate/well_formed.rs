//! Whether shapes say what SHACL Core lets them say: a graph of shapes in, its faults out.
//!
//! The validator passes over what it cannot read, so that a shape with a slip in it finds nothing: here that is refused.

use super::lists::{members, node};
use super::parameters::{Known, Parameter, Takes, Times, known, nearest_parameter};
use super::paths::{has_path, path_fault};
use super::shapes::Fault;
use super::text::{named, quoted};
use crate::vocab::{SHACL, did_you_mean, sh};
use oxrdf::vocab::xsd;
use oxrdf::{Graph, NamedOrBlankNodeRef, TermRef, TripleRef};
use shacl_rust::core::constraints::PatternConstraint;
use std::collections::{BTreeMap, HashMap};

/// Flags of patterns that the validator heeds.
const FLAGS: [char; 3] = ['i', 'm', 's'];

/// Everything that is wrong with single properties of shapes, in no particular order.
pub(super) fn faults(graph: &Graph) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut shapes: HashMap<NamedOrBlankNodeRef<'_>, bool> = HashMap::new();
    let mut times: BTreeMap<(String, &str), (NamedOrBlankNodeRef<'_>, usize)> = BTreeMap::new();
    for triple in graph {
        let Some(local) = triple.predicate.as_str().strip_prefix(SHACL) else { continue };
        let what = match known(local) {
            Known::WithoutEffect => None,
            Known::BeyondCore => Some(format!("sh:{local} is beyond SHACL Core, which is what is supported")),
            // In data beside the shapes it may be anybody's.
            Known::Unknown if !*shapes.entry(triple.subject).or_insert_with_key(|node| is_shape(graph, *node)) => None,
            Known::Unknown => {
                let near = nearest_parameter(local).map(|near| format!("sh:{near}"));
                Some(format!("SHACL has no sh:{local}{}", did_you_mean(near.as_deref())))
            }
            Known::Parameter(parameter) => {
                times.entry((triple.subject.to_string(), parameter.name)).or_insert((triple.subject, 0)).1 += 1;
                value_fault(graph, &parameter, triple).map(|what| format!("sh:{local} {what}"))
            }
        };
        faults.extend(what.map(|what| Fault { about: named(graph, triple.subject), what }));
    }
    for ((_, name), (subject, count)) in times {
        let what = times_fault(graph, name, subject, count);
        faults.extend(what.map(|what| Fault { about: named(graph, subject), what }));
    }
    faults
}

/// What is wrong with how often and where a property stands.
fn times_fault(graph: &Graph, name: &str, subject: NamedOrBlankNodeRef<'_>, count: usize) -> Option<String> {
    let Known::Parameter(Parameter { times, .. }) = known(name) else { return None };
    let is_once = matches!(times, Times::Once | Times::OnceWithPath);
    if is_once && count > 1 {
        return Some(format!("sh:{name} may stand once and stands {count} times"));
    }
    let needs_path = matches!(times, Times::OnceWithPath | Times::AnyWithPath);
    (needs_path && !has_path(graph, subject.into())).then(|| format!("sh:{name} needs a shape with sh:path"))
}

/// Whether anything that makes a shape is said of a node.
fn is_shape(graph: &Graph, node: NamedOrBlankNodeRef<'_>) -> bool {
    graph.triples_for_subject(node).any(|triple| {
        let local = triple.predicate.as_str().strip_prefix(SHACL);
        local.is_some_and(|local| matches!(known(local), Known::Parameter(_)))
    })
}

/// What is wrong with a value, to follow the name of its property.
fn value_fault<'g>(graph: &'g Graph, parameter: &Parameter, triple: TripleRef<'g>) -> Option<String> {
    let value = triple.object;
    let unless =
        |is_fine: bool, wanted: &str| (!is_fine).then(|| format!("takes {wanted}, and {} is none", quoted(value)));
    match parameter.takes {
        Takes::Anything => None,
        Takes::Iri => unless(matches!(value, TermRef::NamedNode(_)), "an IRI"),
        Takes::Literal => unless(matches!(value, TermRef::Literal(_)), "a literal"),
        Takes::Text => unless(is_text(value), "a string"),
        Takes::Boolean => unless(is_boolean(value), "`true` or `false`"),
        Takes::Count => count_fault(value),
        Takes::NodeKind => unless(is_node_kind(value), "a kind of node, such as sh:IRI or sh:Literal"),
        Takes::Path => path_fault(graph, value),
        Takes::Pattern => pattern_fault(graph, triple.subject, value),
        Takes::Shape => shape_fault(graph, value),
        Takes::PropertyShape => shape_fault(graph, value).or_else(|| {
            (!has_path(graph, value)).then(|| format!("takes a shape with sh:path, and {} has none", quoted(value)))
        }),
        Takes::Shapes => list_fault(graph, value, |member| shape_fault(graph, member)),
        Takes::Terms => list_fault(graph, value, |_| None),
        Takes::Texts => list_fault(graph, value, |member| {
            (!is_text(member)).then(|| format!("takes a list of strings, and {} is none", quoted(member)))
        }),
        Takes::Iris if value == TermRef::NamedNode(oxrdf::vocab::rdf::NIL) => None,
        Takes::Iris => list_fault(graph, value, |member| {
            let is_iri = matches!(member, TermRef::NamedNode(_));
            (!is_iri).then(|| format!("takes a list of IRIs, and {} is none", quoted(member)))
        }),
    }
}

/// What is wrong with a list, or with one of its members.
fn list_fault<'g>(
    graph: &'g Graph,
    head: TermRef<'g>,
    member_fault: impl Fn(TermRef<'g>) -> Option<String>,
) -> Option<String> {
    match members(graph, head) {
        Err(what) => Some(what.to_owned()),
        Ok(members) if members.is_empty() => Some("takes a list with members, and that one is empty".to_owned()),
        Ok(members) => members.into_iter().find_map(member_fault),
    }
}

fn shape_fault(graph: &Graph, value: TermRef<'_>) -> Option<String> {
    match node(value) {
        None => Some(format!("takes a shape, and {} is a literal", quoted(value))),
        Some(NamedOrBlankNodeRef::BlankNode(_)) => None,
        Some(named) => {
            let is_described = graph.triples_for_subject(named).next().is_some();
            (!is_described).then(|| format!("takes a shape, and nothing is said of {}", quoted(value)))
        }
    }
}

fn is_text(value: TermRef<'_>) -> bool {
    matches!(value, TermRef::Literal(literal) if literal.datatype() == xsd::STRING)
}

/// `1` and `0` are booleans as well, though to SHACL only `true` says that something holds (test uniqueLang-002 of W3C).
fn is_boolean(value: TermRef<'_>) -> bool {
    matches!(value, TermRef::Literal(literal)
        if literal.datatype() == xsd::BOOLEAN && matches!(literal.value(), "true" | "false" | "1" | "0"))
}

fn is_node_kind(value: TermRef<'_>) -> bool {
    const KINDS: [&str; 6] = ["BlankNode", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRI", "IRIOrLiteral", "Literal"];
    matches!(value, TermRef::NamedNode(kind)
        if kind.as_str().strip_prefix(SHACL).is_some_and(|local| KINDS.contains(&local)))
}

fn count_fault(value: TermRef<'_>) -> Option<String> {
    let number = match value {
        TermRef::Literal(literal) if literal.datatype() == xsd::INTEGER => literal.value(),
        _ => return Some(format!("takes a whole number, and {} is none", quoted(value))),
    };
    let digits = number.strip_prefix('+').unwrap_or(number);
    match number.parse::<i32>() {
        Ok(0..) => None,
        Err(_) if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            Some(format!("takes a whole number up to {}, and {} is greater", i32::MAX, quoted(value)))
        }
        _ => Some(format!("takes a whole number from 0, and {} is none", quoted(value))),
    }
}

fn pattern_fault(graph: &Graph, shape: NamedOrBlankNodeRef<'_>, value: TermRef<'_>) -> Option<String> {
    let TermRef::Literal(pattern) = value else {
        return Some(format!("takes a string, and {} is none", quoted(value)));
    };
    let flags = match graph.object_for_subject_predicate(shape, sh::FLAGS) {
        Some(TermRef::Literal(flags)) => Some(flags.value().to_owned()),
        _ => None,
    };
    if let Some(flag) = flags.iter().flat_map(|flags| flags.chars()).find(|flag| !FLAGS.contains(flag)) {
        return Some(format!("is not supported with the flag `{flag}`; `i`, `m` and `s` are"));
    }
    if subtracts_classes(pattern.value()) {
        let what = "takes a regular expression, and one with a class less another is not supported";
        return Some(format!("{what}: {}", quoted(value)));
    }
    // What the validator cannot compile it takes for a pattern that fits everything.
    let is_read = PatternConstraint::new(pattern.value().to_owned(), flags).compiled.is_some();
    (!is_read).then(|| format!("takes a regular expression, and {} cannot be read as one", quoted(value)))
}

/// Whether a pattern has `[a-z-[aeiou]]`, which `XPath` takes for a difference of classes and the reader for a union.
fn subtracts_classes(pattern: &str) -> bool {
    let (mut is_escaped, mut is_in_class, mut before) = (false, false, ' ');
    for c in pattern.chars() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '[' if is_in_class && before == '-' => return true,
            '[' => is_in_class = true,
            ']' => is_in_class = false,
            _ => {}
        }
        before = c;
    }
    false
}
