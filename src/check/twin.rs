//! Whether the catalogue has such a rule already.

use super::sample::Trial;
use super::{Fault, Part, context};
use crate::detect::Scanner;
use crate::rule::template::{Dice, expand};
use crate::rule::{Matcher, Rule, is_builtin};

/// Samples made of each example.
const SAMPLES: usize = 5;

/// Says which rule of the catalogue finds all samples of `rule`'s examples, if `rule` is not of it
/// and one does. What the generic rules find by a variable's name counts for nothing.
pub(super) fn fault(rule: &Rule, catalogue: &Scanner) -> Option<Fault> {
    let has_pattern = matches!(rule.matcher, Matcher::Token { .. } | Matcher::Beside { .. });
    if !has_pattern || is_builtin(&rule.id) {
        return None;
    }
    let trial = Trial {
        rule,
        scanner: catalogue,
    };
    let mut finder = None;
    for template in &rule.examples {
        let mut dice = Dice::new(template.len() as u64);
        for _ in 0..SAMPLES {
            let sample = expand(template, &mut dice).ok()?;
            finder = Some(other(&trial, &sample)?);
        }
    }
    let other = finder?;
    let what = format!(
        "`{other}` of the catalogue finds its examples, too: drop this rule, or change that one by a `[[rule]]` of its id"
    );
    Some(Fault::new(Part::Id, what))
}

/// The id of the rule that finds most of `sample`, where people write it.
fn other(trial: &Trial<'_>, sample: &str) -> Option<String> {
    let place = context::of(trial.rule, sample).first()?;
    let mut text = String::new();
    context::place(trial.rule, place, trial.name(), sample, &mut text);
    let found = trial.scan(&text).into_iter().find(|finding| {
        let secret = finding.secret.reveal();
        let is_assigned = matches!(finding.rule.matcher, Matcher::Assigned { .. });
        !is_assigned
            && 2 * secret.len() > sample.len()
            && memchr::memmem::find(sample.as_bytes(), secret).is_some()
    });
    found.map(|finding| finding.rule.id.clone())
}
