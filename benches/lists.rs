//! Time and memory of importing a list, beside the bare Markdown parser on the same text: `cargo bench --bench lists`.
//!
//! Inputs: lists of 500 KB and 20 MB in the mix of grammars that real lists have, made of the words of the embedded
//! lists, the same at each run; and hostile texts of 16 MiB. Each measure is a process of its own, so that its peak
//! of memory (`VmHWM`) is its own. Time is that of the clock, and beside it that of all processors, which a busy
//! machine does not change; parser and importer take turns, and the best of five runs counts. Linux only.
//!
//! `cargo bench --bench lists -- hostile` has what `aisec check` does to texts that are made to cost, beside the limits for
//! them; `-- hostile WORD` those whose names have the word.
//!
//! What limits it: a list of 128 KiB or more is read in parts, several for each processor, and what is read is put
//! together while the rest is read, so that by the clock it takes its share of the work; a text that cannot be cut (no
//! headings, reference definitions, a fence or `<details>` open at the end of a part) takes the work of one processor.
//! About a quarter of the work is the parser's. Lints are told the same
//! events. The parser sees a stretch of the text at a time, so that its tree, which for dense code is 90 times its length,
//! takes little memory beside the entries; one of more than 2 MiB is parsed twice where it has definitions.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a bench prints, and one that cannot go on has failed")]
#![allow(clippy::disallowed_methods, reason = "a bench looks at the environment and at what the system counts")]
#![allow(clippy::cast_precision_loss, clippy::format_push_string, reason = "ratios and generated text need no more")]

mod hostile;
mod process;

use aisec_graph::import;
use aisec_graph::pipeline::{self, Lints, ListPlace, ListReading, ListText, SubLists, Unchecked};
use aisec_graph::source::{Collection, SizeLimit, SourceId, SourceText, embedded};
use process::{peak_kib, processor_time};
use pulldown_cmark::{Options, Parser};
use std::env;
use std::hint::black_box;
use std::process::Command;
use std::time::{Duration, Instant};

const MIB: usize = 1 << 20;
const RUNS: usize = 5;

/// What is measured.
const WORKS: [&str; 3] = ["parser", "import", "lints"];

/// What a work took at best.
#[derive(Clone, Copy)]
struct Cost {
    /// By the clock.
    time: Duration,
    /// Of all processors.
    work: Duration,
    peak_kib: u64,
}

fn main() {
    let arguments: Vec<String> = env::args().collect();
    let place_of = |word: &str| arguments.iter().position(|argument| argument == word);
    match (place_of("--work"), place_of("hostile")) {
        (Some(at), _) => work(&arguments[at + 1], &arguments[at + 2]),
        (None, Some(at)) => endure(arguments.get(at + 1).map_or("", String::as_str)),
        (None, None) => compare(),
    }
}

/// Most time and memory a hostile text may take.
const LIMITS: (Duration, u64) = (Duration::from_secs(5), 1_000_000_000 / 1024);

/// What checking hostile texts takes, of those whose names have that word.
fn endure(word: &str) {
    println!("{:<28} {:>9} {:>9} {:>9}", "text of 16 MiB", "s", "s of all", "MB");
    let mut beyond = 0;
    for name in hostile::names().filter(|name| *word == *"--bench" || name.contains(word)) {
        let cost = measured("check", name);
        let (seconds, of_all) = (cost.time.as_secs_f64(), cost.work.as_secs_f64());
        let megabytes = cost.peak_kib as f64 * 1024.0 / 1e6;
        let verdict = if cost.time > LIMITS.0 || cost.peak_kib > LIMITS.1 { "  beyond the limit" } else { "" };
        beyond += usize::from(!verdict.is_empty());
        println!("{name:<28} {seconds:>9.2} {of_all:>9.2} {megabytes:>9.0}{verdict}");
    }
    println!("{beyond} beyond {} s or {} MB", LIMITS.0.as_secs(), LIMITS.1 * 1024 / 1_000_000);
}

/// Checks a text as the command does that is given the file, but for writing what is found.
fn checked(source: &SourceText) -> usize {
    let place = Some(ListPlace::of(&env::temp_dir().join("list.md")));
    let given = vec![ListText { text: source.clone(), place, read: None }];
    let how = ListReading { sub_lists: SubLists::Say, lints: Lints::Find, max_input: SizeLimit::default() };
    let lists = pipeline::read_lists(given, how, |id| id).unwrap().read;
    let unchecked = Unchecked { lists, others: Vec::new(), packs: Vec::new(), max_input: SizeLimit::default() };
    pipeline::check(unchecked).unwrap().diagnostics.len()
}

/// One measure, in this process: prints nanoseconds by the clock and of all processors, and peak KiB.
fn work(what: &str, input: &str) {
    let source = SourceText::new(SourceId::new("list").unwrap(), "list.md", text(input));
    let times = (MEASURABLE_BYTES / source.text().len()).max(1);
    let (mut time, mut work) = (Duration::ZERO, Duration::ZERO);
    for _ in 0..times {
        let (clock, processors) = (Instant::now(), processor_time());
        let read = match what {
            "parser" => {
                black_box(parsed(source.text()));
                None
            }
            "check" => {
                black_box(checked(&source));
                None
            }
            "import" => Some(black_box(import::list(&source))),
            _ => Some(black_box(import::linted_list(&source))),
        };
        time += clock.elapsed();
        work += processor_time().saturating_sub(processors);
        // A list is read to be kept: letting go of it is no part of reading it.
        drop(read);
    }
    println!("{} {} {}", time.as_nanos() / times as u128, work.as_nanos() / times as u128, peak_kib());
}

/// Bytes whose reading takes many milliseconds: a smaller input is read so often.
const MEASURABLE_BYTES: usize = 16 * MIB;

/// Number of events, each with its bytes, in the dialect that is imported.
fn parsed(text: &str) -> usize {
    let dialect =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS | Options::ENABLE_FOOTNOTES;
    Parser::new_ext(text, dialect).into_offset_iter().map(black_box).count()
}

fn compare() {
    println!("{:<28} {:>7} {:>25} {:>46} {:>46}", "input", "MB", "parser", "import", "with lints");
    for input in INPUTS {
        let runs = if input.is_real { RUNS } else { 1 };
        let mut best: [Option<Cost>; 3] = [None; 3];
        for _ in 0..runs {
            for (best, what) in best.iter_mut().zip(WORKS) {
                let cost = measured(what, input.name);
                *best = Some(best.map_or(cost, |best| best.or_better(cost)));
            }
        }
        let [parser, others @ ..] = best.map(Option::unwrap);
        let size = text(input.name).len();
        print!("{:<28} {:>7.2} {:>25}", input.name, size as f64 / 1e6, parser.to_string());
        for cost in others {
            let time = cost.time.as_secs_f64() / parser.time.as_secs_f64();
            let work = cost.work.as_secs_f64() / parser.work.as_secs_f64();
            let memory = cost.peak_kib as f64 / parser.peak_kib as f64;
            print!(" {:>46}", format!("{cost} {time:.2}x ({work:.2}x) {memory:.2}x"));
        }
        println!();
    }
}

impl Cost {
    fn or_better(self, other: Self) -> Self {
        Self {
            time: self.time.min(other.time),
            work: self.work.min(other.work),
            peak_kib: self.peak_kib.min(other.peak_kib),
        }
    }
}

impl std::fmt::Display for Cost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ms ({} ms) {} MiB", self.time.as_millis(), self.work.as_millis(), self.peak_kib / 1024)
    }
}

fn measured(what: &str, input: &str) -> Cost {
    let output = Command::new(env::current_exe().unwrap()).args(["--work", what, input]).output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let figures: Vec<u64> = printed.split_whitespace().map(|figure| figure.parse().unwrap()).collect();
    let [time, work, peak_kib] = figures.try_into().expect("the work ends");
    Cost { time: Duration::from_nanos(time), work: Duration::from_nanos(work), peak_kib }
}

/// A named input.
struct Input {
    name: &'static str,
    is_real: bool,
}

const fn real(name: &'static str) -> Input {
    Input { name, is_real: true }
}

const fn hostile(name: &'static str) -> Input {
    Input { name, is_real: false }
}

const INPUTS: [Input; 12] = [
    real("list of 500 KB"),
    real("list of 20 MB"),
    hostile("links"),
    hostile("links into the page"),
    hostile("items"),
    hostile("items in items"),
    hostile("quotes in quotes"),
    hostile("emphasis"),
    hostile("pipes"),
    hostile("tags"),
    hostile("headings"),
    hostile("spaces at ends of lines"),
];

fn text(name: &str) -> String {
    let repeated = |part: &str| part.repeat(16 * MIB / part.len());
    match name {
        "list of 500 KB" => real_like(500_000),
        "list of 20 MB" => real_like(20_000_000),
        "links" => repeated("[a](b)"),
        "links into the page" => repeated("- [a](#b)\n"),
        "items" => repeated("- [a](https://a.org)\n"),
        "items in items" => {
            (0..5_600).map(|depth| "  ".repeat(depth) + "- a\n").collect::<String>().chars().take(16 * MIB).collect()
        }
        "quotes in quotes" => repeated("> "),
        "emphasis" => repeated("*a _b "),
        "pipes" => format!("| a | b |\n|---|---|\n{}", repeated("| ")),
        "tags" => repeated("<a href='b'>"),
        "headings" => repeated("# a\n"),
        "spaces at ends of lines" => repeated("a \n\n"),
        name => hostile::text(name).expect("a text has that name"),
    }
}

/// A list of at least that many bytes: sections with entries in the grammars of real lists, in their proportions.
fn real_like(bytes: usize) -> String {
    let words = Words::of_the_embedded_lists();
    let mut list = String::from("# Awesome everything\n\nA curated list.\n\n## Contents\n\n");
    for section in 0..40 {
        list.push_str(&format!("- [Section {section}](#section-{section})\n"));
    }
    let mut number = 0;
    let mut section = 0;
    while list.len() < bytes {
        list.push_str(&format!("\n## Section {section}\n\n{}.\n\n", words.sentence(number, 14)));
        section += 1;
        let grammar = &GRAMMARS[section * 7 % MIX];
        list.push_str(grammar.before);
        for _ in 0..30 {
            number += 1;
            list.push_str(&(grammar.entry)(&words, number));
        }
        list.push_str(grammar.after);
    }
    list
}

/// A way of writing entries.
struct Grammar {
    before: &'static str,
    entry: fn(&Words, usize) -> String,
    after: &'static str,
}

const fn bullets(entry: fn(&Words, usize) -> String) -> Grammar {
    Grammar { before: "", entry, after: "" }
}

/// How many sections go by before the mix of grammars comes again.
const MIX: usize = 20;

/// One for each twentieth of the entries.
const GRAMMARS: [Grammar; MIX] = [
    bullets(hyphen),
    bullets(hyphen),
    bullets(hyphen),
    bullets(hyphen),
    bullets(hyphen),
    bullets(hyphen),
    bullets(hyphen),
    bullets(nested),
    bullets(nested),
    bullets(bare),
    bullets(badges),
    bullets(badges),
    bullets(colon),
    bullets(chinese),
    bullets(title_first),
    bullets(title_first),
    bullets(date_first),
    Grammar { before: "| Title | Description | Link |\n|---|---|---|\n", entry: row, after: "\n" },
    bullets(summary),
    Grammar { before: "<table>\n", entry: html_row, after: "</table>\n\n" },
];

fn hyphen(words: &Words, number: usize) -> String {
    format!("- [{}]({}) - {}.\n", words.name(number), address(number), words.sentence(number, 16))
}

fn nested(words: &Words, number: usize) -> String {
    let entry = hyphen(words, number);
    if number.is_multiple_of(5) { format!("- **{}**\n  {entry}", words.name(number + 1)) } else { format!("  {entry}") }
}

fn bare(words: &Words, number: usize) -> String {
    format!("* {} {}\n", address(number), words.sentence(number, 6))
}

fn badges(words: &Words, number: usize) -> String {
    let (name, address) = (words.name(number), address(number));
    let badge = format!("[![stars](https://img.shields.io/github/stars/a/b{number})]({address})");
    format!("- **[{name}]({address})** {badge} – {}. `MIT` `Python`\n", words.sentence(number, 10))
}

fn colon(words: &Words, number: usize) -> String {
    format!("* [{}]({}): {}\n", words.name(number), address(number), words.sentence(number, 12))
}

fn chinese(words: &Words, number: usize) -> String {
    format!(
        "- [{}]({})（数据集）– 面向大模型安全的评测与数据，{}。\n",
        words.name(number),
        address(number),
        words.name(number + 3)
    )
}

fn title_first(words: &Words, number: usize) -> String {
    let address = address(number);
    format!(
        "- \"{}\", 2023-06, AAAI 24, `attack`, [[paper]]({address}) [[repo]]({address}/code)\n",
        words.sentence(number, 8)
    )
}

fn date_first(words: &Words, number: usize) -> String {
    format!(
        "- [2025/{:02}] **[{}]({})** ![tag](https://img.shields.io/badge/llm-red)\n",
        1 + number % 12,
        words.sentence(number, 7),
        address(number)
    )
}

fn row(words: &Words, number: usize) -> String {
    format!("| {} | {} | [link]({}) |\n", words.name(number), words.sentence(number, 12), address(number))
}

fn summary(words: &Words, number: usize) -> String {
    let (name, address) = (words.name(number), address(number));
    let body = format!("- [GitHub]({address}) (650 stars):\n\n\t```\n\tgit clone {address}\n\t```\n");
    format!(
        "<details><summary><b><a href=\"{address}\">{name}</a></b> - {}.</summary>\n\n{body}</details>\n",
        words.sentence(number, 9)
    )
}

fn html_row(words: &Words, number: usize) -> String {
    format!(
        "<tr><td><a href=\"{}\">{}</a></td><td>{}</td></tr>\n",
        address(number),
        words.name(number),
        words.sentence(number, 9)
    )
}

fn address(number: usize) -> String {
    format!("https://github.com/owner{}/project-{number}", number % 977)
}

/// Words in the order the embedded lists have them.
struct Words(Vec<String>);

impl Words {
    fn of_the_embedded_lists() -> Self {
        let lists = embedded(Collection::Data).into_iter().filter(|file| file.path == "catalogs/mlsecops.md");
        let words = lists.flat_map(|file| {
            let text = String::from_utf8_lossy(file.bytes).into_owned();
            let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 2).map(str::to_owned);
            words.collect::<Vec<_>>()
        });
        Self(words.collect())
    }

    fn sentence(&self, number: usize, length: usize) -> String {
        let start = number * 31 % self.0.len();
        self.0.iter().cycle().skip(start).take(length).map(String::as_str).collect::<Vec<_>>().join(" ")
    }

    fn name(&self, number: usize) -> String {
        format!("{} {number}", self.sentence(number * 7, 2))
    }
}
