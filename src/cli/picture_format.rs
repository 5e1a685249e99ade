//! What a picture is written as: one of its own forms, or pixels or a page made of its SVG.

use super::coverage::one_of;
use super::failure::Failure;
use super::output::Target;
use super::terminal::Terminal;
use aisec_graph::render::{Format, Picture};
#[cfg(feature = "raster")]
use {
    super::failure::Exit,
    aisec_graph::raster::{self, Fonts, RasterError},
};

/// What is made of a picture's SVG, where this is built with the feature for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Made {
    /// Pixels.
    Png,
    /// A page.
    Pdf,
}

impl Made {
    /// Every one with its word on the command line, which is its file extension.
    const ALL: [(Self, &'static str); 2] = [(Self::Png, "png"), (Self::Pdf, "pdf")];

    fn name(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Pdf => "pdf",
        }
    }
}

/// What a picture is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PictureFormat {
    /// One that the picture has itself.
    Own(Format),
    /// One that is made of its SVG.
    Made(Made),
}

impl PictureFormat {
    /// The format of a word.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let made = one_of(&Made::ALL, text).map(Self::Made);
        made.or_else(|made| one_of(&Format::ALL, text).map(Self::Own).map_err(|own| format!("{own}; or {made}")))
    }

    /// That asked for, else that of the file's extension, else SVG; refused where it cannot be made.
    pub(super) fn of(given: Option<Self>, target: &Target) -> Result<Self, Failure> {
        target.refuse_other(given.map(Self::name))?;
        let format = match (given, target.extension()) {
            (Some(format), _) => format,
            (None, None) => Self::Own(Format::Svg),
            (None, Some(extension)) => Self::parse(&extension)
                .map_err(|known| Failure::usage(format!("`.{extension}` names no format of a picture")).help(known))?,
        };
        if let Self::Made(made) = format {
            made.refuse(target)?;
        }
        Ok(format)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Own(format) => format.name(),
            Self::Made(made) => made.name(),
        }
    }

    /// Writes a picture.
    pub(super) fn write(self, picture: &Picture, target: &Target, terminal: &Terminal) -> Result<(), Failure> {
        match self {
            Self::Own(format) => target.write(|out| picture.write(format, out)),
            Self::Made(made) => made.write(picture, target, terminal),
        }
    }
}

#[cfg(not(feature = "raster"))]
impl Made {
    /// Refuses it: what makes it is not built.
    fn refuse(self, _: &Target) -> Result<(), Failure> {
        Err(Failure::usage(format!("this `aisec` is built without `{}`", self.name()))
            .help("build it with `--features raster`, as in `cargo install --path . --features raster`; or write svg"))
    }

    fn write(self, _: &Picture, target: &Target, _: &Terminal) -> Result<(), Failure> {
        self.refuse(target)
    }
}

#[cfg(feature = "raster")]
impl Made {
    /// Refuses to write it to a terminal.
    fn refuse(self, target: &Target) -> Result<(), Failure> {
        if target.is_terminal() {
            let word = self.name();
            return Err(Failure::usage(format!("a terminal shows no `{word}`"))
                .help(format!("write it to a file, such as `-o picture.{word}`")));
        }
        Ok(())
    }

    /// Writes it in the fonts of the machine, whole or not at all.
    fn write(self, picture: &Picture, target: &Target, terminal: &Terminal) -> Result<(), Failure> {
        let mut svg = Vec::new();
        picture.write(Format::Svg, &mut svg)?;
        let svg = String::from_utf8(svg).expect("pictures are written as strings");
        let draw = match self {
            Self::Png => raster::png,
            Self::Pdf => raster::pdf,
        };
        let drawn = draw(&svg, &Fonts::installed())?;
        if !drawn.replaced.is_empty() {
            let replaced: Vec<String> = drawn.replaced.iter().map(|c| format!("`{c}`")).collect();
            let replaced = replaced.join(", ");
            terminal.say(&format!("note: no font of this machine has {replaced}: drawn as a replacement character"));
        }
        target.write(|out| out.write_all(&drawn.bytes))
    }
}

#[cfg(feature = "raster")]
impl From<RasterError> for Failure {
    fn from(error: RasterError) -> Self {
        let (exit, help) = match &error {
            RasterError::NoFonts | RasterError::Lacking(_) => (
                Exit::InputOutput,
                "install a font: of Debian and Ubuntu, `fonts-dejavu-core` has letters and marks, `fonts-noto-cjk` \
                 Chinese; or write svg",
            ),
            RasterError::TooManyPixels { .. } | RasterError::TooLongForPage { .. } => (Exit::Limit, "write svg"),
            RasterError::Reading(_) | RasterError::Writing(_) => (Exit::BadInput, "write svg"),
        };
        Self::from_error(exit, &error).help(help)
    }
}
