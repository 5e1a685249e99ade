//! Lists in, the lists that they link to in their folders out. It reads links, not entries.

use super::{Given, PipelineError, TextKind};
use crate::catalog::SubList;
use crate::diagnostic::{Code, Diagnostic};
use crate::import;
use crate::source::{ListFile, ListFolder, ReadError, SourceId, SourceText, Span, Unfollowed};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;

/// Characters of a path that a message repeats.
const MAX_SHOWN_PATH: usize = 120;

/// The lists that given lists link to in their folders.
#[derive(Debug, Default)]
pub struct Followed {
    /// They, under ids made of the given list's and their path below its folder; each file once, given ones left out.
    pub lists: Vec<Given>,
    /// Links that lead to no list that can be read, at the link.
    pub diagnostics: Vec<Diagnostic>,
    /// Links that were followed, by source, in source order.
    links: BTreeMap<String, Vec<Span>>,
}

impl Followed {
    /// True for a finding that only says that a followed link is not an entry, or that a list is all such links.
    pub fn answers(&self, found: &Diagnostic) -> bool {
        let Some(place) = &found.place else { return false };
        let Some(links) = self.links.get(&place.source) else { return false };
        match found.code {
            Code::EmptyList => true,
            Code::NotAnEntry => {
                let next = links.get(links.partition_point(|link| link.start < place.bytes.start));
                next.is_some_and(|link| link.end <= place.bytes.end)
            }
            _ => false,
        }
    }

    /// Reads one list for its links; the lists it leads to that nothing led to before are taken up.
    fn links_of(&mut self, list: &Given, file: &ListFile, way: &mut Way<'_>) -> Result<(), PipelineError> {
        let text = SourceText::read(list.id.clone(), &list.path)?;
        for sub_list in import::list(&text).value.sub_lists {
            match way.folder.linked(file, &sub_list.path) {
                Ok(linked) => {
                    self.links.entry(list.id.to_string()).or_default().push(sub_list.span);
                    if way.seen.insert(linked.below.clone()) {
                        let below = Given { id: ListFolder::id(way.root, &linked), path: linked.path.clone() };
                        self.lists.push(below.clone());
                        way.waiting.push_back((below, linked));
                    }
                }
                Err(why) => {
                    self.diagnostics.push(unfollowed(why, &sub_list).at(list.id.as_str(), sub_list.span));
                }
            }
        }
        Ok(())
    }
}

/// What is known while the links of one given list are followed.
struct Way<'a> {
    root: &'a SourceId,
    folder: ListFolder,
    seen: BTreeSet<PathBuf>,
    waiting: VecDeque<(Given, ListFile)>,
}

/// Finds the lists that given lists link to, and what those link to in turn, inside the folder of each given list.
///
/// Never outside that folder, after symbolic links and `..` are resolved, and never over the network. A file is read
/// once, however many lead to it, so circles end. O(bytes of all lists).
///
/// # Errors
/// [`PipelineError::Read`] for a list that cannot be read or decoded.
pub fn follow(given: &[Given]) -> Result<Followed, PipelineError> {
    let mut followed = Followed::default();
    let lists: Vec<&Given> = given.iter().filter(|file| TextKind::of(&file.path) == Some(TextKind::List)).collect();
    for &root in &lists {
        let refused = |source| ReadError::Io { id: root.id.clone(), path: root.path.clone(), source };
        let folder = ListFolder::of(&root.path).map_err(refused)?;
        let known = lists.iter().copied().chain(&followed.lists).filter_map(|file| folder.file(&file.path).ok());
        let seen = known.map(|file| file.below).collect();
        let waiting = folder.file(&root.path).ok().map(|file| (root.clone(), file)).into_iter().collect();
        let mut way = Way { root: &root.id, folder, seen, waiting };
        while let Some((list, file)) = way.waiting.pop_front() {
            followed.links_of(&list, &file, &mut way)?;
        }
    }
    Ok(followed)
}

fn unfollowed(why: Unfollowed, sub_list: &SubList) -> Diagnostic {
    let path: String = sub_list.path.chars().take(MAX_SHOWN_PATH).collect();
    match why {
        Unfollowed::Missing => {
            Diagnostic::new(Code::MissingSubList, format!("there is no file `{path}` beside the list"))
                .help("mend the link, or add the file")
        }
        Unfollowed::Outside => Diagnostic::new(
            Code::OutsideSubList,
            format!("`{path}` lies outside the folder of the list; it is not read"),
        )
        .help("give that list too, if you want it read"),
    }
}
