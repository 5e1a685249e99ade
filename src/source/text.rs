//! One source's text, its name, and positions in it.

use super::SizeLimit;
use super::encoding::{WideEncoding, wide_encoding};
use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;
use std::io::Read;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

/// Name of a source: part of the IRIs of everything it defines.
///
/// Lower-case ASCII letters, digits, `.`, `-` and `_`; starts with a letter or digit. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(Arc<str>);

/// Why a text is not a source identifier.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a source id: use lower-case letters, digits, `.`, `-` and `_`, starting with a letter or digit")]
pub struct SourceIdError(String);

impl SourceId {
    /// The identifier as given.
    ///
    /// # Errors
    /// [`SourceIdError`] when a character is not allowed or the text is empty.
    pub fn new(id: &str) -> Result<Self, SourceIdError> {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-_".contains(c);
        let starts_well = id.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
        if starts_well && id.chars().all(allowed) { Ok(Self(id.into())) } else { Err(SourceIdError(id.to_owned())) }
    }

    /// The identifier a user's file has by default: its stem, lower-cased, other characters as `-`.
    ///
    /// ```
    /// use aisec_graph::source::SourceId;
    /// assert_eq!(SourceId::from_path("lists/My List.md".as_ref()).as_str(), "my-list");
    /// ```
    pub fn from_path(path: &Path) -> Self {
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().to_lowercase()).unwrap_or_default();
        let mut id = String::new();
        for c in stem.chars() {
            let c = if c.is_ascii_lowercase() || c.is_ascii_digit() || (c == '.' || c == '_') && !id.is_empty() {
                c
            } else {
                '-'
            };
            if c != '-' || !(id.is_empty() || id.ends_with('-')) {
                id.push(c);
            }
        }
        while id.ends_with('-') {
            id.pop();
        }
        if id.is_empty() { Self("list".into()) } else { Self(id.into()) }
    }

    /// The identifier as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Identifiers are ordered as their text is, so that one is found by its text.
impl Borrow<str> for SourceId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// A byte range into one [`SourceText`], on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The bytes `start..end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The same bytes, in a text before which so many others stand.
    pub(crate) fn moved(self, by: usize) -> Self {
        Self { start: self.start + by, end: self.end + by }
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

impl From<Span> for Range<usize> {
    fn from(span: Span) -> Self {
        span.start..span.end
    }
}

/// A place as people count: line and column from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// A source's text as read: valid UTF-8 without NUL, byte order mark removed, otherwise byte for byte. Cheap to clone.
#[derive(Debug, Clone)]
pub struct SourceText {
    id: SourceId,
    path: String,
    text: Arc<str>,
    line_starts: Arc<[usize]>,
    /// Characters that begin before each block of [`BLOCK_BYTES`]: columns of a very long line stay cheap.
    characters_before: Arc<[usize]>,
    has_byte_order_mark: bool,
}

/// What may stand before the text of a UTF-8 file; a parser must not see it.
pub const BYTE_ORDER_MARK: &str = "\u{FEFF}";

/// Bytes between two counts of characters.
const BLOCK_BYTES: usize = 4096;

/// Why a source could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The operating system refused.
    #[error("cannot read {}", path.display())]
    Io {
        /// The source.
        id: SourceId,
        /// Where it was looked for.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The path is a folder.
    #[error("{} is a folder, not a file", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
    },
    /// The path is a pipe or device, which may never end.
    #[error("{} is a pipe or device, not a file; pipe it in and name `-` where standard input is taken", path.display())]
    NoFile {
        /// What it is called.
        path: PathBuf,
    },
    /// The bytes are not UTF-8.
    #[error("{path} is not UTF-8 text: byte {offset} (line {line}) is 0x{byte:02X}; save it as UTF-8")]
    NotUtf8 {
        /// The file.
        path: String,
        /// Offset of the first wrong byte.
        offset: usize,
        /// Line of that byte, from 1.
        line: usize,
        /// The byte.
        byte: u8,
    },
    /// The text is in another encoding.
    #[error(
        "{path} is {encoding}, not UTF-8 text: {evidence} stands at byte {offset}; save it as UTF-8, or convert it with `iconv -f {encoding} -t UTF-8`"
    )]
    OtherEncoding {
        /// The file.
        path: String,
        /// The encoding, as `iconv` names it.
        encoding: &'static str,
        /// Offset of the byte that gives it away.
        offset: usize,
        /// What stands there.
        evidence: &'static str,
    },
    /// The text holds a NUL byte.
    #[error("{path} holds a NUL byte at offset {offset} (line {line}): it is not a text file")]
    Nul {
        /// The file.
        path: String,
        /// Offset of the byte.
        offset: usize,
        /// Line of that byte, from 1.
        line: usize,
    },
    /// The file is larger than any list is.
    #[error("{} is larger than {limit}", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Most bytes that are read.
        limit: SizeLimit,
    },
}

/// The bytes of a file, if there are no more than `limit`.
///
/// What the system says of a file's length is not trusted: a device has none and never ends.
///
/// # Errors
/// [`ReadError::Io`], [`ReadError::Folder`] or [`ReadError::TooLarge`].
pub fn read_bytes(id: &SourceId, path: &Path, limit: SizeLimit) -> Result<Vec<u8>, ReadError> {
    let fail = |source| ReadError::Io { id: id.clone(), path: path.to_owned(), source };
    let metadata = fs::metadata(path).map_err(fail)?;
    if metadata.is_dir() {
        return Err(ReadError::Folder { path: path.to_owned() });
    }
    if !metadata.is_file() {
        return Err(ReadError::NoFile { path: path.to_owned() });
    }
    let mut bytes = Vec::new();
    fs::File::open(path).map_err(fail)?.take(limit.bytes().saturating_add(1)).read_to_end(&mut bytes).map_err(fail)?;
    if bytes.len() as u64 > limit.bytes() {
        return Err(ReadError::TooLarge { path: path.to_owned(), limit });
    }
    Ok(bytes)
}

impl SourceText {
    /// Reads a file of at most 16 MiB.
    ///
    /// # Errors
    /// [`ReadError`] when it cannot be read, is a folder, is larger, is not UTF-8 or holds NUL.
    pub fn read(id: SourceId, path: &Path) -> Result<Self, ReadError> {
        Self::read_within(id, path, SizeLimit::default())
    }

    /// Reads a file of at most `limit`.
    ///
    /// # Errors
    /// As [`SourceText::read`].
    pub fn read_within(id: SourceId, path: &Path, limit: SizeLimit) -> Result<Self, ReadError> {
        let bytes = read_bytes(&id, path, limit)?;
        Self::from_bytes(id, &path.to_string_lossy(), bytes)
    }

    /// Takes bytes already read; `path` is what messages name.
    ///
    /// # Errors
    /// [`ReadError::NotUtf8`], [`ReadError::OtherEncoding`] or [`ReadError::Nul`].
    pub fn from_bytes(id: SourceId, path: &str, mut bytes: Vec<u8>) -> Result<Self, ReadError> {
        if let Some(WideEncoding { name: encoding, offset, evidence }) = wide_encoding(&bytes) {
            return Err(ReadError::OtherEncoding { path: path.to_owned(), encoding, offset, evidence });
        }
        let has_byte_order_mark = bytes.starts_with(BYTE_ORDER_MARK.as_bytes());
        if has_byte_order_mark {
            bytes.drain(..BYTE_ORDER_MARK.len());
        }
        let line_of = |bytes: &[u8], offset: usize| bytes[..offset].split(|&b| b == b'\n').count();
        if let Some(offset) = bytes.iter().position(|&b| b == 0) {
            let line = line_of(&bytes, offset);
            return Err(ReadError::Nul { path: path.to_owned(), offset, line });
        }
        let text = String::from_utf8(bytes).map_err(|error| {
            let offset = error.utf8_error().valid_up_to();
            let bytes = error.as_bytes();
            ReadError::NotUtf8 { path: path.to_owned(), offset, line: line_of(bytes, offset), byte: bytes[offset] }
        })?;
        Ok(Self { has_byte_order_mark, ..Self::new(id, path, text) })
    }

    /// Takes text; `path` is what messages name.
    pub fn new(id: SourceId, path: &str, text: String) -> Self {
        let line_starts = std::iter::once(0)
            .chain(text.bytes().enumerate().filter(|&(_, b)| b == b'\n').map(|(at, _)| at + 1))
            .collect();
        let mut before = 0;
        let mut characters_before = vec![0];
        for block in text.as_bytes().chunks(BLOCK_BYTES) {
            before += characters_begun(block);
            characters_before.push(before);
        }
        Self {
            id,
            path: path.to_owned(),
            text: text.into(),
            line_starts,
            characters_before: characters_before.into(),
            has_byte_order_mark: false,
        }
    }

    /// The same source with another text, as after an edit.
    #[must_use]
    pub fn with_text(&self, text: String) -> Self {
        let has_byte_order_mark = self.has_byte_order_mark;
        Self { has_byte_order_mark, ..Self::new(self.id.clone(), &self.path, text) }
    }

    /// The source's identifier.
    pub fn id(&self) -> &SourceId {
        &self.id
    }

    /// The path that messages name.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What stood in the file before the text: [`BYTE_ORDER_MARK`] or nothing.
    pub fn byte_order_mark(&self) -> &'static str {
        if self.has_byte_order_mark { BYTE_ORDER_MARK } else { "" }
    }

    /// Number of lines; what follows the last line end is one, even when it is empty.
    pub fn line_count(&self) -> usize {
        self.line_starts.len()
    }

    /// Bytes of a line, from 1, without its line end; the empty end of the text past the last line.
    pub fn line_span(&self, line: usize) -> Span {
        let start = |line: usize| line.checked_sub(1).and_then(|index| self.line_starts.get(index)).copied();
        let (start, next) = (start(line).unwrap_or(self.text.len()), start(line + 1).unwrap_or(self.text.len()));
        let text = self.text.get(start..next).unwrap_or_default();
        let text = text.strip_suffix('\n').map_or(text, |text| text.strip_suffix('\r').unwrap_or(text));
        Span::new(start, start + text.len())
    }

    /// Line of a byte, from 1. O(log lines).
    pub fn line(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|&start| start <= offset)
    }

    /// Line and column of a byte. An offset past the end is the end.
    pub fn position(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.line(offset);
        let start = self.line_starts.get(line - 1).copied().unwrap_or_default();
        Position { line, column: 1 + self.characters_to(offset) - self.characters_to(start) }
    }

    /// Number of characters that begin before a byte.
    fn characters_to(&self, offset: usize) -> usize {
        let block = offset / BLOCK_BYTES;
        let rest = self.text.as_bytes().get(block * BLOCK_BYTES..offset).unwrap_or_default();
        self.characters_before.get(block).copied().unwrap_or_default() + characters_begun(rest)
    }
}

/// Number of characters whose first byte is among these.
fn characters_begun(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| !matches!(byte, 0x80..=0xBF)).count()
}

/// The sources of one build, by identifier.
#[derive(Debug, Clone, Default)]
pub struct Sources(BTreeMap<SourceId, SourceText>);

impl Sources {
    /// Adds a source. One already there under the same identifier is returned.
    pub fn insert(&mut self, source: SourceText) -> Option<SourceText> {
        self.0.insert(source.id.clone(), source)
    }

    /// The source of that name.
    pub fn find(&self, id: &str) -> Option<&SourceText> {
        self.0.get(id)
    }

    /// Leaves out the sources that are not wanted.
    pub fn retain(&mut self, wanted: impl Fn(&SourceText) -> bool) {
        self.0.retain(|_, source| wanted(source));
    }

    /// All sources, by identifier.
    pub fn iter(&self) -> impl Iterator<Item = &SourceText> {
        self.0.values()
    }

    /// Line of a byte in a source, from 1; 1 for a source that is not here.
    pub fn line(&self, id: &SourceId, offset: usize) -> usize {
        self.0.get(id).map_or(1, |source| source.line(offset))
    }
}
