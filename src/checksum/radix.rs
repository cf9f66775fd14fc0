//! Numbers and bytes as text: the bases that tokens are written in.

use data_encoding::{BASE32_NOPAD, BASE64_NOPAD, BASE64URL_NOPAD};

pub(crate) const BASE36: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
pub(crate) const BASE62: &[u8; 62] =
    b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
pub(crate) const BASE58_BITCOIN: &[u8; 58] =
    b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
pub(crate) const BASE58_RIPPLE: &[u8; 58] =
    b"rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz";
/// Base58 takes time quadratic in the length; no key we know is longer than this.
const LONGEST_BASE58: usize = 160;

/// Bytes of base64 in either alphabet, with or without padding. `None` for a mixture of the
/// alphabets, another character, or spare bits that are not zero.
pub(crate) fn base64(text: &[u8]) -> Option<Vec<u8>> {
    let padding = text
        .iter()
        .rev()
        .take(2)
        .take_while(|c| **c == b'=')
        .count();
    let body = &text[..text.len() - padding];
    let encoding = if body.iter().any(|c| matches!(c, b'-' | b'_')) {
        &BASE64URL_NOPAD
    } else {
        &BASE64_NOPAD
    };
    encoding.decode(body).ok()
}

/// Bytes of base32 (RFC 4648) without padding, all in one case.
pub(crate) fn base32(text: &[u8]) -> Option<Vec<u8>> {
    let lower = text.iter().any(u8::is_ascii_lowercase);
    if lower && text.iter().any(u8::is_ascii_uppercase) {
        return None;
    }
    BASE32_NOPAD.decode(&text.to_ascii_uppercase()).ok()
}

/// `value` in the base that has as many digits as `digits`, most significant first, filled up with
/// the zero digit to `width`.
pub(crate) fn fixed(mut value: u64, digits: &[u8], width: usize) -> Vec<u8> {
    let mut text = vec![digits[0]; width];
    for place in text.iter_mut().rev() {
        *place = digits[(value % digits.len() as u64) as usize];
        value /= digits.len() as u64;
    }
    text
}

/// Bytes of base58; a leading zero digit is a zero byte.
pub(crate) fn base58(text: &[u8], digits: &[u8; 58]) -> Option<Vec<u8>> {
    if text.is_empty() || text.len() > LONGEST_BASE58 {
        return None;
    }
    let mut bytes: Vec<u8> = Vec::new();
    for character in text {
        let mut carry = digits.iter().position(|digit| digit == character)?;
        for byte in &mut bytes {
            carry += usize::from(*byte) * 58;
            *byte = carry as u8;
            carry >>= 8;
        }
        if carry > 0 {
            bytes.push(carry as u8);
        }
    }
    let zeros = text.iter().take_while(|c| **c == digits[0]).count();
    bytes.resize(bytes.len() + zeros, 0);
    bytes.reverse();
    Some(bytes)
}

/// Bytes as base58.
pub(crate) fn to_base58(bytes: &[u8], digits: &[u8; 58]) -> Vec<u8> {
    let mut places: Vec<u8> = Vec::new();
    for byte in bytes {
        let mut carry = usize::from(*byte);
        for place in &mut places {
            carry += usize::from(*place) << 8;
            *place = (carry % 58) as u8;
            carry /= 58;
        }
        while carry > 0 {
            places.push((carry % 58) as u8);
            carry /= 58;
        }
    }
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    places.resize(places.len() + zeros, 0);
    places
        .iter()
        .rev()
        .map(|place| digits[usize::from(*place)])
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn fixed_width_numbers_are_filled_up() {
        assert_eq!(fixed(61, BASE62, 3), b"00z");
        assert_eq!(fixed(35 * 36 + 1, BASE36, 4), b"00z1");
    }

    #[test]
    fn base64_takes_either_alphabet_but_no_mixture() {
        assert_eq!(base64(b"+/8=").unwrap(), [0xFB, 0xFF]);
        assert_eq!(base64(b"-_8").unwrap(), [0xFB, 0xFF]);
        assert_eq!(base64(b"+_8"), None);
        assert_eq!(base64(b"-_9"), None, "spare bits");
    }

    proptest! {
        #[test]
        fn base58_reads_what_it_writes(bytes: [u8; 40], zeros in 0usize..5) {
            let mut bytes = bytes.to_vec();
            bytes[..zeros].fill(0);
            for digits in [BASE58_BITCOIN, BASE58_RIPPLE] {
                prop_assert_eq!(base58(&to_base58(&bytes, digits), digits), Some(bytes.clone()));
            }
        }

        #[test]
        fn no_text_panics(text: Vec<u8>) {
            let _ = (base58(&text, BASE58_BITCOIN), base64(&text), base32(&text));
        }
    }
}
