//! Values that functions of a secret's name return: `get password() { return "v" }`.

use super::cursor::Cursor;
use crate::detect::work;
use crate::language::Language;

/// Bytes between a function's name and the literal that it returns, at most.
const REACH: usize = 160;
/// Line breaks among them, at most.
const MOST_LINES: usize = 2;
/// Bytes of a property's type, at most.
const TYPE: usize = 48;

/// Where the literal stands that a function returns at once; `cursor` stands behind its name. How
/// far that looks is less than operators do.
pub(super) fn head(cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    if cursor.peek() != b'(' {
        return None;
    }
    let rest = cursor.rest(REACH);
    let quote = memchr::memchr3(b'"', b'\'', b'`', rest)?;
    work::read(quote);
    let head = &rest[..quote];
    let close = memchr::memchr(b')', head)?;
    let body = head[close + 1..].trim_ascii_end();
    // In braces `=` assigns to something else.
    let is_whole = !body.contains(&b'{') && body.ends_with(b"=") && !body.ends_with(b"==");
    let returns = body.ends_with(b"return") || body.ends_with(b"=>") || is_whole;
    let plain = |byte: &u8| {
        byte.is_ascii_alphanumeric()
            || byte.is_ascii_whitespace()
            || b":->={}_&<>[].?!".contains(byte)
    };
    let lines = memchr::memchr_iter(b'\n', head).count();
    let stands = returns && body.iter().all(plain) && lines <= MOST_LINES;
    stands.then(|| Cursor::new(cursor.text, cursor.at + quote))
}

/// Moves `cursor`, which stands behind a property's colon or at the end of its name, to the literal
/// that it is computed to: Swift's `: String { "v" }`, Kotlin's `: String get() = "v"`.
pub(super) fn computed(cursor: &mut Cursor<'_>, language: Language) -> bool {
    let mut ahead = *cursor;
    if !matches!(language, Language::Swift | Language::Kotlin) {
        return false;
    }
    ahead.skip_spaces();
    ahead.skip(TYPE, |byte| {
        byte.is_ascii_alphanumeric() || b"?!.".contains(&byte)
    });
    if language == Language::Swift {
        ahead.skip_spaces();
        if !ahead.eat(b"{") {
            return false;
        }
    } else {
        ahead.skip_gap();
        if !ahead.eat_any(&[b"get() = ", b"get() {"]) {
            return false;
        }
    }
    ahead.skip_gap();
    ahead.eat(b"return ");
    let is_literal = ahead.peek() == b'"';
    if is_literal {
        *cursor = ahead;
    }
    is_literal
}

/// Moves `cursor`, which stands behind the name of one of Ruby's methods without arguments, to the
/// literal that stands first in it.
pub(super) fn body(cursor: &mut Cursor<'_>) -> bool {
    let mut ahead = *cursor;
    ahead.eat(b";");
    ahead.skip_gap();
    ahead.eat(b"return ");
    let is_literal = matches!(ahead.peek(), b'"' | b'\'');
    if is_literal {
        *cursor = ahead;
    }
    is_literal
}

#[cfg(test)]
mod tests {
    use super::*;

    fn returns(text: &str) -> bool {
        let name = text.find('(').unwrap();
        head(Cursor::new(text.as_bytes(), name)).is_some()
    }

    #[test]
    fn a_function_returns_a_literal_at_once() {
        for text in [
            "get password() { return \"v1\"; }",
            "public String getPassword() {\n    return \"v1\";\n}",
            "func password() string { return \"v1\" }",
            "def password(self) -> str:\n    return 'v1'",
            "const getPassword = () => \"v1\";",
            "fun password() = \"v1\"",
        ] {
            assert!(returns(text), "{text}");
        }
    }

    #[test]
    fn what_a_function_does_with_literals_is_not_returned() {
        for text in [
            "getPassword(\"v1\")",
            "getPassword() + \"v1\"",
            "void readsToken() {\n  String body = \"v1\";",
            "void ReadsToken()\n{\n  const string body = \"v1\";",
            "getPassword(x) == \"v1\"",
            "password() { log(\"v1\"); }",
            "password(x, \"v1\")",
            "password() {\n  a = b;\n  return \"v1\";\n}",
        ] {
            assert!(!returns(text), "{text}");
        }
    }
}
