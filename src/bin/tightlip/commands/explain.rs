//! `tightlip explain`: why something was, or was not, reported.

use std::collections::HashMap;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use clap::Args;
use tightlip::allowed::Allowed;
use tightlip::blob::{Blob, Origin, Sink, SkipReason, Skipped};
use tightlip::conceal;
use tightlip::detect::Scanner;
use tightlip::finding::{Considered, Finding, Outcome};
use tightlip::policy::Policy;
use tightlip::report::Explanation;
use tightlip::source::files::{self, Files};

use crate::args::{Bar, Global, ListFormat};
use crate::exit::{Exit, Failure};
use crate::output;
use crate::settings::{Settings, Start};

/// How fingerprints begin.
const FINGERPRINT: &str = "tl1:";

/// What to explain.
#[derive(Args, Debug)]
pub(crate) struct Explain {
    /// A line (`src/app.py:12`), a file, or a finding's fingerprint (`tl1:…`)
    #[arg(value_name = "PATH:LINE | PATH | FINGERPRINT", required = true)]
    pub(crate) subjects: Vec<String>,

    /// Where to look for fingerprints
    #[arg(long = "in", value_name = "PATH", default_value = ".")]
    pub(crate) place: PathBuf,

    #[command(flatten)]
    pub(crate) bar: Bar,

    /// How the ledger is written to standard output
    #[arg(short = 'f', long, value_enum, default_value = "text")]
    pub(crate) format: ListFormat,
}

pub(crate) fn run(explain: &Explain, global: &Global) -> Result<Exit, Failure> {
    let paths = std::slice::from_ref(&explain.place);
    let settings = Settings::load(Start::Paths(paths), global)?;
    let scanners = Scanners {
        own: settings.scanner(&explain.bar)?,
        whole: settings.whole_scanner(&explain.bar)?,
    };
    let stdout = io::stdout();
    let colour = output::colour(global, &stdout);
    let mut out = BufWriter::new(stdout.lock());
    let mut exit = Exit::Clean;
    for subject in &explain.subjects {
        let mut ledger = Ledger::of(subject, explain, &settings, &scanners)?;
        if !ledger.unread.is_empty() {
            exit = Exit::Incomplete;
            for skipped in &ledger.unread {
                output::unread(skipped);
            }
        }
        let mut expired = ledger.judge(&settings.policy);
        expired.values_mut().for_each(conceal::allowed);
        let gate = settings.gate(&explain.bar);
        for (path, entry) in &mut ledger.considered {
            *path = conceal::sentence(path).into_owned();
            if let Outcome::Found(finding) = &mut entry.outcome
                && let Some(allowed) = &mut finding.allowed
            {
                conceal::allowed(allowed);
            }
        }
        let explanation = Explanation {
            subject: &conceal::sentence(subject),
            gate: (gate.confidence, gate.severity),
            considered: &ledger.considered,
            expired: &expired,
        };
        match explain.format {
            ListFormat::Text => explanation.write_text(&mut out, colour)?,
            ListFormat::Json => explanation.write_json(&mut out)?,
        }
    }
    out.flush()?;
    settings.finish(global)?;
    Ok(exit)
}

/// What looks: the rules in force, and all of them, wherever they count.
struct Scanners {
    own: Scanner,
    whole: Scanner,
}

impl Scanners {
    /// The ledger of a text; what rules find that do not count there is in it, too.
    fn explain(&self, blob: &Blob<'_>, policy: &Policy) -> Vec<Considered> {
        let ruling = policy.folders().ruling(blob.origin);
        let counts =
            |entry: &Considered| ruling.as_ref().is_none_or(|counts| counts(&entry.rule.id));
        let mut ledger = self.own.explain(blob);
        ledger.retain(counts);
        let is_found = |entry: &Considered| matches!(entry.outcome, Outcome::Found(_));
        let whole = self.whole.explain(blob).into_iter();
        ledger.extend(whole.filter(|entry| is_found(entry) && !counts(entry)));
        ledger
    }
}

/// Everything considered in what was asked about.
#[derive(Debug, Default)]
struct Ledger {
    considered: Vec<(String, Considered)>,
    unread: Vec<Skipped>,
    /// The last line that was read.
    lines: u64,
}

impl Ledger {
    fn of(
        subject: &str,
        explain: &Explain,
        settings: &Settings,
        scanners: &Scanners,
    ) -> Result<Self, Failure> {
        if subject.starts_with(FINGERPRINT) {
            return Self::of_fingerprint(subject, explain, settings, scanners);
        }
        let (path, line) = place(subject);
        let listener = Listener::new(scanners, &settings.policy);
        Files::new(vec![path], files::Options::default()).push(&listener)?;
        let mut ledger = listener.finish();
        if let Some(line) = line {
            if ledger.lines < line && ledger.unread.is_empty() {
                let lines = ledger.lines;
                return Err(Failure::Usage(format!(
                    "'{subject}': the file has {lines} lines"
                )));
            }
            ledger
                .considered
                .retain(|(_, entry)| (entry.start.line..=entry.end.line).contains(&line));
        }
        Ok(ledger)
    }

    /// Says of each finding what the configuration and the baseline do; and, by fingerprint,
    /// what did it once and has expired.
    fn judge(&mut self, policy: &Policy) -> HashMap<String, Allowed> {
        let mut expired = HashMap::new();
        for (_, entry) in &mut self.considered {
            let Outcome::Found(finding) = &mut entry.outcome else {
                continue;
            };
            if !policy.judge(finding) {
                finding.fingerprint = policy.fingerprint(finding);
                finding.allowed = policy.refusal(finding);
            } else if let Some(once) = policy.expired(finding) {
                expired.insert(finding.fingerprint.clone(), once);
            }
        }
        expired
    }

    /// The line of the finding with this fingerprint.
    fn of_fingerprint(
        subject: &str,
        explain: &Explain,
        settings: &Settings,
        scanners: &Scanners,
    ) -> Result<Self, Failure> {
        let mut listener = Listener::new(scanners, &settings.policy);
        listener.fingerprint = Some(subject);
        Files::new(vec![explain.place.clone()], files::Options::default()).push(&listener)?;
        let mut ledger = listener.finish();
        ledger.unread.retain(|skipped| skipped.reason.is_failure());
        let wanted = ledger.considered.iter().find_map(|(path, entry)| {
            let Outcome::Found(finding) = &entry.outcome else {
                return None;
            };
            (settings.policy.fingerprint(finding) == subject)
                .then(|| (path.clone(), entry.start.line))
        });
        let Some((path, line)) = wanted else {
            return Err(Failure::Usage(format!(
                "nothing below '{}' has the fingerprint {subject}; if it was found in another \
                 folder, name it with `--in`, or explain PATH:LINE",
                explain.place.display()
            )));
        };
        ledger.considered.retain(|(other, entry)| {
            *other == path && (entry.start.line..=entry.end.line).contains(&line)
        });
        Ok(ledger)
    }
}

/// The file and the line that `subject` names. A file whose name ends like a line number is
/// itself.
fn place(subject: &str) -> (PathBuf, Option<u64>) {
    let whole = PathBuf::from(subject);
    let split = subject
        .rsplit_once(':')
        .and_then(|(path, line)| Some((PathBuf::from(path), line.parse().ok()?)));
    match split {
        Some((path, line)) if !whole.exists() => (path, Some(line)),
        _ => (whole, None),
    }
}

/// Keeps the ledger of every blob; of a whole tree only those with one finding.
struct Listener<'s> {
    scanners: &'s Scanners,
    policy: &'s Policy,
    fingerprint: Option<&'s str>,
    ledger: Mutex<Ledger>,
}

impl<'s> Listener<'s> {
    fn new(scanners: &'s Scanners, policy: &'s Policy) -> Self {
        Self {
            scanners,
            policy,
            fingerprint: None,
            ledger: Mutex::default(),
        }
    }

    fn add(&self, path: &str, entries: impl IntoIterator<Item = Considered>) {
        let mut ledger = self.ledger.lock().unwrap_or_else(PoisonError::into_inner);
        let entries = entries.into_iter().map(|entry| (path.to_owned(), entry));
        ledger.considered.extend(entries);
    }

    /// Whether it is asked for, or nothing is asked for by name.
    fn is_wanted(&self, finding: &Finding) -> bool {
        let is_it = |wanted| self.policy.fingerprint(finding) == wanted;
        self.fingerprint.is_none_or(is_it)
    }

    fn finish(self) -> Ledger {
        let mut ledger = self
            .ledger
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        ledger
            .considered
            .sort_by(|(a, x), (b, y)| (a, x.start).cmp(&(b, y.start)));
        ledger
    }
}

impl Sink for Listener<'_> {
    fn blob(&self, blob: &Blob<'_>) {
        if self.fingerprint.is_some() {
            let scanners = [&self.scanners.own, &self.scanners.whole];
            let mut found = scanners.iter().flat_map(|scanner| scanner.scan(blob));
            if !found.any(|finding| self.is_wanted(&finding)) {
                return;
            }
        }
        let entries = self.scanners.explain(blob, self.policy);
        self.add(blob.origin.path(), entries);
        let breaks = memchr::memchr_iter(b'\n', blob.text).count() as u64;
        let mut ledger = self.ledger.lock().unwrap_or_else(PoisonError::into_inner);
        ledger.lines = ledger.lines.max(blob.position.line + breaks);
    }

    fn binary(&self, origin: &Origin, head: &[u8]) {
        match self.scanners.own.binary(origin, head) {
            Some(finding) if self.is_wanted(&finding) => {
                self.add(origin.path(), [store(finding)]);
            }
            Some(_) => {}
            None => self.skipped(Skipped::of(origin, SkipReason::Binary)),
        }
    }

    fn scanned(&self, _: u64) {}

    fn skipped(&self, skipped: Skipped) {
        let mut ledger = self.ledger.lock().unwrap_or_else(PoisonError::into_inner);
        ledger.unread.push(skipped);
    }
}

/// The ledger of a file that holds keys and is no text: the file as a whole is the finding.
fn store(finding: Finding) -> Considered {
    Considered {
        rule: Arc::clone(&finding.rule),
        assigned_to: None,
        secret: finding.secret.clone(),
        start: finding.start,
        end: finding.end,
        signals: finding.signals.clone(),
        evidence: Vec::new(),
        outcome: Outcome::Found(Box::new(finding)),
    }
}
