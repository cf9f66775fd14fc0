//! What the catalogue may cost, in the processor's time, for the program and for the system,
//! measured in turns so that a busy machine slows all alike; the least of several counts.
//!
//! **Scans of a tree**: folders are walked, files read, told from binary ones, scanned, findings
//! gated, sorted and reported, as `tightlip scan FOLDER --format json` does (what it does besides
//! costs the same whatever the rules: configuration, hygiene, the start of the program). The whole
//! catalogue takes at most 1.3 times what eighty rules and the generic ones take, and at most 1.3
//! times what all rules but the generic ones take.
//!
//! **The engine alone**, on the same texts in memory: of a scan it is the part that grows with
//! the rules, so the same factors are larger. Their limits are there to show what gets worse.
//!
//! **Floods**, see [flood].
//!
//! `cargo bench --bench limits` measures a generated [tree] and floods;
//! `cargo bench --bench limits -- FOLDER...` trees of yours. It fails where a limit is exceeded.

#![allow(
    missing_docs,
    clippy::print_stdout,
    reason = "a bench is a program that prints"
)]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use tightlip::detect::{Options, Scanner};
use tightlip::rule::{Matcher, Rule, RuleSet};

use clock::{Clock, Seconds};

mod clock;
mod flood;
mod scan;
mod shapes;
mod tree;

/// Times of one thing that are measured; the least counts.
const ROUNDS: usize = 9;
/// Times the scan with eighty rules, or that without generic ones, that the whole catalogue may
/// take.
const SCAN: [f64; 2] = [1.3, 1.3];
/// The same of the engine alone.
const ENGINE: [f64; 2] = [1.9, 1.7];

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

fn main() -> ExitCode {
    let folders: Vec<PathBuf> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .map(PathBuf::from)
        .collect();
    let mut kept = true;
    if folders.is_empty() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        tree::write(folder.path());
        kept &= catalogue("a generated tree", folder.path());
        kept &= flood::measure();
    }
    for folder in folders {
        kept &= catalogue(&folder.display().to_string(), &folder);
    }
    if kept {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Compares sets of rules on a tree; says whether they keep their limits.
fn catalogue(name: &str, folder: &Path) -> bool {
    let all = RuleSet::builtin();
    let few = |rule: &Rule| is_generic(rule) || EIGHTY.contains(&rule.id.as_str());
    let few = rules(&all, few);
    let formats = rules(&all, |rule| !is_generic(rule));
    let whole = || Scanner::new(RuleSet::builtin(), Options::default());
    let (few, formats) = (|| scanner(&few), || scanner(&formats));
    let sets: [&dyn Fn() -> Scanner; 3] = [&whole, &few, &formats];

    println!("{name}");
    let found = scan::tree(folder, &whole());
    println!(" a scan: {} files, {}", found.files, megabytes(found.bytes));
    // A scan decodes and compiles what it needs of the rules; so does each of these.
    let least = in_turns(|set| {
        let scanner = sets[set]();
        timed(|| _ = scan::tree(folder, &scanner))
    });
    let mut kept = compare(least, SCAN);

    let texts = scan::texts(folder);
    let bytes = texts.iter().map(|(_, text)| text.len() as u64).sum();
    println!(
        " the engine alone: {} texts, {}",
        texts.len(),
        megabytes(bytes)
    );
    let scanners = sets.map(|set| set());
    let least = in_turns(|set| timed(|| scan::engine(&texts, &scanners[set])));
    kept &= compare(least, ENGINE);
    kept
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

/// What the work of each of three sets takes at least, one after the other again and again.
fn in_turns(work: impl Fn(usize) -> Seconds) -> [Seconds; 3] {
    let mut least = [Seconds::MOST; 3];
    for _ in 0..ROUNDS {
        for (set, least) in least.iter_mut().enumerate() {
            *least = least.least(work(set));
        }
    }
    least
}

fn timed(work: impl FnOnce()) -> Seconds {
    let start = Clock::start();
    work();
    start.seconds()
}

/// Prints what the whole catalogue takes, and how many times what fewer rules take; says whether
/// that keeps the limits.
fn compare([whole, few, formats]: [Seconds; 3], limits: [f64; 2]) -> bool {
    println!("  the catalogue: {}", told(whole));
    let names = ["eighty and the generic ones", "all but the generic ones"];
    let mut kept = true;
    for ((name, fewer), limit) in names.into_iter().zip([few, formats]).zip(limits) {
        let times = whole.processor / fewer.processor;
        let told = told(fewer);
        println!("  {name}: {told}; the catalogue takes {times:.2} times that (at most {limit})");
        kept &= times <= limit;
    }
    kept
}

fn told(seconds: Seconds) -> String {
    let Seconds { processor, wall } = seconds;
    format!("{processor:.3} s of the processor, {wall:.3} s in all")
}

fn is_generic(rule: &Rule) -> bool {
    matches!(rule.matcher, Matcher::Assigned { .. })
}

fn rules(all: &RuleSet, keep: impl Fn(&Rule) -> bool) -> Vec<Rule> {
    let rules = all.rules().filter(|rule| keep(rule));
    rules.map(|rule| (*rule).clone()).collect()
}

fn scanner(rules: &[Rule]) -> Scanner {
    let rules = RuleSet::new(rules.to_vec()).expect("they are fewer than all");
    Scanner::new(rules, Options::default())
}
