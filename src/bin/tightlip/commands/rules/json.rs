//! Rules as JSON: each key is that of a rule file, unless that has none.

use serde_json::{Map, Value, json};
use tightlip::rule::{Companion, Matcher, Rule, Sought};

use super::steps;

/// What a list tells of a rule.
pub(super) fn listed(rule: &Rule) -> Value {
    json!({
        "id": rule.id,
        "name": rule.name,
        "provider": rule.provider,
        "category": rule.category,
        "description": rule.description,
        "severity": rule.severity,
        "confidence": rule.confidence,
        "env": rule.env,
        "revoke": rule.revoke,
        "docs": rule.docs,
    })
}

/// What is told of one rule of a run.
pub(super) struct Told<'r> {
    pub(super) rule: &'r Rule,
    /// Regular expressions, one of which the file's path must match; none: any path will do.
    pub(super) paths: &'r [String],
    /// What switches the rule off: `tightlip.toml:2`.
    pub(super) disabled: Option<&'r str>,
    pub(super) sample: Option<&'r str>,
}

/// All that is known of a rule: what a list tells first.
pub(super) fn shown(told: &Told<'_>) -> Value {
    let rule = told.rule;
    let (mut names, mut binary) = (&[][..], &[][..]);
    match &rule.matcher {
        Matcher::Assigned { names: own } => names = own,
        Matcher::Binary { formats } => binary = formats,
        Matcher::Token { .. } | Matcher::Beside { .. } | Matcher::File => {}
    }
    // Of a bare format they are the words of its context.
    let is_beside = matches!(rule.matcher, Matcher::Beside { .. });
    let anchors = if is_beside { &[][..] } else { &rule.anchors };
    let within = (!rule.context.is_empty()).then_some(rule.within);
    let parts: Vec<Value> = rule.parts.iter().map(part).collect();
    let more = json!({
        "revoke_steps": steps::of(&rule.revoke),
        "anchors": anchors,
        "pattern": rule.matcher.pattern().map(|(pattern, _)| pattern),
        "names": names,
        "binary": binary,
        "context": rule.context,
        "within": within,
        "entropy": rule.entropy,
        "boundary": rule.boundary,
        "checksum": rule.checksum,
        "structure": rule.structure,
        "parts": parts,
        "paths": told.paths,
        "examples": rule.examples,
        "counter_examples": rule.counter_examples,
        "disabled_by": told.disabled,
        "sample": told.sample,
    });
    let object = |value| match value {
        Value::Object(map) => map,
        _ => Map::new(),
    };
    object(listed(rule))
        .into_iter()
        .chain(object(more))
        .collect()
}

/// Another part of the credential.
fn part(part: &Companion) -> Value {
    let (rules, pattern) = match &part.sought {
        Sought::Found { rules } => (&rules[..], None),
        Sought::Matched { pattern } => (&[][..], Some(pattern)),
    };
    json!({
        "name": part.name,
        "rules": rules,
        "pattern": pattern,
        "within": part.within,
        "public": part.public,
        "examples": part.examples,
    })
}
