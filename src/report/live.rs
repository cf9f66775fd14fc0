//! A report that is written while the scan goes on: for formats that tell a finding as it comes.

use std::fmt;
use std::io::{self, Write};

use super::{Csv, Format, Jsonl, Options, Reporter};
use crate::coverage::Summary;
use crate::finding::Finding;

/// A report in one of the formats that keep nothing. Findings need to live no longer than it
/// takes to write them.
pub struct Live<'w> {
    report: Box<dyn for<'f> Reporter<'f> + Send + 'w>,
    begun: bool,
}

impl<'w> Live<'w> {
    /// `None`: the format has to know everything before it can begin, if only what repository
    /// its paths lie in.
    #[must_use]
    pub fn new(format: Format, out: impl Write + Send + 'w, options: &Options) -> Option<Self> {
        let report: Box<dyn for<'f> Reporter<'f> + Send + 'w> = match format {
            Format::Jsonl => Box::new(Jsonl::new(out, options)),
            Format::Csv => Box::new(Csv::new(out)),
            _ => return None,
        };
        Some(Self {
            report,
            begun: false,
        })
    }

    /// Each finding, in the order of reports.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn finding(&mut self, finding: &Finding) -> io::Result<()> {
        self.begin()?;
        self.report.finding(finding)
    }

    /// Lets whoever reads have all that was written.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn flush(&mut self) -> io::Result<()> {
        self.report.flush()
    }

    /// After the last finding; flushes.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn end(&mut self, summary: &Summary) -> io::Result<()> {
        self.begin()?;
        self.report.end(summary)
    }

    /// Not before there is something to write: a scan that cannot begin leaves nothing behind.
    fn begin(&mut self) -> io::Result<()> {
        if self.begun {
            return Ok(());
        }
        self.begun = true;
        self.report.begin()
    }
}

impl fmt::Debug for Live<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Live(…)")
    }
}
