//! Reads reports back: our own, and those of other scanners, so that they can be joined and
//! written in any of our formats.

mod foreign;
mod ours;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde_json::{Deserializer, Value};

use crate::blob::Origin;
use crate::coverage::{Coverage, Summary, Tally};
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
        }
    }

    /// Reads a report; `name` is for errors. Known are our JSON and JSONL, the JSON of gitleaks
    /// and betterleaks, the JSON lines of kingfisher and `TruffleHog`, and SARIF.
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
        for (index, value) in Deserializer::from_slice(text)
            .into_iter::<Value>()
            .enumerate()
        {
            let value = value.map_err(|error| wrong(format!("no JSON: {error}")))?;
            self.value(&value, &mut recorded)
                .map_err(|why| wrong(format!("value {}: {why}", index + 1)))?;
        }
        recorded.settle();
        Ok(recorded)
    }

    /// A whole report, or a line of one.
    fn value(&mut self, value: &Value, recorded: &mut Recorded) -> std::result::Result<(), String> {
        match value {
            Value::Array(records) => {
                for (index, record) in records.iter().enumerate() {
                    self.record(record, recorded)
                        .map_err(|why| format!("finding {}: {why}", index + 1))?;
                }
                Ok(())
            }
            _ if value["schema_version"].is_u64() && value["findings"].is_array() => {
                ours::summary(value, recorded);
                self.value(&value["findings"], recorded)
            }
            _ if value["summary"]["schema_version"].is_u64() => {
                ours::summary(&value["summary"], recorded);
                Ok(())
            }
            _ if value["runs"].is_array() => foreign::sarif(self, value, recorded),
            // Newer kingfishers wrap their findings; some lines say other things.
            _ if value["findings"].is_array() => self.value(&value["findings"], recorded),
            // The last line of betterleaks' and of kingfisher's says how the scan went.
            _ if value["schema_version"].is_string() && value["scan"].is_object() => Ok(()),
            _ if value["audit"]["schema"].is_string() => Ok(()),
            _ => self.record(value, recorded),
        }
    }

    fn record(
        &mut self,
        value: &Value,
        recorded: &mut Recorded,
    ) -> std::result::Result<(), String> {
        // betterleaks wraps each line.
        let value = if value["finding"]["rule_id"].is_string() {
            &value["finding"]
        } else {
            value
        };
        let finding = if value["secret_id"].is_string() {
            ours::finding(self, value)?
        } else if value["RuleID"].is_string() {
            foreign::gitleaks(self, value)
        } else if value["ruleID"].is_string() {
            foreign::betterleaks(self, value)
        } else if value["rule_id"].is_string() && value["match"].is_object() {
            foreign::betterleaks_2(self, value)
        } else if value["DetectorName"].is_string() {
            foreign::trufflehog(self, value)
        } else if value["rule"]["id"].is_string() && value["finding"].is_object() {
            foreign::kingfisher(self, value)
        } else {
            return Err("no finding of a scanner that is known".to_owned());
        };
        recorded.findings.push(finding);
        Ok(())
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
            *path = format!("{folder}/{path}");
        }
        for skipped in &mut self.summary.coverage.skipped {
            skipped.path = format!("{folder}/{}", skipped.path);
        }
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
            all.coverage = Coverage {
                files: all.coverage.files + coverage.files,
                bytes: all.coverage.bytes + coverage.bytes,
                commits: all.coverage.commits + coverage.commits,
                blobs: all.coverage.blobs + coverage.blobs,
                skipped: [std::mem::take(&mut all.coverage.skipped), coverage.skipped].concat(),
                elapsed: all.coverage.elapsed + coverage.elapsed,
            };
            joined.findings.extend(report.findings);
        }
        joined.settle();
        joined
    }

    /// Sorts, drops what is there twice, counts.
    fn settle(&mut self) {
        let mut unique = BTreeMap::new();
        for (index, finding) in self.findings.drain(..).enumerate() {
            let commit = finding.origin.commit().map(|commit| commit.id.clone());
            let (path, start, end, rule) = finding.order();
            let place = (finding.start.line, finding.start.column, commit);
            let key = (path.to_owned(), start, end, rule.to_owned(), place);
            // Without a secret that can be told apart, each place counts.
            let key = (key, finding.fingerprint.clone());
            unique.entry(key).or_insert((index, finding));
        }
        self.findings = unique.into_values().map(|(_, finding)| finding).collect();
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
