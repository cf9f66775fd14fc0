//! Projects in `fixtures/hygiene`: what is said of them, what is left after `--fix`, and what the
//! tools themselves pack.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use tightlip::rule::template::{Dice, expand};

use crate::fix::tree;
use crate::support::{Repo, run};

/// A project, as its file writes it.
struct Project {
    name: String,
    /// Path, text, and whether it is committed.
    files: Vec<(String, String, bool)>,
    found: String,
    left: String,
}

fn projects() -> Vec<Project> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/hygiene");
    let files = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path());
    let mut files: Vec<_> = files
        .filter(|file| file.extension().is_some_and(|end| end == "txt"))
        .collect();
    files.sort();
    assert!(files.len() > 10);
    files.iter().map(|file| Project::read(file)).collect()
}

impl Project {
    fn read(file: &Path) -> Self {
        let text = fs::read_to_string(file).unwrap();
        let mut project = Self {
            name: file.file_stem().unwrap().to_str().unwrap().to_owned(),
            files: Vec::new(),
            found: String::new(),
            left: String::new(),
        };
        for part in format!("\n{text}").split("\n== ").skip(1) {
            let (head, body) = part.split_once('\n').unwrap_or((part, ""));
            let body = if body.is_empty() || body.ends_with('\n') {
                body.to_owned()
            } else {
                format!("{body}\n")
            };
            match head {
                "! found" => project.found = body,
                "! left" => project.left = body,
                _ => {
                    let path = head.trim_end_matches(" (tracked)");
                    project.files.push((path.to_owned(), body, path != head));
                }
            }
        }
        project
    }

    fn build(&self) -> Repo {
        let repo = Repo::new();
        let mut dice = Dice::new(8);
        for (path, text, is_tracked) in &self.files {
            let text = text
                .replace('{', "{{")
                .replace('}', "}}")
                .replace('«', "{")
                .replace('»', "}");
            let text = expand(&text, &mut dice).unwrap();
            if *is_tracked {
                repo.stage(path, text);
            } else {
                repo.write(path, text);
            }
        }
        repo.git(["commit", "--quiet", "--allow-empty", "--message", "one"]);
        repo
    }

    /// Paths of files with a value in them.
    fn secrets(&self) -> BTreeSet<&str> {
        let secret = self.files.iter().filter(|(_, text, _)| text.contains('«'));
        secret.map(|(path, ..)| path.as_str()).collect()
    }
}

/// Rule, place and advice of each finding.
fn found(repo: &Repo) -> String {
    let ran = repo.tightlip(["hygiene", "--format=json", "--min-confidence=low"]);
    let findings = ran.findings();
    let line = |finding: &serde_json::Value| {
        let text = |key: &str| finding[key].as_str().unwrap().to_owned();
        let help = finding["remediation"]["help"].as_str().unwrap();
        format!(
            "{} ({}) {}:{} {help}\n",
            text("rule"),
            text("confidence"),
            text("path"),
            finding["start_line"]
        )
    };
    findings.iter().map(line).collect()
}

#[test]
fn every_project_is_judged_as_written_and_set_right_once() {
    let mut wrong = String::new();
    for project in projects() {
        let repo = project.build();
        let before = found(&repo);
        let ran = repo.tightlip(["hygiene", "--fix", "--yes", "--min-confidence=low"]);
        assert!(ran.code <= 1, "{}: {ran:?}", project.name);
        let after = found(&repo);
        if (&before, &after) != (&project.found, &project.left) {
            let _ = write!(
                wrong,
                "== {}\n== ! found\n{before}== ! left\n{after}",
                project.name
            );
        }
        let (files, index) = (tree(repo.path()), repo.git(["ls-files"]));
        repo.tightlip(["hygiene", "--fix", "--yes", "--min-confidence=low"]);
        assert_eq!(tree(repo.path()), files, "{}: a second time", project.name);
        assert_eq!(
            repo.git(["ls-files"]),
            index,
            "{}: a second time",
            project.name
        );
        for path in project.secrets() {
            assert!(
                repo.path().join(path).is_file(),
                "{}: {path} is gone",
                project.name
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

const SDIST: &str = "\
import importlib, sys, tarfile, tempfile, tomllib
name = tomllib.load(open('pyproject.toml', 'rb'))['build-system']['build-backend']
out = tempfile.mkdtemp()
file = importlib.import_module(name).build_sdist(out)
for member in tarfile.open(out + '/' + file).getnames():
    print('packed', member.split('/', 1)[-1])
";
const GEM: &str = "Gem::Specification.load(ARGV[0]).files.each { |file| puts \"packed #{file}\" }";
const NPM: &str = "\
npm pack --dry-run --json --ignore-scripts 2>/dev/null | node -e \"\
let said = JSON.parse(require('fs').readFileSync(0)); said = Array.isArray(said) ? said[0] : Object.values(said)[0]; \
for (const file of said.files) console.log('packed ' + file.path)\"";

/// What the tool of a manifest packs; `None` if it is not installed, which it must be where
/// `TIGHTLIP_PACKERS` names a folder of programs.
fn packed(repo: &Repo, manifest: &str) -> Option<BTreeSet<String>> {
    let (folder, file) = manifest.rsplit_once('/').unwrap_or(("", manifest));
    let packers = std::env::var("TIGHTLIP_PACKERS").ok();
    let command = |program: &str, args: &[&str]| {
        let usual = std::env::var("PATH").unwrap_or_default();
        let path = packers.iter().cloned().chain([usual]);
        let path = path.collect::<Vec<_>>().join(":");
        let own = packers.as_ref().map(|folder| format!("{folder}/{program}"));
        let own = own.filter(|own| Path::new(own).is_file());
        let mut command = repo.command(own.as_deref().unwrap_or(program));
        command.args(args).env("PATH", path);
        command.current_dir(repo.path().join(folder));
        match command.output() {
            Ok(_) => Some(run(&mut command, b"")),
            Err(error) => {
                assert!(packers.is_none(), "{manifest}: {program}: {error}");
                let _ = writeln!(io::stderr(), "not compared: {manifest}: {program}: {error}");
                None
            }
        }
    };
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let ran = match file {
        "package.json" => command("sh", &["-c", NPM]),
        "pyproject.toml" => command("python3", &["-c", SDIST]),
        "Cargo.toml" => command(&cargo, &["package", "--list", "--allow-dirty", "--offline"]),
        _ if file.ends_with(".gemspec") => command("ruby", &["-rrubygems", "-e", GEM, file]),
        _ => return None,
    }?;
    if ran.code != 0 || ran.stdout.is_empty() {
        let said = ran.stderr.lines().last().unwrap_or_default();
        assert!(packers.is_none(), "{manifest}: {}", ran.stderr);
        let _ = writeln!(io::stderr(), "not compared: {manifest}: {said}");
        return None;
    }
    let lines = ran.stdout.lines();
    Some(
        lines
            .filter_map(|line| {
                if file == "Cargo.toml" {
                    Some(line)
                } else {
                    line.strip_prefix("packed ")
                }
            })
            .map(str::to_owned)
            .collect(),
    )
}

#[test]
fn the_tools_pack_just_what_is_said() {
    let mut wrong = String::new();
    let mut compared = 0;
    for project in projects() {
        let repo = project.build();
        let said = found(&repo);
        for (manifest, text, _) in &project.files {
            if text.contains("\"private\": true") {
                continue;
            }
            let Some(packed) = packed(&repo, manifest) else {
                continue;
            };
            compared += 1;
            let folder = manifest
                .rsplit_once('/')
                .map_or(String::new(), |(folder, _)| format!("{folder}/"));
            let inside = |path: &&str| {
                path.strip_prefix(&folder)
                    .is_some_and(|path| packed.contains(path))
            };
            let real: BTreeSet<&str> = project.secrets().into_iter().filter(inside).collect();
            // What the manifest of another tool beside it is blamed for is packed by that.
            let ours: BTreeSet<&str> = project
                .secrets()
                .into_iter()
                .filter(|path| {
                    let beside = format!("{folder}MANIFEST.in");
                    said.lines().any(|line| {
                        [manifest, &beside].iter().any(|manifest| {
                            line.contains(&format!(" {manifest}:1 {path} would be packed"))
                        })
                    })
                })
                .collect();
            if real != ours {
                let _ = writeln!(
                    wrong,
                    "{} {manifest}: packed {real:?}, said {ours:?}",
                    project.name
                );
            }
        }
    }
    let _ = writeln!(io::stderr(), "{compared} packages compared");
    assert!(wrong.is_empty(), "{wrong}");
}
