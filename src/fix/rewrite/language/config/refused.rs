//! Files of settings in which nothing can stand for a value, and what to do with each.

use super::super::{Refusal, Site, unread};
use super::dialect::File;
use crate::language::Language;

/// What a file is for forbids a look-up, whatever it holds.
pub(super) fn by_name(file: &File<'_>, variable: &str) -> Option<Refusal> {
    store(file)
        .or_else(|| client(file, variable))
        .or_else(|| packages(file))
        .or_else(|| host(file, variable))
        .or_else(|| tool(file, variable))
}

/// Files that are there to hold secrets.
fn store(file: &File<'_>) -> Option<Refusal> {
    let out = "keep the file out of the repository and out of images";
    let is_dotenv = Language::of(file.path) == Language::Dotenv;
    if is_dotenv {
        return Some(Refusal::new(
            "a dotenv file is where the value belongs",
            out,
        ));
    }
    let is_store = matches!(
        file.name.as_str(),
        ".netrc"
            | "_netrc"
            | ".pypirc"
            | ".pgpass"
            | ".git-credentials"
            | ".my.cnf"
            | ".s3cfg"
            | ".boto"
            | ".dockercfg"
            | ".dockerconfigjson"
            | "credentials"
            | ".vault-token"
    ) || file.is(".docker/config.json")
        || file.is(".kube/config")
        || file.is(".aws/config")
        || file.is(".cargo/credentials.toml")
        || file.is(".streamlit/secrets.toml");
    if is_store {
        return Some(Refusal::new(
            "this file is where its program keeps credentials, and it reads no variables",
            out,
        ));
    }
    let is_service_account = file.has("\"private_key\"") && file.has("\"client_email\"");
    if is_service_account {
        return Some(Refusal::new(
            "a service account's key is a file of its own",
            format!("{out}, and name it in GOOGLE_APPLICATION_CREDENTIALS"),
        ));
    }
    file.name.contains(".tfstate").then(|| {
        Refusal::new(
            "Terraform writes its state itself",
            "keep the state in a remote backend that encrypts it, and replace the secret",
        )
    })
}

/// Agents and editors whose settings take literals only.
fn client(file: &File<'_>, variable: &str) -> Option<Refusal> {
    if file.name == "claude_desktop_config.json" {
        return Some(Refusal::new(
            "Claude Desktop reads no variables in this file",
            "keep it out of the repository, or have the server read a file that only you can read",
        ));
    }
    if file.is(".claude/settings.json") || file.is(".claude/settings.local.json") {
        return Some(Refusal::new(
            "Claude Code takes the values in this file as they are",
            format!("take the entry out and set {variable} in the shell that starts it"),
        ));
    }
    file.is(".codex/config.toml").then(|| {
        Refusal::new(
            "Codex takes the values in this file as they are",
            format!("name {variable} in the server's env_vars, or in bearer_token_env_var"),
        )
    })
}

/// What fetches and publishes packages.
fn packages(file: &File<'_>) -> Option<Refusal> {
    let (why, advice) = match file.name.as_str() {
        "cargo.toml" => (
            "cargo reads no variables in this file",
            "take it out: cargo takes a registry's token from CARGO_REGISTRIES_, its name and _TOKEN",
        ),
        _ if file.is(".cargo/config.toml") => (
            "cargo reads no variables in this file",
            "take it out: cargo takes a registry's token from CARGO_REGISTRIES_, its name and _TOKEN",
        ),
        "pyproject.toml" | "poetry.toml" | "uv.toml" => (
            "the tools that read this file take its values as they are",
            "take it out: Poetry reads POETRY_HTTP_BASIC_, the source's name and _PASSWORD, uv UV_INDEX_, the index's name and _PASSWORD, and both a keyring",
        ),
        "package.json" | "composer.json" => (
            "a manifest takes its values as they are, and is published with the package",
            "read it from the environment in a script that the manifest calls",
        ),
        _ => return None,
    };
    Some(Refusal::new(why, advice))
}

/// Who runs what the file describes, and keeps secrets for it.
fn host(file: &File<'_>, variable: &str) -> Option<Refusal> {
    let store = match file.name.as_str() {
        "fly.toml" => format!("store it with `fly secrets set {variable}=…`"),
        "netlify.toml" => format!("store it with `netlify env:set {variable} --secret`"),
        "vercel.json" | "now.json" => format!("store it with `vercel env add {variable}`"),
        "render.yaml" => {
            format!("keep the key {variable} with `sync: false`, and set it in the dashboard")
        }
        "wrangler.toml" | "wrangler.json" | "wrangler.jsonc" => {
            format!("store it with `wrangler secret put {variable}`")
        }
        "mise.toml" | ".mise.toml" => "write `_.file = \".env\"` under `[env]`".to_owned(),
        "rocket.toml" => {
            "Rocket reads ROCKET_ and the key's name from the environment in its place".to_owned()
        }
        _ => return None,
    };
    Some(Refusal::new(
        "settings in this file are taken as they are",
        format!("take the entry out: {store}"),
    ))
}

fn tool(file: &File<'_>, variable: &str) -> Option<Refusal> {
    let (why, advice) = match file.name.as_str() {
        "pip.conf" | "pip.ini" => (
            "pip reads no variables in this file",
            "set PIP_INDEX_URL in the environment, or let pip use keyring".to_owned(),
        ),
        "gradle.properties" => (
            "Gradle takes the values in this file as they are",
            "set ORG_GRADLE_PROJECT_ and the property's name in the environment, or move it to the gradle.properties of your home folder".to_owned(),
        ),
        "alembic.ini" => (
            "Alembic reads no variables in this file",
            format!("set sqlalchemy.url from {variable} in env.py"),
        ),
        "action.yml" | "action.yaml" => (
            "an action has no secrets of its own",
            "take it as an input, and give it ${{ secrets.… }} in the workflow".to_owned(),
        ),
        _ if file.name.ends_with(".tfvars.json") => (
            "this file is where the values of Terraform's variables stand",
            "take the entry out, set TF_VAR_ and the variable's name, and declare it with `sensitive = true`".to_owned(),
        ),
        _ if file.is_named(&["appsettings"], &[".json"]) => (
            "this file takes its values as they are",
            "take the entry out: .NET reads Section__Key from the environment in its place, and `dotnet user-secrets` while developing".to_owned(),
        ),
        _ => return None,
    };
    Some(Refusal::new(why, advice))
}

/// Nobody is known to read a look-up in it.
pub(super) fn without_lookup(file: &File<'_>, site: &Site<'_>) -> Refusal {
    let variable = site.variable;
    let (why, advice) = match Language::of(site.path) {
        Language::Yaml if file.has("apiVersion:") && file.has("kind:") => (
            "Kubernetes reads no variables in a manifest",
            "put it into a Secret that is not committed (or is sealed), and refer to it with secretKeyRef".to_owned(),
        ),
        Language::Yaml if file.has("AWS::") => (
            "CloudFormation reads no variables of the environment",
            "store it in Secrets Manager and refer to it with {{resolve:secretsmanager:…}}, or take a parameter with NoEcho".to_owned(),
        ),
        Language::Yaml if file.is_in(".circleci") => (
            "CircleCI expands variables only in the commands of `run`",
            format!("add {variable} in the project's settings or a context; it is then in every job's environment"),
        ),
        Language::Markdown => (
            "it stands in a text for people",
            "put a placeholder in its place".to_owned(),
        ),
        Language::Yaml | Language::Json | Language::Toml | Language::Ini | Language::Properties => (
            "this format has no look-up, and which program reads the file is not known",
            format!("take it out and let the program that loads the file read {variable}"),
        ),
        Language::Xml => (
            "markup has no look-up",
            format!("take it out and let the program that loads the file read {variable}"),
        ),
        _ => return unread::refusal(site),
    };
    Refusal::new(why, advice)
}
