//! Names of dotenv files, and of their examples.

use super::{ABOUT, CODE, Name, extension, split, words};

/// Words in a dotenv file's name that make it an example or harmless: encrypted, or types alone.
const HARMLESS: [&str; 18] = [
    "age",
    "default",
    "defaults",
    "dist",
    "enc",
    "encrypted",
    "example",
    "examples",
    "gpg",
    "sample",
    "schema",
    "skel",
    "sops",
    "stub",
    "template",
    "tmpl",
    "tpl",
    "vault",
];
/// What follows `env.` in names of dotenv files.
const STAGES: [&str; 8] = [
    "dev",
    "development",
    "local",
    "prod",
    "production",
    "secret",
    "stage",
    "staging",
];

/// Judges a file by its folders and its name in lower case.
pub(super) fn of(folders: &str, lower: &str) -> Option<Name> {
    let extension = extension(lower);
    if matches!(lower, ".envrc" | ".flaskenv" | ".envrc.local") || folders.ends_with(".direnv") {
        return Some(Name::Shell);
    }
    let suffix = lower
        .strip_prefix(".env")
        .or_else(|| lower.strip_prefix(".dev.vars"));
    let led = suffix.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-', '_', '~']));
    let stage = lower.strip_prefix("env.");
    let staged = stage.is_some_and(|stage| STAGES.contains(&stage));
    let gathered = split(folders).1 == ".env.d" && !ABOUT.contains(&lower);
    let is_one = led || staged || gathered || extension == "env";
    if !is_one || CODE.contains(&extension) || extension == "md" {
        None
    } else if is_harmless(lower) {
        Some(Name::Template)
    } else {
        Some(Name::Dotenv)
    }
}

/// Whether a name says that what it names is an example, or encrypted.
pub(super) fn is_harmless(lower: &str) -> bool {
    words(lower).any(|word| HARMLESS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(names: &[&str]) -> Vec<Option<Name>> {
        names.iter().map(|name| Name::of(name)).collect()
    }

    #[test]
    fn dotenv_files_and_their_examples() {
        for name in [
            ".env",
            "a/b/.env",
            ".env.local",
            ".env-prod",
            ".ENV",
            "prod.env",
            ".env.keys",
            ".env~",
            ".env.d/api",
            "env.production",
            ".dev.vars",
            ".dev.vars.staging",
        ] {
            assert_eq!(Name::of(name), Some(Name::Dotenv), "{name}");
        }
        for name in [
            ".env.example",
            ".env.sample",
            "x/.env.template",
            ".env.dist",
            ".env.prod.example",
            ".env.example.local",
            "example.env",
            ".env.vault",
            ".env_sample",
        ] {
            assert_eq!(Name::of(name), Some(Name::Template), "{name}");
        }
        assert_eq!(Name::of(".envrc"), Some(Name::Shell));
        let others = all(&[".environment", "deep/er/still/env.ts", "x.envy", "env"]);
        assert!(others.iter().all(Option::is_none), "{others:?}");
    }
}
