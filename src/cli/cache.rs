//! The built-in graph: built once, kept in the user's cache folder.

use super::failure::Failure;
use super::output::write_file;
use super::terminal::Terminal;
use aisec_graph::pipeline::{self, Inputs};
use aisec_graph::snapshot::Snapshot;
use aisec_graph::source::stated_digest;
use etcetera::BaseStrategy;
use std::fs;
use std::path::{Path, PathBuf};

/// Whether the cache may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cache {
    Use,
    /// What is there is damaged: it is replaced.
    Renew,
    Bypass,
}

impl Cache {
    /// As `--no-cache` has it.
    pub(crate) fn unless(no_cache: bool) -> Self {
        if no_cache { Self::Bypass } else { Self::Use }
    }
}

/// The graph of the embedded sources: from the cache, or built and kept there where that is possible. One with further
/// mapping sets is not kept.
pub(crate) fn built_in(mappings: &[String], cache: Cache, terminal: &Terminal) -> Result<Snapshot, Failure> {
    let is_kept = cache != Cache::Bypass && mappings.is_empty();
    let place = is_kept.then(place).flatten();
    if cache == Cache::Use
        && let Some(place) = &place
        && let Ok(snapshot) = Snapshot::open(place)
    {
        return Ok(snapshot.known_as_ours());
    }
    let built = pipeline::build(&Inputs { mappings: mappings.to_vec(), ..Inputs::default() })?;
    if let Some(place) = &place
        && keep(place, &built.snapshot).is_err()
    {
        terminal.say_more(&format!("note: {} cannot be written; the graph is built anew each time", place.display()));
    }
    Ok(built.snapshot)
}

/// Keeps a graph just built from the embedded sources; where the cache cannot be written, nothing happens.
pub(crate) fn remember(snapshot: &Snapshot) {
    if let Some(place) = place() {
        let _ = keep(&place, snapshot);
    }
}

/// What `make` makes: from the cache, or made and kept there where that is possible. `key` is in hex, and another for each
/// thing that may be made.
pub(crate) fn kept_copy(
    key: impl Fn() -> String,
    cache: Cache,
    make: impl FnOnce() -> Result<Snapshot, Failure>,
) -> Result<Snapshot, Failure> {
    let place = || {
        let folder = etcetera::choose_base_strategy().ok()?.cache_dir().join("aisec").join("copies");
        Some(folder.join(format!("{}.aisec", key())))
    };
    if cache == Cache::Use
        && let Some(place) = place()
        && let Ok(snapshot) = Snapshot::open(&place)
    {
        return Ok(snapshot);
    }
    let copy = make()?;
    // Without a place for it, it is made anew each time.
    if cache != Cache::Bypass
        && let Some(place) = place()
    {
        let _ = keep(&place, &copy);
    }
    Ok(copy)
}

/// The cache file: named after the digest of what is embedded and after this very program, so that
/// neither other data nor other code is ever trusted.
fn place() -> Option<PathBuf> {
    let folder = etcetera::choose_base_strategy().ok()?.cache_dir().join("aisec");
    let digest = stated_digest().filter(|digest| !digest.is_empty())?;
    let program = fs::metadata(std::env::current_exe().ok()?).ok()?;
    let modified = program.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?.as_nanos();
    Some(folder.join(format!("{digest}-{:x}-{modified:x}.aisec", program.len())))
}

fn keep(place: &Path, snapshot: &Snapshot) -> Result<(), Failure> {
    let folder = place.parent().unwrap_or(Path::new("."));
    make_private(folder)?;
    write_file(place, |writer| snapshot.write_to(writer))?;
    evict(folder, place);
    Ok(())
}

#[cfg(unix)]
fn make_private(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn make_private(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)
}

/// Removes snapshots of other keys.
fn evict(folder: &Path, keep: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path != keep && path.extension().is_some_and(|extension| extension == "aisec") {
            // Another process may have removed it first.
            let _ = fs::remove_file(path);
        }
    }
}
