//! Key files in base64, as variables of CI take them: what they are is what they say once decoded.
//!
//! The base64 may be wrapped into lines of one width, in a string, a list or a block of YAML.

use std::ops::Range;

use memchr::memmem;

use super::{Examined, armor, pem, service_account};
use crate::blob::{REACH_AHEAD, REACH_BACK};
use crate::detect::{line, placeholder, work};

/// Bytes by which a head of a file is told from what follows it.
const HEAD: usize = 24;
/// No key file is shorter, in characters of base64.
const SHORTEST: usize = 80;
/// Lines are wrapped at no less.
const NARROWEST: usize = 40;
/// Quotes, signs and indentation between two lines, at most.
const WIDEST_JOINT: usize = 80;
/// The keys under which a kubeconfig holds secrets.
const SECRETS: [&[u8]; 3] = [b"client-key-data", b"token", b"password"];
/// Bytes in which the value of one shows what it is.
const LONGEST_VALUE: usize = 512;
/// A password that a kubeconfig holds is no shorter.
const SHORTEST_VALUE: usize = 8;

/// `found` begins with the file's first characters, or with what tells a kubeconfig within it.
pub(super) fn examine(text: &[u8], found: Range<usize>) -> Examined {
    let start = start(text, &found);
    let is_within = start < found.start;
    let (coded, end) = body(text, start..stop(text, &found));
    let secret = start..end.max(found.end.min(text.len()));
    if coded.len() < SHORTEST {
        return Examined::not_a_secret(secret, "too-short");
    }
    let Some(file) = armor::decode(&coded[..coded.len() / 4 * 4]) else {
        return if is_within {
            Examined::not_a_secret(secret, "undecodable")
        } else {
            Examined::doubtful(secret, "undecodable")
        };
    };
    if let Some(kubeconfig) = kubeconfig(&file) {
        return if kubeconfig.holds_secret {
            Examined::genuine(secret).because("kubeconfig")
        } else {
            Examined::not_a_secret(secret, "public")
        };
    }
    if is_within {
        return Examined::not_a_secret(secret, "nothing-inside");
    }
    let begin = memmem::find(&file, b"-----BEGIN ").and_then(|begin| {
        let label = begin + b"-----BEGIN ".len();
        let dashes = memmem::find(&file[label..], b"-----")?;
        Some(begin..label + dashes)
    });
    let Some(begin) = begin else {
        return Examined::doubtful(secret, "undecodable");
    };
    let inside = if service_account::is_one(&file) {
        service_account::examine(&file, begin)
    } else {
        pem::examine(&file, begin)
    };
    Examined {
        secret,
        parts: Vec::new(),
        ..inside
    }
}

/// Where the base64 begins on the line of `found`; what was read for one like it is not read again.
fn start(text: &[u8], found: &Range<usize>) -> usize {
    let back = found.start.saturating_sub(REACH_BACK);
    let before = &text[back..found.start];
    work::read(before.len());
    let head = &text[found.start..found.end.min(found.start + HEAD)];
    let last = memmem::rfind(before, head).map_or(0, |at| at + head.len());
    found.start - line::tail(&before[last..], |byte| is_digit(*byte)).len()
}

/// Whether it is a digit of base64, of either alphabet.
fn is_digit(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

/// Where the next file with the same head begins, so that however many there are none is read
/// twice; or as far as one may reach.
fn stop(text: &[u8], found: &Range<usize>) -> usize {
    let limit = text.len().min(found.start + REACH_AHEAD);
    let head = &text[found.start..limit.min(found.start + HEAD).min(found.end)];
    let behind = found.start + head.len();
    let stop = memmem::find(&text[behind..limit], head).map_or(limit, |at| behind + at);
    work::read(stop - behind);
    stop
}

/// The base64 that begins where `span` does, without what parts its lines, and where it ends.
fn body(text: &[u8], span: Range<usize>) -> (Vec<u8>, usize) {
    let mut coded = Vec::new();
    let mut end = span.start;
    let mut width = None;
    let mut next = Some(span.start);
    while let Some(start) = next.take() {
        let line = digits(&text[start..span.end]);
        let widest = *width.get_or_insert(line.len());
        if line.is_empty()
            || line.len() > widest
            || start > span.start && (!is_alone(text, start, line) || line.starts_with(b"-"))
        {
            break;
        }
        coded.extend_from_slice(line);
        end = start + line.len();
        if line.len() == widest && widest >= NARROWEST && !line.ends_with(b"=") {
            next = joint(&text[end..span.end]).map(|joint| end + joint);
        }
    }
    (coded, end)
}

/// The base64 at the beginning of `rest`, with its padding.
fn digits(rest: &[u8]) -> &[u8] {
    let digits = rest.iter().take_while(|byte| is_digit(**byte)).count();
    let padding = rest[digits..].iter().take(2).take_while(|c| **c == b'=');
    &rest[..digits + padding.count()]
}

/// Whether nothing but a line's or a literal's end follows: `NEXT=value` is no line of base64.
fn is_alone(text: &[u8], start: usize, line: &[u8]) -> bool {
    let behind = text.get(start + line.len());
    behind
        .is_none_or(|c| c.is_ascii_whitespace() || matches!(c, b'"' | b'\'' | b'`' | b'\\' | b'<'))
}

/// How long what parts two lines is, which `rest` begins with; `None`: it parts none.
fn joint(rest: &[u8]) -> Option<usize> {
    let rest = &rest[..rest.len().min(WIDEST_JOINT)];
    let (mut at, mut is_open, mut parts) = (0, true, false);
    while let Some(c) = rest.get(at) {
        match c {
            b'\\' if matches!(rest.get(at + 1), Some(b'n' | b'r')) => {
                parts = true;
                at += 1;
            }
            b'\n' => parts = true,
            b'"' | b'\'' | b'`' => is_open = !is_open,
            // What joins one literal to the next.
            b'+' | b'.' | b',' | b'(' | b')' if !is_open => {}
            b' ' | b'\t' | b'\r' | b'\\' | b'#' | b'*' | b'>' | b'|' => {}
            _ => break,
        }
        at += 1;
    }
    (parts && at < rest.len()).then_some(at)
}

/// What a kubeconfig holds.
struct Kubeconfig {
    holds_secret: bool,
}

/// `None`: the file is none. It may lack its beginning, and be YAML or JSON.
fn kubeconfig(file: &[u8]) -> Option<Kubeconfig> {
    let finder = |name: &[u8]| memmem::find(file, name);
    let users = &file[finder(b"\nusers:").or_else(|| finder(b"\"users\":"))?..];
    let is_user = |name| memmem::find(users, name).is_some();
    (is_user(b" user:") || is_user(b"\"user\":")).then_some(())?;
    let is_secret = |value: &[u8]| {
        value.len() >= SHORTEST_VALUE
            && !value.starts_with(b"DATA+OMITTED")
            && placeholder::of(value).is_none()
    };
    let holds_secret = SECRETS.iter().any(|name| {
        let mut values =
            memmem::find_iter(users, name).filter_map(|at| value(users, at, name.len()));
        values.any(is_secret)
    });
    Some(Kubeconfig { holds_secret })
}

/// What the key that stands at `at` is given, as far as [`LONGEST_VALUE`] bytes tell.
fn value(file: &[u8], at: usize, length: usize) -> Option<&[u8]> {
    let begins = file[..at]
        .last()
        .is_none_or(|byte| b" \"\n\t{,".contains(byte));
    let rest = &file[at + length..file.len().min(at + length + LONGEST_VALUE)];
    let rest = rest.strip_prefix(b"\"").unwrap_or(rest);
    let rest = rest.trim_ascii_start().strip_prefix(b":")?;
    let rest = rest[..memchr::memchr(b'\n', rest).unwrap_or(rest.len())].trim_ascii();
    let value = match rest {
        [quote @ (b'"' | b'\''), inside @ ..] => {
            &inside[..memchr::memchr(*quote, inside).unwrap_or(inside.len())]
        }
        _ => rest,
    };
    begins.then_some(value)
}

#[cfg(test)]
mod tests {
    use data_encoding::BASE64;

    use super::super::Verdict;
    use super::*;
    use crate::detect::anchored::tests::found;
    use crate::level::Severity;
    use crate::rule::template::{Dice, expand};

    fn pem(label: &str, headers: &str) -> String {
        let mut dice = Dice::new(3);
        let mut der = vec![0x30, 0x82, 0x04, 0xBC];
        der.extend((0..0x4BC).map(|_| dice.below(256) as u8));
        let lines = BASE64.encode(&der);
        let lines: Vec<&str> = lines
            .as_bytes()
            .chunks(64)
            .map(|line| str::from_utf8(line).unwrap())
            .collect();
        let body = lines.join("\n");
        format!("-----BEGIN {label}-----\n{headers}{body}\n-----END {label}-----\n")
    }

    fn account(indented: bool) -> String {
        let key = pem("PRIVATE KEY", "").replace('\n', "\\n");
        let text = format!(
            "{{\"type\": \"service_account\",\"project_id\": \"p\",\"private_key\": \"{key}\",\"client_email\": \"a@p.iam.gserviceaccount.com\"}}"
        );
        if indented {
            text.replace("{\"", "{\n  \"").replace(",\"", ",\n  \"")
        } else {
            text
        }
    }

    fn kubeconfig(user: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Config\nclusters:\n- name: c\n  cluster:\n    server: https://10.0.0.1:6443\nusers:\n- name: admin\n  user:\n    {user}\n"
        )
    }

    /// The same in lines.
    fn wrapped(coded: &str, joint: &str) -> String {
        let lines = coded.as_bytes().chunks(76);
        let lines: Vec<&str> = lines.map(|line| str::from_utf8(line).unwrap()).collect();
        lines.join(joint)
    }

    fn opened(before: &str, coded: &str, behind: &str) -> Examined {
        let text = [before, coded, behind].concat();
        let found = before.len()..before.len() + 36;
        let examined = examine(text.as_bytes(), found);
        assert_eq!(&text[examined.secret.clone()], coded);
        examined
    }

    #[test]
    fn a_file_is_what_it_decodes_to_however_it_is_wrapped() {
        for file in [
            account(false),
            account(true),
            kubeconfig(&expand("token: {alnum:24}", &mut Dice::new(5)).unwrap()),
            kubeconfig("client-key-data: LS0tLS1CRUdJTiBFQyBQUklWQVRF"),
            pem("RSA PRIVATE KEY", ""),
        ] {
            let coded = BASE64.encode(file.as_bytes());
            for (before, coded, behind) in [
                ("", coded.clone(), ""),
                ("KEY=", coded.clone(), "\nNEXT=1\n"),
                ("KEY: \"", coded.clone(), "\"\n"),
                ("", wrapped(&coded, "\n"), "\n"),
                ("KEY=", wrapped(&coded, "\n"), "\nNEXT=1\n"),
                ("key: |\n  ", wrapped(&coded, "\r\n  "), "\r\nnext: 1\r\n"),
                ("k = \"", wrapped(&coded, "\\n"), "\\n\""),
                ("k = (\"", wrapped(&coded, "\"\n    \""), "\")\n"),
                ("k = '", wrapped(&coded, "' +\n  '"), "';\n"),
            ] {
                let examined = opened(before, &coded, behind);
                assert_eq!(examined.verdict, Verdict::Genuine, "{before} {file}");
            }
        }
    }

    #[test]
    fn a_kubeconfig_is_told_by_what_stands_within_it() {
        let token = expand("{alnum:40}", &mut Dice::new(8)).unwrap();
        let json = |user: &str| {
            format!(
                "{{\"kind\":\"Config\",\"clusters\":[],\"users\":[{{\"name\":\"a\",\"user\":{{{user}}}}}]}}"
            )
        };
        let key = format!("\"token\":\"{token}\"");
        for file in [
            json(&key),
            json(&key).replace(':', ": "),
            json(&key)
                .replace("[{", "[\n    {\n")
                .replace(",\"", ",\n  \""),
            kubeconfig(&format!("token: {token}")).replace('\n', "\r\n"),
        ] {
            let found = whole(&file);
            assert_eq!(found, 1, "{file}");
        }
        for pad in ["", "a", "bb"] {
            let file = format!("#{pad}\n{}", kubeconfig(&format!("token: {token}")));
            assert_eq!(whole(&file), 1, "{file}");
        }
        for file in [
            json("\"exec\":{\"command\":\"aws\"}"),
            json("\"token\":\"DATA+OMITTED\""),
            json(&key).replace("\"user\"", "\"role\""),
            kubeconfig("token: ${TOKEN}"),
        ] {
            assert_eq!(whole(&file), 0, "{file}");
        }
    }

    /// How often a kubeconfig is found in the file's base64, which is in one line or in lines, of
    /// either alphabet, and each time is the secret.
    fn whole(file: &str) -> usize {
        let coded = BASE64.encode(file.as_bytes());
        let url = coded.replace('+', "-").replace('/', "_");
        let url = url.trim_end_matches('=').to_owned();
        let mut counts = Vec::new();
        for text in [coded, url] {
            let text = format!("KUBE={text}\n");
            let found = found("deploy/settings", &text);
            assert!(
                found
                    .iter()
                    .all(|(rule, at)| rule.starts_with("kubeconfig-base64") && *at == 5)
            );
            counts.push(found.len());
        }
        assert_eq!(counts[0], counts[1], "{file}");
        counts[0]
    }

    #[test]
    fn a_dash_behind_the_last_line_is_none_of_it() {
        let mut file = kubeconfig(&expand("token: {alnum:24}", &mut Dice::new(5)).unwrap());
        file.push_str(&"#".repeat(57 - file.len() % 57));
        let lines = wrapped(&BASE64.encode(file.as_bytes()), "\n  ");
        for behind in ["\n- next: 1\n", "\n---\n", "\n  - next\n"] {
            assert_eq!(opened("k: |\n  ", &lines, behind).verdict, Verdict::Genuine);
        }
    }

    #[test]
    fn what_is_encrypted_inside_does_less_harm() {
        let header = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n";
        for file in [
            pem("ENCRYPTED PRIVATE KEY", ""),
            pem("RSA PRIVATE KEY", header),
        ] {
            let examined = opened("", &BASE64.encode(file.as_bytes()), "\n");
            assert_eq!(examined.severity, Some(Severity::Medium), "{file}");
            assert!(
                examined
                    .signals
                    .iter()
                    .any(|signal| signal.0 == "encrypted")
            );
        }
    }

    #[test]
    fn what_holds_no_secret_is_none_and_what_was_altered_is_doubtful() {
        let elided =
            "-----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----\n".repeat(2);
        let config = account(false)
            .replace("MII", "")
            .replace("PRIVATE", "PUBLIC");
        for file in [
            elided,
            config,
            kubeconfig("exec:\n      command: aws"),
            kubeconfig("client-key-data: DATA+OMITTED"),
            kubeconfig("token: <your-token>"),
        ] {
            let coded = BASE64.encode(file.as_bytes());
            let text = format!("{coded}\n");
            let examined = examine(text.as_bytes(), 0..36);
            assert_eq!(examined.verdict, Verdict::NotASecret, "{file}");
        }
        let coded = BASE64.encode(pem("RSA PRIVATE KEY", "").as_bytes());
        let cut = examine(&coded.as_bytes()[..600], 0..36);
        assert_eq!(cut.verdict, Verdict::Doubtful);
        assert_eq!(
            examine(&coded.as_bytes()[..60], 0..36).verdict,
            Verdict::NotASecret
        );
    }
}
