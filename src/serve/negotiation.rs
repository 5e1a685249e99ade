//! Which of the forms on offer a client would rather have: its `Accept` headers in, one of the forms out.
//!
//! # Limits
//! Parameters of media types other than `q` are not looked at.

use super::reply::Refusal;
use crate::export::Format;
use crate::query::ResultFormat;
use crate::rdf::Syntax;
use hyper::header::ACCEPT;
use hyper::{HeaderMap, StatusCode};
use spargebra::Query;

/// A form of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Of solutions and booleans.
    Results(ResultFormat),
    /// Of graphs.
    Rdf(Syntax),
    /// A page for people.
    Html,
}

/// A form on offer: its name, the media type it is sent as, and others that ask for it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Offer {
    pub(super) form: Form,
    pub(super) name: &'static str,
    pub(super) sent_as: &'static str,
    pub(super) also: &'static [&'static str],
}

const fn offer(form: Form, name: &'static str, sent_as: &'static str, also: &'static [&'static str]) -> Offer {
    Offer { form, name, sent_as, also }
}

/// Forms of solutions and booleans, the first where nothing else is wished.
pub(super) const RESULTS: [Offer; 4] = [
    offer(Form::Results(ResultFormat::Json), "json", "application/sparql-results+json", &["application/json"]),
    offer(Form::Results(ResultFormat::Xml), "xml", "application/sparql-results+xml", &["application/xml", "text/xml"]),
    offer(Form::Results(ResultFormat::Csv), "csv", "text/csv; charset=utf-8", &[]),
    offer(Form::Results(ResultFormat::Tsv), "tsv", "text/tab-separated-values; charset=utf-8", &[]),
];

/// Forms of graphs, the first where nothing else is wished.
pub(super) const GRAPHS: [Offer; 6] = [
    offer(Form::Rdf(Syntax::Turtle), "turtle", "text/turtle; charset=utf-8", &[]),
    offer(Form::Rdf(Syntax::JsonLd), "jsonld", "application/ld+json", &["application/json"]),
    offer(Form::Rdf(Syntax::NTriples), "ntriples", "application/n-triples", &["text/plain"]),
    offer(Form::Rdf(Syntax::RdfXml), "rdfxml", "application/rdf+xml", &["application/xml", "text/xml"]),
    offer(Form::Rdf(Syntax::TriG), "trig", "application/trig", &[]),
    offer(Form::Rdf(Syntax::NQuads), "nquads", "application/n-quads", &[]),
];

/// Forms of a page about a thing: for people where nothing else is wished.
pub(super) const PAGES: [Offer; 5] = [
    offer(Form::Html, "html", "text/html; charset=utf-8", &["application/xhtml+xml"]),
    GRAPHS[0],
    GRAPHS[1],
    GRAPHS[2],
    GRAPHS[3],
];

impl Form {
    /// The form of an answer to a query.
    pub(super) fn offers(query: &Query) -> &'static [Offer] {
        match query {
            Query::Select { .. } | Query::Ask { .. } => &RESULTS,
            Query::Construct { .. } | Query::Describe { .. } => &GRAPHS,
        }
    }

    /// The form of that name.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        RESULTS.iter().chain(&GRAPHS).find(|offer| offer.name == name).map(|offer| offer.form)
    }

    /// How `export` calls it, where it is one of its formats.
    pub(super) fn format(self) -> Option<Format> {
        if let Self::Rdf(syntax) = self { Some(Format::Rdf(syntax)) } else { None }
    }
}

/// The offer that the client would rather have (RFC 9110, section 12.5.1); of those it likes as much the first. Where it
/// takes none of them, it is told what there is.
pub(super) fn wished(headers: &HeaderMap, offers: &'static [Offer]) -> Result<&'static Offer, Refusal> {
    best(headers, offers).ok_or_else(|| {
        let names: Vec<&str> = offers.iter().map(|offer| offer.sent_as).collect();
        Refusal::new(StatusCode::NOT_ACCEPTABLE, format!("this can be had as {}", names.join(", ")))
    })
}

fn best(headers: &HeaderMap, offers: &'static [Offer]) -> Option<&'static Offer> {
    if let Some(named) = only_named(headers, offers) {
        return Some(named);
    }
    let ranges: Vec<Range<'_>> = headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(Range::read)
        .collect();
    if ranges.is_empty() {
        return offers.first();
    }
    // Whoever takes anything of a sort is sent what is of that sort; other names have to be asked for.
    let wish = |offer: &&Offer| {
        let other = offer.also.iter().map(|name| quality(&ranges, name, EXACT)).max().unwrap_or_default();
        quality(&ranges, bare(offer.sent_as), ANY).max(other)
    };
    let best = offers.iter().map(|offer| wish(&offer)).max().filter(|quality| *quality > 0)?;
    offers.iter().find(|offer| wish(offer) == best)
}

/// The offer that a client names, if it names nothing else: programs do.
fn only_named(headers: &HeaderMap, offers: &'static [Offer]) -> Option<&'static Offer> {
    let mut accepted = headers.get_all(ACCEPT).iter();
    let (Some(only), None) = (accepted.next(), accepted.next()) else { return None };
    offers.iter().find(|offer| only.as_bytes() == bare(offer.sent_as).as_bytes())
}

/// A media type without its parameters.
pub(super) fn bare(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or(media_type).trim()
}

/// One media range of an `Accept` header.
struct Range<'a> {
    kind: &'a str,
    subtype: &'a str,
    /// In thousandths.
    quality: u16,
}

impl<'a> Range<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let (kind, subtype) = parts.next()?.split_once('/')?;
        let quality = parts.find_map(|part| {
            let (name, value) = part.split_once('=')?;
            name.trim().eq_ignore_ascii_case("q").then(|| thousandths(value.trim()))
        });
        Some(Self { kind, subtype, quality: quality.unwrap_or(1000) })
    }

    /// How closely it names a media type; `None` where it does not.
    fn closeness(&self, kind: &str, subtype: &str) -> Option<u8> {
        match (self.kind, self.subtype) {
            ("*", "*") => Some(ANY),
            (own, "*") if own.eq_ignore_ascii_case(kind) => Some(1),
            (own, exact) if own.eq_ignore_ascii_case(kind) && exact.eq_ignore_ascii_case(subtype) => Some(EXACT),
            _ => None,
        }
    }
}

/// A quality value in thousandths; what is none counts as 0.
fn thousandths(text: &str) -> u16 {
    let quality = text.parse::<f32>().ok().filter(|quality| (0.0..=1.0).contains(quality)).unwrap_or_default();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 1000")]
    let thousandths = (quality * 1000.0).round() as u16;
    thousandths
}

/// How closely a range names what it takes: anything.
const ANY: u8 = 0;
/// Just that.
const EXACT: u8 = 2;

/// What the closest range says of a media type, of those that are as close as `least`.
fn quality(ranges: &[Range<'_>], media_type: &str, least: u8) -> u16 {
    let Some((kind, subtype)) = media_type.split_once('/') else { return 0 };
    let close = ranges.iter().filter_map(|range| Some((range.closeness(kind, subtype)?, range.quality)));
    close.filter(|(closeness, _)| *closeness >= least).max().map(|(_, quality)| quality).unwrap_or_default()
}
