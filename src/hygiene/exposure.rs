//! One exposed file: what is wrong, and what to do.

use super::name::{self, Name};
use super::rule::Exposed;
use crate::blob::Origin;
use crate::excerpt::Excerpt;
use crate::finding::{Finding, Signal};
use crate::fingerprint::FingerprintKey;
use crate::level::Confidence;
use crate::secret::Secret;
use crate::span::Position;

/// A file that git has, would take, or would take once it exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exposure {
    /// What is wrong.
    pub exposed: Exposed,
    /// The file; for [`Exposed::EnvUnprotected`] the one that tells of dotenv.
    pub origin: Origin,
    /// 1-based line in it that tells of dotenv, else 1.
    pub line: u64,
    /// How sure it is that real secrets are in it, or will be.
    pub confidence: Confidence,
    /// What keeps it out; `None` if a rule ignores it already.
    pub addition: Option<Addition>,
    /// What to do, in a sentence.
    pub help: String,
}

/// A line to add to an ignore file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addition {
    /// The line.
    pub line: String,
    /// The ignore file, from the top of the repository; it may not exist yet.
    pub to: String,
}

impl Addition {
    /// What keeps a file of this name out. `to` is the ignore file and `path` the file's path from
    /// the folder that holds it.
    pub(super) fn new(name: Name, to: String, path: &str) -> Self {
        let line = match name {
            // Wherever one turns up.
            Name::Dotenv => literal(path.rsplit('/').next().unwrap_or(path)),
            Name::InSecrets => match secrets_folder(path) {
                Some(folder) => format!("/{}/", literal(folder)),
                // The ignore file lies in the folder.
                None => "*".to_owned(),
            },
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
}

/// How far a file has come into git.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// `git add` would take it.
    Untracked,
    /// The next commit would bring it for the first time.
    Staged,
    /// It is there, and perhaps was pushed.
    Tracked,
}

impl Exposure {
    /// What is wrong with such a file. `addition` is missing where a rule ignores it already.
    pub(super) fn new(sighting: Sighting<'_>, addition: Option<Addition>) -> Self {
        let Sighting {
            name,
            path,
            origin,
            state,
        } = sighting;
        let most_sure = match name {
            Name::InSecrets => Confidence::Medium,
            _ => Confidence::High,
        };
        Self {
            exposed: exposed(name, state),
            confidence: name::confidence(path).min(most_sure),
            help: help(origin.path(), state, addition.as_ref()),
            line: 1,
            origin,
            addition,
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
        let fingerprint = key.fingerprint(&rule.id, self.origin.path(), &secret);
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
            signals: vec![Signal::fixed("file-name")],
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

fn exposed(name: Name, state: State) -> Exposed {
    match (name, state) {
        (Name::Key, State::Untracked) => Exposed::KeyNotIgnored,
        (Name::Key, _) => Exposed::KeyTracked,
        (Name::InSecrets, State::Untracked) => Exposed::SecretsNotIgnored,
        (Name::InSecrets, _) => Exposed::SecretsTracked,
        (_, State::Untracked) => Exposed::EnvNotIgnored,
        _ => Exposed::EnvTracked,
    }
}

fn help(path: &str, state: State, addition: Option<&Addition>) -> String {
    let mut steps = Vec::new();
    if state != State::Untracked {
        steps.push(format!("run `git rm --cached -- {}`", quoted(path)));
    }
    steps.extend(addition.map(Addition::to_string));
    if state == State::Tracked {
        steps.push("revoke what it holds if it was ever pushed".to_owned());
    }
    steps.join("; ")
}

/// The part of a path that ends with its folder called `secrets`.
pub(super) fn secrets_folder(path: &str) -> Option<&str> {
    path.match_indices('/')
        .map(|(end, _)| &path[..end])
        .find(|folder| matches!(folder.rsplit('/').next(), Some("secrets" | ".secrets")))
}

/// A path as an ignore rule that matches nothing else.
fn literal(path: &str) -> String {
    let mut rule = String::with_capacity(path.len() + 2);
    for (at, char) in path.char_indices() {
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

/// A path as a shell takes it.
fn quoted(path: &str) -> String {
    let plain = |char: char| char.is_alphanumeric() || matches!(char, '/' | '.' | '-' | '_');
    if path.chars().all(plain) {
        path.to_owned()
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
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
        assert_eq!(line(Name::Key, "[a]*.pem"), r"/\[a]\*.pem");
    }

    #[test]
    fn paths_are_quoted_for_the_shell() {
        assert_eq!(quoted("a/.env"), "a/.env");
        assert_eq!(quoted("it's here/.env"), r"'it'\''s here/.env'");
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
        };
        let finding = exposure.finding(&FingerprintKey::default());
        assert_eq!(finding.rule.id, "hygiene-env-not-ignored");
        assert_eq!(finding.rule.category, "hygiene");
        assert_eq!(finding.secret.redacted(), "");
        assert_eq!(finding.help.as_deref(), Some("add `.env` to .gitignore"));
    }
}
