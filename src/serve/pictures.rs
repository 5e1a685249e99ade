//! Pictures at addresses that stay: a name such as `atlas.svg` and parameters in, the picture out, as `render` draws it.

use super::evaluation::sound;
use super::graph::Graph;
use super::parameters::{AGGREGATE, EVIDENCE, FRAMEWORK, Given, LANGUAGE, ROLE, THEME};
use super::reply::Refusal;
use crate::coverage::{Aggregate, Overview, overview, succession, tree};
use crate::render::{Format, Language, Options, Picture, Subject, Theme, View, picture};

/// Pictures that show the graph as it is; the others take a team, a thing or another graph.
pub(super) const VIEWS: [View; 6] = [View::Lifecycle, View::Matrix, View::Layered, View::Atlas, View::Rmf, View::Bump];

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
                view: VIEWS.into_iter().find(|known| known.name() == view)?,
                format: Format::from_name(format)?,
            })
        });
        named.ok_or_else(|| {
            let views: Vec<&str> = VIEWS.iter().map(|view| view.name()).collect();
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
            ..Options::default()
        };
        let picture = self.picture(graph, given, options)?;
        sound(&graph.snapshot)?;
        let mut bytes = Vec::new();
        picture.write(self.format, &mut bytes).map_err(|error| Refusal::broken(error.to_string()))?;
        Ok(bytes)
    }

    fn picture(self, graph: &Graph, given: &Given, options: Options) -> Result<Picture, Refusal> {
        let snapshot = &graph.snapshot;
        let selection = given.selection(self.view.usual_framework())?;
        let drawn = match self.view {
            View::Lifecycle => picture(Subject::Lifecycle(&Overview::without_items(snapshot, &selection)), options),
            View::Matrix => picture(Subject::Matrix(&Overview::without_items(snapshot, &selection)), options),
            View::Layered => picture(Subject::Layered(&overview(snapshot, &selection)?), options),
            View::Rmf => picture(Subject::Rmf(&tree(snapshot, &selection)?), options),
            View::Bump => {
                let succession = succession(snapshot, &selection.edition)?;
                if succession.editions.len() < 2 {
                    let only = &succession.framework;
                    return Err(Refusal::bad(format!("{only} has one edition here, so nothing became of its items")));
                }
                picture(Subject::Bump(&succession), options)
            }
            View::Stack | View::Ego | View::Diff => {
                return Err(Refusal::bad("this picture takes a team, a thing or another graph"));
            }
            View::Atlas => {
                let tree = tree(snapshot, &selection)?;
                if tree.nodes.iter().all(|node| node.goals.is_empty()) {
                    let message =
                        format!("{} has no tactics or objectives: `rmf` draws it by its own levels", tree.title);
                    return Err(Refusal::bad(message));
                }
                picture(Subject::Atlas(&tree), options)
            }
        };
        Ok(drawn.value)
    }

    /// Refuses what would change nothing: the picture would be taken for what it is not.
    fn refuse_unused(self, given: &Given) -> Result<(), Refusal> {
        let of_others = [
            (FRAMEWORK, self.view.shows_items()),
            (ROLE, self.view.counts_tools()),
            (EVIDENCE, self.view.counts_tools()),
            (AGGREGATE, self.view.shows_parents()),
        ];
        let unused = of_others.into_iter().find(|(parameter, takes)| !takes && given.text(*parameter).is_some());
        unused.map_or(Ok(()), |(parameter, _)| {
            Err(Refusal::bad(format!("`{}` takes no `{}`", self.view.name(), parameter.name)))
        })
    }
}
