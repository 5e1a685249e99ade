//! What was read of a file so far.

use super::super::node::Node;
use super::super::row::shown;
use super::super::{json, yaml};
use super::repository::repository;
use crate::catalog::{Dependencies, Dependency, DependencyInclude, DependencyName};
use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::source::{SourceText, Span};
use crate::vocab::package_url;

/// Lines without a package that are told of one file; one with more is hardly what its name says.
const MAX_MALFORMED: usize = 100;

/// A file that is being read, and what it says.
pub(super) struct Reading<'t> {
    pub(super) source: &'t SourceText,
    value: Dependencies,
    diagnostics: Vec<Diagnostic>,
    malformed: usize,
}

impl<'t> Reading<'t> {
    pub(super) fn new(source: &'t SourceText) -> Self {
        Self { source, value: Dependencies::default(), diagnostics: Vec::new(), malformed: 0 }
    }

    /// What was read, in the order of the text.
    pub(super) fn finished(self) -> Checked<Dependencies> {
        let Self { mut value, mut diagnostics, malformed, .. } = self;
        value.found.sort_by_key(|dependency| dependency.span);
        value.includes.sort_by_key(|include| include.span);
        let untold = malformed.saturating_sub(MAX_MALFORMED);
        if let Some(last) = diagnostics.last_mut().filter(|_| untold > 0) {
            last.more = u32::try_from(untold + 1).unwrap_or(u32::MAX);
        }
        Checked { value, diagnostics }
    }

    /// The text of a part of the file.
    pub(super) fn text(&self, span: Span) -> &'t str {
        self.source.text().get(span.start..span.end).unwrap_or_default()
    }

    /// A package of a registry.
    pub(super) fn package(&mut self, kind: &str, name: &str, version: Option<&str>, span: Span) {
        self.dependency(vec![DependencyName::Package(package_url(kind, name))], version, span);
    }

    /// A package of a registry, or of a repository where its address names one.
    pub(super) fn package_at(
        &mut self,
        kind: &str,
        name: &str,
        address: Option<&str>,
        version: Option<&str>,
        span: Span,
    ) {
        let mut names = vec![DependencyName::Package(package_url(kind, name))];
        names.extend(address.and_then(repository).map(|found| DependencyName::Repository(found.address)));
        self.dependency(names, version, span);
    }

    pub(super) fn dependency(&mut self, names: Vec<DependencyName>, version: Option<&str>, span: Span) {
        let version = version.map(str::trim).filter(|version| !version.is_empty()).map(|version| shown(version).into());
        self.value.found.push(Dependency { names, version, span });
    }

    pub(super) fn include(&mut self, path: &str, span: Span) {
        self.value.includes.push(DependencyInclude { path: path.to_owned(), span });
    }

    /// What stands there names no package; it is left out.
    pub(super) fn malformed(&mut self, span: Span, wanted: &str) {
        self.malformed += 1;
        if self.malformed <= MAX_MALFORMED {
            let found = format!("`{}` is not {wanted}", shown(self.text(span).trim()));
            let found = Diagnostic::new(Code::MalformedDependency, found).at(self.source.id().as_str(), span);
            self.diagnostics.push(found.help("mend it; it is left out"));
        }
    }

    /// The file cannot be read from there on.
    pub(super) fn unreadable(&mut self, at: Span, what: impl Into<String>) {
        let found = Diagnostic::new(Code::UnreadableDependencies, what).at(self.source.id().as_str(), at);
        self.diagnostics.push(found);
    }

    /// The file as JSON; told where it is none.
    pub(super) fn json(&mut self) -> Option<Node> {
        json::parse(self.source.text())
            .map_err(|error| {
                self.unreadable(self.character(error.at), format!("it is not usable JSON: {}", error.what));
            })
            .ok()
    }

    /// The file as YAML; told where it is none.
    pub(super) fn yaml(&mut self) -> Option<Node> {
        yaml::parse(self.source.text())
            .map_err(|error| {
                let what = format!("it is not usable YAML: {}", error.cause);
                self.unreadable(self.source.line_span(error.line), what);
            })
            .ok()
    }

    /// The character that a byte belongs to.
    pub(super) fn character(&self, at: usize) -> Span {
        let text = self.source.text();
        let start = (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or_default();
        let length = text.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        Span::new(start, start + length)
    }

    /// Where a text stands in a part of the file, without the quotes around it; the part where it is written otherwise.
    pub(super) fn within(&self, part: Span, text: &str) -> Span {
        let at = self.text(part).find(text).map(|at| part.start + at);
        at.map_or(part, |at| Span::new(at, at + text.len()))
    }

    /// Where the key of a value of JSON stands: it is written before the value, as a rule close to it.
    pub(super) fn key(&self, key: &str, value: &Node) -> Span {
        const MOST_BETWEEN: usize = 64;
        let text = self.source.text();
        let from = self.character(value.span.start.saturating_sub(key.len() + MOST_BETWEEN)).start;
        let before = text.get(from..value.span.start).unwrap_or_default();
        let at = before.rfind(&format!("\"{key}\"")).map(|at| at + 1);
        // A key that is written with escapes is not found; that of an earlier value would be.
        let is_next = |at: &usize| {
            let between = before.get(at + key.len() + 1..).unwrap_or_default();
            between.chars().all(|c| c.is_whitespace() || c == ':' || c == '"')
        };
        at.filter(is_next).map_or(value.span, |at| Span::new(from + at, from + at + key.len()))
    }
}
