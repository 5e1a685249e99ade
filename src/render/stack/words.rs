//! The fixed words of the picture of a stack, in the languages it is drawn in.

use crate::coverage::{RoleChoice, RoleGroup};
use crate::render::Language;

/// One language's words; `{name}` is filled in.
pub(super) struct StackWords {
    /// By role: any, protected, exercised, governed, unstated.
    done: [&'static str; 5],
    pub(super) items: &'static str,
    pub(super) near: &'static str,
    pub(super) near_risks: [&'static str; 2],
    pub(super) near_items: [&'static str; 2],
    pub(super) none_near: &'static str,
    pub(super) unreachable: [&'static str; 2],
    pub(super) read: &'static str,
    pub(super) otherwise: &'static str,
    pub(super) otherwise_one: &'static str,
    pub(super) nothing_at_all: &'static str,
    pub(super) own: &'static str,
    pub(super) further: &'static str,
    pub(super) legend_near: &'static str,
    pub(super) legend_gap: &'static str,
    pub(super) legend_more: &'static str,
    pub(super) legend_roles: &'static str,
    pub(super) legend_planned: &'static str,
    pub(super) legend_addition: &'static str,
    pub(super) additions: &'static str,
    pub(super) proven: &'static str,
    pub(super) unproven: &'static str,
    pub(super) of_items: &'static str,
    pub(super) of_phases: &'static str,
    pub(super) planned: &'static str,
    pub(super) must: &'static str,
    pub(super) total: &'static str,
    pub(super) nothing_to_add: &'static str,
    pub(super) nothing_to_add_items: &'static str,
    pub(super) more_additions: &'static str,
    pub(super) items_title: &'static str,
}

impl StackWords {
    /// The words of a language.
    pub(super) fn of(language: Language) -> &'static Self {
        match language {
            Language::En => &EN,
            Language::Zh => &ZH,
        }
    }

    /// What a stack does in a role.
    pub(super) fn done(&self, role: RoleChoice) -> &'static str {
        let [any, protected, exercised, governed, unstated] = self.done;
        match role {
            RoleChoice::Any => any,
            RoleChoice::Only(RoleGroup::Protected) => protected,
            RoleChoice::Only(RoleGroup::Exercised) => exercised,
            RoleChoice::Only(RoleGroup::Governed) => governed,
            RoleChoice::Only(RoleGroup::Unstated) => unstated,
        }
    }
}

static EN: StackWords = StackWords {
    done: [
        "The stack {stack} addresses {n} of {of} risks",
        "The stack {stack} protects against {n} of {of} risks",
        "The stack {stack} exercises {n} of {of} risks",
        "The stack {stack} helps to govern {n} of {of} risks",
        "Labels tie the stack {stack} to {n} of {of} risks",
    ],
    items: "{n} of {of} items of {edition}",
    near: "one tool away: {what}",
    near_risks: ["{n} more risk", "{n} more risks"],
    near_items: ["{n} more item", "{n} more items"],
    none_near: "nothing more is one tool away",
    unreachable: ["for {n} risk the catalog has no such tool", "for {n} risks the catalog has no such tool"],
    read: "One tile is one risk, in the phase where it arises. Filled: the stack addresses it, with its number of tools. \
           Outlined, +n: so many tools of the catalog would.",
    otherwise: "Not counted here: {tools}.",
    otherwise_one: "{tool} (only {roles})",
    nothing_at_all: "{tool} (addresses nothing here)",
    own: "in the stack: {tools}",
    further: "further in the catalog: {tools}",
    legend_near: "one tool away: n tools of the catalog would address it",
    legend_gap: "gap: no tool of the stack; hatched: nor any of the catalog in this role",
    legend_more: "+n: further tools of the catalog",
    legend_roles: "letters with numbers: tools of the stack, in whatever role",
    legend_planned: "planned: not counted",
    legend_addition: "tool to add, what it closes, and what is addressed with it",
    additions: "Smallest additions",
    proven: "no smaller set closes as much",
    unproven: "not proven to be the smallest",
    of_items: "items of {edition}",
    of_phases: "phases {phases}",
    planned: "planned: {tool}",
    must: "must: {tool}",
    total: "{n}/{of}",
    nothing_to_add: "No tool of the catalog adds to the risks that the stack addresses.",
    nothing_to_add_items: "No tool of the catalog adds to the items of {edition} that the stack addresses.",
    more_additions: "… and {n} more; all are in the CSV.",
    items_title: "{edition} · {n}/{of} addressed by the stack",
};

static ZH: StackWords = StackWords {
    done: [
        "组合“{stack}”应对 {of} 项风险中的 {n} 项",
        "组合“{stack}”防护 {of} 项风险中的 {n} 项",
        "组合“{stack}”测试 {of} 项风险中的 {n} 项",
        "组合“{stack}”协助治理 {of} 项风险中的 {n} 项",
        "标签将组合“{stack}”与 {of} 项风险中的 {n} 项相连",
    ],
    items: "{edition} 的 {of} 个条目中的 {n} 个",
    near: "只差一个工具的另有{what}",
    near_risks: [" {n} 项风险", " {n} 项风险"],
    near_items: [" {n} 个条目", " {n} 个条目"],
    none_near: "其余没有只差一个工具的",
    unreachable: ["目录中没有此类工具的风险有 {n} 项", "目录中没有此类工具的风险有 {n} 项"],
    read: "每格为一项风险，列于其产生的阶段。填色：组合已应对，附工具数。描边与 +n：目录中有 n 个工具可应对。",
    otherwise: "此处未计入：{tools}。",
    otherwise_one: "{tool}（仅{roles}）",
    nothing_at_all: "{tool}（此处无所应对）",
    own: "组合中：{tools}",
    further: "目录中另有：{tools}",
    legend_near: "只差一个工具：目录中有 n 个工具可应对",
    legend_gap: "缺口：组合中没有工具；斜纹：目录中也没有此角色的工具",
    legend_more: "+n：目录中另有的工具",
    legend_roles: "字母与数字：组合中的工具，不论角色",
    legend_planned: "计划中：未计入",
    legend_addition: "建议添加的工具、其应对的内容与累计",
    additions: "最小补充",
    proven: "没有更小的选择能同样应对",
    unproven: "未证明为最小",
    of_items: "{edition} 的条目",
    of_phases: "阶段 {phases}",
    planned: "计划：{tool}",
    must: "必需：{tool}",
    total: "{n}/{of}",
    nothing_to_add: "目录中没有工具能使组合应对更多风险。",
    nothing_to_add_items: "目录中没有工具能使组合应对{edition}的更多条目。",
    more_additions: "…… 另有 {n} 个；全部见 CSV。",
    items_title: "{edition} · 组合已应对 {n}/{of}",
};
