//! What is to be moved out of a file: its secrets, and the other parts of their credentials.

use std::ops::Range;

use super::name;
use crate::finding::{Finding, Part, Value};
use crate::rule::{Companion, RuleSet, Sought};
use crate::secret::Secret;

/// One literal to move.
#[derive(Clone)]
pub(super) struct Target<'f> {
    pub(super) finding: &'f Finding,
    /// The part of the credential that it is, if it is not the secret itself.
    pub(super) part: Option<&'f Part>,
    /// Where it stands in the file, in bytes.
    pub(super) range: Range<usize>,
    /// Names for its variable, the best one first.
    pub(super) names: Vec<String>,
    /// The 1-based line of a copy that the scanner does not report; `None`: it is the finding's.
    pub(super) copy: Option<u64>,
}

impl Target<'_> {
    /// The 1-based line that it begins on.
    pub(super) fn line(&self) -> u64 {
        let start = self.part.map_or(self.finding.start, |part| part.start);
        self.copy.unwrap_or(start.line)
    }

    /// What reports may show of it.
    pub(super) fn shown(&self) -> String {
        match self.part {
            Some(part) => part.shown(false).into_owned(),
            None => self.finding.secret.redacted(),
        }
    }

    /// Its bytes as the scanner saw them.
    pub(super) fn secret(&self) -> Secret {
        match self.part.map(|part| &part.value) {
            None => self.finding.secret.clone(),
            Some(Value::Secret(secret)) => secret.clone(),
            Some(Value::Public(text)) => Secret::hidden(text.as_bytes()),
        }
    }
}

/// All targets of one file with this text, in the order of its bytes.
pub(super) fn targets<'f>(
    findings: &[&'f Finding],
    text: &[u8],
    rules: &RuleSet,
) -> Vec<Target<'f>> {
    let mut targets: Vec<Target<'f>> = Vec::new();
    for finding in findings {
        targets.push(Target {
            finding,
            part: None,
            range: finding.byte_start as usize..finding.byte_end as usize,
            names: name::for_finding(finding, text),
            copy: None,
        });
        for part in &finding.parts {
            let mut companions = finding.rule.parts.iter();
            let companion = companions.find(|companion| companion.name == part.name);
            let range = part.byte_start as usize..part.byte_end as usize;
            // What was decoded from the secret stands where that does.
            let apart = range.end <= finding.byte_start as usize
                || range.start >= finding.byte_end as usize;
            if apart && !range.is_empty() && is_moved(part, companion) {
                targets.push(Target {
                    finding,
                    part: Some(part),
                    range,
                    names: name::for_part(finding, part, companion, rules),
                    copy: None,
                });
            }
        }
    }
    targets.sort_by_key(|target| (target.range.start, target.range.end));
    targets.dedup_by(|next, one| next.range == one.range);
    targets
}

/// Whether a part goes with its secret: a secret does, and what would be a finding of its own once
/// the secret is gone. The host and the user of an address stay.
fn is_moved(part: &Part, companion: Option<&Companion>) -> bool {
    let is_found = |companion: &Companion| matches!(companion.sought, Sought::Found { .. });
    !part.is_public() || companion.is_some_and(is_found)
}
