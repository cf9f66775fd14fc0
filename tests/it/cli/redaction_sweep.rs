//! Every command and every format, run where secrets stand in each place that has a name: none of
//! them comes out.

use std::fs;

use serde_json::json;
use tightlip::report::Format;
use tightlip::rule::template::{Dice, expand};

use crate::support::{Ran, Repo, run, token};

/// Characters in a row that give a secret away.
const TELLING: usize = 12;

/// Where secrets stand, each another.
const PLACES: [&str; 16] = [
    "line",
    "neighbour",
    "folder",
    "file",
    "author",
    "committer",
    "subject",
    "branch",
    "mark",
    "reason",
    "owner",
    "quoted",
    "ignored",
    "pipe",
    "rule",
    "remote",
];

struct Leaky {
    repo: Repo,
    /// What no output may hold, without the prefix that everybody knows.
    bodies: Vec<String>,
}

fn secret(place: &str) -> String {
    let at = PLACES.iter().position(|known| *known == place);
    token(100 + at.expect("it is listed") as u64)
}

/// A private key of 336 bytes: a DER sequence of so many but for its own head.
fn key_lines() -> Vec<String> {
    let line = |template: &str, seed| expand(template, &mut Dice::new(seed)).unwrap();
    let rest = (0..6).map(|seed| line("{base64:64}", 200 + seed));
    [line("MIIBTA{base64:58}", 209)]
        .into_iter()
        .chain(rest)
        .collect()
}

impl Leaky {
    fn new() -> Self {
        let repo = Repo::new();
        let of = secret;
        let folder = format!("d-{}", of("folder"));
        let code = format!(
            "key = \"{}\"  # {}\nold = \"{}\" # tightlip:allow -- was {}\n",
            of("line"),
            of("neighbour"),
            of("line"),
            of("mark")
        );
        repo.stage(&format!("{folder}/{}.py", of("file")), code);
        let inner = json!({ "client_secret": of("quoted") }).to_string();
        repo.stage("quoted.json", json!({ "a": inner }).to_string());
        let edge = |word: &str| [word, "RSA PRIVATE", "KEY-----"].join(" ");
        let (begin, end) = (edge("-----BEGIN"), edge("-----END"));
        let pem = format!("{begin}\n{}\n{end}\n", key_lines().join("\n"));
        repo.stage("key.pem", &pem);
        repo.stage("key.py", format!("k = \"{}\"\n", pem.replace('\n', "\\n")));
        repo.stage(
            &format!("{folder}/.env"),
            format!("API_KEY={}\n", of("line")),
        );
        repo.stage(
            "Dockerfile",
            format!("FROM x\nCOPY {folder}/.env /app/.env\n"),
        );
        repo.stage("rule.txt", "mine_a8f3k2j5h6g7d8s9q1w2\n");
        let mut commit = repo.command("git");
        commit
            .env("GIT_AUTHOR_NAME", format!("A {}", of("author")))
            .env("GIT_COMMITTER_NAME", format!("C {}", of("committer")))
            .args(["commit", "--quiet", "--no-verify", "-m"])
            .arg(format!("Use {}", of("subject")));
        assert_eq!(run(&mut commit, b"").code, 0);
        repo.git(["branch", &format!("b-{}", of("branch"))]);
        repo.git(["remote", "add", "origin", &Self::remote()]);
        repo.stage("staged.py", format!("key = \"{}\"\n", of("line")));
        repo.write(".gitignore", format!("ig-{}/\n", of("ignored")));
        repo.write(&format!("ig-{}/a", of("ignored")), "x");
        let pipe = repo.path().join(format!("p-{}", of("pipe")));
        let mut mkfifo = repo.command("mkfifo");
        assert_eq!(run(mkfifo.arg(pipe), b"").code, 0);
        let config = format!(
            "[[allow]]\npaths = [\"key.py\"]\nreason = \"like {}\"\nowner = \"{}\"\n\
             [[allow]]\npaths = [\"nothing/**\"]\nreason = \"like {}\"\n\
             [[rule]]\nid = \"mine\"\nname = \"Mine {}\"\ndescription = \"As {}\"\n\
             category = \"custom\"\nseverity = \"high\"\nconfidence = \"high\"\n\
             anchors = [\"mine_\"]\npattern = \"mine_[a-z0-9]{{20}}\"\n",
            of("reason"),
            of("owner"),
            of("reason"),
            of("rule"),
            of("rule"),
        );
        repo.write("tightlip.toml", config);
        let secrets = PLACES.iter().map(|place| secret(place));
        let bodies = secrets.map(|secret| secret[12..].to_owned());
        Self {
            bodies: bodies.chain(key_lines()).collect(),
            repo,
        }
    }

    fn remote() -> String {
        format!("https://u:{}@127.0.0.1:1/x.git", secret("remote"))
    }

    /// Runs it and looks at all that it says.
    #[track_caller]
    fn hides(&self, args: &[&str], input: &str) -> Ran {
        let ran = self
            .repo
            .tightlip_with(args, input.as_bytes(), |command| command);
        assert!((0..=3).contains(&ran.code), "{args:?}: {ran:?}");
        self.is_hidden_in(&format!("{args:?}"), &ran.stdout);
        self.is_hidden_in(&format!("{args:?}"), &ran.stderr);
        ran
    }

    #[track_caller]
    fn is_hidden_in(&self, what: &str, said: &str) {
        for body in &self.bodies {
            for at in 0..=body.len() - TELLING {
                let part = &body[at..at + TELLING];
                assert!(!said.contains(part), "{what} tells `{part}`: {said}");
            }
        }
    }
}

#[test]
fn no_format_of_any_scan_tells_a_secret() {
    let leaky = Leaky::new();
    let folder = format!("./d-{}", secret("folder"));
    for format in Format::ALL {
        if format == Format::Template {
            continue;
        }
        let format = format!("--format={}", format.as_str());
        for scan in [
            &["scan", "-v"][..],
            &["scan", "--staged"],
            &["scan", "--no-inline-allow", "--show-allowed"],
            &["scan", &folder],
            &["history", "--all-objects", "-v"],
            &["hygiene", "-v"],
        ] {
            leaky.hides(&[scan, &[&format, "--timings"]].concat(), "");
        }
    }
    leaky.hides(&["scan", "-v", "--log-format=json"], "");
}

#[test]
fn no_command_tells_a_secret() {
    let leaky = Leaky::new();
    let file = format!("d-{}/{}.py", secret("folder"), secret("file"));
    let (name, branch) = (secret("file"), format!("b-{}", secret("branch")));
    let (bare, range) = (secret("branch"), format!("{branch}..HEAD"));
    let first = format!("{file}:1");
    let remote = Leaky::remote();
    for args in [
        &["explain", &first][..],
        &["explain", &file, "--format=json"],
        &["explain", "key.pem"],
        &["explain", "quoted.json"],
        &["explain", "rule.txt"],
        &["explain", "key.py"],
        &["history", "--branch", &branch, "--cache"],
        &["history", "--branch", &bare],
        &["history", "--range", &range],
        &["history", "--path", &name],
        &["history", &remote],
        &["scan", "--ci", "--ci-base", &branch],
        &["scan", "--ci", "--ci-base", &bare],
        &["scan", "-", "--stdin-path", &name],
        &["scan", "--config", &name],
        &["scan", "--baseline", &name],
        &["scan", "--max-size", &name],
        &["dir", ".", "-v"],
        &["git", ".", "-v"],
        &["fix", "--dry-run"],
        &["fix", "--dry-run", "--format=json"],
        &["fix", "--dry-run", "--env-file", &name],
        &["fix", "--to=vault"],
        &["fix", "--rule", &name],
        &["hygiene", "--fix", "--dry-run"],
        &["hygiene", "--fix", "--dry-run", "--format=json"],
        &["init", "--dry-run"],
        &["config", "show", "--origin"],
        &["config", "show", "--format=json"],
        &["config", "check"],
        &["config", "import", &name],
        &["rules", "list"],
        &["rules", "show", "mine"],
        &["rules", "show", &name],
        &["hook", "run", "pre-commit"],
        &["hook", "status"],
        &["report", "convert", &name],
        &["triage", "--json"],
        &[&name],
    ] {
        leaky.hides(args, "{\"decision\":\"skip\"}\n");
        leaky.hides(&[args, &["--log-format=json"]].concat(), "");
    }
}

#[test]
fn words_that_are_typed_are_written_down_without_their_secrets() {
    let leaky = Leaky::new();
    let (reason, owner) = (format!("as {}", secret("reason")), secret("owner"));
    let wrong = json!({ "decision": secret("mark"), owner.as_str(): 1 });
    leaky.hides(&["triage", "--json"], &wrong.to_string());
    let answer = json!({ "decision": "accepted", "reason": reason, "owner": owner });
    leaky.hides(&["triage", "--json"], &format!("{answer}\n"));
    let update = ["baseline", "update", "--reason", &reason, "--owner", &owner];
    leaky.hides(&[&update[..], &["--history"]].concat(), "");
    let baseline = fs::read_to_string(leaky.repo.path().join(".tightlip-baseline.json"));
    let baseline = baseline.unwrap();
    assert!(baseline.contains("\"as sk-proj-"), "{baseline}");
    leaky.is_hidden_in("the baseline", &baseline);
    leaky.hides(&["baseline", "show"], "");
    leaky.hides(&["baseline", "show", "--format=json"], "");
    leaky.hides(&["baseline", "check"], "");
    leaky.hides(&["scan", "--show-allowed"], "");
    leaky.hides(&["history", "--format=sarif"], "");
}

#[test]
fn no_report_tells_a_secret_after_it_was_joined_with_others() {
    let leaky = Leaky::new();
    for format in ["json", "jsonl", "sarif", "gitleaks"] {
        let out = leaky.repo.beside(format).display().to_string();
        let to_file = format!("--report={format}={out}");
        leaky.hides(&["scan", "-q", &to_file], "");
        leaky.is_hidden_in(&out, &fs::read_to_string(&out).unwrap());
        for format in ["text", "json", "sarif", "html", "github", "csv", "gitlab"] {
            leaky.hides(&["report", "convert", &out, "--format", format], "");
        }
    }
    let json = leaky.repo.beside("json").display().to_string();
    let named = format!("{}={json}", secret("file"));
    for format in ["text", "json", "html", "sarif"] {
        leaky.hides(&["report", "merge", &named, "--format", format], "");
    }
}
