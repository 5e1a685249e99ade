//! Transcripts of commands: `tests/cases/cli/*.md`.
//!
//! A case is prose with what a person would see: a `console` fence holds `$ aisec …` lines, each
//! followed by exactly what it prints (standard output and error, as a terminal shows them), and
//! `[exit 3]` where the status is not 0. A fence whose info string ends in `file=NAME` is a file the
//! commands find. Each case has a folder, a home and a cache of its own; the cache has the built-in
//! graph. The README is a case too; its files are in `tests/cases/readme/`. `AISEC_BLESS=1` rewrites
//! the output; read the diff as code. Cases are of the usual features; a command that another adds has a case of its
//! own, named after it and played where that is in, and is left out of the list of commands elsewhere. `AISEC_CASE=review` plays only the cases whose file name has that word.

use super::command::Workspace;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::{env, fs, thread};

/// Commands that features beyond the usual ones add, and whether they are in.
const ADDED: [(&str, bool); 1] = [("mcp", cfg!(feature = "mcp"))];

#[test]
fn every_transcript_is_what_the_commands_print() {
    let mut cases = case_files();
    cases.retain(|path| !ADDED.iter().any(|(command, is_in)| !is_in && path.file_stem() == Some(command.as_ref())));
    assert!(cases.len() >= 10, "only {} cases found", cases.len());
    cases.push(project("README.md"));
    if let Some(word) = env::var("AISEC_CASE").ok().filter(|word| !word.is_empty()) {
        cases.retain(|path| path.file_name().is_some_and(|name| name.to_string_lossy().contains(&word)));
    }
    let bless = env::var_os("AISEC_BLESS").is_some_and(|value| value == "1");
    let readme_files = project("tests/cases/readme");
    let played_file = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("the case was just listed");
        let actual = usual(&played(&text, path.ends_with("README.md").then_some(readme_files.as_path())));
        (path, text, actual)
    };
    // As many at a time as there are processors: each is a process that builds graphs.
    let players = thread::available_parallelism().map_or(1, usize::from);
    let left = Mutex::new(cases.into_iter());
    let next = || left.lock().expect("no case panics while it is taken").next();
    let mut all: Vec<_> = thread::scope(|scope| {
        let play = || std::iter::from_fn(next).map(played_file).collect::<Vec<_>>();
        let playing: Vec<_> = (0..players).map(|_| scope.spawn(play)).collect();
        playing.into_iter().flat_map(|cases| cases.join().expect("the cases can be played")).collect()
    });
    all.sort();
    let mut wrong = Vec::new();
    for (path, text, actual) in all {
        if actual == text {
            continue;
        }
        if bless {
            fs::write(&path, &actual).expect("the case can be rewritten");
        } else {
            wrong.push(format!("{}\n{}", path.display(), first_difference(&text, &actual)));
        }
    }
    assert!(wrong.is_empty(), "run with AISEC_BLESS=1 and read the diff:\n\n{}", wrong.join("\n\n"));
}

/// What is printed without the lines of added commands in the list of all.
fn usual(printed: &str) -> String {
    let is_added = |line: &str| ADDED.iter().any(|(command, _)| line.starts_with(&format!("  {command:<12}")));
    printed.split_inclusive('\n').filter(|line| !is_added(line)).collect()
}

#[test]
fn every_command_has_a_transcript() {
    let cases: String = case_files().iter().map(|path| fs::read_to_string(path).expect("a readable case")).collect();
    let help = Workspace::new().run(["--help"]).stdout;
    let commands: Vec<&str> = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(commands.len() >= 10, "{help}");
    for command in commands {
        assert!(cases.contains(&format!("\n$ aisec {command} --help\n")), "no transcript shows the help of {command}");
        let shown = cases.matches(&format!("\n$ aisec {command}")).count();
        assert!(shown >= 3, "{shown} transcripts of {command}");
    }
}

fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn case_files() -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(project("tests/cases/cli"))
        .expect("the cases are part of the repository")
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    paths.sort();
    paths
}

/// The case with what its commands really print, where its fences and a folder put the files they need.
fn played(case: &str, files: Option<&Path>) -> String {
    let workspace = Workspace::with_built_in_graph();
    for entry in files.into_iter().flat_map(|files| fs::read_dir(files).expect("it is part of the repository")) {
        let entry = entry.expect("a readable folder");
        workspace.write(&entry.file_name().to_string_lossy(), fs::read(entry.path()).expect("a readable file"));
    }
    let mut out = String::new();
    let mut lines = case.lines();
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        let fence: String = line.chars().take_while(|&c| c == '`').collect();
        if fence.len() < 3 {
            continue;
        }
        let body: String = lines.by_ref().take_while(|line| *line != fence).flat_map(|line| [line, "\n"]).collect();
        let info = &line[fence.len()..];
        if let Some((_, name)) = info.split_once("file=") {
            workspace.write(name, &body);
        }
        out.push_str(&if info == "console" { replayed(&body, &workspace) } else { body });
        out.push_str(&fence);
        out.push('\n');
    }
    out
}

/// The commands of a fence with their output. A command goes on where a line ends in `\`.
fn replayed(console: &str, workspace: &Workspace) -> String {
    let mut out = String::new();
    let mut lines = console.lines();
    while let Some(line) = lines.next() {
        let Some(first) = line.strip_prefix("$ ") else { continue };
        out.push_str(line);
        out.push('\n');
        let mut command = first.to_owned();
        while command.ends_with('\\') {
            let Some(next) = lines.next() else { break };
            out.push_str(next);
            out.push('\n');
            command.truncate(command.len() - 1);
            command.push_str(next.trim_start());
        }
        let (status, text) = workspace.shell(&command);
        out.push_str(&masked(&text, workspace));
        if !text.is_empty() && !text.ends_with('\n') {
            out.push_str("[no end of line]\n");
        }
        match status {
            Some(0) => {}
            Some(status) => out.push_str(&format!("[exit {status}]\n")),
            None => out.push_str("[ended by a signal]\n"),
        }
    }
    out
}

/// Output without what no two runs, releases or machines share.
fn masked(text: &str, workspace: &Workspace) -> String {
    let folder = workspace.work();
    let text = text.replace(&folder.display().to_string(), "<folder>");
    let text = text.replace(&format!("aisec {}", env!("CARGO_PKG_VERSION")), "aisec <version>");
    text.lines().map(|line| without_digests(&without_time(line)) + "\n").collect()
}

fn without_time(line: &str) -> String {
    match line.strip_prefix("built in ").and_then(|rest| rest.strip_suffix(" s")) {
        Some(seconds) if seconds.parse::<f64>().is_ok() => "built in <time> s".to_owned(),
        _ => line.to_owned(),
    }
}

/// Runs of 16 or more hex digits are digests.
fn without_digests(line: &str) -> String {
    let is_hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    let mut out = String::new();
    let mut rest = line;
    while let Some(start) = rest.find(is_hex) {
        let length = rest[start..].find(|c| !is_hex(c)).unwrap_or(rest.len() - start);
        out.push_str(&rest[..start]);
        let run = &rest[start..start + length];
        out.push_str(if length >= 16 { "<digest>" } else { run });
        rest = &rest[start + length..];
    }
    out + rest
}

/// The first line in which the two differ, with its number.
fn first_difference(expected: &str, actual: &str) -> String {
    let mut pairs = expected.lines().map(Some).chain([None]).zip(actual.lines().map(Some).chain([None]));
    let at = pairs.position(|(expected, actual)| expected != actual).unwrap_or_default();
    let line = |text: &str| text.lines().nth(at).unwrap_or("(end)").to_owned();
    format!("  line {}\n  expected: {}\n  actual:   {}", at + 1, line(expected), line(actual))
}
