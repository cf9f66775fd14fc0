//! Names for the variables that values move into.

use super::rewrite::Destination;
use crate::finding::{Finding, Part};
use crate::rule::{Companion, Matcher, RuleSet, Sought};
use crate::variable::screaming_snake;

/// What Terraform puts before the names of the variables that it takes from the environment.
const TERRAFORM: &str = "TF_VAR_";

/// Variables that mean something to the system.
#[rustfmt::skip]
const TAKEN: &[&str] = &[
    "BASH_ENV", "DISPLAY", "EDITOR", "ENV", "HOME", "HOST", "HOSTNAME", "IFS", "LANG",
    "LD_LIBRARY_PATH", "LD_PRELOAD", "LOGNAME", "MAIL", "NODE_OPTIONS", "OLDPWD", "PATH", "PS1",
    "PWD", "PYTHONPATH", "SHELL", "TERM", "TMPDIR", "UID", "USER", "USERNAME",
];

/// Words that any secret is called by.
#[rustfmt::skip]
const ANY: &[&str] = &[
    "ACCESS", "API", "APP", "AUTH", "BEARER", "CLIENT", "CREDENTIAL", "DEFAULT", "ID", "KEY", "MY",
    "PASSWORD", "PRIVATE", "SECRET", "TOKEN", "VALUE", "X",
];

/// Names for a finding's variable, the best one first. The provider's tools know theirs; of what
/// has no provider the assigned name says most.
pub(super) fn for_finding(finding: &Finding, text: &[u8]) -> Vec<String> {
    let conventional = finding.rule.env.first().cloned();
    let assigned = finding.assigned_to.as_deref().and_then(screaming_snake);
    let names = match (&finding.rule.matcher, assigned) {
        (Matcher::Assigned { .. }, Some(assigned)) => [Some(assigned), None],
        (_, assigned) => {
            let at = finding.byte_start as usize;
            [conventional, assigned.or_else(|| telling(text.get(..at)?))]
        }
    };
    let mut names: Vec<String> = names.into_iter().flatten().collect();
    if names.is_empty() {
        // At least it says what it is: `PASSWORD_HASH`.
        names.extend(screaming_snake(&finding.rule.id));
    }
    usable(names.into_iter())
}

/// The name right before a literal, if it has several words and one tells this secret from others.
fn telling(before: &[u8]) -> Option<String> {
    let line = before.rsplit(|byte| *byte == b'\n').next()?;
    let line = std::str::from_utf8(line).ok()?;
    let quotes = |c: char| c.is_whitespace() || "\"'`".contains(c);
    let head = line.trim_end_matches(quotes);
    let head = head
        .strip_suffix("=>")
        .or_else(|| head.strip_suffix([':', '=']))?;
    let head = head.trim_end_matches(quotes);
    let is_part = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
    let name = &head[head.trim_end_matches(is_part).len()..];
    screaming_snake(name).filter(|name| {
        let tells = name.split('_').any(|word| !ANY.contains(&word));
        tells && name.contains('_') && name.len() <= 40
    })
}

/// Names for the variable of another part of a credential.
pub(super) fn for_part(
    finding: &Finding,
    part: &Part,
    companion: Option<&Companion>,
    rules: &RuleSet,
) -> Vec<String> {
    let known = companion.and_then(|companion| match &companion.sought {
        Sought::Found { rules: ids } => {
            let mut rules = rules.rules().filter(|rule| ids.contains(&rule.id));
            rules.find_map(|rule| rule.env.first().cloned())
        }
        Sought::Matched { .. } => None,
    });
    let made = screaming_snake(&format!("{} {}", finding.rule.provider, part.name));
    usable([known, made].into_iter().flatten())
}

fn usable(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut usable: Vec<String> = Vec::new();
    for mut name in names {
        if TAKEN.contains(&name.as_str()) {
            name.insert_str(0, "APP_");
        }
        if !usable.contains(&name) {
            usable.push(name);
        }
    }
    if usable.is_empty() {
        usable.push("SECRET".to_owned());
    }
    usable
}

/// The name for what is moved: where it is the password alone of an address, not that of the
/// whole address.
pub(super) fn fitting(name: &str, value: &[u8]) -> String {
    let is_address = memchr::memmem::find(value, b"://").is_some();
    if name.starts_with("ConnectionStrings__") {
        let is_whole = value.contains(&b';') && value.contains(&b'=');
        return if is_whole { name } else { "DATABASE_PASSWORD" }.to_owned();
    }
    let endings = ["_URL", "_URI", "_DSN", "_CONNECTION_STRING"];
    match endings.iter().find_map(|ending| name.strip_suffix(ending)) {
        Some(stem) if !is_address => format!("{stem}_PASSWORD"),
        _ => name.to_owned(),
    }
}

/// What the dotenv file calls a variable.
pub(super) fn entry(destination: Destination, variable: &str) -> String {
    match destination {
        Destination::TerraformVariable => format!("{TERRAFORM}{}", variable.to_ascii_lowercase()),
        _ => variable.to_owned(),
    }
}

/// The variable behind such a name, if it can be one.
pub(super) fn variable(destination: Destination, entry: &str) -> Option<String> {
    let name = match destination {
        Destination::TerraformVariable => entry.strip_prefix(TERRAFORM)?.to_ascii_uppercase(),
        _ if entry.starts_with(TERRAFORM) => return None,
        _ => entry.to_owned(),
    };
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let begins = !name.starts_with(|c: char| c.is_ascii_digit());
    (begins && !name.is_empty() && name.chars().all(is_part)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_system_are_not_taken() {
        let names = ["USER", "TOKEN", "TOKEN"].map(str::to_owned);
        assert_eq!(usable(names.into_iter()), ["APP_USER", "TOKEN"]);
        assert_eq!(usable(std::iter::empty()), ["SECRET"]);
    }

    #[test]
    fn a_password_alone_is_not_called_an_address() {
        assert_eq!(fitting("DATABASE_URL", b"postgres://a"), "DATABASE_URL");
        assert_eq!(fitting("DATABASE_URL", b"hunter2"), "DATABASE_PASSWORD");
        assert_eq!(fitting("TOKEN", b"hunter2"), "TOKEN");
        let dotnet = "ConnectionStrings__DefaultConnection";
        assert_eq!(fitting(dotnet, b"hunter2"), "DATABASE_PASSWORD");
        assert_eq!(fitting(dotnet, b"Server=h;Password=hunter2"), dotnet);
    }

    #[test]
    fn a_name_of_several_words_before_a_literal_tells() {
        for (before, name) in [
            ("const botToken = \"", Some("BOT_TOKEN")),
            ("x = 1\n  'ci-bot-key' : '", Some("CI_BOT_KEY")),
            ("  :bot_token => \"", Some("BOT_TOKEN")),
            ("token = \"", None),
            ("Client(api_key=\"", None),
            ("f(bot_token, \"", None),
            ("bot_token = f\"Bearer ", None),
        ] {
            assert_eq!(telling(before.as_bytes()).as_deref(), name, "{before}");
        }
    }

    #[test]
    fn terraforms_variables_have_names_of_their_own() {
        let terraform = Destination::TerraformVariable;
        assert_eq!(entry(terraform, "DB_KEY"), "TF_VAR_db_key");
        assert_eq!(
            variable(terraform, "TF_VAR_db_key").as_deref(),
            Some("DB_KEY")
        );
        assert_eq!(variable(terraform, "DB_KEY"), None);
        assert_eq!(variable(Destination::DotEnv, "TF_VAR_db_key"), None);
        assert_eq!(variable(Destination::DotEnv, "a.b"), None);
        assert_eq!(variable(Destination::DotEnv, "A_1").as_deref(), Some("A_1"));
    }
}
