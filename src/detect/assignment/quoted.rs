//! Literals in quotes, behind the wrappers that leave them literals.

use super::cursor::Cursor;
use super::dialect::{self, Dialect, LONGEST_PREFIX};
use super::literal::{Form, LONGEST_QUOTED, Literal};
use super::quoting::{End, Escape, Quoting};
use crate::detect::{line, work};
use crate::language::Language;

/// Bytes looked back over for names that are assigned at once.
const EARLIER: usize = 64;
/// Bytes of a type before a literal, at most.
const LONGEST_CAST: usize = 32;
/// Wrappers round one literal, at most.
const MOST_WRAPPERS: usize = 4;

/// A quoted literal, behind up to a few wrappers: `b"`, `[]byte("`, `String::from("`, `new X("`.
pub(super) fn wrapped(mut cursor: Cursor<'_>, language: Language) -> Option<Literal> {
    for depth in 0..MOST_WRAPPERS {
        if let Some(literal) = quoted(cursor, language) {
            return (depth == 0 || !is_key(cursor.text, literal.behind)).then_some(literal);
        }
        if language.has_plain_values() && !language.is_prose() {
            return None;
        }
        match cursor.peek() {
            b'(' if cast(&mut cursor) => {}
            b'(' | b'[' | b'&' => {
                cursor.at += 1;
                cursor.eat(b"]");
            }
            b'<' if language == Language::Elixir => cursor.eat(b"<<").then_some(())?,
            // JSX's `name={"…"}`, and TypeScript's `<string>"…"`.
            b'{' if language == Language::JavaScript => cursor.at += 1,
            b'<' if language == Language::JavaScript => {
                cursor.at += 1;
                cursor.skip(48, |byte| byte.is_ascii_alphanumeric());
                cursor.eat(b">").then_some(())?;
            }
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => wrapper(&mut cursor)?,
            _ => return None,
        }
        cursor.skip_gap();
    }
    None
}

/// Moves over a type before a literal: `(char *)"…"`.
fn cast(cursor: &mut Cursor<'_>) -> bool {
    let mut ahead = *cursor;
    ahead.eat(b"(");
    let length = ahead.skip(LONGEST_CAST, |byte| {
        byte.is_ascii_alphanumeric() || b"_*&: <>".contains(&byte)
    });
    let closed = length > 0 && ahead.eat(b")");
    ahead.skip_spaces();
    let stands = closed && matches!(ahead.peek(), b'"' | b'\'');
    if stands {
        *cursor = ahead;
    }
    stands
}

/// Moves over the values of the names before this one: `user, password = "x", "y"`.
pub(super) fn skip_earlier(cursor: &mut Cursor<'_>, name: usize, language: Language) {
    let before = &cursor.text[name.saturating_sub(EARLIER)..name];
    let line = line::last(before);
    let named = |byte: &u8| byte.is_ascii_alphanumeric() || b"_, \t$.".contains(byte);
    if memchr::memchr(b',', line).is_none() || !line.iter().all(named) {
        return;
    }
    let mut ahead = *cursor;
    for _ in 0..memchr::memchr_iter(b',', line).count() {
        let Some(literal) = quoted(ahead, language) else {
            return;
        };
        ahead.at = literal.behind;
        ahead.skip_spaces();
        if !ahead.eat(b",") {
            return;
        }
        ahead.skip_spaces();
    }
    *cursor = ahead;
}

/// Whether the string before `behind` is a key: `"x": …`, `'x' => …`.
pub(super) fn is_key(text: &[u8], behind: usize) -> bool {
    let mut cursor = Cursor::new(text, behind);
    cursor.skip_spaces();
    cursor.peek() == b':' && cursor.ahead(1) != b':' || cursor.eat(b"=>")
}

/// Moves behind a call that only changes its argument's type.
fn wrapper(cursor: &mut Cursor<'_>) -> Option<()> {
    if cursor.eat(b"ConvertTo-SecureString ") {
        while cursor.eat_any(&[b"-String ", b"-AsPlainText ", b"-Force "]) {}
        return Some(());
    }
    if cursor.eat(b"new ") {
        cursor.skip(48, |byte| {
            byte.is_ascii_alphanumeric() || b"_.<>".contains(&byte)
        });
        return cursor.eat(b"(").then_some(());
    }
    let start = cursor.at;
    cursor.skip(64, |byte| {
        byte.is_ascii_alphanumeric() || b"_.:".contains(&byte)
    });
    let path = &cursor.text[start..cursor.at];
    cursor.eat(b"!");
    let opened = cursor.eat_any(&[b"(", b"{"]);
    let last = path.rsplit(|byte| matches!(byte, b'.' | b':')).next()?;
    let decodes = last.eq_ignore_ascii_case(b"decode") && path.len() > last.len() + 2;
    let known = decodes
        || CONVERSIONS
            .iter()
            .any(|name| last.eq_ignore_ascii_case(name.as_bytes()));
    // `Field(default="…")`
    cursor.eat(b"default=");
    (opened && known).then_some(())
}

/// Functions whose value is their argument in another form.
#[rustfmt::skip]
const CONVERSIONS: &[&str] = &[
    "byte", "bytes", "bytearray", "str", "string", "String", "from", "of", "some", "ok", "just",
    "secretstr", "secretstring", "secret", "b64decode", "base64decode", "fromhex", "unhexlify",
    "hex", "decodestring", "decodehex", "buffer", "getbytes", "quote", "utf8", "ptr",
    "pointer", "strdup", "text", "protect", "charsequence", "new", "value", "trimspace", "_t",
    "qstringliteral", "qbytearrayliteral", "qlatin1string", "trim", "signal", "data", "encode",
    "field",
];

/// A literal in quotes.
pub(super) fn quoted(mut cursor: Cursor<'_>, language: Language) -> Option<Literal> {
    let dialect = dialect::of(language);
    if let Some(literal) = bare(cursor, dialect, language) {
        return Some(literal);
    }
    let before = cursor.skip(LONGEST_PREFIX, |byte| dialect.prefixes.contains(&byte));
    let stands = before > 0 && matches!(cursor.peek(), b'"' | b'\'' | b'\\');
    stands.then(|| bare(cursor, dialect, language)).flatten()
}

/// A literal that nothing stands before.
fn bare(cursor: Cursor<'_>, dialect: &Dialect, language: Language) -> Option<Literal> {
    if let Some(escaped) = Escaped::at(&cursor, language) {
        return escaped.read(cursor);
    }
    let mut ways = dialect.quotings.iter().chain([&ENTITY]);
    ways.find_map(|way| way.read(cursor))
}

/// A quote in a page.
const ENTITY: Quoting = Quoting::new(b"&quot;", End::Far(b"&quot;"), Escape::NONE);

/// The mark of a literal in a literal, as of JSON in a string: a quote behind backslashes.
struct Escaped {
    slashes: usize,
    quote: u8,
    /// Backslashes that say one.
    unit: usize,
}

impl Escaped {
    /// The mark that stands here: each literal round it doubles the backslashes, and adds one. In
    /// JSON, single quotes are those of code in a string.
    fn at(cursor: &Cursor<'_>, language: Language) -> Option<Self> {
        const DEEPEST: usize = 7;
        let first = cursor.peek();
        if first == b'\'' && language == Language::Json && cursor.ahead(1) != b'\'' {
            return Some(Self {
                slashes: 0,
                quote: b'\'',
                unit: 2,
            });
        }
        if first != b'\\' {
            return None;
        }
        let rest = cursor.rest(DEEPEST + 1);
        let slashes = rest.iter().take_while(|byte| **byte == b'\\').count();
        let quote = *rest.get(slashes)?;
        let is_mark = match quote {
            b'\'' => slashes == 1,
            // Three of them are a literal of several lines.
            b'"' => matches!(slashes, 1 | 3 | DEEPEST) && !is_tripled(&cursor.text[cursor.at..]),
            _ => false,
        };
        is_mark.then_some(Self {
            slashes,
            quote,
            unit: slashes + 1,
        })
    }

    /// The literal that begins at the cursor, without what surrounds it.
    fn read(&self, mut cursor: Cursor<'_>) -> Option<Literal> {
        cursor.at += self.slashes + 1;
        let body = cursor.rest(LONGEST_QUOTED);
        let end = self.closing(body)?;
        let body = &body[..end];
        let start = cursor.at + body.len() - body.trim_ascii_start().len();
        let literal = Literal::new(start..start + body.trim_ascii().len(), Form::Quoted)?;
        Some(Literal {
            behind: cursor.at + end + self.slashes + 1,
            ..literal
        })
    }

    /// Where the literal ends, on the same line. A quote of its own stands behind twice as many
    /// backslashes and one, a backslash of its own is twice as many as the mark is long.
    fn closing(&self, body: &[u8]) -> Option<usize> {
        work::read(body.len());
        let mut slashes = 0;
        for (at, byte) in body.iter().enumerate() {
            match *byte {
                b'\\' => {
                    slashes += 1;
                    continue;
                }
                b'\n' => return None,
                byte if byte == self.quote && slashes >= self.slashes => {
                    let own = slashes - self.slashes;
                    if own.is_multiple_of(2 * self.unit) {
                        return Some(at - self.slashes);
                    }
                }
                _ => {}
            }
            slashes = 0;
        }
        None
    }
}

/// Whether three quotes stand here, each behind a backslash.
fn is_tripled(text: &[u8]) -> bool {
    text.starts_with(b"\\\"\\\"\\\"")
}
