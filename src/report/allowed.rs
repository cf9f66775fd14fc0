//! What is allowed, for those who check what others allowed.

use std::io::{self, Write};

use super::{Paint, Style, escape};
use crate::allowed::Allowed;
use crate::finding::Finding;

/// Writes where each finding is, by which rule, and what allows it, a line each; nothing when
/// there are none.
///
/// # Errors
/// Those of the writer.
pub fn write_allowed(out: &mut dyn Write, findings: &[Finding], paint: Paint) -> io::Result<()> {
    if findings.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}:", paint.paint(Style::STRONG, "allowed"))?;
    let mut last = String::new();
    for finding in findings {
        let Some(allowed) = &finding.allowed else {
            continue;
        };
        let place = format!("{}:{}", finding.origin.path(), finding.start.line);
        let said = words(allowed);
        let line = format!(
            "  {} {}: {}",
            escape::name(&place),
            escape::name(&finding.rule.id),
            escape::name(&said)
        );
        // Several on one line are allowed by one mark, mostly.
        if line != last {
            writeln!(out, "{line}")?;
            last = line;
        }
    }
    out.flush()
}

/// ``by `tightlip:allow` (a test value)``.
pub(super) fn words(allowed: &Allowed) -> String {
    let by = match allowed {
        Allowed::Inline { mark, .. } => format!("by `{mark}`"),
        Allowed::Config { place, .. } => format!("by {place}"),
        Allowed::Baseline { verdict, .. } => format!("in the baseline as {}", verdict.as_str()),
    };
    let details: Vec<&str> = allowed
        .reason()
        .into_iter()
        .chain(allowed.owner())
        .collect();
    if details.is_empty() {
        by
    } else {
        format!("{by} ({})", details.join("; "))
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::allowed::Verdict;

    #[test]
    fn each_says_what_allows_it_and_why() {
        let mut findings: Vec<Finding> = sample::findings().into_iter().take(3).collect();
        findings[0].allowed = Some(Allowed::Inline {
            mark: "tightlip:allow",
            reason: Some("a test\u{1b}[2J value".to_owned()),
        });
        findings[1].allowed = Some(Allowed::Config {
            place: "tightlip.toml:3".to_owned(),
            reason: Some("fixtures".to_owned()),
            owner: Some("team-a".to_owned()),
        });
        findings[2].allowed = Some(Allowed::Baseline {
            verdict: Verdict::TestValue,
            reason: None,
            owner: None,
        });
        let mut out = Vec::new();
        write_allowed(&mut out, &findings, Paint::new(false)).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap());
    }
}
