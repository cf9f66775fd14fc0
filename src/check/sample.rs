//! Samples made of a rule's examples and counter-examples, in every context.

use std::ops::Range;

use regex_automata::Anchored;

use super::{Fault, Part, context, reason};
use crate::blob::{Blob, Origin};
use crate::checksum::{self, Verdict};
use crate::detect::Scanner;
use crate::finding::Finding;
use crate::rule::template::{Dice, expand};
use crate::rule::{Matcher, Pattern, Rule};

/// Samples made of a rule's examples, all together at least, for every context.
const SAMPLES: usize = 50;
/// Samples made of each counter-example.
const COUNTER_SAMPLES: usize = 5;
/// What stands between samples of one text: more than any context reaches over is not needed, as
/// each sample brings its own.
const BETWEEN: &str = "\n\n;\n\n";

/// Where `rule` does not find what it should, or finds what it should not.
pub(super) fn faults(rule: &Rule, scanner: &Scanner) -> Vec<Fault> {
    if matches!(rule.matcher, Matcher::File | Matcher::Binary { .. }) {
        return Vec::new();
    }
    let trial = Trial { rule, scanner };
    let mut faults = Vec::new();
    let mut samples = Vec::new();
    for (index, template) in rule.examples.iter().enumerate() {
        let part = Part::Example(index);
        match trial.example(template) {
            Ok(more) => samples.extend(more),
            Err(what) => faults.push(Fault::new(part, what)),
        }
    }
    for (index, template) in rule.counter_examples.iter().enumerate() {
        let part = Part::CounterExample(index);
        faults.extend(
            trial
                .counter(template)
                .err()
                .map(|what| Fault::new(part, what)),
        );
    }
    if faults.is_empty() {
        faults.extend(trial.checksum(&samples));
        faults.extend(trial.words(&samples));
        faults.extend(trial.anchors(&samples));
    }
    faults.extend(trial.parts());
    faults
}

/// A rule among others, and whether it finds what it should.
pub(super) struct Trial<'a> {
    pub(super) rule: &'a Rule,
    pub(super) scanner: &'a Scanner,
}

impl Trial<'_> {
    /// The samples of an example, all of which are found in every context.
    fn example(&self, template: &str) -> Result<Vec<String>, String> {
        let mut dice = Dice::new(template.len() as u64);
        let count = SAMPLES.div_ceil(self.rule.examples.len());
        let samples: Vec<String> = (0..count)
            .map(|_| self.sample(template, &mut dice))
            .collect::<Result<_, _>>()?;
        // One that brings its own context stands alone: the others' must not help it.
        for one in &samples {
            let contexts = context::of(self.rule, one);
            if contexts.len() == 1 {
                self.found_in(
                    template,
                    contexts[0],
                    self.name(),
                    std::slice::from_ref(one),
                )?;
            }
        }
        let plain: Vec<String> = samples
            .iter()
            .filter(|sample| context::of(self.rule, sample).len() > 1)
            .cloned()
            .collect();
        if let Some(first) = plain.first() {
            for context in context::of(self.rule, first) {
                self.found_in(template, context, self.name(), &plain)?;
            }
        }
        Ok(samples)
    }

    /// Whether this rule finds all `samples`, each in `context`.
    fn found_in(
        &self,
        template: &str,
        context: &str,
        name: &str,
        samples: &[String],
    ) -> Result<(), String> {
        let mut text = String::new();
        let mut spans = Vec::new();
        for sample in samples {
            let start = text.len();
            context::place(self.rule, context, name, sample, &mut text);
            spans.push(start..text.len());
            if samples.len() > 1 {
                text.push_str(BETWEEN);
            }
        }
        let findings = self.scan(&text);
        for (span, sample) in spans.into_iter().zip(samples) {
            let mut inside = findings
                .iter()
                .filter(|finding| span.contains(&(finding.byte_start as usize)));
            if inside.clone().any(|finding| self.is_own(finding, sample)) {
                continue;
            }
            let instead = reason::why_not(self, sample, inside.next());
            let place = reason::place(context, name);
            return Err(format!("its example `{template}` {place}: {instead}"));
        }
        Ok(())
    }

    /// A sample whose secret's checksum, where its kind has one, holds.
    pub(super) fn sample(&self, template: &str, dice: &mut Dice) -> Result<String, String> {
        let mut sample = expand(template, dice).map_err(|error| error.to_string())?;
        if let Some(kind) = self.rule.checksum {
            let span = self.secret_in(&sample);
            let secret = sample.as_bytes()[span.clone()].to_vec();
            let completed = String::from_utf8(checksum::complete(kind, secret, dice));
            let completed = completed.map_err(|_| {
                format!("its example `{template}` is not text once its checksum is made to hold")
            })?;
            sample.replace_range(span, &completed);
        }
        Ok(sample)
    }

    /// Where the secret stands in a sample that brings its own context, or would if it were one;
    /// else the sample is all secret.
    fn secret_in(&self, sample: &str) -> Range<usize> {
        self.scan(sample)
            .iter()
            .find(|finding| finding.rule.id == self.rule.id)
            .map(|finding| finding.byte_start as usize..finding.byte_end as usize)
            .or_else(|| self.group_in(sample))
            .filter(|span| sample.get(span.clone()).is_some())
            .unwrap_or(0..sample.len())
    }

    /// What the pattern says is the secret, where that is not all that it matches.
    fn group_in(&self, sample: &str) -> Option<Range<usize>> {
        let pattern = self.pattern()?;
        let found = pattern.search(sample.as_bytes(), 0..sample.len(), Anchored::No)?;
        (found.group != found.whole).then_some(found.group)
    }

    /// The compiled pattern of the rule.
    pub(super) fn pattern(&self) -> Option<&Pattern> {
        let rules = self.scanner.rules();
        let mut numbers = (0..).zip(rules.rules());
        let (number, _) = numbers.find(|(_, rule)| rule.id == self.rule.id)?;
        rules.compiled(number).pattern()
    }

    /// A checksum that is made for secrets of another shape: it holds in no sample, or fails in
    /// one though it was made to hold.
    fn checksum(&self, samples: &[String]) -> Option<Fault> {
        let kind = self.rule.checksum?;
        let verdict = |sample: &String| {
            let secret = &sample.as_bytes()[self.secret_in(sample)];
            checksum::verify(kind, secret)
        };
        let verdicts: Vec<Verdict> = samples.iter().map(verdict).collect();
        let what = if !verdicts.contains(&Verdict::Holds) {
            "holds in no sample of its examples"
        } else if verdicts.contains(&Verdict::Fails) {
            "cannot hold in some samples of its examples"
        } else {
            return None;
        };
        let what = format!(
            "its checksum {what}: give `pattern` and `examples` the length and the characters that it is made \
             for, or drop `checksum`"
        );
        Some(Fault::new(Part::Checksum, what))
    }

    fn counter(&self, template: &str) -> Result<(), String> {
        let mut dice = Dice::new(template.len() as u64);
        let samples: Vec<String> = (0..COUNTER_SAMPLES)
            .map(|_| expand(template, &mut dice).map_err(|error| error.to_string()))
            .collect::<Result<_, _>>()?;
        let Some(first) = samples.first() else {
            return Ok(());
        };
        for context in context::of(self.rule, first) {
            // All in one text: what is found in none of it is found in none of them.
            let mut text = String::new();
            for sample in &samples {
                context::place(self.rule, context, self.name(), sample, &mut text);
                text.push_str(BETWEEN);
            }
            let found = self.scan(&text);
            if found.iter().any(|finding| finding.rule.id == self.rule.id) {
                let place = reason::place(context, self.name());
                return Err(format!(
                    "it finds its counter-example `{template}` {place}: make the pattern more exact"
                ));
            }
        }
        Ok(())
    }

    /// Context words beside which a value is not found.
    fn words(&self, samples: &[String]) -> Vec<Fault> {
        let plain = |sample: &&String| context::of(self.rule, sample).len() > 1;
        let (Matcher::Beside { .. }, Some(sample)) =
            (&self.rule.matcher, samples.iter().find(plain))
        else {
            return Vec::new();
        };
        let (template, sample) = (&self.rule.examples[0], std::slice::from_ref(sample));
        let words = self.rule.context.iter().enumerate();
        words
            .filter_map(|(index, word)| {
                let what = self
                    .found_in(template, context::beside(word), word, sample)
                    .err()?;
                let what = format!("beside its context word `{word}`, {what}");
                Some(Fault::new(Part::Anchor(index), what))
            })
            .collect()
    }

    /// Anchors that no sample holds, and whether there is a sample without any: then the pattern
    /// and the anchors do not say the same.
    fn anchors(&self, samples: &[String]) -> Vec<Fault> {
        if matches!(self.rule.matcher, Matcher::Beside { .. }) {
            return Vec::new();
        }
        let anchors = self.rule.anchors.iter().enumerate();
        let idle = anchors.filter(|(_, anchor)| !samples.iter().any(|s| self.holds(s, anchor)));
        let mut faults: Vec<Fault> = idle
            .map(|(index, anchor)| {
                let what = format!(
                    "no example holds its anchor `{anchor}`: add an example that does, or drop the anchor"
                );
                Fault::new(Part::Anchor(index), what)
            })
            .collect();
        if let Some(sample) = samples.iter().find(|sample| !self.has_anchor(sample)) {
            let sample = sample.escape_debug();
            let what = format!("a sample of its examples holds no anchor: `{sample}`");
            faults.push(Fault::new(Part::Rule, what));
        }
        faults
    }

    pub(super) fn is_own(&self, finding: &Finding, sample: &str) -> bool {
        finding.rule.id == self.rule.id
            && memchr::memmem::find(sample.as_bytes(), finding.secret.reveal()).is_some()
    }

    /// The name of its provider that samples are put beside, or nothing.
    pub(super) fn name(&self) -> &str {
        self.rule.context.first().map_or("", String::as_str)
    }

    pub(super) fn is_token(&self) -> bool {
        matches!(self.rule.matcher, Matcher::Token { .. })
    }

    pub(super) fn has_anchor(&self, sample: &str) -> bool {
        self.rule
            .anchors
            .iter()
            .any(|anchor| self.holds(sample, anchor))
    }

    fn holds(&self, sample: &str, anchor: &str) -> bool {
        if self.rule.fold_case {
            sample
                .to_ascii_lowercase()
                .contains(&anchor.to_ascii_lowercase())
        } else {
            sample.contains(anchor)
        }
    }

    pub(super) fn scan(&self, text: &str) -> Vec<Finding> {
        let origin = Origin::Stdin {
            path: "sample.txt".to_owned(),
        };
        self.scanner.scan(&Blob::whole(&origin, text.as_bytes()))
    }
}
