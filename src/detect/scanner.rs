//! From a blob to its findings.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use super::assignment::{self, Assignment};
use super::candidate::{Candidate, Specificity};
use super::ledger::{Dropped, Ledger, Why};
use super::look::Look;
use super::tries::Tries;
use super::{beside, binary, context, judge, overlap, part, token};
use crate::blob::{Blob, Origin};
use crate::finding::{Excerpt, Finding, Signal};
use crate::fingerprint::FingerprintKey;
use crate::place::Place;
use crate::rule::{CompiledRule, Hit, Matcher, Rule, RuleId, RuleSet};
use crate::secret::Secret;
use crate::span::Position;

/// Says whether a rule, by its id, counts in the file that a text comes from. Unless told, each does.
#[derive(Clone, Default)]
pub struct Counts(Option<Arc<Test>>);

type Test = dyn Fn(&str, &Origin) -> bool + Send + Sync;

impl Counts {
    /// Those count of which `test` says so.
    pub fn new(test: impl Fn(&str, &Origin) -> bool + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(test)))
    }

    fn holds(&self, rule: &str, origin: &Origin) -> bool {
        self.0.as_ref().is_none_or(|test| test(rule, origin))
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

    /// Everything found in `blob`, in the order of its bytes, whatever its confidence. What an
    /// inline mark allows is there too, and says so in [`Finding::allowed`].
    #[must_use]
    pub fn scan(&self, blob: &Blob<'_>) -> Vec<Finding> {
        let mut candidates = self.candidates(blob, &mut ());
        if self.options.decode_depth > 0 {
            candidates.extend(self.below(blob));
        }
        self.resolved(blob, candidates)
    }

    /// The findings that candidates make, once overlaps are settled and parts are gathered.
    pub(super) fn resolved(&self, blob: &Blob<'_>, mut candidates: Vec<Candidate>) -> Vec<Finding> {
        if candidates.is_empty() {
            return Vec::new();
        }
        let place = assignment::File::of(blob.origin.path()).place;
        let counts = |rule: RuleId| {
            let id = &self.rules.compiled(rule).rule.id;
            self.options.counts.holds(id, blob.origin)
        };
        for candidate in &mut candidates {
            if !counts(candidate.rule) {
                candidate.specificity = Specificity::default();
            }
        }
        let is_own = |rule| self.names_findings(rule) && counts(rule);
        let apart = overlap::resolve(candidates, &is_own);
        self.findings(blob, &part::gather(blob.text, apart, &self.rules, place))
    }

    /// Whether findings are called after this rule, whatever else sees them: the user wrote it,
    /// and it is for something in particular.
    pub(super) fn names_findings(&self, rule: RuleId) -> bool {
        self.rules.is_own(rule) && !self.rules.compiled(rule).rule.id.starts_with("generic")
    }

    /// What the rules see in `blob`, before overlaps; `ledger` hears of what they let be.
    pub(super) fn candidates<L: Ledger>(&self, blob: &Blob<'_>, ledger: &mut L) -> Vec<Candidate> {
        let mut candidates = Vec::new();
        let mut considered = Considered {
            candidates: &mut candidates,
            tries: &mut Tries::default(),
            ledger,
        };
        let file = assignment::File::of(blob.origin.path());
        self.rules.find(blob.text, |hit| {
            let _ = self.at(blob.text, file, &hit, &mut considered);
        });
        candidates
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
        let lowered = Place::of(origin.path()).word();
        let confidence = known.confidence.min(rule.confidence);
        let key = &self.options.key;
        let fingerprint = key.fingerprint(&rule.id, origin.path(), &identity);
        Some(Finding {
            severity: rule.severity,
            confidence: lowered.map_or(confidence, |_| confidence.lowered()),
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
                .chain(lowered)
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

    /// Judges what stands at an anchor. Returns how far it looked, should that be nothing.
    fn at<L: Ledger>(
        &self,
        text: &[u8],
        file: assignment::File,
        hit: &Hit,
        considered: &mut Considered<'_, L>,
    ) -> Look {
        let compiled = self.rules.compiled(hit.rule);
        match &compiled.rule.matcher {
            &Matcher::Token {
                before, longest, ..
            } => {
                let reach = token::Reach { before, longest };
                let found = match token::at(text, hit, reach, compiled, considered.tries) {
                    Ok(found) => found,
                    Err(look) => {
                        considered.unlike(hit);
                        return look;
                    }
                };
                if !has_context(text, &found.whole, compiled) {
                    considered.drop(hit.rule, None, &found.secret, "no-context".into());
                    return Look::WIDE;
                }
                let seen = judge::Seen {
                    id: hit.rule,
                    compiled,
                    whole: found.whole,
                    secret: found.secret,
                };
                considered.pattern(text, seen, file);
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
                    considered.pattern(text, seen, file);
                });
            }
            Matcher::Assigned { .. } => {
                return considered.assigned(text, hit, compiled, file);
            }
            Matcher::File | Matcher::Binary { .. } => {}
        }
        Look::WIDE
    }
}

/// What the rules saw in one text so far, where nobody asks for reasons.
#[derive(Debug, Default)]
pub(super) struct Silent {
    candidates: Vec<Candidate>,
    tries: Tries,
}

impl Silent {
    /// Judges what an anchor leads to. Where that is nothing, returns what says so.
    pub(super) fn judge(
        &mut self,
        scanner: &Scanner,
        text: &[u8],
        file: assignment::File,
        hit: &Hit,
    ) -> Option<Look> {
        let before = self.candidates.len();
        let mut considered = Considered {
            candidates: &mut self.candidates,
            tries: &mut self.tries,
            ledger: &mut (),
        };
        let look = scanner.at(text, file, hit, &mut considered);
        (self.candidates.len() == before).then_some(look)
    }

    pub(super) fn into_candidates(self) -> Vec<Candidate> {
        self.candidates
    }
}

/// What the rules saw in one text so far.
struct Considered<'l, L> {
    candidates: &'l mut Vec<Candidate>,
    tries: &'l mut Tries,
    ledger: &'l mut L,
}

impl<L: Ledger> Considered<'_, L> {
    fn pattern(&mut self, text: &[u8], seen: judge::Seen<'_>, file: assignment::File) {
        let (rule, subject) = (seen.id, seen.secret.clone());
        match judge::pattern(text, seen, file) {
            Ok(candidate) => self.candidates.push(candidate),
            Err(why) => self.drop(rule, None, &subject, why),
        }
    }

    fn assigned(
        &mut self,
        text: &[u8],
        hit: &Hit,
        compiled: &CompiledRule,
        file: assignment::File,
    ) -> Look {
        let stem = hit.start..hit.end;
        match assignment::at(text, &stem, file.language) {
            Ok(found) => self.literal(text, hit, found, compiled, file),
            Err(look) => {
                let entries = assignment::by_user(text, &stem, file.language);
                if entries.is_empty() {
                    self.no_literal(text, hit, compiled);
                    return look;
                }
                for found in entries {
                    self.literal(text, hit, found, compiled, file);
                }
            }
        }
        Look::WIDE
    }

    fn literal(
        &mut self,
        text: &[u8],
        hit: &Hit,
        found: Assignment,
        compiled: &CompiledRule,
        file: assignment::File,
    ) {
        let judged = assignment::judge(text, &found, compiled.names(), file, L::LISTENS);
        let (name, value) = (found.name.clone(), found.value.clone());
        match judged {
            Err(why) => self.drop(hit.rule, Some(&name), &value, why),
            Ok(_) if judge::is_listed_name(text, &found) => {
                self.drop(hit.rule, Some(&name), &value, "name-in-a-list".into());
            }
            Ok(mut judged) => {
                let features = std::mem::take(&mut judged.features);
                let candidate = judge::assigned(hit.rule, compiled, found, judged);
                self.ledger.weighed(&candidate, features);
                self.candidates.push(candidate);
            }
        }
    }

    /// Notes a name that says secret, behind which no literal stands.
    fn no_literal(&mut self, text: &[u8], hit: &Hit, compiled: &CompiledRule) {
        let stem = hit.start..hit.end;
        if L::LISTENS
            && let Some(name) = assignment::telling_name(text, &stem, compiled.names())
        {
            let behind = name.end..name.end;
            self.drop(hit.rule, Some(&name), &behind, "no-literal".into());
        }
    }

    /// Notes that an anchor stands where nothing has its rule's form. Short ones stand anywhere.
    fn unlike(&mut self, hit: &Hit) {
        if L::LISTENS && hit.end - hit.start >= TELLING_ANCHOR {
            self.drop(hit.rule, None, &(hit.start..hit.end), "other-form".into());
        }
    }

    fn drop(
        &mut self,
        rule: RuleId,
        name: Option<&Range<usize>>,
        subject: &Range<usize>,
        why: Why,
    ) {
        if L::LISTENS {
            self.ledger.dropped(Dropped {
                rule,
                name: name.cloned(),
                subject: subject.clone(),
                why,
            });
        }
    }
}

/// The category of users' own rules.
const CUSTOM: &str = "custom";
/// An anchor of so many bytes says something even where nothing follows it.
const TELLING_ANCHOR: usize = 4;

fn has_context(text: &[u8], found: &Range<usize>, compiled: &CompiledRule) -> bool {
    let rule = &compiled.rule;
    // What a user wants near a match may be in it: gitleaks' keywords mostly are.
    let is_inside = || {
        let whole = text[found.clone()].to_ascii_lowercase();
        let mut words = rule.context.iter();
        words.any(|word| memchr::memmem::find(&whole, word.as_bytes()).is_some())
    };
    rule.context.is_empty()
        || context::stands_near(text, found, &rule.context, rule.within)
        || (rule.category == CUSTOM && is_inside())
}
