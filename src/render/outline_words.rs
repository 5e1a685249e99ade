//! The fixed words of the pictures of one edition, atlas and rmf, in the languages they are drawn in.

use super::{Language, Show};
use crate::coverage::{Aggregate, RoleChoice, RoleGroup};

/// One language's words; `{name}` is filled in.
pub(super) struct OutlineWords {
    pub(super) title: &'static str,
    pub(super) nothing_counted: &'static str,
    threats: [&'static str; 5],
    outcomes: [&'static str; 5],
    controls: [&'static str; 5],
    also: [(&'static str, &'static str); 3],
    pub(super) open: &'static str,
    nouns: [(&'static str, &'static str); 12],
    pub(super) read_atlas: &'static str,
    pub(super) read_rmf: &'static str,
    pub(super) split: &'static str,
    pub(super) in_each: &'static str,
    pub(super) in_each_row: &'static str,
    pub(super) elsewhere: &'static str,
    pub(super) no_goals: &'static str,
    pub(super) no_levels: &'static str,
    pub(super) without_goal: &'static str,
    pub(super) parents: [(Aggregate, &'static str); 3],
    pub(super) goals_only: &'static str,
    pub(super) codes_only: &'static str,
    pub(super) bars_only: &'static str,
    gaps: &'static str,
    gaps_and_open: &'static str,
    assessed: &'static str,
    pub(super) state: &'static str,
    pub(super) legend_number: &'static str,
    pub(super) legend_parent: &'static str,
    pub(super) legend_share: &'static str,
}

impl OutlineWords {
    /// The words of a language.
    pub(super) fn of(language: Language) -> &'static Self {
        match language {
            Language::En => &EN,
            Language::Zh => &ZH,
        }
    }

    /// What is said of the leaves of a unit that are addressed in a role.
    pub(super) fn done(&self, unit: &str, role: RoleChoice) -> &'static str {
        let [any, protected, exercised, governed, unstated] = match unit {
            "outcomes" => self.outcomes,
            "controls" => self.controls,
            _ => self.threats,
        };
        match role {
            RoleChoice::Any => any,
            RoleChoice::Only(RoleGroup::Protected) => protected,
            RoleChoice::Only(RoleGroup::Exercised) => exercised,
            RoleChoice::Only(RoleGroup::Governed) => governed,
            RoleChoice::Only(RoleGroup::Unstated) => unstated,
        }
    }

    /// The same of a further unit, in few words: the title has said the role.
    pub(super) fn also(&self, unit: &str) -> &'static str {
        self.also.iter().find(|(known, _)| *known == unit).map_or("", |(_, template)| template)
    }

    /// The plural of a level or unit, else the word itself: levels are the publisher's.
    pub(super) fn noun<'a>(&self, level: &'a str) -> &'a str {
        self.nouns.iter().find(|(known, _)| *known == level).map_or(level, |(_, noun)| noun)
    }

    /// What is hidden; `None` where nothing is.
    pub(super) fn hidden(&self, show: Show) -> Option<&'static str> {
        match show {
            Show::Everything => None,
            Show::Assessed => Some(self.assessed),
            Show::Gaps => Some(self.gaps),
            Show::GapsAndOpen => Some(self.gaps_and_open),
        }
    }
}

static EN: OutlineWords = OutlineWords {
    title: "{edition}: {found}",
    nothing_counted: "{edition} has nothing that coverage counts",
    threats: [
        "{n} of {of} {items} addressed by a tool in some role",
        "tools protect against {n} of {of} {items}",
        "tools exercise {n} of {of} {items}",
        "tools help to govern {n} of {of} {items}",
        "labels tie a tool to {n} of {of} {items}",
    ],
    outcomes: [
        "{n} of {of} {items} supported by a tool in some role",
        "{n} of {of} {items} supported by a tool that mitigates or detects",
        "{n} of {of} {items} supported by a tool that tests or demonstrates",
        "{n} of {of} {items} supported by a tool that governs",
        "labels tie a tool to {n} of {of} {items}",
    ],
    controls: [
        "{n} of {of} {items} implemented by a tool in some role",
        "{n} of {of} {items} implemented by a tool that mitigates or detects",
        "{n} of {of} {items} implemented by a tool that tests or demonstrates",
        "{n} of {of} {items} implemented by a tool that governs",
        "labels tie a tool to {n} of {of} {items}",
    ],
    also: [
        ("threats", "{n} of {of} {items} addressed"),
        ("controls", "{n} of {of} {items} implemented"),
        ("outcomes", "{n} of {of} {items} supported"),
    ],
    open: "{n} not assessed",
    nouns: [
        ("technique", "techniques"),
        ("risk", "risks"),
        ("genai-risk", "risks"),
        ("attack", "attacks"),
        ("threat", "threats"),
        ("subdomain", "subdomains"),
        ("mitigation", "mitigations"),
        ("control", "controls"),
        ("subcategory", "outcomes"),
        ("action", "actions"),
        ("outcomes", "outcomes"),
        ("threats", "threats"),
    ],
    read_atlas: "A column is a tactic, a cell a technique, sub-techniques set in.",
    read_rmf: "A row is a category with its share addressed; its tiles are {items}.",
    split: "{states}.",
    in_each: "A technique of several tactics stands in each and counts once in the title.",
    in_each_row: "What serves several stands in each and counts once in the title.",
    elsewhere: "Not drawn, for they serve no tactic: {what}.",
    no_goals: "{edition} has no tactics or objectives to put its items under",
    no_levels: "This edition has no levels: all its items are one row.",
    without_goal: "(no tactic)",
    parents: [
        (Aggregate::Own, "A cell with others below it shows its own state."),
        (Aggregate::Max, "A cell with others below it shows the best state among them and the most tools of any one."),
        (Aggregate::Sum, "A cell with others below it shows the best state among them and all their tools."),
    ],
    goals_only: "{n} cells are too many to draw: each column counts its leaves by state; names are in the CSV.",
    codes_only: "{n} tiles have no room for names: those are in the tooltips and the CSV.",
    bars_only: "{n} tiles are too many to draw: bars show the shares; all items are in the CSV.",
    gaps: "Only gaps are drawn; hidden: {n}.",
    gaps_and_open: "Only gaps and what is not assessed are drawn; hidden: {n}.",
    assessed: "What is not assessed is not drawn; hidden: {n}.",
    state: "{state}: {meaning}",
    legend_number: "number: tools that address it",
    legend_parent: "bold: has others below it, not counted itself",
    legend_share: "share of leaves addressed",
};

static ZH: OutlineWords = OutlineWords {
    title: "{edition}：{found}",
    nothing_counted: "{edition} 中没有可计数的条目",
    threats: [
        "{of} 个{items}中有 {n} 个有工具以任一角色应对",
        "{of} 个{items}中有 {n} 个有防护工具",
        "{of} 个{items}中有 {n} 个有测试工具",
        "{of} 个{items}中有 {n} 个有治理工具",
        "{of} 个{items}中有 {n} 个有被标注的工具",
    ],
    outcomes: [
        "{of} 个{items}中有 {n} 个有工具以任一角色支持",
        "{of} 个{items}中有 {n} 个有防护工具支持",
        "{of} 个{items}中有 {n} 个有测试工具支持",
        "{of} 个{items}中有 {n} 个有治理工具支持",
        "{of} 个{items}中有 {n} 个有被标注的工具",
    ],
    controls: [
        "{of} 个{items}中有 {n} 个有工具以任一角色实现",
        "{of} 个{items}中有 {n} 个有防护工具实现",
        "{of} 个{items}中有 {n} 个有测试工具实现",
        "{of} 个{items}中有 {n} 个有治理工具实现",
        "{of} 个{items}中有 {n} 个有被标注的工具",
    ],
    also: [
        ("threats", "{of} 个{items}中有 {n} 个已应对"),
        ("controls", "{of} 个{items}中有 {n} 个已实现"),
        ("outcomes", "{of} 个{items}中有 {n} 个已支持"),
    ],
    open: "{n} 个未评估",
    nouns: [
        ("technique", "技术"),
        ("risk", "风险"),
        ("genai-risk", "风险"),
        ("attack", "攻击"),
        ("threat", "威胁"),
        ("subdomain", "子领域"),
        ("mitigation", "缓解措施"),
        ("control", "控制措施"),
        ("subcategory", "成果"),
        ("action", "行动"),
        ("outcomes", "成果"),
        ("threats", "威胁"),
    ],
    read_atlas: "每列为一个战术，每格为一项技术，子技术缩进。",
    read_rmf: "每行为一个类别及其已应对的比例，其中各格为{items}。",
    split: "{states}。",
    in_each: "属于多个战术的条目在每列中出现，在标题中只计一次。",
    in_each_row: "属于多个目标的条目在每处出现，在标题中只计一次。",
    elsewhere: "未绘出（不属于任何战术）：{what}。",
    no_goals: "{edition} 没有可归入条目的战术或目标",
    no_levels: "此版本没有层级：所有条目为一行。",
    without_goal: "（无战术）",
    parents: [
        (Aggregate::Own, "有下级的条目显示其自身状态。"),
        (Aggregate::Max, "有下级的条目显示其中最佳状态与单个条目的最多工具数。"),
        (Aggregate::Sum, "有下级的条目显示其中最佳状态与全部工具。"),
    ],
    goals_only: "{n} 格过多：每列按状态计数；名称见 CSV。",
    codes_only: "{n} 格放不下名称：名称见提示与 CSV。",
    bars_only: "{n} 格过多：以条形表示比例；所有条目见 CSV。",
    gaps: "仅绘出缺口；隐藏 {n} 个。",
    gaps_and_open: "仅绘出缺口与未评估的条目；隐藏 {n} 个。",
    assessed: "未评估的条目未绘出；隐藏 {n} 个。",
    state: "{state}：{meaning}",
    legend_number: "数字：应对它的工具数",
    legend_parent: "粗体：有下级，自身不计数",
    legend_share: "已应对的比例",
};
