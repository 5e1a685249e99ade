//! Coverage of ATLAS as a layer of ATT&CK Navigator, format 4.5: alone, or written into a layer of somebody's.
//!
//! What begins with `aisec:` in a layer is ours and written anew each time; whatever else it says is kept.

use crate::coverage::{EditionInfo, EditionTree, State, TreeNode};
use crate::render::flat_colour;
use crate::vocab::{first_few, n_of, thousands, web_address};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// What begins the name of what is ours in a layer.
const OURS: &str = "aisec:";

/// The domain that the Navigator of ATLAS gives its techniques.
const DOMAIN: &str = "atlas-atlas";

/// The format that is written.
const LAYER_FORMAT: &str = "4.5";

/// The oldest Navigator that reads the format, and the format.
const VERSIONS: [(&str, &str); 2] = [("navigator", "4.9.0"), ("layer", LAYER_FORMAT)];

/// The name under which layers of ATLAS say their release.
const RELEASE: &str = "atlas_data_version";

/// Tools that are named of one role, and pages that are linked, of one technique; of more the number is said.
const MAX_NAMED: usize = 12;

/// Which techniques a layer has.
#[derive(Debug, Clone, Copy)]
pub enum LayerTechniques<'a> {
    /// Every one of the edition in force.
    All,
    /// Those that are gaps, and those that these stand below.
    Gaps,
    /// Those of a layer that is already there, which keeps what is not ours.
    Of(&'a Map<String, Value>),
}

/// A layer of the tree's selection. The same tree and techniques give the same layer; a layer written into itself stays
/// as it is.
pub fn navigator_layer(
    tree: &EditionTree,
    edition: &EditionInfo,
    techniques: LayerTechniques<'_>,
) -> Map<String, Value> {
    let nodes: BTreeMap<&str, usize> = tree.techniques().map(|(at, node)| (node.notation.as_str(), at)).collect();
    let base = if let LayerTechniques::Of(base) = techniques { Some(base) } else { None };
    let mut used = HashSet::new();
    let list: Vec<Value> = match techniques {
        LayerTechniques::All => {
            tree.techniques().map(|(at, _)| technique(tree, at, &mut used)).map(Value::Object).collect()
        }
        LayerTechniques::Gaps => {
            let wanted = gaps(tree);
            let gaps = tree.techniques().filter(|(at, _)| wanted.contains(at));
            gaps.map(|(at, _)| technique(tree, at, &mut used)).map(Value::Object).collect()
        }
        LayerTechniques::Of(base) => {
            let entries = base.get("techniques").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            let renew = |entry: &Value| {
                let id = entry["techniqueID"].as_str().unwrap_or_default().trim();
                match (nodes.get(id), entry.as_object()) {
                    (Some(&at), Some(entry)) => Value::Object(renewed(entry, technique(tree, at, &mut used))),
                    _ => entry.clone(),
                }
            };
            entries.iter().map(renew).collect()
        }
    };
    layer(tree, edition, list, &used, base.cloned().unwrap_or_default())
}

/// Leaves that are gaps, and what they stand below.
fn gaps(tree: &EditionTree) -> BTreeSet<usize> {
    let is_gap = |(_, node): &(usize, &TreeNode)| node.unit.is_some() && node.state == Some(State::Gap);
    let gaps = tree.techniques().filter(is_gap);
    gaps.flat_map(|(at, node)| [Some(at), node.parent]).flatten().collect()
}

/// What is said of a technique.
fn technique(tree: &EditionTree, at: usize, used: &mut HashSet<State>) -> Map<String, Value> {
    let node = &tree.nodes[at];
    let state = node.state.unwrap_or(State::NotAssessed);
    used.insert(state);
    let mut said = Map::new();
    said.insert("techniqueID".to_owned(), json!(node.notation));
    said.extend(score(state).map(|score| ("score".to_owned(), json!(score))));
    if state != State::OutOfScope {
        said.insert("color".to_owned(), json!(flat_colour(state)));
    }
    said.insert("enabled".to_owned(), json!(state != State::OutOfScope));
    let roles = node.tools.iter().map(|(group, tools)| {
        let names: Vec<&str> =
            tools.iter().filter_map(|&tool| tree.tools.get(tool)).map(|tool| tool.name.as_str()).collect();
        (group.name(), first_few(&names, MAX_NAMED))
    });
    let roles: Vec<(&str, String)> = roles.collect();
    let below = below(tree, node);
    let parts = roles.iter().map(|(role, names)| format!("{role}: {names}")).chain(below.clone());
    let comment = std::iter::once(state.name().to_owned()).chain(parts).collect::<Vec<_>>().join("; ");
    said.insert("comment".to_owned(), json!(format!("{OURS} {comment}")));
    let mut metadata = vec![datum("state", state.name())];
    metadata.extend(roles.iter().map(|(role, names)| datum(role, names)));
    metadata.extend(below.map(|below| datum("sub-techniques", &below)));
    said.insert("metadata".to_owned(), Value::Array(metadata));
    said.insert("links".to_owned(), Value::Array(links(tree, node)));
    if has_subtechniques(tree, node) {
        said.insert("showSubtechniques".to_owned(), json!(true));
    }
    said
}

/// The more is covered, the higher; nothing where nobody knows.
fn score(state: State) -> Option<u32> {
    match state {
        State::Covered => Some(100),
        State::PartlyCovered | State::Supported | State::Implemented => Some(50),
        State::Touched => Some(10),
        State::Gap => Some(0),
        State::NotAssessed | State::OutOfScope => None,
    }
}

fn datum(name: &str, value: &str) -> Value {
    json!({ "name": format!("{OURS}{name}"), "value": value })
}

fn has_subtechniques(tree: &EditionTree, node: &TreeNode) -> bool {
    node.children.iter().filter_map(|&child| tree.nodes.get(child)).any(|child| child.level == "subtechnique")
}

/// How many of those below it are addressed.
fn below(tree: &EditionTree, node: &TreeNode) -> Option<String> {
    let counts = node.counts.first().filter(|_| has_subtechniques(tree, node))?;
    Some(format!("{} of {} sub-techniques addressed", counts.addressed(), counts.of))
}

/// Its page and those of the tools that address it.
fn links(tree: &EditionTree, node: &TreeNode) -> Vec<Value> {
    let tools = node.distinct_tools();
    let tools =
        tools.iter().filter_map(|&tool| tree.tools.get(tool)).map(|tool| (tool.name.as_str(), tool.url.as_deref()));
    let own = std::iter::once((node.notation.as_str(), node.url.as_deref()));
    let with_address = own.chain(tools).filter_map(|(name, url)| Some((name, web_address(url?)?)));
    with_address
        .take(MAX_NAMED)
        .map(|(name, url)| json!({ "label": format!("{OURS} {name}"), "url": url.as_str() }))
        .collect()
}

/// A technique of a layer with what is ours in it written anew. A score or colour that was not ours stays as metadata, and
/// what was disabled stays so.
fn renewed(entry: &Map<String, Value>, ours: Map<String, Value>) -> Map<String, Value> {
    let listed = |key: &str| entry.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let is_ours = |one: &Value, key: &str| one[key].as_str().is_some_and(|name| name.starts_with(OURS));
    let was_ours = listed("metadata").iter().any(|one| is_ours(one, "name"));
    let mut theirs: Vec<Value> = listed("metadata").iter().filter(|one| !is_ours(one, "name")).cloned().collect();
    for key in ["score", "color"] {
        let text = entry.get(key).map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        let text = text.filter(|text| !was_ours && !text.is_empty());
        theirs.extend(text.map(|text| json!({ "name": key, "value": text })));
    }
    let mut out = entry.clone();
    out.retain(|key, _| ours.contains_key(key) || !matches!(key.as_str(), "score" | "color"));
    for (key, value) in ours {
        let with =
            |theirs: Vec<Value>| Value::Array(value.as_array().into_iter().flatten().cloned().chain(theirs).collect());
        let kept = match key.as_str() {
            "metadata" => with(theirs.clone()),
            "links" => with(listed("links").iter().filter(|one| !is_ours(one, "label")).cloned().collect()),
            "comment" if is_said(entry, "comment") => continue,
            "showSubtechniques" if entry.contains_key("showSubtechniques") => continue,
            "enabled" if entry.get("enabled") == Some(&Value::Bool(false)) => continue,
            _ => value,
        };
        out.insert(key, kept);
    }
    out
}

/// Whether a text is there that is not ours.
fn is_said(map: &Map<String, Value>, key: &str) -> bool {
    let text = map.get(key).and_then(Value::as_str).unwrap_or_default();
    !text.trim().is_empty() && !text.starts_with(OURS)
}

/// The layer around its techniques.
fn layer(
    tree: &EditionTree,
    edition: &EditionInfo,
    techniques: Vec<Value>,
    used: &HashSet<State>,
    base: Map<String, Value>,
) -> Map<String, Value> {
    let mut out = base;
    let versions = versions(&out);
    let of_base = |key: &str| out.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    let others = of_base("metadata")
        .into_iter()
        .filter(|one| !one["name"].as_str().is_some_and(|name| name.starts_with(OURS) || name == RELEASE));
    let metadata: Vec<Value> = metadata(tree, edition).into_iter().chain(others).collect();
    let legend: Vec<Value> = legend(used);
    let every = self::legend(&State::ALL.into_iter().map(|(state, _)| state).collect());
    let others = of_base("legendItems").into_iter().filter(|one| !every.contains(one));
    let legend: Vec<Value> = legend.into_iter().chain(others).collect();
    let mut put = |key: &str, value: Value, is_kept: bool| {
        if !(is_kept && out.contains_key(key)) {
            out.insert(key.to_owned(), value);
        }
    };
    put("name", json!(format!("Coverage of {}", tree.title)), true);
    put("versions", versions, false);
    put("domain", json!(DOMAIN), true);
    put("sorting", json!(0), true);
    put("layout", layout(), true);
    put("hideDisabled", json!(false), true);
    put("techniques", Value::Array(techniques), false);
    put("gradient", gradient(), false);
    put("legendItems", Value::Array(legend), false);
    put("metadata", Value::Array(metadata), false);
    if !is_said(&out, "description") {
        out.insert("description".to_owned(), json!(description(tree)));
    }
    out
}

/// The versions a layer says; ours in place of those that do not have what is written here.
fn versions(base: &Map<String, Value>) -> Value {
    let mut versions = base.get("versions").and_then(Value::as_object).cloned().unwrap_or_default();
    let format = versions.get("layer").and_then(Value::as_str).unwrap_or_default();
    if !is_at_least(format, LAYER_FORMAT) {
        versions.extend(VERSIONS.map(|(key, version)| (key.to_owned(), json!(version))));
    }
    Value::Object(versions)
}

/// Whether a version of a layer's format is another one or a newer one: `4.10` is newer than `4.5`.
fn is_at_least(version: &str, other: &str) -> bool {
    let numbers = |version: &str| version.split('.').map(|part| part.trim().parse().ok()).collect::<Option<Vec<u32>>>();
    matches!((numbers(version), numbers(other)), (Some(version), Some(other)) if version >= other)
}

/// Whether a version of a layer's format is newer than the one that is known here; what is no version is not.
pub fn is_newer_layer(version: &str) -> bool {
    is_at_least(version, LAYER_FORMAT) && !is_at_least(LAYER_FORMAT, version)
}

/// Sub-techniques that say something are open; a technique shows the average of those below it, what nobody scored
/// counting as nothing: known coverage, not more.
fn layout() -> Value {
    json!({
        "layout": "side", "showID": true, "showName": true, "showAggregateScores": true, "countUnscored": true,
        "aggregateFunction": "average", "expandedSubtechniques": "annotated",
    })
}

fn gradient() -> Value {
    let colours = [State::Gap, State::PartlyCovered, State::Covered].map(flat_colour);
    json!({ "colors": colours, "minValue": 0, "maxValue": 100 })
}

fn legend(used: &HashSet<State>) -> Vec<Value> {
    let coloured = State::ALL.into_iter().filter(|(state, _)| used.contains(state) && *state != State::OutOfScope);
    let item = |(state, name): (State, &str)| {
        let score = score(state).map_or_else(|| "no score".to_owned(), |score| format!("score {score}"));
        json!({ "label": format!("{name} ({score})"), "color": flat_colour(state) })
    };
    coloured.map(item).collect()
}

/// What the layer counts and rests on.
fn metadata(tree: &EditionTree, edition: &EditionInfo) -> Vec<Value> {
    let selection = &tree.selection;
    let tools = selection.tools.stack().map_or("the whole catalog", |stack| stack.name.as_str());
    vec![
        json!({ "name": RELEASE, "value": edition.version }),
        datum("edition", &tree.edition),
        datum("evidence", selection.evidence.name()),
        datum("role", selection.role.name()),
        datum("tools", tools),
        datum("mappings", tree.provenance.mappings()),
        datum("graph", &tree.provenance.graph_digest),
        datum("version", &tree.provenance.tool_version),
    ]
}

/// The finding, and how it is counted.
fn description(tree: &EditionTree) -> String {
    let counts = tree.counts.iter().find(|counts| counts.unit == "threats");
    let (of, addressed) = counts.map_or((0, 0), |counts| (counts.of, counts.addressed()));
    let states = counts.into_iter().flat_map(|counts| &counts.states).filter(|(_, count)| *count > 0);
    let states: Vec<String> = states.map(|(state, count)| format!("{} {}", thousands(*count), state.name())).collect();
    let selection = &tree.selection;
    let tools = selection.tools.stack().map_or_else(String::new, |stack| format!(" of the stack {}", stack.name));
    format!(
        "{OURS} {} techniques of {} are addressed by tools{tools} ({}); evidence {}, role {}; counted are \
         techniques without sub-techniques, and sub-techniques",
        n_of(addressed, of),
        tree.title,
        states.join(", "),
        selection.evidence.name(),
        selection.role.name(),
    )
}
