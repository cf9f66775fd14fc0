//! What an anchor leads to, by the rule that looks for it.

use std::ops::Range;

use super::candidate::Candidate;
use super::considered::Considered;
use super::ledger::Ledger;
use super::look::Look;
use super::scanner::Scanner;
use super::{assignment, beside, context, dial_in, hash_list, judge, structure, token, tries};
use crate::blob::Blob;
use crate::rule::{CompiledRule, Hit, Matcher};

impl Scanner {
    /// Judges what stands at an anchor. Returns how far it looked, should that be nothing.
    pub(super) fn at<L: Ledger>(
        &self,
        text: &[u8],
        file: assignment::File,
        hit: &Hit,
        considered: &mut Considered<'_, L>,
    ) -> Look {
        let compiled = self.rules().compiled(hit.rule);
        match &compiled.rule.matcher {
            &Matcher::Token {
                before, longest, ..
            } => {
                let reach = token::Reach { before, longest };
                if !token::glance(text, hit, reach, compiled) {
                    considered.unlike(hit);
                    return considered.look(|| token::looked(text, hit, reach, compiled));
                }
                if !tries::is_far(reach) {
                    return self.token(text, file, hit, considered);
                }
                considered.far.push(*hit);
            }
            &Matcher::Beside {
                shortest,
                longest,
                alphabet,
                ..
            } => {
                let reach = beside::Reach {
                    shortest,
                    longest,
                    alphabet,
                    within: compiled.rule.within,
                };
                beside::around(text, hit, reach, compiled, |secret| {
                    let seen = judge::Seen {
                        id: hit.rule,
                        compiled,
                        whole: secret.clone(),
                        nearness: beside::Nearness::of(text, hit, &secret),
                        secret,
                    };
                    considered.pattern(text, &seen, file);
                });
            }
            Matcher::Assigned { .. } => {
                return considered.assigned(text, hit, compiled, file);
            }
            Matcher::File | Matcher::Binary { .. } => {}
        }
        Look::WIDE
    }

    /// Tries the pattern of a rule at an anchor, and judges what it matches. Returns how far that
    /// looked, should it be nothing.
    pub(super) fn token<L: Ledger>(
        &self,
        text: &[u8],
        file: assignment::File,
        hit: &Hit,
        considered: &mut Considered<'_, L>,
    ) -> Look {
        let compiled = self.rules().compiled(hit.rule);
        let &Matcher::Token {
            before, longest, ..
        } = &compiled.rule.matcher
        else {
            return Look::WIDE;
        };
        let reach = token::Reach { before, longest };
        let found = match token::at(text, hit, reach, compiled) {
            Ok(found) => found,
            Err(near) => {
                considered.unlike(hit);
                let look = || token::looked(text, hit, reach, compiled);
                return considered.look(|| if near.0 { look() } else { Look::WIDE });
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
            nearness: beside::Nearness::default(),
        };
        considered.pattern(text, &seen, file);
        Look::WIDE
    }

    /// Judges what the name of the file gives away, hashes and secrets of dial-ins, and what is a
    /// key pair as a whole.
    pub(super) fn listed<L: Ledger>(
        &self,
        blob: &Blob<'_>,
        file: assignment::File,
        considered: &mut Considered<'_, L>,
    ) {
        let path = blob.origin.path();
        let (rule, places) = if hash_list::is_named(path) {
            (HASHES, hash_list::places(blob.text))
        } else if dial_in::is_named(path) {
            (DIAL_INS, dial_in::places(blob.text))
        } else if let Some(array) = structure::key_pair::alone(blob.text) {
            (KEY_PAIRS, vec![array])
        } else {
            return;
        };
        let Some(id) = self.rules().named(rule) else {
            return;
        };
        for place in places {
            let seen = judge::Seen {
                id,
                compiled: self.rules().compiled(id),
                whole: place.clone(),
                secret: place,
                nearness: beside::Nearness::default(),
            };
            considered.pattern(blob.text, &seen, file);
        }
    }
}

/// What a first look at an anchor says.
pub(super) enum Judged {
    /// It leads to something.
    Something,
    /// Nothing is there, and this says so.
    Nothing(Look),
    /// It is tried once all of the text is known.
    Later,
}

/// What the rules saw in one text so far, where nobody asks for reasons.
#[derive(Debug)]
pub(super) struct Silent {
    candidates: Vec<Candidate>,
    told: assignment::Told,
}

impl Silent {
    /// Nothing yet.
    pub(super) fn new() -> Self {
        Self {
            candidates: Vec::new(),
            told: assignment::Told::new(),
        }
    }

    /// Judges what an anchor leads to.
    pub(super) fn judge(
        &mut self,
        scanner: &Scanner,
        text: &[u8],
        file: assignment::File,
        hit: &Hit,
    ) -> Judged {
        self.with(|considered| scanner.at(text, file, hit, considered))
    }

    /// Tries a pattern that was put off.
    pub(super) fn attempt(
        &mut self,
        scanner: &Scanner,
        text: &[u8],
        file: assignment::File,
        hit: &Hit,
    ) -> Judged {
        self.with(|considered| scanner.token(text, file, hit, considered))
    }

    /// Judges what the file gives away as a whole.
    pub(super) fn listed(&mut self, scanner: &Scanner, blob: &Blob<'_>, file: assignment::File) {
        self.with(|considered| {
            scanner.listed(blob, file, considered);
            Look::WIDE
        });
    }

    fn with(&mut self, judge: impl FnOnce(&mut Considered<'_, ()>) -> Look) -> Judged {
        let before = self.candidates.len();
        let mut considered = Considered {
            candidates: &mut self.candidates,
            told: &mut self.told,
            far: Vec::new(),
            is_carried: true,
            ledger: &mut (),
        };
        let look = judge(&mut considered);
        if !considered.far.is_empty() {
            Judged::Later
        } else if self.candidates.len() > before {
            Judged::Something
        } else {
            Judged::Nothing(look)
        }
    }

    pub(super) fn into_candidates(self) -> Vec<Candidate> {
        self.candidates
    }
}

/// The rule that hashes in lists of users are called after.
const HASHES: &str = "password-hash";
/// The one that secrets of dial-ins are called after.
const DIAL_INS: &str = "vpn-secret";
/// The one that files which are key pairs are called after.
const KEY_PAIRS: &str = "solana-keypair-bytes";
/// The category of users' own rules.
const CUSTOM: &str = "custom";

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

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::blob::Origin;
    use crate::detect::Options;
    use crate::rule::RuleSet;

    /// Which rules find something where in a file of this path, in one piece or in several.
    pub(in crate::detect) fn found(path: &str, text: &str) -> Vec<(String, u64)> {
        let scanner = Scanner::new(RuleSet::builtin(), Options::default());
        let origin = Origin::Stdin { path: path.into() };
        let blob = Blob::whole(&origin, text.as_bytes());
        let found = scanner.scan(&blob);
        assert_eq!(found.len(), scanner.scan_on(&blob, None).0.findings.len());
        let places = found
            .iter()
            .map(|one| (one.rule.id.clone(), one.byte_start));
        places.collect()
    }
}
