//! Source text in, entries, taxonomies and rows with their places out.
//!
//! Each importer reads one format and says what it found odd. None merges, looks up an identifier
//! in another file, or touches a file.

mod atlas;
mod claim_scope;
mod claims;
mod dependencies;
mod editions;
mod framework_changes;
mod framework_csv;
mod framework_manifest;
mod identity;
mod json;
mod labels;
mod layer;
mod list;
mod moved;
mod node;
mod out_of_scope;
mod row;
mod side_by_side;
mod sssom;
mod stack_file;
mod table;
mod toml_text;
mod tool_facts;
mod topics;
mod yaml;

pub use atlas::{AtlasError, StatedEdition, StixError, atlas, stix};
pub use claim_scope::claim_scope;
pub use claims::claims;
pub use dependencies::dependencies;
pub use editions::editions;
pub use framework_changes::framework_changes;
pub use framework_csv::framework_csv;
pub use framework_manifest::{FrameworkManifest, framework_manifest};
pub use identity::{decides_identity, identity};
pub use labels::labels;
pub use layer::{LayerError, layer};
pub use list::{MissingAnchor, is_about_the_list, linted_list, list, missing_anchors, suppressions};
pub use moved::moved;
pub use out_of_scope::out_of_scope;
pub use side_by_side::lists;
pub use sssom::{SssomError, sssom};
pub use stack_file::stack_file;
pub use table::TableError;
pub use toml_text::{TomlFileError, TomlText};
pub use tool_facts::tool_facts;
pub use topics::topics;
