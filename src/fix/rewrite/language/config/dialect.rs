//! How the programs that read settings name a variable of the environment. Facts from their
//! documentation, one line each.

use super::super::{Destination, Site, github_secret};
use Destination::{ClientEnvironment, DotEnv, GitHubSecret};

/// A file by its name, and its text for where the name does not tell.
pub(super) struct File<'a> {
    pub(super) path: &'a str,
    pub(super) name: String,
    text: &'a [u8],
}

impl<'a> File<'a> {
    pub(super) fn of(site: &Site<'a>) -> Self {
        let name = site.path.rsplit('/').next().unwrap_or(site.path);
        Self {
            path: site.path,
            name: name.to_ascii_lowercase(),
            text: site.text,
        }
    }

    pub(super) fn has(&self, words: &str) -> bool {
        memchr::memmem::find(self.text, words.as_bytes()).is_some()
    }

    /// Whether the path ends in this, at the start of a name.
    pub(super) fn is(&self, end: &str) -> bool {
        let before = self.path.strip_suffix(end);
        before.is_some_and(|before| before.is_empty() || before.ends_with('/'))
    }

    /// Whether it lies somewhere below a folder.
    pub(super) fn is_in(&self, folder: &str) -> bool {
        let with_end = format!("{folder}/");
        self.path.starts_with(&with_end) || self.path.contains(&format!("/{with_end}"))
    }

    /// Whether the name begins with one of these and ends in one of those.
    pub(super) fn is_named(&self, begins: &[&str], ends: &[&str]) -> bool {
        begins.iter().any(|begin| self.name.starts_with(begin))
            && ends.iter().any(|end| self.name.ends_with(end))
    }

    pub(super) fn is_yaml(&self) -> bool {
        self.is_named(&[""], &[".yml", ".yaml"])
    }
}

/// What stands in a value for a variable.
#[derive(Clone, Copy)]
pub(super) struct Dialect {
    /// The look-up, `X` for the variable and `'` for its quotes.
    lookup: &'static str,
    pub(super) destination: Destination,
    /// A plain scalar of YAML cannot hold it.
    pub(super) is_quoted: bool,
    /// It can only be the whole value.
    pub(super) is_whole: bool,
    /// `$$` stands for `$`.
    pub(super) doubles_dollars: bool,
    /// What stands between the name and what counts when the variable is not set, in `${…}`.
    pub(super) default_signs: &'static [&'static str],
    pub(super) note: &'static str,
}

const PLAIN: Dialect = Dialect {
    lookup: "${X}",
    destination: DotEnv,
    is_quoted: false,
    is_whole: false,
    doubles_dollars: false,
    default_signs: &[":-", ":=", "-"],
    note: "",
};

const MAKE: Dialect = Dialect {
    doubles_dollars: true,
    note: "make takes the variable from the environment: `set -a; . ./.env` before it, or `-include .env` in the Makefile",
    lookup: "$(X)",
    ..PLAIN
};

const fn client(lookup: &'static str, note: &'static str) -> Dialect {
    Dialect {
        lookup,
        destination: ClientEnvironment,
        note,
        ..PLAIN
    }
}

const fn environment(lookup: &'static str, note: &'static str) -> Dialect {
    Dialect {
        lookup,
        note,
        ..PLAIN
    }
}

impl Dialect {
    /// The first that fits.
    pub(super) fn of(file: &File<'_>) -> Option<Self> {
        ci(file)
            .or_else(|| agent(file))
            .or_else(|| framework(file))
            .or_else(|| collector(file))
            .or_else(|| tool(file))
    }

    /// The look-up, its quotes unlike those around it.
    pub(super) fn lookup(&self, variable: &str, around: u8) -> String {
        let quote = if around == b'\'' { "\"" } else { "'" };
        let (before, after) = self.lookup.split_once('X').unwrap_or((self.lookup, ""));
        let name = match self.destination {
            GitHubSecret => github_secret(variable),
            _ => variable.to_owned(),
        };
        format!("{before}{name}{after}").replace('\'', quote)
    }
}

fn ci(file: &File<'_>) -> Option<Dialect> {
    if file.is_in(".github/workflows") {
        return Some(Dialect {
            destination: GitHubSecret,
            note: "in a `run` step, hand the secret over in `env` rather than in the script's text",
            ..environment("${{ secrets.X }}", "")
        });
    }
    if file.is_named(&[".gitlab-ci"], &[".yml", ".yaml"]) || file.is_in(".gitlab") && file.is_yaml()
    {
        return Some(client(
            "${X}",
            "add the variable in GitLab under Settings, CI/CD, Variables, masked and protected",
        ));
    }
    if file.is_named(&["azure-pipelines"], &[".yml", ".yaml"]) {
        return Some(client(
            "$(X)",
            "add the variable to the pipeline in Azure DevOps and mark it as secret",
        ));
    }
    (file.name == "bitbucket-pipelines.yml").then_some(client(
        "${X}",
        "add the variable in Bitbucket under Repository settings, Repository variables, secured",
    ))
}

/// Clients of MCP servers, editors.
fn agent(file: &File<'_>) -> Option<Dialect> {
    let lookup = if file.is(".cursor/mcp.json")
        || file.is(".roo/mcp.json")
        || file.is("mcp_config.json")
        || file.is(".vscode/launch.json")
        || file.is(".vscode/tasks.json")
    {
        "${env:X}"
    } else if file.is(".mcp.json")
        || file.is(".gemini/settings.json")
        || file.is(".kiro/settings/mcp.json")
    {
        "${X}"
    } else if file.is_named(&["opencode"], &[".json", ".jsonc"]) {
        "{env:X}"
    } else if file.is_named(&["devcontainer", ".devcontainer"], &[".json"]) {
        "${localEnv:X}"
    } else {
        return None;
    };
    Some(client(lookup, ""))
}

fn framework(file: &File<'_>) -> Option<Dialect> {
    let yaml = &[".yml", ".yaml"];
    if file.is_named(&["docker-compose", "compose"], yaml) {
        return Some(Dialect {
            doubles_dollars: true,
            ..PLAIN
        });
    }
    if file.is_named(
        &["application", "bootstrap"],
        &[".yml", ".yaml", ".properties"],
    ) {
        let note =
            "Spring reads .env where spring.config.import has optional:file:.env[.properties]";
        return Some(Dialect {
            default_signs: &[":"],
            ..environment("${X}", note)
        });
    }
    if file.is_named(&["serverless"], &[".yml", ".yaml", ".json"]) {
        let note = "the Serverless Framework reads .env with `useDotenv: true`";
        return Some(environment(
            "${env:X}",
            if file.has("useDotenv") { "" } else { note },
        ));
    }
    let rails = [
        "cable",
        "cache",
        "database",
        "elasticsearch",
        "mongoid",
        "queue",
        "redis",
        "secrets",
        "sidekiq",
        "storage",
    ];
    if rails
        .iter()
        .any(|name| file.is(&format!("config/{name}.yml")))
    {
        return Some(environment(
            "<%= ENV.fetch('X') %>",
            "Rails reads .env with the gem dotenv-rails",
        ));
    }
    if file.is_in("config/packages") && file.is_yaml() || file.is("config/services.yaml") {
        return Some(Dialect {
            is_quoted: true,
            ..environment("%env(X)%", "")
        });
    }
    let is_ansible = ["playbooks", "roles", "group_vars", "host_vars"]
        .iter()
        .any(|folder| file.is_in(folder))
        || file.has("hosts:") && file.has("tasks:");
    if is_ansible && file.is_yaml() {
        return Some(Dialect {
            is_quoted: true,
            ..environment(
                "{{ lookup('env', 'X') }}",
                "the variable is read on the machine that runs Ansible; ansible-vault keeps secrets in the repository, encrypted",
            )
        });
    }
    if file.is_yaml() && file.name.starts_with("profiles") && file.has("outputs:") {
        // dbt.
        return Some(Dialect {
            is_quoted: true,
            ..environment("{{ env_var('X') }}", "")
        });
    }
    (file.has("model_list:") && file.has("litellm_params:")).then_some(Dialect {
        is_whole: true,
        ..environment("os.environ/X", "")
    })
}

/// Who collects logs and figures.
fn collector(file: &File<'_>) -> Option<Dialect> {
    if file.name == "grafana.ini" || file.name == "custom.ini" && file.is_in("conf") {
        return Some(client("$__env{X}", ""));
    }
    if file.is_in("provisioning/datasources") && file.is_yaml() {
        return Some(client("$X", ""));
    }
    let ends = &[".toml", ".yaml", ".yml", ".conf"];
    if file.is_named(&["vector"], ends) || file.is_named(&["telegraf"], ends) {
        return Some(client("${X}", ""));
    }
    let is_otel = file.is_yaml() && file.has("receivers:") && file.has("exporters:");
    (is_otel && file.has("pipelines:")).then_some(client("${env:X}", ""))
}

fn tool(file: &File<'_>) -> Option<Dialect> {
    if file.is("supabase/config.toml") {
        return Some(Dialect {
            is_whole: true,
            ..environment("env(X)", "Supabase's CLI reads .env at the project's top")
        });
    }
    match file.name.as_str() {
        ".npmrc" | ".yarnrc.yml" => Some(client("${X}", "")),
        "makefile" | "gnumakefile" => Some(MAKE),
        _ if file.is_named(&[""], &[".mk"]) => Some(MAKE),
        "pipfile" => Some(environment("${X}", "")),
        "supervisord.conf" => Some(client("%(ENV_X)s", "")),
        "settings.xml" | "pom.xml" => Some(client("${env.X}", "")),
        "nuget.config" => Some(client("%X%", "")),
        _ if file.is_named(
            &["log4j2"],
            &[".xml", ".yml", ".yaml", ".json", ".properties"],
        ) =>
        {
            Some(client("${env:X}", ""))
        }
        _ if file.is_named(&["requirements", "constraints"], &[".txt"]) => Some(client("${X}", "")),
        _ => None,
    }
}
