//! Bytes that are not UTF-8 in, the encoding they are in out, where two or four bytes a character give it away.

/// Bytes looked at, from the start: enough to tell, few enough to be cheap.
const SAMPLE_BYTES: usize = 4096;

/// An encoding of two or four bytes a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct WideEncoding {
    /// Its name, as `iconv` knows it.
    pub(super) name: &'static str,
    /// The byte that gives it away.
    pub(super) offset: usize,
    /// What stands there.
    pub(super) evidence: &'static str,
}

/// Byte order marks; that of UTF-32LE begins with that of UTF-16LE.
const MARKS: [(&[u8], &str, &str); 4] = [
    (&[0xFF, 0xFE, 0, 0], "UTF-32LE", "the byte order mark FF FE 00 00"),
    (&[0, 0, 0xFE, 0xFF], "UTF-32BE", "the byte order mark 00 00 FE FF"),
    (&[0xFF, 0xFE], "UTF-16LE", "the byte order mark FF FE"),
    (&[0xFE, 0xFF], "UTF-16BE", "the byte order mark FE FF"),
];

/// The encoding of a file: by its byte order mark, or because the bytes are text in it and most of every two or four
/// are NUL, as in Latin script. `None` for anything else; text in Chinese without a mark is not told from noise.
pub(super) fn wide_encoding(bytes: &[u8]) -> Option<WideEncoding> {
    if let Some((_, name, evidence)) = MARKS.iter().find(|(mark, ..)| bytes.starts_with(mark)) {
        return Some(WideEncoding { name, offset: 0, evidence });
    }
    let sample = bytes.get(..SAMPLE_BYTES).unwrap_or(bytes);
    let offset = sample.iter().position(|byte| *byte == 0)?;
    let quads = sample.chunks_exact(4).filter_map(|chunk| <[u8; 4]>::try_from(chunk).ok());
    let pairs = sample.chunks_exact(2).filter_map(|chunk| <[u8; 2]>::try_from(chunk).ok());
    let is_character = |code: u32| char::from_u32(code).is_some_and(|c| c != '\0');
    let found = |name| Some(WideEncoding { name, offset, evidence: "a NUL" });
    if sample.len() >= 4 && quads.clone().all(|quad| is_character(u32::from_le_bytes(quad))) {
        return found("UTF-32LE");
    }
    if sample.len() >= 4 && quads.clone().all(|quad| is_character(u32::from_be_bytes(quad))) {
        return found("UTF-32BE");
    }
    let nul = |index: usize| pairs.clone().filter(|pair| pair.get(index) == Some(&0)).count();
    let is_most = |count: usize| count * 2 > sample.len() / 2;
    if pairs.clone().any(|pair| pair == [0, 0]) {
        None
    } else if is_most(nul(1)) {
        found("UTF-16LE")
    } else if is_most(nul(0)) {
        found("UTF-16BE")
    } else {
        None
    }
}
