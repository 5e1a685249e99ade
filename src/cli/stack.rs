//! Stacks as the command line names them: tools by name, or a file.

use super::failure::{Exit, Failure};
use super::output::Target;
use super::terminal::Terminal;
use aisec_graph::catalog::{StackPhaseEntry, StackPlace, WrittenStack};
use aisec_graph::coverage::{Stack, StackError, StackFault, StackStatus, stack};
use aisec_graph::import::{TomlText, stack_file};
use aisec_graph::pipeline::PipelineError;
use aisec_graph::snapshot::Snapshot;
use aisec_graph::source::{SourceId, SourceText};
use clap::Args;
use std::collections::BTreeSet;
use std::path::Path;

/// Options of commands that can ask about the tools of a team.
#[derive(Debug, Clone, Args)]
pub(crate) struct StackArguments {
    /// Count only the tools of this stack: names, addresses or package URLs with commas between, or a file such as
    /// stack.toml; repeat for several
    #[arg(long, value_name = "STACK")]
    stack: Vec<String>,
}

impl StackArguments {
    /// Whether none was asked for.
    pub(crate) fn is_empty(&self) -> bool {
        self.stack.is_empty()
    }

    /// How many were asked for.
    pub(crate) fn number(&self) -> usize {
        self.stack.len()
    }

    /// Each stack that was asked for by itself. Says what is to be told of their names.
    pub(crate) fn each(&self, snapshot: &Snapshot, terminal: &Terminal) -> Result<Vec<Stack>, Failure> {
        self.stack.iter().map(|text| known(snapshot, std::slice::from_ref(text), terminal)).collect()
    }

    /// The stack that was asked for, if any. Says what is to be told of its names.
    pub(crate) fn of(&self, snapshot: &Snapshot, terminal: &Terminal) -> Result<Option<Stack>, Failure> {
        if self.stack.is_empty() {
            return Ok(None);
        }
        known(snapshot, &self.stack, terminal).map(Some)
    }

    /// Words of a command line that name what was asked for.
    pub(crate) fn given(&self) -> Vec<String> {
        self.stack.iter().flat_map(|text| ["--stack".to_owned(), text.clone()]).collect()
    }

    /// Words of a command line that name the tools in use of a stack that was asked for, whatever phases matter to it.
    pub(crate) fn words(&self, stack: &Stack) -> Vec<String> {
        let named: Vec<String> = stack.with(StackStatus::InUse).map(|member| member.name.clone()).collect();
        let texts = if stack.phases.is_empty() { &self.stack } else { &named };
        texts.iter().flat_map(|text| ["--stack".to_owned(), text.clone()]).collect()
    }

    /// The stack that was asked for, else one without tools; of these phases too.
    pub(crate) fn or_none(
        &self,
        snapshot: &Snapshot,
        phases: &[String],
        terminal: &Terminal,
    ) -> Result<Stack, Failure> {
        let phase = |text: &String| StackPhaseEntry { text: text.clone(), place: StackPlace::CommandLine };
        let mut written = written(&self.stack)?;
        written.phases.extend(phases.iter().map(phase));
        Ok(told(stack(snapshot, &written)?, terminal))
    }

    /// Refuses a target that is one of the files read.
    pub(crate) fn spared_by(&self, target: &Target) -> Result<(), Failure> {
        target.spare(self.stack.iter().filter(|text| is_file(text)))
    }
}

/// The stack of names and files. Says what is to be told of its names.
pub(crate) fn known(snapshot: &Snapshot, texts: &[String], terminal: &Terminal) -> Result<Stack, Failure> {
    Ok(told(stack(snapshot, &written(texts)?)?, terminal))
}

/// Says what is to be told of a stack's names.
fn told(stack: Stack, terminal: &Terminal) -> Stack {
    for notice in &stack.notices {
        terminal.say(&format!("note: {notice}"));
    }
    stack
}

/// What leads the comments that finding a stack writes into its file: all others are somebody's own.
pub(crate) const MARK: &str = "discover: ";

/// What a stack's file that is to be written over has and the new one does not, each in a few words; nothing where there
/// is no such file.
///
/// # Errors
/// When it cannot be read as a stack's file: then all of it would be lost.
pub(crate) fn lost(old: &Path, new: &str) -> Result<Vec<String>, Failure> {
    if !old.exists() {
        return Ok(Vec::new());
    }
    let (written, id) = (source(old)?, SourceId::from_path(old));
    let old = stack_of(&written)?;
    let new = SourceText::new(id, "the new file", new.to_owned());
    let comments = TomlText { source: &written }.comments().into_iter();
    let comments = comments.filter(|text| !text.is_empty() && !text.starts_with(MARK));
    let comments: Vec<String> = comments.map(|text| format!("comment # {text}")).collect();
    let new = stack_file(&new).map_err(Failure::from)?;
    let decisions = |stack: &WrittenStack| {
        let name = stack.name.iter().map(|name| format!("name {name}"));
        let entries = stack.entries.iter().map(|entry| format!("{} {}", entry.status.name(), entry.text));
        let phases = stack.phases.iter().map(|phase| format!("phase {}", phase.text));
        name.chain(entries).chain(phases).collect::<Vec<_>>()
    };
    let kept: BTreeSet<String> = decisions(&new).into_iter().collect();
    Ok(decisions(&old).into_iter().filter(|decision| !kept.contains(decision)).chain(comments).collect())
}

fn is_file(text: &str) -> bool {
    Path::new(text).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"))
}

fn written(texts: &[String]) -> Result<WrittenStack, Failure> {
    let (files, names): (Vec<String>, Vec<String>) = texts.iter().cloned().partition(|text| is_file(text));
    for name in &names {
        if name.trim().is_empty() {
            return Err(
                Failure::usage("a stack has no name of a tool").help("name tools with commas between, or a file")
            );
        }
        let path = Path::new(name);
        if path.extension().is_some() && path.is_file() {
            return Err(Failure::usage(format!("`{name}` is a file, and a stack's file ends in .toml"))
                .help("`aisec stack discover DIR -o stack.toml` writes one"));
        }
    }
    files.iter().try_fold(WrittenStack::named(&names), |stack, path| Ok(stack.and(file(Path::new(path))?)))
}

fn read(path: &Path) -> Result<WrittenStack, Failure> {
    stack_of(&source(path)?)
}

fn source(path: &Path) -> Result<SourceText, Failure> {
    Ok(SourceText::read(SourceId::from_path(path), path).map_err(PipelineError::from)?)
}

fn stack_of(source: &SourceText) -> Result<WrittenStack, Failure> {
    stack_file(source).map_err(|error| {
        Failure::from(error)
            .help("a stack's file has `name`, the lists `in-use`, `planned`, `must` and `never`, and `phases`")
    })
}

/// A file without a name is called as its stem says.
fn file(path: &Path) -> Result<WrittenStack, Failure> {
    let mut stack = read(path)?;
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    stack.name = stack.name.or(stem);
    Ok(stack)
}

impl From<StackError> for Failure {
    fn from(error: StackError) -> Self {
        let of_phases = error.0.iter().all(|fault| matches!(fault, StackFault::NoPhase { .. }));
        let is_in_file = |fault: &StackFault| matches!(fault.place(), Some(StackPlace::File { .. }));
        let exit = if error.0.iter().any(is_in_file) { Exit::BadInput } else { Exit::Usage };
        Self::from_error(exit, &error).help(if of_phases {
            "`aisec coverage --by phase` lists the phases"
        } else {
            "`aisec find NAME` says whether a tool is listed, and how it is called"
        })
    }
}
