//! Whether the name that a value is assigned to says that the value is a secret.
//!
//! Names are compared word by word, so `monkey`, `author` and `tokenizer` say nothing, and the
//! words round the telling ones may take it back: `token_url`, `public_key`, `password_hash`.

mod words;

use words::{AFTER, BEFORE, BEFORE_KEY, BEFORE_TOKEN, HEADS, NEUTRAL, PASSWORDS, TAILS};

use std::borrow::Cow;

use crate::detect::word;
use crate::rule::TellingName;

/// Words of a name that are looked at; of longer names, the last ones.
const MOST_WORDS: usize = 12;
/// Bytes of `\u00f1`.
pub(super) const ESCAPE: usize = 6;

/// What a name says of its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::detect) struct Said {
    /// What the name calls its value.
    pub(in crate::detect) kind: Kind,
    /// How plainly the name says it.
    pub(in crate::detect) weight: Weight,
    /// Whether it says nothing else.
    pub(in crate::detect) alone: bool,
}

/// What a name calls its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::detect) enum Kind {
    /// A password or the like, which a person may have thought up.
    Password,
    /// A token.
    Token,
    /// A key, a secret, anything else that a machine makes.
    Key,
}

/// How plainly a name says secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::detect) enum Weight {
    /// A word of many meanings: `key`, `token_map_v2`.
    Vague,
    /// Nothing else can be meant: `api_key`, `db_password`.
    Plain,
}

/// What `identifier` says, when it holds one of `names` and no word takes it back.
pub(in crate::detect) fn said(names: &[TellingName], identifier: &[u8]) -> Option<Said> {
    // `AWS::ApiGateway::ApiKey` is a type.
    let is_type = memchr::memmem::find(identifier, b"::").is_some()
        && identifier.first().is_some_and(u8::is_ascii_uppercase);
    if is_type {
        return None;
    }
    let plain = unescaped(identifier);
    let words = Words::of(&plain);
    // Many names share their last word: where it stands is looked up once.
    let (mut last, mut ends) = ("", 0);
    names
        .iter()
        .filter_map(|name| {
            if name.last != last {
                last = &name.last;
                ends = words.places(last);
            }
            words.said(name, ends)
        })
        .max_by_key(|said| said.weight)
}

/// The identifier with the letters that JSON writes as `\u00f1`.
fn unescaped(identifier: &[u8]) -> Cow<'_, [u8]> {
    let Some(first) = memchr::memmem::find(identifier, b"\\u") else {
        return Cow::Borrowed(identifier);
    };
    let mut plain = identifier[..first].to_vec();
    let mut rest = &identifier[first..];
    while let Some((byte, tail)) = rest.split_first() {
        let digits = rest.get(2..ESCAPE).filter(|_| rest.starts_with(b"\\u"));
        let letter = digits
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .and_then(char::from_u32);
        if let Some(letter) = letter {
            plain.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
            rest = &rest[ESCAPE..];
        } else {
            plain.push(*byte);
            rest = tail;
        }
    }
    Cow::Owned(plain)
}

/// The words of one identifier, run-together ones taken apart.
struct Words<'i> {
    words: [&'i [u8]; MOST_WORDS],
    len: usize,
}

impl<'i> Words<'i> {
    fn of(identifier: &'i [u8]) -> Self {
        let mut words = Self {
            words: [b""; MOST_WORDS],
            len: 0,
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
            self.words.rotate_left(1);
            self.len -= 1;
        }
        self.words[self.len] = word;
        self.len += 1;
    }

    /// Where `word` stands, a bit each.
    fn places(&self, word: &str) -> u16 {
        let words = self.words[..self.len].iter().enumerate();
        words.fold(0, |places, (at, other)| {
            let said = is(other, word) || at > 0 && is_plural(other, word);
            places | u16::from(said) << at
        })
    }

    fn said(&self, name: &TellingName, mut ends: u16) -> Option<Said> {
        let words = &self.words[..self.len];
        let (at, end) = loop {
            let end = 15_u32.checked_sub(ends.leading_zeros())? as usize;
            let at = end.checked_sub(name.before.len());
            let precede = |at: &usize| {
                let mut before = words[*at..end].iter().rev().zip(&name.before);
                // `tokens` alone are pieces of a text, `access_tokens` are secrets.
                (*at < end || is(words[end], &name.last))
                    && before.all(|(word, want)| is(word, want))
            };
            if let Some(at) = at.filter(precede) {
                break (at, end + 1);
            }
            ends &= !(1 << end);
        };
        let last = name.last.as_str();
        let (before, after) = (&words[..at], &words[end..]);
        if after.iter().any(|word| AFTER.holds(word))
            || before.iter().any(|word| BEFORE.holds(word))
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
                _ if PASSWORDS.contains(&last) => Kind::Password,
                _ => Kind::Key,
            },
            weight,
            alone: before.is_empty() && after.is_empty(),
        })
    }
}

/// Whether `word` is `want` (lower case), or its plural where that still means a value.
fn is(word: &[u8], want: &str) -> bool {
    if !want.is_ascii() {
        return is_foreign(word, want);
    }
    word.eq_ignore_ascii_case(want.as_bytes())
        || matches!(want, "password" | "secret" | "credential" | "passphrase")
            && word.len() == want.len() + 1
            && word[..want.len()].eq_ignore_ascii_case(want.as_bytes())
            && word[want.len()].eq_ignore_ascii_case(&b's')
}

/// Whether `word` is the plural of `want`, which alone is too vague for one.
fn is_plural(word: &[u8], want: &str) -> bool {
    matches!(want, "key" | "token")
        && word.len() == want.len() + 1
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
    TAILS
        .iter()
        .find_map(|tail| {
            let at = word.len().checked_sub(tail.len()).filter(|at| *at > 0)?;
            let (head, end) = word.split_at(at);
            let apart =
                end.eq_ignore_ascii_case(tail.as_bytes()) && (tail.len() > 7 || HEADS.holds(head));
            apart.then_some(at)
        })
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weight(identifier: &str) -> Option<Weight> {
        let names: Vec<TellingName> = [
            "password",
            "passwd",
            "pwd",
            "pass",
            "api_key",
            "secret_key",
            "private_key",
            "access_key",
            "access_token",
            "token",
            "client_secret",
            "secret",
            "key",
            "credential",
            "identified_by",
            "contraseña",
            "пароль",
            "密码",
            "senha",
        ]
        .map(TellingName::new)
        .to_vec();
        said(&names, identifier.as_bytes()).map(|said| said.weight)
    }

    #[test]
    fn plain_names_in_every_case_style() {
        for name in [
            "password",
            "DB_PASSWORD",
            "dbPassword",
            "DbPassword",
            "db-password",
            "spring.datasource.password",
            "dbpassword",
            "mysqlrootpassword",
            "api_key",
            "apiKey",
            "APIKey",
            "apikey",
            "APIKEY",
            "X-Api-Key",
            "stripeApiKey2",
            "clientsecret",
            "ClientSecret",
            "accesstoken",
            "SECRET_KEY_BASE",
            "aws_secret_access_key",
            "GITHUB_TOKEN",
            "userPassword1",
            "passwords",
            "token",
            "db_pass",
            "PASSWORD_PROD",
            "credentials",
            "IDENTIFIED BY",
            "contraseña_bd",
            "ПАРОЛЬ",
            "数据库密码",
            "senhaBanco",
            "парольБД",
            "contrase\\u00f1a",
            "api_keys",
            "accessTokens",
            "webhooksecret",
        ] {
            assert_eq!(weight(name), Some(Weight::Plain), "{name}");
        }
    }

    #[test]
    fn words_of_many_meanings_are_vague() {
        for name in [
            "key",
            "openai_key",
            "pass",
            "secret_sauce",
            "token_github_x",
        ] {
            assert_eq!(weight(name), Some(Weight::Vague), "{name}");
        }
    }

    #[test]
    fn words_that_only_look_alike_say_nothing() {
        for name in [
            "monkey",
            "keyboard",
            "author",
            "tokenizer",
            "turkey",
            "hotkeys",
            "compass",
            "passage",
            "bypass",
            "secretary",
            "keychain",
            "密码提示",
            "парольный",
            "tokens",
            "keys",
            "",
        ] {
            assert_eq!(weight(name), None, "{name}");
        }
    }

    #[test]
    fn other_words_take_it_back() {
        for name in [
            "key_id",
            "token_url",
            "password_field",
            "public_key",
            "primary_key",
            "cache_key",
            "csrf_token",
            "secret_name",
            "key_path",
            "key_length",
            "keyCode",
            "password_hash",
            "AWS_ACCESS_KEY_ID",
            "tokenType",
            "passwordResetUrl",
            "sort_key",
            "next_page_token",
            "forgot_password",
            "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY",
            "storefrontAccessToken",
            "tokenAddress",
            "hasPassword",
            "eos_token",
            "password.length",
            "errors.password",
            "sonar.projectKey",
            "apiKeyHeader",
            "TOKEN_COOKIE",
            "ENCRYPTED_BY_PASSWORD",
            "by_password",
        ] {
            assert_eq!(weight(name), None, "{name}");
        }
    }
}
