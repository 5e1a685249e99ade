//! The folder of a project in, what its files say it needs out.

use crate::catalog::{Dependency, DependencyFile};
use crate::diagnostic::{Code, Diagnostic};
use crate::import;
use crate::source::{ProjectFile, ProjectFolder, SizeLimit, SourceId, SourceText, Sources, Unfollowed};
use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::path::Path;

/// What the files of a project say it needs.
#[derive(Debug, Default)]
pub struct Project {
    /// What the folder is called.
    pub name: String,
    /// The files that were read, by path.
    pub files: Vec<DependenciesFile>,
    /// Files that say what it needs and that cannot be read in any form, with their paths: no kind reads them.
    pub not_read: Vec<String>,
    /// Files and folders that could not be read, or not wholly, with their paths.
    pub unreadable: Vec<String>,
    /// Files in the folder that were looked at, by name.
    pub seen: usize,
    /// Folders that were left out because tools fill them, such as `node_modules`.
    pub filled: usize,
    /// Whether there are more files than are looked at.
    pub is_cut: bool,
    /// What was odd, file by file.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that findings lie in.
    pub sources: Sources,
}

/// What one file says.
#[derive(Debug)]
pub struct DependenciesFile {
    /// Its path in the folder, with `/` between names.
    pub path: String,
    /// What it is.
    pub kind: DependencyFile,
    /// What it names, each with line and column, from 1.
    pub dependencies: Vec<(Dependency, usize, usize)>,
}

/// Reads the files of a folder that say what a project needs, and those they include, each once.
///
/// A file that cannot be read is told, and the others are read. Nothing outside the folder is looked at.
///
/// # Errors
/// When the folder cannot be looked into.
pub fn project(folder: &Path, max_input: SizeLimit) -> io::Result<Project> {
    let folder = ProjectFolder::open(folder)?;
    let is_wanted = |path: &str| DependencyFile::of(path).is_some() || DependencyFile::not_read(path).is_some();
    let walk = folder.walk(is_wanted);
    let mut reader = Reader { folder: &folder, max_input, project: Project::default(), files: BTreeMap::new() };
    let mut waiting: VecDeque<(ProjectFile, DependencyFile)> = VecDeque::new();
    for file in walk.files {
        match DependencyFile::of(&file.below) {
            Some(kind) => waiting.push_back((file, kind)),
            None => reader.project.not_read.push(file.below),
        }
    }
    while let Some((file, kind)) = waiting.pop_front() {
        if !reader.files.contains_key(&file.below) {
            waiting.extend(reader.file(&file, kind).into_iter().map(|file| (file, DependencyFile::Requirements)));
        }
    }
    let Reader { mut project, files, .. } = reader;
    for (paths, why) in
        [(walk.links, "is a link that leads out of the folder, or nowhere"), (walk.closed, "cannot be looked into")]
    {
        let found = paths.iter().map(|path| Diagnostic::new(Code::UnreadableDependencies, format!("{path} {why}")));
        project.diagnostics.extend(found);
        project.unreadable.extend(paths);
    }
    project.files = files.into_values().collect();
    Ok(Project { name: folder.name(), seen: walk.seen, filled: walk.filled, is_cut: walk.is_cut, ..project })
}

struct Reader<'f> {
    folder: &'f ProjectFolder,
    max_input: SizeLimit,
    project: Project,
    files: BTreeMap<String, DependenciesFile>,
}

impl Reader<'_> {
    /// Reads one file; the files it includes.
    fn file(&mut self, file: &ProjectFile, kind: DependencyFile) -> Vec<ProjectFile> {
        let mut read = DependenciesFile { path: file.below.clone(), kind, dependencies: Vec::new() };
        let mut included = Vec::new();
        let id = SourceId::from_path(Path::new(&format!("file-{}", self.files.len())));
        let before = self.project.diagnostics.len();
        match SourceText::read_within(id, &file.path, self.max_input) {
            Err(error) => {
                self.project.diagnostics.push(Diagnostic::new(Code::UnreadableDependencies, error.to_string()));
            }
            Ok(text) => {
                let found = import::dependencies(kind, &text).take(&mut self.project.diagnostics);
                read.dependencies.extend(found.found.into_iter().map(|dependency| {
                    let at = text.position(dependency.span.start);
                    (dependency, at.line, at.column)
                }));
                for include in found.includes {
                    match self.folder.beside(file, &include.path) {
                        Ok(file) => included.push(file),
                        Err(why) => {
                            let found = unfollowed(&include.path, &why).at(text.id().as_str(), include.span);
                            self.project.diagnostics.push(found);
                        }
                    }
                }
                if self.project.diagnostics.len() > before {
                    self.project.sources.insert(text);
                }
            }
        }
        let said = self.project.diagnostics.get(before..).unwrap_or_default();
        if said.iter().any(|found| found.code == Code::UnreadableDependencies) {
            self.project.unreadable.push(file.below.clone());
        }
        self.files.insert(file.below.clone(), read);
        included
    }
}

fn unfollowed(path: &str, why: &Unfollowed) -> Diagnostic {
    let why = match why {
        Unfollowed::Missing => "it is not there".to_owned(),
        Unfollowed::Outside => "it leads out of the folder".to_owned(),
        Unfollowed::Folder => "it is a folder".to_owned(),
        Unfollowed::Unreachable(error) => error.to_string(),
    };
    Diagnostic::new(Code::UnfollowedInclude, format!("`{path}` is not read: {why}"))
}
