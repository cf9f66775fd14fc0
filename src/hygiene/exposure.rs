//! One exposed file: what is wrong, and what to do.

use std::path::{Path, PathBuf};

use super::name::Name;
use super::rule::Exposed;
use crate::blob::Origin;
use crate::excerpt::Excerpt;
use crate::finding::{Finding, Signal};
use crate::fingerprint::FingerprintKey;
use crate::git::ignores::Ruling;
use crate::level::Confidence;
use crate::path::quoted;
use crate::secret::Secret;
use crate::span::Position;

/// Something that lets a secret out of this machine, or will.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exposure {
    /// What is wrong.
    pub exposed: Exposed,
    /// The file of secrets, or the one whose text lets them out.
    pub origin: Origin,
    /// 1-based line in it that is wrong, else 1.
    pub line: u64,
    /// How sure it is that real secrets are in it, or will be.
    pub confidence: Confidence,
    /// What keeps it out, if that is a line in a file.
    pub addition: Option<Addition>,
    /// What to do, in a sentence.
    pub help: String,
    /// What tells it from others of this kind in the same file; empty if there can be none.
    pub detail: String,
    /// Where it lies, for who sets it right.
    pub place: Place,
}

/// Where an exposed file lies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The top of its repository, or of the folder that is none.
    pub top: PathBuf,
    /// Its path from there, `/`-separated.
    pub path: String,
    /// Whether git tracks it though it should not.
    pub is_tracked: bool,
}

/// A line to add to an ignore file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Addition {
    /// The line.
    pub line: String,
    /// The ignore file, from the top of the repository; it may not exist yet.
    pub to: String,
}

impl Addition {
    /// What keeps a file of this path, from `top`, out of git. The line goes into the nearest
    /// `.gitignore`, whose last line overrides all else, or into the one at the top.
    pub(super) fn to_ignore(name: Name, top: &Path, path: &str) -> Self {
        let folders = path.rmatch_indices('/').map(|(at, _)| at + 1);
        let (to, from_there) = folders
            .map(|end| (format!("{}.gitignore", &path[..end]), &path[end..]))
            .find(|(file, _)| top.join(file).is_file())
            .unwrap_or_else(|| (".gitignore".to_owned(), path));
        Self::new(name, to, from_there)
    }

    /// What keeps a file of this name out. `to` is the ignore file and `path` the file's path from
    /// the folder that holds it.
    pub(super) fn new(name: Name, to: String, path: &str) -> Self {
        if let Some(folder) = gathering(name, path) {
            let line = format!("/{}/", literal(folder));
            return Self { line, to };
        }
        let file = path.rsplit('/').next().unwrap_or(path);
        let line = match name {
            // Wherever one turns up.
            _ if name.is_the_same_everywhere(file) => literal(file),
            // The ignore file lies in the folder.
            Name::InSecrets => "*".to_owned(),
            _ => format!("/{}", literal(path)),
        };
        Self { line, to }
    }
}

impl std::fmt::Display for Addition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "add `{}` to {}", self.line, self.to)
    }
}

/// A file whose name and content are those of secrets.
pub(super) struct Sighting<'p> {
    pub(super) name: Name,
    /// From the inspected folder.
    pub(super) path: &'p str,
    pub(super) origin: Origin,
    pub(super) state: State,
    pub(super) confidence: Confidence,
    /// The ignore rule that decides about it.
    pub(super) ruling: Option<Ruling>,
    pub(super) place: Place,
}

/// How far a file has come into git.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Ignored, but by rules that only this machine has.
    Hidden,
    /// `git add` would take it.
    Untracked,
    /// The next commit would bring it for the first time.
    Staged,
    /// It is there, and perhaps was pushed.
    Tracked,
}

impl Exposure {
    /// What gave it away, and which of several it is.
    fn signals(&self) -> Vec<Signal> {
        let mut signals = vec![Signal::fixed(self.exposed.signal())];
        if !self.detail.is_empty() {
            signals.push(Signal(self.detail.clone().into()));
        }
        signals
    }

    /// What is wrong with such a file. `addition` is missing where a rule that everybody has
    /// ignores it already.
    pub(super) fn new(sighting: Sighting<'_>, addition: Option<Addition>) -> Self {
        let help = sighting.help(addition.as_ref());
        let state = sighting.state;
        Self {
            exposed: Exposed::file(sighting.name, state),
            confidence: sighting.confidence,
            help,
            line: 1,
            origin: sighting.origin,
            addition,
            detail: String::new(),
            place: Place {
                is_tracked: matches!(state, State::Staged | State::Tracked),
                ..sighting.place
            },
        }
    }

    /// As a finding. There is no secret to show: the file as a whole is what is exposed.
    #[must_use]
    pub fn finding(&self, key: &FingerprintKey) -> Finding {
        let rule = self.exposed.rule();
        let secret = Secret::new(b"", 0);
        let start = Position {
            line: self.line,
            column: 1,
        };
        let detail = Secret::hidden(self.detail.as_bytes());
        let fingerprint = key.fingerprint(&rule.id, self.origin.path(), &detail);
        Finding {
            severity: rule.severity,
            confidence: self.confidence,
            start,
            end: start,
            byte_start: 0,
            byte_end: 0,
            secret_id: key.secret_id(&secret, &fingerprint),
            fingerprint,
            secret,
            entropy: 0.0,
            signals: self.signals(),
            parts: Vec::new(),
            decoded: Vec::new(),
            excerpt: Excerpt::default(),
            assigned_to: None,
            allowed: None,
            help: Some(self.help.clone()),
            origin: self.origin.clone(),
            rule,
        }
    }
}

impl Sighting<'_> {
    fn help(&self, addition: Option<&Addition>) -> String {
        let mut steps = Vec::new();
        let is_tracked = matches!(self.state, State::Staged | State::Tracked);
        if let Some(instead) = instead(self.name, self.path) {
            steps.push(instead.to_owned());
        }
        if is_tracked {
            let path = quoted(self.origin.path());
            steps.push(format!("run `git rm --cached -- {path}`"));
        }
        let ruling = self.ruling.as_ref();
        steps.extend(addition.map(|addition| match ruling {
            Some(ruling) if !ruling.ignores => {
                format!("{addition}: {ruling} lets it in")
            }
            Some(ruling) if ruling.ignores && self.state == State::Hidden => {
                format!("{addition}: {ruling} ignores it, but nobody else has that line")
            }
            _ => addition.to_string(),
        }));
        if self.state == State::Tracked {
            steps.push("revoke what it holds if it was ever pushed".to_owned());
        }
        let mut help = steps.join("; ").replace(", or; ", ", or ");
        if let Some(ruling) = ruling.filter(|ruling| ruling.ignores && is_tracked) {
            use std::fmt::Write;
            // Rules are for files that git does not track yet.
            let _ = write!(help, " ({ruling} does nothing for a file that git tracks)");
        }
        help
    }
}

/// What is better than to keep the file out: many of these are committed for good reasons.
fn instead(name: Name, path: &str) -> Option<&'static str> {
    let file = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    match (name, file.as_str()) {
        (Name::Credentials, ".npmrc") => Some("write `${NPM_TOKEN}` in place of the token, or"),
        (Name::Credentials, ".yarnrc.yml") => Some("write `${YARN_TOKEN}` in place of it, or"),
        (Name::Credentials, "secrets.yml" | "database.yml") => {
            Some("write `<%= ENV[\"NAME\"] %>` in place of the value, or")
        }
        (Name::Credentials, "nuget.config") => Some("write `%NAME%` in place of the value, or"),
        (Name::Agent, _) => Some("write a reference to an environment variable in its place, or"),
        (Name::Variables, _) => Some("pass it as the environment variable `TF_VAR_NAME`, or"),
        (Name::State, _) => Some("keep Terraform's state in a remote backend"),
        _ => None,
    }
}

/// The folder above a file that is judged as a whole: one called `secrets`, or one in which an
/// agent keeps its transcripts.
pub(super) fn gathering(name: Name, path: &str) -> Option<&str> {
    let mut folders = path.match_indices('/').map(|(end, _)| &path[..end]);
    let named = |folder: &str, names: &[&str]| {
        let name = folder.rsplit('/').next();
        name.is_some_and(|name| names.contains(&name))
    };
    match name {
        Name::InSecrets => folders.find(|folder| named(folder, &["secrets", ".secrets"])),
        Name::Transcript => {
            folders.find(|folder| named(folder, &AGENTS))?;
            folders.next()
        }
        _ => None,
    }
}

/// Where agents keep transcripts, in folders further down.
const AGENTS: [&str; 5] = [".claude", ".codex", ".continue", ".gemini", ".specstory"];

/// A path as an ignore rule that matches nothing else.
pub(super) fn literal(path: &str) -> String {
    let mut rule = String::with_capacity(path.len() + 2);
    for (at, char) in path.char_indices() {
        if char.is_control() {
            // No line can name it: a line's end would begin another rule.
            rule.push('?');
            continue;
        }
        let special = matches!(char, '*' | '?' | '[' | '\\')
            || (at == 0 && matches!(char, '#' | '!'))
            || (char == ' ' && at + 1 == path.len());
        if special {
            rule.push('\\');
        }
        rule.push(char);
    }
    rule
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_ignores_just_what_it_must() {
        let line = |name, path| Addition::new(name, ".gitignore".into(), path).line;
        assert_eq!(line(Name::Dotenv, "app/.env"), ".env");
        assert_eq!(line(Name::Key, "certs/server.key"), "/certs/server.key");
        assert_eq!(line(Name::InSecrets, "a/secrets/b/c.txt"), "/a/secrets/");
        assert_eq!(line(Name::InSecrets, "c.txt"), "*");
        let transcript = |path| line(Name::Transcript, path);
        assert_eq!(
            transcript(".claude/projects/x/a.jsonl"),
            "/.claude/projects/"
        );
        assert_eq!(transcript(".codex/a.jsonl"), "/.codex/a.jsonl");
        assert_eq!(
            transcript(".specstory/history/a.md"),
            "/.specstory/history/"
        );
        assert_eq!(line(Name::Dotenv, ".env.d/api"), "/.env.d/api");
        assert_eq!(transcript("x/.aider.input.history"), ".aider.input.history");
        assert_eq!(line(Name::Key, "[a]*.pem"), r"/\[a]\*.pem");
        assert_eq!(line(Name::Key, "a\n*\nb/k.pem"), r"/a?\*?b/k.pem");
    }

    #[test]
    fn a_finding_says_what_to_do_and_shows_no_secret() {
        let exposure = Exposure {
            exposed: Exposed::EnvNotIgnored,
            origin: Origin::File {
                path: ".env".into(),
            },
            line: 1,
            confidence: Confidence::High,
            addition: None,
            help: "add `.env` to .gitignore".into(),
            detail: String::new(),
            place: Place::default(),
        };
        let finding = exposure.finding(&FingerprintKey::default());
        assert_eq!(finding.rule.id, "hygiene-env-not-ignored");
        assert_eq!(finding.rule.category, "hygiene");
        assert_eq!(finding.secret.redacted(), "");
        assert_eq!(finding.help.as_deref(), Some("add `.env` to .gitignore"));
    }
}
