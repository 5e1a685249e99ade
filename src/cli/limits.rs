//! What an evaluation may take, as the command line says it.

use aisec_graph::snapshot::SnapshotBuilder;
use aisec_graph::source::{SizeLimit, SizeLimitError};
use aisec_graph::worker::Limits;
use clap::Args;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// Options of commands that evaluate what users write.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct LimitArguments {
    /// Give up after so long, not counting the reading of data: seconds, or such as 500ms, 90s or 5m; `none` for any
    #[arg(long, value_name = "TIME", default_value_t = TimeLimit::USUAL)]
    timeout: TimeLimit,
    /// Give up at so much memory: bytes, or a size such as 512MiB; `none` for any. Data that take more than a quarter of
    /// it go to files in the temporary folder
    #[arg(long, value_name = "SIZE", default_value_t = MemoryLimit::USUAL)]
    max_memory: MemoryLimit,
}

impl LimitArguments {
    /// Whether these are what holds where nothing is said.
    pub(crate) fn are_usual(self) -> bool {
        self.timeout == TimeLimit::USUAL && self.max_memory == MemoryLimit::USUAL
    }

    pub(crate) fn limits(self) -> Limits {
        Limits { timeout: self.timeout.0, memory: self.max_memory.0.map(SizeLimit::bytes) }
    }

    /// Memory to read data in, in bytes: a part, as the reader holds what it has read and sorts it beside.
    pub(crate) fn memory_to_read(self) -> usize {
        let part = self.max_memory.0.and_then(|memory| usize::try_from(memory.bytes() / 4).ok());
        part.unwrap_or(usize::MAX).min(SnapshotBuilder::USUAL_MEMORY)
    }

    /// The limit of time as one writes it.
    pub(crate) fn time(self) -> String {
        self.timeout.to_string()
    }

    /// The limit of memory as one writes it.
    pub(crate) fn memory(self) -> String {
        self.max_memory.to_string()
    }
}

/// What stands for no limit.
const NONE: &str = "none";

/// A span of time, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct TimeLimit(Option<Duration>);

impl TimeLimit {
    const USUAL: Self = Self(Some(Duration::from_secs(60)));
}

/// Units in milliseconds.
const UNITS: [(&str, u64); 4] = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000)];
/// A year: what is longer is no limit.
const LONGEST_MS: u64 = 31_536_000_000;

impl FromStr for TimeLimit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == NONE {
            return Ok(Self(None));
        }
        let unit_at = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (number, unit) = text.split_at(unit_at);
        let unit = if unit.is_empty() { "s" } else { unit };
        let factor = UNITS.iter().find(|(name, _)| *name == unit).map(|(_, factor)| *factor);
        let time = number.parse::<u64>().ok().zip(factor).and_then(|(number, factor)| number.checked_mul(factor));
        time.filter(|time| (1..=LONGEST_MS).contains(time))
            .map(|time| Self(Some(Duration::from_millis(time))))
            .ok_or_else(|| {
                "write a whole number above 0 and below a year, in seconds or with a unit (ms, s, m, h), such as 500ms or 5m; \
                 or none"
                    .to_owned()
            })
    }
}

impl fmt::Display for TimeLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(time) = self.0 else { return f.write_str(NONE) };
        let time = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        if time.is_multiple_of(1_000) { write!(f, "{}s", time / 1_000) } else { write!(f, "{time}ms") }
    }
}

/// A size of memory, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct MemoryLimit(Option<SizeLimit>);

impl MemoryLimit {
    const USUAL: Self = Self(Some(SizeLimit::of_bytes(2 << 30)));
}

impl FromStr for MemoryLimit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == NONE {
            return Ok(Self(None));
        }
        text.parse().map(|size| Self(Some(size))).map_err(|error: SizeLimitError| format!("{error}; or {NONE}"))
    }
}

/// Reads a number of rows.
pub(crate) fn rows(text: &str) -> Result<usize, String> {
    text.parse().map_err(|_| "write a whole number, such as 1000".to_owned())
}

impl fmt::Display for MemoryLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(size) => size.fmt(f),
            None => f.write_str(NONE),
        }
    }
}
