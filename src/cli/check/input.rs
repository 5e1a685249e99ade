//! What `aisec check` is given: files, folders of lists, standard input.

use super::super::data::{is_snapshot, syntax_of};
use super::super::failure::{Exit, Failure};
use super::super::given::{FolderLists, STANDARD_INPUT, Taken, free_id, standard_input};
use super::super::terminal::Terminal;
use super::graph;
use aisec_graph::catalog::ImportedList;
use aisec_graph::diagnostic::Checked;
use aisec_graph::export::WholeGraph;
use aisec_graph::pipeline::{
    self, Given, Lints, ListPlace, ListReading, ListText, Lists, PipelineError, ReadList, SubLists, TextKind,
};
use aisec_graph::source::{PackFile, SizeLimit, SourceId, SourceText};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What was given, as far as it can be read.
pub(super) struct Inputs {
    /// Texts to check, in the order given; those of a folder by name.
    pub(super) texts: Vec<Input>,
    /// Framework packs.
    packs: Vec<Pack>,
    /// Snapshots and RDF files, to verify.
    graphs: Vec<PathBuf>,
    /// What could not be read, and why; it has been said.
    pub(super) refused: Vec<String>,
    /// The status to leave with then.
    pub(super) exit: Option<Exit>,
    /// Every file that was read, or could not be.
    pub(super) files: Vec<PathBuf>,
    /// The same without links: a file is read once, whatever it is called.
    real: BTreeSet<PathBuf>,
    /// Identifiers that are taken: those of embedded sources are from the start.
    ids: Taken,
    /// Most bytes that are read of one text.
    pub(super) max_input: SizeLimit,
}

/// A framework pack to check.
struct Pack {
    given: Given,
    /// Whether it turned out to be none: it is not checked again.
    is_refused: bool,
}

/// A text to check.
pub(super) struct Input {
    /// The text.
    pub(super) text: SourceText,
    /// What it is written in.
    pub(super) kind: TextKind,
    /// Its file; `None` for standard input.
    pub(super) path: Option<PathBuf>,
    /// The folder that was given, or that of the file: links are not followed out of it.
    pub(super) root: PathBuf,
    /// What was read of it and is to be kept; `None` for a text that is no list, or another now.
    pub(super) read: Option<Checked<ImportedList>>,
    /// Whether it turned out to be no such text: it is not checked again.
    is_refused: bool,
}

impl Input {
    fn new(text: SourceText, kind: TextKind, path: Option<PathBuf>, root: PathBuf) -> Self {
        Self { text, kind, path, root, read: None, is_refused: false }
    }

    /// The folder it lies in.
    pub(super) fn folder(&self) -> &Path {
        self.path.as_deref().and_then(Path::parent).unwrap_or(&self.root)
    }

    /// As the pipeline reads a list.
    fn to_read(&self) -> ListText {
        let place = |path: &PathBuf| ListPlace { path: path.clone(), folder: self.root.clone() };
        ListText { text: self.text.clone(), place: self.path.as_ref().map(place), read: self.read.clone() }
    }

    /// Gives it another text, and returns the one it had.
    pub(super) fn replace(&mut self, text: SourceText) -> SourceText {
        self.read = None;
        std::mem::replace(&mut self.text, text)
    }
}

impl Inputs {
    /// Reads everything given, a file given twice once. What cannot be read is said and left out; the rest is checked.
    ///
    /// # Errors
    /// Only for a source of no known kind, which is a mistake on the command line.
    pub(super) fn read(given: &[PathBuf], max_input: SizeLimit, terminal: &Terminal) -> Result<Self, Failure> {
        let ids = pipeline::embedded_ids()?.into_iter().map(|id| (id, 1)).collect();
        let mut inputs = Self {
            texts: Vec::new(),
            packs: Vec::new(),
            graphs: Vec::new(),
            refused: Vec::new(),
            exit: None,
            files: Vec::new(),
            real: BTreeSet::new(),
            ids,
            max_input,
        };
        for path in given {
            inputs.take(path, terminal)?;
        }
        Ok(inputs)
    }

    /// Reads the lists among the texts, and takes in those they lead to.
    ///
    /// # Errors
    /// When they lead to too many.
    pub(super) fn read_lists(&mut self, sub_lists: SubLists, lints: Lints) -> Result<Vec<ReadList>, Failure> {
        let how = ListReading { sub_lists, lints, max_input: self.max_input };
        let given: Vec<ListText> = self.lists().map(Input::to_read).collect();
        let count = given.len();
        let ids = &mut self.ids;
        let Lists { read, files } = pipeline::read_lists(given, how, |id| free_id(ids, &id))?;
        self.files.extend(files);
        for ListText { text, place, .. } in read.iter().skip(count).map(|list| list.source.clone()) {
            let Some(ListPlace { path, folder }) = place else { continue };
            self.texts.push(Input::new(text, TextKind::List, Some(path), folder));
        }
        Ok(read)
    }

    /// Keeps what was read of each list that may stay as it is beside one that is mended: it is not read again. What was
    /// found in the others on reading says that they are to be mended.
    pub(super) fn keep(&mut self, lists: &[ReadList]) {
        if lists.len() < 2 {
            return;
        }
        let stays = |list: &ReadList| list.list.diagnostics.iter().all(|found| found.fix.is_empty());
        let texts = self.texts.iter_mut().filter(|input| input.kind == TextKind::List);
        for (input, list) in texts.zip(lists).filter(|(input, list)| input.read.is_none() && stays(list)) {
            input.read = Some(list.list.clone());
        }
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
        let others = self.texts.iter().filter(|input| input.kind != TextKind::List && !input.is_refused);
        others.map(|input| (input.text.clone(), input.kind)).collect()
    }

    /// The packs, as the pipeline takes them.
    pub(super) fn packs(&self) -> impl Iterator<Item = &Given> {
        self.packs.iter().filter(|pack| !pack.is_refused).map(|pack| &pack.given)
    }

    /// Whether there is anything but graphs.
    pub(super) fn has_texts(&self) -> bool {
        !self.texts.is_empty() || !self.packs.is_empty()
    }

    /// Reads every graph to its end. One that cannot be read, is damaged or not what it states, is said and left out.
    pub(super) fn whole_graphs(&mut self, terminal: &Terminal) -> Vec<WholeGraph> {
        let mut whole = Vec::new();
        for path in std::mem::take(&mut self.graphs) {
            match graph::whole(&path) {
                Ok(graph) => whole.push(graph),
                Err(failure) => self.refuse(failure, terminal),
            }
        }
        whole
    }

    /// What was given and is no list.
    pub(super) fn without_links(&self) -> impl Iterator<Item = &Path> {
        let others = self.texts.iter().filter(|input| input.kind != TextKind::List);
        let packs = self.packs.iter().map(|pack| pack.given.path.as_path());
        others.filter_map(|input| input.path.as_deref()).chain(packs).chain(self.graphs.iter().map(PathBuf::as_path))
    }

    /// Says that a text or pack is none of its kind, and goes on without it.
    pub(super) fn refuse_text(&mut self, id: &SourceId, failure: Failure, terminal: &Terminal) {
        self.packs.iter_mut().filter(|pack| pack.given.id == *id).for_each(|pack| pack.is_refused = true);
        self.texts.iter_mut().filter(|input| input.text.id() == id).for_each(|input| input.is_refused = true);
        self.refuse(failure, terminal);
    }

    /// Says what cannot be read, and goes on without it.
    fn refuse(&mut self, failure: Failure, terminal: &Terminal) {
        self.say(&failure, terminal);
        self.refused.push(failure.message);
    }

    /// Says what went wrong; the worst of it decides on the status to leave with.
    pub(super) fn say(&mut self, failure: &Failure, terminal: &Terminal) {
        terminal.error(failure);
        self.exit = self.exit.max(Some(failure.exit));
    }

    fn take(&mut self, path: &Path, terminal: &Terminal) -> Result<(), Failure> {
        let taken = if path == Path::new("-") {
            self.take_standard_input()
        } else if path.join(PackFile::Manifest.name()).exists() {
            self.take_pack(path);
            Ok(())
        } else if path.is_dir() {
            self.take_folder(path, terminal)
        } else if is_snapshot(path) || TextKind::of(path).is_none() && syntax_of(path).is_ok() {
            if self.is_new(path) {
                self.graphs.push(path.to_owned());
            }
            Ok(())
        } else if let (None, Err(error)) = (TextKind::of(path), fs::metadata(path)) {
            let message = format!("cannot read {}: {error}", path.display());
            Err(Failure::new(Exit::InputOutput, message))
        } else {
            self.take_file(path, kind_of(path)?, path.parent().unwrap_or(Path::new("")))
        };
        if let Err(failure) = taken {
            self.refuse(failure, terminal);
        }
        Ok(())
    }

    /// Whether a file was not given before, by this path or another.
    fn is_new(&mut self, path: &Path) -> bool {
        self.files.push(path.to_owned());
        // One that is not there is told once for each time it is named.
        fs::canonicalize(path).map_or(true, |real| self.real.insert(real))
    }

    fn take_file(&mut self, path: &Path, kind: TextKind, root: &Path) -> Result<(), Failure> {
        if !self.is_new(path) {
            return Ok(());
        }
        let text = SourceText::read_within(self.new_id(path), path, self.max_input).map_err(PipelineError::Read)?;
        self.texts.push(Input::new(text, kind, Some(path.to_owned()), root.to_owned()));
        Ok(())
    }

    fn take_standard_input(&mut self) -> Result<(), Failure> {
        self.files.push(PathBuf::from("-"));
        let id = self.new_id(Path::new(STANDARD_INPUT));
        let bytes = standard_input(self.max_input)?;
        let text = SourceText::from_bytes(id, STANDARD_INPUT, bytes).map_err(PipelineError::Read)?;
        self.texts.push(Input::new(text, TextKind::List, None, PathBuf::new()));
        Ok(())
    }

    /// Takes a folder as a framework pack.
    fn take_pack(&mut self, folder: &Path) {
        if self.is_new(folder) {
            self.files.extend(PackFile::ALL.map(|file| folder.join(file.name())));
            let given = Given::file(self.new_id(folder), folder.to_owned());
            self.packs.push(Pack { given, is_refused: false });
        }
    }

    /// Takes the lists in a folder and in those below it, by name. What of it cannot be read is said; the rest is taken.
    fn take_folder(&mut self, root: &Path, terminal: &Terminal) -> Result<(), Failure> {
        let mut found = FolderLists::of(root)?;
        for failure in std::mem::take(&mut found.unread) {
            self.refuse(failure, terminal);
        }
        found.say_left_out(root, terminal);
        for list in &found.lists {
            if let Err(failure) = self.take_file(list, TextKind::List, root) {
                self.refuse(failure, terminal);
            }
        }
        Ok(())
    }

    fn new_id(&mut self, path: &Path) -> SourceId {
        free_id(&mut self.ids, &SourceId::from_path(path))
    }
}

/// What a file is read as, by its extension.
fn kind_of(path: &Path) -> Result<TextKind, Failure> {
    TextKind::of(path).ok_or_else(|| {
        Failure::usage(format!("{}: its extension names nothing that can be checked", path.display())).help(
            "lists end in .md, mapping sets in .sssom.tsv, releases of ATLAS in .yaml, graphs in .aisec, .nq, .ttl …; \
             of a framework pack give the folder",
        )
    })
}
