//! Words that must stand near a match before it means anything.

use std::ops::Range;

use super::work;

/// Words that a provider's name may run into: `openaikey`, `herokuapi`.
const TAILS: [&[u8]; 10] = [
    b"key", b"token", b"secret", b"api", b"auth", b"pass", b"client", b"app", b"access", b"cred",
];

/// Whether one of `words` (lower case) stands within `within` bytes of `found`, as a word.
pub(super) fn stands_near(
    text: &[u8],
    found: &Range<usize>,
    words: &[String],
    within: usize,
) -> bool {
    let before = found.start.saturating_sub(within)..found.start;
    let after = found.end..text.len().min(found.end + within);
    work::read(words.len() * (before.len() + after.len()));
    words.iter().any(|word| {
        [&before, &after]
            .into_iter()
            .any(|span| holds(text, span, word.as_bytes()))
    })
}

fn holds(text: &[u8], span: &Range<usize>, word: &[u8]) -> bool {
    text[span.clone()]
        .windows(word.len().max(1))
        .enumerate()
        .filter(|(_, window)| window.eq_ignore_ascii_case(word))
        .any(|(at, _)| is_word(text, &(span.start + at..span.start + at + word.len())))
}

/// Whether the letters at `found` are a word, not a piece of one: `deepgram` in `DEEPGRAM_KEY`,
/// `myDeepgramKey` and `deepgramkey`, but `hex` not in `hexagon` nor `auth` in `author`.
pub(super) fn is_word(text: &[u8], found: &Range<usize>) -> bool {
    let (Some(first), Some(last)) = (text.get(found.start), text.get(found.end - 1)) else {
        return false;
    };
    let left = found.start.checked_sub(1).map(|at| text[at]);
    let starts = !first.is_ascii_alphabetic()
        || left.is_none_or(|left| {
            !left.is_ascii_alphabetic()
                || (first.is_ascii_uppercase() && left.is_ascii_lowercase())
                // A property that Java is given: `-Dacme.token=`.
                || text[..found.start].ends_with(b"-D")
        });
    let rest = &text[found.end..];
    let ends = rest.first().is_none_or(|next| {
        !last.is_ascii_alphabetic()
            || !next.is_ascii_alphabetic()
            || (last.is_ascii_lowercase() && next.is_ascii_uppercase())
            || TAILS.iter().any(|tail| {
                rest.get(..tail.len())
                    .is_some_and(|rest| rest.eq_ignore_ascii_case(tail))
            })
    });
    starts && ends
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, word: &str) -> bool {
        let at = text.to_lowercase().find(word).unwrap();
        is_word(text.as_bytes(), &(at..at + word.len()))
    }

    #[test]
    fn a_word_in_any_case_style() {
        for text in [
            "DEEPGRAM_KEY",
            "myDeepgramKey",
            "deepgramkey",
            "api.deepgram.com",
            "(deepgram)",
            "-Ddeepgram.key=x",
        ] {
            assert!(word(text, "deepgram"), "{text}");
        }
        assert!(!word("hexagon", "hex"));
        assert!(!word("author", "auth"));
        assert!(!word("reauth", "auth"));
    }

    #[test]
    fn only_within_the_distance() {
        let text = b"acme .......... 1234";
        let words = ["acme".to_owned()];
        assert!(stands_near(text, &(16..20), &words, 16));
        assert!(!stands_near(text, &(16..20), &words, 15));
        assert!(stands_near(b"1234 Acme", &(0..4), &words, 5));
        assert!(!stands_near(b"1234 Acmex", &(0..4), &words, 9));
    }
}
