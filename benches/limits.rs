//! What the engine may cost, in the processor's time, measured in turns so that a busy machine
//! slows all alike: the whole catalogue against eighty rules, the generic rules against none, and
//! floods of every anchor.
//!
//! `cargo bench --bench limits` measures a generated tree and floods;
//! `cargo bench --bench limits -- FOLDER...` trees of yours. It fails where a limit is exceeded.

#![allow(
    missing_docs,
    clippy::print_stdout,
    reason = "a bench is a program that prints"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use tightlip::blob::{Blob, Origin};
use tightlip::detect::{Options, Scanner};
use tightlip::rule::template::{Dice, expand};
use tightlip::rule::{Matcher, Rule, RuleSet};

mod source;
use source::LINES;

/// Times of one thing that are measured; the least counts.
const ROUNDS: usize = 9;
/// Bytes of a tree that are read.
const MOST_BYTES: usize = 64 << 20;
/// Bytes of files that are read.
const LARGEST: u64 = 8 << 20;
/// Times the scan with eighty rules that the whole catalogue may take.
const CATALOGUE: f64 = 1.3;
/// Times the scan without generic rules that one with them may take.
const GENERIC: f64 = 1.3;
/// Seconds that a megabyte of a flood may take.
const FLOOD: f64 = 0.3;
/// Times as long that twice as much of it may take.
const GROWTH: f64 = 2.5;
/// Bytes of a flood.
const LENGTH: usize = 32 << 10;

/// The rules of the providers that most people have keys of.
#[rustfmt::skip]
const EIGHTY: [&str; 80] = [
    "airtable-api-key-legacy", "algolia-admin-key", "anthropic-admin-key", "anthropic-api-key",
    "asana-client-secret", "atlassian-api-token", "aws-access-key-id", "aws-access-key-pair",
    "azure-ai-services-cask-key", "bitbucket-access-token", "circleci-personal-token",
    "cloudflare-account-api-token", "cohere-api-key", "databricks-oauth-refresh", "datadog-api-key",
    "digitalocean-oauth-token", "discord-bot-token", "docker-config-auth", "dropbox-app-secret",
    "facebook-access-token", "fastly-api-token", "figma-pat", "github-app-installation-token",
    "github-app-installation-token-jwt", "gitlab-agent-token", "gitlab-ci-job-token", "google-adc-json",
    "google-api-key", "grafana-api-key-legacy", "groq-api-key", "hashicorp-vault-approle-secret-id",
    "heroku-api-key", "http-basic-authorization", "huggingface-org-token", "jfrog-access-token", "json-web-token",
    "langfuse-public-key", "launchdarkly-api-token", "linear-api-key", "mailchimp-api-key", "mailgun-api-key",
    "mistral-api-key", "mongodb-atlas-api-key", "netlify-pat", "newrelic-admin-key", "notion-integration-token",
    "npm-access-token", "nuget-api-key", "okta-api-token", "openai-admin-key", "openai-legacy-key",
    "openrouter-api-key", "pagerduty-api-key", "paypal-client-secret", "perplexity-api-key", "postman-api-key",
    "private-key-base64-pem", "pulumi-access-token", "pypi-upload-token", "replicate-api-token", "rubygems-api-key",
    "segment-public-api-token", "sendgrid-api-key", "sentry-dsn", "shopify-access-token", "slack-app-token",
    "slack-bot-token", "snyk-api-token", "sonarcloud-token", "square-access-token",
    "stripe-payment-intent-client-secret", "stripe-publishable-key", "supabase-management-token",
    "telegram-bot-token", "terraform-cloud-token", "twilio-account-pair", "twilio-api-key-sid", "url-password",
    "vercel-ai-gateway-key", "xai-api-key",
];

/// How an anchor (`@`) is repeated: alone, before what assigns, with a value (`~`), in one line
/// and in many.
const SHAPES: [&str; 20] = [
    "@",
    "@ ",
    "@=\"",
    "@ = ",
    "@: ",
    "@:'",
    "@-",
    "@/",
    "@=\"~\" ",
    "@: '~', ",
    "@ ~ ",
    "@~",
    "@\n",
    "@=\"\n",
    "@ = \n",
    "@: \n",
    "@=\"~\"\n",
    "@ = ~\n",
    "@: ~\n",
    "@~\n",
];
/// What was dearest once, besides: names and quotes, a word in one line, words of a wallet's list.
const DEAR: [&str; 6] = [
    "key=\"",
    "password=\"",
    "wallet ",
    "seed abandon ",
    "seed zoo able about acid ",
    "token: ",
];
/// Names of files, each read in its own way.
const FILES: [&str; 7] = ["a.txt", "a.py", "a.yml", "a", "a.sh", "a.json", "a.js"];

fn main() -> ExitCode {
    let folders: Vec<PathBuf> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .map(PathBuf::from)
        .collect();
    let mut kept = true;
    if folders.is_empty() {
        kept &= catalogue("a generated tree", &generated());
        kept &= floods();
    }
    for folder in folders {
        kept &= catalogue(&folder.display().to_string(), &read(&folder));
    }
    if kept {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// A text and what it is called.
type Text = (Origin, Vec<u8>);

/// Compares sets of rules on `texts`; says whether they keep their limits.
fn catalogue(name: &str, texts: &[Text]) -> bool {
    let all = RuleSet::builtin();
    let few = |rule: &Rule| is_generic(rule) || EIGHTY.contains(&rule.id.as_str());
    let scanners = [
        Scanner::new(RuleSet::builtin(), Options::default()),
        scanner(&all, few),
        scanner(&all, |rule| !is_generic(rule)),
    ];
    let mut least = [f64::MAX; 3];
    for _ in 0..ROUNDS {
        for (scanner, least) in scanners.iter().zip(&mut least) {
            let start = Clock::now();
            for (origin, text) in texts {
                std::hint::black_box(scanner.scan(&Blob::whole(origin, text)));
            }
            *least = least.min(start.seconds());
        }
    }
    let [whole, eighty, formats] = least;
    let bytes: usize = texts.iter().map(|(_, text)| text.len()).sum();
    println!(
        "{name}: {} texts, {:.1} MB",
        texts.len(),
        bytes as f64 / 1e6
    );
    println!("  {} rules {whole:.3} s", scanners[0].rules().len());
    let kept = [
        ("eighty and the generic ones", eighty, CATALOGUE),
        ("all but the generic ones", formats, GENERIC),
    ]
    .map(|(what, seconds, limit)| {
        let times = whole / seconds;
        println!(
            "  {what} {seconds:.3} s: the catalogue takes {times:.2} times that (at most {limit})"
        );
        times <= limit
    });
    kept == [true, true]
}

fn is_generic(rule: &Rule) -> bool {
    matches!(rule.matcher, Matcher::Assigned { .. })
}

fn scanner(all: &RuleSet, keep: impl Fn(&Rule) -> bool) -> Scanner {
    let rules = all.rules().filter(|rule| keep(rule));
    let rules = RuleSet::new(rules.map(|rule| (*rule).clone()).collect());
    Scanner::new(rules.expect("they are fewer than all"), Options::default())
}

/// Times floods of every anchor in some of the shapes, at two lengths; prints the dearest.
fn floods() -> bool {
    let scanner = Scanner::new(RuleSet::builtin(), Options::default());
    let anchors: BTreeSet<String> = scanner
        .rules()
        .rules()
        .flat_map(|rule| [rule.anchors.clone(), rule.context.clone()].concat())
        .collect();
    let value = expand("{alnum:40}", &mut Dice::new(1)).expect("it is a template");
    let mut floods: Vec<(String, &str)> = DEAR.map(|unit| (unit.to_owned(), "a.py")).into();
    for (at, anchor) in anchors.iter().enumerate() {
        // Of twenty shapes each anchor comes in five, its neighbours in others.
        for shape in (at % 4..SHAPES.len()).step_by(4) {
            let unit = SHAPES[shape].replace('@', anchor).replace('~', &value);
            floods.push((unit, FILES[(at + shape) % FILES.len()]));
        }
    }
    let mut dear = Vec::new();
    for (unit, file) in floods {
        let flood = |length| seconds(&scanner, file, &unit, length);
        // What compiles patterns is no part of it, nor is what else the machine does.
        flood(unit.len());
        if flood(LENGTH) * 1e6 / (LENGTH as f64) < FLOOD / 2.0 {
            continue;
        }
        let least = |length| (0..3).map(|_| flood(length)).fold(f64::MAX, f64::min);
        let (once, twice) = (least(LENGTH), least(2 * LENGTH));
        dear.push((twice * 0.5e6 / LENGTH as f64, twice / once, unit, file));
    }
    dear.sort_by(|a, b| b.0.total_cmp(&a.0));
    println!(
        "floods of {} anchors: {} take over {} s a megabyte",
        anchors.len(),
        dear.len(),
        FLOOD / 2.0
    );
    for (each, growth, unit, file) in dear.iter().take(40) {
        println!(
            "  {each:.3} s a megabyte, twice as much {growth:.2} times as long: {unit:?} in {file}"
        );
    }
    dear.iter()
        .all(|(each, growth, ..)| *each <= FLOOD && *growth <= GROWTH)
}

fn seconds(scanner: &Scanner, file: &str, unit: &str, length: usize) -> f64 {
    let text = unit.repeat(length / unit.len());
    let origin = Origin::Stdin {
        path: file.to_owned(),
    };
    let start = Clock::now();
    std::hint::black_box(scanner.scan(&Blob::whole(&origin, text.as_bytes())));
    start.seconds()
}

/// Source-like text of several kinds.
fn generated() -> Vec<Text> {
    let mut dice = Dice::new(13);
    let text = |dice: &mut Dice| -> Vec<u8> {
        let lines = (0..2_000).map(|_| LINES[dice.below(LINES.len())]);
        let template: String = lines.collect();
        expand(&template, dice)
            .expect("it is a template")
            .into_bytes()
    };
    FILES
        .iter()
        .cycle()
        .take(60)
        .map(|file| {
            let path = (*file).to_owned();
            (Origin::Stdin { path }, text(&mut dice))
        })
        .collect()
}

/// The texts below a folder, up to [`MOST_BYTES`] together.
fn read(folder: &Path) -> Vec<Text> {
    let mut waiting = vec![folder.to_owned()];
    let mut texts = Vec::new();
    let mut bytes = 0;
    while let Some(path) = waiting.pop() {
        let Ok(data) = fs::symlink_metadata(&path) else {
            continue;
        };
        if data.is_dir() && !path.ends_with(".git") {
            let entries = fs::read_dir(&path).into_iter().flatten().flatten();
            let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
            paths.sort_unstable();
            waiting.extend(paths);
        } else if data.is_file() && data.len() < LARGEST && bytes < MOST_BYTES {
            let text = fs::read(&path).unwrap_or_default();
            if text.iter().take(8 << 10).all(|byte| *byte != 0) {
                bytes += text.len();
                let path = path.to_string_lossy().into_owned();
                texts.push((Origin::Stdin { path }, text));
            }
        }
    }
    texts
}

/// Measures the processor's time of this thread where the system tells it, else the wall's.
enum Clock {
    Thread(f64),
    Wall(Instant),
}

impl Clock {
    fn now() -> Self {
        Self::thread().map_or_else(|| Self::Wall(Instant::now()), Self::Thread)
    }

    fn seconds(&self) -> f64 {
        match self {
            Self::Thread(start) => Self::thread().unwrap_or(*start) - start,
            Self::Wall(start) => start.elapsed().as_secs_f64(),
        }
    }

    /// Seconds that this thread has run, as Linux tells.
    fn thread() -> Option<f64> {
        let told = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        let nanoseconds: f64 = told.split(' ').next()?.parse().ok()?;
        Some(nanoseconds / 1e9)
    }
}
