//! HTML reports in a real browser. `TIGHTLIP_BROWSER` names its program and `PLAYWRIGHT` the
//! folder of playwright-core; where `CI` is set, a missing browser is a failure.

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use serde_json::{Value, json};

use crate::support::{Repo, run};

/// Text that would run, load or break something if it were markup.
const HOSTILE: [&str; 12] = [
    "</script><script>window.owned=1;alert(1)</script>",
    "\"><img src=x onerror=\"window.owned=1\">",
    "'><svg/onload=window.owned=1>",
    "<iframe srcdoc=\"<script>parent.owned=1</script>\">",
    "<style>*{display:none}</style>",
    "<a href=\"javascript:window.owned=1\">x</a>",
    "--><!--<script>window.owned=1</script>",
    "</style></title></textarea><script>window.owned=1</script>",
    "<meta http-equiv=refresh content=\"0;url=https://evil.invalid\">",
    "<link rel=stylesheet href=https://evil.invalid/x.css>",
    "\u{202e}gpj.exe\u{0}\u{1b}[31m\nnext",
    "{{title}}{% raw %}${alert(1)}",
];

const AUTHORS: [&str; 4] = [
    "Ada Lovelace",
    "Grace Hopper",
    "Alan Turing",
    "Katherine Johnson",
];
const KINDS: [(&str, &str, &str, &str); 5] = [
    (
        "aws-secret-access-key",
        "AWS secret access key",
        "AWS",
        "critical",
    ),
    (
        "stripe-live-key",
        "Stripe live secret key",
        "Stripe",
        "critical",
    ),
    ("slack-bot-token", "Slack bot token", "Slack", "high"),
    (
        "generic-password",
        "Password in an assignment",
        "",
        "medium",
    ),
    ("sentry-dsn", "Sentry DSN", "Sentry", "low"),
];

fn finding(index: usize, path: &str, text: &str) -> Value {
    let (rule, name, provider, severity) = KINDS[index % KINDS.len()];
    let confidence = ["high", "medium"][index % 2];
    let (year, month, day) = (2024 + index % 3, 1 + index * 5 % 12, 1 + index * 7 % 28);
    let source = if index.is_multiple_of(4) {
        json!({"kind": "file"})
    } else {
        json!({
            "kind": "commit", "commit": format!("{index:040x}"),
            "author": if text.is_empty() { AUTHORS[index % AUTHORS.len()] } else { text },
            "email": "someone@example.com",
            "date": format!("{year}-{month:02}-{day:02}T10:20:30+01:00"),
            "message": if text.is_empty() { "Wire up the payment service" } else { text },
            "in_head": !index.is_multiple_of(3), "paths": [path], "commits": 1 + index,
        })
    };
    json!({
        "rule": rule, "name": if text.is_empty() { name } else { text },
        "provider": provider, "category": "saas", "severity": severity,
        "confidence": confidence, "path": path,
        "start_line": 3 + index * 11, "start_column": 15, "end_line": 3 + index * 11,
        "end_column": 55, "byte_start": 100, "byte_end": 140, "secret": "sk_l…",
        "fingerprint": format!("tl1:{index:032x}"),
        "secret_id": format!("ts1:{:032x}", index % 28),
        "entropy": 4.5, "signals": ["distinctive"], "parts": [], "source": source, "decoded": [],
        "remediation": {
            "revoke": "https://dashboard.example.com/apikeys", "env": "PAYMENT_API_KEY",
            "docs": "https://docs.example.com/keys",
        },
    })
}

/// A report of some 40 places of 28 secrets, some of them hostile in every field.
fn report() -> Value {
    let ordinary = (0..40).map(|index| {
        let path = format!("services/service-{index:02}/config/settings.py");
        finding(index, &path, "")
    });
    let hostile = HOSTILE
        .iter()
        .enumerate()
        .map(|(index, text)| finding(100 + index, text, text));
    let findings: Vec<Value> = ordinary.chain(hostile).collect();
    json!({
        "schema_version": 1, "tool": {"name": "tightlip", "version": "0"}, "status": "incomplete",
        "findings": findings,
        "coverage": {
            "files": 4_885, "bytes": 56_000_000, "commits": 34_473, "blobs": 69_854,
            "skipped": [
                {"path": "assets/logo.png", "reason": "binary"},
                {"path": HOSTILE[0], "reason": "unreadable: permission denied"},
            ],
            "elapsed_ms": 1_250,
        },
    })
}

#[test]
fn a_report_works_in_a_real_browser() {
    let set = |name| env::var(name).ok().filter(|value| !value.is_empty());
    let (Some(browser), Some(playwright)) = (set("TIGHTLIP_BROWSER"), set("PLAYWRIGHT")) else {
        assert!(set("CI").is_none(), "CI has no browser for the HTML report");
        let word = "skipped: no browser (set TIGHTLIP_BROWSER and PLAYWRIGHT)\n";
        io::stderr().write_all(word.as_bytes()).unwrap();
        return;
    };
    let repo = Repo::plain();
    repo.write("in.json", report().to_string());
    let ran = repo.tightlip([
        "report",
        "convert",
        "in.json",
        "--report=html=out.html",
        "-q",
    ]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/report.mjs");
    let mut command = repo.command("node");
    command
        .arg(script)
        .arg(repo.path().join("out.html"))
        .arg(browser);
    if let Some(folder) = set("TIGHTLIP_PICTURES") {
        fs::copy(
            repo.path().join("out.html"),
            Path::new(&folder).join("out.html"),
        )
        .unwrap();
        command.arg(folder);
    }
    let ran = run(command.env("PLAYWRIGHT", playwright), b"");
    assert_eq!(ran.code, 0, "{}\n{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("checks passed"), "{}", ran.stdout);
}
