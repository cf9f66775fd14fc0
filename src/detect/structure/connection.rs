//! A database's address as `key=value` pairs: ADO.NET, ODBC, OLE DB, JDBC, libpq, Redis.

use std::ops::Range;

use super::{Examined, host};
use crate::detect::work;

/// No address is longer than this on either side of the password's name, in bytes.
const LONGEST: usize = 1024;
const PASSWORDS: [&str; 2] = ["password", "pwd"];
const USERS: [&str; 6] = ["user", "uid", "user id", "userid", "username", "user name"];
const HOSTS: [&str; 10] = [
    "server",
    "host",
    "data source",
    "address",
    "addr",
    "hostname",
    "hostaddr",
    "network address",
    "datasource",
    "servername",
];
const DATABASES: [&str; 4] = ["database", "initial catalog", "dbname", "databasename"];

/// What an address names.
#[derive(Default)]
struct Address {
    host: Option<Range<usize>>,
    user: Option<Range<usize>>,
    database: Option<Range<usize>>,
    password: Option<Range<usize>>,
}

/// `found` holds a part of the address with the password's name in it.
pub(super) fn examine(text: &[u8], found: Range<usize>) -> Examined {
    let address = address(text, &found);
    let Some(password) = address.password.filter(|range| !range.is_empty()) else {
        return Examined::not_a_secret(found, "no-password");
    };
    let host = address.host.unwrap_or(0..0);
    let examined = Examined::genuine(password)
        .because("connection-string")
        .with("host", host.clone())
        .with("user", address.user.unwrap_or(0..0))
        .with("database", address.database.unwrap_or(0..0));
    if host.is_empty() {
        examined
    } else {
        host::weigh(examined, &text[host])
    }
}

fn address(text: &[u8], found: &Range<usize>) -> Address {
    let back = found.start.saturating_sub(LONGEST);
    let lead = text[back..found.start].iter().rposition(|c| is_end(*c));
    let mut start = lead.map_or(back, |at| back + at + 1);
    let mut limit = text.len().min(found.end + LONGEST);
    work::read(limit - start);
    // A literal in single quotes ends with one, whatever else the address may hold.
    if let Some(open) = opening(&text[start..found.start]) {
        start += open + 1;
        let close = memchr::memchr(b'\'', &text[start..limit]);
        limit = close.map_or(limit, |close| start + close);
    }
    let separators = separators(&text[found.clone()]);
    let mut address = Address::default();
    let mut at = start;
    while at < limit {
        let rest = &text[at..limit];
        let is_stop = |c: &u8| separators.contains(c) || is_end(*c) || *c == b'=';
        let length = rest.iter().position(is_stop).unwrap_or(rest.len());
        let name = &rest[..length];
        if rest.get(length) != Some(&b'=') {
            address.locate(name, at, separators);
            match rest.get(length) {
                Some(c) if separators.contains(c) => at += length + 1,
                _ => break,
            }
            continue;
        }
        let value = value(text, at + length + 1..limit, separators);
        address.name(text, name, &value, found);
        // A quote that closed the value, then the next separator.
        at = value.end;
        at += usize::from(at < limit && b"}'".contains(&text[at]));
        match text.get(at) {
            Some(c) if at < limit && separators.contains(c) => at += 1,
            _ => break,
        }
    }
    address
}

impl Address {
    /// What has no name: `jdbc:postgresql://host:1/db`, or Redis's `host:6380`.
    fn locate(&mut self, segment: &[u8], at: usize, separators: &[u8]) {
        let slashes = memchr::memmem::find(segment, b"//").map(|slashes| slashes + 2);
        let last_word = segment
            .iter()
            .rposition(|c| *c == b' ')
            .map_or(0, |at| at + 1);
        let start = slashes.unwrap_or(last_word);
        if self.host.is_none() && (slashes.is_some() || separators == b",") {
            self.host = Some(at + start..at + start + host::length(&segment[start..]));
        }
    }

    fn name(&mut self, text: &[u8], name: &[u8], value: &Range<usize>, found: &Range<usize>) {
        let name = String::from_utf8_lossy(name).trim().to_ascii_lowercase();
        // Something may stand before the address: `dsn: Server=…`.
        let is = |known: &str| {
            name.strip_suffix(known)
                .is_some_and(|before| !before.ends_with(|c: char| c.is_alphanumeric()))
        };
        if PASSWORDS.into_iter().any(is) {
            if value.start >= found.start {
                self.password.get_or_insert(value.clone());
            }
        } else if USERS.into_iter().any(is) {
            self.user.get_or_insert(value.clone());
        } else if DATABASES.into_iter().any(is) {
            self.database.get_or_insert(value.clone());
        } else if HOSTS.into_iter().any(is) {
            let scheme = if text[value.clone()].starts_with(b"tcp:") {
                4
            } else {
                0
            };
            let start = value.start + scheme;
            let length = host::length(&text[start..value.end]);
            self.host.get_or_insert(start..start + length);
        }
    }
}

/// Where the value that begins in `rest` stands, without its braces or quotes.
fn value(text: &[u8], rest: Range<usize>, separators: &[u8]) -> Range<usize> {
    let spaces = text[rest.clone()]
        .iter()
        .take_while(|c| **c == b' ' && !separators.contains(c))
        .count();
    let start = rest.start + spaces;
    let quoted = |close: u8| {
        let inside = &text[start + 1..rest.end];
        let length = inside.iter().position(|c| *c == close || *c == b'\n')?;
        (inside[length] == close).then_some(start + 1..start + 1 + length)
    };
    let closed = match text.get(start) {
        Some(b'{') if start < rest.end => quoted(b'}'),
        Some(b'\'') if start < rest.end => quoted(b'\''),
        _ => None,
    };
    closed.unwrap_or_else(|| {
        let bare = &text[start..rest.end];
        let is_stop = |c: &u8| separators.contains(c) || is_end(*c);
        let length = bare.iter().position(is_stop).unwrap_or(bare.len());
        start..start + bare[..length].trim_ascii_end().len()
    })
}

/// Where the single quote stands that opened the literal in which `before` ends: `('`, `= '`; not
/// `don't`, nor one that begins a value, `password='`.
fn opening(before: &[u8]) -> Option<usize> {
    let quotes: Vec<usize> = memchr::memchr_iter(b'\'', before).collect();
    let open = *quotes.last().filter(|_| quotes.len() % 2 == 1)?;
    let head = before[..open].trim_ascii_end();
    let begins = match head.last() {
        None => true,
        Some(b'=') => head.len() < open || head[..head.len() - 1].ends_with(b" "),
        Some(byte) => b"([{,:+?>".contains(byte),
    };
    begins.then_some(open)
}

/// What parts the pairs of an address.
fn separators(found: &[u8]) -> &'static [u8] {
    if found.starts_with(b"jdbc:") {
        b"?&;"
    } else if found.contains(&b';') {
        b";"
    } else if found.contains(&b',') {
        b","
    } else {
        b" "
    }
}

/// What ends an address.
fn is_end(c: u8) -> bool {
    matches!(c, b'"' | b'`' | b'<' | b'>' | b'\n' | b'\r' | b'\\' | 0)
}

#[cfg(test)]
mod tests {
    use super::super::{Value, Verdict};
    use super::*;
    use crate::level::Confidence;

    fn examined(text: &str) -> (Examined, String, Vec<String>) {
        let lower = text.to_ascii_lowercase();
        let name = lower.find("password=").or(lower.find("pwd=")).unwrap();
        let start = match lower.find("jdbc:").or(lower.find("server=")) {
            Some(start) if start < name => start,
            _ => lower.find("host").unwrap_or(0).min(name),
        };
        let examined = examine(text.as_bytes(), start..name + 10);
        let tell = |part: &super::super::Part| match &part.value {
            Value::At(range) => format!("{}={}", part.name, &text[range.clone()]),
            Value::Hidden(_) | Value::Decoded(_) => unreachable!("an address stands in the text"),
        };
        let parts = examined.parts.iter().map(tell).collect();
        let secret = text[examined.secret.clone()].to_owned();
        (examined, secret, parts)
    }

    #[test]
    fn the_password_and_what_it_opens() {
        for (text, parts) in [
            (
                "Server=tcp:db.acme.io,1433;Initial Catalog=shop;User ID=app;Password=~;",
                &["host=db.acme.io", "user=app", "database=shop"][..],
            ),
            (
                "x: \"Uid=app;Driver={ODBC Driver 18};Server=db.acme.io;Pwd={~};\"",
                &["host=db.acme.io", "user=app"],
            ),
            (
                "dsn: host=db.acme.io port=5432 user=app password=~ dbname=shop\n",
                &["host=db.acme.io", "user=app", "database=shop"],
            ),
            (
                "host=db.acme.io user=app password='~' dbname=shop",
                &["host=db.acme.io", "user=app", "database=shop"],
            ),
            (
                "jdbc:postgresql://db.acme.io:5432/shop?user=app&password=~&ssl=true",
                &["host=db.acme.io", "user=app"],
            ),
            (
                "jdbc:sqlserver://db.acme.io:1433;databaseName=shop;user=app;password=~;",
                &["host=db.acme.io", "user=app", "database=shop"],
            ),
            (
                "cache.acme.io:6380,password=~,ssl=True",
                &["host=cache.acme.io"],
            ),
        ] {
            let text = &text.replace('~', "s3cr3tX");
            let (examined, secret, told) = examined(text);
            assert_eq!(secret, "s3cr3tX", "{text}");
            assert_eq!(told, parts, "{text}");
            assert_eq!(examined.verdict, Verdict::Genuine);
        }
    }

    #[test]
    fn nobodys_host_is_low() {
        for text in [
            "Server=localhost;User Id=sa;Password=s3cr3tX",
            "jdbc:mysql://127.0.0.1/shop?password=s3cr3tX",
        ] {
            assert_eq!(examined(text).0.confidence, Some(Confidence::Low), "{text}");
        }
    }

    #[test]
    fn no_password_is_no_secret() {
        let (examined, ..) = examined("Server=db.acme.io;Password=;User Id=app");
        assert_eq!(examined.verdict, Verdict::NotASecret);
    }

    #[test]
    fn a_literal_in_single_quotes_ends_with_one() {
        for (text, password) in [
            ("connect('Driver=x;Server=db.acme.io;PWD=s3same')", "s3same"),
            ("x = 'Server=db.acme.io;Password=s3same', y = 'z'", "s3same"),
            (
                "connect('host=db.acme.io password=s3same', ssl='x')",
                "s3same",
            ),
            (
                "connect('host=db.acme.io password=s3same'); // it's",
                "s3same",
            ),
            ("// don't: Server=db.acme.io;Password=s3sa'me;", "s3sa'me"),
            ("\"host=db.acme.io password='s3 same' user=x\"", "s3 same"),
        ] {
            assert_eq!(examined(text).1, password, "{text}");
        }
    }
}
