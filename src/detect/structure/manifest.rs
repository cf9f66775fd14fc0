//! Kubernetes' `Secret`: every value in its manifest that is one, in YAML, in JSON, in Terraform.

use std::ops::Range;

use super::{Examined, Verdict, url};
use crate::checksum::radix;
use crate::detect::assignment::leaf::{self, Leaf};
use crate::detect::assignment::{Kind, is_hard};
use crate::detect::{line, word, work};
use crate::language::Language;
use crate::level::Confidence;

/// No manifest is longer on either side of what says its kind, in bytes.
const REACH: usize = 7 << 10;
/// Keys that are no text are not shorter.
const SHORTEST_KEY: usize = 12;
/// Where values stand, in base64 and as they are.
const ENCODED: [&str; 3] = ["data", "binaryData", "binary_data"];
const PLAIN: &str = "stringData";
/// What keys of values end in that are no secret.
#[rustfmt::skip]
const PUBLIC: &[&str] = &[
    "address", "audience", "bucket", "ca", "cert", "certificate", "crt", "database", "db", "dbname",
    "domain", "email", "endpoint", "env", "environment", "fingerprint", "hash", "host", "hostname",
    "hosts", "id", "ip", "issuer", "level", "login", "mode", "name", "namespace", "path", "port",
    "pub", "public", "realm", "region", "scheme", "server", "type", "user", "username", "version",
    "zone",
];
/// Words of keys of those that are, however they look.
#[rustfmt::skip]
const TELLING: &[&str] = &[
    "apikey", "credential", "credentials", "key", "pass", "passphrase", "passwd", "password", "pin",
    "pw", "pwd", "secret", "token",
];
/// Those of them whose values people think up.
const PASSWORDS: &[&str] = &[
    "pass",
    "passphrase",
    "passwd",
    "password",
    "pin",
    "pw",
    "pwd",
];

/// What stands in the manifest whose kind is said at `found`: a secret each, or why it is none.
pub(super) fn examine(text: &[u8], found: &Range<usize>) -> Vec<Examined> {
    let mut entries = Vec::new();
    if text[found.clone()].starts_with(b"resource") {
        terraform(text, found, &mut entries);
    } else if text[found.clone()].starts_with(b"\"") {
        json(text, found, &mut entries);
    } else {
        yaml(text, found, &mut entries);
    }
    entries
        .into_iter()
        .map(|(leaf, is_encoded)| judged(text, leaf, is_encoded))
        .collect()
}

type Entries = Vec<(Leaf, bool)>;

/// Keys at the depth of `kind:`, in the same document.
fn yaml(text: &[u8], found: &Range<usize>, entries: &mut Entries) {
    let reach = found.start.saturating_sub(REACH)..text.len().min(found.end + REACH);
    work::read(reach.len());
    let before = line::last(&text[reach.start..found.start]);
    // `- kind: Secret` in a list.
    if before.iter().any(|byte| !b" -".contains(byte)) {
        return;
    }
    let indent = before.len();
    let mut start = found.start - indent;
    while start > reach.start && !is_item(&text[start..found.start], indent) {
        let above = line::last(&text[reach.start..start - 1]);
        if ends(above, indent) && !is_item(above, indent) {
            break;
        }
        start -= above.len() + 1;
    }
    let mut at = start;
    while at < reach.end {
        let line_start = at;
        at = next_line(text, at, reach.end);
        let whole = &text[line_start..at];
        let whole = whole.strip_suffix(b"\n").unwrap_or(whole);
        if line_start > start && ends(whole, indent) {
            break;
        }
        let (lead, inner) = whole.split_at(indent.min(whole.len()));
        if lead.iter().any(|byte| !b" -".contains(byte)) {
            continue;
        }
        let Some(colon) = memchr::memchr(b':', inner) else {
            continue;
        };
        let (key, value) = (&inner[..colon], inner[colon + 1..].trim_ascii());
        if !is_holder(key) {
            continue;
        }
        let leaves = match value {
            [] | [b'#', ..] => leaf::block(text, at, reach.end - at, indent),
            [b'{', ..] => {
                let open = line_start + memchr::memchr(b'{', whole).unwrap_or(0);
                let (leaves, end) =
                    leaf::enclosed(&text[..reach.end], open + 1, REACH, Language::Yaml);
                // On the lines of one map no other begins.
                at = end.map_or(reach.end, |end| next_line(text, end, reach.end));
                leaves
            }
            _ => continue,
        };
        entries.extend(leaves.into_iter().map(|leaf| (leaf, is_encoded(key))));
    }
}

/// Where the line behind the one of `at` begins, or the text ends.
fn next_line(text: &[u8], at: usize, end: usize) -> usize {
    memchr::memchr(b'\n', &text[at..end]).map_or(end, |length| at + length + 1)
}

/// Whether a manifest whose keys stand at `indent` ends above this line.
fn ends(line: &[u8], indent: usize) -> bool {
    let column = column(line);
    let inner = line[column..].trim_ascii();
    line.starts_with(b"---") || !matches!(inner, [] | [b'#', ..]) && column < indent
}

/// Whether the line begins an item of a list, whose keys stand at `indent`.
fn is_item(line: &[u8], indent: usize) -> bool {
    let column = column(line);
    line[column..].starts_with(b"- ") && column + 2 == indent
}

/// How many spaces the line begins with.
fn column(line: &[u8]) -> usize {
    line.iter().take_while(|byte| **byte == b' ').count()
}

/// Maps beside `"kind"`, in the same one.
fn json(text: &[u8], found: &Range<usize>, entries: &mut Entries) {
    let back = found.start.saturating_sub(REACH);
    let ahead = text.len().min(found.end + REACH);
    work::read(ahead - back);
    let before = maps(text, (back..found.start).rev(), ["}]", "{["]);
    let behind = maps(text, found.end..ahead, ["{[", "}]"]);
    for map in before.into_iter().rev().chain(behind) {
        let head = &text[map.start.saturating_sub(LONGEST_KEY)..map.start];
        if let Some(key) = key(head)
            && is_holder(key)
        {
            let (leaves, _) =
                leaf::enclosed(&text[..map.end], map.start + 1, map.len(), Language::Json);
            entries.extend(leaves.into_iter().map(|leaf| (leaf, is_encoded(key))));
        }
    }
}

/// What stands in brackets on the way from `"kind"`, in either direction, until the map that holds
/// it ends; what is cut off, as far as it goes. None of it is in another one, so however many
/// there are, each byte is read once.
fn maps(
    text: &[u8],
    way: impl Iterator<Item = usize>,
    [opens, closes]: [&str; 2],
) -> Vec<Range<usize>> {
    let mut maps = Vec::new();
    let (mut depth, mut in_string) = (0_usize, false);
    let (mut from, mut to) = (0, 0);
    for at in way {
        to = at;
        match text[at] {
            b'"' if !is_escaped(text, at) => in_string = !in_string,
            _ if in_string => {}
            byte if opens.as_bytes().contains(&byte) => {
                if depth == 0 {
                    from = at;
                }
                depth += 1;
            }
            byte if closes.as_bytes().contains(&byte) => {
                if depth == 0 {
                    return maps;
                }
                depth -= 1;
                if depth == 0 {
                    maps.push(from.min(at)..from.max(at) + 1);
                }
            }
            _ => {}
        }
    }
    if depth > 0 {
        maps.push(from.min(to)..from.max(to) + 1);
    }
    maps
}

/// Whether an odd number of backslashes stands before `at`.
fn is_escaped(text: &[u8], at: usize) -> bool {
    line::tail(&text[..at], |byte| *byte == b'\\').len() % 2 == 1
}

/// The key in quotes that `head` ends with, and what links it.
fn key(head: &[u8]) -> Option<&[u8]> {
    let head = head.trim_ascii_end().strip_suffix(b":")?;
    let head = head.trim_ascii_end().strip_suffix(b"\"")?;
    Some(&head[memchr::memrchr(b'"', head)? + 1..])
}

/// Bytes of a key, and of what links it and its map.
const LONGEST_KEY: usize = 48;

/// `data = {` in the resource whose brace opens in `found`.
fn terraform(text: &[u8], found: &Range<usize>, entries: &mut Entries) {
    let end = text.len().min(found.end + REACH);
    work::read(end - found.end);
    let mut at = found.end;
    while at < end {
        let start = at;
        at = next_line(text, at, end);
        let line = &text[start..at];
        if line.starts_with(b"}") {
            return;
        }
        let line = line.trim_ascii_end();
        let mut words = line
            .split(|byte| b" \t={".contains(byte))
            .filter(|word| !word.is_empty());
        let key = words.next().unwrap_or_default();
        if words.next().is_none()
            && is_holder(key)
            && let Some(open) = memchr::memchr(b'{', line)
        {
            let (leaves, close) =
                leaf::enclosed(&text[..end], start + open + 1, REACH, Language::Terraform);
            // On the lines of one map no other begins.
            at = close.map_or(end, |close| next_line(text, close, end));
            entries.extend(leaves.into_iter().map(|leaf| (leaf, key == b"binary_data")));
        }
    }
}

fn is_holder(key: &[u8]) -> bool {
    key == PLAIN.as_bytes() || is_encoded(key)
}

fn is_encoded(key: &[u8]) -> bool {
    ENCODED.iter().any(|name| name.as_bytes() == key)
}

/// Whether an entry is a secret, by what it says once it is decoded.
fn judged(text: &[u8], leaf: Leaf, is_encoded: bool) -> Examined {
    let written = &text[leaf.value.clone()];
    let decoded = if is_encoded {
        radix::base64(written)
    } else {
        Some(written.to_vec())
    };
    let key = &text[leaf.key];
    let hard = decoded
        .ok_or("undecodable")
        .and_then(|value| is_secret(key, value.trim_ascii_end()));
    match hard {
        Ok(hard) => {
            let examined = Examined::genuine(leaf.value).because("secret-manifest");
            if hard {
                examined
            } else {
                examined
                    .because("weak-password")
                    .confidence(Confidence::Low)
            }
        }
        Err(why) => Examined::not_a_secret(leaf.value, why),
    }
}

/// Whether a secret is hard to guess.
///
/// # Errors
/// Why it is none.
fn is_secret(key: &[u8], value: &[u8]) -> Result<bool, &'static str> {
    let holds = |part: &[u8]| memchr::memmem::find(value, part).is_some();
    if holds(b"PRIVATE KEY-----") || holds(b"\"auth\":") {
        return Ok(true);
    }
    if value.starts_with(b"-----BEGIN ") {
        return Err("public-value");
    }
    // What says no text was drawn at random.
    if std::str::from_utf8(value).is_err() {
        return (value.len() >= SHORTEST_KEY)
            .then_some(true)
            .ok_or("unprintable");
    }
    if value.iter().any(u8::is_ascii_control) {
        return Err("unprintable");
    }
    if holds(b"://") && value.contains(&b'@') {
        let address = url::examine(value, 0..value.len());
        return match address.verdict {
            Verdict::NotASecret => Err("address"),
            _ => is_hard(&value[address.secret], Kind::Password, Language::Yaml)
                .map(|hard| hard && address.confidence.is_none()),
        };
    }
    let words: Vec<&[u8]> = word::split(key).collect();
    let is_any = |list| words.iter().any(|word| word::is_any(word, list));
    if words.last().is_some_and(|last| word::is_any(last, PUBLIC)) {
        return Err("name-says-otherwise");
    }
    if is_any(PASSWORDS) {
        return is_hard(value, Kind::Password, Language::Yaml);
    }
    match is_hard(value, Kind::Key, Language::Yaml) {
        Ok(true) => Ok(true),
        Ok(false) if is_any(TELLING) => Ok(false),
        // Some think up keys as they do passwords.
        Err(_) if is_any(TELLING) => is_hard(value, Kind::Password, Language::Yaml).map(|_| false),
        Ok(false) => Err("name-says-otherwise"),
        Err(why) => Err(why),
    }
}

#[cfg(test)]
mod tests;
