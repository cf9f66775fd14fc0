//! The rules by which hygiene reports. They are judged by name and place, so they are made here
//! and not read from `rules/`.

use std::sync::Arc;

use super::exposure::State;
use super::name::Name;
use crate::level::{Confidence, Severity};
use crate::rule::{Boundary, Matcher, Rule};

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exposed {
    /// Git tracks a dotenv file, or is about to.
    EnvTracked,
    /// A dotenv file exists that `git add` would take.
    EnvNotIgnored,
    /// Dotenv is in use, and `git add` would take the `.env` that somebody will make.
    EnvUnprotected,
    /// Git tracks a private key, or is about to.
    KeyTracked,
    /// A private key exists, and `git add` would take it.
    KeyNotIgnored,
    /// Git tracks files in a folder called `secrets`, or is about to.
    SecretsTracked,
    /// A folder called `secrets` holds files that `git add` would take.
    SecretsNotIgnored,
    /// Git tracks a file in which a tool keeps a login, written out, or is about to.
    CredentialsTracked,
    /// A file in which a tool keeps a login, written out exists, and `git add` would take it.
    CredentialsNotIgnored,
    /// Git tracks Terraform's state, or variables with secrets, or is about to.
    TerraformTracked,
    /// `git add` would take Terraform's state, or variables with secrets.
    TerraformNotIgnored,
    /// Git tracks a dump of a database with data in it, or is about to.
    DumpTracked,
    /// A dump of a database with data in it exists, and `git add` would take it.
    DumpNotIgnored,
    /// Git tracks what somebody typed into a shell, or is about to.
    HistoryTracked,
    /// `git add` would take what somebody typed into a shell.
    HistoryNotIgnored,
    /// Git tracks settings of an AI agent with secrets, or a conversation with one, or is about to.
    AgentTracked,
    /// `git add` would take settings of an AI agent with secrets, or a conversation with one.
    AgentNotIgnored,
    /// A file of secrets is ignored by a rule that the team does not have.
    IgnoredLocally,
    /// An image's build copies a file of secrets.
    ImageShips,
    /// Dotenv is in use, and an image's build would copy the `.env`.
    ImageUnprotected,
    /// A package that is published would hold a file of secrets.
    PackageShips,
    /// A file of secrets lies in a folder that a web server hands out.
    WebRoot,
    /// A front-end's prefix publishes a variable that is secret by its name.
    ClientVariable,
    /// A CI job writes a secret to its log.
    CiPrints,
    /// A CI job passes a secret as an argument.
    CiArgument,
    /// An example of a dotenv file holds what looks like a real secret.
    ExampleValue,
    /// A dotenv file and its example do not have the same variables.
    ExampleDrift,
}

impl Exposed {
    /// All of them, in order of their ids.
    pub const ALL: [Self; 27] = [
        Self::AgentNotIgnored,
        Self::AgentTracked,
        Self::CiPrints,
        Self::CiArgument,
        Self::ClientVariable,
        Self::CredentialsNotIgnored,
        Self::CredentialsTracked,
        Self::DumpNotIgnored,
        Self::DumpTracked,
        Self::EnvNotIgnored,
        Self::EnvTracked,
        Self::EnvUnprotected,
        Self::ExampleDrift,
        Self::ExampleValue,
        Self::HistoryNotIgnored,
        Self::HistoryTracked,
        Self::IgnoredLocally,
        Self::ImageUnprotected,
        Self::WebRoot,
        Self::KeyNotIgnored,
        Self::KeyTracked,
        Self::SecretsNotIgnored,
        Self::SecretsTracked,
        Self::ImageShips,
        Self::PackageShips,
        Self::TerraformNotIgnored,
        Self::TerraformTracked,
    ];

    /// What is wrong with a file of secrets that has come so far.
    pub(super) fn file(name: Name, state: State) -> Self {
        let (tracked, not_ignored) = match name {
            Name::Key => (Self::KeyTracked, Self::KeyNotIgnored),
            Name::InSecrets => (Self::SecretsTracked, Self::SecretsNotIgnored),
            Name::Credentials => (Self::CredentialsTracked, Self::CredentialsNotIgnored),
            Name::State | Name::Variables => (Self::TerraformTracked, Self::TerraformNotIgnored),
            Name::Dump => (Self::DumpTracked, Self::DumpNotIgnored),
            Name::History => (Self::HistoryTracked, Self::HistoryNotIgnored),
            Name::Agent | Name::Transcript => (Self::AgentTracked, Self::AgentNotIgnored),
            _ => (Self::EnvTracked, Self::EnvNotIgnored),
        };
        match state {
            State::Hidden => Self::IgnoredLocally,
            State::Untracked => not_ignored,
            State::Staged | State::Tracked => tracked,
        }
    }

    /// Whether a scan has nothing to say of it: it reads values by itself, and a variable that is
    /// missing is no leak.
    #[must_use]
    pub fn is_for_hygiene_alone(self) -> bool {
        matches!(self, Self::ExampleDrift | Self::ExampleValue)
    }

    /// The rule's id.
    #[must_use]
    pub fn id(self) -> &'static str {
        self.about().id
    }

    /// How bad it is: what git has already is worse than what it would take.
    #[must_use]
    pub fn severity(self) -> Severity {
        self.about().severity
    }

    /// What gave it away, in a word.
    pub(super) fn signal(self) -> &'static str {
        self.about().signal
    }

    /// The rule, as reports and the catalogue show it.
    #[must_use]
    pub fn rule(self) -> Arc<Rule> {
        let about = self.about();
        let provider = if about.docs == GITIGNORE { "Git" } else { "" };
        Arc::new(Rule {
            provider: provider.to_owned(),
            category: "hygiene".to_owned(),
            description: about.description.to_owned(),
            severity: about.severity,
            confidence: Confidence::High,
            boundary: Boundary::None,
            docs: about.docs.to_owned(),
            revoke: about.remedy.to_owned(),
            ..Rule::without_pattern(about.id, about.name, Matcher::File)
        })
    }

    #[rustfmt::skip]
    #[allow(clippy::too_many_lines, reason = "a table")]
    fn about(self) -> About {
        use Severity::{High, Low, Medium};
        match self {
            Self::EnvTracked => About {
                id: "hygiene-env-tracked", severity: High, signal: "file-name", docs: GITIGNORE,
                remedy: "",
                name: "Tracked dotenv file",
                description: IN_HISTORY,
            },
            Self::EnvNotIgnored => About {
                id: "hygiene-env-not-ignored", severity: Medium, signal: "file-name", docs: GITIGNORE,
                remedy: "",
                name: "Dotenv file that git does not ignore",
                description: NEXT_ADD,
            },
            Self::EnvUnprotected => About {
                id: "hygiene-env-unprotected", severity: Low, signal: "file-name", docs: GITIGNORE,
                remedy: "",
                name: "No ignore rule for `.env`",
                description: "Dotenv is in use here; the `.env` that somebody makes can be committed by accident.",
            },
            Self::KeyTracked => About {
                id: "hygiene-key-tracked", severity: High, signal: "file-name", docs: GITIGNORE,
                remedy: "",
                name: "Tracked private key",
                description: IN_HISTORY,
            },
            Self::KeyNotIgnored => About {
                id: "hygiene-key-not-ignored", severity: Medium, signal: "file-name", docs: GITIGNORE,
                remedy: "",
                name: "Private key that git does not ignore",
                description: NEXT_ADD,
            },
            Self::SecretsTracked => About {
                id: "hygiene-secrets-tracked", severity: High, signal: "file-name", docs: GITIGNORE,
                remedy: "",
                name: "Tracked file in a secrets folder",
                description: IN_HISTORY,
            },
            Self::SecretsNotIgnored => About {
                id: "hygiene-secrets-not-ignored", severity: Medium, signal: "file-name", docs: GITIGNORE,
                remedy: "",
                name: "Secrets folder that git does not ignore",
                description: "The next `git add .` takes what it holds.",
            },
            Self::CredentialsTracked => About {
                id: "hygiene-credentials-tracked", severity: High, signal: "file-name", docs: GITIGNORE,
                remedy: "",
                name: "Tracked file with a login",
                description: IN_HISTORY,
            },
            Self::CredentialsNotIgnored => About {
                id: "hygiene-credentials-not-ignored", severity: Medium, signal: "file-name", docs: GITIGNORE,
                remedy: "",
                name: "File with a login that git does not ignore",
                description: NEXT_ADD,
            },
            Self::TerraformTracked => About {
                id: "hygiene-terraform-tracked", severity: High, signal: "file-name", docs: GITIGNORE,
                remedy: "",
                name: "Tracked Terraform file with secrets",
                description: IN_HISTORY,
            },
            Self::TerraformNotIgnored => About {
                id: "hygiene-terraform-not-ignored", severity: Medium, signal: "file-name", docs: GITIGNORE,
                remedy: "",
                name: "Terraform file with secrets that git does not ignore",
                description: NEXT_ADD,
            },
            Self::DumpTracked => About {
                id: "hygiene-dump-tracked", severity: High, signal: "file-name", docs: GITIGNORE,
                remedy: "",
                name: "Tracked database dump",
                description: IN_HISTORY,
            },
            Self::DumpNotIgnored => About {
                id: "hygiene-dump-not-ignored", severity: Medium, signal: "file-name", docs: GITIGNORE,
                remedy: "",
                name: "Database dump that git does not ignore",
                description: NEXT_ADD,
            },
            Self::HistoryTracked => About {
                id: "hygiene-history-tracked", severity: High, signal: "file-name", docs: GITIGNORE,
                remedy: "",
                name: "Tracked shell history",
                description: IN_HISTORY,
            },
            Self::HistoryNotIgnored => About {
                id: "hygiene-history-not-ignored", severity: Medium, signal: "file-name", docs: GITIGNORE,
                remedy: "",
                name: "Shell history that git does not ignore",
                description: NEXT_ADD,
            },
            Self::AgentTracked => About {
                id: "hygiene-agent-tracked", severity: High, signal: "file-name", docs: GITIGNORE,
                remedy: "",
                name: "Tracked AI agent's file with secrets",
                description: IN_HISTORY,
            },
            Self::AgentNotIgnored => About {
                id: "hygiene-agent-not-ignored", severity: Medium, signal: "file-name", docs: GITIGNORE,
                remedy: "",
                name: "AI agent's file with secrets that git does not ignore",
                description: NEXT_ADD,
            },
            Self::IgnoredLocally => About {
                id: "hygiene-ignored-locally", severity: Low, signal: "file-name", docs: GITIGNORE,
                remedy: "Add the rule to the repository's own .gitignore.",
                name: "Secret file that only this machine ignores",
                description: "The rule is in this clone or this user's settings; everybody else's `git add .` takes theirs.",
            },
            Self::ImageShips => About {
                id: "hygiene-shipped-in-image", severity: High, signal: "dockerfile", docs: DOCKER,
                remedy: "Keep it out of the build by .dockerignore, and revoke what it holds if the image was ever pushed.",
                name: "Secret file copied into an image",
                description: "Who gets the image gets the file; a later layer that removes it does not help.",
            },
            Self::ImageUnprotected => About {
                id: "hygiene-image-unprotected", severity: Low, signal: "dockerfile", docs: DOCKER,
                remedy: "Add the line to .dockerignore.",
                name: "No `.dockerignore` rule for `.env`",
                description: "Dotenv is in use here; the image that somebody builds with a `.env` at hand holds it.",
            },
            Self::PackageShips => About {
                id: "hygiene-shipped-in-package", severity: High, signal: "manifest", docs: NPM,
                remedy: "Leave it out of the package, and revoke what it holds if that was ever published.",
                name: "Secret file in a published package",
                description: "What is packed for the registry is public for good; git's ignore rules do not count there.",
            },
            Self::WebRoot => About {
                id: "hygiene-in-web-root", severity: High, signal: "file-name", docs: OWASP,
                remedy: "Move it out of the folder, and revoke what it holds.",
                name: "Secret file in a folder that is served",
                description: "Who knows its address can load it; whether git ignores it does not matter.",
            },
            Self::ClientVariable => About {
                id: "hygiene-client-variable", severity: High, signal: "variable-name", docs: NEXT,
                remedy: "Give it a name without the prefix, read it on the server only, and revoke it.",
                name: "Secret in a variable that browsers get",
                description: "Variables with this prefix are built into the code that browsers load.",
            },
            Self::CiPrints => About {
                id: "hygiene-ci-prints-secret", severity: Medium, signal: "ci-file", docs: ACTIONS,
                remedy: "Take it out of the command, and revoke it if others can read the logs.",
                name: "CI job that prints a secret",
                description: "Logs are kept, and masks miss what is split, encoded or set elsewhere.",
            },
            Self::CiArgument => About {
                id: "hygiene-ci-secret-argument", severity: Low, signal: "ci-file", docs: ACTIONS,
                remedy: "Pass it by standard input, a file or the environment.",
                name: "Secret on a command line in CI",
                description: "Other processes of the machine can read it, and logs of commands hold it.",
            },
            Self::ExampleValue => About {
                id: "hygiene-example-real-value", severity: Medium, signal: "value", docs: CONFIG,
                remedy: "Leave it blank, and revoke it if it is real.",
                name: "Value in an example that looks real",
                description: "Examples are committed: who wrote it may have copied the real file.",
            },
            Self::ExampleDrift => About {
                id: "hygiene-example-drift", severity: Low, signal: "variable-name", docs: CONFIG,
                remedy: "Bring both files in step.",
                name: "`.env` and its example differ",
                description: "Who sets the project up anew lacks a variable, and learns of it at run time.",
            },
        }
    }
}

/// What reports say of a rule.
struct About {
    id: &'static str,
    severity: Severity,
    signal: &'static str,
    docs: &'static str,
    /// What to do; empty: keep the file out of git.
    remedy: &'static str,
    name: &'static str,
    description: &'static str,
}

const IN_HISTORY: &str = "Everybody who clones the repository gets it, and history keeps it.";
const NEXT_ADD: &str = "The next `git add .` takes it.";

const DOCKER: &str = "https://docs.docker.com/build/concepts/context/#dockerignore-files";
const ACTIONS: &str = "https://docs.github.com/en/actions/reference/security/secure-use";
const CONFIG: &str = "https://12factor.net/config";
const OWASP: &str =
    "https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html";
const NPM: &str =
    "https://docs.npmjs.com/cli/using-npm/developers#keeping-files-out-of-your-package";
const NEXT: &str = "https://nextjs.org/docs/app/guides/environment-variables#bundling-environment-variables-for-the-browser";
const GITIGNORE: &str = "https://git-scm.com/docs/gitignore";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_sorted_unique_and_all_there() {
        let ids = Exposed::ALL.map(Exposed::id);
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]), "{ids:?}");
        assert!(ids.iter().all(|id| id.starts_with("hygiene-")));
        // The last one of the enumeration.
        assert_eq!(Exposed::ExampleDrift as usize + 1, Exposed::ALL.len());
    }

    #[test]
    fn the_documentation_names_every_rule() {
        let page = include_str!("../../docs/hygiene.md");
        for exposed in Exposed::ALL {
            let name = exposed.id().trim_start_matches("hygiene-");
            assert!(page.contains(&format!("`{name}`")), "{name}");
        }
    }

    #[test]
    fn every_rule_says_why_it_matters() {
        for exposed in Exposed::ALL {
            let rule = exposed.rule();
            assert!(rule.description.ends_with('.'), "{}", rule.id);
            assert!(rule.docs.starts_with("https://"), "{}", rule.id);
        }
    }
}
