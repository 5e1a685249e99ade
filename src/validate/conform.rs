//! SHACL Core: a snapshot and shapes in, a report out. The validator is the crate `shacl-rust`.

use super::report::{Finding, Path, Report, Step};
use super::shapes::{Shapes, ShapesError};
use super::text::{named, quoted, short};
use crate::diagnostic::Code;
use crate::snapshot::{Snapshot, TermId};
use crate::vocab::{rdf, rdfs, sh};
use oxrdf::{Graph, Literal, NamedOrBlankNode, Term, TermRef, Triple, TripleRef};
use shacl_rust::validation::build_target_cache;
use shacl_rust::validation::dataset::ValidationDataset;
use shacl_rust::{PathElement, ShaclError, ValidationResult, parse_shapes, validate};
use std::collections::{BTreeSet, HashSet};

/// Holds a graph, all its named graphs taken together, against shapes.
///
/// The same graph and shapes give the same report. At least O(focus nodes × shapes); paths and targets can make it far
/// more: shapes of strangers are to be run under limits.
///
/// # Errors
/// [`ShapesError::NotUnderstood`], which is a fault of ours: what is not understood was to be refused before.
pub fn conform(snapshot: &Snapshot, shapes: &Shapes) -> Result<Report, ShapesError> {
    let not_understood = |error: ShaclError| ShapesError::NotUnderstood(error.to_string());
    let parsed = parse_shapes(&shapes.graph).map_err(not_understood)?;
    let data = ValidationDataset::from_triples_with_experimental_index(looked_at(snapshot, shapes), Graph::new())
        .map_err(not_understood)?;
    let targets = build_target_cache(&data, &parsed);
    let focus_nodes: HashSet<TermRef<'_>> = targets.values().flatten().copied().collect();
    let results = validate(&data, &parsed).into_results();
    let findings = results.iter().map(|result| finding(result, shapes)).collect();
    let idle_targets = if focus_nodes.is_empty() { targets_of(shapes) } else { Vec::new() };
    let mut report = Report { findings, focus_nodes: focus_nodes.len(), idle_targets };
    report.sort();
    Ok(report)
}

/// What shapes are for, in words and in order.
fn targets_of(shapes: &Shapes) -> Vec<String> {
    let target = |triple: TripleRef<'_>| {
        let what = match triple.predicate {
            sh::TARGET_CLASS => "instances of",
            sh::TARGET_SUBJECTS_OF => "subjects of",
            sh::TARGET_OBJECTS_OF => "objects of",
            _ => return None,
        };
        Some(format!("{what} {}", quoted(triple.object)))
    };
    let stated = shapes.graph.iter().filter_map(target);
    // A shape that is a class is for its own instances.
    let classes = shapes.graph.subjects_for_predicate_object(rdf::TYPE, rdfs::CLASS);
    let classes = classes.map(|class| format!("instances of {}", quoted(class.into())));
    stated.chain(classes).collect::<BTreeSet<String>>().into_iter().collect()
}

/// The triples that can matter to shapes: all where one is closed, else those whose predicate one of them names.
fn looked_at(snapshot: &Snapshot, shapes: &Shapes) -> Vec<Triple> {
    if shapes.is_any_closed() {
        return snapshot.union_triples().collect();
    }
    let mentioned = shapes.graph.iter().filter_map(|triple| match triple.object {
        TermRef::NamedNode(node) => Some(node.as_str()),
        TermRef::BlankNode(_) | TermRef::Literal(_) => None,
    });
    let wanted: BTreeSet<&str> = mentioned.chain([rdf::TYPE.as_str(), rdfs::SUB_CLASS_OF.as_str()]).collect();
    let mut triples = Vec::new();
    for (predicate, term) in snapshot.predicates().filter(|(_, term)| wanted.contains(snapshot.text(*term))) {
        let Term::NamedNode(name) = snapshot.term(term) else { continue };
        let pairs = snapshot.pairs(predicate);
        let mut last: Option<(TermId, NamedOrBlankNode)> = None;
        for (subject, object) in pairs.subjects.iter().zip(pairs.objects.iter()) {
            let node = match last.take().filter(|(id, _)| *id == subject) {
                Some((_, node)) => node,
                None => match snapshot.term(subject) {
                    Term::NamedNode(node) => node.into(),
                    Term::BlankNode(node) => node.into(),
                    Term::Literal(_) => continue,
                },
            };
            triples.push(Triple::new(node.clone(), name.clone(), snapshot.term(object)));
            last = Some((subject, node));
        }
    }
    triples
}

fn finding(result: &ValidationResult<'_>, shapes: &Shapes) -> Finding {
    let shape = result.source_shape();
    let component = result.source_constraint_component().unwrap_or(sh::SPARQL_CONSTRAINT_COMPONENT);
    let path = result.result_path().map(|path| Path(path.get_elements().iter().map(step).collect()));
    let own = shapes.graph.objects_for_subject_predicate(shape, sh::MESSAGE);
    let mut messages: Vec<Literal> = own
        .filter_map(|message| match message {
            TermRef::Literal(message) => Some(message.into_owned()),
            TermRef::NamedNode(_) | TermRef::BlankNode(_) => None,
        })
        .collect();
    if messages.is_empty() {
        messages.extend(result.messages().iter().map(Literal::new_simple_literal));
    }
    messages.sort_by_key(ToString::to_string);
    let of_path = path.iter().map(|path| format!(", of {path}"));
    let about = format!("{}, {}", named(&shapes.graph, shape), short(component.as_str()));
    let value = result.value().filter(|value| *value != result.focus_node());
    Finding {
        code: Code::NotConforming,
        focus: result.focus_node().into_owned(),
        notes: std::iter::once(of_path.fold(about, |about, path| about + &path))
            .chain(value.map(|value| format!("the value is {}", quoted(value))))
            .collect(),
        path,
        value: result.value().map(TermRef::into_owned),
        severity: result.severity().into_owned(),
        source_shape: shape.into_owned(),
        component: component.into_owned(),
        messages,
        other: None,
        help: None,
    }
}

fn step(element: &PathElement<'_>) -> Step {
    let inner = |element: &PathElement<'_>| Box::new(step(element));
    match element {
        PathElement::Iri(iri) => Step::Property((*iri).into_owned()),
        PathElement::Inverse(iri) => Step::Inverse((*iri).into_owned()),
        PathElement::ZeroOrMore(element) => Step::ZeroOrMore(inner(element)),
        PathElement::OneOrMore(element) => Step::OneOrMore(inner(element)),
        PathElement::ZeroOrOne(element) => Step::ZeroOrOne(inner(element)),
        PathElement::Alternative(elements) => Step::Alternative(elements.iter().map(step).collect()),
    }
}
