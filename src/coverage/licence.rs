//! Which licences a tool may have: a choice of SPDX identifiers in, yes or no for an expression out.

use std::collections::BTreeMap;

/// Licences that are welcome.
///
/// ```
/// use aisec_graph::coverage::LicenceChoice;
/// let choice = LicenceChoice::parse("Apache-2.0 or MIT").expect("two identifiers");
/// assert!(choice.allows("GPL-3.0-only OR MIT"));
/// assert!(!choice.allows("GPL-3.0-only AND MIT"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LicenceChoice {
    /// Identifiers as they were written, by themselves in lower case: SPDX compares them without case.
    allowed: BTreeMap<String, String>,
}

impl LicenceChoice {
    /// Reads identifiers with `or` or commas between; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let parts = text.split(',').flat_map(|part| part.split_whitespace().collect::<Vec<_>>());
        let words: BTreeMap<String, String> =
            parts.map(|word| (word.to_lowercase(), word.to_owned())).filter(|(word, _)| word != "or").collect();
        let of_an_id = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '+');
        let is_id = |word: &String| word.chars().all(of_an_id) && word != "and" && word != "with";
        (!words.is_empty() && words.keys().all(is_id)).then_some(Self { allowed: words })
    }

    /// The identifiers as they were written, in the order of their letters whatever their case.
    pub fn identifiers(&self) -> impl Iterator<Item = &str> {
        self.allowed.values().map(String::as_str)
    }

    /// Whether an SPDX expression can be met with these licences alone: one side of an `OR`, both of an `AND`. What
    /// follows `WITH` only ever allows more.
    ///
    /// # Limits
    /// Brackets nested more than 32 deep, or not in pairs, are not allowed.
    pub fn allows(&self, expression: &str) -> bool {
        let spaced = expression.replace('(', " ( ").replace(')', " ) ");
        let words: Vec<&str> = spaced.split_whitespace().collect();
        let mut reader = Reader { words: &words, allowed: &self.allowed, depth: 0 };
        reader.any().is_some_and(|allowed| allowed && reader.words.is_empty())
    }
}

/// Identifiers of an expression, each in lower case and as it is written.
pub(super) fn identifiers_of(expression: &str) -> impl Iterator<Item = (String, &str)> {
    let words = expression.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')'));
    let words = words.map(|word| (word.to_lowercase(), word));
    words.filter(|(word, _)| !matches!(word.as_str(), "" | "and" | "or" | "with"))
}

struct Reader<'a> {
    words: &'a [&'a str],
    allowed: &'a BTreeMap<String, String>,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, wanted: impl Fn(&str) -> bool) -> Option<&'a str> {
        let (first, rest) = self.words.split_first()?;
        wanted(first).then(|| {
            self.words = rest;
            *first
        })
    }

    /// Parts with `OR` between; `None` where it is no expression.
    fn any(&mut self) -> Option<bool> {
        let mut allowed = self.all()?;
        while self.take(|word| word.eq_ignore_ascii_case("or")).is_some() {
            allowed |= self.all()?;
        }
        Some(allowed)
    }

    fn all(&mut self) -> Option<bool> {
        let mut allowed = self.one()?;
        while self.take(|word| word.eq_ignore_ascii_case("and")).is_some() {
            allowed &= self.one()?;
        }
        Some(allowed)
    }

    fn one(&mut self) -> Option<bool> {
        const DEEPEST: usize = 32;
        if self.take(|word| word == "(").is_some() {
            self.depth += 1;
            let inside = (self.depth <= DEEPEST).then(|| self.any()).flatten()?;
            self.depth -= 1;
            return self.take(|word| word == ")").map(|_| inside);
        }
        let id = self.take(|word| word != ")")?;
        if self.take(|word| word.eq_ignore_ascii_case("with")).is_some() {
            self.take(|_| true)?;
        }
        Some(self.allowed.contains_key(&id.to_lowercase()))
    }
}
