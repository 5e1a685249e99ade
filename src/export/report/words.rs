//! The fixed words of the report in its languages. No text of any source.

use crate::coverage::{Evidence, Grade, ReviewStatus, RoleChoice, RoleGroup, State};
use crate::render::Language;

/// One language's words. `{name}` stands for a value, filled in by [`fill`].
pub(super) struct Words {
    pub(super) skip: &'static str,
    pub(super) intro: &'static str,
    pub(super) evidence_label: &'static str,
    pub(super) role_label: &'static str,
    pub(super) counted_label: &'static str,
    pub(super) counted: &'static str,
    pub(super) mappings_label: &'static str,
    pub(super) mapping_review: [(ReviewStatus, &'static str); 3],
    pub(super) added: &'static str,
    pub(super) sources_label: &'static str,
    pub(super) graph_label: &'static str,
    pub(super) made_by: &'static str,
    pub(super) overview: &'static str,
    pub(super) pictures: &'static str,
    pub(super) risks: &'static str,
    pub(super) tools: &'static str,
    pub(super) editions: &'static str,
    pub(super) lines: &'static str,
    pub(super) questions: &'static str,
    pub(super) overview_says: &'static str,
    pub(super) pictures_say: &'static str,
    pub(super) risks_say: &'static str,
    pub(super) tools_say: &'static str,
    pub(super) items_say: &'static str,
    pub(super) lines_say: &'static str,
    pub(super) questions_say: &'static str,
    pub(super) edition: &'static str,
    pub(super) counts: &'static str,
    pub(super) addressed: &'static str,
    pub(super) code: &'static str,
    pub(super) risk: &'static str,
    pub(super) layer: &'static str,
    pub(super) phase: &'static str,
    pub(super) state: &'static str,
    pub(super) role: &'static str,
    pub(super) roles: &'static str,
    pub(super) tool: &'static str,
    pub(super) item: &'static str,
    pub(super) items: &'static str,
    pub(super) under: &'static str,
    pub(super) why: &'static str,
    pub(super) evidence_page: &'static str,
    pub(super) tool_count: [&'static str; 2],
    pub(super) related: [&'static str; 2],
    pub(super) risk_count: [&'static str; 2],
    pub(super) item_count: [&'static str; 2],
    pub(super) by: &'static str,
    pub(super) and_at_risk: &'static str,
    pub(super) from_risks: &'static str,
    pub(super) gaps: &'static str,
    pub(super) unassessed: &'static str,
    pub(super) no_items: &'static str,
    pub(super) counted_only: &'static str,
    pub(super) query: &'static str,
    pub(super) row_query: &'static str,
    pub(super) proof: &'static str,
    pub(super) labelled: &'static str,
    pub(super) reviewed: &'static str,
    pub(super) supports: &'static str,
    pub(super) implements: &'static str,
    pub(super) search: &'static str,
    pub(super) any: &'static str,
    pub(super) framework: &'static str,
    pub(super) clear: &'static str,
    pub(super) keys: &'static str,
    pub(super) shown: &'static str,
    pub(super) in_focus: &'static str,
    pub(super) no_links: &'static str,
    pub(super) copy: &'static str,
    pub(super) copied: &'static str,
    pub(super) sort: &'static str,
    pub(super) scroll: &'static str,
    pub(super) units: [(&'static str, &'static str); 3],
    pub(super) states: [(State, &'static str); 8],
    pub(super) role_names: [(RoleGroup, &'static str); 4],
    pub(super) role_acts: [(RoleGroup, &'static str); 4],
    pub(super) any_role: &'static str,
    pub(super) any_role_no_labels: &'static str,
    pub(super) evidence: [(Evidence, &'static str); 3],
    pub(super) grades: [(Grade, &'static str); 3],
}

impl Words {
    /// The words of a language.
    pub(super) fn of(language: Language) -> &'static Self {
        match language {
            Language::En => &EN,
            Language::Zh => &ZH,
        }
    }

    /// What roles count, in words.
    pub(super) fn role(&self, role: RoleChoice, evidence: Evidence) -> &'static str {
        match role {
            RoleChoice::Any if evidence == Evidence::Reviewed => self.any_role_no_labels,
            RoleChoice::Any => self.any_role,
            RoleChoice::Only(group) => word(&self.role_names, group),
        }
    }

    /// A unit of counted items.
    pub(super) fn unit(&self, unit: &'static str) -> &'static str {
        self.units.iter().find(|(known, _)| *known == unit).map_or(unit, |(_, word)| word)
    }
}

/// The word of a value.
pub(super) fn word<T: PartialEq + Copy>(words: &[(T, &'static str)], value: T) -> &'static str {
    words.iter().find(|(known, _)| *known == value).map_or("", |(_, word)| word)
}

/// A text with its `{name}`s replaced. Values are not looked into.
pub(super) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        out.push_str(values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// A number of things: the first form for one.
pub(super) fn number_of(forms: [&'static str; 2], n: usize) -> String {
    let [one, many] = forms;
    fill(if n == 1 { one } else { many }, &[("n", &n.to_string())])
}

static EN: Words = Words {
    skip: "Skip to the content",
    intro: "What tools of the catalog address, phase by phase and framework by framework; what nothing addresses, and \
            what nobody has assessed. Every statement leads to the lines it rests on, every number to the question \
            that gives it.",
    evidence_label: "Evidence",
    role_label: "Role",
    counted_label: "Counted",
    counted: "tools only; leaves only: sub-techniques, and techniques without any; each item once",
    mappings_label: "Mappings",
    mapping_review: [
        (ReviewStatus::Draft, "draft mappings: rows that nobody has reviewed took part"),
        (ReviewStatus::Unstated, "rows took part of which nobody says whether they are reviewed"),
        (ReviewStatus::Reviewed, "reviewed rows only"),
    ],
    added: "also {titles}",
    sources_label: "Sources",
    graph_label: "Graph",
    made_by: "sha256 {digest}, made by aisec {version}",
    overview: "Overview",
    pictures: "Pictures",
    risks: "Risks",
    tools: "Tools",
    editions: "Frameworks",
    lines: "Lines",
    questions: "Questions",
    overview_says: "Counted items of each edition by state. Addressed: covered, partly covered, supported or \
                    implemented. A gap was assessed and nothing addresses it; not assessed is unknown, not a gap.",
    pictures_say: "Rest on a mark for its words. With `--framework`, a report also draws which tools lead to the items \
                   of up to three editions.",
    risks_say: "A risk is a topic of a list. Its tools are counted by role; labels name none.",
    tools_say: "Tools that a list labels or a claim reviews, with what they address.",
    items_say: "Each counted item with its one state, the tools that reach it and the risks that lead to it.",
    lines_say: "What the statements above rest on: listings, reviewed claims with the pages that were read, mappings.",
    questions_say: "The named questions behind the numbers. Evidence and role are best and any unless a command says \
                    otherwise.",
    edition: "Edition",
    counts: "Counted",
    addressed: "Addressed",
    code: "Code",
    risk: "Risk",
    layer: "Layer",
    phase: "Phase",
    state: "State",
    role: "Role",
    roles: "Roles",
    tool: "Tool",
    item: "Item",
    items: "Items",
    under: "Under",
    why: "Who and why",
    evidence_page: "evidence",
    tool_count: ["{n} tool", "{n} tools"],
    related: ["{n} related", "{n} related"],
    risk_count: ["{n} risk", "{n} risks"],
    item_count: ["{n} item", "{n} items"],
    by: "rests on",
    and_at_risk: " and the lines at the risk that leads here",
    from_risks: "Risks that lead here",
    gaps: "Gaps: {n}",
    unassessed: "Not assessed: {n}",
    no_items: "This edition has no threat, control or outcome to count: only headings.",
    counted_only: "Counted here only, for less than three in ten were assessed: {editions}. `aisec report --framework ID` \
                   shows one with its items.",
    query: "Query",
    row_query: "Query of a row, such as the first",
    proof: "Proof of a statement, such as the first below",
    labelled: "label",
    reviewed: "reviewed",
    supports: "supports",
    implements: "implements",
    search: "Search",
    any: "any",
    framework: "Framework",
    clear: "Clear",
    keys: "/ searches; arrow keys move between rows; Enter brings out what a row is linked to; Esc goes back.",
    shown: "{n} of {of} rows",
    in_focus: "In focus",
    no_links: "Nothing is linked to it.",
    copy: "Copy",
    copied: "Copied",
    sort: "Sort by {column}",
    scroll: "{what}: table, scrolls sideways",
    units: [("threats", "threats"), ("controls", "controls"), ("outcomes", "outcomes")],
    states: [
        (State::OutOfScope, "out of scope"),
        (State::Covered, "covered"),
        (State::PartlyCovered, "partly covered"),
        (State::Supported, "supported"),
        (State::Implemented, "implemented"),
        (State::Touched, "touched"),
        (State::Gap, "gap"),
        (State::NotAssessed, "not assessed"),
    ],
    role_names: [
        (RoleGroup::Protected, "protected"),
        (RoleGroup::Exercised, "exercised"),
        (RoleGroup::Governed, "governed"),
        (RoleGroup::Unstated, "unstated (labels)"),
    ],
    role_acts: [
        (RoleGroup::Protected, "protects"),
        (RoleGroup::Exercised, "exercises"),
        (RoleGroup::Governed, "governs"),
        (RoleGroup::Unstated, "role unstated"),
    ],
    any_role: "any: addressed in some role, labels included",
    any_role_no_labels: "any: addressed in some role",
    evidence: [
        (Evidence::Best, "best: reviewed claims before labels"),
        (Evidence::Reviewed, "reviewed: claims only"),
        (Evidence::Listed, "listed: labels only"),
    ],
    grades: [(Grade::Covers, "covers"), (Grade::PartlyCovers, "partly covers"), (Grade::RelatesTo, "relates to")],
};

static ZH: Words = Words {
    skip: "跳到正文",
    intro: "目录中的工具应对什么：按阶段、按框架列出；哪些没有工具应对，哪些尚无人评估。每条陈述都指向其依据的行，\
            每个数字都指向给出它的查询。",
    evidence_label: "证据",
    role_label: "角色",
    counted_label: "计数",
    counted: "仅工具；仅叶条目：子技术，以及没有子技术的技术；每个条目计一次",
    mappings_label: "映射",
    mapping_review: [
        (ReviewStatus::Draft, "草拟映射：含尚未审核的映射行"),
        (ReviewStatus::Unstated, "含未说明是否经过审核的映射行"),
        (ReviewStatus::Reviewed, "仅已审核的行"),
    ],
    added: "另含 {titles}",
    sources_label: "来源",
    graph_label: "图谱",
    made_by: "sha256 {digest}，由 aisec {version} 生成",
    overview: "总览",
    pictures: "图",
    risks: "风险",
    tools: "工具",
    editions: "框架",
    lines: "依据的行",
    questions: "查询",
    overview_says: "各版本计数条目按状态的数目。已应对：已覆盖、部分覆盖、已支持或已实施。缺口是已评估而无工具应对；\
                    未评估是未知，不是缺口。",
    pictures_say: "将指针停在标记上可见其说明。使用 `--framework` 时，报告还画出工具如何通向至多三个版本的条目。",
    risks_say: "风险是清单中的一个主题。其工具按角色计数；标签不说明角色。",
    tools_say: "清单标注或审核声明涉及的工具，及其所应对的内容。",
    items_say: "每个计数条目及其唯一状态、触及它的工具、通向它的风险。",
    lines_say: "以上陈述的依据：清单条目、审核声明（附所读网页）、映射。",
    questions_say: "数字背后的命名查询。除非命令另有说明，证据为最佳（best），角色为任一（any）。",
    edition: "版本",
    counts: "计数",
    addressed: "已应对",
    code: "编号",
    risk: "风险",
    layer: "层",
    phase: "阶段",
    state: "状态",
    role: "角色",
    roles: "角色",
    tool: "工具",
    item: "条目",
    items: "条目",
    under: "所属",
    why: "谁，为何",
    evidence_page: "证据",
    tool_count: ["{n} 个工具", "{n} 个工具"],
    related: ["{n} 个仅相关", "{n} 个仅相关"],
    risk_count: ["{n} 项风险", "{n} 项风险"],
    item_count: ["{n} 个条目", "{n} 个条目"],
    by: "依据",
    and_at_risk: "，以及通向此处的风险所列的行",
    from_risks: "通向此处的风险",
    gaps: "缺口：{n}",
    unassessed: "未评估：{n}",
    no_items: "此版本没有可计数的威胁、控制或成果：只有标题。",
    counted_only: "仅在此计数（已评估者不足十分之三）：{editions}。`aisec report --framework ID` 可列出其条目。",
    query: "查询",
    row_query: "某一行的查询，例如第一行",
    proof: "某条陈述的证明，例如下面第一条",
    labelled: "标签",
    reviewed: "已审核",
    supports: "支持",
    implements: "实施",
    search: "搜索",
    any: "任一",
    framework: "框架",
    clear: "清除",
    keys: "/ 搜索；方向键在行间移动；Enter 突出与该行相连的内容；Esc 返回。",
    shown: "{of} 行中的 {n} 行",
    in_focus: "焦点",
    no_links: "没有与之相连的内容。",
    copy: "复制",
    copied: "已复制",
    sort: "按{column}排序",
    scroll: "{what}：表格，可横向滚动",
    units: [("threats", "威胁"), ("controls", "控制"), ("outcomes", "成果")],
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
    role_names: [
        (RoleGroup::Protected, "防护"),
        (RoleGroup::Exercised, "测试与演示"),
        (RoleGroup::Governed, "治理"),
        (RoleGroup::Unstated, "未说明（标签）"),
    ],
    role_acts: [
        (RoleGroup::Protected, "防护"),
        (RoleGroup::Exercised, "测试与演示"),
        (RoleGroup::Governed, "治理"),
        (RoleGroup::Unstated, "角色未说明"),
    ],
    any_role: "任一：以任一角色应对，含标签",
    any_role_no_labels: "任一：以任一角色应对",
    evidence: [
        (Evidence::Best, "最佳：审核声明优先于标签"),
        (Evidence::Reviewed, "已审核：仅审核声明"),
        (Evidence::Listed, "已列出：仅标签"),
    ],
    grades: [(Grade::Covers, "覆盖"), (Grade::PartlyCovers, "部分覆盖"), (Grade::RelatesTo, "相关")],
};
