//! Shell lines: which packages their commands install.

use super::dockerfile::take_image;
use super::npm;
use super::reading::Reading;
use super::repository::repository;
use super::requirement;
use crate::catalog::DependencyName;
use crate::source::Span;
use crate::vocab::package_url;

/// What the arguments of a command are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Arguments {
    /// Requirements of Python packages.
    Python,
    /// Packages of npm.
    Npm,
    /// Packages of npm by pnpm, whose `-w` takes no value.
    Pnpm,
    /// Packages of Cargo.
    Cargo,
    /// Repositories.
    Git,
    /// Images of containers.
    Image,
    /// Packages of Go.
    Go,
    /// Packages of conda.
    Conda,
}

/// How many arguments name something.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Counted {
    /// Every one.
    All,
    /// The first: the others are for what it names.
    First,
}

/// Commands that install: their words without options, and what follows them.
const INSTALLS: [(&[&str], Arguments, Counted); 39] = [
    (&["pip", "install"], Arguments::Python, Counted::All),
    (&["uv", "pip", "install"], Arguments::Python, Counted::All),
    (&["uv", "add"], Arguments::Python, Counted::All),
    (&["uv", "tool", "install"], Arguments::Python, Counted::First),
    (&["uv", "tool", "run"], Arguments::Python, Counted::First),
    (&["uvx"], Arguments::Python, Counted::First),
    (&["pipx", "install"], Arguments::Python, Counted::All),
    (&["pipx", "run"], Arguments::Python, Counted::First),
    (&["poetry", "add"], Arguments::Python, Counted::All),
    (&["pdm", "add"], Arguments::Python, Counted::All),
    (&["npm", "install"], Arguments::Npm, Counted::All),
    (&["npm", "i"], Arguments::Npm, Counted::All),
    (&["npm", "add"], Arguments::Npm, Counted::All),
    (&["npm", "exec"], Arguments::Npm, Counted::First),
    (&["npx"], Arguments::Npm, Counted::First),
    (&["yarn", "add"], Arguments::Npm, Counted::All),
    (&["yarn", "dlx"], Arguments::Npm, Counted::First),
    (&["pnpm", "add"], Arguments::Pnpm, Counted::All),
    (&["pnpm", "dlx"], Arguments::Pnpm, Counted::First),
    (&["bun", "add"], Arguments::Npm, Counted::All),
    (&["bunx"], Arguments::Npm, Counted::First),
    (&["cargo", "install"], Arguments::Cargo, Counted::All),
    (&["cargo", "binstall"], Arguments::Cargo, Counted::All),
    (&["cargo", "add"], Arguments::Cargo, Counted::All),
    (&["git", "clone"], Arguments::Git, Counted::First),
    (&["docker", "run"], Arguments::Image, Counted::First),
    (&["docker", "pull"], Arguments::Image, Counted::First),
    (&["podman", "run"], Arguments::Image, Counted::First),
    (&["podman", "pull"], Arguments::Image, Counted::First),
    (&["go", "install"], Arguments::Go, Counted::All),
    (&["go", "get"], Arguments::Go, Counted::All),
    (&["go", "run"], Arguments::Go, Counted::First),
    (&["conda", "install"], Arguments::Conda, Counted::All),
    (&["conda", "create"], Arguments::Conda, Counted::All),
    (&["mamba", "install"], Arguments::Conda, Counted::All),
    (&["mamba", "create"], Arguments::Conda, Counted::All),
    (&["micromamba", "install"], Arguments::Conda, Counted::All),
    (&["micromamba", "create"], Arguments::Conda, Counted::All),
    (&["pixi", "add"], Arguments::Conda, Counted::All),
];

/// Options whose value is no package: it is the next word. Options in one text, space between them.
const VALUED: [(Arguments, &str); 8] = [
    (
        Arguments::Python,
        "-r --requirement -c --constraint -i --index-url --extra-index-url -f --find-links -t --target \
         --trusted-host --prefix --root -p --python --platform --python-version --cache-dir --group -G \
         --index --timeout --retries --src --proxy --abi --extra -E --extras --source --tag --rev \
         --branch --optional",
    ),
    (Arguments::Npm, "--registry --cache -w --workspace --prefix --tag --omit --include -c --call"),
    (Arguments::Pnpm, "--registry --filter -F --dir -C --tag"),
    (
        Arguments::Cargo,
        "--version --vers --branch --tag --rev --path --features -F --bin --example --root --index \
         --registry --profile -j --jobs --target --target-dir -p --package --rename",
    ),
    (Arguments::Git, "-b --branch --depth -o --origin -c --config -j --jobs --reference"),
    (
        Arguments::Image,
        "-a --add-host --annotation --cap-add --cap-drop --cpus --device --dns -e --env --entrypoint --env-file \
         --gpus --group-add -h --hostname --ipc -l --label --link --log-driver --log-opt -m --memory --mount --name \
         --net --network --network-alias -p --pid --platform --publish --pull --restart --runtime --security-opt \
         --shm-size --tmpfs -u --ulimit --user --userns -v --volume --volumes-from -w --workdir",
    ),
    (Arguments::Go, "-C -exec -ldflags -mod -modfile -p -tags"),
    (
        Arguments::Conda,
        "-c --channel --clone -f --file --feature --git --branch --tag --rev --manifest-path -n --name -p --prefix --platform \
         --repodata-fn --revision --solver --subdir",
    ),
];

/// Options whose value is installed, and whether the command runs a program of it, so that no other word names one.
const NAMING: [(Arguments, &str, bool); 7] = [
    (Arguments::Pnpm, "--package", true),
    (Arguments::Python, "--spec", true),
    (Arguments::Python, "--from", true),
    (Arguments::Python, "--with", false),
    (Arguments::Npm, "--package", true),
    (Arguments::Npm, "-p", true),
    (Arguments::Cargo, "--git", false),
];

/// A word of a line, without its quotes, and where it stands.
struct Word {
    text: String,
    span: Span,
}

/// Takes what the commands of a text install that begins at a byte of the file.
pub(super) fn installs(reading: &mut Reading<'_>, text: &str, start: usize) {
    for command in commands(text, start) {
        installed(reading, &command);
    }
}

/// Takes what the commands of a scalar of YAML install, which may stand in quotes.
pub(super) fn scalar(reading: &mut Reading<'_>, part: Span) {
    let text = reading.text(part);
    match text.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        Some(quote) => quoted(reading, text, quote, part.start),
        None => installs(reading, text, part.start),
    }
}

/// Takes what the commands of a quoted text install, which begins at a byte of the file with its quote.
fn quoted(reading: &mut Reading<'_>, text: &str, quote: char, start: usize) {
    let inner = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
    // As long as it was, so that places stay.
    let plain =
        if quote == '"' { inner.replace("\\\"", " \"").replace("\\n", " \n") } else { inner.replace("''", " '") };
    installs(reading, &plain, start + 1);
}

/// Takes what one command installs whose words stand in a list of JSON that begins at a byte of the file, such as
/// `["pip", "install", "garak"]`; of `["sh", "-c", "pip install garak"]` the last word is a text of commands.
pub(super) fn words(reading: &mut Reading<'_>, list: &str, start: usize, words: &[String]) {
    let mut spans = strings(list).map(|span| Span::new(start + span.start, start + span.end));
    let command: Vec<Word> =
        words.iter().zip(&mut spans).map(|(text, span)| Word { text: text.clone(), span }).collect();
    match script(&command) {
        Some(script) => {
            let at = script.span.start - start;
            quoted(reading, list.get(at - 1..=script.span.end - start).unwrap_or_default(), '"', script.span.start - 1);
        }
        None => installed(reading, &command),
    }
}

/// The text of commands that a shell is given behind its options: of `bash -eo pipefail -c "pip install garak"` the last.
fn script(words: &[Word]) -> Option<&Word> {
    let [shell, words @ ..] = words else { return None };
    if !SHELLS.contains(&program(&shell.text)) {
        return None;
    }
    let mut words = words.iter();
    while let Some(option) = words.next().filter(|word| word.text.starts_with('-')) {
        if is_of_commands(&option.text) {
            return words.next();
        }
        if option.text.ends_with('o') && !option.text.starts_with("--") {
            words.next();
        }
    }
    None
}

/// Whether the word behind an option is a text of commands: `-c`, `-lc`.
fn is_of_commands(option: &str) -> bool {
    option.strip_prefix('-').is_some_and(|letters| !letters.starts_with('-') && letters.ends_with('c'))
}

/// Where the strings of a list of JSON stand, without their quotes.
fn strings(list: &str) -> impl Iterator<Item = Span> {
    let mut open = None;
    let mut is_escaped = false;
    list.bytes().enumerate().filter_map(move |(at, byte)| {
        match (open, byte) {
            (Some(_), _) if is_escaped => is_escaped = false,
            (Some(_), b'\\') => is_escaped = true,
            (Some(start), b'"') => {
                open = None;
                return Some(Span::new(start, at));
            }
            (None, b'"') => open = Some(at + 1),
            _ => {}
        }
        None
    })
}

/// The commands of a text that begins at a byte: what stands between line ends, `;`, `&` and `|`.
fn commands(text: &str, start: usize) -> Vec<Vec<Word>> {
    let mut commands = vec![Vec::new()];
    let mut word: Option<Word> = None;
    let mut quote = None;
    let mut characters = text.char_indices().peekable();
    let mut push = |word: &mut Option<Word>, is_end: bool| {
        let command = commands.last_mut().expect("there is always one");
        command.extend(word.take());
        if is_end && !command.is_empty() {
            commands.push(Vec::new());
        }
    };
    while let Some((at, c)) = characters.next() {
        let at = start + at;
        let end = at + c.len_utf8();
        match c {
            '\\' if quote != Some('\'') => {
                // It makes the next character plain, and a line end none.
                match characters.next() {
                    Some((_, '\r')) => drop(characters.next_if(|(_, next)| *next == '\n')),
                    Some((_, '\n')) | None => {}
                    Some((_, next)) => extend(&mut word, next, at, end + next.len_utf8()),
                }
            }
            _ if quote == Some(c) => quote = None,
            '"' | '\'' if quote.is_none() => quote = Some(c),
            '\n' | ';' | '&' | '|' | '(' | ')' if quote.is_none() || c == '\n' => {
                quote = None;
                push(&mut word, true);
            }
            _ if c.is_whitespace() && quote.is_none() => push(&mut word, false),
            '#' if word.is_none() && quote.is_none() => {
                while characters.next_if(|(_, next)| *next != '\n').is_some() {}
            }
            _ => extend(&mut word, c, at, end),
        }
    }
    push(&mut word, true);
    commands
}

/// Adds a character to a word, or begins one with it.
fn extend(word: &mut Option<Word>, c: char, at: usize, end: usize) {
    let word = word.get_or_insert_with(|| Word { text: String::new(), span: Span::new(at, end) });
    word.text.push(c);
    word.span.end = end;
}

/// Programs whose `-c` takes a text of commands.
const SHELLS: [&str; 5] = ["sh", "bash", "ash", "dash", "zsh"];

/// Takes what the commands of a word install, all of which stand at it.
fn installs_in(reading: &mut Reading<'_>, script: &Word) {
    for mut command in commands(&script.text, 0) {
        for word in &mut command {
            word.span = script.span;
        }
        installed(reading, &command);
    }
}

/// Takes what one command installs.
fn installed(reading: &mut Reading<'_>, words: &[Word]) {
    let is_lead = |word: &&Word| {
        let is_setting = word.text.split_once('=').is_some_and(|(name, _)| !name.is_empty() && !name.contains('/'));
        matches!(word.text.as_str(), "sudo" | "exec" | "time" | "env" | "run:" | "-") || is_setting
    };
    let words = &words[words.iter().take_while(is_lead).count()..];
    let words = match words {
        [python, module, rest @ ..] if program(&python.text).starts_with("python") && module.text == "-m" => rest,
        words => words,
    };
    if let Some(script) = script(words) {
        return installs_in(reading, script);
    }
    for (names, arguments, counted) in INSTALLS {
        if let Some(at) = after(words, names) {
            return take(reading, &words[at..], arguments, counted);
        }
    }
}

/// The name of a program without its folder, and `pip` for `pip3` and `pip3.12`.
fn program(word: &str) -> &str {
    let name = word.rsplit('/').next().unwrap_or(word);
    let bare = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    if bare == "pip" { bare } else { name }
}

/// How many words a command is named by, options between them left out; `None` where it is another.
fn after(words: &[Word], names: &[&str]) -> Option<usize> {
    let mut at = 0;
    for (index, name) in names.iter().enumerate() {
        at += words[at..].iter().take_while(|word| index > 0 && word.text.starts_with('-')).count();
        let word = words.get(at)?;
        let found = if index == 0 { program(&word.text) } else { &word.text };
        if found != *name {
            return None;
        }
        at += 1;
    }
    Some(at)
}

fn take(reading: &mut Reading<'_>, words: &[Word], arguments: Arguments, counted: Counted) {
    let mut version = None;
    let (mut of_options, mut named) = (Vec::new(), Vec::new());
    let mut runs_other = false;
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let option = word.text.as_str();
        if let Some(&(.., runs)) = NAMING.iter().find(|(of, name, _)| *of == arguments && *name == option) {
            of_options.extend(words.next());
            runs_other |= runs && counted == Counted::First;
        } else if VALUED.iter().any(|(of, names)| *of == arguments && names.split(' ').any(|name| name == option)) {
            let value = words.next();
            version = value.filter(|_| matches!(option, "--version" | "--vers")).or(version);
        } else if !option.starts_with('-') {
            named.push(word);
        }
    }
    let most = match counted {
        Counted::All => named.len(),
        Counted::First => usize::from(!runs_other),
    };
    for word in of_options.into_iter().chain(named.into_iter().take(most)) {
        argument(reading, word, arguments, version.map(|word| word.text.as_str()));
    }
}

/// Takes one argument; what names no package, such as a path or a variable, is passed over.
fn argument(reading: &mut Reading<'_>, word: &Word, arguments: Arguments, version: Option<&str>) {
    let (text, span) = (word.text.as_str(), word.span);
    if arguments == Arguments::Python {
        requirement::take(reading, text, span);
        return;
    }
    match arguments {
        Arguments::Image => return take_image(reading, text, span),
        Arguments::Go => return go_package(reading, text, span),
        Arguments::Conda => return conda_package(reading, text, span),
        _ => {}
    }
    let shorthand = matches!(arguments, Arguments::Npm | Arguments::Pnpm) && npm::is_shorthand(text);
    let address = if shorthand { format!("github:{text}") } else { text.to_owned() };
    if let Some(found) = repository(&address) {
        return reading.dependency(vec![DependencyName::Repository(found.address)], found.version.as_deref(), span);
    }
    let (name, own) = npm::name_and_version(text);
    let is_name = |c: char| c.is_ascii_alphanumeric() || "-_.@/".contains(c);
    if name.starts_with(['.', '/']) || !name.chars().all(is_name) {
        return;
    }
    match arguments {
        Arguments::Npm | Arguments::Pnpm => npm::specified(reading, name, own.unwrap_or_default(), span),
        Arguments::Cargo => reading.package("cargo", name, own.or(version), span),
        Arguments::Python | Arguments::Git | Arguments::Image | Arguments::Go | Arguments::Conda => {}
    }
}

/// Takes a package of Go, such as `github.com/owner/name/v2/cmd/program@latest`; a path in the project is passed over.
fn go_package(reading: &mut Reading<'_>, text: &str, span: Span) {
    let (path, version) = text.split_once('@').map_or((text, None), |(path, version)| (path, Some(version)));
    let is_named = path.split_once('/').is_some_and(|(host, _)| host.contains('.') && !host.starts_with('.'));
    if !is_named || path.contains('$') {
        return;
    }
    let mut names = vec![DependencyName::Package(package_url("golang", path))];
    names.extend(repository(&format!("https://{path}")).map(|found| DependencyName::Repository(found.address)));
    reading.dependency(names, version, span);
}

/// Takes a package of conda, such as `conda-forge::name=1.2=build` or `name>=1`. Who packs software for conda keeps the name
/// that it has on `PyPI`, so a tool is known by either.
fn conda_package(reading: &mut Reading<'_>, text: &str, span: Span) {
    let text = text.rsplit_once("::").map_or(text, |(_, package)| package);
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || "._-".contains(c))).unwrap_or(text.len());
    let (name, version) = text.split_at(end);
    let is_version = version.is_empty() || version.starts_with(['=', '<', '>', '!', '~', '[', ' ']);
    if !name.starts_with(|c: char| c.is_ascii_alphanumeric()) || !is_version {
        return;
    }
    let names = ["conda", "pypi"].map(|kind| DependencyName::Package(package_url(kind, name)));
    reading.dependency(names.into(), Some(version.trim_start_matches('=')), span);
}
