//! Patterns of paths as the tools of languages read them.

use std::fmt::Write;

use regex::{Regex, RegexBuilder};

/// What a tool's patterns mean, where tools differ.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dialect {
    /// Whether `*` and `?` match the dot that hides a file.
    pub(super) dots: bool,
    /// Whether `{a,b}` means either.
    pub(super) braces: bool,
}

/// Python's `glob`.
pub(super) const PYTHON: Dialect = Dialect {
    dots: false,
    braces: false,
};
/// Python's `pathlib`, `MANIFEST.in` and Docker.
pub(super) const DOTS: Dialect = Dialect {
    dots: true,
    braces: false,
};
/// Ruby's `Dir`.
pub(super) const RUBY: Dialect = Dialect {
    dots: false,
    braces: true,
};
/// So many alternatives of braces are tried.
const MOST: usize = 64;
/// So large may a compiled pattern be, in bytes.
const LARGEST: usize = 1 << 20;

/// A pattern for a path, `/`-separated. `**` stands for any folders.
#[derive(Debug)]
pub(super) struct Glob(Regex);

impl Glob {
    /// `None` if it is too large to be meant.
    pub(super) fn new(pattern: &str, dialect: Dialect) -> Option<Self> {
        let pattern = pattern.trim_start_matches("./").trim_matches('/');
        let pattern = if pattern == "." { "" } else { pattern };
        let mut all = vec![pattern.to_owned()];
        if dialect.braces {
            all = alternatives(pattern);
        }
        let all: Vec<String> = all.iter().map(|one| regex(one, dialect.dots)).collect();
        let whole = format!("^(?:{})$", all.join("|"));
        let regex = RegexBuilder::new(&whole)
            .dot_matches_new_line(true)
            .size_limit(LARGEST)
            .build();
        regex.ok().map(Self)
    }

    /// Whether it is this path.
    pub(super) fn matches(&self, path: &str) -> bool {
        self.0.is_match(path)
    }

    /// Whether it is this path or a folder above it.
    pub(super) fn takes(&self, path: &str) -> bool {
        let mut folders = path.match_indices('/').map(|(end, _)| &path[..end]);
        self.matches(path) || folders.any(|folder| self.matches(folder)) || self.matches("")
    }
}

/// All that a pattern with braces means.
fn alternatives(pattern: &str) -> Vec<String> {
    let mut done = Vec::new();
    let mut open = vec![pattern.to_owned()];
    while let Some(next) = open.pop() {
        let inner = next
            .find('}')
            .and_then(|end| Some((next[..end].rfind('{')?, end)));
        match inner {
            Some((start, end)) if done.len() + open.len() < MOST => {
                let parts = next[start + 1..end].split(',');
                open.extend(parts.map(|part| {
                    let (before, behind) = (&next[..start], &next[end + 1..]);
                    format!("{before}{part}{behind}")
                }));
            }
            _ => done.push(next),
        }
    }
    done
}

fn regex(pattern: &str, dots: bool) -> String {
    let name = if dots { "[^/]+" } else { "[^./][^/]*" };
    let mut regex = String::new();
    let mut parts = pattern.split('/').peekable();
    while let Some(part) = parts.next() {
        let is_last = parts.peek().is_none();
        match part {
            "**" if is_last => write!(regex, "(?:{name}/)*{name}"),
            "**" => write!(regex, "(?:{name}/)*"),
            _ => {
                component(part, dots, &mut regex);
                write!(regex, "{}", if is_last { "" } else { "/" })
            }
        }
        .expect("a text takes all that is written");
    }
    regex
}

/// What a name between slashes means.
fn component(part: &str, dots: bool, regex: &mut String) {
    let mut rest = part;
    if !dots && rest.starts_with('*') {
        rest = rest.trim_start_matches('*');
        // What stands for nothing cannot stand for a dot.
        let hides = rest.starts_with('.');
        regex.push_str(if hides {
            "[^./][^/]*"
        } else {
            "(?:[^./][^/]*)?"
        });
    } else if !dots && rest.starts_with('?') {
        rest = &rest[1..];
        regex.push_str("[^./]");
    }
    while let Some(char) = rest.chars().next() {
        rest = &rest[char.len_utf8()..];
        match char {
            '*' => regex.push_str("[^/]*"),
            '?' => regex.push_str("[^/]"),
            '[' => match class(rest) {
                Some((class, behind)) => {
                    regex.push_str(&class);
                    rest = behind;
                }
                None => regex.push_str("\\["),
            },
            '\\' if !rest.is_empty() => {
                let next = rest.chars().next().unwrap_or('\\');
                rest = &rest[next.len_utf8()..];
                regex.push_str(&regex::escape(next.encode_utf8(&mut [0; 4])));
            }
            _ => regex.push_str(&regex::escape(char.encode_utf8(&mut [0; 4]))),
        }
    }
}

/// `a-z]` or `!a]`, and what stands behind it.
fn class(text: &str) -> Option<(String, &str)> {
    let (not, inside) = match text.strip_prefix(['!', '^']) {
        Some(inside) => ("^/", inside),
        None => ("", text),
    };
    // The first one may be a bracket itself.
    let end = 1 + inside.get(1..)?.find(']')?;
    let escaped: String = inside[..end]
        .chars()
        .flat_map(|char| {
            let special = matches!(char, '[' | ']' | '\\' | '^' | '&' | '~');
            special.then_some('\\').into_iter().chain([char])
        })
        .collect();
    Some((format!("[{not}{escaped}]"), &inside[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, dialect: Dialect, path: &str) -> bool {
        Glob::new(pattern, dialect).is_some_and(|glob| glob.matches(path))
    }

    #[test]
    fn names_and_folders() {
        for (pattern, path) in [
            ("a/*.env", "a/prod.env"),
            ("**/*.env", "prod.env"),
            ("**/*.env", "a/b/prod.env"),
            ("a/**", "a/b/c"),
            ("./a/", "a"),
            ("[ab]?c", "bxc"),
            ("[!a]", "b"),
            ("a\\*", "a*"),
            ("[", "["),
            ("{a,b}", "{a,b}"),
        ] {
            assert!(matches(pattern, PYTHON, path), "{pattern} {path}");
        }
        for (pattern, path) in [
            ("*.env", "a/prod.env"),
            ("a/**", "a"),
            ("a*", "a/b"),
            ("[!a]", "a"),
            ("[!a]", "/"),
        ] {
            assert!(!matches(pattern, DOTS, path), "{pattern} {path}");
        }
    }

    #[test]
    fn a_star_passes_over_a_dot_in_some() {
        for (pattern, path) in [
            ("*", ".env"),
            ("*.env", ".env"),
            ("?env", ".env"),
            ("**/*", "a/.env"),
            ("**/x", ".a/x"),
            ("a/**", "a/.env"),
        ] {
            assert!(!matches(pattern, PYTHON, path), "{pattern}");
            assert!(matches(pattern, DOTS, path), "{pattern}");
        }
        assert!(matches(".*", PYTHON, ".env"));
        assert!(matches("*a", PYTHON, "a"));
    }

    #[test]
    fn braces_are_rubys() {
        for path in [".env", "lib/a/b.rb", "lib/c.rb"] {
            assert!(matches("{.env,lib/**/*.{rb,key}}", RUBY, path), "{path}");
        }
        assert!(!matches("{a", RUBY, "a"));
        let bomb = "{a,b}".repeat(40);
        assert!(!matches(&bomb, RUBY, "x"));
    }

    #[test]
    fn a_folder_takes_what_it_holds() {
        let takes = |pattern: &str| Glob::new(pattern, PYTHON).is_some_and(|g| g.takes("a/b/.env"));
        assert!(takes("a") && takes("a/b") && takes("*") && takes("."));
        assert!(!takes("b") && !takes("**/*.env"));
    }

    #[test]
    fn no_pattern_stops_it() {
        for pattern in [
            "", "[", "[]", "[!", "[a-", "\\", "{", "}", "é[é]", "***", "[z-a]",
        ] {
            let _ = Glob::new(pattern, RUBY).map(|glob| glob.takes("é/a"));
        }
    }
}
