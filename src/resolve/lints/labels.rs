//! Labels that reviewed claims deny: a question for the author, never an error.
//!
//! A claim speaks of the risk of a shipped list. It is held against a label of another list only where that list
//! defines the same code under the same name.

use super::Placed;
use crate::catalog::{Catalog, Claim, Curie, Polarity, ResourceKey, Risk, RiskKey};
use crate::diagnostic::{Code, Diagnostic};
use crate::resolve::folded_name;
use crate::source::Span;
use std::collections::BTreeMap;

pub(super) fn check(placed: &[Placed<'_>], catalog: &Catalog) -> Vec<Diagnostic> {
    let mut claims: BTreeMap<&ResourceKey, Vec<&Claim>> = BTreeMap::new();
    for (resource, claim) in catalog.claims.values() {
        claims.entry(resource).or_default().push(claim);
    }
    let mut found = Vec::new();
    for entry in placed {
        let of_resource = claims.get(&entry.now).map_or(&[][..], Vec::as_slice);
        for risk in &entry.risks {
            found.extend(denied(entry, risk, of_resource, catalog));
        }
    }
    found
}

fn denied(entry: &Placed<'_>, label: &RiskKey, claims: &[&Claim], catalog: &Catalog) -> Option<Diagnostic> {
    let speaks_of = |claim: &&&Claim| is_about(&claim.object, label, catalog);
    let denial = claims.iter().filter(|claim| claim.polarity == Polarity::Denies).find(speaks_of)?;
    let risk = defined(label, catalog)?;
    let code = label.written_in(entry.source());
    let message = format!("`{}` is labelled {code}, and a review says that it does not address this", entry.entry.name);
    let mut found = Diagnostic::new(Code::LabelAgainstReview, message)
        .at(entry.source(), written(entry, label))
        .related(denial.origin.source.as_str(), denial.origin.span, "the review")
        .note(format!("the list: {}: {}", risk.name, risk.definition))
        .note(format!("the review: {}", denial.justification))
        .help("if the review is right, change the label; if it is wrong, say so where the claim is kept");
    let asserted = claims.iter().filter(|claim| claim.polarity == Polarity::Asserts);
    let mut others: Vec<String> = asserted
        .filter(|claim| claim.object.prefix == denial.object.prefix)
        .map(|claim| claim.object.local.clone())
        .collect();
    others.sort();
    others.dedup();
    if !others.is_empty() {
        found = found.note(format!("the review finds instead: {}", others.join(", ")));
    }
    Some(found)
}

/// Whether a claim's object is the risk of a label: that risk itself, or one of the same code and name.
fn is_about(object: &Curie, label: &RiskKey, catalog: &Catalog) -> bool {
    if object.local != label.code.to_string() {
        return false;
    }
    let same = RiskKey { list: object.prefix.clone(), code: label.code };
    let names = (defined(&same, catalog), defined(label, catalog));
    let (Some(one), Some(other)) = names else { return false };
    same == *label || folded_name(&one.name) == folded_name(&other.name)
}

fn defined<'c>(risk: &RiskKey, catalog: &'c Catalog) -> Option<&'c Risk> {
    catalog.lists.get(&risk.list)?.taxonomy.risk(risk.code)
}

/// Where the label stands; the entry's own place when it is written in a way of its own.
fn written(entry: &Placed<'_>, label: &RiskKey) -> Span {
    let spellings = [label.written_in(entry.source()), label.to_string()];
    let label = entry.entry.risks.iter().find(|written| spellings.iter().any(|text| *text == written.text.trim()));
    label.map_or_else(|| entry.span(), |written| written.span)
}
