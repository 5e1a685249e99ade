//! The table twins and DOT say what the picture says, and are safe where they are opened.

use super::hostile::with_names;
use super::sample::overview;
use super::{overviews, write};
use aisec_graph::render::{Format, Options, View};

#[test]
fn the_lifecycle_table_has_every_risk_with_its_counts() {
    let csv = write(View::Lifecycle, &overview(), Options::default(), Format::Csv);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("well-formed");
    assert_eq!(rows.len(), 34);
    assert_eq!(rows.iter().filter(|row| &row[4] == "gap").count(), 15);
    let adversarial = rows.iter().find(|row| &row[2] == "R9-Security").expect("R9");
    assert_eq!((&adversarial[5], &adversarial[6], &adversarial[7], &adversarial[9]), ("12", "1", "2", "10"));
}

#[test]
fn the_layered_table_has_every_link_and_every_loose_end() {
    let json = write(View::Layered, &overview(), Options::default(), Format::Json);
    let value: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let rows = value["rows"].as_array().expect("rows");
    let count =
        |kind: &str, basis: &str| rows.iter().filter(|row| row["to_kind"] == kind && row["basis"] == basis).count();
    assert_eq!(count("item", "mapping"), 27);
    assert_eq!(count("risk", ""), 15, "a gap has a row");
    assert_eq!(count("item", ""), 3, "an item nobody mapped has a row");
    assert!(rows.iter().any(|row| row["to"] == "LLM08:2026" && row["to_state"] == "not assessed"));
    assert_eq!(value["provenance"]["draftMappings"], true);
    assert_eq!(value["provenance"]["graphSha256"], "3f1c0d9ab2e47755aa00");
}

#[test]
fn spreadsheets_run_no_formula() {
    let mut odd = overview();
    odd.risks[0].name = "=HYPERLINK(\"http://evil\")".into();
    odd.risks[1].name = "@SUM(1)".into();
    let csv = write(View::Lifecycle, &odd, Options::default(), Format::Csv);
    assert!(csv.contains("'=HYPERLINK") && csv.contains("'@SUM"));
}

#[test]
fn markdown_acts_on_no_name() {
    let mut odd = overview();
    odd.risks[0].name = "a|b [x](javascript:alert(1)) <img> `c` _d_".into();
    let text = write(View::Lifecycle, &odd, Options::default(), Format::Markdown);
    assert!(text.contains(r"a\|b \[x\](javascript:alert(1)) &lt;img&gt; \`c\` \_d\_"));
}

#[test]
fn dot_is_read_back_whole() {
    for (view, nodes, edges) in [(View::Lifecycle, 34, 8), (View::Matrix, 70, 62), (View::Layered, 80, 89)] {
        let dot = write(view, &overview(), Options::default(), Format::Dot);
        let graph = graphviz_rust::parse(&dot).expect("DOT");
        let graphviz_rust::dot_structures::Graph::DiGraph { stmts, .. } = graph else { panic!("a digraph") };
        let text = format!("{stmts:?}");
        assert_eq!(text.matches("Node(Node {").count(), nodes, "{view:?}");
        assert_eq!(text.matches("Edge(Edge {").count(), edges, "{view:?}");
    }
    let hostile = write(View::Matrix, &with_names(r#"x" URL="javascript:alert(1)\"#), Options::default(), Format::Dot);
    assert!(hostile.contains(r#"label="x\" URL=\"javascript:alert(1)\\""#), "{}", hostile.get(..600).unwrap_or(""));
    graphviz_rust::parse(&hostile).expect("DOT");
}

#[test]
fn risks_of_several_lists_are_told_apart_in_every_format() {
    let alone = overview();
    let mut several = overview();
    several.layers.last_mut().expect("a layer").list = "team".into();
    for view in overviews() {
        for (format, _) in Format::ALL {
            let text = |overview| write(view, overview, Options::default(), format);
            assert!(!text(&alone).contains("mlsecops:"), "{view:?} as {format:?} names the only list");
            let text = text(&several);
            assert!(text.contains("mlsecops:") && text.contains("team:"), "{view:?} as {format:?}");
        }
    }
}
