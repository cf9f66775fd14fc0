//! Secrets managers: the command that stores a value, and the code that looks it up. Nothing is
//! run, and no value is part of a command: each reads it from standard input.

mod look_up;

use std::fmt;

use crate::language::Language;

/// A place that keeps secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manager {
    /// `HashiCorp` Vault, the key-value engine, version 2.
    Vault,
    /// AWS Secrets Manager.
    Aws,
    /// Google Secret Manager.
    Gcp,
    /// Azure Key Vault.
    Azure,
    /// 1Password.
    OnePassword,
    /// Doppler.
    Doppler,
}

/// How a value gets into a manager and back out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Steps {
    /// Stores the value; words in capitals (`VAULT`, `PROJECT`) are the user's to fill in.
    pub store: String,
    /// The package that the code needs, if it needs one.
    pub package: Option<&'static str>,
    /// The code, line by line.
    pub look_up: Vec<String>,
    /// What else to know.
    pub note: Option<String>,
}

impl Manager {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Vault,
        Self::Aws,
        Self::Gcp,
        Self::Azure,
        Self::OnePassword,
        Self::Doppler,
    ];

    /// The word for it on the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Vault => "vault",
            Self::Aws => "aws",
            Self::Gcp => "gcp",
            Self::Azure => "azure",
            Self::OnePassword => "1password",
            Self::Doppler => "doppler",
        }
    }

    /// The manager that a word means.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|manager| manager.word() == word)
    }

    /// What to do for one variable that code of this language reads. A value of several lines is
    /// read from a file.
    #[must_use]
    pub fn steps(self, variable: &str, language: Language, of_lines: bool) -> Steps {
        let source = if of_lines {
            "cat FILE_WITH_THE_VALUE"
        } else {
            "(read -rs value && printf %s \"$value\")"
        };
        let code = look_up::code(self, language);
        let fill = |text: &str| filled(text, variable);
        Steps {
            store: format!("{source} | {}", fill(self.storing())),
            package: code.map(|code| code.package),
            look_up: match code {
                Some(code) => code.lines.iter().map(|line| fill(line)).collect(),
                None => vec![fill(self.starting())],
            },
            note: self.note().map(fill),
        }
    }

    /// Reads the value from standard input.
    fn storing(self) -> &'static str {
        match self {
            Self::Vault => "vault kv put -mount=secret {name} value=-",
            Self::Aws => {
                "aws secretsmanager create-secret --name {name} --secret-string file:///dev/stdin"
            }
            Self::Gcp => {
                "gcloud secrets create {name} --replication-policy=automatic --data-file=-"
            }
            Self::Azure => {
                "az keyvault secret set --vault-name VAULT --name {name} --file /dev/stdin \
                 --encoding utf-8 --output none"
            }
            Self::OnePassword => {
                "jq -Rs '{title: \"{variable}\", category: \"API_CREDENTIAL\", fields: [{id: \
                 \"credential\", label: \"credential\", type: \"CONCEALED\", value: .}]}' | op item create --vault VAULT -"
            }
            // Without it, the value is shown once it is stored.
            Self::Doppler => "doppler secrets set {variable} --silent",
        }
    }

    /// Starts a program with the value in its environment, for languages without a library.
    fn starting(self) -> &'static str {
        match self {
            Self::Vault => {
                "{variable}=\"$(vault kv get -mount=secret -field=value {name})\" PROGRAM"
            }
            Self::Aws => {
                "{variable}=\"$(aws secretsmanager get-secret-value --secret-id {name} --query \
                 SecretString --output text)\" PROGRAM"
            }
            Self::Gcp => {
                "{variable}=\"$(gcloud secrets versions access latest --secret={name})\" PROGRAM"
            }
            Self::Azure => {
                "{variable}=\"$(az keyvault secret show --vault-name VAULT --name {name} --query \
                 value --output tsv)\" PROGRAM"
            }
            Self::OnePassword => {
                "{variable}=\"op://VAULT/{variable}/credential\" op run -- PROGRAM"
            }
            Self::Doppler => "doppler run -- PROGRAM",
        }
    }

    fn note(self) -> Option<&'static str> {
        match self {
            Self::Aws => Some(
                "if it exists: `aws secretsmanager put-secret-value --secret-id {name} \
                 --secret-string file:///dev/stdin`",
            ),
            Self::Gcp => Some("if it exists: `gcloud secrets versions add {name} --data-file=-`"),
            Self::OnePassword => Some(
                "if it exists: `op item edit {variable} --vault VAULT` and a template, or the app; \
                 a second item of that name would make the address ambiguous",
            ),
            Self::Vault | Self::Azure | Self::Doppler => None,
        }
    }
}

/// Puts the secret's names where they go.
fn filled(text: &str, variable: &str) -> String {
    let name = variable.to_ascii_lowercase().replace('_', "-");
    let name = name.trim_matches('-');
    text.replace("{name}", name).replace("{variable}", variable)
}

impl fmt::Display for Manager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Vault => "HashiCorp Vault",
            Self::Aws => "AWS Secrets Manager",
            Self::Gcp => "Google Secret Manager",
            Self::Azure => "Azure Key Vault",
            Self::OnePassword => "1Password",
            Self::Doppler => "Doppler",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_owners_example_goes_to_google() {
        let steps = Manager::Gcp.steps("OPENAI_API_KEY", Language::Python, false);
        assert_eq!(
            steps.store,
            "(read -rs value && printf %s \"$value\") | gcloud secrets create openai-api-key \
             --replication-policy=automatic --data-file=-"
        );
        assert_eq!(steps.package, Some("google-cloud-secret-manager"));
        let code = steps.look_up.join("\n");
        assert!(code.contains("projects/PROJECT/secrets/openai-api-key/versions/latest"));
    }

    #[test]
    fn every_manager_has_an_answer_for_every_language() {
        for manager in Manager::ALL {
            assert_eq!(Manager::from_word(manager.word()), Some(manager));
            for language in [
                Language::Python,
                Language::Go,
                Language::Rust,
                Language::Yaml,
            ] {
                for of_lines in [false, true] {
                    let steps = manager.steps("A_B", language, of_lines);
                    let all = format!("{} {}", steps.store, steps.look_up.join("\n"));
                    assert!(!steps.look_up.is_empty());
                    assert!(
                        !all.contains("{name}") && !all.contains("{variable}"),
                        "{all}"
                    );
                    assert!(all.contains("a-b") || all.contains("A_B"), "{all}");
                }
            }
        }
    }
}
