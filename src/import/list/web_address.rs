//! Tells web addresses from other link targets.
//!
//! A target as typed goes in, what it is comes out. It does not change or compare addresses:
//! that is `resolve`.

use url::Url;

/// What a link points to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Address {
    /// An `http` or `https` address with a host.
    Web,
    /// A place on the same page.
    Anchor,
    /// Another file beside the list.
    Relative,
    /// Nothing a list entry can be known by; [`why_unusable`] says why.
    Unusable,
}

/// Sorts a target. O(length).
pub(super) fn classify(target: &str) -> Address {
    if is_plainly_web(target) {
        return Address::Web;
    }
    if target.starts_with('#') {
        return Address::Anchor;
    }
    match usable(target) {
        Ok(address) => address,
        Err(_) => Address::Unusable,
    }
}

/// Why a target is no address that an entry can be known by; empty for one that is.
pub(super) fn why_unusable(target: &str) -> String {
    match classify(target) {
        Address::Web => String::new(),
        Address::Anchor => "it points into this page".to_owned(),
        Address::Relative => "it names a file beside the list".to_owned(),
        Address::Unusable => usable(target).err().unwrap_or_default(),
    }
}

/// What a target is that is not a place on the same page, or why nobody can follow it.
fn usable(target: &str) -> Result<Address, String> {
    if target.trim().is_empty() {
        return Err("it is empty".to_owned());
    }
    match Url::parse(target) {
        Ok(url) if !matches!(url.scheme(), "http" | "https") => {
            Err(format!("`{}:` is not `http:` or `https:`", url.scheme()))
        }
        // The standard's parser takes `http:host` and `http:///host` for `http://host`; no reader does.
        Ok(_) if !has_written_host(target) => Err("it has no host".to_owned()),
        Ok(url) => match why_no_host(url.host_str().unwrap_or_default()) {
            Some(why) => Err(why),
            None => Ok(Address::Web),
        },
        Err(url::ParseError::RelativeUrlWithoutBase)
            if target.starts_with("//") || target.starts_with(WWW) || starts_with_host(target) =>
        {
            Err("it has no `https:`".to_owned())
        }
        Err(url::ParseError::RelativeUrlWithoutBase) => Ok(Address::Relative),
        Err(url::ParseError::EmptyHost) => Err("it has no host".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

/// Last parts of the names of hosts with which hardly any file or folder ends.
const DOMAINS: [&str; 8] = ["ai", "com", "dev", "edu", "gov", "io", "net", "org"];

/// True where a host stands where a folder or file would: `Example.com/tools`.
fn starts_with_host(target: &str) -> bool {
    let host = target.split(['/', '?', '#']).next().unwrap_or_default();
    let is_of_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    host.starts_with(|c: char| c.is_ascii_alphanumeric())
        && host.chars().all(is_of_host)
        && !is_markdown_file(target)
        && host.rsplit_once('.').is_some_and(|(_, last)| DOMAINS.iter().any(|known| known.eq_ignore_ascii_case(last)))
}

/// Why a host that the standard's parser lets pass is none.
fn why_no_host(host: &str) -> Option<String> {
    let is_part_of_host = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '_' | ':' | '[' | ']');
    if matches!(host, "http" | "https") {
        return Some(format!("`{host}:` stands in place of its host"));
    }
    if let Some(c) = host.chars().find(|&c| !is_part_of_host(c)) {
        return Some(format!("no host has `{c}` in its name"));
    }
    let labels = host.strip_suffix('.').unwrap_or(host);
    labels.split('.').any(str::is_empty).then(|| "between two dots of its host stands nothing".to_owned())
}

/// True for an address with a host name in ASCII, without a user, a port or Punycode: what most addresses are, told
/// without taking them apart. What it is false for may be an address all the same.
fn is_plainly_web(target: &str) -> bool {
    let Some(rest) = target.strip_prefix("https://").or_else(|| target.strip_prefix("http://")) else { return false };
    let end = rest.bytes().position(|byte| matches!(byte, b'/' | b'?' | b'#')).unwrap_or(rest.len());
    let host = rest.as_bytes().get(..end).unwrap_or_default();
    let mut labels = host.split(|byte| *byte == b'.').peekable();
    while let Some(label) = labels.next() {
        let is_last = labels.peek().is_none();
        let is_name = label.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-');
        let is_punycode = label.get(..4).is_some_and(|start| start.eq_ignore_ascii_case(b"xn--"));
        // A host whose last part is a number is an IPv4 address, or meant to be one.
        let is_number = is_last && !label.first().is_some_and(u8::is_ascii_alphabetic);
        if label.is_empty() || !is_name || is_punycode || is_number {
            return false;
        }
    }
    true
}

/// What a host starts with that is an address without a scheme.
pub(super) const WWW: &str = "www.";

/// A text that starts with a host like `www.example.org`, as it stands; `None` for any other.
///
/// A host has labels of letters, digits, hyphens and underscores; its last two have no underscore.
pub(super) fn without_scheme(text: &str) -> Option<&str> {
    /// Longest name of a host (RFC 1035, section 2.3.4): what is longer is none, and is not read to its end.
    const MAX_HOST_BYTES: usize = 253;
    text.strip_prefix(WWW)?;
    let is_of_host = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let end =
        text.char_indices().find(|&(at, c)| at > MAX_HOST_BYTES || !is_of_host(c)).map_or(text.len(), |(at, _)| at);
    let host = text.get(..end)?.trim_end_matches('.');
    let is_host = host.len() > WWW.len()
        && host.len() <= MAX_HOST_BYTES
        && host.split('.').all(|label| !label.is_empty())
        && !host.rsplit('.').take(2).any(|label| label.contains('_'));
    is_host.then_some(text)
}

/// True for the text of a link that shows an address.
pub(super) fn is_shown(text: &str) -> bool {
    text.contains("://") || text.trim_start().starts_with(WWW)
}

/// Host and path of an address, neither with the slash between them.
pub(super) fn host_and_path(address: &str) -> (&str, &str) {
    let common = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    let rest = common.or_else(|| Some(address.split_once("://")?.1)).unwrap_or(address);
    // A host is short: a search for its end costs less than to set one up.
    match rest.bytes().position(|byte| byte == b'/').and_then(|end| rest.split_at_checked(end)) {
        Some((host, path)) => (host, path.strip_prefix('/').unwrap_or(path)),
        None => (rest, ""),
    }
}

/// True for a host and all below it, in any case.
pub(super) fn is_under(host: &str, parent: &str) -> bool {
    let (host, parent) = (host.as_bytes(), parent.as_bytes());
    let Some((above, end)) = host.len().checked_sub(parent.len()).and_then(|at| host.split_at_checked(at)) else {
        return false;
    };
    // Where the parts of hosts end tells most of them apart.
    matches!(above, [] | [.., b'.']) && end.eq_ignore_ascii_case(parent)
}

/// True when a relative target names a Markdown file, whatever part of it.
pub(super) fn is_markdown_file(target: &str) -> bool {
    let path = target.split(['#', '?']).next().unwrap_or_default();
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    ["md", "markdown"].iter().any(|markdown| extension.eq_ignore_ascii_case(markdown))
}

/// Tells which places of a text stand inside an address or the target of a link.
///
/// By the characters before the place, not by Markdown: where it is wrong, a place right after an
/// address counts as part of it. Places are asked for in order; all together cost O(length).
#[derive(Debug)]
pub(super) struct Targets<'a> {
    text: &'a str,
    reached: usize,
    previous: char,
    inside: Inside,
}

/// What a place stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inside {
    /// Text.
    Text,
    /// An address, up to the next white space, bracket or quote.
    Address,
    /// The target of a link, with that many parentheses open.
    Target(usize),
}

impl<'a> Targets<'a> {
    /// Before any place of the text.
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, reached: 0, previous: ' ', inside: Inside::Text }
    }

    /// True when the byte stands inside an address. Not before a byte asked for earlier.
    pub(super) fn hold(&mut self, at: usize) -> bool {
        let passed = self.text.get(self.reached..at).unwrap_or_default();
        for (index, c) in passed.char_indices() {
            self.inside = match (self.inside, c) {
                (Inside::Target(depth), '(') => Inside::Target(depth + 1),
                (Inside::Target(depth), ')') if depth > 1 => Inside::Target(depth - 1),
                (Inside::Target(_), ')') => Inside::Text,
                (_, '(') if self.previous == ']' => Inside::Target(1),
                (_, '"' | '\'') if self.previous == '=' => Inside::Address,
                (Inside::Text, ':') if passed.get(index..).is_some_and(|rest| rest.starts_with("://")) => {
                    Inside::Address
                }
                (_, '(' | '<' | '>' | '"' | '\'' | '|') if self.inside == Inside::Address => Inside::Text,
                (_, c) if c.is_whitespace() => Inside::Text,
                (inside, _) => inside,
            };
            self.previous = c;
        }
        self.reached = at;
        self.inside != Inside::Text
    }
}

fn has_written_host(target: &str) -> bool {
    target.split_once("://").is_some_and(|(_, rest)| rest.starts_with(|c: char| !"/\\?#:@".contains(c)))
}

#[cfg(test)]
mod tests {
    use super::{Address, Targets, classify, is_plainly_web};
    use proptest::prelude::*;
    use url::Url;

    proptest! {
        #[test]
        fn what_is_plainly_an_address_is_one(target in "https?://[a-zA-Z0-9.:@xn-]{0,12}[/?#]?.{0,8}") {
            let url = Url::parse(&target);
            prop_assert!(!is_plainly_web(&target) || url.is_ok_and(|url| url.has_host()), "{target}");
        }
    }

    #[test]
    fn common_addresses_are_told_without_taking_them_apart() {
        assert!(is_plainly_web("https://github.com/NVIDIA/garak?tab=readme#start"));
        for target in ["https://1.2.3.4/", "https://1.2.3.400", "https://a..b/", "https://xn--a/", "https://a:b@c.d/"] {
            assert!(!is_plainly_web(target), "{target}");
        }
    }

    #[test]
    fn only_http_with_a_host_is_a_web_address() {
        for target in [
            "https://example.org",
            "http://example.org:8080/a?b#c",
            "https://u@a_b.example.org./",
            "HTTPS://[::1]/",
            "https://例子.中国/",
        ] {
            assert_eq!(classify(target), Address::Web, "{target}");
        }
        for target in [
            "javascript:alert(1)",
            "data:text/html,x",
            "mailto:a@b.c",
            "ftp://a.b/",
            "http://",
            "https:///path",
            "http:a",
            "//example.org",
            "www.example.org",
            "",
            "http://a:b:c/",
            "https://https://h.dev",
            "https://k..dev",
            "https://l.dev,",
            "https://{host}/",
        ] {
            assert!(classify(target) == Address::Unusable, "{target}");
        }
        assert_eq!(classify("#tools"), Address::Anchor);
        assert_eq!(classify("papers/README.md"), Address::Relative);
    }

    #[test]
    fn places_in_targets_are_told_from_others() {
        let held =
            ["[a](https://x.org/*)", "[a](<docs/*.md>)", "<https://x.org/*>", "see https://x.org/*", "<a href=\"b*\">"];
        let free = ["[*](https://x.org)", "[a](https://x.org) *", "(see *)", "| * |"];
        for text in held {
            assert!(Targets::new(text).hold(text.find('*').unwrap_or_default()), "{text}");
        }
        for text in free {
            assert!(!Targets::new(text).hold(text.find('*').unwrap_or_default()), "{text}");
        }
    }

    #[test]
    fn places_are_told_one_after_the_other() {
        let text = "*[*](https://x.org/*a*) * [b](docs/*/*.md)*";
        let mut targets = Targets::new(text);
        let held: Vec<bool> = text.match_indices('*').map(|(at, _)| targets.hold(at)).collect();
        assert_eq!(held, [false, false, true, true, false, true, true, false]);
    }
}
