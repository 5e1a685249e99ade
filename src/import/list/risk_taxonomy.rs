//! A list's own taxonomy: layers, the lifecycle phases in them, the risks that arise there.
//!
//! ```markdown
//! ## Concern of Security and Privacy in Data Layer
//! - **Data Collection (Dynamic Phase)**
//!   - **Description:** Data enters from outside sources.
//!   - **Risks:**
//!     - **Data Poisoning Attacks:** An attacker alters records. **(R1-Security)**
//! ```
//!
//! Blocks go in, a [`Taxonomy`] comes out, and the blocks again, with those that define it marked. A
//! section called a layer that holds neither a phase nor a risk code is an ordinary section.

use super::document::{Block, Heading, Item};
use super::inline::{Run, text_of};
use super::plain_text::{self, name, single_spaced, trailing_parenthesis};
use crate::catalog::{Layer, Phase, PhaseMode, Risk, RiskCode, Taxonomy};
use crate::diagnostic::{Code, Diagnostic, Noticed};
use crate::source::{SourceText, Span};
use std::collections::BTreeMap;

/// Blocks below a heading that may name a layer that are held at most: a layer has a phase or a risk by then.
const MAX_HELD: usize = 1000;

/// Reads the taxonomy block by block; blocks below a layer are held until it is known whether they define it.
pub(super) struct Reader<'s, 'a> {
    source: &'s SourceText,
    taxonomy: Taxonomy,
    /// Where each code was first defined.
    defined: BTreeMap<RiskCode, Span>,
    found: Noticed,
    /// The heading that may name a layer, while it is not known whether it does.
    layer: Option<LayerHeading>,
    /// Blocks below it.
    held: Vec<Block<'a>>,
    /// The layer the blocks stand in, once it is known to be one.
    inside: Option<Inside>,
}

/// A heading that may name a layer.
struct LayerHeading {
    name: String,
    level: u8,
    span: Span,
}

/// A layer whose items define phases and risks.
struct Inside {
    /// Level of its heading.
    level: u8,
    /// Depth of the phase that items may be in.
    phase_depth: Option<usize>,
}

impl<'s, 'a> Reader<'s, 'a> {
    pub(super) fn new(source: &'s SourceText) -> Self {
        Self {
            source,
            taxonomy: Taxonomy::default(),
            defined: BTreeMap::new(),
            found: Noticed::default(),
            layer: None,
            held: Vec::new(),
            inside: None,
        }
    }

    /// Takes the next block; hands on those that are read, in order, the items that define something marked.
    ///
    /// Returns the block where it is not held.
    pub(super) fn block(&mut self, block: Block<'a>, mut hand_on: impl FnMut(&mut Block<'a>)) -> Option<Block<'a>> {
        match block {
            Block::Heading(heading) => {
                let name = layer_name(&heading);
                let level = heading.level;
                let is_within = name.is_none() && !self.ends_at(level);
                let layer = name.map(|name| LayerHeading { name, level, span: heading.span });
                let mut heading = Block::Heading(heading);
                if is_within && self.layer.is_some() {
                    return self.hold(heading, hand_on);
                }
                if !is_within {
                    self.held.drain(..).for_each(|mut block| hand_on(&mut block));
                    (self.layer, self.inside) = (layer, None);
                }
                hand_on(&mut heading);
                Some(heading)
            }
            block if self.layer.is_some() => self.hold(block, hand_on),
            mut block => {
                self.mark(&mut block);
                hand_on(&mut block);
                Some(block)
            }
        }
    }

    /// Holds a block below a heading that may name a layer; hands all on once it does, or once there are too many.
    fn hold(&mut self, block: Block<'a>, mut hand_on: impl FnMut(&mut Block<'a>)) -> Option<Block<'a>> {
        let defines = |item: &Item<'_>| code_of(item).is_some() || phase_mode(item).is_some();
        let is_layer = matches!(&block, Block::Item(item) if defines(item));
        self.held.push(block);
        if let Some(LayerHeading { name, level, span }) =
            self.layer.take_if(|_| is_layer || self.held.len() >= MAX_HELD).filter(|_| is_layer)
        {
            self.taxonomy.layers.push(Layer { name, span });
            self.inside = Some(Inside { level, phase_depth: None });
        }
        if self.layer.is_none() {
            for mut block in std::mem::take(&mut self.held) {
                self.mark(&mut block);
                hand_on(&mut block);
            }
        }
        None
    }

    /// Marks an item that defines something of the layer it stands in.
    fn mark(&mut self, block: &mut Block<'a>) {
        if let Block::Item(item) = block
            && let Some(mut inside) = self.inside.take()
        {
            item.defines = self.defining_item(item, &mut inside.phase_depth);
            self.inside = Some(inside);
        }
    }

    /// True when a heading of that level, whatever it names, ends the layer that is open, if any is.
    pub(super) fn ends_at(&self, level: u8) -> bool {
        let above = self.layer.as_ref().map(|layer| layer.level).or(self.inside.as_ref().map(|inside| inside.level));
        above.is_none_or(|above| level <= above)
    }

    /// The blocks still held, and the taxonomy.
    pub(super) fn finish(self) -> (Vec<Block<'a>>, Taxonomy, Noticed) {
        (self.held, self.taxonomy, self.found)
    }

    /// True when the item defines something; `phase_depth` is the depth of the phase it may be in.
    fn defining_item(&mut self, item: &Item<'_>, phase_depth: &mut Option<usize>) -> bool {
        if item.content.is_blank() || item.content.is_linked() {
            return false;
        }
        if item.content.is_strong() && phase_depth.is_none_or(|depth| item.depth <= depth) {
            *phase_depth = Some(item.depth);
            self.phase(item);
        } else if phase_depth.is_some_and(|depth| item.depth > depth) {
            self.part_of_phase(item);
        } else {
            *phase_depth = None;
            let Some((code, _)) = code_of(item) else { return false };
            let message = format!("`{code}` is defined outside a phase");
            let help = "move it below the phase it arises in; until then it is left out";
            self.report(Code::RiskOutsidePhase, item.span, message, help);
        }
        true
    }

    fn phase(&mut self, item: &Item<'_>) {
        let text = item.content.text();
        let mode = phase_mode(item);
        let bare = trailing_parenthesis(&text).filter(|(_, inside)| is_phase_remark(inside)).map(|(before, _)| before);
        let layer = self.taxonomy.layers.len().saturating_sub(1);
        let phase = Phase {
            name: name(bare.unwrap_or(&text)),
            mode: mode.flatten(),
            description: None,
            layer,
            span: item.span,
        };
        self.taxonomy.phases.push(phase);
    }

    fn part_of_phase(&mut self, item: &Item<'_>) {
        let (label, rest) = labelled(&item.content.runs);
        if let Some((code, definition)) = code_of(item) {
            let definition = definition.strip_prefix(label.as_str()).unwrap_or(&definition);
            return self.risk(item, code, &label, definition);
        }
        match name(&label).to_lowercase().as_str() {
            "description" | "描述" => {
                if let Some(phase) = self.taxonomy.phases.last_mut() {
                    phase.description = Some(single_spaced(&rest).into_owned()).filter(|text| !text.is_empty());
                }
            }
            _ if item.has_children => {}
            _ => {
                let message = format!("`{}` has no risk code", name(&item.content.text()));
                let help = "end it with its code in parentheses, such as `(R1-Security)`; until then it is left out";
                self.report(Code::RiskWithoutCode, item.span, message, help);
            }
        }
    }

    fn risk(&mut self, item: &Item<'_>, code: RiskCode, label: &str, definition: &str) {
        if let Some(first) = self.defined.get(&code) {
            let line = self.source.line(first.start);
            let found = Diagnostic::new(Code::DuplicateRiskCode, format!("`{code}` is defined twice in this list"))
                .note(format!("it is first defined at line {line}; that definition is used"))
                .help("give this risk a code of its own")
                .at(self.source.id().as_str(), item.span);
            return self.found.push(found);
        }
        self.defined.insert(code, item.span);
        let phase = self.taxonomy.phases.len().saturating_sub(1);
        let definition = single_spaced(definition.trim_start_matches([':', '：'])).into_owned();
        self.taxonomy.risks.push(Risk { code, name: name(label), definition, phase, span: item.span });
    }

    fn report(&mut self, code: Code, span: Span, message: String, help: &str) {
        self.found.push(Diagnostic::new(code, message).help(help).at(self.source.id().as_str(), span));
    }
}

/// `Data` of `Concern of Security and Privacy in Data Layer`; the abbreviation `APP` is written out.
fn layer_name(heading: &Heading<'_>) -> Option<String> {
    let text = plain_text::heading(&heading.content.text());
    let words: Vec<&str> = text.split(' ').collect();
    let (last, before) = words.split_last()?;
    let start = before.iter().rposition(|word| matches!(*word, "in" | "of" | "the")).map_or(0, |at| at + 1);
    let name = before.get(start..)?.join(" ");
    match name.as_str() {
        _ if !last.eq_ignore_ascii_case("layer") => None,
        "" => None,
        "APP" | "App" | "app" => Some("Application".to_owned()),
        _ => Some(name),
    }
}

/// `Some` when the item ends with a remark such as `(Dynamic Phase)`, with the mode if it states one.
#[expect(clippy::option_option, reason = "no remark, a remark without a mode, and one with a mode are three things")]
fn phase_mode(item: &Item<'_>) -> Option<Option<PhaseMode>> {
    let text = item.content.text();
    let (_, inside) = trailing_parenthesis(&text).filter(|(_, inside)| is_phase_remark(inside))?;
    let inside = inside.to_lowercase();
    Some(match (inside.contains("static"), inside.contains("dynamic")) {
        (true, true) => Some(PhaseMode::StaticAndDynamic),
        (true, false) => Some(PhaseMode::Static),
        (false, true) => Some(PhaseMode::Dynamic),
        (false, false) => None,
    })
}

fn is_phase_remark(inside: &str) -> bool {
    inside.split_whitespace().next_back().is_some_and(|word| word.eq_ignore_ascii_case("phase"))
}

/// The code in parentheses that the item ends with, and the text before it.
fn code_of(item: &Item<'_>) -> Option<(RiskCode, String)> {
    let text = item.content.text();
    let (before, inside) = trailing_parenthesis(&text)?;
    Some((RiskCode::parse(inside)?, before.to_owned()))
}

/// The bold label an item starts with, or its text up to a colon, and what follows.
fn labelled(runs: &[Run<'_>]) -> (String, String) {
    let length = runs.iter().take_while(|run| run.style.strong).count();
    let (label, rest) = runs.split_at(length);
    if label.is_empty() {
        let text = text_of(runs);
        let (label, rest) = text.split_once([':', '：']).unwrap_or((text.as_ref(), ""));
        return (label.to_owned(), rest.to_owned());
    }
    (text_of(label).into_owned(), text_of(rest).into_owned())
}
