//! The two real lists, alone and together: what anyone can count by hand is what the graph has.

use super::built_in::{Triples, built_in};
use super::command::skipped;
use aisec_graph::catalog::{Catalog, Kind};
use aisec_graph::diagnostic::Code;
use aisec_graph::import;
use aisec_graph::pipeline::{Base, Built, Given, Inputs, build};
use aisec_graph::resolve::{Imported, resolve};
use aisec_graph::source::{SourceId, SourceText};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const MLSECOPS: &str = "awesome-mlsecops.md";
const AISECURITY: &str = "awesome-aisecurity.zh.md";

/// A published list as it was read; `None`, with the reason printed, where it is not beside the project.
fn seed(name: &str) -> Option<PathBuf> {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let places = ["../shared/seeds", "../../shared/seeds"].map(|folder| project.join(folder).join(name));
    let found = places.into_iter().find(|path| path.is_file());
    if found.is_none() {
        skipped(&format!("{name} is not in ../shared/seeds"));
    }
    found
}

/// The graph of some lists alone, each under an id of ours.
fn only(lists: &[(&str, PathBuf)]) -> Built {
    let given = |(id, path): &(&str, PathBuf)| Given::file(SourceId::new(id).expect("a valid id"), path.clone());
    let inputs = Inputs { base: Base::IdentityOnly, given: lists.iter().map(given).collect(), ..Inputs::default() };
    build(&inputs).expect("the lists can be read")
}

fn kinds(catalog: &Catalog) -> BTreeMap<Kind, usize> {
    catalog.resources.values().fold(BTreeMap::new(), |mut counts, resource| {
        *counts.entry(resource.kind).or_default() += 1;
        counts
    })
}

/// Names of resources that more than one list has.
fn shared(catalog: &Catalog) -> BTreeSet<&str> {
    let lists = |key| {
        let listings = catalog.listings.iter().filter(move |listing| listing.resource == key);
        listings.map(|listing| &listing.origin.source).collect::<BTreeSet<_>>().len()
    };
    let shared = catalog.resources.values().filter(|resource| lists(resource.key.clone()) > 1);
    shared.map(|resource| resource.name.as_str()).collect()
}

/// The counts of the list on machine-learning security operations, of the published text or of ours.
fn assert_mlsecops(built: &Built) {
    let (catalog, graph) = (&built.catalog, Triples::of(&built.snapshot));
    let taxonomy = &catalog.lists.values().find(|list| !list.taxonomy.is_empty()).expect("it has a taxonomy").taxonomy;
    assert_eq!((taxonomy.layers.len(), taxonomy.phases.len(), taxonomy.risks.len()), (3, 9, 34));
    let of_category = |name: &str| taxonomy.risks.iter().filter(|risk| risk.code.category.name() == name).count();
    assert_eq!((of_category("Security"), of_category("Privacy")), (23, 11));
    for (class, count) in [("aisec:Layer", 3), ("aisec:Phase", 9), ("aisec:Risk", 34)] {
        assert_eq!(graph.of_class(class).count(), count, "{class}");
    }

    let listings: Vec<_> = catalog.listings.iter().filter(|listing| !listing.risks.is_empty()).collect();
    assert_eq!(listings.len(), 37, "rows of tools");
    assert_eq!(listings.iter().map(|listing| listing.risks.len()).sum::<usize>(), 56, "row-to-risk links");
    let tools: BTreeSet<_> = listings.iter().map(|listing| &listing.resource).collect();
    assert_eq!(tools.len(), 36, "tools");
    let labelled: BTreeSet<_> = listings.iter().flat_map(|listing| &listing.risks).map(|risk| risk.code).collect();
    assert_eq!(taxonomy.risks.iter().filter(|risk| !labelled.contains(&risk.code)).count(), 17, "risks without a tool");
    let rows = graph.of_class("aisec:Listing").flat_map(|listing| graph.objects(listing, "aisec:declaresRisk"));
    assert_eq!(rows.count(), 56, "links in the graph");

    let watchtower: Vec<_> = catalog.listings.iter().filter(|listing| listing.name == "AIShield Watchtower").collect();
    let risks: BTreeSet<String> = watchtower.iter().flat_map(|l| &l.risks).map(|risk| risk.code.to_string()).collect();
    assert_eq!(watchtower.len(), 2);
    assert_eq!(watchtower[0].resource, watchtower[1].resource);
    assert_eq!(risks.into_iter().collect::<Vec<_>>(), ["R16-Security", "R17-Security"]);
    assert!(built.diagnostics.iter().any(|found| found.code == Code::ConflictingListings));
}

#[test]
fn the_published_mlsecops_list_alone() {
    let Some(path) = seed(MLSECOPS) else { return };
    let built = only(&[("mlsecops", path)]);
    assert_mlsecops(&built);
    assert_eq!(kinds(&built.catalog), BTreeMap::from([(Kind::Tool, 36), (Kind::Organization, 5)]));
}

#[test]
fn the_published_aisecurity_list_alone() {
    let Some(path) = seed(AISECURITY) else { return };
    let built = only(&[("aisecurity-zh", path)]);
    assert_eq!((built.catalog.listings.len(), built.catalog.resources.len()), (83, 57));
    assert_eq!(kinds(&built.catalog).get(&Kind::Organization), None);
    let graph = Triples::of(&built.snapshot);
    assert_eq!((graph.of_class("aisec:Listing").count(), graph.of_class("aisec:Resource").count()), (83, 57));
}

/// Both lists together, of the published texts or of ours.
fn assert_both(built: &Built) {
    let organizations = kinds(&built.catalog)[&Kind::Organization];
    assert_eq!((built.catalog.resources.len(), organizations), (93, 5));
    let graph = Triples::of(&built.snapshot);
    assert_eq!(
        (graph.of_class("aisec:Resource").count(), graph.of_class("aisec:Organization").count()),
        (88, 5),
        "in the graph"
    );
    let shared = shared(&built.catalog);
    let is_there = |name: &str| shared.iter().any(|shared| shared.to_lowercase().contains(name));
    assert_eq!(shared.len(), 5, "{shared:?}");
    for name in ["cleverhans", "robustness tool", "foolbox", "garak", "giskard"] {
        assert!(is_there(name), "{name} is not in {shared:?}");
    }
}

#[test]
fn both_published_lists_together() {
    let (Some(mlsecops), Some(aisecurity)) = (seed(MLSECOPS), seed(AISECURITY)) else { return };
    let built = only(&[("mlsecops", mlsecops), ("aisecurity-zh", aisecurity)]);
    assert_both(&built);
    assert_mlsecops(&built);
}

#[test]
fn two_resources_are_shared_only_by_the_table_of_moves() {
    let texts = ["mlsecops.md", "aisecurity-zh.md"].map(ours);
    let read = |path: &PathBuf| SourceText::read(SourceId::from_path(path), path).expect("it can be read");
    let lists = texts.iter().map(|path| import::list(&read(path)).value).collect();
    let without_moves = resolve(Imported { lists, ..Imported::default() }).value;
    let shared = shared(&without_moves);
    assert_eq!(shared.len(), 3, "{shared:?}");
    assert!(!shared.iter().any(|name| ["garak", "giskard"].contains(&name.to_lowercase().as_str())), "{shared:?}");
    assert_eq!(without_moves.resources.len(), 95);
}

/// A list of ours, by its name below `data/catalogs/`.
fn ours(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/catalogs").join(name)
}

#[test]
fn our_own_lists_have_the_same_counts() {
    let mlsecops = ("mlsecops", ours("mlsecops.md"));
    let aisecurity = ("aisecurity-zh", ours("aisecurity-zh.md"));
    assert_mlsecops(&only(std::slice::from_ref(&mlsecops)));
    let alone = only(std::slice::from_ref(&aisecurity)).catalog;
    assert_eq!((alone.listings.len(), alone.resources.len()), (83, 57));
    assert_both(&only(&[mlsecops, aisecurity]));
}

#[test]
fn the_built_in_graph_has_all_lists() {
    let catalog = &built_in().catalog;
    assert_eq!((catalog.resources.len(), catalog.listings.len()), (192, 224));
    assert_eq!(shared(catalog).len(), 5);
}

#[test]
fn our_own_lists_say_of_the_same_things_the_same_as_the_published_ones() {
    for (published, own) in [(MLSECOPS, "mlsecops.md"), (AISECURITY, "aisecurity-zh.md")] {
        let Some(published) = seed(published) else { continue };
        let facts = |path: PathBuf| -> BTreeSet<(String, Vec<String>)> {
            let listings = only(&[("list", path)]).catalog.listings;
            let risks = |listing: &aisec_graph::catalog::Listing| {
                let mut risks: Vec<String> = listing.risks.iter().map(|risk| risk.code.to_string()).collect();
                risks.sort();
                risks
            };
            listings.iter().map(|listing| (listing.resource.as_str().to_owned(), risks(listing))).collect()
        };
        assert_eq!(facts(ours(own)), facts(published), "{own}");
    }
}
