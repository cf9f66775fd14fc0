//! The format for people: a block a secret, in the manner of rustc. The summary is the caller's
//! to place, by [`write_summary`](super::write_summary): a clean run writes nothing here.

use std::fmt::{self, Write as _};
use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::group::{Group, groups};
use super::snippet::{Room, Snippet, plain};
use super::whole::Whole;
use super::{Options, Paint, Style, advice, escape};
use crate::finding::{Excerpt, Finding};

/// A line of source is given at least this many columns, however narrow the terminal.
const NARROWEST: usize = 40;
/// Further places of a secret that are named; the rest are counted.
const NAMED: usize = 10;

/// A block for each secret, at its worst place.
pub(super) fn write(whole: &Whole<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    let mut text = String::new();
    for group in groups(whole.findings) {
        let finding = group.lead();
        let block = Block {
            group: &group,
            finding,
            options: whole.options,
            paint: Paint::new(whole.options.colour),
            line: finding.start.line.to_string(),
            context: &[],
        };
        text.clear();
        // A String takes everything.
        let _ = block.write(&mut text);
        out.write_all(text.as_bytes())?;
    }
    Ok(())
}

/// One secret, about to be written.
pub(super) struct Block<'f> {
    pub(super) group: &'f Group<'f>,
    pub(super) finding: &'f Finding,
    pub(super) options: &'f Options,
    pub(super) paint: Paint,
    /// The number of the finding's line, as wide as that of any line that is shown.
    pub(super) line: String,
    /// Lines round it, by number.
    pub(super) context: &'f [(u64, Excerpt)],
}

impl Block<'_> {
    fn write(&self, out: &mut String) -> fmt::Result {
        self.write_facts(out)?;
        for (word, sentence) in advice::lines(self.finding) {
            self.write_advice(out, word, &sentence)?;
        }
        out.write_char('\n')
    }

    /// What it is, where, and with what.
    pub(super) fn write_facts(&self, out: &mut String) -> fmt::Result {
        self.write_head(out)?;
        self.write_source(out)?;
        for part in &self.finding.parts {
            let value = part.shown(self.options.show_secrets);
            let sentence = format!("{} {}", escape::name(&part.name), escape::name(&value));
            self.write_advice(out, "with", &sentence)?;
        }
        self.write_others(out)
    }

    fn write_head(&self, out: &mut String) -> fmt::Result {
        let rule = &self.finding.rule;
        let severity = self.finding.severity;
        let kind = format!("{}[{}]", severity.as_str(), escape::name(&rule.id));
        let name = format!(": {}", escape::name(&rule.name));
        writeln!(
            out,
            "{}{}",
            self.paint.paint(Style::of(severity), kind),
            self.paint.paint(Style::STRONG, name)
        )?;
        let (margin, arrow) = (self.margin(), self.frame("-->"));
        writeln!(out, "{margin}{arrow} {}", place(self.finding))
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
        let own = self.finding.start.line;
        self.write_context(out, room, |number| number < own)?;
        writeln!(out, "{line} {bar} {before}{secret}{after}")?;
        writeln!(out, "{margin} {bar} {:indent$}{under}", "")?;
        self.write_context(out, room, |number| number > own)?;
        writeln!(out, "{margin} {bar}")
    }

    fn write_context(
        &self,
        out: &mut String,
        room: Room,
        is_shown: impl Fn(u64) -> bool,
    ) -> fmt::Result {
        let width = self.line.len();
        for (number, excerpt) in self.context.iter().filter(|(number, _)| is_shown(*number)) {
            let text = plain(excerpt, room.columns, self.options.show_secrets);
            let line = self.frame(&format!("{number:>width$} |")).to_string();
            writeln!(out, "{}", format!("{line} {text}").trim_end())?;
        }
        Ok(())
    }

    /// Where else it stands.
    fn write_others(&self, out: &mut String) -> fmt::Result {
        let others = self.group.findings.len() - 1;
        if others == 0 {
            return Ok(());
        }
        let (margin, equals) = (self.margin(), self.frame("="));
        write!(
            out,
            "{margin} {equals} {}:",
            self.paint.paint(Style::STRONG, "also at")
        )?;
        let indent = self.line.len() + " = also at:".len();
        for (index, other) in self.group.others().take(NAMED).enumerate() {
            let indent = if index == 0 { 0 } else { indent };
            writeln!(out, "{:indent$} {}", "", place(other))?;
        }
        if others > NAMED {
            writeln!(out, "{:indent$} … and {} more places", "", others - NAMED)?;
        }
        Ok(())
    }

    pub(super) fn write_advice(&self, out: &mut String, word: &str, sentence: &str) -> fmt::Result {
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

/// `path:line:column`; of a file as a whole, its path; of a line without a secret, no column.
fn place(finding: &Finding) -> String {
    let path = escape::name(finding.origin.path());
    if finding.secret.reveal().is_empty() {
        match finding.start.line {
            1 => path.into_owned(),
            line => format!("{path}:{line}"),
        }
    } else {
        format!("{path}:{}:{}", finding.start.line, finding.start.column)
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::{Format, sample};
    use super::*;
    use crate::coverage::Summary;

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
    fn one_secret_at_many_places_is_one_block() {
        let finding = sample::findings().swap_remove(0);
        let mut findings = vec![finding; 2];
        findings[1].start.line = 12;
        let report = |findings: &[Finding]| {
            let report = sample::report_on(
                Format::Text,
                Options::default(),
                findings,
                &sample::summary(),
            );
            report
                .lines()
                .skip_while(|line| !line.contains("also"))
                .take_while(|line| !line.contains("revoke"))
                .collect::<Vec<_>>()
                .join("\n")
        };
        assert_eq!(report(&findings), "  = also at: src/client.py:12:34");
        findings.extend(vec![findings[1].clone(); 11]);
        let said = report(&findings);
        assert_eq!(said.lines().count(), NAMED + 1);
        assert!(said.ends_with("             … and 2 more places"), "{said}");
    }

    #[test]
    fn of_a_clean_run_nothing_is_said() {
        let report = sample::report_on(Format::Text, Options::default(), &[], &Summary::default());
        assert_eq!(report, "");
    }
}
