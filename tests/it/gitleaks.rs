//! gitleaks' commands and flags: the examples of its documentation with the name changed, and
//! what cannot be done.

mod known;
mod limits;

use data_encoding::BASE64;
use serde_json::Value;

use tightlip::rule::template::{Dice, expand};

use crate::support::{Ran, Repo, token};

/// A repository with two commits that each bring a secret; the first one is gone from the tree.
fn repo() -> Repo {
    let repo = Repo::new();
    repo.stage("src/a.py", format!("key = \"{}\"\n", token(1)));
    repo.commit("first");
    repo.stage("src/a.py", "nothing\n");
    repo.stage("b.py", format!("\nkey = \"{}\"\n", token(2)));
    repo.commit("second");
    repo
}

fn shell(repo: &Repo, line: &str) -> Ran {
    let program = env!("CARGO_BIN_EXE_tightlip");
    let line = line.replace("tightlip ", &format!("{program} "));
    crate::support::run(repo.command("sh").args(["-c", &line]), b"")
}

/// The report that a command wrote to a file.
fn report(repo: &Repo, name: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(repo.path().join(name)).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn places(report: &[Value]) -> Vec<String> {
    let place = |record: &Value| {
        let file = record["File"].as_str().unwrap();
        format!("{file}:{}", record["StartLine"])
    };
    report.iter().map(place).collect()
}

#[test]
fn git_scans_the_history() {
    let repo = repo();
    let ran = shell(&repo, "tightlip git -v");
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.stdout.contains("src/a.py:1:"), "{}", ran.stdout);
    assert!(ran.stdout.contains("b.py:2:"), "{}", ran.stdout);
    assert!(!ran.stdout.contains(&token(1)), "secrets are never shown");
    assert_eq!(shell(&repo, "tightlip git .").code, 1);
    assert_eq!(shell(&repo, "tightlip detect --source . -v").code, 1);
    assert_eq!(shell(&repo, "tightlip detect --exit-code 7").code, 7);
    assert_eq!(shell(&repo, "tightlip git --exit-code=0").code, 0);
}

#[test]
fn log_opts_say_which_commits() {
    let repo = repo();
    let [first, second] = ["HEAD~1", "HEAD"].map(|name| repo.git(["rev-parse", name]));
    repo.git(["checkout", "--quiet", "-b", "side", "HEAD~1"]);
    repo.stage("c.py", format!("key = \"{}\"\n", token(3)));
    repo.commit("third");
    repo.git(["checkout", "--quiet", "main"]);
    let found = |options: &str| {
        let line = format!("cd .. && tightlip git -v --log-opts=\"{options}\" repo -r out.json");
        let ran = shell(&repo, &line);
        assert!(ran.code < 2, "{options}: {ran:?}");
        places(&report(&repo, "../out.json"))
    };
    assert_eq!(
        found(&format!("--all {first}..{second}")),
        ["b.py:2", "c.py:1"]
    );
    assert_eq!(found(&format!("{first}..{second}")), ["b.py:2"]);
    assert_eq!(found(&format!("{second} ^{first}")), ["b.py:2"]);
    assert_eq!(found(&first), ["src/a.py:1"]);
    assert_eq!(found("-n 1"), ["b.py:2"]);
    assert_eq!(found("--all -- src"), ["src/a.py:1"]);
    assert_eq!(
        found("--full-history"),
        ["b.py:2", "src/a.py:1"],
        "of HEAD alone"
    );
    assert_eq!(
        found("--since=2999-01-01"),
        [""; 0],
        "nothing new is no failure"
    );
    let ran = shell(&repo, "tightlip git --log-opts='--author=me'");
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(
        ran.stderr.contains("--log-opts: `--author` cannot"),
        "{ran:?}"
    );
    let ran = shell(&repo, "tightlip git --log-opts=--no-merges");
    assert!(
        ran.stderr.contains("warning: --no-merges in --log-opts"),
        "{ran:?}"
    );
}

#[test]
fn dir_scans_files_and_stdin_a_stream() {
    let repo = repo();
    let ran = shell(&repo, "tightlip dir -v b.py");
    assert_eq!(ran.code, 1);
    for line in [
        "tightlip dir",
        "tightlip directory .",
        "tightlip file b.py",
        "tightlip detect --no-git --source .",
        "tightlip detect --no-git -s b.py -v",
        "cat b.py | tightlip -v stdin",
        "cat b.py | tightlip stdin --no-banner",
        "cat b.py | tightlip detect --pipe",
        "tightlip --no-banner -l warn dir b.py",
    ] {
        let ran = shell(&repo, line);
        assert_eq!(ran.code, 1, "{line}: {ran:?}");
        assert_eq!(
            ran.stdout.matches("openai-project-key").count(),
            2,
            "{line}: {ran:?}"
        );
    }
    repo.write(".env", "A=1\n");
    assert_eq!(
        shell(&repo, "tightlip dir src").code,
        0,
        "no word about .env"
    );
    let ran = shell(&repo, "cat b.py | tightlip stdin -f json -r -");
    let records: Vec<Value> = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(records[0]["File"], "");
    assert_eq!(records[0]["Fingerprint"], ":openai-project-key:2");
}

#[test]
fn a_hook_scans_what_is_staged() {
    let repo = repo();
    repo.stage("c.py", format!("key = \"{}\"\n", token(3)));
    for line in [
        "tightlip git --pre-commit --redact --staged --verbose",
        "tightlip protect --verbose --redact --staged",
        "cd .. && tightlip git --staged repo",
    ] {
        let ran = shell(&repo, line);
        assert_eq!(ran.code, 1, "{line}: {ran:?}");
        assert!(ran.stdout.contains("c.py:1:"), "{line}: {ran:?}");
        assert!(!ran.stdout.contains("b.py"), "{line}: {ran:?}");
    }
    let ran = shell(&repo, "tightlip git --staged --redact");
    assert!(
        !ran.stdout.contains("sk-proj"),
        "nothing of it: {}",
        ran.stdout
    );
    repo.git(["reset", "--quiet", "--hard"]);
    let ran = shell(&repo, "tightlip protect --staged");
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn without_staged_a_hook_scans_what_is_changed_and_not_staged() {
    let repo = Repo::new();
    let line = |seed| format!("key = \"{}\"\n", token(seed));
    for name in ["old.py", "gone.py", "crlf.py", "sub/deep.py", "excluded.py"] {
        repo.stage(name, format!("{}nothing\n", line(1)));
    }
    repo.commit("one");
    let found = |command: &str| {
        let ran = shell(&repo, &format!("{command} -r -"));
        assert!(ran.code < 2, "{command}: {ran:?}");
        let records: Vec<Value> = serde_json::from_str(&ran.stdout).unwrap();
        places(&records)
    };
    for command in ["tightlip git --pre-commit", "tightlip protect -s ."] {
        assert_eq!(
            found(command),
            [""; 0],
            "{command}: what is committed is no change"
        );
    }
    repo.write("old.py", format!("{}{}", line(1), line(2)));
    repo.write(
        "crlf.py",
        format!("{}nothing\r\n{}", line(1), line(3)).replace('\n', "\r\n"),
    );
    repo.write("sub/deep.py", line(4));
    repo.write("excluded.py", line(5));
    repo.write("new.py", line(6));
    repo.write("meant.py", line(7));
    repo.git(["add", "--intent-to-add", "meant.py"]);
    repo.stage("staged.py", line(8));
    std::fs::remove_file(repo.path().join("gone.py")).unwrap();
    repo.write("tightlip.toml", "[scan]\nexclude = [\"excluded.py\"]\n");
    for command in [
        "tightlip git --pre-commit",
        "tightlip protect",
        "cd .. && tightlip git --pre-commit repo",
    ] {
        assert_eq!(
            found(command),
            ["crlf.py:3", "meant.py:1", "old.py:2", "sub/deep.py:1"],
            "{command}"
        );
    }
    assert_eq!(found("cd sub && tightlip git --pre-commit"), ["deep.py:1"]);
    let ran = shell(&repo, "cd /tmp && tightlip protect");
    assert_eq!(ran.code, 2, "no repository: {ran:?}");
}

#[test]
fn dir_scans_the_files_that_gitleaks_scans() {
    let repo = Repo::new();
    let line = |seed| format!("key = \"{}\"\n", token(seed));
    repo.write(".gitignore", "ignored.py\nbuild\n");
    for (seed, name) in [
        "ignored.py",
        "build/out.py",
        "node_modules/lib/index.js",
        "web/package-lock.json",
        "logo.svg",
        ".git/config.bak",
    ]
    .into_iter()
    .enumerate()
    {
        repo.write(name, line(seed as u64));
    }
    std::fs::write(repo.beside("far.py"), line(9)).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(repo.beside("far.py"), repo.path().join("link.py")).unwrap();
    let found = |line: &str| {
        let ran = shell(&repo, &format!("{line} -r -"));
        places(&serde_json::from_str::<Vec<Value>>(&ran.stdout).unwrap())
    };
    let usual = ["build/out.py:1", "ignored.py:1"];
    assert_eq!(found("tightlip dir"), usual);
    assert_eq!(found("tightlip detect --no-git"), usual);
    #[cfg(unix)]
    for command in ["tightlip dir", "tightlip detect --no-git"] {
        assert_eq!(
            found(&format!("{command} --follow-symlinks")),
            ["build/out.py:1", "ignored.py:1", "link.py:1"]
        );
    }
    assert_eq!(
        found("tightlip dir logo.svg"),
        ["logo.svg:1"],
        "it was named"
    );
    // That list is a part of gitleaks' own configuration.
    let rule = "[[rules]]\nid = \"ours\"\nregex = '''sk-proj-[\\w-]{100,}'''\n";
    repo.write(".gitleaks.toml", rule);
    assert!(found("tightlip dir").contains(&"logo.svg:1".to_owned()));
    repo.write(
        ".gitleaks.toml",
        format!("[extend]\nuseDefault = true\n{rule}"),
    );
    assert_eq!(found("tightlip dir"), usual);
}

#[test]
fn reports_have_their_shape() {
    let repo = repo();
    shell(&repo, "tightlip git --report-path gitleaks-report.json");
    let records = report(&repo, "gitleaks-report.json");
    assert_eq!(places(&records), ["b.py:2", "src/a.py:1"]);
    let fields: Vec<&String> = records[0].as_object().unwrap().keys().collect();
    insta::assert_snapshot!(
        fields
            .iter()
            .map(|field| field.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    );
    let first = repo.git(["rev-parse", "HEAD~1"]);
    let record = &records[1];
    assert_eq!(record["Commit"], first.as_str());
    assert_eq!(record["Author"], "A U Thor");
    assert_eq!(record["Message"], "first");
    assert_eq!(
        record["Secret"],
        "sk-proj-…".replace('…', &format!("{}…", &token(1)[8..12]))
    );
    let id = format!("{first}:src/a.py:openai-project-key:1");
    assert_eq!(record["Fingerprint"], id.as_str());
    for (line, begins) in [
        (
            "tightlip git -f csv -r -",
            "RuleID,Commit,File,SymlinkFile,Secret,Match,",
        ),
        ("tightlip git -r - -f junit", "<?xml"),
        ("tightlip git -r - -f sarif", "{"),
        ("tightlip git -r x.csv; cat x.csv", "\ncritical"),
    ] {
        let ran = shell(&repo, line);
        assert!(ran.stdout.starts_with(begins.trim()), "{line}: {ran:?}");
    }
    let ran = shell(&repo, "tightlip git -r shown.json --show-secrets");
    assert_eq!(ran.code, 1);
    assert_eq!(report(&repo, "shown.json")[1]["Secret"], token(1).as_str());
    shell(&repo, "tightlip git -r hidden.json --redact");
    assert_eq!(report(&repo, "hidden.json")[1]["Secret"], "REDACTED");
    assert_eq!(
        report(&repo, "hidden.json")[1]["Match"],
        "key = \"REDACTED\""
    );
}

#[test]
fn what_cannot_be_done_is_said() {
    let repo = repo();
    repo.write("jsonextra.tmpl", "[{{ rnage . }}{{ end }}]");
    let mut said = Vec::new();
    for line in [
        "tightlip dir -r report.json --report-format template",
        "tightlip dir -r report.json --report-template jsonextra.tmpl",
        "tightlip dir -r report.json -f csv --report-template jsonextra.tmpl",
        "tightlip dir --enable-rule openai-projct-key",
        "tightlip git nowhere",
        "tightlip dir -b .",
    ] {
        let ran = shell(&repo, line);
        assert_eq!(ran.code, 2, "{line}: {ran:?}");
        said.push(ran.stderr);
    }
    let ran = shell(&repo, "TMPDIR=/nowhere GITLEAKS_CONFIG_TOML=x tightlip dir");
    assert_eq!(ran.code, 2, "{ran:?}");
    let kept = "error: cannot keep a copy of gitleaks' configuration: ";
    assert!(ran.stderr.starts_with(kept), "{ran:?}");
    let ran = shell(
        &repo,
        "tightlip git --timeout 600 --max-decode-depth 2 --max-archive-depth 1 --platform github \
         --diagnostics cpu --diagnostics-dir d -f json -q",
    );
    assert_eq!(ran.code, 1);
    let ran = shell(
        &repo,
        "tightlip git --timeout 600 --max-decode-depth 2 --max-archive-depth 1 --platform github \
         --diagnostics cpu --diagnostics-dir d -f json --log-opts='-n 0' | cat",
    );
    said.push(
        ran.stderr
            .lines()
            .filter(|line| line.starts_with("warning"))
            .collect::<Vec<_>>()
            .join("\n"),
    );
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn a_template_of_gos_is_written() {
    let repo = repo();
    let template = "[{{ $last := sub (len .) 1 }}\n{{- range $i, $found := . }}{{ with $found }}\n\
        {\"Rule\": {{ quote .RuleID }}, \"Line\": {{ quote .Line }}, \"At\": {{ .StartLine }},\n\
        \"Tags\": [{{ $end := (sub (len .Tags ) 1) }}{{ range $j, $tag := .Tags }}{{ quote . }}\
        {{ if ne $j $end }},{{ end }}{{ end }}]}{{ if ne $i $last }},{{ end }}\n\
        {{- end }}{{ end }}\n]\n";
    repo.write("own.tmpl", template);
    for line in [
        "tightlip git -r out.json --report-format template --report-template own.tmpl",
        "tightlip git -r out.json --report-template own.tmpl",
        "tightlip history --report template=out.json --template own.tmpl",
    ] {
        assert_eq!(shell(&repo, line).code, 1, "{line}");
        let records = report(&repo, "out.json");
        assert_eq!(records.len(), 2, "{line}");
        assert_eq!(records[0]["Rule"], "openai-project-key", "{line}");
        assert_eq!(records[0]["At"], 2, "{line}");
        let shown = records[0]["Line"].as_str().unwrap();
        assert!(
            shown.starts_with("key = \"sk-proj-") && !shown.contains(&token(2)),
            "{shown}"
        );
    }
}

#[test]
fn paths_of_flags_begin_where_they_were_typed() {
    let repo = Repo::new();
    repo.stage("a.txt", "ACME_8c1f7e03b95ad24660e7\n");
    let rule = "[[rules]]\nid = \"acme\"\nregex = '''ACME_[0-9a-f]{20}'''\n";
    std::fs::write(repo.beside("my.gitleaks.toml"), rule).unwrap();
    for line in [
        "cd .. && tightlip git repo --staged -c my.gitleaks.toml",
        "cd .. && tightlip protect --staged -s repo -c my.gitleaks.toml",
    ] {
        let ran = shell(&repo, &format!("{line} -r out.json"));
        assert_eq!(ran.code, 1, "{ran:?}");
        assert_eq!(places(&report(&repo, "../out.json")), ["a.txt:1"]);
        let ran = shell(&repo, &format!("{line} -b out.json"));
        assert_eq!(ran.code, 0, "{ran:?}");
    }
}
