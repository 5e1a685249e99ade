//! Pictures at addresses that stay: a name such as `atlas.svg` and parameters in, the picture out, as `render` draws it.

use super::api::named;
use super::evaluation::sound;
use super::graph::Graph;
use super::parameters::{
    AGGREGATE, EVIDENCE, FRAMEWORK, Given, LANGUAGE, NEW, OF, OLD, ONLY_GAPS, Parameter, ROLE, STACK, THEME, WIDTH,
    missing,
};
use super::reply::Refusal;
use crate::coverage::{Aggregate, Overview, around, overview, stack_with_additions, succession, tree};
use crate::query::Sought;
use crate::render::{Format, Language, Model, Options, Theme, View, picture};
use crate::snapshot::Snapshot;

/// What a picture takes, each what it can use.
pub(super) const PARAMETERS: [Parameter; 12] =
    [FRAMEWORK, ROLE, EVIDENCE, STACK, OF, OLD, NEW, ONLY_GAPS, WIDTH, THEME, LANGUAGE, AGGREGATE];

/// What a picture may do where it is opened by itself: use the style sheet that it has within it, and nothing else.
pub(super) const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Which picture, in which format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Named {
    view: View,
    pub(super) format: Format,
}

impl Named {
    /// The picture of a name.
    pub(super) fn read(name: &str) -> Result<Self, Refusal> {
        let named = name.split_once('.').and_then(|(view, format)| {
            Some(Self {
                view: View::ALL.into_iter().find(|(_, name)| *name == view)?.0,
                format: Format::from_name(format)?,
            })
        });
        named.ok_or_else(|| {
            let views: Vec<&str> = View::ALL.iter().map(|(_, name)| *name).collect();
            let formats: Vec<&str> = Format::ALL.iter().map(|(_, name)| *name).collect();
            let (views, formats) = (views.join(", "), formats.join(", "));
            Refusal::not_found(format!("a picture is called VIEW.FORMAT: one of {views}, in one of {formats}"))
        })
    }

    pub(super) fn media_type(self) -> &'static str {
        match self.format {
            Format::Svg => "image/svg+xml",
            Format::Dot => "text/vnd.graphviz; charset=utf-8",
            Format::Csv => "text/csv; charset=utf-8",
            Format::Markdown => "text/markdown; charset=utf-8",
            Format::Json => "application/json",
        }
    }

    /// Draws it.
    pub(super) fn drawn(self, graph: &Graph, given: &Given) -> Result<Vec<u8>, Refusal> {
        self.refuse_unused(given)?;
        let options = Options {
            theme: given.one_of(THEME, Theme::from_name)?.unwrap_or_default(),
            language: given.one_of(LANGUAGE, Language::from_name)?.unwrap_or_default(),
            aggregate: given.one_of(AGGREGATE, Aggregate::from_name)?.unwrap_or_default(),
            show: given.show()?,
            width: given.width()?,
            ..Options::default()
        };
        let model = self.model(&graph.snapshot, given)?;
        sound(&graph.snapshot)?;
        let picture = picture(model.subject(self.view), options).value;
        let mut bytes = Vec::new();
        picture.write(self.format, &mut bytes).map_err(|error| Refusal::broken(error.to_string()))?;
        Ok(bytes)
    }

    /// What it is drawn from.
    fn model(self, snapshot: &Snapshot, given: &Given) -> Result<Model, Refusal> {
        let stack = given.stack(STACK, snapshot)?;
        let selection = given.selection_of(self.view.usual_framework(), stack.as_ref())?;
        Ok(match self.view {
            View::Diff => Model::Change(Box::new([side(snapshot, given, OLD)?, side(snapshot, given, NEW)?])),
            View::Lifecycle | View::Matrix => Model::Overview(Overview::without_items(snapshot, &selection)),
            View::Layered => Model::Overview(overview(snapshot, &selection)?),
            View::Rmf => Model::Tree(tree(snapshot, &selection)?),
            View::Atlas => {
                let tree = tree(snapshot, &selection)?;
                if tree.nodes.iter().all(|node| node.goals.is_empty()) {
                    let message =
                        format!("{} has no tactics or objectives: `rmf` draws it by its own levels", tree.title);
                    return Err(Refusal::bad(message));
                }
                Model::Tree(tree)
            }
            View::Bump => {
                let succession = succession(snapshot, &selection.edition)?;
                if succession.editions.len() < 2 {
                    let only = &succession.framework;
                    return Err(Refusal::bad(format!("{only} has one edition here, so nothing became of its items")));
                }
                Model::Succession(succession)
            }
            View::Ego => {
                let thing = given.text(OF).ok_or_else(|| missing(OF))?;
                let thing = named(snapshot, thing, Sought::Focus)?;
                Model::Around(around(snapshot, thing.iri.as_ref(), &selection, View::Atlas.usual_framework())?)
            }
            View::Stack => {
                let stack = stack.ok_or_else(|| missing(STACK))?;
                Model::Stack(Box::new(stack_with_additions(snapshot, &stack, &selection)?))
            }
        })
    }

    /// Refuses what would change nothing: the picture would be taken for what it is not.
    fn refuse_unused(self, given: &Given) -> Result<(), Refusal> {
        let view = self.view;
        let of_others = [
            (FRAMEWORK, view.shows_items()),
            (ROLE, view.counts_tools()),
            (EVIDENCE, view.counts_tools()),
            (STACK, view.counts_tools() && view != View::Diff),
            (OF, view == View::Ego),
            (OLD, view == View::Diff),
            (NEW, view == View::Diff),
            (ONLY_GAPS, view.hides_addressed()),
            (AGGREGATE, view.shows_parents()),
        ];
        let unused = of_others.into_iter().find(|(parameter, takes)| !takes && given.text(*parameter).is_some());
        unused.map_or(Ok(()), |(parameter, _)| {
            Err(Refusal::bad(format!("`{}` takes no `{}`", view.name(), parameter.name)))
        })
    }
}

/// One side of a change: the name of a team's tools, and what they address.
fn side(snapshot: &Snapshot, given: &Given, parameter: Parameter) -> Result<(String, Overview), Refusal> {
    let stack = given.stack(parameter, snapshot)?.ok_or_else(|| missing(parameter))?;
    let selection = given.selection_of("", Some(&stack))?;
    Ok((stack.name, Overview::without_items(snapshot, &selection)))
}
