//! Names and values in settings of any notation, and whether a value is a secret written out: not
//! blank, not a reference to one kept elsewhere, not a placeholder.

/// A name with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pair<'t> {
    pub(super) name: &'t str,
    pub(super) value: &'t str,
    /// 1-based.
    pub(super) line: u64,
}

/// So many pairs of a file are looked at.
const MOST: usize = 10_000;

/// The pairs of settings that stand on a line each: `name = value`, `name: value`,
/// `"name": "value"`, `export NAME=value`, `<name>value</name>`.
pub(super) fn pairs(text: &str) -> impl Iterator<Item = Pair<'_>> {
    let lines = (1..).zip(text.lines()).take(MOST);
    lines.filter_map(|(line, text)| {
        let text = text.trim();
        if text.starts_with(['#', ';']) || (text.starts_with("//") && !text.contains("/:_")) {
            return None;
        }
        let (name, value) = element(text).or_else(|| pair(text))?;
        Some(Pair { name, value, line })
    })
}

fn pair(text: &str) -> Option<(&str, &str)> {
    let text = text.strip_prefix("export ").unwrap_or(text);
    let text = text.trim_start_matches("- ").trim_start_matches(['{', ' ']);
    let bytes = text.as_bytes();
    let at = (0..bytes.len()).find(|&at| match bytes[at] {
        b'=' => true,
        // Not that of an address.
        b':' => bytes
            .get(at + 1)
            .is_none_or(|next| matches!(next, b' ' | b'"' | b'\'' | b'\t')),
        _ => false,
    })?;
    let name = text[..at].trim().trim_matches(['"', '\'']);
    Some((name, unquoted(&text[at + 1..])))
}

/// `<name>value</name>`, or the attributes of `<add key="name" value="value" />`.
fn element(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix('<')?;
    if let Some((_, rest)) = inside.split_once("key=\"") {
        let (name, rest) = rest.split_once('"')?;
        let (_, rest) = rest.split_once("value=\"")?;
        return Some((name, rest.split('"').next()?));
    }
    let (name, rest) = inside.split_once('>')?;
    let (value, _) = rest.split_once("</")?;
    Some((name, value.trim()))
}

/// A value without its quotes, or the comment behind it.
fn unquoted(value: &str) -> &str {
    let value = value.trim();
    for quote in ['"', '\''] {
        if let Some(rest) = value.strip_prefix(quote) {
            return rest.split(quote).next().unwrap_or(rest);
        }
    }
    let value = value.split(" #").next().unwrap_or(value);
    value.trim().trim_end_matches([',', ';'])
}

/// Whether a name says that its value is secret. It is what a name ends with that counts:
/// `TOKEN_URL` is none.
pub(super) fn says_secret(name: &str) -> bool {
    const ENDS: [&str; 29] = [
        "accesskey",
        "accountkey",
        "apikey",
        "appkey",
        "authkey",
        "clientkeydata",
        "credential",
        "credentials",
        "dbpass",
        "encryptionkey",
        "jwtkey",
        "licensekey",
        "masterkey",
        "passphrase",
        "passwd",
        "password",
        "privatekey",
        "pwd",
        "secret",
        "secretkey",
        "secretkeybase",
        "servicekey",
        "servicerolekey",
        "sessionkey",
        "sharedkey",
        "signingkey",
        "smtppass",
        "storagekey",
        "token",
    ];
    let plain = plain(name);
    ENDS.iter().any(|end| plain.ends_with(end)) || plain == "auth"
}

/// A name as letters and digits alone, in lower case.
pub(super) fn plain(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}

/// Whether a value is written out, and means something.
pub(super) fn is_literal(value: &str) -> bool {
    const WORDS: [&str; 25] = [
        "change",
        "dummy",
        "enter",
        "example",
        "fake",
        "fill",
        "foobar",
        "goes-here",
        "here",
        "insert",
        "placeholder",
        "redacted",
        "replace",
        "sample",
        "secret_here",
        "todo",
        "xxx",
        "your",
        "***",
        "...",
        "<",
        "{{",
        "${",
        "$(",
        "<%",
    ];
    const REFERENCES: [&str; 16] = [
        "!",
        "$",
        "%",
        "@",
        "arn:",
        "aws:",
        "data.",
        "doppler:",
        "encrypted:",
        "ENC[",
        "env:",
        "file:",
        "keyring:",
        "local.",
        "op://",
        "var.",
    ];
    let lower = value.to_ascii_lowercase();
    let bytes = value.as_bytes();
    let mut signs = bytes.iter().filter(|byte| **byte != b'-');
    let varied = signs
        .next()
        .is_some_and(|first| signs.any(|other| other != first));
    let is_bracketed = value.starts_with('[') && value.ends_with(']');
    value.len() >= 6
        && varied
        && !is_bracketed
        && !REFERENCES.iter().any(|start| value.starts_with(start))
        && !lower.starts_with("vault:")
        && !WORDS.iter().any(|word| lower.contains(word))
        && !is_word(&lower)
        && !value.starts_with('/')
        && !value.contains(char::is_whitespace)
}

/// What settings say instead of a secret.
fn is_word(lower: &str) -> bool {
    const SAID: [&str; 14] = [
        "default",
        "disabled",
        "enabled",
        "inherit",
        "keychain",
        "nothing",
        "optional",
        "password",
        "postgres",
        "prompt",
        "required",
        "secret",
        "string",
        "undefined",
    ];
    let number = lower
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    SAID.contains(&lower) || number
}

/// How the key begins that Azure's storage emulator has everywhere.
const AZURITE: &str = "Eby8vdM02xNO";

/// Whether a value looks like a real secret: long, and of letters and digits in no order.
pub(super) fn looks_real(value: &str) -> bool {
    let body = value.strip_prefix("base64:").unwrap_or(value);
    let has = |test: fn(&u8) -> bool| body.bytes().any(|byte| test(&byte));
    is_literal(value)
        && !body.starts_with(AZURITE)
        && body.len() >= 20
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_alphabetic)
        && !body.contains("://")
        && entropy(body.as_bytes()) >= 3.3
        && !is_counted(body)
}

/// Whether it is the alphabet or the digits in their order.
fn is_counted(body: &str) -> bool {
    let lower = body.to_ascii_lowercase();
    ["012345", "123456", "abcdef", "987654"]
        .iter()
        .any(|run| lower.contains(run))
}

/// Bits a byte.
fn entropy(bytes: &[u8]) -> f64 {
    let mut counts = [0u32; 256];
    for byte in bytes {
        counts[usize::from(*byte)] += 1;
    }
    let all = bytes.len() as f64;
    let used = counts.iter().filter(|count| **count > 0);
    used.map(|count| f64::from(*count) / all)
        .map(|share| -share * share.log2())
        .sum()
}

/// Whether a value is an address with a password in it that is no default of a machine's own
/// database.
pub(super) fn has_login(value: &str) -> bool {
    let Some((_, rest)) = value.split_once("://") else {
        return false;
    };
    let authority = rest
        .split(['/', '?', '"', '\'', ' '])
        .next()
        .unwrap_or(rest);
    let Some((login, host)) = authority.rsplit_once('@') else {
        return false;
    };
    let Some((user, password)) = login.split_once(':') else {
        return false;
    };
    let host = host.split(':').next().unwrap_or(host);
    let near = [
        "localhost",
        "127.0.0.1",
        "db",
        "postgres",
        "mysql",
        "redis",
        "mongo",
    ];
    user != password && is_literal(password) && !near.contains(&host) && !password.contains('$')
}

/// Whether a text of settings holds a secret that is written out.
pub(super) fn holds_secret(text: &str) -> bool {
    pairs(text)
        .any(|pair| (says_secret(pair.name) && is_literal(pair.value)) || has_login(pair.value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str) -> (&str, &str) {
        let pair = pairs(text).next().expect("a pair");
        (pair.name, pair.value)
    }

    #[test]
    fn every_notation_gives_its_pair() {
        assert_eq!(first("export A_B='c d' # e"), ("A_B", "c d"));
        assert_eq!(first("  \"name\": \"value\","), ("name", "value"));
        assert_eq!(first("- name: value # why"), ("name", "value"));
        assert_eq!(first("<password>p</password>"), ("password", "p"));
        assert_eq!(first("<add key=\"K\" value=\"v\" />"), ("K", "v"));
        let npm = "//registry.example.org/:_authToken=abc";
        assert_eq!(first(npm), ("//registry.example.org/:_authToken", "abc"));
        assert_eq!(pairs("# a=b\n; a=b\n// a=b\n").count(), 0);
    }

    #[test]
    fn names_say_secret_by_their_end() {
        for name in [
            "OPENAI_API_KEY",
            "password",
            "clientSecret",
            "//r/:_authToken",
            "DB_PASS",
        ] {
            assert!(says_secret(name), "{name}");
        }
        for name in [
            "TOKEN_URL",
            "PASSWORD_MIN_LENGTH",
            "PUBLIC_KEY",
            "MAX_TOKENS",
            "author",
        ] {
            assert!(!says_secret(name), "{name}");
        }
    }

    #[test]
    fn references_and_placeholders_are_no_literals() {
        for value in [
            "",
            "${TOKEN}",
            "$TOKEN",
            "<token>",
            "your-key-here",
            "changeme",
            "xxxxxxxx",
            "aaaaaaaa",
            "op://vault/item",
            "var.password",
            "{{ token }}",
            "3600000",
            "<%= ENV['A'] %>",
            "[BASE64_OF_THE_TOKEN]",
            "00000000-0000-0000-0000-000000000000",
        ] {
            assert!(!is_literal(value), "{value}");
        }
        assert!(is_literal("Tr0ub4dor&3"));
    }

    #[test]
    fn real_values_are_long_and_mixed() {
        assert!(looks_real(&["q7Zp2", "Lk9Xw", "4Vb8N", "t3Rj6"].concat()));
        for value in [
            "short1",
            "abcdefghijklmnopqrst1",
            "just-some-words-in-a-row",
            "http://a/b1c2d3e4f5g6h7",
        ] {
            assert!(!looks_real(value), "{value}");
        }
    }

    #[test]
    fn addresses_with_logins() {
        let address = |login: &str, host: &str| format!("postgres://{login}@{host}/app");
        assert!(has_login(&address("app:Tr0ub4dor", "db.corp.net:5432")));
        assert!(!has_login(&address("app:Tr0ub4dor", "localhost")));
        assert!(!has_login(&address("postgres:postgres", "db.corp.net")));
        assert!(!has_login(&address("app:${PASSWORD}", "db.corp.net")));
        assert!(!has_login("https://corp.net/a@b:c"));
    }
}
