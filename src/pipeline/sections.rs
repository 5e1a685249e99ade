//! Links of lists into sections of others: lists that were read go in, links to sections that are not there come out.

use super::ReadList;
use crate::catalog::{LinkAccount, LinkClass};
use crate::diagnostic::{Code, Diagnostic, Noticed};
use crate::import::{self, MissingAnchor};
use crate::source::{ListFile, ListFolder, SourceText, Span};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Characters of an anchor or path that a message repeats.
const MAX_SHOWN: usize = 120;

/// A link into a section of another list.
struct SectionLink<'l> {
    /// Number of the list it stands in.
    from: usize,
    /// The file as written.
    path: &'l str,
    /// The anchor, without `#`.
    anchor: &'l str,
    span: Span,
}

/// What is found, by the number of the list it is found in; `numbers` are those of the lists by their files, without
/// symbolic links.
///
/// Only lists that such a link leads to are looked at. O(their bytes + links log lists).
pub(super) fn missing_sections(lists: &[ReadList], numbers: &BTreeMap<PathBuf, usize>) -> Vec<(usize, Diagnostic)> {
    let mut by_target: BTreeMap<usize, Vec<SectionLink<'_>>> = BTreeMap::new();
    for (from, list) in lists.iter().enumerate() {
        for (target, link) in section_links(from, list, numbers) {
            by_target.entry(target).or_default().push(link);
        }
    }
    let mut noticed: BTreeMap<usize, Noticed> = BTreeMap::new();
    for (target, links) in by_target {
        let Some(target) = lists.get(target).map(|list| &list.source.text) else { continue };
        let missing = import::missing_anchors(target, links.iter().map(|link| link.anchor));
        for (link, missing) in links.iter().zip(missing) {
            let (Some(missing), Some(source)) = (missing, lists.get(link.from)) else { continue };
            let (code, source) = (Code::MissingSubListSection, source.source.text.id().as_str());
            let noticed = noticed.entry(link.from).or_default();
            noticed.push_made(code, source, link.span.into(), || found(link, target, missing));
        }
    }
    noticed.into_iter().flat_map(|(from, noticed)| noticed.told().into_iter().map(move |found| (from, found))).collect()
}

/// The links of a list into sections of lists that were read, with the numbers of those.
fn section_links<'l>(
    from: usize,
    list: &'l ReadList,
    numbers: &BTreeMap<PathBuf, usize>,
) -> Vec<(usize, SectionLink<'l>)> {
    let links: Vec<SectionLink<'l>> =
        list.list.value.links.iter().filter_map(|link| section_link(from, link)).collect();
    let Some(place) = list.source.place.as_ref().filter(|_| !links.is_empty()) else { return Vec::new() };
    let (Ok(file), Ok(folder)) = (ListFile::given(&place.path), ListFolder::of(&place.folder)) else {
        return Vec::new();
    };
    let mut targets: BTreeMap<&str, Option<usize>> = BTreeMap::new();
    let with_target = links.into_iter().filter_map(|link| {
        let target = *targets.entry(link.path).or_insert_with(|| number_of(&file, link.path, &folder, numbers));
        Some((target?, link))
    });
    with_target.collect()
}

/// A link with an anchor that a heading may make: `#L10` is a line, and what follows a `?` asks for another view.
fn section_link(from: usize, link: &LinkAccount) -> Option<SectionLink<'_>> {
    let (path, anchor) = link.target.as_deref().filter(|_| link.class == LinkClass::SubList)?.split_once('#')?;
    let is_line = anchor.strip_prefix('L').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    (!is_line && !path.contains('?')).then_some(SectionLink { from, path, anchor, span: link.span })
}

/// The number of the list that a path leads to, if that was read.
fn number_of(from: &ListFile, path: &str, folder: &ListFolder, numbers: &BTreeMap<PathBuf, usize>) -> Option<usize> {
    let target = folder.target(from, path).ok()?;
    let number = |path: &Path| numbers.get(path).copied();
    number(&target).or_else(|| number(&folder.file(&target).ok()?.real))
}

fn found(link: &SectionLink<'_>, target: &SourceText, missing: MissingAnchor) -> Diagnostic {
    let shown = |text: &str| text.chars().take(MAX_SHOWN).collect::<String>();
    let message = format!("`{}` has no section with the anchor `#{}`", shown(link.path), shown(link.anchor));
    let found = Diagnostic::new(Code::MissingSubListSection, message);
    match missing.near {
        Some((anchor, heading)) => found
            .related(target.id().as_str(), heading, "did you mean this section?")
            .help(format!("link to `#{}`, or give the section that heading", shown(&anchor))),
        None => found.help("mend the link, or add the section"),
    }
}
