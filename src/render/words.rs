//! The fixed words of the pictures in the languages they are drawn in. No text of any source.
//!
//! Ids, names of tools and lists, and official titles without an established translation stay as published in
//! every language; `data/labels/` has the others. Column names and values of the table twins are English always:
//! programs read them.

use super::Language;
use super::phrase::{fill, word};
use crate::coverage::{Evidence, ReviewStatus, RoleChoice, RoleGroup, Selection, State};

/// One language's words. `{name}` stands for a value, filled in by [`fill`](super::phrase::fill).
pub(super) struct Words {
    pub(super) no_tools: &'static str,
    pub(super) no_risks: &'static str,
    /// Where tools are looked for.
    pub(super) in_catalog: &'static str,
    pub(super) in_stack: &'static str,
    pub(super) gaps_any: &'static str,
    pub(super) gaps_protected: &'static str,
    pub(super) gaps_exercised: &'static str,
    pub(super) gaps_governed: &'static str,
    pub(super) gaps_unstated: &'static str,
    pub(super) full_any: &'static str,
    pub(super) full_protected: &'static str,
    pub(super) full_exercised: &'static str,
    pub(super) full_governed: &'static str,
    pub(super) full_unstated: &'static str,
    pub(super) most_in: &'static str,
    pub(super) all_in: &'static str,
    pub(super) busiest: &'static str,
    pub(super) edition_finding: &'static str,
    pub(super) gap_count: [&'static str; 2],
    pub(super) no_gap: &'static str,
    pub(super) items_assessed: &'static str,
    pub(super) comma: &'static str,
    pub(super) list_comma: &'static str,
    pub(super) stop: &'static str,
    pub(super) join: &'static str,
    /// Something with what is said of it in brackets.
    pub(super) aside: &'static str,
    /// Before what a word stands for.
    pub(super) colon: &'static str,
    pub(super) by_role_any: &'static str,
    pub(super) labels_included: &'static str,
    pub(super) labels_replaced: &'static str,
    pub(super) by_role: [(RoleGroup, &'static str); 4],
    pub(super) evidence: [(Evidence, &'static str); 3],
    /// Evidence and roles, each in a word.
    pub(super) evidence_choices: [(Evidence, &'static str); 3],
    pub(super) roles: [(RoleGroup, &'static str); 4],
    pub(super) any_role: &'static str,
    pub(super) of_stack: [&'static str; 2],
    not_counted: &'static str,
    pub(super) by_stack: &'static str,
    pub(super) read_lifecycle: &'static str,
    pub(super) read_matrix: &'static str,
    pub(super) read_layered: &'static str,
    pub(super) names_in_tooltips: &'static str,
    pub(super) some_named: &'static str,
    pub(super) stacked: &'static str,
    pub(super) gaps_only: &'static str,
    pub(super) rows_are_phases: &'static str,
    pub(super) risks_are_phases: &'static str,
    pub(super) showing: &'static str,
    pub(super) idle_tools: &'static str,
    pub(super) unlinked_tools: &'static str,
    pub(super) tools_joined: &'static str,
    pub(super) more_tools: &'static str,
    pub(super) same_tools: &'static str,
    pub(super) items_grouped: &'static str,
    pub(super) roles_in_tooltips: &'static str,
    pub(super) gap: &'static str,
    pub(super) more_items: &'static str,
    pub(super) more_groups: &'static str,
    pub(super) no_layer: &'static str,
    pub(super) no_phase: &'static str,
    pub(super) no_group: &'static str,
    pub(super) items: &'static str,
    pub(super) tools: &'static str,
    pub(super) tools_title: &'static str,
    pub(super) addressed_title: &'static str,
    pub(super) groups: &'static str,
    pub(super) risks_by_phase: &'static str,
    pub(super) risks_untangled: &'static str,
    pub(super) phases_by_layer: &'static str,
    pub(super) risks_per_tool: &'static str,
    pub(super) addressed: &'static str,
    pub(super) no_risk_here: &'static str,
    pub(super) nothing: &'static str,
    pub(super) tool_count: [&'static str; 2],
    pub(super) risk_count: [&'static str; 2],
    pub(super) item_count: [&'static str; 2],
    pub(super) claim_count: [&'static str; 2],
    pub(super) legend_gap: [&'static str; 2],
    pub(super) legend_both_gaps: [&'static str; 2],
    pub(super) legend_role: [(RoleGroup, &'static str); 4],
    pub(super) legend_more_roles: &'static str,
    pub(super) legend_layer: &'static str,
    pub(super) legend_bar: &'static str,
    pub(super) legend_share: &'static str,
    pub(super) legend_codes: &'static str,
    pub(super) legend_reviewed: &'static str,
    pub(super) legend_labelled: &'static str,
    pub(super) legend_mapped: &'static str,
    pub(super) legend_related: &'static str,
    pub(super) legend_from_gap: &'static str,
    pub(super) legend_claimed: &'static str,
    pub(super) legend_item_number: &'static str,
    pub(super) legend_group_number: &'static str,
    pub(super) legend_rest: &'static str,
    pub(super) states: [(State, &'static str); 8],
    legend_state: [(State, &'static str); 7],
    legend_item_gap: [&'static str; 2],
    pub(super) gaps_listed: &'static str,
    pub(super) sources: &'static str,
    pub(super) more_sources: &'static str,
    pub(super) edition: &'static str,
    pub(super) filter: &'static str,
    pub(super) draft: &'static str,
    pub(super) unstated_review: &'static str,
    pub(super) made_by: &'static str,
}

impl Words {
    /// The words of a language.
    pub(super) fn of(language: Language) -> &'static Self {
        match language {
            Language::En => &EN,
            Language::Zh => &ZH,
        }
    }

    /// On which mappings a picture rests, where they are not all reviewed.
    pub(super) fn mappings(&self, review: Option<ReviewStatus>) -> Option<&'static str> {
        match review? {
            ReviewStatus::Draft => Some(self.draft),
            ReviewStatus::Unstated => Some(self.unstated_review),
            ReviewStatus::Reviewed => None,
        }
    }

    /// What a selection counts, as half a sentence. Of whose tools, the finding says.
    pub(super) fn selection(&self, selection: &Selection) -> String {
        let role = match selection.role {
            RoleChoice::Any if selection.evidence == Evidence::Reviewed => self.by_role_any.to_owned(),
            RoleChoice::Any => format!("{}{}", self.by_role_any, self.labels_included),
            RoleChoice::Only(group) => word(&self.by_role, group).to_owned(),
        };
        let evidence = word(&self.evidence, selection.evidence);
        // Of labels alone, those that reviews have replaced are missed.
        let misses = selection.role == RoleChoice::Only(RoleGroup::Unstated) && selection.evidence == Evidence::Best;
        let parts = [Some(role.as_str()), Some(evidence), misses.then_some(self.labels_replaced)];
        parts.into_iter().flatten().collect::<Vec<_>>().join(self.join)
    }

    /// Whose tools alone count, if not those of the catalog.
    pub(super) fn stack(&self, selection: &Selection) -> Option<String> {
        let stack = selection.tools.stack()?;
        let [one, many] = self.of_stack;
        let number = stack.iris.len();
        let values = [("stack", stack.name.as_str()), ("n", &number.to_string())];
        let said = fill(if number == 1 { one } else { many }, &values);
        let planned = stack.planned.join(self.list_comma);
        Some(if planned.is_empty() { said } else { said + &fill(self.not_counted, &[("tools", &planned)]) })
    }

    /// What a state means of an item, where these tools count.
    pub(super) fn meaning(&self, state: State, selection: &Selection) -> &'static str {
        if state == State::Gap { of_team(self.legend_item_gap, selection) } else { word(&self.legend_state, state) }
    }

    /// Where tools are looked for: in the catalog or in a stack.
    pub(super) fn place(&self, selection: &Selection) -> String {
        match selection.tools.stack() {
            None => self.in_catalog.to_owned(),
            Some(stack) => fill(self.in_stack, &[("stack", &stack.name)]),
        }
    }

    /// The word of a choice of role.
    pub(super) fn role(&self, role: RoleChoice) -> &'static str {
        match role {
            RoleChoice::Any => self.any_role,
            RoleChoice::Only(group) => word(&self.roles, group),
        }
    }

    /// The words of roles, as a list.
    pub(super) fn role_list(&self, groups: impl Iterator<Item = RoleGroup>) -> String {
        let words: Vec<&str> = groups.map(|group| word(&self.roles, group)).collect();
        words.join(self.list_comma)
    }

    /// A state's short word.
    pub(super) fn state(&self, state: State) -> &'static str {
        word(&self.states, state)
    }
}

/// The second form where only the tools of a stack count.
pub(super) fn of_team(forms: [&'static str; 2], selection: &Selection) -> &'static str {
    let [catalog, team] = forms;
    if selection.tools.stack().is_some() { team } else { catalog }
}

static EN: Words = Words {
    no_tools: "No tools in this selection",
    no_risks: "No risks in this selection",
    in_catalog: "in this catalog",
    in_stack: "in the stack {stack}",
    gaps_any: "{gaps} of {risks} risks {have} no tool {where}",
    gaps_protected: "{gaps} of {risks} risks {have} no tool {where} that protects against {them}",
    gaps_exercised: "{gaps} of {risks} risks {have} no tool {where} that exercises {them}",
    gaps_governed: "{gaps} of {risks} risks {have} no tool {where} that helps to govern {them}",
    gaps_unstated: "{gaps} of {risks} risks {have} no label that ties a tool {where} to {them}",
    full_any: "All {risks} risks have a tool {where}",
    full_protected: "Tools {where} protect against all {risks} risks",
    full_exercised: "Tools {where} exercise all {risks} risks",
    full_governed: "Tools {where} help to govern all {risks} risks",
    full_unstated: "Labels tie a tool {where} to all {risks} risks",
    most_in: "{n} of them in {layer}",
    all_in: "all in {layer}",
    busiest: "{n} of {tools} address {risk}",
    edition_finding: "{edition}: {gaps}, {open} of {items} items not assessed",
    gap_count: ["{n} gap", "{n} gaps"],
    no_gap: "no gap",
    items_assessed: "{edition}: {gaps} among {items} items",
    comma: ", ",
    list_comma: ", ",
    stop: ".",
    join: "; ",
    aside: "{what} ({aside})",
    colon: ": ",
    by_role_any: "Addressed in some role",
    labels_included: ", labels included",
    labels_replaced: "a review replaces the labels of a tool (evidence listed has them all)",
    by_role: [
        (RoleGroup::Protected, "Role protected: tools that mitigate or detect"),
        (RoleGroup::Exercised, "Role exercised: tools that test or demonstrate"),
        (RoleGroup::Governed, "Role governed: tools that help to govern"),
        (RoleGroup::Unstated, "Role unstated: labels only"),
    ],
    evidence: [
        (Evidence::Best, "evidence best: reviewed claims before labels"),
        (Evidence::Reviewed, "evidence reviewed: claims only"),
        (Evidence::Listed, "evidence listed: labels only"),
    ],
    evidence_choices: Evidence::ALL,
    roles: RoleGroup::ALL,
    any_role: "any",
    of_stack: ["stack {stack}: {n} tool", "stack {stack}: {n} tools"],
    not_counted: " (planned, not counted: {tools})",
    by_stack: "stack {stack}",
    read_lifecycle: "One tile is one risk, in the phase where it arises; number and shade: tools that address it.",
    read_matrix: "Rows: risks in lifecycle order. Columns: tools, by the rows they address. A square: the tool addresses the risk.",
    read_layered: "{tools}, {risks}, {items} of {edition}: {states}.",
    names_in_tooltips: "Names are in the tooltips and the CSV.",
    some_named: "There is room for the name of one tool in {n}; a wider picture, the tooltips and the CSV have the others.",
    stacked: "More than {n} risks in a phase: bars show how many have a tool; names are in the CSV.",
    gaps_only: "Only gaps are drawn; hidden: {n}.",
    rows_are_phases: "{n} risks are too many for rows: each row is a phase, the number in a cell counts its risks.",
    risks_are_phases: "{n} risks or their links are too many to draw: each row in the middle is a phase.",
    showing: "Showing {shown} of {all} {what}, the rest is in the CSV.",
    idle_tools: "Not drawn, for they address none of the risks under this selection: {n}.",
    unlinked_tools: "Not drawn, for want of a link to these risks and items: {n}.",
    tools_joined: "Tools linked to the same rows are joined in one; all are in the CSV.",
    more_tools: "{n} more tools",
    same_tools: "{n} tools: {first}, …",
    items_grouped: "Items are counted by group; one under several groups counts in each.",
    roles_in_tooltips: "Roles are in the tooltips and the CSV.",
    gap: "GAP",
    more_items: "{n} more items",
    more_groups: "{n} more groups",
    no_layer: "(no layer)",
    no_phase: "(no phase)",
    no_group: "(no group)",
    items: "items",
    tools: "tools",
    tools_title: "Tools",
    addressed_title: "addressed",
    groups: "groups",
    risks_by_phase: "Risks by phase",
    risks_untangled: "Ordered so that few links cross",
    phases_by_layer: "Risks by phase and layer",
    risks_per_tool: "risks per tool",
    addressed: "{n}/{of} addressed",
    no_risk_here: "no risk listed",
    nothing: "Nothing to draw.",
    tool_count: ["{n} tool", "{n} tools"],
    risk_count: ["{n} risk", "{n} risks"],
    item_count: ["{n} item", "{n} items"],
    claim_count: ["{n} reviewed claim", "{n} reviewed claims"],
    legend_gap: ["gap: no tool", "gap: no tool of the team"],
    legend_both_gaps: [
        "gap: a risk without a tool; an item assessed that nothing addresses",
        "gap: a risk without a tool of the team; an item assessed that nothing of the team addresses",
    ],
    legend_role: [
        (RoleGroup::Protected, "protects: mitigates or detects"),
        (RoleGroup::Exercised, "exercises: tests or demonstrates"),
        (RoleGroup::Governed, "governs"),
        (RoleGroup::Unstated, "label of a list only, role unstated"),
    ],
    legend_more_roles: "more than one further role",
    legend_layer: "layer: {layer}",
    legend_bar: "number of tools",
    legend_share: "share of risks addressed",
    legend_codes: "·S security  ·P privacy",
    legend_reviewed: "reviewed claim",
    legend_labelled: "label only",
    legend_mapped: "risk is mapped to item (width: tools)",
    legend_related: "related only",
    legend_from_gap: "from a risk that is a gap",
    legend_claimed: "claim on the item itself, where no risk leads to it",
    legend_item_number: "number after a state: tools that cover it or a part",
    legend_group_number: "number at a group: its items",
    legend_rest: "several tools in one row",
    states: [
        (State::OutOfScope, "out of scope"),
        (State::Covered, "covered"),
        (State::PartlyCovered, "partly"),
        (State::Supported, "supported"),
        (State::Implemented, "implemented"),
        (State::Touched, "touched"),
        (State::Gap, "GAP"),
        (State::NotAssessed, "not assessed"),
    ],
    legend_state: [
        (State::OutOfScope, "no tool is meant to address it"),
        (State::Covered, "a tool covers it"),
        (State::PartlyCovered, "a tool covers a part"),
        (State::Supported, "a claim supports it"),
        (State::Implemented, "a claim implements it"),
        (State::Touched, "only something related is addressed"),
        (State::NotAssessed, "nobody mapped it: unknown"),
    ],
    legend_item_gap: ["item assessed, nothing addresses it", "item assessed, nothing of the team addresses it"],
    gaps_listed: "Gaps: {names}.",
    sources: "Sources: ",
    more_sources: "and {n} more",
    edition: "Edition: {title}",
    filter: "Filter: evidence {evidence}, role {role}",
    draft: "Draft mappings: rows that nobody has reviewed took part.",
    unstated_review: "Mappings of unstated review: rows took part of which nobody says whether they are reviewed.",
    made_by: "aisec {version} · graph sha256 {digest}",
};

static ZH: Words = Words {
    no_tools: "此选择中没有工具",
    no_risks: "此选择中没有风险",
    in_catalog: "在本目录中",
    in_stack: "在组合“{stack}”中",
    gaps_any: "{risks} 项风险中有 {gaps} 项{where}没有工具",
    gaps_protected: "{risks} 项风险中有 {gaps} 项{where}没有防护工具",
    gaps_exercised: "{risks} 项风险中有 {gaps} 项{where}没有测试工具",
    gaps_governed: "{risks} 项风险中有 {gaps} 项{where}没有治理工具",
    gaps_unstated: "{risks} 项风险中有 {gaps} 项{where}没有被标注的工具",
    full_any: "全部 {risks} 项风险{where}都有工具",
    full_protected: "全部 {risks} 项风险{where}都有防护工具",
    full_exercised: "全部 {risks} 项风险{where}都有测试工具",
    full_governed: "全部 {risks} 项风险{where}都有治理工具",
    full_unstated: "全部 {risks} 项风险{where}都有被标注的工具",
    most_in: "其中 {n} 项在{layer}",
    all_in: "全部在{layer}",
    busiest: "{tools}中 {n} 个针对{risk}",
    edition_finding: "{edition}：{gaps}，{items} 个条目中 {open} 个未评估",
    gap_count: ["{n} 个缺口", "{n} 个缺口"],
    no_gap: "无缺口",
    items_assessed: "{edition}：{items} 个条目中 {gaps}",
    comma: "，",
    list_comma: "、",
    stop: "。",
    join: "；",
    aside: "{what}（{aside}）",
    colon: "：",
    by_role_any: "以任一角色应对",
    labels_included: "，含标签",
    labels_replaced: "审核会替代工具的标签（证据“已列出”含全部标签）",
    by_role: [
        (RoleGroup::Protected, "角色“防护”：缓解或检测的工具"),
        (RoleGroup::Exercised, "角色“测试与演示”：测试或演示的工具"),
        (RoleGroup::Governed, "角色“治理”：协助治理的工具"),
        (RoleGroup::Unstated, "角色“未说明”：仅标签"),
    ],
    evidence: [
        (Evidence::Best, "证据“最佳”：审核声明优先于标签"),
        (Evidence::Reviewed, "证据“已审核”：仅审核声明"),
        (Evidence::Listed, "证据“已列出”：仅标签"),
    ],
    evidence_choices: [(Evidence::Best, "最佳"), (Evidence::Reviewed, "已审核"), (Evidence::Listed, "已列出")],
    roles: [
        (RoleGroup::Protected, "防护"),
        (RoleGroup::Exercised, "测试与演示"),
        (RoleGroup::Governed, "治理"),
        (RoleGroup::Unstated, "未说明"),
    ],
    any_role: "任一",
    of_stack: ["组合“{stack}”：{n} 个工具", "组合“{stack}”：{n} 个工具"],
    not_counted: "（计划中，未计入：{tools}）",
    by_stack: "组合“{stack}”",
    read_lifecycle: "每格为一项风险，列于其产生的阶段；数字与深浅表示应对它的工具数。",
    read_matrix: "行：按生命周期排列的风险。列：工具，按其应对的行排序。方块：该工具应对该风险。",
    read_layered: "{tools}，{risks}，{edition} 的 {items}：{states}。",
    names_in_tooltips: "名称见提示与 CSV。",
    some_named: "每 {n} 个工具仅容一个名称；其余见更宽的图、提示与 CSV。",
    stacked: "某阶段风险多于 {n} 项：条形表示其中有工具的数目；名称见 CSV。",
    gaps_only: "仅绘出缺口；隐藏 {n} 项。",
    rows_are_phases: "{n} 项风险过多：每行为一个阶段，格中数字为其风险数。",
    risks_are_phases: "{n} 项风险或其连线过多：中间每行为一个阶段。",
    showing: "显示 {all} 个{what}中的 {shown} 个，其余见 CSV。",
    idle_tools: "另有 {n}在此选择下不应对任何风险，未画出。",
    unlinked_tools: "另有 {n}与这些风险和条目均无连线，未画出。",
    tools_joined: "连到相同各行的工具合为一行；全部见 CSV。",
    more_tools: "另外 {n} 个工具",
    same_tools: "{n} 个工具：{first} 等",
    items_grouped: "条目按组计数；属于多个组的在每组各计一次。",
    roles_in_tooltips: "角色见提示与 CSV。",
    gap: "缺口",
    more_items: "另外 {n} 个条目",
    more_groups: "另外 {n} 个组",
    no_layer: "（无层）",
    no_phase: "（无阶段）",
    no_group: "（无组）",
    items: "条目",
    tools: "工具",
    tools_title: "工具",
    addressed_title: "已应对",
    groups: "组",
    risks_by_phase: "各阶段的风险",
    risks_untangled: "按连线少交叉排列",
    phases_by_layer: "各层各阶段的风险",
    risks_per_tool: "每个工具的风险数",
    addressed: "{n}/{of} 已应对",
    no_risk_here: "未列风险",
    nothing: "没有可画的内容。",
    tool_count: ["{n} 个工具", "{n} 个工具"],
    risk_count: ["{n} 项风险", "{n} 项风险"],
    item_count: ["{n} 个条目", "{n} 个条目"],
    claim_count: ["{n} 条审核声明", "{n} 条审核声明"],
    legend_gap: ["缺口：没有工具", "缺口：组合中没有工具"],
    legend_both_gaps: [
        "缺口：没有工具的风险；已评估而无工具应对的条目",
        "缺口：组合中没有工具的风险；已评估而组合中无工具应对的条目",
    ],
    legend_role: [
        (RoleGroup::Protected, "防护：缓解或检测"),
        (RoleGroup::Exercised, "测试与演示"),
        (RoleGroup::Governed, "治理"),
        (RoleGroup::Unstated, "仅清单标签，角色未说明"),
    ],
    legend_more_roles: "另有多个角色",
    legend_layer: "{layer}",
    legend_bar: "工具数",
    legend_share: "已应对风险的比例",
    legend_codes: "·S 安全  ·P 隐私",
    legend_reviewed: "审核声明",
    legend_labelled: "仅标签",
    legend_mapped: "风险映射到条目（粗细：工具数）",
    legend_related: "仅相关",
    legend_from_gap: "来自缺口风险",
    legend_claimed: "直接针对条目的声明（无风险相连）",
    legend_item_number: "状态后的数字：覆盖其全部或部分的工具数",
    legend_group_number: "组旁的数字：其条目数",
    legend_rest: "一行多个工具",
    states: [
        (State::OutOfScope, "范围外"),
        (State::Covered, "已覆盖"),
        (State::PartlyCovered, "部分覆盖"),
        (State::Supported, "已支持"),
        (State::Implemented, "已实施"),
        (State::Touched, "触及"),
        (State::Gap, "缺口"),
        (State::NotAssessed, "未评估"),
    ],
    legend_state: [
        (State::OutOfScope, "不属工具应对之事"),
        (State::Covered, "有工具覆盖"),
        (State::PartlyCovered, "有工具覆盖其一部分"),
        (State::Supported, "有声明支持"),
        (State::Implemented, "有声明实施"),
        (State::Touched, "仅相关内容被应对"),
        (State::NotAssessed, "尚无映射：未知"),
    ],
    legend_item_gap: ["条目已评估，无工具应对", "条目已评估，组合中无工具应对"],
    gaps_listed: "缺口：{names}。",
    sources: "来源：",
    more_sources: "另有 {n} 个",
    edition: "版本：{title}",
    filter: "筛选：证据“{evidence}”，角色“{role}”",
    draft: "草拟映射：含尚未审核的映射行。",
    unstated_review: "映射审核状态未注明：含未说明是否经过审核的映射行。",
    made_by: "aisec {version} · 图谱 sha256 {digest}",
};
