//! The baseline of detect-secrets: findings by file, each with a hash in place of its secret.

use serde_json::Value;

use super::foreign::{Record, number, text};
use super::{Reader, Recorded};
use crate::level::Confidence;

/// Every finding of every file, but for those that somebody has judged to be no secrets.
pub(super) fn report(reader: &mut Reader, results: &Value, recorded: &mut Recorded) {
    for (path, findings) in results.as_object().into_iter().flatten() {
        for value in findings.as_array().into_iter().flatten() {
            if value["is_secret"] == false {
                recorded.summary.allowed.baseline += 1;
                continue;
            }
            let name = text(value, "type");
            let line = number(value, "line_number");
            let record = Record {
                scanner: "detect-secrets",
                rule: &name.to_lowercase().replace(' ', "-"),
                name,
                path,
                start: (line, 1),
                end: (line, 1),
                hash: text(value, "hashed_secret"),
                confidence: (value["is_verified"] == true).then_some(Confidence::High),
                ..Record::default()
            };
            recorded.findings.push(record.finding(reader));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::fingerprint::FingerprintKey;

    #[test]
    fn the_same_hash_is_the_same_secret_and_what_was_judged_is_left_out() {
        let finding = |hash: &str, line: u64| {
            json!({
                "type": "GitLab Token", "filename": "a.yml", "hashed_secret": hash,
                "is_verified": line == 1, "line_number": line,
            })
        };
        let (one, other) = ("ab".repeat(20), "cd".repeat(20));
        let mut judged = finding(&other, 9);
        judged["is_secret"] = json!(false);
        let baseline = json!({
            "version": "1.5.0", "plugins_used": [], "filters_used": [],
            "results": {
                "a.yml": [finding(&one, 1), finding(&other, 2), judged],
                "b.yml": [finding(&one, 3)],
            },
        });
        let text = baseline.to_string();
        let mut reader = Reader::new(FingerprintKey::default());
        let recorded = reader.read("in.json", text.as_bytes()).unwrap();
        let [a, b, c] = &*recorded.findings else {
            panic!("{:?}", recorded.findings);
        };
        assert_eq!((&*a.rule.id, a.start.line), ("gitlab-token", 1));
        assert_eq!(a.confidence, Confidence::High);
        assert_eq!(a.secret_id, c.secret_id);
        assert_ne!(a.secret_id, b.secret_id);
        assert_ne!(a.fingerprint, c.fingerprint);
        assert_eq!(recorded.summary.allowed.baseline, 1);
        assert_eq!(a.secret.redacted(), "…");
    }
}
