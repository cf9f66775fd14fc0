//! One finding a secret: of candidates that share bytes, the most specific stays.

use super::candidate::Candidate;

/// Keeps, of candidates whose secrets overlap, the one that says most; the rest of the order is
/// by place, then by rule, so that it never depends on the order in which they were found.
pub(super) fn resolve(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    let order = |c: &Candidate| {
        let name = c.assigned_to.as_ref().map(|name| (name.start, name.end));
        (c.secret.start, c.secret.end, c.rule, name)
    };
    candidates.sort_by_key(order);
    let mut kept: Vec<Candidate> = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        // Kept secrets are apart and sorted, so only the last ones can reach into this one.
        let mut stronger = false;
        while let Some(last) = kept.last() {
            if last.secret.end <= candidate.secret.start {
                break;
            }
            if says_more(last, &candidate) {
                stronger = true;
                break;
            }
            kept.pop();
        }
        if !stronger {
            kept.push(candidate);
        }
    }
    kept
}

fn says_more(a: &Candidate, b: &Candidate) -> bool {
    let weight = |c: &Candidate| (c.specificity, c.confidence, c.secret.len());
    // The rules of a set are sorted by id; the first wins a draw.
    (weight(a), b.rule) >= (weight(b), a.rule)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::candidate::Specificity;
    use crate::level::{Confidence, Severity};
    use crate::rule::parse;

    fn candidate(rule: u32, body: &str, secret: std::ops::Range<usize>) -> Candidate {
        let text = format!(
            "provider = \"P\"\ncategory = \"ai\"\n[[rule]]\nid = \"r\"\nname = \"R\"\nseverity = \"low\"\n{body}"
        );
        Candidate {
            rule,
            specificity: Specificity::of(&parse("r.toml", &text).unwrap()[0]),
            secret,
            public_prefix: 0,
            assigned_to: None,
            severity: Severity::Low,
            confidence: Confidence::Medium,
            signals: Vec::new(),
            parts: Vec::new(),
        }
    }

    const ASSIGNED: &str = "anchors = [\"key\"]\nnames = [\"key\"]";
    const TOKEN: &str = "anchors = [\"sk-\"]\npattern = 'sk-x'";
    const LONGER: &str = "anchors = [\"sk-ant-\"]\npattern = 'sk-ant-x'";

    fn kept(candidates: Vec<Candidate>) -> Vec<u32> {
        resolve(candidates).iter().map(|c| c.rule).collect()
    }

    #[test]
    fn the_most_specific_rule_wins_whatever_the_order() {
        let all = [
            candidate(1, ASSIGNED, 0..20),
            candidate(2, TOKEN, 0..20),
            candidate(3, LONGER, 0..20),
            candidate(4, ASSIGNED, 30..40),
        ];
        let mut reversed = all.to_vec();
        reversed.reverse();
        assert_eq!(kept(all.to_vec()), [3, 4]);
        assert_eq!(kept(reversed), [3, 4]);
    }

    #[test]
    fn a_weaker_one_between_two_strong_ones_goes() {
        assert_eq!(
            kept(vec![
                candidate(1, TOKEN, 0..10),
                candidate(2, ASSIGNED, 5..30),
                candidate(3, TOKEN, 20..30)
            ]),
            [1, 3]
        );
    }
}
