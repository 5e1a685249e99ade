//! Tests of RDF syntaxes: `aisec convert`, and the stock parsers.

use super::answer::{canonical, dataset};
use super::manifest::{Suites, Test, TestFile};
use super::{Verdict, Workspace};

pub(super) fn ours(suites: &Suites, test: &Test, workspace: &Workspace) -> Verdict {
    let input = Test::named_file(suites, test.action.as_ref());
    let outcome = workspace.run(["convert", input.path(), "--base", &input.iri, "--to", "nquads"]);
    let read = match outcome.status {
        Some(0) => Ok(outcome.stdout),
        Some(3) if outcome.stdout.is_empty() && outcome.stderr.starts_with("error: ") => Err(outcome.stderr),
        _ => return Err(format!("{outcome:?}")),
    };
    judge(suites, test, read.map(|text| (text.into_bytes(), "nq".to_owned())), &input)
}

pub(super) fn stock(suites: &Suites, test: &Test) -> Verdict {
    let input = Test::named_file(suites, test.action.as_ref());
    let read = dataset(&input.bytes(), input.extension(), &input.iri);
    judge(suites, test, read.map(|_| (input.bytes(), input.extension().to_owned())), &input)
}

/// Holds what was read, or why nothing was, against the test.
fn judge(suites: &Suites, test: &Test, read: Result<(Vec<u8>, String), String>, input: &TestFile) -> Verdict {
    if test.kind.ends_with("NegativeSyntax") {
        return read.map_or(Ok(()), |_| Err("it was read, and is wrong".to_owned()));
    }
    let (bytes, extension) = read?;
    if test.kind.ends_with("PositiveSyntax") {
        return Ok(());
    }
    assert!(test.kind.ends_with("Eval"), "{} is a {}", test.iri, test.kind);
    let expected = Test::named_file(suites, test.result.as_ref());
    let expected = canonical(&dataset(&expected.bytes(), expected.extension(), &expected.iri)?);
    let found = canonical(&dataset(&bytes, &extension, &input.iri)?);
    if found == expected { Ok(()) } else { Err(format!("expected {expected:?}\n  but got {found:?}")) }
}
