//! Passwords written letter by letter: `char[] password = {'s', 'e', …}`.

use std::ops::Range;

use super::cursor::Cursor;

/// Bytes between an operator and the first letter, at most: `new char[] {`.
const LONGEST_HEAD: usize = 32;
/// Letters of a password, at least and at most.
const LETTERS: std::ops::RangeInclusive<usize> = 4..=128;

/// The list that stands at `cursor`, from its first quote to its last.
pub(super) fn read(cursor: Cursor<'_>) -> Option<Range<usize>> {
    let head = cursor.rest(LONGEST_HEAD);
    let first = memchr::memchr2(b'\'', b'"', head)?;
    let opens = head[..first].trim_ascii_end().last();
    let in_head = |byte: &u8| byte.is_ascii_alphanumeric() || b"_[](){} \r\n\t".contains(byte);
    let begins =
        opens.is_some_and(|byte| b"[{(".contains(byte)) && head[..first].iter().all(in_head);
    if !begins {
        return None;
    }
    let start = cursor.at + first;
    let list = Cursor::new(cursor.text, start);
    let (letters, end) = letters(list);
    let behind = Cursor::new(cursor.text, end)
        .rest(LONGEST_HEAD)
        .trim_ascii_start();
    let closes = matches!(behind, [b'}' | b']' | b')' | b',', ..]);
    (LETTERS.contains(&letters.len()) && closes).then_some(start..end)
}

/// What the letters of the list at `range` say together.
pub(super) fn spelt(text: &[u8], range: &Range<usize>) -> Vec<u8> {
    letters(Cursor::new(&text[..range.end], range.start)).0
}

/// Letters in quotes with commas between them, and where the last one's quote ends.
fn letters(mut cursor: Cursor<'_>) -> (Vec<u8>, usize) {
    let (mut letters, mut end) = (Vec::new(), cursor.at);
    while letters.len() <= *LETTERS.end() {
        let quote = cursor.peek();
        let escaped = usize::from(cursor.ahead(1) == b'\\');
        let letter = cursor.ahead(1 + escaped);
        let stands = matches!(quote, b'\'' | b'"') && cursor.ahead(2 + escaped) == quote;
        // `'\0'` ends a text in C.
        let ends = escaped == 1 && letter == b'0';
        if !stands || ends || letter < b' ' {
            break;
        }
        letters.push(letter);
        cursor.at += 3 + escaped;
        end = cursor.at;
        cursor.skip_gap();
        if !cursor.eat(b",") {
            break;
        }
        cursor.skip_gap();
    }
    (letters, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Option<String> {
        let range = read(Cursor::new(text.as_bytes(), 0))?;
        let spelt = spelt(text.as_bytes(), &range);
        Some(String::from_utf8(spelt).unwrap())
    }

    #[test]
    fn letters_are_put_together() {
        for text in [
            "{'t', 'r', '0', 'u', 'b'}",
            " new char[] { 't','r','0',\n   'u','b' };",
            "['t', 'r', '0', 'u', 'b',]",
            "(\"t\", \"r\", \"0\", \"u\", \"b\")",
            "{'t', 'r', '0', 'u', 'b', '\\0'}",
        ] {
            assert_eq!(said(text).as_deref(), Some("tr0ub"), "{text}");
        }
        assert_eq!(said("{'a', '\\'', 'c', 'd'}").as_deref(), Some("a'cd"));
    }

    #[test]
    fn other_lists_are_no_letters() {
        for text in [
            "{'ab', 'cd'}",
            "['a', 'b']",
            "'a'",
            "f(x)['a']",
            "['a', 'b', 'c', 'd'",
            "{'a': 'b', 'c': 'd'}",
            "",
        ] {
            assert_eq!(said(text), None, "{text}");
        }
    }
}
