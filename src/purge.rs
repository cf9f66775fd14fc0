//! What `git filter-repo` needs to take secrets out of a history: a file of what to replace. It is
//! the one place that holds secrets as they are, because that is what it is for.

use std::collections::BTreeSet;

use crate::finding::{Finding, Part, Value};
use crate::secret::Secret;

/// What stands for a secret afterwards.
const REMOVED: &[u8] = b"***REMOVED***";
/// Shorter ones are in too many words to be replaced everywhere.
const SHORTEST: usize = 6;

/// The input of `git filter-repo --replace-text`, and what it cannot say.
#[derive(Debug, Default)]
pub struct Purge {
    lines: Vec<Secret>,
    files: BTreeSet<String>,
    left_out: Vec<LeftOut>,
}

/// A secret that must be taken out by hand.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    /// `path:line`.
    pub place: String,
    /// Why.
    pub why: &'static str,
}

impl Purge {
    /// Collects the secrets of all findings, each once. `raw` reads what a file has between the
    /// two offsets of a finding, for secrets that do not stand there as they are; `is_found` says
    /// whether a part that is harmless without its secret is a finding once that is gone.
    pub fn of(
        findings: &[Finding],
        raw: &dyn Fn(&Finding) -> Option<Vec<u8>>,
        is_found: &dyn Fn(&Part) -> bool,
    ) -> Self {
        let mut values: BTreeSet<Vec<u8>> = BTreeSet::new();
        let (mut files, mut left_out) = (BTreeSet::new(), BTreeSet::new());
        for finding in findings {
            let mut leave_out = |why| {
                let place = format!("{}:{}", finding.origin.path(), finding.start.line);
                left_out.insert(LeftOut { place, why });
            };
            if finding.secret.reveal().is_empty() {
                files.insert(finding.origin.path().to_owned());
                let commit = finding.origin.commit();
                files.extend(commit.into_iter().flat_map(|commit| commit.paths.clone()));
                continue;
            }
            // Wherever else it stands, it may stand there as it is.
            values.extend(fit(finding.secret.reveal()));
            match written(finding, raw) {
                Ok(value) => {
                    values.insert(value);
                }
                Err(why) => leave_out(why),
            }
            for part in &finding.parts {
                let value = match &part.value {
                    Value::Public(_) if !is_found(part) => continue,
                    Value::Public(text) => fit(text.as_bytes()),
                    Value::Secret(secret) => fit(secret.reveal()),
                };
                match value {
                    Ok(value) => {
                        values.insert(value);
                    }
                    Err(why) => leave_out(why),
                }
            }
        }
        let mut values: Vec<Vec<u8>> = values.into_iter().collect();
        // One that holds another goes first, or it is never met whole.
        values.sort_by_key(|value| std::cmp::Reverse(value.len()));
        Self {
            lines: values.iter().map(|value| Secret::hidden(value)).collect(),
            files,
            left_out: left_out.into_iter().collect(),
        }
    }

    /// How many values are replaced.
    #[must_use]
    pub fn values(&self) -> usize {
        self.lines.len()
    }

    /// Every path of files that are secrets as a whole, in order.
    pub fn files(&self) -> impl ExactSizeIterator<Item = &str> {
        self.files.iter().map(String::as_str)
    }

    /// What is not replaced.
    #[must_use]
    pub fn left_out(&self) -> &[LeftOut] {
        &self.left_out
    }

    /// The file's bytes, with every secret as it is.
    #[must_use]
    pub fn reveal(&self) -> Vec<u8> {
        let mut text = Vec::new();
        for value in &self.lines {
            line(value.reveal(), &mut text);
        }
        text
    }
}

/// The secret as the file has it.
fn written(
    finding: &Finding,
    raw: &dyn Fn(&Finding) -> Option<Vec<u8>>,
) -> Result<Vec<u8>, &'static str> {
    let secret = finding.secret.reveal();
    let length = finding.byte_end.saturating_sub(finding.byte_start);
    if finding.decoded.is_empty() && length == secret.len() as u64 {
        return fit(secret);
    }
    fit(&raw(finding).ok_or("it is encoded there, and the file could not be read again")?)
}

fn fit(value: &[u8]) -> Result<Vec<u8>, &'static str> {
    if value.contains(&0) {
        Err(
            "git filter-repo passes over files that are not plain text: take the file out whole by \
             `git filter-repo --force --invert-paths --path FILE`, and commit it anew without the \
             secret",
        )
    } else if value.len() < SHORTEST {
        Err("it is too short to be replaced wherever it stands")
    } else {
        Ok(value.to_vec())
    }
}

/// One line of the file. A value of several lines becomes a regular expression of bytes.
fn line(value: &[u8], text: &mut Vec<u8>) {
    if value.contains(&b'\n') {
        text.extend_from_slice(b"regex:");
        for byte in value {
            if byte.is_ascii_alphanumeric() {
                text.push(*byte);
            } else {
                text.extend_from_slice(format!("\\x{byte:02x}").as_bytes());
            }
        }
    } else {
        text.extend_from_slice(b"literal:");
        text.extend_from_slice(value);
    }
    text.extend_from_slice(b"==>");
    text.extend_from_slice(REMOVED);
    text.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written_line(value: &[u8]) -> String {
        let mut text = Vec::new();
        line(value, &mut text);
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn lines_are_those_of_git_filter_repo() {
        assert_eq!(
            written_line(b"a==>b # c"),
            "literal:a==>b # c==>***REMOVED***\n"
        );
        assert_eq!(
            written_line(b"-a.\nb"),
            "regex:\\x2da\\x2e\\x0ab==>***REMOVED***\n"
        );
    }

    #[test]
    fn what_would_harm_the_history_or_not_be_found_is_left_out() {
        assert!(fit(b"admin").is_err());
        assert!(fit(b"w\0i\0d\0e\0").is_err());
        assert!(fit(b"long enough").is_ok());
    }

    #[test]
    fn debug_shows_no_secret() {
        let purge = Purge {
            lines: vec![Secret::hidden(b"hunter2hunter2")],
            ..Purge::default()
        };
        assert!(!format!("{purge:?}").contains("hunter2"));
        assert!(purge.reveal().starts_with(b"literal:hunter2"));
    }
}
