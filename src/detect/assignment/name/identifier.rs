//! An identifier as words, and which names that say secret stand in it.

use super::words::{
    AFTER, BEFORE, BEFORE_KEY, BEFORE_TOKEN, COMMON, ENDS, HEADS, NEUTRAL, PASSWORDS, TAILS,
};
use super::{Kind, Said, Weight};
use crate::detect::word;
use crate::rule::{Ending, TellingNames};

/// Words of a name that are looked at; of longer names, the last ones.
const MOST_WORDS: usize = 12;

/// The words of one identifier, run-together ones taken apart.
pub(super) struct Words<'i> {
    each: [&'i [u8]; MOST_WORDS],
    len: usize,
    /// Whether some have other letters than those of ASCII.
    are_foreign: bool,
}

impl<'i> Words<'i> {
    #[inline]
    pub(super) fn of(identifier: &'i [u8]) -> Self {
        let mut words = Self {
            each: [b""; MOST_WORDS],
            len: 0,
            are_foreign: !identifier.is_ascii(),
        };
        for word in word::split(identifier) {
            let cut = cut(word);
            let (head, tail) = word.split_at(cut);
            for part in [head, tail] {
                words.push(part);
            }
        }
        words
    }

    fn push(&mut self, word: &'i [u8]) {
        if word.is_empty() {
            return;
        }
        if self.len == MOST_WORDS {
            self.each.rotate_left(1);
            self.len -= 1;
        }
        self.each[self.len] = word;
        self.len += 1;
    }

    /// Where `word` stands, a bit each.
    fn places(&self, word: &str) -> u16 {
        self.bits(|at, other| self.is(other, word) || at > 0 && is_plural(other, word))
    }

    /// The places behind which no word takes back what stands there.
    fn open(&self) -> u16 {
        let after = self.bits(|at, word| at > 0 && AFTER.holds(word));
        u16::MAX << (u16::BITS - after.leading_zeros()).saturating_sub(1)
    }

    /// A bit for each word for which `holds`, which is told where it stands.
    fn bits(&self, mut holds: impl FnMut(usize, &[u8]) -> bool) -> u16 {
        let words = self.each[..self.len].iter().enumerate();
        words.fold(0, |bits, (at, word)| {
            bits | u16::from(holds(at, word)) << at
        })
    }

    /// Whether `word`, one of these, is `want` (lower case), or its plural where that still means a
    /// value.
    #[inline]
    fn is(&self, word: &[u8], want: &str) -> bool {
        let same = match word.len().wrapping_sub(want.len()) {
            0 => word.eq_ignore_ascii_case(want.as_bytes()),
            1 => {
                adds_s(word, want)
                    && matches!(want, "password" | "secret" | "credential" | "passphrase")
            }
            _ => false,
        };
        same || self.are_foreign && !want.is_ascii() && is_foreign(word, want)
    }

    /// Hands `each` what each of the names says that stand here, with its rank, until that is
    /// enough; says whether it is.
    pub(super) fn read(
        &self,
        names: &TellingNames,
        mut each: impl FnMut(usize, Said) -> bool,
    ) -> bool {
        let mut open = None;
        for word in &self.each[..self.len] {
            for ending in names.ending_in(word) {
                let places = self.places(&ending.last);
                if places == 0 {
                    continue;
                }
                let ends = places & *open.get_or_insert_with(|| self.open());
                let behind = self.behind(ending, ends);
                for name in &ending.names {
                    let ends = if name.before.is_empty() { ends } else { behind };
                    if ends == 0 {
                        break;
                    }
                    let said = self.ending_in(&ending.last, &name.before, ends);
                    if said.is_some_and(|said| each(name.rank, said)) {
                        return true;
                    }
                }
            }
        }
        false
    }

    /// Those of the places `ends` behind words that may be some before the last one.
    fn behind(&self, ending: &Ending, ends: u16) -> u16 {
        let mut behind = 0;
        for (at, word) in self.each[..self.len].iter().enumerate() {
            let end = ends & 2 << at;
            if end != 0 && ending.may_follow(word) {
                behind |= end;
            }
        }
        behind
    }

    /// What the name says that ends in `last` at one of `ends`, which no word behind it takes back,
    /// behind the words `before`.
    fn ending_in(&self, last: &str, before: &[String], mut ends: u16) -> Option<Said> {
        let words = &self.each[..self.len];
        let (at, end) = loop {
            let end = 15_u32.checked_sub(ends.leading_zeros())? as usize;
            let at = end.checked_sub(before.len());
            let precede = |at: &usize| {
                let mut nearest = words[*at..end].iter().rev().zip(before);
                // `tokens` alone are pieces of a text, `access_tokens` are secrets.
                (*at < end || self.is(words[end], last))
                    && nearest.all(|(word, want)| self.is(word, want))
            };
            if let Some(at) = at.filter(precede) {
                break (at, end + 1);
            }
            ends &= !(1 << end);
        };
        let (before, after) = (&words[..at], &words[end..]);
        if before.iter().any(|word| BEFORE.holds(word))
            || adds_s(words[end - 1], last) && before.iter().any(|word| COMMON.holds(word))
        {
            return None;
        }
        let weight = match (last, end - at) {
            ("key" | "auth", 1) => {
                if before.iter().any(|word| BEFORE_KEY.holds(word)) {
                    return None;
                }
                Weight::Vague
            }
            ("token", 1) if before.iter().any(|word| BEFORE_TOKEN.holds(word)) => {
                return None;
            }
            ("pass" | "pw" | "pin", 1) if before.is_empty() => Weight::Vague,
            ("clave", 1) if before.is_empty() && after.is_empty() => Weight::Vague,
            _ if after
                .iter()
                .all(|word| word.len() == 1 || NEUTRAL.holds(word)) =>
            {
                Weight::Plain
            }
            _ => Weight::Vague,
        };
        Some(Said {
            kind: match last {
                "token" => Kind::Token,
                _ if PASSWORDS.holds(last.as_bytes()) => Kind::Password,
                _ => Kind::Key,
            },
            weight,
            alone: before.is_empty() && after.is_empty(),
        })
    }
}

/// Whether `word` is the plural of `want`, which alone is too vague for one.
fn is_plural(word: &[u8], want: &str) -> bool {
    adds_s(word, want) && matches!(want, "key" | "token")
}

#[inline]
fn adds_s(word: &[u8], want: &str) -> bool {
    word.len() == want.len() + 1
        && word[..want.len()].eq_ignore_ascii_case(want.as_bytes())
        && word[want.len()].eq_ignore_ascii_case(&b's')
}

/// Whether a word of another script or with accents is `want`, or ends in it where words are not
/// set apart (`数据库密码`), or begins with it before a capital (`парольБД`).
fn is_foreign(word: &[u8], want: &str) -> bool {
    let Some(word) = std::str::from_utf8(word)
        .ok()
        .filter(|word| !word.is_ascii())
    else {
        return false;
    };
    let lower = word.to_lowercase();
    let rest = || word.get(want.len()..).unwrap_or_default();
    lower.ends_with(want) || lower.starts_with(want) && rest().starts_with(char::is_uppercase)
}

/// Where a run-together word comes apart (`api|key`, `db|password`); 0: nowhere.
fn cut(word: &[u8]) -> usize {
    if !may_come_apart(word) {
        return 0;
    }
    let last = word[word.len() - 1] | 0x20;
    let mut near = TAILS
        .iter()
        .filter(|tail| tail.as_bytes().last() == Some(&last));
    near.find_map(|tail| {
        let at = word.len().checked_sub(tail.len()).filter(|at| *at > 0)?;
        let (head, end) = word.split_at(at);
        let apart =
            end.eq_ignore_ascii_case(tail.as_bytes()) && (tail.len() > 7 || HEADS.holds(head));
        apart.then_some(at)
    })
    .unwrap_or(0)
}

/// Whether a word ends as one of [`TAILS`] does, as far as two letters tell.
fn may_come_apart(word: &[u8]) -> bool {
    let [_, _, .., a, b] = word else {
        return false;
    };
    let end = [a | 0x20, b | 0x20];
    ENDS.contains(&end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_run_together_names_end_in_is_seen_by_two_letters() {
        for tail in TAILS {
            let word = format!("x{tail}").to_uppercase();
            assert!(may_come_apart(word.as_bytes()), "{word}");
        }
    }
}
