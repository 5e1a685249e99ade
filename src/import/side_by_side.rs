//! Several lists read at once: their texts go in, what each is comes out, in the order of the texts.

use crate::catalog::ImportedList;
use crate::diagnostic::Checked;
use crate::source::SourceText;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, ScopedJoinHandle};

/// Reads lists with `read`, which is [`list`](super::list) or [`linted_list`](super::linted_list), on as many
/// threads as there are processors.
///
/// One result for each text, in their order: the same as from reading one after the other.
pub fn lists(texts: &[&SourceText], read: fn(&SourceText) -> Checked<ImportedList>) -> Vec<Checked<ImportedList>> {
    let workers = thread::available_parallelism().map_or(1, usize::from).min(texts.len());
    if workers < 2 {
        return texts.iter().map(|text| read(text)).collect();
    }
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(text) = texts.get(number) else { break done };
            done.push((number, read(text)));
        }
    };
    let mut done: Vec<(usize, Checked<ImportedList>)> = thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        let joined = workers.into_iter().map(ScopedJoinHandle::join);
        joined.flat_map(|done| done.unwrap_or_else(|panic| resume_unwind(panic))).collect()
    });
    done.sort_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, list)| list).collect()
}
