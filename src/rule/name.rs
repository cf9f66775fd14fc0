//! Names that say secret, taken apart once for all comparisons.

/// The names of a rule, by their last words.
#[derive(Clone, Debug)]
pub struct TellingNames {
    endings: Vec<Ending>,
    /// Of each of them the length, and the first letter of those of ASCII.
    heads: Vec<(usize, Option<u8>)>,
    lasts: Sieve,
}

/// Names that have their last word in common.
#[derive(Clone, Debug)]
pub struct Ending {
    /// The word, which says what the value is called; in lower case.
    pub last: String,
    /// What stands before it in each of the names, the shortest first.
    names: Vec<Beginning>,
    /// How many of them have nothing before it.
    alone: usize,
    nearest: Sieve,
}

/// The words of a name before its last one, in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beginning {
    /// How many names stand before this one.
    pub rank: usize,
    /// The words, nearest to the last first.
    pub before: Vec<String>,
}

impl TellingNames {
    /// Takes apart names such as `client_secret`: lower-case words that are joined by `_`.
    #[must_use]
    pub fn new<S: AsRef<str>>(names: &[S]) -> Self {
        let mut endings: Vec<Ending> = Vec::new();
        let mut lasts = Sieve::default();
        for (rank, name) in names.iter().enumerate() {
            let mut words = name.as_ref().rsplit('_').map(str::to_owned);
            let last = words.next().unwrap_or_default();
            lasts.add(&last);
            let at = endings.iter().position(|ending| ending.last == last);
            let at = at.unwrap_or_else(|| {
                endings.push(Ending {
                    last,
                    names: Vec::new(),
                    alone: 0,
                    nearest: Sieve::default(),
                });
                endings.len() - 1
            });
            let before: Vec<String> = words.collect();
            match before.first() {
                Some(nearest) => endings[at].nearest.add(nearest),
                None => endings[at].alone += 1,
            }
            endings[at].names.push(Beginning { rank, before });
        }
        for ending in &mut endings {
            ending.names.sort_by_key(|name| name.before.len());
        }
        let head = |ending: &Ending| {
            let first = ending.last.bytes().next();
            (ending.last.len(), first.filter(|_| ending.last.is_ascii()))
        };
        Self {
            heads: endings.iter().map(head).collect(),
            endings,
            lasts,
        }
    }

    /// The names that may end in `word`, or in what it is the plural of: most words are known not
    /// to by their length, first and last letter. Of words beyond ASCII, all that have such, too.
    pub fn ending_in<'n>(&'n self, word: &'n [u8]) -> impl Iterator<Item = &'n Ending> {
        let heads = if self.lasts.may_hold(word) {
            &self.heads[..]
        } else {
            &[]
        };
        let is_foreign = !word.is_ascii();
        let stands = move |(length, first): &(usize, Option<u8>)| match first {
            None => is_foreign,
            Some(first) => {
                (*length == word.len() || *length + 1 == word.len()) && bit(*first) == bit(word[0])
            }
        };
        let near = heads.iter().zip(&self.endings);
        near.filter(move |(head, _)| stands(head))
            .map(|(_, ending)| ending)
    }
}

impl Ending {
    /// The names, or only those of one word.
    #[must_use]
    pub fn names(&self, are_longer: bool) -> &[Beginning] {
        let count = if are_longer {
            self.names.len()
        } else {
            self.alone
        };
        &self.names[..count]
    }

    /// Whether `word` may stand before the last one in some of the names, as far as its length,
    /// first and last letter tell.
    #[must_use]
    pub fn may_follow(&self, word: &[u8]) -> bool {
        self.nearest.may_hold(word)
    }
}

/// What tells most words from those of a list and their plurals.
#[derive(Clone, Copy, Debug, Default)]
struct Sieve {
    /// For each length, a bit for each first letter, and for each last one.
    firsts: [u32; LENGTHS],
    lasts: [u32; LENGTHS],
    /// Whether a word has other letters than those of ASCII.
    has_foreign: bool,
}

/// Longer words are told apart as if they were one byte shorter than this.
const LENGTHS: usize = 16;

impl Sieve {
    fn add(&mut self, word: &str) {
        self.has_foreign |= !word.is_ascii();
        let first = word.bytes().next().map_or(0, bit);
        let last = word.bytes().last().map_or(0, bit);
        for (length, last) in [(word.len(), last), (word.len() + 1, bit(b's'))] {
            self.firsts[length.min(LENGTHS - 1)] |= first;
            self.lasts[length.min(LENGTHS - 1)] |= last;
        }
    }

    fn may_hold(&self, word: &[u8]) -> bool {
        let row = word.len().min(LENGTHS - 1);
        let stands = |letter: Option<&u8>, row: u32| letter.is_some_and(|of| row & bit(*of) != 0);
        let is_near =
            stands(word.first(), self.firsts[row]) && stands(word.last(), self.lasts[row]);
        is_near || self.has_foreign && !word.is_ascii()
    }
}

/// The bit of a letter, whatever its case.
#[inline]
fn bit(first: u8) -> u32 {
    1 << (first & 31)
}

#[cfg(test)]
mod tests {
    use super::TellingNames;

    #[test]
    fn names_stand_by_their_last_words_the_shortest_first() {
        let names = TellingNames::new(&["aws_secret_key", "token", "api_key", "key"]);
        let key = names.ending_in(b"KEYS").next().unwrap();
        let ranks: Vec<usize> = key.names.iter().map(|name| name.rank).collect();
        assert_eq!((key.last.as_str(), ranks), ("key", vec![3, 2, 0]));
        assert!(key.names[0].before.is_empty());
        assert_eq!(key.names[2].before, ["secret", "aws"]);
        assert!(key.may_follow(b"API") && key.may_follow(b"secret"));
        assert!(key.may_follow(b"SECRETS") && !key.may_follow(b"second"));
        assert!(!key.may_follow(b"primary") && !key.may_follow(b"a"));
        assert_eq!((key.names(true).len(), key.names(false).len()), (3, 1));
    }

    #[test]
    fn words_that_no_name_ends_in_are_known() {
        let names = TellingNames::new(&["api_key", "wachtwoord", "hasło", "пароль"]);
        let ends = |word: &str| names.ending_in(word.as_bytes()).count();
        for word in ["key", "KEY", "Keys", "wachtwoord"] {
            assert_eq!(ends(word), 1, "{word}");
        }
        for word in ["", "ke", "token", "author", "monkey"] {
            assert_eq!(ends(word), 0, "{word}");
        }
        assert_eq!(ends("Пароль"), 2);
        let ascii = TellingNames::new(&["key"]);
        assert_eq!(ascii.ending_in("ключ".as_bytes()).count(), 0);
    }
}
