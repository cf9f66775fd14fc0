//! Literals in quotes, behind the wrappers that leave them literals.

use super::cursor::Cursor;
use super::delimited;
use super::literal::{Form, LONGEST_QUOTED, Literal};
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
            return (depth == 0 || !is_key(cursor.text, literal.range.end)).then_some(literal);
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
        cursor.skip_line_break();
        cursor.skip_spaces();
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
        ahead.at = literal.range.end + 1;
        ahead.skip_spaces();
        if !ahead.eat(b",") {
            return;
        }
        ahead.skip_spaces();
    }
    *cursor = ahead;
}

/// Whether the string that closes at `end` is a key: `"x": …`, `'x' => …`.
pub(super) fn is_key(text: &[u8], end: usize) -> bool {
    let mut cursor = Cursor::new(text, end + 1);
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
];

/// A literal in quotes.
pub(super) fn quoted(mut cursor: Cursor<'_>, language: Language) -> Option<Literal> {
    let start = cursor.at;
    if let Some(literal) = delimited::read(cursor, language) {
        return Some(literal);
    }
    if !matches!(cursor.peek(), b'"' | b'\'' | b'`' | b'\\' | b'&') {
        // `b"`, `rb'`, `L"`, `@"`, `$@"`, `r#"`.
        let other = match language {
            Language::Sql => b'N',
            Language::Kotlin => b's',
            _ => b'@',
        };
        cursor.skip(2, |byte| b"bBrRuUfFL@$8".contains(&byte) || byte == other);
        let hashes = cursor.skip(4, |byte| byte == b'#');
        if !matches!(cursor.peek(), b'"' | b'\'') || cursor.at == start {
            return None;
        }
        if hashes > 0 {
            let body = cursor.at + 1;
            let end = memchr::memmem::find(cursor.rest(LONGEST_QUOTED), b"\"#")?;
            return Literal::new(body..cursor.at + end, Form::Quoted);
        }
    }
    if let Some(escaped) = Escaped::at(&cursor) {
        cursor.skip(escaped.slashes + 1, |_| true);
        let body = cursor.rest(LONGEST_QUOTED);
        let end = escaped.closing(body)?;
        return trimmed(&cursor, &body[..end]);
    }
    for quote in [b"\"\"\"".as_slice(), b"'''", b"&quot;"] {
        if cursor.eat(quote) {
            let body = cursor.rest(LONGEST_QUOTED);
            let end = memchr::memmem::find(body, quote)?;
            return trimmed(&cursor, &body[..end]);
        }
    }
    let quote = cursor.peek();
    if !matches!(quote, b'"' | b'\'' | b'`') || quote == b'`' && runs_backticks(language) {
        return None;
    }
    let body = cursor.at + 1;
    let end = closing(&Cursor::new(cursor.text, body), quote, language)?;
    Literal::new(body..end, Form::Quoted)
}

/// The literal that `body` is, which begins at the cursor, without what surrounds it.
fn trimmed(cursor: &Cursor<'_>, body: &[u8]) -> Option<Literal> {
    let skipped = body.len() - body.trim_ascii_start().len();
    let start = cursor.at + skipped;
    Literal::new(start..start + body.trim_ascii().len(), Form::Quoted)
}

/// The mark of a literal in a literal, as of JSON in a string: a quote behind backslashes.
struct Escaped {
    slashes: usize,
    quote: u8,
}

impl Escaped {
    /// The mark that stands here: each literal round it doubles the backslashes, and adds one.
    fn at(cursor: &Cursor<'_>) -> Option<Self> {
        const DEEPEST: usize = 7;
        let rest = cursor.rest(DEEPEST + 1);
        let slashes = rest.iter().take_while(|byte| **byte == b'\\').count();
        match (slashes, *rest.get(slashes)?) {
            (1, quote @ b'\'') | (1 | 3 | DEEPEST, quote @ b'"') => Some(Self { slashes, quote }),
            _ => None,
        }
    }

    /// Where the literal ends, on the same line. A quote of its own stands behind twice as many
    /// backslashes and one, a backslash of its own is twice as many as the mark is long.
    fn closing(&self, body: &[u8]) -> Option<usize> {
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
                    if own.is_multiple_of(2 * (self.slashes + 1)) {
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

/// Whether what stands between backticks is a command, not a string.
fn runs_backticks(language: Language) -> bool {
    matches!(
        language,
        Language::Dockerfile
            | Language::Make
            | Language::Perl
            | Language::Php
            | Language::Ruby
            | Language::Shell
    )
}

/// Where `quote` closes, on the same line.
pub(super) fn closing(cursor: &Cursor<'_>, quote: u8, language: Language) -> Option<usize> {
    let doubles = matches!(language, Language::Yaml | Language::Sql);
    let is_raw = quote == b'`' || quote == b'\'' && (doubles || language == Language::Shell);
    let body = cursor.rest(LONGEST_QUOTED);
    work::read(body.len());
    let mut at = 0;
    loop {
        at += memchr::memchr3(quote, b'\\', b'\n', body.get(at..)?)?;
        match body[at] {
            b'\n' => return None,
            b'\\' if !is_raw && body[at..].starts_with(b"\\\r\n") => at += 3,
            b'\\' => at += 1 + usize::from(!is_raw),
            // `'it''s'`
            b'\'' if doubles && body.get(at + 1) == Some(&b'\'') => at += 2,
            _ => return Some(cursor.at + at),
        }
    }
}
