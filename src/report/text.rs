//! The format for people: a block a finding, in the manner of rustc. The summary is the caller's
//! to place, by [`write_summary`](super::write_summary): a clean run writes nothing here.

use std::fmt::{self, Write as _};
use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::snippet::{Room, Snippet};
use super::{Options, Paint, Reporter, Style, advice, escape};
use crate::coverage::Summary;
use crate::finding::Finding;

/// A line of source is given at least this many columns, however narrow the terminal.
const NARROWEST: usize = 40;

/// Writes findings as text.
pub struct Text<'w> {
    out: Box<dyn Write + 'w>,
    options: Options,
    /// Reused from block to block.
    block: String,
}

impl<'w> Text<'w> {
    /// Writes to `out`.
    #[must_use]
    pub fn new(out: impl Write + 'w, options: Options) -> Self {
        Self {
            out: Box::new(out),
            options,
            block: String::new(),
        }
    }
}

impl Reporter for Text<'_> {
    fn finding(&mut self, finding: &Finding) -> io::Result<()> {
        let block = Block {
            finding,
            options: self.options,
            paint: Paint::new(self.options.colour),
            line: finding.start.line.to_string(),
        };
        self.block.clear();
        // A String takes everything.
        let _ = block.write(&mut self.block);
        self.out.write_all(self.block.as_bytes())
    }

    fn end(&mut self, _: &Summary) -> io::Result<()> {
        self.out.flush()
    }
}

/// One finding, about to be written.
struct Block<'f> {
    finding: &'f Finding,
    options: Options,
    paint: Paint,
    line: String,
}

impl Block<'_> {
    fn write(&self, out: &mut String) -> fmt::Result {
        self.write_head(out)?;
        self.write_source(out)?;
        for part in &self.finding.parts {
            let value = part.shown(self.options.show_secrets);
            let sentence = format!("{} {}", escape::name(&part.name), escape::name(&value));
            self.write_advice(out, "with", &sentence)?;
        }
        for (word, sentence) in advice::lines(self.finding) {
            self.write_advice(out, word, &sentence)?;
        }
        out.write_char('\n')
    }

    fn write_head(&self, out: &mut String) -> fmt::Result {
        let Finding { rule, start, .. } = self.finding;
        let severity = self.finding.severity;
        let kind = format!("{}[{}]", severity.as_str(), escape::name(&rule.id));
        let name = format!(": {}", escape::name(&rule.name));
        writeln!(
            out,
            "{}{}",
            self.paint.paint(Style::of(severity), kind),
            self.paint.paint(Style::STRONG, name)
        )?;
        let path = escape::name(self.finding.origin.path());
        write!(out, "{}{} {path}", self.margin(), self.frame("-->"))?;
        if self.finding.secret.reveal().is_empty() {
            writeln!(out)
        } else {
            writeln!(out, ":{}:{}", start.line, start.column)
        }
    }

    fn write_source(&self, out: &mut String) -> fmt::Result {
        let label = self.label();
        let frame = self.line.len() + " | ".len();
        let room = Room {
            columns: self.options.columns.max(NARROWEST) - frame,
            label: " ".len() + label.width(),
        };
        let Some(snippet) = Snippet::new(&self.finding.excerpt, room, self.options.show_secrets)
        else {
            return Ok(());
        };
        let (indent, carets) = snippet.carets();
        let under = format!("{} {label}", "^".repeat(carets));
        let under = self.paint.paint(Style::of(self.finding.severity), under);
        let Snippet {
            before,
            secret,
            after,
        } = snippet;
        let (margin, bar, line) = (self.margin(), self.frame("|"), self.frame(&self.line));
        writeln!(out, "{margin} {bar}")?;
        writeln!(out, "{line} {bar} {before}{secret}{after}")?;
        writeln!(out, "{margin} {bar} {:indent$}{under}", "")?;
        writeln!(out, "{margin} {bar}")
    }

    fn write_advice(&self, out: &mut String, word: &str, sentence: &str) -> fmt::Result {
        let indent = self.line.len() + " = : ".len() + word.len();
        let columns = self.options.columns.max(NARROWEST) - indent;
        let (margin, equals) = (self.margin(), self.frame("="));
        write!(
            out,
            "{margin} {equals} {}:",
            self.paint.paint(Style::STRONG, word)
        )?;
        for (index, line) in advice::wrap(sentence, columns).iter().enumerate() {
            let indent = if index == 0 { 1 } else { indent };
            writeln!(out, "{:indent$}{line}", "")?;
        }
        Ok(())
    }

    /// What is said behind the carets.
    fn label(&self) -> String {
        let mut label = format!("{} confidence", self.finding.confidence.as_str());
        if !self.finding.decoded.is_empty() {
            label.push_str(", decoded from ");
            label.push_str(&escape::name(&self.finding.decoded.join(", then ")));
        }
        label
    }

    fn margin(&self) -> String {
        " ".repeat(self.line.len())
    }

    fn frame<'t>(&self, text: &'t str) -> impl fmt::Display + use<'t> {
        self.paint.paint(Style::FRAME, text)
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::{Format, sample};
    use super::*;

    fn report(columns: usize) -> String {
        let options = Options {
            columns,
            ..Options::default()
        };
        sample::report(Format::Text, options)
    }

    #[test]
    fn each_finding_is_a_block() {
        assert_snapshot!(report(80));
    }

    #[test]
    fn lines_of_source_are_cut_to_the_terminal() {
        let widest_source = |report: &str| {
            let lines = report.lines().filter(|line| line.contains("1 | "));
            lines.map(UnicodeWidthStr::width).max().unwrap()
        };
        assert_eq!(widest_source(&report(120)), 120);
        assert_eq!(widest_source(&report(80)), 80);
        assert_eq!(report(0), report(NARROWEST));
    }

    #[test]
    fn colours_change_nothing_but_colours() {
        let options = Options {
            colour: true,
            ..Options::default()
        };
        let coloured = sample::report(Format::Text, options);
        let first: Vec<&str> = coloured.lines().take(9).collect();
        assert_snapshot!(first.join("\n").replace('\u{1b}', "␛"));
        let codes = regex::Regex::new("\u{1b}\\[[0-9;]*m").unwrap();
        assert_eq!(
            codes.replace_all(&coloured, ""),
            sample::report(Format::Text, Options::default())
        );
    }

    #[test]
    fn of_a_clean_run_nothing_is_said() {
        let report = sample::report_on(Format::Text, Options::default(), &[], &Summary::default());
        assert_eq!(report, "");
    }
}
