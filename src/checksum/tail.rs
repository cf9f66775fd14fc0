//! Tokens that carry a digest of themselves in a fixed place, mostly a CRC32 at the end.

use std::ops::Range;

use bitcoin_hashes::{Hash, sha256};
use data_encoding::{BASE32_NOPAD, BASE64, HEXLOWER, HEXUPPER};

use super::Verdict;
use super::crc::crc32;
use super::radix::{BASE36, BASE62, fixed};

/// Which bytes are covered, where the digest stands, and how it is written.
pub(super) struct Layout {
    covered: Range<usize>,
    check: Range<usize>,
    written: Written,
}

enum Written {
    /// CRC32 in six base62 digits.
    Base62,
    /// CRC32 in seven base36 digits.
    Base36,
    /// CRC32 in eight upper-case hex digits.
    HexUpper,
    /// CRC32 in eight lower-case hex digits.
    HexLower,
    /// CRC32's bytes, the lowest first, in lower-case hex.
    HexReversed,
    /// CRC32's bytes, the lowest first, in base64: its first six characters.
    Base64Reversed,
    /// SHA-256 in base32: its first eight characters.
    Sha256Base32,
}

/// The ends of a routable GitLab token: the payload's length, and the CRC32, in base36.
const GITLAB_LENGTH: usize = 2;
const GITLAB_CRC: usize = 7;

impl Written {
    fn of(&self, covered: &[u8]) -> Vec<u8> {
        let crc = || crc32(covered);
        match self {
            Self::Base62 => fixed(crc().into(), BASE62, 6),
            Self::Base36 => fixed(crc().into(), BASE36, GITLAB_CRC),
            Self::HexUpper => HEXUPPER.encode(&crc().to_be_bytes()).into(),
            Self::HexLower => HEXLOWER.encode(&crc().to_be_bytes()).into(),
            Self::HexReversed => HEXLOWER.encode(&crc().to_le_bytes()).into(),
            Self::Base64Reversed => BASE64.encode(&crc().to_le_bytes()).as_bytes()[..6].into(),
            Self::Sha256Base32 => {
                let digest = sha256::Hash::hash(covered).to_byte_array();
                BASE32_NOPAD.encode(&digest).as_bytes()[..8].into()
            }
        }
    }
}

pub(super) fn verify(layout: Option<Layout>, token: &[u8]) -> Verdict {
    layout.map_or(Verdict::Unknown, |layout| {
        (layout.written.of(&token[layout.covered]) == token[layout.check]).into()
    })
}

pub(super) fn complete(layout: Option<Layout>, mut token: Vec<u8>) -> Vec<u8> {
    if let Some(layout) = layout {
        let check = layout.written.of(&token[layout.covered]);
        token[layout.check].copy_from_slice(&check);
    }
    token
}

/// The last `width` bytes are the digest of what stands between `from` and them.
fn at_end(token: &[u8], from: usize, width: usize, written: Written) -> Layout {
    let check = token.len() - width;
    Layout {
        covered: from..check,
        check: check..token.len(),
        written,
    }
}

pub(super) fn github(token: &[u8]) -> Option<Layout> {
    match (token, token.len()) {
        ([b'g', b'h', b'p' | b'o' | b'u' | b's' | b'r', b'_', ..], 40 | 80) => {
            Some(at_end(token, 4, 6, Written::Base62))
        }
        (_, 93) if token.starts_with(b"github_pat_") && token[33] == b'_' => Some(Layout {
            covered: 0..77,
            check: 77..85,
            written: Written::Sha256Base32,
        }),
        _ => None,
    }
}

pub(super) fn npm(token: &[u8]) -> Option<Layout> {
    (token.starts_with(b"npm_") && token.len() == 40).then(|| at_end(token, 4, 6, Written::Base62))
}

pub(super) fn vercel(token: &[u8]) -> Option<Layout> {
    matches!(token, [b'v', b'c', b'p' | b'i' | b'a' | b'r' | b'k', b'_', ..] if token.len() == 60)
        .then(|| at_end(token, 4, 6, Written::Base62))
}

pub(super) fn gitlab(token: &[u8]) -> Option<Layout> {
    gitlab_payload(token).map(|_| at_end(token, 0, GITLAB_CRC, Written::Base36))
}

/// Writes the payload's length where a routable GitLab token has it.
pub(super) fn with_gitlab_length(mut token: Vec<u8>) -> Vec<u8> {
    if let Some(payload) = gitlab_payload(&token) {
        let at = token.len() - GITLAB_CRC - GITLAB_LENGTH;
        let length = fixed(payload.len() as u64, BASE36, GITLAB_LENGTH);
        token[at..at + GITLAB_LENGTH].copy_from_slice(&length);
    }
    token
}

/// The payload of a routable token: `glpat-` (or `glrt-t1_`, and an instance's own prefix before
/// it), payload, perhaps `.01`, then `.`, two digits and seven.
fn gitlab_payload(token: &[u8]) -> Option<Range<usize>> {
    let kind = token.windows(2).position(|pair| pair == b"gl")?;
    let mut start = kind + token[kind..].iter().position(|c| *c == b'-')? + 1;
    if let [b't', digit, b'_', ..] = token[start..]
        && digit.is_ascii_digit()
    {
        start += 3;
    }
    let end = start + token[start..].iter().position(|c| *c == b'.')?;
    let tail = match &token[end..] {
        [b'.', a, b, rest @ ..]
            if a.is_ascii_digit() && b.is_ascii_digit() && rest.first() == Some(&b'.') =>
        {
            rest
        }
        rest => rest,
    };
    let (dot, digits) = tail.split_first()?;
    (*dot == b'.'
        && digits.len() == GITLAB_LENGTH + GITLAB_CRC
        && digits.iter().all(|c| BASE36.contains(c)))
    .then_some(start..end)
}

pub(super) fn atlassian(token: &[u8]) -> Option<Layout> {
    let long = token.len() > 30
        && (token.starts_with(b"ATATT3") || token.starts_with(b"ATCTT3"))
        && token[token.len() - 9] == b'=';
    let short = token.starts_with(b"ATBB") && token.len() == 36;
    (long || short).then(|| at_end(token, 0, 8, Written::HexUpper))
}

pub(super) fn grafana(token: &[u8]) -> Option<Layout> {
    (token.starts_with(b"glsa_") && token.len() == 46 && token[37] == b'_').then_some(Layout {
        covered: 0..37,
        check: 38..46,
        written: Written::HexReversed,
    })
}

pub(super) fn confluent(token: &[u8]) -> Option<Layout> {
    (token.starts_with(b"cflt") && token.len() == 64)
        .then(|| at_end(token, 4, 6, Written::Base64Reversed))
}

pub(super) fn zuplo(token: &[u8]) -> Option<Layout> {
    (token.starts_with(b"zpka_") && token.len() == 46 && token[37] == b'_').then_some(Layout {
        covered: 5..37,
        check: 38..46,
        written: Written::HexLower,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_without_a_check_are_unknown() {
        for token in ["glpat-{base64url:20}", "ghs_123_e{alnum:40}", "{hex:40}"] {
            let token =
                crate::rule::template::expand(token, &mut crate::rule::template::Dice::new(1))
                    .unwrap();
            let token = token.as_bytes();
            assert_eq!(verify(gitlab(token), token), Verdict::Unknown);
            assert_eq!(verify(github(token), token), Verdict::Unknown);
        }
    }

    #[test]
    fn a_gitlab_instance_may_put_its_own_prefix_first() {
        let token = b"acme-glrt-t1_abc-def_ghi.01.xx0000000".to_vec();
        let payload = gitlab_payload(&token).unwrap();
        assert_eq!(&token[payload], b"abc-def_ghi");
        let token = with_gitlab_length(token);
        assert!(token.ends_with(b".01.0b0000000"));
    }
}
