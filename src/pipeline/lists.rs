//! Lists in, those lists and the ones they link to in their folders out, each read once.

use super::sections::missing_sections;
use super::{PipelineError, SubLists, TextKind};
use crate::catalog::{ImportedList, LinkClass, SubList};
use crate::diagnostic::{Checked, Code, Diagnostic, Place, Related};
use crate::import;
use crate::source::{ListFile, ListFolder, ReadError, SizeLimit, SourceId, SourceText, Span, Unfollowed};
use crate::vocab::counted;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Most lists that are read because others link to them.
pub const MAX_SUB_LISTS: usize = 10_000;

/// Most further links to one file that a finding names.
const MAX_FURTHER_PLACES: usize = 10;

/// Characters of a path that a message repeats.
const MAX_SHOWN_PATH: usize = 120;

/// A list to read.
#[derive(Debug, Clone)]
pub struct ListText {
    /// What it says.
    pub text: SourceText,
    /// Where it lies; `None` for a text of no file, whose links lead nowhere.
    pub place: Option<ListPlace>,
    /// What was read of that text before, as [`ReadList::list`] has it: it is not read again.
    pub read: Option<Checked<ImportedList>>,
}

/// Where a list lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPlace {
    /// Its file.
    pub path: PathBuf,
    /// The folder that links are not followed out of: that of the file, or one above it.
    pub folder: PathBuf,
}

impl ListPlace {
    /// A file in the folder it lies in.
    pub fn of(path: &Path) -> Self {
        Self { path: path.to_owned(), folder: path.parent().unwrap_or(Path::new("")).to_owned() }
    }
}

/// A list as text and as read.
#[derive(Debug)]
pub struct ReadList {
    /// The text, and where it lies.
    pub source: ListText,
    /// What was read of it, and what was noticed.
    pub list: Checked<ImportedList>,
    /// What was done with its links to lists beside it.
    pub sub_lists: SubLists,
}

/// How lists are read.
#[derive(Debug, Clone, Copy)]
pub struct ListReading {
    /// What to do with links to lists beside them.
    pub sub_lists: SubLists,
    /// Whether to look for what only their maintainers want to know.
    pub lints: Lints,
    /// Most bytes that are read of one of them.
    pub max_input: SizeLimit,
}

/// Whether a list is looked at as its maintainer would.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lints {
    /// What is found is what was noticed on reading.
    Leave,
    /// What is odd in the text beyond that is found too.
    Find,
}

/// Lists as read.
#[derive(Debug, Default)]
pub struct Lists {
    /// The given ones in their order, then those they lead to in the order they were found.
    pub read: Vec<ReadList>,
    /// Every file that links were followed to or from, without symbolic links, those that cannot be read included.
    pub files: BTreeSet<PathBuf>,
}

/// Reads lists and, if they are to be followed, the ones they link to and what those link to in turn.
///
/// Links are followed inside the folder of each given list, after symbolic links and `..` are resolved, never outside
/// it and never over the network. A file is read once, however many lead to it, so circles end; a link to a given list
/// leads to that. A list that was found goes by an id made of the given list's and of its path below the folder; `name`
/// may give it another. Links that lead to no list, to one that cannot be read, or to no section of one, are found at
/// the link, in place of that an item is no entry.
///
/// Lists of one level are read side by side. O(bytes of all lists).
///
/// # Errors
/// [`PipelineError::Read`] when the folder of a list cannot be looked into, [`PipelineError::TooManySubLists`].
pub fn read_lists(
    given: Vec<ListText>,
    how: ListReading,
    name: impl FnMut(SourceId) -> SourceId,
) -> Result<Lists, PipelineError> {
    let count = given.len();
    let mut walk = Walk { lists: Lists::default(), numbers: BTreeMap::new(), followed: 0, how, name };
    walk.read(given);
    if how.sub_lists == SubLists::Follow {
        walk.see_given()?;
        (0..count).try_for_each(|number| walk.follow(number))?;
        walk.look_for_sections();
    }
    Ok(walk.lists)
}

/// What is known while links are followed.
struct Walk<N> {
    lists: Lists,
    /// The number of each list, by its file without symbolic links; a given one also by the way it was given.
    numbers: BTreeMap<PathBuf, usize>,
    /// How many of them were not given.
    followed: usize,
    how: ListReading,
    name: N,
}

/// A list that a link leads to.
struct Found {
    file: ListFile,
    /// Number of the list that has the link.
    from: usize,
    link: Span,
}

impl<N: FnMut(SourceId) -> SourceId> Walk<N> {
    /// Reads lists side by side, those that were not read before.
    fn read(&mut self, sources: Vec<ListText>) {
        let texts: Vec<&SourceText> =
            sources.iter().filter(|source| source.read.is_none()).map(|source| &source.text).collect();
        let lists = import::lists(
            &texts,
            match self.how.lints {
                Lints::Leave => import::list,
                Lints::Find => import::linted_list,
            },
        );
        let (mut lists, sub_lists) = (lists.into_iter(), self.how.sub_lists);
        let read = sources.into_iter().filter_map(|mut source| {
            let list = source.read.take().or_else(|| lists.next())?;
            Some(ReadList { source, list, sub_lists })
        });
        self.lists.read.extend(read);
    }

    /// A given list is found by whatever way leads to it: no link to it makes another of it.
    fn see_given(&mut self) -> Result<(), PipelineError> {
        for (number, source) in self.lists.read.iter().map(|list| &list.source).enumerate() {
            let Some(place) = &source.place else { continue };
            let file = ListFile::given(&place.path).map_err(|error| refused(source, error))?;
            let folder = ListFolder::of(&place.folder).map_err(|error| refused(source, error))?;
            let real = folder.file(&file.real).ok().map(|file| file.real);
            for path in real.into_iter().chain([file.real]) {
                self.lists.files.insert(path.clone());
                self.numbers.entry(path).or_insert(number);
            }
        }
        Ok(())
    }

    /// Says which links lead to sections that are not there, once all lists are read.
    fn look_for_sections(&mut self) {
        for (number, found) in missing_sections(&self.lists.read, &self.numbers) {
            if let Some(list) = self.lists.read.get_mut(number) {
                list.list.diagnostics.push(found);
            }
        }
    }

    /// Follows the links of one given list, level by level.
    fn follow(&mut self, root: usize) -> Result<(), PipelineError> {
        let Some(source) = self.lists.read.get(root).map(|list| &list.source) else { return Ok(()) };
        let Some(place) = source.place.clone() else { return Ok(()) };
        let id = source.text.id().clone();
        let folder = ListFolder::of(&place.folder).map_err(|error| refused(source, error))?;
        let file = ListFile::given(&place.path).map_err(|error| refused(source, error))?;
        let mut level = vec![(root, file)];
        while !level.is_empty() {
            let found: Vec<Found> =
                level.iter().flat_map(|(number, file)| self.links_of(*number, file, &folder)).collect();
            self.followed += found.len();
            if self.followed > MAX_SUB_LISTS {
                return Err(PipelineError::TooManySubLists { path: place.path });
            }
            level = self.read_level(found, &id, &folder);
        }
        Ok(())
    }

    /// Reads the files of one level; those that can be read, with their numbers. Of others it is found at the link.
    fn read_level(&mut self, found: Vec<Found>, root: &SourceId, folder: &ListFolder) -> Vec<(usize, ListFile)> {
        let mut level = Vec::new();
        let mut sources = Vec::new();
        for Found { file, from, link } in found {
            match SourceText::read_within((self.name)(folder.id(root, &file)), &file.path, self.how.max_input) {
                Err(error) => {
                    let Some(ReadList { source, list, .. }) = self.lists.read.get_mut(from) else { continue };
                    list.diagnostics.push(unread(&error).at(source.text.id().as_str(), link));
                }
                Ok(text) => {
                    let place = ListPlace { path: file.path.clone(), folder: folder.given().to_owned() };
                    sources.push(ListText { text, place: Some(place), read: None });
                    let number = self.lists.read.len() + level.len();
                    self.numbers.insert(file.real.clone(), number);
                    level.push((number, file));
                }
            }
        }
        self.read(sources);
        level
    }

    /// The files that a list leads to and nothing led to before. What was noticed of its links is what became of them.
    fn links_of(&mut self, number: usize, file: &ListFile, folder: &ListFolder) -> Vec<Found> {
        let Some(ReadList { source, list, .. }) = self.lists.read.get_mut(number) else { return Vec::new() };
        let (list, diagnostics) = (&list.value, &mut list.diagnostics);
        if list.sub_lists.is_empty() {
            return Vec::new();
        }
        // Of a list that was read before, what became of its links then.
        diagnostics.retain(|found| !found.code.needs_following());
        let mut found = Vec::new();
        let mut leads_on = false;
        let (mut by_target, mut by_path) = (BTreeMap::new(), BTreeMap::new());
        answer(list, diagnostics);
        for sub_list in &list.sub_lists {
            match linked(file, sub_list, folder, &mut self.lists.files) {
                Ok(file) => {
                    leads_on = true;
                    found.extend(file.map(|file| Found { file, from: number, link: sub_list.span }));
                }
                Err(unfollowed) => {
                    let target = file.target(&sub_list.path).unwrap_or_else(|_| PathBuf::from(&sub_list.path));
                    let told = *by_target.entry(target).or_insert(diagnostics.len());
                    if told == diagnostics.len() {
                        diagnostics.push(unfollowed.at(source.text.id().as_str(), sub_list.span));
                    }
                    by_path.insert(sub_list.path.as_str(), told);
                }
            }
        }
        tell_places(list, &by_path, diagnostics);
        if leads_on {
            diagnostics.retain(|found| found.code != Code::EmptyList);
        }
        found
    }
}

/// Names the further links to what is not followed beside the first, by the index of what was found there.
fn tell_places(list: &ImportedList, by_path: &BTreeMap<&str, usize>, diagnostics: &mut [Diagnostic]) {
    let mut untold: BTreeMap<usize, usize> = BTreeMap::new();
    for link in list.links.iter().filter(|link| link.class == LinkClass::SubList) {
        let path = list.target(link).split(['#', '?']).next().unwrap_or_default();
        let Some(&told) = by_path.get(path) else { continue };
        let Some(found) = diagnostics.get_mut(told) else { continue };
        let is_first = found.place.as_ref().is_some_and(|place| place.bytes.start == link.span.start);
        if is_first {
            continue;
        }
        if found.related.len() < MAX_FURTHER_PLACES {
            let place = Place { source: list.source.to_string(), bytes: link.span.into() };
            found.related.push(Related { place, label: "linked here too".to_owned() });
        } else {
            *untold.entry(told).or_default() += 1;
        }
    }
    for (told, count) in untold {
        if let Some(found) = diagnostics.get_mut(told) {
            found.notes.push(format!("and {} more", counted(count, "link")));
        }
    }
}

/// The list that a link leads to; `None` for one that is read already.
fn linked(
    from: &ListFile,
    link: &SubList,
    folder: &ListFolder,
    seen: &mut BTreeSet<PathBuf>,
) -> Result<Option<ListFile>, Diagnostic> {
    let target = from.target(&link.path).map_err(|why| unfollowed(&why, link))?;
    if seen.contains(&target) {
        return Ok(None);
    }
    let file = folder.file(&target).map_err(|why| unfollowed(&why, link))?;
    if TextKind::of(&file.real) != Some(TextKind::List) {
        let message = format!("`{}` leads to a file that is no list", shown(link));
        return Err(Diagnostic::new(Code::MissingSubList, message).help("name the file itself, with the extension .md"));
    }
    Ok(seen.insert(file.real.clone()).then_some(file))
}

/// Takes back that an item is no entry where its first link names a list: what became of that link is said instead.
fn answer(list: &ImportedList, diagnostics: &mut Vec<Diagnostic>) {
    let mut links: Vec<(usize, LinkClass)> = list.links.iter().map(|link| (link.span.start, link.class)).collect();
    links.sort_unstable();
    diagnostics.retain(|found| {
        let Some(place) = found.place.as_ref().filter(|_| found.code == Code::NotAnEntry) else { return true };
        let first = links.get(links.partition_point(|(start, _)| *start < place.bytes.start));
        first.is_none_or(|(start, class)| *class != LinkClass::SubList || *start >= place.bytes.end)
    });
}

/// That a list another leads to cannot be read: the others are no worse for it.
fn unread(error: &ReadError) -> Diagnostic {
    let cause = std::error::Error::source(error).map_or(String::new(), |cause| format!(": {cause}"));
    let help = match error {
        ReadError::TooLarge { .. } => "if it is meant to be so large, raise the limit with `--max-input`",
        _ => "mend that file, or take the link out",
    };
    let message = format!("the list that this leads to is left out: {error}{cause}");
    Diagnostic::new(Code::UnreadableSubList, message).help(help)
}

fn refused(source: &ListText, error: std::io::Error) -> PipelineError {
    let path = PathBuf::from(source.text.path());
    PipelineError::Read(ReadError::Io { id: source.text.id().clone(), path, source: error })
}

fn shown(link: &SubList) -> String {
    link.path.chars().take(MAX_SHOWN_PATH).collect()
}

fn unfollowed(why: &Unfollowed, link: &SubList) -> Diagnostic {
    let path = shown(link);
    let (code, message, help) = match why {
        Unfollowed::Missing => (
            Code::MissingSubList,
            format!("there is no file `{path}` beside the list"),
            "mend the link, or add the file",
        ),
        Unfollowed::Outside => (
            Code::OutsideSubList,
            format!("`{path}` lies outside the folder of the list; it is not read"),
            "give that list too, if you want it read",
        ),
        Unfollowed::Folder => {
            (Code::MissingSubList, format!("`{path}` is a folder, not a list"), "link to a list in it")
        }
        Unfollowed::Unreachable(error) => {
            (Code::MissingSubList, format!("`{path}` cannot be reached: {error}"), "mend the link, or what it leads to")
        }
    };
    Diagnostic::new(code, message).help(help)
}
