//! Whether a snapshot is what it should be, to the last byte.

use super::image::Image;
use super::layout::{BLOCK, Section};
use super::{BuildError, Snapshot, SnapshotBuilder};
use std::io::{self, Write};

impl Snapshot {
    /// Reads all of it: the checksum of every block, and whether its quads, put together anew, give the same bytes, as
    /// they only can if terms, orders, offsets, graph sets and statistics are as they should be. What is wrong is told
    /// by [`Self::damage`] from then on.
    ///
    /// The builder is one without a quad; it says how much memory there is. O(n log n) in terms and quads.
    ///
    /// # Errors
    /// [`BuildError`], where it could not be put together anew.
    pub fn verify(&self, mut builder: SnapshotBuilder) -> Result<(), BuildError> {
        self.image.verify_all();
        for quad in self.quads() {
            if self.damage().is_some() {
                return Ok(());
            }
            builder.insert(&quad)?;
        }
        let mut comparison = Comparison { expected: self.image.all(), at: 0, differs: None };
        let written = builder.write_to(self.image.layout.default_graph, &mut comparison);
        match comparison.verdict() {
            Some(at) => self.image.report(format!("its {} are not what its quads make", place(&self.image, at))),
            None => written?,
        }
        Ok(())
    }
}

/// What lies at a place.
fn place(image: &Image, at: usize) -> &'static str {
    if at < BLOCK {
        return "counts";
    }
    let section = Section::ALL.into_iter().rev().find(|&section| image.layout.extent(section).offset <= at);
    section.map_or("sections", Section::name)
}

/// Takes bytes as long as they are the expected ones.
struct Comparison<'a> {
    expected: &'a [u8],
    at: usize,
    differs: Option<usize>,
}

impl Comparison<'_> {
    /// Where the first difference is, if there is one.
    fn verdict(&self) -> Option<usize> {
        self.differs.or((!self.expected.is_empty()).then_some(self.at))
    }
}

impl Write for Comparison<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let same = bytes.iter().zip(self.expected).take_while(|(a, b)| a == b).count();
        self.expected = self.expected.get(same..).unwrap_or_default();
        self.at += same;
        if same < bytes.len() {
            self.differs = Some(self.at);
            return Err(io::ErrorKind::InvalidData.into());
        }
        Ok(same)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
