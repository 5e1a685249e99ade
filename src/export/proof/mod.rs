//! Proofs as Markdown, JSON and PROV-O, and what is missing for one: a proof or lack goes in, text or quads come out.

mod prov;

pub use prov::proof_quads;

use crate::explain::{LineKind, Place, Proof, Verdict, WhyNot};
use crate::vocab::{counted, markdown_code, markdown_quoting};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// A proof as nested lists below its verdict: what follows in bold with its rule, below it what it rests on with source
/// and line, but for details.
pub fn proof_markdown(proof: &Proof) -> String {
    let mut text =
        proof.verdict.as_ref().map(|says| format!("{}\n\n", markdown_quoting(&says.to_string()))).unwrap_or_default();
    for line in proof.outline().into_iter().filter(|line| line.kind != LineKind::Detail) {
        let says = markdown_quoting(&line.says);
        let says = if line.kind == LineKind::Derived { format!("**{says}**") } else { says };
        let place = line.place.map(|place| markdown_code(&format!("{}:{}", place.source, place.line)));
        let rule = line.rule.map(|rule| format!("rule {}", markdown_code(&rule)));
        let others = (line.others > 0).then(|| counted(line.others, "more way"));
        let notes: Vec<String> = [place, rule, others].into_iter().flatten().collect();
        let notes = if notes.is_empty() { String::new() } else { format!(" — {}", notes.join(", ")) };
        let _ = writeln!(text, "{}- {says}{notes}", "  ".repeat(line.depth));
    }
    text
}

/// Why a resource does not address a thing, or not further, as a list: the verdict, then what is missing, and below it
/// the rows that come closest.
pub fn why_not_markdown(why: &WhyNot) -> String {
    let mut text = format!("{}\n", markdown_quoting(&why.verdict.to_string()));
    for missing in &why.missing {
        let _ = write!(text, "\n- {}", markdown_quoting(&missing.says));
        for place in &missing.closest {
            let at = markdown_code(&format!("{}:{}", place.source, place.line));
            let _ = write!(text, "\n  - {} — {at}", markdown_quoting(&place.says));
        }
    }
    text + if why.missing.is_empty() { "" } else { "\n" }
}

/// The same as one JSON object: the `verdict` in a sentence, `addresses` (what coverage nodes say, one each), and what is
/// `missing`, the nearest first: the `lack` by a fixed word, what it `says`, and the `closest` rows (`source`, `line`,
/// `says`).
pub fn why_not_json(why: &WhyNot) -> Value {
    let place = |place: &Place| json!({ "source": place.source, "line": place.line, "says": place.says });
    let missing = why.missing.iter().map(|missing| {
        let closest: Vec<Value> = missing.closest.iter().map(place).collect();
        json!({ "lack": missing.lack.name(), "says": missing.says, "closest": closest })
    });
    json!({ "verdict": why.verdict.to_string(), "addresses": why.addresses, "missing": missing.collect::<Vec<_>>() })
}

/// A proof as one JSON object: its `verdict` in a sentence (or null), and `goals`, `statements` and `steps`, which name
/// one another by `id`.
///
/// A statement has `subject`, `predicate` and `object` as N-Triples writes them, `says` (the same in words), `kind`
/// (`derived`, `evidence`, `row` or `definition`), `places` (`source` and `line`, any of which would do), `steps` that
/// derive it, the best first, and how many `others` there are. A step has its `rule`, the rule's `title` and `titleZh`
/// (in Chinese, or null), the `premises` it takes and what must be `absent`.
pub fn proof_json(proof: &Proof) -> Value {
    let statements = proof.statements.iter().enumerate().map(|(id, proved)| {
        let [subject, predicate, object] = proved.triple.each_ref().map(ToString::to_string);
        let places = proved.places.iter().map(|place| json!({ "source": place.source, "line": place.line }));
        json!({
            "id": id, "subject": subject, "predicate": predicate, "object": object, "says": proved.says,
            "kind": kind(proved.kind), "places": places.collect::<Vec<_>>(), "steps": proved.steps,
            "others": proved.others,
        })
    });
    let steps = proof.steps.iter().enumerate().map(|(id, step)| {
        json!({
            "id": id, "rule": step.rule, "title": step.title, "titleZh": step.title_zh,
            "premises": step.premises, "absent": step.absent,
        })
    });
    json!({
        "verdict": proof.verdict.as_ref().map(Verdict::to_string),
        "goals": proof.goals,
        "statements": statements.collect::<Vec<_>>(),
        "steps": steps.collect::<Vec<_>>(),
    })
}

fn kind(kind: LineKind) -> &'static str {
    match kind {
        LineKind::Evidence => "evidence",
        LineKind::Derived | LineKind::Detail | LineKind::Way => "derived",
        LineKind::Row => "row",
        LineKind::Absent => "absent",
        LineKind::Definition => "definition",
    }
}
