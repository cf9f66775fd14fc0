//! A way of writing literals: what one begins with, what ends it, and what in it does not.

use super::cursor::Cursor;
use super::literal::{Form, LONGEST_QUOTED, Literal};
use crate::detect::work;

/// Bytes of a heredoc's word, and of what stands between the two marks of a [`End::Fence`].
const LONGEST_WORD: usize = 16;
/// Bytes behind a heredoc's word on its line: `<<~X.strip, other)`.
const LONGEST_TAIL: usize = 64;

/// One way of writing literals.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quoting {
    /// What a literal begins with.
    pub(super) open: &'static [u8],
    pub(super) end: End,
    pub(super) escape: Escape,
}

/// What ends a literal.
#[derive(Clone, Copy, Debug)]
pub(super) enum End {
    /// This mark, on the same line.
    Mark(&'static [u8]),
    /// This mark, maybe on another line; what surrounds the value is no part of it.
    Far(&'static [u8]),
    /// The same, but the last of the marks that stand side by side: `"""a""""`.
    Last(&'static [u8]),
    /// The bracket that closes the one behind `open`, or the same sign again: `%q(…)`, `q|…|`.
    Pair,
    /// `close`, with the same bytes in its midst as stand between `open` and `inner`:
    /// `r##"…"##`, `[==[…]==]`, `$x$…$x$`.
    Fence {
        holds: fn(u8) -> bool,
        inner: &'static [u8],
        close: (&'static [u8], &'static [u8]),
    },
    /// This mark at the beginning of the line below the value's: `@"`, the value, `"@`.
    Below(&'static [u8]),
    /// A heredoc's word, which stands behind `open`, at the beginning of the line below.
    Word,
}

/// What lets an end stand in a literal.
#[derive(Clone, Copy, Debug)]
pub(super) struct Escape {
    /// What takes the next byte's meaning; 0: nothing does.
    sign: u8,
    /// Bytes that, behind an end, make it a part of the value: `'it''s'`.
    behind: &'static [u8],
    /// Whether a backslash counts only where the value could not end: some dialects of the
    /// language have such escapes, others do not.
    is_doubtful: bool,
}

impl Escape {
    pub(super) const NONE: Self = Self {
        sign: 0,
        behind: b"",
        is_doubtful: false,
    };
    pub(super) const BACKSLASH: Self = Self {
        sign: b'\\',
        ..Self::NONE
    };
    pub(super) const MAYBE: Self = Self {
        is_doubtful: true,
        ..Self::BACKSLASH
    };

    /// A sign of its own: PowerShell's backtick.
    pub(super) const fn sign(sign: u8) -> Self {
        Self { sign, ..Self::NONE }
    }

    /// The same, and these bytes make an end before them a part of the value.
    pub(super) const fn or_before(self, behind: &'static [u8]) -> Self {
        Self { behind, ..self }
    }
}

impl Quoting {
    pub(super) const fn new(open: &'static [u8], end: End, escape: Escape) -> Self {
        Self { open, end, escape }
    }

    /// The sign that closes a literal, where that is the one that opened it: pieces in such quotes
    /// may be put together.
    pub(super) fn quote(&self) -> Option<u8> {
        match self.end {
            End::Mark([quote]) | End::Far([quote]) => {
                self.open.ends_with(&[*quote]).then_some(*quote)
            }
            _ => None,
        }
    }

    /// The literal that begins at `cursor`, and ends.
    pub(super) fn read(&self, cursor: Cursor<'_>) -> Option<Literal> {
        let mut cursor = cursor;
        cursor.eat(self.open).then_some(())?;
        match self.end {
            End::Mark(mark) => {
                let end = self.close(&cursor, mark)?;
                closed(cursor.at..end, end + mark.len())
            }
            End::Far(mark) | End::Last(mark) => {
                let end = self.close(&cursor, mark)?;
                self.trimmed(&cursor, end, end + mark.len())
            }
            End::Pair => self.pair(cursor),
            End::Fence {
                holds,
                inner,
                close,
            } => {
                let start = cursor.at;
                cursor.skip(LONGEST_WORD, holds);
                let word = &cursor.text[start..cursor.at];
                cursor.eat(inner).then_some(())?;
                self.fenced(&cursor, word, close)
            }
            End::Below(mark) => below(cursor, mark),
            End::Word => heredoc(cursor),
        }
    }

    /// Where the literal ends whose first byte is at the cursor, before `mark`.
    pub(super) fn close(&self, cursor: &Cursor<'_>, mark: &[u8]) -> Option<usize> {
        let body = cursor.rest(LONGEST_QUOTED);
        let (quote, sign) = (mark[0], self.escape.sign);
        let is_far = !matches!(self.end, End::Mark(_));
        // Where nothing stands for it, the quote is looked for twice.
        let line = if is_far { quote } else { b'\n' };
        let second = if sign == 0 { quote } else { sign };
        let mut at = 0;
        loop {
            at += memchr::memchr3(quote, second, line, body.get(at..)?)?;
            let rest = &body[at..];
            match rest[0] {
                b'\n' if !is_far => {
                    work::read(at);
                    return None;
                }
                byte if byte == sign && !rest.starts_with(mark) => {
                    at += self.escaped(rest, quote);
                }
                _ if !rest.starts_with(mark) => at += 1,
                _ if self.is_part(body, at, mark) => at += mark.len() + 1,
                _ => {
                    work::read(at);
                    let more = match self.end {
                        End::Last(_) => run(rest, quote) - mark.len(),
                        _ => 0,
                    };
                    return Some(cursor.at + at + more);
                }
            }
        }
    }

    /// How many bytes `rest`, which begins with the escape's sign, takes.
    fn escaped(&self, rest: &[u8], quote: u8) -> usize {
        let next = rest.get(1).copied().unwrap_or(0);
        match self.escape.sign {
            _ if self.escape.is_doubtful && next == quote && may_end(rest.get(2)) => 1,
            _ if self.escape.is_doubtful && next != quote && next != b'\\' => 1,
            // `\` and CR LF
            _ if rest[1..].starts_with(b"\r\n") => 3,
            // Of Groovy's `$/…/$`.
            b'$' if next != b'$' && next != b'/' => 1,
            _ => 2,
        }
    }

    /// Whether the mark at `at` of the body is a part of the value: what follows says so, or it
    /// stands in a literal in a literal, behind two backslashes.
    fn is_part(&self, body: &[u8], at: usize, mark: &[u8]) -> bool {
        let next = body.get(at + mark.len());
        let is_doubled = next.is_some_and(|next| self.escape.behind.contains(next));
        is_doubled || self.escape.sign == b'\\' && body[..at].ends_with(b"\\\\") && !may_end(next)
    }

    /// The literal from the cursor to `end`, without what surrounds it.
    fn trimmed(&self, cursor: &Cursor<'_>, end: usize, behind: usize) -> Option<Literal> {
        let mut body = &cursor.text[cursor.at..end];
        let mut start = cursor.at;
        // `"""\` and a value on the next line.
        if self.escape.sign == b'\\' {
            for head in [b"\\\n".as_slice(), b"\\\r\n"] {
                if let Some(rest) = body.strip_prefix(head) {
                    (body, start) = (rest, start + head.len());
                }
            }
            let told = body.trim_ascii_end();
            if let Some(rest) = told.strip_suffix(b"\\")
                && body[told.len()..].contains(&b'\n')
            {
                body = rest;
            }
        }
        let is_exact = !matches!(self.end, End::Far(_) | End::Last(_));
        if is_exact && !body.contains(&b'\n') {
            return closed(start..start + body.len(), behind);
        }
        let start = start + body.len() - body.trim_ascii_start().len();
        closed(start..start + body.trim_ascii().len(), behind)
    }

    /// What stands in the brackets, or between the two signs, that begin at the cursor.
    fn pair(&self, mut cursor: Cursor<'_>) -> Option<Literal> {
        let open = cursor.peek();
        let close = match open {
            b'(' => b')',
            b'[' => b']',
            b'{' => b'}',
            b'<' => b'>',
            _ if SIGNS.contains(&open) => open,
            _ => return None,
        };
        cursor.at += 1;
        let body = cursor.rest(LONGEST_QUOTED);
        work::read(body.len());
        let (mut at, mut depth) = (0, 0usize);
        let end = loop {
            at += memchr::memchr3(close, open, b'\\', body.get(at..)?)?;
            match body[at] {
                b'\\' => at += 1,
                byte if byte == close && depth == 0 => break at,
                byte if byte == close => depth -= 1,
                _ => depth += 1,
            }
            at += 1;
        };
        let end = cursor.at + end;
        self.trimmed(&cursor, end, end + 1)
    }

    /// What stands before the close that has `word` in its midst.
    fn fenced(
        &self,
        cursor: &Cursor<'_>,
        word: &[u8],
        (head, tail): (&[u8], &[u8]),
    ) -> Option<Literal> {
        let body = cursor.rest(LONGEST_QUOTED);
        work::read(body.len());
        let closes = |at: &usize| {
            let rest = body[at + head.len()..].strip_prefix(word);
            rest.is_some_and(|rest| rest.starts_with(tail))
        };
        let end = memchr::memmem::find_iter(body, head).find(closes)?;
        let behind = cursor.at + end + head.len() + word.len() + tail.len();
        self.trimmed(cursor, cursor.at + end, behind)
    }
}

/// What ends with `close` on the same line.
pub(super) const fn mark(open: &'static [u8], close: &'static [u8], escape: Escape) -> Quoting {
    Quoting::new(open, End::Mark(close), escape)
}

/// What ends with `close` on any line.
pub(super) const fn far(open: &'static [u8], close: &'static [u8], escape: Escape) -> Quoting {
    Quoting::new(open, End::Far(close), escape)
}

/// What ends with the last of the `close`s side by side, on any line.
pub(super) const fn last(open: &'static [u8], close: &'static [u8], escape: Escape) -> Quoting {
    Quoting::new(open, End::Last(close), escape)
}

/// What stands in any brackets behind `open`.
pub(super) const fn pair(open: &'static [u8]) -> Quoting {
    Quoting::new(open, End::Pair, Escape::NONE)
}

/// A heredoc.
pub(super) const fn word(open: &'static [u8]) -> Quoting {
    Quoting::new(open, End::Word, Escape::NONE)
}

/// What stands in marks with the same bytes in their midst.
pub(super) const fn fence(
    open: &'static [u8],
    holds: fn(u8) -> bool,
    inner: &'static [u8],
    close: (&'static [u8], &'static [u8]),
) -> Quoting {
    let end = End::Fence {
        holds,
        inner,
        close,
    };
    Quoting::new(open, end, Escape::NONE)
}

/// Signs between two of which a value may stand: `q|…|`.
const SIGNS: &[u8] = b"|!/#~^\"'@+*%-:";

fn closed(range: std::ops::Range<usize>, behind: usize) -> Option<Literal> {
    Literal::new(range, Form::Quoted).map(|literal| Literal { behind, ..literal })
}

/// How many of this byte `text` begins with.
fn run(text: &[u8], byte: u8) -> usize {
    text.iter().take_while(|next| **next == byte).count()
}

/// Whether a value may end before this byte: nothing of another word follows it at once.
fn may_end(next: Option<&u8>) -> bool {
    next.is_none_or(|byte| byte.is_ascii_whitespace() || b",;:)]}>/\\'\"`+.&|".contains(byte))
}

/// The line below the cursor's, when the one behind it begins with `close`.
fn below(mut cursor: Cursor<'_>, close: &[u8]) -> Option<Literal> {
    cursor.eat(b"\r");
    cursor.eat(b"\n").then_some(())?;
    let rest = cursor.rest(LONGEST_QUOTED);
    work::read(rest.len());
    let line = &rest[..memchr::memchr(b'\n', rest)?];
    let mut behind = Cursor::new(cursor.text, cursor.at + line.len() + 1);
    behind.skip_spaces();
    behind.eat(close).then_some(())?;
    let start = cursor.at + line.len() - line.trim_ascii_start().len();
    closed(start..start + line.trim_ascii().len(), behind.at)
}

/// A heredoc whose word stands at the cursor, maybe in quotes, and whose value is one line.
fn heredoc(mut cursor: Cursor<'_>) -> Option<Literal> {
    cursor.skip(1, |byte| matches!(byte, b'-' | b'~'));
    cursor.skip(1, |byte| matches!(byte, b'\'' | b'"' | b'\\'));
    let start = cursor.at;
    cursor.skip(LONGEST_WORD, |byte| {
        byte.is_ascii_alphanumeric() || byte == b'_'
    });
    let word = &cursor.text[start..cursor.at];
    (!word.is_empty()).then_some(())?;
    cursor.skip(LONGEST_TAIL, |byte| !matches!(byte, b'\r' | b'\n'));
    below(cursor, word)
}
