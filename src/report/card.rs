//! One secret for somebody who decides about it: what, where, in which lines, why it was found,
//! and how to revoke it.

use std::fmt::{self, Write as _};
use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

use super::group::Group;
use super::reason::sentence;
use super::snippet::plain;
use super::text::Block;
use super::view::{self, FindingView};
use super::{Options, Paint, advice};
use crate::finding::{Excerpt, Finding};

/// What a person decides about by other means than these lines say.
const LEFT_OUT: [&str; 2] = ["move", "allow"];

/// A secret with all its places.
#[derive(Clone, Copy, Debug)]
pub struct Card<'f> {
    /// The one to show first; never empty.
    pub findings: &'f [Finding],
    /// Lines round the first, by number.
    pub context: &'f [(u64, Excerpt)],
}

impl Card<'_> {
    /// Writes it as text.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(&self, options: &Options, out: &mut dyn Write) -> io::Result<()> {
        let Some(finding) = self.findings.first() else {
            return Ok(());
        };
        let numbers = self.context.iter().map(|(number, _)| *number);
        let last = numbers.max().unwrap_or(0).max(finding.start.line);
        let width = last.to_string().len();
        let group = Group {
            findings: self.findings.iter().collect(),
        };
        let block = Block {
            group: &group,
            finding,
            options,
            paint: Paint::new(options.colour),
            line: format!("{:>width$}", finding.start.line),
            context: self.context,
        };
        let mut text = String::new();
        // A String takes everything.
        let _ = write_on(&block, finding, &mut text);
        out.write_all(text.as_bytes())
    }
}

fn write_on(block: &Block<'_>, finding: &Finding, out: &mut String) -> fmt::Result {
    block.write_facts(out)?;
    let mut why: Vec<&str> = finding.signals.iter().map(|one| sentence(&one.0)).collect();
    why.dedup();
    if !why.is_empty() {
        block.write_advice(out, "why", &why.join("; "))?;
    }
    for (word, sentence) in advice::lines(finding) {
        if !LEFT_OUT.contains(&word) {
            block.write_advice(out, word, &sentence)?;
        }
    }
    out.write_char('\n')
}

/// A finding as the machine formats have it.
#[must_use]
pub fn value(finding: &Finding, options: &Options) -> Value {
    let view = FindingView::new(finding, options.show_secrets);
    serde_json::to_value(view).unwrap_or_default()
}

/// A line of source as a terminal may show it.
#[must_use]
pub fn plain_line(excerpt: &Excerpt, options: &Options) -> String {
    plain(excerpt, options.columns, options.show_secrets)
}

/// Writes a value as JSON on a line of its own, safe to look at in a terminal.
///
/// # Errors
/// Those of the writer.
pub fn write_line(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    view::write(out, value)?;
    out.write_all(b"\n")?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::excerpt::Piece;

    #[test]
    fn a_secret_with_the_lines_round_it() {
        let findings = sample::findings();
        let line = |text: &str| Excerpt {
            pieces: vec![Piece::Text(text.to_owned())],
            ..Excerpt::default()
        };
        let context = [
            (1, line("import example")),
            (2, line("")),
            (4, line("\tclient.go(\u{1b}[2J)")),
            (10, line(&"wide ".repeat(40))),
        ];
        let card = Card {
            findings: &findings[..1],
            context: &context,
        };
        let options = Options {
            columns: 80,
            ..Options::default()
        };
        let mut out = Vec::new();
        card.write(&options, &mut out).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap());
    }
}
