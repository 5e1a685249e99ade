//! Names of dependencies in, the tools of the catalog they are out.

use super::graph::Facts;
use super::stack::Packages;
use crate::catalog::DependencyName;
use crate::snapshot::{Snapshot, TermId};
use crate::vocab::aisec::{class, property};
use crate::vocab::{canonical_url, dcterms, schema};
use std::collections::BTreeMap;

/// A tool that a dependency is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct KnownTool {
    /// Its name.
    pub name: String,
    /// Its IRI.
    pub iri: String,
    /// What a stack may call it, whatever else has its name: a package URL, else its address, else its IRI.
    pub reference: String,
}

/// The tools of a graph by package and by repository.
#[derive(Debug)]
pub struct KnownTools<'s> {
    facts: Facts<'s>,
    packages: BTreeMap<String, TermId>,
    /// By the key of an address, former ones too.
    addresses: BTreeMap<String, TermId>,
}

impl<'s> KnownTools<'s> {
    /// The tools of a graph. O(tools).
    pub fn new(snapshot: &'s Snapshot) -> Self {
        let facts = Facts::new(snapshot);
        let mut addresses = BTreeMap::new();
        for tool in facts.members(class::TOOL) {
            let former = facts.subjects(dcterms::IS_REPLACED_BY, tool);
            let own =
                std::iter::once(tool).chain(former).filter_map(|iri| canonical_url::key_of_resource(facts.iri(iri)));
            addresses.extend(own.map(|key| (key.to_owned(), tool)));
        }
        // What a tool is known by goes before what others say their code is.
        for tool in facts.members(class::TOOL) {
            let of_code = facts.objects(tool, schema::CODE_REPOSITORY).map(|address| facts.iri(address));
            for address in of_code.filter_map(canonical_url::parse) {
                addresses.entry(canonical_url::key(&address)).or_insert(tool);
            }
        }
        Self { facts, packages: Packages::new(facts).all(), addresses }
    }

    /// The tool that one of the names means, the first that does, with that name.
    pub fn tool<'n>(&self, names: &'n [DependencyName]) -> Option<(KnownTool, &'n DependencyName)> {
        names.iter().find_map(|name| {
            let tool = match name {
                DependencyName::Package(package) => self.packages.get(package),
                DependencyName::Repository(address) => {
                    self.addresses.get(&canonical_url::key(&canonical_url::parse(address)?))
                }
                DependencyName::Image(_) => None,
            };
            Some((self.known(*tool?), name))
        })
    }

    fn known(&self, tool: TermId) -> KnownTool {
        let facts = self.facts;
        let iri = facts.iri(tool).to_owned();
        // An action of GitHub is a way to run it, no name for it.
        let mut packages = facts.objects(tool, property::PURL).map(|package| facts.snapshot.text(package));
        let package = packages.find(|package| !package.starts_with("pkg:github/"));
        let reference = package.or_else(|| facts.text(tool, schema::URL)).unwrap_or(&iri);
        KnownTool { name: facts.label(tool), reference: reference.to_owned(), iri: iri.clone() }
    }
}
