//! `[[allow]]`: which findings are allowed, by whom, and until when.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

use globset::{Glob, GlobSet, GlobSetBuilder};
use ignore::gitignore::Gitignore;
use regex::bytes::RegexSet;
use toml::Spanned;

use super::pattern::{covers, globs, telling};
use super::source::Source;
use super::syntax::{AllowSyntax, Word};
use crate::allowed::Allowed;
use crate::commit::Commit;
use crate::date::Date;
use crate::error::Result;
use crate::finding::{Finding, Piece};
use crate::fingerprint::is_fingerprint;
use crate::rule::id_matches;

/// Fewer hex digits than this do not name a commit.
const SHORTEST_COMMIT: usize = 7;

/// One table, ready to judge findings.
#[derive(Debug)]
pub struct Allow {
    /// Where it begins: `tightlip.toml:12`.
    pub place: String,
    /// Why, in its author's words.
    pub reason: Option<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The last day on which it holds.
    pub until: Option<Date>,
    paths: Option<Gitignore>,
    path_regexes: Option<RegexSet>,
    places: HashSet<String>,
    rules: Vec<String>,
    providers: Vec<String>,
    values: Option<RegexSet>,
    lines: Option<RegexSet>,
    assignments: Option<RegexSet>,
    stopwords: Vec<String>,
    fingerprints: Vec<String>,
    commits: Vec<String>,
    authors: Option<GlobSet>,
    /// Its conditions by their keys, as written.
    written: Vec<(&'static str, Vec<String>)>,
    used: AtomicUsize,
}

impl Allow {
    /// Reads a table; whether its `rules` exist was checked.
    pub(super) fn read(
        source: &Source,
        table: &Spanned<AllowSyntax>,
        require_reason: bool,
    ) -> Result<Self> {
        let syntax = table.get_ref();
        let head = header(source, table.span().start);
        let reason = text(syntax.reason.as_ref());
        if reason.is_none() && require_reason {
            let message = "an allow needs a `reason` (or `require_reason = false` in [policy])";
            return Err(source.mistake(head, message));
        }
        let until = match &syntax.until {
            None => None,
            Some(until) => Some(date(source, until)?),
        };
        let allow = Self {
            place: source.place(table.span().start),
            reason,
            owner: text(syntax.owner.as_ref()),
            until,
            paths: paths(source, &syntax.paths)?,
            path_regexes: telling(source, &syntax.path_regexes)?,
            places: places(source, &syntax.places)?,
            rules: words(&syntax.rules),
            providers: lower(&syntax.providers),
            values: telling(source, &syntax.values)?,
            lines: telling(source, &syntax.lines)?,
            assignments: telling(source, &syntax.assignments)?,
            stopwords: lower(&syntax.stopwords),
            fingerprints: fingerprints(source, &syntax.fingerprints)?,
            commits: commits(source, &syntax.commits)?,
            authors: authors(source, &syntax.authors)?,
            written: written(syntax),
            used: AtomicUsize::new(0),
        };
        if allow.written.is_empty() {
            let message = "it would allow everything: name `paths`, `rules`, `values`, \
                           `stopwords` or another condition";
            return Err(source.mistake(head, message));
        }
        if let Some(empty) = syntax
            .stopwords
            .iter()
            .find(|word| word.get_ref().is_empty())
        {
            return Err(source.mistake(empty.span(), "every secret holds an empty stop word"));
        }
        Ok(allow)
    }

    /// Its conditions by their keys, as written.
    #[must_use]
    pub fn conditions(&self) -> &[(&'static str, Vec<String>)] {
        &self.written
    }

    /// The places that it is for, as [`Scope`](super::Scope) knows them; none: everywhere.
    pub(super) fn places(&self) -> impl ExactSizeIterator<Item = &str> {
        self.places.iter().map(String::as_str)
    }

    /// Whether it speaks of commits, so that no scan of files can say whether it holds.
    #[must_use]
    pub fn is_of_history(&self) -> bool {
        !self.commits.is_empty() || self.authors.is_some()
    }

    /// Whether it names findings by their fingerprints, which hold under one key alone.
    #[must_use]
    pub fn is_by_fingerprint(&self) -> bool {
        !self.fingerprints.is_empty()
    }

    /// Whether it has ended before this day.
    #[must_use]
    pub fn is_expired(&self, today: Date) -> bool {
        self.until.is_some_and(|until| until < today)
    }

    /// How many findings it allowed so far.
    #[must_use]
    pub fn used(&self) -> usize {
        self.used.load(Ordering::Relaxed)
    }

    /// What it says of a finding whose path, from the folder of the file, is `path`.
    #[must_use]
    pub fn judge(&self, finding: &Finding, path: &str, today: Date) -> Option<Allowed> {
        if self.is_expired(today) || !self.holds(finding, path) {
            return None;
        }
        self.used.fetch_add(1, Ordering::Relaxed);
        Some(Allowed::Config {
            place: self.place.clone(),
            reason: self.reason.clone(),
            owner: self.owner.clone(),
        })
    }

    /// Whether all conditions hold; the cheap ones are asked first.
    fn holds(&self, finding: &Finding, path: &str) -> bool {
        let rule = &finding.rule;
        let secret = finding.secret.reveal();
        any(&self.rules, |pattern| id_matches(pattern, &rule.id))
            && (self.places.is_empty()
                || self
                    .places
                    .contains(&format!("{path}:{}", finding.start.line)))
            && any(&self.providers, |name| {
                rule.provider.to_lowercase() == *name
            })
            && any(&self.fingerprints, |known| *known == finding.fingerprint)
            && any(&self.commits, |id| {
                let commit = finding.origin.commit();
                commit.is_some_and(|commit| commit.id.starts_with(id.as_str()))
            })
            && self.authors.as_ref().is_none_or(|authors| {
                let commit = finding.origin.commit();
                commit.is_some_and(|commit| is_by(authors, commit))
            })
            && self.paths.as_ref().is_none_or(|globs| covers(globs, path))
            && self
                .path_regexes
                .as_ref()
                .is_none_or(|regexes| regexes.is_match(path.as_bytes()))
            && any(&self.stopwords, |word| {
                let secret = String::from_utf8_lossy(secret).to_lowercase();
                secret.contains(word.as_str())
            })
            && self
                .values
                .as_ref()
                .is_none_or(|regexes| regexes.is_match(secret))
            && self
                .lines
                .as_ref()
                .is_none_or(|regexes| regexes.is_match(&Line::of(finding).text))
            && self
                .assignments
                .as_ref()
                .is_none_or(|regexes| regexes.is_match(Line::of(finding).assignment()))
    }
}

/// Whether there is no such condition, or one of its values holds.
fn any(values: &[String], holds: impl Fn(&String) -> bool) -> bool {
    values.is_empty() || values.iter().any(holds)
}

fn is_by(authors: &GlobSet, commit: &Commit) -> bool {
    [&commit.author, &commit.email]
        .into_iter()
        .any(|name| authors.is_match(name.to_lowercase()))
}

/// The line of the secret's start, as far as the excerpt reaches. Where it was cut stands a mark,
/// so that no condition takes that for the line's beginning or end.
struct Line {
    text: Vec<u8>,
    secret: Range<usize>,
}

impl Line {
    fn of(finding: &Finding) -> Self {
        const CUT: &[u8] = "…".as_bytes();
        let cut = |is_cut: bool| if is_cut { CUT } else { &[] };
        let (mut text, mut secret) = (cut(finding.excerpt.cut_before).to_vec(), 0..0);
        for piece in &finding.excerpt.pieces {
            let start = text.len();
            match piece {
                Piece::Text(plain) => text.extend_from_slice(plain.as_bytes()),
                Piece::Secret { secret: hidden, .. } => text.extend_from_slice(hidden.reveal()),
            }
            if matches!(piece, Piece::Secret { reported: true, .. }) {
                secret = start..text.len();
            }
        }
        text.extend_from_slice(cut(finding.excerpt.cut_after));
        Self { text, secret }
    }

    /// The secret with the name and the signs before it, and the sign that closes it.
    fn assignment(&self) -> &[u8] {
        let before = &self.text[..self.secret.start];
        let is_sign = |byte: &u8| b" \t\"'`=:>?|(".contains(byte);
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.-".contains(byte);
        let signs = before.iter().rev().take_while(|byte| is_sign(byte));
        let signs = signs.count();
        let name = before.iter().rev().skip(signs);
        let name = name.take_while(|byte| is_name(byte)).count();
        let end = self.text.len().min(self.secret.end + 1);
        &self.text[self.secret.start - signs - name..end]
    }
}

/// The span of the `[[allow]]` line itself.
fn header(source: &Source, at: usize) -> Range<usize> {
    let line = source.text[at..].lines().next().unwrap_or_default();
    at..at + line.trim_end().len()
}

fn text(word: Option<&Word>) -> Option<String> {
    let word = word?.get_ref().trim();
    (!word.is_empty()).then(|| word.to_owned())
}

fn words(words: &[Word]) -> Vec<String> {
    words.iter().map(|word| word.get_ref().clone()).collect()
}

fn lower(words: &[Word]) -> Vec<String> {
    words
        .iter()
        .map(|word| word.get_ref().to_lowercase())
        .collect()
}

/// Globs that are not exceptions alone: those would never hold.
fn paths(source: &Source, words: &[Word]) -> Result<Option<Gitignore>> {
    let is_exception = |word: &Word| word.get_ref().starts_with('!');
    if let (Some(first), true) = (words.first(), words.iter().all(is_exception)) {
        let message = "nothing but exceptions: name the paths that they are exceptions from";
        return Err(source.mistake(first.span(), message));
    }
    globs(source, words)
}

fn places(source: &Source, places: &[Word]) -> Result<HashSet<String>> {
    let place = |word: &Word| {
        let (path, line) = word.get_ref().rsplit_once(':')?;
        let path = path.strip_prefix("./").unwrap_or(path);
        let line = line.parse().ok().filter(|line: &u64| *line > 0)?;
        (!path.is_empty()).then(|| format!("{path}:{line}"))
    };
    let read = places.iter().map(|word| {
        let message = "not a place: write a path and a line, as in `src/a.py:12`";
        place(word).ok_or_else(|| source.mistake(word.span(), message))
    });
    read.collect()
}

/// The conditions of a table that has them, by their keys.
fn written(syntax: &AllowSyntax) -> Vec<(&'static str, Vec<String>)> {
    let all = [
        ("paths", &syntax.paths),
        ("path_regexes", &syntax.path_regexes),
        ("places", &syntax.places),
        ("rules", &syntax.rules),
        ("providers", &syntax.providers),
        ("values", &syntax.values),
        ("lines", &syntax.lines),
        ("assignments", &syntax.assignments),
        ("stopwords", &syntax.stopwords),
        ("fingerprints", &syntax.fingerprints),
        ("commits", &syntax.commits),
        ("authors", &syntax.authors),
    ];
    let named = all.into_iter().filter(|(_, values)| !values.is_empty());
    named.map(|(key, values)| (key, words(values))).collect()
}

fn date(source: &Source, until: &Spanned<toml::value::Datetime>) -> Result<Date> {
    let date = until
        .get_ref()
        .date
        .filter(|_| until.get_ref().time.is_none());
    date.and_then(|date| Date::new(date.year, date.month, date.day))
        .ok_or_else(|| source.mistake(until.span(), "expected a day such as 2027-01-31"))
}

fn fingerprints(source: &Source, ids: &[Word]) -> Result<Vec<String>> {
    for word in ids {
        if !is_fingerprint(word.get_ref()) {
            let message = "not a fingerprint: `tl1:` and 32 hex digits, as reports have it";
            return Err(source.mistake(word.span(), message));
        }
    }
    Ok(lower(ids))
}

fn commits(source: &Source, ids: &[Word]) -> Result<Vec<String>> {
    for word in ids {
        let id = word.get_ref();
        if id.len() < SHORTEST_COMMIT || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            let message = format!("not a commit: write {SHORTEST_COMMIT} or more hex digits");
            return Err(source.mistake(word.span(), message));
        }
    }
    Ok(lower(ids))
}

/// A name as a glob in which only `*` and `?` are wild: `dependabot[bot]` is a name.
fn wild(name: &str) -> String {
    let mut glob = String::with_capacity(name.len());
    for letter in name.chars() {
        match letter {
            '[' | ']' | '{' | '}' | '\\' => glob.extend(['[', letter, ']']),
            letter => glob.push(letter),
        }
    }
    glob
}

fn authors(source: &Source, names: &[Word]) -> Result<Option<GlobSet>> {
    if names.is_empty() {
        return Ok(None);
    }
    let mut set = GlobSetBuilder::new();
    for word in names {
        let glob = Glob::new(&wild(&word.get_ref().to_lowercase()));
        set.add(glob.map_err(|error| {
            source.mistake(word.span(), format!("not a name: {}", error.kind()))
        })?);
    }
    let set = set.build();
    set.map(Some)
        .map_err(|error| source.mistake(names[0].span(), error.kind().to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_brackets_is_itself_and_a_star_is_wild() {
        let holds = |name: &str, author: &str| {
            let glob = Glob::new(&wild(name)).unwrap();
            glob.compile_matcher().is_match(author)
        };
        for name in ["dependabot[bot]", "a{b,c}", "a\\b", "[", "]", "x]["] {
            assert!(holds(name, name), "{name}");
        }
        assert!(holds("*[bot]", "dependabot[bot]"));
        assert!(!holds("dependabot[bot]", "dependabotb"));
        assert!(!holds("a{b,c}", "ab"));
    }
}
