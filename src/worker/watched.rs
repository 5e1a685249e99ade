//! The side of the process that a child works for: its output as it comes, and its end at the deadline.

#![expect(clippy::disallowed_methods, reason = "a room that looks at the clock")]

use super::Limits;
use super::frame::{self, Kind};
use std::io::{self, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::{JoinHandle, spawn};
use std::time::{Duration, Instant};

/// Frames that wait to be passed on.
const WAITING: usize = 4;
/// What an allocator says that has nothing more to give, before it aborts the process.
const OUT_OF_MEMORY: &str = "memory allocation of ";
/// Longest text on standard error that is kept, in bytes.
const MAX_SAID: u64 = 1 << 20;

/// Why a child did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    /// It was ended at the deadline.
    #[error("the answer takes more than {limit:?}")]
    TimedOut {
        /// The time it had.
        limit: Duration,
    },
    /// It asked for more memory than it may have.
    #[error("the answer takes more memory than it may have")]
    OutOfMemory,
    /// A file that it had mapped was cut short meanwhile.
    #[error("a file was cut short while it was read")]
    CutShort,
    /// Something else ended it.
    #[error("the process that works out the answer ended early ({status}){}{said}", if said.is_empty() { "" } else { ": " })]
    Killed {
        /// How.
        status: ExitStatus,
        /// The first it said on standard error.
        said: String,
    },
    /// There is no child, or nothing can be heard of it.
    #[error("cannot work out the answer in a process of its own")]
    Io(#[from] io::Error),
}

/// What a child says.
#[derive(Debug)]
pub enum Event {
    /// The next part of its output.
    Output(Vec<u8>),
    /// It has come to its end, by its own account in this way.
    Ended {
        /// How, in its words.
        how: Vec<u8>,
        /// What it wrote to standard error.
        said: String,
    },
}

/// A child at work. It is ended when this is dropped.
#[derive(Debug)]
pub struct Watched {
    pub(super) child: Child,
    frames: Receiver<io::Result<(Kind, Vec<u8>)>>,
    said: Option<JoinHandle<String>>,
    pub(super) timeout: Option<Duration>,
    pub(super) deadline: Option<Instant>,
    /// When it last handed over output that nobody has come back from yet.
    pub(super) handed_over: Option<Instant>,
}

impl Watched {
    /// Starts a child that speaks in frames. It has the standard input of this process.
    ///
    /// # Errors
    /// [`WorkerError::Io`]
    pub fn start(mut command: Command, limits: Limits) -> Result<Self, WorkerError> {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let (sender, frames) = sync_channel(WAITING);
        if let Some(output) = child.stdout.take() {
            spawn(move || pass_on(output, &sender));
        }
        let said = child.stderr.take().map(|stderr| spawn(move || all_said(stderr)));
        Ok(Self { child, frames, said, timeout: limits.timeout, deadline: None, handed_over: None })
    }

    /// Waits for what it says next. The time until this is called again is the caller's, not the child's.
    ///
    /// # Errors
    /// [`WorkerError`]; there is nothing more to hear of the child.
    pub fn next_event(&mut self) -> Result<Event, WorkerError> {
        loop {
            match self.frame_within(None)? {
                Some((Kind::Begun, _)) => self.deadline = self.timeout.map(|timeout| Instant::now() + timeout),
                Some((Kind::Output, bytes)) => return Ok(Event::Output(bytes)),
                Some((Kind::Ended, how)) => {
                    self.end()?;
                    return Ok(Event::Ended { how, said: self.said() });
                }
                // The deadline has come: the next look says so.
                None => {}
            }
        }
    }

    /// The next frame; `None` where none came within `wait`, or until the deadline. The time from output to the next call
    /// is the caller's.
    pub(super) fn frame_within(&mut self, wait: Option<Duration>) -> Result<Option<(Kind, Vec<u8>)>, WorkerError> {
        if let (Some(deadline), Some(since)) = (&mut self.deadline, self.handed_over.take()) {
            *deadline += since.elapsed();
        }
        let left = self.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        // Frames that wait already do not put it off.
        if left.is_some_and(|left| left.is_zero()) {
            return Err(WorkerError::TimedOut { limit: self.timeout.unwrap_or_default() });
        }
        let frame = match left.into_iter().chain(wait).min() {
            Some(longest) => self.frames.recv_timeout(longest),
            None => self.frames.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match frame {
            Ok(Ok(frame)) => {
                self.handed_over = matches!(frame.0, Kind::Output).then(Instant::now);
                Ok(Some(frame))
            }
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Ok(Err(error)) if error.kind() == io::ErrorKind::InvalidData => Err(error.into()),
            // Its end of the pipe is closed, at the end of a frame or within one.
            Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => Err(self.cause_of_death()),
        }
    }

    fn said(&mut self) -> String {
        self.said.take().and_then(|said| said.join().ok()).unwrap_or_default()
    }

    /// Why it ended without a word.
    fn cause_of_death(&mut self) -> WorkerError {
        let status = match self.end() {
            Ok(status) => status,
            Err(error) => return error.into(),
        };
        let said = self.said();
        let limit = self.timeout.unwrap_or_default();
        match death(status) {
            Some(Death::Abort) if said.contains(OUT_OF_MEMORY) => WorkerError::OutOfMemory,
            Some(Death::Bus) => WorkerError::CutShort,
            Some(Death::Processor) => WorkerError::TimedOut { limit },
            Some(Death::Abort) | None => {
                let said = said.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().to_owned();
                WorkerError::Killed { status, said }
            }
        }
    }

    /// Ends it, if it has not ended itself: it has said its last.
    fn end(&mut self) -> io::Result<ExitStatus> {
        // Of one that is no more, the status stays what it was.
        self.child.kill()?;
        self.child.wait()
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        // It may be no more, which is as well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Signals that tell a cause.
enum Death {
    Abort,
    Bus,
    Processor,
}

#[cfg(unix)]
fn death(status: ExitStatus) -> Option<Death> {
    use rustix::process::Signal;
    use std::os::unix::process::ExitStatusExt as _;
    let signal = status.signal()?;
    [(Signal::ABORT, Death::Abort), (Signal::BUS, Death::Bus), (Signal::XCPU, Death::Processor)]
        .into_iter()
        .find_map(|(known, death)| (known.as_raw() == signal).then_some(death))
}

#[cfg(not(unix))]
fn death(_status: ExitStatus) -> Option<Death> {
    None
}

/// Passes frames on until there are no more, or nobody wants them.
fn pass_on(mut output: impl Read, sender: &SyncSender<io::Result<(Kind, Vec<u8>)>>) {
    while let Some(frame) = frame::read(&mut output).transpose() {
        let is_last = frame.is_err();
        if sender.send(frame).is_err() || is_last {
            return;
        }
    }
}

/// What a child says on standard error. What is too much is read as well, so that it can go on.
fn all_said(mut stderr: impl Read) -> String {
    let mut text = Vec::new();
    let all =
        stderr.by_ref().take(MAX_SAID).read_to_end(&mut text).and_then(|_| io::copy(&mut stderr, &mut io::sink()));
    drop(all);
    String::from_utf8_lossy(&text).into_owned()
}
