//! A file that says what a project needs in, its dependencies with their places out.
//!
//! One file here for each family of formats. Knows no tool, and opens no file: what a file includes is named.
//!
//! # Limits
//! Of shell lines (images, workflows) the commands that install packages or clone repositories are known, with names
//! that are written out; what variables or scripts install is not seen.

mod dockerfile;
mod npm;
mod reading;
mod repository;
mod requirement;
mod requirements;
mod sbom;
mod shell;
mod toml_file;
mod workflow;

use crate::catalog::{Dependencies, DependencyFile};
use crate::diagnostic::Checked;
use crate::source::SourceText;
use reading::Reading;

/// What a file of a kind says a project needs, in the order of the text.
///
/// What cannot be understood is told and left out, the rest kept. O(bytes).
///
/// ```
/// use aisec_graph::{catalog::DependencyFile, import, source::{SourceId, SourceText}};
/// let text = "Garak[audio] >= 0.9  # scanner\n-r base.txt\n".to_owned();
/// let source = SourceText::new(SourceId::new("requirements")?, "requirements.txt", text);
/// let read = import::dependencies(DependencyFile::Requirements, &source).value;
/// assert_eq!(read.found[0].names[0].as_str(), "pkg:pypi/garak");
/// assert_eq!(read.found[0].version.as_deref(), Some(">= 0.9"));
/// assert_eq!(read.includes[0].path, "base.txt");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn dependencies(file: DependencyFile, source: &SourceText) -> Checked<Dependencies> {
    let mut reading = Reading::new(source);
    match file {
        DependencyFile::Requirements => requirements::read(&mut reading),
        DependencyFile::Pyproject => toml_file::pyproject(&mut reading),
        DependencyFile::UvLock => toml_file::uv_lock(&mut reading),
        DependencyFile::PoetryLock => toml_file::poetry_lock(&mut reading),
        DependencyFile::CargoLock => toml_file::cargo_lock(&mut reading),
        DependencyFile::PackageJson => npm::package_json(&mut reading),
        DependencyFile::PackageLock => npm::package_lock(&mut reading),
        DependencyFile::Dockerfile => dockerfile::read(&mut reading),
        DependencyFile::Workflow => workflow::read(&mut reading),
        DependencyFile::Sbom => sbom::read(&mut reading),
    }
    reading.finished()
}
