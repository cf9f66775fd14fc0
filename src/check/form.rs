//! What can be seen of a rule without running it: its id, its help, its order among the others.

use std::collections::BTreeMap;

use regex::bytes::RegexBuilder;

use super::{Fault, Part, Sheet};
use crate::nearest::did_you_mean;
use crate::rule::{Matcher, PART_GROUP, Rule, SECRET_GROUP, Sought};

/// The parts of the field, sorted; `custom` is a configuration's own rule.
const CATEGORIES: [&str; 15] = [
    "ai",
    "ci",
    "cloud",
    "crypto",
    "custom",
    "database",
    "generic",
    "identity",
    "infra",
    "messaging",
    "monitoring",
    "package-registry",
    "payment",
    "saas",
    "vcs",
];

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
            rule.name.trim().is_empty(),
            Part::Name,
            "its name is empty: write what people call it, such as `Acme API key`",
        ),
        (
            !rule.env.iter().all(|name| is_variable(name)),
            Part::Env,
            "its `env` must be names of variables, such as `ACME_API_KEY`",
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
    .chain(category(rule))
    .chain(entropy(rule))
    .chain(groups(rule))
    .collect()
}

/// Whether shells take it for the name of a variable.
fn is_variable(name: &str) -> bool {
    let is_first = |c: char| c.is_ascii_alphabetic() || c == '_';
    name.starts_with(is_first) && name.chars().all(|c| is_first(c) || c.is_ascii_digit())
}

/// Groups with names that mean nothing here, one a pattern.
fn groups(rule: &Rule) -> Vec<Fault> {
    let own = rule.matcher.pattern().map(|(pattern, _)| pattern);
    let own = own.map(|pattern| (Part::Pattern, pattern, SECRET_GROUP));
    let parts = rule.parts.iter().enumerate();
    let parts = parts.filter_map(|(index, part)| match &part.sought {
        Sought::Matched { pattern } => Some((Part::Companion(index), pattern.as_str(), PART_GROUP)),
        Sought::Found { .. } => None,
    });
    let all = own.into_iter().chain(parts);
    let faults = all.filter_map(|(part, pattern, known)| {
        let regex = RegexBuilder::new(pattern).unicode(false).build().ok()?;
        let mut names = regex.capture_names().flatten();
        let name = names.find(|name| *name != known)?;
        let what = format!(
            "its pattern has a group `{name}`, which means nothing: call what is sought `(?<{known}>…)`, \
             and give no other group a name"
        );
        Some(Fault::new(part, what))
    });
    faults.collect()
}

/// A category that is not known, by which nobody would list the rule.
fn category(rule: &Rule) -> Option<Fault> {
    let own = rule.category.as_str();
    (!CATEGORIES.contains(&own)).then(|| {
        let meant = did_you_mean(own, CATEGORIES);
        let known = CATEGORIES.join(", ");
        let what = format!("its category `{own}` is none of {known}{meant}");
        Fault::new(Part::Category, what)
    })
}

/// A limit that every match keeps, or none can.
fn entropy(rule: &Rule) -> Option<Fault> {
    let limit = rule.entropy;
    let what = match rule.matcher {
        Matcher::Token { longest, .. } | Matcher::Beside { longest, .. } => {
            let most = (longest.clamp(1, 256) as f64).log2();
            if (0.0..=most).contains(&limit) {
                return None;
            }
            format!(
                "its `entropy` is {limit}, but a match of up to {longest} bytes has 0 to {most:.1} bits a byte: write \
                 one in between"
            )
        }
        _ if limit == 0.0 => return None,
        _ => "its `entropy` does nothing, as it has no `pattern`: drop it".to_owned(),
    };
    Some(Fault::new(Part::Entropy, what))
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
