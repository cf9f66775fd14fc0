//! How long, and in how much memory, each format writes 100,000 findings. `cargo bench --bench
//! report` prints a line a format; each runs in a process of its own, so that its peak is its own.

#![allow(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::env;
use std::io::{self, Write};
use std::process::Command;
use std::time::Instant;

use tightlip::blob::{Blob, Origin};
use tightlip::coverage::Summary;
use tightlip::detect::{Options as Detection, Scanner};
use tightlip::finding::Finding;
use tightlip::report::{Format, Options, Template};
use tightlip::rule::RuleSet;
use tightlip::rule::template::{Dice, expand};

const FINDINGS: usize = 100_000;
const A_FILE: usize = 100;
const TEMPLATE: &str =
    "{% for f in findings %}{{ f.path }}:{{ f.start_line }} {{ f.rule }}\n{% endfor %}";

fn main() {
    match env::var("TIGHTLIP_BENCH_FORMAT") {
        Ok(word) => measure(Format::from_word(&word).expect("a format")),
        Err(_) => all(),
    }
}

fn all() {
    let program = env::current_exe().expect("this program");
    println!(
        "{FINDINGS} findings\nformat      first byte      all    written  peak (findings alone)"
    );
    for format in Format::ALL {
        let status = Command::new(&program)
            .env("TIGHTLIP_BENCH_FORMAT", format.as_str())
            .status();
        assert!(status.expect("it runs").success());
    }
}

/// Counts, and notes when the first byte came.
struct Count {
    bytes: usize,
    started: Instant,
    first: Option<f64>,
}

impl Write for &mut Count {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes += bytes.len();
        let since = self.started.elapsed().as_secs_f64();
        self.first.get_or_insert(since);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn measure(format: Format) {
    let findings = findings();
    let before = peak();
    let mut summary = Summary::default();
    for finding in &findings {
        summary.reported.add(finding.severity);
    }
    let options = Options {
        template: Some(Template::new("a.txt", TEMPLATE).expect("it is right")),
        ..Options::default()
    };
    let mut out = Count {
        bytes: 0,
        started: Instant::now(),
        first: None,
    };
    let started = out.started;
    let mut reporter = format.reporter(&mut out, options);
    reporter.begin().expect("it only counts");
    for finding in &findings {
        reporter.finding(finding).expect("it only counts");
    }
    reporter.end(&summary).expect("it only counts");
    drop(reporter);
    println!(
        "{:<11} {:>7.3} s {:>7.3} s {:>7.1} MB {:>5} MB ({before} MB)",
        format.as_str(),
        out.first.unwrap_or_default(),
        started.elapsed().as_secs_f64(),
        out.bytes as f64 / 1e6,
        peak()
    );
}

/// Each of another key, a hundred in a file.
fn findings() -> Vec<Finding> {
    let scanner = Scanner::new(RuleSet::builtin(), Detection::default());
    let mut dice = Dice::new(1);
    let mut findings = Vec::with_capacity(FINDINGS);
    // A few keys look made up by chance, and are judged so.
    for file in 0.. {
        if findings.len() >= FINDINGS {
            break;
        }
        let mut text = String::new();
        for line in 0..A_FILE {
            let key = expand("sk-proj-{base64url:74}T3BlbkFJ{base64url:74}", &mut dice);
            let key = key.expect("the template is right");
            let line = format!("    client_{line} = OpenAI(api_key=\"{key}\")  # team {file}\n");
            text.push_str(&line);
        }
        let path = format!("services/service-{file:04}/src/config/settings.py");
        let origin = Origin::File { path };
        findings.extend(scanner.scan(&Blob::whole(&origin, text.as_bytes())));
    }
    findings.truncate(FINDINGS);
    findings
}

/// The most memory that this process ever had, in MB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) / 1024
}
