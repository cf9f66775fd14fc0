//! What nobody should read on a line that is shown, though no rule found it there: literals that
//! look like secrets by their own bytes, and whatever stands behind a name that speaks of one. More
//! is hidden than is reported: nobody has to rotate what is only hidden.

use std::ops::Range;

use super::assignment::{self, Kind};
use super::{placeholder, readable, word, work};
use crate::language::Language;

/// Secrets are not shorter, where nothing but their bytes says what they are.
const SHORTEST: usize = 6;
/// Behind a name they are not shorter.
const SHORTEST_NAMED: usize = 3;
/// Bytes of quotes, operators and spaces between a name and its value, at most.
const BETWEEN: usize = 8;
/// Bits of [surprise](readable::surprise) from which a word is no identifier.
const RANDOM: f64 = 8.0;
/// Parts of names that speak of secrets.
#[rustfmt::skip]
const STEMS: [&[u8]; 8] = [
    b"pass", b"pwd", b"secret", b"token", b"key", b"cred", b"auth", b"psk",
];

/// What looks like a secret in `window`, a part of one line of a file in `language`, and what goes
/// on there of a secret that ends where it begins; in order, and apart.
#[must_use]
pub fn in_line(text: &[u8], window: Range<usize>, language: Language) -> Vec<Range<usize>> {
    work::read(window.len());
    let line = Line {
        text: &text[window.clone()],
        language,
    };
    let quoted = line.quoted().filter(|one| line.looks_secret(one));
    let is_cut = text[..window.start]
        .last()
        .is_some_and(|byte| !is_break(*byte));
    let mut found: Vec<Range<usize>> = quoted.chain(line.rest().filter(|_| is_cut)).collect();
    let mut told = None;
    for word in line.words() {
        let is_told = told.is_some_and(|name| line.gives(&name, word.start));
        if is_told {
            found.extend(line.value(word.start));
        } else if line.is_random(&word) {
            found.push(word.clone());
        }
        told = word::speaks(&line.text[word.clone()], &STEMS).then_some(word);
    }
    found.sort_by_key(|one| one.start);
    found.dedup_by(|next, kept| {
        let joins = next.start <= kept.end;
        if joins {
            kept.end = kept.end.max(next.end);
        }
        joins
    });
    let whole = found.into_iter();
    whole
        .map(|one| window.start + one.start..window.start + one.end)
        .collect()
}

/// A part of a line, by offsets from its first byte.
struct Line<'t> {
    text: &'t [u8],
    language: Language,
}

impl Line<'_> {
    /// What stands between two quotes of one kind, without spaces: where quotes open is not known.
    fn quoted(&self) -> impl Iterator<Item = Range<usize>> {
        let quotes = (0..self.text.len()).filter(|at| is_quote(self.text[*at]));
        quotes.filter_map(|at| {
            let rest = &self.text[at + 1..];
            let end = rest
                .iter()
                .position(|byte| *byte == self.text[at] || byte.is_ascii_whitespace())?;
            (rest[end] == self.text[at]).then_some(at + 1..at + 1 + end)
        })
    }

    /// What stands between quotes, spaces and brackets.
    fn words(&self) -> impl Iterator<Item = Range<usize>> {
        let mut at = 0;
        std::iter::from_fn(move || {
            let start = at + self.text[at..].iter().position(|byte| !is_break(*byte))?;
            let rest = &self.text[start..];
            at = start
                + rest
                    .iter()
                    .position(|byte| is_break(*byte))
                    .unwrap_or(rest.len());
            Some(start..at)
        })
    }

    /// What the line begins with, where it is the rest of a word: none of a login's or a path's.
    fn rest(&self) -> Option<Range<usize>> {
        let end = self.text.iter().position(|byte| is_break(*byte));
        let goes_on = |byte: &u8| byte.is_ascii_alphanumeric() || b"_+~%$!".contains(byte);
        let begins = self.text.first().is_some_and(goes_on);
        begins.then_some(0..end.unwrap_or(self.text.len()))
    }

    /// Whether a literal in quotes looks like something that somebody thought up or drew.
    fn looks_secret(&self, range: &Range<usize>) -> bool {
        let value = &self.text[range.clone()];
        if value.len() < SHORTEST {
            return false;
        }
        let hard = |kind| assignment::is_hard(value, kind, self.language);
        let has_digit = value.iter().any(u8::is_ascii_digit);
        hard(Kind::Key).is_ok() || hard(Kind::Password).is_ok_and(|hard| hard || has_digit)
    }

    /// Whether only chance makes such a word.
    fn is_random(&self, range: &Range<usize>) -> bool {
        let value = &self.text[range.clone()];
        let hard = || assignment::is_hard(value, Kind::Key, self.language).unwrap_or(false);
        value.len() >= SHORTEST
            && value.iter().any(u8::is_ascii_digit)
            && (readable::surprise(value) >= RANDOM || self.language.has_plain_values() && hard())
    }

    /// Whether the value that begins at `at` is given to `name`.
    fn gives(&self, name: &Range<usize>, at: usize) -> bool {
        let between = &self.text[name.end..at];
        let is_flag = self.text[name.clone()].starts_with(b"-");
        between.len() <= BETWEEN && (is_flag || between.iter().any(|byte| b":=,(>".contains(byte)))
    }

    /// The value that begins at `start`: up to the quote that closes it, or as far as such values
    /// go without one; none where that is code, or another is put in its place.
    fn value(&self, start: usize) -> Option<Range<usize>> {
        let rest = &self.text[start..];
        let open = self.text[..start].last().filter(|byte| is_quote(**byte));
        let in_words = !self.language.has_plain_values() || is_command(self.language);
        let end = rest.iter().position(|byte| match open {
            Some(quote) => byte == quote,
            None if in_words => is_break(*byte),
            None => b"\"'`,;}".contains(byte),
        });
        let value = rest[..end.unwrap_or(rest.len())].trim_ascii_end();
        let is_code = open.is_none()
            && !self.language.has_plain_values()
            && !value.iter().any(u8::is_ascii_digit);
        let is_known = value.len() < SHORTEST_NAMED || placeholder::of(value).is_some();
        (!is_code && !is_known).then_some(start..start + value.len())
    }
}

/// Whether lines are commands, of words.
fn is_command(language: Language) -> bool {
    matches!(
        language,
        Language::Batch | Language::Dockerfile | Language::Make | Language::Shell
    )
}

fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`')
}

/// Whether no word holds this byte.
fn is_break(byte: u8) -> bool {
    is_quote(byte) || byte.is_ascii_whitespace() || b":=,;()[]{}<>|&".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The line with `…` in the place of what is hidden.
    fn shown(language: Language, line: &str) -> String {
        let (mut shown, mut done) = (String::new(), 0);
        for hidden in in_line(line.as_bytes(), 0..line.len(), language) {
            shown += &line[done..hidden.start];
            shown += "…";
            done = hidden.end;
        }
        shown + &line[done..]
    }

    #[test]
    fn what_may_be_a_secret_is_hidden() {
        for (language, line, expected) in [
            (
                Language::Python,
                "connect('db', 'root', 'kZ8xQw21LqP')",
                "connect('db', 'root', '…')",
            ),
            (
                Language::Python,
                "login(\"bob\", \"Summer2023!\")",
                "login(\"bob\", \"…\")",
            ),
            (
                Language::JavaScript,
                "f({ password: 'swordfish', a: 'b' })",
                "f({ password: '…', a: 'b' })",
            ),
            (
                Language::JavaScript,
                "const x = 'Kz8(xQ;2w', y",
                "const x = '…', y",
            ),
            (
                Language::Shell,
                "x --pass swordfish -v && y kZ8xQw21LqP7Tn3b",
                "x --pass … -v && y …",
            ),
            (
                Language::Yaml,
                "password: correct horse, battery",
                "password: …, battery",
            ),
            (
                Language::Markdown,
                "my password: correct horse",
                "my password: …",
            ),
            (Language::Python, "# the pwd (hunter2)", "# the pwd (…)"),
        ] {
            assert_eq!(shown(language, line), expected);
        }
    }

    #[test]
    fn what_is_none_stays() {
        for (language, line) in [
            (
                Language::Python,
                "requests.get(\"https://api.acme.io/v1\", timeout=30)",
            ),
            (Language::Python, "password = os.environ[\"DB\"]"),
            (Language::Shell, "export TOKEN=$TOKEN PORT=8080"),
            (Language::Yaml, "image: postgres:16.2"),
            (Language::JavaScript, "import { sha256 } from 'crypto';"),
            (
                Language::Go,
                "func (c *Client) Base64URL(in string) error {",
            ),
        ] {
            assert_eq!(shown(language, line), line);
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_hidden_lies_apart_in_the_window(
            line in "[a-zA-Z0-9 \"':=,()яkey]{0,120}",
            bounds: [proptest::sample::Index; 2],
        ) {
            let [a, b] = bounds.map(|bound| bound.index(line.len() + 1));
            let window = a.min(b)..a.max(b);
            let mut done = window.start;
            for hidden in in_line(line.as_bytes(), window.clone(), Language::Yaml) {
                proptest::prop_assert!(done <= hidden.start && hidden.start < hidden.end);
                done = hidden.end;
            }
            proptest::prop_assert!(done <= window.end);
        }
    }
}
