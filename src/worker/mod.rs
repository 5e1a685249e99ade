//! Evaluation in a child process: what may run away in, its output out, and never more time or memory than it was given.
//!
//! The child takes its limits upon itself ([`Child`]) and speaks in frames on its standard output; the process it works
//! for passes its output on and ends it at the deadline ([`Watched`]). One that stays ([`Resident`]) answers request after
//! request. What is evaluated, and where results go, is the
//! caller's.
//!
//! # Limits
//! Memory and time of the processor are limited where the system can (Linux); the deadline holds everywhere.

mod child;
mod frame;
mod resident;
mod watched;

pub use child::Child;
pub use resident::Resident;
pub use watched::{Event, Watched, WorkerError};

use std::time::Duration;

/// What an evaluation may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Time by the clock from when its data have been read, waiting for the reader of its output left out; `None` for
    /// any.
    pub timeout: Option<Duration>,
    /// Memory in bytes, its data included where they are not a snapshot in a file; `None` for any.
    pub memory: Option<u64>,
}
