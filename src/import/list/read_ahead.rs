//! Text of a list in, its blocks out one by one; those of a long text are parsed ahead on a thread of their own.

use super::document::{Block, Remains};
use super::markdown;
use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::thread;

/// From this length on, in bytes, a thread pays.
const LONG: usize = 1 << 20;

/// Blocks handed over at once.
const BATCH: usize = 256;

/// Batches parsed ahead at most.
const BATCHES_AHEAD: usize = 16;

/// Hands every block of a text to `take`, in order, which returns those it does not hold; what the text holds
/// besides is returned.
///
/// O(length). At most some thousands of blocks are held that `take` has not seen, and those of one list.
pub(super) fn blocks<'a>(text: &'a str, mut take: impl FnMut(Block<'a>) -> Option<Block<'a>>) -> Remains<'a> {
    if text.len() < LONG || thread::available_parallelism().map_or(1, usize::from) < 2 {
        let mut blocks = markdown::blocks(text);
        while let Some(block) = blocks.next() {
            if let Some(read) = take(block) {
                blocks.give_back(read);
            }
        }
        return blocks.into_remains();
    }
    thread::scope(|scope| {
        let (sender, batches) = sync_channel(BATCHES_AHEAD);
        // What one thread has made is given back to it: memory that changes threads is slow to free.
        let (give_back, returned) = channel();
        let parser = scope.spawn(move || parse(text, &sender, &returned));
        for batch in batches {
            let read: Vec<Block<'a>> = batch.into_iter().filter_map(&mut take).collect();
            // It fails when all is parsed.
            let _ = give_back.send(read);
        }
        parser.join().unwrap_or_else(|panic| resume_unwind(panic))
    })
}

fn parse<'a>(text: &'a str, sender: &SyncSender<Vec<Block<'a>>>, returned: &Receiver<Vec<Block<'a>>>) -> Remains<'a> {
    let mut blocks = markdown::blocks(text);
    loop {
        let mut batch = Vec::with_capacity(BATCH);
        batch.extend(blocks.by_ref().take(BATCH));
        // Nobody listens any more where the reader has panicked: then the rest is of no use.
        if batch.is_empty() || sender.send(batch).is_err() {
            return blocks.into_remains();
        }
        returned.try_iter().flatten().for_each(|block| blocks.give_back(block));
    }
}
