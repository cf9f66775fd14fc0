//! Wallets' seed phrases (BIP-39) as people keep them: in a line, a list, a table, an array of
//! strings, numbered or not. Twelve to twenty-four words of one list, the last of which holds a
//! checksum.

use std::ops::Range;

use super::Examined;
use crate::checksum::mnemonic::{Phrase, is_count, number};
use crate::detect::work;

/// The first word is looked for this far behind the word that announces it, in bytes.
const FURTHEST_START: usize = 200;
/// Words and what parts them never reach further, in bytes.
pub(super) const LONGEST: usize = 1200;
/// Most bytes between two words: a quote, a comma, a line end, a number, a quote.
const LONGEST_JOINT: usize = 24;
const LEAST_WORDS: usize = 12;
const MOST_WORDS: usize = 24;
/// A run may begin with a few words of the list that are none of the phrase (`seed phrase word`),
/// or end with such.
const MOST_LABELS: usize = 3;
/// Twenty-four words of eight letters, and what parts them.
pub(super) const LONGEST_LINE: usize = 24 * 9;
/// Published phrases repeat one word, or a few.
const LEAST_VARIETY: usize = 5;

/// `found` ends before the phrase.
pub(super) fn examine(text: &[u8], found: Range<usize>) -> Examined {
    let run = Run::read(text, found.end);
    let words = &run.numbers;
    if words.len() < LEAST_WORDS {
        return Examined::not_a_secret(found, "no-phrase");
    }
    if variety(words) < LEAST_VARIETY {
        return Examined::not_a_secret(found, "published-example");
    }
    let whole = (0..=MOST_LABELS).map(|extra| words.len().saturating_sub(extra));
    for end in whole.chain([run.first_line]) {
        for labels in (0..=MOST_LABELS).filter(|labels| is_count(end.saturating_sub(*labels))) {
            let words = &words[labels..end];
            let Some(phrase) = Phrase::of(words) else {
                continue;
            };
            let span = run.words[labels].start..run.words[end - 1].end;
            return if is_published(&phrase, words) {
                Examined::not_a_secret(span, "published-example")
            } else {
                Examined::genuine(span)
                    .because("words-checksum-holds")
                    .proven()
            };
        }
    }
    if is_count(words.len()) && !words.is_sorted() {
        let span = run.words[0].start..run.words[words.len() - 1].end;
        return Examined::doubtful(span, "checksum-fails");
    }
    Examined::not_a_secret(found, "no-phrase")
}

/// `found` is a word of the phrase, which stands alone in quotes or on a line: nothing announces
/// it, so its checksum must hold.
pub(super) fn alone(text: &[u8], found: Range<usize>) -> Examined {
    let is_part = |byte: &&u8| byte.is_ascii_lowercase() || **byte == b' ';
    let before = &text[found.start.saturating_sub(LONGEST_LINE)..found.start];
    let behind = &text[found.end..text.len().min(found.end + LONGEST_LINE)];
    let start = found.start - before.iter().rev().take_while(is_part).count();
    let end = found.end + behind.iter().take_while(is_part).count();
    let is_edge = |byte: Option<&u8>| byte.is_none_or(|byte| b"\"'`\n\r<>\\".contains(byte));
    let edges = [start.checked_sub(1).map(|at| &text[at]), text.get(end)];
    let start = end - text[start..end].trim_ascii_start().len();
    let end = start + text[start..end].trim_ascii_end().len();
    let words: Vec<&[u8]> = text[start..end].split(|byte| *byte == b' ').collect();
    let is_alone = edges.into_iter().all(is_edge) && is_count(words.len());
    let numbers = || words.into_iter().map(number).collect::<Option<Vec<u16>>>();
    let Some(words) = is_alone.then(numbers).flatten() else {
        return Examined::not_a_secret(found, "no-phrase");
    };
    match Phrase::of(&words) {
        Some(phrase) if is_published(&phrase, &words) => {
            Examined::not_a_secret(start..end, "published-example")
        }
        Some(_) => Examined::genuine(start..end)
            .because("words-checksum-holds")
            .proven(),
        None => Examined::not_a_secret(start..end, "checksum-fails"),
    }
}

/// Words of the list, one after the other: of a run that is too long for a phrase only so many
/// that this shows.
#[derive(Default)]
struct Run {
    words: Vec<Range<usize>>,
    /// The same words by their places in the list.
    numbers: Vec<u16>,
    /// How many of them stand in the first one's line.
    first_line: usize,
}

impl Run {
    /// The first run behind `from` that is long enough, or what was left of the last one.
    fn read(text: &[u8], from: usize) -> Self {
        let limit = text.len().min(from + LONGEST);
        work::read(limit - from);
        let mut run = Self::default();
        let mut at = from;
        while let Some(skipped) = text[at..limit].iter().position(u8::is_ascii_alphabetic) {
            let start = at + skipped;
            if start > from && text[start - 1] == b'\\' && b"nrt".contains(&text[start]) {
                at = start + 1;
                continue;
            }
            let rest = &text[start..limit];
            let length = rest.iter().position(|c| !c.is_ascii_alphabetic());
            at = length.map_or(limit, |length| start + length);
            let between = &text[run.words.last().map_or(start, |last| last.end)..start];
            let goes_on = run.words.is_empty() || is_joint(between);
            let word = start..at;
            let number = number(&text[word.clone()]);
            if !goes_on || number.is_none() {
                if run.words.len() >= LEAST_WORDS {
                    break;
                }
                run = Self::default();
            }
            if run.words.is_empty() && at > from + FURTHEST_START {
                break;
            }
            if let Some(number) = number {
                run.first_line +=
                    usize::from(run.first_line == run.words.len() && !breaks(between));
                run.words.push(word);
                run.numbers.push(number);
                if run.words.len() > MOST_WORDS + 2 * MOST_LABELS {
                    break;
                }
            }
        }
        run
    }
}

fn breaks(between: &[u8]) -> bool {
    between.contains(&b'\n')
}

/// What may stand between two words. A line end may be written as an escape.
fn is_joint(between: &[u8]) -> bool {
    let is_part = |c: &u8| {
        c.is_ascii_whitespace() || c.is_ascii_digit() || b",;.:|()[]{}\"'`*_#/\\->&".contains(c)
    };
    let line_ends = memchr::memchr_iter(b'\n', between).count();
    !between.is_empty()
        && between.len() <= LONGEST_JOINT
        && line_ends <= 2
        && between
            .iter()
            .enumerate()
            .all(|(at, c)| is_part(c) || (b"rnt".contains(c) && at > 0 && between[at - 1] == b'\\'))
}

/// Whether this line of words is a phrase that was published, as far as its entropy tells.
pub(in crate::detect) fn is_known(line: &[u8]) -> bool {
    let words = line.split(|byte| *byte == b' ').map(number);
    let words: Option<Vec<u16>> = words.collect();
    words
        .is_some_and(|words| Phrase::of(&words).is_some_and(|phrase| is_published(&phrase, &words)))
}

/// Test vectors: entropy of one byte over and over, or one word over and over.
fn is_published(phrase: &Phrase, words: &[u16]) -> bool {
    let entropy = phrase.entropy();
    variety(words) < LEAST_VARIETY || entropy.iter().all(|byte| *byte == entropy[0])
}

fn variety(words: &[u16]) -> usize {
    let mut words = words.to_vec();
    words.sort_unstable();
    words.dedup();
    words.len()
}

#[cfg(test)]
mod tests {
    use bip39::{Language, Mnemonic};

    use super::super::Verdict;
    use super::*;
    use crate::level::Confidence;
    use crate::rule::template::Dice;

    fn phrase(words: usize, seed: u64) -> Vec<&'static str> {
        let mut dice = Dice::new(seed);
        let entropy: Vec<u8> = (0..words / 3 * 4).map(|_| dice.below(256) as u8).collect();
        let phrase = Mnemonic::from_entropy_in(Language::English, &entropy).unwrap();
        phrase.words().collect()
    }

    fn examined(text: &str) -> (Examined, String) {
        let start = text.find("wallet").unwrap();
        let examined = examine(text.as_bytes(), start..start + 6);
        let secret = text[examined.secret.clone()].to_owned();
        (examined, secret)
    }

    #[test]
    fn a_phrase_is_found_however_it_is_kept() {
        for count in [12, 15, 18, 21, 24] {
            let words = phrase(count, count as u64);
            let numbered = |mark: &str, joint: &str| {
                let line = |(at, word): (usize, &&str)| format!("{}{mark}{word}", at + 1);
                let lines: Vec<String> = words.iter().enumerate().map(line).collect();
                lines.join(joint)
            };
            for kept in [
                words.join(" "),
                words.join("  "),
                words.join(", "),
                words.join(","),
                words.join("\n"),
                words.join("\r\n"),
                words.join("\\n"),
                words.join("-"),
                format!(
                    "{}\n{}",
                    words[..count / 2].join(" "),
                    words[count / 2..].join(" ")
                ),
                words.join(" | "),
                words.join("\", \""),
                words.join("\",\n    \""),
                words.join(" ").to_uppercase(),
                numbered(". ", "\n"),
                numbered(") ", " "),
                numbered(": ", ", "),
                format!("- {}", words.join("\n- ")),
            ] {
                for (before, after) in [
                    ("wallet = \"", "\"\nnext line"),
                    ("# My wallet\n\n", "\n"),
                    ("wallet: |\n  ", "\nxyz: able about\n"),
                    ("wallet seed phrase: ", ""),
                ] {
                    let text = format!("{before}{kept}{after}");
                    let (examined, secret) = examined(&text);
                    assert_eq!(examined.verdict, Verdict::Genuine, "{text}");
                    assert!(secret.ends_with(&kept[kept.len() - 3..]), "{secret}");
                    assert!(kept.ends_with(&secret), "{secret}");
                }
            }
        }
    }

    #[test]
    fn a_phrase_alone_in_quotes_or_on_a_line_needs_no_announcement() {
        let seen = |text: &str, word: &str| {
            let start = text.find(word).unwrap();
            alone(text.as_bytes(), start..start + word.len())
        };
        for count in [12, 15, 18, 21, 24] {
            let words = phrase(count, 40 + count as u64);
            let kept = words.join(" ");
            for word in [words[0], words[5], words[count - 1]] {
                for text in [
                    kept.clone(),
                    format!("x = \"{kept}\";"),
                    format!("a\n  {kept}  \r\nb"),
                    format!("<p>{kept}</p>"),
                    format!("\"{kept}\\n\""),
                ] {
                    let examined = seen(&text, word);
                    assert_eq!(examined.verdict, Verdict::Genuine, "{text}");
                    assert_eq!(text[examined.secret], kept);
                }
            }
            for text in [
                format!("see: {kept}"),
                format!("{kept} and more"),
                words[1..].join(" "),
                words.join("  "),
            ] {
                assert_eq!(seen(&text, words[5]).verdict, Verdict::NotASecret, "{text}");
            }
        }
        let mut swapped = phrase(24, 1);
        swapped.swap(0, 1);
        swapped.swap(2, 4);
        let swapped = swapped.join(" ");
        assert_eq!(alone(swapped.as_bytes(), 0..4).verdict, Verdict::NotASecret);
    }

    #[test]
    fn a_failing_checksum_is_doubtful() {
        let mut words = phrase(12, 1);
        words.swap(0, 1);
        words.swap(2, 3);
        let (examined, _) = examined(&format!("wallet: {}", words.join(" ")));
        assert_eq!(examined.verdict, Verdict::Doubtful);
        assert_eq!(examined.confidence, Some(Confidence::Low));
    }

    #[test]
    fn lists_prose_and_published_phrases_are_no_secrets() {
        let list: Vec<&str> = Language::English.word_list()[..60].to_vec();
        for text in [
            format!("wallet {}", list.join("\n")),
            format!("wallet {}", list[..12].join("\n")),
            format!("wallet {}about", "abandon ".repeat(11)),
            format!("wallet {}junk", "test ".repeat(11)),
            "wallet: the quick brown fox jumps over a lazy dog and runs away again".to_owned(),
            format!("wallet: {}", phrase(12, 3)[..11].join(" ")),
            format!("wallet: {}", phrase(24, 3)[..23].join(" ")),
            format!("wallet {} {}", ". ".repeat(150), phrase(12, 3).join(" ")),
            "wallet".to_owned(),
        ] {
            assert_eq!(examined(&text).0.verdict, Verdict::NotASecret, "{text}");
        }
    }
}
