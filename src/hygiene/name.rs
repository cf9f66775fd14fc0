//! Which file names matter: those of secrets by convention, and those that tell of dotenv.

use crate::level::Confidence;

/// Why a file's name matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name {
    /// Settings with secrets by convention: `.env`, `.env.production`, `prod.env`.
    Dotenv,
    /// An example of a dotenv file, without secrets by convention: `.env.example`.
    Template,
    /// A private key, if its content is one: `*.pem`, `*.key`, `id_rsa`.
    Key,
    /// Data in a folder called `secrets`.
    InSecrets,
    /// A list of what a project depends on, or how it is started.
    Manifest,
    /// Code that may load a dotenv file.
    Code,
}

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
/// Words in a dotenv file's name that say it is not for production.
const FOR_TESTS: [&str; 4] = ["ci", "e2e", "test", "testing"];
/// Folders whose files are made up.
const MADE_UP: [&str; 16] = [
    "__fixtures__",
    "__tests__",
    "doc",
    "docs",
    "e2e",
    "example",
    "examples",
    "fixture",
    "fixtures",
    "mocks",
    "sample",
    "samples",
    "spec",
    "test",
    "testdata",
    "tests",
];
const CODE: [&str; 13] = [
    "cjs", "go", "js", "jsx", "mjs", "mts", "php", "py", "rb", "rs", "sh", "ts", "tsx",
];
/// Forms in which people keep secrets in a folder of that name; code in one is about secrets.
const DATA: [&str; 15] = [
    "cfg",
    "conf",
    "credentials",
    "env",
    "ini",
    "json",
    "pass",
    "passwd",
    "password",
    "properties",
    "secret",
    "token",
    "toml",
    "txt",
    "yml",
];
const KEYS: [&str; 6] = ["key", "p12", "p8", "pem", "pfx", "ppk"];
const MANIFESTS: [&str; 8] = [
    "Cargo.toml",
    "Gemfile",
    "Pipfile",
    "composer.json",
    "go.mod",
    "package.json",
    "pyproject.toml",
    "setup.py",
];
/// Manifests and templates tell of dotenv in the root and so many levels below, code in one less.
const DEEPEST: usize = 2;

impl Name {
    /// Judges a path, `/`-separated, from the folder that is inspected.
    pub(super) fn of(path: &str) -> Option<Self> {
        let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
        let lower = name.to_ascii_lowercase();
        let (stem, extension) = match lower.rsplit_once('.') {
            Some((stem, extension)) if !stem.is_empty() => (stem, extension),
            _ => (lower.as_str(), ""),
        };
        let depth = folders
            .split('/')
            .filter(|folder| !folder.is_empty())
            .count();
        dotenv(&lower, extension)
            .or_else(|| is_key(&lower, extension).then_some(Self::Key))
            .or_else(|| in_secrets(folders, stem, extension).then_some(Self::InSecrets))
            .or_else(|| (depth <= DEEPEST && is_manifest(name)).then_some(Self::Manifest))
            .or_else(|| (depth < DEEPEST && CODE.contains(&extension)).then_some(Self::Code))
    }
}

/// How sure it is that a file of this name holds real secrets.
pub(super) fn confidence(path: &str) -> Confidence {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let name = name.to_ascii_lowercase();
    let made_up = folders
        .split('/')
        .any(|folder| MADE_UP.contains(&folder.to_ascii_lowercase().as_str()));
    // `prod.env` is often no more than a list of settings, `.env` seldom.
    let named_env = name != ".env" && extension(&name) == "env";
    if made_up || named_env || words(&name).any(|word| FOR_TESTS.contains(&word)) {
        Confidence::Low
    } else {
        Confidence::High
    }
}

fn dotenv(lower: &str, extension: &str) -> Option<Name> {
    let suffix = lower
        .strip_prefix(".env")
        .filter(|rest| rest.is_empty() || rest.starts_with(['.', '-', '_']));
    if suffix.is_none() && extension != "env" {
        return None;
    }
    if CODE.contains(&extension) || extension == "md" {
        return None;
    }
    if words(lower).any(|word| HARMLESS.contains(&word)) {
        return Some(Name::Template);
    }
    Some(Name::Dotenv)
}

fn extension(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(['.', '-', '_'])
}

fn is_key(lower: &str, extension: &str) -> bool {
    let ssh = lower
        .strip_prefix("id_")
        .map(|kind| kind.trim_end_matches("_sk"));
    KEYS.contains(&extension) || matches!(ssh, Some("rsa" | "dsa" | "ecdsa" | "ed25519"))
}

fn in_secrets(folders: &str, stem: &str, extension: &str) -> bool {
    let named = folders
        .split('/')
        .any(|folder| matches!(folder, "secrets" | ".secrets"));
    let data = extension.is_empty() || extension == "yaml" || DATA.contains(&extension);
    named
        && data
        && !stem.starts_with(['.', '_'])
        && !matches!(stem, "readme" | "license" | "makefile" | "dockerfile")
        && !words(stem)
            .chain(words(extension))
            .any(|word| HARMLESS.contains(&word))
}

fn is_manifest(name: &str) -> bool {
    let extension = extension(name);
    let yaml = matches!(extension, "yml" | "yaml");
    let compose = name.starts_with("compose.") || name.starts_with("docker-compose.");
    MANIFESTS.contains(&name)
        || (name.starts_with("requirements") && extension == "txt")
        || (compose && yaml)
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
        let others = all(&[
            ".envrc",
            ".environment",
            "deep/er/still/env.ts",
            "x.envy",
            "env",
        ]);
        assert!(others.iter().all(Option::is_none), "{others:?}");
    }

    #[test]
    fn keys_by_name() {
        for name in [
            "server.pem",
            "a/tls.key",
            "id_rsa",
            ".ssh/id_ed25519",
            "id_ecdsa_sk",
            "x.P12",
        ] {
            assert_eq!(Name::of(name), Some(Name::Key), "{name}");
        }
        let others = all(&["id_rsa.pub", "keyboard", "pem", "id_card", "server.crt"]);
        assert!(others.iter().all(Option::is_none), "{others:?}");
    }

    #[test]
    fn secrets_folders_hold_data_not_code() {
        for name in [
            "secrets/db_password",
            "deploy/secrets/a.yaml",
            ".secrets/token.txt",
        ] {
            assert_eq!(Name::of(name), Some(Name::InSecrets), "{name}");
        }
        for name in [
            "deep/er/pkg/secrets/secrets.go",
            "secrets/README.md",
            "secrets/.gitkeep",
            "secrets",
            "secrets/example.json",
            "docs/secrets/index.html",
            "secrets/app.yaml.enc",
        ] {
            assert_ne!(Name::of(name), Some(Name::InSecrets), "{name}");
        }
    }

    #[test]
    fn manifests_and_code_count_near_the_root() {
        assert_eq!(Name::of("package.json"), Some(Name::Manifest));
        assert_eq!(Name::of("a/b/package.json"), Some(Name::Manifest));
        assert_eq!(Name::of("a/b/c/package.json"), None);
        assert_eq!(Name::of("docker-compose.dev.yml"), Some(Name::Manifest));
        assert_eq!(Name::of("requirements-dev.txt"), Some(Name::Manifest));
        assert_eq!(Name::of("src/main.py"), Some(Name::Code));
        assert_eq!(Name::of("a/b/main.py"), None);
    }

    #[test]
    fn what_is_made_up_is_less_sure() {
        assert_eq!(confidence(".env"), Confidence::High);
        assert_eq!(confidence("app/.env.production"), Confidence::High);
        for path in [
            "tests/.env",
            "a/Fixtures/b/server.key",
            ".env.test",
            "app.env",
        ] {
            assert_eq!(confidence(path), Confidence::Low, "{path}");
        }
    }
}
