//! Key stores and keys in binary files: what a file is, by how it begins.
//!
//! That it is encrypted matters little: such passwords are often empty, `changeit`, or in the
//! script beside it. A store that plainly holds certificates alone is none.

use memchr::memmem;

use crate::level::Confidence;
use crate::rule::BinaryFormat;

/// What a binary file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) format: BinaryFormat,
    pub(super) confidence: Confidence,
    /// Why.
    pub(super) signals: Vec<&'static str>,
}

impl Known {
    fn sure(format: BinaryFormat) -> Self {
        Self {
            format,
            confidence: Confidence::High,
            signals: vec!["magic-bytes"],
        }
    }

    fn because(mut self, word: &'static str) -> Self {
        self.signals.push(word);
        self
    }

    /// It may well hold certificates alone.
    fn unless_trust_store(self) -> Self {
        Self {
            confidence: Confidence::Medium,
            ..self
        }
        .because("keys-unseen")
    }
}

const KEEPASS: &[u8] = b"\x03\xD9\xA2\x9A";
const KEEPASS_VERSIONS: [&[u8]; 3] = [
    b"\x65\xFB\x4B\xB5",
    b"\x66\xFB\x4B\xB5",
    b"\x67\xFB\x4B\xB5",
];
const ONION: &[u8] = b"== ed25519v1-secret: type0 ==\0";
const SSH1: &[u8] = b"SSH PRIVATE KEY FILE FORMAT 1.1\n\0";

/// What Android's tools call the key with which they sign what is being developed, in Java's stores
/// and in those of PKCS#12: it is made anew on any machine, with a password that all know.
const DEBUG_KEY: &[u8] = b"androiddebugkey";

/// The format that `head`, the first bytes of a file, is of.
pub(super) fn examine(head: &[u8]) -> Option<Known> {
    let known = store(head)?;
    let wide: Vec<u8> = DEBUG_KEY.iter().flat_map(|byte| [0, *byte]).collect();
    let has = |name| memmem::find(head, name).is_some();
    Some(if has(DEBUG_KEY) || has(&wide) {
        Known {
            confidence: Confidence::Low,
            ..known.because("debug-key")
        }
    } else {
        known
    })
}

fn store(head: &[u8]) -> Option<Known> {
    match head {
        [0xFE, 0xED, 0xFE, 0xED, rest @ ..] => java(BinaryFormat::Jks, rest),
        [0xCE, 0xCE, 0xCE, 0xCE, rest @ ..] => java(BinaryFormat::Jceks, rest),
        [0x30, ..] => der(head),
        [0, 0, 0, 1 | 2, rest @ ..] => bouncy_castle(rest),
        [5, 1 | 2, rest @ ..] => keytab(rest),
        [0x94 | 0x95 | 0xC5, ..] => openpgp(head),
        _ if head.starts_with(KEEPASS) => KEEPASS_VERSIONS
            .contains(&head.get(4..8)?)
            .then_some(Known::sure(BinaryFormat::Keepass)),
        _ if head.starts_with(ONION) => Some(Known::sure(BinaryFormat::Onion)),
        _ if head.starts_with(SSH1) => Some(Known::sure(BinaryFormat::Ssh1)),
        _ => None,
    }
}

/// Bytes that are read from front to back.
struct Reader<'b>(&'b [u8]);

impl<'b> Reader<'b> {
    fn take(&mut self, length: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self, width: usize) -> Option<usize> {
        let bytes = self.take(width)?;
        Some(
            bytes
                .iter()
                .fold(0, |sum, byte| sum << 8 | usize::from(*byte)),
        )
    }

    /// A string with its length before it.
    fn text(&mut self, width: usize) -> Option<&'b [u8]> {
        let length = self.number(width)?;
        self.take(length)
    }
}

/// Version, number of entries, entries: 1 is a private key, 2 a certificate, 3 a secret key.
fn java(format: BinaryFormat, rest: &[u8]) -> Option<Known> {
    let mut reader = Reader(rest);
    let version = reader.number(4)?;
    if !(1..=2).contains(&version) {
        return None;
    }
    let known = Known::sure(format);
    let entries = reader.number(4)?;
    for _ in 0..entries {
        match java_entry(&mut reader, version) {
            Some(2) => {}
            Some(_) => return Some(known.because("private-key-entry")),
            // It goes on behind what was read.
            None => return Some(known.unless_trust_store()),
        }
    }
    None
}

/// The kind of the next entry; a certificate is read to its end.
fn java_entry(reader: &mut Reader<'_>, version: usize) -> Option<usize> {
    let kind = reader.number(4)?;
    if kind == 2 {
        let _alias = reader.text(2)?;
        let _date = reader.take(8)?;
        if version == 2 {
            let _type = reader.text(2)?;
        }
        let _certificate = reader.text(4)?;
    }
    Some(kind)
}

/// A salt of twenty bytes, rounds, entries: 1 is a certificate, 2 to 4 are keys.
fn bouncy_castle(rest: &[u8]) -> Option<Known> {
    let mut reader = Reader(rest);
    let salt = reader.text(4)?;
    let rounds = reader.number(4)?;
    let first = reader.number(1)?;
    if salt.len() != 20 || !(1..=1 << 20).contains(&rounds) {
        return None;
    }
    let known = Known::sure(BinaryFormat::Bks);
    match first {
        1 => Some(known.unless_trust_store()),
        2..=4 => Some(known.because("private-key-entry")),
        _ => None,
    }
}

/// Each entry with its size, parts of the principal, and its realm.
fn keytab(rest: &[u8]) -> Option<Known> {
    let mut reader = Reader(rest);
    let size = reader.number(4)?;
    let components = reader.number(2)?;
    let realm = reader.text(2)?;
    let is_name = |name: &[u8]| {
        !name.is_empty()
            && name
                .iter()
                .all(|c| c.is_ascii_alphanumeric() || b".-_".contains(c))
    };
    let whole = (16..1 << 12).contains(&size) && (1..=8).contains(&components) && is_name(realm);
    whole.then_some(Known::sure(BinaryFormat::Keytab))
}

/// A secret key packet: tag 5, version, time, algorithm, and numbers with their bits before them.
fn openpgp(head: &[u8]) -> Option<Known> {
    let mut reader = Reader(head);
    let length = match (reader.number(1)?, reader.0.first()?) {
        (0x94, _) | (0xC5, 0..=191) => reader.number(1)?,
        (0xC5, 192..=223) => reader.number(2)? - (192 << 8) + 192,
        (0x95, _) => reader.number(2)?,
        _ => return None,
    };
    let version = reader.number(1)?;
    let _time = reader.take(4)?;
    let algorithm = reader.number(1)?;
    let size = reader.number(if algorithm < 18 { 2 } else { 1 })?;
    let fits = match algorithm {
        1..=3 | 16 | 17 => (512..=1 << 14).contains(&size),
        // The curve's identifier.
        18 | 19 | 22 => (3..=16).contains(&size),
        _ => false,
    };
    (version == 4 && fits && length > 64).then_some(Known::sure(BinaryFormat::Openpgp))
}

const DATA: &[u8] = b"\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01";
const SIGNED_DATA: &[u8] = b"\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02";
/// Bags that hold keys, encrypted or not.
const BAGS: &[u8] = b"\x06\x0B\x2A\x86\x48\x86\xF7\x0D\x01\x0C\x0A\x01";
/// Ways to encrypt a key by a password: those of PKCS#5, and of PKCS#12.
const BY_PASSWORD: [&[u8]; 2] = [
    b"\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x05",
    b"\x06\x0A\x2A\x86\x48\x86\xF7\x0D\x01\x0C\x01",
];
/// No private key in DER is longer, in bytes.
const LONGEST_KEY: usize = 32 << 10;

fn der(head: &[u8]) -> Option<Known> {
    let (content, whole) = opened(head)?;
    let pkcs12 = |rest: &[u8]| rest.starts_with(DATA) || rest.starts_with(SIGNED_DATA);
    if let [2, 1, 3, store @ ..] = content
        && opened(store).is_some_and(|(inside, _)| pkcs12(inside))
    {
        let known = Known::sure(BinaryFormat::Pkcs12);
        let key = memmem::find(head, BAGS)
            .and_then(|at| head.get(at + BAGS.len()))
            .is_some_and(|bag| matches!(bag, 1 | 2));
        return Some(if key {
            known.because("private-key-entry")
        } else {
            known.unless_trust_store()
        });
    }
    if !whole || head.len() > LONGEST_KEY {
        return None;
    }
    let key = Known::sure(BinaryFormat::Der);
    match content {
        [2, 1, 0 | 1, 0x30, ..] => is_pkcs8(&content[3..]).then(|| key.because("pkcs8")),
        [2, 1, 0, 2, ..] => is_numbers(&content[3..]).then(|| key.because("pkcs1")),
        [2, 1, 1, 4, length @ 20..=72, rest @ ..] => {
            let curve = rest.get(usize::from(*length)..)?;
            matches!(curve, [] | [0xA0 | 0xA1, ..]).then(|| key.because("sec1"))
        }
        [0x30, ..] => is_encrypted(content).then(|| {
            Known::sure(BinaryFormat::EncryptedDer)
                .because("pkcs8")
                .because("encrypted")
        }),
        _ => None,
    }
}

/// What a SEQUENCE holds, as far as it was read, and whether that is all of it and nothing else.
fn opened(bytes: &[u8]) -> Option<(&[u8], bool)> {
    let (length, content) = sized(bytes, 0x30)?;
    match length {
        None => Some((content, false)),
        Some(length) => Some((
            &content[..length.min(content.len())],
            length == content.len(),
        )),
    }
}

/// The length of what `tag` holds, `None` for one that is open, and what comes behind.
fn sized(bytes: &[u8], tag: u8) -> Option<(Option<usize>, &[u8])> {
    let mut reader = Reader(bytes);
    if reader.number(1)? != usize::from(tag) {
        return None;
    }
    let length = match reader.number(1)? {
        0x80 => None,
        short @ 0..0x80 => Some(short),
        long @ 0x81..=0x84 => Some(reader.number(long - 0x80)?),
        _ => return None,
    };
    Some((length, reader.0))
}

/// What stands behind the first value in `bytes`.
fn behind(bytes: &[u8], tag: u8) -> Option<&[u8]> {
    let (length, content) = sized(bytes, tag)?;
    content.get(length?..)
}

/// The algorithm, an identifier first, and the key's bytes.
fn is_pkcs8(rest: &[u8]) -> bool {
    opened(rest).is_some_and(|(algorithm, _)| algorithm.starts_with(&[6]))
        && behind(rest, 0x30).is_some_and(|key| key.starts_with(&[4]))
}

/// Numbers alone, five of them at least, the first of 512 bits and more.
fn is_numbers(rest: &[u8]) -> bool {
    let mut rest = rest;
    let mut numbers = 0;
    while let Some((Some(length), _)) = sized(rest, 2)
        && let Some(next) = behind(rest, 2)
    {
        if numbers == 0 && length < 64 {
            return false;
        }
        numbers += 1;
        rest = next;
    }
    numbers >= 5 && rest.is_empty()
}

fn is_encrypted(content: &[u8]) -> bool {
    opened(content)
        .is_some_and(|(algorithm, _)| BY_PASSWORD.iter().any(|id| algorithm.starts_with(id)))
        && behind(content, 0x30).is_some_and(|key| key.starts_with(&[4]))
}

#[cfg(test)]
mod tests;
