//! HTML: one file that loads nothing and works without scripts. Its policy lets run only the
//! style and the script that it brings; everything else is text.

mod secret;
#[cfg(test)]
mod tests;
mod timeline;

use std::io::{self, Write};

use bitcoin_hashes::{Hash as _, sha256};
use data_encoding::BASE64;

use super::group::{Group, counted, worst_first};
use super::summary::{count, scope, severities, thousands, unseen};
use super::whole::Whole;
use super::{clock, xml};
use crate::blob::SkipReason;
use crate::commit::Commit;
use crate::level::Severity;

/// The page, with `{{name}}` where something is filled in.
const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");
/// More secrets than this are laid out only where somebody looks.
const MANY: usize = 300;
/// Skipped paths that are named, of each kind; the rest are counted.
const NAMED: usize = 500;

/// All of it.
pub(super) fn write(whole: &Whole<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    let page = Page {
        whole,
        groups: worst_first(whole.findings),
    };
    let mut pieces = PAGE.split("{{");
    out.write_all(pieces.next().unwrap_or_default().as_bytes())?;
    for piece in pieces {
        let (slot, rest) = piece.split_once("}}").unwrap_or((piece, ""));
        page.fill(slot, out)?;
        out.write_all(rest.as_bytes())?;
    }
    Ok(())
}

struct Page<'a, 'f> {
    whole: &'a Whole<'a, 'f>,
    groups: Vec<Group<'f>>,
}

impl Page<'_, '_> {
    fn fill(&self, slot: &str, out: &mut dyn Write) -> io::Result<()> {
        match slot {
            "policy" => out.write_all(policy().as_bytes()),
            "version" => out.write_all(env!("CARGO_PKG_VERSION").as_bytes()),
            "title" => out.write_all(self.title().as_bytes()),
            "style" => out.write_all(STYLE.as_bytes()),
            "script" => out.write_all(SCRIPT.as_bytes()),
            "meta" => write!(
                out,
                "{} UTC{}",
                clock::utc(self.whole.options.ended).replace('T', " "),
                scope(self.whole.summary).map_or_else(String::new, |scope| format!(" · {scope}"))
            ),
            "overview" => self.write_overview(out),
            "timeline" => timeline::write(&self.groups, out),
            "secrets" => self.write_secrets(out),
            "size" if self.groups.len() > MANY => out.write_all(b"many"),
            "size" => Ok(()),
            "coverage" => self.write_coverage(out),
            other => unreachable!("the page has no slot {other}"),
        }
    }

    fn title(&self) -> String {
        match &self.groups[..] {
            [] => "No secrets found".to_owned(),
            groups => format!("{} found", counted(groups, "")),
        }
    }

    fn write_overview(&self, out: &mut dyn Write) -> io::Result<()> {
        let failed = self.whole.failed().count();
        if !self.groups.is_empty() {
            self.write_tiles(out)?;
        } else if failed == 0 {
            writeln!(
                out,
                "<p class=\"clean\">✓ Everything was scanned, and nothing was found.</p>"
            )?;
        }
        if failed > 0 {
            let paths = count(failed, "path");
            writeln!(
                out,
                "<p class=\"notice\"><strong>Incomplete:</strong> {paths} could not be read, so \
                 there may be more. <a href=\"#coverage-title\">Which, and why</a></p>"
            )?;
        }
        Ok(())
    }

    fn write_tiles(&self, out: &mut dyn Write) -> io::Result<()> {
        let number = |which: &dyn Fn(&Group<'_>) -> bool| {
            let groups = self.groups.iter();
            thousands(groups.filter(|group| which(group)).count() as u64)
        };
        writeln!(out, "<ul class=\"tiles\">")?;
        for severity in [
            Severity::Critical,
            Severity::High,
            Severity::Medium,
            Severity::Low,
        ] {
            let (level, word) = (rank(severity), severity.as_str());
            let number = number(&|group| group.lead().severity == severity);
            writeln!(
                out,
                "<li class=\"s{level}\"><b>{number}</b> <span>{word}</span></li>"
            )?;
        }
        let mut findings = self.whole.findings.iter();
        let knows = |commit: &Commit| commit.in_head.is_some();
        if findings.any(|finding| finding.origin.commit().is_some_and(knows)) {
            let gone = number(&|group| secret::is_present(group) == Some(false));
            writeln!(out, "<li><b>{gone}</b> <span>only in the past</span></li>")?;
        }
        let places = count(self.whole.findings.len(), "place");
        let severities = severities(self.whole.summary);
        writeln!(
            out,
            "</ul><p class=\"facts\">At {places} in all: {severities}.</p>"
        )
    }

    fn write_secrets(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.groups.is_empty() {
            return writeln!(out, "<p class=\"empty\">None.</p>");
        }
        let mut html = String::new();
        for (index, group) in self.groups.iter().enumerate() {
            html.clear();
            // A String takes everything.
            let _ = secret::write(group, index + 1, self.whole.options, &mut html);
            out.write_all(html.as_bytes())?;
        }
        Ok(())
    }

    fn write_coverage(&self, out: &mut dyn Write) -> io::Result<()> {
        let coverage = &self.whole.summary.coverage;
        writeln!(out, "<div class=\"card\"><dl>")?;
        if let Some(scope) = scope(self.whole.summary) {
            writeln!(out, "<dt>Scanned</dt><dd>{scope}</dd>")?;
        }
        let unseen = unseen(self.whole.summary);
        if !unseen.is_empty() {
            writeln!(out, "<dt>Not shown</dt><dd>{}</dd>", xml::text(&unseen))?;
        }
        let skipped = thousands(coverage.skipped.len() as u64);
        writeln!(out, "<dt>Skipped paths</dt><dd>{skipped}</dd></dl>")?;
        let failed = |reason: &SkipReason| reason.is_failure();
        self.write_skipped("Could not be read", true, failed, out)?;
        self.write_skipped("Skipped on purpose", false, |reason| !failed(reason), out)?;
        writeln!(out, "</div>")
    }

    fn write_skipped(
        &self,
        title: &str,
        open: bool,
        which: impl Fn(&SkipReason) -> bool,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let skipped = self.whole.summary.coverage.skipped.iter();
        let skipped: Vec<_> = skipped.filter(|one| which(&one.reason)).collect();
        if skipped.is_empty() {
            return Ok(());
        }
        let (number, open) = (
            thousands(skipped.len() as u64),
            if open { " open" } else { "" },
        );
        writeln!(
            out,
            "<details{open}><summary>{title}: {number}</summary><table>\
             <thead><tr><th scope=\"col\">Path</th><th scope=\"col\">Why</th></tr></thead><tbody>"
        )?;
        for one in skipped.iter().take(NAMED) {
            let (path, why) = (xml::text(&one.path), one.reason.to_string());
            let why = xml::text(&why);
            writeln!(out, "<tr><td class=\"path\">{path}</td><td>{why}</td></tr>")?;
        }
        if skipped.len() > NAMED {
            let more = thousands((skipped.len() - NAMED) as u64);
            writeln!(out, "<tr><td colspan=\"2\">… and {more} more</td></tr>")?;
        }
        writeln!(out, "</tbody></table></details>")
    }
}

/// Nothing is loaded, sent or run but the style and the script of the page, told by their hashes.
fn policy() -> String {
    format!(
        "default-src 'none'; style-src '{}'; script-src '{}'; base-uri 'none'; form-action 'none'",
        source(STYLE),
        source(SCRIPT)
    )
}

fn source(text: &str) -> String {
    let hash = sha256::Hash::hash(text.as_bytes());
    format!("sha256-{}", BASE64.encode(hash.as_ref()))
}

/// Four is the worst.
fn rank(severity: Severity) -> u8 {
    severity as u8 + 1
}
