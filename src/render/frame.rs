//! What surrounds every picture: title, subtitle, legend, foot, canvas. It does not know what is inside.

use super::basis::Basis;
use super::legend::{self, Entry};
use super::palette::{Sheet, patterns};
use super::phrase::{fill, word};
use super::svg::{Anchor, Area, Name, Svg, Value, count};
use super::text::{Face, Label};
use super::words::Words;
use super::{Links, Options, Setting};

/// Free space on each side.
pub(super) const MARGIN: f64 = 24.0;

/// How many columns of at least `width`, `gutter` apart, fit into `room`; one at least.
pub(super) fn columns(room: f64, width: f64, gutter: f64) -> usize {
    (2..=100).take_while(|columns| count(*columns) * (width + gutter) <= room + gutter).last().unwrap_or(1)
}

/// What a picture says in words.
#[derive(Debug, Clone)]
pub(super) struct Head {
    /// The finding.
    pub(super) title: Label,
    /// How it is read, what it counts, what it leaves out.
    pub(super) subtitle: Label,
    /// The same for those who do not see it, gaps by name.
    pub(super) description: Label,
    /// Sources, filter, version: one paragraph each.
    pub(super) foot: Vec<Label>,
}

impl Head {
    /// The words around a picture; `notes` are full sentences, `gaps` are named to those who do not see them.
    pub(super) fn new(basis: &Basis, words: &Words, finding: &str, notes: &[String], gaps: &[String]) -> Self {
        let selection = format!("{}{}", words.selection(&basis.selection), words.stop);
        let subtitle: Vec<String> = notes.iter().cloned().chain(basis.counts.then_some(selection)).collect();
        let mut description = subtitle.join(" ");
        if !gaps.is_empty() {
            let gaps = fill(words.gaps_listed, &[("names", &gaps.join(words.list_comma))]);
            description = format!("{description} {gaps}");
        }
        Self {
            title: Label::new(finding),
            subtitle: Label::new(&subtitle.join(" ")),
            description: Label::new(&description),
            foot: foot(basis, words),
        }
    }
}

/// Characters of the digest shown at the foot; JSON has all.
const DIGEST_SHOWN: usize = 12;

/// Sources shown at the foot; the others are counted.
const SOURCES_SHOWN: usize = 8;

fn foot(basis: &Basis, words: &Words) -> Vec<Label> {
    let mut sources: Vec<String> = basis.sources.iter().take(SOURCES_SHOWN).map(Label::to_string).collect();
    if let Some(more) = basis.sources.len().checked_sub(SOURCES_SHOWN).filter(|more| *more > 0) {
        sources.push(fill(words.more_sources, &[("n", &more.to_string())]));
    }
    // Without an edition nothing of one takes part: the foot names none.
    let takes_part = !basis.selection.edition.is_empty();
    let edition = takes_part.then(|| fill(words.edition, &[("title", basis.edition.as_str())]));
    let evidence = word(&words.evidence_choices, basis.selection.evidence);
    let filter =
        basis.counts.then(|| fill(words.filter, &[("evidence", evidence), ("role", words.role(basis.selection.role))]));
    let digest: String = basis.digest.as_str().chars().take(DIGEST_SHOWN).collect();
    let digest = if digest.is_empty() { "–" } else { &digest };
    let made_by = fill(words.made_by, &[("version", basis.version.as_str()), ("digest", digest)]);
    let mappings = words.mappings(basis.review).map(|said| said.trim_end_matches(['.', '。']).to_owned());
    let stack = words.stack(&basis.selection);
    let lines: Vec<String> = edition.into_iter().chain(filter).chain(mappings).chain([made_by]).collect();
    let mut out: Vec<Label> = stack.into_iter().map(|stack| Label::new(&stack)).collect();
    out.push(Label::new(&lines.join(" · ")));
    if !sources.is_empty() {
        out.insert(0, Label::new(&format!("{}{}", words.sources, sources.join(" · "))));
    }
    out
}

/// The head of a document, drawn; the picture's own marks go below [`Frame::top`].
pub(super) struct Frame {
    svg: Svg,
    top: f64,
    head: Head,
    sheet: Sheet,
    options: Options,
}

impl Frame {
    /// Draws title, subtitle and legend.
    pub(super) fn new(head: &Head, legend: &[Entry], options: Options) -> Self {
        let mut svg = Svg::default();
        let room = options.width.room();
        let mut y = 38.0;
        for line in Face::TITLE.wrap(&head.title, room, 3) {
            svg.words((MARGIN, y), Anchor::Start, Face::TITLE, "ink", &line);
            y += 27.0;
        }
        for line in Face::SUBTITLE.wrap(&head.subtitle, room, 5) {
            svg.words((MARGIN, y - 3.0), Anchor::Start, Face::SUBTITLE, "muted", &line);
            y += 18.0;
        }
        svg.open("g", &[("class", Value::Word("legend"))]);
        let bottom = legend::draw(&mut svg, legend, room, y + 10.0);
        svg.close();
        Self { svg, top: bottom + 14.0, head: head.clone(), sheet: Sheet::new(options.theme), options }
    }

    /// Where the picture's own marks may begin.
    pub(super) fn top(&self) -> f64 {
        self.top
    }

    /// The style sheet, to add to.
    pub(super) fn sheet(&mut self) -> &mut Sheet {
        &mut self.sheet
    }

    /// The whole document around `body`, whose lowest mark ends at `bottom`.
    pub(super) fn finish(mut self, body: &Svg, bottom: f64) -> String {
        self.svg.append(body);
        let mut y = bottom + 26.0;
        let room = self.options.width.room();
        for line in self.head.foot.iter().flat_map(|line| Face::SMALL.wrap(line, room, 5)) {
            self.svg.words((MARGIN, y), Anchor::Start, Face::SMALL, "muted", &line);
            y += 14.0;
        }
        self.document(y + 4.0)
    }

    fn document(self, height: f64) -> String {
        let mut out = Svg::default();
        let width = self.options.width.px();
        let role = match self.options.links {
            Links::Keep => "graphics-document document",
            Links::Drop => "img",
        };
        out.open(
            "svg",
            &[
                ("xmlns", Value::Word("http://www.w3.org/2000/svg")),
                ("width", Value::Number(width)),
                ("height", Value::Number(height)),
                ("viewBox", Value::Numbers(&[0.0, 0.0, width, height])),
                ("lang", Value::Word(self.options.language.tag())),
                ("role", Value::Word(role)),
                ("aria-labelledby", Value::Word("title desc")),
            ],
        );
        out.leaf("title", &[("id", Value::Word("title"))], &self.head.title);
        out.leaf("desc", &[("id", Value::Word("desc"))], &self.head.description);
        if self.options.setting == Setting::File {
            out.style(&self.sheet);
            patterns(&mut out);
        }
        out.rect(Area { x: 0.0, y: 0.0, w: width, h: height }, 0.0, &[Name::of("paper")]);
        out.append(&self.svg);
        match self.options.setting {
            Setting::File => out.finish(),
            Setting::Page(number) => out.finish_in_page(number),
        }
    }
}
