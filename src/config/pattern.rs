//! Regular expressions and globs of configuration files: read at load, so that a bad one is an
//! error there, with the place in it.

use std::ops::Range;

use globset::Glob;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use regex::bytes::{RegexSet, RegexSetBuilder};

use super::source::Source;
use super::syntax::Word;
use crate::error::Result;

/// Bytes that a compiled condition may take.
const SIZE_LIMIT: usize = 16 << 20;

/// The expressions as one set; `None` when there are none.
pub(super) fn regexes(source: &Source, words: &[Word]) -> Result<Option<RegexSet>> {
    if words.is_empty() {
        return Ok(None);
    }
    for word in words {
        if let Err((at, what)) = check(word.get_ref()) {
            let span = within(source, word, at);
            return Err(source.mistake(span, format!("not a regular expression: {what}")));
        }
    }
    let set = RegexSetBuilder::new(words.iter().map(Word::get_ref))
        .size_limit(SIZE_LIMIT)
        .build();
    if let Ok(set) = set {
        return Ok(Some(set));
    }
    let span = words[0].span().start..words[words.len() - 1].span().end;
    Err(source.mistake(span, "too large once compiled: bound its repetitions"))
}

/// Expressions none of which holds of everything.
pub(super) fn telling(source: &Source, words: &[Word]) -> Result<Option<RegexSet>> {
    if let Some(empty) = words.iter().find(|word| word.get_ref().is_empty()) {
        return Err(source.mistake(empty.span(), "an empty expression matches everything"));
    }
    let set = regexes(source, words)?;
    let all = set.as_ref().and_then(|set| holds_of_all(set).next());
    if let Some(word) = all.and_then(|at| words.get(at)) {
        return Err(source.mistake(
            word.span(),
            "it matches everything: narrow it, or leave it out",
        ));
    }
    Ok(set)
}

/// Which of the expressions match whatever they are held against: nothing as well as a long text
/// of everything that can be typed.
fn holds_of_all(set: &RegexSet) -> impl Iterator<Item = usize> {
    let typed: Vec<u8> = (b' '..=b'~').collect();
    let long = set.matches(&typed.repeat(50));
    let empty = set.matches(b"");
    let both = long.into_iter().filter(move |at| empty.matched(*at));
    both.collect::<Vec<_>>().into_iter()
}

/// Whether one expression does.
pub(super) fn is_everything(pattern: &str) -> bool {
    let set = RegexSetBuilder::new([pattern])
        .size_limit(SIZE_LIMIT)
        .build();
    set.is_ok_and(|set| holds_of_all(&set).next().is_some())
}

/// What is wrong with an expression and at which of its bytes, in words that do not repeat it.
fn check(pattern: &str) -> std::result::Result<(), (Range<usize>, String)> {
    let parsed = regex_syntax::ParserBuilder::new()
        .utf8(false)
        .build()
        .parse(pattern);
    match parsed {
        Ok(_) => Ok(()),
        Err(regex_syntax::Error::Parse(error)) => {
            let span = error.span();
            Err((span.start.offset..span.end.offset, error.kind().to_string()))
        }
        Err(regex_syntax::Error::Translate(error)) => {
            let span = error.span();
            Err((span.start.offset..span.end.offset, error.kind().to_string()))
        }
        Err(_) => Err((0..pattern.len(), "it cannot be read".to_owned())),
    }
}

/// Where a part of a string stands in the file: exactly, unless the string has escapes.
fn within(source: &Source, word: &Word, part: Range<usize>) -> Range<usize> {
    let span = word.span();
    let written = source.text.get(span.clone()).unwrap_or_default();
    match written.find(word.get_ref().as_str()) {
        Some(quote) => {
            let start = span.start + quote;
            start + part.start..(start + part.end).min(span.end)
        }
        None => span,
    }
}

/// Globs as in `.gitignore`, from the file's folder; `None` when there are none.
pub(super) fn globs(source: &Source, words: &[Word]) -> Result<Option<Gitignore>> {
    if words.is_empty() {
        return Ok(None);
    }
    let mut builder = GitignoreBuilder::new("");
    for word in words {
        let glob = word.get_ref();
        if glob.trim().is_empty() || glob.starts_with('#') {
            return Err(source.mistake(word.span(), "not a path: write a glob as in .gitignore"));
        }
        let not_a_glob = |what: String| source.mistake(word.span(), format!("not a glob: {what}"));
        // Of an open bracket, those of `.gitignore` make a glob that hardly ever matches.
        Glob::new(glob).map_err(|error| not_a_glob(error.kind().to_string()))?;
        builder.add_line(None, glob).map_err(|error| match error {
            ignore::Error::Glob { err, .. } => not_a_glob(err),
            other => not_a_glob(other.to_string()),
        })?;
    }
    match builder.build() {
        Ok(globs) => Ok(Some(globs)),
        Err(error) => Err(source.mistake(words[0].span(), format!("not a glob: {error}"))),
    }
}

/// Whether the file, or a folder above it, is matched.
pub(super) fn covers(globs: &Gitignore, path: &str) -> bool {
    // An absolute path lies outside of where the globs begin.
    !path.starts_with('/') && globs.matched_path_or_any_parents(path, false).is_ignore()
}
