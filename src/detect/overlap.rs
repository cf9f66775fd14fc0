//! One finding a secret: of candidates that share bytes, the most specific stays.

use super::candidate::Candidate;
use super::work;

use crate::rule::RuleId;

/// Keeps, of candidates whose secrets overlap, the one that says most; the rest of the order is
/// by place, then by rule, so that it never depends on the order in which they were found.
///
/// Where one of the user's own rules sees what a rule of ours says more about, the finding is
/// called after theirs: their allows, baselines and counts go by that name.
pub(super) fn resolve(
    mut candidates: Vec<Candidate>,
    is_own: &dyn Fn(RuleId) -> bool,
) -> Vec<Candidate> {
    let order = |c: &Candidate| {
        let name = c.assigned_to.as_ref().map(|name| (name.start, name.end));
        (c.secret.start, c.secret.end, c.rule, name)
    };
    work::read(candidates.len());
    candidates.sort_by_key(order);
    let mut kept: Vec<Candidate> = Vec::with_capacity(candidates.len());
    for mut candidate in candidates {
        // Kept secrets are apart and sorted, so only the last ones can reach into this one.
        let mut stronger = false;
        while let Some(last) = kept.last_mut() {
            if last.secret.end <= candidate.secret.start {
                break;
            }
            if says_more(last, &candidate) {
                name_after(last, &candidate, is_own);
                stronger = true;
                break;
            }
            name_after(&mut candidate, last, is_own);
            kept.pop();
        }
        if !stronger {
            kept.push(candidate);
        }
    }
    kept
}

/// Calls the stronger one after the weaker one's rule if that alone is the user's own.
fn name_after(strong: &mut Candidate, weak: &Candidate, is_own: &dyn Fn(RuleId) -> bool) {
    if is_own(weak.rule) && !is_own(strong.rule) {
        strong.rule = weak.rule;
        strong.severity = strong.severity.max(weak.severity);
        strong.confidence = strong.confidence.max(weak.confidence);
    }
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
            joined: None,
            public_prefix: 0,
            assigned_to: None,
            severity: Severity::Low,
            confidence: Confidence::Medium,
            signals: Vec::new(),
            parts: Vec::new(),
            decoded: Vec::new(),
        }
    }

    const ASSIGNED: &str = "anchors = [\"key\"]\nnames = [\"key\"]";
    const TOKEN: &str = "anchors = [\"sk-\"]\npattern = 'sk-x'";
    const LONGER: &str = "anchors = [\"sk-ant-\"]\npattern = 'sk-ant-x'";

    fn kept(candidates: Vec<Candidate>) -> Vec<u32> {
        let resolved = resolve(candidates, &|_| false);
        resolved.iter().map(|c| c.rule).collect()
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
    fn what_its_own_bytes_prove_wins_over_a_longer_anchor() {
        let mut proven = candidate(1, ASSIGNED, 0..20);
        proven.specificity = proven.specificity.proven();
        assert_eq!(kept(vec![proven, candidate(2, LONGER, 0..20)]), [1]);
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

    #[test]
    fn a_finding_is_called_after_the_users_own_rule_and_keeps_what_ours_says_of_it() {
        let both = || {
            let mut ours = candidate(1, LONGER, 5..30);
            ours.confidence = Confidence::Low;
            ours.severity = Severity::Critical;
            vec![ours, candidate(2, TOKEN, 0..10)]
        };
        for candidates in [both(), both().into_iter().rev().collect()] {
            let [found] = &resolve(candidates, &|rule| rule == 2)[..] else {
                panic!("one is left")
            };
            assert_eq!((found.rule, found.secret.clone()), (2, 5..30));
            let levels = (found.severity, found.confidence);
            assert_eq!(levels, (Severity::Critical, Confidence::Medium));
        }
        let found = resolve(both(), &|_| true);
        assert_eq!(found[0].rule, 1, "of two of their own the stronger stays");
    }
}
