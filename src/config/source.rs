//! The text of one configuration file, and the mistakes in it.

use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::complaint;
use crate::error::{Error, Result};
use crate::mistake::Mistake;

use super::syntax::FileSyntax;

/// A file that was read.
pub(super) struct Source {
    pub(super) path: PathBuf,
    /// How messages call it.
    pub(super) name: String,
    pub(super) text: String,
}

impl Source {
    /// Reads the file; `None` if there is none.
    ///
    /// # Errors
    /// It is there and cannot be read, or is not UTF-8.
    pub(super) fn read(path: &Path, name: String) -> Result<Option<Self>> {
        match fs::read_to_string(path) {
            Ok(text) => Ok(Some(Self {
                path: path.to_owned(),
                name,
                text,
            })),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(Error::Io {
                context: format!("cannot read {name}"),
                source,
            }),
        }
    }

    /// Its content.
    ///
    /// # Errors
    /// The first thing that is wrong with its form.
    pub(super) fn parse(&self) -> Result<FileSyntax> {
        toml::from_str(&self.text).map_err(|error| {
            let span = error.span().unwrap_or(0..0);
            self.mistake(span, complaint::in_plain_words(error.message()))
        })
    }

    /// A mistake at `span`.
    pub(super) fn mistake(&self, span: Range<usize>, message: impl Into<String>) -> Error {
        Mistake::new(&self.name, &self.text, span, message).into()
    }

    /// `tightlip.toml:12`.
    pub(super) fn place(&self, at: usize) -> String {
        let line = self.text[..at.min(self.text.len())].matches('\n').count() + 1;
        format!("{}:{line}", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        let source = Source {
            path: "tightlip.toml".into(),
            name: "tightlip.toml".to_owned(),
            text: text.to_owned(),
        };
        match source.parse() {
            Err(Error::Mistake(mistake)) => format!("{mistake}\n{}", mistake.picture()),
            Err(other) => other.to_string(),
            Ok(_) => "no mistake".to_owned(),
        }
    }

    #[test]
    fn an_unknown_key_brings_the_nearest_to_mind() {
        insta::assert_snapshot!(said("[scan]\nexlude = []\n"), @r"
        tightlip.toml:2:1: unknown key `exlude`; did you mean `exclude`?
          |
        2 | exlude = []
          | ^^^^^^
        ");
        insta::assert_snapshot!(said("[hygiene]\nzzz = 1\n"), @r"
        tightlip.toml:2:1: unknown key `zzz`; known here: enabled
          |
        2 | zzz = 1
          | ^^^
        ");
    }

    #[test]
    fn a_wrong_type_is_named_without_its_value() {
        insta::assert_snapshot!(said("[[allow]]\nstopwords = 'hunter2'\n"), @r"
        tightlip.toml:2:13: expected a list, found a string
          |
        2 | stopwords = 'hunter2'
          |             ^^^^^^^^^
        ");
        insta::assert_snapshot!(said("[hygiene]\nenabled = 1\n"), @r"
        tightlip.toml:2:11: expected true or false, found a number
          |
        2 | enabled = 1
          |           ^
        ");
        insta::assert_snapshot!(said("[scan]\nmin_severity = 'hihg'\n"), @r"
        tightlip.toml:2:16: must be one of low, medium, high, critical; did you mean `high`?
          |
        2 | min_severity = 'hihg'
          |                ^^^^^^
        ");
    }

    #[test]
    fn broken_toml_and_missing_keys_are_shown_where_they_are() {
        insta::assert_snapshot!(said("[[rule]]\nid = 'x'\n"), @r"
        tightlip.toml:1:1: the key `name` is missing
          |
        1 | [[rule]]
          | ^^^^^^^^
        ");
        assert!(said("[scan\n").contains("1:6"), "{}", said("[scan\n"));
        assert!(
            said("[scan]\n[scan]\n").contains("2:2"),
            "{}",
            said("[scan]\n[scan]\n")
        );
    }
}
