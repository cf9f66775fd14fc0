//! Commands whose value is the rest of their line: Docker's `ENV NAME a b`, `set NAME=a b` of
//! Windows.

use std::ops::Range;

use crate::detect::word;
use crate::language::Language;

/// How many bytes of `line`, which follows the name and the operator at `head`, are the value;
/// `None`: no such command stands before the name.
pub(super) fn value(
    text: &[u8],
    head: Range<usize>,
    line: &[u8],
    language: Language,
) -> Option<usize> {
    let before = &text[..head.start];
    match language {
        Language::Dockerfile => {
            let is_env = [b"ENV ".as_slice(), b"env "]
                .iter()
                .any(|command| before.ends_with(command));
            let is_rest = is_env && !text[head].contains(&b'=');
            is_rest.then(|| {
                line.strip_suffix(b"\\")
                    .unwrap_or(line)
                    .trim_ascii_end()
                    .len()
            })
        }
        Language::Batch if sets(before) => Some(unescaped(line)),
        // `set "NAME=a&b"`
        Language::Batch if before.strip_suffix(b"\"").is_some_and(sets) => {
            Some(memchr::memrchr(b'"', line).unwrap_or(line.len()))
        }
        _ => None,
    }
}

fn sets(before: &[u8]) -> bool {
    word::ends(before, b"set ")
}

/// How much of `line` a command takes: another one begins behind a sign without `^` before it.
fn unescaped(line: &[u8]) -> usize {
    let mut at = 0;
    while let Some(next) = line
        .get(at..)
        .and_then(|rest| rest.iter().position(|byte| b"^&|<>".contains(byte)))
    {
        at += next;
        if line[at] != b'^' {
            return line[..at].trim_ascii_end().len();
        }
        at += 2;
    }
    line.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(language: Language, text: &str) -> Option<&str> {
        let name = text.find("NAME").unwrap();
        let at = name + 5;
        let length = value(text.as_bytes(), name..at, &text.as_bytes()[at..], language)?;
        Some(&text[at..at + length])
    }

    #[test]
    fn the_rest_of_the_line_is_the_value() {
        for (language, text, value) in [
            (Language::Dockerfile, "ENV NAME a b & c", "a b & c"),
            (Language::Dockerfile, "ENV NAME a b \\", "a b"),
            (Language::Batch, "set NAME=a b", "a b"),
            (Language::Batch, "@SET NAME=a^&b & echo c", "a^&b"),
            (Language::Batch, "set \"NAME=a&b\"c\" ", "a&b\"c"),
        ] {
            assert_eq!(said(language, text), Some(value), "{text}");
        }
        for (language, text) in [
            (Language::Dockerfile, "ENV NAME=a b"),
            (Language::Dockerfile, "RUN x --NAME a b"),
            (Language::Batch, "x /NAME:a b"),
            (Language::Batch, "set /p NAME=a b"),
            (Language::Shell, "set NAME=a b"),
        ] {
            assert_eq!(said(language, text), None, "{text}");
        }
    }
}
