//! `.pgpass`: `host:port:database:user:password`, a line each; `\:` and `\\` in a field.

use std::ops::Range;

use super::{Examined, host};

/// No line of such a file is longer, in bytes.
const LONGEST_LINE: usize = 512;
const FIELDS: usize = 5;
/// Bytes before a line in which the file is named that it is written to.
const NEAR: usize = 160;
/// What such files are called.
const NAME: &[u8] = b"pgpass";

/// `found` lies in the line.
pub(super) fn examine(text: &[u8], found: Range<usize>) -> Examined {
    let line = record(text, found.start);
    let fields = fields(text, &line);
    let [server, port, database, user, password] = &fields[..] else {
        return Examined::not_a_secret(found, "no-password");
    };
    let port = &text[port.clone()];
    let is_port =
        port == b"*" || (1..=5).contains(&port.len()) && port.iter().all(u8::is_ascii_digit);
    let is_comment = line.is_empty();
    let is_text = |field: &Range<usize>| text[field.clone()].iter().all(u8::is_ascii_graphic);
    if is_comment
        || !is_port
        || user.is_empty()
        || password.is_empty()
        || !fields.iter().all(is_text)
    {
        return Examined::not_a_secret(found, "no-password");
    }
    let examined = Examined::genuine(password.clone())
        .because("pgpass")
        .with("host", server.clone())
        .with("database", database.clone())
        .with("user", user.clone());
    host::weigh(examined, &text[server.clone()])
}

/// The record that holds the byte at `at`: its line, or a word of one that speaks of such a file,
/// `echo "host:5432:…" >> ~/.pgpass`. Of a comment, nothing.
fn record(text: &[u8], at: usize) -> Range<usize> {
    let line = line(text, at);
    let whole = &text[line.clone()];
    let near = &text[line.start.saturating_sub(NEAR)..line.end];
    let is_told = memchr::memmem::find(near, NAME).is_some();
    let is_quoted = matches!(whole.first(), Some(b'"' | b'\'' | b'`'));
    if whole.starts_with(b"#") || is_quoted && !is_told {
        return at..at;
    }
    let ends_word = |byte: &u8| byte.is_ascii_whitespace() || b"\"'".contains(byte);
    let before = text.get(line.start..at).unwrap_or_default();
    let Some(before) = before.iter().rposition(ends_word).filter(|_| is_told) else {
        return line;
    };
    let start = line.start + before + 1;
    let quote = text[start - 1];
    let closes = |byte: &u8| *byte == quote || byte.is_ascii_whitespace();
    let length = text[start..line.end].iter().position(closes);
    start..length.map_or(line.end, |length| start + length)
}

/// The line that holds the byte at `at`, without space round it.
fn line(text: &[u8], at: usize) -> Range<usize> {
    let back = at.saturating_sub(LONGEST_LINE);
    let start = memchr::memrchr(b'\n', &text[back..at]).map_or(back, |end| back + end + 1);
    let limit = text.len().min(start + LONGEST_LINE);
    let end = memchr::memchr(b'\n', &text[start..limit]).map_or(limit, |end| start + end);
    let indent = text[start..end].len() - text[start..end].trim_ascii_start().len();
    let trimmed = text[start..end].trim_ascii().len();
    start + indent..start + indent + trimmed
}

/// Where the fields stand; of too many, one too many.
fn fields(text: &[u8], line: &Range<usize>) -> Vec<Range<usize>> {
    let mut fields = Vec::with_capacity(FIELDS + 1);
    let mut start = line.start;
    let mut at = line.start;
    while at < line.end && fields.len() < FIELDS {
        match text[at] {
            b'\\' => at += 1,
            b':' => {
                fields.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    fields.push(start..line.end);
    fields
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::*;
    use crate::level::Confidence;

    #[test]
    fn a_record_may_be_a_word_of_a_command() {
        let secret = |text: &str| {
            let at = text.find(":5432").unwrap();
            let examined = examine(text.as_bytes(), at..at + 6);
            (examined.verdict != Verdict::NotASecret)
                .then(|| text[examined.secret.clone()].to_owned())
        };
        for text in [
            "echo \"h.acme.io:5432:shop:app:VALUE\" >> ~/.pgpass",
            "your ~/.pgpass line: h.acme.io:5432:shop:app:VALUE",
            "    h.acme.io:5432:shop:app:VALUE\n",
            "copy:\n  dest: /home/backup/.pgpass\n  mode: \"0600\"\n  content: \"h.acme.io:5432:shop:app:VALUE\"",
        ] {
            assert_eq!(secret(text).as_deref(), Some("VALUE"), "{text}");
        }
        for text in [
            "echo \"h.acme.io:5432:shop:app:VALUE\"",
            "# ~/.pgpass: h.acme.io:5432:shop:app:VALUE",
            "    \"h.acme.io:5432:shop:app:VALUE",
        ] {
            assert_eq!(secret(text), None, "{text}");
        }
    }

    fn examined(line: &str) -> (Examined, String) {
        let text = format!("# comment\n{line}\r\nlast:1:d:u:p");
        let examined = examine(text.as_bytes(), 12..13);
        let secret = text[examined.secret.clone()].to_owned();
        (examined, secret)
    }

    #[test]
    fn the_secret_is_the_fifth_field() {
        for (line, password) in [
            ("db.acme.io:5432:main:app:s3cr3t", "s3cr3t"),
            ("db.acme.io:*:*:app:a\\:b\\\\c", "a\\:b\\\\c"),
        ] {
            let (examined, secret) = examined(line);
            assert_eq!(secret, password);
            assert_eq!(examined.verdict, Verdict::Genuine);
        }
        let (local, _) = examined("localhost:5432:main:app:s3cr3t");
        assert_eq!(local.confidence, Some(Confidence::Low));
    }

    #[test]
    fn other_lines_are_no_secrets() {
        for line in [
            "#db.acme.io:5432:main:app:s3cr3t",
            "db.acme.io:5432:main:app:",
            "db.acme.io:port:main:app:x",
            "a:1:b:c",
            "a:1:b:c:d:e",
            "at 12:30:11: an: error",
        ] {
            assert_eq!(examined(line).0.verdict, Verdict::NotASecret, "{line}");
        }
    }
}
