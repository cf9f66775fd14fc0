//! The secret in a value: without what says how it is given, and what follows it.

use std::ops::Range;

use super::literal::Form;
use super::signs;
use crate::detect::{line, word};

/// What says how a password is given: Spring's encoders, and behind a flag OpenSSL's sources.
const ENCODER: &[u8] = b"{noop}";
const SOURCE: &[u8] = b"pass:";
/// A quote in a literal.
const ESCAPED: &[u8] = b"\\\"";
/// Ends of names whose value is `user:password`.
const LOGINS: [&[u8]; 5] = [b"auth", b"authident", b"userpwd", b"basic", b"credentials"];
/// A user's name is not longer.
const LONGEST_USER: usize = 48;
/// Bytes of a line before a name that say what it stands in.
const LINE: usize = 200;

/// The secret in the value at `range`, which belongs to `name`.
pub(super) fn to_secret(
    text: &[u8],
    name: &Range<usize>,
    range: Range<usize>,
    form: Form,
) -> Range<usize> {
    if matches!(form, Form::Joined | Form::Letters | Form::Array) {
        return range;
    }
    let mut range = range;
    if matches!(form, Form::Plain | Form::Inner) {
        let inside = signs::inside(&text[range.clone()]);
        range = range.start + inside.start..range.start + inside.end;
    }
    let inner = unescaped(&text[range.clone()]);
    range = range.start + inner.start..range.start + inner.end;
    let value = &text[range.clone()];
    let is_flag = text[..name.start].ends_with(b"-");
    if value.starts_with(ENCODER) {
        range.start += ENCODER.len();
    } else if is_flag && value.starts_with(SOURCE) {
        range.start += SOURCE.len();
    } else if is_login(&text[name.clone()])
        && let Some(user) = user(value)
    {
        range.start += user;
    }
    if form != Form::Quoted {
        range.end -= behind(text, name.start, &text[range.clone()]);
    }
    range
}

/// The string in a literal that is itself the source of one: `"\"v\""`.
fn unescaped(value: &[u8]) -> Range<usize> {
    let whole = 0..value.len();
    match value
        .strip_prefix(ESCAPED)
        .and_then(|rest| rest.strip_suffix(ESCAPED))
    {
        Some(inner) if !inner.is_empty() && !inner.contains(&b'"') => {
            ESCAPED.len()..ESCAPED.len() + inner.len()
        }
        _ => whole,
    }
}

fn is_login(name: &[u8]) -> bool {
    LOGINS.iter().any(|end| word::ends(name, end))
}

/// How long the user's name and the colon are, in front of a password.
fn user(value: &[u8]) -> Option<usize> {
    let in_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"._@-".contains(byte);
    let length = value
        .iter()
        .take(LONGEST_USER)
        .take_while(|byte| in_name(byte))
        .count();
    let rest = value[length..].strip_prefix(b":")?;
    let is_password = rest.len() > 3 && !rest.iter().any(|byte| b":/ ".contains(byte));
    (length > 0 && is_password).then_some(length + 1)
}

/// How many of the last bytes of a value belong to what it stands in: nginx's `env P=v;`, sed's
/// `s/a/b/`, Helm's `--set a=b,c=d`, `mount -o a=b,c=d`.
fn behind(text: &[u8], name: usize, value: &[u8]) -> usize {
    let line = line::before(text, name, LINE);
    let holds = |part: &[u8]| memchr::memmem::find(line, part).is_some();
    let end = if line.trim_ascii() == b"env" {
        memchr::memchr(b';', value)
    } else if [b"\"s/".as_slice(), b"'s/", b" s/"].into_iter().any(holds) {
        memchr::memchr(b'/', value)
    } else if holds(b"--set ") || holds(b"--set-string ") || holds(b"mount") && holds(b" -o ") {
        memchr::memchr(b',', value)
    } else {
        None
    };
    end.filter(|end| *end > 0)
        .map_or(0, |end| value.len() - end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, name: &str, value: &str) -> String {
        let find = |part: &str| {
            let at = text.rfind(part).unwrap();
            at..at + part.len()
        };
        let range = to_secret(text.as_bytes(), &find(name), find(value), Form::Plain);
        text[range].to_owned()
    }

    #[test]
    fn the_secret_stands_alone() {
        for (text, name, value, secret) in [
            ("password={noop}v1", "password", "{noop}v1", "v1"),
            ("-password pass:v1", "password", "pass:v1", "v1"),
            ("auth: bob:v1234", "auth", "bob:v1234", "v1234"),
            (
                "npmAuthIdent: bob:v1234",
                "npmAuthIdent",
                "bob:v1234",
                "v1234",
            ),
            ("env P=v1;", "P", "v1;", "v1"),
            ("sed 's/P=.*/P=v1/'", "P", "v1/", "v1"),
            ("helm --set P=v1,x=y", "P", "v1,x=y", "v1"),
            ("mount -t cifs //h/s -o u=x,P=v1,x=y", "P", "v1,x=y", "v1"),
            ("P, \"\\\"v1\\\"\"", "P", "\\\"v1\\\"", "v1"),
        ] {
            assert_eq!(said(text, name, value), secret, "{text}");
        }
        for (text, name, value) in [
            ("password=user:example1", "password", "user:example1"),
            ("auth: http://a", "auth", "http://a"),
            ("secret = pass:v1", "secret", "pass:v1"),
            ("P=v1;", "P", "v1;"),
            ("P=v1,x", "P", "v1,x"),
            ("P=\"\\\"v1\"", "P", "\\\"v1"),
        ] {
            assert_eq!(said(text, name, value), value, "{text}");
        }
    }
}
