//! For formats that must know everything before they can begin: findings are kept by reference,
//! and the report is written at the end.

use std::io::{self, Write};

use super::{Options, Reporter};
use crate::coverage::Summary;
use crate::finding::Finding;

/// All that a report is made of.
pub(super) struct Whole<'a, 'f> {
    /// In the order of reports.
    pub(super) findings: &'a [&'f Finding],
    /// Found, but allowed: only some formats speak of them.
    pub(super) allowed: &'a [&'f Finding],
    /// The run in numbers.
    pub(super) summary: &'a Summary,
    /// What the user chose.
    pub(super) options: &'a Options,
}

/// Writes all of a report.
pub(super) type Render = fn(&Whole<'_, '_>, &mut dyn Write) -> io::Result<()>;

/// A reporter that keeps what it is given, then writes it in one go.
pub(super) struct Keeper<'w, 'f> {
    out: Box<dyn Write + 'w>,
    options: Options,
    findings: Vec<&'f Finding>,
    allowed: Vec<&'f Finding>,
    render: Render,
}

impl<'w> Keeper<'w, '_> {
    pub(super) fn new(out: impl Write + 'w, options: Options, render: Render) -> Self {
        Self {
            out: Box::new(out),
            options,
            findings: Vec::new(),
            allowed: Vec::new(),
            render,
        }
    }
}

impl<'f> Reporter<'f> for Keeper<'_, 'f> {
    fn finding(&mut self, finding: &'f Finding) -> io::Result<()> {
        self.findings.push(finding);
        Ok(())
    }

    fn allowed(&mut self, finding: &'f Finding) -> io::Result<()> {
        self.allowed.push(finding);
        Ok(())
    }

    fn end(&mut self, summary: &Summary) -> io::Result<()> {
        let whole = Whole {
            findings: &self.findings,
            allowed: &self.allowed,
            summary,
            options: &self.options,
        };
        (self.render)(&whole, &mut self.out)?;
        self.out.flush()
    }
}
