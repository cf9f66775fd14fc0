//! Wallets' seed phrases (BIP-39) as people keep them: in a line, a list, a table, an array of
//! strings, numbered or not. Twelve to twenty-four words of one list, the last of which holds a
//! checksum.

use std::ops::Range;

use super::Examined;
use crate::checksum::mnemonic::{Phrase, is_count, number};
use crate::detect::{line, word, work};
use crate::level::Confidence;

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
/// Letters of the longest word.
const LONGEST_WORD: usize = 8;
/// Most bytes between two words of a phrase that nothing announces: `",`, a line end, six spaces, `"`.
const WIDEST_GAP: usize = 12;
/// Bytes of its line before such a phrase in which it may be called one.
const NEAR: usize = 48;
/// What it is called, where that alone would not lead to it.
const NAMES: [&[u8]; 3] = [b"backup", b"phrase", b"words"];
/// Such a phrase, and the word behind it.
pub(super) const LONGEST_ROW: usize = (MOST_WORDS + 1) * (LONGEST_WORD + WIDEST_GAP + 1);
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

/// `found` is a word of the phrase, whose words are parted alike: nothing announces it, so its
/// checksum must hold.
pub(super) fn alone(text: &[u8], found: Range<usize>) -> Examined {
    let behind = &text[found.end..text.len().min(found.end + WIDEST_GAP)];
    let before = &text[found.start.saturating_sub(WIDEST_GAP)..found.start];
    let is_gap = |byte: &&u8| !byte.is_ascii_alphabetic();
    let behind = &behind[..behind.iter().take_while(is_gap).count()];
    let before = line::tail(before, |byte| !byte.is_ascii_alphabetic());
    let mut why = "no-phrase";
    for gap in [behind, before] {
        let row = if is_joint(gap) {
            row(text, &found, gap)
        } else {
            Vec::new()
        };
        let words = row.iter().filter_map(|word| number(&text[word.clone()]));
        let words: Vec<u16> = words.collect();
        if !is_count(words.len()) || words.is_sorted() {
            continue;
        }
        let span = row[0].start..row[row.len() - 1].end;
        match Phrase::of(&words) {
            Some(phrase) if is_published(&phrase, &words) => {
                return Examined::not_a_secret(span, "published-example");
            }
            Some(_) => {
                let before = &text[span.start.saturating_sub(NEAR)..span.start];
                let sure = word::speaks(line::last(before), &NAMES);
                let phrase = Examined::genuine(span)
                    .because("words-checksum-holds")
                    .proven();
                return if sure {
                    phrase.confidence(Confidence::High)
                } else {
                    phrase
                };
            }
            None => why = "checksum-fails",
        }
    }
    Examined::not_a_secret(found, why)
}

/// The words of the list round the one at `found`, with `gap` between each two: of more than a
/// phrase has, only so many that this shows.
fn row(text: &[u8], found: &Range<usize>, gap: &[u8]) -> Vec<Range<usize>> {
    let is_listed = |word: &Range<usize>| number(&text[word.clone()]).is_some();
    let mut row = Vec::new();
    let mut first = found.clone();
    while is_listed(&first) && row.len() <= MOST_WORDS {
        row.push(first.clone());
        let Some(before) = text[..first.start].strip_suffix(gap) else {
            break;
        };
        let reach = &before[before.len().saturating_sub(LONGEST_WORD + 1)..];
        let length = line::tail(reach, u8::is_ascii_alphabetic).len();
        first = before.len() - length..before.len();
    }
    row.reverse();
    let mut last = found.clone();
    while row.len() <= MOST_WORDS && text[last.end..].starts_with(gap) {
        let start = last.end + gap.len();
        let reach = &text[start..text.len().min(start + LONGEST_WORD + 1)];
        let length = reach.iter().take_while(|byte| byte.is_ascii_alphabetic());
        last = start..start + length.count();
        if !is_listed(&last) {
            break;
        }
        row.push(last.clone());
    }
    row
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
    fn a_phrase_whose_words_are_parted_alike_needs_no_announcement() {
        let seen = |text: &str, word: &str| {
            let start = text.find(word).unwrap();
            alone(text.as_bytes(), start..start + word.len())
        };
        for count in [12, 15, 18, 21, 24] {
            let words = phrase(count, 40 + count as u64);
            for gap in [
                " ",
                "  ",
                "\n",
                "\r\n",
                "\n  - ",
                ", ",
                "\", \"",
                "',\n    '",
                "-",
            ] {
                let kept = words.join(gap);
                for word in [words[0], words[5], words[count - 1]] {
                    for text in [
                        kept.clone(),
                        format!("x = \"{kept}\";"),
                        format!("phrase: {kept}\r\nzzz: 1"),
                        format!("<p>{kept}</p>"),
                        format!("\"{kept}\\n\""),
                        format!("{{'words': ['{kept}'], 'word': 1}}"),
                        format!("My backup is {kept}; keep it."),
                    ] {
                        let examined = seen(&text, word);
                        assert_eq!(examined.verdict, Verdict::Genuine, "{text}");
                        assert_eq!(text[examined.secret], kept);
                        let sure = NAMES
                            .iter()
                            .any(|name| word::speaks(text.as_bytes(), &[name]));
                        assert_eq!(examined.confidence.is_some(), sure, "{text}");
                    }
                }
            }
            let kept = words.join(" ");
            for text in [
                words[1..].join(" "),
                format!("{kept} abandon"),
                format!("{} {}", words[..6].join(" "), words[6..].join(", ")),
                words.join("\n              "),
            ] {
                assert_eq!(seen(&text, words[5]).verdict, Verdict::NotASecret, "{text}");
            }
        }
        let mut swapped = phrase(24, 1);
        swapped.swap(0, 1);
        swapped.swap(2, 4);
        let swapped = swapped.join(" ");
        assert_eq!(
            seen(&swapped, swapped.split(' ').next().unwrap()).verdict,
            Verdict::NotASecret
        );
        let mut list = phrase(12, 3);
        list.sort_unstable();
        let list = list.join(" ");
        assert_eq!(seen(&list, &list[..3]).verdict, Verdict::NotASecret);
    }

    #[test]
    fn a_list_of_words_is_read_no_further_than_a_phrase_reaches() {
        let text = Language::English.word_list().join("\n");
        let start = text.find("\nmother\n").unwrap() + 1;
        assert_eq!(
            row(text.as_bytes(), &(start..start + 6), b"\n").len(),
            MOST_WORDS + 1
        );
        let examined = alone(text.as_bytes(), start..start + 6);
        assert_eq!(examined.verdict, Verdict::NotASecret);
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
