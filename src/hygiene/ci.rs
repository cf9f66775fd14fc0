//! CI files that write a secret to the log, or pass it on a command line.

use std::collections::BTreeSet;

use super::Exposed;
use super::literal::says_secret;
use super::tree::Remark;
use crate::level::Confidence;

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
    let file = Ci::new(path, text);
    let mut remarks = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = command(line);
        if line.is_empty() || line.starts_with('#') || line.starts_with("//") {
            continue;
        }
        for part in parts(line) {
            if let Some(remark) = file
                .printed(&part, number)
                .or_else(|| file.passed(&part, number))
            {
                remarks.push(remark);
            }
        }
    }
    remarks
}

/// What a CI file tells about its secrets.
struct Ci<'t> {
    /// Variables that it sets to one of the platform's secrets.
    set: BTreeSet<&'t str>,
    /// Whether a variable is secret by its name alone: where the platform sets them.
    by_name: bool,
}

/// A simple command in a line of shell.
#[derive(Debug, PartialEq, Eq)]
struct Part<'l> {
    text: &'l str,
    /// Whether its output goes into a pipe or a file.
    is_led_away: bool,
}

impl<'t> Ci<'t> {
    fn new(path: &str, text: &'t str) -> Self {
        let set = text.lines().filter_map(|line| {
            let (name, value) = line.trim().trim_start_matches("- ").split_once(':')?;
            let value = value.trim().trim_matches(['"', '\'']);
            let is_secret = value.starts_with("${{") && value.contains("secrets.");
            is_secret.then_some(name.trim())
        });
        Self {
            set: set.collect(),
            by_name: !path.contains(".github/")
                && !path.contains("gitea/")
                && !path.contains("forgejo/"),
        }
    }

    fn printed(&self, part: &Part<'_>, line: u64) -> Option<Remark> {
        let first = part.text.split_whitespace().next()?.to_ascii_lowercase();
        if part.is_led_away || !PRINTERS.contains(&first.as_str()) {
            return None;
        }
        // What has the runner mask a value is written on purpose.
        if part.text.contains("add-mask::") || part.text.contains("##vso[") {
            return None;
        }
        let secret = self.secret(&without_substitutions(part.text))?;
        Some(Remark {
            exposed: Exposed::CiPrints,
            line,
            confidence: Confidence::Medium,
            help: format!(
                "take {secret} out of this command; to see whether it is set, write \
                 `test -n \"$NAME\"`"
            ),
            detail: secret,
            addition: None,
        })
    }

    fn passed(&self, part: &Part<'_>, line: u64) -> Option<Remark> {
        let words: Vec<&str> = part.text.split_whitespace().collect();
        let login = words.windows(2).any(|pair| {
            matches!(
                pair,
                ["docker" | "podman" | "buildah" | "helm" | "skopeo", "login"]
            )
        });
        let curl = words.contains(&"curl") || words.contains(&"wget");
        let (option, secret) = words.iter().enumerate().find_map(|(at, word)| {
            let word = word.trim_start_matches(['"', '\'']);
            let (name, value) = match word.split_once('=') {
                Some((name, value)) => (name, value.to_owned() + " " + &words[at + 1..].join(" ")),
                None => (word, words[at + 1..].join(" ")),
            };
            let takes = OPTIONS.contains(&name)
                || (login && name == "-p")
                || (curl && matches!(name, "-u" | "--user" | "-H" | "--header"));
            if !takes {
                return None;
            }
            Some((name.to_owned(), self.secret(first_value(&value))?))
        })?;
        let instead = if login {
            "pipe it into `--password-stdin`"
        } else if curl {
            "write it into a file for `--config` or `--netrc-file`"
        } else {
            "pass it by `env:`, a file or standard input, as the command allows"
        };
        Some(Remark {
            exposed: Exposed::CiArgument,
            line,
            confidence: Confidence::Medium,
            help: format!("{secret} stands behind `{option}`: {instead}"),
            detail: secret,
            addition: None,
        })
    }

    /// The first secret that a text names.
    fn secret(&self, text: &str) -> Option<String> {
        if let Some(at) = text.find("${{") {
            let inside = text[at + 3..].split("}}").next().unwrap_or_default().trim();
            if inside.starts_with("secrets.") || inside.replace(' ', "") == "toJSON(secrets)" {
                return Some(format!("`${{{{ {inside} }}}}`"));
            }
        }
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            rest = &rest[at + 1..];
            let name = variable(rest);
            let known =
                self.set.contains(name) || (self.by_name && says_secret(name) && is_loud(name));
            if !name.is_empty() && known {
                return Some(format!("`${name}`"));
            }
        }
        None
    }
}

/// A text without what `$(…)` puts into it: what a command makes of a secret may be anything.
fn without_substitutions(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("$(") {
        let mut depth = 0_u32;
        let end = rest[at + 1..].find(|c: char| {
            match c {
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        let end = end.map_or(rest.len(), |end| at + end + 2);
        let inside = &rest[at..end];
        // Without a blank it is a variable of Azure's.
        kept.push_str(&rest[..at]);
        kept.push_str(if inside.contains(' ') { "" } else { inside });
        rest = &rest[end..];
    }
    kept + rest
}

/// A variable's name behind a `$`: `NAME`, `{NAME}`, `(NAME)`, `env:NAME`. Its length, a part of
/// it, and whether it is set are no secrets.
fn variable(rest: &str) -> &str {
    let (inner, close) = match rest.as_bytes().first() {
        Some(b'{') => (&rest[1..], Some('}')),
        Some(b'(') => (&rest[1..], Some(')')),
        _ => (rest.strip_prefix("env:").unwrap_or(rest), None),
    };
    let inner = inner.strip_prefix("env.").unwrap_or(inner);
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let name = &inner[..end.unwrap_or(inner.len())];
    match close {
        Some(close) if !inner[name.len()..].starts_with(close) => "",
        _ => name,
    }
}

/// Whether a name is written like one of the environment's.
fn is_loud(name: &str) -> bool {
    !name.bytes().any(|byte| byte.is_ascii_lowercase())
}

/// The value behind an option: all in quotes, or `${{ … }}`, or one word.
fn first_value(text: &str) -> &str {
    let text = text.trim_start();
    for quote in ['"', '\''] {
        if let Some(rest) = text.strip_prefix(quote) {
            return rest.split(quote).next().unwrap_or(rest);
        }
    }
    if text.starts_with("${{") {
        let end = text.find("}}").map_or(text.len(), |at| at + 2);
        return &text[..end];
    }
    text.split_whitespace().next().unwrap_or_default()
}

/// A line without what YAML or Groovy puts before a command.
fn command(line: &str) -> &str {
    const KEYS: [&str; 12] = [
        "- ",
        "run:",
        "script:",
        "command:",
        "bash:",
        "pwsh:",
        "powershell:",
        "before_script:",
        "after_script:",
        "sh ",
        "bat ",
        "sudo ",
    ];
    let mut line = line.trim();
    loop {
        let before = line;
        for key in KEYS {
            line = line.strip_prefix(key).map_or(line, str::trim_start);
        }
        line = line.trim_start_matches(['"', '\'', '@', '|']);
        if line == before {
            return line;
        }
    }
}

/// The simple commands of a line of shell.
fn parts(line: &str) -> Vec<Part<'_>> {
    let bytes = line.as_bytes();
    let mut parts = Vec::new();
    let (mut start, mut at) = (0, 0);
    let mut quote = None;
    let mut is_led_away = false;
    while at < bytes.len() {
        let byte = bytes[at];
        let next = bytes.get(at + 1).copied();
        let mut end = None;
        match (quote, byte) {
            (_, b'\\') => at += 1,
            (_, b'$') if line[at..].starts_with("${{") => {
                at += line[at..].find("}}").map_or(0, |end| end + 1);
            }
            (Some(open), _) if byte == open => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            // What goes to standard error is in the log, too.
            (None, b'>') if next == Some(b'&') => at += 1,
            (None, b'>') => is_led_away = true,
            (None, b'|') if next != Some(b'|') => {
                is_led_away = true;
                end = Some(1);
            }
            (None, b'|') => end = Some(2),
            (None, b'&') if next == Some(b'&') => end = Some(2),
            (None, b';') => end = Some(1),
            _ => {}
        }
        if let Some(width) = end {
            parts.push(Part {
                text: plain(&line[start..at]),
                is_led_away,
            });
            is_led_away = false;
            start = at + width;
            at = start;
        } else {
            at += 1;
        }
    }
    parts.push(Part {
        text: plain(line.get(start..).unwrap_or_default()),
        is_led_away,
    });
    parts
}

/// A command without what a shell puts before it.
fn plain(text: &str) -> &str {
    let mut text = text.trim();
    for word in ["then ", "do ", "else ", "{ ", "( ", "sudo "] {
        text = text.strip_prefix(word).map_or(text, str::trim_start);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(path: &str, text: &str) -> Vec<(&'static str, u64)> {
        let remarks = remarks(path, text);
        remarks
            .iter()
            .map(|one| (one.exposed.id(), one.line))
            .collect()
    }

    const GITHUB: &str = ".github/workflows/ci.yml";

    #[test]
    fn what_prints_a_secret() {
        for line in [
            "- run: echo ${{ secrets.NPM_TOKEN }}",
            "- run: echo \"token: ${{secrets.NPM_TOKEN}}\" >&2",
            "  if true; then echo $TOKEN; fi",
            "  cd x && printf '%s' \"${TOKEN}\"",
            "  Write-Host $env:TOKEN",
            "  echo ${{ toJSON(secrets) }}",
        ] {
            let text = format!("env:\n  TOKEN: ${{{{ secrets.X }}}}\n{line}\n");
            assert_eq!(
                said(GITHUB, &text),
                [("hygiene-ci-prints-secret", 3)],
                "{line}"
            );
        }
        assert_eq!(
            said(".gitlab-ci.yml", "  - echo $DEPLOY_TOKEN"),
            [("hygiene-ci-prints-secret", 1)]
        );
        assert_eq!(
            said("Jenkinsfile", "  sh \"echo ${API_KEY}\""),
            [("hygiene-ci-prints-secret", 1)]
        );
    }

    #[test]
    fn what_only_looks_like_it() {
        for line in [
            "- run: echo ${{ secrets.KEY }} > key.pem",
            "- run: echo \"${{ secrets.KEY }}\" | base64 -d",
            "- run: echo \"X=${{ secrets.KEY }}\" >> $GITHUB_ENV",
            "- run: echo \"::add-mask::$TOKEN\"",
            "- run: echo ${#TOKEN} ${TOKEN:+set} ${TOKEN:0:4}",
            "- run: echo '$TOKENS' done",
            "- run: echo \"has $(echo $TOKEN | wc -c) bytes\"",
            "# echo ${{ secrets.KEY }}",
            "  name: echo ${{ secrets.KEY }}",
            "  token: ${{ secrets.KEY }}",
            "- run: echo $OTHER_TOKEN",
            "- run: echo ${{ github.sha }}",
            "- run: echo $TOKEN | docker login -u me --password-stdin",
        ] {
            let text = format!("env:\n  TOKEN: ${{{{ secrets.X }}}}\n{line}\n");
            assert_eq!(said(GITHUB, &text), [], "{line}");
        }
        assert_eq!(
            said(
                ".gitlab-ci.yml",
                "  - echo $TOKEN_URL $token $CI_COMMIT_SHA"
            ),
            []
        );
    }

    #[test]
    fn what_passes_a_secret_on_a_command_line() {
        for line in [
            "  docker login -u me -p ${{ secrets.PASSWORD }}",
            "  tool --password ${{ secrets.PASSWORD }} x",
            "  tool --token=${{ secrets.PASSWORD }}",
            "    --api-key \"${{ secrets.PASSWORD }}\" \\",
            "  curl -u \"me:${{ secrets.PASSWORD }}\" https://example.org",
            "  curl -H \"Authorization: Bearer ${{ secrets.PASSWORD }}\" x",
            "  tool --token \"$TOKEN\"",
        ] {
            let text = format!("env:\n  TOKEN: ${{{{ secrets.X }}}}\n{line}\n");
            assert_eq!(
                said(GITHUB, &text),
                [("hygiene-ci-secret-argument", 3)],
                "{line}"
            );
        }
        let gitlab = "  - docker login -u $CI_REGISTRY_USER -p $CI_REGISTRY_PASSWORD $CI_REGISTRY";
        assert_eq!(
            said(".gitlab-ci.yml", gitlab),
            [("hygiene-ci-secret-argument", 1)]
        );
        for line in [
            "  mkdir -p ${{ secrets.X }}",
            "  tool --user me --password-stdin",
            "  tool --token $(cat x)",
        ] {
            assert_eq!(said(GITHUB, line), [], "{line}");
        }
    }

    #[test]
    fn no_line_stops_it() {
        for line in [
            "",
            "$",
            "${",
            "${{",
            "echo $",
            "echo \\",
            "a='",
            "|;&&||",
            "é$é",
            "echo ${{ secrets.é",
        ] {
            let _ = remarks(GITHUB, line);
        }
    }
}
