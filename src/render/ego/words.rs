//! The fixed words of the picture around one thing, in the languages it is drawn in.

use crate::render::Language;

/// One language's words; `{name}` is filled in.
pub(super) struct EgoWords {
    pub(super) tool_title: &'static str,
    pub(super) risk_title: &'static str,
    pub(super) risk_gap: &'static str,
    pub(super) phase_title: &'static str,
    pub(super) item_title: &'static str,
    pub(super) item_alone: &'static str,
    pub(super) in_role: &'static str,
    pub(super) tools_address: [&'static str; 2],
    pub(super) others_share: [&'static str; 2],
    pub(super) risks_lead: [&'static str; 2],
    pub(super) read_tool: &'static str,
    pub(super) read_risk: &'static str,
    pub(super) read_phase: &'static str,
    pub(super) read_item: &'static str,
    pub(super) alternatives: &'static str,
    pub(super) tools: &'static str,
    pub(super) items_alike: &'static str,
    pub(super) focus: &'static str,
    pub(super) risks: &'static str,
    pub(super) risks_alike: &'static str,
    pub(super) of: &'static str,
    pub(super) more: &'static str,
    pub(super) direct: &'static str,
    pub(super) direct_sub: &'static str,
    pub(super) nothing: &'static str,
    pub(super) legend_focus: &'static str,
    pub(super) legend_shared: &'static str,
    pub(super) legend_of: &'static str,
    pub(super) legend_mark: &'static str,
}

impl EgoWords {
    /// The words of a language.
    pub(super) fn of(language: Language) -> &'static Self {
        match language {
            Language::En => &EN,
            Language::Zh => &ZH,
        }
    }
}

static EN: EgoWords = EgoWords {
    tool_title: "{name} addresses {risks}; {others} at least one",
    risk_title: "{tools} {name}; it leads to {items} of {edition}",
    risk_gap: "No tool addresses {name}; it leads to {items} of {edition}",
    phase_title: "{name}: {n} of {of} risks have a tool; {tools} at least one",
    item_title: "{name}: {state}; {tools} it, {leads} to it",
    item_alone: "{name}: {state}; no tool addresses it, {leads} to it",
    in_role: " (role {role})",
    tools_address: ["{n} tool addresses", "{n} tools address"],
    others_share: ["{n} other tool shares", "{n} other tools share"],
    risks_lead: ["{n} risk leads", "{n} risks lead"],
    read_tool: "Left: other tools, with how many of its risks they address. Right: its risks and the items of {edition} it \
                reaches through them.",
    read_risk: "Left: tools that address it. Right: items of {edition} it leads to, and other risks that lead there.",
    read_phase: "Left: tools, with how many of its risks they address. Right: its risks and the items of {edition} they \
                 lead to.",
    read_item: "Left: other items, with how many of its risks lead to them. Right: risks that lead to it and the tools \
                that address those.",
    alternatives: "Other tools (share a risk)",
    tools: "Tools",
    items_alike: "Other items (share a risk)",
    focus: "Asked about",
    risks: "Risks",
    risks_alike: "Other risks that lead there",
    of: "{n} of {of}",
    more: "… and {n} more; all are in the CSV.",
    direct: "Claims",
    direct_sub: "on the items themselves",
    nothing: "none",
    legend_focus: "what is asked about",
    legend_shared: "shares risks (width: how many)",
    legend_of: "n of m: shared of all it has",
    legend_mark: "mark: how far the tool reaches the item",
};

static ZH: EgoWords = EgoWords {
    tool_title: "{name} 应对 {risks}；{others}其中至少一项",
    risk_title: "{tools} {name}；它关联 {edition} 的 {items}",
    risk_gap: "没有工具应对 {name}；它关联 {edition} 的 {items}",
    phase_title: "{name}：{of} 项风险中 {n} 项有工具；{tools}其中至少一项",
    item_title: "{name}：{state}；{tools}它，{leads}",
    item_alone: "{name}：{state}；没有工具应对它，{leads}",
    in_role: "（角色“{role}”）",
    tools_address: ["{n} 个工具应对", "{n} 个工具应对"],
    others_share: ["另有 {n} 个工具应对", "另有 {n} 个工具应对"],
    risks_lead: ["{n} 项风险与之关联", "{n} 项风险与之关联"],
    read_tool: "左：其他工具及其应对的共同风险数。右：其风险，以及由此触及的 {edition} 条目。",
    read_risk: "左：应对它的工具。右：它关联的 {edition} 条目，以及关联同样条目的其他风险。",
    read_phase: "左：工具及其应对的风险数。右：其风险，以及这些风险关联的 {edition} 条目。",
    read_item: "左：其他条目及其共同风险数。右：与之关联的风险，以及应对这些风险的工具。",
    alternatives: "其他工具（有共同风险）",
    tools: "工具",
    items_alike: "其他条目（有共同风险）",
    focus: "所问",
    risks: "风险",
    risks_alike: "关联同样条目的其他风险",
    of: "{n}/{of}",
    more: "…… 另有 {n} 个；全部见 CSV。",
    direct: "声明",
    direct_sub: "直接针对条目",
    nothing: "无",
    legend_focus: "所问之物",
    legend_shared: "有共同风险（粗细：数目）",
    legend_of: "n/m：共同的/全部",
    legend_mark: "标记：工具对条目的覆盖程度",
};
