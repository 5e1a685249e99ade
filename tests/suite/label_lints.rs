//! Labels held against the entry's own description, where no review speaks of them.

use super::transcript::{findings, project_file, source};
use aisec_graph::catalog::TopicWord;
use aisec_graph::diagnostic::{Code, Diagnostic, Severity};
use aisec_graph::import;
use aisec_graph::resolve::{Imported, resolve};
use aisec_graph::source::SourceText;
use std::collections::BTreeSet;

const RISKS: &str = "\n## Concern of Security and Privacy in Model Layer
- **Model Training (Dynamic Phase)**
  - **Risks:**
    - **Backdoor Attacks:** A trigger is hidden in the model. **(R1-Security)**
    - **Adversarial Examples:** Inputs are changed a little. **(R2-Security)**
    - **Bad Luck:** Something goes wrong. **(R3-Security)**
";
const CLAIMS: &str =
    "id,resource,polarity,object,extent,role,justification,evidence_url,retrieved,tool_version,creator,date
one,https://a.example/asserted,asserts,list:R1-Security,part,tests,It does.,https://example.org/,2026,,me,2026
two,https://a.example/denied,denies,list:R1-Security,,,It does not.,https://example.org/,2026,,me,2026
";

fn words() -> Vec<TopicWord> {
    import::topics(&project_file("data/words/topics.csv").expect("it is shipped")).expect("a table").value
}

/// What is asked about the label of one entry.
fn asked(name: &str, address: &str, description: &str, label: &str) -> (SourceText, Vec<Diagnostic>) {
    let row = format!("| [{name}](https://a.example/{address}) | {description} | {label} |");
    let list = source("list.md", &format!("| Tool | Description | Risk |\n|--|--|--|\n{row}\n{RISKS}"));
    let claims = import::claims(&source("claims.csv", CLAIMS)).expect("a table").value;
    let imported = Imported { lists: vec![import::list(&list).value], claims, topics: words(), ..Imported::default() };
    let mut found = resolve(imported).diagnostics;
    found.retain(|found| found.severity == Severity::Question);
    (list, found)
}

#[test]
fn a_description_of_another_topic_is_a_question_that_quotes_both_and_names_the_words() {
    let (list, found) = asked("One", "x", "Runs evasion attacks on classifiers.", "R1-Security");
    let expected = "question[resolve/label-against-description] 3:71 \"R1-Security\": `One` is labelled R1-Security, and its description speaks of something else
  note: the description speaks of evasion (`evasion`): Runs evasion attacks on classifiers.
  note: the risk speaks of poisoned or tampered training data (`backdoor`): Backdoor Attacks: A trigger is hidden in the model.
  help: if the description is right, change the label; if the label is right, say in the description what is done about it, or review the entry with a claim
";
    assert_eq!(findings(&list, &found), expected);
    let [related] = found[0].related.as_slice() else { panic!("{found:#?}") };
    assert_eq!((list.line(related.place.bytes.start), related.label.as_str()), (8, "the risk is defined here"));
}

#[test]
fn nothing_is_asked_where_either_text_may_mean_the_other_topic() {
    for (name, description, label) in [
        ("One", "Runs evasion attacks on classifiers.", "R2-Security"),
        ("One", "Runs evasion attacks and plants backdoors.", "R1-Security"),
        ("One", "Runs evasion attacks and watches a trigger.", "R1-Security"),
        ("Backdoor Toolbox", "Runs evasion attacks on classifiers.", "R1-Security"),
        ("One", "Runs evasion attacks and finds other vulnerabilities.", "R1-Security"),
        ("One", "Runs evasion attacks on classifiers.", "R3-Security"),
        ("One", "Is a tool.", "R1-Security"),
        ("Evasion", "Is a tool.", "R1-Security"),
        ("One", "", "R1-Security"),
        ("One", "Says nothing of invasions or pgdump.", "R1-Security"),
    ] {
        let (list, found) = asked(name, "x", description, label);
        assert_eq!(findings(&list, &found), "", "{name}: {description} {label}");
    }
}

#[test]
fn words_are_found_in_any_case_form_and_language() {
    for description in ["JAIL-BREAKS models.", "Jailbreaking for all.", "检测提示词注入与越狱。", "ＬＬＭ提示注入"]
    {
        let (list, found) = asked("One", "x", description, "R1-Security");
        assert!(findings(&list, &found).contains("speaks of prompt attacks (`"), "{description}");
    }
}

#[test]
fn a_label_that_a_review_speaks_of_is_not_held_against_the_description() {
    let description = "Runs evasion attacks on classifiers.";
    let (_, found) = asked("One", "asserted", description, "R1-Security");
    assert!(found.is_empty(), "{found:#?}");
    let (_, found) = asked("One", "denied", description, "R1-Security");
    assert_eq!(found.iter().map(|found| found.code).collect::<Vec<_>>(), [Code::LabelAgainstReview]);
}

#[test]
fn a_long_description_is_quoted_in_part() {
    let (_, found) = asked("One", "x", &"evasion ".repeat(10_000), "R1-Security");
    assert!(found[0].notes.iter().all(|note| note.chars().count() < 400), "{:?}", found[0].notes);
}

/// Places of the questions of one code in the shipped list.
fn questions(code: Code, claims: &str) -> BTreeSet<usize> {
    let file = |path| project_file(path).expect("it is shipped");
    let imported = Imported {
        lists: vec![import::list(&file("data/catalogs/mlsecops.md")).value],
        claims: import::claims(&source("claims.csv", claims)).expect("a table").value,
        moves: import::moved(&file("data/identity/moved.csv")).expect("a table").value,
        topics: words(),
        ..Imported::default()
    };
    let found = resolve(imported).diagnostics.into_iter().filter(|found| found.code == code);
    found.filter_map(|found| Some(found.place?.bytes.start)).collect()
}

#[test]
fn descriptions_alone_ask_about_nothing_that_reviews_confirm() {
    let claims = project_file("data/claims/claims.csv").expect("it is shipped");
    let header = CLAIMS.lines().next().expect("a header");
    let denied = questions(Code::LabelAgainstReview, claims.text());
    let asked = questions(Code::LabelAgainstDescription, header);
    assert_eq!(denied.len(), 37);
    let wrongly: Vec<&usize> = asked.difference(&denied).collect();
    assert!(wrongly.is_empty(), "asked at {wrongly:?}, where no review denies the label");
    assert!(asked.len() >= 17, "{} of 37 labels that reviews deny are asked about without them", asked.len());
    assert!(questions(Code::LabelAgainstDescription, claims.text()).is_empty(), "a review speaks of every label");
}
