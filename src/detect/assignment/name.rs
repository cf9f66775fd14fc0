//! Whether the name that a value is assigned to says that the value is a secret.
//!
//! Names are compared word by word, so `monkey`, `author` and `tokenizer` say nothing, and the
//! words round the telling ones may take it back: `token_url`, `public_key`, `password_hash`.

mod identifier;
mod words;

use identifier::Words;

use std::borrow::Cow;

use crate::detect::word;
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
    /// Whether another word of it speaks of something else in most programs: only what looks like
    /// chance counts.
    pub(in crate::detect) doubtful: bool,
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
    Words::of(&unescaped(identifier)).read(names, false, |rank, said| {
        let Ok(said) = said else {
            return false;
        };
        let more = |(other, most): (usize, Said)| (said.weight, rank) > (most.weight, other);
        if most.is_none_or(more) {
            most = Some((rank, said));
        }
        false
    });
    most.filter(|_| !is_type(identifier)).map(|(_, said)| said)
}

/// Whether its last word is a password's: `dbPassword`, not `passwordNode`.
pub(super) fn ends_in_password(identifier: &[u8]) -> bool {
    Words::of(&unescaped(identifier))
        .last()
        .is_some_and(|last| words::PASSWORDS.holds(last))
}

/// Whether it is that of several that nobody shall use.
pub(super) fn are_refused(identifier: &[u8]) -> bool {
    word::split(identifier).any(|word| words::COMMON.holds(word))
}

/// Whether it says anything.
pub(super) fn tells(names: &TellingNames, identifier: &[u8]) -> bool {
    Words::of(&unescaped(identifier)).read(names, false, |_, said| said.is_ok())
        && !is_type(identifier)
}

/// The word that takes back what `identifier` says, in lower case.
pub(super) fn taken_back_by(names: &TellingNames, identifier: &[u8]) -> Option<String> {
    let mut by = None;
    Words::of(&unescaped(identifier)).read(names, true, |_, said| {
        by = said
            .err()
            .map(|word| String::from_utf8_lossy(word).to_lowercase());
        by.is_some()
    });
    by
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

    fn names() -> TellingNames {
        TellingNames::new(&[
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
            "pw",
        ])
    }

    fn weight(identifier: &str) -> Option<Weight> {
        said(&names(), identifier.as_bytes()).map(|said| said.weight)
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
            "sort_key",
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
            "verify_password",
            "content_type_token",
            "label_password",
            "NEXT_PUBLIC_API_KEY",
            "next_page_token",
            "forgot_password",
            "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY",
            "storefrontAccessToken",
            "tokenAddress",
            "hasPassword",
            "eos_token",
            "password.length",
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
    #[test]
    fn words_of_other_things_stand_in_names_of_secrets() {
        for name in [
            "spring.datasource.primary.password",
            "cache.password",
            "site.admin.password",
            "no.reply.password",
            "NO_REPLY_EMAIL_PASSWORD",
            "CONTENT_API_KEY",
            "TRANSLATION_API_KEY",
            "LOCALE_API_KEY",
            "TYPE_FORM_TOKEN",
            "CHECK_MK_PASSWORD",
            "PUB_SUB_PASSWORD",
            "PUBLIC_PASSWORD",
            "CSRF_SECRET",
            "WTF_CSRF_SECRET_KEY",
            "app.verify.sms.secret",
            "keypass",
            "storepass",
            "dbpw",
        ] {
            let said = said(&names(), name.as_bytes()).unwrap_or_else(|| panic!("{name}"));
            assert!(!said.doubtful && said.weight == Weight::Plain, "{name}");
        }
        for (name, weight) in [
            ("app.message.broker.password", Weight::Plain),
            ("LABEL_STUDIO_API_KEY", Weight::Plain),
            ("i18n.password", Weight::Plain),
            ("errors.password", Weight::Plain),
            ("PASSWORD_CLIENT", Weight::Vague),
            ("SECRET_CODE", Weight::Vague),
            ("VERIFY_TOKEN", Weight::Vague),
            ("SLACK_VERIFICATION_TOKEN", Weight::Vague),
            ("EVENT_HUB_KEY", Weight::Vague),
            ("primary_key", Weight::Vague),
        ] {
            let said = said(&names(), name.as_bytes()).unwrap_or_else(|| panic!("{name}"));
            assert_eq!((said.doubtful, said.weight), (true, weight), "{name}");
        }
    }

    #[test]
    fn the_word_that_takes_it_back_is_known() {
        for (name, by) in [
            ("userPasswordField", Some("field")),
            ("cache_key", Some("cache")),
            ("monkey", None),
            ("api_key", None),
        ] {
            assert_eq!(
                taken_back_by(&names(), name.as_bytes()).as_deref(),
                by,
                "{name}"
            );
        }
    }
}
