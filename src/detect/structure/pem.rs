//! Private keys in PEM armour, from the `BEGIN` line to the `END` line.
//!
//! The armour may stand in a file of its own, indented, commented out, in a diff, in a string
//! literal with `\n` for its line ends, or in several literals that are joined.

use std::ops::Range;

use memchr::memmem;

use super::Examined;
use super::armor::{self, Armor, Body};
use crate::level::Severity;

/// No private key is shorter, in bytes.
const SHORTEST_KEY: usize = 38;
/// A body with fewer different characters was not drawn at random.
const LEAST_VARIETY: usize = 16;
const OPENSSH_MAGIC: &[u8] = b"openssh-key-v1\0";
const SSH2_MAGIC: &[u8] = &[0x3F, 0x6F, 0xF9, 0xEB];
const DER_SEQUENCE: u8 = 0x30;

pub(super) fn examine(text: &[u8], found: Range<usize>) -> Examined {
    let Some(armor) = Armor::open(text, &found) else {
        return Examined::not_a_secret(found, "no-armour");
    };
    if armor.label.starts_with(b"PGP ") {
        return super::pgp::examine(text, found);
    }
    let secret = armor.whole.clone();
    if !armor.label.ends_with(b"PRIVATE KEY") {
        return Examined::not_a_secret(secret, "public");
    }
    let body = armor.body();
    if body.elided || variety(&body.base64) < LEAST_VARIETY {
        return Examined::not_a_secret(secret, "elided");
    }
    let whole = body.base64.len() / 4 * 4;
    let bytes = armor::decode(&body.base64[..whole]);
    if bytes.as_ref().map_or(whole / 4 * 3, Vec::len) < SHORTEST_KEY {
        return Examined::not_a_secret(secret, "too-short");
    }
    if !armor.ended {
        let cut = secret.start..body.end;
        let is_whole = whole == body.base64.len()
            && bytes.as_ref().is_some_and(|bytes| is_whole_sequence(bytes));
        if is_whole {
            // Only the line behind it is missing.
            return Examined::genuine(cut).because("truncated");
        }
        let begins_well = bytes.is_some_and(|bytes| begins_as_key(&bytes));
        return if begins_well || body.says_encrypted() {
            Examined::doubtful(cut, "truncated")
        } else {
            Examined::not_a_secret(cut, "undecodable")
        };
    }
    let kind = bytes
        .filter(|_| whole == body.base64.len())
        .and_then(|bytes| Kind::of(armor.label, &body, &bytes));
    match kind {
        None => Examined::doubtful(secret, "undecodable"),
        Some(Kind {
            name,
            encrypted: false,
        }) => Examined::genuine(secret).because(name),
        Some(Kind {
            name,
            encrypted: true,
        }) => Examined::genuine(secret)
            .because(name)
            .because("encrypted")
            .severity(Severity::Medium),
    }
}

/// What the bytes are.
struct Kind {
    name: &'static str,
    encrypted: bool,
}

impl Kind {
    /// `None`: they are not what the label says.
    fn of(label: &[u8], body: &Body, bytes: &[u8]) -> Option<Self> {
        if body.says_encrypted() {
            // A block cipher's output, in blocks of eight or sixteen bytes.
            return bytes.len().is_multiple_of(8).then_some(Self {
                name: "pem",
                encrypted: true,
            });
        }
        if let Some(rest) = bytes.strip_prefix(OPENSSH_MAGIC) {
            return openssh_is_encrypted(rest).map(|encrypted| Self {
                name: "openssh",
                encrypted,
            });
        }
        if bytes.starts_with(SSH2_MAGIC) {
            return Some(Self {
                name: "ssh2",
                encrypted: memmem::find(bytes, b"none").is_none(),
            });
        }
        is_whole_sequence(bytes).then_some(Self {
            name: match label {
                b"RSA PRIVATE KEY" => "pkcs1",
                b"EC PRIVATE KEY" => "sec1",
                b"DSA PRIVATE KEY" => "dsa",
                _ => "pkcs8",
            },
            encrypted: label.starts_with(b"ENCRYPTED"),
        })
    }
}

/// Whether the cipher's name, a string with its length in four bytes before it, is not `none`.
fn openssh_is_encrypted(rest: &[u8]) -> Option<bool> {
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let name = rest.get(..u32::from_be_bytes(*length) as usize)?;
    Some(name != b"none")
}

/// Whether a key that was cut off began like one.
fn begins_as_key(bytes: &[u8]) -> bool {
    bytes.starts_with(&[DER_SEQUENCE])
        || bytes.starts_with(OPENSSH_MAGIC)
        || bytes.starts_with(SSH2_MAGIC)
}

/// Whether the bytes are one DER SEQUENCE and nothing else.
fn is_whole_sequence(bytes: &[u8]) -> bool {
    let [DER_SEQUENCE, length, rest @ ..] = bytes else {
        return false;
    };
    let Some(width) = length.checked_sub(0x80) else {
        return usize::from(*length) == rest.len();
    };
    let Some((length, content)) = rest.split_at_checked(width.into()) else {
        return false;
    };
    (1..=4).contains(&width)
        && length
            .iter()
            .fold(0, |sum, byte| sum << 8 | usize::from(*byte))
            == content.len()
}

/// How many different bytes there are.
fn variety(bytes: &[u8]) -> usize {
    let mut seen = [false; 256];
    for byte in bytes {
        seen[usize::from(*byte)] = true;
    }
    seen.iter().filter(|seen| **seen).count()
}

#[cfg(test)]
mod tests {
    use data_encoding::BASE64;
    use proptest::prelude::*;

    use super::super::Verdict;
    use super::*;
    use crate::rule::template::Dice;

    /// A DER SEQUENCE around random bytes, `length` bytes in all.
    fn der(length: usize) -> Vec<u8> {
        let mut dice = Dice::new(length as u64);
        let content = length - 4;
        let mut bytes = vec![DER_SEQUENCE, 0x82, (content >> 8) as u8, content as u8];
        bytes.extend((0..content).map(|_| dice.below(256) as u8));
        bytes
    }

    fn openssh(cipher: &str) -> Vec<u8> {
        let mut bytes = OPENSSH_MAGIC.to_vec();
        bytes.extend((cipher.len() as u32).to_be_bytes());
        bytes.extend(cipher.as_bytes());
        bytes.extend(der(200));
        bytes
    }

    /// The armour's lines.
    fn lines(label: &str, headers: &[&str], bytes: &[u8]) -> Vec<String> {
        let body = BASE64.encode(bytes);
        let mut lines = vec![format!("-----BEGIN {label}-----")];
        lines.extend(headers.iter().map(|header| (*header).to_owned()));
        lines.extend(
            body.as_bytes()
                .chunks(64)
                .map(|line| String::from_utf8_lossy(line).into_owned()),
        );
        lines.push(format!("-----END {label}-----"));
        lines
    }

    fn examined(text: &str) -> Examined {
        let start = text.find("-----BEGIN").unwrap();
        let end = start + 11 + text[start + 11..].find("-----").unwrap() + 5;
        examine(text.as_bytes(), start..end)
    }

    #[test]
    fn a_key_that_lacks_its_last_line_alone_is_one() {
        let mut lines = lines("RSA PRIVATE KEY", &[], &der(600));
        lines.pop();
        let whole = examined(&lines.join("\n"));
        assert_eq!(whole.verdict, Verdict::Genuine);
        assert_eq!(words(&whole), ["truncated"]);
        lines.pop();
        let cut = examined(&lines.join("\n"));
        assert_eq!(cut.verdict, Verdict::Doubtful);
    }

    fn words(examined: &Examined) -> Vec<&str> {
        examined.signals.iter().map(|signal| &*signal.0).collect()
    }

    #[test]
    fn kinds_and_ciphers_are_told_apart() {
        let old = ["Proc-Type: 4,ENCRYPTED", "DEK-Info: AES-128-CBC,00", ""];
        for (label, headers, bytes, expected) in [
            ("RSA PRIVATE KEY", &[][..], der(1190), &["pkcs1"][..]),
            ("PRIVATE KEY", &[], der(1216), &["pkcs8"]),
            ("EC PRIVATE KEY", &[], der(300), &["sec1"]),
            ("DSA PRIVATE KEY", &[], der(400), &["dsa"]),
            (
                "ENCRYPTED PRIVATE KEY",
                &[],
                der(1300),
                &["pkcs8", "encrypted"],
            ),
            ("RSA PRIVATE KEY", &old, der(1200), &["pem", "encrypted"]),
            ("OPENSSH PRIVATE KEY", &[], openssh("none"), &["openssh"]),
            (
                "OPENSSH PRIVATE KEY",
                &[],
                openssh("aes256-ctr"),
                &["openssh", "encrypted"],
            ),
        ] {
            let text = lines(label, headers, &bytes).join("\n");
            let examined = examined(&text);
            assert_eq!(examined.verdict, Verdict::Genuine, "{label}");
            assert_eq!(examined.secret, 0..text.len(), "{label}");
            assert_eq!(words(&examined), expected, "{label}");
        }
    }

    #[test]
    fn keys_of_ssh_com_are_opened() {
        let comment = ["Comment: \"2048-bit rsa, \\", "ann at home\""];
        for (cipher, expected) in [
            ("none", &["ssh2"][..]),
            ("3des-cbc", &["ssh2", "encrypted"]),
        ] {
            let bytes = [SSH2_MAGIC, cipher.as_bytes(), &der(300)].concat();
            let text = lines("SSH2 ENCRYPTED PRIVATE KEY", &comment, &bytes).join("\n");
            let text = text
                .replace("-----BEGIN", "---- BEGIN")
                .replace("-----END", "---- END")
                .replace("-----", " ----");
            let examined = examine(text.as_bytes(), 0..text.find('\n').unwrap());
            assert_eq!(examined.verdict, Verdict::Genuine, "{text}");
            assert_eq!(examined.secret, 0..text.len());
            assert_eq!(words(&examined), expected);
        }
    }

    #[test]
    fn whatever_stands_round_the_lines_is_seen_through() {
        let lines = lines("PRIVATE KEY", &[], &der(1216));
        let join = |before: &str, between: &str, after: &str| {
            format!("{before}{}{after}", lines.join(between))
        };
        for text in [
            join("", "\r\n", "\r\n"),
            join("k: |\n    ", "\n    ", "\n"),
            join("# ", "\n# ", "\n"),
            join("// ", "\n// ", "\n"),
            join(" * ", "\n * ", "\n"),
            join("+", "\n+", "\n"),
            join("+  key = \"\"\"", "\n+", "\"\"\"\n"),
            join("> ", "\n> ", "\n"),
            join("{\"k\": \"", "\\n", "\\n\"}"),
            join("\"{\\\"k\\\": \\\"", "\\\\n", "\\\\n\\\"}\""),
            join("k = \"", "\\n\" +\n    \"", "\\n\";"),
            join("k = '", "'\n  + '", "';"),
            join("$k = '", "' . \"\\n\" .\n '", "';"),
            join("[\"", "\",\n \"", "\"]"),
            join("k = (\"", "\\n\"\n     \"", "\\n\")"),
            join("K=\"", "\\n\\\n", "\""),
            join("K=\"", " ", "\""),
            join("{\"k\": \"", "\\n", "\"}").replace('/', "\\/"),
        ] {
            let examined = examined(&text);
            assert_eq!(examined.verdict, Verdict::Genuine, "{text}");
            assert!(text[examined.secret.clone()].ends_with("-----END PRIVATE KEY-----"));
        }
    }

    #[test]
    fn empty_elided_or_public_is_no_secret() {
        let key = lines("RSA PRIVATE KEY", &[], &der(1190));
        for text in [
            "if s.startswith('-----BEGIN RSA PRIVATE KEY-----'):\n    return\n".to_owned(),
            "\"-----BEGIN PRIVATE KEY-----\\n-----END PRIVATE KEY-----\"".to_owned(),
            "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----".to_owned(),
            "-----BEGIN PRIVATE KEY-----\n<your key>\n-----END PRIVATE KEY-----".to_owned(),
            "-----BEGIN PRIVATE KEY-----\nyour private key here\n-----END PRIVATE KEY-----".to_owned(),
            format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----", "A".repeat(640)),
            format!("{}\n{}\n...\n{}", key[0], key[1], key[key.len() - 1]),
            format!("{}\n{}\n...", key[0], key[1]),
            "See -----BEGIN RSA PRIVATE KEY----- in the manual, which explains how keys look like and where they belong".to_owned(),
            lines("PUBLIC KEY", &[], &der(294)).join("\n"),
            lines("CERTIFICATE", &[], &der(900)).join("\n"),
        ] {
            assert_eq!(examined(&text).verdict, Verdict::NotASecret, "{text}");
        }
    }

    #[test]
    fn a_key_cut_off_or_altered_is_doubtful() {
        let key = lines("RSA PRIVATE KEY", &[], &der(1190));
        let cut = format!("{}\n\nSome prose.", key[..5].join("\n"));
        let examined_cut = examined(&cut);
        assert_eq!(examined_cut.verdict, Verdict::Doubtful);
        assert_eq!(&cut[examined_cut.secret], key[..5].join("\n"));
        let mut altered = key.clone();
        altered.remove(3);
        assert_eq!(examined(&altered.join("\n")).verdict, Verdict::Doubtful);
        let two = format!("{}\n{}", key[..5].join("\n"), key.join("\n"));
        assert_eq!(examined(&two).verdict, Verdict::Doubtful);
    }

    proptest! {
        #[test]
        fn no_text_panics(body in "[-A-Za-z0-9+/=:\\\\n \"'.\n]{0,300}") {
            let text = format!("\"-----BEGIN PRIVATE KEY-----{body}");
            let examined = examine(text.as_bytes(), 0..text.len().min(40));
            prop_assert!(examined.secret.end <= text.len());
        }
    }
}
