//! Values that only stand where a secret will be: templates, references to a vault, encrypted
//! values, masks, sequences, and words such as `your-key-here`.
//!
//! Give [`of`] a value without its format's public prefix (`ghp_`). It compares whole words, so
//! that of random tokens fewer than one in a thousand is taken for a placeholder.

mod expression;
mod pattern;
mod template;

use std::ops::Range;

use super::word::{self, List, by_length};

/// What kind of placeholder a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Placeholder {
    /// Something is put in its place: `${X}`, `{{ x }}`, `%s`, `<key>`, `$X`.
    Template,
    /// It says where the secret is: `op://…`, `vault:…`, `arn:aws:secretsmanager:…`.
    Reference,
    /// It is the secret, encrypted: `ENC[…]`, `$ANSIBLE_VAULT`.
    Encrypted,
    /// `xxxx`, `****`, one piece over and over.
    Masked,
    /// `abc…`, `sk-1234…`: shortened by dots.
    Elided,
    /// `123456789`, `abcdefgh`, `qwertyui`, `00010203`.
    Sequence,
    /// Words that say so: `your-key-here`, `changeme`, `EXAMPLE`.
    Words,
}

impl Placeholder {
    /// The word by which a ledger calls it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Template => "template",
            Self::Reference => "reference",
            Self::Encrypted => "encrypted",
            Self::Masked => "masked",
            Self::Elided => "elided",
            Self::Sequence => "sequence",
            Self::Words => "placeholder",
        }
    }
}

/// The kind of placeholder that `value` is, or `None` when it may be real.
pub(super) fn of(value: &[u8]) -> Option<Placeholder> {
    if template::is_reference(value) {
        Some(Placeholder::Reference)
    } else if template::is_encrypted(value) {
        Some(Placeholder::Encrypted)
    } else if template::is_template(value) {
        Some(Placeholder::Template)
    } else if pattern::is_elided(value) {
        Some(Placeholder::Elided)
    } else if says_so(value) {
        Some(Placeholder::Words)
    } else if pattern::is_masked(value) {
        Some(Placeholder::Masked)
    } else if pattern::is_sequence(value) {
        Some(Placeholder::Sequence)
    } else {
        None
    }
}

/// Whether `value` is cut off where it ends: `abc123...`, `abc123****`. Between two such
/// rows of stars it is only made to stand out: `***abc123***`.
pub(super) fn is_cut_off(text: &[u8], value: &Range<usize>) -> bool {
    let (before, behind) = (&text[..value.start], &text[value.end..]);
    let is_masked = behind.starts_with(b"***") && !before.ends_with(b"***");
    is_masked || behind.starts_with(b"...") || behind.starts_with("…".as_bytes())
}

/// Words that no real secret holds, of four letters and more: shorter ones occur by chance.
#[rustfmt::skip]
static WORDS: List = List::of(&const { by_length([
    "your", "yours", "example", "examples", "exemple", "sample", "dummy", "fake", "mock",
    "changeme", "changeit", "changethis", "placeholder", "redacted", "masked", "censored",
    "sanitized", "scrubbed", "filtered", "obfuscated", "removed", "replace", "replaceme", "replacethis",
    "insert", "todo", "fixme", "lorem", "ipsum", "foobar", "foobarbaz", "undefined", "notset",
    "notreal", "nosecret", "whatever", "something", "someone", "bogus", "deadbeef", "tbd", "fillme",
]) });
/// Looked for inside words that run together (`YOURAPIKEY`, `CYEXAMPLEKEY`): long enough never to
/// occur by chance.
#[rustfmt::skip]
const INSIDE: &[&[u8]] = &[
    b"example", b"changeme", b"change_me", b"change-me", b"placeholder", b"redacted", b"replaceme",
    b"notareal", b"notmyreal",
    b"yourapi", b"yourkey", b"yoursecret", b"yourtoken", b"yourpass", b"insertyour",
];

fn says_so(value: &[u8]) -> bool {
    let mut before: &[u8] = b"";
    let says = word::split(value).any(|word| {
        let pair = word::is_any(
            before,
            &[
                "change", "replace", "fill", "set", "goes", "put", "enter", "edit",
            ],
        ) && word::is_any(
            word,
            &["me", "it", "this", "in", "here", "key", "token", "value"],
        );
        let first = before.is_empty();
        before = word;
        pair || (word.len() > 3 || value.len() == 3) && WORDS.holds(word)
            // `32-character-random-string-here!`
            || !first && word.eq_ignore_ascii_case(b"here") && ends_with_word(value, word)
    });
    says || holds_inside(value)
}

/// Whether `word`, a part of `value`, is its last one.
fn ends_with_word(value: &[u8], word: &[u8]) -> bool {
    let last = value.iter().rposition(u8::is_ascii_alphabetic);
    last.is_some_and(|last| value[..=last].ends_with(word))
}

/// Whether `value` holds one of [`INSIDE`]; case is disregarded.
fn holds_inside(value: &[u8]) -> bool {
    let heads = value.iter().enumerate();
    let mut heads = heads.filter(|(_, byte)| b"ecprnyi".contains(&(**byte | 0x20)));
    heads.any(|(at, head)| {
        let alike = |inside: &&&[u8]| inside[0] == *head | 0x20;
        INSIDE.iter().filter(alike).any(|inside| {
            let here = value.get(at..at + inside.len());
            here.is_some_and(|here| here.eq_ignore_ascii_case(inside))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::{Placeholder, of};
    use crate::rule::template::{Dice, expand};

    #[test]
    fn tells_what_stands_in_for_a_secret() {
        use Placeholder::{Elided, Encrypted, Masked, Reference, Sequence, Template, Words};
        for (value, kind) in [
            ("${DB_PASSWORD}", Template),
            ("{{ vault_db_password }}", Template),
            ("<your-api-token>", Template),
            ("[INSERT_TOKEN_2]", Template),
            ("%s", Template),
            ("%s:%s", Template),
            ("${?https.keyStorePassword}", Template),
            ("$(grep -oP 'SA_PASSWORD=[", Template),
            ("$(cat /run/secrets/x)", Template),
            ("op://prod/db/password", Reference),
            (
                "arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/db",
                Reference,
            ),
            ("ENC(DQxNNCdKTHsc)", Encrypted),
            ("ENC[AES256_GCM,data:havHc]", Encrypted),
            ("your_openai_api_key_here", Words),
            ("changeme123", Words),
            ("REPLACE_ME_2", Words),
            ("dummy-api-key-12345", Words),
            ("fake-client-secret-1", Words),
            ("lorem-ipsum-dolor-sit-amet-1", Words),
            ("TODO: put key here", Words),
            ("32-character-random-string-here!", Words),
            ("api-key-here", Words),
            ("abc123def456", Sequence),
            ("secretref:db-password2", Reference),
            ("FILTERED_ACCESS_TOKEN", Words),
            ("CYEXAMPLEKEY", Words),
            ("xxxxxxxxxxxxxxxx", Masked),
            ("********", Masked),
            ("00000000000000000000000000000000", Masked),
            ("00000000-0000-0000-0000-000000000000", Masked),
            ("cafebabecafebabecafebabecafebabe", Masked),
            ("1x0000000000000000000000000000000AA", Masked),
            ("sk-...", Elided),
            ("abc…", Elided),
            ("1234567890abcdefghijklmnopqrstuvwxyz", Sequence),
            ("abcdefghijklmnopqrstuvwxyz012345", Sequence),
            ("000102030405060708090a0b0c0d0e0f", Sequence),
            ("1234567890", Sequence),
        ] {
            assert_eq!(of(value.as_bytes()), Some(kind), "{value}");
        }
    }

    #[test]
    fn values_are_cut_off_by_dots_and_stars_unless_stars_are_on_both_sides() {
        let is_cut_off = |text: &str| {
            let start = text.find("VALUE").unwrap();
            super::is_cut_off(text.as_bytes(), &(start..start + 5))
        };
        for text in ["VALUE...", "k=VALUE***", "\"VALUE…\""] {
            assert!(is_cut_off(text), "{text}");
        }
        for text in ["***VALUE*** ok", "VALUE.", "**VALUE**", "VALUE"] {
            assert!(!is_cut_off(text), "{text}");
        }
    }

    #[test]
    fn words_inside_of_others_are_found_by_their_first_letters() {
        for inside in super::INSIDE {
            let value = [b"7Qp", *inside, b"0Z"].concat();
            assert!(super::holds_inside(&value.to_ascii_uppercase()));
        }
    }

    #[test]
    fn lets_real_looking_values_pass() {
        for value in [
            "",
            "hunter2",
            "sk-1234567890",
            "s3cr3t",
            "Str0ng!Passw0rd",
            "p4$$w0rd",
            "a$b%c{d",
            "correct horse",
        ] {
            assert_eq!(of(value.as_bytes()), None, "{value}");
        }
    }

    #[test]
    fn rejects_fewer_than_one_random_token_in_a_thousand() {
        let mut dice = Dice::new(11);
        for class in [
            "alnum",
            "hex",
            "HEX",
            "base32",
            "base64",
            "base64url",
            "lower",
            "upper",
            "!-~",
        ] {
            for length in [16, 24, 40] {
                let template = format!("{{{class}:{length}}}");
                let rejected = (0..3000)
                    .filter(|_| of(expand(&template, &mut dice).unwrap().as_bytes()).is_some())
                    .count();
                // Passwords of any printable characters may hold a template by chance.
                let most = if class == "!-~" { length / 3 } else { 3 };
                assert!(rejected <= most, "{template}: {rejected} of 3000");
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn takes_any_bytes(value: Vec<u8>) {
            let _ = of(&value);
        }
    }
}
