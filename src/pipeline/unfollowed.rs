//! Files that links of a list name and that are not read go in, each with why; what is found of them comes out.

use super::{SubLists, TextKind};
use crate::catalog::{ImportedList, LinkAccount, LinkClass};
use crate::diagnostic::{Code, Diagnostic, Noticed, Place, Related, Severity};
use crate::source::{ListFile, ListFolder, Span, Unfollowed};
use crate::vocab::counted;
use foldhash::fast::RandomState;
use hashbrown::HashMap;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Most further links to one file that a finding names.
const MAX_FURTHER_PLACES: usize = 10;

/// Characters of a path that a message repeats.
const MAX_SHOWN_PATH: usize = 120;

/// Why a file is not read.
#[derive(Debug)]
pub(super) enum Why {
    /// It is no list.
    NoList,
    /// The link to it does not lead to a file in the folder.
    Unfollowed(Unfollowed),
}

impl From<Unfollowed> for Why {
    fn from(why: Unfollowed) -> Self {
        Self::Unfollowed(why)
    }
}

/// The files that links of one list name and that are not read, in the order of their first links.
#[derive(Debug, Default)]
pub(super) struct NotRead<'l> {
    files: Vec<File<'l>>,
    /// Index of each file by where links to it lead, and by how they are written.
    by_target: HashMap<OsString, usize, RandomState>,
    by_path: HashMap<&'l str, usize, RandomState>,
}

#[derive(Debug)]
struct File<'l> {
    /// As its first link is written.
    path: &'l str,
    first: Span,
    why: Why,
    /// Whether it is the address of an entry, which is thus without one.
    is_entry: bool,
    /// Its further links.
    further: Vec<Span>,
}

/// The file that a link names, as written.
pub(super) fn path_of(link: &LinkAccount) -> &str {
    link.target.as_deref().unwrap_or_default().split(['#', '?']).next().unwrap_or_default()
}

impl<'l> NotRead<'l> {
    /// The files about a list, such as how to contribute to it, that are not there: no list is looked for in them, but
    /// their links lead nowhere.
    pub(super) fn about_the_list(list: &'l ImportedList, from: &ListFile, folder: &ListFolder) -> Self {
        let mut not_read = Self::default();
        for link in list.links.iter().filter(|link| link.class == LinkClass::AboutTheList) {
            let path = path_of(link);
            if TextKind::of(Path::new(path)) != Some(TextKind::List) || not_read.by_path.contains_key(path) {
                continue;
            }
            let Ok(target) = folder.target(from, path) else { continue };
            if let Err(Unfollowed::Missing) = folder.file(&target) {
                not_read.add(target, path, link.span, Unfollowed::Missing.into());
            }
        }
        not_read
    }

    /// Adds the first link that is written so.
    pub(super) fn add(&mut self, target: PathBuf, path: &'l str, first: Span, why: Why) {
        let number = *self.by_target.entry(target.into_os_string()).or_insert(self.files.len());
        if number == self.files.len() {
            self.files.push(File { path, first, why, is_entry: false, further: Vec::new() });
        }
        self.by_path.insert(path, number);
    }

    /// Notes that a link is the address of an entry; true when it names one of them, so that more need not be said.
    pub(super) fn is_address(&mut self, link: &LinkAccount) -> bool {
        let file = self.by_path.get(path_of(link)).and_then(|number| self.files.get_mut(*number));
        file.is_some_and(|file| {
            file.is_entry = true;
            true
        })
    }

    /// Whether a link names one of them.
    pub(super) fn has(&self, link: &LinkAccount) -> bool {
        self.by_path.contains_key(path_of(link))
    }

    /// What is found of them at their first links of that class, with the further ones beside. Where links are not
    /// followed it is worth a note, but for the address of an entry.
    pub(super) fn found(mut self, list: &ImportedList, class: LinkClass, sub_lists: SubLists) -> Vec<Diagnostic> {
        for link in list.links.iter().filter(|link| link.class == class) {
            let number = self.by_path.get(path_of(link));
            if let Some(file) = number.and_then(|number| self.files.get_mut(*number))
                && file.first != link.span
            {
                file.further.push(link.span);
            }
        }
        let (mut noticed, source) = (Noticed::default(), list.source.as_str());
        for file in &self.files {
            noticed.push_made(file.why.code(), source, file.first.into(), || file.found(source));
        }
        let mut found = noticed.told();
        if sub_lists == SubLists::Say || class == LinkClass::AboutTheList {
            let entries = self.files.iter().filter(|file| file.is_entry).map(|file| file.first.start);
            let entries: BTreeSet<usize> = entries.collect();
            let is_entry =
                |found: &Diagnostic| found.place.as_ref().is_some_and(|at| entries.contains(&at.bytes.start));
            for found in found.iter_mut().filter(|found| !is_entry(found)) {
                found.severity = Severity::Note;
            }
        }
        found
    }
}

impl File<'_> {
    fn found(&self, source: &str) -> Diagnostic {
        let path: String = self.path.chars().take(MAX_SHOWN_PATH).collect();
        let (message, help) = self.why.words(&path);
        let mut found = Diagnostic::new(self.why.code(), message).help(help);
        let places = self.further.iter().take(MAX_FURTHER_PLACES);
        found.related.extend(places.map(|&span| Related {
            place: Place { source: source.to_owned(), bytes: span.into() },
            label: "linked here too".to_owned(),
        }));
        match self.further.len().checked_sub(MAX_FURTHER_PLACES).filter(|&more| more > 0) {
            Some(more) => found.note(format!("and {} more", counted(more, "link"))),
            None => found,
        }
    }
}

impl Why {
    fn code(&self) -> Code {
        match self {
            Self::Unfollowed(Unfollowed::Outside) => Code::OutsideSubList,
            Self::NoList | Self::Unfollowed(_) => Code::MissingSubList,
        }
    }

    /// What is wrong with a link to that path, and what to do.
    fn words(&self, path: &str) -> (String, &'static str) {
        match self {
            Self::NoList => {
                (format!("`{path}` leads to a file that is no list"), "name the file itself, with the extension .md")
            }
            Self::Unfollowed(Unfollowed::Missing) if path.starts_with('/') => (
                format!("there is no file `{path}` in the folder"),
                "mend the link, or add the file; a path with `/` before it counts from the root of the repository, or where \
                 there is none from the folder that is given",
            ),
            Self::Unfollowed(Unfollowed::Missing) => {
                (format!("there is no file `{path}` beside the list"), "mend the link, or add the file")
            }
            Self::Unfollowed(Unfollowed::Outside) => (
                format!("`{path}` lies outside the folder of the list; it is not read"),
                "give that list too, if you want it read",
            ),
            Self::Unfollowed(Unfollowed::Folder) => {
                (format!("`{path}` is a folder, not a list"), "link to a list in it")
            }
            Self::Unfollowed(Unfollowed::Unreachable(error)) => {
                (format!("`{path}` cannot be reached: {error}"), "mend the link, or what it leads to")
            }
        }
    }
}
