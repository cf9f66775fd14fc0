//! Names of files that hold secrets beside dotenv files and keys: what tools keep their logins in,
//! state, dumps, histories, settings of agents.

use super::{Name, extension, split, words};

/// Where tools keep logins, whatever the folder.
const LOGINS: [&str; 31] = [
    ".boto",
    ".databrickscfg",
    ".dockercfg",
    ".dockerconfigjson",
    ".ftpconfig",
    ".git-credentials",
    ".my.cnf",
    ".mylogin.cnf",
    ".netrc",
    ".npmrc",
    ".pgpass",
    ".pypirc",
    ".s3cfg",
    ".terraformrc",
    ".yarnrc.yml",
    "_netrc",
    "application_default_credentials.json",
    "auth.json",
    "client_secret.json",
    "credentials.json",
    "credentials.tfrc.json",
    "firebase-adminsdk.json",
    "gradle.properties",
    "kubeconfig",
    "kubeconfig.yaml",
    "kubeconfig.yml",
    "nuget.config",
    "pgpass.conf",
    "secrets.json",
    "sftp-config.json",
    "terraform.rc",
];
/// The same, in one folder only.
const LOGINS_IN: [(&str, &str); 11] = [
    (".aws", "credentials"),
    (".cargo", "credentials"),
    (".cargo", "credentials.toml"),
    (".docker", "config.json"),
    (".gem", "credentials"),
    (".kube", "config"),
    (".m2", "settings.xml"),
    (".vscode", "sftp.json"),
    ("config", "database.yml"),
    ("config", "secrets.yml"),
    ("gh", "hosts.yml"),
];
const HISTORIES: [&str; 15] = [
    ".bash_history",
    ".histfile",
    ".irb_history",
    ".lesshst",
    ".mysql_history",
    ".node_repl_history",
    ".pry_history",
    ".psql_history",
    ".python_history",
    ".rediscli_history",
    ".sh_history",
    ".sqlite_history",
    ".zsh_history",
    "consolehost_history.txt",
    "fish_history",
];
/// What agents write down of a conversation.
const TRANSCRIPTS: [&str; 3] = [
    ".aider.chat.history.md",
    ".aider.input.history",
    ".aider.llm.history",
];
/// Folders in which agents and editors keep settings.
const AGENTS: [&str; 14] = [
    ".amazonq",
    ".claude",
    ".codex",
    ".continue",
    ".cursor",
    ".gemini",
    ".junie",
    ".kilocode",
    ".kiro",
    ".opencode",
    ".qwen",
    ".roo",
    ".vscode",
    ".windsurf",
];

/// Judges a file by its folders and its name in lower case.
pub(super) fn of(folders: &str, lower: &str) -> Option<Name> {
    let parent = split(folders).1;
    if HISTORIES.contains(&lower) {
        return Some(Name::History);
    }
    if let Some(name) = agent(folders, lower) {
        return Some(name);
    }
    let extension = extension(lower);
    let logins = LOGINS.contains(&lower)
        || LOGINS_IN.contains(&(parent, lower))
        || extension == "kubeconfig"
        || (extension == "json" && is_account(lower));
    if logins {
        return Some(Name::Credentials);
    }
    if lower.ends_with(".tfstate") || (lower.contains(".tfstate.") && extension == "backup") {
        return Some(Name::State);
    }
    if extension == "tfvars" || lower.ends_with(".tfvars.json") {
        return Some(Name::Variables);
    }
    is_dump(lower, extension).then_some(Name::Dump)
}

/// Key files of service accounts, as their consoles name them.
fn is_account(lower: &str) -> bool {
    const MARKS: [&str; 6] = [
        "service-account",
        "service_account",
        "serviceaccount",
        "firebase-adminsdk",
        "client_secret",
        "gcp-key",
    ];
    MARKS.iter().any(|mark| lower.contains(mark))
}

/// Dumps, and databases that are a file; what they hold decides.
fn is_dump(lower: &str, extension: &str) -> bool {
    const PLAIN: [&str; 11] = [
        "backup", "bak", "db", "db3", "dump", "mysql", "pgsql", "rdb", "sql", "sqlite", "sqlite3",
    ];
    let inner = lower.rsplit('.').nth(1).unwrap_or_default();
    match extension {
        "gz" => PLAIN.contains(&inner),
        "zip" | "bz2" | "xz" | "zst" => {
            lower.contains(".sql.") && words(lower).any(|word| matches!(word, "dump" | "backup"))
        }
        _ => PLAIN.contains(&extension),
    }
}

/// Whether agents keep conversations in such a folder, in files of this kind.
fn is_conversation(folders: &str, extension: &str) -> bool {
    let is_in = |folder: &str| format!("/{folders}/").contains(&format!("/{folder}/"));
    match extension {
        "json" => is_in(".continue/sessions") || is_in(".gemini/tmp"),
        "md" => is_in(".specstory/history"),
        _ => false,
    }
}

fn agent(folders: &str, lower: &str) -> Option<Name> {
    if TRANSCRIPTS.contains(&lower) {
        return Some(Name::Transcript);
    }
    if matches!(
        lower,
        ".mcp.json" | "mcp.json" | "mcp_config.json" | ".claude.json"
    ) || matches!(lower, "claude_desktop_config.json" | "opencode.json")
        || lower.starts_with(".aider.conf.")
    {
        return Some(Name::Agent);
    }
    if is_conversation(folders, extension(lower)) {
        return Some(Name::Transcript);
    }
    let home = folders.split('/').find(|folder| AGENTS.contains(folder))?;
    let ending = extension(lower);
    if ending == "jsonl" && matches!(home, ".claude" | ".codex" | ".continue" | ".gemini") {
        return Some(Name::Transcript);
    }
    let settings = matches!(ending, "json" | "jsonc" | "toml" | "yaml" | "yml");
    (settings && home != ".vscode").then_some(Name::Agent)
}
