//! The engine on generated text: one anchor pass, and a whole scan.

#![allow(missing_docs, reason = "criterion's macros make functions without any")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tightlip::blob::{Blob, Origin};
use tightlip::detect::{Options, Scanner};
use tightlip::rule::RuleSet;
use tightlip::rule::template::{Dice, expand};

mod source;
use source::LINES;

/// Source-like text: mostly words and punctuation, now and then a word that an anchor knows, and
/// every thousand lines a secret.
fn text(lines: usize) -> Vec<u8> {
    let mut dice = Dice::new(7);
    let mut text = String::new();
    for line in 0..lines {
        let shape = if line % 1000 == 999 {
            "api_key = \"{alnum:36}\"\n"
        } else {
            LINES[dice.below(LINES.len())]
        };
        text.push_str(&expand(shape, &mut dice).expect("the shapes are templates"));
    }
    text.into_bytes()
}

fn engine(criterion: &mut Criterion) {
    let text = text(100_000);
    let origin = Origin::Stdin {
        path: "bench.py".to_owned(),
    };
    let rules = RuleSet::builtin();
    let scanner = Scanner::new(RuleSet::builtin(), Options::default());
    let mut group = criterion.benchmark_group("engine");
    group
        .throughput(Throughput::Bytes(text.len() as u64))
        .sample_size(20);
    group.bench_function("anchors", |bench| {
        bench.iter(|| {
            let mut hits = 0u64;
            rules.find(&text, |_| hits += 1);
            hits
        });
    });
    group.bench_function("scan", |bench| {
        bench.iter(|| scanner.scan(&Blob::whole(&origin, &text)));
    });
    group.finish();
}

criterion_group!(benches, engine);
criterion_main!(benches);
