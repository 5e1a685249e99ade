//! A picture's SVG in, PNG or PDF out, in the fonts of the machine.
//!
//! The same drawing gives the same bytes on one machine; on another its fonts are others. It knows nothing of pictures but
//! [`FONT_FAMILIES`](crate::render::FONT_FAMILIES). Links and tooltips are left behind: neither form has a place for them.

mod error;
mod fonts;

pub use error::RasterError;
pub use fonts::Fonts;

use krilla::Document as PageDocument;
use krilla::geom::Size as PageSize;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla_svg::{SurfaceExt as _, SvgSettings};
use resvg::tiny_skia::{IntSize, Pixmap, Transform};
use resvg::usvg::roxmltree::Document;
use resvg::usvg::{Options, Size, Tree};
use std::sync::Arc;

/// Pixels a side for each px: sharp on the screens and slides of today.
pub const PIXELS_PER_PX: u16 = 2;

/// Most pixels of a PNG. Each takes eight bytes: four while it is drawn, and four more while it is encoded.
pub const MOST_PIXELS: u64 = 1 << 26;

/// Points are 72 to an inch, px 96, as CSS has them.
const POINTS_PER_PX: f32 = 72.0 / 96.0;

/// The longest side of a page that readers of PDF show (ISO 32000-1, annex C).
const MOST_POINTS: f32 = 14_400.0;

/// A drawing in another form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// The file.
    pub bytes: Vec<u8>,
    /// Characters that no font here has, in the order of Unicode, each drawn as a replacement character. No letters,
    /// digits or marks of states: without those nothing is drawn.
    pub replaced: Vec<char>,
}

/// Draws an SVG of ours as pixels, [`PIXELS_PER_PX`] a side for each px.
///
/// # Errors
/// When the machine has no font for the letters, digits and marks of the drawing; when it is larger than [`MOST_PIXELS`];
/// when it is no SVG.
pub fn png(svg: &str, fonts: &Fonts) -> Result<Drawn, RasterError> {
    draw(svg, fonts, |size| pixel_size(size).map(drop), pixels)
}

/// Draws an SVG of ours as one page of its size, whose text can be searched and copied.
///
/// # Errors
/// As [`png`], but when it is larger than a page can be.
pub fn pdf(svg: &str, fonts: &Fonts) -> Result<Drawn, RasterError> {
    draw(svg, fonts, |size| page_size(size).map(drop), page)
}

fn draw(svg: &str, fonts: &Fonts, fits: Fits, encode: Encode) -> Result<Drawn, RasterError> {
    let read = Document::parse(svg).map_err(RasterError::reading)?;
    // To choose fonts for all that is in a drawing and to lay it out takes long, where it has much.
    stated_size(&read).map_or(Ok(()), fits)?;
    let chosen = fonts.choose(&read)?;
    let options =
        Options { fontdb: Arc::clone(chosen.database()), font_resolver: chosen.resolver(), ..Options::default() };
    let tree = Tree::from_str(&chosen.legible(svg), &options).map_err(RasterError::reading)?;
    Ok(Drawn { bytes: encode(&tree, &read)?, replaced: chosen.replaced() })
}

/// Refuses a size that is too large.
type Fits = fn(Size) -> Result<(), RasterError>;

/// Makes a file of a drawing, and of what else its document says.
type Encode = fn(&Tree, &Document<'_>) -> Result<Vec<u8>, RasterError>;

/// The size that a drawing states in px, as ours do.
fn stated_size(read: &Document<'_>) -> Option<Size> {
    let side = |name: &str| read.root_element().attribute(name)?.parse().ok();
    Size::from_wh(side("width")?, side("height")?)
}

fn pixel_size(size: Size) -> Result<IntSize, RasterError> {
    let size = size.to_int_size();
    let size = size.scale_by(f32::from(PIXELS_PER_PX)).unwrap_or(size);
    if u64::from(size.width()) * u64::from(size.height()) > MOST_PIXELS {
        return Err(RasterError::TooManyPixels { width: size.width(), height: size.height() });
    }
    Ok(size)
}

fn pixels(tree: &Tree, _: &Document<'_>) -> Result<Vec<u8>, RasterError> {
    let size = pixel_size(tree.size())?;
    let (width, height) = (size.width(), size.height());
    let mut pixmap = Pixmap::new(width, height).ok_or(RasterError::TooManyPixels { width, height })?;
    let scale = f32::from(PIXELS_PER_PX);
    resvg::render(tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    pixmap.encode_png().map_err(RasterError::writing)
}

fn page_size(size: Size) -> Result<PageSize, RasterError> {
    let (width, height) = (size.width(), size.height());
    let page = PageSize::from_wh(width * POINTS_PER_PX, height * POINTS_PER_PX);
    page.filter(|page| page.width().max(page.height()) <= MOST_POINTS)
        .ok_or(RasterError::TooLongForPage { width, height })
}

/// One page with the title and the language of the drawing. It says nothing of when it was made.
fn page(tree: &Tree, read: &Document<'_>) -> Result<Vec<u8>, RasterError> {
    let size = page_size(tree.size())?;
    let root = read.root_element();
    let title = root.children().find(|child| child.has_tag_name("title")).and_then(|title| title.text());
    let mut metadata = Metadata::new().title(title.unwrap_or_default().to_owned());
    if let Some(language) = root.attribute("lang") {
        metadata = metadata.language(language.to_owned());
    }
    let mut document = PageDocument::new();
    document.set_metadata(metadata);
    let mut page = document.start_page_with(PageSettings::new(size));
    let mut surface = page.surface();
    surface.draw_svg(tree, size, SvgSettings::default());
    surface.finish();
    page.finish();
    document.finish().map_err(|error| RasterError::writing(format!("{error:?}")))
}
