//! The built `aisec`, run in a folder of its own with a home and a cache of its own.

use std::ffi::OsStr;
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};
use std::{fs, thread};
use tempfile::TempDir;

/// Longest any command may take: a test fails instead of waiting for ever.
const DEADLINE: Duration = Duration::from_secs(60);

/// Says that a test, or a part of it, is skipped, and why: past the capture of tests that pass.
pub(crate) fn skipped(why: &str) {
    let _ = writeln!(std::io::stderr(), "skipped: {why}");
}

/// How a command ended and what it said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// Exit status; `None` when a signal ended it.
    pub(crate) status: Option<i32>,
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
}

/// A folder with `work/`, `home/` and `cache/`, removed at the end.
pub(crate) struct Workspace {
    folder: TempDir,
}

impl Workspace {
    /// With an empty cache.
    pub(crate) fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("aisec-suite-").tempdir().expect("a temporary folder");
        for name in ["work", "home", "cache"] {
            fs::create_dir(folder.path().join(name)).expect("a folder just made is writable");
        }
        Self { folder }
    }

    /// With the built-in graph in the cache.
    pub(crate) fn with_built_in_graph() -> Self {
        let workspace = Self::new();
        let cache = workspace.folder.path().join("cache/aisec");
        fs::create_dir(&cache).expect("a folder just made is writable");
        for entry in fs::read_dir(filled_cache()).expect("the cache was just filled") {
            let entry = entry.expect("a readable folder");
            fs::copy(entry.path(), cache.join(entry.file_name())).expect("a readable snapshot");
        }
        workspace
    }

    /// The folder commands run in.
    pub(crate) fn work(&self) -> PathBuf {
        self.folder.path().join("work")
    }

    /// The cache folder of the program.
    pub(crate) fn cache(&self) -> PathBuf {
        self.folder.path().join("cache/aisec")
    }

    /// A path in the folder commands run in.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.work().join(name)
    }

    /// Writes a file, and its folders.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("it is below the work folder")).expect("a writable folder");
        fs::write(&path, content).expect("a writable folder");
        path
    }

    /// Bytes of a file.
    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Names of everything in the work folder, sorted; folders end in `/`.
    pub(crate) fn files(&self) -> Vec<String> {
        let mut names = Vec::new();
        list(&self.work(), "", &mut names);
        names.sort();
        names
    }

    /// The command line, with nothing of the caller's environment but what is needed to run.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        let program_folder = Path::new(env!("CARGO_BIN_EXE_aisec")).parent().expect("a program is in a folder");
        command
            .env_clear()
            .env("PATH", format!("{}:/usr/bin:/bin", program_folder.display()))
            .env("HOME", self.folder.path().join("home"))
            .env("XDG_CACHE_HOME", self.folder.path().join("cache"))
            .current_dir(self.work())
            .stdin(Stdio::null());
        command
    }

    /// Runs `aisec`.
    pub(crate) fn run<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Outcome {
        let mut command = self.command(env!("CARGO_BIN_EXE_aisec"));
        command.args(arguments);
        outcome(command, &[])
    }

    /// Runs `aisec` with a text on standard input.
    pub(crate) fn run_with_input<A: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = A>,
        input: &[u8],
    ) -> Outcome {
        let mut command = self.command(env!("CARGO_BIN_EXE_aisec"));
        command.args(arguments);
        outcome(command, input)
    }

    /// Runs a line of shell; what it prints on either stream, in the order printed.
    pub(crate) fn shell(&self, line: &str) -> (Option<i32>, String) {
        let mut both = tempfile::tempfile().expect("a temporary file");
        let stream = || both.try_clone().expect("a file can be shared");
        let mut command = self.command("/bin/sh");
        command.arg("-c").arg(line).stdout(stream()).stderr(stream());
        let status = command.status().expect("a shell is installed");
        both.rewind().expect("a file can be rewound");
        let mut text = String::new();
        both.read_to_string(&mut text).expect("output is UTF-8");
        (status.code(), text)
    }
}

fn list(folder: &Path, prefix: &str, names: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let entry = entry.expect("a readable folder");
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            let below = format!("{name}/");
            list(&entry.path(), &below, names);
            names.push(below);
        } else {
            names.push(name);
        }
    }
}

/// Runs a command to its end, or kills it at the deadline.
pub(crate) fn outcome(mut command: Command, input: &[u8]) -> Outcome {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    let mut stdin = child.stdin.take().expect("it was piped");
    let input = input.to_vec();
    // Both in threads of their own: the program may stop reading, or fill a pipe, at any time.
    let writer = thread::spawn(move || drop(stdin.write_all(&input)));
    let id = child.id();
    let reader = thread::spawn(move || child.wait_with_output());
    let start = Instant::now();
    while !reader.is_finished() && start.elapsed() < DEADLINE {
        thread::sleep(Duration::from_millis(1));
    }
    if !reader.is_finished() {
        let _ = Command::new("/bin/kill").args(["-9", &id.to_string()]).status();
    }
    let output = reader.join().expect("waiting does not panic").expect("the program was started");
    writer.join().expect("writing does not panic");
    assert!(start.elapsed() < DEADLINE, "{command:?} did not end in {DEADLINE:?}");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("output is UTF-8");
    Outcome { status: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// The cache folder of the suite, with the built-in graph in it.
fn filled_cache() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache");
        let status = Command::new(env!("CARGO_BIN_EXE_aisec"))
            .arg("frameworks")
            .env("XDG_CACHE_HOME", &cache)
            .stdout(Stdio::null())
            .status()
            .expect("the program starts");
        assert!(status.success(), "the built-in graph cannot be built");
        cache.join("aisec")
    })
}
