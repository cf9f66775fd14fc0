//! What a run says: one reporter a format, each writing to whatever it is given.
//!
//! A reporter gets [`Reporter::begin`], each finding in the order of reports, then the
//! [`Summary`]. It never buffers more than its format forces it to, and returns the errors of
//! its writer as they are, a broken pipe among them.

mod advice;
pub mod escape;
mod json;
mod jsonl;
mod paint;
#[cfg(test)]
mod sample;
mod snippet;
mod summary;
mod text;
mod view;

use std::io::{self, Write};

use crate::coverage::Summary;
use crate::finding::Finding;

pub use json::Json;
pub use jsonl::Jsonl;
pub use paint::{Paint, Style};
pub use summary::{write_skipped, write_summary};
pub use text::Text;

/// Writes a report in one format.
pub trait Reporter {
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
    fn finding(&mut self, finding: &Finding) -> io::Result<()>;

    /// After the last finding; flushes.
    ///
    /// # Errors
    /// Those of the writer.
    fn end(&mut self, summary: &Summary) -> io::Result<()>;
}

/// What a user may choose about a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Show secrets as they are.
    pub show_secrets: bool,
    /// Colour the text format; no other has colours.
    pub colour: bool,
    /// Width of the terminal: the text format cuts lines of source to it.
    pub columns: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            show_secrets: false,
            colour: false,
            columns: 100,
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

    /// A reporter that writes all of its report to `out`.
    #[must_use]
    pub fn reporter<'w>(self, out: impl Write + 'w, options: Options) -> Box<dyn Reporter + 'w> {
        match self {
            Self::Text => Box::new(Text::new(out, options)),
            Self::Json => Box::new(Json::new(out, options)),
            Self::Jsonl => Box::new(Jsonl::new(out, options)),
        }
    }
}

#[cfg(test)]
mod tests {
    use memchr::memmem;

    use super::*;

    fn reports(show_secrets: bool) -> [String; 3] {
        let options = Options {
            show_secrets,
            ..Options::default()
        };
        Format::ALL.map(|format| sample::report(format, options))
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
        for report in reports(false).iter().chain(&reports(true)) {
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
