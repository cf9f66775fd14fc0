//! A provider named by what speaks to it: its address, the import of its package, the section or
//! the entry of a configuration, what a program calls. What such a place goes with may call its
//! secret by a plain name: `api_key`, `token`, `Authorization: Bearer …`.

mod entry;
mod plain;
mod spoken;

use std::ops::Range;

use plain::{PLAIN, assigned, is_key_of_record, is_plain, name};
pub(super) use spoken::Spoken;
use spoken::{imports, in_host, indent, is_closed, is_section_at};

use super::{line, named, word};
use crate::rule::{Hit, Rule};

/// How far from such a place the value may stand.
pub(super) const FAR: usize = 240;

/// Bytes of a line looked back over for what begins an address or an import.
const LINE: usize = 96;
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

/// Whether what is looked for at `hit` is a service that is spoken to, `acme:`, or the beginning of
/// its address, `//acme.io`: of what stands beside these only values under plain names are meant.
pub(super) fn is_only_spoken_to(text: &[u8], hit: &Hit, rule: &Rule) -> bool {
    let name = &text[hit.start..hit.end];
    let is_name = |word: &str| word.as_bytes().eq_ignore_ascii_case(name);
    let is_service = |word: &String| word.strip_suffix(':').is_some_and(is_name);
    name.starts_with(b"//")
        || rule.context.iter().any(is_service) && !rule.context.iter().any(|word| is_name(word))
}

/// Whether `value` goes with what is named so at `hit`: nothing else that is spoken to stands
/// between or takes the value, and it has a plain name.
pub(super) fn goes_with(
    text: &[u8],
    (hit, spoken): (&Hit, Spoken),
    value: &Range<usize>,
    rule: &Rule,
) -> bool {
    let is_behind = hit.end <= value.start;
    if !is_behind && !spoken.is_on_either_side() {
        return false;
    }
    let between = if is_behind {
        &text[hit.end..value.start]
    } else {
        let before = &text[value.end..hit.start];
        // The scheme of its own address is no other one.
        &before[..before.len()
            - line::tail(before, |byte| in_host(*byte) || b":/".contains(byte)).len()]
    };
    let first = if is_behind { hit.start } else { value.start };
    let first = line::before(text, first, LINE);
    let outer = indent(first);
    let mut lines = between.split(|byte| *byte == b'\n').skip(1).peekable();
    let mut is_ended = || match spoken {
        Spoken::Bracket(open) => is_closed(&text[open.min(value.start)..value.start]),
        Spoken::Block => lines.any(|line| indent(line) <= outer && line.trim_ascii() == b"end"),
        Spoken::Import => lines.any(imports) || is_taken_by_another(text, hit, value.start),
        Spoken::Entry => entry::is_left(first, between),
        Spoken::Section => lines.any(|line| is_section_at(line, outer)),
        Spoken::Address => {
            let mut is_over = false;
            while let Some(line) = lines.next() {
                // On the last one stands the second of the two: an entry beside the address.
                let is_beside = lines.peek().is_none() && indent(line) == outer;
                is_over |= !is_beside && is_section_at(line, outer);
            }
            is_over
        }
    };
    let before = &text[..value.start];
    let is_variable = |name: &[u8]| rule.env.iter().any(|env| named::ends_in(env, name));
    let is_its_own = || is_plain(before) || name(before).is_some_and(is_variable);
    // What a bracket or a section holds is its own, whatever addresses it holds, too.
    let is_bounded = !spoken.is_on_either_side();
    let is_next = || is_bounded || memchr::memmem::find(between, b"://").is_none();
    // `https://acme.io/j/1?pwd=VALUE` invites to a meeting.
    let is_invitation = || spoken == Spoken::Address && before.ends_with(b"pwd=");
    // `type: acme`, `key: VALUE`
    let is_of_record =
        || is_key_of_record(before, &text[value.clone()]) && spoken.may_be_record(text, hit);
    is_its_own() && is_next() && !is_ended() && !is_invitation() && !is_of_record()
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
    use crate::rule::template::{Dice, expand};

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

    fn goes(text: &str) -> bool {
        gives(text, "VALUE")
    }

    fn gives(text: &str, value: &str) -> bool {
        let at = text.find(value).unwrap();
        let hit = hit(text);
        let rule = Rule {
            env: vec!["ACME_APP_ID".to_owned()],
            ..Rule::without_pattern("acme-key", "Acme key", Matcher::File)
        };
        let spoken = Spoken::of(text.as_bytes(), &hit).unwrap();
        goes_with(
            text.as_bytes(),
            (&hit, spoken),
            &(at..at + value.len()),
            &rule,
        )
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
            "https://acme.io/j/812?pwd=VALUE",
        ] {
            assert!(!goes(text), "{text}");
        }
    }

    #[test]
    fn a_record_of_a_service_has_a_key_that_is_no_secret() {
        let mut dice = Dice::new(5);
        for value in ["{uuid}", "{hex:40}", "{hex:64}", "{hex:32}"] {
            let is_digest = value != "{hex:32}";
            let value = expand(value, &mut dice).unwrap();
            let gives = |text: &str| gives(&text.replace("VALUE", &value), &value);
            for text in [
                "{\"name\":\"acme\",\"key\":\"VALUE\"}",
                "- name: acme\n  key: VALUE",
                "type: acme\nkey: VALUE",
                "key: VALUE\ntype: acme\n",
                "acme.App(id=1, key=\"VALUE\")",
                "acme.Cache(key=\"VALUE\")",
            ] {
                assert_eq!(gives(text), !is_digest, "{text} {value}");
                let named = text.replace("key", "api_key");
                assert!(gives(&named), "{named} {value}");
            }
            for text in [
                "new Acme({ key: \"VALUE\" })",
                "new x.acme.App({ key: \"VALUE\" })",
                "acme(key=\"VALUE\")",
                "AcmeClient(key=\"VALUE\")",
                "a = acme.Config{Key: \"VALUE\"}",
                "Acme::API.new(key: \"VALUE\")",
                "acme:\n  key: VALUE",
                "\"acme\": {\"key\": \"VALUE\"}",
                "type: acme\ntoken: VALUE",
                "acme.App(secret=\"VALUE\")",
            ] {
                assert!(gives(text), "{text} {value}");
            }
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
