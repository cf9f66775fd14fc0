//! CI files that write a secret to the log, or pass it on a command line.

mod command;
mod secret;

use std::borrow::Cow;

use super::Exposed;
use super::tree::Remark;
use crate::level::Confidence;
use command::{Part, command, first_value, parts, without_substitutions};
use secret::Secrets;

/// Commands that write their arguments.
const PRINTERS: [&str; 6] = [
    "echo",
    "print",
    "printf",
    "write-host",
    "write-output",
    "cat<<<",
];
/// Options whose value is a secret.
const OPTIONS: [&str; 18] = [
    "--access-key",
    "--access-token",
    "--api-key",
    "--api-token",
    "--apikey",
    "--auth-token",
    "--client-secret",
    "--keypass",
    "--pass",
    "--passphrase",
    "--password",
    "--private-key",
    "--secret",
    "--secret-key",
    "--storepass",
    "--token",
    "-pass",
    "-password",
];

/// What is wrong with a CI file.
pub(super) fn remarks(path: &str, text: &str) -> Vec<Remark> {
    let secrets = Secrets::of(path, text);
    let mut remarks = Vec::new();
    for line in lines(text) {
        for part in parts(&line.text) {
            let said = printed(&secrets, &part).or_else(|| passed(&secrets, &part));
            let Some(mut remark) = said else {
                continue;
            };
            remark.line = line.number_of(&remark.detail);
            remarks.push(remark);
        }
    }
    remarks
}

/// A command that goes on over lines that end with `\`.
struct Line<'t> {
    /// 1-based, of the first.
    first: u64,
    text: Cow<'t, str>,
    /// As written.
    parts: Vec<&'t str>,
}

impl Line<'_> {
    /// The number of the line that names a secret.
    fn number_of(&self, secret: &str) -> u64 {
        let name = secret.trim_matches(['`', '$', '{', '}', ' ']);
        let at = self.parts.iter().position(|part| part.contains(name));
        self.first + at.unwrap_or(0) as u64
    }
}

/// Lines that may be commands; comments are none.
fn lines(text: &str) -> Vec<Line<'_>> {
    let mut all: Vec<Line<'_>> = Vec::new();
    let mut goes_on = false;
    for (number, part) in (1..).zip(text.lines()) {
        let text = command(part);
        let more = text.ends_with('\\');
        let text = text.trim_end_matches('\\').trim_end();
        match all.last_mut() {
            Some(line) if goes_on => {
                let whole = line.text.to_mut();
                whole.push(' ');
                whole.push_str(text);
                line.parts.push(part);
            }
            _ => all.push(Line {
                first: number,
                text: Cow::Borrowed(text),
                parts: vec![part],
            }),
        }
        goes_on = more;
    }
    let is_comment =
        |text: &str| text.is_empty() || text.starts_with('#') || text.starts_with("//");
    all.retain(|line| !is_comment(&line.text));
    all
}

fn printed(secrets: &Secrets<'_>, part: &Part<'_>) -> Option<Remark> {
    let first = part.text.split_whitespace().next()?.to_ascii_lowercase();
    if part.is_led_away {
        return None;
    }
    let secret = if first == "printenv" {
        let name = part.text.split_whitespace().nth(1)?;
        secrets.named(name).then(|| format!("`{name}`"))?
    } else {
        // What has the runner mask a value is written on purpose.
        let masks = part.text.contains("add-mask::") || part.text.contains("##vso[");
        if masks || !PRINTERS.contains(&first.as_str()) {
            return None;
        }
        secrets.first(&without_substitutions(part.text))?
    };
    Some(Remark {
        exposed: Exposed::CiPrints,
        line: 1,
        confidence: Confidence::Medium,
        help: format!(
            "take {secret} out of this command; to see whether it is set, write `test -n \"$NAME\"`"
        ),
        detail: secret,
        addition: None,
    })
}

fn passed(secrets: &Secrets<'_>, part: &Part<'_>) -> Option<Remark> {
    let words: Vec<&str> = part.text.split_whitespace().collect();
    let kind = Kind::of(&words);
    let (option, secret) = words.iter().enumerate().find_map(|(at, word)| {
        let word = word.trim_start_matches(['"', '\'']);
        let behind = |value: &str| [value, &words[at + 1..].join(" ")].join(" ");
        let (name, value) = match word.split_once('=') {
            Some((name, value)) => (name, behind(value)),
            None => match word.strip_prefix("-p") {
                Some(value) if kind == Kind::Database && !value.is_empty() => ("-p", behind(value)),
                _ => (word, behind("")),
            },
        };
        let takes = OPTIONS.contains(&name) || kind.options().contains(&name);
        takes.then_some(())?;
        Some((name.to_owned(), secrets.first(first_value(&value))?))
    })?;
    Some(Remark {
        exposed: Exposed::CiArgument,
        line: 1,
        confidence: Confidence::Medium,
        help: format!(
            "{secret} stands behind `{option}`: {}",
            kind.instead(&option)
        ),
        detail: secret,
        addition: None,
    })
}

/// Commands with ways of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Of a registry of images.
    Login,
    /// What loads an address.
    Web,
    /// A client of a database.
    Database,
    Other,
}

impl Kind {
    fn of(words: &[&str]) -> Self {
        let has = |names: &[&str]| words.iter().any(|word| names.contains(word));
        let login = words.windows(2).any(|pair| {
            matches!(
                pair,
                ["docker" | "podman" | "buildah" | "helm" | "skopeo", "login"]
            )
        });
        if login {
            Self::Login
        } else if has(&["curl", "wget"]) {
            Self::Web
        } else if has(&["mysql", "mysqldump", "mariadb", "sshpass"]) {
            Self::Database
        } else {
            Self::Other
        }
    }

    /// Options that take a secret with these alone.
    fn options(self) -> &'static [&'static str] {
        match self {
            Self::Login | Self::Database => &["-p"],
            Self::Web => &["-u", "--user", "-H", "--header"],
            Self::Other => &["--build-arg"],
        }
    }

    fn instead(self, option: &str) -> &'static str {
        match (self, option) {
            (_, "--build-arg") => {
                "use `--secret` and `RUN --mount=type=secret`: the image keeps it"
            }
            (Self::Login, _) => "pipe it into `--password-stdin`",
            (Self::Web, _) => "write it into a file for `--config` or `--netrc-file`",
            _ => "pass it by `env:`, a file or standard input, as the command allows",
        }
    }
}

#[cfg(test)]
mod tests;
