//! Why a command ends early, and with which exit status.

use aisec_graph::coverage::CoverageError;
use aisec_graph::diagnostic::Code;
use aisec_graph::import::TomlFileError;
use aisec_graph::pipeline::PipelineError;
use aisec_graph::query::{LookupError, QueryError, QuestionError, UpdateError, WriteError};
use aisec_graph::rules::RuleError;
use aisec_graph::snapshot::{BuildError, Damage, OpenError};
use aisec_graph::validate::{self, ShapesError, ValidateError};
use aisec_graph::vocab::{nearest, with_causes};
use serde::{Deserialize, Serialize};
use std::error::Error;
use std::io;
use std::path::Path;

/// Exit statuses, the worse later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Exit {
    /// Fine.
    Fine = 0,
    /// Something was found, or missed a threshold: a verdict, not a failure.
    Findings = 1,
    /// The command line is wrong.
    Usage = 2,
    /// The input is bad.
    BadInput = 3,
    /// The query is bad.
    BadQuery = 4,
    /// A limit is reached.
    Limit = 5,
    /// A server did not do what was asked.
    Remote = 6,
    /// A file cannot be read or written.
    InputOutput = 7,
}

/// An error to print, and the status to leave with.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    /// What went wrong, then its causes.
    pub(crate) message: String,
    /// What to do.
    pub(crate) help: Option<String>,
    /// Whether part of the result has left already, so that there is no starting over.
    pub(crate) is_begun: bool,
}

impl Failure {
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into(), help: None, is_begun: false }
    }

    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// A text names no format of the command; `known` lists those it has.
    pub(crate) fn unknown_format(written: &str, known: &str) -> Self {
        Self::usage(format!("no format is called `{written}`")).help(format!("use {known}"))
    }

    /// A text names no diagnostic code.
    pub(crate) fn unknown_code(written: &str) -> Self {
        let near: Vec<String> = codes_like(written).iter().map(|near| format!("`{}`", near.id())).collect();
        let near = match near.split_last() {
            None => String::new(),
            Some((last, [])) => format!("did you mean {last}? "),
            Some((last, others)) => format!("did you mean {} or {last}? ", others.join(", ")),
        };
        let help = near + "`aisec code` lists them";
        Self::usage(format!("no diagnostic has the code `{written}`")).help(help)
    }

    /// A folder stands where a file is needed.
    pub(crate) fn folder(path: &Path) -> Self {
        Self::new(Exit::InputOutput, format!("{} is a folder, not a file", path.display()))
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The error with all its causes, each after a colon.
    pub(crate) fn from_error(exit: Exit, error: &dyn Error) -> Self {
        Self::new(exit, with_causes(error))
    }
}

/// Codes that a text may be meant for, few or none: those that have all its words, else the one spelled most like it.
fn codes_like(written: &str) -> Vec<Code> {
    /// Of more the list of all is as good.
    const MOST: usize = 5;
    // The stages are few and alike in length: what tells codes apart is the name after them.
    let name = written.rsplit('/').next().unwrap_or(written).to_ascii_lowercase();
    let words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 2).collect();
    let has_all = |code: &Code| !words.is_empty() && words.iter().all(|word| code.name().contains(word));
    let all: Vec<Code> = Code::ALL.iter().copied().chain(validate::codes()).collect();
    let of_words: Vec<Code> = all.iter().copied().filter(has_all).collect();
    if !of_words.is_empty() && of_words.len() <= MOST {
        return of_words;
    }
    let near = nearest(&name, all.iter().map(|code| code.name()));
    near.and_then(|near| all.iter().copied().find(|code| code.name() == near)).into_iter().collect()
}

/// Errors that always end a command in the same way.
macro_rules! always {
    ($exit:expr => $($error:ty),+) => {$(
        impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self::from_error($exit, &error)
            }
        }
    )+};
}

always! { Exit::BadInput => RuleError, ShapesError, TomlFileError, ValidateError }
always! { Exit::Usage => QuestionError, LookupError }

/// Writing to a closed pipe is fine: the reader has seen enough.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        let exit = match error.kind() {
            io::ErrorKind::BrokenPipe => Exit::Fine,
            // What the asked format has no form for.
            io::ErrorKind::InvalidData => Exit::BadInput,
            _ => Exit::InputOutput,
        };
        Self::from_error(exit, &error)
    }
}

impl From<PipelineError> for Failure {
    fn from(error: PipelineError) -> Self {
        use aisec_graph::source::{PackFolderError, ReadError};
        let exit = match &error {
            PipelineError::Read(ReadError::Io { .. } | ReadError::Folder { .. } | ReadError::NoFile { .. }) => {
                Exit::InputOutput
            }
            PipelineError::Pack(PackFolderError::Io { .. }) => Exit::InputOutput,
            PipelineError::TooManySubLists { .. } => Exit::Limit,
            PipelineError::UnknownKind(_)
            | PipelineError::UnknownRisks { .. }
            | PipelineError::UnknownMappings { .. }
            | PipelineError::ReplacesNoList { .. }
            | PipelineError::ReplacedTwice(_)
            | PipelineError::ReplacementIsNoList(_)
            | PipelineError::SameId(_)
            | PipelineError::ReservedId(_)
            | PipelineError::TwoDefaults { .. }
            | PipelineError::SameContent { .. } => Exit::Usage,
            _ => Exit::BadInput,
        };
        let failure = Self::from_error(exit, &error);
        match error {
            PipelineError::Read(ReadError::TooLarge { .. })
            | PipelineError::Pack(PackFolderError::Read(ReadError::TooLarge { .. })) => failure
                .help("if it is meant to be so large, raise the limit with `--max-input`, such as `--max-input 64MiB`"),
            _ => failure,
        }
    }
}

impl From<QueryError> for Failure {
    fn from(error: QueryError) -> Self {
        let exit = match error {
            QueryError::TooComplex { .. } | QueryError::TooMany { .. } => Exit::Limit,
            QueryError::TooLarge(_) => Exit::BadInput,
            _ => Exit::BadQuery,
        };
        let failure = Self::from_error(exit, &error);
        match error {
            QueryError::NoSuchGraph { .. } => failure.help("read it with `--named-graph IRI=FILE`"),
            QueryError::TooMany { .. } => failure.help("ask for fewer with LIMIT, or allow more with `--max-rows`"),
            _ => failure,
        }
    }
}

impl From<UpdateError> for Failure {
    fn from(error: UpdateError) -> Self {
        match error {
            UpdateError::Query(error) => error.into(),
            UpdateError::TooLarge(error) => error.into(),
            error @ UpdateError::Load(_) => Self::from_error(Exit::BadQuery, &error)
                .help("read the file with `--data`, or with `--named-graph IRI=FILE`"),
            error @ (UpdateError::NoSuchGraph(_) | UpdateError::GraphExists(_)) => {
                Self::from_error(Exit::BadQuery, &error).help("with SILENT the update goes on")
            }
        }
    }
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Query(error) => error.into(),
            WriteError::Io(error) => error.into(),
        }
    }
}

impl From<CoverageError> for Failure {
    fn from(error: CoverageError) -> Self {
        let exit = if matches!(error, CoverageError::NoFrameworks) { Exit::BadInput } else { Exit::Usage };
        let failure = Self::from_error(exit, &error);
        match exit {
            Exit::Usage => failure.help("`aisec frameworks` lists the editions"),
            _ => failure,
        }
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        let exit = if matches!(error, OpenError::Io { .. } | OpenError::Folder { .. }) {
            Exit::InputOutput
        } else {
            Exit::BadInput
        };
        Self::from_error(exit, &error)
    }
}

impl From<BuildError> for Failure {
    fn from(error: BuildError) -> Self {
        match error {
            BuildError::TooLarge(_) => Self::from_error(Exit::BadInput, &error),
            BuildError::Temporary { .. } => Self::from_error(Exit::InputOutput, &error),
            BuildError::Write(error) => error.into(),
        }
    }
}

impl From<Damage> for Failure {
    fn from(damage: Damage) -> Self {
        Self::from_error(Exit::BadInput, &damage)
    }
}
