//! An identifier as words, and which names that say secret stand in it.

use std::ops::Range;

use super::words::{
    AFTER, COMMON, CURSORS, ENTRIES, FORGERY, HEADS, INDEXES, NEUTRAL, PASSWORDS, PIECES, PUBLIC,
    ROLES, SEALED, STATES, TAILS, TEXTS,
};
use super::{Kind, Said, Weight};
use crate::detect::word::{self, List};
use crate::rule::{Ending, TellingNames};

/// Words of a name that are looked at; of longer names, the last ones.
const MOST_WORDS: usize = 12;

/// The words of one identifier, run-together ones taken apart.
pub(super) struct Words<'i> {
    each: [&'i [u8]; MOST_WORDS],
    /// How many dots stand before each.
    dots: [u8; MOST_WORDS],
    len: usize,
    /// Whether some have other letters than those of ASCII.
    are_foreign: bool,
}

impl<'i> Words<'i> {
    #[inline]
    pub(super) fn of(identifier: &'i [u8]) -> Self {
        let mut words = Self {
            each: [b""; MOST_WORDS],
            dots: [0; MOST_WORDS],
            len: 0,
            are_foreign: !identifier.is_ascii(),
        };
        let mut dots = 0_u8;
        for segment in identifier.split(|byte| *byte == b'.') {
            for word in word::split(segment) {
                let (head, tail) = word.split_at(cut(word));
                for part in [head, tail] {
                    words.push(part, dots);
                }
            }
            dots = dots.wrapping_add(1);
        }
        words
    }

    /// The last one.
    pub(super) fn last(&self) -> Option<&'i [u8]> {
        self.each[..self.len].last().copied()
    }

    fn push(&mut self, word: &'i [u8], dots: u8) {
        if word.is_empty() {
            return;
        }
        if self.len == MOST_WORDS {
            self.each.rotate_left(1);
            self.dots.rotate_left(1);
            self.len -= 1;
        }
        self.each[self.len] = word;
        self.dots[self.len] = dots;
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

    /// Hands `each` what each of the names says that stand here, with its rank, or the word that
    /// takes it back, until that is enough; says whether it is. Of words behind the name that take
    /// it back, `each` hears only if somebody `asks`.
    pub(super) fn read(
        &self,
        names: &TellingNames,
        asks: bool,
        mut each: impl FnMut(usize, Result<Said, &'i [u8]>) -> bool,
    ) -> bool {
        let mut open = asks.then_some(u16::MAX);
        for word in &self.each[..self.len] {
            for ending in names.ending_in(word) {
                let places = self.places(&ending.last);
                if places == 0 {
                    continue;
                }
                let ends = places & *open.get_or_insert_with(|| self.open());
                let behind = self.behind(ending, ends);
                let mut known = None;
                // The longest stand last: `api_key` says more than `key` at the same place.
                for name in ending.names(behind != 0).iter().rev() {
                    let ends = if name.before.is_empty() { ends } else { behind };
                    let found = match ends {
                        0 => None,
                        _ => self.ending_in(&ending.last, &name.before, ends),
                    };
                    let Some(found) = found.filter(|found| known != Some(found.end)) else {
                        continue;
                    };
                    known = Some(found.end);
                    if each(name.rank, self.said(&ending.last, found)) {
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

    /// Where the name stands that ends in `last` at one of `ends`, behind the words `before`.
    fn ending_in(&self, last: &str, before: &[String], mut ends: u16) -> Option<Range<usize>> {
        let words = &self.each[..self.len];
        loop {
            let end = 15_u32.checked_sub(ends.leading_zeros())? as usize;
            let at = end.checked_sub(before.len());
            let precede = |at: &usize| {
                let mut nearest = words[*at..end].iter().rev().zip(before);
                // `tokens` alone are pieces of a text, `access_tokens` are secrets.
                (*at < end || self.is(words[end], last))
                    && nearest.all(|(word, want)| self.is(word, want))
            };
            if let Some(at) = at.filter(precede) {
                return Some(at..end + 1);
            }
            ends &= !(1 << end);
        }
    }

    /// What the name at `found` says, which ends in `last`.
    ///
    /// # Errors
    /// The word that takes it back.
    fn said(&self, last: &str, found: Range<usize>) -> Result<Said, &'i [u8]> {
        let words = &self.each[..self.len];
        let (before, after) = (&words[..found.start], &words[found.end..]);
        let kind = match last {
            "token" => Kind::Token,
            _ if PASSWORDS.holds(last.as_bytes()) => Kind::Password,
            _ => Kind::Key,
        };
        let bare = match last {
            _ if found.len() > 1 => Bare::No,
            "key" => Bare::Key,
            "token" => Bare::Token,
            _ => Bare::No,
        };
        if let Some(word) = self.takes_back(kind, bare, last, &found) {
            return Err(word);
        }
        let has = |words: &[&[u8]], list: &List| words.iter().any(|word| list.holds(word));
        let is_entry = match bare {
            Bare::Key => has(before, &ENTRIES),
            Bare::Token => has(before, &PIECES) || self.near(&found).is_some_and(verifies),
            Bare::No => false,
        };
        let is_text = has(before, &TEXTS) || before.windows(2).any(is_i18n);
        let weight = match (last, found.len()) {
            _ if is_entry => Weight::Vague,
            ("key" | "auth" | "jwt", 1) => Weight::Vague,
            ("pass" | "pw" | "pin" | "psk", 1) if before.is_empty() => Weight::Vague,
            ("clave", 1) if before.is_empty() && after.is_empty() => Weight::Vague,
            _ if after
                .iter()
                .all(|word| word.len() == 1 || NEUTRAL.holds(word)) =>
            {
                Weight::Plain
            }
            _ => Weight::Vague,
        };
        Ok(Said {
            kind,
            weight,
            alone: before.is_empty() && after.is_empty(),
            doubtful: is_entry || is_text || has(after, &ROLES),
        })
    }

    /// The word that makes the name at `found` that of something else.
    fn takes_back(
        &self,
        kind: Kind,
        bare: Bare,
        last: &str,
        found: &Range<usize>,
    ) -> Option<&'i [u8]> {
        let words = &self.each[..self.len];
        let (before, after) = (&words[..found.start], &words[found.end..]);
        let first = |words: &[&'i [u8]], list: &List| {
            let mut words = words.iter().copied();
            words.find(|word| list.holds(word))
        };
        let is_secret = kind == Kind::Password
            || words[found.clone()]
                .iter()
                .any(|word| self.is(word, "secret"));
        let near = self.near(found);
        let nearly = |list: &List| near.filter(|word| list.holds(word));
        let behind = first(after, &AFTER).or_else(|| match bare {
            Bare::No => None,
            Bare::Key | Bare::Token => first(after, &ROLES),
        });
        behind
            .or_else(|| first(before, &SEALED))
            .or_else(|| nearly(&STATES))
            .or_else(|| nearly(&TEXTS))
            .or_else(|| near.filter(|word| kind == Kind::Password && verifies(word)))
            .or_else(|| {
                let public = first(before, &PUBLIC).or_else(|| near.filter(|word| is_pub(word)));
                public.filter(|_| !is_secret)
            })
            .or_else(|| first(before, &FORGERY).filter(|_| kind == Kind::Token))
            .or_else(|| {
                let is_plural = adds_s(words[found.end - 1], last);
                first(before, &COMMON).filter(|_| is_plural)
            })
            .or_else(|| match bare {
                Bare::Key => first(before, &INDEXES),
                Bare::Token => first(before, &CURSORS),
                Bare::No => None,
            })
    }

    /// The word right before the name at `found`, no dot between them.
    fn near(&self, found: &Range<usize>) -> Option<&'i [u8]> {
        let before = found.start.checked_sub(1)?;
        (self.dots[before] == self.dots[found.start]).then(|| self.each[before])
    }
}

/// Names of one word that may mean many things, which the words before them decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bare {
    /// It is none.
    No,
    /// `key`
    Key,
    /// `token`
    Token,
}

/// What stands before a password that is asked for twice, and before a token of a webhook.
fn verifies(word: &[u8]) -> bool {
    word.eq_ignore_ascii_case(b"verify")
}

fn is_pub(word: &[u8]) -> bool {
    word.eq_ignore_ascii_case(b"pub")
}

/// `i18n`
fn is_i18n(pair: &[&[u8]]) -> bool {
    pair[0].eq_ignore_ascii_case(b"i") && pair[1].eq_ignore_ascii_case(b"n")
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

/// What names of services end in: `scraperapi`.
const API: &str = "api";

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
        let apart = end.eq_ignore_ascii_case(tail.as_bytes())
            && (tail.len() > 7 || *tail == API && at > 2 || HEADS.holds(head));
        apart.then_some(at)
    })
    .unwrap_or(0)
}

/// Whether a word ends as one of [`TAILS`] does, as far as two letters tell.
fn may_come_apart(word: &[u8]) -> bool {
    /// For each last letter, a bit for each that stands before it.
    const ENDS: [u32; 32] = {
        let mut ends = [0; 32];
        let mut at = 0;
        while at < TAILS.len() {
            let tail = TAILS[at].as_bytes();
            ends[(tail[tail.len() - 1] & 31) as usize] |= 1 << (tail[tail.len() - 2] & 31);
            at += 1;
        }
        ends
    };
    let [_, .., before, last] = word else {
        return false;
    };
    ENDS[usize::from(last & 31)] >> (before & 31) & 1 == 1
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
        for word in ["", "ey", "author", "digest", "monkex"] {
            assert!(!may_come_apart(word.as_bytes()), "{word}");
        }
    }
}
