//! The user's files as the command line names them.

use super::data::{is_snapshot, syntax_of};
use super::failure::{Exit, Failure};
use super::terminal::Terminal;
use aisec_graph::import::is_about_the_list;
use aisec_graph::pipeline::{self, Given, PipelineError, TextKind};
use aisec_graph::source::{ReadError, SizeLimit, SourceId};
use aisec_graph::vocab::counted;
use clap::Args;
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Options of commands that read lists and other texts.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct TextArguments {
    /// Read no text larger than this: bytes, or a size such as 64MiB or 100MB
    #[arg(long, value_name = "SIZE", default_value_t)]
    pub(super) max_input: SizeLimit,
}

/// Options of commands whose graph has coverage derived from mappings.
#[derive(Debug, Clone, Args)]
pub(crate) struct MappingArguments {
    /// Let coverage derive from this mapping set too, besides our own; `aisec mappings` lists them; repeat for several
    #[arg(long, value_name = "SET")]
    mappings: Vec<String>,
}

impl MappingArguments {
    /// Ids of the sets that were asked for.
    pub(crate) fn sets(&self) -> &[String] {
        &self.mappings
    }
}

/// A source on the command line: `PATH` or `ID=PATH`.
pub(super) fn given(text: &str) -> Result<Given, Failure> {
    if let Some((id, path)) = text.split_once('=')
        && !Path::new(text).exists()
    {
        let id = SourceId::new(id).map_err(|error| Failure::usage(error.to_string()))?;
        return Ok(Given::file(id, PathBuf::from(path)));
    }
    let path = PathBuf::from(text);
    Ok(Given::file(SourceId::from_path(&path), path))
}

/// The lists on the command line, and those in the folders on it. One that is not called ID=PATH goes by an id that
/// nothing else has.
///
/// # Errors
/// For what is not there or no list, and a folder that cannot be looked into or holds no list.
pub(super) fn given_lists(texts: &[String], terminal: &Terminal) -> Result<Vec<Given>, Failure> {
    let mut taken: Taken = pipeline::embedded_ids()?.into_iter().map(|id| (id, 1)).collect();
    let mut lists = Vec::new();
    for text in texts {
        let list = given(text)?;
        let is_folder = fs::metadata(&list.path)
            .map_err(|error| Failure::new(Exit::InputOutput, format!("cannot read {}: {error}", list.path.display())))?
            .is_dir();
        if !is_folder && TextKind::of(&list.path) != Some(TextKind::List) {
            return Err(no_list(&list.path));
        }
        if list.path != Path::new(text) {
            lists.push(list);
            continue;
        }
        let paths = if is_folder {
            let found = FolderLists::of(&list.path)?;
            found.say_left_out(&list.path, terminal);
            found.whole()?
        } else {
            vec![list.path]
        };
        let named = |path: PathBuf| Given::file(free_id(&mut taken, &SourceId::from_path(&path)), path);
        lists.extend(paths.into_iter().map(named));
    }
    Ok(lists)
}

/// Refuses a file that is no list by its extension.
fn no_list(path: &Path) -> Failure {
    let failure = Failure::usage(format!("{} is no list: its name does not end in .md", path.display()));
    if is_snapshot(path) || syntax_of(path).is_ok() {
        return failure.help(format!("a graph is looked into with `--data {}`", path.display()));
    }
    failure
}

/// What is read in place of a shipped list: `ID=PATH`.
pub(super) fn replacement(text: &str) -> Result<Given, Failure> {
    let (id, path) = text.split_once('=').ok_or_else(|| {
        Failure::usage(format!("`--replace {text}` does not say what is replaced"))
            .help("write ID=PATH, such as mlsecops=my-copy.md")
    })?;
    let id = SourceId::new(id).map_err(|error| Failure::usage(error.to_string()))?;
    Ok(Given::file(id, PathBuf::from(path)))
}

/// What messages call standard input.
pub(super) const STANDARD_INPUT: &str = "standard input";

/// The bytes of standard input, if there are no more than `limit`.
pub(super) fn standard_input(limit: SizeLimit) -> Result<Vec<u8>, Failure> {
    let cannot = |error| Failure::new(Exit::InputOutput, format!("cannot read {STANDARD_INPUT}: {error}"));
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(limit.bytes().saturating_add(1)).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes.len() as u64 > limit.bytes() {
        let path = PathBuf::from(STANDARD_INPUT);
        return Err(PipelineError::Read(ReadError::TooLarge { path, limit }).into());
    }
    Ok(bytes)
}

/// Most folders below a given one.
const MAX_FOLDERS: usize = 10_000;

/// Folders of what is not the project's own, besides hidden ones: packages that were installed, and what was built.
const FOLDERS_OF_OTHERS: [&str; 3] = ["node_modules", "target", "vendor"];

/// The lists in a folder and in those below it.
pub(super) struct FolderLists {
    /// By name; what lies in `.` is named without it.
    pub(super) lists: Vec<PathBuf>,
    /// Files about a list, such as `CONTRIBUTING.md`, which are no lists by their names.
    about: Vec<PathBuf>,
    /// Folders of what is not the project's own.
    of_others: Vec<PathBuf>,
    /// Folders that cannot be looked into, and why.
    pub(super) unread: Vec<Failure>,
}

impl FolderLists {
    /// Looks for lists. Hidden ones, files about a list and folders of what is not the project's own are passed over,
    /// and links are not followed: they may lead out of the folder, or round in it.
    ///
    /// # Errors
    /// When there are none, though every folder was looked into, or too many folders.
    pub(super) fn of(root: &Path) -> Result<Self, Failure> {
        let mut found = Self { lists: Vec::new(), about: Vec::new(), of_others: Vec::new(), unread: Vec::new() };
        let mut folders = vec![root.to_owned()];
        let mut seen = 0;
        while let Some(folder) = folders.pop() {
            seen += 1;
            if seen > MAX_FOLDERS {
                let message = format!("{} holds more than {MAX_FOLDERS} folders", root.display());
                return Err(Failure::new(Exit::Limit, message).help("name the lists, or a folder further down"));
            }
            if let Err(error) = found.look_into(&folder, &mut folders) {
                let message = format!("cannot read the folder {}: {error}", folder.display());
                found.unread.push(Failure::new(Exit::InputOutput, message));
            }
        }
        if found.lists.is_empty() && found.unread.is_empty() {
            let failure = Failure::new(Exit::BadInput, format!("there is no list (.md) in {}", root.display()));
            return Err(match found.left_out() {
                Some(left_out) => failure.help(format!("left out: {left_out}; what is named itself is read")),
                None => failure,
            });
        }
        found.lists.sort();
        found.about.sort();
        found.of_others.sort();
        Ok(found)
    }

    /// How much was left out, and the first of it; `None` if nothing.
    fn left_out(&self) -> Option<String> {
        let told = |paths: &[PathBuf], what: &str, of_what: &str| {
            let (count, first) = (counted(paths.len(), what), paths.first()?.display());
            Some(format!("{count} {of_what} ({first}{})", if paths.len() > 1 { ", …" } else { "" }))
        };
        let told: Vec<String> =
            [told(&self.about, "file", "about the list"), told(&self.of_others, "folder", "of other projects")]
                .into_iter()
                .flatten()
                .collect();
        (!told.is_empty()).then(|| told.join(" and "))
    }

    /// Says how much of the folder was left out; each by name to who wants to know more.
    pub(super) fn say_left_out(&self, root: &Path, terminal: &Terminal) {
        if let Some(left_out) = self.left_out() {
            terminal.say(&format!("{}: left out: {left_out}; what is named itself is read", root.display()));
        }
        for path in self.about.iter().chain(&self.of_others) {
            terminal.say_more(&format!("left out: {}", path.display()));
        }
    }

    /// The lists, if every folder could be looked into.
    fn whole(self) -> Result<Vec<PathBuf>, Failure> {
        self.unread.into_iter().next().map_or(Ok(self.lists), Err)
    }

    /// Takes the lists of one folder, and the folders in it.
    fn look_into(&mut self, folder: &Path, folders: &mut Vec<PathBuf>) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            let is_list = TextKind::of(&entry.path()) == Some(TextKind::List);
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with('.') {
                continue;
            }
            let path = entry.path();
            let shown = || path.strip_prefix(".").unwrap_or(&path).to_owned();
            if kind.is_dir() && FOLDERS_OF_OTHERS.contains(&name.as_ref()) {
                self.of_others.push(shown());
            } else if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() && is_list && is_about_the_list(&name) {
                self.about.push(shown());
            } else if kind.is_file() && is_list {
                self.lists.push(shown());
            }
        }
        Ok(())
    }
}

/// Identifiers that are taken, each with the number that the last one made of it ends in.
pub(super) type Taken = BTreeMap<SourceId, usize>;

/// An identifier that no other text has: only messages are told apart by it, and they show the path.
pub(super) fn free_id(taken: &mut Taken, id: &SourceId) -> SourceId {
    let mut free = id.clone();
    let mut number = taken.get(id).copied().unwrap_or(1);
    while taken.contains_key(&free) {
        number += 1;
        free = SourceId::from_path(Path::new(&format!("{id}-{number}.md")));
    }
    taken.insert(id.clone(), number);
    taken.entry(free.clone()).or_insert(1);
    free
}
