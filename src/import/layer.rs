//! A layer of ATT&CK Navigator in, its techniques with their places out.
//!
//! Reads what versions 2 to 4 of the format have in common. Does not look whether a technique exists: that needs the
//! graph.

use super::json;
use super::node::{Node, Value};
use super::row::shown;
use crate::catalog::{LayerEntry, WrittenLayer};
use crate::source::{SourceText, Span};

/// Why a layer cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{path}:{line}:{column}: {what}")]
pub struct LayerError {
    path: String,
    line: usize,
    column: usize,
    what: String,
}

/// Reads a layer of the domain ATLAS.
///
/// ```
/// use aisec_graph::import;
/// use aisec_graph::source::{SourceId, SourceText};
/// let text = r#"{ "name": "ours", "domain": "atlas-atlas", "techniques": [
///     { "techniqueID": "AML.T0051", "score": 3 }, { "techniqueID": "AML.T0054", "score": 0 }] }"#;
/// let source = SourceText::new(SourceId::new("ours")?, "ours.json", text.to_owned());
/// let layer = import::layer(&source)?;
/// let marked: Vec<&str> = layer.entries.iter().filter(|one| one.is_marked).map(|one| one.id.as_str()).collect();
/// assert_eq!((layer.name.as_str(), marked), ("ours", vec!["AML.T0051"]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`LayerError`] with the place: the text is not JSON, no layer or several, of another domain, or a technique has no
/// id, or a score that is no number.
pub fn layer(source: &SourceText) -> Result<WrittenLayer, LayerError> {
    let refuse = |at: usize, what: String| {
        let place = source.position(at.min(source.text().len()));
        LayerError { path: source.path().to_owned(), line: place.line, column: place.column, what }
    };
    let root = json::parse(source.text()).map_err(|error| refuse(error.at, error.what))?;
    let (layer, document) = the_only(&root, source.text()).map_err(|(span, what)| refuse(span.start, what))?;
    let entries = entries(layer, source.text()).map_err(|(span, what)| refuse(span.start, what))?;
    let name = layer.find("name").and_then(Node::text).unwrap_or_default().to_owned();
    // Layers before format 4 have it at the top.
    let format = layer.find("versions").and_then(|versions| versions.find("layer")).or(layer.find("version"));
    let format = format.and_then(|format| Some((format.text()?.to_owned(), format.span)));
    Ok(WrittenLayer { name, format, entries, document })
}

type Refused = (Span, String);

/// The one layer of a file, which may be in a list, and all that it says.
fn the_only<'n>(root: &'n Node, text: &str) -> Result<(&'n Node, serde_json::Map<String, serde_json::Value>), Refused> {
    let layer = match &root.value {
        Value::List(layers) => match layers.as_slice() {
            [only] => only,
            several => {
                let what = format!("it holds {} layers; save the one that is meant by itself", several.len());
                return Err((root.span, what));
            }
        },
        _ => root,
    };
    let document = match serde_json::from_str(text) {
        Ok(serde_json::Value::Array(layers)) => layers.into_iter().next(),
        Ok(layer) => Some(layer),
        // What the tree of places has and this cannot hold: a number beyond all bounds.
        Err(error) => return Err((root.span, error.to_string())),
    };
    match document {
        Some(serde_json::Value::Object(document)) if layer.find("techniques").is_some() => Ok((layer, document)),
        _ => Err((layer.span, "it is no layer of ATT&CK Navigator: it has no `techniques`".to_owned())),
    }
}

fn entries(layer: &Node, text: &str) -> Result<Vec<LayerEntry>, Refused> {
    match layer.find("domain").map(|domain| (domain, domain.text().unwrap_or_default())) {
        Some((_, name)) if name.to_lowercase().contains("atlas") => {}
        Some((domain, name)) => {
            let what =
                format!("the layer is of the domain `{}`; techniques of ATLAS are of `atlas-atlas`", shown(name));
            return Err((domain.span, what));
        }
        None => return Err((layer.span, "the layer has no `domain`; that of ATLAS is `atlas-atlas`".to_owned())),
    }
    let techniques = layer.find("techniques").filter(|techniques| matches!(techniques.value, Value::List(_)));
    let techniques = techniques.ok_or_else(|| (layer.span, "`techniques` is no list".to_owned()))?;
    techniques.elements().iter().map(|technique| entry(technique, text)).collect()
}

fn entry(technique: &Node, text: &str) -> Result<LayerEntry, Refused> {
    let id = technique.find("techniqueID").and_then(|id| Some((id.text()?, id.span)));
    let (id, span) = id.ok_or_else(|| (technique.span, "a technique has no `techniqueID`".to_owned()))?;
    let said = |key| technique.find(key).and_then(Node::text);
    let score = technique.find("score").filter(|score| !score.is_null());
    let is_scored = score.map(|score| number(score, text)).transpose()?.is_some_and(|score| score != 0.0);
    let is_marked = said("enabled") != Some("false") && (is_scored || said("color").is_some());
    Ok(LayerEntry { id: id.to_owned(), is_marked, span })
}

/// A score, which is a number: of a text, the Navigator shows nothing.
fn number(score: &Node, text: &str) -> Result<f64, Refused> {
    // The place of a text is what stands within its quotes.
    let is_quoted = text.get(..score.span.start).is_some_and(|before| before.ends_with('"'));
    let number = score.text().filter(|_| !is_quoted).and_then(|number| number.parse::<f64>().ok());
    number.ok_or_else(|| {
        let what = match (score.text(), is_quoted) {
            (Some(written), true) => format!("the text \"{}\"", shown(written)),
            (Some(written), false) => format!("`{}`", shown(written)),
            (None, true) => "an empty text".to_owned(),
            (None, false) => score.kind().to_owned(),
        };
        (score.span, format!("a score is a number, and this is {what}"))
    })
}
