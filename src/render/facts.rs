//! An overview in, the same facts out in the form every picture shares: clean labels, one order, links merged.
//!
//! Tools are sorted, repeated links are one, indices are known to be good. Nothing is placed or drawn here.

use super::basis::Basis;
use super::phrase::{fill, number_of};
use super::svg::Href;
use super::text::Label;
use super::words::Words;
use super::{Language, Options};
use crate::coverage::{Addressing, Grade, Overview, Reach, RoleGroups, State, ToolNode};
use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::vocab::counted;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A layer.
#[derive(Debug, Clone)]
pub(super) struct Layer {
    /// Its name; with its list before it where there are several.
    pub(super) name: Label,
    /// Its list; `None` where there is only one, which needs no telling apart.
    pub(super) list: Option<Label>,
}

/// A phase with the indices of its risks, in list order.
#[derive(Debug, Clone)]
pub(super) struct Phase {
    pub(super) name: Label,
    pub(super) layer: usize,
    pub(super) risks: Vec<usize>,
}

/// A risk.
#[derive(Debug, Clone)]
pub(super) struct Risk {
    /// Its code; with its list before it where there are several: `mlsecops:R9-Security`.
    pub(super) code: Label,
    /// Its code as short as can be, without its list.
    pub(super) short: Label,
    pub(super) name: Label,
    pub(super) definition: Label,
    pub(super) phase: usize,
    /// Its links, by tool; one per tool.
    pub(super) links: Vec<Link>,
}

/// That a tool addresses a risk, in whatever roles.
#[derive(Debug, Clone)]
pub(super) struct Link {
    pub(super) tool: usize,
    pub(super) grade: Grade,
    pub(super) reviewed: bool,
    pub(super) groups: RoleGroups,
}

impl Link {
    fn new(tool: usize, edge: &Addressing) -> Self {
        Self { tool, grade: edge.grade, reviewed: edge.reviewed, groups: [edge.group].into_iter().collect() }
    }

    /// Takes in what else is said of the same tool and risk.
    fn add(&mut self, edge: &Addressing) {
        self.grade = self.grade.max(edge.grade);
        self.reviewed |= edge.reviewed;
        self.groups.insert(edge.group);
    }
}

/// A tool.
#[derive(Debug, Clone)]
pub(super) struct Tool {
    pub(super) name: Label,
    pub(super) iri: String,
    pub(super) href: Option<Href>,
    /// Indices of the risks it addresses, ascending.
    pub(super) risks: Vec<usize>,
}

impl Tool {
    /// Whether a risk it addresses leads to the item.
    pub(super) fn leads_to(&self, item: &Item) -> bool {
        self.risks.iter().any(|risk| item.risks.contains_key(risk))
    }
}

/// An item of the edition.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) notation: Label,
    pub(super) name: Label,
    pub(super) href: Option<Href>,
    pub(super) state: State,
    /// Indices into [`Facts::groups`].
    pub(super) groups: Vec<usize>,
    /// Risks mapped to it with the highest grade the mapping lets through, by risk; outcomes without.
    pub(super) risks: BTreeMap<usize, Option<Grade>>,
    /// Tools that reach it, by tool.
    pub(super) tools: BTreeMap<usize, Reached>,
}

/// How a tool reaches an item, in whatever roles.
#[derive(Debug, Clone)]
pub(super) struct Reached {
    /// The best grade; outcomes and controls have none.
    pub(super) grade: Option<Grade>,
    /// Whether a claim on the item itself says so.
    pub(super) claimed: bool,
    pub(super) groups: RoleGroups,
}

/// What every picture is made from.
#[derive(Debug, Clone)]
pub(super) struct Facts {
    pub(super) basis: Basis,
    pub(super) layers: Vec<Layer>,
    pub(super) phases: Vec<Phase>,
    pub(super) risks: Vec<Risk>,
    pub(super) tools: Vec<Tool>,
    pub(super) items: Vec<Item>,
    /// Headings the items stand under, in the edition's order.
    pub(super) groups: Vec<Label>,
}

impl Facts {
    /// Reads an overview. Links whose ends do not exist are left out and reported.
    pub(super) fn new(overview: &Overview, options: Options) -> Checked<Self> {
        let mut findings = Findings::default();
        let (tools, place) = tools(overview, options, &mut findings);
        let groups = groups(overview);
        let words = Words::of(options.language);
        let mut facts = Self {
            basis: Basis::new(&overview.selection, &overview.edition_title, &overview.provenance, words),
            layers: layers(overview, options.language, &mut findings),
            phases: phases(overview, options.language, &mut findings),
            risks: risks(overview, options.language, &mut findings),
            items: items(overview, options, &groups, &mut findings),
            groups: groups
                .iter()
                .map(|group| named(&mut findings, options.language, overview.groups_zh.get(*group), &[group]))
                .collect(),
            tools,
        };
        facts.tell_lists_apart(overview);
        facts.adopt(words);
        facts.link(overview, &place, &mut findings);
        Checked { value: facts, diagnostics: findings.into_diagnostics() }
    }

    /// The risks of gap: no tool addresses them.
    pub(super) fn gaps(&self) -> impl Iterator<Item = &Risk> {
        self.risks.iter().filter(|risk| risk.links.is_empty())
    }

    /// Tools that address any risk.
    pub(super) fn busy_tools(&self) -> impl Iterator<Item = usize> {
        self.tools.iter().enumerate().filter(|(_, tool)| !tool.risks.is_empty()).map(|(index, _)| index)
    }

    /// Whether the letters of short codes need to be explained.
    pub(super) fn shortens_codes(&self) -> bool {
        self.risks.iter().any(|risk| !risk.code.as_str().ends_with(risk.short.as_str()))
    }

    /// Tools that address any risk, or an item by a claim on the item itself.
    pub(super) fn linked_tools(&self) -> BTreeSet<usize> {
        let claimed = self.items.iter().flat_map(|item| item.claimed().map(|(tool, _)| tool));
        self.busy_tools().chain(claimed).collect()
    }

    /// The layer of a risk.
    pub(super) fn layer_of(&self, risk: &Risk) -> usize {
        self.phases.get(risk.phase).map_or(0, |phase| phase.layer)
    }

    /// A name with the list of its layer before it, where there are several.
    pub(super) fn in_list(&self, layer: usize, name: &Label) -> Label {
        match self.layers.get(layer).and_then(|layer| layer.list.as_ref()) {
            Some(list) => Label::new(&format!("{list}: {name}")),
            None => name.clone(),
        }
    }

    /// Tools by number, and by name where they are few.
    pub(super) fn tools_in_words(&self, words: &Words, tools: &[usize]) -> String {
        /// Names that a sentence has room for.
        const NAMED: usize = 3;
        let number = number_of(words.tool_count, tools.len());
        if tools.len() > NAMED {
            return number;
        }
        let names: Vec<&str> = tools.iter().map(|&tool| self.tool_name(tool)).collect();
        fill(words.aside, &[("what", &number), ("aside", &names.join(words.list_comma))])
    }

    /// Where a tool of the overview stands here.
    pub(super) fn place_of_tool(&self, tool: Option<&ToolNode>) -> usize {
        let place = tool.and_then(|node| self.tools.iter().position(|tool| tool.iri == node.iri));
        place.unwrap_or(self.tools.len())
    }

    /// A tool's name.
    pub(super) fn tool_name(&self, tool: usize) -> &str {
        self.tools.get(tool).map_or("", |tool| tool.name.as_str())
    }

    /// Names the list of each layer and risk, where they are of several.
    fn tell_lists_apart(&mut self, overview: &Overview) {
        let lists: BTreeSet<&str> = overview.layers.iter().map(|layer| layer.list.as_str()).collect();
        if lists.len() < 2 {
            return;
        }
        for (layer, node) in self.layers.iter_mut().zip(&overview.layers) {
            layer.list = (!node.list.is_empty()).then(|| Label::new(&node.list));
        }
        let names = self.layers.iter().enumerate().map(|(index, layer)| self.in_list(index, &layer.name));
        let names: Vec<Label> = names.collect();
        self.layers.iter_mut().zip(names).for_each(|(layer, name)| layer.name = name);
        for risk in &mut self.risks {
            let layer = self.phases.get(risk.phase).and_then(|phase| self.layers.get(phase.layer));
            if let Some(list) = layer.and_then(|layer| layer.list.as_ref()) {
                risk.code = Label::new(&format!("{list}:{}", risk.code));
            }
        }
    }

    /// Gives a home to phases without layer and risks without phase, and every phase its risks.
    fn adopt(&mut self, words: &Words) {
        if self.phases.iter().any(|phase| phase.layer >= self.layers.len()) {
            let home = self.layers.len();
            self.layers.push(Layer { name: Label::new(words.no_layer), list: None });
            self.phases.iter_mut().for_each(|phase| phase.layer = phase.layer.min(home));
        }
        if self.risks.iter().any(|risk| risk.phase >= self.phases.len()) {
            let (home, layer) = (self.phases.len(), self.layers.len());
            self.layers.push(Layer { name: Label::new(words.no_layer), list: None });
            self.phases.push(Phase { name: Label::new(words.no_phase), layer, risks: Vec::new() });
            self.risks.iter_mut().for_each(|risk| risk.phase = risk.phase.min(home));
        }
        for (index, risk) in self.risks.iter().enumerate() {
            if let Some(phase) = self.phases.get_mut(risk.phase) {
                phase.risks.push(index);
            }
        }
    }

    fn link(&mut self, overview: &Overview, place: &[usize], findings: &mut Findings) {
        let ends = |edge: &Addressing| (edge.risk, place.get(edge.tool).copied().unwrap_or(usize::MAX));
        let mut edges: Vec<((usize, usize), &Addressing)> =
            overview.addressing.iter().map(|edge| (ends(edge), edge)).collect();
        edges.sort_unstable_by_key(|(ends, _)| *ends);
        for ((risk, tool), edge) in edges {
            let (Some(risk_node), Some(tool_node)) = (self.risks.get_mut(risk), self.tools.get_mut(tool)) else {
                findings.dangling += 1;
                continue;
            };
            if let Some(link) = risk_node.links.last_mut().filter(|link| link.tool == tool) {
                link.add(edge);
            } else {
                risk_node.links.push(Link::new(tool, edge));
                tool_node.risks.push(risk);
            }
        }
        let mapped = overview.mapped.iter().map(|edge| (edge.item, edge.risk, edge.grade));
        for (item, risk, grade) in mapped {
            match self.items.get_mut(item) {
                Some(item) if risk < self.risks.len() => {
                    let known = item.risks.entry(risk).or_insert(grade);
                    *known = grade.max(*known);
                }
                _ => findings.dangling += 1,
            }
        }
        for edge in &overview.reach {
            match (self.items.get_mut(edge.item), place.get(edge.tool)) {
                (Some(item), Some(&tool)) => item.reach(tool, edge),
                _ => findings.dangling += 1,
            }
        }
    }
}

impl Item {
    fn reach(&mut self, tool: usize, edge: &Reach) {
        let fresh = || Reached { grade: edge.grade, claimed: false, groups: RoleGroups::default() };
        let reached = self.tools.entry(tool).or_insert_with(fresh);
        reached.grade = reached.grade.max(edge.grade);
        reached.claimed |= edge.claimed;
        reached.groups.insert(edge.group);
    }

    /// Tools that cover it or a part of it, support or implement it.
    pub(super) fn addressing(&self) -> impl Iterator<Item = usize> {
        self.tools.iter().filter(|(_, reached)| reached.grade != Some(Grade::RelatesTo)).map(|(tool, _)| *tool)
    }

    /// Tools of which a claim says that they address the item itself.
    pub(super) fn claimed(&self) -> impl Iterator<Item = (usize, &Reached)> {
        self.tools.iter().filter(|(_, reached)| reached.claimed).map(|(tool, reached)| (*tool, reached))
    }
}

/// What is odd about the texts and links of an overview, gathered to be said once each.
#[derive(Default)]
pub(super) struct Findings {
    cleaned: Vec<Label>,
    addresses: Vec<String>,
    dangling: usize,
}

impl Findings {
    pub(super) fn label(&mut self, candidates: &[&str]) -> Label {
        let label = Label::first_of(candidates);
        if label.was_cleaned() {
            self.cleaned.push(label.clone());
        }
        label
    }

    pub(super) fn href(&mut self, url: Option<&String>, options: Options) -> Option<Href> {
        let text = url?;
        let href = Href::parse(text);
        if href.is_none() {
            self.addresses.push(Label::new(text).to_string());
        }
        href.filter(|_| options.links == super::Links::Keep)
    }

    pub(super) fn into_diagnostics(self) -> Vec<Diagnostic> {
        let mut out = Vec::new();
        if let Some(first) = self.cleaned.first() {
            let message = format!(
                "{} had control or direction characters, such as `{first}`",
                counted(self.cleaned.len(), "label")
            );
            out.push(Diagnostic::new(Code::CleanedLabel, message).help("fix the names in the source"));
        }
        if let Some(first) = self.addresses.first() {
            let message = match self.addresses.len() {
                1 => format!("1 address is not drawn as a link: `{first}`"),
                several => format!("{several} addresses are not drawn as links, such as `{first}`"),
            };
            out.push(Diagnostic::new(Code::UnlinkedAddress, message).help("use http or https with a host"));
        }
        if self.dangling > 0 {
            let message = format!("{} links name a tool, risk or item that is not there", self.dangling);
            out.push(Diagnostic::new(Code::DanglingLink, message));
        }
        out
    }
}

/// A tool of the overview with what it is sorted by.
struct Member<'a> {
    lower: String,
    name: Label,
    node: &'a ToolNode,
    index: usize,
}

/// The tools sorted by name, then IRI, each once; and for each index of the overview its place among them.
fn tools(overview: &Overview, options: Options, findings: &mut Findings) -> (Vec<Tool>, Vec<usize>) {
    let mut sorted: Vec<Member<'_>> = Vec::with_capacity(overview.tools.len());
    let mut names: HashMap<&str, &str> = HashMap::with_capacity(overview.tools.len());
    for node in overview.tools.iter().filter(|node| !node.iri.is_empty()) {
        let name = names.entry(&node.iri).or_insert(&node.name);
        *name = (*name).min(&node.name);
    }
    for (index, node) in overview.tools.iter().enumerate() {
        let name = names.get(node.iri.as_str()).copied().unwrap_or(&node.name);
        let name = findings.label(&[name, &node.iri]);
        sorted.push(Member { lower: name.as_str().to_lowercase(), name, node, index });
    }
    let order =
        |a: &Member<'_>, b: &Member<'_>| (&a.lower, &a.name, &a.node.iri).cmp(&(&b.lower, &b.name, &b.node.iri));
    sorted.sort_by(order);
    let mut place = vec![0; overview.tools.len()];
    let mut tools = Vec::with_capacity(sorted.len());
    for members in sorted.chunk_by_mut(|a, b| order(a, b).is_eq()) {
        let url = members.iter().filter_map(|member| member.node.url.as_ref()).min();
        for member in members.iter() {
            if let Some(slot) = place.get_mut(member.index) {
                *slot = tools.len();
            }
        }
        let href = findings.href(url, options);
        if let [Member { name, node, .. }, ..] = members {
            tools.push(Tool { name: std::mem::take(name), iri: node.iri.clone(), href, risks: Vec::new() });
        }
    }
    (tools, place)
}

/// A name in the language, where it is known in it.
pub(super) fn named(findings: &mut Findings, language: Language, zh: Option<&String>, names: &[&str]) -> Label {
    match (language, zh) {
        (Language::Zh, Some(zh)) => {
            let candidates: Vec<&str> = std::iter::once(zh.as_str()).chain(names.iter().copied()).collect();
            findings.label(&candidates)
        }
        _ => findings.label(names),
    }
}

fn layers(overview: &Overview, language: Language, findings: &mut Findings) -> Vec<Layer> {
    let layer = |node: &crate::coverage::LayerNode| Layer {
        name: named(findings, language, node.name_zh.as_ref(), &[&node.name]),
        list: None,
    };
    overview.layers.iter().map(layer).collect()
}

fn phases(overview: &Overview, language: Language, findings: &mut Findings) -> Vec<Phase> {
    let phase = |node: &crate::coverage::PhaseNode| Phase {
        name: named(findings, language, node.name_zh.as_ref(), &[&node.name]),
        layer: node.layer,
        risks: Vec::new(),
    };
    overview.phases.iter().map(phase).collect()
}

fn risks(overview: &Overview, language: Language, findings: &mut Findings) -> Vec<Risk> {
    let risk = |node: &crate::coverage::RiskNode| {
        let code = findings.label(&[&node.code, &node.iri]);
        Risk {
            short: short_code(&code),
            name: named(findings, language, node.name_zh.as_ref(), &[&node.name, &node.code, &node.iri]),
            definition: Label::new(&node.definition),
            phase: node.phase,
            links: Vec::new(),
            code,
        }
    };
    overview.risks.iter().map(risk).collect()
}

/// `R9·S` for `R9-Security`, `R9·P` for `R9-Privacy`; any other code as it is.
pub(super) fn short_code(code: &Label) -> Label {
    let text = code.as_str();
    let short = |suffix: &str, letter: char| text.strip_suffix(suffix).map(|stem| format!("{stem}·{letter}"));
    short("-Security", 'S').or_else(|| short("-Privacy", 'P')).map_or_else(|| code.clone(), |short| Label::new(&short))
}

fn items(overview: &Overview, options: Options, groups: &[&str], findings: &mut Findings) -> Vec<Item> {
    let place: BTreeMap<&str, usize> = groups.iter().enumerate().map(|(index, group)| (*group, index)).collect();
    let item = |node: &crate::coverage::ItemNode| {
        let under: BTreeSet<usize> =
            node.groups.iter().filter_map(|group| place.get(group.as_str()).copied()).collect();
        let notation = findings.label(&[&node.notation, &node.iri]);
        // An item known by its id only is labelled with it: once is enough.
        let name = named(findings, options.language, node.label_zh.as_ref(), &[&node.label, &node.notation]);
        let name = if name == notation || node.label.is_empty() { Label::new("") } else { name };
        Item {
            notation,
            name,
            href: findings.href(node.url.as_ref(), options),
            state: node.state,
            groups: under.into_iter().collect(),
            risks: BTreeMap::new(),
            tools: BTreeMap::new(),
        }
    };
    overview.items.iter().map(item).collect()
}

/// Every heading once: those of the edition in its order, then what items name besides, first seen first.
fn groups(overview: &Overview) -> Vec<&str> {
    let named = overview.items.iter().flat_map(|item| &item.groups);
    let used: BTreeSet<&str> = named.clone().map(String::as_str).collect();
    let mut seen = BTreeSet::new();
    let all = overview.groups.iter().filter(|group| used.contains(group.as_str())).chain(named).map(String::as_str);
    all.filter(|group| seen.insert(*group)).collect()
}
