//! The JSON schemas of what commands write as JSON: published with the program that writes it.

/// The schema of one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JsonSchema {
    /// What it is called: the command whose answer it describes.
    pub name: &'static str,
    /// Whose answer that is.
    pub about: &'static str,
    /// The schema, in the draft of 2020-12.
    pub text: &'static str,
}

/// Every schema, by name.
pub const SCHEMAS: [JsonSchema; 6] = [
    JsonSchema {
        name: "case-studies",
        about: "aisec replay --format json without a case study",
        text: include_str!("../../schemas/case-studies.json"),
    },
    JsonSchema {
        name: "compare",
        about: "aisec compare --format json",
        text: include_str!("../../schemas/compare.json"),
    },
    JsonSchema {
        name: "coverage",
        about: "aisec coverage --format json, with --by too; /api/coverage",
        text: include_str!("../../schemas/coverage.json"),
    },
    JsonSchema {
        name: "recommend",
        about: "aisec recommend --format json",
        text: include_str!("../../schemas/recommend.json"),
    },
    JsonSchema {
        name: "replay",
        about: "aisec replay CASE-STUDY --format json",
        text: include_str!("../../schemas/replay.json"),
    },
    JsonSchema {
        name: "stack",
        about: "aisec stack discover --format json",
        text: include_str!("../../schemas/stack.json"),
    },
];
