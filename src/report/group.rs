//! The same secret at many places is one group.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use super::summary::count;
use crate::finding::Finding;
use crate::rule::Rule;

/// A secret with all its places, in the order of reports; never empty.
pub(super) struct Group<'f> {
    pub(super) findings: Vec<&'f Finding>,
}

impl<'f> Group<'f> {
    /// The worst and surest of them; the first of equals.
    pub(super) fn lead(&self) -> &'f Finding {
        let worst = self
            .findings
            .iter()
            .rev()
            .max_by_key(|finding| (finding.severity, finding.confidence));
        worst.expect("a group begins with a finding")
    }

    /// All but the lead.
    pub(super) fn others(&self) -> impl Iterator<Item = &'f Finding> + '_ {
        let lead: *const Finding = self.lead();
        let all = self.findings.iter().copied();
        all.filter(move |finding| !std::ptr::eq(*finding, lead))
    }
}

/// Groups in the order of their first findings.
pub(super) fn groups<'f>(findings: &[&'f Finding]) -> Vec<Group<'f>> {
    let mut places: HashMap<&str, usize> = HashMap::with_capacity(findings.len());
    let mut groups: Vec<Group<'f>> = Vec::new();
    for finding in findings {
        let at = *places.entry(&finding.secret_id).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.findings.push(finding),
            None => groups.push(Group {
                findings: vec![finding],
            }),
        }
    }
    groups
}

/// Groups, the worst and surest first.
pub(super) fn worst_first<'f>(findings: &[&'f Finding]) -> Vec<Group<'f>> {
    let mut groups = groups(findings);
    groups.sort_by_cached_key(|group| {
        let lead = group.lead();
        Reverse((lead.severity, lead.confidence))
    });
    groups
}

/// How many secrets, and how many files and lines that expose some: hygiene names no secret.
pub(super) fn counted(groups: &[Group<'_>], before: &str) -> String {
    let is_exposure = |group: &&Group<'_>| group.lead().rule.category == "hygiene";
    let exposures = groups.iter().filter(is_exposure).count();
    let counts = [
        (groups.len() - exposures, "secret"),
        (exposures, "exposure"),
    ];
    let counts = counts.into_iter().filter(|(number, _)| *number > 0);
    let counts = counts.map(|(number, what)| count(number, &format!("{before}{what}")));
    counts.collect::<Vec<_>>().join(" and ")
}

/// The rules of findings, by id, each once.
pub(super) fn unique_rules<'f>(findings: &[&'f Finding]) -> Vec<&'f Rule> {
    let rules = findings.iter().map(|finding| &*finding.rule);
    let by_id: BTreeMap<&str, &Rule> = rules.map(|rule| (rule.id.as_str(), rule)).collect();
    by_id.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::level::{Confidence, Severity};

    #[test]
    fn one_secret_is_one_group_led_by_its_worst_finding() {
        let mut findings = sample::findings();
        findings.truncate(3);
        let mut copy = findings[1].clone();
        (copy.severity, copy.confidence) = (Severity::Critical, Confidence::Low);
        findings.push(copy);
        let all: Vec<&Finding> = findings.iter().collect();
        let groups = groups(&all);
        let sizes: Vec<usize> = groups.iter().map(|group| group.findings.len()).collect();
        assert_eq!(sizes, [1, 2, 1]);
        assert_eq!(groups[1].lead().severity, Severity::Critical);
        assert_eq!(groups[1].others().count(), 1);
    }

    #[test]
    fn the_worst_come_first_else_the_order_stays() {
        let findings = sample::findings();
        let all: Vec<&Finding> = findings.iter().collect();
        let keys: Vec<_> = worst_first(&all)
            .iter()
            .map(|group| (group.lead().severity, group.lead().confidence))
            .collect();
        assert!(keys.is_sorted_by(|a, b| a >= b), "{keys:?}");
    }
}
