//! How much each finding matters: the command line over `aisec-check.toml` over what the codes say.

use super::super::failure::{Exit, Failure};
use super::super::terminal::Terminal;
use super::input::Inputs;
use aisec_graph::diagnostic::{Code, CodeSelection, Diagnostic, Level, Levels, Severity};
use aisec_graph::import::TomlText;
use aisec_graph::pipeline::PipelineError;
use aisec_graph::source::{CHECK_SETTINGS, ReadError, SourceId, SourceText, Sources};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use toml::Spanned;

/// From which severity on findings fail the check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FailOn {
    /// That one and above.
    AtLeast(Severity),
    /// None does.
    Never,
}

impl FailOn {
    /// Whether a finding of that severity fails.
    pub(crate) fn is_reached(self, severity: Severity) -> bool {
        match self {
            Self::AtLeast(least) => severity >= least,
            Self::Never => false,
        }
    }
}

/// Reads `--fail-on`.
pub(crate) fn fail_on(text: &str) -> Result<FailOn, String> {
    Ok(severity_or("never", text)?.map_or(FailOn::Never, FailOn::AtLeast))
}

fn level(text: &str) -> Result<Level, String> {
    let severity = severity_or("off", text).map_err(|help| format!("`{text}` is no level: {help}"))?;
    Ok(severity.map_or(Level::Off, Level::Told))
}

/// The severity of a word; `None` for the word that stands for none of them.
fn severity_or(none: &str, text: &str) -> Result<Option<Severity>, String> {
    if text == none {
        return Ok(None);
    }
    Severity::from_word(text).map(Some).ok_or_else(|| format!("use note, question, warning, error or {none}"))
}

/// The codes that a text selects.
fn selection(text: &str) -> Result<CodeSelection, Failure> {
    CodeSelection::parse(text).ok_or_else(|| {
        let is_stage = Code::ALL.iter().any(|code| code.stage() == text);
        let failure = Failure::unknown_code(text);
        if is_stage { failure.help(format!("did you mean `{text}/*`? that is every code of it")) } else { failure }
    })
}

/// What one file, or the command line, chooses.
#[derive(Debug, Clone, Default)]
pub(super) struct Chosen {
    fail_on: Option<FailOn>,
    levels: Levels,
}

/// What the command line chooses.
///
/// # Errors
/// A code or level that does not exist.
pub(super) fn chosen(fail_on: Option<FailOn>, severities: &[String]) -> Result<Chosen, Failure> {
    let mut levels = Levels::default();
    for text in severities {
        let (code, word) = text
            .rsplit_once('=')
            .ok_or_else(|| Failure::usage(format!("`--severity {text}` names no level")).help("write CODE=LEVEL"))?;
        levels.set(selection(code)?, level(word).map_err(Failure::usage)?);
    }
    Ok(Chosen { fail_on, levels })
}

/// A settings file.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    /// As `--fail-on`.
    fail_on: Option<Spanned<String>>,
    /// As `--severity`: level by code.
    #[serde(default)]
    severity: BTreeMap<String, Spanned<String>>,
}

impl Chosen {
    /// Reads a settings file.
    fn read(path: &Path) -> Result<Self, Failure> {
        let id = SourceId::from_path(path);
        let text = SourceText::read(id, path).map_err(|error| match error {
            ReadError::Io { source, .. } => {
                Failure::new(Exit::InputOutput, format!("cannot read the settings in {}: {source}", path.display()))
            }
            error => PipelineError::Read(error).into(),
        })?;
        let toml = TomlText { source: &text };
        let file: File = toml.values()?;
        let mut chosen = Self::default();
        if let Some(word) = file.fail_on {
            let bad = |help| toml.refuse(word.span(), format!("`{}` is no severity: {help}", word.get_ref()));
            chosen.fail_on = Some(fail_on(word.get_ref()).map_err(bad)?);
        }
        for (code, word) in file.severity {
            let selection = selection(&code).map_err(|Failure { message, help, .. }| Failure {
                help,
                ..toml.refuse(word.span(), message).into()
            })?;
            chosen.levels.set(selection, level(word.get_ref()).map_err(|what| toml.refuse(word.span(), what))?);
        }
        Ok(chosen)
    }

    fn overridden_by(&self, other: &Self) -> Self {
        Self { fail_on: other.fail_on.or(self.fail_on), levels: self.levels.overridden_by(&other.levels) }
    }
}

/// What holds for each source.
pub(super) struct Settings<'a> {
    /// What the command line chooses.
    chosen: Chosen,
    /// The file of `--config`: it holds for every source.
    given: Option<PathBuf>,
    by_file: BTreeMap<PathBuf, Chosen>,
    /// The settings file of each source that has one.
    files: BTreeMap<String, PathBuf>,
    terminal: &'a Terminal,
}

impl<'a> Settings<'a> {
    /// What the command line chooses, over the settings file that it names.
    ///
    /// # Errors
    /// A settings file that cannot be read or names what does not exist.
    pub(super) fn of(given: Option<&Path>, chosen: Chosen, terminal: &'a Terminal) -> Result<Self, Failure> {
        let (by_file, files) = (BTreeMap::new(), BTreeMap::new());
        let mut settings = Self { chosen, given: given.map(Path::to_owned), by_file, files, terminal };
        given.map_or(Ok(()), |file| settings.read(file))?;
        Ok(settings)
    }

    /// Looks for the settings of every text, those that others lead to included.
    ///
    /// # Errors
    /// As [`Settings::of`].
    pub(super) fn cover(&mut self, inputs: &Inputs) -> Result<(), Failure> {
        let mut nearest: BTreeMap<(&Path, &Path), Option<PathBuf>> = BTreeMap::new();
        for input in &inputs.texts {
            let file = self.given.clone().or_else(|| {
                let of_folder = nearest.entry((input.folder(), &input.root));
                of_folder.or_insert_with(|| nearest_settings(input.folder(), &input.root)).clone()
            });
            let Some(file) = file else { continue };
            self.read(&file)?;
            self.files.insert(input.text.id().to_string(), file);
        }
        Ok(())
    }

    /// Looks for the settings of every file of the packs: those of their folders.
    ///
    /// # Errors
    /// As [`Settings::of`].
    pub(super) fn cover_packs(&mut self, inputs: &Inputs, sources: &Sources) -> Result<(), Failure> {
        for pack in inputs.packs() {
            let Some(file) = self.given.clone().or_else(|| nearest_settings(&pack.path, &pack.path)) else { continue };
            self.read(&file)?;
            let own = sources.iter().filter(|source| Path::new(source.path()).parent() == Some(&pack.path));
            self.files.extend(own.map(|source| (source.id().to_string(), file.clone())));
        }
        Ok(())
    }

    fn read(&mut self, file: &Path) -> Result<(), Failure> {
        if !self.by_file.contains_key(file) {
            self.terminal.say_more(&format!("settings: {}", file.display()));
            self.by_file.insert(file.to_owned(), Chosen::read(file)?.overridden_by(&self.chosen));
        }
        Ok(())
    }

    fn for_finding(&self, found: &Diagnostic) -> &Chosen {
        let file = found.place.as_ref().and_then(|place| self.files.get(&place.source));
        file.and_then(|file| self.by_file.get(file)).unwrap_or(&self.chosen)
    }

    /// The finding as severe as was chosen; `None` when it is not to be told.
    pub(super) fn apply(&self, found: Diagnostic) -> Option<Diagnostic> {
        self.for_finding(&found).levels.apply(found)
    }

    /// Whether a finding fails the check.
    pub(super) fn fails(&self, found: &Diagnostic) -> bool {
        self.for_finding(found).fail_on.unwrap_or(FailOn::AtLeast(Severity::Warning)).is_reached(found.severity)
    }
}

/// The settings file in a folder, or else in the nearest one above it, up to the current folder or the one given.
fn nearest_settings(folder: &Path, given: &Path) -> Option<PathBuf> {
    let real = |folder: &Path| {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        fs::canonicalize(folder).ok()
    };
    let own = real(folder)?;
    let tops = [real(given), real(Path::new(""))];
    let is_above = |folder: &&Path| {
        real(folder)
            .is_some_and(|folder| own.starts_with(&folder) && tops.iter().flatten().any(|top| folder.starts_with(top)))
    };
    folder.ancestors().take_while(is_above).map(|folder| folder.join(CHECK_SETTINGS)).find(|file| file.exists())
}
