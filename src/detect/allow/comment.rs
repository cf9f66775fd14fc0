//! What opens a comment in a file of one kind: a directive anywhere else is talk of one.

use std::ops::Range;

use crate::language::Language;

/// How the comments of one kind of file begin.
#[derive(Clone, Copy, Debug)]
pub(super) struct Comments {
    openers: &'static [&'static str],
    /// Whether it is for readers, so that only a comment alone on its line is one.
    is_prose: bool,
}

const SLASHES: &[&str] = &["//", "/*"];
const HASH: &[&str] = &["#"];

impl Comments {
    /// Those of files of no known kind.
    pub(super) const ANY: Self = Self {
        openers: &["#", "//", "/*", "<!--"],
        is_prose: false,
    };
    const PROSE: Self = Self {
        openers: &["<!--"],
        is_prose: true,
    };

    /// Those of the file at `path`.
    pub(super) fn of(path: &str) -> Self {
        let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
        let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
        let openers: &[&str] = match (Language::of(path), ending) {
            (Language::Markdown, _) | (_, "txt") => return Self::PROSE,
            (Language::Unknown, "") if PROSE.contains(&stem) => return Self::PROSE,
            (Language::JavaScript, "vue" | "svelte" | "astro") => &["//", "/*", "<!--"],
            (Language::JavaScript, "coffee") => HASH,
            (Language::VisualBasic, _) => &["'", "rem", "Rem", "REM"],
            (
                Language::C
                | Language::CSharp
                | Language::Css
                | Language::Go
                | Language::Groovy
                | Language::Java
                | Language::JavaScript
                | Language::Json
                | Language::Kotlin
                | Language::Rust
                | Language::Swift,
                _,
            ) => SLASHES,
            (Language::Php | Language::Terraform, _) => &["#", "//", "/*"],
            (Language::Sql, _) => &["--", "/*", "#"],
            (Language::Lua, _) => &["--"],
            (Language::Lisp, _) => &[";"],
            (Language::Elixir, "erl") => &["%"],
            (Language::Ini, _) => &["#", ";", "<!--"],
            (Language::Xml, _) => &["<!--", "<%--", "//", "/*"],
            (Language::PowerShell, _) => &["#", "<#"],
            (Language::Batch, _) => &["::", "rem", "REM"],
            (
                Language::Dockerfile
                | Language::Dotenv
                | Language::Elixir
                | Language::Gherkin
                | Language::Make
                | Language::Nix
                | Language::Perl
                | Language::Po
                | Language::Properties
                | Language::Python
                | Language::R
                | Language::Ruby
                | Language::Settings
                | Language::Shell
                | Language::Toml
                | Language::Yaml,
                _,
            ) => HASH,
            // Of many languages.
            (Language::Code, _) => &["#", "//", "/*", "--", "{-", "(*", "!", "'", "%", ";"],
            (Language::Unknown, _) => return Self::ANY,
        };
        Self {
            openers,
            is_prose: false,
        }
    }

    /// Whether a comment opens right before `at` of a line, with a word that begins there.
    pub(super) fn open_before(self, line: &[u8], at: usize) -> bool {
        let before = line[..at].trim_ascii_end();
        self.opened(before).is_some()
    }

    /// Whether the word at `word` of the text is the first of a comment that is the first thing
    /// on its line; in prose, the only one, and no code. Words are asked for in their order.
    pub(super) fn stands_first(self, text: &[u8], word: Range<usize>, lines: &mut Lines) -> bool {
        lines.go_to(text, word.start);
        let before = &text[lines.start..word.start];
        let Some(outside) = self.opened(before.trim_ascii_end()) else {
            return false;
        };
        if !self.is_prose {
            // A comment of JSX stands in braces.
            return matches!(outside.trim_ascii(), b"" | b"{");
        }
        let rest = &text[word.end..];
        let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        outside.len() < CODE
            && outside.iter().all(|byte| *byte == b' ')
            && rest[..end].trim_ascii_end().ends_with(b"-->")
            && !lines.are_fenced(text)
    }

    /// What stands before a comment that opens at the end of `before`; its sign may be doubled.
    fn opened(self, before: &[u8]) -> Option<&[u8]> {
        let openers = self.openers.iter();
        let mut found = openers.filter_map(|opener| {
            let outside = before.strip_suffix(opener.as_bytes())?;
            Some(match opener.as_bytes() {
                [sign] => without(outside, *sign),
                _ => outside,
            })
        });
        found.next()
    }
}

/// Names of files without an ending that are prose.
const PROSE: [&str; 8] = [
    "authors",
    "changelog",
    "changes",
    "contributing",
    "copying",
    "license",
    "news",
    "readme",
];
/// So many blanks before a line of Markdown make it code.
const CODE: usize = 4;

/// The text without this sign at its end, however often it stands there.
fn without(text: &[u8], sign: u8) -> &[u8] {
    let signs = text.iter().rev().take_while(|byte| **byte == sign);
    &text[..text.len() - signs.count()]
}

/// Where a reader is who goes through a text once, from its beginning to its end.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// Where the line begins.
    start: usize,
    /// How far was looked for that.
    seen: usize,
    /// How far fences were counted: where a line begins.
    counted: usize,
    is_fenced: bool,
}

impl Lines {
    fn go_to(&mut self, text: &[u8], at: usize) {
        let end = memchr::memrchr(b'\n', &text[self.seen..at]);
        self.start = end.map_or(self.start, |end| self.seen + end + 1);
        self.seen = at;
    }

    /// Whether fenced code is open where the line begins.
    fn are_fenced(&mut self, text: &[u8]) -> bool {
        let lines = text[self.counted..self.start].split(|byte| *byte == b'\n');
        let fences = lines.filter(|line| {
            let line = line.trim_ascii_start();
            line.starts_with(b"```") || line.starts_with(b"~~~")
        });
        self.is_fenced ^= fences.count() % 2 == 1;
        self.counted = self.start;
        self.is_fenced
    }
}
