//! Programs that manage hooks for a team. Where one does, tightlip becomes a line of its settings
//! instead of fighting it over the files.

use std::fs;
use std::path::{Path, PathBuf};

use super::script::{says, start};
use super::{Hooks, Stage};

/// A manager of hooks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manager {
    /// Scripts in `.husky/`.
    Husky,
    /// `lefthook.yml` and its kin.
    Lefthook,
    /// `.pre-commit-config.yaml`.
    PreCommit,
    /// A part of `package.json`, or a file of its own.
    SimpleGitHooks,
}

const LEFTHOOK: [&str; 4] = [
    "lefthook",
    ".lefthook",
    ".config/lefthook",
    "lefthook-local",
];
const LEFTHOOK_KINDS: [&str; 5] = ["yml", "yaml", "toml", "json", "jsonc"];
const SIMPLE: [&str; 2] = ["simple-git-hooks", ".simple-git-hooks"];
const SIMPLE_KINDS: [&str; 6] = ["js", "cjs", "mjs", "ts", "cts", "json"];
const PRE_COMMIT: [&str; 2] = [".pre-commit-config.yaml", ".pre-commit-config.yml"];

impl Manager {
    const ALL: [Self; 4] = [
        Self::Husky,
        Self::Lefthook,
        Self::PreCommit,
        Self::SimpleGitHooks,
    ];

    /// The one that manages this repository's hooks, if one does.
    #[must_use]
    pub fn of(hooks: &Hooks) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|manager| !manager.files(hooks, Stage::PreCommit).is_empty())
    }

    /// The name its people know it by.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Husky => "husky",
            Self::Lefthook => "lefthook",
            Self::PreCommit => "pre-commit",
            Self::SimpleGitHooks => "simple-git-hooks",
        }
    }

    /// What puts its own scripts in place.
    pub(super) fn install_command(self) -> &'static str {
        match self {
            Self::Husky => "npx husky",
            Self::Lefthook => "lefthook install",
            Self::PreCommit => "pre-commit install",
            Self::SimpleGitHooks => "npx simple-git-hooks",
        }
    }

    /// What it keeps from a hook that git would tell it.
    pub(super) fn limit(self, stage: Stage) -> Option<&'static str> {
        let is_limited = self == Self::PreCommit && stage == Stage::PrePush;
        is_limited.then_some(
            "it hands over one branch of a push, so push each by itself, and no tag whose commits \
             the remote has: for these there is `tightlip history --branch TAG`",
        )
    }

    /// The settings that speak of a stage, as far as they exist.
    fn files(self, hooks: &Hooks, stage: Stage) -> Vec<PathBuf> {
        let top = &hooks.top;
        let named = |names: &[&str], kinds: &[&str]| {
            let each = names
                .iter()
                .flat_map(|name| kinds.iter().map(move |kind| format!("{name}.{kind}")));
            each.map(|name| top.join(name)).collect::<Vec<_>>()
        };
        let mut files = match self {
            Self::Husky => {
                let own = top.join(".husky");
                if !own.is_dir() {
                    return Vec::new();
                }
                let script = own.join(stage.as_str());
                return vec![if script.exists() { script } else { own }];
            }
            Self::Lefthook => named(&LEFTHOOK, &LEFTHOOK_KINDS),
            Self::PreCommit => PRE_COMMIT.map(|name| top.join(name)).into(),
            Self::SimpleGitHooks => {
                let mut files = named(&SIMPLE, &SIMPLE_KINDS);
                let package = top.join("package.json");
                if mentions(&package, "\"simple-git-hooks\":")
                    || mentions(&package, "\"simple-git-hooks\" :")
                {
                    files.push(package);
                }
                files
            }
        };
        files.retain(|file| file.is_file());
        files
    }

    /// The file of settings that has it run tightlip at this stage.
    pub(super) fn calling(self, hooks: &Hooks, stage: Stage) -> Option<PathBuf> {
        let run = format!("tightlip hook run {stage}");
        let words: &[&str] = match (self, stage) {
            // A script a stage.
            (Self::Husky, _) => &["tightlip"],
            (_, Stage::PreCommit) => &[&run, "tightlip scan --staged", "id: tightlip\n"],
            _ => &[&run],
        };
        let calls = |file: &PathBuf| words.iter().any(|word| mentions(file, word));
        self.files(hooks, stage).into_iter().find(calls)
    }

    /// Whether the hook in this file is the manager's own.
    pub(super) fn wrote(self, file: &Path) -> bool {
        let mark: &[u8] = match self {
            // Its scripts are one line that sources the one that does it all.
            Self::Husky => b"/h\"",
            Self::Lefthook => b"lefthook",
            Self::PreCommit => b"pre-commit",
            Self::SimpleGitHooks => b"tightlip",
        };
        memchr::memmem::find(&start(file), mark).is_some()
    }

    /// What to add to its settings, and to which file, for these stages.
    #[must_use]
    pub fn snippet(self, stages: &[Stage]) -> String {
        let each = |write: fn(Stage) -> String| stages.iter().copied().map(write).collect();
        let (place, text): (&str, Vec<String>) = match self {
            Self::Husky => ("", each(husky)),
            Self::Lefthook => ("lefthook.yml:\n\n", each(lefthook)),
            Self::PreCommit => (
                ".pre-commit-config.yaml, under `repos:`:\n\n  - repo: local\n    hooks:\n",
                each(pre_commit),
            ),
            Self::SimpleGitHooks => ("package.json, under \"simple-git-hooks\":\n\n", {
                let lines: Vec<String> = each(simple_git_hooks);
                vec![lines.join(",\n") + "\n"]
            }),
        };
        let installed: String = if self == Self::PreCommit {
            let types = stages.iter().map(|stage| format!(" --hook-type {stage}"));
            format!("\nthen: pre-commit install{}\n", types.collect::<String>())
        } else {
            format!("\nthen: {}\n", self.install_command())
        };
        format!("{place}{}{installed}", text.concat())
    }
}

fn husky(stage: Stage) -> String {
    format!(".husky/{stage}:\n\ntightlip hook run {stage} -- \"$@\"\n\n")
}

fn lefthook(stage: Stage) -> String {
    let (args, input) = if stage.has_input() {
        (" -- {0}", "\n      use_stdin: true")
    } else {
        ("", "")
    };
    format!(
        "{stage}:\n  commands:\n    tightlip:\n      run: tightlip hook run {stage}{args}{input}\n"
    )
}

fn pre_commit(stage: Stage) -> String {
    let id = match stage {
        Stage::PreCommit => "tightlip".to_owned(),
        _ => format!("tightlip-{stage}"),
    };
    format!(
        "      - id: {id}\n        name: {id}\n        entry: tightlip hook run {stage}\n        \
         language: system\n        stages: [{stage}]\n        pass_filenames: false\n        \
         always_run: true\n"
    )
}

fn simple_git_hooks(stage: Stage) -> String {
    format!("    \"{stage}\": \"tightlip hook run {stage} -- \\\"$@\\\"\"")
}

/// Whether a file holds this text, comments left aside; a folder holds none.
fn mentions(file: &Path, text: &str) -> bool {
    fs::read(file).is_ok_and(|bytes| says(&bytes, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snippets_read_well() {
        let stages = [Stage::PreCommit, Stage::PrePush];
        let all = Manager::ALL
            .map(|manager| format!("== {}\n{}", manager.name(), manager.snippet(&stages)));
        insta::assert_snapshot!("snippets", all.join("\n"));
    }
}
