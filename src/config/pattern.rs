//! Regular expressions and globs of configuration files: read at load, so that a bad one is an
//! error there, with the place in it.

use std::ops::Range;

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
        if let Err(error) = builder.add_line(None, glob) {
            let what = match error {
                ignore::Error::Glob { err, .. } => err,
                other => other.to_string(),
            };
            return Err(source.mistake(word.span(), format!("not a glob: {what}")));
        }
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
