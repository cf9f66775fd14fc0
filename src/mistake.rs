//! A mistake in a file that a user wrote: where it is, what it is, and the line itself.

use std::fmt;
use std::ops::Range;

/// Characters of the line shown on either side of the mistake.
const REACH: usize = 60;
/// A run of token characters from this length on may be a secret, and is not shown.
const LONGEST_WORD: usize = 20;
/// What is no longer than this is shown wherever it stands.
const SHORTEST: usize = 4;
/// Words that may stand anywhere.
const KNOWN: [&str; 7] = [
    "true", "false", "default", "medium", "critical", "regex", "path",
];
/// Keys of ours whose values hold no secret.
const PLAIN: [&str; 41] = [
    "baseline",
    "binary",
    "boundary",
    "category",
    "check",
    "checksum",
    "commits",
    "confidence",
    "disable",
    "docs",
    "enabled",
    "entropy",
    "exclude",
    "extends",
    "fingerprints",
    "id",
    "in",
    "include",
    "keywords",
    "max_size",
    "min_confidence",
    "min_severity",
    "name",
    "name_contains",
    "near",
    "parts",
    "path",
    "path_regexes",
    "paths",
    "pattern",
    "places",
    "prefix",
    "provider",
    "providers",
    "rules",
    "severity",
    "structure",
    "until",
    "verdict",
    "version",
    "within",
];

/// What is wrong in a configuration file, a baseline or a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The file as the user knows it.
    pub file: String,
    /// 1-based line.
    pub line: usize,
    /// 1-based column, in characters.
    pub column: usize,
    /// What is wrong, and what to write instead where that is known.
    pub message: String,
    shown: String,
}

impl Mistake {
    /// A mistake at `span`, in bytes of the file's `text`.
    #[must_use]
    pub fn new(file: &str, text: &str, span: Range<usize>, message: impl Into<String>) -> Self {
        let start = floor(text, span.start);
        let before = &text[..start];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = text[line_start..].lines().next().unwrap_or_default();
        let number = before.matches('\n').count() + 1;
        let at = before[line_start..].chars().count();
        let end = floor(text, span.end.max(start)).min(line_start + line.len());
        let width = text.get(start..end).map_or(0, |part| part.chars().count());
        Self {
            file: file.to_owned(),
            line: number,
            column: at + 1,
            message: message.into(),
            shown: picture(number, line, at, width.max(1)),
        }
    }

    /// The same without the line itself, which may be nobody's business.
    #[must_use]
    pub fn unseen(self) -> Self {
        Self {
            shown: String::new(),
            ..self
        }
    }

    /// The line and a caret below it: three lines without an end; nothing if it is not shown.
    #[must_use]
    pub fn picture(&self) -> &str {
        &self.shown
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            line,
            column,
            message,
            ..
        } = self;
        write!(f, "{file}:{line}:{column}: {message}")
    }
}

impl std::error::Error for Mistake {}

/// The nearest place at or before `at` where a character begins.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A word of the file as messages may show it.
#[must_use]
pub fn word(written: &str) -> String {
    let mut chars: Vec<char> = written.chars().collect();
    without_tokens(&mut chars);
    chars.into_iter().collect()
}

/// Whether what stands behind a key of this name may be shown.
#[must_use]
pub fn is_plain(key: &str) -> bool {
    PLAIN.contains(&key)
}

fn picture(number: usize, line: &str, at: usize, width: usize) -> String {
    let line = masked(line);
    let first = at.saturating_sub(REACH);
    let shown: String = line
        .iter()
        .skip(first)
        .take(2 * REACH)
        .map(|c| if c.is_control() { ' ' } else { *c })
        .collect();
    let gutter = number.to_string();
    let blank = " ".repeat(gutter.len());
    let carets = "^".repeat(width.min(2 * REACH - (at - first)));
    let pad = " ".repeat(at - first);
    let shown = shown.trim_end();
    format!("{blank} |\n{gutter} | {shown}\n{blank} | {pad}{carets}")
}

/// The line with what may be a secret starred out: somebody may have allowed one by its value, or
/// named another file than one of ours.
fn masked(line: &str) -> Vec<char> {
    let mut chars: Vec<char> = line.chars().collect();
    // A table's name at the line's start is ours to show.
    let table = line.trim_start().strip_prefix('[');
    let named = table.map(|name| name.trim_start_matches('['));
    let mut is_plain = named.is_some_and(|name| name.starts_with(|c: char| c.is_alphabetic()));
    let mut may_be_key = true;
    let mut at = 0;
    while let Some(first) = chars.get(at).copied() {
        let (written, next) = if matches!(first, '"' | '\'') {
            let end = literal_end(&chars, at);
            (at + 1..end, end + 1)
        } else if first.is_whitespace() || "[]{}(),=:#".contains(first) {
            may_be_key = "[{,".contains(first) || may_be_key && first.is_whitespace();
            at += 1;
            continue;
        } else {
            let ends = if may_be_key {
                "[]{}(),\"'=:#"
            } else {
                "[]{},\"'"
            };
            let inside = |c: &&char| !c.is_whitespace() && !ends.contains(**c);
            let end = at + chars[at..].iter().take_while(inside).count();
            (at..end, end)
        };
        let rest = chars.get(next..).unwrap_or_default();
        let behind = rest.iter().find(|c| !c.is_whitespace());
        let word: String = chars[written.clone()].iter().collect();
        if may_be_key && matches!(behind, Some('=' | ':')) {
            is_plain = self::is_plain(&word);
        } else if !is_plain
            && written.len() > SHORTEST
            && word.contains(char::is_alphanumeric)
            && !KNOWN.contains(&&*word)
        {
            let content = chars[written].iter_mut();
            content
                .filter(|c| !"[]{}()".contains(**c))
                .for_each(|c| *c = '*');
        }
        may_be_key = false;
        at = next;
    }
    without_tokens(&mut chars);
    chars
}

/// Where the literal that begins at `at` has its other quote, or the line its end.
fn literal_end(chars: &[char], at: usize) -> usize {
    let quote = chars[at];
    let mut end = at + 1;
    while end < chars.len() && chars[end] != quote {
        end += 1 + usize::from(quote == '"' && chars[end] == '\\');
    }
    end.min(chars.len())
}

/// Stars long runs of token characters.
fn without_tokens(chars: &mut [char]) {
    let in_token = |c: &char| c.is_ascii_alphanumeric() || "+/=".contains(*c);
    for run in chars.chunk_by_mut(|a, b| in_token(a) == in_token(b)) {
        let is_wide = |c: &char| c.is_ascii_digit() || c.is_ascii_uppercase();
        if in_token(&run[0]) && run.len() >= LONGEST_WORD && run.iter().any(is_wide) {
            run.fill('*');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_the_line_with_a_caret() {
        let text = "a = 1\nключ = 'x y'\n";
        let at = text.find("'x").unwrap();
        let mistake = Mistake::new("t.toml", text, at..at + 5, "no");
        insta::assert_snapshot!(format!("{mistake}\n{}", mistake.picture()), @r"
        t.toml:2:8: no
          |
        2 | ключ = 'x y'
          |        ^^^^^
        ");
    }

    #[test]
    fn places_outside_the_text_are_no_panic() {
        for span in [0..0, 3..3, 2..900, 900..901] {
            let mistake = Mistake::new("t", "é\n", span, "no");
            assert!(mistake.picture().contains('^'));
        }
        assert_eq!(Mistake::new("t", "", 0..0, "no").line, 1);
    }

    #[test]
    fn of_values_only_those_that_hold_no_secret_are_shown() {
        let secret = ["qTzLwKfJ", "mBvRxNpHsDcG"].concat();
        for text in [
            format!("password = \"{secret}\""),
            format!("password = '{secret}"),
            format!("password = \"a\\\"{secret}\""),
            format!("password = {secret}"),
            format!("password={secret}"),
            format!("x = \"password={secret}\""),
            format!("parts = [{{ name = 'p', password = '{secret}' }}]"),
            format!("password = name = {secret}"),
            format!("  \"password\": \"{secret}\","),
            format!("  '{secret}',"),
            format!("password: {secret}"),
            format!("stopwords = ['{}']", &secret.to_lowercase()[..9]),
            format!("a = 1 # {secret}"),
            secret.clone(),
        ] {
            let shown = Mistake::new("t", &text, 0..1, "no")
                .picture()
                .to_lowercase();
            let secret = &secret.to_lowercase()[..9];
            assert!(!shown.contains(&secret[..5]), "{shown}");
        }
        let kept = |text: &str| -> String { masked(text).into_iter().collect() };
        for (text, expected) in [
            ("[hygiene]", "[hygiene]"),
            ("pattern = 'acme-[0-9'", "pattern = 'acme-[0-9'"),
            ("patern = 'acme-[0-9'", "patern = '*****[***'"),
            ("values = ['ok', 'hunter(2']", "values = ['ok', '******(*']"),
            ("extend = [\"default\"]", "extend = [\"default\"]"),
            ("  \"version\": 2,", "  \"version\": 2,"),
            ("enabled = 1", "enabled = 1"),
        ] {
            assert_eq!(kept(text), expected);
        }
    }

    #[test]
    fn what_may_be_a_secret_is_not_shown() {
        let value = format!("{}1", "Ab".repeat(12));
        let text = format!("values = ['{value}'");
        let mistake = Mistake::new("t", &text, 0..6, "no");
        assert!(
            !mistake.picture().contains(&value[..8]),
            "{}",
            mistake.picture()
        );
    }
}
