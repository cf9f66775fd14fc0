//! Values made by holding a key down or counting up: masks, repetitions, sequences.

use crate::path::byte_of_hex;

/// Characters that masks are made of.
const MASK: &[u8] = b"xX*.#_-?0 ";
/// A value that repeats itself is at least this long.
const SHORTEST_REPETITION: usize = 12;
/// Sequences shorter than this are left to whoever knows what the value is for.
const SHORTEST_SEQUENCE: usize = 8;
/// Steps in a row that make a run of a sequence.
const STEPS: usize = 3;
/// The rows of a keyboard; a step to the right continues a sequence.
const KEYBOARD: [&[u8]; 3] = [b"qwertyuiop", b"asdfghjkl", b"zxcvbnm"];

/// What stands to the right of each letter on a keyboard; 0: nothing.
const NEXT: [u8; 256] = {
    let (mut next, mut row) = ([0; 256], 0);
    while row < KEYBOARD.len() {
        let mut at = 1;
        while at < KEYBOARD[row].len() {
            next[KEYBOARD[row][at - 1] as usize] = KEYBOARD[row][at];
            at += 1;
        }
        row += 1;
    }
    next
};

/// `abc...`, `…xyz`.
pub(super) fn is_elided(value: &[u8]) -> bool {
    memchr::memmem::find(value, b"...").is_some()
        || memchr::memmem::find(value, "…".as_bytes()).is_some()
}

/// `xxxx`, `****`, `1x0000000000AA`, `deadbeefdeadbeef`.
pub(super) fn is_masked(value: &[u8]) -> bool {
    if value.len() < 3 {
        return false;
    }
    // `*SENSITIVE*DATA*DELETED*`
    if let [b'*', .., b'*'] = value {
        return true;
    }
    if value
        .iter()
        .all(|byte| MASK.contains(byte) || *byte == value[0])
        || value.chunks(3).all(|c| c == "•".as_bytes())
    {
        return true;
    }
    has_few(value) && value.len() >= SHORTEST_REPETITION
        || has_mask(value)
        || is_repetition(value)
        || is_stutter(value)
}

/// Whether it has at most three different characters.
fn has_few(value: &[u8]) -> bool {
    let mut seen = [0u64; 4];
    let mut rest = value;
    while let [byte, tail @ ..] = rest {
        // `%2F` is one character.
        let escaped = (*byte == b'%').then(|| byte_of_hex(tail)).flatten();
        rest = if escaped.is_some() { &tail[2..] } else { tail };
        let byte = escaped.unwrap_or(*byte);
        seen[usize::from(byte / 64)] |= 1 << (byte % 64);
        if seen.iter().map(|bits| bits.count_ones()).sum::<u32>() > 3 {
            return false;
        }
    }
    true
}

/// Whether one character in a row makes up much of the value.
fn has_mask(value: &[u8]) -> bool {
    value.chunk_by(|a, b| a == b).any(|run| match run[0] {
        b'x' | b'X' | b'*' => run.len() > 3,
        // What is mostly zero bytes has many of these in base64.
        b'A' => run.len() > 7 && run.len() * 2 >= value.len(),
        b'0' | b'.' | b'-' | b'_' | b'#' => run.len() > 5 && run.len() * 3 >= value.len(),
        _ => run.len() > 5 && run.len() * 2 >= value.len(),
    })
}

fn is_repetition(value: &[u8]) -> bool {
    value.len() >= SHORTEST_REPETITION
        && (1..=(value.len() / 2).min(16))
            .any(|period| value[period..] == value[..value.len() - period])
}

/// `abandon abandon … about`: one word makes up most of many.
fn is_stutter(value: &[u8]) -> bool {
    let mut words = value.split(|byte| *byte == b' ');
    let first = words.next().unwrap_or_default();
    let again = words.clone().filter(|word| *word == first).count();
    first.len() > 2 && again > 3 && again * 2 > words.count()
}

/// Whether most of the value counts up or down, or runs along the keyboard.
pub(super) fn is_sequence(value: &[u8]) -> bool {
    value.len() >= SHORTEST_SEQUENCE
        && (counts(value)
            || counts_in_bytes(value)
            || counts_by_turns(value)
            || counts_in_base64(value))
}

/// `AAECAwQFBgcICQoLDA0ODw==`: bytes that count up somewhere in it, in base64.
fn counts_in_base64(value: &[u8]) -> bool {
    /// What three bytes are more than the three before them.
    const STEP: u32 = 0x03_03_03;
    let (groups, _) = value.as_chunks::<4>();
    let mut before = None;
    let mut steps = 0;
    groups.iter().any(|group| {
        let bytes = group
            .iter()
            .try_fold(0, |bytes, byte| Some(bytes << 6 | sextet(*byte)?));
        let counts = before.is_some_and(|before: u32| bytes == Some(before + STEP));
        steps = if counts { steps + 1 } else { 0 };
        before = bytes;
        steps == STEPS
    })
}

/// What a digit of base64 stands for, in its alphabet for addresses, too.
fn sextet(byte: u8) -> Option<u32> {
    let digit = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    };
    Some(digit.into())
}

/// `abc123def456`: letters that count up, and digits that do.
fn counts_by_turns(value: &[u8]) -> bool {
    let of = |kind: fn(&u8) -> bool| value.iter().copied().filter(kind);
    let counts = |kind: fn(&u8) -> bool| {
        let (first, mut pairs) = (of(kind), of(kind).zip(of(kind).skip(1)));
        first.count() > STEPS && pairs.all(|(a, b)| follows(a, b))
    };
    value.iter().all(u8::is_ascii_alphanumeric)
        && counts(u8::is_ascii_alphabetic)
        && counts(u8::is_ascii_digit)
}

fn counts(value: &[u8]) -> bool {
    let is_most = |covered: usize| covered * 10 >= value.len() * 8;
    let (mut covered, mut at) = (0, 0);
    while at + 1 < value.len() {
        // Runs share their ends: three steps, the fewest, cover four bytes.
        if !is_most(covered + (value.len() - at) * (STEPS + 1) / STEPS + 1) {
            return false;
        }
        let up = run(&value[at..], follows);
        let down = run(&value[at..], |a, b| {
            a.is_ascii_alphanumeric() && b.wrapping_add(1) == a
        });
        let steps = up.max(down);
        if steps >= STEPS {
            covered += steps + 1;
        }
        at += steps.max(1);
    }
    is_most(covered)
}

/// Pairs at the beginning of `value` of which the second continues the first.
fn run(value: &[u8], continues: impl Fn(u8, u8) -> bool) -> usize {
    value
        .windows(2)
        .take_while(|pair| continues(pair[0], pair[1]))
        .count()
}

fn follows(a: u8, b: u8) -> bool {
    let (a, b) = (a.to_ascii_lowercase(), b.to_ascii_lowercase());
    match (a, b) {
        (b'9', b'0' | b'a') | (b'z', b'0' | b'1' | b'a') | (b'f', b'0' | b'1') => true,
        _ if a.is_ascii_alphanumeric() && b == a + 1 => true,
        _ => NEXT[usize::from(a)] == b,
    }
}

/// `00010203…`, `00112233…`: hexadecimal bytes a constant step apart.
fn counts_in_bytes(value: &[u8]) -> bool {
    let value = value.strip_prefix(b"0x").unwrap_or(value);
    if value.len() < 16
        || !value.len().is_multiple_of(2)
        || !value.iter().all(u8::is_ascii_hexdigit)
    {
        return false;
    }
    let byte = |pair: &[u8]| {
        pair.iter().fold(0u8, |byte, digit| {
            (byte << 4) | (*digit as char).to_digit(16).unwrap_or(0) as u8
        })
    };
    let bytes: Vec<u8> = value.chunks(2).map(byte).collect();
    let step = bytes[1].wrapping_sub(bytes[0]);
    let constant = bytes
        .windows(2)
        .filter(|pair| pair[1].wrapping_sub(pair[0]) == step)
        .count();
    constant * 4 >= (bytes.len() - 1) * 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_are_long_for_what_they_are_in() {
        assert!(is_masked(b"AKIAXXXXXXXXXXXXXXXX"));
        assert!(is_masked(b"XXXX-XXXX-XXXX"));
        assert!(is_masked("••••••".as_bytes()));
        assert!(is_masked(b"abcabcabcabc"));
        assert!(is_masked(b"AAAA%2FAAA%3DAAAAAAAA"));
        assert!(!is_masked(b"GP%23%24%5E%2A%40%26"));
        assert!(is_masked(b"test test test test test test test junk"));
        assert!(!is_masked(b"AIzaSyAAAAAAAAq8dkf"));
        assert!(!is_masked(b"pass0000"));
        assert!(!is_masked(b"ab"));
    }

    #[test]
    fn sequences_run_up_down_and_along() {
        for value in [
            "12345678",
            "87654321",
            "abcdefgh",
            "qwertyuiop",
            "1234567890abcdef",
            "abcd1234",
            "abc123def456",
            "00112233445566778899aabbccddeeff",
            "AAECAwQFBgcICQoLDA0ODw==",
            "4OHi4-Tl5ufo6err7O3u7w",
            "kZ8xQw21AAECAwQFBgcICQoLDA0OD3TnLqP7",
        ] {
            assert!(is_sequence(value.as_bytes()), "{value}");
        }
        for value in [
            "sk-1234567890",
            "12345",
            "abc123xyz789",
            "20240131",
            "0123k8qz",
            // Nine bytes count up, fewer than chance never makes.
            "kZ8xQw21AAECAwQFBgcIP3TnLqP7",
            "AAECAwQF_AAECAwQF_AAECAwQF",
        ] {
            assert!(!is_sequence(value.as_bytes()), "{value}");
        }
    }
}
