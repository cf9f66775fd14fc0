//! Values made of the words with which people speak of secrets: `my-secret-token`, `API_TOKEN`,
//! `P@ssw0rd1`.

use crate::detect::line;
use crate::detect::word::{self, List, by_length};

/// Two words of the vocabulary are not longer together.
const LONGEST_SPOKEN: usize = 24;
/// Fewer letters are in a value by chance, or are its first word.
const SHORTEST_OWN_NAME: usize = 12;
/// Characters of the hash in the name of a class.
const LONGEST_SCOPE: usize = 5;
/// The same for styled components.
const STYLED: std::ops::RangeInclusive<usize> = 5..=7;
/// A shorter word behind an `@` is a parameter's: `@p1`.
const SHORTEST_PARAMETER: usize = 4;
/// A name and a value that repeats it are of like lengths.
const MOST_TIMES_LONGER: usize = 2;

/// Whether all words of the value are those of its name, or speak of secrets: `api_key`,
/// `my-secret-token-1`.
pub(super) fn is_vocabulary(value: &[u8], name: &[u8]) -> bool {
    let digits = value.iter().filter(|byte| byte.is_ascii_digit()).count();
    let mut spoken = false;
    let known = word::split(value).all(|word| {
        spoken |= word.len() > 2;
        let named = |other: &[u8]| other.eq_ignore_ascii_case(word);
        word.len() == 1 || is_spoken(word) || word::split(name).any(named)
    });
    known && spoken && digits * 2 <= value.len()
}

/// Whether a password says nothing but that it is one: `password123`, `p@ss`, `API_TOKEN`.
pub(in crate::detect) fn speaks_of_secrets(value: &[u8]) -> bool {
    let plain = match memchr::memmem::find(value, b"%40") {
        Some(at) => [&value[..at], b"@", &value[at + 3..]].concat(),
        None => value.to_vec(),
    };
    is_vocabulary(&plain_spelling(&plain), b"") || is_constant(value)
}

/// Whether a value is its own name, spelt in another way: `RESET_PASSWORD = "reset-password-2"`.
pub(super) fn is_own_name(value: &[u8], name: &[u8]) -> bool {
    let letters = |text: &[u8]| -> Vec<u8> {
        let letters = text.iter().filter(|byte| byte.is_ascii_alphabetic());
        letters.map(u8::to_ascii_lowercase).collect()
    };
    if is_last_part(value, name) {
        return true;
    }
    let digits = value.iter().filter(|byte| byte.is_ascii_digit()).count();
    if digits * 4 > value.len() || value.len() > MOST_TIMES_LONGER * name.len() {
        return false;
    }
    let (value, name) = (letters(value), letters(name));
    let (short, long) = if value.len() < name.len() {
        (&value, &name)
    } else {
        (&name, &value)
    };
    short.len() >= SHORTEST_OWN_NAME
        && long.len() <= MOST_TIMES_LONGER * short.len()
        && memchr::memmem::find(long, short).is_some()
}

/// Whether the value is what its name ends in behind a dot, and no plain word: a package of
/// Maven's, `com.password4j:password4j`.
fn is_last_part(value: &[u8], name: &[u8]) -> bool {
    let before = name.strip_suffix(value);
    before.is_some_and(|before| before.ends_with(b"."))
        && value.iter().any(|byte| !byte.is_ascii_alphabetic())
}

/// Whether the value is the name of a class that a build made: `_password_o3tzE_1`, of its own;
/// `sc-5OjMRv 4iVbYz`, of styled components.
pub(super) fn is_scoped(value: &[u8], name: &[u8]) -> bool {
    if let Some(styled) = value.strip_prefix(b"sc-") {
        let is_hash = |word: &[u8]| {
            STYLED.contains(&word.len()) && word.iter().all(u8::is_ascii_alphanumeric)
        };
        let mut words = styled.split(|byte| *byte == b' ');
        return words.clone().count() > 1 && words.all(is_hash);
    }
    let last = name.rsplit(|byte| *byte == b'.').next().unwrap_or(name);
    let tail = value
        .strip_prefix(b"_")
        .and_then(|rest| rest.strip_prefix(last))
        .and_then(|rest| rest.strip_prefix(b"_"));
    tail.is_some_and(|tail| {
        let (hash, count) = tail.split_at(tail.len().min(LONGEST_SCOPE));
        hash.iter().all(u8::is_ascii_alphanumeric)
            && (count.is_empty() || count[0] == b'_' && count[1..].iter().all(u8::is_ascii_digit))
    })
}

/// Whether the value names the parameter of a statement that its own name is given:
/// `Password=@password2`.
pub(super) fn is_parameter(value: &[u8], name: &[u8]) -> bool {
    let Some(parameter) = value.strip_prefix(b"@") else {
        return false;
    };
    let digits = line::tail(parameter, u8::is_ascii_digit);
    let stem = &parameter[..parameter.len() - digits.len()];
    let in_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    stem.iter().all(in_name)
        && (stem.len() < SHORTEST_PARAMETER
            || name
                .windows(stem.len())
                .any(|part| part.eq_ignore_ascii_case(stem))
            || is_vocabulary(stem, name))
}

/// Whether the word is in the vocabulary, or two of its words in one: `testpassword`.
fn is_spoken(word: &[u8]) -> bool {
    let halves = (3..word.len().min(LONGEST_SPOKEN).saturating_sub(2))
        .any(|at| VOCABULARY.holds(&word[..at]) && VOCABULARY.holds(&word[at..]));
    halves || VOCABULARY.holds(word)
}

/// `P@ssw0rd1` as `Password`: digits and signs that stand for letters, and those at the end
/// that stand for nothing.
pub(super) fn plain_spelling(value: &[u8]) -> Vec<u8> {
    let end = value
        .iter()
        .rposition(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii())
        .map_or(0, |at| at + 1);
    value[..end]
        .iter()
        .map(|byte| match byte {
            b'0' => b'o',
            b'1' | b'!' => b'i',
            b'3' => b'e',
            b'4' | b'@' => b'a',
            b'5' | b'$' => b's',
            b'7' => b't',
            other => *other,
        })
        .collect()
}

#[rustfmt::skip]
static VOCABULARY: List = List::of(&const { by_length([
    "a", "access", "account", "admin", "aes", "another", "anything", "api", "apikey", "app",
    "application", "auth", "authorization", "authtoken", "aws", "azure", "bad", "bar", "basic",
    "baz", "bearer", "blah", "changed", "client", "clientsecret", "cluster", "code", "config",
    "confirm", "confirmation", "cookie", "correct", "credential", "credentials", "current",
    "custom", "database", "db", "default", "demo", "dev", "development", "easy", "empty",
    "encryption", "env", "example", "field", "file", "first", "foo", "github", "good", "google",
    "guest", "header", "hello", "hmac", "id", "ignored", "in", "incorrect", "input", "invalid", "is",
    "jwt", "key", "keys", "let", "letmein", "login", "master", "me", "missing", "mongo", "my",
    "mypass", "mypassword", "mysecret", "mysql", "name", "new", "no", "node", "none", "not", "null", "oauth", "ok",
    "old", "one", "other", "pass", "passphrase", "passwd", "password", "plain", "postgres",
    "private", "prod", "production", "public", "pwd", "query", "qwerty", "rabbitmq", "random",
    "real", "redis", "refresh", "reset", "root", "sample", "second", "secret", "secrets",
    "server", "session", "shared", "signing", "simple", "some", "stage", "staging", "string",
    "super", "supersecret", "temp", "test", "testing", "text", "the", "token", "top", "two",
    "updated", "user", "valid", "value", "welcome", "with", "without", "world", "wrong",
    // «Your password here» in other languages.
    "contraseña", "contraseÑa", "contrasena", "clave", "tu", "su", "aqui", "aquí", "passwort", "kennwort",
    "dein", "ihr", "hier", "motdepasse", "mot", "de", "passe", "votre", "ici", "senha", "sua", "wachtwoord",
    "uw", "jouw", "parola", "tua", "qui", "lösenord", "lÖsenord", "ditt", "heslo", "vaše", "zde", "hasło",
    "hasŁo", "haslo", "twoje", "jelszó", "jelszo", "lozinka", "geslo", "parole", "salasana", "şifre", "Şifre",
    "sifre", "passord", "adgangskode", "пароль", "Пароль", "密码", "パスワード", "비밀번호",
]) });

/// The name of a constant or of an environment variable, or a list of such names: `API_TOKEN_V2`,
/// `AWS4-HMAC-SHA256`, `APP-ID,APP-KEY`.
pub(in crate::detect) fn is_constant(value: &[u8]) -> bool {
    let joint = |byte: &u8| matches!(byte, b'_' | b'-');
    value.iter().any(joint)
        && value.iter().all(|byte| {
            byte.is_ascii_uppercase() || byte.is_ascii_digit() || joint(byte) || *byte == b','
        })
        && word::split(value).any(|word| word.len() > 2 && VOCABULARY.holds(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_only_speak_of_secrets() {
        for value in [
            "api_key",
            "my-secret-token-1",
            "testpassword",
            "password123",
            "stripe_key",
        ] {
            assert!(
                is_vocabulary(value.as_bytes(), b"STRIPE_API_KEY"),
                "{value}"
            );
        }
        for value in [
            "Heslo",
            "TU_CONTRASEÑA",
            "tu_contraseña_aqui",
            "IHR_PASSWORT",
            "DITT_LÖSENORD",
            "vaše_heslo",
        ] {
            assert!(is_vocabulary(value.as_bytes(), b""), "{value}");
        }
        for value in [
            "hunter2",
            "6946f4db49e190f6c115f40f5f1f0603",
            "a1b2c3d4",
            "keyboard cat",
            "",
        ] {
            assert!(
                !is_vocabulary(value.as_bytes(), b"STRIPE_API_KEY"),
                "{value}"
            );
        }
        assert!(is_vocabulary(&plain_spelling(b"P@ssw0rd1!"), b""));
        assert!(is_vocabulary(&plain_spelling(b"s3cr3t"), b""));
        assert!(is_vocabulary(&plain_spelling("Jelszó7".as_bytes()), b""));
    }

    #[test]
    fn values_that_repeat_their_name() {
        for (value, name) in [
            ("reset-password-2", "RESET_PASSWORD"),
            ("manageresetpassword", "ManageResetPassword"),
            (
                "pm-27086-check-input-password",
                "PM27086_CheckInputPassword",
            ),
            ("password4j", "com.password4j"),
        ] {
            assert!(is_own_name(value.as_bytes(), name.as_bytes()), "{value}");
        }
        for (value, name) in [
            ("hunter2hunter2", "password"),
            ("password", "spring.password"),
            ("word4j", "com.password4j"),
            ("reset-password-81726354", "RESET_PASSWORD"),
            ("password-for-the-shop-in-the-old-town", "password"),
        ] {
            assert!(!is_own_name(value.as_bytes(), name.as_bytes()), "{value}");
        }
    }

    #[test]
    fn names_of_constants() {
        assert!(is_constant(b"GITHUB_TOKEN_V2"));
        assert!(is_constant(b"AWS4-HMAC-SHA256"));
        assert!(is_constant(b"GHAPP-ID,GHAPP-KEY"));
        assert!(!is_constant(b"XK29_PLOMQ"));
        assert!(!is_constant(b"TOKEN"));
    }
}
