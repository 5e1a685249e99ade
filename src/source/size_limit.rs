//! How many bytes something may have, as people write and read it.

use std::fmt;
use std::str::FromStr;

/// Most bytes of something; the default is what is read of one file, 16 MiB.
///
/// ```
/// use aisec_graph::source::SizeLimit;
/// let limit: SizeLimit = "64MiB".parse()?;
/// assert_eq!((limit.bytes(), limit.to_string().as_str()), (64 << 20, "64MiB"));
/// assert_eq!("100 MB".parse::<SizeLimit>()?.bytes(), 100_000_000);
/// # Ok::<(), aisec_graph::source::SizeLimitError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SizeLimit(u64);

/// Why a text is no size.
#[derive(Debug, thiserror::Error)]
#[error("write a whole number above 0, in bytes or with a unit (kB, MB, GB, KiB, MiB, GiB), such as 64MiB")]
pub struct SizeLimitError;

/// Units by name, the largest first.
const UNITS: [(&str, u64); 7] = [
    ("GiB", 1 << 30),
    ("GB", 1_000_000_000),
    ("MiB", 1 << 20),
    ("MB", 1_000_000),
    ("KiB", 1 << 10),
    ("kB", 1_000),
    ("B", 1),
];

impl SizeLimit {
    /// That many bytes.
    pub const fn of_bytes(bytes: u64) -> Self {
        Self(bytes)
    }

    /// The number of bytes.
    pub const fn bytes(self) -> u64 {
        self.0
    }
}

impl Default for SizeLimit {
    fn default() -> Self {
        Self::of_bytes(16 << 20)
    }
}

impl FromStr for SizeLimit {
    type Err = SizeLimitError;

    /// A whole number above nought, and a unit in any case: KiB, MiB, GiB for powers of 1,024, kB, MB, GB for powers
    /// of 1,000.
    fn from_str(text: &str) -> Result<Self, SizeLimitError> {
        let unit_at = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (number, unit) = text.split_at(unit_at);
        let factor = match unit.trim_start() {
            "" => Some(1),
            unit => UNITS.iter().find(|(name, _)| name.eq_ignore_ascii_case(unit)).map(|(_, factor)| *factor),
        };
        let bytes = number.parse::<u64>().ok().zip(factor).and_then(|(number, factor)| number.checked_mul(factor));
        bytes.filter(|bytes| *bytes > 0).map(Self).ok_or(SizeLimitError)
    }
}

/// In the largest unit that says it exactly, as it may be written.
impl fmt::Display for SizeLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let exact = UNITS.iter().find(|(_, factor)| self.0.is_multiple_of(*factor));
        let (unit, factor) = exact.copied().unwrap_or(("B", 1));
        write!(f, "{}{unit}", self.0 / factor)
    }
}
