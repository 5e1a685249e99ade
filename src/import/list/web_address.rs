//! Tells web addresses from other link targets.
//!
//! A target as typed goes in, what it is comes out. It does not change or compare addresses:
//! that is `resolve`.

use url::Url;

/// What a link points to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Address {
    /// An `http` or `https` address with a host.
    Web,
    /// A place on the same page.
    Anchor,
    /// Another file beside the list.
    Relative,
    /// Nothing a list entry can be known by; says why.
    Unusable(String),
}

/// Sorts a target. O(length).
pub(super) fn classify(target: &str) -> Address {
    if target.starts_with('#') {
        return Address::Anchor;
    }
    if target.trim().is_empty() {
        return Address::Unusable("it is empty".to_owned());
    }
    match Url::parse(target) {
        Ok(url) if !matches!(url.scheme(), "http" | "https") => {
            Address::Unusable(format!("`{}:` is not `http:` or `https:`", url.scheme()))
        }
        // The standard's parser takes `http:host` and `http:///host` for `http://host`; no reader does.
        Ok(_) if !has_written_host(target) => Address::Unusable("it has no host".to_owned()),
        Ok(_) => Address::Web,
        Err(url::ParseError::RelativeUrlWithoutBase) if target.starts_with("//") || target.starts_with("www.") => {
            Address::Unusable("it has no `https:`".to_owned())
        }
        Err(url::ParseError::RelativeUrlWithoutBase) => Address::Relative,
        Err(url::ParseError::EmptyHost) => Address::Unusable("it has no host".to_owned()),
        Err(error) => Address::Unusable(error.to_string()),
    }
}

/// True for an `http` or `https` address with a host.
pub(super) fn is_web(target: &str) -> bool {
    classify(target) == Address::Web
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
    use super::{Address, Targets, classify};

    #[test]
    fn only_http_with_a_host_is_a_web_address() {
        for target in ["https://example.org", "http://example.org:8080/a?b#c", "HTTPS://[::1]/", "https://例子.中国/"]
        {
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
        ] {
            assert!(matches!(classify(target), Address::Unusable(_)), "{target}");
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
