//! OSCAL 1.2, as JSON: tools as components with what they address, and our mappings between risks and items.
//!
//! A snapshot and a selection go in, a document comes out. Items of every kind stand where OSCAL has controls: it has
//! no other word for what a catalog lists. Identifiers are UUIDs of version 5, so the same is called the same in every
//! document.

mod components;
mod mappings;

pub use components::oscal_components;
pub use mappings::{MappingsError, oscal_mappings};

use super::{uuid, whole_date};
use crate::coverage::{EditionInfo, Facts};
use crate::vocab::aisec::{self, class};
use crate::vocab::{dcterms, web_address};
use serde_json::{Value, json};

/// The version of OSCAL that is written: 1.2 is the first with mappings.
const OSCAL: &str = "1.2.1";

/// A property in our namespace; nothing without a value.
fn property(name: &str, value: &str) -> Option<Value> {
    let value = line(value);
    (!value.is_empty()).then(|| json!({ "name": name, "ns": aisec::NAMESPACE, "value": value }))
}

/// A text on one line, without space around it, as OSCAL has titles and values.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The last part of an IRI as a token: what a control is called in a catalog.
fn token(iri: &str) -> String {
    let local = iri.rsplit('/').next().unwrap_or(iri);
    let allowed = |c: char| if c.is_ascii_alphanumeric() || "-._".contains(c) { c } else { '-' };
    let token: String = local.chars().map(allowed).collect();
    if token.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') { token } else { format!("_{token}") }
}

/// Puts a list where there is one: OSCAL has no empty lists.
fn put_list(document: &mut Value, key: &str, list: Vec<Value>) {
    if !list.is_empty() {
        document[key] = Value::Array(list);
    }
}

/// The head of a document.
fn metadata(facts: Facts<'_>, title: &str, props: Vec<Option<Value>>, remarks: &str) -> Value {
    let mut metadata = json!({
        "title": line(title), "last-modified": modified(facts), "version": version(facts), "oscal-version": OSCAL,
    });
    put_list(&mut metadata, "props", props.into_iter().flatten().collect());
    metadata["remarks"] = remarks.into();
    metadata
}

/// The graph's digest is the version of what is said: another graph, another document.
fn version(facts: Facts<'_>) -> String {
    match crate::coverage::graph_digest(facts.snapshot) {
        "" => "unknown".to_owned(),
        digest => digest.to_owned(),
    }
}

/// The day of the newest claim or mapping: no clock takes part.
fn modified(facts: Facts<'_>) -> String {
    let dated = facts.members(class::CLAIM).chain(facts.members(class::MAPPING_SET));
    let newest = dated.filter_map(|one| facts.text(one, dcterms::DATE)).max().unwrap_or("1970-01-01");
    format!("{}T00:00:00Z", whole_date(newest))
}

/// The catalog of an edition or list, as a resource that others point to.
fn resource(iri: &str, title: &str, address: &str) -> Value {
    let mut resource = json!({ "uuid": uuid::of_iri(iri), "title": line(title) });
    if let Some(address) = web_address(address) {
        resource["rlinks"] = json!([{ "href": address.as_str() }]);
    }
    resource
}

/// An edition as a resource.
fn edition_resource(edition: &EditionInfo) -> Value {
    resource(&edition_iri(&edition.id), &edition.title, &edition.homepage)
}

fn edition_iri(id: &str) -> String {
    format!("{}{id}", crate::vocab::ID)
}
