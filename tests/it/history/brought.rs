//! Parts of generated histories, held against a model of what each commit has: what a part
//! brought, and nothing else, is told as the whole history has it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::Value;
use tightlip::rule::template::Dice;

use super::{history, token};
use crate::support::{Ran, Repo, run};

const PATHS: [&str; 7] = [
    "src/a.py",
    "src/deep/b.py",
    "tests/c.py",
    "lib/d.txt",
    "e.yml",
    "README.md",
    "src/f.env",
];
const TOKENS: u64 = 8;
const COMMITS: usize = 26;

/// Files by path, line by line.
type Files = BTreeMap<String, Vec<String>>;

/// A history that is known.
struct Model {
    repo: Repo,
    tokens: Vec<String>,
    files: Vec<Files>,
    parents: Vec<Vec<usize>>,
    head: usize,
}

fn edit(files: &mut Files, all: &[Files], tokens: &[String], dice: &mut Dice) {
    let path = PATHS[dice.below(PATHS.len())].to_owned();
    let some = |files: &Files, dice: &mut Dice| {
        let at = dice.below(files.len().max(1));
        files.keys().nth(at).cloned()
    };
    let noise = |dice: &mut Dice| format!("x{} = {}", dice.below(99), dice.below(9999));
    match dice.below(9) {
        0..=2 => {
            let lines = files
                .entry(path)
                .or_insert_with(|| (0..5).map(|_| noise(dice)).collect());
            let place = dice.below(lines.len() + 1);
            let token = &tokens[dice.below(tokens.len())];
            lines.insert(place, format!("key = \"{token}\""));
        }
        3 => {
            let path = some(files, dice);
            if let Some(lines) = path.and_then(|path| files.get_mut(&path)) {
                lines.insert(dice.below(lines.len() + 1), noise(dice));
            }
        }
        4 => {
            let path = some(files, dice);
            if let Some(lines) = path.and_then(|path| files.get_mut(&path)) {
                lines.retain(|line| !line.starts_with("key") || dice.below(3) == 0);
            }
        }
        5 => drop(some(files, dice).and_then(|path| files.remove(&path))),
        6 => {
            let lines = some(files, dice).and_then(|path| files.remove(&path));
            lines.map(|lines| files.insert(path, lines));
        }
        7 => {
            let lines = some(files, dice).and_then(|path| files.get(&path).cloned());
            lines.map(|lines| files.insert(path, lines));
        }
        // As it was some time ago.
        _ => {
            let old = &all[dice.below(all.len().max(1)).min(all.len() - 1)];
            if let Some(path) = some(old, dice) {
                files.insert(path.clone(), old[&path].clone());
            }
        }
    }
}

impl Model {
    fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let mut model = Self {
            repo: Repo::new(),
            tokens: (0..TOKENS).map(|at| token(seed * 100 + at)).collect(),
            files: vec![Files::from([("a".to_owned(), vec!["1".to_owned()])])],
            parents: vec![Vec::new()],
            head: 0,
        };
        for at in 1..COMMITS {
            let latest = dice.below(4) > 0;
            let mut parents = vec![if latest { at - 1 } else { dice.below(at) }];
            let mut files = model.files[parents[0]].clone();
            if dice.below(4) == 0 {
                let other = dice.below(at);
                if other != parents[0] {
                    for (path, lines) in &model.files[other] {
                        files.entry(path.clone()).or_insert_with(|| lines.clone());
                    }
                    parents.push(other);
                }
            }
            for _ in 0..dice.below(3) {
                edit(&mut files, &model.files, &model.tokens, &mut dice);
            }
            model.files.push(files);
            model.parents.push(parents);
        }
        model.head = COMMITS - 1 - dice.below(COMMITS / 2);
        model.write();
        if dice.below(2) == 0 {
            model.repo.git(["repack", "-adfq", "--depth=30"]);
        }
        model
    }

    /// Each commit is a branch of its own, `c7`, and made a minute after the one before.
    fn write(&self) {
        let mut stream = String::new();
        for (at, (files, parents)) in self.files.iter().zip(&self.parents).enumerate() {
            let time = 1_700_000_000 + at * 60;
            let _ = write!(
                stream,
                "commit refs/heads/c{at}\nmark :{}\nauthor A{at} <a@example.com> {time} +0000\n\
                 committer C <c@example.com> {time} +0000\ndata 2\nc\n",
                at + 1
            );
            for (place, parent) in parents.iter().enumerate() {
                let word = if place == 0 { "from" } else { "merge" };
                let _ = writeln!(stream, "{word} :{}", parent + 1);
            }
            stream.push_str("deleteall\n");
            for (path, lines) in files {
                let text = lines.join("\n");
                let _ = write!(
                    stream,
                    "M 100644 inline {path}\ndata {}\n{text}\n",
                    text.len()
                );
            }
        }
        let mut import = self.repo.command("git");
        import.args(["fast-import", "--quiet", "--force"]);
        let ran = run(&mut import, stream.as_bytes());
        assert_eq!(ran.code, 0, "{ran:?}");
        let head = format!("refs/heads/c{}", self.head);
        self.repo.git(["symbolic-ref", "HEAD", &head]);
    }

    /// A commit and all before it.
    fn reach(&self, commit: usize) -> BTreeSet<usize> {
        let mut reached = BTreeSet::new();
        let mut queue = vec![commit];
        while let Some(at) = queue.pop() {
            if reached.insert(at) {
                queue.extend(&self.parents[at]);
            }
        }
        reached
    }

    /// Where a commit has a secret, at or below `scope`.
    fn paths(&self, commit: usize, token: &str, scope: &str) -> BTreeSet<&str> {
        let files = self.files[commit].iter();
        let has = |(path, lines): &(&String, &Vec<String>)| {
            let rest = path.strip_prefix(scope);
            let is_inside = scope.is_empty() || rest.is_some_and(|rest| rest.starts_with('/'));
            is_inside && lines.iter().any(|line| line.contains(token))
        };
        files.filter(has).map(|(path, _)| path.as_str()).collect()
    }

    /// Flags that narrow it, the commits that are left, and the folder.
    fn part(&self, dice: &mut Dice) -> (Vec<String>, BTreeSet<usize>, String) {
        let (a, b) = (dice.below(COMMITS), dice.below(COMMITS));
        let (mut args, mut part) = match dice.below(5) {
            0 => (vec![], (0..COMMITS).collect::<BTreeSet<_>>()),
            1 => (vec![format!("--branch=c{b}")], self.reach(b)),
            _ => {
                let part = &self.reach(b) - &self.reach(a);
                (vec![format!("--range=c{a}..c{b}")], part)
            }
        };
        if dice.below(4) == 0 {
            let since = dice.below(COMMITS);
            args.push(format!("--since=c{since}"));
            part = &part - &self.reach(since);
        }
        if dice.below(3) == 0 {
            let most = 1 + dice.below(6);
            args.push(format!("--max-count={most}"));
            part = part.into_iter().rev().take(most).collect();
        }
        let folder = ["", "", "", "src", "tests"][dice.below(5)];
        if !folder.is_empty() {
            args.push(format!("--path={folder}"));
        }
        (args, part, folder.to_owned())
    }

    #[track_caller]
    fn check(&self, ran: &Ran, part: &BTreeSet<usize>, scope: &str, args: &[String]) {
        let why = |what: &str| format!("{what}: {args:?}, HEAD is c{}", self.head);
        let mut found: BTreeMap<String, Value> = BTreeMap::new();
        for finding in ran.findings() {
            let secret = finding["secret"].as_str().unwrap().to_owned();
            let twice = found.insert(secret, finding);
            assert!(twice.is_none(), "{}", why("told twice"));
        }
        for (at, token) in self.tokens.iter().enumerate() {
            let why = |what: &str| why(&format!("{what} of token {at}"));
            let has = |commit: usize| !self.paths(commit, token, scope).is_empty();
            let is_new = |commit: &usize| {
                has(*commit) && !self.parents[*commit].iter().any(|parent| has(*parent))
            };
            let first = part.iter().copied().find(is_new);
            let finding = found.remove(token);
            assert_eq!(finding.is_some(), first.is_some(), "{}", why("is told"));
            let (Some(finding), Some(first)) = (finding, first) else {
                continue;
            };
            let source = &finding["source"];
            let path = finding["path"].as_str().unwrap();
            assert_eq!(source["author"], format!("A{first}"), "{}", why("commit"));
            let there = self.paths(first, token, scope);
            assert!(there.contains(path), "{}: {path}", why("path"));
            let line = finding["start_line"].as_u64().unwrap() as usize;
            let line = &self.files[first][path][line - 1];
            assert!(line.contains(token), "{}", why("line"));
            let holding = part.iter().filter(|commit| has(**commit));
            assert_eq!(
                source["commits"],
                holding.clone().count(),
                "{}",
                why("commits")
            );
            let paths: BTreeSet<&str> = holding
                .flat_map(|commit| self.paths(*commit, token, scope))
                .collect();
            let told = source["paths"].as_array().unwrap().iter();
            let told: BTreeSet<&str> = told.map(|path| path.as_str().unwrap()).collect();
            assert_eq!(told, paths, "{}", why("paths"));
            let head = self.paths(self.head, token, "");
            assert_eq!(source["in_head"], !head.is_empty(), "{}", why("in_head"));
            let elsewhere = head.first().filter(|_| !head.contains(path));
            assert_eq!(
                source["head_path"].as_str(),
                elsewhere.copied(),
                "{}",
                why("head_path")
            );
        }
        assert!(found.is_empty(), "{}: {found:?}", why("made up"));
    }
}

#[test]
fn a_part_of_a_history_tells_what_its_commits_brought_as_it_is() {
    for seed in 1..=4 {
        let model = Model::new(seed);
        let mut dice = Dice::new(seed + 1000);
        for _ in 0..10 {
            let (args, part, scope) = model.part(&mut dice);
            let mut all = vec!["--show-secrets", "--min-confidence=low"];
            all.extend(args.iter().map(String::as_str));
            let ran = history(&model.repo, &all);
            model.check(&ran, &part, &scope, &args);
        }
    }
}

#[test]
fn a_later_touch_of_a_file_brings_nothing_and_takes_nothing_away() {
    let repo = Repo::new();
    repo.stage("a.py", "x = 0\n");
    repo.commit("base");
    repo.stage("a.py", super::config(1));
    repo.commit("leak");
    repo.stage("a.py", format!("{}foo = 1\n", super::config(1)));
    repo.commit("two");
    repo.git(["tag", "old", "HEAD~1"]);
    // Whoever touched another line brought nothing.
    for args in [["--range", "HEAD~1..HEAD"], ["--max-count", "1"]] {
        let ran = history(&repo, &args);
        assert_eq!((ran.code, ran.findings().len()), (0, 0), "{args:?} {ran:?}");
    }
    // HEAD has it in a version that was not asked for.
    for args in [["--range", "HEAD~2..HEAD~1"], ["--branch", "old"]] {
        let findings = history(&repo, &args).findings();
        assert_eq!(findings[0]["source"]["message"], "leak", "{args:?}");
        assert_eq!(findings[0]["source"]["in_head"], true, "{args:?}");
    }
    // What a revert brings back is news, though its blob is old.
    repo.stage("a.py", "x = 0\n");
    repo.commit("out");
    repo.git(["revert", "--no-edit", "HEAD"]);
    let ran = history(&repo, &["--range", "HEAD~1..HEAD"]);
    let findings = ran.findings();
    assert_eq!(findings.len(), 1, "{ran:?}");
    let subject = findings[0]["source"]["message"].as_str().unwrap();
    assert!(subject.starts_with("Revert"), "{subject}");
}
