//! Where results go: standard output, or a file that appears only when it is whole.

use super::draft::Draft;
use super::failure::{Exit, Failure};
use aisec_graph::worker::Child;
use std::fs;
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The target of `-o`.
#[derive(Debug, Clone)]
pub(crate) enum Target {
    Stdout,
    File(PathBuf),
    /// The process that this one works for.
    Parent(Arc<Child>),
}

impl Target {
    /// `-` and nothing mean standard output.
    pub(crate) fn new(path: Option<&Path>) -> Self {
        match path {
            None => Self::Stdout,
            Some(path) if path == Path::new("-") => Self::Stdout,
            Some(path) => Self::File(path.to_owned()),
        }
    }

    /// Whether a person sees what is written, on a terminal.
    pub(crate) fn is_terminal(&self) -> bool {
        matches!(self, Self::Stdout) && io::stdout().is_terminal()
    }

    /// The name of a format: that given, else the extension of the file.
    pub(crate) fn format(&self, named: Option<&str>) -> Option<String> {
        named.map(str::to_owned).or_else(|| self.extension())
    }

    /// Refuses a format that is not the one that the extension of the file says: it would be taken for what it is not.
    pub(crate) fn refuse_other(&self, named: Option<&str>) -> Result<(), Failure> {
        let (Some(named), Some(extension)) = (named, self.extension()) else { return Ok(()) };
        let kind = |word: &str| KINDS.iter().position(|words| words.contains(&word));
        match (kind(named), kind(&extension)) {
            (Some(asked), Some(told)) if asked != told => {
                Err(Failure::usage(format!("`--format {named}` is not what `.{extension}` says of the file"))
                    .help(format!("leave out `--format`, or name the file with another extension than `.{extension}`")))
            }
            _ => Ok(()),
        }
    }

    /// The extension of the file, in lower case.
    pub(crate) fn extension(&self) -> Option<String> {
        match self {
            Self::Stdout | Self::Parent(_) => None,
            Self::File(path) => path.extension().map(|extension| extension.to_string_lossy().to_lowercase()),
        }
    }

    /// Refuses to write over what is read (see [`spare`]).
    pub(crate) fn spare<P: AsRef<Path>>(&self, inputs: impl IntoIterator<Item = P>) -> Result<(), Failure> {
        match self {
            Self::Stdout | Self::Parent(_) => Ok(()),
            Self::File(path) => spare(path, inputs),
        }
    }

    /// Tells a process that this one works for that the data are read: its time begins.
    pub(crate) fn begin(&self) -> Result<(), Failure> {
        match self {
            Self::Parent(child) => Ok(child.begin()?),
            Self::Stdout | Self::File(_) => Ok(()),
        }
    }

    /// Writes the result. A file has the whole of it or stays as it was (see [`write_file`]); standard output
    /// streams, so that an error late in a long answer leaves what came before it there.
    pub(crate) fn write<E: Into<Failure>>(
        &self,
        fill: impl FnOnce(&mut dyn Write) -> Result<(), E>,
    ) -> Result<(), Failure> {
        match self {
            // A reader that has seen enough changes no verdict.
            Self::Stdout => match write_stream(io::stdout().lock(), "standard output", fill) {
                Err(Failure { exit: Exit::Fine, .. }) => Ok(()),
                written => written,
            },
            Self::File(path) => write_file(path, fill),
            Self::Parent(child) => write_stream(child.as_ref(), "the process that asks", fill),
        }
    }
}

/// Words of the formats of tables, pictures and stacks: no file has two of them.
const KINDS: [&[&str]; 9] = [
    &["csv"],
    &["dot", "gv"],
    &["json"],
    &["markdown", "md"],
    &["pdf"],
    &["png"],
    &["stack", "toml"],
    &["svg"],
    &["table", "txt"],
];

/// Bytes of a stream held back until there is more: an answer that fails before is not begun.
const STREAM_BYTES: usize = 64 << 10;

/// Writes to what is open: standard output, a device, a pipe, a file under a temporary name.
fn write_stream<E: Into<Failure>>(
    stream: impl Write,
    name: &str,
    fill: impl FnOnce(&mut dyn Write) -> Result<(), E>,
) -> Result<(), Failure> {
    let mut writer = BufWriter::with_capacity(STREAM_BYTES, Noting { stream, broken: None, is_begun: false });
    let mut written = fill(&mut writer).map_err(Into::into);
    if written.is_ok() {
        written = writer.flush().map_err(Into::into);
    }
    // After a failure, what is held back stays back.
    let (noting, _held_back) = writer.into_parts();
    match noting.broken {
        Some(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::new(Exit::InputOutput, format!("cannot write to {name}: {error}")))
        }
        Some(error) => Err(error.into()),
        None => written.map_err(|failure| Failure { is_begun: noting.is_begun, ..failure }),
    }
}

/// A writer that remembers its first error, so that it can be told from what else goes wrong on the way, and whether
/// anything was written.
struct Noting<W> {
    stream: W,
    broken: Option<io::Error>,
    is_begun: bool,
}

impl<W: Write> Noting<W> {
    fn note<T>(&mut self, result: io::Result<T>) -> io::Result<T> {
        result.map_err(|error| {
            let kind = error.kind();
            self.broken.get_or_insert(error);
            kind.into()
        })
    }
}

impl<W: Write> Write for Noting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let result = self.stream.write(bytes);
        self.is_begun |= result.is_ok();
        self.note(result)
    }

    fn flush(&mut self) -> io::Result<()> {
        let result = self.stream.flush();
        self.note(result)
    }
}

/// Refuses a result that would replace one of the files it is made of, under whatever name; `-` is standard input.
///
/// Only of regular files: nothing is lost in what is written to a device or pipe.
pub(crate) fn spare<P: AsRef<Path>>(output: &Path, inputs: impl IntoIterator<Item = P>) -> Result<(), Failure> {
    let Some(real) = fs::canonicalize(output).ok().filter(|real| real.is_file()) else { return Ok(()) };
    let is_it = |input: &Path| {
        let input = if input == Path::new("-") { Path::new("/dev/stdin") } else { input };
        fs::canonicalize(input).is_ok_and(|input| input == real)
    };
    if inputs.into_iter().any(|input| is_it(input.as_ref())) {
        let message = format!("`-o {}` names a file that is read: the result would replace it", output.display());
        return Err(Failure::usage(message).help("write to a file of another name"));
    }
    Ok(())
}

/// Writes a file as a [`Draft`] in the same folder, syncs it, and renames it in.
///
/// A link is followed: the file it names is replaced. A device or pipe is written to as it is. A file that its owner
/// made read-only is refused: a rename would replace it all the same.
pub(crate) fn write_file<E: Into<Failure>>(
    path: &Path,
    fill: impl FnOnce(&mut dyn Write) -> Result<(), E>,
) -> Result<(), Failure> {
    let failed = |message: String| Failure::new(Exit::InputOutput, message);
    let cannot = |error: &io::Error| failed(format!("cannot write {}: {error}", path.display()));
    let old = fs::metadata(path).ok();
    if old.as_ref().is_some_and(fs::Metadata::is_dir) {
        return Err(Failure::folder(path));
    }
    if old.as_ref().is_some_and(|old| old.permissions().readonly()) {
        let message = format!("cannot write {}: it is read-only", path.display());
        return Err(failed(message).help("allow writing first, as with `chmod u+w`, or write to another file"));
    }
    if old.as_ref().is_some_and(|old| !old.is_file()) {
        let stream = fs::OpenOptions::new().write(true).open(path).map_err(|error| cannot(&error))?;
        return write_stream(stream, &path.to_string_lossy(), fill);
    }
    let real = linked_to(path).map_err(|error| cannot(&error))?;
    let folder = real.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        let message = format!("cannot write {}: there is no folder {}", path.display(), folder.display());
        return Err(failed(message).help("make the folder first"));
    }
    let mut draft = Draft::new(folder, old.as_ref()).map_err(|error| cannot(&error))?;
    // What is in a draft has not left.
    let written = write_stream(draft.file(), &path.to_string_lossy(), fill);
    written.map_err(|failure| Failure { is_begun: false, ..failure })?;
    draft.keep(folder, &real).map_err(|error| cannot(&error))
}

/// What a path names once links are followed, whether or not there is anything.
fn linked_to(path: &Path) -> io::Result<PathBuf> {
    /// As many as Linux follows.
    const MAX_LINKS: usize = 40;
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        if !fs::symlink_metadata(&path).is_ok_and(|present| present.is_symlink()) {
            return Ok(path);
        }
        let target = fs::read_link(&path)?;
        path = path.parent().map_or_else(|| target.clone(), |folder| folder.join(&target));
    }
    Err(io::Error::other("too many links"))
}
