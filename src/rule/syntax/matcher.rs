//! How a rule that was written sees its secret: what its anchors, pattern and context make
//! together, and what they lack.

use std::ops::Range;

use regex_syntax::ast::ErrorKind;
use regex_syntax::hir::Hir;

use super::super::alphabet::Alphabet;
use super::super::definition::Matcher;
use super::super::gate::Gate;
use super::super::prefix;
use super::piece::spelt;
use super::{Fault, LONGEST_MATCH, RuleSyntax, texts};

/// How far before its anchor a match may begin.
const FURTHEST_BEFORE: usize = 1024;
/// A word shorter than this would hit everywhere.
const SHORTEST: usize = 2;

/// Whether the whole pattern is case-insensitive, and so its anchors.
pub(super) fn folds(rule: &RuleSyntax) -> bool {
    rule.pattern
        .as_ref()
        .is_some_and(|pattern| pattern.get_ref().starts_with("(?i)"))
}

/// How a rule sees its secret; `place` is its pattern's, or its own.
///
/// # Errors
/// What is wrong with it; the message does not name the rule.
pub(super) fn matcher(rule: &RuleSyntax, place: Range<usize>) -> Result<Matcher, Fault> {
    for (key, words) in [
        ("anchors", &rule.anchors[..]),
        ("context", &rule.context),
        ("names", rule.names.as_deref().unwrap_or_default()),
    ] {
        if let Some(short) = words.iter().find(|word| word.get_ref().len() < SHORTEST) {
            return Err(Fault {
                at: short.span(),
                message: format!("`{key}` need at least {SHORTEST} bytes each"),
            });
        }
    }
    seen(rule).map_err(|message| Fault { at: place, message })
}

fn seen(rule: &RuleSyntax) -> Result<Matcher, String> {
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
        (None, Some(names)) if names.is_empty() => {
            Err("`names` is empty: write the names that say secret".to_owned())
        }
        (None, Some(names)) if !rule.anchors.is_empty() => Ok(Matcher::Assigned {
            names: texts(names),
        }),
        (None, Some(_)) => {
            Err("`names` needs `anchors`: the stems by which a name is noticed".to_owned())
        }
        (Some(pattern), None) => {
            let pattern = &spelt(pattern.get_ref())?;
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
            .any(|anchor| head.starts_with(anchor.get_ref().to_ascii_lowercase().as_bytes()))
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
                alphabet: Alphabet::of(hir),
            })
        }
        _ => Err(format!(
            "a bare format needs a length: bound its repetitions so that it has 1 to {FURTHEST_BEFORE} bytes"
        )),
    }
}

/// Parses a pattern as the engine will: bytes, ASCII classes.
pub(super) fn hir(pattern: &str) -> Result<Hir, String> {
    let parsed = regex_syntax::ParserBuilder::new()
        .unicode(false)
        .utf8(false)
        .build()
        .parse(pattern);
    parsed.map_err(|error| {
        let (at, what) = wrong(&error);
        format!("its pattern is not a regular expression we can run: at character {at}, {what}")
    })
}

/// Whether this is an expression for a path: at which of its characters it is none, and why.
pub(super) fn expression(text: &str) -> Result<(), (usize, String)> {
    let parsed = regex_syntax::ParserBuilder::new()
        .utf8(false)
        .build()
        .parse(text);
    parsed.map(drop).map_err(|error| wrong(&error))
}

/// At which character an expression is wrong, and what to write instead.
fn wrong(error: &regex_syntax::Error) -> (usize, String) {
    match error {
        regex_syntax::Error::Parse(error) => {
            let advice = instead(error.kind());
            let what = format!("{}{advice}", error.kind());
            (error.span().start.column, what)
        }
        regex_syntax::Error::Translate(error) => {
            (error.span().start.column, error.kind().to_string())
        }
        _ => (1, error.to_string()),
    }
}

/// What to write instead of what other engines run.
fn instead(kind: &ErrorKind) -> &'static str {
    match kind {
        ErrorKind::UnsupportedLookAround => {
            "; match what stands around the secret, too, and the secret itself by `(?<secret>…)`"
        }
        ErrorKind::UnsupportedBackreference => "; write out what may stand there",
        ErrorKind::EscapeUnrecognized => "; a letter that stands for itself has no backslash",
        _ => "",
    }
}
