//! Dotenv files: what they hold, and how an entry is added without touching the rest.

mod quote;

use std::fmt::Write as _;
use std::ops::Range;

pub use quote::{Loader, Quoted, quote};

use crate::newline::newline;

/// A dotenv file. Its `Debug` shows names alone.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Dotenv {
    text: Vec<u8>,
    entries: Vec<Entry>,
}

#[derive(Clone, PartialEq, Eq)]
struct Entry {
    name: String,
    /// Where the value stands, with its quotes.
    range: Range<usize>,
    value: Vec<u8>,
}

impl std::fmt::Debug for Dotenv {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Dotenv({:?})", self.outline())
    }
}

impl Dotenv {
    /// Reads a file, as far as it is one: lines that mean nothing are kept and not looked at.
    #[must_use]
    pub fn parse(text: &[u8]) -> Self {
        let mut entries = Vec::new();
        let mut at = if text.starts_with(b"\xEF\xBB\xBF") {
            3
        } else {
            0
        };
        while at < text.len() {
            let end = line_end(text, at);
            let behind = match entry(text, at..end) {
                Some(entry) => {
                    let behind = entry.range.end;
                    entries.push(entry);
                    line_end(text, behind)
                }
                None => end,
            };
            at = behind + 1;
        }
        Self {
            text: text.to_vec(),
            entries,
        }
    }

    /// All of it.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.text
    }

    /// What loaders read for this name; the last line that has it counts.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&[u8]> {
        self.last(name).map(|entry| entry.value.as_slice())
    }

    /// The names that hold this value.
    pub fn names_of<'d>(&'d self, value: &'d [u8]) -> impl Iterator<Item = &'d str> {
        let entries = self.entries.iter();
        let equal = entries.filter(move |entry| self.value(&entry.name) == Some(value));
        equal.map(|entry| entry.name.as_str())
    }

    /// The name whose value stands at this offset, and where the value does, with its quotes.
    #[must_use]
    pub fn at(&self, offset: usize) -> Option<(&str, Range<usize>, &[u8])> {
        let mut entries = self.entries.iter();
        let entry = entries.find(|entry| entry.range.contains(&offset))?;
        Some((&entry.name, entry.range.clone(), &entry.value))
    }

    /// Gives a name a value: its blank entry is filled, or a line is added at the end.
    pub fn put(&mut self, name: &str, quoted: &str) {
        let blank = self.last(name).filter(|entry| entry.value.is_empty());
        let mut text = self.text.clone();
        match blank.map(|entry| entry.range.clone()) {
            Some(range) => {
                text.splice(range, quoted.bytes());
            }
            None => self.append(&mut text, name, quoted),
        }
        *self = Self::parse(&text);
    }

    /// Names a variable without a value, if the file does not name it yet.
    pub fn declare(&mut self, name: &str) {
        if self.last(name).is_none() {
            let mut text = self.text.clone();
            self.append(&mut text, name, "");
            *self = Self::parse(&text);
        }
    }

    /// The file without any value or comment, for people to see.
    #[must_use]
    pub fn outline(&self) -> String {
        let mut outline = String::new();
        let mut at = 0;
        for entry in &self.entries {
            veil(&self.text[at..entry.range.start], at > 0, &mut outline);
            if !entry.value.is_empty() {
                outline.push('…');
            }
            at = entry.range.end;
        }
        veil(&self.text[at..], at > 0, &mut outline);
        outline
    }

    fn last(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().rev().find(|entry| entry.name == name)
    }

    /// Adds a line, with the line ends that the file has.
    fn append(&self, text: &mut Vec<u8>, name: &str, quoted: &str) {
        let end = newline(&self.text);
        if !matches!(text.last(), None | Some(b'\n')) && text != b"\xEF\xBB\xBF" {
            text.extend_from_slice(end.as_bytes());
        }
        text.extend_from_slice(format!("{name}={quoted}{end}").as_bytes());
    }
}

/// What stands between values: names and blank lines are shown, all else might be a secret that
/// somebody left in a comment. What stands behind a value on its line is left out.
fn veil(text: &[u8], is_behind: bool, out: &mut String) {
    let is_name = |line: &str| {
        let marks = ['_', '.', '-', '=', ' ', '\t', '\u{feff}'];
        let mut chars = line.chars();
        line.trim_end().ends_with('=')
            && chars.all(|c| c.is_ascii_alphanumeric() || marks.contains(&c))
    };
    for (index, line) in text.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let end = if line.ends_with(b"\n") { "\n" } else { "" };
        let line = String::from_utf8_lossy(line);
        let line = line.trim_end_matches(['\n', '\r']);
        let shown = match line.trim_start().chars().next() {
            _ if is_behind && index == 0 => "",
            None => "",
            Some(_) if is_name(line) => line,
            Some('#') => "# …",
            Some(_) => "…",
        };
        let _ = write!(out, "{shown}{end}");
    }
}

/// The offset of the line end at or behind `at`.
fn line_end(text: &[u8], at: usize) -> usize {
    memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |found| at + found)
}

/// The entry that begins on a line, if one does.
fn entry(text: &[u8], line: Range<usize>) -> Option<Entry> {
    let mut at = line.start;
    let blank = |at: &mut usize| {
        while *at < line.end && matches!(text[*at], b' ' | b'\t') {
            *at += 1;
        }
    };
    blank(&mut at);
    if text[at..line.end].starts_with(b"export") && matches!(text.get(at + 6), Some(b' ' | b'\t')) {
        at += 6;
        blank(&mut at);
    }
    let name = name(&text[at..line.end])?;
    at += name.len();
    blank(&mut at);
    if at >= line.end || text[at] != b'=' {
        return None;
    }
    at += 1;
    let behind = at;
    blank(&mut at);
    let quoted = text.get(at).copied().filter(|_| at < line.end);
    let quoted = quoted.filter(|quote| matches!(quote, b'\'' | b'"' | b'`'));
    let value = quoted.and_then(|quote| Some((quote, closing(text, at, quote)?)));
    let Some((quote, close)) = value else {
        let range = unquoted(text, at..line.end);
        let range = if range.is_empty() {
            behind..behind
        } else {
            range
        };
        return Some(Entry {
            name: name.to_owned(),
            value: text[range.clone()].to_vec(),
            range,
        });
    };
    let inside = &text[at + 1..close];
    Some(Entry {
        name: name.to_owned(),
        range: at..close + 1,
        value: if quote == b'"' {
            unescaped(inside)
        } else {
            inside.to_vec()
        },
    })
}

fn name(text: &[u8]) -> Option<&str> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
    let length = text.iter().take_while(|byte| is_part(byte)).count();
    let first = text.first().filter(|_| length > 0)?;
    let begins = first.is_ascii_alphabetic() || *first == b'_';
    std::str::from_utf8(&text[..length]).ok().filter(|_| begins)
}

/// Where the quote that opens at `at` is closed, be it lines below.
fn closing(text: &[u8], at: usize, quote: u8) -> Option<usize> {
    let mut escaped = false;
    for (index, byte) in text.iter().enumerate().skip(at + 1) {
        if *byte == quote && !escaped {
            return Some(index);
        }
        escaped = *byte == b'\\' && !escaped;
    }
    None
}

/// A value without quotes: up to a comment or the end of the line.
fn unquoted(text: &[u8], range: Range<usize>) -> Range<usize> {
    let bytes = &text[range.clone()];
    let pairs = bytes.windows(2).enumerate();
    let mut comments = pairs.filter(|(_, pair)| matches!(pair[0], b' ' | b'\t') && pair[1] == b'#');
    let end = if bytes.first() == Some(&b'#') {
        0
    } else {
        comments.next().map_or(bytes.len(), |(index, _)| index)
    };
    let length = bytes[..end].trim_ascii_end().len();
    range.start..range.start + length
}

fn unescaped(inside: &[u8]) -> Vec<u8> {
    let mut value = Vec::with_capacity(inside.len());
    let mut bytes = inside.iter().copied();
    while let Some(byte) = bytes.next() {
        if byte != b'\\' {
            value.push(byte);
            continue;
        }
        match bytes.next() {
            Some(b'n') => value.push(b'\n'),
            Some(b'r') => value.push(b'\r'),
            Some(next @ (b'\\' | b'"' | b'$' | b'`')) => value.push(next),
            next => value.extend(std::iter::once(b'\\').chain(next)),
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FILE: &str = "# hunter2\nexport A=one # two\n B = 'x y' \nC=\"l1\\nl2\nl3\"\nD=\nnonsense\n\
                        E=a#b\nA=last\nF='open\n";

    #[test]
    fn reads_what_loaders_read() {
        let dotenv = Dotenv::parse(FILE.as_bytes());
        let value = |name| {
            let value = dotenv.value(name);
            value.map(|value| String::from_utf8_lossy(value).into_owned())
        };
        for (name, expected) in [
            ("A", Some("last")),
            ("B", Some("x y")),
            ("C", Some("l1\nl2\nl3")),
            ("D", Some("")),
            ("E", Some("a#b")),
            ("F", Some("'open")),
            ("nonsense", None),
            ("l3", None),
        ] {
            assert_eq!(value(name).as_deref(), expected, "{name}");
        }
        assert_eq!(dotenv.names_of(b"x y").collect::<Vec<_>>(), ["B"]);
        assert_eq!(dotenv.names_of(b"one").count(), 0, "a later line undoes it");
        assert_eq!(dotenv.bytes(), FILE.as_bytes());
    }

    #[test]
    fn an_outline_shows_names_alone() {
        let dotenv = Dotenv::parse(FILE.as_bytes());
        assert_eq!(
            dotenv.outline(),
            "# …\nexport A=…\n B = …\nC=…\nD=\n…\nE=…\nA=…\nF=…\n"
        );
    }

    fn put(text: &str, name: &str, value: &str) -> String {
        let mut dotenv = Dotenv::parse(text.as_bytes());
        dotenv.put(name, value);
        String::from_utf8(dotenv.bytes().to_vec()).unwrap()
    }

    #[test]
    fn an_entry_is_added_without_touching_the_rest() {
        assert_eq!(put("", "X", "1"), "X=1\n");
        assert_eq!(put("A=1\n", "X", "1"), "A=1\nX=1\n");
        assert_eq!(put("A=1", "X", "1"), "A=1\nX=1\n");
        assert_eq!(put("A=1\r\nB=2", "X", "1"), "A=1\r\nB=2\r\nX=1\r\n");
        assert_eq!(put("\u{feff}", "X", "1"), "\u{feff}X=1\n");
    }

    #[test]
    fn a_blank_entry_is_filled() {
        assert_eq!(put("X=\nA=1\n", "X", "1"), "X=1\nA=1\n");
        assert_eq!(put("X=''  # why\n", "X", "1"), "X=1  # why\n");
        assert_eq!(put("X= # why\n", "X", "1"), "X=1 # why\n");
        assert_eq!(put("X=\r\n", "X", "1"), "X=1\r\n");
        assert_eq!(put("X=0\n", "X", "1"), "X=0\nX=1\n");
    }

    #[test]
    fn a_name_is_declared_once() {
        let mut dotenv = Dotenv::parse(b"A=\n");
        dotenv.declare("A");
        dotenv.declare("B");
        dotenv.declare("B");
        assert_eq!(dotenv.bytes(), b"A=\nB=\n");
    }

    proptest! {
        #[test]
        fn what_is_put_in_is_read_back(
            // An open quote would swallow what follows.
            text in "[ !#-&(-_a-~\n]{0,40}",
            value in "[ -~\n]{1,30}",
        ) {
            let mut dotenv = Dotenv::parse(text.as_bytes());
            let quoted = quote(&value, Some(Loader::Shell));
            dotenv.put("NEW_ONE", &quoted.text);
            prop_assert_eq!(dotenv.value("NEW_ONE"), Some(value.as_bytes()));
            let outline = dotenv.outline();
            prop_assert!(value.len() < 8 || !outline.contains(&value));
        }

        #[test]
        fn takes_any_bytes(text: Vec<u8>) {
            let mut dotenv = Dotenv::parse(&text);
            dotenv.put("A", "x");
            let _ = dotenv.outline();
        }
    }
}
