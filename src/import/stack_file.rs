//! The file of a stack in, the names of its tools with their places out.
//!
//! Does not look whether anything is called so: that needs the graph.

use super::toml_text::{TomlFileError, TomlText};
use crate::catalog::{StackEntry, StackPhaseEntry, StackPlace, StackStatus, WrittenStack};
use crate::source::SourceText;
use toml::Spanned;

/// The file as it is written.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Written {
    name: Option<Spanned<String>>,
    #[serde(default)]
    in_use: Vec<Spanned<String>>,
    #[serde(default)]
    planned: Vec<Spanned<String>>,
    #[serde(default)]
    must: Vec<Spanned<String>>,
    #[serde(default)]
    never: Vec<Spanned<String>>,
    #[serde(default)]
    phases: Vec<Spanned<String>>,
}

/// Reads a stack's file, `stack.toml`: lists of tools by name, address or package URL, and the phases that matter.
///
/// ```
/// use aisec_graph::{catalog::StackStatus, import, source::{SourceId, SourceText}};
/// let text = r#"
///     name = "chatbot"
///     in-use = ["garak", "pkg:pypi/llm-guard"]
///     never = ["https://github.com/protectai/modelscan"]
/// "#;
/// let source = SourceText::new(SourceId::new("stack")?, "stack.toml", text.to_owned());
/// let stack = import::stack_file(&source)?;
/// assert_eq!(stack.name.as_deref(), Some("chatbot"));
/// assert_eq!((stack.entries.len(), stack.entries[2].status), (3, StackStatus::Never));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`TomlFileError`] with the place: the text is not TOML, a key is unknown, a value is empty or no text, or the file
/// names no tool.
pub fn stack_file(source: &SourceText) -> Result<WrittenStack, TomlFileError> {
    let file = TomlText { source };
    let written: Written = file.values()?;
    let lists = [
        (StackStatus::InUse, written.in_use),
        (StackStatus::Planned, written.planned),
        (StackStatus::Must, written.must),
        (StackStatus::Never, written.never),
    ];
    let mut entries = Vec::new();
    for (status, list) in lists {
        for value in &list {
            let (text, place) = filled(file, status.name(), value)?;
            entries.push(StackEntry { text, status, place });
        }
    }
    if entries.is_empty() {
        let what = "names no tool; list some, such as `in-use = [\"garak\"]`".to_owned();
        return Err(file.refuse(0..0, what));
    }
    let name = written.name.as_ref().map(|name| Ok(filled(file, "name", name)?.0)).transpose()?;
    let phase = |value| filled(file, "phases", value).map(|(text, place)| StackPhaseEntry { text, place });
    let phases = written.phases.iter().map(phase).collect::<Result<_, _>>()?;
    Ok(WrittenStack { name, entries, phases })
}

/// A text that says something, and where it stands.
fn filled(file: TomlText<'_>, key: &str, value: &Spanned<String>) -> Result<(String, StackPlace), TomlFileError> {
    let text = value.get_ref().trim();
    if text.is_empty() {
        return Err(file.refuse(value.span(), format!("a value of `{key}` is empty")));
    }
    let at = file.source.position(value.span().start);
    let place = StackPlace::File { path: file.source.path().to_owned(), line: at.line, column: at.column };
    Ok((text.to_owned(), place))
}
