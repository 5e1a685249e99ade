//! From whoever works out an answer to the response: bytes in on a thread of its own, pieces of a body out.

use super::reply::Refusal;
use hyper::body::Bytes;
use std::io::{self, Write};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::timeout;

/// Bytes held back before the first leave: what fails before then has a status of its own.
const BATCH: usize = 64 << 10;
/// Pieces that wait for a reader who is slow.
const WAITING: usize = 4;
/// Longest that one piece waits for its reader.
const PATIENCE: Duration = Duration::from_secs(20);

/// What is known of an answer before it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    /// What it is written in.
    pub(super) media_type: &'static str,
    /// What there is to say of how the question was understood.
    pub(super) notices: Vec<String>,
}

/// A part of the way to a response.
#[derive(Debug)]
pub(super) enum Piece {
    /// There is no answer, or no rest of one.
    Refused(Refusal),
    /// This is all of it.
    Whole(Head, Bytes),
    /// It begins so.
    Begun(Head, Bytes),
    /// It goes on so.
    Part(Bytes),
    /// That was all.
    End,
}

/// Where an answer is written to.
#[derive(Debug)]
pub(super) struct Outlet {
    sender: Sender<Piece>,
    handle: Handle,
    head: Head,
    held: Vec<u8>,
    is_begun: bool,
}

impl Outlet {
    /// An outlet, and where its pieces come out. To be called where the runtime is.
    pub(super) fn new() -> (Self, Receiver<Piece>) {
        let (sender, receiver) = channel(WAITING);
        let (handle, head) = (Handle::current(), Head { media_type: "text/plain", notices: Vec::new() });
        (Self { sender, handle, head, held: Vec::new(), is_begun: false }, receiver)
    }

    /// Says what is known of the answer; to be called before anything is written.
    pub(super) fn begins_with(&mut self, head: Head) {
        self.head = head;
    }

    /// Whether nobody waits for the answer any more.
    pub(super) fn is_unwanted(&self) -> bool {
        self.sender.is_closed()
    }

    /// Ends the answer: what is held back leaves, or the reason why there is none. After a failure on the way the rest
    /// does not come, and the connection is cut.
    pub(super) fn end(mut self, result: Result<(), Refusal>) {
        let held = Bytes::from(std::mem::take(&mut self.held));
        let sent = match (result, self.is_begun) {
            (Ok(()), false) => self.send(Piece::Whole(self.head.clone(), held)),
            (Ok(()), true) => self.send(Piece::Part(held)).and_then(|()| self.send(Piece::End)),
            (Err(refusal), _) => self.send(Piece::Refused(refusal)),
        };
        // Of a reader who is gone there is nobody to tell.
        drop(sent);
    }

    fn send(&self, piece: Piece) -> io::Result<()> {
        let Err(back) = self.sender.try_send(piece) else { return Ok(()) };
        let piece = back.into_inner();
        let sent = self.handle.block_on(async { timeout(PATIENCE, self.sender.send(piece)).await });
        sent.map_err(|_| io::ErrorKind::TimedOut)?.map_err(|_| io::ErrorKind::BrokenPipe.into())
    }

    fn pass_on(&mut self) -> io::Result<()> {
        let held = Bytes::from(std::mem::take(&mut self.held));
        let begins = !std::mem::replace(&mut self.is_begun, true);
        self.send(if begins { Piece::Begun(self.head.clone(), held) } else { Piece::Part(held) })
    }
}

impl Write for Outlet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.held.extend_from_slice(bytes);
        if self.held.len() >= BATCH {
            self.pass_on()?;
        }
        Ok(bytes.len())
    }

    /// What is held back stays back until there is more, or the answer ends.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
