//! Keys written as lists of numbers: `[]byte{0x3f, …}`, `new byte[] {63, …}`, `[63, 170, …]`.

use std::ops::Range;

use super::cursor::Cursor;

/// Bytes between an operator and a list's first number, at most: `new unsigned char[] {`.
const LONGEST_HEAD: usize = 64;
/// Bytes of a list, at most.
const LONGEST_LIST: usize = 4 << 10;
/// A key has at least so many bytes.
const SHORTEST_KEY: usize = 16;
/// A list of more bytes is a table.
const LONGEST_KEY: usize = 512;

/// The list that stands at `cursor`, from its first number to its last.
pub(super) fn read(cursor: Cursor<'_>) -> Option<Range<usize>> {
    let start = cursor.at + head(cursor.rest(LONGEST_HEAD))?;
    let list = Cursor::new(cursor.text, start);
    let (_, length) = numbers(list.rest(LONGEST_LIST))?;
    Some(start..start + length)
}

/// Whether the numbers of `list` look drawn at random, and are enough for a key.
pub(super) fn is_random(list: &[u8]) -> bool {
    let Some((numbers, _)) = numbers(list) else {
        return false;
    };
    let bytes = bytes(&numbers);
    if !(SHORTEST_KEY..=LONGEST_KEY).contains(&bytes.len()) {
        return false;
    }
    let mut seen = [false; 256];
    for byte in &bytes {
        seen[usize::from(*byte)] = true;
    }
    let variety = seen.iter().filter(|seen| **seen).count();
    let high = bytes.iter().filter(|byte| **byte >= 0x80).count();
    let step = |pair: &[u8]| pair[1].wrapping_sub(pair[0]);
    let alike = bytes.windows(3).filter(|w| step(&w[..2]) == step(&w[1..]));
    variety * 4 >= bytes.len().min(128) * 3
        && high * 5 >= bytes.len()
        && alike.count() * 4 < bytes.len()
}

/// Where the first number stands, when nothing but a type and what opens a list is before it.
fn head(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let is_head = |byte: &u8| {
            byte.is_ascii_alphanumeric()
                || matches!(byte, b'_' | b'[' | b']' | b'(' | b')' | b'{' | b'}' | b'.')
                || matches!(
                    byte,
                    b':' | b'<' | b'>' | b'&' | b' ' | b'\r' | b'\n' | b'\t'
                )
        };
        let byte = text.get(at).filter(|byte| is_head(byte))?;
        if !matches!(byte, b'[' | b'{' | b'(') {
            at += 1;
            continue;
        }
        let behind = &text[at + 1..];
        let spaces = behind
            .iter()
            .take_while(|b| b.is_ascii_whitespace())
            .count();
        let number = behind.get(spaces..)?;
        let begins = matches!(number, [b'0'..=b'9' | b'-', ..]) || number.starts_with(b"(byte)");
        // `[16]byte{` is a type's size.
        let digits = number.iter().take_while(|b| b.is_ascii_digit()).count();
        if begins && number.get(digits) != Some(&b']') {
            return Some(at + 1 + spaces);
        }
        at += 1;
    }
}

/// The numbers of a list up to what closes it, and where the last one ends.
fn numbers(text: &[u8]) -> Option<(Vec<u64>, usize)> {
    let mut numbers = Vec::new();
    let mut cursor = Cursor::new(text, 0);
    loop {
        let (number, end) = number(&mut cursor)?;
        numbers.push(number);
        cursor.skip(LONGEST_HEAD, |byte| byte.is_ascii_whitespace());
        let comma = cursor.eat(b",");
        cursor.skip(LONGEST_HEAD, |byte| byte.is_ascii_whitespace());
        match cursor.peek() {
            b'}' | b']' | b')' => return Some((numbers, end)),
            // A list that is handed on without what closes it.
            0 if cursor.at >= text.len() && !comma => return Some((numbers, end)),
            _ if comma => {}
            _ => return None,
        }
    }
}

/// A number and where it ends: `63`, `0x3F`, `(byte) 0xff`, `-12`, `0x1fL`, `63u8`.
fn number(cursor: &mut Cursor<'_>) -> Option<(u64, usize)> {
    if cursor.eat(b"(byte)") {
        cursor.skip_spaces();
    }
    let negative = cursor.eat(b"-");
    let radix = if cursor.eat_any(&[b"0x", b"0X"]) {
        16
    } else {
        10
    };
    let start = cursor.at;
    cursor.skip(20, |byte| char::from(byte).is_digit(radix));
    let digits = std::str::from_utf8(&cursor.text[start..cursor.at]).ok()?;
    let number = u64::from_str_radix(digits, radix).ok()?;
    let end = cursor.at;
    cursor.eat_any(&[b"u8", b"UL", b"L", b"U", b"u"]);
    let number = if negative {
        256_u64.checked_sub(number).filter(|_| number <= 128)?
    } else {
        number
    };
    Some((number, end))
}

/// What the numbers are in bytes: one each, or four or eight where some need more.
fn bytes(numbers: &[u64]) -> Vec<u8> {
    let width = match numbers.iter().max().copied().unwrap_or(0) {
        0..=0xFF => 1,
        0x100..=0xFFFF_FFFF => 4,
        _ => 8,
    };
    let wide = numbers.iter().map(|number| number.to_le_bytes());
    wide.flat_map(|bytes| bytes.into_iter().take(width))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::template::Dice;

    fn found(text: &str) -> Option<&str> {
        read(Cursor::new(text.as_bytes(), 0)).map(|range| &text[range])
    }

    fn list(count: usize, write: impl Fn(usize) -> String) -> String {
        let mut dice = Dice::new(5);
        let numbers: Vec<String> = (0..count).map(|_| write(dice.below(256))).collect();
        numbers.join(", ")
    }

    #[test]
    fn lists_are_read_in_many_languages() {
        for (before, after) in [
            ("[]byte{", "}"),
            ("[16]byte{", "}"),
            ("new byte[] { ", " };"),
            ("new byte[]{\n    ", ",\n}"),
            ("[", "]"),
            ("bytes([", "])"),
            ("new Uint8Array([", "])"),
            ("Buffer.from([", "])"),
            ("{", "};"),
        ] {
            let decimal = list(16, |byte| byte.to_string());
            let hex = list(32, |byte| format!("0x{byte:02x}"));
            let cast = list(16, |byte| format!("(byte)0x{byte:02X}"));
            for numbers in [decimal, hex, cast] {
                let text = format!("{before}{numbers}{after}");
                assert_eq!(found(&text), Some(&*numbers), "{text}");
                assert!(is_random(numbers.as_bytes()), "{text}");
            }
        }
    }

    #[test]
    fn wide_and_negative_numbers_are_bytes_too() {
        let wide = list(4, |byte| {
            let number = (byte as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            format!("0x{number:016x}L")
        });
        assert!(is_random(wide.as_bytes()), "{wide}");
        let signed = list(16, |byte| (i64::try_from(byte).unwrap() - 128).to_string());
        assert!(is_random(signed.as_bytes()), "{signed}");
    }

    #[test]
    fn other_lists_are_no_keys() {
        let counting: Vec<String> = (100..140).map(|n| n.to_string()).collect();
        for numbers in [
            "1, 2, 3".to_owned(),
            counting.join(", "),
            ["255"; 32].join(", "),
            ["0, 1"; 16].join(", "),
            list(700, |byte| byte.to_string()),
        ] {
            assert!(!is_random(numbers.as_bytes()), "{numbers}");
        }
        for text in [
            "get(1)",
            "x[1]",
            "f(a, 1)",
            "\"[1, 2]\"",
            "{}",
            "[",
            "[1, x]",
            "(1 + 2)",
        ] {
            assert!(
                found(text).is_none_or(|list| !is_random(list.as_bytes())),
                "{text}"
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in "[\\[{(0-9x, a-f)}\\]byte-]{0,80}") {
            if let Some(list) = found(&text) {
                let _ = is_random(list.as_bytes());
            }
        }
    }
}
