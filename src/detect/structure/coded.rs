//! Key files in base64, as variables of CI take them: what they are is what they say once decoded.
//!
//! The base64 may be wrapped into lines of one width, in a string, a list or a block of YAML.

use std::ops::Range;

use memchr::memmem;

use super::{Examined, armor, pem, service_account};
use crate::blob::REACH_AHEAD;
use crate::detect::placeholder;
use crate::detect::work;

/// Bytes by which a head of a file is told from what follows it.
const HEAD: usize = 24;
/// No key file is shorter, in characters of base64.
const SHORTEST: usize = 80;
/// Lines are wrapped at no less.
const NARROWEST: usize = 40;
/// Quotes, signs and indentation between two lines, at most.
const WIDEST_JOINT: usize = 80;
/// A password that a kubeconfig holds is no shorter.
const SHORTEST_VALUE: usize = 8;

/// `found` begins with the file's first characters.
pub(super) fn examine(text: &[u8], found: Range<usize>) -> Examined {
    let (coded, end) = body(text, found.start..stop(text, &found));
    let secret = found.start..end.max(found.end.min(text.len()));
    if coded.len() < SHORTEST {
        return Examined::not_a_secret(secret, "too-short");
    }
    let Some(file) = armor::decode(&coded[..coded.len() / 4 * 4]) else {
        return Examined::doubtful(secret, "undecodable");
    };
    if let Some(kubeconfig) = kubeconfig(&file) {
        return if kubeconfig.holds_secret {
            Examined::genuine(secret).because("kubeconfig")
        } else {
            Examined::not_a_secret(secret, "public")
        };
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

/// Where the next file with the same head begins, so that however many there are none is read
/// twice; or as far as one may reach.
fn stop(text: &[u8], found: &Range<usize>) -> usize {
    let limit = text.len().min(found.start + REACH_AHEAD);
    let head = &text[found.start..limit.min(found.start + HEAD)];
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
        let line = line(&text[start..span.end]);
        let widest = *width.get_or_insert(line.len());
        if line.is_empty()
            || line.len() > widest
            || start > span.start && !is_alone(text, start, line)
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
fn line(rest: &[u8]) -> &[u8] {
    let is_digit = |c: &&u8| c.is_ascii_alphanumeric() || matches!(c, b'+' | b'/');
    let digits = rest.iter().take_while(is_digit).count();
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

/// `None`: the file is none.
fn kubeconfig(file: &[u8]) -> Option<Kubeconfig> {
    memmem::find(file, b"\nusers:")?;
    let lines = file.split(|c| *c == b'\n').map(<[u8]>::trim_ascii);
    let is_kind = |line: &[u8]| line.starts_with(b"kind:") && line.ends_with(b"Config");
    lines.clone().find(|line| is_kind(line))?;
    let mut secrets = lines.filter_map(|line| {
        let names = [&b"client-key-data:"[..], b"token:", b"password:"];
        let value = names.iter().find_map(|name| line.strip_prefix(*name))?;
        Some(value.trim_ascii())
    });
    let is_secret = |value: &[u8]| {
        let value = value.strip_prefix(b"\"").unwrap_or(value);
        let value = value.strip_suffix(b"\"").unwrap_or(value);
        value.len() >= SHORTEST_VALUE
            && !value.starts_with(b"DATA+OMITTED")
            && placeholder::of(value).is_none()
    };
    Some(Kubeconfig {
        holds_secret: secrets.any(is_secret),
    })
}

#[cfg(test)]
mod tests {
    use data_encoding::BASE64;

    use super::super::Verdict;
    use super::*;
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
