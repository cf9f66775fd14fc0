//! Why something was, or was not, reported: the ledger of a line, for people and for machines.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;

use super::allowed::words;
use super::reason::{self, sentence};
use super::view::{self, SCHEMA_VERSION, ToolView};
use super::{Paint, Style, escape};
use crate::allowed::Allowed;
use crate::finding::{Considered, Evidence, Outcome, Signal};
use crate::level::{Confidence, Severity};

/// The pieces of evidence that the text format shows, at most.
const SHOWN: usize = 6;

/// The ledger of a line, a file, or several.
#[derive(Debug)]
pub struct Explanation<'e> {
    /// What was asked about, as typed.
    pub subject: &'e str,
    /// Findings below this are not reported.
    pub gate: (Confidence, Severity),
    /// Everything considered, with the path it stands in.
    pub considered: &'e [(String, Considered)],
    /// By fingerprint: what allowed a finding once, and has expired.
    pub expired: &'e HashMap<String, Allowed>,
}

/// What became of something in the end, the gate and the marks included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Fate {
    Reported,
    BelowGate,
    Allowed,
    Superseded,
    Dropped,
}

impl Explanation<'_> {
    /// Writes it for people.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_text(&self, out: &mut dyn Write, colour: bool) -> io::Result<()> {
        if self.considered.is_empty() {
            let subject = escape::name(self.subject);
            return writeln!(
                out,
                "{subject}: no rule took a closer look: no format's beginning stands here, and no \
                 name that says secret"
            );
        }
        let paint = Paint::new(colour);
        for (path, considered) in self.considered {
            let mut block = String::new();
            // A String takes everything.
            let _ = self.block(path, considered, paint, &mut block);
            out.write_all(block.as_bytes())?;
        }
        Ok(())
    }

    fn block(
        &self,
        path: &str,
        considered: &Considered,
        paint: Paint,
        out: &mut String,
    ) -> std::fmt::Result {
        let fate = self.fate(considered);
        let style = match &considered.outcome {
            Outcome::Found(finding) if fate == Fate::Reported => Style::of(finding.severity),
            _ => Style::STRONG,
        };
        let start = considered.start;
        writeln!(
            out,
            "{}:{}:{}: {} as {}",
            escape::name(path),
            start.line,
            start.column,
            paint.paint(style, fate.word().to_owned()),
            escape::name(&considered.rule.id)
        )?;
        if let Some(name) = &considered.assigned_to {
            writeln!(out, "  name   {}", escape::name(name))?;
        }
        let secret = considered.secret.redacted();
        if !secret.is_empty() {
            writeln!(out, "  value  {}", escape::name(&secret))?;
        }
        writeln!(out, "  why    {}", self.why(considered))?;
        if let Some(once) = self.expired(considered) {
            writeln!(
                out,
                "         was allowed {}; that has expired",
                escape::name(&once)
            )?;
        }
        for Signal(word) in signals(considered) {
            writeln!(out, "         {word}: {}", sentence(word))?;
        }
        if model_decided(considered) {
            weighed(&considered.evidence, out)?;
        }
        if let Outcome::Found(finding) = &considered.outcome {
            writeln!(out, "  id     {}", finding.fingerprint)?;
        }
        out.write_char('\n')
    }

    /// The decisive reason, in a sentence.
    fn why(&self, considered: &Considered) -> String {
        let finding = match &considered.outcome {
            Outcome::Dropped(reason) => return format!("{reason}: {}", sentence(reason)),
            Outcome::Superseded(by) => {
                return format!("{} says more about the same bytes", escape::name(by));
            }
            Outcome::Found(finding) => finding,
        };
        let level = finding.confidence.as_str();
        match self.fate(considered) {
            Fate::Allowed => {
                let by = finding.allowed.as_ref().map(words).unwrap_or_default();
                format!("{level} confidence, but allowed {}", escape::name(&by))
            }
            Fate::BelowGate => format!(
                "{level} confidence, {} severity; the gate is {} confidence, {} severity",
                finding.severity.as_str(),
                self.gate.0.as_str(),
                self.gate.1.as_str()
            ),
            _ => format!("{level} confidence, {} severity", finding.severity.as_str()),
        }
    }

    fn expired(&self, considered: &Considered) -> Option<String> {
        let Outcome::Found(finding) = &considered.outcome else {
            return None;
        };
        self.expired.get(&finding.fingerprint).map(words)
    }

    /// Writes it for machines.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        let considered = self.considered.iter();
        let view = View {
            schema_version: SCHEMA_VERSION,
            tool: ToolView::THIS,
            subject: self.subject,
            min_confidence: self.gate.0,
            min_severity: self.gate.1,
            considered: considered
                .map(|(path, entry)| self.entry(path, entry))
                .collect(),
        };
        view::write(out, &view)?;
        out.write_all(b"\n")
    }

    fn entry<'c>(&self, path: &'c str, considered: &'c Considered) -> Entry<'c> {
        let finding = match &considered.outcome {
            Outcome::Found(finding) => Some(finding),
            _ => None,
        };
        Entry {
            path,
            line: considered.start.line,
            column: considered.start.column,
            end_line: considered.end.line,
            end_column: considered.end.column,
            rule: &considered.rule.id,
            assigned_to: considered.assigned_to.as_deref(),
            secret: considered.secret.redacted(),
            outcome: self.fate(considered),
            reason: match &considered.outcome {
                Outcome::Dropped(reason) => Some(reason),
                Outcome::Superseded(by) => Some(by),
                Outcome::Found(_) => None,
            },
            confidence: finding.map(|finding| finding.confidence),
            severity: finding.map(|finding| finding.severity),
            fingerprint: finding.map(|finding| finding.fingerprint.as_str()),
            allowed: finding.and_then(|finding| finding.allowed.as_ref().map(words)),
            expired: self.expired(considered),
            signals: signals(considered)
                .iter()
                .map(|Signal(word)| word.as_ref())
                .collect(),
            evidence: considered.evidence.iter().map(Weighed::from).collect(),
        }
    }

    fn fate(&self, considered: &Considered) -> Fate {
        match &considered.outcome {
            Outcome::Dropped(_) => Fate::Dropped,
            Outcome::Superseded(_) => Fate::Superseded,
            Outcome::Found(finding) => {
                let below = finding.confidence < self.gate.0 || finding.severity < self.gate.1;
                if finding.allowed.is_some() {
                    Fate::Allowed
                } else if below {
                    Fate::BelowGate
                } else {
                    Fate::Reported
                }
            }
        }
    }
}

impl Fate {
    fn word(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::BelowGate => "below the gate",
            Self::Allowed => "allowed",
            Self::Superseded => "superseded",
            Self::Dropped => "not reported",
        }
    }
}

/// The finding's signals where there is one: marks may have added some.
fn signals(considered: &Considered) -> &[Signal] {
    match &considered.outcome {
        Outcome::Found(finding) => &finding.signals,
        _ => &considered.signals,
    }
}

/// Whether the model was asked: it only admits literals that the rules above it leave open.
fn model_decided(considered: &Considered) -> bool {
    let admitted = || signals(considered).contains(&Signal::fixed("weighs-for"));
    matches!(considered.outcome, Outcome::Dropped("loosely-connected")) || admitted()
}

/// What the model weighed, in log odds.
fn weighed(evidence: &[Evidence], out: &mut String) -> std::fmt::Result {
    if evidence.is_empty() {
        return Ok(());
    }
    let sum: f32 = evidence.iter().map(|piece| piece.weight).sum();
    writeln!(out, "  {sum:+.2}  the model's odds in all, which decided")?;
    let strongest = strongest(evidence);
    for piece in strongest.iter().take(SHOWN) {
        let meaning = reason::feature(piece.feature);
        writeln!(out, "         {:+.2}  {meaning}", piece.weight)?;
    }
    match strongest.len().saturating_sub(SHOWN) {
        0 => Ok(()),
        more => writeln!(
            out,
            "         and {more} more, all of them with --format json"
        ),
    }
}

/// Evidence that weighs most first; what weighs nothing is left out.
fn strongest(evidence: &[Evidence]) -> Vec<&Evidence> {
    let mut sorted: Vec<_> = evidence.iter().filter(|e| e.weight.abs() >= 0.05).collect();
    sorted.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()));
    sorted
}

#[derive(Serialize)]
struct View<'e> {
    schema_version: u32,
    tool: ToolView,
    subject: &'e str,
    min_confidence: Confidence,
    min_severity: Severity,
    considered: Vec<Entry<'e>>,
}

#[derive(Serialize)]
struct Entry<'c> {
    path: &'c str,
    line: u64,
    column: u64,
    end_line: u64,
    end_column: u64,
    rule: &'c str,
    assigned_to: Option<&'c str>,
    secret: String,
    outcome: Fate,
    reason: Option<&'c str>,
    confidence: Option<Confidence>,
    severity: Option<Severity>,
    fingerprint: Option<&'c str>,
    allowed: Option<String>,
    expired: Option<String>,
    signals: Vec<&'c str>,
    evidence: Vec<Weighed>,
}

#[derive(Serialize)]
struct Weighed {
    feature: &'static str,
    value: f32,
    weight: f32,
}

impl From<&Evidence> for Weighed {
    fn from(evidence: &Evidence) -> Self {
        Self {
            feature: evidence.feature,
            value: evidence.value,
            weight: evidence.weight,
        }
    }
}
