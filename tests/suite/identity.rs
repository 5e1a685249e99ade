//! What is one thing and what is two: reviewed decisions, moves and titles.

use super::transcript::{findings, source};
use aisec_graph::catalog::{Catalog, IdentityDecision, ImportedList, Move, ToolFact};
use aisec_graph::diagnostic::{Code, Diagnostic, Severity};
use aisec_graph::import;
use aisec_graph::resolve::{Imported, WhenTitlesAgree, resolve};

const METADATA: &str = "#curie_map:
#  aisec: https://w3id.org/aisec-graph/ontology#
#  aisec-id: https://w3id.org/aisec-graph/id/
#  gh: https://github.com/
#  https: \"https:\"
#mapping_set_id: https://example.org/sets/mine
#subject_source: aisec-id:resource
subject_id\tsubject_label\tsubject_type\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification\tmapping_date\treviewer_label\tsee_also
";

/// A table of decisions: per row subject, predicate, modifier and object; a subject in quotes is a title.
fn table(rows: &[[&str; 4]]) -> String {
    let row = |[subject, predicate, modifier, object]: &[&str; 4]| {
        let title = subject.strip_prefix('"').and_then(|subject| subject.strip_suffix('"'));
        let (id, label, kind) = title.map_or((*subject, "", ""), |title| ("", title, "rdfs literal"));
        format!(
            "{id}\t{label}\t{kind}\t{predicate}\t{modifier}\t{object}\tsemapv:ManualMappingCuration\t2026-11\tme\thttps://example.org/why\n"
        )
    };
    METADATA.to_owned() + &rows.iter().map(row).collect::<String>()
}

fn decisions(rows: &[[&str; 4]]) -> Vec<IdentityDecision> {
    let checked = import::identity(&source("mine.sssom.tsv", &table(rows))).expect("the table can be read");
    assert_eq!(checked.diagnostics, []);
    checked.value
}

fn list(text: &str) -> ImportedList {
    import::list(&source("list.md", text)).value
}

fn moves(text: &str) -> Vec<Move> {
    import::moved(&source("moved.csv", &format!("from,to,date,evidence,note\n{text}"))).expect("a table").value
}

/// The keys of the resources, and what was found.
fn resolved(imported: Imported) -> (Vec<String>, Catalog, Vec<Diagnostic>) {
    let checked = resolve(imported);
    let keys = checked.value.resources.keys().map(|key| key.as_str().to_owned()).collect();
    (keys, checked.value, checked.diagnostics)
}

const SAME: [&str; 4] = ["https://a.example/x", "skos:exactMatch", "", "https://b.example/x"];
const DIFFERENT: [&str; 4] = ["https://a.example/x", "skos:exactMatch", "Not", "https://b.example/x"];

#[test]
fn two_addresses_said_to_be_one_are_one_resource_under_the_second() {
    let lists = vec![list("- [One](https://a.example/x) - First.\n- [Two](http://b.example/x/) - Second.\n")];
    let (keys, catalog, found) = resolved(Imported { lists, decisions: decisions(&[SAME]), ..Imported::default() });
    assert_eq!(keys, ["b.example/x"]);
    assert_eq!(found.iter().filter(|found| found.severity == Severity::Error).count(), 0);
    let resource = catalog.resources.values().next().expect("one");
    assert_eq!(resource.url.as_deref(), Some("http://b.example/x/"));
    let other: Vec<&str> = catalog.other_spellings.keys().map(aisec_graph::catalog::ResourceKey::as_str).collect();
    assert_eq!(other, ["a.example/x"]);
}

#[test]
fn a_thing_under_its_other_address_only_goes_by_the_address_decided_on() {
    let lists = vec![list("- [One](https://a.example/x) - First.\n")];
    let (keys, catalog, _) = resolved(Imported { lists, decisions: decisions(&[SAME]), ..Imported::default() });
    assert_eq!(keys, ["b.example/x"]);
    assert_eq!(catalog.resources.values().next().expect("one").url.as_deref(), Some("https://b.example/x"));
}

#[test]
fn a_title_said_to_be_at_an_address_is_there() {
    let row = ["\"A Long  Title\"", "skos:exactMatch", "", "https://b.example/x"];
    let lists = vec![list("- *A long title* - Its words.\n- [Two](https://b.example/x) - Second.\n")];
    let (keys, ..) = resolved(Imported { lists, decisions: decisions(&[row]), ..Imported::default() });
    assert_eq!(keys, ["b.example/x"]);
}

#[test]
fn a_move_is_not_followed_between_two_things_said_to_differ() {
    let lists = || vec![list("- [One](https://a.example/x) - First.\n- [Two](https://b.example/x) - Second.\n")];
    let table = "https://a.example/x,https://b.example/x,,https://example.org/why,\n";
    let (merged, ..) = resolved(Imported { lists: lists(), moves: moves(table), ..Imported::default() });
    assert_eq!(merged, ["b.example/x"]);
    let decisions = decisions(&[DIFFERENT]);
    let (apart, _, found) =
        resolved(Imported { lists: lists(), moves: moves(table), decisions, ..Imported::default() });
    assert_eq!(apart, ["a.example/x", "b.example/x"]);
    let blocked = found.iter().find(|found| found.code == Code::ContradictoryIdentity).expect("it is said");
    assert_eq!((blocked.severity, blocked.related.len()), (Severity::Note, 1));
}

#[test]
fn a_chain_of_moves_and_decisions_is_cut_where_two_things_differ() {
    let lists = vec![list(
        "- [One](https://a.example/x) - First.\n- [Two](https://b.example/x) - Second.\n- [Three](https://c.example/x) - Third.\n",
    )];
    let table = "https://b.example/x,https://c.example/x,,https://example.org/why,\n";
    let apart = ["https://a.example/x", "skos:exactMatch", "Not", "https://c.example/x"];
    let decisions = decisions(&[SAME, apart]);
    let (keys, ..) = resolved(Imported { lists, moves: moves(table), decisions, ..Imported::default() });
    assert_eq!(keys, ["b.example/x", "c.example/x"]);
}

#[test]
fn two_spellings_of_one_address_can_be_told_apart() {
    let row = ["https://github.com/o/n", "skos:exactMatch", "Not", "https://github.com/o/n/tree/main"];
    let text = "- [One](https://github.com/o/n.git) - First.\n- [Two](https://github.com/o/n/tree/main) - Second.\n";
    let (one, ..) = resolved(Imported { lists: vec![list(text)], ..Imported::default() });
    assert_eq!(one, ["github.com/o/n"]);
    let imported = Imported { lists: vec![list(text)], decisions: decisions(&[row]), ..Imported::default() };
    let (two, ..) = resolved(imported);
    assert_eq!(two.len(), 2);
    assert!(two.contains(&"github.com/o/n".to_owned()), "{two:?}");
}

#[test]
fn what_is_said_to_be_one_and_two_is_reported_at_both_rows() {
    let text = table(&[SAME, DIFFERENT, ["gh:o/n", "aisec:siteOf", "", "https://github.com/O/N/"]]);
    let table = source("mine.sssom.tsv", &text);
    let decisions = import::identity(&table).expect("the table can be read").value;
    let (_, catalog, found) = resolved(Imported { decisions, ..Imported::default() });
    assert_eq!(catalog.decisions.len(), 0, "nothing is listed");
    let errors: Vec<Diagnostic> = found.into_iter().filter(|found| found.severity == Severity::Error).collect();
    assert_eq!(errors.len(), 2);
    let line = |bytes: &std::ops::Range<usize>| table.line(bytes.start);
    let places: Vec<usize> = errors.iter().filter_map(|found| Some(line(&found.place.as_ref()?.bytes))).collect();
    assert_eq!(places, [9, 11]);
    assert_eq!(errors[0].related.iter().map(|other| line(&other.place.bytes)).collect::<Vec<_>>(), [10]);
    assert!(findings(&table, &errors).contains("`gh:o/n`") || findings(&table, &errors).contains("are one address"));
}

#[test]
fn a_row_that_cannot_be_read_is_reported_and_the_others_kept() {
    let rows = [
        ["not an address", "skos:exactMatch", "", "https://b.example/x"],
        ["https://a.example/x", "skos:closeMatch", "", "https://b.example/x"],
        ["https://a.example/x", "aisec:siteOf", "Not", "https://b.example/x"],
        SAME,
        SAME,
    ];
    let table = source("mine.sssom.tsv", &table(&rows));
    let checked = import::identity(&table).expect("the table can be read");
    assert_eq!(checked.value.len(), 1);
    let found: Vec<(&str, usize)> = checked
        .diagnostics
        .iter()
        .map(|found| (found.code.id(), table.line(found.place.as_ref().expect("a place").bytes.start)))
        .collect();
    let malformed = "import/malformed-row";
    assert_eq!(found, [(malformed, 9), (malformed, 10), (malformed, 11), ("import/duplicate-relation", 13)]);
}

#[test]
fn a_decision_on_what_nobody_lists_is_a_note() {
    let (_, _, found) = resolved(Imported { decisions: decisions(&[SAME]), ..Imported::default() });
    let [found] = found.as_slice() else { panic!("{found:#?}") };
    assert_eq!((found.code, found.severity), (Code::UnlistedResource, Severity::Note));
}

#[test]
fn a_site_and_its_repository_stay_two_and_the_site_knows_its_repository() {
    let row = ["https://nb.example/", "aisec:siteOf", "", "https://github.com/o/n"];
    let lists = vec![list("- [One](https://nb.example) - Site.\n- [One](https://github.com/o/n) - Code.\n")];
    let (keys, catalog, _) = resolved(Imported { lists, decisions: decisions(&[row]), ..Imported::default() });
    assert_eq!(keys, ["github.com/o/n", "nb.example"]);
    assert!(catalog.resources.values().all(|one| one.repository.as_deref() == Some("https://github.com/o/n")));
}

const PAPERS: &str = "## Papers
- [A Survey of Attacks on Very Large Models](https://arxiv.org/abs/2402.04249) - On one host.
- [A survey of attacks on very large models.](https://dl.acm.org/doi/10.1145/1) - On another.
- *A Survey of Attacks on Very Large Models* - Without an address.
- [Two Works Under One Very Long Title](https://arxiv.org/abs/2402.00001) - First.
- [Two Works Under One Very Long Title](https://arxiv.org/abs/2402.00002) - Second.
- [Short Title](https://arxiv.org/abs/2402.00003) - First.
- [Short Title](https://doi.org/10.1/2) - Second.

## Tools
- [A Survey of Attacks on Very Large Models](https://github.com/o/survey) - Its code.
";

#[test]
fn papers_under_one_long_title_are_one_only_when_that_is_asked_for() {
    let (apart, ..) = resolved(Imported { lists: vec![list(PAPERS)], ..Imported::default() });
    assert_eq!(apart.len(), 8, "{apart:#?}");
    let titles = WhenTitlesAgree::Merge;
    let (merged, _, found) = resolved(Imported { lists: vec![list(PAPERS)], titles, ..Imported::default() });
    let expected = [
        "arxiv.org/abs/2402.00001",
        "arxiv.org/abs/2402.00002",
        "arxiv.org/abs/2402.00003",
        "arxiv.org/abs/2402.04249",
        "doi.org/10.1/2",
        "github.com/o/survey",
    ];
    assert_eq!(merged, expected);
    assert_eq!(found.iter().filter(|found| found.code == Code::MergedByTitle).count(), 2);
}

#[test]
fn titles_never_merge_what_is_said_to_differ() {
    let row = ["https://arxiv.org/abs/2402.04249", "skos:exactMatch", "Not", "https://doi.org/10.1145/1"];
    let (lists, titles) = (vec![list(PAPERS)], WhenTitlesAgree::Merge);
    let (keys, ..) = resolved(Imported { lists, titles, decisions: decisions(&[row]), ..Imported::default() });
    assert!(keys.contains(&"doi.org/10.1145/1".to_owned()), "{keys:#?}");
}

const REPOSITORIES_MOVED: &str = "from,to,date,evidence,note
https://github.com/first/tool,https://github.com/second/tool,2024-01,https://example.org/one,
https://github.com/second/tool,https://github.com/Third/Thing,2025-01,https://example.org/two,
https://github.com/first/tool/wiki,https://wiki.example/,2024-06,https://example.org/wiki,
https://github.com/gone/away,https://gitlab.com/gone/away,2024-06,https://example.org/host,
";

/// Keys of what a list says, with the moves above.
fn with_moves(text: &str, rows: &[[&str; 4]]) -> (Vec<String>, Catalog, Vec<Diagnostic>) {
    let moves = import::moved(&source("moved.csv", REPOSITORIES_MOVED)).expect("a table").value;
    resolved(Imported { lists: vec![list(text)], moves, decisions: decisions(rows), ..Imported::default() })
}

#[test]
fn what_lies_in_a_repository_moves_with_it() {
    let (keys, catalog, found) = with_moves(
        "- [A](https://github.com/first/tool/tree/main/docs?plain=1#x) - Old.\n- [B](http://github.com/third/thing/tree/main/docs/?plain=1#x) - New.\n",
        &[],
    );
    assert_eq!(keys, ["github.com/third/thing/tree/main/docs%3Fplain=1%23x"]);
    let evidence: Vec<(&str, &str)> =
        catalog.moves.iter().map(|(from, (_, row))| (from.as_str(), row.evidence.as_str())).collect();
    let part = "tool/tree/main/docs%3Fplain=1%23x";
    let (one, two) = ("https://example.org/one", "https://example.org/two");
    let [first, second] = ["first", "second"].map(|owner| format!("github.com/{owner}/{part}"));
    let expected = [("github.com/first/tool", one), (&first, one), ("github.com/second/tool", two), (&second, two)];
    assert_eq!(evidence, expected, "the repository's moves and those of its part");
    let moved: Vec<&str> =
        found.iter().filter(|found| found.code == Code::MovedResource).map(|found| found.message.as_str()).collect();
    assert_eq!(moved, ["the repository that `A` lies in has moved to https://github.com/Third/Thing"]);
}

#[test]
fn a_part_has_its_present_address_where_only_the_former_one_is_listed() {
    let (_, catalog, _) = with_moves("- [A](https://github.com/first/tool/issues/1) - Old.\n", &[]);
    let urls: Vec<Option<&str>> = catalog.resources.values().map(|one| one.url.as_deref()).collect();
    assert_eq!(urls, [Some("https://github.com/Third/Thing/issues/1")]);
}

#[test]
fn a_row_on_a_part_itself_stands_above_the_row_on_its_repository() {
    let (keys, ..) = with_moves("- [A](https://github.com/first/tool/wiki) - Old.\n", &[]);
    assert_eq!(keys, ["wiki.example"]);
}

#[test]
fn a_part_stays_where_its_repository_went_to_another_host_or_a_decision_keeps_it() {
    let (keys, ..) = with_moves("- [A](https://github.com/gone/away/tree/main/docs) - Old.\n", &[]);
    assert_eq!(keys, ["github.com/gone/away/tree/main/docs"]);
    let apart = ["https://github.com/first/tool", "skos:exactMatch", "Not", "https://github.com/second/tool"];
    let (keys, ..) = with_moves("- [A](https://github.com/first/tool/tree/main/docs) - Old.\n", &[apart]);
    assert_eq!(keys, ["github.com/first/tool/tree/main/docs"]);
}

#[test]
fn the_move_of_a_part_does_not_depend_on_which_spelling_comes_first() {
    let items = [
        "- [A](https://github.com/first/tool/wiki/x) - One.\n",
        "- [A](http://www.github.com/First/Tool/wiki/x/) - Two.\n",
    ];
    let moves = |items: &[&str]| with_moves(&items.concat(), &[]).1.moves;
    assert_eq!(moves(&items).len(), 4, "the repository's two moves and two of its part");
    assert_eq!(moves(&items), moves(&[items[1], items[0]]));
}

fn tool_facts(rows: &str) -> Vec<ToolFact> {
    let table = source("facts.csv", &format!("resource,property,value,source,retrieved\n{rows}"));
    import::tool_facts(&table).expect("a table").value
}

#[test]
fn a_fact_goes_with_its_tool_where_that_moved_and_waits_for_a_tool_nobody_lists() {
    let lists = vec![list("- [New](https://github.com/new/tool) - Scans.\n")];
    let moves = moves("https://github.com/old/tool,https://github.com/new/tool,2026,https://example.org/why,\n");
    let tool_facts = tool_facts(
        "https://github.com/Old/Tool,license,MIT,https://example.org/a,2026\n\
         https://github.com/new/tool,license,MIT,https://example.org/b,2026\n\
         https://github.com/new/tool,purl,pkg:pypi/tool,https://example.org/c,2026\n\
         https://github.com/nobody/lists,license,MIT,https://example.org/d,2026\n",
    );
    let (_, catalog, found) = resolved(Imported { lists, moves, tool_facts, ..Imported::default() });
    let told: Vec<(&str, &str, &str)> = catalog
        .tool_facts
        .iter()
        .map(|(tool, fact)| (tool.as_str(), fact.value.as_str(), fact.evidence_url.as_str()))
        .collect();
    let tool = "github.com/new/tool";
    assert_eq!(told, [(tool, "MIT", "https://example.org/a"), (tool, "pkg:pypi/tool", "https://example.org/c")]);
    let unlisted: Vec<&str> =
        found.iter().filter(|found| found.code == Code::UnlistedResource).map(|found| found.message.as_str()).collect();
    assert_eq!(unlisted, ["no source lists `https://github.com/nobody/lists`"]);
}
