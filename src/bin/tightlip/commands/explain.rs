//! `tightlip explain`: why something was, or was not, reported.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use clap::Args;
use tightlip::blob::{Blob, Sink, Skipped};
use tightlip::detect::Scanner;
use tightlip::finding::{Considered, Outcome};
use tightlip::policy::Policy;
use tightlip::report::Explanation;
use tightlip::source::files::{self, Files};

use crate::args::{Gate, Global, ListFormat};
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
    pub(crate) gate: Gate,

    /// How the ledger is written to standard output
    #[arg(short = 'f', long, value_enum, default_value = "text")]
    pub(crate) format: ListFormat,
}

pub(crate) fn run(explain: &Explain, global: &Global) -> Result<Exit, Failure> {
    let paths = std::slice::from_ref(&explain.place);
    let settings = Settings::load(Start::Paths(paths), global)?;
    let scanner = settings.scanner(&explain.gate)?;
    let stdout = io::stdout();
    let colour = output::colour(global, &stdout);
    let mut out = BufWriter::new(stdout.lock());
    let mut exit = Exit::Clean;
    for subject in &explain.subjects {
        let mut ledger = Ledger::of(subject, explain, &settings, &scanner)?;
        if !ledger.unread.is_empty() {
            exit = Exit::Incomplete;
            for skipped in &ledger.unread {
                output::unread(skipped);
            }
        }
        ledger.judge(&settings.policy);
        let gate = settings.gate(&explain.gate);
        let explanation = Explanation {
            subject,
            gate: (gate.confidence, gate.severity),
            considered: &ledger.considered,
        };
        match explain.format {
            ListFormat::Text => explanation.write_text(&mut out, colour)?,
            ListFormat::Json => explanation.write_json(&mut out)?,
        }
    }
    out.flush()?;
    Ok(exit)
}

/// Everything considered in what was asked about.
#[derive(Debug, Default)]
struct Ledger {
    considered: Vec<(String, Considered)>,
    unread: Vec<Skipped>,
}

impl Ledger {
    fn of(
        subject: &str,
        explain: &Explain,
        settings: &Settings,
        scanner: &Scanner,
    ) -> Result<Self, Failure> {
        if subject.starts_with(FINGERPRINT) {
            return Self::of_fingerprint(subject, explain, settings, scanner);
        }
        let (path, line) = place(subject);
        let listener = Listener::new(scanner);
        Files::new(vec![path], files::Options::default()).push(&listener)?;
        let mut ledger = listener.finish();
        if let Some(line) = line {
            ledger
                .considered
                .retain(|(_, entry)| (entry.start.line..=entry.end.line).contains(&line));
        }
        Ok(ledger)
    }

    /// Says of each finding what the configuration does.
    fn judge(&mut self, policy: &Policy) {
        for (_, entry) in &mut self.considered {
            if let Outcome::Found(finding) = &mut entry.outcome {
                policy.judge(finding);
            }
        }
    }

    /// The line of the finding with this fingerprint.
    fn of_fingerprint(
        subject: &str,
        explain: &Explain,
        settings: &Settings,
        scanner: &Scanner,
    ) -> Result<Self, Failure> {
        let mut listener = Listener::new(scanner);
        listener.fingerprint = Some((subject, &settings.policy));
        Files::new(vec![explain.place.clone()], files::Options::default()).push(&listener)?;
        let mut ledger = listener.finish();
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
    scanner: &'s Scanner,
    fingerprint: Option<(&'s str, &'s Policy)>,
    ledger: Mutex<Ledger>,
}

impl<'s> Listener<'s> {
    fn new(scanner: &'s Scanner) -> Self {
        Self {
            scanner,
            fingerprint: None,
            ledger: Mutex::default(),
        }
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
        if let Some((wanted, policy)) = self.fingerprint {
            let found = self.scanner.scan(blob);
            let mut found = found.iter();
            if !found.any(|finding| policy.fingerprint(finding) == wanted) {
                return;
            }
        }
        let path = blob.origin.path();
        let entries = self.scanner.explain(blob).into_iter();
        let mut ledger = self.ledger.lock().unwrap_or_else(PoisonError::into_inner);
        ledger
            .considered
            .extend(entries.map(|entry| (path.to_owned(), entry)));
    }

    fn scanned(&self, _: u64) {}

    fn skipped(&self, skipped: Skipped) {
        let mut ledger = self.ledger.lock().unwrap_or_else(PoisonError::into_inner);
        ledger.unread.push(skipped);
    }
}
