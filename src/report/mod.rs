//! What a run says: one reporter a format, each writing to whatever it is given.
//!
//! A reporter gets [`Reporter::begin`], each finding in the order of reports, then the
//! [`Summary`]. It never keeps more than its format forces it to, and that by reference; it
//! returns the errors of its writer as they are, a broken pipe among them.

mod advice;
mod clock;
pub mod escape;
mod explain;
mod group;
mod json;
mod jsonl;
mod paint;
mod reason;
mod root;
#[cfg(test)]
mod sample;
mod snippet;
mod summary;
mod text;
mod view;
mod whole;

use std::io::{self, Write};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::coverage::Summary;
use crate::finding::Finding;

pub use explain::Explanation;
use jsonl::Jsonl;
pub use paint::{Paint, Style};
pub use root::Root;
pub use summary::{write_skipped, write_summary};
use whole::{Keeper, Render};

/// Writes a report in one format. `'f`: the findings live as long.
pub trait Reporter<'f> {
    /// Before the first finding. Most formats have nothing to say then.
    ///
    /// # Errors
    /// Those of the writer.
    fn begin(&mut self) -> io::Result<()> {
        Ok(())
    }

    /// Each finding, in the order of reports.
    ///
    /// # Errors
    /// Those of the writer.
    fn finding(&mut self, finding: &'f Finding) -> io::Result<()>;

    /// Each finding that is allowed, after the others. Most formats are silent about them.
    ///
    /// # Errors
    /// Those of the writer.
    fn allowed(&mut self, _finding: &'f Finding) -> io::Result<()> {
        Ok(())
    }

    /// After the last finding; flushes.
    ///
    /// # Errors
    /// Those of the writer.
    fn end(&mut self, summary: &Summary) -> io::Result<()>;
}

/// What a user may choose about a report, and what only the caller knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Show secrets as they are: text, JSON and JSONL alone can.
    pub show_secrets: bool,
    /// Colour the text format; no other has colours.
    pub colour: bool,
    /// Width of the terminal: the text format cuts lines of source to it.
    pub columns: usize,
    /// Where the repository's root is, for formats whose paths begin there.
    pub root: Root,
    /// When the run was over.
    pub ended: SystemTime,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            show_secrets: false,
            colour: false,
            columns: 100,
            root: Root::default(),
            ended: UNIX_EPOCH,
        }
    }
}

/// The formats of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Text,
    /// One object, once the run is over.
    Json,
    /// One object a line, as found.
    Jsonl,
}

impl Format {
    /// All of them, in the order of the help text.
    pub const ALL: [Self; 3] = [Self::Text, Self::Json, Self::Jsonl];

    /// The word users type.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
        }
    }

    /// The format behind the word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == word)
    }

    /// Whether secrets are shown as they are when the user says so.
    #[must_use]
    pub fn can_show_secrets(self) -> bool {
        matches!(self, Self::Text | Self::Json | Self::Jsonl)
    }

    /// A reporter that writes all of its report to `out`.
    #[must_use]
    pub fn reporter<'w, 'f: 'w>(
        self,
        out: impl Write + 'w,
        options: Options,
    ) -> Box<dyn Reporter<'f> + 'w> {
        let render: Render = match self {
            Self::Jsonl => return Box::new(Jsonl::new(out, &options)),
            Self::Text => text::write,
            Self::Json => json::write,
        };
        Box::new(Keeper::new(out, options, render))
    }
}

#[cfg(test)]
mod tests {
    use memchr::memmem;

    use super::*;

    fn reports(show_secrets: bool) -> impl Iterator<Item = String> {
        let options = Options {
            show_secrets,
            ..Options::default()
        };
        let formats = Format::ALL.into_iter();
        let formats = formats.filter(move |format| !show_secrets || format.can_show_secrets());
        formats.map(move |format| sample::report(format, options.clone()))
    }

    #[test]
    fn no_part_of_a_secret_is_in_any_report() {
        let parts = sample::private_parts();
        assert!(parts.len() > 40);
        for report in reports(false) {
            for part in parts.iter().flat_map(|secret| secret.windows(8)) {
                let found = memmem::find(report.as_bytes(), part);
                assert_eq!(found, None, "{:?}", String::from_utf8_lossy(part));
            }
        }
    }

    #[test]
    fn secrets_are_shown_when_asked_for() {
        for report in reports(true) {
            for finding in sample::findings() {
                let Ok(secret) = str::from_utf8(finding.secret.reveal()) else {
                    continue;
                };
                let first = secret.lines().next().unwrap_or_default();
                assert!(report.contains(first), "{first:?}");
            }
        }
    }

    #[test]
    fn nothing_a_terminal_obeys_is_in_any_report() {
        for report in reports(false).chain(reports(true)) {
            let odd = report.chars().find(|c| *c != '\n' && escape::is_hidden(*c));
            assert_eq!(odd, None);
        }
    }

    #[test]
    fn a_writer_that_fails_is_reported_by_every_format() {
        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let finding = &sample::findings()[0];
        for format in Format::ALL {
            let mut reporter = format.reporter(Full, Options::default());
            let error = reporter
                .begin()
                .and_then(|()| reporter.finding(finding))
                .and_then(|()| reporter.end(&Summary::default()))
                .unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::BrokenPipe, "{format:?}");
        }
    }
}
