//! `MANIFEST.in`, which setuptools reads.

use super::super::super::name::Name;
use super::super::glob::{DOTS, Glob};
use super::super::{Advice, File, Package};

/// Commands, of which the last that says anything of a file decides.
#[derive(Debug, Default)]
pub(in super::super) struct Manifest {
    commands: Vec<(bool, Glob)>,
}

impl Manifest {
    /// Reads a file's text.
    pub(in super::super) fn parse(text: &str) -> Self {
        let mut commands = Vec::new();
        let text = text.replace("\\\r\n", " ").replace("\\\n", " ");
        for line in text.lines() {
            let line = line.split('#').next().unwrap_or_default();
            let mut words = line.split_whitespace();
            let Some(verb) = words.next() else {
                continue;
            };
            let (takes, kind) = match verb.split_once('-').unwrap_or(("", verb)) {
                (kind, "include") => (true, kind),
                (kind, "exclude") => (false, kind),
                ("", "graft") => (true, "graft"),
                ("", "prune") => (false, "graft"),
                _ => continue,
            };
            let above = if kind == "recursive" {
                words.next()
            } else {
                None
            };
            for pattern in words {
                let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
                let whole = match kind {
                    "graft" if matches!(pattern, "." | "") => "**".to_owned(),
                    "graft" => format!("{pattern}/**"),
                    "global" => format!("**/{pattern}"),
                    "recursive" => match above.unwrap_or(".").trim_end_matches('/') {
                        "." => format!("**/{pattern}"),
                        above => format!("{above}/**/{pattern}"),
                    },
                    _ => pattern.to_owned(),
                };
                commands.extend(Glob::new(&whole, DOTS).map(|glob| (takes, glob)));
            }
        }
        Self { commands }
    }

    /// What the last command that says anything says of a file.
    pub(super) fn says(&self, path: &str) -> Option<bool> {
        let mut last = self.commands.iter().rev();
        last.find(|(_, glob)| glob.matches(path))
            .map(|(takes, _)| *takes)
    }

    /// The command that leaves a file out, if there can be one.
    pub(super) fn leave_out(name: Name, path: &str) -> Advice {
        let file = path.rsplit('/').next().unwrap_or(path);
        let line = if name.is_the_same_everywhere(file) {
            format!("global-exclude {}", pattern(file))
        } else {
            format!("exclude {}", pattern(path))
        };
        Advice::line(line, "MANIFEST.in".to_owned())
    }
}

/// A path as a pattern of one word that matches nothing else, or as little else as can be.
fn pattern(path: &str) -> String {
    let mut pattern = String::with_capacity(path.len());
    for char in path.chars() {
        match char {
            '[' | '*' | '?' => pattern.extend(['[', char, ']']),
            char if char.is_whitespace() || char.is_control() || char == '#' => pattern.push('?'),
            char => pattern.push(char),
        }
    }
    pattern
}

impl Package for Manifest {
    fn takes(&self, file: &File<'_>) -> bool {
        self.says(file.path) == Some(true)
    }

    fn advice(&self, name: Name, path: &str) -> Advice {
        Self::leave_out(name, path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_one_word_of_a_command() {
        assert_eq!(pattern("tls/my key.pem"), "tls/my?key.pem");
        assert_eq!(pattern("[x]*#\n.pem"), "[[]x][*]??.pem");
    }

    #[test]
    fn a_manifest_is_obeyed_in_its_order() {
        let takes = |text: &str| Manifest::parse(text).takes(&File::plain("conf/.env"));
        for text in [
            "include conf/.env",
            "include conf/*",
            "include a \\\n  conf/.env",
            "graft conf",
            "graft .",
            "global-include *",
            "global-include .env # all of them",
            "recursive-include conf *",
            "recursive-include . .env",
            "prune conf\ngraft conf",
        ] {
            assert!(takes(text), "{text}");
        }
        for text in [
            "",
            "# graft .",
            "include .env",
            "recursive-include src *",
            "graft .\nprune conf",
            "graft .\nglobal-exclude .env",
            "graft .\nexclude conf/.env",
            "nonsense conf/.env",
        ] {
            assert!(!takes(text), "{text}");
        }
    }
}
