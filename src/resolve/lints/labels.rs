//! Labels that reviewed claims deny, or that the entry's own description does not bear out: questions for the author,
//! never errors.
//!
//! A review stands above a description: a label that a claim denies is asked about for that, one that a claim confirms
//! is not asked about, and only one that no claim speaks of is held against the description. That no claim speaks of
//! it is no reason to ask: claims say what somebody looked at, not all that is true.
//!
//! A claim speaks of the risk of a shipped list. It is held against a label of another list only where that list
//! defines the same code under the same name.

use super::Placed;
use super::topics::{About, Topics};
use crate::catalog::{Catalog, Claim, Curie, Polarity, ResourceKey, Risk, RiskKey, TopicWord};
use crate::diagnostic::{Code, Diagnostic, Noticed};
use crate::resolve::folded_name;
use crate::source::Span;
use crate::vocab::cut;
use std::collections::BTreeMap;

/// Characters of a description or definition that are quoted at most.
const CHARACTERS_QUOTED: usize = 300;

pub(super) fn check(placed: &[&Placed<'_>], catalog: &Catalog, words: &[TopicWord], noticed: &mut Noticed) {
    let mut claims: BTreeMap<&ResourceKey, Vec<&Claim>> = BTreeMap::new();
    for (resource, claim) in catalog.claims.values() {
        claims.entry(resource).or_default().push(claim);
    }
    let mut descriptions = Descriptions { topics: Topics::new(words), risks: BTreeMap::new() };
    for entry in placed {
        let of_resource = claims.get(&entry.now).map_or(&[][..], Vec::as_slice);
        for risk_key in &entry.risks {
            let Some(risk) = defined(risk_key, catalog) else { continue };
            let label = Label { entry, risk_key, risk };
            let on_it: Vec<&Claim> =
                of_resource.iter().copied().filter(|claim| is_about(&claim.object, label.risk_key, catalog)).collect();
            noticed.extend(match on_it.iter().find(|claim| claim.polarity == Polarity::Denies) {
                Some(denial) => Some(label.denied(denial, of_resource)),
                None if on_it.is_empty() => descriptions.contradict(&label),
                None => None,
            });
        }
    }
}

/// A risk that an entry is labelled with.
struct Label<'a> {
    entry: &'a Placed<'a>,
    risk_key: &'a RiskKey,
    risk: &'a Risk,
}

impl Label<'_> {
    fn denied(&self, denial: &Claim, claims: &[&Claim]) -> Diagnostic {
        let (name, code) = (&self.entry.entry.name, self.risk_key.written_in(self.entry.source()));
        let message = format!("`{name}` is labelled {code}, and a review says that it does not address this");
        let mut found = Diagnostic::new(Code::LabelAgainstReview, message)
            .at(self.entry.source(), self.span())
            .related(denial.origin.source.as_str(), denial.origin.span, "the review")
            .note(format!("the list: {}: {}", self.risk.name, self.risk.definition))
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
        found
    }

    /// Where the label stands; the entry's own place when it is written in a way of its own.
    fn span(&self) -> Span {
        let spellings = [self.risk_key.written_in(self.entry.source()), self.risk_key.to_string()];
        let mut written = self.entry.entry.risks.iter();
        let label = written.find(|written| spellings.iter().any(|text| *text == written.text.trim()));
        label.map_or_else(|| self.entry.span(), |written| written.span)
    }
}

/// Descriptions and risks, compared by what they are about.
struct Descriptions<'a> {
    topics: Topics<'a>,
    /// What the risks met so far are about.
    risks: BTreeMap<&'a RiskKey, About<'a>>,
}

impl<'a> Descriptions<'a> {
    /// What is to be asked where an entry's description and the risk of its label speak of different topics. A name
    /// that touches the topic of the risk is reason enough not to ask.
    fn contradict(&mut self, label: &Label<'a>) -> Option<Diagnostic> {
        let description = label.entry.entry.description.as_ref()?;
        let Self { topics, risks } = self;
        let Risk { name, definition, span, .. } = label.risk;
        let risk = risks.entry(label.risk_key).or_insert_with(|| topics.about(&format!("{name}: {definition}")));
        let described = topics.about(&description.value).widened(topics.about(&label.entry.entry.name));
        if !described.contradicts(risk) {
            return None;
        }
        let code = label.risk_key.written_in(label.entry.source());
        let message =
            format!("`{}` is labelled {code}, and its description speaks of something else", label.entry.entry.name);
        let quoted = |text: &str| cut(text, CHARACTERS_QUOTED).into_owned();
        let (description, definition) = (quoted(&description.value), quoted(definition));
        let help = "if the description is right, change the label; if the label is right, say in the description what \
                    is done about it, or review the entry with a claim";
        let found = Diagnostic::new(Code::LabelAgainstDescription, message)
            .at(label.entry.source(), label.span())
            .related(label.risk_key.list.as_str(), *span, "the risk is defined here")
            .note(format!("the description speaks of {}: {description}", described.in_words()))
            .note(format!("the risk speaks of {}: {}: {definition}", risk.in_words(), quoted(name)))
            .help(help);
        Some(found)
    }
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
