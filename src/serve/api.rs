//! Named questions, coverage, proofs and searches as JSON: parameters in, the answers of the command line out.

use super::evaluation::{Asked, What, sound};
use super::graph::Graph;
use super::parameters::{Given, ITEM, SOUGHT, STACK, THING};
use super::reply::{Refusal, Reply};
use super::request::Ask;
use super::server::Server;
use super::sparql::answer_to;
use crate::coverage::{AroundError, CoverageError, RecommendError, by_edition, catalog_states};
use crate::explain::{Extent, How, Reach, Verdict, explain, proof_of_addressing, why_not};
use crate::export::{coverage_json, explanation_json, proof_json, why_not_json};
use crate::query::{LookupError, Parameter, Question, Sought, Thing, catalogue, find, listed};
use crate::render::View;
use crate::snapshot::Snapshot;
use hyper::StatusCode;
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
            "example": parameter.example, "meaning": parameter.meaning, "meaningZh": parameter.meaning_zh,
        })
    };
    json!({
        "name": question.name,
        "title": question.title,
        "titleZh": question.title_zh,
        "meaning": question.meaning,
        "meaningZh": question.meaning_zh,
        "parameters": question.parameters.iter().map(parameter).collect::<Vec<_>>(),
        "path": format!("/api/questions/{}", question.name),
        "sparql": question.text,
    })
}

/// The answer to a named question.
pub(super) async fn ask_question(server: &Arc<Server>, name: String, ask: Ask) -> Result<Reply, Refusal> {
    let what = What::Question { name, parameters: ask.parameters()? };
    let answer = answer_to(server, Asked::new(what), ask).await;
    answer.map_err(|mut refusal| {
        if refusal.status == StatusCode::NOT_FOUND {
            refusal.message.push_str("; /api/questions lists them");
        }
        refusal
    })
}

/// Coverage of an edition.
pub(crate) fn coverage(graph: &Graph, given: &Given) -> Result<Value, Refusal> {
    let stack = given.stack(STACK, &graph.snapshot)?;
    let selection = given.selection_of(View::Atlas.usual_framework(), stack.as_ref())?;
    let coverage = by_edition(&graph.snapshot, &selection)?;
    let catalog = stack.map(|_| catalog_states(&graph.snapshot, &selection)).transpose()?;
    sound(&graph.snapshot)?;
    Ok(coverage_json(&coverage, catalog.as_ref()))
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
        let (resource, item) = (named(snapshot, thing, Sought::Resource)?, named(snapshot, item, Sought::Anything)?);
        let proof = proof_of_addressing(snapshot, &resource.iri, &item.iri, Extent::Best)
            .map_err(|error| Refusal::broken(error.to_string()))?;
        let is_proved = !proof.goals.is_empty();
        let notices: Vec<String> = resource.notice.into_iter().chain(item.notice).collect();
        json!({
            "thing": resource.iri.as_str(),
            "item": item.iri.as_str(),
            "notices": notices,
            "verdict": proof.verdict.as_ref().map(Verdict::to_string),
            "outcome": proof.verdict.as_ref().map(outcome),
            "proof": is_proved.then(|| proof_json(&proof)),
            "whyNot": (!is_proved).then(|| why_not_json(&why_not(snapshot, &resource.iri, &item.iri))),
        })
    } else {
        let thing = named(snapshot, thing, Sought::Anything)?;
        let unknown = || Refusal::not_found(format!("the graph says nothing of {}", thing.iri));
        let mut json = explanation_json(&explain(snapshot, &thing.iri).ok_or_else(unknown)?);
        json["notices"] = json!(thing.notice.iter().collect::<Vec<_>>());
        json
    };
    sound(snapshot)?;
    Ok(answer)
}

/// A verdict in its parts, for those who put it in words of their own.
fn outcome(verdict: &Verdict) -> Value {
    let Verdict { by, what, edition, how } = verdict;
    let group = |(role, evidence): &(String, String)| json!({ "roleGroup": role, "evidence": evidence });
    let reach = |reach: &Reach| {
        let groups: Vec<Value> = reach.groups.iter().map(group).collect();
        json!({ "grade": reach.grade, "groups": groups })
    };
    let (how, reaches) = match how {
        How::Addresses(reaches) => ("addresses", reaches.as_slice()),
        How::Denied => ("denied", [].as_slice()),
        How::Unsaid => ("unsaid", [].as_slice()),
        How::Replaced => ("replaced", [].as_slice()),
    };
    json!({
        "how": how, "by": by, "what": what, "edition": edition,
        "reaches": reaches.iter().map(reach).collect::<Vec<_>>(),
    })
}

/// The thing that a text names.
pub(super) fn named(snapshot: &Snapshot, text: &str, sought: Sought) -> Result<Thing, Refusal> {
    find(snapshot, text, sought).map_err(|error| match error {
        LookupError::OtherSort { .. } => Refusal::bad(error.to_string()),
        _ => Refusal::not_found(error.to_string()),
    })
}

impl From<CoverageError> for Refusal {
    fn from(error: CoverageError) -> Self {
        Self::not_found(error.to_string())
    }
}

impl From<AroundError> for Refusal {
    fn from(error: AroundError) -> Self {
        match error {
            AroundError::Coverage(error) => error.into(),
            error => Self::bad(error.to_string()),
        }
    }
}

impl From<RecommendError> for Refusal {
    fn from(error: RecommendError) -> Self {
        match error {
            RecommendError::Coverage(error) => error.into(),
            error => Self::bad(error.to_string()),
        }
    }
}
