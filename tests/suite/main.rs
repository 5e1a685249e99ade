//! The one integration binary: what the library promises, tested from outside.
#![expect(clippy::disallowed_methods, reason = "tests read and write files and run the command")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(
    clippy::format_push_string,
    clippy::format_collect,
    clippy::print_stdout,
    clippy::similar_names,
    reason = "tests are read more often than they are run"
)]

mod about;
mod architecture;
mod bad_input;
mod built_in;
mod canonical_urls;
mod check;
mod check_inputs;
mod check_text;
mod cli;
mod codes;
mod command;
mod converted;
mod corpus;
mod cost;
mod determinism;
mod diff;
mod differential;
mod discover;
mod entry_lints;
mod export;
mod findings;
mod fixes;
mod foreign_graphs;
mod framework_packs;
mod guards;
mod identity;
mod import_any_text;
mod import_atlas;
mod import_cases;
mod import_lists;
mod import_sssom;
mod import_stix;
mod import_tables;
mod label_lints;
mod layers;
mod limits;
mod lints;
mod list_links;
mod looks;
mod manifest;
mod mapping_sets;
#[cfg(feature = "mcp")]
mod mcp;
mod networks;
mod ontology;
mod oscal;
mod pictures;
mod plans;
mod proofs;
mod questions;
mod raster;
mod rdf_exports;
mod recommendations;
mod remote;
mod render;
mod report;
mod resolve_properties;
mod schemas;
mod seeds;
#[cfg(feature = "serve")]
mod serve;
mod shapes;
mod snapshot_damage;
mod snapshots;
mod spared_inputs;
mod stacks;
mod states;
mod sub_lists;
mod transcript;
mod trees;
mod validate;
mod w3c;
