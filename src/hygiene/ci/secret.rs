//! How a CI file names secrets, and which of its variables are some.

use std::collections::BTreeSet;

use super::super::literal::says_secret;

/// What a CI file tells about its secrets.
pub(super) struct Secrets<'t> {
    /// Variables that it sets to one of the platform's secrets.
    set: BTreeSet<&'t str>,
    /// Whether a variable is secret by its name alone: where the platform sets them.
    by_name: bool,
}

impl<'t> Secrets<'t> {
    /// Reads a file's text.
    pub(super) fn of(path: &str, text: &'t str) -> Self {
        let set = text.lines().filter_map(|line| {
            let (name, value) = line.trim().trim_start_matches("- ").split_once(':')?;
            let value = value.trim().trim_matches(['"', '\'']);
            let is_secret = value.starts_with("${{") && value.contains("secrets.");
            is_secret.then_some(name.trim())
        });
        let in_workflow = [".github/", "gitea/", "forgejo/"];
        Self {
            set: set.collect(),
            by_name: !in_workflow.iter().any(|folder| path.contains(folder)),
        }
    }

    /// Whether the variable of this name is secret.
    pub(super) fn named(&self, name: &str) -> bool {
        self.set.contains(name) || (self.by_name && says_secret(name) && is_loud(name))
    }

    /// The secret that a text names; of several, one whose name says so: in `me:password` that is
    /// not the first.
    pub(super) fn first(&self, text: &str) -> Option<String> {
        let mut named = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            rest = &rest[at + 1..];
            if let Some(inside) = rest.strip_prefix("{{") {
                let inside = inside.split("}}").next().unwrap_or_default().trim();
                if inside.starts_with("secrets.") || inside.replace(' ', "") == "toJSON(secrets)" {
                    named.push((inside, format!("`${{{{ {inside} }}}}`")));
                }
                continue;
            }
            let name = variable(rest);
            if !name.is_empty() && self.named(name) {
                named.push((name, format!("`${name}`")));
            }
        }
        let best = named.iter().position(|(name, _)| says_secret(name));
        let mut named = named.into_iter().map(|(_, shown)| shown);
        named.nth(best.unwrap_or(0))
    }
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
