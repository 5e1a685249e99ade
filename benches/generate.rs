//! A catalog graph of any size for the benches: the same bytes at each run, skewed as real catalogs are.
//!
//! Eight frameworks with 400 items in trees, 300 risks that map to items, and as many tools as make the size: each with
//! two texts, a date, a count, addresses, and links to what tools share.

use std::io::{self, BufWriter, Write};

/// Most bytes of a line are of these words.
const WORDS: [&str; 40] = [
    "scanner",
    "prompt",
    "injection",
    "guardrail",
    "model",
    "agent",
    "red",
    "team",
    "toolkit",
    "detects",
    "jailbreak",
    "supply",
    "chain",
    "poisoning",
    "evaluation",
    "framework",
    "for",
    "large",
    "language",
    "models",
    "and",
    "pipelines",
    "open",
    "source",
    "library",
    "that",
    "monitors",
    "adversarial",
    "robustness",
    "privacy",
    "leakage",
    "sandbox",
    "policy",
    "audit",
    "fuzzer",
    "benchmark",
    "watermark",
    "embedding",
    "vector",
    "store",
];

const KG: &str = "https://example.org/kg/";
const SCHEMA: &str = "https://schema.org/";
const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";
const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const LABEL: &str = "http://www.w3.org/2000/01/rdf-schema#label";

const FRAMEWORKS: usize = 8;
const TACTICS: usize = 16;
const PHASES: usize = 8;
const CATEGORIES: usize = 200;
const ITEMS: usize = 400;
const RISKS: usize = 300;
const LANGUAGES: usize = 30;
const LICENCES: usize = 15;
const CATALOGS: usize = 40;

/// Numbers by xorshift64*: chance that is the same every time.
struct Chance(u64);

impl Chance {
    /// From 0.0 to below 1.0.
    fn share(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn below(&mut self, end: usize) -> usize {
        (self.share() * end as f64) as usize
    }

    /// Below an end, the first ones far more often.
    fn skewed(&mut self, end: usize, power: f64) -> usize {
        (end as f64 * self.share().powf(power)) as usize
    }

    fn word(&mut self) -> &'static str {
        WORDS[self.below(WORDS.len())]
    }
}

struct Graph<W: Write> {
    out: BufWriter<W>,
    written: usize,
    chance: Chance,
}

/// Writes at least so many triples as N-Triples; says how many they are.
pub(crate) fn write_graph(triples: usize, out: impl Write) -> io::Result<usize> {
    let chance = Chance(0x9E37_79B9_7F4A_7C15);
    let mut graph = Graph { out: BufWriter::with_capacity(1 << 20, out), written: 0, chance };
    graph.shared()?;
    graph.items()?;
    graph.risks()?;
    let mut number = 0;
    while graph.written < triples {
        graph.tool(number)?;
        number += 1;
    }
    graph.out.flush()?;
    Ok(graph.written)
}

impl<W: Write> Graph<W> {
    fn triple(&mut self, subject: &str, predicate: &str, object: &str) -> io::Result<()> {
        self.written += 1;
        writeln!(self.out, "<{subject}> <{predicate}> {object} .")
    }

    /// A triple with a property and an object of this graph's own.
    fn link(&mut self, subject: &str, property: &str, kind: &str, number: usize) -> io::Result<()> {
        self.triple(subject, &format!("{KG}{property}"), &format!("<{KG}{kind}/{number}>"))
    }

    fn concept(&mut self, subject: &str, class: &str, label: &str) -> io::Result<()> {
        self.triple(subject, TYPE, &format!("<{class}>"))?;
        self.triple(subject, &format!("{SKOS}prefLabel"), &format!("\"{label}\"@en"))
    }

    /// What tools and items share.
    fn shared(&mut self) -> io::Result<()> {
        for (kind, class, count) in
            [("fw", "Framework", FRAMEWORKS), ("tactic", "Tactic", TACTICS), ("phase", "Phase", PHASES)]
        {
            for number in 0..count {
                let label = format!("{class} {number}");
                self.concept(&format!("{KG}{kind}/{number}"), &format!("{KG}{class}"), &label)?;
            }
        }
        for number in 0..CATEGORIES {
            let category = format!("{KG}cat/{number}");
            self.concept(&category, &format!("{SKOS}Concept"), &format!("Category {number}"))?;
            if number > 0 {
                let parent = (number - 1) / 4;
                self.triple(&category, &format!("{SKOS}broader"), &format!("<{KG}cat/{parent}>"))?;
            }
        }
        Ok(())
    }

    fn items(&mut self) -> io::Result<()> {
        for number in 0..ITEMS {
            let (item, framework) = (format!("{KG}item/{number}"), number % FRAMEWORKS);
            let label = format!("Item {number} {} {}", self.chance.word(), self.chance.word());
            self.concept(&item, &format!("{KG}Item"), &label)?;
            self.triple(&item, &format!("{SKOS}notation"), &format!("\"FW{framework}-{number:03}\""))?;
            self.link(&item, "inFramework", "fw", framework)?;
            if number >= FRAMEWORKS {
                let parent = (number - FRAMEWORKS) / 3;
                self.triple(&item, &format!("{SKOS}broader"), &format!("<{KG}item/{parent}>"))?;
            }
        }
        Ok(())
    }

    fn risks(&mut self) -> io::Result<()> {
        for number in 0..RISKS {
            let risk = format!("{KG}risk/{number}");
            let label = format!("Risk {number} {} {}", self.chance.word(), self.chance.word());
            self.concept(&risk, &format!("{KG}Risk"), &label)?;
            let tactic = self.chance.skewed(TACTICS, 1.5);
            self.link(&risk, "ofTactic", "tactic", tactic)?;
            let most = 2 + self.chance.below(4);
            self.links(&risk, "mapsTo", "item", most, |chance| chance.skewed(ITEMS, 1.3))?;
        }
        Ok(())
    }

    /// Up to so many links to different things.
    fn links(
        &mut self,
        subject: &str,
        property: &str,
        kind: &str,
        most: usize,
        choose: impl Fn(&mut Chance) -> usize,
    ) -> io::Result<()> {
        let mut chosen = Vec::new();
        for _ in 0..most {
            let number = choose(&mut self.chance);
            if !chosen.contains(&number) {
                chosen.push(number);
                self.link(subject, property, kind, number)?;
            }
        }
        Ok(())
    }

    fn tool(&mut self, number: usize) -> io::Result<()> {
        let tool = format!("{KG}tool/{number}");
        self.triple(&tool, TYPE, &format!("<{KG}Tool>"))?;
        let name = self.chance.word();
        self.triple(&tool, LABEL, &format!("\"Tool {name} {number}\""))?;
        let description: Vec<&str> = (0..14).map(|_| self.chance.word()).collect();
        self.triple(&tool, &format!("{SCHEMA}description"), &format!("\"{}\"@en", description.join(" ")))?;
        let language = self.chance.skewed(LANGUAGES, 3.0);
        self.link(&tool, "language", "lang", language)?;
        if self.chance.share() < 0.8 {
            let licence = self.chance.skewed(LICENCES, 3.0);
            self.link(&tool, "license", "license", licence)?;
        }
        if self.chance.share() < 0.6 {
            self.triple(&tool, &format!("{SCHEMA}url"), &format!("<https://tool{number}.example.com/>"))?;
        }
        let owner = self.chance.skewed(50_000, 2.0);
        let repository = format!("<https://github.com/org{owner}/tool{number}>");
        self.triple(&tool, &format!("{SCHEMA}codeRepository"), &repository)?;
        let stars = (100_000.0 * self.chance.share().powf(6.0)) as u32;
        self.triple(&tool, &format!("{KG}stars"), &format!("\"{stars}\"^^<{XSD}integer>"))?;
        let [year, month, day] = [(18, 8), (1, 12), (1, 28)].map(|(first, count)| first + self.chance.below(count));
        let date = format!("\"20{year:02}-{month:02}-{day:02}\"^^<{XSD}date>");
        self.triple(&tool, &format!("{KG}lastCommit"), &date)?;
        let category = self.chance.skewed(CATEGORIES, 2.0);
        self.link(&tool, "inCategory", "cat", category)?;
        let catalog = self.chance.skewed(CATALOGS, 2.0);
        self.link(&tool, "listedIn", "catalog", catalog)?;
        let most = 1 + self.chance.below(5);
        self.links(&tool, "mitigates", "risk", most, |chance| chance.skewed(RISKS * 5 / 6, 2.5))?;
        let phase = self.chance.below(PHASES);
        self.link(&tool, "phase", "phase", phase)?;
        if self.chance.share() < 0.4 {
            self.link(&tool, "phase", "phase", (phase + 1) % PHASES)?;
        }
        for half in 0..2 {
            let topic = WORDS[self.chance.skewed(WORDS.len(), 2.0)];
            self.triple(&tool, &format!("{KG}topic"), &format!("\"{topic}-{half}\""))?;
        }
        Ok(())
    }
}
