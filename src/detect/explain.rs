//! The whole ledger of a text: what was found, and what was looked at and let be.

use std::ops::Range;
use std::sync::Arc;

use super::Scanner;
use super::candidate::Candidate;
use super::ledger::{Dropped, Kept};
use crate::blob::Blob;
use crate::finding::{Considered, Evidence, Finding, Outcome, Signal};
use crate::rule::RuleId;
use crate::secret::Secret;
use crate::span::LineIndex;

impl Scanner {
    /// Everything that rules took a closer look at in `blob`, in the order of its bytes: what
    /// [`Scanner::scan`] returns, and what it does not, with the reason.
    #[must_use]
    pub fn explain(&self, blob: &Blob<'_>) -> Vec<Considered> {
        let mut kept = Kept::default();
        let (candidates, _) = self.candidates(blob, &mut kept);
        let page = Page {
            scanner: self,
            blob,
            lines: LineIndex::new(blob.text, blob.position),
            findings: self.resolved(blob, candidates.clone()),
        };
        let seen = candidates.into_iter().map(|candidate| {
            let evidence = kept.evidence(&candidate);
            (
                candidate.secret.clone(),
                page.candidate(candidate, evidence),
            )
        });
        let mut all: Vec<_> = seen.collect();
        for entry in kept.dropped {
            all.push((entry.subject.clone(), page.dropped(entry)));
        }
        all.retain(|(subject, _)| blob.core.contains(&subject.start));
        all.sort_by(|(a, x), (b, y)| {
            (a.start, a.end, &x.rule.id, x.word()).cmp(&(b.start, b.end, &y.rule.id, y.word()))
        });
        // Every anchor of one value tells the same.
        all.dedup_by(|(a, x), (b, y)| a == b && x.rule.id == y.rule.id && x.word() == y.word());
        all.into_iter().map(|(_, considered)| considered).collect()
    }
}

/// A text with what was found in it.
struct Page<'s, 'b, 't> {
    scanner: &'s Scanner,
    blob: &'b Blob<'t>,
    lines: LineIndex<'t>,
    findings: Vec<Finding>,
}

impl Page<'_, '_, '_> {
    fn candidate(&self, candidate: Candidate, evidence: Vec<Evidence>) -> Considered {
        let start = self.blob.raw_offset(candidate.secret.start);
        let end = self.blob.raw_offset(candidate.secret.end);
        let rule = self.rule(candidate.rule);
        let overlapping = |finding: &&Finding| {
            let touches = |from: u64, to: u64| from < end && start < to;
            let mut parts = finding.parts.iter();
            touches(finding.byte_start, finding.byte_end)
                || parts.any(|part| touches(part.byte_start, part.byte_end))
        };
        let own = |finding: &&Finding| {
            // One that lent its name may have seen less than the finding shows.
            finding.rule.id == rule
                && ((finding.byte_start, finding.byte_end) == (start, end)
                    || self.scanner.names_findings(candidate.rule))
        };
        let mut there = self.findings.iter().filter(overlapping);
        let outcome = match there.clone().find(own) {
            Some(finding) => Outcome::Found(Box::new(finding.clone())),
            None => match there.next() {
                Some(finding) => Outcome::Superseded(finding.rule.id.clone()),
                None => Outcome::Dropped("out-of-range"),
            },
        };
        self.considered(
            candidate.rule,
            candidate.assigned_to,
            (candidate.secret, candidate.public_prefix),
            outcome,
            (candidate.signals, evidence),
        )
    }

    fn dropped(&self, entry: Dropped) -> Considered {
        let evidence = entry.why.features.evidence();
        self.considered(
            entry.rule,
            entry.name,
            (entry.subject, 0),
            Outcome::Dropped(entry.why.reason),
            (entry.why.signals, evidence),
        )
    }

    fn considered(
        &self,
        rule: RuleId,
        name: Option<Range<usize>>,
        (subject, public_prefix): (Range<usize>, usize),
        outcome: Outcome,
        (signals, evidence): (Vec<Signal>, Vec<Evidence>),
    ) -> Considered {
        let text = self.blob.text;
        Considered {
            rule: Arc::clone(&self.scanner.rules().compiled(rule).rule),
            assigned_to: name.map(|name| String::from_utf8_lossy(&text[name]).into_owned()),
            start: self.lines.position(subject.start),
            end: self.lines.position(subject.end),
            secret: Secret::new(&text[subject], public_prefix),
            outcome,
            signals,
            evidence,
        }
    }

    fn rule(&self, rule: RuleId) -> String {
        self.scanner.rules().compiled(rule).rule.id.clone()
    }
}

impl Kept {
    /// What was weighed for a candidate.
    fn evidence(&self, candidate: &Candidate) -> Vec<Evidence> {
        self.weighed
            .iter()
            .find(|(rule, secret, _)| (*rule, secret) == (candidate.rule, &candidate.secret))
            .map_or_else(Vec::new, |(_, _, features)| features.evidence())
    }
}
