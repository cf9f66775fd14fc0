//! One set of findings, ordinary and hostile, on which every format is tested. Secrets are made
//! up anew at each run, from a fixed seed.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use super::{Format, Options};
use crate::allowed::AllowedTally;
use crate::blob::{Origin, SkipReason, Skipped};
use crate::commit::Commit;
use crate::coverage::{Coverage, Summary};
use crate::excerpt::Marked;
use crate::finding::{Finding, Part, Signal, Value};
use crate::fingerprint::FingerprintKey;
use crate::level::{Confidence, Severity};
use crate::rule::template::{Dice, expand};
use crate::rule::{Matcher, Rule};
use crate::secret::Secret;
use crate::span::{LineIndex, Position};

/// A finding: `text` is a file with `{}` where the secrets stand, the first of them reported.
struct Case {
    rule: Arc<Rule>,
    origin: Origin,
    text: Vec<u8>,
    secrets: Vec<Vec<u8>>,
    public_prefix: usize,
    assigned_to: Option<&'static str>,
}

impl Case {
    fn finding(&self) -> Finding {
        let (text, secrets) = self.fill();
        let lines = LineIndex::new(&text, Position::START);
        let reported = secrets[0].clone();
        let secret = Secret::new(&text[reported.clone()], self.public_prefix);
        let marks = secrets.into_iter().map(|range| (range, self.public_prefix));
        let key = FingerprintKey::default();
        let fingerprint = key.fingerprint(&self.rule.id, self.origin.path(), &secret);
        Finding {
            severity: self.rule.severity,
            confidence: self.rule.confidence,
            start: lines.position(reported.start),
            end: lines.position(reported.end),
            byte_start: reported.start as u64,
            byte_end: reported.end as u64,
            secret_id: key.secret_id(&secret, &fingerprint),
            fingerprint,
            entropy: 4.123_456,
            secret,
            signals: vec![Signal::fixed("distinctive"), Signal::fixed("assigned")],
            parts: Vec::new(),
            decoded: Vec::new(),
            excerpt: Marked::new(&text, marks).excerpt(
                lines.line(reported.start),
                reported.start,
                |_| Vec::new(),
            ),
            assigned_to: self.assigned_to.map(str::to_owned),
            allowed: None,
            help: None,
            origin: self.origin.clone(),
            rule: Arc::clone(&self.rule),
        }
    }

    fn fill(&self) -> (Vec<u8>, Vec<Range<usize>>) {
        let mut text = Vec::new();
        let mut ranges = Vec::new();
        let mut rest = self.text.as_slice();
        for secret in &self.secrets {
            let at = rest.windows(2).position(|two| two == b"{}").unwrap();
            text.extend(&rest[..at]);
            ranges.push(text.len()..text.len() + secret.len());
            text.extend(secret);
            rest = &rest[at + 2..];
        }
        text.extend(rest);
        (text, ranges)
    }
}

fn rule(id: &str, name: &str, severity: Severity, confidence: Confidence) -> Rule {
    Rule {
        provider: "Example".to_owned(),
        category: "ai".to_owned(),
        severity,
        confidence,
        ..Rule::without_pattern(id, name, Matcher::Assigned { names: Vec::new() })
    }
}

fn token_rule() -> Arc<Rule> {
    Arc::new(Rule {
        env: vec!["EXAMPLE_API_KEY".to_owned(), "EXAMPLE_KEY".to_owned()],
        revoke: "https://example.com/settings/keys".to_owned(),
        docs: "https://example.com/docs/keys".to_owned(),
        ..rule(
            "example-api-key",
            "Example API key",
            Severity::Critical,
            Confidence::High,
        )
    })
}

fn password_rule() -> Arc<Rule> {
    Arc::new(rule(
        "assigned-secret",
        "Secret in an assignment",
        Severity::High,
        Confidence::Medium,
    ))
}

fn key_rule() -> Arc<Rule> {
    Arc::new(Rule {
        revoke: "replace the key pair wherever its public half is trusted".to_owned(),
        ..rule(
            "private-key",
            "Private key",
            Severity::Medium,
            Confidence::High,
        )
    })
}

fn file(path: &str) -> Origin {
    Origin::File {
        path: path.to_owned(),
    }
}

fn tokens(count: usize, seed: u64) -> Vec<Vec<u8>> {
    let mut dice = Dice::new(seed);
    let token = |_| expand("exk_{alnum:36}", &mut dice).unwrap().into_bytes();
    (0..count).map(token).collect()
}

fn ordinary() -> Vec<Case> {
    let token = |origin, text: &[u8], count, seed| Case {
        rule: token_rule(),
        origin,
        text: text.to_vec(),
        secrets: tokens(count, seed),
        public_prefix: 4,
        assigned_to: None,
    };
    let mut key = Vec::from(concat!("-----BEGIN ", "PRIVATE KEY-----\n"));
    for line in tokens(12, 7) {
        key.extend([&line[4..], b"\n"].concat());
    }
    key.extend(concat!("-----END ", "PRIVATE KEY-----").as_bytes());
    vec![
        token(
            file("src/client.py"),
            b"import example\n\nclient = example.Client(api_key=\"{}\")\n",
            1,
            1,
        ),
        Case {
            rule: password_rule(),
            secrets: vec![b"correct horse battery".to_vec()],
            public_prefix: 0,
            assigned_to: Some("dbPassword"),
            ..token(
                Origin::Staged {
                    path: "web/config.js".to_owned(),
                },
                b"export const dbPassword = '{}';",
                0,
                0,
            )
        },
        token(
            Origin::Stdin {
                path: "<stdin>".to_owned(),
            },
            b"old={} new={}",
            2,
            2,
        ),
        Case {
            rule: key_rule(),
            secrets: vec![key],
            public_prefix: 27,
            ..token(file("deploy/id_rsa"), b"{}\n", 0, 0)
        },
        token(file("app/.env"), b"EXAMPLE_API_KEY={}\n", 1, 3),
        token(file("app/.env.example"), b"EXAMPLE_API_KEY={}\n", 1, 4),
        token(past(), b"KEY = \"{}\"\n", 1, 8),
    ]
}

/// A file that a history has.
fn past() -> Origin {
    Origin::Commit {
        path: "lib/keys.rb".to_owned(),
        commit: Arc::new(Commit {
            id: "0123456789abcdef0123456789abcdef01234567".to_owned(),
            author: "Ada \u{1b}Lovelace".to_owned(),
            email: "ada@example.com".to_owned(),
            date: "2024-02-29T23:59:59+01:00".to_owned(),
            summary: "Add the keys".to_owned(),
            in_head: Some(false),
            head_path: None,
            paths: ["config/keys.rb", "lib/keys.rb"]
                .map(str::to_owned)
                .to_vec(),
            commits: 12,
        }),
    }
}

fn hostile() -> Vec<Case> {
    let token = |path, text: &[u8], count, seed| Case {
        rule: token_rule(),
        origin: file(path),
        text: text.to_vec(),
        secrets: tokens(count, seed),
        public_prefix: 4,
        assigned_to: None,
    };
    let object = b"{\"id\":7,\"auth\":{\"kind\":\"token\",\"key\":\"{}\"}},";
    vec![
        token("dist/app.min.js", &object.repeat(40), 40, 5),
        token(
            "a\x1b]0;owned\x07\nb \u{202e}gpj.exe",
            "\t\u{200b}鍵 =\t\u{1b}[31m'{}' # \u{202e}\r\u{9b}2J".as_bytes(),
            1,
            6,
        ),
        Case {
            rule: password_rule(),
            secrets: vec![b"\xff\xfe\xfd\xfcinvalid\x1b[2Jbytes\xe2\x80".to_vec()],
            public_prefix: 0,
            assigned_to: Some("\u{1b}пароль"),
            ..token("bad.bin", b"\xc3\x28 = {} \xf0\x9f", 0, 0)
        },
    ]
}

/// The findings of every test of a format.
pub(super) fn findings() -> Vec<Finding> {
    let mut findings: Vec<Finding> = ordinary()
        .iter()
        .chain(&hostile())
        .map(Case::finding)
        .collect();
    findings[2].decoded = vec!["base64".to_owned(), "utf-16".to_owned()];
    findings[0].parts = parts(&findings[0]);
    let dotenv = Rule {
        matcher: Matcher::File,
        ..rule(
            "dotenv-tracked",
            "Environment file in git",
            Severity::High,
            Confidence::High,
        )
    };
    let (key, secret) = (FingerprintKey::default(), Secret::new(b"", 0));
    let fingerprint = key.fingerprint("dotenv-tracked", "app/.env", &secret);
    findings.push(Finding {
        rule: Arc::new(dotenv),
        origin: file("app/.env"),
        start: Position::START,
        end: Position::START,
        byte_start: 0,
        byte_end: 0,
        secret_id: key.secret_id(&secret, &fingerprint),
        fingerprint,
        secret,
        confidence: Confidence::High,
        entropy: 0.0,
        signals: Vec::new(),
        parts: Vec::new(),
        assigned_to: None,
        excerpt: crate::excerpt::Excerpt::default(),
        help: Some("run `git rm --cached app/.env` and add `.env` to .gitignore".to_owned()),
        ..findings[1].clone()
    });
    findings
}

/// The parts that the first finding has beside its secret: one public, one not.
fn parts(finding: &Finding) -> Vec<Part> {
    let part = |name: &str, value| Part {
        name: name.to_owned(),
        value,
        start: finding.start,
        byte_start: finding.byte_start,
        byte_end: finding.byte_end,
    };
    vec![
        part("key id", Value::Public("EXK-1\u{1b}[31m".to_owned())),
        part("session token", Value::Secret(finding.secret.clone())),
    ]
}

/// What no report may hold of the secrets in [`findings`]: their bytes behind the public prefix.
pub(super) fn private_parts() -> Vec<Vec<u8>> {
    let cases = ordinary().into_iter().chain(hostile());
    let secrets = cases.flat_map(|case| {
        let prefix = case.public_prefix;
        case.secrets
            .into_iter()
            .map(move |secret| secret[prefix..].to_vec())
    });
    secrets
        .map(|secret| match memchr::memmem::find(&secret, b"-----END") {
            Some(end) => secret[..end].to_vec(),
            None => secret,
        })
        .collect()
}

/// A summary that fits [`findings`].
pub(super) fn summary() -> Summary {
    let skipped = |path: &str, reason| Skipped::typed(path.to_owned(), reason);
    let mut summary = Summary {
        below_gate: 2,
        allowed: AllowedTally {
            inline: 1,
            ..AllowedTally::default()
        },
        coverage: Coverage {
            files: 1234,
            bytes: 5_600_000,
            skipped: vec![
                skipped("logo.png", SkipReason::Binary),
                skipped(
                    "private\x1b[0m",
                    SkipReason::Failed("permission denied".to_owned()),
                ),
            ],
            elapsed: Duration::from_millis(120),
            ..Coverage::default()
        },
        ..Summary::default()
    };
    for finding in findings() {
        summary.reported.add(finding.severity);
    }
    summary
}

/// The whole report on [`findings`].
pub(super) fn report(format: Format, options: Options) -> String {
    report_on(format, options, &findings(), &summary())
}

/// A whole report; the version in it is always the same.
#[allow(clippy::needless_pass_by_value, reason = "tests make them in place")]
pub(super) fn report_on(
    format: Format,
    options: Options,
    findings: &[Finding],
    summary: &Summary,
) -> String {
    let mut out = Vec::new();
    let mut reporter = format.reporter(&mut out, options.clone());
    reporter.begin().unwrap();
    for finding in findings {
        reporter.finding(finding).unwrap();
    }
    reporter.end(summary).unwrap();
    drop(reporter);
    let report = String::from_utf8(out).unwrap();
    report.replace(env!("CARGO_PKG_VERSION"), "0.0.0")
}

/// What is wrong with an XML document by an XML schema.
pub(super) fn xsd_errors(schema: &str, document: &str) -> Vec<String> {
    let schema = uppsala::parse(schema).unwrap();
    let validator = uppsala::XsdValidator::from_schema(&schema).unwrap();
    let document = uppsala::parse(document).unwrap();
    let errors = validator.validate(&document);
    errors.iter().map(ToString::to_string).collect()
}
