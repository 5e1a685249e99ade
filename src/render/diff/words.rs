//! The fixed words of the picture of a change, in the languages it is drawn in.

use crate::render::Language;

/// One language's words; `{name}` is filled in.
pub(super) struct DiffWords {
    pub(super) title: &'static str,
    pub(super) gained: [&'static str; 2],
    pub(super) lost: [&'static str; 2],
    pub(super) changed: [&'static str; 2],
    pub(super) added: [&'static str; 2],
    pub(super) removed: [&'static str; 2],
    pub(super) nothing: &'static str,
    pub(super) in_role: &'static str,
    pub(super) read: &'static str,
    pub(super) no_more: &'static str,
    pub(super) fresh: &'static str,
    pub(super) tools_added: &'static str,
    pub(super) tools_removed: &'static str,
    pub(super) more: &'static str,
    pub(super) before: &'static str,
    pub(super) now: &'static str,
    pub(super) legend_gained: &'static str,
    pub(super) legend_lost: &'static str,
    pub(super) legend_changed: &'static str,
    pub(super) legend_same: &'static str,
    pub(super) legend_gap: &'static str,
    pub(super) legend_tools: &'static str,
}

impl DiffWords {
    /// The words of a language.
    pub(super) fn of(language: Language) -> &'static Self {
        match language {
            Language::En => &EN,
            Language::Zh => &ZH,
        }
    }
}

static EN: DiffWords = DiffWords {
    title: "From {from} to {to}: {found}",
    gained: ["{n} of {of} risks gains a first tool", "{n} of {of} risks gain a first tool"],
    lost: ["{n} loses its last", "{n} lose their last"],
    changed: ["{n} changes otherwise", "{n} change otherwise"],
    added: ["{n} risk is new", "{n} risks are new"],
    removed: ["{n} risk is gone", "{n} risks are gone"],
    nothing: "no risk gains or loses a tool",
    in_role: " (role {role})",
    read: "One tile is one risk, in the phase where it arises: tools that addressed it → tools that do; at its foot how \
           many came (+) and went (−).",
    no_more: "gone",
    fresh: "new",
    tools_added: "+ Tools only in {to} ({n})",
    tools_removed: "− Tools only in {from} ({n})",
    more: "and {n} more",
    before: "before: {tools}",
    now: "now: {tools}",
    legend_gained: "+n: gains its first tools, or is new",
    legend_lost: "−n: loses its last tools, or is gone",
    legend_changed: "n→m: other tools, or another grade",
    legend_same: "as it was",
    legend_gap: "gap before and after",
    legend_tools: "+n −n at the foot of a tile: tools that came and went",
};

static ZH: DiffWords = DiffWords {
    title: "从{from}到{to}：{found}",
    gained: ["{of} 项风险中 {n} 项首次有工具", "{of} 项风险中 {n} 项首次有工具"],
    lost: ["{n} 项失去全部工具", "{n} 项失去全部工具"],
    changed: ["{n} 项另有变化", "{n} 项另有变化"],
    added: ["新增 {n} 项风险", "新增 {n} 项风险"],
    removed: ["删除 {n} 项风险", "删除 {n} 项风险"],
    nothing: "没有风险增减工具",
    in_role: "（角色“{role}”）",
    read: "每格为一项风险，列于其产生的阶段：先前的工具数→现在的工具数；格底为新增（+）与减少（−）的工具数。",
    no_more: "删除",
    fresh: "新增",
    tools_added: "+ 仅在{to}中的工具（{n}）",
    tools_removed: "− 仅在{from}中的工具（{n}）",
    more: "另有 {n} 个",
    before: "先前：{tools}",
    now: "现在：{tools}",
    legend_gained: "+n：首次有工具，或为新增",
    legend_lost: "−n：失去全部工具，或被删除",
    legend_changed: "n→m：工具或程度有变",
    legend_same: "未变",
    legend_gap: "前后都是缺口",
    legend_tools: "格底 +n −n：新增与减少的工具",
};
