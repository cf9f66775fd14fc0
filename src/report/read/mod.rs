//! Reads reports back: our own, and those of other scanners, so that they can be joined and
//! written in any of our formats.

mod detect_secrets;
mod foreign;
mod ours;
mod sarif;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Deserializer, Value};

use crate::blob::{Origin, SkipReason, Skipped};
use crate::coverage::{Summary, Tally};
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::fingerprint::FingerprintKey;
use crate::rule::{Matcher, Rule, RuleSet};

pub use foreign::HIDDEN;

/// What reports say, ready to be written again.
#[derive(Clone, Debug, Default)]
pub struct Recorded {
    /// In the order of reports.
    pub findings: Vec<Finding>,
    /// What was scanned, as far as it is known.
    pub summary: Summary,
}

/// Reads reports.
#[derive(Debug)]
pub struct Reader {
    /// For what comes without fingerprints of ours.
    key: FingerprintKey,
    catalogue: HashMap<String, Arc<Rule>>,
    rules: HashMap<String, Arc<Rule>>,
    /// Whether the report that is read has lines that wait for one that ends them.
    is_open: bool,
}

impl Reader {
    /// A reader that gives fingerprints under this key to what has none.
    #[must_use]
    pub fn new(key: FingerprintKey) -> Self {
        let builtin = RuleSet::builtin();
        Self {
            key,
            catalogue: builtin
                .rules()
                .map(|rule| (rule.id.clone(), rule))
                .collect(),
            rules: HashMap::new(),
            is_open: false,
        }
    }

    /// Reads a report; `name` is for errors. Known are our JSON and JSONL, the JSON of gitleaks
    /// and betterleaks, the JSON lines of kingfisher and `TruffleHog`, the baseline of
    /// detect-secrets, and SARIF. Whatever they say may hold secrets, which
    /// [`conceal::recorded`](crate::conceal::recorded) takes out.
    ///
    /// # Errors
    /// [`Error::Report`] for anything else.
    pub fn read(&mut self, name: &str, text: &[u8]) -> Result<Recorded> {
        let wrong = |why: String| Error::Report {
            name: name.to_owned(),
            why,
        };
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        let mut recorded = Recorded::default();
        self.is_open = false;
        let mut is_empty = true;
        let values = Deserializer::from_slice(text).into_iter::<&RawValue>();
        for (index, value) in values.enumerate() {
            let value = match value {
                // What is whole before it counts.
                Err(error) if error.is_eof() && !is_empty => {
                    self.is_open = true;
                    break;
                }
                value => value.map_err(|error| wrong(format!("no JSON: {error}")))?,
            };
            self.value(value.get(), &mut recorded)
                .map_err(|why| wrong(format!("value {}: {why}", index + 1)))?;
            is_empty = false;
        }
        // A scan that was killed, or a disk that was full: nobody knows what is missing.
        if is_empty {
            recorded.unread(name, "the report is empty");
        } else if self.is_open {
            recorded.unread(name, "the report breaks off before its end");
        }
        recorded.settle();
        Ok(recorded)
    }

    /// A whole report, or a line of one.
    fn value(&mut self, text: &str, recorded: &mut Recorded) -> Found<()> {
        if text.starts_with('[') {
            return self.records(text, recorded);
        }
        if text.starts_with(ours::BEGINNING) {
            self.is_open = true;
            return self.record(text, recorded);
        }
        // There may be very many findings, so they are left as they are.
        let fields: Fields<'_> = parsed(text)?;
        let field = |name: &str| -> Found<Value> {
            parsed(fields.get(name).map_or("null", |field| field.get()))
        };
        let findings = fields.get("findings").map(|findings| findings.get());
        if let Some(findings) = findings.filter(|findings| findings.starts_with('[')) {
            let before = recorded.findings.len();
            // Newer kingfishers and betterleaks' wrap their findings without a version of ours.
            self.records(findings, recorded)?;
            if ours::is_known(&field("schema_version")?)? {
                ours::summary(&field("coverage")?, recorded);
                let has_findings = recorded.findings.len() > before;
                ours::status(&field("status")?, has_findings, recorded);
            }
            return Ok(());
        }
        let summary = field("summary")?;
        if ours::is_known(&summary["schema_version"])? {
            ours::summary(&summary["coverage"], recorded);
            ours::status(&summary["status"], self.is_open, recorded);
            self.is_open = false;
            return Ok(());
        }
        if let Some(runs) = fields.get("runs") {
            return sarif::runs(self, runs.get(), recorded);
        }
        if fields.contains_key("plugins_used") && fields.contains_key("results") {
            detect_secrets::report(self, &field("results")?, recorded);
            return Ok(());
        }
        // The last line of betterleaks' and of kingfisher's says how the scan went.
        if field("schema_version")?.is_string() && field("scan")?.is_object()
            || field("audit")?["schema"].is_string()
        {
            return Ok(());
        }
        if let Some(log) = foreign::log_line(&parsed(text)?) {
            self.is_open = !log.ends;
            if let Some(why) = log.failure {
                recorded.unread("<scan>", &why);
            }
            return Ok(());
        }
        self.record(text, recorded)
    }

    /// An array of findings.
    fn records(&mut self, text: &str, recorded: &mut Recorded) -> Found<()> {
        let records: Vec<&RawValue> = parsed(text)?;
        for (index, record) in records.into_iter().enumerate() {
            self.record(record.get(), recorded)
                .map_err(|why| format!("finding {}: {why}", index + 1))?;
        }
        Ok(())
    }

    fn record(&mut self, text: &str, recorded: &mut Recorded) -> Found<()> {
        let finding = if text.starts_with(ours::BEGINNING) {
            ours::finding(self, parsed(text)?)
        } else {
            self.any(&parsed(text)?)?
        };
        recorded.findings.push(finding);
        Ok(())
    }

    /// A finding of whichever scanner has such fields.
    fn any(&mut self, value: &Value) -> Found<Finding> {
        // betterleaks wraps each line.
        let value = if value["finding"]["rule_id"].is_string() {
            &value["finding"]
        } else {
            value
        };
        if value["secret_id"].is_string() {
            let record = Deserialize::deserialize(value);
            let record = record.map_err(|error: serde_json::Error| error.to_string())?;
            Ok(ours::finding(self, record))
        } else if value["RuleID"].is_string() {
            Ok(foreign::gitleaks(self, value))
        } else if value["ruleID"].is_string() {
            Ok(foreign::betterleaks(self, value))
        } else if value["rule_id"].is_string() && value["match"].is_object() {
            Ok(foreign::betterleaks_2(self, value))
        } else if value["DetectorName"].is_string() {
            Ok(foreign::trufflehog(self, value))
        } else if value["rule"]["id"].is_string() && value["finding"].is_object() {
            Ok(foreign::kingfisher(self, value))
        } else {
            Err("no finding of a scanner that is known".to_owned())
        }
    }

    /// The rule of that id: the catalogue's where it has one.
    fn rule(&mut self, id: &str, name: &str) -> Arc<Rule> {
        if let Some(rule) = self.catalogue.get(id) {
            return Arc::clone(rule);
        }
        let rule = || Arc::new(unknown(id, name));
        let known = self.rules.entry(id.to_owned()).or_insert_with(rule);
        Arc::clone(known)
    }
}

/// What was read, or what is wrong with it.
type Found<T> = std::result::Result<T, String>;
/// An object whose values are not read yet.
type Fields<'a> = BTreeMap<Cow<'a, str>, &'a RawValue>;

fn parsed<'a, T: Deserialize<'a>>(text: &'a str) -> Found<T> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

/// A rule of which little is known.
fn unknown(id: &str, name: &str) -> Rule {
    let name = if name.is_empty() { id } else { name };
    Rule {
        category: "unknown".to_owned(),
        ..Rule::without_pattern(id, name, Matcher::Assigned { names: Vec::new() })
    }
}

impl Recorded {
    /// Puts `folder/` before every path: the repository that the report is of.
    pub fn place_under(&mut self, folder: &str) {
        for finding in &mut self.findings {
            let (Origin::File { path }
            | Origin::Stdin { path }
            | Origin::Staged { path }
            | Origin::Commit { path, .. }) = &mut finding.origin;
            let under = |path: &mut String| *path = format!("{folder}/{path}");
            under(path);
            if let Origin::Commit { commit, .. } = &mut finding.origin {
                let commit = Arc::make_mut(commit);
                let paths = commit.paths.iter_mut().chain(&mut commit.head_path);
                paths.for_each(under);
            }
        }
        for skipped in &mut self.summary.coverage.skipped {
            skipped.path = format!("{folder}/{}", skipped.path);
        }
    }

    /// Notes that part of a scan is not known.
    fn unread(&mut self, path: &str, why: &str) {
        let why = SkipReason::Failed(why.to_owned());
        let skipped = Skipped::named(path.to_owned(), why);
        self.summary.coverage.skipped.push(skipped);
    }

    /// Joins reports. What two of them say of the same place is said once.
    #[must_use]
    pub fn join(reports: impl IntoIterator<Item = Self>) -> Self {
        let mut joined = Self::default();
        for report in reports {
            let Summary {
                below_gate,
                coverage,
                ..
            } = report.summary;
            let all = &mut joined.summary;
            all.below_gate += below_gate;
            all.coverage += coverage;
            joined.findings.extend(report.findings);
        }
        joined.settle();
        joined
    }

    /// Sorts, drops what is there twice, counts.
    fn settle(&mut self) {
        self.findings.sort_by(|a, b| identity(a).cmp(&identity(b)));
        self.findings
            .dedup_by(|later, first| identity(later) == identity(first));
        let mut reported = Tally::default();
        for finding in &self.findings {
            reported.add(finding.severity);
        }
        self.summary.reported = reported;
        let skipped = &mut self.summary.coverage.skipped;
        skipped.sort();
        skipped.dedup();
    }
}

/// What two reports of the same place have in common, in the order of reports. Without a secret
/// that can be told apart, each place counts.
fn identity(finding: &Finding) -> impl Ord + '_ {
    let commit = finding.origin.commit().map(|commit| &*commit.id);
    let place = (finding.start.line, finding.start.column, commit);
    (finding.order(), place, &*finding.fingerprint)
}
