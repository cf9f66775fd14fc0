//! Findings of one secret belong together: they are decided about at once.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::choice::Choice;
use crate::finding::Finding;

/// One secret with all its places.
#[derive(Debug)]
pub struct Group {
    /// The worst first; never empty.
    pub findings: Vec<Finding>,
    /// What was decided about it.
    pub decided: Option<Choice>,
}

/// One group a secret, the worst and surest first; within one, the same.
pub(super) fn grouped(findings: Vec<Finding>) -> Vec<Group> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut groups: Vec<Group> = Vec::new();
    for finding in findings {
        let at = *places
            .entry(finding.secret_id.clone())
            .or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.findings.push(finding),
            None => groups.push(Group {
                findings: vec![finding],
                decided: None,
            }),
        }
    }
    let weight = |finding: &Finding| Reverse((finding.severity, finding.confidence));
    for group in &mut groups {
        group.findings.sort_by_key(weight);
    }
    groups.sort_by_key(|group| weight(&group.findings[0]));
    groups
}
