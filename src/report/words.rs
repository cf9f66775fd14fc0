//! Findings and rules in sentences, the same in every format.

use super::{advice, escape};
use crate::excerpt::Piece;
use crate::finding::Finding;
use crate::rule::{Matcher, Rule};

/// What was found and how sure that is: `Stripe key: sk_live_abcd…, high confidence`; with the
/// other parts of the credential, if it has any.
pub(super) fn headline(finding: &Finding) -> String {
    let name = escape::name(&finding.rule.name);
    let confidence = finding.confidence.as_str();
    let mut text = name.into_owned();
    let secret = finding.secret.redacted();
    if !secret.is_empty() {
        text.push_str(": ");
        text.push_str(&escape::name(&secret));
    }
    for (index, part) in parts(finding).iter().enumerate() {
        text.push_str(if index == 0 { " with " } else { ", " });
        text.push_str(part);
    }
    text.push_str(", ");
    text.push_str(confidence);
    text.push_str(" confidence");
    text
}

/// The headline, then what to do, in sentences.
pub(super) fn paragraph(finding: &Finding) -> String {
    let mut text = headline(finding);
    text.push('.');
    for (word, sentence) in advice::lines(finding) {
        text.push(' ');
        text.push_str(capital(word).as_str());
        text.push_str(": ");
        text.push_str(&sentence);
        text.push('.');
    }
    text
}

/// The other parts of the credential, redacted: `key id AKIA…`.
pub(super) fn parts(finding: &Finding) -> Vec<String> {
    let parts = finding.parts.iter();
    let parts = parts.map(|part| {
        let value = part.shown(false);
        format!("{} {}", escape::name(&part.name), escape::name(&value))
    });
    parts.collect()
}

/// The line of source with every secret in it redacted; `None` where there is no line.
pub(super) fn source(finding: &Finding) -> Option<String> {
    let excerpt = &finding.excerpt;
    if excerpt.pieces.is_empty() {
        return None;
    }
    let mut line = String::new();
    line.push_str(if excerpt.cut_before { "…" } else { "" });
    for piece in &excerpt.pieces {
        match piece {
            Piece::Text(text) => line.push_str(&escape::line(text)),
            Piece::Secret { secret, .. } => line.push_str(&escape::line(&secret.redacted())),
        }
    }
    line.push_str(if excerpt.cut_after { "…" } else { "" });
    Some(line)
}

/// What to do about whatever the rule finds, a sentence each; `variable` is where the secret
/// should live, if more is known than the rule says.
pub(super) fn steps(rule: &Rule, variable: Option<&str>) -> Vec<String> {
    if matches!(rule.matcher, Matcher::File) {
        if !rule.revoke.is_empty() {
            return vec![escape::name(&rule.revoke).into_owned()];
        }
        return vec![
            "Take the file out of git with `git rm --cached` and have git ignore it.".to_owned(),
            "Revoke what it holds, if it was ever pushed.".to_owned(),
        ];
    }
    let revoke = escape::name(&rule.revoke);
    let revoke = if revoke.is_empty() {
        "Change it wherever it is in use.".to_owned()
    } else if !revoke.starts_with("https://") {
        format!("{}.", capital(revoke.trim_end_matches('.')))
    } else if revoke.contains(' ') {
        format!("Revoke it at {}.", revoke.trim_end_matches('.'))
    } else {
        format!("Revoke it at {revoke} and issue a new one.")
    };
    let keep = match variable.or(rule.env.first().map(String::as_str)) {
        Some(variable) => format!(
            "Keep the new one out of the code: in the environment variable `{}`, say.",
            escape::name(variable)
        ),
        None => "Keep the new one out of the code, in a file that git ignores, say.".to_owned(),
    };
    let history =
        "Deleting the line is not enough: what was committed stays in the history.".to_owned();
    vec![revoke, keep, history]
}

/// A page about such secrets, if the rule knows one.
pub(super) fn address(rule: &Rule) -> Option<&str> {
    let addresses = [rule.docs.as_str(), rule.revoke.as_str()];
    addresses.into_iter().find(|text| {
        text.starts_with("https://") && !text.contains(|c: char| c.is_whitespace() || c == '"')
    })
}

/// With a capital at its beginning.
pub(super) fn capital(word: &str) -> String {
    let mut chars = word.chars();
    let first = chars.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(chars).collect()
}
