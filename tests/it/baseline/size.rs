//! A baseline of many entries is asked as quickly as one of few.

use std::fmt::Write;
use std::time::{Duration, Instant};

use tightlip::base::Base;
use tightlip::baseline::Baseline;
use tightlip::blob::{Blob, Origin};
use tightlip::date::Date;
use tightlip::detect::{Options, Scanner};
use tightlip::finding::Finding;
use tightlip::rule::RuleSet;

use crate::support::token;

const PHRASE: &str = "a phrase";

fn with_entries(number: usize) -> Baseline {
    let empty = Baseline::new(Some(PHRASE)).to_text();
    let mut lines = String::new();
    for n in 0..number {
        let _ = writeln!(
            lines,
            "\"tl1:{n:032x}\": {{\"rule\":\"r\",\"path\":\"p\",\"verdict\":\"revoked\",\"value\":\"{n:032x}\"}},"
        );
    }
    let text = empty.replace("\"version\"", &format!("{lines}\"version\""));
    Baseline::parse("b.json", &text, Some(PHRASE)).unwrap()
}

fn lookups(baseline: &Baseline, finding: &Finding, base: &Base) -> Duration {
    let start = Instant::now();
    for _ in 0..2_000 {
        assert!(!baseline.covers(finding, base, Date::today()));
    }
    start.elapsed()
}

#[test]
fn what_is_not_in_it_is_not_looked_for_entry_by_entry() {
    let scanner = Scanner::new(RuleSet::builtin(), Options::default());
    let text = format!("key = \"{}\"\n", token(1));
    let path = "a.py".to_owned();
    let found = scanner.scan(&Blob::whole(&Origin::File { path }, text.as_bytes()));
    let folder = tempfile::tempdir().unwrap();
    let base = Base::find(folder.path());
    let (few, many) = (with_entries(100), with_entries(40_000));
    assert_eq!(many.len(), 40_000);
    // Entry by entry it would take 400 times as long. A busy machine disturbs some tries.
    let is_quick = |_| {
        let quick = lookups(&few, &found[0], &base);
        lookups(&many, &found[0], &base) < quick * 40
    };
    assert!((0..6).any(is_quick));
}
