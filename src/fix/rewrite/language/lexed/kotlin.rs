//! Kotlin: `System.getenv("X")`; Scala: `sys.env("X")`.

use super::super::draft::{Draft, Join};
use super::super::escape::{Escapes, Unknown};
use super::super::java::refuse_android;
use super::super::layout::line_start;
use super::super::named::second_argument;
use super::super::{Refusal, Shared};
use super::Found;
use super::csharp::character;
use super::scan::{Hole, Opening, Scanned, Syntax, last_word, word};

const TEXT: Escapes = Escapes {
    lead: Some(b'\\'),
    simple: &[
        (b't', "\t"),
        (b'b', "\x08"),
        (b'n', "\n"),
        (b'r', "\r"),
        (b'\'', "'"),
        (b'"', "\""),
        (b'\\', "\\"),
        (b'$', "$"),
    ],
    u4: true,
    unknown: Unknown::Refused,
    ..Escapes::NONE
};
const RAW: Escapes = Escapes {
    one_newline: true,
    ..Escapes::NONE
};

pub(super) const SYNTAX: Syntax = Syntax {
    line_comment: "//",
    block_comment: ("/*", "*/"),
    nests_comments: true,
    string: |text, at| {
        let rest = &text[at..];
        let is_raw = rest.starts_with(b"\"\"\"");
        rest.starts_with(b"\"").then_some(Opening {
            length: if is_raw { 3 } else { 1 },
            close: if is_raw { "\"\"\"" } else { "\"" },
            escapes: if is_raw { &RAW } else { &TEXT },
            spans_lines: is_raw,
            code: template,
        })
    },
    skip: character,
};

/// `${…}`, `$name`.
fn template(text: &[u8], at: usize) -> Option<Hole> {
    if text[at] != b'$' {
        return None;
    }
    match text.get(at + 1)? {
        b'{' => Some(Hole::closed_by(2, b'}')),
        byte if byte.is_ascii_alphabetic() || *byte == b'_' => {
            let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_';
            Some(Hole::alone(
                1 + text[at + 1..].iter().take_while(is_part).count(),
            ))
        }
        _ => None,
    }
}

const NOT_BY_ITSELF: &str = "the JVM does not read .env by itself: `set -a; . ./.env` before the program starts, or a plug-in of the build or the IDE";

/// What becomes of a literal beside which its variable is named: `System.getenv("X") ?: "…"`, and
/// Scala's `sys.env.getOrElse("X", "…")`.
fn named(found: &Found<'_>) -> Option<Draft> {
    found.alternative("?:", &["System.getenv"]).or_else(|| {
        let calls = &["sys.env.getOrElse"];
        let named = second_argument(found.site.text, &found.cut, None, calls)?;
        let lookup = format!("sys.env({})", named.quoted);
        Some(named.replaced(&found.cut, &lookup))
    })
}

pub(super) fn draft(found: &Found<'_>) -> Result<Draft, Refusal> {
    let (site, cut, scanned) = (found.site, &found.cut, found.scanned);
    let variable = site.variable;
    refuse_android(site.text, variable)?;
    let extension = site.path.rsplit('.').next().unwrap_or_default();
    let is_scala = matches!(extension, "scala" | "sc" | "sbt");
    let lookup = if is_scala {
        format!("sys.env(\"{variable}\")")
    } else {
        format!("System.getenv(\"{variable}\")")
    };
    let before = site.text[..cut.whole.start].last();
    let is_marked = before.is_some_and(u8::is_ascii_alphanumeric);
    if is_marked {
        return Err(Refusal::not_a_literal(variable));
    }
    let by_hand =
        format!("Spring reads \"${{{variable}}}\" in @Value; elsewhere read {lookup} in code");
    if in_annotation(scanned, cut.whole.start) {
        return Err(Refusal::constant("an annotation's value", by_hand));
    }
    if let Some(mut draft) = named(found) {
        draft.note(NOT_BY_ITSELF);
        return Ok(draft);
    }
    let behind = std::str::from_utf8(&scanned.mask[cut.whole.end..]).unwrap_or("");
    if is_scala && in_pattern(scanned.statement(cut.whole.start), behind) {
        return Err(Refusal::constant(
            "a pattern",
            format!("compare in a guard: `case x if x == {lookup}`"),
        ));
    }
    if is_scala && in_constant(scanned, cut.whole.start) {
        return Err(Refusal::constant(
            "an `inline val`, or what an annotation names",
            by_hand,
        ));
    }
    let mut draft = if cut.is_whole() {
        Draft::whole(cut, &lookup)
    } else if is_scala {
        let is_raw = cut.content.start - cut.whole.start == 3;
        let quote = if is_raw { "\"\"\"" } else { "\"" };
        let join = Join {
            plus: " + ",
            open: quote,
            close: quote,
            alone: false,
        };
        Draft::joined(cut, &lookup, &join)
    } else {
        Draft::inside(cut, &format!("${{{lookup}}}"))
    };
    let line = line_start(site.text, cut.whole.start);
    let head = std::str::from_utf8(&scanned.mask[line..cut.whole.start]).unwrap_or("");
    if let Some(at) = word(head, "const") {
        let name = declared(head);
        let uses = scanned.uses(name, line + head.rfind(name).unwrap_or(0));
        let is_needed = uses
            .into_iter()
            .any(|at| needs_constant(site.text, scanned, at));
        if name.is_empty() || is_needed {
            return Err(Refusal::constant("what an annotation names", by_hand));
        }
        draft.replace(line + at..line + at + "const ".len(), "");
        if word(head, "private").is_none() {
            draft.share(Shared::constant(name.as_bytes(), &by_hand));
        }
    }
    draft.note(NOT_BY_ITSELF);
    Ok(draft)
}

/// Whether this is the value of a constant of Scala's that must stay one.
fn in_constant(scanned: &Scanned, at: usize) -> bool {
    let statement = scanned.statement(at);
    let head = statement.rsplit('\n').next().unwrap_or("");
    let name = declared(head);
    let is_final = word(head, "final").is_some() && word(head, "val").is_some();
    let mut uses = scanned.uses(name, usize::MAX).into_iter();
    word(head, "inline").is_some()
        || is_final && !name.is_empty() && uses.any(|at| in_annotation(scanned, at))
}

/// Whether a pattern of Scala's has begun and not ended: `case "…" | `, `val Some("…") =`,
/// `for ("…" <- `.
fn in_pattern(before: &str, behind: &str) -> bool {
    let is_generator = behind.trim_start_matches([')', ' ']).starts_with("<-");
    let taken_apart = ["val ", "var "].iter().any(|word| {
        let rest = before.rfind(word).map(|at| &before[at + word.len()..]);
        let parts = rest.and_then(|rest| rest.split_once('('));
        let is_name = |char: char| char.is_alphanumeric() || matches!(char, '_' | '.');
        parts.is_some_and(|(name, rest)| name.chars().all(is_name) && !rest.contains('='))
    });
    if is_generator || taken_apart {
        return true;
    }
    let Some(at) = before.rfind("case ") else {
        return false;
    };
    let rest = &before[at + "case ".len()..];
    let is_type = rest.starts_with("class ") || rest.starts_with("object ");
    !is_type && !rest.contains("=>") && word(rest, "if").is_none()
}

/// Whether a constant that is named here must stay one.
pub(super) fn needs_constant(text: &[u8], scanned: &Scanned, at: usize) -> bool {
    let line = line_start(text, at);
    let head = std::str::from_utf8(&scanned.mask[line..at]).unwrap_or("");
    in_annotation(scanned, at) || word(head, "const").is_some()
}

/// `K` in `const val K: String =`.
fn declared(head: &str) -> &str {
    let name = head.split('=').next().unwrap_or("");
    last_word(name.split(':').next().unwrap_or(""))
}

/// Whether one of the brackets around it belongs to `@Name(`.
pub(super) fn in_annotation(scanned: &Scanned, at: usize) -> bool {
    scanned.brackets(at).into_iter().any(|open| {
        let before = std::str::from_utf8(&scanned.mask[..open]).unwrap_or("");
        let name = before.rfind(|c: char| !(c.is_ascii_alphanumeric() || "_.:".contains(c)));
        name.is_some_and(|at| before[at..].starts_with('@'))
    })
}
