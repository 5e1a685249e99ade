//! Risks the list defines and never uses.

use super::Findings;
use crate::catalog::{ImportedList, RiskCode};
use crate::diagnostic::{Code, Diagnostic};
use crate::import::list::plain_text;
use std::collections::BTreeSet;

/// One finding for each risk that no entry carries. A list whose entries carry no risk at all only
/// defines them; that is no fault.
pub(super) fn check(list: &ImportedList, found: &mut Findings<'_>) {
    let written = list.entries.iter().flat_map(|entry| &entry.risks);
    let used: BTreeSet<RiskCode> = written.filter_map(|risk| RiskCode::parse(&risk.text)).collect();
    if used.is_empty() {
        return;
    }
    for risk in list.taxonomy.risks.iter().filter(|risk| !used.contains(&risk.code)) {
        found.add(Code::UnusedRisk, risk.span, |_| {
            let message = format!("no entry carries the risk `{}`, {}", risk.code, plain_text::shown(&risk.name));
            Diagnostic::new(Code::UnusedRisk, message)
                .help("label the entries that address it; if there are none, it is a gap of the list")
        });
    }
}
