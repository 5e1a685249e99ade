//! `aisec export`: the graph in an RDF syntax, as a snapshot, or coverage in a form for other programs.

use super::coverage::SelectionArguments;
use super::data::{DataArguments, sound};
use super::failure::{Exit, Failure};
use super::layer::{self, of_atlas};
use super::output::Target;
use super::stack::StackArguments;
use super::terminal::Terminal;
use aisec_graph::coverage::{EditionTree, Selection, State, edition_info, otherwise_on_items, tree};
use aisec_graph::export::{
    Format, LayerTechniques, MappingsError, navigator_layer, oscal_components, oscal_mappings, write, write_selected,
};
use aisec_graph::rdf::Syntax;
use aisec_graph::snapshot::Snapshot;
use aisec_graph::vocab::counted;
use clap::Args;
use serde_json::{Map, Value};
use std::io::Write;
use std::path::PathBuf;

/// Write the graph as RDF, or coverage for other programs.
///
/// Turtle, N-Triples, RDF/XML and JSON-LD have the union of all graphs; TriG and N-Quads, and JSON-LD with `--dataset`,
/// keep the named graphs. The other formats have coverage: as the whole catalog or the tools of `--stack` address things
/// in a role, reviewed claims before labels.
///
/// `GraphML` and GEXF have every tool and risk, and the threats, controls and outcomes that tools address. STIX 2.1 has no
/// form for controls and outcomes, so its bundle has tools, risks and threats. Mermaid draws tools and risks, also those
/// without a tool, and of more than 300 arrows says how many are left out.
///
/// `navigator` is a layer of ATT&CK Navigator, format 4.5, of the techniques of ATLAS: a score, a colour, tools by role
/// and links for each. With --layer the techniques of a layer get them, and whatever else it says is kept, but for the
/// gradient, which must be that of the scores, and for versions before 4.5.
///
/// OSCAL 1.2.1, in JSON: `oscal-components` is a component definition of the tools, each with the items of a framework that
/// it addresses, a statement for each role, in role protected unless --role says otherwise, and in its remarks what none of
/// them does; the phases of a stack's file bound it. `oscal-mappings` is a mapping collection of our mapping sets, with what
/// has no counterpart on either side as gap summaries; the method tells what was carried on to a newer edition by a rule.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  aisec export -o graph.ttl
  aisec export --format nquads | sort | head
  aisec export --dataset -o graph.jsonld
  aisec export -o graph.graphml
  aisec export --stack stack.toml -o team.gexf
  aisec export --format stix -o bundle.json
  aisec export --format navigator --role protected -o layer.json
  aisec export --format navigator --layer ours.json -o ours-with-coverage.json
  aisec export --format oscal-components --framework nist-ai-rmf --stack stack.toml -o team.oscal.json
  aisec export --format oscal-mappings --framework owasp-llm -o mappings.oscal.json")]
pub(crate) struct Arguments {
    /// turtle, ntriples, rdfxml, jsonld, trig, nquads, aisec, graphml, gexf, mermaid, stix, navigator, oscal-components or
    /// oscal-mappings
    #[arg(long, value_name = "FORMAT")]
    format: Option<String>,
    /// Write to this file; its extension chooses the format
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Keep named graphs in JSON-LD
    #[arg(long)]
    dataset: bool,
    /// The framework or edition whose items `navigator` (ATLAS only) and `oscal-components` have [default: mitre-atlas], and
    /// that `oscal-mappings` lead to [default: all]
    #[arg(long, value_name = "ID")]
    framework: Option<String>,
    /// Of `navigator` only the techniques that are gaps, and those above them
    #[arg(long, conflicts_with = "layer")]
    gaps: bool,
    /// Put coverage into this layer of ATT&CK Navigator
    #[arg(long, value_name = "FILE")]
    layer: Option<PathBuf>,
    #[command(flatten)]
    selection: SelectionArguments,
    #[command(flatten)]
    stack: StackArguments,
    #[command(flatten)]
    data: DataArguments,
}

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Graph(Format),
    Navigator,
    OscalComponents,
    OscalMappings,
}

impl Form {
    /// Forms of coverage that are no [`Format`] of a graph.
    const OWN: [(Self, &'static str); 3] = [
        (Self::Navigator, "navigator"),
        (Self::OscalComponents, "oscal-components"),
        (Self::OscalMappings, "oscal-mappings"),
    ];

    /// Whether only some of the graph is in it, as a selection says.
    fn is_selected(self) -> bool {
        match self {
            Self::Graph(format) => format.is_network(),
            Self::Navigator | Self::OscalComponents => true,
            Self::OscalMappings => false,
        }
    }
}

pub(crate) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let target = Target::new(arguments.output.as_deref());
    arguments.data.spared_by(&target)?;
    arguments.stack.spared_by(&target)?;
    target.spare(&arguments.layer)?;
    let form = arguments.form(&target)?;
    arguments.refuse_unused(form)?;
    arguments.data.read(terminal, |snapshot| match form {
        Form::Graph(format) if !form.is_selected() => target.write(|out| written(snapshot, format, out)),
        Form::Graph(format) => {
            let selection = arguments.selection(snapshot, "", terminal)?;
            target.write(|out| {
                write_selected(snapshot, format, &selection, &mut *out)?;
                sound(snapshot)
            })
        }
        Form::Navigator | Form::OscalComponents | Form::OscalMappings => {
            let document = match form {
                Form::Navigator => arguments.navigator(snapshot, terminal)?,
                Form::OscalMappings => {
                    let mappings = oscal_mappings(snapshot, arguments.framework.as_deref())?;
                    arguments.framework.iter().try_for_each(|id| tell_of_edition(snapshot, id, terminal))?;
                    mappings
                }
                _ => arguments.oscal_components(snapshot, terminal)?,
            };
            sound(snapshot)?;
            target.write(|out| writeln!(out, "{document:#}"))
        }
    })?;
    Ok(Exit::Fine)
}

impl Arguments {
    fn form(&self, target: &Target) -> Result<Form, Failure> {
        let own = Form::OWN.into_iter().find(|(_, name)| self.format.as_deref() == Some(*name));
        if let Some((form, _)) = own {
            return Ok(form);
        }
        let format = any(self.format.as_deref(), target)?;
        if !self.dataset {
            return Ok(Form::Graph(format));
        }
        if format.of_datasets() != Format::JsonLdDataset {
            return Err(Failure::usage("`--dataset` is for JSON-LD; TriG and N-Quads keep named graphs anyway"));
        }
        Ok(Form::Graph(format.of_datasets()))
    }

    /// Refuses what would change nothing: the file would be taken for what it is not.
    fn refuse_unused(&self, form: Form) -> Result<(), Failure> {
        let of_coverage = "graphml, gexf, mermaid, stix, navigator and oscal-components";
        let of_edition = "navigator, oscal-components and oscal-mappings";
        let options = [
            (self.selection.is_given(), "--role` and `--evidence", form.is_selected(), of_coverage),
            (!self.stack.is_empty(), "--stack", form.is_selected(), of_coverage),
            (self.framework.is_some(), "--framework", !matches!(form, Form::Graph(_)), of_edition),
            (self.gaps, "--gaps", form == Form::Navigator, "navigator"),
            (self.layer.is_some(), "--layer", form == Form::Navigator, "navigator"),
            (self.dataset, "--dataset", matches!(form, Form::Graph(_)), "JSON-LD"),
        ];
        match options.into_iter().find(|(is_given, _, is_used, _)| *is_given && !is_used) {
            None => Ok(()),
            Some((_, name, _, formats)) => Err(Failure::usage(format!("`{name}` is for the formats {formats}"))
                .help("leave it out, or choose one of them with `--format`")),
        }
    }

    fn selection(&self, snapshot: &Snapshot, edition: &str, terminal: &Terminal) -> Result<Selection, Failure> {
        let stack = self.stack.of(snapshot, terminal)?;
        if stack.as_ref().is_some_and(|stack| !stack.phases.is_empty()) {
            terminal.say("note: the phases of the stack bound nothing in this format");
        }
        self.selection.of_stack(edition, stack.as_ref())
    }

    /// What a team relies on: attack code implements nothing.
    fn oscal_components(&self, snapshot: &Snapshot, terminal: &Terminal) -> Result<Value, Failure> {
        let framework = self.framework.as_deref().unwrap_or(layer::FRAMEWORK);
        let selection = self.selection.relied_on(framework)?;
        tell_of_edition(snapshot, framework, terminal)?;
        let Some(stack) = self.stack.of(snapshot, terminal)? else {
            return Ok(oscal_components(snapshot, &selection, None)?);
        };
        let scope = selection.scope.and_phases(&stack.phases);
        let selection = Selection { tools: stack.in_use(), scope, ..selection };
        let otherwise = otherwise_on_items(snapshot, &stack, &selection)?;
        for tool in &otherwise {
            terminal.say(&format!("note: {}", tool.in_words(&selection.scope)));
        }
        Ok(oscal_components(snapshot, &selection, Some(&stack))?)
    }

    fn navigator(&self, snapshot: &Snapshot, terminal: &Terminal) -> Result<Value, Failure> {
        let framework = self.framework.as_deref().unwrap_or(layer::FRAMEWORK);
        of_atlas(snapshot, framework)?;
        let selection = self.selection(snapshot, framework, terminal)?;
        let (tree, edition) = (tree(snapshot, &selection)?, edition_info(snapshot, framework)?.0);
        tree.notice.iter().for_each(|notice| terminal.say(&format!("note: {notice}")));
        let layer = match &self.layer {
            Some(path) => {
                let (layer, _) = layer::read(path, snapshot, framework, "is kept as it is", terminal)?;
                let written = navigator_layer(&tree, &edition, LayerTechniques::Of(&layer.document));
                replaced(&layer.document, &written).for_each(|note| terminal.say(&format!("note: {note}")));
                written
            }
            None if self.gaps => {
                let layer = navigator_layer(&tree, &edition, LayerTechniques::Gaps);
                if layer["techniques"].as_array().is_some_and(Vec::is_empty) {
                    terminal.say(&format!("note: {}", no_gap(&tree)));
                }
                layer
            }
            None => navigator_layer(&tree, &edition, LayerTechniques::All),
        };
        Ok(Value::Object(layer))
    }
}

/// Says that an edition is superseded.
fn tell_of_edition(snapshot: &Snapshot, framework: &str, terminal: &Terminal) -> Result<(), Failure> {
    if let (_, Some(notice)) = edition_info(snapshot, framework)? {
        terminal.say(&format!("note: {notice}"));
    }
    Ok(())
}

/// What of a layer is written anew though it was not ours.
fn replaced<'l>(
    before: &'l Map<String, Value>,
    now: &'l Map<String, Value>,
) -> impl Iterator<Item = &'static str> + use<'l> {
    let notes = [
        ("gradient", "the gradient of the layer is replaced: scores are now from 0 to 100"),
        ("versions", "the versions of the layer are now those of format 4.5, which it is written in"),
    ];
    let is_replaced = |(key, _): &(&str, &str)| before.get(*key).is_some_and(|value| now.get(*key) != Some(value));
    notes.into_iter().filter(is_replaced).map(|(_, note)| note)
}

/// Why a layer of gaps is empty.
fn no_gap(tree: &EditionTree) -> String {
    let threats = tree.counts.iter().find(|counts| counts.unit == "threats");
    let unknown = counted(threats.map_or(0, |threats| threats.in_state(State::NotAssessed)), "technique");
    format!("no gap, so the layer is empty: what was assessed is addressed or touched; {unknown} nobody assessed")
}

impl From<MappingsError> for Failure {
    fn from(error: MappingsError) -> Self {
        match &error {
            MappingsError::None { .. } => Self::from_error(Exit::Usage, &error).help("`aisec mappings` lists the sets"),
            MappingsError::NoSets => Self::from_error(Exit::BadInput, &error),
        }
    }
}

/// Writes a graph; fails before the end where it turns out damaged.
pub(crate) fn written(snapshot: &Snapshot, format: Format, out: &mut dyn Write) -> Result<(), Failure> {
    write(snapshot, format, out)?;
    sound(snapshot)
}

/// The format of a graph as RDF or a snapshot, named by `--format` or by the extension of the target; Turtle on standard
/// output.
pub(crate) fn chosen(format: Option<&str>, target: &Target) -> Result<Format, Failure> {
    let known = "use turtle, ntriples, rdfxml, jsonld, trig, nquads, or aisec for a snapshot";
    among(format, target, "RDF syntax", known, |format| !format.is_network())
}

/// The same of any format.
fn any(format: Option<&str>, target: &Target) -> Result<Format, Failure> {
    let known = "use turtle, ntriples, rdfxml, jsonld, trig, nquads, aisec for a snapshot, graphml, gexf, mermaid, stix, \
                 navigator, oscal-components or oscal-mappings";
    among(format, target, "format", known, |_| true)
}

fn among(
    format: Option<&str>,
    target: &Target,
    what: &str,
    known: &str,
    is_known: impl Fn(&Format) -> bool,
) -> Result<Format, Failure> {
    let named = |name: &str| Format::from_name(name).filter(&is_known);
    if let Some(name) = format {
        return named(name).ok_or_else(|| Failure::usage(format!("no {what} is called `{name}`")).help(known));
    }
    match target.extension() {
        None => Ok(Format::Rdf(Syntax::Turtle)),
        Some(extension) => {
            named(&extension).ok_or_else(|| Failure::usage(format!("`.{extension}` names no {what}")).help(known))
        }
    }
}
