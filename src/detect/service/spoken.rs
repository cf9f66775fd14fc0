//! How a provider is named where it is spoken to.

use crate::detect::{line, word};
use crate::rule::Hit;

use super::{LINE, entry};

/// Bytes of a path behind a name in it: `::Client.new`.
const PATH: usize = 48;
/// Spaces between a section's name and what opens it.
const SPACES: usize = 8;
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

/// What the paths end in of what takes settings.
const MADE: &[&str] = &["client", "config", "new"];

/// How a provider is named, and where what belongs to it begins, if something marks that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::detect) enum Spoken {
    /// In the host of an address: `https://api.acme.io/…`.
    Address,
    /// Where its package is imported.
    Import,
    /// By an entry that says so, `provider: acme`, or uses it, `uses: acme/login@v1`.
    Entry,
    /// By a section of a configuration: `acme:`, `[acme]`.
    Section,
    /// By what brackets hold its settings, which begin there: `"acme": {`, `new Acme(`.
    Bracket(usize),
    /// By a block of code that configures it: `Acme.configure do |config|`.
    Block,
}

impl Spoken {
    /// How the name at `hit` is that of what is spoken to, if it is.
    pub(in crate::detect) fn of(text: &[u8], hit: &Hit) -> Option<Self> {
        let name = &text[hit.start..hit.end];
        if name.starts_with(b"//") || is_in_address(text, hit) {
            return Some(Self::Address);
        }
        let before = line::before(text, hit.start, LINE);
        if imports(before) {
            return Some(Self::Import);
        }
        if entry::is_value(text, hit) || entry::is_used(before) {
            return Some(Self::Entry);
        }
        section(text, hit, before).or_else(|| called(text, hit))
    }

    /// Whether what belongs to it may stand before its name.
    pub(in crate::detect) fn is_on_either_side(self) -> bool {
        matches!(self, Self::Address | Self::Import | Self::Entry)
    }

    /// Whether what goes with it may as well be a record as settings: `type: acme`, `acme.App(`,
    /// and neither `new acme.App(` nor `acme.Client(`.
    pub(super) fn may_be_record(self, text: &[u8], hit: &Hit) -> bool {
        match self {
            Self::Entry => true,
            Self::Bracket(open) => {
                let before = line::before(text, hit.start, LINE);
                let head =
                    &before[..before.len() - line::tail(before, |byte| in_path(*byte)).len()];
                let path = &text[hit.end..open - 1];
                let called = word::split(path).last();
                called.is_some_and(|called| !word::is_any(called, MADE)) && !head.ends_with(b"new ")
            }
            _ => false,
        }
    }
}

/// Whether it stands in the host of an address: `https://api.acme.io/…`.
fn is_in_address(text: &[u8], hit: &Hit) -> bool {
    let before = &text[hit.start.saturating_sub(LINE)..hit.start];
    let labels = line::tail(before, |byte| in_host(*byte));
    before[..before.len() - labels.len()].ends_with(b"://") && text.get(hit.end) != Some(&b'_')
}

pub(super) fn in_host(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-.".contains(&byte)
}

/// Whether `line` imports a package.
pub(super) fn imports(line: &[u8]) -> bool {
    let line = line.trim_ascii_start();
    IMPORTS.iter().any(|head| line.starts_with(head))
        || memchr::memmem::find(line, REQUIRES).is_some()
}

/// Whether it is the name of a section, on whose line `before` stands before it.
fn section(text: &[u8], hit: &Hit, before: &[u8]) -> Option<Spoken> {
    let in_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-$@/".contains(byte);
    if before.last().is_some_and(in_name) {
        return None;
    }
    let rest = &text[hit.end..text.len().min(hit.end + 2 * SPACES)];
    let quote = |byte: &u8| matches!(byte, b'"' | b'\'');
    let named = &rest[usize::from(rest.first().is_some_and(quote))..];
    let in_header = |byte: &u8| in_name(byte) || b"[.\"' ".contains(byte);
    if named.starts_with(b"]") && before.starts_with(b"[") && before.iter().all(in_header) {
        return Some(Spoken::Section);
    }
    let opened = |rest: &[u8]| match rest.trim_ascii_start() {
        [b'{' | b'[', ..] => {
            let at = memchr::memchr2(b'{', b'[', &text[hit.end..]);
            at.map(|at| Spoken::Bracket(hit.end + at + 1))
        }
        _ => None,
    };
    match named.trim_ascii_start() {
        [b':', b':' | b'/', ..] => None,
        [b':', rest @ ..] => Some(opened(rest).unwrap_or(Spoken::Section)),
        // `provider "acme" {`
        [b'=', b'>', rest @ ..] | [b'=', rest @ ..] | rest @ [b'{', ..] => opened(rest),
        _ => None,
    }
}

/// Whether it is called, or made: `Acme::Client.new(`, `acme.Config{`.
fn called(text: &[u8], hit: &Hit) -> Option<Spoken> {
    let rest = &text[hit.end..text.len().min(hit.end + PATH)];
    let length = rest.iter().take_while(|byte| in_path(**byte)).count();
    let (path, behind) = rest.split_at(length);
    let opens_block = || behind.starts_with(b" do ") || behind.starts_with(b" do\n");
    match behind {
        [b'(' | b'{', ..] => Some(Spoken::Bracket(hit.end + length + 1)),
        _ if path.contains(&b'.') && opens_block() => Some(Spoken::Block),
        _ => None,
    }
}

fn in_path(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_.:\\".contains(&byte)
}

/// Whether what the bracket before `inside` opens is closed in it.
pub(super) fn is_closed(inside: &[u8]) -> bool {
    let mut open = 1_usize;
    inside.iter().any(|byte| {
        match byte {
            b'(' | b'[' | b'{' => open += 1,
            b')' | b']' | b'}' => open -= 1,
            _ => {}
        }
        open == 0
    })
}

/// Words alone on a line of code before a colon.
const BLOCKS: &[&str] = &["else", "finally", "try"];

/// Whether a section begins on `line`, no deeper than `outer` spaces: `other:`, `[other]`.
pub(super) fn is_section_at(line: &[u8], outer: usize) -> bool {
    let inside = line.trim_ascii();
    let is_key = || {
        let key = inside.strip_suffix(b":");
        key.is_some_and(|key| is_name(key) && !key.contains(&b' ') && !word::is_any(key, BLOCKS))
    };
    is_header(line) || indent(line) <= outer && is_key()
}

/// Whether a table begins on `line`: `[other]`, `[[other]]`.
pub(super) fn is_header(line: &[u8]) -> bool {
    let inside = line.trim_ascii().strip_prefix(b"[");
    let inside = inside.and_then(|rest| rest.strip_suffix(b"]"));
    let array = inside.and_then(|rest| rest.strip_prefix(b"[")?.strip_suffix(b"]"));
    array.or(inside).is_some_and(is_name)
}

fn is_name(name: &[u8]) -> bool {
    let in_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.\"' ".contains(byte);
    !name.is_empty() && name.iter().all(in_name)
}

/// How many spaces it begins with.
pub(super) fn indent(line: &[u8]) -> usize {
    line.len() - line.trim_ascii_start().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spoken(text: &str) -> Option<Spoken> {
        let start = text.to_lowercase().find("acme").unwrap();
        let hit = Hit {
            start,
            end: start + 4,
            rule: 0,
        };
        Spoken::of(text.as_bytes(), &hit)
    }

    #[test]
    fn services_are_named_where_they_are_spoken_to() {
        for (text, how) in [
            ("curl https://api.acme.io/v1", Spoken::Address),
            ("import Acme from \"acme\"", Spoken::Import),
            ("from acme import Client", Spoken::Import),
            ("const a = require('acme-sdk')", Spoken::Import),
            ("  use Acme\\Client;", Spoken::Import),
            ("provider: acme\n", Spoken::Entry),
            ("- uses: acme/login@v1", Spoken::Entry),
            ("acme:\n", Spoken::Section),
            ("'acme': x", Spoken::Section),
            ("[acme]\n", Spoken::Section),
            ("[services.\"acme\"]\n", Spoken::Section),
            ("acme: { a", Spoken::Bracket(7)),
            ("\"acme\": {\n", Spoken::Bracket(9)),
            ("'acme' => [\n", Spoken::Bracket(11)),
            ("acme = {", Spoken::Bracket(8)),
            ("provider \"acme\" {", Spoken::Bracket(17)),
            ("new Acme(", Spoken::Bracket(9)),
            ("AcmeClient(", Spoken::Bracket(11)),
            ("a = acme.Config{", Spoken::Bracket(16)),
            ("Acme::Client.new(", Spoken::Bracket(17)),
            ("Acme.configure do |c|\n", Spoken::Block),
        ] {
            assert_eq!(spoken(text), Some(how), "{text}");
        }
        for text in [
            "acme is down",
            "https://example.com/acme/x",
            "x = acme.load",
            "importer: acme",
            "my-acme:\n",
            "a[acme]",
            "acme://x",
            "acme == {",
            "acme do |c|",
            "acme => x",
        ] {
            assert_eq!(spoken(text), None, "{text}");
        }
    }

    #[test]
    fn a_bracket_is_closed_by_its_own() {
        for inside in ["}", "a: {b: c}}", "f(x), y)"] {
            assert!(is_closed(inside.as_bytes()), "{inside}");
        }
        for inside in ["", "a: {b: c}", "f(x), g("] {
            assert!(!is_closed(inside.as_bytes()), "{inside}");
        }
    }
}
