//! From a blob to its findings.

use std::fmt;
use std::sync::Arc;

use super::assignment::{File, Told};
use super::candidate::{Candidate, Specificity};
use super::considered::Considered;
use super::ledger::Ledger;
use super::{binary, overlap, part, tries};
use crate::base::Base;
use crate::blob::{Blob, Origin};
use crate::finding::{Excerpt, Finding, Signal};
use crate::fingerprint::FingerprintKey;
use crate::rule::{Matcher, Rule, RuleId, RuleSet};
use crate::secret::Secret;
use crate::span::Position;

/// Says which rules count in the file that a text comes from. Unless told, each does.
#[derive(Clone, Default)]
pub struct Counts(Option<Arc<Test>>);

/// Whether a rule, by its id, counts in one file.
pub type Ruling = Box<dyn Fn(&str) -> bool>;

type Test = dyn Fn(&Origin) -> Option<Ruling> + Send + Sync;

impl Counts {
    /// In each file, those of which `test` says so; all where it says nothing.
    pub fn new(test: impl Fn(&Origin) -> Option<Ruling> + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(test)))
    }

    fn of(&self, origin: &Origin) -> Option<Ruling> {
        self.0.as_ref()?(origin)
    }
}

impl fmt::Debug for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Counts(…)")
    }
}

/// How to scan.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Report what inline marks allow, too.
    pub no_inline_allow: bool,
    /// How many layers of base64, hex and percent signs are taken off; each costs another look.
    pub decode_depth: u8,
    /// Which rules count where: one that does not takes nothing away from one that does.
    pub counts: Counts,
    /// The key of fingerprints.
    pub key: FingerprintKey,
    /// The folder below which the names of folders say what is in them: `tests`, `docs`. Without
    /// it all folders of a path speak.
    pub base: Option<Base>,
}

/// What a text holds.
#[derive(Debug, Default)]
pub struct Examined {
    /// What was found, in the order of its bytes.
    pub findings: Vec<Finding>,
    /// Where beginnings of long secrets stand so close together that not all of them were tried:
    /// the first such byte, in the raw file.
    pub crowded: Option<u64>,
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

    /// How it scans.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// What the path of `origin` says of the file.
    fn file(&self, origin: &Origin) -> File {
        match &self.options.base {
            Some(base) => File::of(&base.path(origin)),
            None => File::of(origin.path()),
        }
    }

    /// Everything found in `blob`, in the order of its bytes, whatever its confidence. What an
    /// inline mark allows is there too, and says so in [`Finding::allowed`].
    #[must_use]
    pub fn scan(&self, blob: &Blob<'_>) -> Vec<Finding> {
        self.examine(blob).findings
    }

    /// The same, and whether that is all there is.
    #[must_use]
    pub fn examine(&self, blob: &Blob<'_>) -> Examined {
        let (mut candidates, mut crowded) = self.candidates(blob, &mut ());
        if self.options.decode_depth > 0 {
            let (below, is_crowded) = self.below(blob);
            candidates.extend(below);
            if is_crowded {
                crowded.get_or_insert(blob.core.start);
            }
        }
        Examined {
            findings: self.resolved(blob, candidates),
            crowded: crowded.map(|at| blob.raw_offset(at)),
        }
    }

    /// The findings that candidates make, once overlaps are settled and parts are gathered.
    pub(super) fn resolved(&self, blob: &Blob<'_>, mut candidates: Vec<Candidate>) -> Vec<Finding> {
        if candidates.is_empty() {
            return Vec::new();
        }
        let place = self.file(blob.origin).site.place;
        let ruling = self.options.counts.of(blob.origin);
        let counts = |rule: RuleId| {
            let id = &self.rules.compiled(rule).rule.id;
            ruling.as_ref().is_none_or(|counts| counts(id))
        };
        for candidate in &mut candidates {
            if !counts(candidate.rule) {
                candidate.specificity = Specificity::default();
            }
        }
        let is_own = |rule| self.names_findings(rule) && counts(rule);
        let seen = candidates.iter().map(|seen| seen.secret.clone()).collect();
        let apart = overlap::resolve(candidates, &is_own);
        // What does not count makes nothing a part of itself.
        let (mut apart, idle): (Vec<_>, Vec<_>) =
            apart.into_iter().partition(|one| counts(one.rule));
        part::tell_issuers(blob.text, &mut apart, &self.rules, &counts);
        let mut whole = part::gather(blob.text, apart, &self.rules, place);
        if !idle.is_empty() {
            whole.extend(idle);
            whole.sort_by_key(|candidate| candidate.secret.start);
        }
        self.findings(blob, &whole, seen)
    }

    /// Whether findings are called after this rule, whatever else sees them: the user wrote it,
    /// and it is for something in particular.
    pub(super) fn names_findings(&self, rule: RuleId) -> bool {
        self.rules.is_own(rule) && !self.rules.compiled(rule).rule.id.starts_with("generic")
    }

    /// What the rules see in `blob`, before overlaps, and the first place where not all was tried;
    /// `ledger` hears of what they let be.
    pub(super) fn candidates<L: Ledger>(
        &self,
        blob: &Blob<'_>,
        ledger: &mut L,
    ) -> (Vec<Candidate>, Option<usize>) {
        let mut candidates = Vec::new();
        let mut considered = Considered {
            candidates: &mut candidates,
            told: &mut Told::new(),
            far: Vec::new(),
            is_carried: false,
            ledger,
        };
        let file = self.file(blob.origin);
        self.rules.find(blob.text, |hit| {
            let _ = self.at(blob.text, file, &hit, &mut considered);
        });
        let far = std::mem::take(&mut considered.far);
        let allowed = tries::allowed(blob.text, &far, &self.rules);
        let mut crowded = None;
        for (hit, allowed) in far.iter().zip(allowed) {
            if allowed {
                let _ = self.token(blob.text, file, hit, &mut considered);
            } else {
                considered.drop(hit.rule, None, &(hit.start..hit.end), "too-crowded".into());
                tries::note_crowded(&mut crowded, blob, hit.start);
            }
        }
        self.listed(blob, file, &mut considered);
        (candidates, crowded)
    }

    /// What a binary file is, if it holds keys. `head` are its first bytes; 8 KiB tell most.
    #[must_use]
    pub fn binary(&self, origin: &Origin, head: &[u8]) -> Option<Finding> {
        let known = binary::examine(head)?;
        let is_for = |rule: &Rule| match &rule.matcher {
            Matcher::Binary { formats } => formats.contains(&known.format),
            _ => false,
        };
        let rule = self.rules.rules().find(|rule| is_for(rule))?;
        // The file as a whole is the secret: its bytes make the identity, and are never shown.
        let identity = Secret::hidden(head);
        let site = self.file(origin).site;
        let confidence = known.confidence.min(rule.confidence);
        let key = &self.options.key;
        let fingerprint = key.fingerprint(&rule.id, origin.path(), &identity);
        Some(Finding {
            severity: rule.severity,
            confidence: confidence.lowered_by(site.words().count()),
            origin: origin.clone(),
            start: Position::START,
            end: Position::START,
            byte_start: 0,
            byte_end: 0,
            secret_id: key.secret_id(&identity, &fingerprint),
            fingerprint,
            entropy: 0.0,
            secret: Secret::new(b"", 0),
            signals: known
                .signals
                .into_iter()
                .chain(site.words())
                .map(Signal::fixed)
                .collect(),
            parts: Vec::new(),
            decoded: Vec::new(),
            excerpt: Excerpt::default(),
            assigned_to: None,
            allowed: None,
            help: Some(rule.revoke.clone()),
            rule,
        })
    }
}
