//! How the name of a file is written in reports.

use std::path::Path;

/// What stands for a byte that is not UTF-8, before the byte's two hex digits.
const MARK: char = char::REPLACEMENT_CHARACTER;

/// The path as reports show it: `/`-separated, without a leading `./`.
///
/// Two paths never look the same: a byte that is not UTF-8 becomes U+FFFD and its two hex
/// digits, and so do the bytes of a real U+FFFD.
#[must_use]
pub fn shown(path: &Path) -> String {
    let name = path.as_os_str().as_encoded_bytes();
    let name = name.strip_prefix(b"./").unwrap_or(name);
    let name = shown_bytes(name);
    if cfg!(windows) {
        name.replace('\\', "/")
    } else {
        name
    }
}

/// Like [`shown`], for a path that is `/`-separated bytes already, as git keeps them.
#[must_use]
pub fn shown_bytes(name: &[u8]) -> String {
    match std::str::from_utf8(name) {
        Ok(name) if !name.contains(MARK) => name.to_owned(),
        _ => escaped(name),
    }
}

fn escaped(name: &[u8]) -> String {
    let mut shown = String::with_capacity(name.len() + 16);
    for chunk in name.utf8_chunks() {
        for (at, piece) in chunk.valid().split(MARK).enumerate() {
            if at > 0 {
                escape(&mut shown, MARK.encode_utf8(&mut [0; 4]).as_bytes());
            }
            shown.push_str(piece);
        }
        escape(&mut shown, chunk.invalid());
    }
    shown
}

fn escape(shown: &mut String, bytes: &[u8]) {
    for byte in bytes {
        let hex = |digit: u8| char::from(b"0123456789ABCDEF"[usize::from(digit)]);
        shown.extend([MARK, hex(byte >> 4), hex(byte & 15)]);
    }
}

/// The bytes that a URI means: `%2F` is a slash; what is no two hex digits stays.
#[must_use]
pub fn without_percent(uri: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(uri.len());
    let mut rest = uri;
    while let Some((first, tail)) = rest.split_first() {
        match byte_of_hex(tail) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    bytes
}

/// The byte that the two hex digits at the beginning of a text are.
pub(crate) fn byte_of_hex(text: &[u8]) -> Option<u8> {
    let digit = |at: usize| char::from(*text.get(at)?).to_digit(16);
    // Two digits are a byte.
    Some((digit(0)? << 4 | digit(1)?) as u8)
}

/// A path as a shell takes it.
#[must_use]
pub fn quoted(path: &str) -> String {
    let plain = |char: char| char.is_alphanumeric() || matches!(char, '/' | '.' | '-' | '_');
    if path.chars().all(plain) {
        path.to_owned()
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ordinary_paths_stay_as_they_are() {
        assert_eq!(shown(Path::new("./a b/ü.py")), "a b/ü.py");
        assert_eq!(shown(Path::new("../x")), "../x");
        assert_eq!(shown(Path::new("/abs/x")), "/abs/x");
        assert_eq!(shown(Path::new("./.env")), ".env");
    }

    #[test]
    fn bytes_that_are_not_utf8_are_shown_in_hex() {
        assert_eq!(shown_bytes(b"caf\xE9.txt"), "caf\u{FFFD}E9.txt");
    }

    /// Takes a shown name back to its bytes; that this can be done shows that no two look alike.
    fn hidden(shown: &str) -> Vec<u8> {
        let (first, escapes) = match shown.split_once(MARK) {
            None => return shown.into(),
            Some((first, rest)) => (first, rest.split(MARK)),
        };
        let mut name = first.as_bytes().to_vec();
        for escape in escapes {
            name.push(u8::from_str_radix(&escape[..2], 16).unwrap());
            name.extend_from_slice(&escape.as_bytes()[2..]);
        }
        name
    }

    proptest! {
        #[test]
        fn different_names_look_different(
            parts in proptest::collection::vec(
                prop_oneof![
                    any::<char>().prop_map(|char| char.to_string().into_bytes()),
                    Just("\u{FFFD}EF".into()),
                    any::<u8>().prop_map(|byte| vec![byte]),
                ],
                0..12,
            ),
        ) {
            let name = parts.concat();
            prop_assert_eq!(hidden(&shown_bytes(&name)), name);
        }
    }

    #[test]
    fn paths_are_quoted_for_the_shell() {
        assert_eq!(quoted("a/.env"), "a/.env");
        assert_eq!(quoted("it's here/.env"), r"'it'\''s here/.env'");
    }
}
