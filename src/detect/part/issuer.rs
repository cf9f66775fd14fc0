//! Secrets that only their names told, beside an id whose provider's secrets have their form.

use std::collections::HashMap;
use std::ops::Range;

use regex_automata::Anchored;

use super::apart::crosses_section;
use super::around;
use super::kinship::{self, Account, Kinship};
use super::rival::{gap, has_such};
use crate::detect::candidate::{Candidate, Specificity};
use crate::detect::{entropy, token, word};
use crate::finding::Signal;
use crate::rule::{Companion, Matcher, Rule, RuleId, RuleSet, Sought, Structure};

/// Makes what was found by its name alone the provider's whose id stands near it, if the
/// provider's secrets look so and both names are of one account. Rules that do not count in this
/// file make nothing theirs.
pub(in crate::detect) fn tell(
    text: &[u8],
    candidates: &mut [Candidate],
    rules: &RuleSet,
    counts: &dyn Fn(RuleId) -> bool,
) {
    let mut issuing = Issuing {
        text,
        rules,
        known: HashMap::new(),
    };
    for index in 0..candidates.len() {
        let Candidate { rule, secret, .. } = &candidates[index];
        let told = &rules.compiled(*rule).rule;
        if !is_told_by_name(told) || rules.is_own(*rule) || !says_secret(text, secret.start) {
            continue;
        }
        let is_sure = candidates[index].confidence >= told.confidence;
        let Some(issuer) = issuing.issuer(candidates, index, counts) else {
            continue;
        };
        let rule = &rules.compiled(issuer).rule;
        let candidate = &mut candidates[index];
        candidate.rule = issuer;
        candidate.specificity = Specificity::of(rule);
        candidate.severity = rule.severity;
        if is_sure {
            candidate.confidence = rule.confidence;
        }
        candidate.signals.push(Signal::fixed("provider-nearby"));
    }
}

/// The most bytes that any rule lets an id stand from its secret.
const FURTHEST: usize = 400;

/// What is known of a text while the issuers of its secrets are sought.
struct Issuing<'t> {
    text: &'t [u8],
    rules: &'t RuleSet,
    /// Of the rules of ids, those of the secrets that go with them.
    known: HashMap<RuleId, Vec<RuleId>>,
}

impl Issuing<'_> {
    /// The rule that the secret at `index` is of, if an id without a secret tells.
    fn issuer(
        &mut self,
        candidates: &[Candidate],
        index: usize,
        counts: &dyn Fn(RuleId) -> bool,
    ) -> Option<RuleId> {
        let near: Vec<usize> = around(candidates, index, FURTHEST).collect();
        for at in &near {
            for issuer in self.with(candidates[*at].rule) {
                let is_its = counts(issuer) && self.fits(&candidates[index].secret, issuer);
                if is_its && self.goes_with(candidates, (index, *at), &near, issuer) {
                    return Some(issuer);
                }
            }
        }
        None
    }

    /// The rules of bare secrets that have what the rule `id` finds as a public part.
    fn with(&mut self, id: RuleId) -> Vec<RuleId> {
        if let Some(known) = self.known.get(&id) {
            return known.clone();
        }
        let own = &self.rules.compiled(id).rule;
        let head = own.id.split('-').next().unwrap_or_default();
        let is_kin = |other: &&str| other.split('-').next() == Some(head);
        let kin = self.rules.ids().filter(is_kin);
        let numbers = kin.filter_map(|kin| self.rules.named(kin));
        let known: Vec<RuleId> = numbers
            .filter(|number| {
                let rule = &self.rules.compiled(*number).rule;
                let is_bare = matches!(rule.matcher, Matcher::Beside { .. });
                is_bare && rule.parts.iter().any(|part| is_id(part, &own.id))
            })
            .collect();
        self.known.insert(id, known.clone());
        known
    }

    /// Whether the secret has the form that the rule asks for.
    fn fits(&self, secret: &Range<usize>, issuer: RuleId) -> bool {
        let compiled = self.rules.compiled(issuer);
        token::search(self.text, secret.clone(), Anchored::Yes, compiled)
            .is_some_and(|found| found.secret == *secret)
            && entropy::shannon(&self.text[secret.clone()]) >= compiled.rule.entropy
    }

    /// Whether the secret and the id, by their indices, are of one account, and more such ids
    /// than secrets stand `near`.
    fn goes_with(
        &self,
        candidates: &[Candidate],
        (index, at): (usize, usize),
        near: &[usize],
        issuer: RuleId,
    ) -> bool {
        let owner = &self.rules.compiled(issuer).rule;
        let id = &self.rules.compiled(candidates[at].rule).rule.id;
        let Some(companion) = owner.parts.iter().find(|part| is_id(part, id)) else {
            return false;
        };
        let (secret, part) = (&candidates[index].secret, &candidates[at].secret);
        let account = |start| Account::of(self.text, start, owner, companion);
        let is_near = |other: &&Candidate| gap(secret, &other.secret).len() <= companion.within;
        let near = || near.iter().map(|at| &candidates[*at]).filter(is_near);
        let is_id = |other: &&Candidate| is_id(companion, &self.rules.compiled(other.rule).rule.id);
        let ids = near().filter(is_id).count();
        let owners = near().filter(|other| has_such(other, companion, self.rules));
        part.start.abs_diff(secret.start) <= companion.within
            && !crosses_section(self.text, secret, part)
            && account(secret.start).kinship(&account(part.start)) <= Kinship::Unsaid
            && ids > owners.count()
    }
}

/// Whether what the rule `id` finds is this public part.
fn is_id(companion: &Companion, id: &String) -> bool {
    let Sought::Found { rules } = &companion.sought else {
        return false;
    };
    companion.public && rules.contains(id)
}

/// Whether a name is all that told what the rule finds.
fn is_told_by_name(rule: &Rule) -> bool {
    rule.category == "generic"
        && match rule.matcher {
            Matcher::Assigned { .. } => true,
            Matcher::Token { .. } => rule.structure == Some(Structure::Password),
            _ => false,
        }
}

/// Whether the name of the value at `start` says that it is a secret.
fn says_secret(text: &[u8], start: usize) -> bool {
    word::speaks(&text[kinship::name(text, start)], &[b"secret"])
}
