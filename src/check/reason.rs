//! Why a rule did not find its example, and what to write instead.

use super::sample::Trial;
use crate::finding::Finding;
use crate::rule::{Boundary, Matcher};

/// Where a sample stood, as people would write it: `alone`, or ``in `TOKEN=…` ``.
pub(super) fn place(context: &str, name: &str) -> String {
    if context == "@" {
        return "alone".to_owned();
    }
    let written = context
        .replace('@', "…")
        .replace('%', name)
        .replace('$', &name.to_uppercase())
        .replace('\n', "\\n")
        .replace('\r', "");
    format!("in `{written}`")
}

/// Why the trial's rule did not find `sample`, where `other` was found, or nothing.
pub(super) fn why_not(trial: &Trial<'_>, sample: &str, other: Option<&Finding>) -> String {
    let rule = trial.rule;
    if other.is_none() && trial.is_token() && !trial.has_anchor(sample) {
        return format!(
            "no anchor stands in it: anchors are what every match contains, here {}",
            rule.anchors.join(", ")
        );
    }
    let matched = longest_match(trial, sample);
    match (matched, other) {
        (Some(0), _) if rule.checksum.is_some() => {
            "its pattern does not match it once its checksum is made to hold: the checksum is made \
             for other characters, or the pattern and the example have not all that it writes"
                .to_owned()
        }
        (Some(0), _) => "its pattern does not match it: write the length and the characters that \
                         the example has into the pattern, or the other way round"
            .to_owned(),
        (Some(matched), None) if matched < sample.len() && rule.boundary == Boundary::Word => {
            format!(
                "its pattern matches {matched} of its {} bytes, and no letter, digit or `_` may \
                 touch a match: let the pattern go on to the end",
                sample.len()
            )
        }
        (Some(_), None) if rule.entropy > 0.0 => format!(
            "its pattern matches, but nothing finds it: is `entropy` of {} too high?",
            rule.entropy
        ),
        (_, None) if rule.structure.is_some() => {
            "its `structure` decodes nothing there: give the example what that takes, or drop it"
                .to_owned()
        }
        (Some(_), None) => "its pattern matches, but it looks like a placeholder, or like what is \
                            no secret: write a template such as `{alnum:32}`"
            .to_owned(),
        (None, None) => "nothing finds it".to_owned(),
        (Some(matched), Some(other)) if other.rule.id == rule.id => format!(
            "it finds {}: bound the pattern",
            if matched > sample.len() {
                format!(
                    "{matched} bytes there, of which the example has {}",
                    sample.len()
                )
            } else {
                "more than the example there".to_owned()
            }
        ),
        (_, Some(other)) => format!(
            "`{}` finds it instead: make the anchors longer, or the pattern more exact",
            other.rule.id
        ),
    }
}

/// Bytes of the longest match of the rule's pattern in `sample`, 0 without a match; nothing where
/// the rule has no pattern of its own.
fn longest_match(trial: &Trial<'_>, sample: &str) -> Option<usize> {
    if !matches!(
        trial.rule.matcher,
        Matcher::Token { .. } | Matcher::Beside { .. }
    ) {
        return None;
    }
    let regex = trial.pattern()?.regex();
    regex
        .find_iter(sample)
        .map(|found| found.len())
        .max()
        .or(Some(0))
}
