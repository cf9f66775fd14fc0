//! Whether a file of a telling name really holds a secret, by what its kind of file looks like.

use memchr::memmem;

use super::content::{is_key, is_private_key};
use super::dump;
use super::literal::{has_login, holds_secret, is_literal, pairs, says_secret};
use super::name::{self, Name, Value};
use super::seal::is_sealed;

/// Whether a file of this name and this content is one to keep out of git.
pub(super) fn holds_secrets(name: Name, path: &str, bytes: &[u8]) -> bool {
    match name {
        Name::Dotenv => !is_sealed(bytes),
        Name::Key if name::has_key_extension(&path.to_ascii_lowercase()) => is_key(bytes),
        Name::Key => is_private_key(bytes),
        Name::InSecrets => !bytes.is_empty() && !is_sealed(bytes),
        Name::Shell | Name::Variables => !is_sealed(bytes) && holds_secret(&text(bytes)),
        Name::Credentials => !is_sealed(bytes) && holds_login(path, &text(bytes)),
        Name::State => has(bytes, "\"resources\"") || has(bytes, "\"modules\""),
        Name::Dump => dump::is_dump(path, bytes),
        Name::History => !bytes.trim_ascii().is_empty(),
        Name::Agent => holds_agent_secret(&text(bytes)),
        Name::Transcript => bytes.len() > 200,
        _ => false,
    }
}

/// Whether a token of a known format makes a file of this name one to keep out of git, whatever
/// it is called there.
pub(super) fn minds_tokens(name: Name) -> bool {
    matches!(
        name,
        Name::Dotenv | Name::Shell | Name::Variables | Name::Credentials | Name::Agent
    )
}

/// What a file's values look like.
pub(super) fn value(bytes: &[u8], has_token: bool) -> Value {
    let text = text(bytes);
    let mut names = pairs(&text).map(|pair| pair.name).peekable();
    if has_token || holds_secret(&text) {
        Value::Secret
    } else if names.peek().is_some() && names.all(is_harmless) {
        Value::Harmless
    } else {
        Value::Unknown
    }
}

/// Whether a variable is a mere setting of a tool that has projects commit their `.env`.
fn is_harmless(name: &str) -> bool {
    const SETTINGS: [&str; 11] = [
        "BROWSER",
        "COMPOSE_FILE",
        "COMPOSE_PROJECT_NAME",
        "DISABLE_ESLINT_PLUGIN",
        "ESLINT_NO_DEV_ERRORS",
        "FAST_REFRESH",
        "GENERATE_SOURCEMAP",
        "INLINE_RUNTIME_CHUNK",
        "PUBLIC_URL",
        "SKIP_PREFLIGHT_CHECK",
        "TSC_COMPILE_ON_ERROR",
    ];
    SETTINGS.contains(&name)
        || ["REACT_APP_", "VITE_", "NEXT_PUBLIC_"]
            .iter()
            .any(|prefix| name.starts_with(prefix))
}

fn text(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

fn has(bytes: &[u8], needle: &str) -> bool {
    memmem::find(bytes, needle.as_bytes()).is_some()
}

fn holds_login(path: &str, text: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    match name.as_str() {
        ".netrc" | "_netrc" => netrc(text),
        ".pgpass" | "pgpass.conf" => text.lines().any(|line| {
            let password = line.rsplit(':').next().unwrap_or_default();
            !line.starts_with('#') && line.matches(':').count() >= 4 && is_literal(password)
        }),
        ".git-credentials" => text.lines().any(has_login),
        ".mylogin.cnf" => !text.is_empty(),
        // Rails writes values for development and tests into them.
        "secrets.yml" | "database.yml" => holds_secret(&production(text)),
        _ if name.rsplit('.').next() == Some("json") || name == "config" => json_secret(text)
            .unwrap_or_else(|| holds_secret(text) || text.contains("PRIVATE KEY-----")),
        _ => {
            let npm = |line: &str| {
                let pair = line.split_once("_auth=");
                pair.is_some_and(|(_, value)| is_literal(value.trim()))
            };
            holds_secret(text) || text.lines().any(npm)
        }
    }
}

fn netrc(text: &str) -> bool {
    let mut words = text.split_whitespace();
    while let Some(word) = words.next() {
        if word == "password" && words.next().is_some_and(is_literal) {
            return true;
        }
    }
    false
}

/// The settings of production in a file of Rails.
fn production(text: &str) -> String {
    let lines = text
        .lines()
        .skip_while(|line| !line.starts_with("production:"));
    let inside = lines
        .skip(1)
        .take_while(|line| !line.starts_with(char::is_alphabetic));
    inside.collect::<Vec<_>>().join("\n")
}

/// Whether a value anywhere in a JSON file is a secret by its key; `None` if it is no JSON.
fn json_secret(text: &str) -> Option<bool> {
    let value = serde_json::from_str(text).ok()?;
    Some(any_pair(&value, &|name, value| {
        let key = name == "private_key" && value.contains("PRIVATE KEY-----");
        key || (says_secret(name) && is_literal(value)) || has_login(value)
    }))
}

/// Whether the test holds for a key and its text, at any depth.
fn any_pair(value: &serde_json::Value, test: &impl Fn(&str, &str) -> bool) -> bool {
    match value {
        serde_json::Value::Object(map) => map.iter().any(|(name, value)| match value {
            serde_json::Value::String(inside) => test(name, inside),
            other => any_pair(other, test),
        }),
        serde_json::Value::Array(items) => items.iter().any(|item| any_pair(item, test)),
        _ => false,
    }
}

/// Secrets in the settings of an agent: in the environment or the headers of a server, or in the
/// arguments by which it is started.
fn holds_agent_secret(text: &str) -> bool {
    let Ok(value) = serde_json::from_str(text) else {
        // JSON with comments, TOML or YAML.
        return holds_secret(text) || text.lines().any(is_bearer);
    };
    let by_key = any_pair(&value, &|name, value| {
        let header = name.eq_ignore_ascii_case("authorization");
        (says_secret(name) && is_literal(value))
            || (header && is_literal(value.rsplit(' ').next().unwrap_or(value)))
            || has_login(value)
    });
    by_key || any_argument(&value)
}

fn is_bearer(line: &str) -> bool {
    let rest = line.split_once("Bearer ").map(|(_, rest)| rest);
    let token = rest.and_then(|rest| rest.split(['"', '\'', ' ']).next());
    token.is_some_and(|token| token.len() >= 16 && is_literal(token))
}

/// Whether an argument that names a secret is followed by one: `--api-key`, `…`.
fn any_argument(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::Object(map) => map.values().any(any_argument),
        serde_json::Value::Array(items) => {
            let words: Vec<&str> = items.iter().filter_map(serde_json::Value::as_str).collect();
            let apart = words.windows(2).any(|pair| {
                pair[0].starts_with('-') && says_secret(pair[0]) && is_literal(pair[1])
            });
            let joined = words.iter().any(|word| {
                let pair = word.split_once('=');
                pair.is_some_and(|(name, value)| says_secret(name) && is_literal(value))
                    || has_login(word)
                    || is_bearer(word)
            });
            apart || joined || items.iter().any(any_argument)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(name: Name, path: &str, text: &str) -> bool {
        holds_secrets(name, path, text.as_bytes())
    }

    /// A value that could be real.
    fn value() -> String {
        ["q7Zp2", "Lk9Xw", "4Vb8N", "t3Rj6"].concat()
    }

    #[test]
    fn logins_count_only_when_they_are_written_out() {
        let value = value();
        for (path, text) in [
            (".npmrc", "//registry.npmjs.org/:_authToken=@"),
            (".npmrc", "_auth=@"),
            (".pypirc", "[pypi]\nusername = __token__\npassword = @"),
            (".netrc", "machine example.org login me password @"),
            (".pgpass", concat!("db.corp.net:5432:", "app:me:@")),
            (".git-credentials", "https://me:@@corp.net"),
            (
                ".docker/config.json",
                "{\"auths\": {\"https://r\": {\"auth\": \"@\"}}}",
            ),
            ("kubeconfig", "users:\n- name: a\n  user:\n    token: @"),
            ("config/secrets.yml", "production:\n  secret_key_base: @"),
            (".m2/settings.xml", "<server>\n<password>@</password>"),
        ] {
            let real = text.replace('@', &value).replacen(
                &format!("{value}{value}"),
                &format!("{value}@"),
                1,
            );
            assert!(holds(Name::Credentials, path, &real), "{path}");
            let reference = text.replace('@', "${TOKEN}");
            assert!(!holds(Name::Credentials, path, &reference), "{path}");
        }
        let rails = format!(
            "development:\n  secret_key_base: {value}\nproduction:\n  secret_key_base: <%= ENV['X'] %>\n"
        );
        assert!(!holds(Name::Credentials, "config/secrets.yml", &rails));
    }

    #[test]
    fn agents_may_name_secrets_but_not_hold_them() {
        let value = value();
        for text in [
            "{\"mcpServers\": {\"a\": {\"env\": {\"API_KEY\": \"@\"}}}}",
            "{\"servers\": {\"a\": {\"headers\": {\"Authorization\": \"Bearer @\"}}}}",
            "{\"mcpServers\": {\"a\": {\"args\": [\"--api-key\", \"@\"]}}}",
            "{\"mcpServers\": {\"a\": {\"args\": [\"--token=@\"]}}}",
            "// a comment\n{\n\"API_KEY\": \"@\"\n}",
        ] {
            assert!(
                holds(Name::Agent, ".mcp.json", &text.replace('@', &value)),
                "{text}"
            );
            let reference = text.replace('@', "${input:key}");
            assert!(!holds(Name::Agent, ".mcp.json", &reference), "{text}");
        }
    }

    #[test]
    fn states_variables_and_shells() {
        assert!(holds(
            Name::State,
            "terraform.tfstate",
            "{\"version\": 4, \"resources\": []}"
        ));
        assert!(!holds(Name::State, "terraform.tfstate", ""));
        let variables = format!("region = \"eu\"\ndb_password = \"{}\"\n", value());
        assert!(holds(Name::Variables, "prod.tfvars", &variables));
        assert!(!holds(
            Name::Variables,
            "prod.tfvars",
            "region = \"eu-west-1\"\n"
        ));
        assert!(!holds(Name::Shell, ".envrc", "use flake\nPATH_add bin\n"));
        assert!(holds(
            Name::Shell,
            ".envrc",
            &format!("export API_TOKEN={}\n", value())
        ));
    }
}
