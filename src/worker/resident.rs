//! A child that stays: one request after another in, the answer of each out, and its end at the deadline.

#![expect(clippy::disallowed_methods, reason = "a room that looks at the clock")]

use super::frame::{self, Kind};
use super::watched::{Event, Watched, WorkerError};
use super::{Child, Limits};
use std::io;
use std::process::{ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

/// A child that waits for requests on its standard input. It is ended when this is dropped.
#[derive(Debug)]
pub struct Resident {
    watched: Watched,
    requests: Option<ChildStdin>,
    has_begun: bool,
}

impl Resident {
    /// Starts a child, on a thread that lives longer than the child is to: it ends with the thread that started it.
    ///
    /// # Errors
    /// [`WorkerError::Io`]
    pub fn start(mut command: Command, timeout: Option<Duration>) -> Result<Self, WorkerError> {
        command.stdin(Stdio::piped());
        let mut watched = Watched::start(command, Limits { timeout, memory: None })?;
        let requests = watched.child.stdin.take();
        Ok(Self { watched, requests, has_begun: false })
    }

    /// Whether it has not ended by itself.
    pub fn is_alive(&mut self) -> bool {
        matches!(self.watched.child.try_wait(), Ok(None))
    }

    /// Sends a request; its time begins.
    ///
    /// # Errors
    /// [`WorkerError::Io`] where it is gone.
    pub fn ask(&mut self, request: &[u8]) -> Result<(), WorkerError> {
        // What it took in before says nothing about this one, and least of all where it is gone.
        self.has_begun = false;
        let gone = || WorkerError::Io(io::ErrorKind::BrokenPipe.into());
        let requests = self.requests.as_mut().ok_or_else(gone)?;
        frame::write(&mut *requests, Kind::Output, request)?;
        frame::write(requests, Kind::Ended, &[])?;
        self.watched.deadline = self.watched.timeout.map(|timeout| Instant::now() + timeout);
        self.watched.handed_over = None;
        Ok(())
    }

    /// Waits no longer than so for what it says next; `None` where it said nothing meanwhile. The time from output to
    /// the next call is the caller's, not the child's.
    ///
    /// # Errors
    /// [`WorkerError`]; there is nothing more to hear of the child.
    pub fn next_event_within(&mut self, wait: Duration) -> Result<Option<Event>, WorkerError> {
        Ok(match self.watched.frame_within(Some(wait))? {
            Some((Kind::Output, bytes)) => Some(Event::Output(bytes)),
            Some((Kind::Ended, how)) => {
                self.watched.deadline = None;
                Some(Event::Ended { how, said: String::new() })
            }
            Some((Kind::Begun, _)) => {
                self.has_begun = true;
                None
            }
            None => None,
        })
    }

    /// Whether it is at the last request, or was: one that it never took in did nothing to it.
    pub fn has_begun(&self) -> bool {
        self.has_begun
    }
}

impl Child {
    /// Waits for the next request, and says that it is taken in; `None` once the process it works for is gone.
    ///
    /// # Errors
    /// What the system says, and [`io::ErrorKind::InvalidData`] for what is no request.
    pub fn next_request(&self) -> io::Result<Option<Vec<u8>>> {
        let mut request = Vec::new();
        while let Some((kind, content)) = frame::read(io::stdin().lock())? {
            match kind {
                Kind::Begun => {}
                Kind::Output => request.extend(content),
                Kind::Ended => {
                    frame::write(io::stdout().lock(), Kind::Begun, &[])?;
                    return Ok(Some(request));
                }
            }
        }
        Ok(None)
    }
}
