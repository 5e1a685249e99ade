//! How much each finding matters: the command line over `aisec-check.toml` over what the codes say.

use super::super::failure::{Exit, Failure};
use super::super::terminal::Terminal;
use super::input::{Input, Inputs};
use aisec_graph::diagnostic::{CodeSelection, Diagnostic, Level, Levels, Severity};
use aisec_graph::source::{ReadError, SourceId, SourceText};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use toml::Spanned;

/// Name of the file looked for beside a source.
const FILE_NAME: &str = "aisec-check.toml";

/// From which severity on findings fail the check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FailOn {
    /// That one and above.
    AtLeast(Severity),
    /// None does.
    Never,
}

/// Reads `--fail-on`.
pub(super) fn fail_on(text: &str) -> Result<FailOn, String> {
    if text == "never" {
        return Ok(FailOn::Never);
    }
    Severity::from_word(text)
        .map(FailOn::AtLeast)
        .ok_or_else(|| "use note, question, warning, error or never".to_owned())
}

fn level(text: &str) -> Result<Level, String> {
    if text == "off" {
        return Ok(Level::Off);
    }
    Severity::from_word(text)
        .map(Level::Told)
        .ok_or_else(|| format!("`{text}` is no level: use note, question, warning, error or off"))
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
        let selection = CodeSelection::parse(code).ok_or_else(|| Failure::unknown_code(code))?;
        levels.set(selection, level(word).map_err(Failure::usage)?);
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
        let text = SourceText::read(id, path).map_err(|error| {
            let exit = if matches!(error, ReadError::Io { .. } | ReadError::Folder { .. }) {
                Exit::InputOutput
            } else {
                Exit::BadInput
            };
            Failure::from_error(exit, &error)
        })?;
        let bad = |offset: usize, what: String| {
            let at = text.position(offset);
            Failure::new(Exit::BadInput, format!("{}:{}:{}: {what}", text.path(), at.line, at.column))
        };
        let file: File = toml::from_str(text.text())
            .map_err(|error| bad(error.span().map_or(0, |span| span.start), error.message().to_owned()))?;
        let mut chosen = Self::default();
        if let Some(word) = file.fail_on {
            chosen.fail_on = Some(
                fail_on(word.get_ref())
                    .map_err(|help| bad(word.span().start, format!("`{}` is no severity: {help}", word.get_ref())))?,
            );
        }
        for (code, word) in file.severity {
            let selection = CodeSelection::parse(&code).ok_or_else(|| {
                let Failure { message, help, .. } = Failure::unknown_code(&code);
                Failure { help, ..bad(word.span().start, message) }
            })?;
            chosen.levels.set(selection, level(word.get_ref()).map_err(|what| bad(word.span().start, what))?);
        }
        Ok(chosen)
    }

    fn overridden_by(&self, other: &Self) -> Self {
        Self { fail_on: other.fail_on.or(self.fail_on), levels: self.levels.overridden_by(&other.levels) }
    }
}

/// What holds for each source.
pub(super) struct Settings {
    by_folder: BTreeMap<PathBuf, Chosen>,
    /// The folder of each source.
    folders: BTreeMap<String, PathBuf>,
}

impl Settings {
    /// Settings of every text: of the file given, or of the one in its folder; the command line over both.
    ///
    /// # Errors
    /// A settings file that cannot be read or names what does not exist.
    pub(super) fn of(
        inputs: &Inputs,
        given: Option<&Path>,
        chosen: &Chosen,
        terminal: &Terminal,
    ) -> Result<Self, Failure> {
        let read = |file: &Path| {
            terminal.say_more(&format!("settings: {}", file.display()));
            Ok::<_, Failure>(Chosen::read(file)?.overridden_by(chosen))
        };
        let of_all = given.map(read).transpose()?;
        let mut settings = Self { by_folder: BTreeMap::new(), folders: BTreeMap::new() };
        for input in &inputs.texts {
            let folder = &input.settings_folder;
            if !settings.by_folder.contains_key(folder) {
                let beside = Some(folder.join(FILE_NAME)).filter(|file| of_all.is_none() && file.exists());
                let of_folder = beside.as_deref().map(read).transpose()?;
                let of_folder = of_folder.or_else(|| of_all.clone()).unwrap_or_else(|| chosen.clone());
                settings.by_folder.insert(folder.clone(), of_folder);
            }
        }
        settings.cover(inputs);
        Ok(settings)
    }

    /// Lists that others lead to have the settings of the folder they were followed in.
    pub(super) fn cover(&mut self, inputs: &Inputs) {
        let folder_of = |input: &Input| (input.text.id().to_string(), input.settings_folder.clone());
        self.folders = inputs.texts.iter().map(folder_of).collect();
    }

    fn for_finding(&self, found: &Diagnostic) -> Option<&Chosen> {
        self.by_folder.get(self.folders.get(&found.place.as_ref()?.source)?)
    }

    /// The finding as severe as was chosen; `None` when it is not to be told.
    pub(super) fn apply(&self, found: Diagnostic) -> Option<Diagnostic> {
        match self.for_finding(&found) {
            Some(chosen) => chosen.levels.apply(found),
            None => Some(found),
        }
    }

    /// Whether a finding fails the check.
    pub(super) fn fails(&self, found: &Diagnostic) -> bool {
        match self.for_finding(found).and_then(|chosen| chosen.fail_on).unwrap_or(FailOn::AtLeast(Severity::Warning)) {
            FailOn::AtLeast(least) => found.severity >= least,
            FailOn::Never => false,
        }
    }
}
