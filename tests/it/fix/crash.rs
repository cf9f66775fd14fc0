//! Whatever step fails: each file is the old or the new one, the value is on the disk, git would
//! not take it, and all of it can be taken back.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use tightlip::base::Base;
use tightlip::blob::{Blob, Origin};
use tightlip::change::{Folder, Journal};
use tightlip::detect::Scanner;
use tightlip::finding::Finding;
use tightlip::fix::{self, Ground, Plan};
use tightlip::rule::RuleSet;

use super::{app, tree};
use crate::support::{Repo, token};

struct Project {
    repo: Repo,
    scanner: Scanner,
}

impl Project {
    fn new(files: &[(&str, &str)]) -> Self {
        let repo = Repo::new();
        for (path, text) in files {
            repo.write(path, text);
        }
        let scanner = Scanner::new(RuleSet::builtin(), tightlip::detect::Options::default());
        Self { repo, scanner }
    }

    fn ground(&self) -> Ground {
        Ground::of(&Base::find(self.repo.path())).unwrap()
    }

    fn findings(&self, path: &str) -> Vec<Finding> {
        let full = self.repo.path().join(path);
        let text = fs::read(&full).unwrap();
        let path = full.to_str().unwrap().to_owned();
        self.scanner
            .scan(&Blob::whole(&Origin::File { path }, &text))
    }

    fn plan(&self, paths: &[&str]) -> Plan {
        let findings: Vec<Finding> = paths.iter().flat_map(|path| self.findings(path)).collect();
        fix::plan(
            &self.ground(),
            &self.scanner,
            &findings,
            &fix::Options::default(),
        )
        .unwrap()
    }

    fn journal(&self, steps: u32) -> Journal {
        let folder = Folder::new(self.repo.path()).unwrap().failing_after(steps);
        Journal::new(
            folder,
            &self.repo.path().join(".git/tightlip"),
            fix::JOURNAL,
        )
    }
}

fn holds(path: &Path, value: &str) -> bool {
    fs::read_to_string(path).is_ok_and(|text| text.contains(value))
}

#[test]
fn a_crash_at_any_step_loses_nothing() {
    let files = [
        ("a.py", app(1)),
        ("lib/b.py", app(2)),
        (".env", "A=1".to_owned()),
    ];
    let files = files.each_ref().map(|(path, text)| (*path, text.as_str()));
    let mut done = false;
    for steps in 0..200 {
        let project = Project::new(&files);
        let top = project.repo.path();
        let plan = project.plan(&["a.py", "lib/b.py"]);
        assert_eq!((plan.moved.len(), plan.left.len()), (2, 0));
        let before = tree(top);
        let whole = Project::new(&files);
        whole
            .plan(&["a.py", "lib/b.py"])
            .apply(&mut whole.journal(u32::MAX))
            .unwrap();
        let after = tree(whole.repo.path());

        done = plan.apply(&mut project.journal(steps)).is_ok();
        for (path, now) in tree(top) {
            let is_old = before.get(&path) == Some(&now);
            assert!(
                is_old || after.get(&path) == Some(&now),
                "{path}, step {steps}"
            );
        }
        for (path, seed) in [("a.py", 1), ("lib/b.py", 2)] {
            let kept = [path, ".env"].map(|place| holds(&top.join(place), &token(seed)));
            assert!(kept.contains(&true), "step {steps}: a value is gone");
            if kept[1] {
                project.repo.git(["check-ignore", "--quiet", ".env"]);
            }
        }
        if let Some(undo) = project.ground().undo().unwrap() {
            undo.run().unwrap();
        }
        assert_eq!(tree(top), before, "step {steps}");
        if done {
            break;
        }
    }
    assert!(done, "no run came to its end");
}

#[test]
fn a_file_that_changed_since_the_plan_is_left_alone() {
    let project = Project::new(&[("a.py", &app(1))]);
    let plan = project.plan(&["a.py"]);
    project.repo.write("a.py", "mine\n");
    let failed = plan.apply(&mut project.journal(u32::MAX)).unwrap_err();
    assert!(failed.to_string().contains("a.py was changed"), "{failed}");
    assert_eq!(
        fs::read(project.repo.path().join("a.py")).unwrap(),
        b"mine\n"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn fix_and_undo_change_no_byte_and_show_no_value(
        head in "(#[ -~]{0,20}\n){0,3}",
        tail in "(x = [0-9]{1,3}\n){0,3}[a-z]{0,4}",
        password in "[A-Za-z0-9$'`{}#!&;|<>() ~%^*@:/.,-]{14,30}",
        dotenv in proptest::option::of("([A-Z]{1,8}=[a-z0-9 ]{0,9}\r?\n){0,4}([A-Z]=1)?"),
        crlf: bool,
    ) {
        let literal = password.replace('"', "");
        let mut text = format!("{head}db_password = \"{literal}\"\n{}{tail}", app(1));
        if crlf {
            text = text.replace('\n', "\r\n");
        }
        let mut files = vec![("a.py", text.as_str())];
        files.extend(dotenv.as_deref().map(|text| (".env", text)));
        let project = Project::new(&files);
        let top = project.repo.path();
        let before = tree(top);
        let plan = project.plan(&["a.py"]);
        let said = format!("{plan:?}");
        prop_assert!(!said.contains(&token(1)[20..60]), "{said}");
        let moved = plan.moved.iter().any(|one| one.value.reveal() == literal.as_bytes());
        prop_assert!(!moved || !said.contains(&literal), "{said}");
        plan.apply(&mut project.journal(u32::MAX)).unwrap();
        if let Some(undo) = project.ground().undo().unwrap() {
            undo.run().unwrap();
        }
        prop_assert_eq!(tree(top), before);
    }
}
