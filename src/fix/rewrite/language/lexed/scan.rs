//! Tells strings and comments from code, by a language's syntax. Code inside strings is code.

use std::ops::Range;

use super::super::escape::Escapes;

/// Strings in code in strings in code…
const DEEPEST: usize = 16;

/// What a language's strings and comments look like.
pub(super) struct Syntax {
    pub(super) line_comment: &'static str,
    pub(super) block_comment: (&'static str, &'static str),
    pub(super) nests_comments: bool,
    /// What begins at an offset, if it is a string.
    pub(super) string: fn(&[u8], usize) -> Option<Opening>,
    /// Bytes at an offset in which quotes mean nothing: a character, an escaped one.
    pub(super) skip: fn(&[u8], usize) -> usize,
}

/// How a string begins, and how it goes on.
pub(super) struct Opening {
    /// Bytes up to its content.
    pub(super) length: usize,
    pub(super) close: &'static str,
    pub(super) escapes: &'static Escapes,
    pub(super) spans_lines: bool,
    /// Code at an offset of the content.
    pub(super) code: fn(&[u8], usize) -> Option<Hole>,
}

/// Code inside a string.
pub(super) struct Hole {
    /// Bytes that open it.
    length: usize,
    /// What closes it; `None`: what opens it is all.
    close: Option<u8>,
}

impl Hole {
    pub(super) fn alone(length: usize) -> Self {
        Self {
            length,
            close: None,
        }
    }

    pub(super) fn closed_by(length: usize, close: u8) -> Self {
        Self {
            length,
            close: Some(close),
        }
    }
}

/// No code inside.
pub(super) fn no_code(_: &[u8], _: usize) -> Option<Hole> {
    None
}

/// One string.
pub(super) struct Token {
    pub(super) whole: Range<usize>,
    pub(super) content: Range<usize>,
    pub(super) code: Vec<Range<usize>>,
    pub(super) escapes: &'static Escapes,
}

/// A file's strings and comments.
pub(super) struct Scanned {
    strings: Vec<Token>,
    /// The text with `"` for what is in strings, and `#` for what is in comments.
    pub(super) mask: Vec<u8>,
}

impl Scanned {
    /// The innermost string that holds a range.
    pub(super) fn string(&self, value: &Range<usize>) -> Option<&Token> {
        let holds =
            |token: &&Token| token.content.start <= value.start && value.end <= token.content.end;
        self.strings
            .iter()
            .filter(holds)
            .min_by_key(|token| token.whole.len())
    }

    pub(super) fn is_comment(&self, at: usize) -> bool {
        self.mask.get(at) == Some(&b'#')
    }

    /// Code before an offset, back to what ends the statement before it.
    pub(super) fn statement(&self, at: usize) -> &str {
        let before = &self.mask[..at];
        let start = before.iter().rposition(|byte| b";{}".contains(byte));
        let statement = &before[start.map_or(0, |start| start + 1)..];
        std::str::from_utf8(statement).unwrap_or("")
    }

    /// Offsets of the brackets around an offset, inside out, within its statement.
    pub(super) fn brackets(&self, at: usize) -> Vec<usize> {
        let mut closed = 0_usize;
        let mut open = Vec::new();
        for (at, byte) in self.mask[..at].iter().enumerate().rev() {
            match byte {
                b')' | b']' => closed += 1,
                b'(' | b'[' if closed > 0 => closed -= 1,
                b'(' | b'[' => open.push(at),
                b';' | b'{' | b'}' => break,
                _ => {}
            }
        }
        open
    }

    /// Whether an offset stands in `[…]` that begins an attribute: no index, no array.
    pub(super) fn is_in_attribute(&self, at: usize) -> bool {
        self.brackets(at).into_iter().any(|open| {
            let before = self.mask[..open].trim_ascii_end().last();
            self.mask[open] == b'[' && before.is_none_or(|byte| b";{}](,#".contains(byte))
        })
    }

    /// Where a name stands in code, other than at `but`.
    pub(super) fn uses(&self, name: &str, but: usize) -> Vec<usize> {
        let is_part = |at: Option<usize>| {
            at.and_then(|at| self.mask.get(at))
                .is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
        };
        memchr::memmem::find_iter(&self.mask, name.as_bytes())
            .filter(|at| {
                *at != but && !is_part(at.checked_sub(1)) && !is_part(Some(at + name.len()))
            })
            .collect()
    }
}

/// Reads a whole file; `None`: a string or a comment does not end.
pub(super) fn scan(text: &[u8], syntax: &Syntax) -> Option<Scanned> {
    let mut scanner = Scanner {
        text,
        syntax,
        at: 0,
        scanned: Scanned {
            strings: Vec::new(),
            // What is no ASCII is part of no name and no sign.
            mask: text
                .iter()
                .map(|byte| if byte.is_ascii() { *byte } else { b'_' })
                .collect(),
        },
    };
    scanner.code(None, 0)?;
    Some(scanner.scanned)
}

struct Scanner<'a> {
    text: &'a [u8],
    syntax: &'a Syntax,
    at: usize,
    scanned: Scanned,
}

impl Scanner<'_> {
    /// Reads code up to the end of the text, or to the bracket that closes it.
    fn code(&mut self, close: Option<u8>, depth: usize) -> Option<()> {
        let open = match close {
            Some(b'}') => b'{',
            Some(b')') => b'(',
            _ => 0,
        };
        let mut inner = 0;
        while self.at < self.text.len() {
            if self.comment()? {
                continue;
            }
            if let Some(opening) = (self.syntax.string)(self.text, self.at) {
                self.string(&opening, depth)?;
                continue;
            }
            let skipped = (self.syntax.skip)(self.text, self.at);
            if skipped > 0 {
                self.hide(self.at..(self.at + skipped).min(self.text.len()), b'"');
                self.at += skipped;
                continue;
            }
            let byte = self.text[self.at];
            if Some(byte) == close {
                if inner == 0 {
                    return Some(());
                }
                inner -= 1;
            } else if close.is_some() && byte == open {
                inner += 1;
            }
            self.at += 1;
        }
        close.is_none().then_some(())
    }

    fn comment(&mut self) -> Option<bool> {
        let rest = &self.text[self.at..];
        let (open, close) = self.syntax.block_comment;
        let length = if rest.starts_with(self.syntax.line_comment.as_bytes()) {
            memchr::memchr(b'\n', rest).unwrap_or(rest.len())
        } else if rest.starts_with(open.as_bytes()) {
            let mut depth = 1;
            let mut at = open.len();
            while depth > 0 {
                let rest = rest.get(at..).filter(|rest| !rest.is_empty())?;
                if rest.starts_with(close.as_bytes()) {
                    depth -= 1;
                    at += close.len();
                } else if self.syntax.nests_comments && rest.starts_with(open.as_bytes()) {
                    depth += 1;
                    at += open.len();
                } else {
                    at += 1;
                }
            }
            at
        } else {
            return Some(false);
        };
        self.hide(self.at..self.at + length, b'#');
        self.at += length;
        Some(true)
    }

    fn string(&mut self, opening: &Opening, depth: usize) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        let start = self.at;
        let mut hidden = start;
        let mut code = Vec::new();
        self.at += opening.length;
        let content = self.at;
        let close = opening.close.as_bytes();
        loop {
            let byte = *self.text.get(self.at)?;
            if byte == b'\n' && !opening.spans_lines {
                return None;
            }
            let is_twice = opening.escapes.doubled.contains(&byte)
                && self.text.get(self.at + 1) == Some(&byte);
            if Some(byte) == opening.escapes.lead || is_twice {
                self.at += 2;
            } else if self.text[self.at..].starts_with(close) {
                // `"""a""""` ends in a quote.
                let is_longer = close == b"\"\"\"" && self.text.get(self.at + 3) == Some(&b'"');
                if !is_longer {
                    break;
                }
                self.at += 1;
            } else if let Some(hole) = (opening.code)(self.text, self.at) {
                let from = self.at;
                self.at += hole.length;
                if let Some(end) = hole.close {
                    self.hide(hidden..self.at, b'"');
                    self.code(Some(end), depth + 1)?;
                    hidden = self.at;
                    self.at += 1;
                } else {
                    // The name is code; its sign is none.
                    self.hide(hidden..from + 1, b'"');
                    hidden = self.at;
                }
                code.push(from..self.at);
            } else {
                self.at += 1;
            }
        }
        let end = self.at;
        self.at += close.len();
        self.hide(hidden..self.at, b'"');
        self.scanned.strings.push(Token {
            whole: start..self.at,
            content: content..end,
            code,
            escapes: opening.escapes,
        });
        Some(())
    }

    fn hide(&mut self, range: Range<usize>, with: u8) {
        self.scanned.mask[range].fill(with);
    }
}

/// The last word of a text.
pub(super) fn last_word(text: &str) -> &str {
    let text = text.trim_end();
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let start = text.rfind(|c| !is_part(c)).map_or(0, |at| at + 1);
    &text[start..]
}

/// Where a word stands in a text.
pub(super) fn word(text: &str, word: &str) -> Option<usize> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.match_indices(word)
        .map(|(at, _)| at)
        .find(|at| !text[..*at].ends_with(is_part) && !text[at + word.len()..].starts_with(is_part))
}
