//! The API in `OpenAPI` 3.1, made of the tables that the server goes by: addresses, their parameters, the questions.

use super::negotiation::{Offer, RESULTS};
use super::page::Page;
use super::parameters::{Need, Parameter};
use super::routes::{ROUTES, Route, Takes};
use crate::query::{self, catalogue};
use crate::render::{Format, View};
use serde_json::{Map, Value, json};

/// The description. `{name}` in an address stands for one part of it.
pub(super) fn description() -> Value {
    let mut paths = Map::new();
    for route in &ROUTES {
        paths.insert(route.path.to_owned(), path(route));
    }
    for question in catalogue() {
        paths.insert(format!("/api/questions/{}", question.name), of_question(&question));
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "aisec",
            "summary": "The knowledge graph of AI security, read-only",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "paths": paths,
    })
}

fn path(route: &Route) -> Value {
    let mut parameters: Vec<Value> = route.parameters.iter().map(parameter).collect();
    if let Some(name) = route.part() {
        parameters.insert(0, json!({ "name": name, "in": "path", "required": true, "schema": part(route.page) }));
    }
    let get = json!({ "summary": route.about, "parameters": parameters, "responses": responses(&[]) });
    if route.takes == Takes::Reads {
        return json!({ "get": get });
    }
    let query = json!({ "type": "object", "required": ["query"], "properties": {
        "query": { "type": "string" },
        "default-graph-uri": { "type": "array", "items": { "type": "string", "format": "iri" } },
        "named-graph-uri": { "type": "array", "items": { "type": "string", "format": "iri" } },
    } });
    let body = json!({ "required": true, "content": {
        "application/sparql-query": { "schema": { "type": "string" } },
        "application/x-www-form-urlencoded": { "schema": query },
    } });
    let post = json!({ "summary": route.about, "requestBody": body, "responses": responses(&RESULTS) });
    json!({ "get": get, "post": post })
}

/// What may stand in the place of a part in braces.
fn part(page: Page) -> Value {
    if page == Page::Picture {
        let names = View::ALL.iter().flat_map(|(_, view)| Format::ALL.map(|(_, format)| format!("{view}.{format}")));
        return json!({ "type": "string", "enum": names.collect::<Vec<_>>() });
    }
    json!({ "type": "string" })
}

fn parameter(parameter: &Parameter) -> Value {
    let words = (parameter.words)();
    let schema =
        if words.is_empty() { json!({ "type": "string" }) } else { json!({ "type": "string", "enum": words }) };
    json!({
        "name": parameter.name, "in": "query", "required": parameter.need == Need::Required,
        "description": parameter.about, "schema": schema, "example": parameter.example,
    })
}

fn of_question(question: &query::Question) -> Value {
    let parameter = |parameter: &query::Parameter| {
        json!({
            "name": parameter.name, "in": "query", "required": parameter.required, "description": parameter.meaning,
            "schema": { "type": "string" }, "example": parameter.example,
        })
    };
    let parameters: Vec<Value> = question.parameters.iter().map(parameter).collect();
    json!({ "get": {
        "summary": question.title, "description": question.meaning, "parameters": parameters,
        "responses": responses(&RESULTS),
    } })
}

/// The answer in the forms on offer, and that there is none.
fn responses(offers: &[Offer]) -> Value {
    let content: Map<String, Value> = offers.iter().map(|offer| (offer.sent_as.to_owned(), json!({}))).collect();
    let fine = if content.is_empty() {
        json!({ "description": "The answer" })
    } else {
        json!({ "description": "The answer", "content": content })
    };
    let text = json!({ "text/plain": { "schema": { "type": "string" } } });
    json!({ "200": fine, "default": { "description": "Why there is no answer", "content": text } })
}
