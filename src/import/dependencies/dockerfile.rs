//! Recipes of container images: what they start from and what their commands install.

use super::reading::Reading;
use super::shell;
use crate::catalog::DependencyName;
use crate::source::Span;
use crate::vocab::package_url;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Instructions whose words are no command.
const NO_COMMAND: [&str; 11] =
    ["add", "arg", "copy", "env", "expose", "label", "maintainer", "stopsignal", "user", "volume", "workdir"];
/// Instructions whose command follows them.
const COMMAND: [&str; 4] = ["run", "cmd", "entrypoint", "onbuild"];

pub(super) fn read(reading: &mut Reading<'_>) {
    let text = reading.source.text();
    let mut stages = BTreeSet::new();
    let mut start = 0;
    while start < text.len() {
        let end = logical_end(text, start);
        instruction(reading, Span::new(start, end), &mut stages);
        start = end + 1;
    }
}

/// The end of the instruction that begins there: lines that end in `\`, and comments between them, go on.
fn logical_end(text: &str, start: usize) -> usize {
    let mut from = start;
    let mut goes_on = false;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find('\n')) {
        let line = text.get(from..from + at).unwrap_or_default().trim();
        let is_comment = line.starts_with('#');
        goes_on = line.ends_with('\\') && !is_comment || goes_on && (is_comment || line.is_empty());
        if !goes_on {
            return from + at;
        }
        from += at + 1;
    }
    text.len()
}

fn instruction(reading: &mut Reading<'_>, span: Span, stages: &mut BTreeSet<String>) {
    let text = without_comments(reading.text(span));
    let lead = text.len() - text.trim_start().len();
    let name: String = text.trim_start().chars().take_while(|c| !c.is_whitespace()).collect();
    let (rest, start) = (&text[lead + name.len()..], span.start + lead + name.len());
    let name = name.to_ascii_lowercase();
    if name == "from" {
        from(reading, rest, start, stages);
    } else if COMMAND.contains(&name.as_str()) {
        command(reading, rest, start);
    } else if !NO_COMMAND.contains(&name.as_str()) {
        // A line of a here-document.
        shell::installs(reading, &text, span.start);
    }
}

/// An instruction with blanks for its comments and empty lines, which end no line that goes on. As long as it was.
fn without_comments(text: &str) -> Cow<'_, str> {
    let is_comment = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
    if !text.lines().skip(1).any(is_comment) {
        return Cow::Borrowed(text);
    }
    let line = |(index, line): (usize, &str)| {
        if index > 0 && is_comment(line) { " ".repeat(line.len()) } else { line.to_owned() }
    };
    Cow::Owned(text.split_inclusive('\n').enumerate().map(line).collect())
}

/// A command as a shell takes it, or as a list of its words in JSON. It begins at a byte of the file.
fn command(reading: &mut Reading<'_>, text: &str, start: usize) {
    let is_option = |word: &&str| word.starts_with("--");
    let last = text.split_whitespace().take_while(is_option).last();
    let at = last.and_then(|last| Some(text.find(last)? + last.len())).unwrap_or_default();
    let (text, start) = (&text[at..], start + at);
    let words: Result<Vec<String>, _> = serde_json::from_str(text.trim());
    match words.as_deref() {
        Ok(words) => shell::words(reading, text, start, words),
        Err(_) => shell::installs(reading, text, start),
    }
}

fn from(reading: &mut Reading<'_>, text: &str, start: usize, stages: &mut BTreeSet<String>) {
    let mut words = text.split_whitespace().filter(|word| !word.starts_with("--"));
    let Some(image) = words.next() else { return };
    // A stage may be called like the image it starts from, and `scratch` is none.
    if image != "scratch" && !stages.contains(&image.to_ascii_lowercase()) || image.contains('/') {
        let at = text.find(image).map_or(start, |at| start + at);
        take_image(reading, image, Span::new(at, at + image.len()));
    }
    if let (Some(word), Some(stage)) = (words.next(), words.next())
        && word.eq_ignore_ascii_case("as")
    {
        stages.insert(stage.to_ascii_lowercase());
    }
}

/// The registry of images that name none; Google mirrors it.
const DOCKER_HUB: &str = "docker.io";

/// Takes an image, such as `ghcr.io/owner/name:1.0@sha256:…`. The container registry of GitHub names repositories.
pub(super) fn take_image(reading: &mut Reading<'_>, image: &str, span: Span) {
    let (bare, digest) = image.split_once('@').map_or((image, None), |(bare, digest)| (bare, Some(digest)));
    let tag = bare.rfind(':').filter(|&at| !bare[at..].contains('/'));
    let (path, tag) = tag.map_or((bare, None), |at| (&bare[..at], Some(&bare[at + 1..])));
    let (host, below) = match path.split_once('/') {
        Some((host, below)) if host.contains(['.', ':']) || host == "localhost" => (host, below),
        _ => (DOCKER_HUB, path),
    };
    let name = match (host, below.split('/').collect::<Vec<_>>().as_slice()) {
        ("ghcr.io", [owner, name, ..]) if !path.contains('$') => {
            DependencyName::Repository(format!("https://github.com/{owner}/{name}"))
        }
        // What a variable holds is not known.
        _ if path.contains('$') => DependencyName::Image(path.to_owned()),
        (DOCKER_HUB | "index.docker.io" | "mirror.gcr.io", _) => DependencyName::Package(package_url("docker", below)),
        _ => DependencyName::Image(path.to_owned()),
    };
    reading.dependency(vec![name], tag.or(digest), span);
}
