//! An example of what each code finds, beside the same put right.

use super::Code;

/// What a code finds, and the same put right.
///
/// ```
/// use aisec_graph::diagnostic::{Code, ExampleForm};
/// let example = Code::TrailingSpaces.example();
/// assert_eq!(example.form, ExampleForm::List);
/// assert_eq!(example.bad, ["- [Two](https://two.org) – Scans twice.  "]);
/// assert_eq!(example.good, ["- [Two](https://two.org) – Scans twice."]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    /// What the lines are.
    pub form: ExampleForm,
    /// Lines in which the code is found.
    pub bad: &'static [&'static str],
    /// Lines in which it is not.
    pub good: &'static [&'static str],
}

/// What an example is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExampleForm {
    /// A list in Markdown, as `aisec check` takes it.
    List,
    /// The header and rows of a mapping set, without the metadata above them.
    Rows,
    /// Words: it takes several files, or a graph.
    Words,
}

/// Columns of the mappings below.
const MAPPING_HEADER: &str = "subject_id\tpredicate_id\tobject_id\tmapping_justification\tmapping_date";

type Lines = &'static [&'static str];

const fn list(bad: Lines, good: Lines) -> Example {
    Example { form: ExampleForm::List, bad, good }
}

const fn rows(bad: Lines, good: Lines) -> Example {
    Example { form: ExampleForm::Rows, bad, good }
}

const fn words(bad: Lines, good: Lines) -> Example {
    Example { form: ExampleForm::Words, bad, good }
}

impl Code {
    /// What the code finds, as short as it can be shown. Of an example in Markdown or rows, a test holds that it is true.
    #[expect(clippy::too_many_lines, reason = "an arm for each code")]
    pub fn example(self) -> Example {
        match self {
            Self::Mojibake => {
                list(&["- [Two](https://two.org) – Scans â€” twice."], &["- [Two](https://two.org) – Scans — twice."])
            }
            Self::UnclosedFence => list(
                &["- [Two](https://two.org) – Scans twice.", "", "```sh", "pip install two"],
                &["- [Two](https://two.org) – Scans twice.", "", "```sh", "pip install two", "```"],
            ),
            Self::EmptyList => {
                list(&["# Tools", "", "Soon more."], &["# Tools", "", "- [Two](https://two.org) – Scans twice."])
            }
            Self::UndefinedRiskCode => list(
                &["| Tool | Risk |", "|------|------|", "| [Two](https://two.org) | R99-Security |"],
                &["| Tool | Risk |", "|------|------|", "| [Two](https://two.org) | mlsecops:R1-Security |"],
            ),
            Self::DuplicateRiskCode => list(
                &[
                    "## Data Layer",
                    "- **Collection (Dynamic Phase)**",
                    "  - **Risks:**",
                    "    - **Poisoning:** Bad data comes in. **(R1-Security)**",
                    "    - **Fetching:** Data is taken over. **(R1-Security)**",
                ],
                &[
                    "## Data Layer",
                    "- **Collection (Dynamic Phase)**",
                    "  - **Risks:**",
                    "    - **Poisoning:** Bad data comes in. **(R1-Security)**",
                    "    - **Fetching:** Data is taken over. **(R2-Security)**",
                ],
            ),
            Self::EntryWithoutUrl => list(
                &["- *Attacks on Models* – A survey."],
                &["- *[Attacks on Models](https://two.org/survey)* – A survey."],
            ),
            Self::UnusableUrl => {
                list(&["- [Two](https://) – Scans twice."], &["- [Two](https://two.org) – Scans twice."])
            }
            Self::RaggedRow => list(
                &["| Tool | Does |", "|------|------|", "| [Two](https://two.org) |"],
                &["| Tool | Does |", "|------|------|", "| [Two](https://two.org) | Scans twice. |"],
            ),
            Self::HiddenCharacters => list(
                &["- [Pass\u{200B}word](https://two.org) – Scans twice."],
                &["- [Password](https://two.org) – Scans twice."],
            ),
            Self::NamelessEntry => {
                list(&["- [](https://two.org) – Scans twice."], &["- [Two](https://two.org) – Scans twice."])
            }
            Self::GenericName => {
                list(&["- [link](https://two.org) – Scans twice."], &["- [Two](https://two.org) – Scans twice."])
            }
            Self::MalformedLink => {
                list(&["- [Two] (https://two.org) – Scans twice."], &["- [Two](https://two.org) – Scans twice."])
            }
            Self::PlaceholderAddress => list(
                &["- [Two](https://github.com/USER_REPO/two) – Scans twice."],
                &["- [Two](https://github.com/two-org/two) – Scans twice."],
            ),
            Self::MissingSubList => list(
                &["- [Two](https://two.org) – Scans twice.", "- [Papers](papers.md)"],
                &["- [Two](https://two.org) – Scans twice."],
            ),
            Self::OutsideSubList => list(
                &["- [Two](https://two.org) – Scans twice.", "- [Papers](../papers.md)"],
                &["- [Two](https://two.org) – Scans twice.", "- [Papers](https://two.org/papers)"],
            ),
            Self::UnreadableDependencies => words(
                &["package.json ends in the middle of an object"],
                &["package.json is whole, as `npm pkg get` reads it"],
            ),
            Self::MalformedDependency => {
                words(&["requirements.txt has the line `>=1.0 garak`"], &["requirements.txt has the line `garak>=1.0`"])
            }
            Self::UnfollowedInclude => words(
                &["requirements.txt has the line `-r ../../base.txt`, outside the folder that is looked into"],
                &["requirements.txt has the line `-r base.txt`, and base.txt lies beside it"],
            ),
            Self::UnreadableSubList => {
                words(&["a list links to papers.md, which is saved in Latin-1"], &["papers.md is saved in UTF-8"])
            }
            Self::MissingSubListSection => words(
                &["a list links to papers.md#2024, and papers.md has no such heading"],
                &["papers.md has a heading `## 2024`"],
            ),
            Self::NotAnEntry => list(
                &["- [Two](https://two.org) – Scans twice.", "- Many use [Three](https://three.org) as well."],
                &["- [Two](https://two.org) – Scans twice.", "- [Three](https://three.org) – Scans three times."],
            ),
            Self::MarkdownInHtml => list(
                &["<details>", "<summary>Scanners</summary>", "- [Two](https://two.org) – Scans twice.", "</details>"],
                &[
                    "<details>",
                    "<summary>Scanners</summary>",
                    "",
                    "- [Two](https://two.org) – Scans twice.",
                    "</details>",
                ],
            ),
            Self::UnreadItem => list(
                &["- [Two](https://two.org) – Scans twice.", "-[Three](https://three.org) – Scans three times."],
                &["- [Two](https://two.org) – Scans twice.", "- [Three](https://three.org) – Scans three times."],
            ),
            Self::UnreadHeading => list(
                &["##Scanners", "- [Two](https://two.org) – Scans twice."],
                &["## Scanners", "- [Two](https://two.org) – Scans twice."],
            ),
            Self::UnreadTable => list(
                &["| Tool | Does |", "|------|", "| [Two](https://two.org) | Scans twice. |"],
                &["| Tool | Does |", "|------|------|", "| [Two](https://two.org) | Scans twice. |"],
            ),
            Self::BeyondLimit => words(
                &["a table of 1,001 columns, or a list in a list in a list, 65 deep"],
                &["two tables, or a list of its own for what stands so deep"],
            ),
            Self::SplitTable => list(
                &[
                    "| Tool | About |",
                    "|---|---|",
                    "| [Two](https://two.org) | Scans twice. |",
                    "<!-- aisec disable-next-line import/placeholder-address -->",
                    "| [Name](https://example.com) | What it is. |",
                ],
                &[
                    "| Tool | About |",
                    "|---|---|",
                    "| [Two](https://two.org) | Scans twice. |",
                    "| [Name](https://example.com) | What it is. <!-- aisec disable-line import/placeholder-address --> |",
                ],
            ),
            Self::UnclosedTag => list(
                &["<details>", "<summary>Scanners</summary>", "", "- [Two](https://two.org) – Scans twice."],
                &[
                    "<details>",
                    "<summary>Scanners</summary>",
                    "",
                    "- [Two](https://two.org) – Scans twice.",
                    "",
                    "</details>",
                ],
            ),
            Self::StrayTag => list(
                &["- [Two](https://two.org) – Scans twice.", "", "</details>"],
                &["- [Two](https://two.org) – Scans twice."],
            ),
            Self::RiskWithoutCode => list(
                &[
                    "## Data Layer",
                    "- **Collection (Dynamic Phase)**",
                    "  - **Risks:**",
                    "    - **Poisoning:** Bad data comes in.",
                ],
                &[
                    "## Data Layer",
                    "- **Collection (Dynamic Phase)**",
                    "  - **Risks:**",
                    "    - **Poisoning:** Bad data comes in. **(R1-Security)**",
                ],
            ),
            Self::RiskOutsidePhase => list(
                &["## Data Layer", "- **Poisoning:** Bad data comes in. **(R1-Security)**"],
                &[
                    "## Data Layer",
                    "- **Collection (Dynamic Phase)**",
                    "  - **Risks:**",
                    "    - **Poisoning:** Bad data comes in. **(R1-Security)**",
                ],
            ),
            Self::MissingSection => list(
                &["- [Scanners](#scanners)", "", "## Tools", "", "- [Two](https://two.org) – Scans twice."],
                &["- [Tools](#tools)", "", "## Tools", "", "- [Two](https://two.org) – Scans twice."],
            ),
            Self::InexactAnchor => list(
                &[
                    "- [Tools & Data](#Tools-&-Data)",
                    "",
                    "## Tools & Data",
                    "",
                    "- [Two](https://two.org) – Scans twice.",
                ],
                &[
                    "- [Tools & Data](#tools--data)",
                    "",
                    "## Tools & Data",
                    "",
                    "- [Two](https://two.org) – Scans twice.",
                ],
            ),
            Self::UnlistedSection => list(
                &[
                    "- [Tools](#tools)",
                    "- [Books](#books)",
                    "",
                    "## Tools",
                    "",
                    "- [Two](https://two.org) – Scans twice.",
                    "",
                    "## Papers",
                    "",
                    "- [Three](https://three.org) – Three attacks.",
                    "",
                    "## Books",
                    "",
                    "- [Four](https://four.org) – Four defences.",
                ],
                &[
                    "- [Tools](#tools)",
                    "- [Papers](#papers)",
                    "- [Books](#books)",
                    "",
                    "## Tools",
                    "",
                    "- [Two](https://two.org) – Scans twice.",
                    "",
                    "## Papers",
                    "",
                    "- [Three](https://three.org) – Three attacks.",
                    "",
                    "## Books",
                    "",
                    "- [Four](https://four.org) – Four defences.",
                ],
            ),
            Self::RepeatedContentsEntry => list(
                &[
                    "- [Tools](#tools)",
                    "- [Papers](#papers)",
                    "- [Tools](#tools)",
                    "",
                    "## Tools",
                    "",
                    "- [Two](https://two.org) – Scans twice.",
                    "",
                    "## Papers",
                    "",
                    "- [Three](https://three.org) – Three attacks.",
                ],
                &[
                    "- [Tools](#tools)",
                    "- [Papers](#papers)",
                    "",
                    "## Tools",
                    "",
                    "- [Two](https://two.org) – Scans twice.",
                    "",
                    "## Papers",
                    "",
                    "- [Three](https://three.org) – Three attacks.",
                ],
            ),
            Self::SkippedHeadingLevel => list(
                &["# Tools", "", "### Scanners", "", "- [Two](https://two.org) – Scans twice."],
                &["# Tools", "", "## Scanners", "", "- [Two](https://two.org) – Scans twice."],
            ),
            Self::DeclaredCount => list(
                &["## Tools (2)", "", "- [Two](https://two.org) – Scans twice."],
                &["## Tools (1)", "", "- [Two](https://two.org) – Scans twice."],
            ),
            Self::EmptyItem => list(
                &["- [Two](https://two.org) – Scans twice.", "-", "- [Three](https://three.org) – Scans three times."],
                &["- [Two](https://two.org) – Scans twice.", "- [Three](https://three.org) – Scans three times."],
            ),
            Self::UndefinedReference => {
                list(&["- [Two][two] – Scans twice."], &["- [Two][two] – Scans twice.", "", "[two]: https://two.org"])
            }
            Self::UnusedDefinition => list(
                &["- [Two](https://two.org) – Scans twice.", "", "[two]: https://two.org"],
                &["- [Two][two] – Scans twice.", "", "[two]: https://two.org"],
            ),
            Self::RepeatedDefinition => list(
                &["- [Two][two] – Scans twice.", "", "[two]: https://two.org", "[two]: https://two.org/old"],
                &["- [Two][two] – Scans twice.", "", "[two]: https://two.org"],
            ),
            Self::UnusedRisk => list(
                &[
                    "| Tool | Risk |",
                    "|------|------|",
                    "| [Two](https://two.org) | R1-Security |",
                    "",
                    "## Data Layer",
                    "- **Collection (Dynamic Phase)**",
                    "  - **Risks:**",
                    "    - **Poisoning:** Bad data comes in. **(R1-Security)**",
                    "    - **Fetching:** Data is taken over. **(R2-Security)**",
                ],
                &[
                    "| Tool | Risk |",
                    "|------|------|",
                    "| [Two](https://two.org) | R1-Security, R2-Security |",
                    "",
                    "## Data Layer",
                    "- **Collection (Dynamic Phase)**",
                    "  - **Risks:**",
                    "    - **Poisoning:** Bad data comes in. **(R1-Security)**",
                    "    - **Fetching:** Data is taken over. **(R2-Security)**",
                ],
            ),
            Self::TrailingSpaces => {
                list(&["- [Two](https://two.org) – Scans twice.  "], &["- [Two](https://two.org) – Scans twice."])
            }
            Self::MixedIndentation => list(
                &[
                    "- Scanners",
                    "\t- [Two](https://two.org) – Scans twice.",
                    "- Guards",
                    "    - [Three](https://three.org) – Guards.",
                ],
                &[
                    "- Scanners",
                    "    - [Two](https://two.org) – Scans twice.",
                    "- Guards",
                    "    - [Three](https://three.org) – Guards.",
                ],
            ),
            Self::MalformedRow => rows(
                &[
                    MAPPING_HEADER,
                    "mlsecops:R1-Security\tskos:sameMatch\tgoogle-saif:DP\tsemapv:ManualMappingCuration\t2026-11-22",
                ],
                &[
                    MAPPING_HEADER,
                    "mlsecops:R1-Security\tskos:closeMatch\tgoogle-saif:DP\tsemapv:ManualMappingCuration\t2026-11-22",
                ],
            ),
            Self::MisplacedField => words(
                &["a technique of an ATLAS release with `ATT&CK-reference` among its own fields, beside what holds it"],
                &["the field under the key that the release format has for it"],
            ),
            Self::DuplicateRelation => rows(
                &[
                    MAPPING_HEADER,
                    "mlsecops:R1-Security\tskos:closeMatch\tgoogle-saif:DP\tsemapv:ManualMappingCuration\t2026-11-22",
                    "mlsecops:R1-Security\tskos:closeMatch\tgoogle-saif:DP\tsemapv:ManualMappingCuration\t2026-11-22",
                ],
                &[
                    MAPPING_HEADER,
                    "mlsecops:R1-Security\tskos:closeMatch\tgoogle-saif:DP\tsemapv:ManualMappingCuration\t2026-11-22",
                ],
            ),
            Self::ConflictingListings => list(
                &[
                    "| Tool | Risk |",
                    "|------|------|",
                    "| [Two](https://two.org) | mlsecops:R1-Security |",
                    "| [Two](https://two.org) | mlsecops:R2-Security |",
                ],
                &[
                    "| Tool | Risk |",
                    "|------|------|",
                    "| [Two](https://two.org) | mlsecops:R1-Security, mlsecops:R2-Security |",
                ],
            ),
            Self::CopyOfList => words(
                &["`aisec build my-copy.md`, where my-copy.md is a shipped list with a few more entries"],
                &["`aisec build --replace mlsecops=my-copy.md`"],
            ),
            Self::RiskList => list(
                &[
                    "<!-- aisec risks: owasp -->",
                    "",
                    "| Tool | Risk |",
                    "|------|------|",
                    "| [Two](https://two.org) | mlsecops:R1-Security |",
                ],
                &[
                    "<!-- aisec risks: mlsecops -->",
                    "",
                    "| Tool | Risk |",
                    "|------|------|",
                    "| [Two](https://two.org) | R1-Security |",
                ],
            ),
            Self::RepeatedAddress => list(
                &["- [Two](https://two.org) – Scans twice.", "- [Two](https://two.org) – Scans models."],
                &["- [Two](https://two.org) – Scans models twice."],
            ),
            Self::UnlikeNames => list(
                &["- [Two](https://two.org) – Scans twice.", "- [Three](https://two.org) – Scans three times."],
                &["- [Two](https://two.org) – Scans twice.", "- [Three](https://three.org) – Scans three times."],
            ),
            Self::NameWithTwoAddresses => list(
                &["- [Two](https://two.org) – Scans twice.", "- [Two](https://three.org) – Guards models."],
                &["- [Two](https://two.org) – Scans twice.", "- [Two Guard](https://three.org) – Guards models."],
            ),
            Self::UnlikeSection => list(
                &[
                    "## Tools",
                    "",
                    "- [Two](https://two.org) – Scans twice.",
                    "",
                    "## Papers",
                    "",
                    "- [Two](https://two.org) – Describes a scan.",
                ],
                &[
                    "## Tools",
                    "",
                    "- [Two](https://two.org) – Scans twice.",
                    "",
                    "## Papers",
                    "",
                    "- [How Two Scans](https://two.org/paper) – Describes a scan.",
                ],
            ),
            Self::TrackingParameters => list(
                &["- [Two](https://two.org/?utm_source=list) – Scans twice."],
                &["- [Two](https://two.org/) – Scans twice."],
            ),
            Self::AddressVariant => list(
                &[
                    "## Tools",
                    "",
                    "- [Two](https://two.org/scan) – Scans twice.",
                    "",
                    "## Guards",
                    "",
                    "- [Two](https://two.org/scan/) – Guards as well.",
                ],
                &[
                    "## Tools",
                    "",
                    "- [Two](https://two.org/scan) – Scans twice.",
                    "",
                    "## Guards",
                    "",
                    "- [Two](https://two.org/scan) – Guards as well.",
                ],
            ),
            Self::InsecureAddress => list(
                &[
                    "## Tools",
                    "",
                    "- [Two](https://two.org) – Scans twice.",
                    "",
                    "## Guards",
                    "",
                    "- [Two](http://two.org) – Guards as well.",
                ],
                &[
                    "## Tools",
                    "",
                    "- [Two](https://two.org) – Scans twice.",
                    "",
                    "## Guards",
                    "",
                    "- [Two](https://two.org) – Guards as well.",
                ],
            ),
            Self::LabelAgainstReview => list(
                &[
                    "| Tool | Risk |",
                    "|------|------|",
                    "| [AIF360](https://github.com/Trusted-AI/AIF360) | mlsecops:R4-Security |",
                ],
                &["| Tool |", "|------|", "| [AIF360](https://github.com/Trusted-AI/AIF360) |"],
            ),
            Self::LabelAgainstDescription => list(
                &[
                    "| Tool | Description | Risk |",
                    "|------|-------------|------|",
                    "| [Two](https://two.org) | Runs evasion attacks. | mlsecops:R10-Security |",
                ],
                &[
                    "| Tool | Description | Risk |",
                    "|------|-------------|------|",
                    "| [Two](https://two.org) | Runs evasion attacks. | mlsecops:R9-Security |",
                ],
            ),
            Self::MovedResource => list(
                &["- [garak](https://github.com/leondz/garak) – Probes models."],
                &["- [garak](https://github.com/NVIDIA/garak) – Probes models."],
            ),
            Self::ContradictoryMove => words(
                &["one row says that a.org is now b.org, another that b.org is now a.org"],
                &["one row, with the date and evidence of the move that was made"],
            ),
            Self::ContradictoryIdentity => words(
                &["one decision says that two addresses are one thing, another that they are two"],
                &["one of the two decisions"],
            ),
            Self::UnlistedResource => words(
                &["a decision on two addresses, neither of which any list has"],
                &["a decision on two addresses of which a list has one"],
            ),
            Self::MergedByTitle => list(
                &[
                    "## Papers",
                    "",
                    "- [Stealing Models Through Their Answers](https://arxiv.org/abs/2401.00001) – First.",
                    "- [Stealing Models Through Their Answers](https://dl.acm.org/doi/10.1145/1.2) – Printed.",
                ],
                &[
                    "## Papers",
                    "",
                    "- [Stealing Models Through Their Answers](https://arxiv.org/abs/2401.00001) – First and printed.",
                ],
            ),
            Self::UnknownReference => rows(
                &[
                    MAPPING_HEADER,
                    "mlsecops:R99-Security\tskos:closeMatch\tgoogle-saif:DP\tsemapv:ManualMappingCuration\t2026-11-22",
                ],
                &[
                    MAPPING_HEADER,
                    "mlsecops:R1-Security\tskos:closeMatch\tgoogle-saif:DP\tsemapv:ManualMappingCuration\t2026-11-22",
                ],
            ),
            Self::HierarchyCircle => words(
                &["`A` with the parent `B`, and `B` with the parent `A`, in the items of one framework"],
                &["`B` with the parent `A`, and `A` with none"],
            ),
            Self::NewerLayer => words(
                &["`\"versions\": { \"layer\": \"5.0\" }` in a layer given with `--layer`"],
                &["`\"versions\": { \"layer\": \"4.5\" }`"],
            ),
            Self::UnknownTechnique => words(
                &["`\"techniqueID\": \"AML.T9999\"` in a layer given with `--layer`"],
                &["`\"techniqueID\": \"AML.T0051\"`"],
            ),
            Self::RetiredReference => rows(
                &[
                    MAPPING_HEADER,
                    "mlsecops:R1-Security\tskos:closeMatch\tmitre-atlas:AML.T0058\tsemapv:ManualMappingCuration\t2026-11-22",
                ],
                &[
                    MAPPING_HEADER,
                    "mlsecops:R1-Security\tskos:closeMatch\tmitre-atlas:AML.T0115.001\tsemapv:ManualMappingCuration\t2026-11-22",
                ],
            ),
            Self::ContradictoryMapping => rows(
                &[
                    MAPPING_HEADER,
                    "mlsecops:R1-Security\tskos:broadMatch\tgoogle-saif:DP\tsemapv:ManualMappingCuration\t2026-11-22",
                    "mlsecops:R1-Security\tskos:narrowMatch\tgoogle-saif:DP\tsemapv:ManualMappingCuration\t2026-11-22",
                ],
                &[
                    MAPPING_HEADER,
                    "mlsecops:R1-Security\tskos:broadMatch\tgoogle-saif:DP\tsemapv:ManualMappingCuration\t2026-11-22",
                ],
            ),
            Self::CircularMapping => rows(
                &[
                    MAPPING_HEADER,
                    "google-saif:DP\tskos:broadMatch\tgoogle-saif:UTD\tsemapv:ManualMappingCuration\t2026-11-22",
                    "google-saif:UTD\tskos:broadMatch\tgoogle-saif:DP\tsemapv:ManualMappingCuration\t2026-11-22",
                ],
                &[
                    MAPPING_HEADER,
                    "google-saif:DP\tskos:broadMatch\tgoogle-saif:UTD\tsemapv:ManualMappingCuration\t2026-11-22",
                ],
            ),
            Self::ExchangedMapping => rows(
                &[
                    MAPPING_HEADER,
                    "google-saif:DP\tskos:narrowMatch\tmlsecops:R1-Security\tsemapv:ManualMappingCuration\t2026-11-22",
                ],
                &[
                    MAPPING_HEADER,
                    "mlsecops:R1-Security\tskos:broadMatch\tgoogle-saif:DP\tsemapv:ManualMappingCuration\t2026-11-22",
                ],
            ),
            Self::NotConforming => words(
                &["ex:Tool1 a ex:Tool ; where a shape says that a tool has a name"],
                &["ex:Tool1 a ex:Tool ; ex:name \"Two\""],
            ),
            Self::NoTarget => {
                words(&["ex:a a ex:Device ; where the shapes are for instances of ex:Tool"], &["ex:a a ex:Tool"])
            }
            Self::Check(check) => Example { form: ExampleForm::Words, bad: &check.bad, good: &check.good },
            Self::CleanedLabel => words(
                &["a tool whose name holds U+202E, which turns what follows it around"],
                &["the same name without that character"],
            ),
            Self::UnlinkedAddress => words(
                &["a tool whose address is `javascript:alert(1)`"],
                &["a tool whose address is `https://two.org`"],
            ),
            Self::DanglingLink => words(
                &["a claim on a tool that the data to draw does not have"],
                &["the tool in the data, or no claim on it"],
            ),
            Self::Condensed => words(
                &["`aisec render matrix` of 1,000 tools"],
                &["`aisec render matrix --format csv`, which has every one"],
            ),
            Self::UnknownComment => list(
                &["<!-- aisec ignore mojibake -->", "- [Two](https://two.org) – Scans twice."],
                &[
                    "<!-- aisec disable-next-line import/mojibake: as it was found -->",
                    "- [Two](https://two.org) – Scans â€” twice.",
                ],
            ),
            Self::UnusedSuppression => list(
                &["<!-- aisec disable-next-line import/mojibake -->", "- [Two](https://two.org) – Scans twice."],
                &["<!-- aisec disable-next-line import/mojibake -->", "- [Two](https://two.org) – Scans â€” twice."],
            ),
        }
    }
}
