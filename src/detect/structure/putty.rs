//! PuTTY's private keys (`.ppk`): whether the private lines are there, and whether a passphrase
//! guards them. The MAC is not checked.

use std::ops::Range;

use super::{Examined, armor};
use crate::blob::REACH_AHEAD;
use crate::level::Severity;

/// `found` begins at `PuTTY-User-Key-File-`; the secret reaches to the last private line.
pub(super) fn examine(text: &[u8], found: Range<usize>) -> Examined {
    let limit = text.len().min(found.start + REACH_AHEAD);
    let mut lines = armor::lines(text, found.start..limit);
    let mut encrypted = None;
    // Of several keys in one file, this one ends where the next begins.
    lines.next();
    while let Some(range) = lines.next() {
        let line = armor::bare(&text[range]);
        let Some((name, value)) = split(line) else {
            if is_base64(line) {
                continue;
            }
            break;
        };
        match name {
            b"Encryption" => encrypted = Some(value != b"none"),
            b"Private-Lines" => {
                let count = std::str::from_utf8(value)
                    .ok()
                    .and_then(|count| count.parse().ok());
                let Some(secret_end) = private_end(text, lines, count.unwrap_or(0)) else {
                    return Examined::doubtful(found, "truncated");
                };
                let examined = Examined::genuine(found.start..secret_end).because("putty");
                return if encrypted == Some(false) {
                    examined
                } else {
                    examined.because("encrypted").severity(Severity::Medium)
                };
            }
            b"Comment"
            | b"Public-Lines"
            | b"Key-Derivation"
            | b"Argon2-Memory"
            | b"Argon2-Passes"
            | b"Argon2-Parallelism"
            | b"Argon2-Salt" => {}
            _ => break,
        }
    }
    Examined::not_a_secret(found, "no-private-lines")
}

/// Where the last of `count` lines of base64 ends.
fn private_end(
    text: &[u8],
    lines: impl Iterator<Item = Range<usize>>,
    count: usize,
) -> Option<usize> {
    let mut left = count;
    for range in lines {
        let line = armor::bare(&text[range.clone()]);
        // With `\r\n` every second line is empty.
        if line.is_empty() {
            continue;
        }
        if !is_base64(line) {
            return None;
        }
        left = left.checked_sub(1)?;
        if left == 0 {
            return Some(range.end);
        }
    }
    None
}

fn split(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = line.iter().position(|c| *c == b':')?;
    Some((&line[..colon], line[colon + 1..].trim_ascii()))
}

/// An empty line, too.
fn is_base64(line: &[u8]) -> bool {
    line.iter()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, b'+' | b'/' | b'='))
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::*;
    use crate::rule::template::{Dice, expand};

    fn key(encryption: &str, private: &str) -> String {
        let template = format!(
            "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: {encryption}\nComment: me@home\n\
             Public-Lines: 2\n{{base64:64}}\n{{base64:16}}\nPrivate-Lines: {private}Private-MAC: {{hex:64}}\n"
        );
        expand(&template, &mut Dice::new(1)).unwrap()
    }

    fn examined(text: &str) -> (Examined, &str) {
        let examined = examine(text.as_bytes(), 0..21);
        let secret = &text[examined.secret.clone()];
        (examined, secret)
    }

    #[test]
    fn the_secret_reaches_to_the_last_private_line() {
        let text = key("none", "2\n{base64:64}\n{base64:11}=\n");
        for text in [
            text.clone(),
            text.replace('\n', "\r\n"),
            text.replace('\n', "\\n"),
        ] {
            let (examined, secret) = examined(&text);
            assert_eq!(examined.verdict, Verdict::Genuine);
            assert_eq!(examined.severity, None);
            assert!(secret.ends_with('='), "{secret}");
        }
    }

    #[test]
    fn a_passphrase_lowers_the_severity() {
        let text = key("aes256-cbc", "1\n{base64:64}\n");
        assert_eq!(examined(&text).0.severity, Some(Severity::Medium));
    }

    #[test]
    fn without_its_private_lines_it_is_none() {
        let none = key("none", "\n").replace("Private-Lines: \n", "");
        assert_eq!(examined(&none).0.verdict, Verdict::NotASecret);
        assert_eq!(
            examined("PuTTY-User-Key-File-2: in a sentence.").0.verdict,
            Verdict::NotASecret
        );
        let elided = key("none", "2\n...\n");
        assert_eq!(examined(&elided).0.verdict, Verdict::Doubtful);
    }
}
