//! The fonts of the machine in, the few that a drawing needs out.

use super::RasterError;
use crate::render::FONT_FAMILIES;
use resvg::usvg::FontResolver;
use resvg::usvg::fontdb::{Database, FaceInfo, ID, Source, Stretch, Style};
use resvg::usvg::roxmltree::{Document, Node};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use ttf_parser::Face;

/// The weights our faces have: regular and bold.
const WEIGHTS: [u16; 2] = [400, 700];

/// The upright fonts of a machine, those that pictures name first.
#[derive(Debug, Clone)]
pub struct Fonts {
    database: Arc<Database>,
    order: Vec<ID>,
}

impl Fonts {
    /// Those that the system knows: by fontconfig, or in the folders where it keeps them.
    pub fn installed() -> Self {
        let mut database = Database::new();
        database.load_system_fonts();
        let mut order: Vec<(Rank, ID)> =
            database.faces().filter(|face| is_plain(face)).map(|face| (Rank::of(face), face.id)).collect();
        order.sort();
        Self { order: order.into_iter().map(|(_, id)| id).collect(), database: Arc::new(database) }
    }

    /// Of each weight, the fonts that have the characters of a drawing.
    pub(super) fn choose(&self, read: &Document<'_>) -> Result<Chosen, RasterError> {
        if self.order.is_empty() {
            return Err(RasterError::NoFonts);
        }
        let characters = characters(read);
        let chosen = WEIGHTS.map(|weight| self.of_weight(weight, &characters));
        // A family may lack its bold: what is missing there is missing everywhere, as any weight is taken.
        let [(_, missing), _] = &chosen;
        let vital: Vec<char> = missing.iter().copied().filter(|c| is_vital(*c)).collect();
        if !vital.is_empty() {
            return Err(RasterError::Lacking(vital));
        }
        let missing = missing.clone();
        let faces = chosen.map(|(faces, _)| faces);
        let replacement = BTreeSet::from([char::REPLACEMENT_CHARACTER]);
        let has_it = |held: &Held| !self.covered(held.id, &replacement).is_empty();
        let has_all = faces.iter().all(|faces| faces.first().is_some_and(has_it));
        let replacement = if has_all { char::REPLACEMENT_CHARACTER } else { '?' };
        Ok(Chosen { database: Arc::clone(&self.database), faces, missing, replacement })
    }

    /// The fonts that have `characters`, and what none has. The first is that of most text.
    fn of_weight(&self, weight: u16, characters: &BTreeSet<char>) -> (Vec<Held>, BTreeSet<char>) {
        let mut missing = characters.clone();
        let mut chosen = Vec::new();
        for id in self.nearest(weight) {
            if missing.is_empty() {
                break;
            }
            let has = self.covered(id, characters);
            if has.iter().any(|c| missing.remove(c)) {
                missing.retain(|c| !has.contains(c));
                chosen.push(Held { id, has });
            }
        }
        (chosen, missing)
    }

    /// Every font, by rank; of one family, the nearest to a weight first.
    fn nearest(&self, weight: u16) -> Vec<ID> {
        let mut families = BTreeMap::<usize, Vec<ID>>::new();
        let mut last: Option<&str> = None;
        for id in &self.order {
            let family = self.database.face(*id).map_or("", family);
            let number = families.len() + usize::from(last != Some(family));
            last = Some(family);
            families.entry(number).or_default().push(*id);
        }
        let distance = |id: &ID| self.database.face(*id).map_or(0, |face| face.weight.0.abs_diff(weight));
        for faces in families.values_mut() {
            faces.sort_by_key(distance);
        }
        families.into_values().flatten().collect()
    }

    /// Which of `characters` a font has outlines for.
    fn covered(&self, id: ID, characters: &BTreeSet<char>) -> BTreeSet<char> {
        let read = |data: &[u8], index: u32| {
            let face = Face::parse(data, index).ok()?;
            let tables = face.tables();
            // Fonts of coloured images alone draw nothing here.
            let has_outlines = tables.glyf.is_some() || tables.cff.is_some();
            let has = |c: &&char| has_outlines && face.glyph_index(**c).is_some();
            Some(characters.iter().filter(has).copied().collect())
        };
        self.database.with_face_data(id, read).flatten().unwrap_or_default()
    }
}

/// A font with the characters of a drawing that it has.
#[derive(Debug, Clone)]
struct Held {
    id: ID,
    has: BTreeSet<char>,
}

/// The fonts of one drawing.
#[derive(Debug)]
pub(super) struct Chosen {
    database: Arc<Database>,
    /// For each of [`WEIGHTS`], in the order they are tried.
    faces: [Vec<Held>; 2],
    missing: BTreeSet<char>,
    replacement: char,
}

impl Chosen {
    pub(super) fn database(&self) -> &Arc<Database> {
        &self.database
    }

    /// Characters that stand in the drawing as something else.
    pub(super) fn replaced(&self) -> Vec<char> {
        self.missing.iter().copied().collect()
    }

    /// The drawing with what no font has replaced: one such character would keep the text around it from its fonts.
    pub(super) fn legible(&self, svg: &str) -> String {
        if self.missing.is_empty() {
            return svg.to_owned();
        }
        svg.chars().map(|c| if self.missing.contains(&c) { self.replacement } else { c }).collect()
    }

    /// Tells the reader of the SVG which font a text is in, and which one a character that it lacks.
    pub(super) fn resolver(&self) -> FontResolver<'_> {
        FontResolver {
            select_font: Box::new(|font, _| {
                let [regular, bold] = &self.faces;
                let faces = if font.weight() > 500 { bold } else { regular };
                faces.first().map(|held| held.id)
            }),
            select_fallback: Box::new(|character, used, _| {
                let base = used.first()?;
                let faces = self.faces.iter().find(|faces| faces.first().is_some_and(|held| held.id == *base))?;
                faces.iter().find(|held| !used.contains(&held.id) && held.has.contains(&character)).map(|held| held.id)
            }),
        }
    }
}

/// In which order fonts are tried: those that pictures name, those without serifs, the others.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    named: usize,
    kind: u8,
    family: String,
    weight: u16,
    name: String,
    path: Option<PathBuf>,
    index: u32,
}

impl Rank {
    fn of(face: &FaceInfo) -> Self {
        let family = family(face).to_owned();
        let named = FONT_FAMILIES.iter().position(|known| *known == family).unwrap_or(FONT_FAMILIES.len());
        let is = |words: &[&str]| words.iter().any(|word| family.contains(word));
        let kind = match () {
            () if face.monospaced || is(&["Mono", "Serif", "Symbol"]) => 2,
            () if is(&["Sans", "Hei", "Gothic"]) => 0,
            () => 1,
        };
        let path = match &face.source {
            Source::File(path) | Source::SharedFile(path, _) => Some(path.clone()),
            Source::Binary(_) => None,
        };
        let (weight, name, index) = (face.weight.0, face.post_script_name.clone(), face.index);
        Self { named, kind, family, weight, name, path, index }
    }
}

/// The English name of a family.
fn family(face: &FaceInfo) -> &str {
    face.families.first().map_or("", |(name, _)| name)
}

fn is_plain(face: &FaceInfo) -> bool {
    face.style == Style::Normal && face.stretch == Stretch::Normal
}

/// What the texts of a drawing are written with, as far as it is seen.
fn characters(read: &Document<'_>) -> BTreeSet<char> {
    let texts = read.descendants().filter(Node::is_text);
    let of_texts = texts.filter(|text| text.parent().is_some_and(|parent| parent.has_tag_name("text")));
    of_texts.filter_map(|text| text.text()).flat_map(str::chars).filter(|c| is_seen(*c)).collect()
}

/// Not white space, and not what only joins or chooses between forms of others.
fn is_seen(c: char) -> bool {
    let joins = matches!(c, '\u{AD}' | '\u{34F}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FE00}'..='\u{FE0F}')
        || matches!(c, '\u{E0000}'..='\u{E0FFF}');
    !(c.is_whitespace() || c.is_control() || joins)
}

/// Without it a picture says something else, or nothing: letters, digits and the marks of states.
fn is_vital(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\u{25A0}'..='\u{25FF}')
}
