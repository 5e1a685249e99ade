//! `aisec render`: pictures and their twins.

use super::coverage::{SelectionArguments, one_of};
use super::data::{DataArguments, sound};
use super::diff::{Reading, load};
use super::failure::{Exit, Failure};
use super::output::Target;
use super::picture_format::PictureFormat;
use super::stack::StackArguments;
use super::terminal::Terminal;
use aisec_graph::coverage::{
    Aggregate, Around, AroundError, Overview, Selection, around, overview, stack_with_additions, succession, tree,
};
use aisec_graph::diagnostic::Checked;
use aisec_graph::query::{LookupError, Sought, find};
use aisec_graph::render::{Language, Links, Model, Options, Order, Show, Theme, View, Width, picture};
use aisec_graph::snapshot::Snapshot;
use aisec_graph::source::{SizeLimit, Sources};
use clap::Args;
use std::path::PathBuf;

/// Draw coverage as SVG; or write the picture's table twin (CSV, Markdown, JSON) or DOT.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  aisec render lifecycle -o coverage.svg
  aisec render matrix --role protected -o matrix.svg
  aisec render layered --framework owasp-llm-2026 --theme dark -o layered.svg
  aisec render atlas --role protected --aggregate sum -o atlas.svg
  aisec render atlas --role protected --only-gaps=open -o open.svg
  aisec render rmf --role governed -o rmf.svg
  aisec render stack --stack garak,ModelScan -o stack.svg
  aisec render ego garak -o garak.svg
  aisec render ego AML.T0051 -o injection.svg
  aisec render bump --framework owasp-llm -o editions.svg
  aisec render diff --stack garak --stack garak,ModelScan -o change.svg
  aisec render diff before.md after.md -o change.svg
  aisec render layered --format dot | dot -Tsvg -o layered.svg")]
pub(crate) struct Arguments {
    /// lifecycle, matrix, layered, atlas, rmf, stack, ego, bump or diff
    #[arg(value_name = "VIEW", value_parser = view)]
    view: View,
    /// What `ego` is drawn around: a tool, risk, phase or item, by name, code, address, CURIE or IRI; for `diff`, what was
    /// and what is, lists or graphs as `aisec diff` takes them
    #[arg(value_name = "THING", num_args = 0..=2)]
    things: Vec<String>,
    /// Write to this file; its extension chooses the format
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// svg, dot, csv, md or json; png (two pixels for each px) or pdf where this is built with `--features raster`
    #[arg(long, value_name = "FORMAT", value_parser = PictureFormat::parse)]
    format: Option<PictureFormat>,
    /// auto, light or dark
    #[arg(long, value_name = "THEME", default_value = "auto", value_parser = theme)]
    theme: Theme,
    /// en or zh
    #[arg(long, value_name = "LANGUAGE", default_value = "en", value_parser = language)]
    lang: Language,
    /// Leave out links
    #[arg(long)]
    no_links: bool,
    /// The framework or edition whose items `layered` [default: owasp-llm], `atlas` [mitre-atlas], `rmf` [nist-ai-rmf], `stack` (none) and `ego` [that
    /// of THING, else mitre-atlas] show, and the one whose editions `bump` [owasp-llm] shows
    #[arg(long, value_name = "ID")]
    framework: Option<String>,
    /// own, max or sum: what `atlas` shows of a technique with sub-techniques: its own state and tools, the best state
    /// and the most tools among them, or the best state and all their tools
    #[arg(long, value_name = "HOW", value_parser = aggregate)]
    aggregate: Option<Aggregate>,
    /// Draw only gaps; `--only-gaps=open` also what is not assessed. The title counts everything all the same
    #[arg(long, value_name = "WHICH", num_args = 0..=1, require_equals = true, default_missing_value = "gap",
        value_parser = gaps)]
    only_gaps: Option<Show>,
    /// Leave out what is not assessed
    #[arg(long, conflicts_with = "only_gaps")]
    hide_unmapped: bool,
    /// lifecycle, count, name or crossings: in which order things stand that have no fixed place
    #[arg(long, value_name = "ORDER", value_parser = order)]
    order: Option<Order>,
    /// Width in px, 800 to 4000; columns are made to fit it [default: 1200]
    #[arg(long, value_name = "PX", value_parser = width)]
    width: Option<Width>,
    /// Pictures show everything: refused with what keeps to a layer
    #[arg(long, value_name = "FILE", hide = true)]
    layer: Option<PathBuf>,
    #[command(flatten)]
    selection: SelectionArguments,
    #[command(flatten)]
    stack: StackArguments,
    #[command(flatten)]
    data: DataArguments,
}

fn view(text: &str) -> Result<View, String> {
    one_of(&View::ALL, text)
}

pub(super) fn theme(text: &str) -> Result<Theme, String> {
    one_of(&Theme::ALL, text)
}

pub(super) fn language(text: &str) -> Result<Language, String> {
    one_of(&Language::ALL, text)
}

fn aggregate(text: &str) -> Result<Aggregate, String> {
    one_of(&Aggregate::ALL, text)
}

fn order(text: &str) -> Result<Order, String> {
    one_of(&Order::ALL, text)
}

fn width(text: &str) -> Result<Width, String> {
    let width = text.parse().ok().and_then(Width::new);
    width.ok_or_else(|| format!("use a number from {} to {}", Width::LEAST, Width::MOST))
}

fn gaps(text: &str) -> Result<Show, String> {
    one_of(&[(Show::Gaps, "gap"), (Show::GapsAndOpen, "open")], text)
}

pub(crate) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let target = Target::new(arguments.output.as_deref());
    arguments.data.spared_by(&target)?;
    let format = PictureFormat::of(arguments.format, &target)?;
    arguments.refuse_elsewhere()?;
    arguments.refuse_unused()?;
    arguments.refuse_order()?;
    arguments.refuse_no_stack()?;
    arguments.refuse_things()?;
    arguments.stack.spared_by(&target)?;
    let model = arguments.model(&target, terminal)?;
    let links = if arguments.no_links { Links::Drop } else { Links::Keep };
    let options = Options {
        theme: arguments.theme,
        language: arguments.lang,
        links,
        aggregate: arguments.aggregate.unwrap_or_default(),
        show: arguments.show(),
        order: arguments.order,
        width: arguments.width.unwrap_or_default(),
        ..Options::default()
    };
    let Checked { value: picture, diagnostics } = picture(model.subject(arguments.view), options);
    terminal.diagnostics(&diagnostics, &Sources::default());
    format.write(&picture, &target, terminal)?;
    Ok(Exit::Fine)
}

/// The editions of a framework; there must be two.
fn of_editions(snapshot: &Snapshot, framework: &str) -> Result<Model, Failure> {
    let succession = succession(snapshot, framework)?;
    if succession.editions.len() < 2 {
        let message = format!("{} has one edition here, so nothing became of its items", succession.framework);
        return Err(Failure::usage(message).help("`aisec frameworks` lists the editions"));
    }
    Ok(Model::Succession(succession))
}

/// The thing that a text names with what stands around it.
fn of_thing(snapshot: &Snapshot, text: &str, selection: &Selection, terminal: &Terminal) -> Result<Around, Failure> {
    let thing = find(snapshot, text, Sought::Focus).map_err(no_focus)?;
    let around = around(snapshot, thing.iri.as_ref(), selection, View::Atlas.usual_framework())?;
    for notice in thing.notice.iter().chain(&around.notice) {
        terminal.say(&format!("note: {notice}"));
    }
    Ok(around)
}

/// That there is no picture around what was named; where no name is alike, what is drawn of editions.
fn no_focus(error: LookupError) -> Failure {
    let leads_nowhere = match &error {
        LookupError::Unknown { near, .. } | LookupError::OtherSort { near, .. } => near.is_empty(),
        LookupError::OtherEditions { .. } | LookupError::Ambiguous { .. } => false,
    };
    let failure = Failure::from(error);
    if leads_nowhere {
        return failure
            .help("`aisec frameworks` lists editions, which `atlas` and `rmf` draw whole; `aisec find` finds tools");
    }
    failure
}

impl From<AroundError> for Failure {
    fn from(error: AroundError) -> Self {
        let help = match &error {
            AroundError::Coverage(_) | AroundError::NoFocus { .. } => None,
            AroundError::NotInEdition { .. } => Some("leave out `--framework`: its own edition is shown"),
            AroundError::NotInStack { .. } => Some("leave out `--stack`, or add the tool to it"),
        };
        match (error, help) {
            (AroundError::Coverage(error), _) => error.into(),
            (error, None) => Self::from_error(Exit::Usage, &error),
            (error, Some(help)) => Self::from_error(Exit::Usage, &error).help(help),
        }
    }
}

/// An option that only some views take.
struct Narrow {
    given: bool,
    name: &'static str,
    takes: fn(View) -> bool,
    /// Of a view that does not.
    why: &'static str,
}

impl Narrow {
    fn new(given: bool, name: &'static str, takes: fn(View) -> bool, why: &'static str) -> Self {
        Self { given, name, takes, why }
    }
}

impl Arguments {
    fn model(&self, target: &Target, terminal: &Terminal) -> Result<Model, Failure> {
        let edition = self.framework.as_deref().unwrap_or(self.view.usual_framework());
        if let (View::Diff, [old, new]) = (self.view, self.things.as_slice()) {
            return self.change([old, new], target);
        }
        let model = self.data.read(terminal, |snapshot| {
            match self.view {
                View::Bump => return of_editions(snapshot, edition),
                View::Diff => return self.change_of_stacks(snapshot, terminal),
                _ => {}
            }
            let stack = self.stack.of(snapshot, terminal)?;
            let selection = self.selection.of_stack(edition, stack.as_ref())?;
            if let (View::Ego, Some(thing)) = (self.view, self.things.first()) {
                return Ok(Model::Around(of_thing(snapshot, thing, &selection, terminal)?));
            }
            if let (View::Stack, Some(stack)) = (self.view, &stack) {
                return Ok(Model::Stack(Box::new(stack_with_additions(snapshot, stack, &selection)?)));
            }
            Ok(match self.view {
                View::Atlas | View::Rmf => Model::Tree(tree(snapshot, &selection)?),
                View::Layered => Model::Overview(overview(snapshot, &selection)?),
                _ => Model::Overview(Overview::without_items(snapshot, &selection)),
            })
        })?;
        if let Model::Tree(tree) = &model {
            if self.view == View::Atlas && !tree.has_goals() {
                let message = format!("{} has no tactics or objectives: `atlas` has no columns to draw", tree.title);
                return Err(Failure::usage(message).help("`aisec render rmf` draws any edition by its own levels"));
            }
            tree.notice.iter().for_each(|notice| terminal.say(&format!("note: {notice}")));
        }
        Ok(model)
    }

    /// Refuses a picture of a stack without one.
    fn refuse_no_stack(&self) -> Result<(), Failure> {
        if self.view != View::Stack || !self.stack.is_empty() {
            return Ok(());
        }
        Err(Failure::usage("`stack` shows the tools of a team: say with `--stack` which")
            .help("write `--stack garak,ModelScan`, or name a file such as `--stack stack.toml`"))
    }

    /// What changed from one list or graph to another.
    fn change(&self, sides: [&String; 2], target: &Target) -> Result<Model, Failure> {
        if !self.data.is_built_in() {
            return Err(Failure::usage("`diff` reads OLD and NEW, so it takes no `--data`"));
        }
        let selection = self.selection.of("")?;
        let reading = Reading { risks: None, max_input: SizeLimit::default() };
        let (old, new, _) = load(sides.map(String::as_str), &reading, target)?;
        let overviews = [&old, &new].map(|snapshot| Overview::without_items(snapshot, &selection));
        sound(&old).and(sound(&new))?;
        let [before, now] = overviews;
        let [old, new] = sides.map(Clone::clone);
        Ok(Model::Change(Box::new([(old, before), (new, now)])))
    }

    /// What changes from one stack to another.
    fn change_of_stacks(&self, snapshot: &Snapshot, terminal: &Terminal) -> Result<Model, Failure> {
        let mut sides = Vec::new();
        for stack in self.stack.each(snapshot, terminal)? {
            let selection = self.selection.of_stack("", Some(&stack))?;
            sides.push((stack.name, Overview::without_items(snapshot, &selection)));
        }
        let sides: [(String, Overview); 2] = sides.try_into().map_err(|_| Self::no_sides())?;
        Ok(Model::Change(Box::new(sides)))
    }

    fn no_sides() -> Failure {
        Failure::usage("`diff` shows what changed from one thing to another: name two")
            .help("write `aisec render diff OLD NEW` for lists or graphs, or `--stack A --stack B` for two stacks")
    }

    /// Refuses a picture of too few things, and things that no picture is drawn of.
    fn refuse_things(&self) -> Result<(), Failure> {
        match (self.view, self.things.as_slice()) {
            (View::Ego, []) => Err(Failure::usage("`ego` shows what stands around one thing: say which")
                .help("write `aisec render ego garak`, or a risk, a phase or an item such as AML.T0051")),
            (View::Ego, [_, other, ..]) => {
                Err(Failure::usage(format!("`ego` is drawn around one thing: leave out `{other}`")))
            }
            (View::Diff, [_, _]) if !self.stack.is_empty() => {
                Err(Failure::usage("`diff` shows two lists or graphs, or two stacks, not both")
                    .help("leave out `--stack`, or OLD and NEW"))
            }
            (View::Diff, []) if self.stack.number() == 2 => Ok(()),
            (View::Diff, [] | [_]) => Err(Self::no_sides()),
            (View::Ego | View::Diff, _) | (_, []) => Ok(()),
            (view, [thing, ..]) => {
                Err(Failure::usage(format!("`{}` is not drawn around one thing, such as `{thing}`", view.name()))
                    .help("leave it out; `ego` takes it"))
            }
        }
    }

    /// Refuses an order that a picture has no use for.
    fn refuse_order(&self) -> Result<(), Failure> {
        let Some(order) = self.order else { return Ok(()) };
        let orders = self.view.orders();
        if orders.contains(&order) {
            return Ok(());
        }
        let (view, word) = (self.view.name(), order.name());
        if orders.is_empty() {
            return Err(Failure::usage(format!(
                "what `{view}` shows has an order of its own, so it takes no `--order`"
            ))
            .help("leave it out"));
        }
        let why = if order == Order::Crossings { "has no links to cross" } else { "is ordered by its links" };
        let known: Vec<String> = orders.iter().map(|order| format!("`{}`", order.name())).collect();
        Err(Failure::usage(format!("`{view}` {why}, so it takes no `--order {word}`"))
            .help(format!("use {}", known.join(", "))))
    }

    /// Refuses what another command does.
    fn refuse_elsewhere(&self) -> Result<(), Failure> {
        if self.layer.is_some() {
            return Err(Failure::usage("pictures show every technique, so `render` takes no `--layer`").help(
                "`aisec coverage --layer FILE` counts those of a layer; `aisec export --format navigator --layer FILE` \
                 puts coverage into it, for the Navigator to show",
            ));
        }
        if self.view == View::Diff && self.framework.is_some() {
            return Err(Failure::usage("`diff` shows risks, not items of a framework, so it takes no `--framework`")
                .help("`aisec compare A B --framework ID` tells of two stacks item by item; or leave it out"));
        }
        Ok(())
    }

    /// Refuses what would change nothing: a picture would be taken for what it is not.
    fn refuse_unused(&self) -> Result<(), Failure> {
        let hides = "leaves out nothing by its state";
        let options = [
            Narrow::new(self.framework.is_some(), "--framework", View::shows_items, "shows no items of a framework"),
            Narrow::new(!self.stack.is_empty(), "--stack", View::counts_tools, "counts no tools"),
            Narrow::new(self.selection.has_role(), "--role", View::counts_tools, "counts no tools"),
            Narrow::new(self.aggregate.is_some(), "--aggregate", View::shows_parents, "shows no items above others"),
            Narrow::new(self.only_gaps.is_some(), "--only-gaps", View::hides_addressed, hides),
            Narrow::new(self.hide_unmapped, "--hide-unmapped", View::hides_items, hides),
        ];
        let unused = options.into_iter().find(|option| option.given && !(option.takes)(self.view));
        let Some(Narrow { name, takes, why, .. }) = unused else { return Ok(()) };
        let views: Vec<String> =
            View::ALL.iter().filter(|(view, _)| takes(*view)).map(|(_, word)| format!("`{word}`")).collect();
        let verb = if views.len() == 1 { "takes" } else { "take" };
        let message = format!("`{}` {why}, so it takes no `{name}`", self.view.name());
        Err(Failure::usage(message).help(format!("leave it out; {} {verb} it", views.join(", "))))
    }

    fn show(&self) -> Show {
        match self.only_gaps {
            Some(show) => show,
            None if self.hide_unmapped => Show::Assessed,
            None => Show::Everything,
        }
    }
}
