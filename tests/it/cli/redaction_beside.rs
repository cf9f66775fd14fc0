//! What stands beside a secret shows no other secret of the same report, whoever knows it.

use std::fs;

use serde_json::{Value, json};
use tightlip::report::Format;
use tightlip::rule::template::{Dice, expand};

use crate::support::{Ran, Repo, run, token};

/// A password that nothing but its place tells.
fn password(seed: u64) -> String {
    expand("{alnum:9}!{alnum:8}", &mut Dice::new(seed)).unwrap()
}

fn formats() -> impl Iterator<Item = String> {
    let formats = Format::ALL.into_iter();
    let formats = formats.filter(|format| *format != Format::Template);
    formats.map(|format| format!("--format={}", format.as_str()))
}

#[track_caller]
fn assert_hidden(ran: &Ran, secrets: &[String]) {
    assert!((0..=3).contains(&ran.code), "{ran:?}");
    for secret in secrets {
        // A quarter is shown, at most.
        let rest = &secret[secret.len() / 3..];
        for said in [&ran.stdout, &ran.stderr] {
            assert!(!said.contains(rest), "`{rest}` of `{secret}` is in {said}");
        }
    }
}

#[test]
fn the_message_of_a_commit_shows_no_secret_of_another_one() {
    let repo = Repo::new();
    let [old, new, other] = [1, 2, 3].map(password);
    repo.stage("a.py", format!("password = \"{old}\"\n"));
    repo.commit("Begin");
    let text = format!("password = \"{new}\"\nsecret = \"{other}\"\n");
    repo.stage("a.py", text);
    repo.commit(&format!("Change it from {old} to {new} and {other}"));
    let secrets = [old, new, other];
    for format in formats() {
        let ran = repo.tightlip(["history", &format]);
        assert_eq!(ran.code, 1, "{ran:?}");
        assert_hidden(&ran, &secrets);
        // Nobody looks at what was taken out.
        let ran = repo.tightlip(["scan", "--ci", "--ci-base=HEAD~1", &format]);
        assert_eq!(ran.code, 1, "{ran:?}");
        assert_hidden(&ran, &secrets[1..]);
    }
    let ran = repo.tightlip(["history", "--format=json"]);
    let message = format!("Change it from {}… to", &secrets[0][..4]);
    assert!(ran.stdout.contains(&message), "{}", ran.stdout);
}

#[test]
fn no_line_path_or_author_shows_a_secret_of_another_place() {
    let repo = Repo::new();
    let [line, folder, author, allowed] = [11, 12, 13, 14].map(password);
    let key = token(7);
    repo.stage("a.py", format!("password = \"{line}\"\n"));
    let text = format!("key = \"{key}\" # login(\"{line}\") or (\"{allowed}\")\n");
    repo.stage("b.py", &text);
    repo.stage(&format!("c/{folder}/c.py"), &text);
    let text = format!(
        "password = \"{allowed}\" # tightlip:allow\npassword = \"{folder}\"\nother_password = \"{author}\"\n"
    );
    repo.stage("aa.py", text);
    let mut commit = repo.command("git");
    let name = format!("{author} x");
    commit.env("GIT_AUTHOR_NAME", name);
    commit.args(["commit", "--quiet", "--no-verify", "-m", "Begin"]);
    assert_eq!(run(&mut commit, b"").code, 0);
    let secrets = [line, folder, author, allowed];
    for format in formats() {
        for args in [&["scan"][..], &["scan", "-"], &["history"]] {
            let ran = repo.tightlip_with(
                args.iter().chain(&[&*format]),
                text_of(&secrets).as_bytes(),
                |command| command,
            );
            assert_eq!(ran.code, 1, "{ran:?}");
            assert_hidden(&ran, &secrets);
        }
    }
    // What is streamed does not know the lines behind it, but what is written at the end does.
    repo.stage("A.py", format!("key = \"{key}\" # {}\n", secrets[0]));
    let out = repo.beside("out.json");
    let file = format!("--report=json={}", out.display());
    let ran = repo.tightlip(["scan", "--format=jsonl", "--threads=3", &file]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let report = fs::read_to_string(out).unwrap();
    assert!(!report.contains(&secrets[0][6..]), "{report}");
}

/// Lines each of which quotes the next one's password.
fn text_of(secrets: &[String]) -> String {
    let next = secrets.iter().cycle().skip(1);
    let lines = secrets.iter().zip(next);
    let lines = lines.map(|(one, next)| format!("password = \"{one}\" # not {next}\n"));
    lines.collect()
}

#[test]
fn findings_of_one_commit_in_a_report_of_others_do_not_tell_on_one_another() {
    let repo = Repo::plain();
    let secrets = [21, 22].map(password);
    let record = |secret: &String| {
        json!({
            "RuleID": "generic-api-key", "Description": "Generic", "StartLine": 1, "EndLine": 1,
            "StartColumn": 1, "EndColumn": 9, "Match": secret, "Secret": secret, "File": "a.py",
            "SymlinkFile": "", "Commit": "0123456789abcdef0123456789abcdef01234567",
            "Entropy": 3.5, "Author": secrets[0], "Email": format!("{}@x.y", secrets[1]),
            "Date": "2024-01-01T00:00:00Z", "Tags": [], "Fingerprint": "",
            "Message": format!("from {} to {}", secrets[0], secrets[1]),
        })
    };
    let report: Value = secrets.iter().map(record).collect();
    for format in formats() {
        let args = ["report", "convert", "-", &*format];
        let ran = repo.tightlip_with(args, report.to_string().as_bytes(), |command| command);
        assert_eq!(ran.code, 0, "{ran:?}");
        assert_hidden(&ran, &secrets);
    }
}

#[test]
fn whatever_a_report_says_is_shown_without_secrets() {
    let repo = Repo::plain();
    let of = |seed: u64| token(40 + seed);
    let sarif = json!({"version": "2.1.0", "runs": [{
        "tool": {"driver": {"name": "x"}}, "results": [],
        "invocations": [{"executionSuccessful": false, "toolExecutionNotifications": [{
            "level": "error", "message": {"text": format!("cannot read {}", of(0))},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": of(1)}}}],
        }]}],
    }]});
    let ours = json!({
        "schema_version": 1, "tool": {"name": "tightlip", "version": "0"}, "status": "findings",
        "findings": [{
            "rule": of(2), "name": of(3), "provider": of(4), "category": of(5),
            "severity": "high", "confidence": "high", "path": format!("a/{}.py", of(6)),
            "start_line": 1, "start_column": 1, "end_line": 1, "end_column": 9, "byte_start": 0,
            "byte_end": 8, "secret": "abc…", "fingerprint": of(7), "secret_id": of(8),
            "entropy": 3.0, "signals": [of(9)], "decoded": [of(10)],
            "parts": [{"name": of(11), "value": of(12), "public": true, "start_line": 1,
                "start_column": 1, "byte_start": 0, "byte_end": 8}],
            "source": {"kind": "commit", "commit": of(13), "author": of(14), "email": of(15),
                "date": of(16), "message": of(17), "in_head": true, "paths": [of(18)],
                "commits": 1},
            "remediation": {"revoke": of(19), "env": of(20), "docs": of(21), "help": of(22),
                "why": of(23)},
        }],
        "coverage": {"files": 1, "bytes": 1, "commits": 0, "blobs": 0, "elapsed_ms": 1,
            "skipped": [{"path": of(24), "reason": format!("unreadable: {}", of(25))}]},
    });
    let secrets: Vec<String> = (0..26).map(of).collect();
    for report in [sarif, ours] {
        let path = repo.beside("in.json");
        fs::write(&path, report.to_string()).unwrap();
        let path = path.display().to_string();
        for format in formats() {
            for command in ["convert", "merge"] {
                let ran = repo.tightlip(["report", command, &path, &format]);
                assert_eq!(ran.code, 0, "{ran:?}");
                assert_hidden(&ran, &secrets);
            }
        }
    }
}

#[test]
fn what_could_not_be_read_stands_below_the_root_wherever_it_was_typed() {
    let repo = Repo::new();
    repo.write("sub/a.py", "x = 1\n");
    // Read to its end this would take too long, and it is said so.
    repo.write("other/no.py", ".v1.eyJ".repeat(6000));
    let top = repo.path().display().to_string();
    for (format, place) in [
        ("sarif", "\"uri\":\"other/no.py\""),
        ("github", "::warning file=other/no.py,"),
        ("gitlab", "\"other/no.py could not be read"),
        ("junit", "classname=\"other/no.py\""),
        ("checkstyle", "<file name=\"other/no.py\">"),
        ("text", "../other/no.py"),
    ] {
        let args = ["scan", ".", "../other", "--format", format];
        let sub = repo.path().join("sub");
        let ran = repo.tightlip_with(args, b"", |command| command.current_dir(sub));
        assert_eq!(ran.code, 3, "{ran:?}");
        let said = ran.stdout + &ran.stderr;
        assert!(said.contains(place), "{format}: {said}");
    }
    let outside = repo.beside("outside");
    fs::create_dir_all(&outside).unwrap();
    let args = ["scan", &top, "--format=sarif"];
    let ran = repo.tightlip_with(args, b"", |command| command.current_dir(outside));
    assert!(ran.stdout.contains("\"uri\":\"other/no.py\""), "{ran:?}");
}

#[test]
fn lines_written_as_they_come_show_no_secret_of_a_later_file() {
    let repo = Repo::new();
    let password = expand("{alnum:10}9x", &mut Dice::new(7)).unwrap();
    repo.write("a0.py", token(1));
    repo.write(&format!("a_{password}/f.py"), token(2));
    repo.write("b.py", token(3));
    repo.write("zz.py", format!("password = \"{password}\"\n"));
    for format in ["jsonl", "csv"] {
        let out = repo.beside("out");
        let report = format!("--report={format}={}", out.display());
        let scan = |option: &str| repo.tightlip(["scan", "--no-hygiene", "--threads=1", option]);
        let ran = scan(&format!("--format={format}"));
        assert_eq!(ran.code, 1, "{ran:?}");
        assert_hidden(&ran, std::slice::from_ref(&password));
        scan(&report);
        let time = |text: &str| {
            let lines = text.lines().filter(|line| !line.contains("elapsed_ms"));
            lines.map(str::to_owned).collect::<Vec<_>>()
        };
        let written = fs::read_to_string(&out).unwrap();
        assert_eq!(time(&ran.stdout), time(&written));
        assert!(ran.stdout.contains("zz.py") && ran.stdout.contains("b.py"));
    }
}

#[test]
fn a_line_of_a_key_is_shown_nowhere_else() {
    let repo = Repo::new();
    let line = |seed| expand("{alnum:64}", &mut Dice::new(seed)).unwrap();
    let lines: Vec<String> = (0..20).map(line).collect();
    let armor = |word: &str| format!("-----{word} RSA PRIVATE KEY-----");
    let key = format!(
        "{}\n{}\n{}\n",
        armor("BEGIN"),
        lines.join("\n"),
        armor("END")
    );
    repo.stage("key.pem", key);
    repo.stage(
        "n.py",
        format!("{} # after {}\n", token(1).trim_end(), lines[5]),
    );
    repo.commit(&format!("Rotate the key whose 4th line is {}", lines[3]));
    for format in formats() {
        for command in ["scan", "history"] {
            let ran = repo.tightlip([command, &format]);
            assert_eq!(ran.code, 1, "{ran:?}");
            assert_hidden(&ran, &lines);
        }
    }
}

#[test]
fn a_mistake_shows_no_value_of_its_line() {
    let repo = Repo::new();
    for seed in 0..60 {
        let secret = expand("{alpha:20}", &mut Dice::new(seed)).unwrap();
        repo.write("d.toml", format!("password = \"{secret}\"\n"));
        let ran = repo.tightlip(["scan", "--config=d.toml"]);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.stderr.contains("1 | password = \"*"), "{ran:?}");
        assert_hidden(&ran, &[secret]);
    }
}

#[test]
fn the_second_half_of_a_pair_that_others_found_is_hidden_in_paths() {
    let repo = Repo::new();
    let half = |seed| expand("{alnum:20}", &mut Dice::new(seed)).unwrap();
    let (id, secret) = (half(1), half(2));
    let found = json!({"DetectorName": "AWS", "Raw": id, "RawV2": format!("{id}:{secret}"),
        "SourceMetadata": {"Data": {"Filesystem": {"file": format!("d/{secret}.py"), "line": 3}}}});
    repo.write("t.json", found.to_string());
    for format in formats() {
        let ran = repo.tightlip(["report", "convert", "t.json", &format]);
        assert_eq!(ran.code, 0, "{ran:?}");
        assert_hidden(&ran, std::slice::from_ref(&secret));
    }
}
