//! From a blob to its findings.

use std::ops::Range;
use std::sync::Arc;

use super::allow::Marks;
use super::candidate::Candidate;
use super::locate::Places;
use super::part::{self, Inside};
use super::{assignment, beside, context, entropy, judge, overlap, token};
use crate::blob::Blob;
use crate::excerpt::Marked;
use crate::finding::{Finding, Part, Value};
use crate::fingerprint::FingerprintKey;
use crate::rule::{CompiledRule, Hit, Matcher, RuleSet};
use crate::secret::Secret;
use crate::span::LineIndex;

/// How to scan.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Report what inline marks allow, too.
    pub no_inline_allow: bool,
    /// The key of fingerprints.
    pub key: FingerprintKey,
}

/// Finds secrets in texts; shared by all threads.
#[derive(Debug)]
pub struct Scanner {
    rules: RuleSet,
    options: Options,
}

impl Scanner {
    /// A scanner for these rules.
    #[must_use]
    pub fn new(rules: RuleSet, options: Options) -> Self {
        Self { rules, options }
    }

    /// The rules it looks for.
    #[must_use]
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// Everything found in `blob`, in the order of its bytes, whatever its confidence. What an
    /// inline mark allows is there too, and says so in [`Finding::allowed`].
    #[must_use]
    pub fn scan(&self, blob: &Blob<'_>) -> Vec<Finding> {
        let mut candidates = Vec::new();
        let file = assignment::File::of(blob.origin.path());
        self.rules
            .anchors()
            .find(blob.text, |hit| self.at(blob, file, &hit, &mut candidates));
        if candidates.is_empty() {
            return Vec::new();
        }
        let apart = overlap::resolve(candidates);
        self.findings(
            blob,
            &part::gather(blob.text, apart, &self.rules, file.place),
        )
    }

    fn at(
        &self,
        blob: &Blob<'_>,
        file: assignment::File,
        hit: &Hit,
        candidates: &mut Vec<Candidate>,
    ) {
        let text = blob.text;
        let compiled = self.rules.compiled(hit.rule);
        match &compiled.rule.matcher {
            &Matcher::Token {
                before, longest, ..
            } => {
                let reach = token::Reach { before, longest };
                if let Some(found) = token::at(text, hit, reach, compiled)
                    && has_context(text, &found.whole, compiled)
                {
                    let seen = judge::Seen {
                        id: hit.rule,
                        compiled,
                        whole: found.whole,
                        secret: found.secret,
                    };
                    candidates.extend(judge::pattern(text, seen, file.place));
                }
            }
            &Matcher::Beside {
                shortest, longest, ..
            } => {
                let reach = beside::Reach {
                    shortest,
                    longest,
                    within: compiled.rule.within,
                };
                beside::around(text, hit, reach, compiled, |secret| {
                    let seen = judge::Seen {
                        id: hit.rule,
                        compiled,
                        whole: secret.clone(),
                        secret,
                    };
                    candidates.extend(judge::pattern(text, seen, file.place));
                });
            }
            Matcher::Assigned { names } => {
                if let Some(found) = assignment::at(text, &(hit.start..hit.end), file.language)
                    && let Some(judged) = assignment::judge(text, &found, names, file)
                    && !judge::is_listed_name(text, &found)
                {
                    candidates.push(judge::assigned(hit.rule, compiled, found, judged));
                }
            }
            Matcher::File => {}
        }
    }

    fn findings(&self, blob: &Blob<'_>, candidates: &[Candidate]) -> Vec<Finding> {
        let page = Page {
            blob,
            lines: LineIndex::new(blob.text, blob.position),
            marks: (!self.options.no_inline_allow).then(|| Marks::new(blob.text)),
            marked: Marked::new(blob.text, secrets(candidates)),
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
        let rule = Arc::clone(&self.rules.compiled(candidate.rule).rule);
        let secret = Secret::new(
            &blob.text[candidate.secret.clone()],
            candidate.public_prefix,
        );
        let key = &self.options.key;
        let fingerprint = key.fingerprint(&rule.id, blob.origin.path(), &secret);
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
            parts: page.parts(candidate),
            decoded: Vec::new(),
            excerpt: page.marked.excerpt(
                page.lines.line(candidate.secret.start),
                candidate.secret.start,
            ),
            assigned_to: candidate
                .assigned_to
                .clone()
                .map(|name| String::from_utf8_lossy(&blob.text[name]).into_owned()),
            allowed: page
                .marks
                .as_ref()
                .and_then(|marks| marks.of(&page.lines, &candidate.secret, &rule.id)),
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
    places: Places,
}

impl Page<'_, '_> {
    /// Whether the secret, or a secret part of it, stands on a line that counts.
    fn counts(&self, candidate: &Candidate) -> bool {
        let parts = candidate
            .parts
            .iter()
            .filter_map(|part| match &part.inside {
                Inside::Here { range, .. } if part.absorbed => Some(range),
                _ => None,
            });
        std::iter::once(&candidate.secret)
            .chain(parts)
            .any(|range| {
                let first = self.places.at(range.start).position.line;
                let last = self.places.at(range.end).position.line;
                (first..=last).any(|line| self.blob.counts_line(line))
            })
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

fn has_context(text: &[u8], found: &Range<usize>, compiled: &CompiledRule) -> bool {
    let rule = &compiled.rule;
    rule.context.is_empty() || context::stands_near(text, found, &rule.context, rule.within)
}
