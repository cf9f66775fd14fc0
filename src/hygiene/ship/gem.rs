//! What a gem is made of: the patterns of its `.gemspec`, or what `git ls-files` lists.

use super::super::name::Name;
use super::glob::{DOTS, Dialect, Glob, RUBY};
use super::{Advice, File, Package};

/// The `files` of a gem's specification.
pub(super) struct Gem {
    patterns: Vec<Glob>,
    listed: Option<Listed>,
}

/// What is taken of the files that git tracks.
struct Listed {
    /// Where they begin; all, if there is none.
    within: Vec<String>,
    /// Where those begin that are rejected.
    without: Vec<String>,
}

impl Gem {
    /// Reads a specification's text.
    pub(super) fn parse(text: &str) -> Self {
        let lines = text.lines();
        let code: Vec<&str> = lines
            .filter(|line| !line.trim_start().starts_with('#'))
            .collect();
        let dialect = Dialect {
            // All patterns of a file that asks for it anywhere.
            dots: text.contains("FNM_DOTMATCH"),
            ..RUBY
        };
        let mut patterns = Vec::new();
        for line in &code {
            let at = ["Dir[", "Dir.glob(", ".files = [", ".files += ["]
                .iter()
                .find_map(|call| line.find(call).map(|at| at + call.len()));
            let texts = at.map(|at| quoted(&line[at..])).unwrap_or_default();
            patterns.extend(texts.iter().filter_map(|text| pattern(text, dialect)));
        }
        Self {
            patterns,
            listed: listed(&code.join("\n")),
        }
    }
}

/// At its end, `**` is no more than `*`.
fn pattern(text: &str, dialect: Dialect) -> Option<Glob> {
    match text.strip_suffix("/**") {
        Some(folder) => Glob::new(&format!("{folder}/*"), dialect),
        None => Glob::new(text, dialect),
    }
}

/// How `git ls-files` is called, and what is rejected of what it says.
fn listed(code: &str) -> Option<Listed> {
    let at = code.find("ls-files").map(|at| at + "ls-files".len())?;
    let call = code[at..]
        .split(['`', '\n', ')', ']', '"'])
        .next()
        .unwrap_or_default();
    let words = call.split_whitespace();
    let within = words.filter(|word| !word.starts_with('-') && *word != "z");
    let within = within.map(|word| word.trim_end_matches(['*', '/']).to_owned());
    let rest = &code[at..];
    let mut without = Vec::new();
    if let Some(at) = rest.find("reject") {
        let rejected = &rest[at..];
        if let Some((_, list)) = rejected.split_once("%w[") {
            let list = list.split(']').next().unwrap_or_default();
            without.extend(list.split_whitespace().map(str::to_owned));
        }
        if let Some((_, list)) = rejected.split_once("^(") {
            let list = list
                .trim_start_matches("?:")
                .split(')')
                .next()
                .unwrap_or_default();
            without.extend(
                list.split('|')
                    .map(|one| format!("{}/", one.trim_end_matches('/'))),
            );
        }
    }
    Some(Listed {
        within: within.collect(),
        without,
    })
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

impl Listed {
    fn takes(&self, file: &File<'_>) -> bool {
        let begins = |start: &String| file.path.starts_with(start.as_str());
        let within = self.within.iter().any(|start| {
            begins(start) || Glob::new(start, DOTS).is_some_and(|glob| glob.takes(file.path))
        });
        file.is_tracked && (self.within.is_empty() || within) && !self.without.iter().any(begins)
    }
}

impl Package for Gem {
    fn takes(&self, file: &File<'_>) -> bool {
        self.patterns.iter().any(|glob| glob.matches(file.path))
            || self
                .listed
                .as_ref()
                .is_some_and(|listed| listed.takes(file))
    }

    fn advice(&self, _: Name, path: &str) -> Advice {
        Advice::told(format!(
            "take `{path}` out of `files` (`- [\"{path}\"]`) in"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn takes(files: &str, path: &str) -> bool {
        Gem::parse(&format!("  s.files = {files}\n")).takes(&File::plain(path))
    }

    #[test]
    fn patterns_are_rubys() {
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
        assert!(!takes("Dir[\"config/**\"]", "config/a/master.key"));
        let none = Gem::parse("# s.files = Dir[\"**/*\"]");
        assert!(!none.takes(&File::plain("a.key")));
    }

    #[test]
    fn what_git_tracks_is_listed_without_what_is_rejected() {
        let tracked = |files: &str, path: &str| {
            let file = File {
                is_tracked: true,
                ..File::plain(path)
            };
            Gem::parse(&format!("  s.files = {files}\n")).takes(&file)
        };
        let all = "`git ls-files -z`.split(\"\\x0\")";
        assert!(tracked(all, ".env") && !takes(all, ".env"));
        let starts = format!("{all}.reject {{ |f| f.start_with?(*%w[bin/ .env]) }}");
        assert!(!tracked(&starts, ".env") && tracked(&starts, "config/.env"));
        let matches = format!("{all}.reject {{ |f| f.match(%r{{^(test|spec)/}}) }}");
        assert!(!tracked(&matches, "spec/.env") && tracked(&matches, ".env"));
        let some = "`git ls-files lib config/*`.split";
        assert!(tracked(some, "config/.env") && !tracked(some, ".env"));
    }
}
