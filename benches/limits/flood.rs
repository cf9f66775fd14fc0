//! Floods: texts of nothing but an anchor and what may follow it, over and over.
//!
//! Every anchor comes in some of the shapes, in a text of a few kilobytes: that shows what a byte
//! costs. Those that cost most are measured again at length, twice as long, too.

use std::collections::BTreeSet;

use tightlip::blob::{Blob, Origin};
use tightlip::detect::{Options, Scanner};
use tightlip::rule::RuleSet;
use tightlip::rule::template::{Dice, expand};

use crate::clock::Clock;
use crate::shapes::{FILES, SHAPES};

/// Seconds that a megabyte of a flood may take: twice what the dearest took when this was written.
/// What keeps a hostile file from holding up a scan is that none takes more a byte the longer it
/// is; this tells when one has become dearer.
const MOST: f64 = 4.0;
/// Times as long that twice as much of it may take.
const GROWTH: f64 = 2.5;
/// Bytes of a flood, and of one that is measured again.
const SHORT: usize = 4 << 10;
const LONG: usize = 32 << 10;
/// How many are measured again.
const DEAREST: usize = 200;
/// How many of them are printed.
const SHOWN: usize = 20;
/// Times that one is measured again; the least counts.
const ROUNDS: usize = 3;

/// What was dearest once, besides: names and quotes, a word in one line, words of a wallet's list.
const DEAR: [&str; 6] = [
    "key=\"",
    "password=\"",
    "wallet ",
    "seed abandon ",
    "seed zoo able about acid ",
    "token: ",
];

/// What is repeated, and the name of the file that it stands in.
struct Flood {
    unit: String,
    file: &'static str,
}

impl Flood {
    /// Seconds that `bytes` of it take.
    fn seconds(&self, scanner: &Scanner, bytes: usize) -> f64 {
        let text = self.unit.repeat(bytes / self.unit.len());
        let path = self.file.to_owned();
        let origin = Origin::Stdin { path };
        let start = Clock::start();
        std::hint::black_box(scanner.scan(&Blob::whole(&origin, text.as_bytes())));
        start.seconds().processor
    }
}

/// Prints the dearest; says whether all keep the limits.
pub(crate) fn measure() -> bool {
    let scanner = Scanner::new(RuleSet::builtin(), Options::default());
    let (anchors, floods) = floods(&scanner);
    let short = |flood: Flood| {
        // What compiles patterns is no part of it.
        flood.seconds(&scanner, flood.unit.len());
        (flood.seconds(&scanner, SHORT), flood)
    };
    let count = floods.len();
    let mut floods: Vec<(f64, Flood)> = floods.into_iter().map(short).collect();
    floods.sort_by(|a, b| b.0.total_cmp(&a.0));
    let long = |(_, flood): (f64, Flood)| {
        let least = |bytes| {
            let rounds = (0..ROUNDS).map(|_| flood.seconds(&scanner, bytes));
            rounds.fold(f64::MAX, f64::min)
        };
        let (once, twice) = (least(LONG), least(2 * LONG));
        (twice * 0.5e6 / LONG as f64, twice / once, flood)
    };
    let mut dear: Vec<(f64, f64, Flood)> = floods.into_iter().take(DEAREST).map(long).collect();
    dear.sort_by(|a, b| b.0.total_cmp(&a.0));
    println!("{count} floods of {anchors} anchors; at most {MOST} s a megabyte:");
    let mut kept = true;
    for (at, (each, growth, flood)) in dear.iter().enumerate() {
        let keeps = *each <= MOST && *growth <= GROWTH;
        kept &= keeps;
        if at < SHOWN || !keeps {
            let Flood { unit, file } = flood;
            println!(
                "  {each:.3}, twice as much takes {growth:.2} times as long: {unit:?} in {file}"
            );
        }
    }
    kept
}

/// How many anchors there are, and the floods that are made of them.
fn floods(scanner: &Scanner) -> (usize, Vec<Flood>) {
    let rules = scanner.rules().rules();
    let anchors: BTreeSet<String> = rules
        .flat_map(|rule| [rule.anchors.clone(), rule.context.clone()].concat())
        .collect();
    let value = expand("{alnum:40}", &mut Dice::new(1)).expect("it is a template");
    let dear = DEAR.map(|unit| Flood {
        unit: unit.to_owned(),
        file: "a.py",
    });
    let mut floods = Vec::from(dear);
    for (at, anchor) in anchors.iter().enumerate() {
        // Of twenty shapes each anchor comes in five, its neighbours in others.
        for shape in (at % 4..SHAPES.len()).step_by(4) {
            floods.push(Flood {
                unit: SHAPES[shape].replace('@', anchor).replace('~', &value),
                file: FILES[(at + shape) % FILES.len()],
            });
        }
    }
    (anchors.len(), floods)
}
