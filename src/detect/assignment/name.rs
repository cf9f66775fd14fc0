//! Whether the name that a value is assigned to says that the value is a secret.
//!
//! Names are compared word by word, so `monkey`, `author` and `tokenizer` say nothing, and the
//! words round the telling ones may take it back: `token_url`, `public_key`, `password_hash`.

mod identifier;
mod words;

use identifier::Words;

use std::borrow::Cow;

use crate::rule::TellingNames;

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
pub(in crate::detect) fn said(names: &TellingNames, identifier: &[u8]) -> Option<Said> {
    let mut most: Option<(usize, Said)> = None;
    Words::of(&unescaped(identifier)).read(names, |rank, said| {
        let more = |(other, most): (usize, Said)| (said.weight, rank) > (most.weight, other);
        if most.is_none_or(more) {
            most = Some((rank, said));
        }
        false
    });
    most.filter(|_| !is_type(identifier)).map(|(_, said)| said)
}

/// Whether it says anything.
pub(super) fn tells(names: &TellingNames, identifier: &[u8]) -> bool {
    Words::of(&unescaped(identifier)).read(names, |_, _| true) && !is_type(identifier)
}

/// `AWS::ApiGateway::ApiKey` is a type.
fn is_type(identifier: &[u8]) -> bool {
    identifier.first().is_some_and(u8::is_ascii_uppercase)
        && memchr::memmem::find(identifier, b"::").is_some()
}

/// The identifier with the letters that JSON writes as `\u00f1`.
fn unescaped(identifier: &[u8]) -> Cow<'_, [u8]> {
    let Some(first) = identifier.iter().position(|byte| *byte == b'\\') else {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn weight(identifier: &str) -> Option<Weight> {
        let names = TellingNames::new(&[
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
        ]);
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
            "common_password",
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
            "commonPasswords",
            "WEAK_PASSWORDS",
            "passwordBlacklist",
            "password_denylist",
        ] {
            assert_eq!(weight(name), None, "{name}");
        }
    }
}
