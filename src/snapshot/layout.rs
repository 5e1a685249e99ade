//! Where everything lies in the bytes of a snapshot.
//!
//! Little-endian throughout. The first [`BLOCK`] is the header: magic, byte order mark, version, flags (bit 0: the
//! default graph is the union), CRC-32 of the header with this word zero, length of all, the [`Counts`], then the
//! offset, length and element width of each [`Section`]; the rest is zero. Sections follow in order, each from the
//! start of a block on, filled up with zeros. The last one holds the CRC-32 of every block between it and the header.

use super::DefaultGraph;

/// Bytes that are checked together: a page, as measured best for a cold lookup.
pub(super) const BLOCK: usize = 4096;
/// Version of the format.
pub(super) const VERSION: u32 = 2;

const MAGIC: [u8; 8] = *b"AISECSNP";
/// Reads differently on a machine of the other byte order.
const BYTE_ORDER: u32 = 0x0A0B_0C0D;
const CHECKSUM_AT: usize = 20;

/// Declares an enum with all its variants in order.
macro_rules! sections {
    ($($(#[$doc:meta])* $name:ident = $shown:literal,)*) => {
        /// A run of equal elements.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Section { $($(#[$doc])* $name,)* }

        impl Section {
            /// In the order they lie in.
            pub(super) const ALL: [Self; [$($shown),*].len()] = [$(Self::$name),*];

            /// As messages call it.
            pub(super) fn name(self) -> &'static str {
                match self { $(Self::$name => $shown,)* }
            }
        }
    };
}

sections! {
    /// Start of each term, and the end of the last.
    TermOffsets = "offsets of terms",
    /// Encoded terms end to end, sorted.
    Terms = "terms",
    /// Identifiers of the integers among the objects, rising.
    Integers = "integers",
    /// For each of them its length and digits.
    IntegerTexts = "texts of integers",
    /// Term of each predicate, rising.
    Predicates = "predicates",
    /// Term of each graph plus one, 0 for the unnamed one, rising.
    Graphs = "graphs",
    /// Start of each set of two graphs or more, and the end of the last.
    SetOffsets = "offsets of graph sets",
    /// Numbers of graphs, rising in each set.
    SetMembers = "graph sets",
    /// First triple of each node as subject.
    SubjectOffsets = "offsets of subjects",
    /// By subject, predicate, object: number of the predicate.
    SubjectPredicates = "predicates by subject",
    /// By subject, predicate, object: the object.
    SubjectObjects = "objects by subject",
    /// By subject, predicate, object: the graph set.
    SubjectSets = "graph sets by subject",
    /// First triple of each term, then of each integer, as object.
    ObjectOffsets = "offsets of objects",
    /// By object, predicate, subject: number of the predicate.
    ObjectPredicates = "predicates by object",
    /// By object, predicate, subject: the subject.
    ObjectSubjects = "subjects by object",
    /// By object, predicate, subject: the graph set.
    ObjectSets = "graph sets by object",
    /// First triple of each predicate.
    PredicateOffsets = "offsets of predicates",
    /// By predicate, subject, object: the subject.
    PredicateSubjects = "subjects by predicate",
    /// By predicate, subject, object: the object.
    PredicateObjects = "objects by predicate",
    /// By predicate, subject, object: the graph set.
    PredicateSets = "graph sets by predicate",
    /// Per predicate the words of [`super::PredicateStatistics`].
    Statistics = "statistics",
    /// CRC-32 of each block from the first section to here.
    Checksums = "checksums",
}

/// Bytes of the text of an integer: its length, then its digits.
pub(super) const INTEGER_TEXT: usize = 12;
/// Bytes of the statistics of a predicate.
pub(super) const STATISTICS: usize = 20;

/// How much of everything there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Counts {
    /// Terms that are no inline integer.
    pub(super) terms: u32,
    /// IRIs and blank nodes: the first terms.
    pub(super) nodes: u32,
    /// Blank nodes: the first of them.
    pub(super) blanks: u32,
    /// Distinct inline integers.
    pub(super) integers: u32,
    /// Distinct predicates.
    pub(super) predicates: u32,
    /// Graphs, the unnamed one included where it has a quad.
    pub(super) graphs: u32,
    /// Sets of two graphs or more.
    pub(super) sets: u32,
    /// Distinct triples.
    pub(super) triples: u32,
    /// Distinct subjects.
    pub(super) subjects: u32,
    /// Distinct objects.
    pub(super) objects: u32,
    /// Distinct quads.
    pub(super) quads: u64,
}

impl Counts {
    /// The count that comes last is twice as wide as the others.
    const WORDS: usize = 12;

    fn to_words(self) -> [u32; Self::WORDS] {
        let [q0, q1, q2, q3, q4, q5, q6, q7] = self.quads.to_le_bytes();
        let quads = [[q0, q1, q2, q3], [q4, q5, q6, q7]].map(u32::from_le_bytes);
        [
            self.terms,
            self.nodes,
            self.blanks,
            self.integers,
            self.predicates,
            self.graphs,
            self.sets,
            self.triples,
            self.subjects,
            self.objects,
            quads[0],
            quads[1],
        ]
    }

    fn from_words(words: [u32; Self::WORDS]) -> Self {
        let [terms, nodes, blanks, integers, predicates, graphs, sets, triples, subjects, objects, low, high] = words;
        let quads = u64::from(low) | u64::from(high) << 32;
        Self { terms, nodes, blanks, integers, predicates, graphs, sets, triples, subjects, objects, quads }
    }

    /// Number of elements of a section; `None` where the header cannot know.
    fn elements(&self, section: Section) -> Option<u64> {
        let or_none = |count: u32, present: bool| Some(if present { u64::from(count) } else { 0 });
        match section {
            Section::TermOffsets => Some(u64::from(self.terms) + 1),
            Section::Terms | Section::SetMembers | Section::Checksums => None,
            Section::Integers | Section::IntegerTexts => Some(self.integers.into()),
            Section::Predicates | Section::Statistics => Some(self.predicates.into()),
            Section::Graphs => Some(self.graphs.into()),
            Section::SetOffsets => Some(if self.sets == 0 { 0 } else { u64::from(self.sets) + 1 }),
            Section::SubjectOffsets => Some(u64::from(self.nodes) + 1),
            Section::ObjectOffsets => Some(u64::from(self.terms) + u64::from(self.integers) + 1),
            Section::PredicateOffsets => Some(u64::from(self.predicates) + 1),
            Section::SubjectPredicates
            | Section::SubjectObjects
            | Section::ObjectPredicates
            | Section::ObjectSubjects
            | Section::PredicateSubjects
            | Section::PredicateObjects => Some(self.triples.into()),
            Section::SubjectSets | Section::ObjectSets | Section::PredicateSets => {
                or_none(self.triples, self.graphs > 1)
            }
        }
    }

    /// Width of a section's elements. Numbers are as narrow as their count allows.
    fn width(&self, section: Section, arena: u64) -> usize {
        match section {
            Section::Terms => 1,
            Section::TermOffsets if arena > u64::from(u32::MAX) => 8,
            Section::SubjectPredicates | Section::ObjectPredicates => narrowest(self.predicates.into()),
            Section::SubjectSets | Section::ObjectSets | Section::PredicateSets => {
                narrowest(u64::from(self.graphs) + u64::from(self.sets))
            }
            Section::IntegerTexts => INTEGER_TEXT,
            Section::Statistics => STATISTICS,
            _ => 4,
        }
    }
}

/// Fewest bytes that tell so many numbers apart: 1, 2 or 4.
fn narrowest(count: u64) -> usize {
    match count {
        0..=0x100 => 1,
        0x101..=0x1_0000 => 2,
        _ => 4,
    }
}

/// Where a section lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Extent {
    /// From the start of all, a multiple of [`BLOCK`].
    pub(super) offset: usize,
    /// In bytes.
    pub(super) length: usize,
    /// Of an element, in bytes.
    pub(super) width: usize,
}

impl Extent {
    /// End of its last byte.
    pub(super) fn end(&self) -> usize {
        self.offset + self.length
    }
}

/// What the header says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Layout {
    /// What an unqualified pattern looks at.
    pub(super) default_graph: DefaultGraph,
    pub(super) counts: Counts,
    extents: [Extent; Section::ALL.len()],
}

/// Why a header is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HeaderFault {
    /// It does not start like one.
    Magic,
    /// It was written on a machine of the other byte order.
    ByteOrder,
    /// It is of another version.
    Version(u32),
    /// It is damaged.
    Damaged(&'static str),
}

impl Layout {
    /// Lays out sections whose elements the counts do not tell: bytes of terms, members of graph sets.
    /// `None` when the whole would not fit the address space.
    pub(super) fn new(default_graph: DefaultGraph, counts: Counts, arena: u64, members: u64) -> Option<Self> {
        let mut extents = [Extent::default(); Section::ALL.len()];
        let mut at = BLOCK;
        for (extent, section) in extents.iter_mut().zip(Section::ALL) {
            let width = counts.width(section, arena);
            let elements = match section {
                Section::Terms => arena,
                Section::SetMembers => members,
                Section::Checksums => u64::try_from((at - BLOCK) / BLOCK).ok()?,
                _ => counts.elements(section)?,
            };
            let length = usize::try_from(elements).ok()?.checked_mul(width)?;
            *extent = Extent { offset: at, length, width };
            at = at.checked_add(length)?.checked_next_multiple_of(BLOCK)?;
        }
        Some(Self { default_graph, counts, extents })
    }

    pub(super) fn extent(&self, section: Section) -> Extent {
        self.extents[section as usize]
    }

    /// Length of all: the checksums end it.
    pub(super) fn length(&self) -> usize {
        self.extent(Section::Checksums).end()
    }

    /// The header, with another default graph than its own perhaps.
    pub(super) fn header(&self, default_graph: DefaultGraph) -> Vec<u8> {
        let mut header = MAGIC.to_vec();
        let flags = u32::from(default_graph == DefaultGraph::Union);
        for word in [BYTE_ORDER, VERSION, flags, 0] {
            header.extend(word.to_le_bytes());
        }
        header.extend((self.length() as u64).to_le_bytes());
        header.extend(self.counts.to_words().into_iter().flat_map(u32::to_le_bytes));
        for extent in &self.extents {
            for word in [extent.offset, extent.length, extent.width] {
                header.extend((word as u64).to_le_bytes());
            }
        }
        header.resize(BLOCK, 0);
        let checksum = crc32fast::hash(&header);
        header[CHECKSUM_AT..CHECKSUM_AT + 4].copy_from_slice(&checksum.to_le_bytes());
        header
    }

    /// Reads the header from the first bytes, however few.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, HeaderFault> {
        let damaged = HeaderFault::Damaged;
        let (magic, rest) = bytes.split_first_chunk::<8>().ok_or(HeaderFault::Magic)?;
        if *magic != MAGIC {
            return Err(HeaderFault::Magic);
        }
        let cut = damaged("its header is cut short");
        let (start, _) = rest.as_chunks::<4>();
        let &[order, version, flags, checksum, ..] = start else { return Err(cut) };
        let [order, version, flags, checksum] = [order, version, flags, checksum].map(u32::from_le_bytes);
        if order == BYTE_ORDER.swap_bytes() {
            return Err(HeaderFault::ByteOrder);
        }
        if version != VERSION {
            return Err(HeaderFault::Version(version));
        }
        let mut header = *bytes.first_chunk::<BLOCK>().ok_or(cut)?;
        header[CHECKSUM_AT..CHECKSUM_AT + 4].fill(0);
        if order != BYTE_ORDER || crc32fast::hash(&header) != checksum {
            return Err(damaged("the checksum of its header does not fit"));
        }
        let rest = header.get(CHECKSUM_AT + 4..).unwrap_or_default();
        Self::read_counts(flags, rest).ok_or(damaged("its sections are not where they belong"))
    }

    /// Lays out the sections anew and compares: there is one place for each.
    fn read_counts(flags: u32, bytes: &[u8]) -> Option<Self> {
        let (&length, rest) = bytes.split_first_chunk::<8>()?;
        let (words, table) = rest.split_at_checked(Counts::WORDS * 4)?;
        let words = <[[u8; 4]; Counts::WORDS]>::try_from(words.as_chunks().0).ok()?.map(u32::from_le_bytes);
        let mut table = table.as_chunks::<8>().0.iter().map(|&word| u64::from_le_bytes(word));
        let mut stated = [[0; 3]; Section::ALL.len()];
        for word in stated.iter_mut().flatten() {
            *word = table.next()?;
        }
        let arena = stated[Section::Terms as usize][1];
        let members = stated[Section::SetMembers as usize][1] / 4;
        let counts = Counts::from_words(words);
        let default_graph = match flags {
            0 => DefaultGraph::Unnamed,
            1 => DefaultGraph::Union,
            _ => return None,
        };
        let layout = Self::new(default_graph, counts, arena, members)?;
        let extents = layout.extents.map(|extent| [extent.offset, extent.length, extent.width].map(|word| word as u64));
        let is_ordered = counts.blanks <= counts.nodes && counts.nodes <= counts.terms && counts.terms <= MAX_TERMS;
        let fits = extents == stated && layout.length() as u64 == u64::from_le_bytes(length);
        (fits && is_ordered).then_some(layout)
    }
}

/// Most terms: an identifier of 32 bits has its top bit for integers.
pub(super) const MAX_TERMS: u32 = 1 << 31;
