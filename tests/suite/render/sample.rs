//! An overview of real size for the tests of pictures: the seed list against OWASP LLM 2026.
//!
//! Names, codes and addresses are the sources'; which claims are reviewed and the mapping are set for the test.

use aisec_graph::coverage::{
    Addressing, Grade, ItemNode, LayerNode, MappedItem, Overview, PhaseNode, Provenance, Reach, ReviewStatus, RiskNode,
    RoleGroup, Selection, State, ToolNode,
};
use std::collections::BTreeMap;

/// Layer, its Chinese name, its phases with their risks.
type LayerRow = (&'static str, &'static str, &'static [(&'static str, &'static [(&'static str, &'static str)])]);

const LAYERS: [LayerRow; 3] = [
    (
        "Data",
        "数据层",
        &[
            (
                "Data Collection",
                &[
                    ("R1-Security", "Data Poisoning Attacks"),
                    ("R2-Security", "Data Fetching Attacks"),
                    ("R1-Privacy", "Unauthorized PII Collection"),
                ],
            ),
            (
                "Data Preprocessing & Annotation",
                &[
                    ("R3-Security", "Malicious Injection during Preprocessing"),
                    ("R4-Security", "Annotation Errors"),
                    ("R2-Privacy", "PII Leakage"),
                    ("R3-Privacy", "Unsecured Data Transfer Exposure"),
                ],
            ),
            (
                "Data Storage",
                &[
                    ("R5-Security", "Fake Data Attacks"),
                    ("R6-Security", "Incomplete Data Attacks"),
                    ("R7-Security", "Data Tampering Attacks"),
                    ("R4-Privacy", "Sensitive Data Exposure"),
                ],
            ),
        ],
    ),
    (
        "Model",
        "模型层",
        &[
            (
                "Model Training & Development",
                &[
                    ("R8-Security", "Bias & Jailbreak Risks"),
                    ("R9-Security", "Adversarial Attacks"),
                    ("R10-Security", "Backdoor Attacks"),
                    ("R5-Privacy", "Unintentional Data Memorization"),
                ],
            ),
            (
                "Model Storage & Management",
                &[
                    ("R11-Security", "Fake Model Attacks"),
                    ("R12-Security", "Incomplete Model Artifacts"),
                    ("R13-Security", "Model Tampering"),
                ],
            ),
            (
                "Model Deployment & Containerization",
                &[
                    ("R14-Security", "Container Image Vulnerabilities"),
                    ("R15-Security", "Static Configuration Errors"),
                    ("R16-Security", "Container Runtime Attacks"),
                    ("R17-Security", "API Abuse & Injection"),
                    ("R6-Privacy", "Sensitive Pattern Extraction"),
                    ("R7-Privacy", "Unauthorized Model Extraction"),
                ],
            ),
        ],
    ),
    (
        "Application",
        "应用层",
        &[
            (
                "Model Optimization & Integration",
                &[
                    ("R18-Security", "Quantization Attacks"),
                    ("R19-Security", "Model Transfer Attacks"),
                    ("R8-Privacy", "Insecure Data Management"),
                ],
            ),
            (
                "Application Development & Code Integration",
                &[
                    ("R20-Security", "Code Vulnerability Attacks"),
                    ("R21-Security", "Insecure API Integration"),
                    ("R9-Privacy", "Sensitive Log Exposure"),
                ],
            ),
            (
                "Service Exposure & Runtime Monitoring",
                &[
                    ("R22-Security", "Runtime Exploitation"),
                    ("R23-Security", "Anomalous Behavior Detection"),
                    ("R10-Privacy", "Unvetted Data Collection"),
                    ("R11-Privacy", "Side-Channel Data Leaks"),
                ],
            ),
        ],
    ),
];

/// Name, address, risks its listings declare.
const TOOLS: [(&str, &str, &[&str]); 36] = [
    (
        "Adversarial Robustness Toolkit",
        "https://github.com/Trusted-AI/adversarial-robustness-toolbox",
        &["R10-Security", "R9-Security"],
    ),
    ("Agentic Security", "https://github.com/msoedov/agentic_security", &["R10-Security", "R17-Security"]),
    ("AI Goat", "https://github.com/dhammon/ai-goat", &["R10-Security", "R17-Security"]),
    ("AIF360", "https://github.com/IBM/AIF360", &["R4-Security"]),
    (
        "AIShield Watchtower",
        "https://github.com/bosch-aisecurity-aishield/watchtower",
        &["R16-Security", "R17-Security"],
    ),
    ("AnonLLM", "https://github.com/fsndzomga/anonLLM", &["R1-Privacy"]),
    ("ARTkit", "https://github.com/BCG-X-Official/artkit", &["R9-Security"]),
    ("Audit AI", "https://github.com/pymetrics/audit-ai", &["R4-Security"]),
    ("AugLy", "https://github.com/facebookresearch/AugLy", &["R9-Security"]),
    ("Citadel Lens", "https://www.citadel.co.jp/en/products/lens/", &["R10-Security"]),
    ("DeepSec", "https://github.com/ryderling/DEEPSEC", &["R9-Security"]),
    ("Fairness Indicators", "https://github.com/tensorflow/fairness-indicators", &["R4-Security"]),
    ("FastGradientMethod", "https://github.com/cleverhans-lab/cleverhans", &["R9-Security"]),
    ("Foolbox", "https://github.com/bethgelab/foolbox", &["R10-Security", "R9-Security"]),
    ("Garak", "https://github.com/leondz/garak", &["R10-Security", "R17-Security", "R9-Security"]),
    ("Giskard", "https://github.com/Giskard-AI/giskard", &["R10-Security", "R9-Security"]),
    ("Knockoffnets", "https://github.com/tribhuvanesh/knockoffnets", &["R5-Security"]),
    ("LangBiTe", "https://github.com/SOM-Research/LangBiTe", &["R4-Security"]),
    ("Mindgard-cli", "https://github.com/Mindgard/cli/", &["R9-Security"]),
    ("Model Transparency", "https://github.com/sigstore/model-transparency", &["R11-Security"]),
    ("Model-Inversion-Attack-ToolBox", "https://github.com/ffhibnese/Model-Inversion-Attack-ToolBox", &["R5-Privacy"]),
    ("ModelScan", "https://github.com/protectai/modelscan", &["R5-Security", "R7-Security"]),
    ("NB Defense", "https://nbdefense.ai", &["R1-Security", "R20-Security", "R3-Security"]),
    ("NeMo-Guardrails", "https://github.com/NVIDIA/NeMo-Guardrails", &["R10-Security", "R6-Privacy"]),
    ("OpenDP", "https://github.com/opendp/opendp", &["R1-Privacy", "R2-Security"]),
    (
        "Privacy Meter",
        "https://github.com/privacytrustlab/ml_privacy_meter",
        &["R1-Privacy", "R2-Privacy", "R5-Privacy"],
    ),
    ("PS-fuzz", "https://github.com/prompt-security/ps-fuzz", &["R10-Security"]),
    ("PurpleLLama3", "https://meta-llama.github.io/PurpleLlama/", &["R10-Security"]),
    ("Pyrit", "https://github.com/Azure/PyRIT", &["R8-Privacy", "R9-Security"]),
    (
        "Raze to the Ground: Query-Efficient Adversarial HTML Attacks on Machine-Learning Phishing Webpage Detectors",
        "https://github.com/advmlphish/raze_to_the_ground_aisec23",
        &["R9-Security"],
    ),
    (
        "Robust Intelligence Continuous Validation",
        "https://www.robustintelligence.com/platform/continuous-validation",
        &["R9-Security"],
    ),
    ("SafeML", "https://github.com/ISorokos/SafeML", &["R10-Security"]),
    ("Safetensors", "https://github.com/huggingface/safetensors", &["R5-Security", "R7-Security"]),
    ("TensorFlow Privacy", "https://github.com/tensorflow/privacy", &["R1-Privacy", "R2-Privacy", "R5-Privacy"]),
    ("TF-encrypted", "https://tf-encrypted.io/", &["R1-Privacy", "R2-Security"]),
    ("VGER", "https://github.com/JosephTLucas/vger", &["R20-Security"]),
];

/// Tool, role group, risk, grade: as if reviewed.
const CLAIMS: [(&str, RoleGroup, &str, Grade); 14] = [
    ("Garak", RoleGroup::Exercised, "R17-Security", Grade::Covers),
    ("Garak", RoleGroup::Exercised, "R8-Security", Grade::PartlyCovers),
    ("Adversarial Robustness Toolkit", RoleGroup::Exercised, "R9-Security", Grade::Covers),
    ("Adversarial Robustness Toolkit", RoleGroup::Protected, "R9-Security", Grade::PartlyCovers),
    ("Adversarial Robustness Toolkit", RoleGroup::Exercised, "R10-Security", Grade::PartlyCovers),
    ("ModelScan", RoleGroup::Protected, "R13-Security", Grade::PartlyCovers),
    ("TensorFlow Privacy", RoleGroup::Protected, "R5-Privacy", Grade::Covers),
    ("NeMo-Guardrails", RoleGroup::Protected, "R17-Security", Grade::PartlyCovers),
    ("Pyrit", RoleGroup::Exercised, "R17-Security", Grade::Covers),
    ("Foolbox", RoleGroup::Exercised, "R9-Security", Grade::Covers),
    ("Safetensors", RoleGroup::Protected, "R13-Security", Grade::PartlyCovers),
    ("AIF360", RoleGroup::Exercised, "R8-Security", Grade::PartlyCovers),
    ("AIF360", RoleGroup::Protected, "R8-Security", Grade::PartlyCovers),
    ("AIF360", RoleGroup::Governed, "R8-Security", Grade::PartlyCovers),
];

/// Notation and title.
const ITEMS: [(&str, &str); 10] = [
    ("LLM01:2026", "Prompt Injection"),
    ("LLM02:2026", "Sensitive Information Disclosure"),
    ("LLM03:2026", "Excessive Agency"),
    ("LLM04:2026", "Supply Chain"),
    ("LLM05:2026", "Data and Model Poisoning"),
    ("LLM06:2026", "Unbounded Consumption"),
    ("LLM07:2026", "Misinformation"),
    ("LLM08:2026", "Hidden Context Exposure"),
    ("LLM09:2026", "Vector and Embedding Weaknesses"),
    ("LLM10:2026", "Improper Output Handling"),
];

/// Risk, item, highest grade.
const MAPPED: [(&str, &str, Grade); 27] = [
    ("R1-Security", "LLM05:2026", Grade::PartlyCovers),
    ("R2-Security", "LLM04:2026", Grade::RelatesTo),
    ("R3-Security", "LLM05:2026", Grade::PartlyCovers),
    ("R4-Security", "LLM05:2026", Grade::RelatesTo),
    ("R5-Security", "LLM05:2026", Grade::PartlyCovers),
    ("R7-Security", "LLM05:2026", Grade::PartlyCovers),
    ("R8-Security", "LLM01:2026", Grade::RelatesTo),
    ("R10-Security", "LLM05:2026", Grade::PartlyCovers),
    ("R11-Security", "LLM04:2026", Grade::PartlyCovers),
    ("R13-Security", "LLM05:2026", Grade::PartlyCovers),
    ("R14-Security", "LLM04:2026", Grade::RelatesTo),
    ("R17-Security", "LLM01:2026", Grade::RelatesTo),
    ("R18-Security", "LLM04:2026", Grade::RelatesTo),
    ("R20-Security", "LLM10:2026", Grade::RelatesTo),
    ("R21-Security", "LLM03:2026", Grade::RelatesTo),
    ("R22-Security", "LLM06:2026", Grade::RelatesTo),
    ("R1-Privacy", "LLM02:2026", Grade::RelatesTo),
    ("R2-Privacy", "LLM02:2026", Grade::PartlyCovers),
    ("R3-Privacy", "LLM02:2026", Grade::RelatesTo),
    ("R4-Privacy", "LLM02:2026", Grade::PartlyCovers),
    ("R5-Privacy", "LLM02:2026", Grade::PartlyCovers),
    ("R6-Privacy", "LLM02:2026", Grade::PartlyCovers),
    ("R7-Privacy", "LLM06:2026", Grade::RelatesTo),
    ("R8-Privacy", "LLM02:2026", Grade::RelatesTo),
    ("R9-Privacy", "LLM02:2026", Grade::RelatesTo),
    ("R10-Privacy", "LLM04:2026", Grade::RelatesTo),
    ("R11-Privacy", "LLM02:2026", Grade::RelatesTo),
];

/// The sample: 3 layers, 9 phases, 34 risks, 36 tools, 10 items.
pub(crate) fn overview() -> Overview {
    let mut out = Overview {
        selection: Selection::by_default("owasp-llm-2026"),
        edition_title: "OWASP Top 10 for LLM Applications 2026".into(),
        provenance: Provenance {
            sources: vec![
                "awesome-MLSecOps (2025-11, MIT)".into(),
                "OWASP Top 10 for LLM Applications 2026 (2026, CC BY-SA 4.0)".into(),
            ],
            claims: 0,
            graph_digest: "3f1c0d9ab2e47755aa00".into(),
            tool_version: "0.1.0".into(),
            added_mappings: Vec::new(),
            mapping_review: Some(ReviewStatus::Draft),
        },
        layers: Vec::new(),
        phases: Vec::new(),
        risks: Vec::new(),
        tools: Vec::new(),
        items: Vec::new(),
        groups: Vec::new(),
        groups_zh: BTreeMap::new(),
        addressing: Vec::new(),
        mapped: Vec::new(),
        reach: Vec::new(),
    };
    add_taxonomy(&mut out);
    for (name, url, _) in TOOLS {
        out.tools.push(ToolNode {
            iri: format!("https://example.org/{name}"),
            name: name.into(),
            url: Some(url.into()),
        });
    }
    for (notation, label) in ITEMS {
        add_item(&mut out, notation, label, &[]);
    }
    add_links(&mut out);
    for (risk, item, grade) in MAPPED {
        add_mapping(&mut out, risk, item, grade);
    }
    derive(&mut out);
    out
}

fn add_taxonomy(out: &mut Overview) {
    for (layer, (name, name_zh, phases)) in LAYERS.iter().enumerate() {
        out.layers.push(LayerNode {
            list: "mlsecops".into(),
            name: (*name).into(),
            name_zh: Some((*name_zh).into()),
            phases: Vec::new(),
        });
        for (phase_name, risks) in *phases {
            let phase = out.phases.len();
            out.layers[layer].phases.push(phase);
            let first = out.risks.len();
            out.phases.push(PhaseNode {
                name: (*phase_name).into(),
                name_zh: None,
                layer,
                risks: (first..first + risks.len()).collect(),
            });
            for (code, risk_name) in *risks {
                out.risks.push(RiskNode {
                    iri: format!("https://example.org/{code}"),
                    code: (*code).into(),
                    name: (*risk_name).into(),
                    name_zh: None,
                    definition: "What it is, in a sentence.".into(),
                    phase,
                });
            }
        }
    }
}

/// Adds an item that is not assessed yet.
pub(crate) fn add_item(out: &mut Overview, notation: &str, label: &str, groups: &[&str]) {
    out.items.push(ItemNode {
        iri: format!("https://example.org/{notation}"),
        notation: notation.into(),
        label: label.into(),
        label_zh: None,
        url: Some("https://genai.owasp.org/".into()),
        groups: groups.iter().map(|group| (*group).into()).collect(),
        state: State::NotAssessed,
    });
}

fn add_links(out: &mut Overview) {
    for (tool, (name, _, codes)) in TOOLS.iter().enumerate() {
        for (claimed, group, code, grade) in CLAIMS.iter().filter(|claim| claim.0 == *name) {
            assert_eq!(claimed, name);
            let risk = risk(out, code);
            out.addressing.push(Addressing { tool, risk, grade: *grade, reviewed: true, group: *group });
        }
        for code in *codes {
            if !CLAIMS.iter().any(|claim| claim.0 == *name && claim.2 == *code) {
                let (risk, grade, group) = (risk(out, code), Grade::PartlyCovers, RoleGroup::Unstated);
                out.addressing.push(Addressing { tool, risk, grade, reviewed: false, group });
            }
        }
    }
    out.addressing.sort();
}

fn risk(out: &Overview, code: &str) -> usize {
    out.risks.iter().position(|risk| risk.code == code).expect("the sample names its own risks")
}

/// Maps a risk to an item already added.
pub(crate) fn add_mapping(out: &mut Overview, code: &str, notation: &str, grade: Grade) {
    let item = out.items.iter().position(|item| item.notation == notation).expect("the sample names its own items");
    out.mapped.push(MappedItem { risk: risk(out, code), item, grade: Some(grade) });
}

/// What tools reach and the states that follow, by the rules of coverage as far as the sample needs them.
pub(crate) fn derive(out: &mut Overview) {
    out.mapped.sort();
    out.reach.clear();
    for mapped in &out.mapped {
        let Some(through) = mapped.grade else { continue };
        for link in out.addressing.iter().filter(|link| link.risk == mapped.risk) {
            let grade = link.grade.min(through);
            out.reach.push(Reach {
                tool: link.tool,
                item: mapped.item,
                grade: Some(grade),
                group: link.group,
                reviewed: link.reviewed,
                claimed: false,
            });
        }
    }
    out.reach.sort();
    for (index, item) in out.items.iter_mut().enumerate() {
        let assessed = out.mapped.iter().any(|mapped| mapped.item == index && mapped.grade > Some(Grade::RelatesTo));
        item.state = match out.reach.iter().filter(|reach| reach.item == index).filter_map(|reach| reach.grade).max() {
            Some(Grade::Covers) => State::Covered,
            Some(Grade::PartlyCovers) => State::PartlyCovered,
            Some(Grade::RelatesTo) => State::Touched,
            None if assessed => State::Gap,
            None => State::NotAssessed,
        };
    }
}
