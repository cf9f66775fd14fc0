//! A text in which something was found: from its candidates to findings with places, excerpts,
//! parts and marks.

use std::ops::Range;
use std::sync::Arc;

use super::allow::Marks;
use super::candidate::Candidate;
use super::locate::Places;
use super::part::{self, Inside};
use super::{Scanner, entropy, suspect, work};
use crate::allowed::Allowed;
use crate::blob::Blob;
use crate::excerpt::Marked;
use crate::finding::{self, Finding, Part, Value};
use crate::language::Language;
use crate::secret::Secret;
use crate::span::LineIndex;

/// Bytes of a line that an excerpt shows, about.
const SHOWN: usize = 400;

impl Scanner {
    /// What is found, of candidates that are apart and have their parts; `seen` is all that rules
    /// saw, also what gave way to others.
    pub(super) fn findings(
        &self,
        blob: &Blob<'_>,
        candidates: &[Candidate],
        seen: Vec<Range<usize>>,
    ) -> Vec<Finding> {
        let page = Page {
            blob,
            lines: LineIndex::new(blob.text, blob.position),
            marks: (!self.options().no_inline_allow)
                .then(|| Marks::new(blob.text, blob.origin.path())),
            marked: Marked::new(blob.text, secrets(candidates)).with_hidden(seen),
            language: Language::of(blob.origin.path()),
            places: Places::of(blob, offsets(candidates)),
        };
        candidates
            .iter()
            .filter(|candidate| blob.core.contains(&candidate.secret.start))
            .filter_map(|candidate| self.finding(&page, candidate))
            .collect()
    }

    fn finding(&self, page: &Page<'_, '_>, candidate: &Candidate) -> Option<Finding> {
        let blob = page.blob;
        let start = page.places.at(candidate.secret.start);
        let end = page.places.at(candidate.secret.end);
        if !page.counts(candidate) {
            return None;
        }
        work::read(candidate.secret.len() + SHOWN);
        let rule = Arc::clone(&self.rules().compiled(candidate.rule).rule);
        let secret = candidate.joined.clone().unwrap_or_else(|| {
            let bytes = &blob.text[candidate.secret.clone()];
            Secret::new(bytes, candidate.public_prefix)
        });
        let key = &self.options().key;
        let parts = page.parts(candidate);
        let secrets = finding::all_secrets(&secret, &parts);
        let fingerprint = key.fingerprint(&rule.id, blob.origin.path(), &secrets);
        Some(Finding {
            severity: candidate.severity,
            confidence: candidate.confidence,
            origin: blob.origin.clone(),
            start: start.position,
            end: end.position,
            byte_start: start.raw,
            byte_end: end.raw,
            secret_id: key.secret_id(&secret, &fingerprint),
            fingerprint,
            entropy: entropy::shannon(secret.reveal()),
            secret,
            signals: candidate.signals.clone(),
            parts,
            decoded: candidate
                .decoded
                .iter()
                .map(|layer| layer.word().to_owned())
                .collect(),
            excerpt: page.marked.excerpt(
                page.lines.line(candidate.secret.start),
                candidate.secret.start,
                |shown| suspect::in_line(blob.text, shown, page.language),
            ),
            assigned_to: candidate
                .assigned_to
                .clone()
                .map(|name| String::from_utf8_lossy(&blob.text[name]).into_owned()),
            allowed: page.allowed(candidate, &rule.id),
            help: None,
            rule,
        })
    }
}

/// A text in which something was found, with what is built only then.
struct Page<'b, 't> {
    blob: &'b Blob<'t>,
    lines: LineIndex<'t>,
    marks: Option<Marks<'t>>,
    /// All secrets of the text, whatever their confidence: none of them is shown.
    marked: Marked<'t>,
    language: Language,
    places: Places,
}

impl Page<'_, '_> {
    /// Whether the secret, or a part of it that would be a finding of its own, stands on a line
    /// that counts.
    fn counts(&self, candidate: &Candidate) -> bool {
        findings(candidate).any(|range| {
            let first = self.places.at(range.start).position.line;
            let last = self.places.at(range.end).position.line;
            (first..=last).any(|line| self.blob.counts_line(line))
        })
    }

    /// The mark that allows the secret, if one allows each part, too, that would be a finding of
    /// its own and is not public.
    fn allowed(&self, candidate: &Candidate, rule: &str) -> Option<Allowed> {
        let marks = self.marks.as_ref()?;
        let mark = marks.of(&self.lines, &candidate.secret, rule)?;
        let mut secrets = candidate
            .parts
            .iter()
            .filter(|part| part.is_secret_finding());
        secrets
            .all(|part| {
                part.range()
                    .is_none_or(|range| marks.of(&self.lines, range, rule).is_some())
            })
            .then_some(mark)
    }

    fn parts(&self, candidate: &Candidate) -> Vec<Part> {
        let parts = candidate.parts.iter().map(|part| {
            let range = part.range().unwrap_or(&candidate.secret);
            let (start, end) = (self.places.at(range.start), self.places.at(range.end));
            let bytes = &self.blob.text[range.clone()];
            Part {
                name: part.name.clone(),
                value: match &part.inside {
                    Inside::Decoded(text) => Value::Public(text.clone()),
                    Inside::Here { hidden: None, .. } => {
                        Value::Public(String::from_utf8_lossy(bytes).into_owned())
                    }
                    Inside::Here {
                        hidden: Some(public_prefix),
                        ..
                    } => Value::Secret(Secret::new(bytes, *public_prefix)),
                },
                start: start.position,
                byte_start: start.raw,
                byte_end: end.raw,
            }
        });
        parts.collect()
    }
}

/// Where the secret stands, and the parts of it that would be findings of their own.
fn findings(candidate: &Candidate) -> impl Iterator<Item = &Range<usize>> {
    let parts = candidate.parts.iter().filter(|part| part.absorbed);
    std::iter::once(&candidate.secret).chain(parts.filter_map(|part| part.range()))
}

/// The ranges of all that is secret, each with the length of its public prefix.
fn secrets(candidates: &[Candidate]) -> impl Iterator<Item = (Range<usize>, usize)> {
    candidates.iter().flat_map(|candidate| {
        let parts = candidate
            .parts
            .iter()
            .filter_map(|part| match &part.inside {
                Inside::Here {
                    range,
                    hidden: Some(public_prefix),
                } => Some((range.clone(), *public_prefix)),
                _ => None,
            });
        let own = (candidate.secret.clone(), candidate.public_prefix);
        std::iter::once(own).chain(parts)
    })
}

/// The ends of all ranges whose places are asked for.
fn offsets(candidates: &[Candidate]) -> Vec<usize> {
    let ranges = candidates.iter().flat_map(|candidate| {
        let parts = candidate.parts.iter().filter_map(part::Part::range);
        std::iter::once(&candidate.secret).chain(parts)
    });
    ranges.flat_map(|range| [range.start, range.end]).collect()
}
