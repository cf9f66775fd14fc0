//! How often the pattern of one rule is tried in one stretch of text: a text made of nothing but
//! beginnings of long secrets costs no more than a constant a byte.
//!
//! Which tries are too many depends on the text alone, not on the order in which anchors are
//! found, so that a text of pieces that were scanned before is tried where the whole would be.

use super::token::Reach;
use crate::blob::{Blob, REACH_BACK};
use crate::rule::{Hit, Matcher, RuleId, RuleSet};

/// Patterns that reach less far are tried wherever their anchors stand.
const SHORT: usize = 512;
/// Bytes in which tries are counted: those that end with a try.
const STRETCH: usize = REACH_BACK;
/// Times that the tries of one rule may read a stretch. Secrets stand apart: theirs read it once.
const READINGS: usize = 64;

/// Whether tries of a pattern that reaches so far are counted.
pub(super) fn is_far(reach: Reach) -> bool {
    reach.before + reach.longest >= SHORT
}

/// For each of `hits`, all of rules that reach far: whether its pattern is tried.
pub(super) fn allowed(text: &[u8], hits: &[Hit], rules: &RuleSet) -> Vec<bool> {
    let mut order: Vec<usize> = (0..hits.len()).collect();
    order.sort_unstable_by_key(|at| (hits[*at].rule, hits[*at].start, hits[*at].end));
    let mut allowed = vec![true; hits.len()];
    for group in order.chunk_by(|a, b| hits[*a].rule == hits[*b].rule) {
        let starts: Vec<usize> = group.iter().map(|at| hits[*at].start).collect();
        for refused in refused(text, hits[group[0]].rule, &starts, rules) {
            allowed[group[refused]] = false;
        }
    }
    allowed
}

/// Which of one rule's tries, in order of place, are too many.
fn refused(text: &[u8], rule: RuleId, starts: &[usize], rules: &RuleSet) -> Vec<usize> {
    let matcher = &rules.compiled(rule).rule.matcher;
    let &Matcher::Token {
        before, longest, ..
    } = matcher
    else {
        return Vec::new();
    };
    let most = READINGS * STRETCH;
    let as_many = most / (before + longest);
    let is_dense = |ends: &[usize]| ends[ends.len() - 1] - ends[0] < STRETCH;
    if !starts.windows(as_many + 1).any(is_dense) {
        return Vec::new();
    }
    let costs = costs(text, matcher, starts);
    let (mut first, mut sum) = (0, 0);
    let mut refused = Vec::new();
    for (at, start) in starts.iter().enumerate() {
        sum += costs[at];
        while start - starts[first] >= STRETCH {
            sum -= costs[first];
            first += 1;
        }
        if sum > most {
            refused.push(at);
        }
    }
    refused
}

/// How many bytes each try may read.
fn costs(text: &[u8], matcher: &Matcher, starts: &[usize]) -> Vec<usize> {
    let &Matcher::Token {
        before, longest, ..
    } = matcher
    else {
        return vec![0; starts.len()];
    };
    if before > 0 {
        return vec![before + longest; starts.len()];
    }
    // Up to where a match could go on, from the try before this one on.
    let mut end = 0;
    let cost = |start: &usize| {
        let behind = start + matcher.head();
        let most = text.len().min(start + longest);
        end = end.max(behind);
        while end < most && matcher.goes_on(text[end]) {
            end += 1;
        }
        end.min(most).max(behind) - start
    };
    starts.iter().map(cost).collect()
}

/// Notes that an anchor at `at` was not tried. What stands outside the core is another window's.
pub(super) fn note_crowded(first: &mut Option<usize>, blob: &Blob<'_>, at: usize) {
    if blob.core.contains(&at) && first.is_none_or(|first| at < first) {
        *first = Some(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blob::Origin;
    use crate::detect::{Earlier, Options, Scanner};
    use crate::finding::Finding;
    use crate::rule::parse;
    use crate::span::Copied;

    fn scanner() -> Scanner {
        let text = "provider = \"P\"\ncategory = \"ai\"\n[[rule]]\nid = \"r\"\nname = \"R\"\nseverity = \"high\"\n\
            boundary = \"none\"\nanchors = [\"zq.\"]\npattern = 'zq[.][a-z.]{4,16000}[0-9]{9}'";
        let rules = parse("r.toml", text).unwrap();
        Scanner::new(RuleSet::new(rules).unwrap(), Options::default())
    }

    fn places(findings: &[Finding]) -> Vec<(u64, u64)> {
        let places = findings.iter().map(|one| (one.byte_start, one.byte_end));
        places.collect()
    }

    #[test]
    fn only_tries_that_read_the_same_bytes_over_and_over_are_refused() {
        let scanner = scanner();
        let allowed = |text: &str| {
            let mut hits = Vec::new();
            scanner.rules().find(text.as_bytes(), |hit| hits.push(hit));
            let allowed = allowed(text.as_bytes(), &hits, scanner.rules());
            (hits.len(), allowed.into_iter().filter(|one| *one).count())
        };
        // Each reads no further than its own line.
        assert_eq!(allowed(&"zq.abcd\n".repeat(8000)), (8000, 8000));
        let (seen, tried) = allowed(&"zq.abcd.".repeat(8000));
        assert!(seen == 8000 && tried < 400, "{tried} of {seen}");
        // A few at a time are always tried.
        let (seen, tried) = allowed(&["zq.".repeat(20), " ".repeat(9000)].concat().repeat(9));
        assert_eq!(seen, tried);
    }

    #[test]
    fn what_is_too_crowded_is_said_whole_or_in_pieces() {
        let scanner = scanner();
        let secret = "zq.hqwkmvbx583920174\n";
        let flood = "zq.abcd.".repeat(3000);
        let text = [secret, &flood, "\n", &"x\n".repeat(9000), secret].concat();
        let origin = Origin::Stdin { path: "a".into() };
        let blob = Blob::whole(&origin, text.as_bytes());
        let whole = scanner.examine(&blob);
        assert_eq!(places(&whole.findings).len(), 2);
        let crowded = whole.crowded.unwrap();
        assert!(crowded > 21 && crowded < 1000, "{crowded}");
        assert_eq!(
            scanner
                .examine(&Blob::whole(&origin, secret.as_bytes()))
                .crowded,
            None
        );
        // The same from pieces: cut inside the flood, with lines gone before it.
        for (gone, cut) in [(0, 5000), (17, 900), (17, 12_000)] {
            let (first, earlier) = scanner.scan_on(&blob, None);
            assert_eq!(
                (places(&first.findings), first.crowded),
                (places(&whole.findings), whole.crowded)
            );
            let new = [&text[gone..cut], "+zq.ef+", &text[cut..]].concat();
            let blob = Blob::whole(&origin, new.as_bytes());
            let copied = [
                Copied {
                    from: gone,
                    to: 0,
                    len: cut - gone,
                },
                Copied {
                    from: cut,
                    to: cut - gone + 7,
                    len: text.len() - cut,
                },
            ];
            let earlier = Earlier {
                trail: &earlier,
                len: text.len(),
                copied: &copied,
            };
            let (pieces, _) = scanner.scan_on(&blob, Some(&earlier));
            let whole = scanner.examine(&blob);
            assert_eq!(places(&pieces.findings), places(&whole.findings));
            assert_eq!(pieces.crowded, whole.crowded);
            assert!(whole.crowded.is_some());
        }
    }
}
