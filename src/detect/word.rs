//! The words of an identifier or a value: `dbPassword2`, `DB_PASSWORD_2` and `db-password` are
//! all `db` and `password`.

/// The alphabetic words of `text`, as they are written. Anything but a letter separates; so does
/// a step from lower to upper case, and the last capital of a run of capitals before a lower
/// case letter (`APIKey`). Letters beyond ASCII belong to words.
pub(super) fn split(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let start = rest.iter().position(|byte| is_letter(*byte))?;
        rest = &rest[start..];
        let (word, tail) = rest.split_at(length(rest));
        rest = tail;
        Some(word)
    })
}

/// Whether `word` is one of `list`, whose entries are lower case; case is disregarded.
pub(super) fn is_any(word: &[u8], list: &[&str]) -> bool {
    list.iter()
        .any(|entry| word.eq_ignore_ascii_case(entry.as_bytes()))
}

/// A list of words in lower case that is asked often: most words that are not in it are known by
/// their length and three of their letters.
pub(super) struct List {
    /// The shortest first.
    words: &'static [&'static str],
    /// For each length, how many words are shorter; at the end, how many there are.
    bounds: [usize; LENGTHS + 1],
    /// A bit for each [`mark`] of the words.
    marks: [u64; MARKS / 64],
}

/// Longer words are told apart as if they were one byte shorter than this.
const LENGTHS: usize = 16;
/// Marks that are told apart.
const MARKS: usize = 4096;

impl List {
    /// The list of these, which [`by_length`] has sorted.
    pub(super) const fn of(words: &'static [&'static str]) -> Self {
        let mut list = Self {
            words,
            bounds: [0; LENGTHS + 1],
            marks: [0; MARKS / 64],
        };
        let (mut at, mut length) = (0, 0);
        while at < words.len() {
            let word = words[at].as_bytes();
            assert!(row(word.len()) >= length, "the shortest stand first");
            while length < row(word.len()) {
                length += 1;
                list.bounds[length] = at;
            }
            let mark = mark(word);
            list.marks[mark / 64] |= 1 << (mark % 64);
            at += 1;
        }
        while length < LENGTHS {
            length += 1;
            list.bounds[length] = at;
        }
        list
    }

    /// Whether `word` is one of them; case is disregarded.
    #[inline]
    pub(super) fn holds(&self, word: &[u8]) -> bool {
        let mark = mark(word);
        self.marks[mark / 64] >> (mark % 64) & 1 == 1 && self.has(word)
    }

    fn has(&self, word: &[u8]) -> bool {
        let row = row(word.len());
        let near = &self.words[self.bounds[row]..self.bounds[row + 1]];
        let alike = |entry: &&&str| {
            let pair = entry.bytes().next().zip(word.first());
            pair.is_some_and(|(first, given)| first & 31 == given & 31)
        };
        let mut near = near.iter().filter(alike);
        near.any(|entry| word.eq_ignore_ascii_case(entry.as_bytes()))
    }
}

/// The same words, the shortest first.
pub(super) const fn by_length<const N: usize>(words: [&'static str; N]) -> [&'static str; N] {
    let mut sorted = [""; N];
    let (mut length, mut filled) = (0, 0);
    while filled < N {
        let mut at = 0;
        while at < N {
            if words[at].len() == length {
                sorted[filled] = words[at];
                filled += 1;
            }
            at += 1;
        }
        length += 1;
    }
    sorted
}

const fn row(length: usize) -> usize {
    if length < LENGTHS {
        length
    } else {
        LENGTHS - 1
    }
}

/// What a word's length, its first two letters and its last one make together, whatever their case.
#[inline]
const fn mark(word: &[u8]) -> usize {
    let [first, .., last] = word else {
        return 0;
    };
    let letters = (*first as usize & 31) + 32 * (*last as usize & 31);
    (letters + 37 * (word[1] as usize & 31) + 275 * row(word.len())) % MARKS
}

#[inline]
fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte >= 0x80
}

/// The length of the word that `text` begins with.
fn length(text: &[u8]) -> usize {
    // Most words are in lower case behind their first letter.
    if let [_, b'a'..=b'z', ..] | [b'a'..=b'z', ..] = text {
        let rest = text[1..].iter();
        let tail = rest.take_while(|byte| byte.is_ascii_lowercase() || **byte >= 0x80);
        return 1 + tail.count();
    }
    let letters = text
        .iter()
        .position(|byte| !is_letter(*byte))
        .unwrap_or(text.len());
    let capitals = if text[0].is_ascii_uppercase() {
        capitals(&text[..letters])
    } else {
        0
    };
    if capitals > 1 {
        // `APIKey` ends before `Key`; `APIs` and `KEY` are one word.
        return match letters - capitals {
            0 => letters,
            1 if text[capitals] == b's' => letters,
            _ => capitals - 1,
        };
    }
    text[capitals..letters]
        .iter()
        .position(u8::is_ascii_uppercase)
        .map_or(letters, |more| capitals + more)
}

/// How many capitals `letters` begin with. Those beyond ASCII count when one of ASCII stands before
/// them, and another or nothing behind: `CONTRASEÑA`.
fn capitals(letters: &[u8]) -> usize {
    let ascii = |from: usize| {
        let capitals = letters[from..]
            .iter()
            .take_while(|b| b.is_ascii_uppercase());
        from + capitals.count()
    };
    let mut end = ascii(0);
    while end > 0 {
        let foreign = letters[end..].iter().take_while(|byte| !byte.is_ascii());
        let next = end + foreign.count();
        let goes_on = letters.get(next).is_none_or(u8::is_ascii_uppercase);
        if next == end || !goes_on {
            break;
        }
        end = ascii(next);
    }
    end
}

/// Whether a text ends so, whatever the case of letters.
pub(super) fn ends(text: &[u8], tail: &[u8]) -> bool {
    let at = text.len().checked_sub(tail.len());
    at.is_some_and(|at| text[at..].eq_ignore_ascii_case(tail))
}

/// Whether one of these, in lowercase, stands anywhere in a text, whatever its case there.
pub(super) fn speaks(text: &[u8], stems: &[&[u8]]) -> bool {
    stems.iter().any(|stem| {
        let mut parts = text.windows(stem.len());
        parts.any(|part| part.eq_ignore_ascii_case(stem))
    })
}

#[cfg(test)]
mod tests {
    fn split(text: &str) -> Vec<String> {
        super::split(text.as_bytes())
            .map(|word| String::from_utf8_lossy(word).into_owned())
            .collect()
    }

    #[test]
    fn splits_every_case_style() {
        for text in ["db_password", "db-password", "db.password", "db password 2"] {
            assert_eq!(split(text), ["db", "password"], "{text}");
        }
        assert_eq!(split("dbPassword2Old"), ["db", "Password", "Old"]);
        assert_eq!(split("APIKey"), ["API", "Key"]);
        assert_eq!(split("myAPIKeys"), ["my", "API", "Keys"]);
        assert_eq!(split("APIs"), ["APIs"]);
        assert_eq!(split("DB_PASSWORD"), ["DB", "PASSWORD"]);
        assert_eq!(
            split("AWSSecretAccessKey"),
            ["AWS", "Secret", "Access", "Key"]
        );
        assert_eq!(split("mot_de_passé"), ["mot", "de", "passé"]);
        assert_eq!(split("CONTRASEÑA_BD"), ["CONTRASEÑA", "BD"]);
        assert_eq!(split("LÖSENORD"), ["LÖSENORD"]);
        assert_eq!(split("Señal2Ñ"), ["Señal", "Ñ"]);
        assert_eq!(split("SEñal"), ["S", "Eñal"]);
        assert_eq!(split("12 _-"), Vec::<String>::new());
    }

    #[test]
    fn a_list_holds_its_words_in_any_case_and_no_others() {
        static LIST: super::List = super::List::of(
            &const {
                super::by_length([
                    "token",
                    "wordsofsixteenandmore",
                    "key",
                    "mot-de-passe",
                    "kex",
                ])
            },
        );
        for word in [
            "key",
            "KEY",
            "Token",
            "kex",
            "Mot-de-Passe",
            "WordsOfSixteenAndMore",
        ] {
            assert!(LIST.holds(word.as_bytes()), "{word}");
        }
        for word in [
            "",
            "k",
            "kez",
            "tokens",
            "okent",
            "wordsofsixteenandmora",
            "\u{e9}tat",
        ] {
            assert!(!LIST.holds(word.as_bytes()), "{word}");
        }
    }

    proptest::proptest! {
        #[test]
        fn words_keep_every_letter_in_order(text: Vec<u8>) {
            let letters: Vec<u8> = text.iter().copied().filter(|b| super::is_letter(*b)).collect();
            let words: Vec<u8> = super::split(&text).flatten().copied().collect();
            proptest::prop_assert_eq!(words, letters);
            proptest::prop_assert!(super::split(&text).all(|word| !word.is_empty()));
        }
    }
}
