//! Which file names matter: those of secrets by convention, those that tell of dotenv, and those
//! by which a project is shipped.

mod confidence;
mod dotenv;
mod key;
mod kin;
mod ship;

pub(super) use confidence::{Value, confidence, is_made_up};
pub(super) use key::has_key_extension;
pub(super) use ship::is_compose;

/// Why a file's name matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name {
    /// Settings with secrets by convention: `.env`, `.env.production`, `prod.env`.
    Dotenv,
    /// Settings for a shell that are committed by custom: `.envrc`, `.flaskenv`.
    Shell,
    /// An example of a dotenv file, without secrets by convention: `.env.example`.
    Template,
    /// A private key, if its content is one: `*.pem`, `*.key`, `id_rsa`.
    Key,
    /// Data in a folder called `secrets`.
    InSecrets,
    /// Where a tool keeps its login: `.npmrc`, `.netrc`, a kubeconfig, a service account's key.
    Credentials,
    /// Terraform's state, which holds every password it made.
    State,
    /// Values of Terraform's variables.
    Variables,
    /// A dump of a database.
    Dump,
    /// What somebody typed into a shell.
    History,
    /// Settings of an AI agent.
    Agent,
    /// A conversation with an AI agent.
    Transcript,
    /// How an image is built.
    Dockerfile,
    /// What a package is made of, where no [`Name::Manifest`] says so.
    Packaging,
    /// What CI runs.
    Workflow,
    /// A list of what a project depends on, or how it is started.
    Manifest,
    /// Code that may load a dotenv file.
    Code,
}

const CODE: [&str; 13] = [
    "cjs", "go", "js", "jsx", "mjs", "mts", "php", "py", "rb", "rs", "sh", "ts", "tsx",
];
/// Forms in which people keep secrets in a folder of that name; code in one is about secrets.
const DATA: [&str; 16] = [
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
    "yaml",
    "yml",
];
/// Files in such a folder that are not its content; a name that begins with a dot has no stem.
const ABOUT: [&str; 5] = ["", "dockerfile", "license", "makefile", "readme"];
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
        Self::sensitive(path)
            .or_else(|| ship::of(path))
            .or_else(|| Self::telling(path))
            .or_else(|| ship::packs(split(path).1).then_some(Self::Packaging))
    }

    /// Only what a file of secrets is called.
    pub(super) fn sensitive(path: &str) -> Option<Self> {
        let (folders, name) = split(path);
        let lower = name.to_ascii_lowercase();
        dotenv::of(folders, &lower)
            .or_else(|| key::is_one(&lower).then_some(Self::Key))
            .or_else(|| kin::of(folders, &lower))
            .or_else(|| in_secrets(folders, &lower).then_some(Self::InSecrets))
    }

    /// Only what may tell of dotenv.
    fn telling(path: &str) -> Option<Self> {
        let depth = path.matches('/').count();
        let (_, name) = split(path);
        if depth <= DEEPEST && is_manifest(name) {
            Some(Self::Manifest)
        } else if depth < DEEPEST && CODE.contains(&extension(name)) {
            Some(Self::Code)
        } else {
            None
        }
    }

    /// Whether it is one of a file of secrets.
    pub(super) fn is_sensitive(self) -> bool {
        matches!(
            self,
            Self::Dotenv
                | Self::Shell
                | Self::Key
                | Self::InSecrets
                | Self::Credentials
                | Self::State
                | Self::Variables
                | Self::Dump
                | Self::History
                | Self::Agent
                | Self::Transcript
        )
    }

    /// Whether a rule of the file's name alone keeps out nothing else, in any folder.
    pub(super) fn is_the_same_everywhere(self, file: &str) -> bool {
        match self {
            Self::Dotenv => file.contains("env") || file.contains(".vars"),
            Self::History => true,
            Self::Transcript => file.starts_with(".aider"),
            _ => false,
        }
    }
}

/// The folders and the name of a file.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

fn extension(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => extension,
        _ => "",
    }
}

fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(['.', '-', '_'])
}

fn in_secrets(folders: &str, lower: &str) -> bool {
    let mut above = folders.split('/');
    if !above.any(|folder| matches!(folder, "secrets" | ".secrets")) {
        return false;
    }
    let extension = extension(lower);
    let stem = lower.split('.').next().unwrap_or_default();
    let is_data = extension.is_empty() || DATA.contains(&extension);
    let is_about = stem.starts_with('_') || ABOUT.contains(&stem);
    is_data && !is_about && !dotenv::is_harmless(lower)
}

fn is_manifest(name: &str) -> bool {
    MANIFESTS.contains(&name)
        || (name.starts_with("requirements") && extension(name) == "txt")
        || is_compose(name)
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(Name::of("a/b/c/package.json"), Some(Name::Packaging));
        assert_eq!(Name::of("a/b/c/Gemfile"), None);
        assert_eq!(Name::of("docker-compose.dev.yml"), Some(Name::Manifest));
        assert_eq!(Name::of("requirements-dev.txt"), Some(Name::Manifest));
        assert_eq!(Name::of("src/main.py"), Some(Name::Code));
        assert_eq!(Name::of("a/b/main.py"), None);
    }

    #[test]
    fn kin_of_dotenv_files() {
        for (path, name) in [
            (".npmrc", Name::Credentials),
            ("a/.docker/config.json", Name::Credentials),
            ("deploy/service-account-prod.json", Name::Credentials),
            ("infra/terraform.tfstate", Name::State),
            ("infra/terraform.tfstate.1700000000.backup", Name::State),
            ("infra/prod.auto.tfvars", Name::Variables),
            ("backup.sql", Name::Dump),
            ("prod-dump.sql.gz", Name::Dump),
            ("c.sql.gz", Name::Dump),
            ("db.sqlite3", Name::Dump),
            ("data/dump.rdb", Name::Dump),
            ("app.db.bak", Name::Dump),
            ("home/.zsh_history", Name::History),
            (".mcp.json", Name::Agent),
            (".vscode/mcp.json", Name::Agent),
            (".claude/settings.local.json", Name::Agent),
            (".codex/config.toml", Name::Agent),
            (".codex/sessions/2026/a.jsonl", Name::Transcript),
            (".aider.chat.history.md", Name::Transcript),
            (".continue/sessions/a.json", Name::Transcript),
            ("a/.gemini/tmp/x/chat.json", Name::Transcript),
            (".specstory/history/2026.md", Name::Transcript),
            ("Dockerfile", Name::Dockerfile),
            ("docker/api.Dockerfile", Name::Dockerfile),
            ("MANIFEST.in", Name::Packaging),
            ("a.gemspec", Name::Packaging),
            (".github/workflows/ci.yml", Name::Workflow),
            ("Jenkinsfile", Name::Workflow),
        ] {
            assert_eq!(Name::of(path), Some(name), "{path}");
        }
        for path in [
            ".vscode/settings.json",
            "config.json",
            "a/b/c/styles.gz",
            ".dockerignore",
            "Dockerfile.dockerignore",
            "docs/dockerfile.md",
        ] {
            assert_eq!(Name::of(path), None, "{path}");
        }
    }
}
