//! What `aisec check` is given: files, folders of lists, standard input.

use super::super::data::is_snapshot;
use super::super::failure::{Exit, Failure};
use super::super::given::{STANDARD_INPUT, standard_input};
use super::super::terminal::Terminal;
use aisec_graph::pipeline::{
    self, Lints, ListPlace, ListReading, ListText, Lists, PipelineError, ReadList, SubLists, TextKind,
};
use aisec_graph::source::{SizeLimit, SourceId, SourceText};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What was given, as far as it can be read.
pub(super) struct Inputs {
    /// Texts to check, in the order given; those of a folder by name.
    pub(super) texts: Vec<Input>,
    /// Snapshots to verify.
    pub(super) snapshots: Vec<PathBuf>,
    /// What could not be read, and why; it has been said.
    pub(super) refused: Vec<String>,
    /// The status to leave with then.
    pub(super) exit: Option<Exit>,
    /// Every file that was read, or could not be.
    pub(super) files: Vec<PathBuf>,
    /// Identifiers that are taken: those of embedded sources are from the start.
    ids: Taken,
    /// Most bytes that are read of one text.
    pub(super) max_input: SizeLimit,
}

/// A text to check.
pub(super) struct Input {
    /// The text.
    pub(super) text: SourceText,
    /// What it is written in.
    pub(super) kind: TextKind,
    /// Its file; `None` for standard input.
    pub(super) path: Option<PathBuf>,
    /// The folder whose settings hold for it, and which its links are not followed out of.
    pub(super) settings_folder: PathBuf,
}

impl Input {
    /// As the pipeline reads a list.
    fn to_read(&self) -> ListText {
        let place = |path: &PathBuf| ListPlace { path: path.clone(), folder: self.settings_folder.clone() };
        ListText { text: self.text.clone(), place: self.path.as_ref().map(place) }
    }
}

/// Most folders below a given one.
const MAX_FOLDERS: usize = 10_000;

impl Inputs {
    /// Reads everything given. What cannot be read is said and left out; the rest is still checked.
    ///
    /// # Errors
    /// Only for a source of no known kind, which is a mistake on the command line.
    pub(super) fn read(given: &[PathBuf], max_input: SizeLimit, terminal: &Terminal) -> Result<Self, Failure> {
        let ids = pipeline::embedded_ids()?.into_iter().map(|id| (id, 1)).collect();
        let mut inputs = Self {
            texts: Vec::new(),
            snapshots: Vec::new(),
            refused: Vec::new(),
            exit: None,
            files: Vec::new(),
            ids,
            max_input,
        };
        for path in given {
            if let Err(failure) = inputs.take(path) {
                if failure.exit == Exit::Usage {
                    return Err(failure);
                }
                inputs.refuse(failure, terminal);
            }
        }
        Ok(inputs)
    }

    /// Reads the lists among the texts, and takes in those they lead to; what of these cannot be read is said once.
    ///
    /// # Errors
    /// When they lead to too many.
    pub(super) fn read_lists(
        &mut self,
        sub_lists: SubLists,
        lints: Lints,
        terminal: &Terminal,
    ) -> Result<Vec<ReadList>, Failure> {
        let how = ListReading { sub_lists, lints, max_input: self.max_input };
        let given: Vec<ListText> = self.lists().map(Input::to_read).collect();
        let count = given.len();
        let ids = &mut self.ids;
        let Lists { read, unread, files } = pipeline::read_lists(given, how, |id| free_id(ids, &id))?;
        self.files.extend(files);
        for ListText { text, place } in read.iter().skip(count).map(|list| list.source.clone()) {
            let Some(ListPlace { path, folder }) = place else { continue };
            self.texts.push(Input { text, kind: TextKind::List, path: Some(path), settings_folder: folder });
        }
        for error in unread {
            let failure = Failure::from(PipelineError::Read(error));
            if !self.refused.contains(&failure.message) {
                self.refuse(failure, terminal);
            }
        }
        Ok(read)
    }

    /// Refuses a list on standard input, which is no file in a folder.
    ///
    /// # Errors
    /// When it is among the texts.
    pub(super) fn refuse_standard_input(&self, why: &str, help: &str) -> Result<(), Failure> {
        if self.texts.iter().all(|input| input.path.is_some()) {
            return Ok(());
        }
        Err(Failure::usage(why).help(help))
    }

    fn lists(&self) -> impl Iterator<Item = &Input> {
        self.texts.iter().filter(|input| input.kind == TextKind::List)
    }

    /// The texts that are no lists, as the pipeline takes them.
    pub(super) fn others(&self) -> Vec<(SourceText, TextKind)> {
        let others = self.texts.iter().filter(|input| input.kind != TextKind::List);
        others.map(|input| (input.text.clone(), input.kind)).collect()
    }

    /// Says what cannot be read, and goes on without it.
    fn refuse(&mut self, failure: Failure, terminal: &Terminal) {
        terminal.error(&failure);
        self.exit.get_or_insert(failure.exit);
        self.refused.push(failure.message);
    }

    fn take(&mut self, path: &Path) -> Result<(), Failure> {
        if path == Path::new("-") {
            return self.take_standard_input();
        }
        if path.is_dir() {
            return self.take_folder(path);
        }
        if is_snapshot(path) {
            self.files.push(path.to_owned());
            self.snapshots.push(path.to_owned());
            return Ok(());
        }
        let kind = TextKind::of(path).ok_or_else(|| {
            Failure::usage(format!("{}: its extension names nothing that can be checked", path.display()))
                .help("lists end in .md, mapping sets in .sssom.tsv, releases of ATLAS in .yaml, snapshots in .aisec")
        })?;
        self.take_file(path, kind, path.parent().unwrap_or(Path::new("")))
    }

    fn take_file(&mut self, path: &Path, kind: TextKind, settings_folder: &Path) -> Result<(), Failure> {
        self.files.push(path.to_owned());
        let text = SourceText::read_within(self.new_id(path), path, self.max_input).map_err(PipelineError::Read)?;
        let settings_folder = settings_folder.to_owned();
        self.texts.push(Input { text, kind, path: Some(path.to_owned()), settings_folder });
        Ok(())
    }

    fn take_standard_input(&mut self) -> Result<(), Failure> {
        self.files.push(PathBuf::from("-"));
        let id = self.new_id(Path::new(STANDARD_INPUT));
        let bytes = standard_input(self.max_input)?;
        let text = SourceText::from_bytes(id, STANDARD_INPUT, bytes).map_err(PipelineError::Read)?;
        self.texts.push(Input { text, kind: TextKind::List, path: None, settings_folder: PathBuf::new() });
        Ok(())
    }

    /// The lists in a folder and in those below it, by name. Hidden ones are passed over and links are not followed:
    /// they may lead out of the folder, or round in it.
    fn take_folder(&mut self, root: &Path) -> Result<(), Failure> {
        let cannot = |path: &Path, error: &std::io::Error| {
            Failure::new(Exit::InputOutput, format!("cannot read the folder {}: {error}", path.display()))
        };
        let mut lists = Vec::new();
        let mut folders = vec![root.to_owned()];
        let mut seen = 0;
        while let Some(folder) = folders.pop() {
            seen += 1;
            if seen > MAX_FOLDERS {
                let message = format!("{} holds more than {MAX_FOLDERS} folders", root.display());
                return Err(Failure::new(Exit::Limit, message).help("name the lists, or a folder further down"));
            }
            for entry in fs::read_dir(&folder).map_err(|error| cannot(&folder, &error))? {
                let entry = entry.map_err(|error| cannot(&folder, &error))?;
                let kind = entry.file_type().map_err(|error| cannot(&folder, &error))?;
                let is_list = TextKind::of(&entry.path()) == Some(TextKind::List);
                let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
                if kind.is_dir() && !is_hidden {
                    folders.push(entry.path());
                } else if kind.is_file() && is_list && !is_hidden {
                    lists.push(entry.path());
                }
            }
        }
        if lists.is_empty() {
            return Err(Failure::new(Exit::BadInput, format!("there is no list (.md) in {}", root.display())));
        }
        lists.sort();
        // What lies in `.` is shown without it.
        let shown = |list: &Path| list.strip_prefix(".").unwrap_or(list).to_owned();
        lists.iter().try_for_each(|list| self.take_file(&shown(list), TextKind::List, root))
    }

    fn new_id(&mut self, path: &Path) -> SourceId {
        free_id(&mut self.ids, &SourceId::from_path(path))
    }
}

/// Identifiers that are taken, each with the number that the last one made of it ends in.
type Taken = BTreeMap<SourceId, usize>;

/// An identifier that no other text has: only messages are told apart by it, and they show the path.
fn free_id(taken: &mut Taken, id: &SourceId) -> SourceId {
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
