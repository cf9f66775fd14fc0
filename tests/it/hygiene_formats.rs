//! Findings of hygiene in every format: what is wrong, why, and the very line to add.

use regex::Regex;

use crate::support::Repo;

/// One file that git has, one that an image takes, and a job that prints a secret.
fn exposed() -> Repo {
    let repo = Repo::new();
    repo.stage("app/.env", "A=1\n");
    repo.write(".gitignore", "/.env\n");
    repo.write(".env", "A=1\n");
    repo.write("Dockerfile", "FROM alpine\nCOPY .env /app/\n");
    repo.write(
        ".github/workflows/ci.yml",
        "on: push\njobs:\n  a:\n    steps:\n      - run: echo ${{ secrets.KEY }}\n",
    );
    repo.commit("one");
    repo
}

/// A report without what differs from run to run.
fn report(repo: &Repo, format: &str) -> String {
    repo.write(
        "t.jinja",
        "{% for f in findings %}{{ f.rule }} {{ f.path }}:{{ f.start_line }}: \
         {{ f.remediation.help }} ({{ f.remediation.why }})\n{% endfor %}",
    );
    let mut args = vec!["hygiene", "--format", format];
    if format == "template" {
        args.extend(["--template", "t.jinja"]);
    }
    let ran = repo.tightlip(args);
    assert_eq!(ran.code, 1, "{format}: {ran:?}");
    let times = Regex::new(
        r#""elapsed_ms":\d+|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ?|time="[\d.]+"|, [\d.]+ m?s\b"#,
    );
    times.unwrap().replace_all(&ran.stdout, "…").into_owned()
}

#[test]
fn every_format_says_what_why_and_which_line() {
    let repo = exposed();
    for format in [
        "text",
        "json",
        "jsonl",
        "sarif",
        "gitlab",
        "github",
        "junit",
        "checkstyle",
        "csv",
        "markdown",
        "toon",
        "template",
    ] {
        let report = report(&repo, format);
        insta::assert_snapshot!(format!("hygiene-{format}"), report);
    }
}

#[test]
fn the_page_says_so_as_well() {
    let page = report(&exposed(), "html");
    for part in [
        "hygiene-env-tracked",
        "run <code>git rm --cached -- app/.env</code>; add <code>.env</code> to .gitignore",
        "Why: Everybody who clones the repository gets it, and history keeps it.",
        "hygiene-shipped-in-image",
        "add <code>**/.env</code> to .dockerignore",
        "hygiene-ci-prints-secret",
        "Why: Logs are kept",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
}

#[test]
fn a_report_that_is_converted_keeps_it() {
    let repo = exposed();
    repo.write(
        "report.json",
        repo.tightlip(["hygiene", "--format=json"]).stdout,
    );
    for format in ["text", "csv", "checkstyle", "toon"] {
        let converted = repo.tightlip(["report", "convert", "report.json", "--format", format]);
        assert!(
            converted.stdout.contains("**/.env"),
            "{format}: {converted:?}"
        );
        let why = "Who gets the image gets the file";
        assert_eq!(
            converted.stdout.contains(why),
            format != "toon",
            "{format}: {converted:?}"
        );
    }
}
