//! The engine on generated text: one anchor pass, and a whole scan.

#![allow(missing_docs, reason = "criterion's macros make functions without any")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tightlip::blob::{Blob, Origin};
use tightlip::detect::{Options, Scanner};
use tightlip::rule::RuleSet;
use tightlip::rule::template::{Dice, expand};

/// Source-like text: mostly words and punctuation, now and then a word that an anchor knows, and
/// every thousand lines a secret.
fn text(lines: usize) -> Vec<u8> {
    let mut dice = Dice::new(7);
    let shapes = [
        "    let {lower:6} = {lower:8}.{lower:5}({digit:3}, \"{lower:4} {lower:7}\");",
        "        if self.{lower:9}_{lower:4} != {upper:1}{lower:6}::{upper:1}{lower:8} {{",
        "// {lower:3} {lower:8} {lower:2} {lower:6} {lower:9} {lower:4} {lower:7}.",
        "    \"{lower:6}_key\": {digit:5}, \"{lower:8}\": \"{lower:5}-{lower:7}\",",
        "    token.{lower:6}({lower:7}, {lower:4}) # {lower:5} {lower:8}",
    ];
    let mut text = String::new();
    for line in 0..lines {
        let shape = if line % 1000 == 999 {
            "api_key = \"{alnum:36}\""
        } else {
            shapes[dice.below(shapes.len())]
        };
        text.push_str(&expand(shape, &mut dice).expect("the shapes are templates"));
        text.push('\n');
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
    let few = Scanner::new(few(&rules), Options::default());
    group.bench_function("scan with 80 rules", |bench| {
        bench.iter(|| few.scan(&Blob::whole(&origin, &text)));
    });
    group.finish();
    flood(criterion, &scanner);
}

/// The generic rules and, of the others, one in so many that there are eighty.
fn few(rules: &RuleSet) -> RuleSet {
    let (generic, others): (Vec<_>, Vec<_>) = rules
        .rules()
        .map(|rule| (*rule).clone())
        .partition(|rule| rule.category == "generic");
    let each = others.len() / (80 - generic.len());
    let others = others.into_iter().step_by(each + 1);
    RuleSet::new(generic.into_iter().chain(others).collect()).expect("they are few")
}

/// Phrases of which nothing but repetitions is the dearest text for some part of the engine:
/// names and quotes, a provider's name in one line, words of a wallet's list.
const FLOODS: [&str; 6] = [
    "key=\"",
    "password=\"",
    "wallet ",
    "seed abandon ",
    "seed zoo able about acid ",
    "token: ",
];

/// Each flood at two lengths: the time a byte must not grow with the text.
fn flood(criterion: &mut Criterion, scanner: &Scanner) {
    let origin = Origin::Stdin {
        path: "flood.py".to_owned(),
    };
    let mut group = criterion.benchmark_group("flood");
    group.sample_size(10);
    for phrase in FLOODS {
        for length in [128 << 10, 256 << 10] {
            let text = phrase.repeat(length / phrase.len());
            group.throughput(Throughput::Bytes(text.len() as u64));
            group.bench_function(format!("{phrase:?}, {} KiB", length >> 10), |bench| {
                bench.iter(|| scanner.scan(&Blob::whole(&origin, text.as_bytes())));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, engine);
criterion_main!(benches);
