//! Password hashes as `htpasswd`, `shadow` and databases keep them: of the right form, or not.

use std::ops::Range;

use memchr::memmem;

use super::Examined;
use crate::checksum::radix;

/// No hash is longer, in bytes.
const LONGEST: usize = 256;
/// A hash with fewer different characters was made up.
const LEAST_VARIETY: usize = 12;
/// The same of one of thirteen characters.
const LEAST_VARIETY_OF_DES: usize = 7;
/// Characters of bcrypt's salt.
const BCRYPT_SALT: usize = 22;

/// `found` holds the hash's beginning: `$2y$`, `$apr1$`, `{SHA}`, …; or all of one that begins in
/// no way of its own.
pub(super) fn examine(text: &[u8], found: Range<usize>) -> Examined {
    if is_des(&text[found.clone()]) {
        return Examined::genuine(found).because("descrypt");
    }
    let Some(secret) = hash(text, &found) else {
        return Examined::not_a_secret(found, "no-hash");
    };
    match name(&text[secret.clone()]) {
        Some(_) if has_spelt_salt(&text[secret.clone()]) => {
            Examined::not_a_secret(secret, "spelt-salt")
        }
        Some(name) => Examined::genuine(secret).because(name),
        None => Examined::doubtful(secret, "undecodable"),
    }
}

/// Where the hash stands.
fn hash(text: &[u8], found: &Range<usize>) -> Option<Range<usize>> {
    let within = &text[found.clone()];
    let braces = memmem::find(within, b"{SHA}").or_else(|| memmem::find(within, b"{SSHA}"));
    let start = found.start + braces.or_else(|| memchr::memchr(b'$', within))?;
    let limit = text.len().min(start + LONGEST);
    let is_part = |c: &u8| c.is_ascii_alphanumeric() || b"./$+={},-".contains(c);
    let end = text[start..limit]
        .iter()
        .position(|c| !is_part(c))
        .map_or(limit, |at| start + at);
    Some(start..end)
}

/// The scheme that a hash is whole for.
fn name(hash: &[u8]) -> Option<&'static str> {
    if let Some(digest) = hash.strip_prefix(b"{SHA}") {
        return (radix::base64(digest)?.len() == 20).then_some("sha1");
    }
    if let Some(digest) = hash.strip_prefix(b"{SSHA}") {
        return (radix::base64(digest)?.len() > 20).then_some("salted-sha1");
    }
    let fields: Vec<&[u8]> = hash.split(|c| *c == b'$').skip(1).collect();
    let (name, digest, length) = match fields[..] {
        [b"1", salt, digest] if salt.len() <= 8 => ("md5crypt", digest, 22),
        [b"apr1", salt, digest] if salt.len() <= 8 => ("apr1", digest, 22),
        [b"2a" | b"2b" | b"2x" | b"2y", cost, digest] if is_bcrypt(cost, digest) => {
            ("bcrypt", digest, 53)
        }
        [b"5", .., salt, digest] if salt.len() <= 16 => ("sha256crypt", digest, 43),
        [b"y", _, salt, digest] if salt.len() <= 86 => ("yescrypt", digest, 43),
        [b"6", .., salt, digest] if salt.len() <= 16 => ("sha512crypt", digest, 86),
        [b"argon2i" | b"argon2d" | b"argon2id", .., salt, digest] => {
            let whole = radix::base64(salt).is_some() && radix::base64(digest)?.len() >= 16;
            return whole.then_some("argon2");
        }
        _ => return None,
    };
    (digest.len() == length
        && digest.iter().all(|c| is_crypt(*c))
        && variety(digest) >= LEAST_VARIETY)
        .then_some(name)
}

/// Two characters of salt, and eight bytes in eleven: the last has two spare bits, which are zero.
fn is_des(hash: &[u8]) -> bool {
    hash.len() == 13
        && hash.iter().all(|c| is_crypt(*c))
        && b".26AEIMQUYcgkosw".contains(&hash[12])
        && variety(hash) >= LEAST_VARIETY_OF_DES
}

/// Sixteen bytes of salt in 22 characters and 23 of digest in 31: the last ones have spare bits,
/// which are zero.
fn is_bcrypt(cost: &[u8], digest: &[u8]) -> bool {
    let cost = std::str::from_utf8(cost)
        .ok()
        .and_then(|cost| cost.parse().ok());
    cost.is_some_and(|cost: u32| (4..=31).contains(&cost))
        && digest.len() == 53
        && b".Oeu".contains(&digest[21])
        && b".CGKOSWaeimquy26".contains(&digest[52])
}

/// Whether a bcrypt hash has a salt that somebody spelt, as test vectors do:
/// `$2y$04$usesomesillystringfore…`.
fn has_spelt_salt(hash: &[u8]) -> bool {
    let fields: Vec<&[u8]> = hash.splitn(4, |c| *c == b'$').collect();
    let [b"", b"2a" | b"2b" | b"2x" | b"2y", _, digest] = fields[..] else {
        return false;
    };
    let salt = digest.get(..BCRYPT_SALT);
    salt.is_some_and(|salt| salt.iter().all(u8::is_ascii_lowercase))
}

fn is_crypt(c: u8) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, b'.' | b'/')
}

fn variety(digest: &[u8]) -> usize {
    let mut sorted = digest.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    sorted.len()
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::*;
    use crate::rule::template::{Dice, expand};

    fn examined(template: &str) -> (Examined, String) {
        let hash = expand(template, &mut Dice::new(1)).unwrap();
        let text = format!("admin:{hash}\nnext");
        let examined = examine(text.as_bytes(), 0..12);
        let secret = text[examined.secret.clone()].to_owned();
        (examined, secret)
    }

    #[test]
    fn whole_hashes_are_named() {
        for (template, name) in [
            ("$apr1${alnum:8}${./A-Za-z0-9:22}", "apr1"),
            ("$1${alnum:8}${./A-Za-z0-9:22}", "md5crypt"),
            ("$2y$10${./A-Za-z0-9:21}O{./A-Za-z0-9:30}G", "bcrypt"),
            ("$5$rounds=5000${alnum:16}${./A-Za-z0-9:43}", "sha256crypt"),
            ("$6${alnum:16}${./A-Za-z0-9:86}", "sha512crypt"),
            ("$y$j9T${./A-Za-z0-9:22}${./A-Za-z0-9:43}", "yescrypt"),
            (
                "$argon2id$v=19$m=65536,t=3,p=4${alnum:21}A${alnum:42}A",
                "argon2",
            ),
            ("{{SHA}}{alnum:26}A=", "sha1"),
        ] {
            let (examined, secret) = examined(template);
            assert_eq!(examined.verdict, Verdict::Genuine, "{secret}");
            assert_eq!(examined.signals[0].0, name);
            assert!(!secret.contains(['\n', ':']));
        }
    }

    #[test]
    fn a_hash_of_a_spelt_salt_is_a_test_vector() {
        let (examined, secret) = examined("$2y$04${a-z:21}e{./A-Za-z0-9:30}G");
        assert_eq!(examined.verdict, Verdict::NotASecret, "{secret}");
    }

    #[test]
    fn cut_off_or_made_up_hashes_are_doubtful() {
        for template in [
            "$apr1${alnum:8}${./A-Za-z0-9:20}",
            "$2y$10${./A-Za-z0-9:21}A{./A-Za-z0-9:30}G",
            "$2y$99${./A-Za-z0-9:21}O{./A-Za-z0-9:30}G",
            "$2y$10${x:53}",
            "$6${alnum:16}${x:86}",
        ] {
            assert_eq!(
                examined(template).0.verdict,
                Verdict::Doubtful,
                "{template}"
            );
        }
    }
}
