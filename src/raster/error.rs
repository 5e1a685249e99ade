//! Why a drawing cannot be made into another form.

use super::MOST_PIXELS;
use std::error::Error;

/// Characters an error names; the others are counted.
const SHOWN: usize = 6;

/// Why a drawing cannot be made into another form.
#[derive(Debug, thiserror::Error)]
pub enum RasterError {
    /// The machine has no font that could be used.
    #[error("this machine has no fonts, and a picture without its text says nothing")]
    NoFonts,
    /// No font of the machine has these letters, digits or marks.
    #[error("no font of this machine has {}", named(.0))]
    Lacking(Vec<char>),
    /// It would be larger than [`MOST_PIXELS`].
    #[error("the picture would be {width} × {height} pixels, more than {MOST_PIXELS} in all")]
    TooManyPixels {
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
    },
    /// It would be larger than a page of PDF can be.
    #[error("the picture is {width} × {height} px, and a page of PDF ends at 19,200")]
    TooLongForPage {
        /// In px.
        width: f32,
        /// In px.
        height: f32,
    },
    /// What was given is no SVG.
    #[error("cannot read the drawing")]
    Reading(#[source] Box<dyn Error + Send + Sync>),
    /// The picture could not be encoded.
    #[error("cannot encode the picture")]
    Writing(#[source] Box<dyn Error + Send + Sync>),
}

impl RasterError {
    pub(super) fn reading(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Reading(cause.into())
    }

    pub(super) fn writing(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Writing(cause.into())
    }
}

fn named(characters: &[char]) -> String {
    let shown: Vec<String> = characters.iter().take(SHOWN).map(|c| format!("`{c}`")).collect();
    match characters.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        None => shown.join(", "),
        Some(more) => format!("{} and {more} more characters of the picture", shown.join(", ")),
    }
}
