//! What a Dockerfile copies from its build context, and what `.dockerignore` keeps out of it.

use globset::{Glob, GlobBuilder, GlobMatcher};

use super::super::exposure::literal;
use super::super::name::Name;
use super::super::tree::parent;

/// Folders that hold Dockerfiles for the project around them.
const FOR_OTHERS: [&str; 8] = [
    ".docker",
    "build",
    "ci",
    "deploy",
    "docker",
    "dockerfiles",
    "images",
    "infra",
];

/// A `COPY` or `ADD` from the build context.
#[derive(Debug)]
pub(super) struct Copy {
    /// 1-based, where the instruction begins.
    pub(super) line: u64,
    sources: Vec<String>,
    /// Whether it goes into the last stage, or one that this begins with.
    pub(super) is_kept: bool,
}

/// The folder that is sent to the builder, as most people call it.
pub(super) fn context(dockerfile: &str) -> &str {
    let folder = parent(dockerfile);
    let name = folder.rsplit('/').next().unwrap_or(folder);
    if FOR_OTHERS.contains(&name) {
        parent(folder)
    } else {
        folder
    }
}

/// The instructions of a Dockerfile that copy from the build context.
pub(super) fn copies(text: &str) -> Vec<Copy> {
    let mut stages: Vec<(String, String)> = Vec::new();
    let mut copies = Vec::new();
    for (line, instruction) in instructions(text) {
        let mut words = instruction.split_whitespace();
        let verb = words.next().unwrap_or_default().to_ascii_uppercase();
        match verb.as_str() {
            "FROM" => {
                let words: Vec<&str> = words.filter(|word| !word.starts_with("--")).collect();
                let base = words.first().copied().unwrap_or_default();
                let own = match words[..] {
                    [_, by, name] if by.eq_ignore_ascii_case("as") => name,
                    _ => "",
                };
                stages.push((base.to_owned(), own.to_owned()));
            }
            "COPY" | "ADD" if !instruction.contains("--from=") => {
                let rest = instruction[verb.len()..].trim();
                copies.push((stages.len(), line, sources(rest)));
            }
            _ => {}
        }
    }
    // The last stage, the one it begins with, and so on.
    let mut kept = vec![stages.len()];
    while let Some((base, _)) = kept
        .last()
        .and_then(|last| stages.get(last.wrapping_sub(1)))
    {
        let below = stages
            .iter()
            .position(|(_, own)| !own.is_empty() && own == base);
        match below {
            Some(below) if !kept.contains(&(below + 1)) => kept.push(below + 1),
            _ => break,
        }
    }
    let all = copies.into_iter().map(|(stage, line, sources)| Copy {
        line,
        sources,
        is_kept: kept.contains(&stage),
    });
    all.filter(|copy| !copy.sources.is_empty()).collect()
}

/// Instructions, each on a line of its own, with the number of the line where it begins.
fn instructions(text: &str) -> Vec<(u64, String)> {
    let mut all: Vec<(u64, String)> = Vec::new();
    let mut goes_on = false;
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.starts_with('#') || line.is_empty() {
            continue;
        }
        let (part, more) = match line.strip_suffix('\\') {
            Some(part) => (part, true),
            None => (line, false),
        };
        match all.last_mut() {
            Some((_, whole)) if goes_on => {
                whole.push(' ');
                whole.push_str(part);
            }
            _ => all.push((number, part.to_owned())),
        }
        goes_on = more;
    }
    all
}

/// What is copied: all words but flags and the last, which says where to.
fn sources(rest: &str) -> Vec<String> {
    let rest = rest
        .split_whitespace()
        .skip_while(|word| word.starts_with("--"));
    let rest: Vec<&str> = rest.collect();
    let json = rest.join(" ");
    let mut words: Vec<String> = if json.starts_with('[') {
        serde_json::from_str(&json).unwrap_or_default()
    } else {
        rest.into_iter().map(str::to_owned).collect()
    };
    words.pop();
    let remote = |word: &String| word.contains("://") || word.starts_with("<<");
    words.retain(|word| !remote(word));
    let plain = |word: &String| {
        let word = word.trim_start_matches("./").trim_matches('/');
        if word == "." {
            String::new()
        } else {
            word.to_owned()
        }
    };
    words.iter().map(plain).collect()
}

impl Copy {
    /// Whether it copies a file of this path from the context.
    pub(super) fn takes(&self, path: &str) -> bool {
        self.sources.iter().any(|source| {
            source.is_empty()
                || matcher(source)
                    .is_some_and(|matcher| above(path).any(|part| matcher.is_match(part)))
        })
    }
}

/// The rules of a `.dockerignore`.
#[derive(Debug, Default)]
pub(super) struct Ignores {
    rules: Vec<(bool, GlobMatcher)>,
}

impl Ignores {
    /// Reads a file's text.
    pub(super) fn parse(text: &str) -> Self {
        let lines = text.lines().map(str::trim);
        let rules = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        let rules = rules.filter_map(|line| {
            let (excludes, pattern) = match line.strip_prefix('!') {
                Some(pattern) => (false, pattern.trim()),
                None => (true, line),
            };
            let pattern = pattern.trim_start_matches("./").trim_matches('/');
            Some((excludes, matcher(pattern)?))
        });
        Self {
            rules: rules.collect(),
        }
    }

    /// Whether the last rule that says anything of a file keeps it out.
    pub(super) fn exclude(&self, path: &str) -> bool {
        let says =
            |(_, matcher): &&(bool, GlobMatcher)| above(path).any(|part| matcher.is_match(part));
        let last = self.rules.iter().rev().find(says);
        last.is_some_and(|(excludes, _)| *excludes)
    }
}

/// The line that keeps a file out.
pub(super) fn line(name: Name, path: &str) -> String {
    if name.is_the_same_everywhere() {
        let file = path.rsplit('/').next().unwrap_or(path);
        format!("**/{}", literal(file))
    } else {
        literal(path)
    }
}

/// A path and the folders above it.
fn above(path: &str) -> impl Iterator<Item = &str> {
    let folders = path.match_indices('/').map(|(end, _)| &path[..end]);
    folders.chain([path])
}

fn matcher(pattern: &str) -> Option<GlobMatcher> {
    let glob: Glob = GlobBuilder::new(pattern)
        .literal_separator(true)
        .backslash_escape(true)
        .build()
        .ok()?;
    Some(glob.compile_matcher())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(dockerfile: &str, ignores: &str, path: &str) -> Option<(u64, bool)> {
        let ignores = Ignores::parse(ignores);
        let copies = copies(dockerfile);
        let copy = copies
            .iter()
            .find(|copy| copy.takes(path) && !ignores.exclude(path))?;
        Some((copy.line, copy.is_kept))
    }

    #[test]
    fn what_is_copied() {
        for text in [
            "FROM a\nCOPY . /app",
            "FROM a\nADD ./ .",
            "FROM a\ncopy --chown=1:1 --link . .",
            "FROM a\nCOPY [\".\", \"/a b\"]",
            "FROM a\nCOPY * /app/",
            "FROM a\nCOPY package.json \\\n  .env* ./",
        ] {
            assert_eq!(taken(text, "", ".env"), Some((2, true)), "{text}");
        }
        for text in [
            "FROM a\nCOPY src /app",
            "FROM a\nCOPY --from=build . .",
            "FROM a\nADD https://example.org/.env .",
            "FROM a\n# COPY . .",
            "FROM a\nRUN cp . x",
        ] {
            assert_eq!(taken(text, "", ".env"), None, "{text}");
        }
        assert_eq!(
            taken("FROM a\nCOPY src .", "", "src/a/.env"),
            Some((2, true))
        );
    }

    #[test]
    fn a_stage_that_is_thrown_away_counts_less() {
        let thrown = "FROM a AS build\nCOPY . .\nFROM b\nCOPY --from=build /out /out";
        assert_eq!(taken(thrown, "", ".env"), Some((2, false)));
        let kept = "FROM a AS build\nCOPY . .\nFROM build";
        assert_eq!(taken(kept, "", ".env"), Some((2, true)));
    }

    #[test]
    fn what_dockerignore_keeps_out() {
        let text = "FROM a\nCOPY . .";
        for ignores in [
            ".env", "**/.env", ".env*", "/.env", ".*", "*", "**", "!x\n.env",
        ] {
            assert_eq!(taken(text, ignores, ".env"), None, "{ignores}");
        }
        for ignores in ["", "# .env", "*\n!.env", "env", "app"] {
            assert!(taken(text, ignores, ".env").is_some(), "{ignores}");
        }
        // Unlike git's, a rule without a slash is for the root alone.
        assert!(taken(text, ".env", "app/.env").is_some());
        assert_eq!(taken(text, "app", "app/.env"), None);
        assert_eq!(
            taken(text, &line(Name::Dotenv, "app/.env"), "app/.env"),
            None
        );
    }

    #[test]
    fn the_context_is_the_project() {
        assert_eq!(context("Dockerfile"), "");
        assert_eq!(context("app/Dockerfile"), "app");
        assert_eq!(context("app/docker/Dockerfile"), "app");
    }
}
