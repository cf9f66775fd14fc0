//! What can be seen of a rule without running it: its id, its help, its order among the others.

use std::collections::BTreeMap;

use super::{Fault, Part, Sheet};
use crate::rule::{Matcher, Rule};

/// What is missing from `rule` or misspelt.
pub(super) fn faults(rule: &Rule) -> Vec<Fault> {
    let kebab = !rule.id.is_empty()
        && rule.id.split('-').all(|word| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        });
    let has_text = !matches!(rule.matcher, Matcher::File | Matcher::Binary { .. });
    [
        (
            !kebab,
            Part::Id,
            "its id is not kebab-case: write lower-case words joined by `-`, such as `acme-api-key`",
        ),
        (
            rule.revoke.trim().is_empty(),
            Part::Rule,
            "it does not say how to undo what it finds: add `revoke = \"…\"`, an address or short steps",
        ),
        (
            has_text && rule.examples.is_empty(),
            Part::Rule,
            "it has no examples: add `examples = [\"acme_{alnum:32}\"]`, a template for each form",
        ),
        (
            has_text && rule.counter_examples.is_empty(),
            Part::Rule,
            "it has no counter-examples: add `counter_examples = [\"acme_{alnum:12}\"]`, what is near but wrong",
        ),
    ]
    .into_iter()
    .filter(|(wrong, ..)| *wrong)
    .map(|(_, part, what)| Fault::new(part, what))
    .collect()
}

/// For each rule of all `sheets`, what is wrong with its place: an id that another rule has
/// already, or that belongs before the one above it.
pub(super) fn order(sheets: &[Sheet]) -> Vec<Option<Fault>> {
    let mut seen: BTreeMap<&str, Option<(String, usize)>> = BTreeMap::new();
    let mut faults = Vec::new();
    for sheet in sheets {
        let mut above: Option<&str> = None;
        for (index, rule) in sheet.rules().iter().enumerate() {
            let here = sheet.locate(index, Part::Id);
            let what = match (seen.insert(&rule.id, here), above) {
                (Some(Some((file, line))), _) => Some(format!(
                    "its id is taken already, at {file}:{line}: give it another"
                )),
                (Some(None), _) => Some("its id is taken already: give it another".to_owned()),
                (None, Some(above)) if above > rule.id.as_str() => {
                    Some(format!("it stands behind `{above}`: sort the rules by id"))
                }
                _ => None,
            };
            faults.push(what.map(|what| Fault::new(Part::Id, what)));
            above = Some(&rule.id);
        }
    }
    faults
}
