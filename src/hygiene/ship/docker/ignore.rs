//! What `.dockerignore` keeps out of a build context.

use super::super::super::exposure::literal;
use super::super::super::name::Name;
use super::super::glob::{DOTS, Glob};

/// The rules of a `.dockerignore`.
#[derive(Debug, Default)]
pub(super) struct Ignores {
    rules: Vec<(bool, Glob)>,
}

impl Ignores {
    /// Reads a file's text.
    pub(super) fn parse(text: &str) -> Self {
        let lines = text.trim_start_matches('\u{FEFF}').lines().map(str::trim);
        let rules = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        let rules = rules.filter_map(|line| {
            let (excludes, pattern) = match line.strip_prefix('!') {
                Some(pattern) => (false, pattern.trim()),
                None => (true, line),
            };
            // `.` alone says nothing.
            let pattern = pattern.trim_start_matches("./").trim_matches('/');
            let means = !matches!(pattern, "" | ".");
            Some((excludes, Glob::new(pattern, DOTS).filter(|_| means)?))
        });
        Self {
            rules: rules.collect(),
        }
    }

    /// Whether the last rule that says anything of a file keeps it out.
    pub(super) fn exclude(&self, path: &str) -> bool {
        let last = self.rules.iter().rev().find(|(_, glob)| glob.takes(path));
        last.is_some_and(|(excludes, _)| *excludes)
    }
}

/// The line that keeps a file out.
pub(super) fn line(name: Name, path: &str) -> String {
    let file = path.rsplit('/').next().unwrap_or(path);
    if name.is_the_same_everywhere(file) {
        format!("**/{}", literal(file))
    } else {
        literal(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_rule_that_says_anything_decides() {
        let out = |rules: &str, path: &str| Ignores::parse(rules).exclude(path);
        for rules in [
            ".env",
            "**/.env",
            ".env*",
            "/.env",
            ".*",
            "*",
            "**",
            "!x\n.env",
            "!.env\n.env",
        ] {
            assert!(out(rules, ".env"), "{rules}");
        }
        for rules in ["", "# .env", "*\n!.env", "env", "app", ".", "[", ".e{nv,x}"] {
            assert!(!out(rules, ".env"), "{rules}");
        }
        // Unlike git's, a rule without a slash is for the root alone.
        assert!(!out(".env", "app/.env"));
        assert!(out("app", "app/.env"));
        assert!(!out("app\n!app/.env", "app/.env"));
        assert!(out(&line(Name::Dotenv, "app/.env"), "app/.env"));
        assert!(out(&line(Name::Key, "a/[b].key"), "a/[b].key"));
    }
}
