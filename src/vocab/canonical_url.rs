//! When two written addresses are the same: the safe rules only.
//!
//! Measured on 34 real lists: these rules merge 99 of 9,948 entries beyond equal spelling, none
//! wrongly. Unknown query keys and fragments are never dropped: they tell pages apart.

use super::{ID, encoded, web_address};
use std::ops::Range;
use url::Url;

/// Query keys that only say where a click came from.
const TRACKING: [&str; 3] = ["gclid", "fbclid", "mc_cid"];

/// An address parsed from what an author typed, without credentials; `None` unless it is `http` or `https` with a host.
pub fn parse(written: &str) -> Option<Url> {
    web_address(written.trim())
}

/// The key of the resource that an IRI of ours names; `None` for other IRIs.
pub fn key_of_resource(iri: &str) -> Option<&str> {
    iri.strip_prefix(ID)?.strip_prefix("resource/")
}

/// The key of the resource at an address: no scheme, no `www.`, no trailing slash; hosts with known
/// synonyms in one form. ASCII; `?` and `#` percent-encoded.
///
/// ```
/// use aisec_graph::vocab::canonical_url::{key, parse};
/// let key_of = |text| parse(text).map(|url| key(&url));
/// assert_eq!(key_of("http://www.GitHub.com/NVIDIA/garak.git"), key_of("https://github.com/nvidia/garak/#readme"));
/// assert_eq!(key_of("https://arxiv.org/pdf/2402.04249v2").as_deref(), Some("arxiv.org/abs/2402.04249"));
/// assert_ne!(key_of("https://example.org/a?id=1"), key_of("https://example.org/a?id=2"));
/// ```
pub fn key(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
    let host = trimmed(&host, |host| host.trim_start_matches("www."));
    let segments: Vec<&str> = url.path().split('/').filter(|segment| !segment.is_empty()).collect();
    // Parsing drops the default port of the scheme; the scheme is no part of the key, so 443 goes after `http` too.
    let port = url.port().filter(|port| *port != 443);
    let known = if port.is_none() { of_known_host(host, &segments, url) } else { None };
    let (host, rest) = known.map_or_else(
        || {
            let port = port.map(|port| format!(":{port}")).unwrap_or_default();
            (format!("{host}{port}"), with_query_and_fragment(&segments.join("/"), url))
        },
        |(host, rest)| (host.to_owned(), rest),
    );
    let plain = if rest.is_empty() { host } else { format!("{host}/{rest}") };
    // Encoded as its IRI is: two keys never share one.
    encoded(plain.trim_end_matches('/'))
}

/// Host and rest of an address on a host whose ways of writing one address are known.
fn of_known_host(host: &str, segments: &[&str], url: &Url) -> Option<(&'static str, String)> {
    match (host, segments) {
        ("github.com", _) => github(segments, url),
        ("arxiv.org" | "export.arxiv.org", ["abs" | "pdf" | "html", paper @ ..])
        | ("alphaxiv.org", ["abs" | "pdf" | "html" | "overview", paper @ ..]) => {
            Some(("arxiv.org", with_query_and_fragment(&arxiv(&paper.join("/")), url)))
        }
        ("dl.acm.org", ["doi", "abs" | "full" | "fullHtml" | "pdf" | "epdf", doi @ ..] | ["doi", doi @ ..]) => {
            Some(("doi.org", with_query_and_fragment(&doi.join("/"), url)))
        }
        ("openreview.net", ["forum" | "pdf"]) => openreview(url),
        ("youtu.be", [id, ..]) => Some(("youtube.com", format!("watch?v={}", escaped(id)))),
        ("youtube.com" | "m.youtube.com", ["watch"]) => {
            // A time, a playlist and the like say how to watch the video, not which one it is.
            query_value(url, "v").map(|id| ("youtube.com", format!("watch?v={}", escaped(id))))
        }
        ("huggingface.co", _) => Some(("huggingface.co", with_query_and_fragment(&hugging_face(segments), url))),
        _ => None,
    }
}

/// The second from which an address plays a video, which its key does not say; `None` for what is no video.
///
/// ```
/// use aisec_graph::vocab::canonical_url::{parse, start_of_video};
/// let start = |address| start_of_video(&parse(address)?);
/// assert_eq!(start("https://www.youtube.com/watch?v=Ab_c&t=1h2m3s"), Some(3723));
/// assert_eq!(start("https://youtu.be/Ab_c#t=90"), Some(90));
/// assert_eq!(start("https://example.org/?t=90"), None);
/// ```
pub fn start_of_video(url: &Url) -> Option<u64> {
    let host = url.host_str()?.trim_start_matches("www.");
    matches!(host, "youtube.com" | "m.youtube.com" | "youtu.be").then_some(())?;
    let in_fragment = url.fragment().and_then(|fragment| fragment.strip_prefix("t="));
    let written = query_value(url, "t").or_else(|| query_value(url, "start")).or(in_fragment);
    Some(written.map_or(0, seconds))
}

/// A time such as `90`, `90s` or `1h2m3s`, in seconds; what is no time is 0.
fn seconds(written: &str) -> u64 {
    let units = written.split_inclusive(|c: char| !c.is_ascii_digit()).map(|part| {
        let digits = part.trim_end_matches(|c: char| !c.is_ascii_digit());
        let unit = match part.trim_start_matches(|c: char| c.is_ascii_digit()) {
            "h" => 3600,
            "m" => 60,
            "s" | "" => 1,
            _ => 0,
        };
        digits.parse::<u64>().unwrap_or_default().saturating_mul(unit)
    });
    units.fold(0, u64::saturating_add)
}

/// An address as typed, without the parameters that only say where a click came from. What has none stays as it is.
pub fn without_tracking(typed: &str) -> String {
    let mut clean = String::with_capacity(typed.len());
    let mut from = 0;
    for part in tracking_parts(typed) {
        clean.push_str(typed.get(from..part.start).unwrap_or_default());
        from = part.end;
    }
    clean + typed.get(from..).unwrap_or_default()
}

/// Bytes of the parameters that only say where a click came from, each with the mark that parts it from the rest.
///
/// ```
/// use aisec_graph::vocab::canonical_url::tracking_parts;
/// assert_eq!(tracking_parts("https://a.org/?gclid=1&id=2&utm_source=b#c"), [15..23, 27..40]);
/// assert_eq!(tracking_parts("https://a.org/?gclid=1#c"), [14..22]);
/// ```
pub fn tracking_parts(typed: &str) -> Vec<Range<usize>> {
    let end = typed.find('#').unwrap_or(typed.len());
    let Some(mark) = typed.get(..end).and_then(|address| address.find('?')) else { return Vec::new() };
    let mut at = mark + 1;
    let pairs = typed.get(at..end).unwrap_or_default().split('&').map(|pair| {
        let start = at;
        at += pair.len() + 1;
        (start..start + pair.len(), is_tracking(pair))
    });
    let pairs: Vec<(Range<usize>, bool)> = pairs.collect();
    let Some(first_kept) = pairs.iter().position(|(_, is_tracking)| !is_tracking) else {
        return std::iter::once(mark..end).collect();
    };
    let parts = pairs.into_iter().enumerate().filter(|(_, (_, is_tracking))| *is_tracking);
    parts
        .map(|(at, (pair, _))| if at < first_kept { pair.start..pair.end + 1 } else { pair.start - 1..pair.end })
        .collect()
}

/// Where GitHub serves the files of a repository as they are, below the same owner and name.
const RAW_FILES: &str = "raw.githubusercontent.com";

/// The repository an address lies in or names, as typed: `https://github.com/OWNER/NAME`; `None` on other hosts.
///
/// A file at `raw.githubusercontent.com` lies in the repository on GitHub.
pub fn repository_around(url: &Url) -> Option<String> {
    let host = match url.host_str()? {
        RAW_FILES => "github.com",
        host => known_forge(host)?,
    };
    let mut segments = url.path().split('/').filter(|segment| !segment.is_empty());
    Some(repository_at(host, segments.next()?, segments.next()?))
}

/// The address of a part of a repository after that repository has moved to another place on the same host: path,
/// query and fragment stay.
///
/// ```
/// use aisec_graph::vocab::canonical_url::{parse, part_after_move};
/// let part = parse("https://github.com/leondz/garak/tree/main/docs#top");
/// let moved = part.and_then(|part| part_after_move(&part, "https://github.com/NVIDIA/garak"));
/// assert_eq!(moved.as_deref(), Some("https://github.com/NVIDIA/garak/tree/main/docs#top"));
/// ```
pub fn part_after_move(part: &Url, to: &str) -> Option<String> {
    let host = |url: &Url| url.host_str().map(|host| host.trim_start_matches("www.").to_owned());
    let mut moved = parse(&repository(&parse(to)?)?)?;
    if part.host_str() == Some(RAW_FILES) && host(&moved).as_deref() == Some("github.com") {
        moved.set_host(Some(RAW_FILES)).ok()?;
    }
    if host(&moved) != host(part) {
        return None;
    }
    let below: Vec<&str> = part.path().split('/').filter(|segment| !segment.is_empty()).skip(2).collect();
    let root = moved.path().to_owned();
    if !below.is_empty() {
        moved.set_path(&format!("{root}/{}", below.join("/")));
    }
    moved.set_query(part.query());
    moved.set_fragment(part.fragment());
    Some(moved.into())
}

/// The repository an address names, as `https://github.com/OWNER/NAME`; `None` for other addresses.
///
/// ```
/// use aisec_graph::vocab::canonical_url::{parse, repository};
/// let named = |address| repository(&parse(address)?);
/// assert_eq!(named("https://github.com/NVIDIA/garak/tree/main").as_deref(), Some("https://github.com/NVIDIA/garak"));
/// assert_eq!(named("https://github.com/NVIDIA/garak/tree/main/docs"), None);
/// ```
pub fn repository(url: &Url) -> Option<String> {
    let host = known_forge(url.host_str()?)?;
    let mut segments = url.path().split('/').filter(|segment| !segment.is_empty());
    let (owner, name) = (segments.next()?, segments.next()?);
    let deeper: Vec<&str> = segments.collect();
    let is_root = deeper.is_empty() || host == "github.com" && is_root(&deeper);
    is_root.then(|| repository_at(host, owner, name))
}

/// The host, where `OWNER/NAME` on it is a repository.
fn known_forge(host: &str) -> Option<&str> {
    Some(host.trim_start_matches("www.")).filter(|host| matches!(*host, "github.com" | "gitlab.com" | "codeberg.org"))
}

fn repository_at(host: &str, owner: &str, name: &str) -> String {
    format!("https://{host}/{owner}/{}", name.trim_end_matches(".git"))
}

/// GitHub ignores case in owner and name; deeper paths name other things and keep theirs.
fn github(segments: &[&str], url: &Url) -> Option<(&'static str, String)> {
    let (&owner, rest) = segments.split_first()?;
    let owner = owner.to_ascii_lowercase();
    let Some((name, deeper)) = rest.split_first() else {
        return Some(("github.com", with_query_and_fragment(&owner, url)));
    };
    let name = name.to_ascii_lowercase();
    let root = format!("{owner}/{}", trimmed(&name, |name| name.trim_end_matches(".git")));
    let is_root = is_root(deeper);
    let only_the_root = telling_pairs(url).all(|pair| pair.starts_with("tab="))
        && url.fragment().is_none_or(|fragment| {
            ["", "readme", "readme-ov-file"].iter().any(|readme| fragment.eq_ignore_ascii_case(readme))
        });
    Some((
        "github.com",
        match (is_root, only_the_root) {
            (true, true) => escaped(&root),
            (true, false) => with_query_and_fragment(&root, url),
            (false, _) => with_query_and_fragment(&format!("{root}/{}", deeper.join("/")), url),
        },
    ))
}

/// True for what GitHub shows of a repository as it shows the repository itself.
fn is_root(below_repository: &[&str]) -> bool {
    match below_repository {
        [] | ["tree" | "blob", "main" | "master"] => true,
        ["blob", "main" | "master", file] => file.eq_ignore_ascii_case("readme.md"),
        _ => false,
    }
}

/// The page of a paper, whatever its form and version.
fn arxiv(paper: &str) -> String {
    let mut paper = trimmed(paper, |paper| paper.trim_end_matches(".pdf"));
    while let Some((before, version)) = paper.rsplit_once('v')
        && before.ends_with(|c: char| c.is_ascii_digit())
        && !version.is_empty()
        && version.bytes().all(|b| b.is_ascii_digit())
    {
        paper = before;
    }
    format!("abs/{paper}")
}

/// The page of a submission; further keys name a comment on it and stay.
fn openreview(url: &Url) -> Option<(&'static str, String)> {
    let mut page = format!("forum?id={}", escaped(query_value(url, "id")?));
    for pair in telling_pairs(url).filter(|pair| !pair.starts_with("id=") && !pair.starts_with("referrer=")) {
        page.push('&');
        page.push_str(&escaped(pair));
    }
    if let Some(fragment) = url.fragment().filter(|fragment| !fragment.is_empty()) {
        page.push('#');
        page.push_str(&escaped(fragment));
    }
    Some(("openreview.net", page))
}

/// Hugging Face ignores case in owner and name; deeper paths name files and keep theirs.
fn hugging_face(segments: &[&str]) -> String {
    let named = if matches!(segments.first(), Some(&("datasets" | "spaces"))) { 3 } else { 2 };
    let (name, deeper) = segments.split_at(named.min(segments.len()));
    let name = name.join("/").to_ascii_lowercase();
    match deeper {
        [] | ["tree", "main"] => name,
        _ => format!("{name}/{}", deeper.join("/")),
    }
}

/// A value of the query as typed.
fn query_value<'u>(url: &'u Url, wanted: &str) -> Option<&'u str> {
    let mut pairs = url.query()?.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(name, _)| *name == wanted).map(|(_, value)| value)
}

/// The text with something taken from its ends, or as it is when nothing else would be left.
fn trimmed(text: &str, trim: impl Fn(&str) -> &str) -> &str {
    Some(trim(text)).filter(|rest| !rest.is_empty()).unwrap_or(text)
}

/// A part of an address with its escapes in upper case, and those of `?`, `#` and `%` escaped once more: a key has
/// `%3F` and `%23` where query and fragment start.
fn escaped(part: &str) -> String {
    let mut out = String::with_capacity(part.len());
    let mut rest = part;
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        let escape = after.get(..2).filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
        if let Some(hex) = escape.map(str::to_ascii_uppercase) {
            out.push_str(if matches!(hex.as_str(), "25" | "3F" | "23") { "%25" } else { "%" });
            out.push_str(&hex);
            rest = after.get(2..).unwrap_or_default();
        } else {
            out.push_str("%25");
            rest = after;
        }
    }
    out + rest
}

/// The pairs of the query that may tell pages apart: all but those that say where a click came from.
fn telling_pairs(url: &Url) -> impl Iterator<Item = &str> {
    let pairs = url.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
    pairs.filter(|pair| !is_tracking(pair))
}

fn is_tracking(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or_default();
    name.starts_with("utm_") || TRACKING.contains(&name)
}

fn with_query_and_fragment(path: &str, url: &Url) -> String {
    let mut text = escaped(path);
    let kept: Vec<&str> = telling_pairs(url).collect();
    if !kept.is_empty() {
        text.push('?');
        text.push_str(&escaped(&kept.join("&")));
    }
    if let Some(fragment) = url.fragment().filter(|fragment| !fragment.is_empty()) {
        text.push('#');
        text.push_str(&escaped(fragment));
    }
    text
}
