//! Real repositories and the real binary, for tests: nothing of the machine's own settings gets in.

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;
use tightlip::rule::template::{Dice, expand};

/// A git repository in a temporary folder, gone when it is dropped.
pub(crate) struct Repo {
    folder: TempDir,
    path: PathBuf,
}

/// What a program said and how it ended.
#[derive(Debug)]
pub(crate) struct Ran {
    /// Its exit code.
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
}

impl Repo {
    /// A repository without a commit, on branch `main`.
    pub(crate) fn new() -> Self {
        let repo = Self::plain();
        repo.git(["init", "--quiet", "--initial-branch=main"]);
        repo
    }

    /// A folder that is no repository, nor in one.
    pub(crate) fn plain() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let path = folder.path().join("repo");
        fs::create_dir(&path).expect("a new folder");
        fs::create_dir(folder.path().join("home")).expect("a new folder");
        let path = path.canonicalize().expect("it was just made");
        Self { folder, path }
    }

    /// The top of the working tree.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// A path inside the temporary folder but outside the repository.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.path.with_file_name(name)
    }

    /// Runs git, which must succeed; returns its output without the last line end.
    #[track_caller]
    pub(crate) fn git<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(&self, args: I) -> String {
        let ran = run(self.command("git").args(args), b"");
        assert_eq!(ran.code, 0, "git failed: {}{}", ran.stdout, ran.stderr);
        ran.stdout.trim_end_matches('\n').to_owned()
    }

    /// Writes a file and the folders above it.
    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path.join(path);
        let folder = path.parent().expect("it lies in the repository");
        fs::create_dir_all(folder).expect("folders can be made");
        fs::write(path, bytes).expect("files can be written");
    }

    /// Writes a file and stages it.
    #[track_caller]
    pub(crate) fn stage(&self, path: &str, bytes: impl AsRef<[u8]>) {
        self.write(path, bytes);
        self.git(["add", "--force", "--", path]);
    }

    /// Commits what is staged.
    #[track_caller]
    pub(crate) fn commit(&self, message: &str) {
        self.git(["commit", "--quiet", "--no-verify", "--message", message]);
    }

    /// Adds `inner` as a submodule, in the folder `sub`.
    #[track_caller]
    pub(crate) fn add_submodule(&self, inner: &Self) {
        let allow = ["-c", "protocol.file.allow=always"].map(OsStr::new);
        let add = ["submodule", "--quiet", "add"].map(OsStr::new);
        let what = [inner.path().as_os_str(), OsStr::new("sub")];
        self.git([&allow[..], &add, &what].concat());
    }

    /// Runs tightlip at the top of the working tree.
    pub(crate) fn tightlip<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(&self, args: I) -> Ran {
        self.tightlip_with(args, b"", |command| command)
    }

    /// Runs tightlip with this standard input and whatever else `adjust` says.
    pub(crate) fn tightlip_with<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(
        &self,
        args: I,
        input: &[u8],
        adjust: impl FnOnce(&mut Command) -> &mut Command,
    ) -> Ran {
        let mut command = self.command(env!("CARGO_BIN_EXE_tightlip"));
        run(adjust(command.args(args)), input)
    }

    /// `path:line` of all that tightlip finds when it runs with these arguments.
    #[track_caller]
    pub(crate) fn found<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(&self, args: I) -> Vec<String> {
        let mut command = self.command(env!("CARGO_BIN_EXE_tightlip"));
        run(command.args(args).arg("--format=json"), b"").found()
    }

    /// A program that runs at the top of the working tree and knows nothing of this machine's
    /// settings.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.path).env_clear();
        for kept in ["PATH", "SYSTEMROOT", "TMPDIR", "LLVM_PROFILE_FILE"] {
            if let Some(value) = std::env::var_os(kept) {
                command.env(kept, value);
            }
        }
        command
            .env("HOME", self.folder.path().join("home"))
            .env("LC_ALL", "C")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1");
        for who in ["AUTHOR", "COMMITTER"] {
            command
                .env(format!("GIT_{who}_NAME"), "A U Thor")
                .env(format!("GIT_{who}_EMAIL"), "author@example.com")
                .env(format!("GIT_{who}_DATE"), "2026-01-02T03:04:05Z");
        }
        command
    }
}

impl Ran {
    /// The report that standard output holds.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The findings of a JSON report.
    #[track_caller]
    pub(crate) fn findings(&self) -> Vec<Value> {
        let findings = self.json()["findings"].as_array().cloned();
        findings.expect("a report has findings")
    }

    /// `path:line` of the findings of a JSON report.
    #[track_caller]
    pub(crate) fn found(&self) -> Vec<String> {
        let place = |finding: &Value| {
            let path = finding["path"].as_str().expect("a path");
            format!("{path}:{}", finding["start_line"])
        };
        self.findings().iter().map(place).collect()
    }
}

/// Text as a file of UTF-16 holds it: `bytes` says in which order.
pub(crate) fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

/// Runs a command to its end.
pub(crate) fn run(command: &mut Command, input: &[u8]) -> Ran {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program is installed");
    let mut stdin = child.stdin.take().expect("it is piped");
    let input = input.to_vec();
    // A program that stops reading closes the pipe; that is no failure of the test.
    let feeder = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().expect("it ran");
    feeder.join().expect("feeding does not panic");
    Ran::from(output)
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// A key of a distinctive format, the same for the same seed.
pub(crate) fn token(seed: u64) -> String {
    let template = "sk-proj-{base64url:74}T3BlbkFJ{base64url:74}";
    expand(template, &mut Dice::new(seed)).expect("the template is right")
}
