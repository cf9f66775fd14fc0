//! Scanning what changed gives what scanning every blob whole gives, however git has packed it.

use std::fmt::Write as _;

use serde_json::Value;
use tightlip::rule::template::{Dice, expand};

use super::{history, token};
use crate::support::{Repo, run};

const FILES: [&str; 9] = [
    "src/app.py",
    "config.yml",
    "tests/test_app.py",
    "deploy/.env",
    "notes.md",
    "lib/keys.rb",
    "wide.txt",
    PLAIN,
    "assets/table.bin",
];
/// Has nothing that any rule looks for.
const PLAIN: &str = "src/plain.c";

/// A line of a file: of most, one that some rule looks at, or one of many that mean nothing.
fn line(file: &str, dice: &mut Dice) -> String {
    if file == PLAIN {
        return format!("x{} = {};", dice.below(99), dice.below(999));
    }
    let value = |template: &str, dice: &mut Dice| expand(template, dice).unwrap();
    match dice.below(60) {
        0 => format!("api_key = \"{}\"", value("{alnum:32}", dice)),
        1 => format!("token: ghp_{}", value("{alnum:36}", dice)),
        2 => format!("deepgram_key = '{}'", value("{hex:40}", dice)),
        3 => format!(
            "password = \"{}\"  # tightlip:allow",
            value("{alnum:14}", dice)
        ),
        4 => format!("DB=postgres://app:{}@db/x", value("{alnum:16}", dice)),
        5 => ["-----BEGIN", " RSA PRIVATE", " KEY-----"].concat(),
        6 => ["-----END", " RSA PRIVATE", " KEY-----"].concat(),
        7 => value("{base64:64}", dice),
        8 => format!("k = \"{}\"", token(dice.below(30) as u64)),
        9 => "// secretlint-disable".to_owned(),
        10 => format!("aws_secret_access_key = {}", value("{base64:40}", dice)),
        11..=20 => format!("    call(key, token, secret_{})", dice.below(9)),
        21..=25 => "password = os.environ[\"PASSWORD\"]".to_owned(),
        _ => format!(
            "x{} = {} * {}",
            dice.below(99),
            dice.below(999),
            dice.below(99)
        ),
    }
}

/// Some hundred commits, each of which edits some files.
pub(super) fn generated(seed: u64, commits: usize) -> Repo {
    let repo = Repo::new();
    let mut dice = Dice::new(seed);
    let mut files: Vec<Vec<String>> = FILES
        .iter()
        .map(|file| (0..80).map(|_| line(file, &mut dice)).collect())
        .collect();
    let mut stream = Vec::new();
    for commit in 0..commits {
        let mut head = String::new();
        let time = 1_700_000_000 + commit * 60;
        let message = format!("commit {commit}");
        let _ = write!(
            head,
            "commit refs/heads/main\nmark :{}\ncommitter A <a@example.com> {time} +0000\ndata {}\n\
             {message}\n",
            commit + 1,
            message.len()
        );
        if commit > 0 {
            let _ = writeln!(head, "from :{commit}");
        }
        stream.extend(head.bytes());
        for _ in 0..=dice.below(3) {
            let at = dice.below(FILES.len());
            for _ in 0..=dice.below(6) {
                let lines = &mut files[at];
                let place = dice.below(lines.len());
                match dice.below(5) {
                    0 => drop(lines.remove(place)),
                    1 => {
                        let to = dice.below(lines.len());
                        let moved = lines.remove(place);
                        lines.insert(to, moved);
                    }
                    2 => {
                        let more: Vec<String> = lines[place..].iter().take(9).cloned().collect();
                        lines.splice(place..place, more);
                    }
                    _ => lines.insert(place, line(FILES[at], &mut dice)),
                }
                if lines.len() < 40 {
                    lines.extend((0..60).map(|_| line(FILES[at], &mut dice)));
                }
            }
            let text = files[at].join("\n");
            let bytes: Vec<u8> = match FILES[at] {
                "wide.txt" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
                "assets/table.bin" => [b"\0\x01", text.as_bytes()].concat(),
                _ => text.into_bytes(),
            };
            stream.extend(format!("M 100644 inline {}\ndata {}\n", FILES[at], bytes.len()).bytes());
            stream.extend(bytes);
            stream.push(b'\n');
        }
    }
    let ran = run(
        repo.command("git").args(["fast-import", "--quiet"]),
        &stream,
    );
    assert_eq!(ran.code, 0, "{ran:?}");
    repo
}

/// All of a report but the time it took.
pub(super) fn said(repo: &Repo, args: &[&str]) -> Value {
    let all = [&["--min-confidence=low"], args].concat();
    let ran = history(repo, &all);
    let mut report = ran.json();
    report["coverage"]["elapsed_ms"] = Value::Null;
    report
}

#[test]
fn the_same_is_found_however_the_history_is_packed() {
    for seed in 1..=2 {
        let repo = generated(seed, 50);
        let whole = said(&repo, &["--whole-blobs"]);
        let found = whole["findings"].as_array().unwrap().len();
        assert!(found > 10, "{found}");
        let check = |how: &str| {
            assert!(said(&repo, &[]) == whole, "{seed}: {how}");
        };
        check("as imported");
        let repack = |depth: &str, window: &str, offsets: bool| {
            let offsets = format!("repack.useDeltaBaseOffset={offsets}");
            let (depth, window) = (format!("--depth={depth}"), format!("--window={window}"));
            repo.git(["-c", &offsets, "repack", "-adfq", &depth, &window]);
        };
        for (depth, window, offsets) in [
            ("1", "2", true),
            ("50", "10", true),
            ("50", "10", false),
            ("4000", "100", true),
        ] {
            repack(depth, window, offsets);
            check(&format!(
                "depth {depth}, window {window}, offsets {offsets}"
            ));
        }
        assert!(
            said(&repo, &["--memory-limit=200K"]) == whole,
            "{seed}: little memory"
        );
        assert!(said(&repo, &["--threads=1"]) == whole, "{seed}: one thread");
        // Two packs with much in common, and loose objects beside them.
        repo.git(["config", "gc.auto", "0"]);
        let half = repo.git(["rev-parse", "main~25"]);
        let folder = ".git/objects/pack/pack";
        let list = format!("{half}\n");
        let ran = run(
            repo.command("git")
                .args(["pack-objects", "-q", "--revs", folder]),
            list.as_bytes(),
        );
        assert_eq!(ran.code, 0, "{ran:?}");
        check("two packs");
    }
}

#[test]
fn a_range_gives_what_the_whole_gives_in_it() {
    let repo = generated(9, 40);
    repo.git(["repack", "-adfq"]);
    for range in ["main~20..main", "main~39..main~30"] {
        let whole = said(&repo, &["--range", range, "--whole-blobs"]);
        assert!(said(&repo, &["--range", range]) == whole, "{range}");
    }
}
