//! What a project needs, as its files say it.

use crate::source::Span;
use crate::vocab::named;

named! {
    /// A kind of file that says what a project needs. The name is what people call it.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum DependencyFile {
        /// Requirements of pip.
        Requirements = "requirements.txt",
        /// Metadata of a Python project: PEP 621, dependency groups (PEP 735), Poetry.
        Pyproject = "pyproject.toml",
        /// Lock file of uv.
        UvLock = "uv.lock",
        /// Lock file of Poetry.
        PoetryLock = "poetry.lock",
        /// Manifest of npm.
        PackageJson = "package.json",
        /// Lock file of npm.
        PackageLock = "package-lock.json",
        /// Lock file of Cargo.
        CargoLock = "Cargo.lock",
        /// Recipe of a container image.
        Dockerfile = "Dockerfile",
        /// Workflow or action of GitHub.
        Workflow = "GitHub workflow",
        /// Bill of materials: `CycloneDX` or SPDX, in JSON.
        Sbom = "SBOM",
    }
}

/// Files that say what a project needs and that are not read: name, or `*` and how it ends.
const NOT_READ: [&str; 28] = [
    "Pipfile",
    "Pipfile.lock",
    "pdm.lock",
    "pixi.lock",
    "setup.py",
    "setup.cfg",
    "environment.yml",
    "environment.yaml",
    "conda-lock.yml",
    "yarn.lock",
    "pnpm-lock.yaml",
    "bun.lock",
    "bun.lockb",
    "deno.lock",
    "Cargo.toml",
    "go.mod",
    "pom.xml",
    "build.gradle",
    "build.gradle.kts",
    "Gemfile.lock",
    "composer.lock",
    "compose.yaml",
    "compose.yml",
    "docker-compose.yaml",
    "docker-compose.yml",
    "bom.xml",
    "*.cdx.xml",
    "*.spdx",
];

impl DependencyFile {
    /// The kind of a file, by its path in the project, with `/` between names; `None` for others.
    ///
    /// ```
    /// use aisec_graph::catalog::DependencyFile;
    /// assert_eq!(DependencyFile::of("ml/requirements-dev.txt"), Some(DependencyFile::Requirements));
    /// assert_eq!(DependencyFile::of(".github/workflows/scan.yml"), Some(DependencyFile::Workflow));
    /// assert_eq!(DependencyFile::of("docs/notes.txt"), None);
    /// ```
    pub fn of(path: &str) -> Option<Self> {
        let lower = path.to_ascii_lowercase();
        let (folder, name) = lower.rsplit_once('/').unwrap_or(("", &lower));
        let folder_name = folder.rsplit('/').next().unwrap_or_default();
        let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
        let is_text = ends(&[".txt", ".in"]);
        Some(match name {
            "pyproject.toml" => Self::Pyproject,
            "uv.lock" => Self::UvLock,
            "poetry.lock" => Self::PoetryLock,
            "package.json" => Self::PackageJson,
            "package-lock.json" | "npm-shrinkwrap.json" => Self::PackageLock,
            "cargo.lock" => Self::CargoLock,
            "dockerfile" | "containerfile" => Self::Dockerfile,
            "action.yml" | "action.yaml" => Self::Workflow,
            _ if is_text && (name.contains("requirements") || folder_name == "requirements") => Self::Requirements,
            _ if name.starts_with("dockerfile.") || ends(&[".dockerfile"]) => Self::Dockerfile,
            _ if ends(&[".yml", ".yaml"]) && is_of_workflows(folder) => Self::Workflow,
            _ if ends(&[".cdx.json", ".cyclonedx.json", ".spdx.json", "bom.json"]) => Self::Sbom,
            _ if name.starts_with("sbom") && ends(&[".json"]) => Self::Sbom,
            _ => return None,
        })
    }

    /// What a file is called that says what a project needs, and that no kind reads; `None` for others.
    ///
    /// ```
    /// use aisec_graph::catalog::DependencyFile;
    /// assert_eq!(DependencyFile::not_read("web/yarn.lock"), Some("yarn.lock"));
    /// assert_eq!(DependencyFile::not_read("package.json"), None);
    /// ```
    pub fn not_read(path: &str) -> Option<&'static str> {
        let name = path.rsplit('/').next().unwrap_or(path);
        let is_known = |known: &&str| match known.strip_prefix('*') {
            Some(ending) => name.ends_with(ending),
            None => name == *known,
        };
        NOT_READ.into_iter().find(is_known)
    }
}

/// Whether a folder is that of the workflows, of the project or of one inside it.
fn is_of_workflows(folder: &str) -> bool {
    folder == ".github/workflows" || folder.ends_with("/.github/workflows")
}

/// What a dependency is known by outside the project.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum DependencyName {
    /// A package URL in the form two are compared in.
    Package(String),
    /// The address of a repository.
    Repository(String),
    /// An image of a registry that names no repository, or one whose name a variable holds, as written: no tool is
    /// known by it.
    Image(String),
}

impl DependencyName {
    /// The package URL, the address, or the image.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Package(name) | Self::Repository(name) | Self::Image(name) => name,
        }
    }
}

/// One thing that a file says a project needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependency {
    /// What it is known by: none for what lies in the project itself.
    pub names: Vec<DependencyName>,
    /// Its version, or what is demanded of it, as written.
    pub version: Option<String>,
    /// Where its name stands.
    pub span: Span,
}

/// A further file that one says belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DependencyInclude {
    /// The path as written, relative to the file.
    pub path: String,
    /// Where it stands.
    pub span: Span,
}

/// What one file says a project needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dependencies {
    /// In the order of the file.
    pub found: Vec<Dependency>,
    /// Files it includes, in the order of the file.
    pub includes: Vec<DependencyInclude>,
}
