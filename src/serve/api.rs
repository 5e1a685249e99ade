//! Named questions, coverage, proofs and searches as JSON: parameters in, the answers of the command line out.

use super::evaluation::{Asked, What, sound};
use super::graph::Graph;
use super::parameters::{Given, ITEM, SOUGHT, THING};
use super::reply::{Refusal, Reply};
use super::request::Ask;
use super::server::Server;
use super::sparql::answer_to;
use crate::coverage::{CoverageError, by_edition};
use crate::explain::{Extent, explain, proof_of_addressing, why_not};
use crate::export::{coverage_json, explanation_json, proof_json, why_not_json};
use crate::query::{Parameter, Question, Sought, Thing, catalogue, find, listed};
use crate::render::View;
use serde_json::{Value, json};
use std::sync::Arc;

/// The questions there are.
pub(crate) fn questions() -> Value {
    catalogue().iter().map(question).collect()
}

fn question(question: &Question) -> Value {
    let parameter = |parameter: &Parameter| {
        json!({
            "name": parameter.name, "type": parameter.kind.name(), "required": parameter.required,
            "example": parameter.example, "meaning": parameter.meaning,
        })
    };
    json!({
        "name": question.name,
        "title": question.title,
        "meaning": question.meaning,
        "parameters": question.parameters.iter().map(parameter).collect::<Vec<_>>(),
        "path": format!("/api/questions/{}", question.name),
        "sparql": question.text,
    })
}

/// The answer to a named question.
pub(super) async fn ask_question(server: &Arc<Server>, name: String, ask: Ask) -> Result<Reply, Refusal> {
    let what = What::Question { name, parameters: ask.parameters()? };
    answer_to(server, Asked::new(what, server.max_rows), ask).await
}

/// Coverage of an edition.
pub(crate) fn coverage(graph: &Graph, given: &Given) -> Result<Value, Refusal> {
    let selection = given.selection(View::Atlas.usual_framework())?;
    let coverage = by_edition(&graph.snapshot, &selection)?;
    sound(&graph.snapshot)?;
    Ok(coverage_json(&coverage))
}

/// Whether something is listed.
pub(crate) fn search(graph: &Graph, given: &Given) -> Result<Value, Refusal> {
    let sought = given.text(SOUGHT).unwrap_or_default();
    if sought.trim().is_empty() {
        return Err(Refusal::bad("there is nothing to look for"));
    }
    let answer = listed(&graph.snapshot, sought);
    sound(&graph.snapshot)?;
    serde_json::to_value(&answer).map_err(|error| Refusal::broken(error.to_string()))
}

/// What a thing is; or the proof that it addresses another, or what is missing for one.
pub(crate) fn explained(graph: &Graph, given: &Given) -> Result<Value, Refusal> {
    let snapshot = &graph.snapshot;
    let thing = given.text(THING).unwrap_or_default();
    let answer = if let Some(item) = given.text(ITEM) {
        let (resource, item) = (named(graph, thing, Sought::Resource)?, named(graph, item, Sought::Anything)?);
        let proof = proof_of_addressing(snapshot, &resource.iri, &item.iri, Extent::Best)
            .map_err(|error| Refusal::broken(error.to_string()))?;
        let is_proved = !proof.goals.is_empty();
        let notices: Vec<String> = resource.notice.into_iter().chain(item.notice).collect();
        json!({
            "thing": resource.iri.as_str(),
            "item": item.iri.as_str(),
            "notices": notices,
            "verdict": proof.verdict,
            "proof": is_proved.then(|| proof_json(&proof)),
            "whyNot": (!is_proved).then(|| why_not_json(&why_not(snapshot, &resource.iri, &item.iri))),
        })
    } else {
        let thing = named(graph, thing, Sought::Anything)?;
        let unknown = || Refusal::not_found(format!("the graph says nothing of {}", thing.iri));
        let mut json = explanation_json(&explain(snapshot, &thing.iri).ok_or_else(unknown)?);
        json["notices"] = json!(thing.notice.iter().collect::<Vec<_>>());
        json
    };
    sound(snapshot)?;
    Ok(answer)
}

fn named(graph: &Graph, text: &str, sought: Sought) -> Result<Thing, Refusal> {
    find(&graph.snapshot, text, sought).map_err(|error| Refusal::not_found(error.to_string()))
}

impl From<CoverageError> for Refusal {
    fn from(error: CoverageError) -> Self {
        Self::not_found(error.to_string())
    }
}
