//! A provider named by what speaks to it: its address, the import of its package, the section of
//! a configuration. What such a place goes with may call its secret by a plain name: `api_key`,
//! `token`, `Authorization: Bearer …`.

mod plain;

use std::ops::Range;

use plain::{PLAIN, assigned, is_plain, name};

use super::{line, named, word};
use crate::rule::{Hit, Rule};

/// How far from such a place the value may stand.
pub(super) const FAR: usize = 240;

/// Bytes of a line looked back over for what begins an address or an import.
const LINE: usize = 96;
/// How lines begin that import a package, and what else takes its name.
const IMPORTS: [&[u8]; 6] = [
    b"import ",
    b"from ",
    b"use ",
    b"using ",
    b"require ",
    b"gem ",
];
const REQUIRES: &[u8] = b"require(";
/// Words alone on a line of code before a colon.
const BLOCKS: &[&str] = &["else", "finally", "try"];
/// What is given what belongs to any service.
const OWN: &[&str] = &[
    "app", "axios", "cfg", "client", "cls", "conf", "config", "env", "headers", "http", "options",
    "opts", "os", "process", "requests", "self", "session", "settings", "this",
];

/// What is called in programs of every service, beside [`OWN`] and [`PLAIN`], and what commits are
/// asked of.
#[rustfmt::skip]
const CALLED: &[&str] = &[
    "artifact", "ci", "git", "graphql", "grpc", "image", "internal", "lib", "new", "registry", "release",
    "repo", "repository", "rest", "sdk", "source", "src", "svn", "utils", "v", "vcs", "web",
];

/// Whether what is called by `path` is named after a service: `acme.Client`, `AcmeApi`.
pub(super) fn is_called(path: &[u8]) -> bool {
    word::split(path).any(|word| {
        let is_any_ones = [CALLED, OWN, PLAIN]
            .iter()
            .any(|list| word::is_any(word, list));
        !is_any_ones && !named::has_other_values(word)
    })
}

/// Whether the name at `hit` is that of what is spoken to.
pub(super) fn is_named(text: &[u8], hit: &Hit) -> bool {
    is_section_or_address(text, hit) || is_in_address(text, hit) || is_imported(text, hit)
}

/// Whether a section's name is looked for, `acme:`, or the beginning of an address, `//acme.io`:
/// of what stands beside these only values under plain names are meant.
pub(super) fn is_section_or_address(text: &[u8], hit: &Hit) -> bool {
    let name = &text[hit.start..hit.end];
    name.ends_with(b":") || name.starts_with(b"//")
}

/// Whether it stands in the host of an address: `https://api.acme.io/…`.
fn is_in_address(text: &[u8], hit: &Hit) -> bool {
    let before = &text[hit.start.saturating_sub(LINE)..hit.start];
    let labels = line::tail(before, |byte| in_host(*byte));
    before[..before.len() - labels.len()].ends_with(b"://")
}

fn in_host(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-.".contains(&byte)
}

/// Whether its line imports a package.
fn is_imported(text: &[u8], hit: &Hit) -> bool {
    imports(line::before(text, hit.start, LINE))
}

/// Whether `line` imports a package.
fn imports(line: &[u8]) -> bool {
    let line = line.trim_ascii_start();
    IMPORTS.iter().any(|head| line.starts_with(head))
        || memchr::memmem::find(line, REQUIRES).is_some()
}

/// Whether `value` goes with the place at `hit`: nothing else that is spoken to stands between or
/// takes the value, and it has a plain name.
pub(super) fn goes_with(text: &[u8], hit: &Hit, value: &Range<usize>, rule: &Rule) -> bool {
    let is_behind = hit.end <= value.start;
    let between = if is_behind {
        &text[hit.end..value.start]
    } else {
        let before = &text[value.end..hit.start];
        // The scheme of its own address is no other one.
        &before[..before.len()
            - line::tail(before, |byte| in_host(*byte) || b":/".contains(byte)).len()]
    };
    let first = if is_behind { hit.start } else { value.start };
    let outer = indent(line::before(text, first, LINE));
    let is_ended = || {
        let mut lines = between.split(|byte| *byte == b'\n').skip(1).peekable();
        if is_imported(text, hit) {
            return lines.any(imports) || is_taken_by_another(text, hit, value.start);
        }
        let is_section = text[hit.start..hit.end].ends_with(b":");
        let mut is_over = is_section && !is_behind;
        while let Some(line) = lines.next() {
            // On the last one stands the second of the two: an entry beside the address.
            let is_beside = !is_section && lines.peek().is_none() && indent(line) == outer;
            is_over |= !is_beside && is_section_at(line, outer);
        }
        is_over
    };
    let before = &text[..value.start];
    let is_variable = |name: &[u8]| rule.env.iter().any(|env| named::ends_in(env, name));
    let is_its_own = || is_plain(before) || name(before).is_some_and(is_variable);
    is_its_own() && memchr::memmem::find(between, b"://").is_none() && !is_ended()
}

/// Whether the value at `start`, behind `hit`, stands in another section than the one that is called
/// so: `acme:`, `other:`, and then the value.
pub(super) fn is_left(text: &[u8], hit: &Hit, start: usize) -> bool {
    let from = hit.start - line::before(text, hit.start, LINE).len();
    let name = &text[hit.start..hit.end];
    let mut lines = text[from..start.max(from)].split(|byte| *byte == b'\n');
    let own = lines.next().unwrap_or_default();
    // On the last one stands the value.
    lines.next_back();
    let is_other = |line: &[u8]| {
        let mut parts = line.windows(name.len());
        is_section_at(line, indent(own)) && !parts.any(|part| part.eq_ignore_ascii_case(name))
    };
    is_section_at(own, usize::MAX) && lines.any(is_other)
}

/// Whether a section begins on `line`, no deeper than `outer` spaces: `other:`, `[other]`.
fn is_section_at(line: &[u8], outer: usize) -> bool {
    let inside = line.trim_ascii();
    let is_name = |name: &[u8]| {
        let in_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.\"' ".contains(byte);
        !name.is_empty() && name.iter().all(in_name)
    };
    let is_header = || {
        let header = inside
            .strip_prefix(b"[")
            .and_then(|rest| rest.strip_suffix(b"]"));
        header.is_some_and(is_name)
    };
    let is_key = || {
        let key = inside.strip_suffix(b":");
        key.is_some_and(|key| is_name(key) && !key.contains(&b' ') && !word::is_any(key, BLOCKS))
    };
    is_header() || indent(line) <= outer && is_key()
}

/// How many spaces it begins with.
fn indent(line: &[u8]) -> usize {
    line.len() - line.trim_ascii_start().len()
}

/// Whether the value at `start` is given to something else than what is imported at `hit`, and
/// which that line doesn't name: `other.Client(api_key="VALUE")`.
fn is_taken_by_another(text: &[u8], hit: &Hit, start: usize) -> bool {
    let before = &text[hit.end.min(start).max(start.saturating_sub(FAR))..start];
    let Some(receiver) = receiver(before) else {
        return false;
    };
    let line = hit.start - line::before(text, hit.start, LINE).len();
    let rest = &text[hit.end..text.len().min(hit.end + LINE)];
    let ends = hit.end + memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    let name = &text[hit.start..hit.end];
    let is_own = receiver
        .windows(name.len())
        .any(|part| part.eq_ignore_ascii_case(name));
    let is_named = text[line..ends]
        .split(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_')
        .any(|word| word == receiver);
    !is_own && !is_named && !word::is_any(receiver, OWN)
}

/// What the value behind `before` is given to: the first word of the path of the call that is open
/// there, or of the property that is set.
fn receiver(before: &[u8]) -> Option<&[u8]> {
    let mut closed = 0_usize;
    let open = before.iter().rposition(|byte| match byte {
        b')' => {
            closed += 1;
            false
        }
        b'(' if closed == 0 => true,
        b'(' => {
            closed -= 1;
            false
        }
        _ => false,
    });
    let set = || assigned(line::unquoted(before)).map(line::unindexed);
    let called = open.map(|open| &before[..open]).or_else(set)?;
    let path = line::tail(called, |byte| {
        byte.is_ascii_alphanumeric() || b"_.".contains(byte)
    });
    let point = memchr::memchr(b'.', path)?;
    (point > 0).then(|| &path[..point])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::Matcher;

    #[test]
    fn what_is_called_is_named_after_a_service_or_like_anything() {
        for path in [
            "acme.Client",
            "new AcmeApi",
            "Acme\\Api",
            "ci.acme.RESTClient",
        ] {
            assert!(is_called(path.as_bytes()), "{path}");
        }
        for path in [
            "git.Api",
            "build.Client",
            "RESTClient",
            "this.repo.Client",
            "GitClient",
            "",
        ] {
            assert!(!is_called(path.as_bytes()), "{path}");
        }
    }

    fn hit(text: &str) -> Hit {
        let start = text.to_lowercase().find("acme").unwrap();
        Hit {
            start,
            end: start + 4,
            rule: 0,
        }
    }

    #[test]
    fn services_are_named_where_they_are_spoken_to() {
        for text in [
            "curl https://api.acme.io/v1",
            "import Acme from \"acme\"",
            "from acme import Client",
            "const a = require('acme-sdk')",
            "  use Acme\\Client;",
        ] {
            assert!(is_named(text.as_bytes(), &hit(text)), "{text}");
        }
        let section = Hit {
            start: 0,
            end: 5,
            rule: 0,
        };
        assert!(is_named(b"acme:\n", &section));
        for text in [
            "acme is down",
            "https://example.com/acme/x",
            "x = acme.load()",
            "importer: acme",
        ] {
            assert!(!is_named(text.as_bytes(), &hit(text)), "{text}");
        }
    }

    fn goes(text: &str) -> bool {
        let at = text.find("VALUE").unwrap();
        let mut hit = hit(text);
        hit.end += usize::from(text[hit.end..].starts_with(":\n"));
        let rule = Rule {
            env: vec!["ACME_APP_ID".to_owned()],
            ..Rule::without_pattern("acme-key", "Acme key", Matcher::File)
        };
        goes_with(text.as_bytes(), &hit, &(at..at + 5), &rule)
    }

    #[test]
    fn a_service_ends_at_another_import_section_or_receiver() {
        for text in [
            "import acme\n\nacme.Client(api_key='VALUE')",
            "import acme as a\na.Client(\n  f(1), api_key='VALUE',",
            "from acme import Client\nc = Client(api_key='VALUE')",
            "import acme\nacme.api_key = 'VALUE'",
            "import acme\nself.api_key = 'VALUE'",
            "acme:\n  prod:\n    token: VALUE",
            "https://acme.io/v2/list?city=x&appid=VALUE",
            "url = 'https://acme.io'\ntry:\n  token = 'VALUE'",
            "  url: https://acme.io/v1\n  token: VALUE",
            "  token: VALUE\n  url: https://acme.io/v1",
        ] {
            assert!(goes(text), "{text}");
        }
        for text in [
            "import acme\n\nX = 1\nc = other.Client(api_key='VALUE', host='x')",
            "import acme\nimport other\nc = Client(api_key='VALUE')",
            "import acme\nother.api_key = 'VALUE'",
            "import acme\nother.Client(\n  url=f(1),\n  api_key='VALUE')",
            "acme:\n  a: b\nother:\n  token: VALUE",
            "acme:\n  a: b\n[other]\ntoken: VALUE",
            "acme:\n  a: b\ntoken: VALUE",
            "  url: https://acme.io/v1\ntoken: VALUE",
            "token: VALUE\nacme:\n",
            "https://acme.io/v2/list?user_id=VALUE",
        ] {
            assert!(!goes(text), "{text}");
        }
    }

    #[test]
    fn another_address_is_another_service() {
        assert!(goes("https://acme.io/ -H 'api-key: VALUE'"));
        assert!(goes("token = 'VALUE'\nget('https://acme.io')"));
        assert!(!goes(
            "https://acme.io/\nhttps://other.io -H 'api-key: VALUE'"
        ));
        assert!(!goes(
            "token = 'VALUE'\nget('https://other.io')\nget('https://acme.io')"
        ));
    }
}
