//! What a child says: frames of a kind, a length and so many bytes.

use std::io::{self, Read, Write};

/// Longest content of a frame, in bytes: more than anything a child sends at once.
const MAX_BYTES: u32 = 1 << 20;

/// What the bytes of a frame are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing: the data are read and the evaluation begins.
    Begun = 1,
    /// The next part of the output.
    Output = 2,
    /// How it went, after all output.
    Ended = 3,
}

impl Kind {
    fn of(byte: u8) -> Option<Self> {
        [Self::Begun, Self::Output, Self::Ended].into_iter().find(|kind| *kind as u8 == byte)
    }
}

/// Writes one frame, or several where the content is long, and hands them on.
pub(super) fn write(mut to: impl Write, kind: Kind, content: &[u8]) -> io::Result<()> {
    let mut rest = content;
    loop {
        let (part, after) = rest.split_at(rest.len().min(MAX_BYTES as usize));
        let length = u32::try_from(part.len()).unwrap_or(MAX_BYTES);
        to.write_all(&[kind as u8])?;
        to.write_all(&length.to_le_bytes())?;
        to.write_all(part)?;
        rest = after;
        if rest.is_empty() {
            return to.flush();
        }
    }
}

/// Reads the next frame; `None` where there is none any more.
///
/// # Errors
/// What the reader says, and [`io::ErrorKind::InvalidData`] for what is no frame.
pub(super) fn read(mut from: impl Read) -> io::Result<Option<(Kind, Vec<u8>)>> {
    let mut kind = [0];
    loop {
        match from.read(&mut kind) {
            Ok(0) => return Ok(None),
            Ok(_) => break,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let [kind] = kind;
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length);
    let Some(kind) = Kind::of(kind).filter(|_| length <= MAX_BYTES) else {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "a worker sent what is no frame"));
    };
    let mut content = vec![0; length as usize];
    from.read_exact(&mut content)?;
    Ok(Some((kind, content)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_read_as_they_were_written() {
        let long = vec![7; MAX_BYTES as usize + 1];
        let mut bytes = Vec::new();
        write(&mut bytes, Kind::Begun, &[]).unwrap();
        write(&mut bytes, Kind::Output, &long).unwrap();
        let mut rest = bytes.as_slice();
        assert_eq!(read(&mut rest).unwrap(), Some((Kind::Begun, Vec::new())));
        assert_eq!(read(&mut rest).unwrap().map(|(_, content)| content.len()), Some(MAX_BYTES as usize));
        assert_eq!(read(&mut rest).unwrap(), Some((Kind::Output, vec![7])));
        assert_eq!(read(&mut rest).unwrap(), None);
    }

    #[test]
    fn what_is_no_frame_is_refused() {
        assert!(read(&b"no frame"[..]).is_err());
        assert!(read(&[2, 255, 255, 255, 255][..]).is_err(), "longer than any");
        assert!(read(&[2, 5, 0, 0, 0, 1][..]).is_err(), "cut short");
    }
}
