//! The words of an expression of betterleaks.

use std::ops::Range;

/// A word and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) at: Range<usize>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    /// A name, with its dots: `filter.entropy`.
    Name(String),
    Text(String),
    Number(f64),
    /// One of [`MARKS`], or any other character.
    Mark(String),
}

impl Token {
    pub(super) fn is(&self, mark: &str) -> bool {
        matches!(&self.kind, Kind::Mark(own) if own == mark)
    }

    pub(super) fn is_name(&self, name: &str) -> bool {
        matches!(&self.kind, Kind::Name(own) if own == name)
    }
}

/// Marks of two characters; all others have one.
const MARKS: [&str; 8] = ["||", "&&", "==", "!=", "<=", ">=", "??", "?."];

/// The words of `text`; `None` when a string does not end.
pub(super) fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        if c.is_whitespace() {
            at += c.len_utf8();
        } else if rest.starts_with("//") || c == '#' {
            at += rest.find('\n').unwrap_or(rest.len());
        } else if rest.starts_with("/*") {
            at += rest.find("*/")? + 2;
        } else {
            let (kind, len) = word(rest, c)?;
            tokens.push(Token {
                kind,
                at: at..at + len,
            });
            at += len;
        }
    }
    Some(tokens)
}

fn word(rest: &str, c: char) -> Option<(Kind, usize)> {
    // `r"…"`: nothing is escaped in it.
    let raw = rest
        .strip_prefix(['r', 'R'])
        .filter(|rest| rest.starts_with(['"', '\'']));
    if let Some(quoted) = raw {
        let quote = quoted.chars().next()?;
        let text = quoted[1..].split(quote).next()?;
        let len = 2 + text.len() + 1;
        return (len <= rest.len()).then(|| (Kind::Text(text.to_owned()), len));
    }
    if c == '`' {
        let end = rest[1..].find('`')?;
        return Some((Kind::Text(rest[1..=end].to_owned()), end + 2));
    }
    if c == '"' || c == '\'' {
        return quoted(rest, c);
    }
    if c.is_alphabetic() || c == '_' {
        let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        let len = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        return Some((Kind::Name(rest[..len].to_owned()), len));
    }
    if c.is_ascii_digit() {
        let is_part = |c: char| c.is_ascii_digit() || c == '.';
        let len = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        return Some((Kind::Number(rest[..len].parse().ok()?), len));
    }
    let mark = MARKS.iter().find(|mark| rest.starts_with(**mark));
    let len = mark.map_or(c.len_utf8(), |mark| mark.len());
    Some((Kind::Mark(rest[..len].to_owned()), len))
}

/// A string whose escapes are read.
fn quoted(rest: &str, quote: char) -> Option<(Kind, usize)> {
    let mut text = String::new();
    let mut chars = rest.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            c if c == quote => return Some((Kind::Text(text), at + 1)),
            '\\' => match chars.next()?.1 {
                'n' => text.push('\n'),
                't' => text.push('\t'),
                'r' => text.push('\r'),
                other => text.push(other),
            },
            c => text.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_of_all_kinds_names_and_marks_are_told_apart() {
        let text = "a.b(\"x\\\"y\", 'z', `\\d`, r\"\\w\") <= 2.5 // no\n|| !c";
        let kinds: Vec<Kind> = tokens(text).unwrap().into_iter().map(|t| t.kind).collect();
        let mark = |mark: &str| Kind::Mark(mark.to_owned());
        let string = |text: &str| Kind::Text(text.to_owned());
        let name = |name: &str| Kind::Name(name.to_owned());
        let expected = [
            name("a.b"),
            mark("("),
            string("x\"y"),
            mark(","),
            string("z"),
            mark(","),
            string("\\d"),
            mark(","),
            string("\\w"),
            mark(")"),
            mark("<="),
            Kind::Number(2.5),
            mark("||"),
            mark("!"),
            name("c"),
        ];
        assert_eq!(kinds, expected);
        for open in ["\"x", "`x", "r'x", "/* x"] {
            assert!(tokens(open).is_none(), "{open}");
        }
    }
}
