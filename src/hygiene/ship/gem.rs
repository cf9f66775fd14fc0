//! What a gem is made of: the patterns of its `.gemspec`. One that asks `git ls-files` has what
//! git has.

use globset::{GlobBuilder, GlobMatcher};

use super::super::name::Name;
use super::{Advice, Package};

/// The patterns of a gem's specification.
pub(super) struct Gem {
    patterns: Vec<(String, GlobMatcher)>,
    /// Whether `*` matches names that begin with a dot.
    dots: bool,
}

impl Gem {
    /// Reads a specification's text.
    pub(super) fn parse(text: &str) -> Self {
        let code = text
            .lines()
            .filter(|line| !line.trim_start().starts_with('#'));
        let mut patterns = Vec::new();
        for line in code {
            let at = ["Dir[", "Dir.glob(", ".files = [", ".files += ["]
                .iter()
                .find_map(|call| line.find(call).map(|at| at + call.len()));
            if let Some(at) = at {
                patterns.extend(quoted(&line[at..]));
            }
        }
        let patterns = patterns.into_iter().filter_map(|pattern| {
            let glob = GlobBuilder::new(&pattern).literal_separator(true).build();
            Some((pattern, glob.ok()?.compile_matcher()))
        });
        Self {
            patterns: patterns.collect(),
            dots: text.contains("FNM_DOTMATCH"),
        }
    }
}

/// The texts in quotes on a line.
fn quoted(line: &str) -> Vec<String> {
    let mut rest = line;
    let mut texts = Vec::new();
    while let Some(at) = rest.find(['"', '\'']) {
        let quote = &rest[at..=at];
        let Some(end) = rest[at + 1..].find(quote) else {
            break;
        };
        texts.push(rest[at + 1..at + 1 + end].to_owned());
        rest = &rest[at + end + 2..];
    }
    texts
}

impl Package for Gem {
    fn takes(&self, path: &str) -> bool {
        let is_hidden = path.split('/').any(|part| part.starts_with('.'));
        self.patterns.iter().any(|(pattern, glob)| {
            let names_it = pattern
                .split(['/', '{', ','])
                .any(|part| part.starts_with('.'));
            glob.is_match(path) && (!is_hidden || self.dots || names_it)
        })
    }

    fn advice(&self, _: Name, path: &str) -> Advice {
        Advice {
            help: format!("take `{path}` out of `files` in the gemspec (`- [\"{path}\"]`)"),
            line: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_rubys() {
        let takes =
            |files: &str, path: &str| Gem::parse(&format!("  s.files = {files}\n")).takes(path);
        assert!(takes("Dir[\"**/*\"]", "config/master.key"));
        assert!(takes(
            "Dir['lib/**/*', \"config/*.key\"]",
            "config/master.key"
        ));
        assert!(takes("Dir.glob(\"**/*\", File::FNM_DOTMATCH)", ".env"));
        assert!(takes("Dir[\"{.env,lib}\"]", ".env"));
        assert!(takes("[\"a.rb\", \".env\"]", ".env"));
        // A `*` passes over dots.
        assert!(!takes("Dir[\"**/*\"]", ".env"));
        assert!(!takes("Dir[\"lib/**/*\"]", "config/master.key"));
        assert!(!takes(
            "`git ls-files`.split(\"**/*\")",
            "config/master.key"
        ));
        assert!(!Gem::parse("# s.files = Dir[\"**/*\"]").takes("a.key"));
    }
}
