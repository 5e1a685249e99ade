//! The fixed words of the picture of editions, in the languages it is drawn in.

use crate::coverage::SuccessionKind;
use crate::render::Language;

/// One language's words; `{name}` is filled in.
pub(super) struct BumpWords {
    pub(super) title: &'static str,
    pub(super) same: [&'static str; 2],
    pub(super) moved: [&'static str; 2],
    pub(super) meaning: [&'static str; 2],
    pub(super) new: [&'static str; 2],
    pub(super) dropped: [&'static str; 2],
    pub(super) alone: &'static str,
    pub(super) read: &'static str,
    pub(super) only_changes: &'static str,
    pub(super) only_last: &'static str,
    pub(super) kinds: [(SuccessionKind, &'static str); 7],
    pub(super) renamed: &'static str,
    pub(super) up: &'static str,
    pub(super) down: &'static str,
    pub(super) is_new: &'static str,
    pub(super) is_dropped: &'static str,
    pub(super) legend_same: &'static str,
    pub(super) legend_scope: &'static str,
    pub(super) legend_absorbed: &'static str,
    pub(super) legend_new: &'static str,
    pub(super) legend_dropped: &'static str,
    pub(super) legend_places: &'static str,
}

impl BumpWords {
    /// The words of a language.
    pub(super) fn of(language: Language) -> &'static Self {
        match language {
            Language::En => &EN,
            Language::Zh => &ZH,
        }
    }
}

static EN: BumpWords = BumpWords {
    title: "{framework}, {from} to {to}: {found}",
    same: ["{n} of {of} codes means what it meant", "{n} of {of} codes mean what they meant"],
    moved: ["{n} has another number", "{n} have another number"],
    meaning: ["{n} another scope", "{n} another scope"],
    new: ["{n} is new", "{n} are new"],
    dropped: ["{n} was dropped", "{n} were dropped"],
    alone: "{framework} has one edition here, {to}: nothing to compare",
    read: "A column is an edition, a row an item in its order. A line leads from an item to what it became; the note at \
           its end says how many places it moved and what changed.",
    only_changes: "{n} items that stayed as they were are not drawn; all are in the CSV.",
    only_last: "Showing the last {shown} of {all} editions; all are in the CSV.",
    kinds: [
        (SuccessionKind::Unchanged, "same"),
        (SuccessionKind::Renumbered, "same"),
        (SuccessionKind::Renamed, "says more"),
        (SuccessionKind::Widened, "says more"),
        (SuccessionKind::Narrowed, "says less"),
        (SuccessionKind::Absorbed, "took up a part"),
        (SuccessionKind::Dropped, "dropped"),
    ],
    renamed: "renamed",
    up: "up {n}",
    down: "down {n}",
    is_new: "NEW",
    is_dropped: "DROPPED",
    legend_same: "exact: says the same",
    legend_scope: "broad or narrow: says more or less",
    legend_absorbed: "related: took up a part of it",
    legend_new: "nothing before it says the same, more or less",
    legend_dropped: "nothing after it does",
    legend_places: "up n, down n: places moved with a new number",
};

static ZH: BumpWords = BumpWords {
    title: "{framework}，{from} 至 {to}：{found}",
    same: ["{of} 个编号中 {n} 个含义未变", "{of} 个编号中 {n} 个含义未变"],
    moved: ["{n} 个换了编号", "{n} 个换了编号"],
    meaning: ["{n} 个范围有变", "{n} 个范围有变"],
    new: ["{n} 个新增", "{n} 个新增"],
    dropped: ["{n} 个删除", "{n} 个删除"],
    alone: "{framework} 在此只有一个版本 {to}：无可比较",
    read: "每列为一个版本，每行为其中一个条目。连线从条目指向其后继；末端注明移动的位数与变化。",
    only_changes: "未变的 {n} 个条目未绘出；全部见 CSV。",
    only_last: "显示 {all} 个版本中的最后 {shown} 个；全部见 CSV。",
    kinds: [
        (SuccessionKind::Unchanged, "相同"),
        (SuccessionKind::Renumbered, "相同"),
        (SuccessionKind::Renamed, "含义更广"),
        (SuccessionKind::Widened, "含义更广"),
        (SuccessionKind::Narrowed, "含义更窄"),
        (SuccessionKind::Absorbed, "吸收一部分"),
        (SuccessionKind::Dropped, "删除"),
    ],
    renamed: "改名",
    up: "升 {n}",
    down: "降 {n}",
    is_new: "新增",
    is_dropped: "删除",
    legend_same: "完全相同",
    legend_scope: "更广或更窄",
    legend_absorbed: "相关：吸收其一部分",
    legend_new: "此前没有相同、更广或更窄的条目",
    legend_dropped: "此后没有",
    legend_places: "升/降 n：在版本中移动的位数",
};
