//! Graphs of a server, read whole: counted first, and in pages where the server cuts.

use super::answer::RemoteAnswer;
use super::endpoint::{Endpoint, PAGE, single_number, single_text};
use super::error::RemoteError;
use super::text;
use super::version::{Part, Version, current};
use oxrdf::{Literal, NamedNode, NamedOrBlankNode, Term, Triple};

impl Endpoint {
    /// The version that clients are to read; none where the server has none of ours.
    ///
    /// # Errors
    /// [`RemoteError`].
    pub fn current_version(&self) -> Result<Option<Version>, RemoteError> {
        let RemoteAnswer::Solutions { rows, .. } = self.ask(&text::query("current-version", &[]), Some(&current()))?
        else {
            return Err(self.no_table());
        };
        let [row] = rows.as_slice() else { return Ok(None) };
        let [Some(Term::NamedNode(version))] = row.as_slice() else { return Ok(None) };
        Ok(Version::of_iri(version))
    }

    /// The digest that the graph states of itself where its graphs go by their own names, as `aisec serve` has them; none
    /// where there is no such graph.
    ///
    /// # Errors
    /// [`RemoteError`].
    pub fn stated_digest(&self) -> Result<Option<String>, RemoteError> {
        let answer = self.ask(&text::query("stated-digest", &[]), None)?;
        if !matches!(answer, RemoteAnswer::Solutions { .. }) {
            return Err(self.no_table());
        }
        let digest = single_text(&answer);
        self.replicas.remember(digest.as_deref());
        Ok(digest)
    }

    /// The named graphs with the number of their triples, by IRI.
    ///
    /// # Errors
    /// [`RemoteError`].
    pub fn named_graphs(&self) -> Result<Vec<(NamedNode, u64)>, RemoteError> {
        let RemoteAnswer::Solutions { rows, .. } = self.ask(&text::query("named-graphs", &[]), None)? else {
            return Err(self.no_table());
        };
        let graph = |row: Vec<Option<Term>>| match row.as_slice() {
            [Some(Term::NamedNode(graph)), Some(Term::Literal(triples))] => {
                Some((graph.clone(), triples.value().parse().ok()?))
            }
            _ => None,
        };
        rows.into_iter().map(graph).collect::<Option<_>>().ok_or_else(|| self.no_table())
    }

    /// The graphs of a version, by IRI; none where it is not there, or not whole.
    ///
    /// # Errors
    /// [`RemoteError`].
    pub fn parts(&self, version: &Version) -> Result<Vec<Part>, RemoteError> {
        let query = text::query("version-graphs", &[]);
        let RemoteAnswer::Solutions { rows, .. } = self.ask(&query, Some(version.iri()))? else {
            return Err(self.no_table());
        };
        let part = |row: Vec<Option<Term>>| {
            let [
                Some(Term::NamedNode(graph)),
                Some(Term::NamedNode(of)),
                Some(Term::Literal(triples)),
                Some(Term::Literal(digest)),
            ] = <[_; 4]>::try_from(row).ok()?
            else {
                return None;
            };
            let triples = triples.value().parse().ok()?;
            Some(Part { graph, of: version.original(&of), triples, digest: digest.value().to_owned() })
        };
        Ok(rows.into_iter().map(part).collect::<Option<_>>().unwrap_or_default())
    }

    /// How many triples a graph has; 0 for one that is not there.
    ///
    /// # Errors
    /// [`RemoteError`].
    pub fn size(&self, graph: &NamedNode) -> Result<u64, RemoteError> {
        let answer = self.ask(&text::query("graph-size", &[]), Some(graph))?;
        single_number(&answer).map(|number| number as u64).ok_or_else(|| self.no_table())
    }

    /// All triples of a graph that has so many by the server's own count ([`Self::size`]), in no order.
    ///
    /// # Errors
    /// [`RemoteError::Differs`] where it gives another number of them.
    pub fn triples(&self, graph: &NamedNode, size: u64) -> Result<Vec<Triple>, RemoteError> {
        let (answer, most_rows) = self.ask_once(&text::query("graph-triples", &[]), Some(graph))?;
        let mut triples = self.triples_of(answer)?;
        if let Some(most) = most_rows
            && (triples.len() as u64) < size
        {
            triples = self.triples_by_page(graph, most.min(PAGE))?;
        }
        if triples.len() as u64 == size {
            return Ok(triples);
        }
        let what = format!("has {size} triples by its own count, and gives {}", triples.len());
        Err(RemoteError::Differs { address: self.shown(), graph: graph.as_str().to_owned(), what })
    }

    /// The triples of a graph, some subjects at a time: sorting and skipping is limited where answers are cut.
    fn triples_by_page(&self, graph: &NamedNode, most: usize) -> Result<Vec<Triple>, RemoteError> {
        let mut triples = Vec::new();
        let mut after = String::new();
        loop {
            let query = text::query("graph-page", &[("after", Literal::new_simple_literal(&after).into())]);
            let mut page = self.triples_of(self.ask_once(&query, Some(graph))?.0)?;
            if page.len() < most {
                triples.extend(page);
                return Ok(triples);
            }
            // The last subject may go on after the page.
            let last = page.last().map(|triple| triple.subject.clone());
            page.retain(|triple| Some(&triple.subject) != last.as_ref());
            let Some(NamedOrBlankNode::NamedNode(end)) = page.last().map(|triple| triple.subject.clone()) else {
                let why = "one subject has more triples than a page".to_owned();
                return Err(RemoteError::Cut { address: self.shown(), rows: most, why });
            };
            end.as_str().clone_into(&mut after);
            triples.extend(page);
        }
    }

    fn triples_of(&self, answer: RemoteAnswer) -> Result<Vec<Triple>, RemoteError> {
        let RemoteAnswer::Solutions { rows, .. } = answer else { return Err(self.no_table()) };
        let triple = |row: Vec<Option<Term>>| {
            let [Some(subject), Some(Term::NamedNode(predicate)), Some(object)] = <[_; 3]>::try_from(row).ok()? else {
                return None;
            };
            let subject = match subject {
                Term::NamedNode(node) => NamedOrBlankNode::from(node),
                Term::BlankNode(node) => node.into(),
                Term::Literal(_) => return None,
            };
            Some(Triple { subject, predicate, object })
        };
        rows.into_iter().map(triple).collect::<Option<_>>().ok_or_else(|| RemoteError::Malformed {
            address: self.shown(),
            cause: "a row of it is no triple".to_owned(),
        })
    }

    fn no_table(&self) -> RemoteError {
        RemoteError::Malformed { address: self.shown(), cause: "it is not the table that was asked for".to_owned() }
    }
}
