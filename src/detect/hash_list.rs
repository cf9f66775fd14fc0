//! Hashes that nothing but the name of their file gives away: thirteen characters behind a user's
//! name, as `htpasswd -d` writes them.

use std::ops::Range;

/// Bytes of a user's name, at most.
const LONGEST_NAME: usize = 255;
/// Bytes of such a hash.
const LENGTH: usize = 13;

/// Whether a file of this path lists users and their hashes.
pub(super) fn is_named(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.to_ascii_lowercase().contains("htpasswd")
}

/// Where such hashes may stand: alone behind the first colon of a line, or before a second one.
pub(super) fn places(text: &[u8]) -> Vec<Range<usize>> {
    let mut places = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let colon = memchr::memchr(b':', &line[..line.len().min(LONGEST_NAME + 1)]);
        if let Some(colon) = colon.filter(|colon| *colon > 0) {
            let value = line[colon + 1..].trim_ascii_end();
            let end = memchr::memchr(b':', value).unwrap_or(value.len());
            if end == LENGTH {
                let at = start + colon + 1;
                places.push(at..at + LENGTH);
            }
        }
        start += line.len();
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::anchored::tests::found;
    use crate::rule::template::{Dice, expand};

    #[test]
    fn places_are_the_second_fields_of_lines_of_that_length() {
        let text = b"a:0123456789abc\r\nb:0123456789abc:Name\n:0123456789abc\n#c\nd:0123456789ab\n";
        assert_eq!(places(text), [2..15, 19..32]);
        assert!(is_named("etc/nginx/.htpasswd") && is_named("admin.htpasswd"));
        assert!(!is_named("htpasswd/readme.md"));
    }

    #[test]
    fn a_hash_of_des_is_found_in_its_file_alone_whole_or_in_pieces() {
        let line = expand(
            "deployer:{./A-Za-z0-9:12}{.26AEIMQUYcgkosw:1}\n",
            &mut Dice::new(3),
        );
        let line = line.unwrap();
        assert_eq!(found(".htpasswd", &line), [("password-hash".to_owned(), 9)]);
        assert_eq!(found("users.txt", &line), []);
        assert_eq!(found(".htpasswd", "deployer:aaaaaaaaaaaa.\n"), []);
    }
}
