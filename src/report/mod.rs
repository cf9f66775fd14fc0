//! What a run says: one reporter a format, each writing to whatever it is given.
//!
//! A reporter gets [`Reporter::begin`], each finding in the order of reports, then the
//! [`Summary`]. It never keeps more than its format forces it to, and that by reference; it
//! returns the errors of its writer as they are, a broken pipe among them.

mod advice;
mod allowed;
mod card;
mod checkstyle;
mod clock;
mod csv;
pub mod escape;
mod explain;
mod github;
mod gitlab;
pub mod gitleaks;
mod go;
mod group;
mod html;
mod json;
mod jsonl;
mod junit;
mod live;
mod markdown;
mod paint;
mod read;
mod reason;
mod root;
#[cfg(test)]
mod sample;
pub mod sarif;
mod snippet;
mod summary;
mod template;
mod text;
mod toon;
mod view;
mod whole;
mod words;
mod xml;

use std::io::{self, Write};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::coverage::Summary;
use crate::finding::Finding;

pub use allowed::write_allowed;
pub use card::{Card, plain_line, value, write_line};
use checkstyle::Checkstyle;
use csv::Csv;
pub use explain::Explanation;
use jsonl::Jsonl;
pub use live::Live;
pub use paint::{Paint, Style};
pub use read::{HIDDEN, Reader, Recorded};
pub use root::Root;
pub use summary::{count, write_skipped, write_summary};
pub use template::Template;
use whole::{Keeper, Render, Whole};

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

    /// Lets whoever reads have what was written so far.
    ///
    /// # Errors
    /// Those of the writer.
    fn flush(&mut self) -> io::Result<()> {
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
    /// Show secrets as they are: text, JSON, JSONL and those of gitleaks alone can.
    pub show_secrets: bool,
    /// Colour the text format; no other has colours.
    pub colour: bool,
    /// Width of the terminal: the text format cuts lines of source to it.
    pub columns: usize,
    /// Where the repository's root is, for formats whose paths begin there.
    pub root: Root,
    /// When the run was over.
    pub ended: SystemTime,
    /// What the template format writes.
    pub template: Option<Template>,
    /// Which file of several this is, from 0.
    pub part: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            show_secrets: false,
            colour: false,
            columns: 100,
            root: Root::default(),
            ended: UNIX_EPOCH,
            template: None,
            part: 0,
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
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// GitLab's report of secret detection.
    Gitlab,
    /// GitHub's workflow commands.
    Github,
    /// `JUnit`'s XML.
    Junit,
    /// A line a finding, for spreadsheets.
    Csv,
    /// One page for people, that loads nothing.
    Html,
    /// A section a secret, for tickets and summaries.
    Markdown,
    /// `CheckStyle`'s XML.
    Checkstyle,
    /// Tables for language models.
    Toon,
    /// gitleaks' JSON.
    Gitleaks,
    /// gitleaks' CSV.
    GitleaksCsv,
    /// By a template of the user.
    Template,
}

impl Format {
    /// All of them, in the order of the help text.
    pub const ALL: [Self; 15] = [
        Self::Text,
        Self::Json,
        Self::Jsonl,
        Self::Sarif,
        Self::Gitlab,
        Self::Github,
        Self::Junit,
        Self::Csv,
        Self::Html,
        Self::Markdown,
        Self::Checkstyle,
        Self::Toon,
        Self::Gitleaks,
        Self::GitleaksCsv,
        Self::Template,
    ];

    /// The word users type.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Sarif => "sarif",
            Self::Gitlab => "gitlab",
            Self::Github => "github",
            Self::Junit => "junit",
            Self::Csv => "csv",
            Self::Html => "html",
            Self::Markdown => "markdown",
            Self::Checkstyle => "checkstyle",
            Self::Toon => "toon",
            Self::Gitleaks => "gitleaks",
            Self::GitleaksCsv => "gitleaks-csv",
            Self::Template => "template",
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
        matches!(
            self,
            Self::Text | Self::Json | Self::Jsonl | Self::Gitleaks | Self::GitleaksCsv
        )
    }

    /// Whether it speaks of findings that are allowed, too.
    #[must_use]
    pub fn tells_allowed(self) -> bool {
        matches!(self, Self::Sarif)
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
            Self::Csv => return Box::new(Csv::new(out)),
            Self::Checkstyle => return Box::new(Checkstyle::new(out, options)),
            Self::Text => text::write,
            Self::Json => json::write,
            Self::Sarif => sarif::write,
            Self::Gitlab => gitlab::write,
            Self::Github => github::write,
            Self::Junit => junit::write,
            Self::Markdown => markdown::write,
            Self::Toon => toon::write,
            Self::Gitleaks => gitleaks::json,
            Self::GitleaksCsv => gitleaks::csv,
            Self::Template => template::write,
            Self::Html => html::write,
        };
        Box::new(Keeper::new(out, options, render))
    }
}

/// GitHub takes no more bytes of a step's summary; a little is left for others.
const JOB_SUMMARY: usize = 1_000_000;

/// Writes Markdown that GitHub takes as the summary of a job's step.
///
/// # Errors
/// Those of the writer.
pub fn write_job_summary(
    findings: &[Finding],
    summary: &Summary,
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let findings: Vec<&Finding> = findings.iter().collect();
    let whole = Whole {
        findings: &findings,
        allowed: &[],
        summary,
        options,
    };
    markdown::write_within(&whole, JOB_SUMMARY, out)
}

#[cfg(test)]
mod tests {
    use memchr::memmem;

    use super::*;

    /// A template that shows all it sees; as JSON, because what it shows is otherwise raw.
    const ALL_FIELDS: &str = "{{ findings|tojson }} {{ groups|tojson }} {{ coverage|tojson }}";

    fn reports(show_secrets: bool) -> impl Iterator<Item = String> {
        let options = Options {
            show_secrets,
            template: Some(Template::new("all.txt", ALL_FIELDS).unwrap()),
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
            let odd = report
                .chars()
                .find(|c| !matches!(c, '\n' | '\r') && escape::is_hidden(*c));
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
            let options = Options {
                template: Some(Template::new("a.txt", "text").unwrap()),
                ..Options::default()
            };
            let mut reporter = format.reporter(Full, options);
            let error = reporter
                .begin()
                .and_then(|()| reporter.finding(finding))
                .and_then(|()| reporter.end(&Summary::default()))
                .unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::BrokenPipe, "{format:?}");
        }
    }
}
