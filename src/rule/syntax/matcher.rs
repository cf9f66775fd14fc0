//! How a rule that was written sees its secret: what its anchors, pattern and context make
//! together, and what they lack.

use regex_syntax::hir::Hir;

use super::super::definition::Matcher;
use super::super::gate::Gate;
use super::super::prefix;
use super::{LONGEST_MATCH, RuleSyntax};

/// How far before its anchor a match may begin.
const FURTHEST_BEFORE: usize = 1024;
/// An anchor shorter than this would hit everywhere.
const SHORTEST_ANCHOR: usize = 2;

/// Whether the whole pattern is case-insensitive, and so its anchors.
pub(super) fn folds(rule: &RuleSyntax) -> bool {
    rule.pattern
        .as_ref()
        .is_some_and(|pattern| pattern.get_ref().starts_with("(?i)"))
}

pub(super) fn matcher(rule: &RuleSyntax) -> Result<Matcher, String> {
    if rule
        .anchors
        .iter()
        .any(|anchor| anchor.len() < SHORTEST_ANCHOR)
    {
        return Err(format!("anchors need at least {SHORTEST_ANCHOR} bytes"));
    }
    if !rule.binary.is_empty() {
        let alone = rule.pattern.is_none() && rule.names.is_none() && rule.anchors.is_empty();
        return if alone {
            let formats = rule.binary.clone();
            Ok(Matcher::Binary { formats })
        } else {
            Err("a `binary` file has no text for `anchors`, `pattern` or `names`".to_owned())
        };
    }
    match (&rule.pattern, &rule.names) {
        (None, Some(names)) if !rule.anchors.is_empty() => Ok(Matcher::Assigned {
            names: names.clone(),
        }),
        (None, Some(_)) => {
            Err("`names` needs `anchors`: the stems by which a name is noticed".to_owned())
        }
        (Some(pattern), None) => {
            let pattern = pattern.get_ref();
            let hir = hir(pattern)?;
            if !rule.anchors.is_empty() {
                token(rule, pattern, &hir)
            } else if rule.context.is_empty() {
                Err("it needs `anchors`, or `context` for a bare format".to_owned())
            } else {
                beside(pattern, &hir)
            }
        }
        (None, None) => Err("it needs a `pattern` (or `names`, or `binary`)".to_owned()),
        (Some(_), Some(_)) => Err("`pattern` and `names` exclude each other".to_owned()),
    }
}

fn token(rule: &RuleSyntax, pattern: &str, hir: &Hir) -> Result<Matcher, String> {
    let longest = hir
        .properties()
        .maximum_len()
        .unwrap_or(LONGEST_MATCH)
        .min(LONGEST_MATCH);
    let heads = prefix::folded(hir);
    let led = heads.iter().all(|head| {
        rule.anchors
            .iter()
            .any(|anchor| head.starts_with(anchor.to_ascii_lowercase().as_bytes()))
    });
    let before = if led { 0 } else { longest };
    if before > FURTHEST_BEFORE {
        return Err(format!(
            "its matches do not all begin with an anchor and may be {before} bytes long: begin the \
             pattern with the anchor, or bound its repetitions so that no match exceeds \
             {FURTHEST_BEFORE} bytes"
        ));
    }
    Ok(Matcher::Token {
        pattern: pattern.to_owned(),
        gate: if led { Gate::of(hir) } else { Gate::default() },
        before,
        longest,
    })
}

fn beside(pattern: &str, hir: &Hir) -> Result<Matcher, String> {
    let properties = hir.properties();
    match (properties.minimum_len(), properties.maximum_len()) {
        (Some(shortest), Some(longest)) if shortest > 0 && longest <= FURTHEST_BEFORE => {
            Ok(Matcher::Beside {
                pattern: pattern.to_owned(),
                shortest,
                longest,
            })
        }
        _ => Err(format!(
            "a bare format needs a length: bound its repetitions so that it has 1 to {FURTHEST_BEFORE} bytes"
        )),
    }
}

/// Parses a pattern as the engine will: bytes, ASCII classes.
pub(super) fn hir(pattern: &str) -> Result<Hir, String> {
    regex_syntax::ParserBuilder::new()
        .unicode(false)
        .utf8(false)
        .build()
        .parse(pattern)
        .map_err(|error| {
            let (what, at) = match &error {
                regex_syntax::Error::Parse(error) => {
                    (error.kind().to_string(), error.span().start.column)
                }
                regex_syntax::Error::Translate(error) => {
                    (error.kind().to_string(), error.span().start.column)
                }
                _ => (error.to_string(), 1),
            };
            format!(
                "its pattern is not a regular expression we can run: {what} (at character {at})"
            )
        })
}
