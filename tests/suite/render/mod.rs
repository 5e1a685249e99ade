//! Pictures: what they say, that bytes do not vary, what happens when there is too much; and the tests' overviews.

mod change;
mod ego;
mod hostile;
mod legible;
mod sample;
mod stack;
mod tables;
mod trees;

use aisec_graph::coverage::{
    Addressing, Evidence, Grade, MappedItem, Overview, Provenance, Reach, ReviewStatus, RiskNode, RoleChoice,
    RoleGroup, Selection, State, ToolNode,
};
use aisec_graph::diagnostic::{Checked, Code};
use aisec_graph::render::{self, Format, Language, Options, Picture, Subject, View};
use change::{before, succession_of};
use ego::ego_of;
use roxmltree::Document;
use sample::{add_item, add_mapping, derive, overview};
use stack::stack_of;
use std::collections::{BTreeMap, BTreeSet};
use trees::tree_of;

fn picture(view: View, overview: &Overview, options: Options) -> Checked<Picture> {
    match view {
        View::Lifecycle => render::picture(Subject::Lifecycle(overview), options),
        View::Matrix => render::picture(Subject::Matrix(overview), options),
        View::Layered => render::picture(Subject::Layered(overview), options),
        View::Atlas => render::picture(Subject::Atlas(&tree_of(overview)), options),
        View::Rmf => render::picture(Subject::Rmf(&tree_of(overview)), options),
        View::Stack => {
            let (coverage, additions) = stack_of(overview);
            render::picture(Subject::Stack(&coverage, Some(&additions)), options)
        }
        View::Ego => render::picture(Subject::Ego(&ego_of(overview)), options),
        View::Bump => render::picture(Subject::Bump(&succession_of(overview)), options),
        View::Diff => {
            let sides = [(overview.edition_title.as_str(), &before(overview)), ("now", overview)];
            render::picture(Subject::Diff(sides), options)
        }
    }
}

fn write(view: View, overview: &Overview, options: Options, format: Format) -> String {
    let mut out = Vec::new();
    picture(view, overview, options).value.write(format, &mut out).expect("a vector takes every byte");
    String::from_utf8(out).expect("every format is UTF-8")
}

fn svg(view: View, overview: &Overview) -> String {
    write(view, overview, Options::default(), Format::Svg)
}

fn codes(view: View, overview: &Overview) -> Vec<Code> {
    picture(view, overview, Options::default()).diagnostics.iter().map(|found| found.code).collect()
}

fn views() -> [View; 9] {
    View::ALL.map(|(view, _)| view)
}

/// Those that count what tools address.
fn counting() -> impl Iterator<Item = View> {
    views().into_iter().filter(|view| view.counts_tools())
}

/// Those that show the risks of an overview.
fn overviews() -> [View; 3] {
    [View::Lifecycle, View::Matrix, View::Layered]
}

fn nothing() -> Overview {
    Overview {
        selection: Selection {
            evidence: Evidence::Reviewed,
            role: RoleChoice::Only(RoleGroup::Protected),
            ..Selection::by_default("owasp-llm-2026")
        },
        edition_title: "OWASP Top 10 for LLM Applications 2026".into(),
        provenance: Provenance::default(),
        layers: vec![],
        phases: vec![],
        risks: vec![],
        tools: vec![],
        items: vec![],
        groups: vec![],
        groups_zh: BTreeMap::new(),
        addressing: vec![],
        mapped: vec![],
        reach: vec![],
    }
}

/// More of everything: `tools` tools in all and at least `risks` risks in each phase.
fn enlarged(tools: usize, risks: usize) -> Overview {
    let mut out = overview();
    for tool in out.tools.len()..tools {
        let iri = format!("https://example.org/tool/{tool}");
        out.tools.push(ToolNode { iri, name: format!("Tool number {tool} of very many"), url: None });
        for step in 0..=tool % 3 {
            let (risk, group) = ((tool * 7 + step * 11) % out.risks.len(), RoleGroup::ALL[tool % 4].0);
            let reviewed = group != RoleGroup::Unstated;
            out.addressing.push(Addressing { tool, risk, grade: Grade::PartlyCovers, reviewed, group });
        }
    }
    for phase in 0..out.phases.len() {
        while out.phases[phase].risks.len() < risks {
            let risk = out.risks.len();
            out.phases[phase].risks.push(risk);
            out.risks.push(RiskNode {
                iri: format!("https://example.org/risk/{risk}"),
                code: format!("R{risk}-Security"),
                name: format!("Risk number {risk} with a rather long name"),
                name_zh: None,
                definition: String::new(),
                phase,
            });
        }
    }
    out.addressing.sort();
    out
}

/// The sample against an edition of `items` items under `groups` groups, with every state.
fn tactics(items: usize, groups: usize) -> Overview {
    let mut out = overview();
    out.items.clear();
    out.mapped.clear();
    out.groups = (0..groups).map(|group| format!("Tactic number {group}")).collect();
    for item in 0..items {
        let under: Vec<String> = if groups == 0 {
            vec![]
        } else {
            vec![out.groups[item % groups].clone(), out.groups[item * 3 % groups].clone()]
        };
        let under: Vec<&str> = under.iter().map(String::as_str).collect();
        add_item(&mut out, &format!("AML.T{item:04}.000"), &format!("Parent technique: Child number {item}"), &under);
        let risk = out.risks[item * 5 % out.risks.len()].code.clone();
        let grade = [Grade::RelatesTo, Grade::PartlyCovers, Grade::Covers][item % 3];
        add_mapping(&mut out, &risk, &format!("AML.T{item:04}.000"), grade);
    }
    derive(&mut out);
    for (item, (state, _)) in out.items.iter_mut().zip(State::ALL) {
        item.state = state;
    }
    out
}

/// The sample with an item that only claims of the last tools reach, of which one addresses no risk at all.
fn claimed() -> Overview {
    let mut out = overview();
    let unlinked = ToolNode { iri: "https://example.org/tool/z".into(), name: "Zebra".into(), url: None };
    out.tools.push(unlinked);
    let item = out.items.iter().position(|item| item.notation == "LLM08:2026").expect("an item without mapping");
    for tool in out.tools.len() - 3..out.tools.len() {
        let (grade, group) = (Some(Grade::PartlyCovers), RoleGroup::Exercised);
        out.reach.push(Reach { tool, item, grade, group, reviewed: true, claimed: true });
    }
    out.items[item].state = State::PartlyCovered;
    let long = "A name of an item that takes more than the room of a line below its id";
    out.items[item].label = long.into();
    let id = out.items[0].notation.clone();
    out.items[0].label = id;
    out
}

/// Every tool addresses every risk, every risk is mapped to every item.
fn dense() -> Overview {
    let mut out = tactics(60, 0);
    out.addressing.clear();
    out.mapped.clear();
    for tool in enlarged(130, 12).tools.into_iter().skip(out.tools.len()) {
        out.tools.push(tool);
    }
    for risk in 0..out.risks.len() {
        for tool in 0..out.tools.len() {
            let (grade, group) = (Grade::Covers, RoleGroup::ALL[(tool + risk) % 4].0);
            out.addressing.push(Addressing { tool, risk, grade, reviewed: group != RoleGroup::Unstated, group });
        }
        for item in 0..out.items.len() {
            out.mapped.push(MappedItem { risk, item, grade: Some(Grade::PartlyCovers) });
        }
    }
    out
}

fn every_size() -> Vec<Overview> {
    let mut protected = overview();
    protected.selection.role = RoleChoice::Only(RoleGroup::Protected);
    protected.addressing.retain(|link| link.group == RoleGroup::Protected);
    derive(&mut protected);
    let mut out = vec![nothing(), overview(), protected, enlarged(70, 12), enlarged(300, 3), enlarged(60, 40)];
    out.extend([claimed(), dense(), tactics(45, 0), tactics(200, 16), tactics(200, 0), tactics(400, 90)]);
    out
}

#[test]
fn title_is_the_finding() {
    let title = |view| picture(view, &overview(), Options::default()).value.title().to_owned();
    assert_eq!(title(View::Lifecycle), "15 of 34 risks have no tool in this catalog, 8 of them in Application");
    assert_eq!(
        title(View::Matrix),
        "15 of 34 risks have no tool in this catalog; 12 of 36 tools address Adversarial Attacks"
    );
    assert_eq!(
        title(View::Layered),
        "15 of 34 risks have no tool in this catalog; \
         OWASP Top 10 for LLM Applications 2026: no gap, 5 of 10 items not assessed"
    );
}

#[test]
fn title_and_subtitle_name_role_and_evidence() {
    let mut asked = overview();
    for (role, words) in [
        (RoleChoice::Any, "Addressed in some role, labels included"),
        (RoleChoice::Only(RoleGroup::Exercised), "Role exercised: tools that test or demonstrate"),
    ] {
        asked.selection.role = role;
        for view in counting() {
            let subtitle = picture(view, &asked, Options::default()).value.subtitle().to_owned();
            assert!(subtitle.contains(words) && subtitle.contains("evidence best"), "{subtitle}");
        }
    }
    let title = picture(View::Lifecycle, &asked, Options::default()).value.title().to_owned();
    assert!(title.starts_with("15 of 34 risks have no tool in this catalog that exercises them"), "{title}");
    asked.selection.evidence = Evidence::Reviewed;
    asked.selection.role = RoleChoice::Any;
    let subtitle = picture(View::Matrix, &asked, Options::default()).value.subtitle().to_owned();
    assert!(!subtitle.contains("labels included"), "{subtitle}");
}

#[test]
fn mappings_that_are_not_reviewed_are_named_in_every_format() {
    for view in views() {
        for format in [Format::Svg, Format::Csv, Format::Markdown, Format::Json] {
            let text = write(view, &overview(), Options::default(), format).to_lowercase();
            assert!(text.contains("draft mappings") || text.contains("\"draftmappings\": true"), "{view:?} {format:?}");
            let mut reviewed = overview();
            reviewed.provenance.mapping_review = Some(ReviewStatus::Reviewed);
            let text = write(view, &reviewed, Options::default(), format).to_lowercase();
            assert!(!text.contains("draft mappings"), "{view:?} {format:?}");
            let mut unstated = overview();
            unstated.provenance.mapping_review = Some(ReviewStatus::Unstated);
            let text = write(view, &unstated, Options::default(), format).to_lowercase();
            let is_named =
                text.contains("mappings of unstated review") || text.contains("\"mappingreview\": \"unstated\"");
            assert!(is_named && !text.contains("reviewed mappings"), "{view:?} {format:?}");
        }
    }
}

#[test]
fn foot_names_sources_edition_filter_version_and_digest() {
    for view in counting() {
        let svg = svg(view, &overview());
        for part in
            ["awesome-MLSecOps (2025-11, MIT)", "evidence best, role any", "aisec 0.1.0 · graph sha256 3f1c0d9ab2e4<"]
        {
            assert!(svg.contains(part), "{view:?} lacks {part}");
        }
    }
}

#[test]
fn gaps_are_named_in_the_description() {
    let svg = svg(View::Lifecycle, &overview());
    let parsed = Document::parse(&svg).expect("well-formed");
    let description = parsed.descendants().find(|node| node.has_tag_name("desc")).and_then(|node| node.text());
    assert!(description.is_some_and(|text| text.contains("R22-Security Runtime Exploitation")));
}

#[test]
fn chinese_words_and_names_are_used_where_known() {
    let options = Options { language: Language::Zh, ..Options::default() };
    let svg = write(View::Lifecycle, &overview(), options, Format::Svg);
    assert!(svg.contains("34 项风险中有 15 项在本目录中没有工具，其中 8 项在应用层"));
    assert!(svg.contains("lang=\"zh-Hans\"") && svg.contains("数据层") && svg.contains("Data Collection"));
}

// Determinism.

fn shuffled(original: &Overview) -> Overview {
    let mut out = original.clone();
    let tools = out.tools.len();
    let place = |tool: usize| (tool * 5 + 3) % tools;
    for (index, tool) in original.tools.iter().enumerate() {
        out.tools[place(index)] = tool.clone();
    }
    out.addressing.iter_mut().for_each(|link| link.tool = place(link.tool));
    out.reach.iter_mut().for_each(|link| link.tool = place(link.tool));
    out.addressing.reverse();
    out.mapped.rotate_left(7);
    out.reach.reverse();
    out
}

#[test]
fn order_without_meaning_does_not_change_a_byte() {
    let original = overview();
    for view in views() {
        for (format, _) in Format::ALL {
            let once = write(view, &original, Options::default(), format);
            assert_eq!(once, write(view, &shuffled(&original), Options::default(), format), "{view:?} {format:?}");
        }
    }
}

// More than fits.

#[test]
fn what_does_not_fit_is_counted_and_stays_in_the_table() {
    let many = enlarged(300, 3);
    let picture = picture(View::Matrix, &many, Options::default());
    assert!(picture.value.subtitle().contains("Showing 120 of 300 tools, the rest is in the CSV."));
    assert!(picture.diagnostics.iter().any(|found| found.code == Code::Condensed));
    let csv = write(View::Matrix, &many, Options::default(), Format::Csv);
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let named: BTreeSet<String> =
        rows.records().map(|row| row.expect("a row")[4].to_owned()).filter(|tool| !tool.is_empty()).collect();
    assert_eq!(named.len(), 300);
}

#[test]
fn large_editions_are_drawn_by_group_with_counts_per_state() {
    let svg = svg(View::Layered, &tactics(200, 16));
    let tactic: Vec<usize> = (0..16).filter_map(|group| svg.find(&format!(">Tactic number {group}<"))).collect();
    assert_eq!(tactic.len(), 16);
    assert!(tactic.is_sorted(), "groups stand in the edition's order");
    assert!(svg.contains("one under several groups counts in each"));
    assert!(svg.contains("1 out of scope") && svg.contains(" not assessed<"));
}

#[test]
fn pictures_stay_small() {
    for overview in every_size() {
        for view in views() {
            let svg = svg(view, &overview);
            let marks = svg.matches("<rect").count() + svg.matches("<path").count();
            assert!(svg.len() < 2_000_000 && marks < 5_000, "{view:?}: {} bytes, {marks} marks", svg.len());
        }
    }
}
