//! What gitleaks' files say is known: the lines of `.gitleaksignore`, and findings of a report
//! that serves as a baseline.
//!
//! A secret that the report holds in clear is known by itself. Where only the place is known, the
//! rule is compared, too, as far as both tools have one for the same thing.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use tightlip::allowed::Allowed;
use tightlip::blob::Origin;
use tightlip::config::Config;
use tightlip::config::import::ours_for_gitleaks;
use tightlip::document;
use tightlip::error::Error;
use tightlip::finding::Finding;
use tightlip::fingerprint::FingerprintKey;
use tightlip::report::Reader;
use tightlip::rule::id_matches;
use tightlip::run::Outcome;
use tightlip::secret::Secret;

use super::flags::{Flags, is_ours};
use crate::exit::Failure;

const IGNORE: &str = ".gitleaksignore";
/// Rules for what nothing tells whose it is: our category, and how gitleaks' id begins.
const GENERIC: &str = "generic";
/// What stands for a secret that a report holds redacted.
const REDACTED: &[u8] = b"redacted";
/// A shorter secret may be a part of another by chance.
const SHORTEST: usize = 6;

/// All that is known, with where it is said.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// By path and line.
    by_line: HashMap<(String, u64), Vec<Entry>>,
    /// Where a secret is known, by path and secret, whatever the line.
    by_secret: HashMap<(String, Vec<u8>), Vec<Entry>>,
    /// The report, in which nothing is looked for.
    report: Option<PathBuf>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    /// Where it is said: `.gitleaksignore:3`.
    place: String,
    /// The rule, as gitleaks calls it.
    rule: String,
    commit: Option<String>,
    path: String,
    line: u64,
    secret: Option<Secret>,
}

impl Known {
    /// Reads the files that the flags name, and those where the command looks.
    pub(super) fn read(flags: &Flags, source: &Path) -> Result<Self, Failure> {
        let mut known = Self::default();
        let named = &flags.gitleaks_ignore_path;
        let is_default = named == Path::new(".");
        if !named.exists() {
            let path = named.clone();
            return Err(Failure::Library(Error::NoSuchPath { path }));
        }
        let mut files = vec![if named.is_dir() {
            named.join(IGNORE)
        } else {
            named.clone()
        }];
        let beside = source.join(IGNORE);
        if source != named && !(is_default && source == Path::new(".")) {
            files.push(beside);
        }
        for file in files.iter().filter(|file| file.is_file()) {
            known.ignore(file)?;
        }
        if let Some(path) = flags.baseline_path.as_ref().filter(|path| !is_ours(path)) {
            known.report(path)?;
        }
        Ok(known)
    }

    fn ignore(&mut self, file: &Path) -> Result<(), Failure> {
        let name = tightlip::path::shown(file);
        let text = document::found(file, &name)?.unwrap_or_default();
        for (index, line) in text.lines().enumerate() {
            let place = format!("{name}:{}", index + 1);
            if let Some(entry) = entry(place, line.trim()) {
                self.add(entry);
            }
        }
        Ok(())
    }

    fn report(&mut self, file: &Path) -> Result<(), Failure> {
        let name = tightlip::path::shown(file);
        let text = document::named(file, &name)?;
        let text = text.ok_or_else(|| Error::NoSuchPath {
            path: file.to_owned(),
        })?;
        let mut reader = Reader::new(FingerprintKey::default());
        let read = reader.read(&name, text.as_bytes())?;
        self.report = file.canonicalize().ok();
        for finding in read.findings {
            self.add(Entry {
                place: name.clone(),
                rule: finding.rule.id.clone(),
                commit: finding.origin.commit().map(|commit| commit.id.clone()),
                path: finding.origin.path().to_owned(),
                line: finding.start.line,
                secret: (finding.secret.reveal() != REDACTED).then_some(finding.secret),
            });
        }
        Ok(())
    }

    fn add(&mut self, entry: Entry) {
        let path = tidy(&entry.path).to_owned();
        if let Some(secret) = &entry.secret {
            let key = (path.clone(), secret.reveal().to_owned());
            self.by_secret.entry(key).or_default().push(entry.clone());
        }
        self.by_line
            .entry((path, entry.line))
            .or_default()
            .push(entry);
    }

    /// What says that a finding is known.
    fn of(&self, finding: &Finding, config: &Config) -> Option<&Entry> {
        let path = tidy(finding.origin.path()).to_owned();
        let key = (path, finding.secret.reveal().to_owned());
        let same = self.by_secret.get(&key);
        let here = self.by_line.get(&(key.0, finding.start.line));
        let mut entries = same.into_iter().chain(here).flatten();
        entries.find(|entry| entry.covers(finding, config))
    }

    /// Takes away what is known, and counts it as allowed.
    pub(super) fn judge(&self, outcome: &mut Outcome, config: &Config) {
        let mut allowed = Vec::new();
        outcome.findings.retain(|finding| {
            if self.is_report(&finding.origin) {
                return false;
            }
            let entry = self.of(finding, config);
            if let Some(entry) = entry {
                allowed.push(Allowed::Config {
                    place: entry.place.clone(),
                    reason: None,
                    owner: None,
                });
            }
            entry.is_none()
        });
        for allowed in &allowed {
            outcome.summary.allowed.add(allowed);
        }
        outcome.recount();
    }

    fn is_report(&self, origin: &Origin) -> bool {
        let Origin::File { path } = origin else {
            return false;
        };
        let here = || Path::new(path).canonicalize().ok();
        self.report.is_some() && self.report == here()
    }
}

impl Entry {
    /// Of a finding in the same file, and on the same line or with the same secret.
    fn covers(&self, finding: &Finding, config: &Config) -> bool {
        let commit = finding.origin.commit();
        let same_commit = match (&self.commit, commit) {
            (None, _) => true,
            (Some(id), Some(commit)) => commit.id.starts_with(id.as_str()),
            (Some(_), None) => false,
        };
        same_commit
            && match &self.secret {
                Some(secret) => is_same(secret.reveal(), finding.secret.reveal()),
                None => self.is_same_rule(finding, config),
            }
    }

    /// Whether its rule may be the one of the finding. What either tool found without knowing
    /// whose it is may have another name in the other one; so may what only one of them knows.
    fn is_same_rule(&self, finding: &Finding, config: &Config) -> bool {
        let rule = &finding.rule;
        let mut ours = ours_for_gitleaks(&self.rule);
        if config.rules.contains_key(&self.rule) {
            ours.push(self.rule.clone());
        }
        ours.is_empty()
            || ours.iter().any(|id| id_matches(id, &rule.id))
            || rule.category == GENERIC
            || self.rule.starts_with(GENERIC)
    }
}

fn tidy(path: &str) -> &str {
    path.trim_start_matches("./")
}

/// Whether one is the other, or a part of it: rules do not agree on where a secret begins.
fn is_same(a: &[u8], b: &[u8]) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    a == b || (short.len() >= SHORTEST && memchr::memmem::find(long, short).is_some())
}

/// A line of a `.gitleaksignore`: `[commit:]path:rule:line`.
fn entry(place: String, line: &str) -> Option<Entry> {
    if line.is_empty() || line.starts_with('#') {
        return None;
    }
    let mut parts = line.rsplitn(3, ':');
    let number = parts.next()?.parse().ok()?;
    let rule = parts.next()?.to_owned();
    let rest = parts.next()?;
    let is_commit = |text: &str| text.len() >= 7 && text.bytes().all(|b| b.is_ascii_hexdigit());
    let (commit, path) = match rest.split_once(':') {
        Some((commit, path)) if is_commit(commit) => (Some(commit.to_owned()), path),
        _ => (None, rest),
    };
    Some(Entry {
        place,
        rule,
        commit,
        path: path.to_owned(),
        line: number,
        secret: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_ignore_file_has_three_or_four_parts() {
        let read = |line| entry("f:1".to_owned(), line);
        let known = read("src/a:b.py:some-rule:12").expect("it is one");
        assert_eq!((known.path.as_str(), known.line), ("src/a:b.py", 12));
        assert_eq!(known.rule, "some-rule");
        let id = "ab".repeat(20);
        let line = format!("{id}:a.py:r:3");
        let known = read(&line).expect("it is one");
        assert_eq!(known.commit.as_deref(), Some(id.as_str()));
        assert_eq!(known.path, "a.py");
        for none in ["", "# a.py:r:1", "a.py", "a.py:r:x"] {
            assert_eq!(read(none), None, "{none}");
        }
    }

    #[test]
    fn a_part_of_a_secret_is_the_same_secret_unless_it_is_short() {
        assert!(is_same(b"abcdef", b"xxabcdefxx"));
        assert!(is_same(b"abc", b"abc"));
        assert!(!is_same(b"abc", b"xabcx"));
        assert!(!is_same(b"", b"abcdef"));
    }
}
