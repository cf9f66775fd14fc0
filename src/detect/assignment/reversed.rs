//! Values that stand before their names: `"v" == password`, `"v" -> password`,
//! `setObject:@"v" forKey:@"password"`.

use std::ops::Range;

use super::operator::Operator;
use crate::detect::work;
use crate::language::Language;

/// Bytes before a name that are looked at.
const REACH: usize = 160;

/// What stands between a value and its name; in which languages, where not in all.
const LINKS: &[(&[u8], Operator, Option<Language>)] = &[
    (b"==", Operator::Compare, None),
    (b"===", Operator::Compare, None),
    (b"!=", Operator::Compare, None),
    (b"!==", Operator::Compare, None),
    (b".equals(", Operator::Compare, None),
    (b".equalsIgnoreCase(", Operator::Compare, None),
    (b".Equals(", Operator::Compare, None),
    (b"->", Operator::Assign, Some(Language::R)),
    (b"TO", Operator::Assign, Some(Language::Code)),
    (b"forKey:@\"", Operator::Assign, Some(Language::C)),
    (
        b"forHTTPHeaderField:@\"",
        Operator::Assign,
        Some(Language::C),
    ),
    (b", forKey: \"", Operator::Assign, Some(Language::Swift)),
    (
        b", forHTTPHeaderField: \"",
        Operator::Assign,
        Some(Language::Swift),
    ),
];
/// Functions that compare the literal with the name behind it.
const COMPARES: &[&[u8]] = &[
    b"strcmp(",
    b"strncmp(",
    b"strcasecmp(",
    b"equals(",
    b"Equals(",
];

/// The literal before the name at `name`, and how the two belong together.
pub(super) fn read(
    text: &[u8],
    name: &Range<usize>,
    language: Language,
) -> Option<(Range<usize>, Operator)> {
    let start = name.start.saturating_sub(REACH);
    let before = &text[start..name.start];
    let last = before.trim_ascii_end().last()?;
    if !b"=(,>\"O]b".contains(last) {
        return None;
    }
    work::read(before.len());
    if language == Language::Rust {
        return attribute(before, start);
    }
    let newline = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
    let link = before[newline..].trim_ascii_end();
    for (mark, operator, only) in LINKS {
        if only.is_none_or(|only| only == language)
            && let Some(head) = link.strip_suffix(*mark)
            && let Some(value) = literal(head.trim_ascii_end())
        {
            return Some((
                value.start + start + newline..value.end + start + newline,
                *operator,
            ));
        }
    }
    let head = link.strip_suffix(b",")?;
    let value = literal(head)?;
    let call = &head[..value.start - 1];
    // `assertEquals("…", token())` says what is expected.
    let calls = |callee: &&[u8]| {
        let before = call.strip_suffix(*callee);
        before.is_some_and(|before| !before.last().is_some_and(u8::is_ascii_alphanumeric))
    };
    let compares = COMPARES.iter().any(calls);
    compares.then(|| {
        (
            value.start + start + newline..value.end + start + newline,
            Operator::Compare,
        )
    })
}

/// The literal in quotes that `text` ends in.
fn literal(text: &[u8]) -> Option<Range<usize>> {
    let end = text.len().checked_sub(1)?;
    let quote = Some(text[end]).filter(|byte| matches!(byte, b'"' | b'\''))?;
    let mut quotes = memchr::memrchr_iter(quote, &text[..end]);
    let start = quotes.find(|at| !text[..*at].ends_with(b"\\"))? + 1;
    let whole = start < end && text[end - 1] != b'\\';
    whole.then_some(start..end)
}

/// The default in the attribute before a field: `#[arg(default_value = "v")] password: String`.
fn attribute(before: &[u8], start: usize) -> Option<(Range<usize>, Operator)> {
    const DEFAULT: &[u8] = b"default_value = \"";
    let head = before.trim_ascii_end();
    let head = head.strip_suffix(b"pub").unwrap_or(head).trim_ascii_end();
    let head = head.strip_suffix(b")]")?;
    let open = memchr::memmem::rfind(head, b"#[")?;
    let value = open + memchr::memmem::find(&head[open..], DEFAULT)? + DEFAULT.len();
    let end = value + memchr::memchr(b'"', &head[value..])?;
    (value < end).then_some((start + value..start + end, Operator::Fallback))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(language: Language, text: &str) -> Option<&str> {
        let at = text.rfind("name").unwrap();
        let (value, _) = read(text.as_bytes(), &(at..at + 4), language)?;
        Some(&text[value])
    }

    #[test]
    fn values_before_their_names() {
        for (language, text) in [
            (Language::Python, "if \"v1\" == name:"),
            (Language::JavaScript, "x = 'v1' !== name"),
            (Language::Java, "if (\"v1\".equals(name)) {"),
            (Language::C, "if (!strcmp(\"v1\", name))"),
            (Language::R, "\"v1\" -> name"),
            (Language::Code, "    MOVE \"v1\" TO name"),
            (Language::C, "[d setObject:@\"v1\" forKey:@\"name\"];"),
            (
                Language::Swift,
                "r.setValue(\"v1\", forHTTPHeaderField: \"name\")",
            ),
            (
                Language::Rust,
                "#[arg(long, default_value = \"v1\")] name: String",
            ),
            (
                Language::Rust,
                "#[arg(default_value = \"v1\")]\n    pub name: String",
            ),
        ] {
            assert_eq!(said(language, text), Some("v1"), "{text}");
        }
    }

    #[test]
    fn other_literals_before_names() {
        for (language, text) in [
            (Language::Python, "f(\"v1\", name)"),
            (Language::Python, "\"v1\" + name"),
            (Language::Python, "x = \"v1\"\nif x == name"),
            (Language::JavaScript, "\"v1\" -> name"),
            (Language::Rust, "#[serde(rename = \"v1\")] name: String"),
            (
                Language::Rust,
                "#[arg(default_value = \"v1\")] a: u8, name: String",
            ),
            (Language::C, "printf(\"v1\", name)"),
            (Language::Java, "assertEquals(\"v1\", name)"),
            (Language::Python, "name"),
        ] {
            assert_eq!(said(language, text), None, "{text}");
        }
    }
}
