//! What the rules see in one text, and what they let be, while it is scanned.

use std::ops::Range;

use super::assignment::{self, Assignment, Stem, Told};
use super::candidate::Candidate;
use super::judge;
use super::ledger::{Dropped, Ledger, Why};
use super::line;
use super::look::Look;
use crate::rule::{CompiledRule, Hit, RuleId, Structure};

/// An anchor of so many bytes says something even where nothing follows it.
const TELLING_ANCHOR: usize = 4;

/// What the rules saw in one text so far.
pub(super) struct Considered<'l, L> {
    pub(super) candidates: &'l mut Vec<Candidate>,
    /// What names say.
    pub(super) told: &'l mut Told,
    /// Anchors of patterns that reach far, which are tried once all are known.
    pub(super) far: Vec<Hit>,
    /// Whether somebody asks how far was looked.
    pub(super) is_carried: bool,
    pub(super) ledger: &'l mut L,
}

impl<L: Ledger> Considered<'_, L> {
    pub(super) fn look(&self, look: impl FnOnce() -> Look) -> Look {
        if self.is_carried { look() } else { Look::WIDE }
    }

    pub(super) fn pattern(&mut self, text: &[u8], seen: &judge::Seen<'_>, file: assignment::File) {
        let holds_many = seen.compiled.rule.structure == Some(Structure::Manifest);
        for examined in judge::opened(text, seen, file.language) {
            let subject = match &examined {
                Some(examined) if holds_many => examined.secret.clone(),
                _ => seen.secret.clone(),
            };
            match judge::pattern(text, seen, examined, file) {
                Ok(candidate) => self.candidates.push(candidate),
                Err(why) => self.drop(seen.id, None, &subject, why),
            }
        }
    }

    pub(super) fn assigned(
        &mut self,
        text: &[u8],
        hit: &Hit,
        compiled: &CompiledRule,
        file: assignment::File,
    ) -> Look {
        let stem = Stem::new(text, hit.start..hit.end);
        let names = (hit.rule, compiled.names());
        let tells = |name: &Range<usize>| self.told.tells(text, name, names);
        // Who asks for reasons hears of names that say something else, too.
        if !L::LISTENS
            && let Err(look) = assignment::may_tell(text, &stem, file.language, tells)
        {
            return look;
        }
        match assignment::all(text, &stem, file.language) {
            Ok(all) => {
                for found in all {
                    self.literal(text, hit, found, compiled, file);
                }
                Look::WIDE
            }
            Err(look) => {
                self.no_literal(text, hit, &stem, compiled);
                look
            }
        }
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
                let joined = found.joined(text, file.language);
                let candidate = judge::assigned(hit.rule, compiled, found, joined, judged);
                self.ledger.weighed(&candidate, features);
                self.candidates.push(candidate);
            }
        }
    }

    /// Notes a name that says secret, behind which no literal stands.
    fn no_literal(&mut self, text: &[u8], hit: &Hit, stem: &Stem, compiled: &CompiledRule) {
        if L::LISTENS
            && let Some(name) = assignment::telling_name(text, stem, compiled.names())
        {
            let behind = name.end..name.end;
            let reason = if line::holds_literal(text, &name) {
                "literal-elsewhere"
            } else {
                "no-literal"
            };
            self.drop(hit.rule, Some(&name), &behind, reason.into());
        }
    }

    /// Notes that an anchor stands where nothing has its rule's form. Short ones stand anywhere.
    pub(super) fn unlike(&mut self, hit: &Hit) {
        if L::LISTENS && hit.end - hit.start >= TELLING_ANCHOR {
            self.drop(hit.rule, None, &(hit.start..hit.end), "other-form".into());
        }
    }

    pub(super) fn drop(
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
