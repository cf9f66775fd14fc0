//! CSV (RFC 4180), a finding a line as it comes. Nothing in it is a formula to a spreadsheet.

use std::borrow::Cow;
use std::io::{self, Write};

use super::{Reporter, advice, escape, words};
use crate::coverage::Summary;
use crate::finding::Finding;

const HEAD: &str = "rule,name,provider,category,severity,confidence,path,start_line,start_column,\
                    end_line,end_column,secret,parts,fingerprint,secret_id,entropy,signals,source,\
                    commit,author,email,date,message,in_head,decoded,revoke,env,docs,\
                    help,why\r\n";

/// The rule of a row that is no finding: a path that could not be read.
const NOT_SCANNED: &str = "incomplete";

/// Writes a finding a line.
pub(super) struct Csv<W> {
    out: W,
    line: String,
}

impl<W: Write> Csv<W> {
    pub(super) fn new(out: W) -> Self {
        Self {
            out,
            line: String::new(),
        }
    }

    /// Each cell with a comma before it; the first one's is not written.
    fn cell(&mut self, text: &str) {
        self.line.push(',');
        let text = harmless(text);
        if text.contains(['"', ',', ';', '\t']) || text.starts_with(' ') || text.ends_with(' ') {
            self.line.push('"');
            self.line.push_str(&text.replace('"', "\"\""));
            self.line.push('"');
        } else {
            self.line.push_str(&text);
        }
    }

    fn end_row(&mut self) -> io::Result<()> {
        self.line.push_str("\r\n");
        self.out.write_all(&self.line.as_bytes()[1..])
    }

    fn cells<'t>(&mut self, texts: impl IntoIterator<Item = &'t str>) {
        for text in texts {
            self.cell(text);
        }
    }
}

/// A row of other columns.
pub(super) fn row(out: &mut dyn Write, cells: &[&str]) -> io::Result<()> {
    let mut row = Csv::new(out);
    row.cells(cells.iter().copied());
    row.end_row()
}

impl<'f, W: Write> Reporter<'f> for Csv<W> {
    fn begin(&mut self) -> io::Result<()> {
        self.out.write_all(HEAD.as_bytes())
    }

    fn finding(&mut self, finding: &'f Finding) -> io::Result<()> {
        let rule = &finding.rule;
        let (start, end) = (finding.start, finding.end);
        let signals: Vec<&str> = finding.signals.iter().map(|signal| &*signal.0).collect();
        let commit = finding.origin.commit();
        let of = |field: fn(&crate::commit::Commit) -> &str| commit.map_or("", field);
        self.line.clear();
        self.cells([&*rule.id, &rule.name, &rule.provider, &rule.category]);
        self.cells([finding.severity.as_str(), finding.confidence.as_str()]);
        self.cell(finding.origin.path());
        for number in [start.line, start.column, end.line, end.column] {
            self.cell(&number.to_string());
        }
        self.cell(&finding.secret.redacted());
        self.cell(&words::parts(finding).join("; "));
        self.cells([&*finding.fingerprint, &finding.secret_id]);
        self.cell(&format!("{:.3}", finding.entropy));
        self.cell(&signals.join(" "));
        self.cell(finding.origin.kind());
        self.cells([of(|c| &c.id), of(|c| &c.author), of(|c| &c.email)]);
        self.cells([of(|c| &c.date), of(|c| &c.summary)]);
        self.cell(of(|c| match c.in_head {
            Some(true) => "true",
            Some(false) => "false",
            None => "",
        }));
        self.cell(&finding.decoded.join(" "));
        self.cell(&rule.revoke);
        self.cell(finding.variable().as_deref().unwrap_or_default());
        self.cell(&rule.docs);
        self.cell(finding.help.as_deref().unwrap_or_default());
        self.cell(&advice::why(finding).unwrap_or_default());
        self.end_row()
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn end(&mut self, summary: &Summary) -> io::Result<()> {
        // What could not be read is no finding, but such a table must not look clean.
        let skipped = summary.coverage.skipped.iter();
        for skipped in skipped.filter(|skipped| skipped.reason.is_failure()) {
            self.line.clear();
            self.cell(NOT_SCANNED);
            for column in HEAD.split(',').skip(1) {
                match column.trim_end() {
                    "name" => self.cell("Not scanned, so there may be more"),
                    "path" => self.cell(&skipped.path),
                    "why" => self.cell(&skipped.reason.to_string()),
                    _ => self.cell(""),
                }
            }
            self.end_row()?;
        }
        self.out.flush()
    }
}

/// On one line, and never what a spreadsheet would compute: an apostrophe goes before anything
/// that begins like a formula.
fn harmless(text: &str) -> Cow<'_, str> {
    let shown = escape::name(text);
    let begins = |c| {
        matches!(
            c,
            '=' | '+' | '-' | '@' | '|' | '%' | '＝' | '＋' | '－' | '＠'
        )
    };
    if shown.trim_start().starts_with(begins) {
        Cow::Owned(format!("'{shown}"))
    } else {
        shown
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use proptest::prelude::*;

    use super::super::{Format, Options, sample};
    use super::*;
    use crate::blob::Origin;

    #[test]
    fn a_finding_a_line_below_the_names_of_the_columns() {
        let report = sample::report(Format::Csv, Options::default());
        assert_snapshot!(report.replace('\r', ""));
    }

    #[test]
    fn an_empty_first_cell_is_one() {
        let mut out = Vec::new();
        row(&mut out, &["", "b", ""]).unwrap();
        assert_eq!(out, b",b,\r\n");
    }

    /// The cells of a line, as RFC 4180 reads them.
    fn cells(line: &str) -> Vec<String> {
        let mut cells = vec![String::new()];
        let mut quoted = false;
        let mut chars = line.chars().peekable();
        while let Some(c) = chars.next() {
            let last = cells.len() - 1;
            match c {
                '"' if quoted && chars.peek() == Some(&'"') => {
                    chars.next();
                    cells[last].push('"');
                }
                '"' => quoted = !quoted,
                ',' if !quoted => cells.push(String::new()),
                c => cells[last].push(c),
            }
        }
        cells
    }

    proptest! {
        #[test]
        fn a_hostile_path_is_one_cell_and_no_formula(path in "[=+@ \t\r\n\",;a'-]{0,12}") {
            let mut finding = sample::findings().swap_remove(0);
            finding.origin = Origin::File { path: path.clone() };
            let report = sample::report_on(
                Format::Csv,
                Options::default(),
                &[finding],
                &Summary::default(),
            );
            let lines: Vec<&str> = report.split_terminator("\r\n").collect();
            prop_assert_eq!(lines.len(), 2);
            let cells = cells(lines[1]);
            prop_assert_eq!(cells.len(), HEAD.split(',').count());
            prop_assert!(!cells[6].trim_start().starts_with(['=', '+', '-', '@']));
            let shown = escape::name(&path);
            let shown = shown.trim_start_matches('\'');
            prop_assert_eq!(cells[6].trim_start_matches('\''), shown);
        }
    }

    #[test]
    fn what_could_not_be_read_is_a_row_as_wide_as_the_others() {
        let report = sample::report(Format::Csv, Options::default());
        let last = cells(report.lines().last().unwrap());
        assert_eq!(last.len(), HEAD.split(',').count());
        assert_eq!((&*last[0], &*last[6]), ("incomplete", "private\\u{1b}[0m"));
        assert_eq!(last.last().unwrap(), "unreadable: permission denied");
    }
}
