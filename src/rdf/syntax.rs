//! RDF syntaxes in and out.
//!
//! Bytes of one syntax go in, quads come out with blank nodes numbered in order of appearance, so
//! that reading the same file twice gives the same terms; and back. Compact JSON-LD is written by `export`.

use super::guard::refuse_traps;
use oxrdf::{BlankNode, GraphName, NamedOrBlankNode, Quad, Term, Triple};
use oxrdfio::{JsonLdProfileSet, RdfFormat, RdfParseError, RdfParser, RdfSerializer};
use std::collections::HashMap;
use std::io::{self, Read, Write};

/// An RDF syntax.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Syntax {
    /// Turtle: triples.
    Turtle,
    /// TriG: quads.
    TriG,
    /// N-Triples: triples, one a line.
    NTriples,
    /// N-Quads: quads, one a line.
    NQuads,
    /// RDF/XML: triples.
    RdfXml,
    /// JSON-LD 1.1: quads.
    JsonLd,
}

impl Syntax {
    /// Every syntax with its name on the command line and its file extensions, the usual one first.
    pub const ALL: [(Syntax, &'static str, &'static [&'static str]); 6] = [
        (Self::Turtle, "turtle", &["ttl"]),
        (Self::TriG, "trig", &["trig"]),
        (Self::NTriples, "ntriples", &["nt"]),
        (Self::NQuads, "nquads", &["nq"]),
        (Self::RdfXml, "rdfxml", &["rdf", "owl", "xml"]),
        (Self::JsonLd, "jsonld", &["jsonld", "json"]),
    ];

    /// The syntax of a file extension, any case.
    pub fn from_extension(extension: &str) -> Option<Self> {
        let extension = extension.to_ascii_lowercase();
        Self::ALL.iter().find(|(_, _, known)| known.contains(&extension.as_str())).map(|(syntax, _, _)| *syntax)
    }

    /// The syntax of that name or extension.
    pub fn from_name(name: &str) -> Option<Self> {
        let by_name = Self::ALL.iter().find(|(_, known, _)| *known == name).map(|(syntax, _, _)| *syntax);
        by_name.or_else(|| Self::from_extension(name))
    }

    /// Whether each line is a statement, with absolute IRIs only.
    pub fn is_of_lines(self) -> bool {
        matches!(self, Self::NTriples | Self::NQuads)
    }

    /// Whether it can hold named graphs.
    pub fn has_graphs(self) -> bool {
        matches!(self, Self::TriG | Self::NQuads | Self::JsonLd)
    }

    /// Its media type, without parameters.
    pub fn media_type(self) -> &'static str {
        self.format().media_type()
    }

    fn format(self) -> RdfFormat {
        match self {
            Self::Turtle => RdfFormat::Turtle,
            Self::TriG => RdfFormat::TriG,
            Self::NTriples => RdfFormat::NTriples,
            Self::NQuads => RdfFormat::NQuads,
            Self::RdfXml => RdfFormat::RdfXml,
            Self::JsonLd => RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() },
        }
    }
}

/// Most bytes read of a syntax that is read whole before it is parsed: 1 GiB.
pub const MAX_WHOLE_BYTES: u64 = 1 << 30;

/// Why RDF could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadRdfError {
    /// The operating system refused.
    #[error("cannot read it")]
    Io(#[from] io::Error),
    /// The base is not an absolute IRI.
    #[error("`{0}` is not an absolute IRI to resolve others against")]
    Base(String),
    /// The text breaks the syntax.
    #[error("line {line}, column {column}: {message}")]
    Syntax {
        /// Line, from 1.
        line: u64,
        /// Column in characters, from 1.
        column: u64,
        /// What the parser found.
        message: String,
    },
    /// The text breaks the syntax somewhere.
    #[error("{0}")]
    Somewhere(String),
    /// The text is built to exhaust a parser.
    #[error("refused: {0}")]
    Refused(String),
    /// A quad could not be taken.
    #[error("{0}")]
    Taker(String),
}

impl ReadRdfError {
    /// Whether an IRI is relative and there was no base to resolve it against. Not of N-Triples and N-Quads, which have
    /// no relative IRIs.
    pub fn is_of_relative_iri(&self) -> bool {
        // The parsers have no other sign of it; a test holds them to these words.
        match self {
            Self::Syntax { message, .. } | Self::Somewhere(message) => message.contains("No scheme found"),
            Self::Io(_) | Self::Base(_) | Self::Refused(_) | Self::Taker(_) => false,
        }
    }
}

/// Prefixes and count of what was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parsed {
    /// Number of quads.
    pub quads: usize,
    /// Prefixes declared in the text, in order of name.
    pub prefixes: Vec<(String, String)>,
}

/// Reads RDF and hands over each quad.
///
/// `scope` starts the labels of blank nodes, so that those of two files stay apart. N-Triples and
/// N-Quads stream; other syntaxes are read whole, up to 1 GiB, and looked over for traps before they are parsed.
///
/// # Errors
/// [`ReadRdfError`] at the first fault, or what `take` says. What was handed over before stays so.
pub fn read(
    input: impl Read,
    syntax: Syntax,
    base: Option<&str>,
    scope: &str,
    mut take: impl FnMut(Quad) -> Result<(), String>,
) -> Result<Parsed, ReadRdfError> {
    let input = without_byte_order_mark(input)?;
    let mut parser = RdfParser::from_format(syntax.format());
    if let Some(base) = base {
        parser = parser.with_base_iri(base).map_err(|_| ReadRdfError::Base(base.to_owned()))?;
    }
    let mut blanks = BlankNodes { scope, numbers: HashMap::new() };
    let mut parsed = Parsed::default();
    let mut hand_over = |quad: Result<Quad, RdfParseError>, parsed: &mut Parsed| {
        take(blanks.renumber(quad.map_err(syntax_error)?)).map_err(ReadRdfError::Taker)?;
        parsed.quads += 1;
        Ok::<(), ReadRdfError>(())
    };
    if syntax.is_of_lines() {
        for quad in parser.for_reader(input) {
            hand_over(quad, &mut parsed)?;
        }
        return Ok(parsed);
    }
    let mut bytes = Vec::new();
    input.take(MAX_WHOLE_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_WHOLE_BYTES {
        let limit = MAX_WHOLE_BYTES >> 30;
        return Err(ReadRdfError::Refused(format!("it is larger than {limit} GiB; N-Triples and N-Quads may be")));
    }
    refuse_traps(&bytes, syntax)?;
    let mut reader = parser.for_slice(&bytes);
    for quad in reader.by_ref() {
        hand_over(quad.map_err(Into::into), &mut parsed)?;
    }
    parsed.prefixes = reader.prefixes().map(|(name, iri)| (name.to_owned(), iri.to_owned())).collect();
    parsed.prefixes.sort();
    Ok(parsed)
}

fn syntax_error(error: RdfParseError) -> ReadRdfError {
    match error {
        // The tokenizers keep at most 16 MiB and say so in this way.
        RdfParseError::Io(error) if error.kind() == io::ErrorKind::OutOfMemory => {
            ReadRdfError::Refused(format!("one of its tokens is too long: {error}").to_lowercase())
        }
        RdfParseError::Io(error) => ReadRdfError::Io(error),
        RdfParseError::Syntax(error) if error.to_string().contains("LoadDocumentCallback") => ReadRdfError::Refused(
            "it names a context elsewhere, and nothing is fetched: write the context into it".into(),
        ),
        RdfParseError::Syntax(error) => match error.location() {
            Some(at) => ReadRdfError::Syntax {
                line: at.start.line + 1,
                column: at.start.column + 1,
                message: without_place(&error.to_string()).to_owned(),
            },
            None => ReadRdfError::Somewhere(error.to_string()),
        },
    }
}

/// What a parser found, without the place it found it at: that stands before the message already.
fn without_place(said: &str) -> &str {
    let starts = ["Parser error at line ", "Parser error between line "];
    let rest = starts.iter().find_map(|start| said.strip_prefix(start)).and_then(|rest| rest.split_once(": "));
    rest.map_or(said, |(_, what)| what)
}

/// The input from after a byte order mark: editors on Windows write one, and no syntax of RDF has it.
fn without_byte_order_mark(mut input: impl Read) -> io::Result<impl Read> {
    const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";
    let mut start = Vec::with_capacity(BYTE_ORDER_MARK.len());
    input.by_ref().take(BYTE_ORDER_MARK.len() as u64).read_to_end(&mut start)?;
    if start == BYTE_ORDER_MARK {
        start.clear();
    }
    Ok(io::Cursor::new(start).chain(input))
}

struct BlankNodes<'a> {
    scope: &'a str,
    numbers: HashMap<BlankNode, usize>,
}

/// A quad whose blank nodes have labels that start with `scope`, so that those of two datasets stay apart.
pub fn scoped(quad: Quad, scope: &str) -> Quad {
    relabelled(quad, |node| BlankNode::new_unchecked(format!("{scope}{}", node.as_str())))
}

/// A quad with another label for each of its blank nodes.
pub fn relabelled(quad: Quad, mut label: impl FnMut(BlankNode) -> BlankNode) -> Quad {
    let subject = match quad.subject {
        NamedOrBlankNode::BlankNode(node) => label(node).into(),
        named @ NamedOrBlankNode::NamedNode(_) => named,
    };
    let object = match quad.object {
        Term::BlankNode(node) => label(node).into(),
        other => other,
    };
    let graph = match quad.graph_name {
        GraphName::BlankNode(node) => label(node).into(),
        other => other,
    };
    Quad::new(subject, quad.predicate, object, graph)
}

impl BlankNodes<'_> {
    fn renumber(&mut self, quad: Quad) -> Quad {
        relabelled(quad, |node| self.number(node))
    }

    fn number(&mut self, node: BlankNode) -> BlankNode {
        let next = self.numbers.len();
        let number = *self.numbers.entry(node).or_insert(next);
        BlankNode::new_unchecked(format!("{}b{number}", self.scope))
    }
}

fn serializer(syntax: Syntax, prefixes: &[(String, String)]) -> io::Result<RdfSerializer> {
    let start = RdfSerializer::from_format(syntax.format());
    prefixes
        .iter()
        .try_fold(start, |serializer, (name, namespace)| serializer.with_prefix(name, namespace))
        .map_err(io::Error::other)
}

/// Writes quads in a syntax that has graphs, in the order given, with prefixes where the syntax has them.
///
/// # Errors
/// What the writer says, or a namespace that is no IRI.
pub fn write_quads(
    quads: impl Iterator<Item = Quad>,
    syntax: Syntax,
    prefixes: &[(String, String)],
    writer: impl Write,
) -> io::Result<()> {
    let mut serializer = serializer(syntax, prefixes)?.for_writer(writer);
    for quad in quads {
        serializer.serialize_quad(&quad)?;
    }
    serializer.finish()?.flush()
}

/// Refuses what RDF/XML has no form for: it would be written as something else, or as what no XML reader takes.
fn fits_xml(triple: &Triple) -> io::Result<()> {
    let refused = |what: String| io::Error::new(io::ErrorKind::InvalidData, format!("{what}; write another syntax"));
    let predicate = triple.predicate.as_str();
    // The local name is what follows the last character that no name has.
    let is_in_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.') || !c.is_ascii();
    let last = predicate.rsplit(|c| !is_in_name(c)).next().unwrap_or_default();
    if !last.contains(|c: char| c.is_ascii_alphabetic() || c == '_' || !c.is_ascii()) {
        return Err(refused(format!("RDF/XML cannot write the predicate <{predicate}>: it ends in no XML name")));
    }
    match &triple.object {
        Term::Literal(literal) => match not_in_xml(literal.value()) {
            Some(character) => Err(refused(format!(
                "RDF/XML cannot write a text of {}: it has the control character U+{:04X}",
                triple.subject,
                u32::from(character)
            ))),
            None => Ok(()),
        },
        Term::NamedNode(_) | Term::BlankNode(_) => Ok(()),
    }
}

/// The first character that XML 1.0 has no form for, not even escaped (production Char).
pub fn not_in_xml(text: &str) -> Option<char> {
    let is_barred = |c: char| c < ' ' && !matches!(c, '\t' | '\n' | '\r') || matches!(c, '\u{FFFE}' | '\u{FFFF}');
    text.chars().find(|&c| is_barred(c))
}

/// Writes triples, in the order given, with prefixes where the syntax has them.
///
/// # Errors
/// What the writer says, or a namespace that is no IRI.
pub fn write_triples(
    triples: impl Iterator<Item = Triple>,
    syntax: Syntax,
    prefixes: &[(String, String)],
    writer: impl Write,
) -> io::Result<()> {
    let mut serializer = serializer(syntax, prefixes)?.for_writer(writer);
    for triple in triples {
        if syntax == Syntax::RdfXml {
            fits_xml(&triple)?;
        }
        serializer.serialize_triple(&triple)?;
    }
    let mut writer = serializer.finish()?;
    if syntax == Syntax::RdfXml {
        // The serializer leaves the last line open.
        writer.write_all(b"\n")?;
    }
    writer.flush()
}
