//! What lists write in their risk columns, to the risks that are meant.
//!
//! A code is looked up in the list it stands in, then in the list whose risks that one says it uses; with the
//! id of a list before it, as in `mlsecops:R9-Security`, in that list. What no list defines is reported at its
//! place and means nothing.

use crate::catalog::{Entry, ImportedList, RiskCategory, RiskCode, RiskKey, Written};
use crate::diagnostic::{Code, Diagnostic, Noticed};
use crate::vocab::{cut, nearest};
use std::collections::{BTreeMap, BTreeSet};

/// The risks that each list defines.
pub(super) struct KnownRisks {
    /// By id of the list; none without risks.
    lists: BTreeMap<String, Codes>,
    /// Which lists define a code.
    meanings: BTreeMap<RiskCode, Vec<String>>,
}

/// The codes of one list.
struct Codes {
    all: BTreeSet<RiskCode>,
    /// Which there are, in words: made once, for a list may have many wrong codes.
    words: BTreeMap<RiskCategory, String>,
}

impl Codes {
    fn new(all: BTreeSet<RiskCode>) -> Self {
        let words = RiskCategory::ALL.map(|category| (category, defined(&all, category)));
        Self { all, words: words.into() }
    }
}

impl KnownRisks {
    pub(super) fn of(lists: &[ImportedList]) -> Self {
        let mut known = Self { lists: BTreeMap::new(), meanings: BTreeMap::new() };
        for list in lists.iter().filter(|list| !list.taxonomy.risks.is_empty()) {
            let codes = list.taxonomy.risks.iter().map(|risk| risk.code).collect();
            known.lists.insert(list.source.as_str().to_owned(), Codes::new(codes));
        }
        for (list, codes) in &known.lists {
            codes.all.iter().for_each(|code| known.meanings.entry(*code).or_default().push(list.clone()));
        }
        known
    }

    fn defines(&self, list: &str, code: RiskCode) -> bool {
        self.lists.get(list).is_some_and(|codes| codes.all.contains(&code))
    }

    fn nearest(&self, list: &str) -> Option<&str> {
        nearest(list, self.lists.keys().map(String::as_str))
    }
}

/// How the codes of one list are read.
pub(super) struct Reader<'a> {
    known: &'a KnownRisks,
    list: &'a str,
    /// The list it says its codes mean the risks of.
    used: Option<&'a str>,
}

impl<'a> Reader<'a> {
    /// For a list; `otherwise` is the list whose risks are meant where it says nothing. What it says wrongly is reported.
    pub(super) fn new(
        known: &'a KnownRisks,
        list: &'a ImportedList,
        otherwise: Option<&'a str>,
        noticed: &mut Noticed,
    ) -> Self {
        let mut report = |written: &Written, message: String, help: String| {
            let found = Diagnostic::new(Code::RiskList, message).help(help);
            noticed.push(found.at(list.source.as_str(), written.span));
        };
        let (first, others) =
            list.risk_lists.split_first().map_or((None, &[][..]), |(first, rest)| (Some(first), rest));
        for other in others {
            let message = "a list uses the risks of one other list: this comment is the second".to_owned();
            let help = "keep one; write `LIST:CODE` for the risks of others".to_owned();
            report(other, message, help);
        }
        let mut used = otherwise;
        if let Some(written) = first {
            used = Some(&written.text);
            if !known.lists.contains_key(&written.text) {
                let name = shown(&written.text);
                let near = known.nearest(&written.text).map(|near| format!("did you mean `{near}`?"));
                let help =
                    near.unwrap_or_else(|| "build together with a list that defines risks, and name that".to_owned());
                report(written, format!("no list `{name}` with risks is in this graph"), help);
            }
        }
        Self { known, list: list.source.as_str(), used }
    }

    /// The risks an entry is labelled with, in written order, once each.
    pub(super) fn risks(&self, entry: &Entry, noticed: &mut Noticed) -> Vec<RiskKey> {
        let mut risks = Vec::new();
        let mut seen = BTreeSet::new();
        for written in &entry.risks {
            match self.meaning(&written.text) {
                Meaning::Risk(risk) => {
                    if seen.insert(risk.clone()) {
                        risks.push(risk);
                    }
                }
                Meaning::Word => {}
                Meaning::Undefined(found) => noticed.push(found.at(self.list, written.span)),
            }
        }
        risks
    }

    fn meaning(&self, text: &str) -> Meaning {
        if let Some((list, local)) = text.split_once(':')
            && (self.known.lists.contains_key(list) || RiskCode::parse(local).is_some())
        {
            return self.meaning_in(list, local);
        }
        let code = RiskCode::parse(text);
        let lists = [Some(self.list), self.used];
        match code.and_then(|code| {
            lists.into_iter().flatten().find(|list| self.known.defines(list, code)).map(|list| (list, code))
        }) {
            Some((list, code)) => Meaning::Risk(RiskKey { list: list.to_owned(), code }),
            // In a list that has to do with no risks, words such as `High` are no codes.
            None if code.is_none() && self.used.is_none() && !self.known.lists.contains_key(self.list) => Meaning::Word,
            None => Meaning::Undefined(self.undefined(text, code)),
        }
    }

    /// Of a code with the id of a list before it.
    fn meaning_in(&self, list: &str, local: &str) -> Meaning {
        match RiskCode::parse(local) {
            Some(code) if self.known.defines(list, code) => Meaning::Risk(RiskKey { list: list.to_owned(), code }),
            code if self.known.lists.contains_key(list) => {
                let found =
                    Diagnostic::new(Code::UndefinedRiskCode, format!("`{}` is not defined in `{list}`", shown(local)));
                let found = self.what_is_defined(found, list, code);
                Meaning::Undefined(found.help(format!("use a code that `{list}` defines")))
            }
            _ => {
                let message = format!("no list `{}` with risks is in this graph", shown(list));
                let near = self.known.nearest(list).map(|near| format!("did you mean `{near}:{}`?", shown(local)));
                let help = near.unwrap_or_else(|| {
                    "write the id of a list that is built with this one before the colon".to_owned()
                });
                Meaning::Undefined(Diagnostic::new(Code::UndefinedRiskCode, message).help(help))
            }
        }
    }

    fn undefined(&self, text: &str, code: Option<RiskCode>) -> Diagnostic {
        let own = self.known.lists.contains_key(self.list).then_some(self.list);
        let used = self.used.filter(|used| Some(*used) != own);
        let message = match used {
            Some(used) if own.is_some() => {
                format!("`{}` is not defined in this list or in `{}`", shown(text), shown(used))
            }
            Some(used) => format!("`{}` is not defined in `{}`", shown(text), shown(used)),
            None => format!("`{}` is not defined in this list", shown(text)),
        };
        let mut found = Diagnostic::new(Code::UndefinedRiskCode, message);
        for list in own.into_iter().chain(used) {
            found = self.what_is_defined(found, list, code);
        }
        let elsewhere = code.and_then(|code| self.known.meanings.get(&code)).map_or(&[][..], Vec::as_slice);
        found.help(match (elsewhere, own.is_some()) {
            ([], true) => "mend it, or add the code to the list's taxonomy".to_owned(),
            ([], false) => match used.filter(|used| self.known.lists.contains_key(*used)) {
                Some(used) => format!("use a code that `{used}` defines"),
                None => "build together with the list that defines it, or define it in this one".to_owned(),
            },
            ([one], true) => format!("mend it, or write `{one}:{text}` if that is meant"),
            ([one], false) => {
                format!("write `{one}:{text}`, or once for all codes of the list `<!-- aisec risks: {one} -->`")
            }
            (several, _) => {
                let names: Vec<String> = several.iter().map(|list| format!("`{list}:{text}`")).collect();
                format!("several lists define it; write the one that is meant: {}", names.join(", "))
            }
        })
    }

    /// The finding with what a list does define, in the category of a code, or in each.
    fn what_is_defined(&self, mut found: Diagnostic, list: &str, code: Option<RiskCode>) -> Diagnostic {
        let Some(codes) = self.known.lists.get(list) else { return found };
        let name = if list == self.list { "the list".to_owned() } else { format!("`{list}`") };
        let wanted = |category: RiskCategory| code.is_none_or(|code| code.category == category);
        for (_, words) in codes.words.iter().filter(|(category, _)| wanted(**category)) {
            found = found.note(format!("{name} defines {words}"));
        }
        found
    }
}

/// What stands in a risk column means.
enum Meaning {
    Risk(RiskKey),
    /// Nothing to do with codes.
    Word,
    Undefined(Diagnostic),
}

/// `R1-Security to R23-Security`.
fn defined(codes: &BTreeSet<RiskCode>, category: RiskCategory) -> String {
    let of_category: Vec<&RiskCode> = codes.iter().filter(|code| code.category == category).collect();
    let count = of_category.len();
    match of_category.as_slice() {
        [] => format!("no {} risk", category.name()),
        [one] => one.to_string(),
        [first, .., last] if usize::from(last.number - first.number) + 1 == count => format!("{first} to {last}"),
        [first, .., last] => format!("{count} codes between {first} and {last}"),
    }
}

/// Text fit for a message.
fn shown(text: &str) -> String {
    const MAX_CHARS: usize = 80;
    cut(text, MAX_CHARS).into_owned()
}
