//! What a rule costs: how often its anchors call its pattern, what it finds where nothing is, and
//! how much a hostile text could make it read. All of it is counted, not timed.

use std::collections::BTreeMap;

use super::{Fault, Part, corpus};
use crate::blob::{Blob, Origin};
use crate::detect::Scanner;
use crate::level::Confidence;
use crate::rule::{Matcher, Rule};

/// Bytes of the text on which costs are counted.
const BYTES: usize = 1 << 20;
/// Anchors of one rule seen in a megabyte of it, at most. Each costs a glance at a few bytes.
const MOST_HITS: u32 = 3_000;
/// Runs of one rule's pattern in a megabyte of it, at most: what is left of the anchors once the
/// bytes behind them were looked at. The generic rules have no pattern; any word may be theirs.
const MOST_CALLS: u32 = 1_500;
/// Bytes that a pattern may read for each byte of a text made to cost as much as it can.
const MOST_READ: usize = 6 << 10;
/// Bytes of memory of a compiled pattern.
const LARGEST_PATTERN: usize = 4 << 20;

/// What the rules of a set cost on text without secrets.
pub(super) struct Bill<'s> {
    scanner: &'s Scanner,
    /// The numbers of the rules in their set, by id.
    numbers: BTreeMap<String, u32>,
    entries: BTreeMap<String, Entry>,
}

#[derive(Default)]
struct Entry {
    hits: u32,
    /// Hits behind which a match may begin, as far as its first bytes tell.
    calls: u32,
    found: u32,
    first: String,
}

impl<'s> Bill<'s> {
    /// Counts over the generated text, once for all rules.
    pub(super) fn new(scanner: &'s Scanner) -> Self {
        let text = corpus::text(BYTES);
        let rules = scanner.rules();
        let numbers = (0..)
            .zip(rules.rules())
            .map(|(number, rule)| (rule.id.clone(), number));
        let numbers: BTreeMap<String, u32> = numbers.collect();
        let mut entries: BTreeMap<String, Entry> = BTreeMap::new();
        rules.find(&text, |hit| {
            let rule = &rules.compiled(hit.rule).rule;
            let entry = entries.entry(rule.id.clone()).or_default();
            entry.hits += 1;
            entry.calls += u32::from(rule.matcher.may_begin(&text[hit.start..]));
        });
        let origin = Origin::Stdin {
            path: "corpus".to_owned(),
        };
        for finding in scanner.scan(&Blob::whole(&origin, &text)) {
            if finding.confidence > Confidence::Low {
                let entry = entries.entry(finding.rule.id.clone()).or_default();
                if entry.found == 0 {
                    entry.first = String::from_utf8_lossy(finding.secret.reveal()).into_owned();
                }
                entry.found += 1;
            }
        }
        Self {
            scanner,
            numbers,
            entries,
        }
    }

    /// What `rule` spends beyond its budget.
    pub(super) fn faults(&self, rule: &Rule) -> Vec<Fault> {
        let mut faults = Vec::new();
        if let Some(entry) = self.entries.get(&rule.id) {
            let common = [
                (entry.hits, MOST_HITS, "its anchors stand"),
                (entry.calls, MOST_CALLS, "its pattern would run"),
            ];
            let over = common.into_iter().find(|(count, most, _)| count > most);
            if let Some((count, most, what)) = over {
                faults.push(Fault::new(
                    Part::Anchor(0),
                    format!(
                        "{what} {count} times in a megabyte of text without secrets, more than {most}: choose \
                         longer or rarer anchors"
                    ),
                ));
            }
            if entry.found > 0 {
                faults.push(Fault::new(
                    Part::Pattern,
                    format!(
                        "it finds {} secrets in a megabyte of text without any, such as `{}`: make the pattern \
                         more exact, or ask for `context`",
                        entry.found, entry.first
                    ),
                ));
            }
        }
        let read = most_read(rule);
        if read > MOST_READ {
            faults.push(Fault::new(
                Part::Pattern,
                format!(
                    "a hostile text could make it read {read} bytes for each of its own, more than {MOST_READ}: \
                     bound the pattern's repetitions, or choose a longer anchor"
                ),
            ));
        }
        faults.extend(self.large(rule));
        faults
    }

    fn large(&self, rule: &Rule) -> Option<Fault> {
        let rules = self.scanner.rules();
        let number = *self.numbers.get(&rule.id)?;
        let bytes = rules.compiled(number).pattern()?.regex().memory_usage();
        (bytes > LARGEST_PATTERN).then(|| {
            Fault::new(
                Part::Pattern,
                format!(
                    "its pattern compiles to {bytes} bytes, more than {LARGEST_PATTERN}: write `+` or `*` where a \
                     repetition has a bound of thousands, or fewer alternatives"
                ),
            )
        })
    }
}

/// Bytes that a pattern reads for each byte of a text that holds nothing but its shortest anchor:
/// the engine looks no further than a match can reach, a few times for each anchor.
fn most_read(rule: &Rule) -> usize {
    let anchor = rule
        .anchors
        .iter()
        .map(String::len)
        .min()
        .unwrap_or(1)
        .max(1);
    match rule.matcher {
        Matcher::Token {
            before, longest, ..
        } => (before + longest) / anchor,
        Matcher::Beside { longest, .. } => 2 * (rule.within + longest) / anchor,
        _ => 0,
    }
}
