//! Servers that have the same graphs: one of them is asked until it fails, then the next.

use super::client::shown;
use super::endpoint::{Endpoint, single_number, single_text};
use super::error::RemoteError;
use super::text;
use super::version::{Version, current};
use oxrdf::NamedNode;
use std::iter::once;
use std::sync::{Mutex, MutexGuard, PoisonError};
use url::Url;

/// Addresses, in the order in which they are asked, and what went wrong with those that are not asked any more.
#[derive(Debug)]
pub(super) struct Replicas {
    first: Url,
    others: Vec<Url>,
    given_up: Mutex<Vec<RemoteError>>,
    /// The digest that the graph was found to state of itself, where it goes by its own names.
    stated: Mutex<Option<String>>,
}

impl Replicas {
    pub(super) fn new(first: Url) -> Self {
        Self { first, others: Vec::new(), given_up: Mutex::default(), stated: Mutex::default() }
    }

    pub(super) fn add(&mut self, url: Url) {
        self.others.push(url);
    }

    /// The address that is asked now.
    pub(super) fn current(&self) -> &Url {
        once(&self.first).chain(&self.others).nth(self.given_up().len()).unwrap_or(&self.first)
    }

    /// Holds those that come after it to the digest that a server states.
    pub(super) fn remember(&self, digest: Option<&str>) {
        *self.stated.lock().unwrap_or_else(PoisonError::into_inner) = digest.map(str::to_owned);
    }

    /// What went wrong with each that is not asked any more.
    pub(super) fn given_up(&self) -> MutexGuard<'_, Vec<RemoteError>> {
        self.given_up.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Turns to the next address, or fails where there is none.
    fn give_up(&self, error: RemoteError) -> Result<(), RemoteError> {
        let mut given_up = self.given_up();
        if given_up.len() < self.others.len() {
            given_up.push(error);
            return Ok(());
        }
        if given_up.is_empty() {
            return Err(error);
        }
        Err(RemoteError::NoReplica { said: given_up.iter().chain([&error]).map(ToString::to_string).collect() })
    }
}

impl Endpoint {
    /// Turns to the next server that answers and has the graph that is asked about: one that was left behind would
    /// answer as if nothing were there.
    pub(super) fn turn_to_next(&self, why: RemoteError, graph: Option<&NamedNode>) -> Result<(), RemoteError> {
        let mut why = why;
        loop {
            self.replicas.give_up(why)?;
            match self.lacks(graph) {
                Ok(None) => return Ok(()),
                Ok(Some(error)) => why = error,
                Err(error) if error.is_of_server() => why = error,
                Err(error) => return Err(error),
            }
        }
    }

    /// What is wrong with the server where it lacks a graph: of a version its listing, which is written last; of graphs that
    /// go by their own names the digest that they are known by.
    fn lacks(&self, graph: Option<&NamedNode>) -> Result<Option<RemoteError>, RemoteError> {
        // Which version is current is asked first of all: nothing read before hangs on it.
        let Some(graph) = graph.filter(|graph| **graph != current()) else { return self.states_another() };
        let url = self.replicas.current();
        let stated = Version::of_graph(graph).map_or_else(|| graph.clone(), |version| version.iri().clone());
        let (answer, _) = self.ask_at(url, &text::query("graph-size", &[]), Some(&stated))?;
        let is_there = single_number(&answer).is_some_and(|triples| triples > 0);
        Ok((!is_there).then(|| RemoteError::Differs {
            address: shown(url),
            graph: stated.into_string(),
            what: "is not there".to_owned(),
        }))
    }

    /// What is wrong with the server where its graph is not the one that was begun with.
    fn states_another(&self) -> Result<Option<RemoteError>, RemoteError> {
        let begun_with = self.replicas.stated.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(begun_with) = begun_with else { return Ok(None) };
        let url = self.replicas.current();
        let (answer, _) = self.ask_at(url, &text::query("stated-digest", &[]), None)?;
        let is_other = single_text(&answer).as_ref() != Some(&begun_with);
        Ok(is_other.then(|| RemoteError::Differs {
            address: shown(url),
            graph: "the graph".to_owned(),
            what: format!("does not state the digest {begun_with}"),
        }))
    }
}
