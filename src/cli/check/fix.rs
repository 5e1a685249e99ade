//! `aisec check --fix`: writes what is safe to mend, and nothing else.

use super::super::failure::{Exit, Failure};
use super::super::output::write_file;
use super::input::Input;
use super::{Check, Checked};
use aisec_graph::diagnostic::{Diagnostic, fixed};
use aisec_graph::source::{SizeLimit, SourceText, read_bytes};
use similar::{Algorithm, TextDiff};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Rounds of mending: an edit that touched another is made in the next.
const MAX_ROUNDS: usize = 10;

/// A text before and after.
pub(super) struct Mended {
    before: SourceText,
    after: SourceText,
    /// Its file; `None` for standard input.
    path: Option<PathBuf>,
    /// How many findings are gone.
    pub(super) findings: usize,
}

/// What came of mending.
pub(super) struct Mending {
    /// What is found then; `None` where nothing could be mended.
    pub(super) after: Option<Checked>,
    /// The texts that are another now, those the given lists lead to included.
    pub(super) mended: Vec<Mended>,
    /// Whether something is left that could be mended.
    pub(super) is_unfinished: bool,
}

/// Mends the texts until nothing of what is found in them is left that can be.
///
/// A finding that is silenced or off is not mended.
pub(super) fn mend(check: &mut Check<'_>, found: &Checked) -> Result<Mending, Failure> {
    let mut mended: BTreeMap<usize, (SourceText, usize)> = BTreeMap::new();
    let mut after: Option<Checked> = None;
    let mut is_unfinished = true;
    for _ in 0..MAX_ROUNDS {
        let by_source = by_source(after.as_ref().unwrap_or(found));
        let mut changed = false;
        for (number, input) in check.inputs.texts.iter_mut().enumerate() {
            let Some(own) = by_source.get(input.text.id().as_str()) else { continue };
            let fixed = fixed(input.text.text(), own);
            if fixed.text != input.text.text() {
                changed = true;
                let after = input.text.with_text(fixed.text);
                let before = input.replace(after);
                mended.entry(number).or_insert((before, 0)).1 += fixed.mended;
            }
        }
        if !changed {
            is_unfinished = false;
            break;
        }
        after = Some(check.findings()?);
    }
    let mended = mended.into_iter().filter_map(|(number, (before, findings))| {
        let input = check.inputs.texts.get(number).filter(|input| input.text.text() != before.text())?;
        Some(Mended { before, after: input.text.clone(), path: input.path.clone(), findings })
    });
    Ok(Mending { after, mended: mended.collect(), is_unfinished })
}

/// Writes each text into its file. One that cannot be written is said, and is what it was again; the rest is written.
pub(super) fn write(check: &mut Check<'_>, mended: Vec<Mended>) -> Vec<Mended> {
    let mut written = Vec::new();
    for mended in mended {
        match mended.write(check.inputs.max_input) {
            Ok(()) => written.push(mended),
            Err(failure) => {
                check.inputs.say(&failure, check.terminal);
                let own = |input: &&mut Input| input.text.id() == mended.before.id();
                if let Some(input) = check.inputs.texts.iter_mut().find(own) {
                    input.replace(mended.before);
                }
            }
        }
    }
    written
}

fn by_source(found: &Checked) -> BTreeMap<String, Vec<Diagnostic>> {
    let mut by_source: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
    for found in found.diagnostics.iter().filter(|found| !found.fix.is_empty()) {
        let source = found.place.as_ref().map(|place| place.source.clone()).unwrap_or_default();
        by_source.entry(source).or_default().push(found.clone());
    }
    by_source
}

impl Mended {
    /// The path that is shown.
    pub(super) fn shown_path(&self) -> &str {
        self.before.path()
    }

    /// Writes the file: whole or not at all, with the permissions it had. A link that was named is followed.
    ///
    /// # Errors
    /// When it is no regular file, is not what was checked any more, or cannot be written.
    fn write(&self, max_input: SizeLimit) -> Result<(), Failure> {
        let Some(path) = &self.path else { return Ok(()) };
        let cannot = |what: &str| Failure::new(Exit::InputOutput, format!("cannot write {}: {what}", path.display()));
        if !fs::metadata(path).is_ok_and(|metadata| metadata.is_file()) {
            return Err(cannot("it is not a regular file"));
        }
        self.refuse_changed(path, max_input)?;
        write_file(path, |out| {
            out.write_all(self.after.byte_order_mark().as_bytes())?;
            out.write_all(self.after.text().as_bytes())
        })
    }

    /// What is in the file must be what was checked: edits of another program are not overwritten.
    fn refuse_changed(&self, path: &Path, max_input: SizeLimit) -> Result<(), Failure> {
        let now = read_bytes(self.before.id(), path, max_input)
            .map_err(|error| Failure::from_error(Exit::InputOutput, &error))?;
        let mark = self.before.byte_order_mark().as_bytes();
        let same = now.strip_prefix(mark).is_some_and(|text| text == self.before.text().as_bytes());
        if same {
            return Ok(());
        }
        let message = format!("cannot write {}: it was changed while it was checked", path.display());
        Err(Failure::new(Exit::InputOutput, message).help("check it again"))
    }

    /// A unified diff, as `patch -p1` takes it.
    pub(super) fn diff(&self) -> String {
        let whole = |text: &SourceText| format!("{}{}", text.byte_order_mark(), text.text());
        let (before, after) = (whole(&self.before), whole(&self.after));
        let path = self.shown_path().trim_start_matches("./").trim_start_matches('/');
        let diff = TextDiff::configure().algorithm(Algorithm::Histogram).diff_lines(&before, &after);
        diff.unified_diff().header(&header("a", path), &header("b", path)).to_string()
    }
}

/// The name in the head of a diff; one that a line cannot hold is quoted as git does.
fn header(side: &str, path: &str) -> String {
    let name = format!("{side}/{path}");
    if name.chars().any(|c| c.is_control() || c == '"' || c == '\\') { format!("{name:?}") } else { name }
}
