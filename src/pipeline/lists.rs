//! Lists in, those lists and the ones they link to in their folders out, each read once.

use super::sections::missing_sections;
use super::unfollowed::{NotRead, Why};
use super::{PipelineError, SubLists, TextKind};
use crate::catalog::{ImportedList, LinkAccount, LinkClass};
use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::import;
use crate::source::{ListFile, ListFolder, ReadError, SizeLimit, SourceId, SourceText, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Most lists that are read because others link to them.
pub const MAX_SUB_LISTS: usize = 10_000;

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
/// the link, in place of that an item is no entry. Where links are not followed and lints are looked for, it is a note
/// that one leads to no list, or out of the folder.
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
    } else if how.lints == Lints::Find {
        walk.look_beside()?;
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
        let Some(ReadList { list, .. }) = self.lists.read.get_mut(number) else { return Vec::new() };
        let mut beside = beside(&list.value, file, folder, &mut self.lists.files);
        let diagnostics = &mut list.diagnostics;
        // Of a list that was read before, what became of its links then.
        diagnostics.retain(|found| !found.code.needs_following());
        if !list.value.sub_lists.is_empty() {
            answer(&list.value, diagnostics, &mut beside.not_read, SubLists::Follow);
        }
        if beside.leads_on {
            diagnostics.retain(|found| found.code != Code::EmptyList);
        }
        let found = beside.found.into_iter().map(|(file, link)| Found { file, from: number, link }).collect();
        diagnostics.extend(beside.not_read.found(&list.value, LinkClass::SubList, SubLists::Follow));
        if self.how.lints == Lints::Find {
            diagnostics.extend(beside_about(&list.value, file, folder));
        }
        found
    }

    /// Says which links of the lists to files beside them cannot be followed, where none is.
    fn look_beside(&mut self) -> Result<(), PipelineError> {
        self.see_given()?;
        // What is looked at is not read: nothing else need know of it.
        let mut seen = self.lists.files.clone();
        for ReadList { source, list, .. } in &mut self.lists.read {
            let Some(ListPlace { path, folder }) = &source.place else { continue };
            let folder = ListFolder::of(folder).map_err(|error| refused(source, error))?;
            let file = ListFile::given(path).map_err(|error| refused(source, error))?;
            let diagnostics = &mut list.diagnostics;
            diagnostics.retain(|found| !found.code.needs_following());
            let mut not_read = beside(&list.value, &file, &folder, &mut seen).not_read;
            answer(&list.value, diagnostics, &mut not_read, SubLists::Say);
            diagnostics.extend(not_read.found(&list.value, LinkClass::SubList, SubLists::Say));
            diagnostics.extend(beside_about(&list.value, &file, &folder));
        }
        Ok(())
    }
}

/// What the links of a list to others lead to.
struct Beside<'l> {
    /// Lists that were not seen before, with the link to each.
    found: Vec<(ListFile, Span)>,
    /// Whether any list is there, seen before or not.
    leads_on: bool,
    not_read: NotRead<'l>,
}

/// Looks for the lists that a list links to.
fn beside<'l>(
    list: &'l ImportedList,
    from: &ListFile,
    folder: &ListFolder,
    seen: &mut BTreeSet<PathBuf>,
) -> Beside<'l> {
    let mut beside = Beside { found: Vec::new(), leads_on: false, not_read: NotRead::default() };
    for link in &list.sub_lists {
        let followed = match folder.target(from, &link.path) {
            Ok(target) => linked(&target, folder, seen).map_err(|why| (target, why)),
            Err(why) => Err((PathBuf::from(&link.path), why.into())),
        };
        match followed {
            Ok(file) => {
                beside.leads_on = true;
                beside.found.extend(file.map(|file| (file, link.span)));
            }
            Err((target, why)) => beside.not_read.add(target, &link.path, link.span, why),
        }
    }
    beside
}

/// What is found of files about a list.
fn beside_about(list: &ImportedList, from: &ListFile, folder: &ListFolder) -> Vec<Diagnostic> {
    NotRead::about_the_list(list, from, folder).found(list, LinkClass::AboutTheList, SubLists::Say)
}

/// The list that is there; `None` for one that is read already.
fn linked(target: &Path, folder: &ListFolder, seen: &mut BTreeSet<PathBuf>) -> Result<Option<ListFile>, Why> {
    if seen.contains(target) {
        return Ok(None);
    }
    let file = folder.file(target)?;
    if TextKind::of(&file.real) != Some(TextKind::List) {
        return Err(Why::NoList);
    }
    Ok(seen.insert(file.real.clone()).then_some(file))
}

/// Takes back what a better finding says: that an item is no entry where its first link names a list and is followed,
/// or cannot be, and that an address is none where it names a list that is not there.
fn answer(list: &ImportedList, diagnostics: &mut Vec<Diagnostic>, not_read: &mut NotRead<'_>, sub_lists: SubLists) {
    let mut links: Vec<&LinkAccount> = list.links.iter().collect();
    links.sort_unstable_by_key(|link| (link.span.start, link.class));
    diagnostics.retain(|found| {
        let (Some(place), Code::NotAnEntry | Code::UnusableUrl) = (&found.place, found.code) else { return true };
        let first = links.get(links.partition_point(|link| link.span.start < place.bytes.start));
        let of_list = first.filter(|link| link.class == LinkClass::SubList && link.span.start < place.bytes.end);
        !of_list.is_some_and(|link| match found.code {
            Code::UnusableUrl => not_read.is_address(link),
            _ => sub_lists == SubLists::Follow || not_read.has(link),
        })
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
