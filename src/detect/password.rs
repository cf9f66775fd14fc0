//! How hard a password is to guess, as far as its own bytes tell.

use super::readable;

/// Bits of [surprise](readable::surprise) from which a password is no word that people choose.
const RANDOM: f64 = 8.0;
/// Characters from which a password of three kinds of them is not weak.
const VARIED: usize = 10;

/// Whether a password is one that people choose, and short or of few kinds of characters.
pub(super) fn is_weak(password: &[u8]) -> bool {
    let kinds: [fn(&u8) -> bool; 4] = [
        u8::is_ascii_lowercase,
        u8::is_ascii_uppercase,
        u8::is_ascii_digit,
        |c| !c.is_ascii_alphanumeric(),
    ];
    let varied = kinds
        .iter()
        .filter(|kind| password.iter().any(kind))
        .count()
        > 2;
    readable::surprise(password) < RANDOM && !(varied && password.len() >= VARIED)
}

#[cfg(test)]
mod tests {
    use super::is_weak;

    #[test]
    fn words_and_short_ones_are_weak() {
        for weak in ["hunter2", "swordfish", "Summer24", "passw0rd"] {
            assert!(is_weak(weak.as_bytes()), "{weak}");
        }
        for strong in ["kT9w:vQz2xW", "xk7Qp0Zr4m", "Correct-Horse7"] {
            assert!(!is_weak(strong.as_bytes()), "{strong}");
        }
    }
}
