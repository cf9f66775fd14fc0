//! How git reads a line of an ignore file, where the `ignore` crate reads it otherwise: braces are
//! themselves, and of blanks at the end only spaces are dropped.

use std::borrow::Cow;

/// What the `ignore` crate must be given to read `line` as git does.
pub(super) fn exact(line: &str) -> Cow<'_, str> {
    let line = trimmed(line.strip_suffix('\r').unwrap_or(line));
    let ends_blank = line.ends_with(|last: char| last != ' ' && last.is_whitespace());
    if line.starts_with('#') || !(ends_blank || line.contains(['{', '}'])) {
        return Cow::Borrowed(line);
    }
    let mut exact = String::with_capacity(line.len() + 4);
    let mut chars = line.chars().peekable();
    let mut class = Class::Outside;
    while let Some(char) = chars.next() {
        let is_last = chars.peek().is_none();
        let is_outside = matches!(class, Class::Outside);
        match char {
            _ if is_last && char != ' ' && char.is_whitespace() => exact.extend(['[', char, ']']),
            '\\' if is_outside => match chars.next() {
                Some(' ') | None => exact.push_str(if is_last { "\\" } else { "\\ " }),
                Some(next) if next.is_whitespace() => exact.extend(['[', next, ']']),
                Some(next) => exact.extend(['\\', next]),
            },
            '{' | '}' if is_outside => exact.extend(['\\', char]),
            _ => exact.push(char),
        }
        class = class.behind(char);
    }
    Cow::Owned(exact)
}

/// Whether the `ignore` crate reads some line of an ignore file otherwise than git.
#[must_use]
pub fn is_read_otherwise(file: &[u8]) -> bool {
    let text = String::from_utf8_lossy(file);
    text.lines()
        .any(|line| exact(line) != line.trim_end() && !line.ends_with("\\ "))
}

/// Where in a pattern: in a class such as `[!a]`, whose first letter may be a `]`.
#[derive(Clone, Copy)]
enum Class {
    Outside,
    Opened,
    Negated,
    Inside,
}

impl Class {
    fn behind(self, char: char) -> Self {
        match (self, char) {
            (Self::Outside, '[') => Self::Opened,
            (Self::Outside, _) | (Self::Inside, ']') => Self::Outside,
            (Self::Opened, '!' | '^') => Self::Negated,
            _ => Self::Inside,
        }
    }
}

/// The line without spaces at its end, but for one behind a backslash.
fn trimmed(line: &str) -> &str {
    let mut end = 0;
    let mut chars = line.char_indices();
    while let Some((at, char)) = chars.next() {
        match char {
            ' ' => {}
            '\\' => {
                let escaped = chars.next();
                end = escaped.map_or(at + 1, |(at, next)| at + next.len_utf8());
            }
            char => end = at + char.len_utf8(),
        }
    }
    &line[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_and_blanks_are_as_git_has_them() {
        for (line, wanted) in [
            ("*.log", "*.log"),
            ("{a,b}", "\\{a,b\\}"),
            ("\\{a", "\\{a"),
            ("[{}]x", "[{}]x"),
            ("[]{]x", "[]{]x"),
            ("[!]{]{", "[!]{]\\{"),
            (".env   ", ".env"),
            (".env\t", ".env[\t]"),
            (".env\u{c}", ".env[\u{c}]"),
            (".env\t  ", ".env[\t]"),
            (".env\r", ".env"),
            ("a\\ ", "a\\ "),
            ("a\\  ", "a\\ "),
            ("# {a}", "# {a}"),
            ("{\\ ", "\\{\\ "),
            ("{\\", "\\{\\"),
        ] {
            assert_eq!(exact(line), wanted, "{line:?}");
        }
    }

    #[test]
    fn a_file_is_told_that_is_read_otherwise() {
        for file in ["a\n{b\n", ".env\t\n", "*.{a,b}"] {
            assert!(is_read_otherwise(file.as_bytes()), "{file:?}");
        }
        for file in ["a\r\nb  \n", "# {a}\n", "", "a\\ \n", "   \n"] {
            assert!(!is_read_otherwise(file.as_bytes()), "{file:?}");
        }
    }
}
