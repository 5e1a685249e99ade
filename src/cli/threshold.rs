//! `--fail-under`: whether enough is addressed.

use super::coverage::one_of;
use super::failure::Failure;
use aisec_graph::coverage::UnitCounts;
use aisec_graph::vocab::{n_of, percent};
use clap::Args;

/// Options that set a threshold.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct ThresholdArguments {
    /// Exit with status 1 when less than this share, in percent, is addressed
    #[arg(long, value_name = "PERCENT", value_parser = percentage)]
    fail_under: Option<f64>,
    /// threats, outcomes, controls or risks: what --fail-under looks at [default: the first of these that is counted]
    #[arg(long, value_name = "UNIT", value_parser = unit, requires = "fail_under")]
    unit: Option<&'static str>,
}

/// Counts in total, and of what they are.
pub(super) struct Total {
    pub(super) units: Vec<UnitCounts>,
    pub(super) of: String,
}

/// What may be looked at, the usual first.
const UNITS: [&str; 4] = ["threats", "outcomes", "controls", "risks"];

fn unit(text: &str) -> Result<&'static str, String> {
    one_of(&UNITS.map(|unit| (unit, unit)), text)
}

fn percentage(text: &str) -> Result<f64, String> {
    let number = text.trim().trim_end_matches('%').trim_end().parse::<f64>().ok();
    number.filter(|number| (0.0..=100.0).contains(number)).ok_or_else(|| "write a number from 0 to 100".to_owned())
}

impl ThresholdArguments {
    /// What is missing, where too little is addressed.
    ///
    /// # Errors
    /// For a unit that is not counted.
    pub(super) fn missed(self, total: &Total) -> Result<Option<String>, Failure> {
        let Some(least) = self.fail_under else { return Ok(None) };
        let of = |unit: &str| total.units.iter().find(|counts| counts.unit == unit);
        let Some(counts) = self.unit.map_or_else(|| UNITS.iter().find_map(|unit| of(unit)), of) else {
            let units: Vec<&str> = total.units.iter().map(|counts| counts.unit).collect();
            let failure =
                Failure::usage(format!("--fail-under has no {} to look at here", self.unit.unwrap_or("total")));
            return Err(if units.is_empty() {
                failure
            } else {
                failure.help(format!("counted are {}", units.join(", ")))
            });
        };
        let (addressed, number, unit) = (counts.addressed(), counts.of, counts.unit);
        if decimal(addressed) * 100.0 >= least * decimal(number) {
            return Ok(None);
        }
        let (share, of) = (percent(addressed, number), &total.of);
        Ok(Some(format!("{} {unit} of {of} are addressed: {share}, less than {least} %", n_of(addressed, number))))
    }
}

/// Counts are far below what a float cannot hold.
fn decimal(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}
