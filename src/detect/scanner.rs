//! From a blob to its findings.

use std::ops::Range;
use std::sync::Arc;

use super::allow::Marks;
use super::candidate::Candidate;
use super::locate::Locator;
use super::{assignment, beside, context, entropy, judge, overlap, token};
use crate::blob::Blob;
use crate::excerpt::Marked;
use crate::finding::Finding;
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
        self.findings(blob, &overlap::resolve(candidates))
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
            marked: Marked::new(
                blob.text,
                candidates
                    .iter()
                    .map(|candidate| (candidate.secret.clone(), candidate.public_prefix)),
            ),
        };
        let mut locator = Locator::new(blob);
        candidates
            .iter()
            .filter(|candidate| blob.core.contains(&candidate.secret.start))
            .filter_map(|candidate| self.finding(&page, candidate, &mut locator))
            .collect()
    }

    fn finding(
        &self,
        page: &Page<'_, '_>,
        candidate: &Candidate,
        locator: &mut Locator<'_, '_>,
    ) -> Option<Finding> {
        let blob = page.blob;
        let start = locator.advance(candidate.secret.start);
        let end = locator.clone().advance(candidate.secret.end);
        if !(start.position.line..=end.position.line).any(|line| blob.counts_line(line)) {
            return None;
        }
        let rule = Arc::clone(&self.rules.compiled(candidate.rule).rule);
        let secret = Secret::new(
            &blob.text[candidate.secret.clone()],
            candidate.public_prefix,
        );
        Some(Finding {
            severity: candidate.severity,
            confidence: candidate.confidence,
            origin: blob.origin.clone(),
            start: start.position,
            end: end.position,
            byte_start: start.raw,
            byte_end: end.raw,
            fingerprint: self
                .options
                .key
                .fingerprint(&rule.id, blob.origin.path(), &secret),
            entropy: entropy::shannon(secret.reveal()),
            secret,
            signals: candidate.signals.clone(),
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
}

fn has_context(text: &[u8], found: &Range<usize>, compiled: &CompiledRule) -> bool {
    let rule = &compiled.rule;
    rule.context.is_empty() || context::stands_near(text, found, &rule.context, rule.within)
}
