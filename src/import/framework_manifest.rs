//! The manifest of a framework pack in, its edition and the words for its kinds of items out.
//!
//! Names no file: which tables a pack has is fixed. Does not look whether they are there.

use super::row::{DATE, WEB_ADDRESS, is_date, is_web_address, shown};
use super::toml_text::{TomlFileError, TomlText};
use crate::catalog::{Edition, ItemClass, Levels, Origin};
use crate::source::{SourceId, SourceText, Span};
use std::collections::BTreeMap;
use toml::Spanned;

/// What a manifest states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameworkManifest {
    /// The edition; where the manifest does not say whether it is the default, it is not.
    pub edition: Edition,
    /// Whether the framework's bare id is to mean it, if the manifest says so.
    pub default: Option<bool>,
    /// Which words are types of items.
    pub levels: Levels,
}

/// The manifest as it is written.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Written {
    id: Spanned<String>,
    framework: Option<Spanned<String>>,
    framework_title: Option<Spanned<String>>,
    title: Spanned<String>,
    version: Spanned<String>,
    status: Spanned<String>,
    published: Spanned<String>,
    publisher: Spanned<String>,
    licence: Spanned<String>,
    rights_holder: Option<Spanned<String>>,
    homepage: Spanned<String>,
    default: Option<bool>,
    #[serde(default)]
    kinds: BTreeMap<Spanned<String>, Spanned<String>>,
}

/// Reads the manifest of a framework pack, `framework.toml`.
///
/// Without `framework` the edition is of a framework of its own, under its id and title; without `rights-holder` the
/// publisher holds the rights.
///
/// ```
/// use aisec_graph::{catalog::ItemClass, import, source::{SourceId, SourceText}};
/// let text = r#"
///     id = "acme-2026"
///     title = "ACME AI Controls 2026"
///     version = "2026"
///     status = "current"
///     published = "2026-02"
///     publisher = "ACME"
///     licence = "CC-BY-4.0"
///     homepage = "https://acme.example/controls"
///     [kinds]
///     safeguard = "control"
/// "#;
/// let source = SourceText::new(SourceId::new("acme")?, "acme/framework.toml", text.to_owned());
/// let manifest = import::framework_manifest(&source)?;
/// assert_eq!(manifest.edition.framework, "acme-2026");
/// assert_eq!(manifest.levels.class("safeguard"), Some(ItemClass::Control));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`TomlFileError`] with the place: the text is not TOML, a key is missing, unknown or has no usable value.
pub fn framework_manifest(source: &SourceText) -> Result<FrameworkManifest, TomlFileError> {
    let check = Checker { file: TomlText { source } };
    let written: Written = check.file.values()?;
    let id = check.id("id", &written.id)?;
    let framework = written.framework.as_ref().map(|text| check.id("framework", text)).transpose()?;
    let title = check.filled("title", &written.title)?;
    let framework_title = written.framework_title.as_ref().map(|text| check.filled("framework-title", text));
    let publisher = check.filled("publisher", &written.publisher)?;
    let rights_holder = written.rights_holder.as_ref().map(|text| check.filled("rights-holder", text));
    let edition = Edition {
        framework: framework.unwrap_or_else(|| id.clone()),
        framework_title: framework_title.transpose()?.unwrap_or_else(|| title.clone()),
        version: check.filled("version", &written.version)?,
        status: check.one_of("status", &written.status, &["current", "superseded", "legacy"])?,
        published: check.such("published", &written.published, DATE, is_date)?,
        licence: check.filled("licence", &written.licence)?,
        rights_holder: rights_holder.transpose()?.unwrap_or_else(|| publisher.clone()),
        homepage: check.such("homepage", &written.homepage, WEB_ADDRESS, is_web_address)?,
        is_default: written.default.unwrap_or_default(),
        origin: Origin { source: source.id().clone(), span: Span::from(written.id.span()) },
        id,
        title,
        publisher,
    };
    Ok(FrameworkManifest { edition, default: written.default, levels: check.levels(written.kinds)? })
}

/// Checks values, each at its place.
struct Checker<'a> {
    file: TomlText<'a>,
}

impl Checker<'_> {
    fn such(
        &self,
        key: &str,
        value: &Spanned<String>,
        wanted: &str,
        is_such: impl FnOnce(&str) -> bool,
    ) -> Result<String, TomlFileError> {
        let text = value.get_ref().trim();
        if is_such(text) {
            return Ok(text.to_owned());
        }
        let found = if text.is_empty() { "is empty".to_owned() } else { format!("is `{}`", shown(text)) };
        Err(self.file.refuse(value.span(), format!("`{key}` {found}; write {wanted}")))
    }

    fn filled(&self, key: &str, value: &Spanned<String>) -> Result<String, TomlFileError> {
        self.such(key, value, "what it is", |text| !text.is_empty())
    }

    /// Editions and frameworks are prefixes of IRIs, so they are named as sources are.
    fn id(&self, key: &str, value: &Spanned<String>) -> Result<String, TomlFileError> {
        let wanted = "lower-case letters, digits, `.`, `-` and `_`, starting with a letter or digit";
        self.such(key, value, wanted, |text| SourceId::new(text).is_ok())
    }

    fn one_of(&self, key: &str, value: &Spanned<String>, words: &[&str]) -> Result<String, TomlFileError> {
        let wanted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
        self.such(key, value, &format!("one of {}", wanted.join(", ")), |text| words.contains(&text))
    }

    fn levels(&self, kinds: BTreeMap<Spanned<String>, Spanned<String>>) -> Result<Levels, TomlFileError> {
        let name = |class: ItemClass| class.name().to_lowercase();
        let classes = ItemClass::ALL.map(|class| (name(class), class));
        let words: Vec<&str> = classes.iter().map(|(word, _)| word.as_str()).collect();
        let mut levels = BTreeMap::new();
        for (level, class) in kinds {
            let level = self.filled("kinds", &level)?;
            let word = class.get_ref().trim();
            if words.contains(&level.as_str()) && !words.contains(&word) {
                let (ours, theirs) = (&level, shown(word));
                let what = format!("`[kinds]` has the framework's own word on the left: write `{theirs} = \"{ours}\"`");
                return Err(self.file.refuse(class.span(), what));
            }
            let word = self.one_of(&format!("kinds.{}", shown(&level)), &class, &words)?;
            levels.extend(classes.iter().find(|(known, _)| *known == word).map(|(_, class)| (level, *class)));
        }
        Ok(Levels::with(levels))
    }
}
