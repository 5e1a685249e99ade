//! Several texts, or parts of one, read at once: what each says comes out in their order.

use crate::catalog::ImportedList;
use crate::diagnostic::Checked;
use crate::source::SourceText;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Reads lists with `read`, which is [`list`](super::list) or [`linted_list`](super::linted_list), on as many
/// threads as there are processors.
///
/// One result for each text, in their order: the same as from reading one after the other.
pub fn lists(texts: &[&SourceText], read: fn(&SourceText) -> Checked<ImportedList>) -> Vec<Checked<ImportedList>> {
    let mut lists = Vec::with_capacity(texts.len());
    read_in_turn(
        texts,
        processors(),
        |text| read(text),
        |list| {
            lists.push(list);
            ControlFlow::Continue(())
        },
    );
    lists
}

/// Number of threads that run at once.
pub(super) fn processors() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Reads what is given on so many threads, of which this is one, and hands what each says to `take`: one after the other,
/// in the order of what is given, while the others are read. Nothing more is read once `take` breaks.
pub(super) fn read_in_turn<I: Sync, R: Send>(
    given: &[I],
    threads: usize,
    read: impl Fn(&I) -> R + Sync,
    take: impl FnMut(R) -> ControlFlow<()> + Send,
) {
    let (next, end) = (AtomicUsize::new(0), given.len());
    let turns = Mutex::new(Turns { next: 0, waiting: BTreeMap::new(), take: Some(take) });
    let work = || {
        while let Some((number, given)) = following(given, &next) {
            let read = read(given);
            if turns.lock().unwrap_or_else(PoisonError::into_inner).take(number, read).is_break() {
                next.store(end, Ordering::Relaxed);
            }
        }
    };
    thread::scope(|scope| {
        let others: Vec<_> = (1..threads.min(given.len())).map(|_| scope.spawn(work)).collect();
        work();
        for other in others {
            other.join().unwrap_or_else(|panic| resume_unwind(panic));
        }
    });
}

/// What follows of what is given, and its number.
fn following<'g, I>(given: &'g [I], next: &AtomicUsize) -> Option<(usize, &'g I)> {
    let number = next.fetch_add(1, Ordering::Relaxed);
    Some((number, given.get(number)?))
}

/// What was read and waits for its turn.
struct Turns<R, F> {
    next: usize,
    waiting: BTreeMap<usize, R>,
    /// `None` once it has broken.
    take: Option<F>,
}

impl<R, F: FnMut(R) -> ControlFlow<()>> Turns<R, F> {
    fn take(&mut self, number: usize, read: R) -> ControlFlow<()> {
        self.waiting.insert(number, read);
        let Some(take) = &mut self.take else { return ControlFlow::Break(()) };
        while let Some(read) = self.waiting.remove(&self.next) {
            self.next += 1;
            if take(read).is_break() {
                self.take = None;
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    }
}
