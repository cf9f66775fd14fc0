//! The text of one configuration file, and the mistakes in it.

use std::cell::OnceCell;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::complaint;
use crate::document;
use crate::error::{Error, Result};
use crate::mistake::Mistake;

use super::syntax::FileSyntax;

/// A file that was read.
pub(super) struct Source {
    pub(super) path: PathBuf,
    /// How messages call it.
    pub(super) name: String,
    pub(super) text: String,
    /// Whether the text is what another tool's file means, and its lines are not the file's.
    pub(super) is_translated: bool,
    /// Whether its lines may be shown: one that another file extends may be anything.
    pub(super) is_shown: bool,
    /// Where its lines end, once somebody asked.
    pub(super) ends: OnceCell<Vec<usize>>,
}

impl Source {
    /// The file, whose text was read.
    pub(super) fn new(path: &Path, name: String, text: String) -> Self {
        Self {
            path: path.to_owned(),
            name,
            text,
            is_translated: false,
            is_shown: true,
            ends: OnceCell::new(),
        }
    }

    /// Reads a file that nobody named; `None` if there is none.
    ///
    /// # Errors
    /// It is there and cannot be read, or is not UTF-8.
    pub(super) fn read(path: &Path, name: String) -> Result<Option<Self>> {
        let text = document::found(path, &name)?;
        Ok(text.map(|text| Self::new(path, name, text)))
    }

    /// The same file with what it means in our words.
    pub(super) fn translated(self, text: String) -> Self {
        Self {
            text,
            is_translated: true,
            ends: OnceCell::new(),
            ..self
        }
    }

    /// Its content.
    ///
    /// # Errors
    /// The first thing that is wrong with its form.
    pub(super) fn parse(&self) -> Result<FileSyntax> {
        toml::from_str(&self.text).map_err(|error| {
            let span = error.span().unwrap_or(0..0);
            let said = complaint::explained(&self.text, &span, error.message());
            self.mistake(span, said)
        })
    }

    /// A mistake at `span`.
    pub(super) fn mistake(&self, span: Range<usize>, message: impl Into<String>) -> Error {
        let mistake = Mistake::new(&self.name, &self.text, span, message);
        if self.is_shown {
            mistake.into()
        } else {
            mistake.unseen().into()
        }
    }

    /// `tightlip.toml:12`; of another tool's file, its name alone.
    pub(super) fn place(&self, at: usize) -> String {
        if self.is_translated {
            return self.name.clone();
        }
        let ends = self.ends.get_or_init(|| {
            let ends = memchr::memchr_iter(b'\n', self.text.as_bytes());
            ends.collect()
        });
        let line = ends.partition_point(|end| *end < at) + 1;
        format!("{}:{line}", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        let name = "tightlip.toml";
        let source = Source::new(Path::new(name), name.to_owned(), text.to_owned());
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
        insta::assert_snapshot!(said("[[allow]]\nstopwords = 'hunter2'\n"), @r#"
        tightlip.toml:2:13: `stopwords` must be a list, not a string: write `stopwords = ["…"]`
          |
        2 | stopwords = '*******'
          |             ^^^^^^^^^
        "#);
        insta::assert_snapshot!(said("[hygiene]\nenabled = 1\n"), @r"
        tightlip.toml:2:11: `enabled` must be true or false, not a number
          |
        2 | enabled = 1
          |           ^
        ");
        insta::assert_snapshot!(said("[scan]\nmin_confidence = 3\n"), @r"
        tightlip.toml:2:18: `min_confidence` must be one of low, medium, high, in quotes
          |
        2 | min_confidence = 3
          |                  ^
        ");
        insta::assert_snapshot!(said("[scan]\nmin_severity = 'hihg'\n"), @r"
        tightlip.toml:2:16: `min_severity` is `hihg`, but must be one of low, medium, high, critical; did you mean `high`?
          |
        2 | min_severity = 'hihg'
          |                ^^^^^^
        ");
    }

    #[test]
    fn broken_toml_and_missing_keys_are_shown_where_they_are() {
        insta::assert_snapshot!(said("[[rule]]\nname = 'x'\n"), @r#"
        tightlip.toml:1:1: the key `id` is missing: write `id = "acme-api-key"`
          |
        1 | [[rule]]
          | ^^^^^^^^
        "#);
        assert!(said("[scan\n").contains("1:6"), "{}", said("[scan\n"));
        assert!(
            said("[scan]\n[scan]\n").contains("2:2"),
            "{}",
            said("[scan]\n[scan]\n")
        );
    }
}
