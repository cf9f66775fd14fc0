//! The same input gives the same report, byte for byte, whatever the threads.

use std::fmt::Write;

use crate::support::{Repo, token};

/// Files of all kinds in several folders, all of it staged.
fn repo() -> Repo {
    let repo = Repo::new();
    for file in 0..48_u64 {
        let mut text = String::new();
        for at in 0..file % 5 {
            writeln!(text, "x = {at}\nkey = \"{}\"", token(file * 10 + at)).unwrap();
        }
        repo.write(&format!("d{}/f{file}.py", file % 7), text);
    }
    repo.write("d0/.env", "TOKEN=1\n");
    repo.write("d1/a.bin", b"\0\x01\x02\0");
    repo.write("d2/b.bin", b"\0\x01\x02\0");
    repo.git(["add", "--force", "."]);
    repo
}

/// The report without the time that it took.
fn masked(report: &str) -> String {
    let Some((before, after)) = report.split_once("\"elapsed_ms\":") else {
        return report.to_owned();
    };
    let after = after.trim_start_matches(|c: char| c.is_ascii_digit());
    format!("{before}\"elapsed_ms\":0{after}")
}

#[test]
fn reports_do_not_depend_on_the_threads() {
    let repo = repo();
    for scan in [
        &["scan"][..],
        &["scan", "--staged"],
        &["scan", "d3", "d0", "d1/f1.py"],
    ] {
        for (format, threads) in [
            ("json", &[2, 3, 4, 5, 6, 7, 8][..]),
            ("text", &[8]),
            ("jsonl", &[8]),
        ] {
            let report = |threads: u32| {
                let threads = threads.to_string();
                let more = ["--format", format, "--threads", &threads];
                let ran = repo.tightlip(scan.iter().chain(&more));
                assert_eq!(ran.code, 1, "{ran:?}");
                masked(&ran.stdout)
            };
            let first = report(1);
            assert!(first.len() > 1000);
            for threads in threads {
                assert_eq!(report(*threads), first, "{scan:?} {format} {threads}");
            }
        }
    }
}

#[test]
fn findings_are_in_order_of_path_and_place() {
    let ran = repo().tightlip(["scan", "--format=json"]);
    let order: Vec<(String, u64)> = ran
        .findings()
        .iter()
        .map(|finding| {
            let path = finding["path"].as_str().unwrap().to_owned();
            (path, finding["byte_start"].as_u64().unwrap())
        })
        .collect();
    assert!(order.is_sorted(), "{order:?}");
    assert!(order.len() > 80);
}
