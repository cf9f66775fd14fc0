//! Where in a pipeline of CI a look-up means something: not every key of a workflow knows the
//! secrets, and a shell expands nothing in single quotes.

use tree_sitter::Node;

use super::super::Destination;
use super::super::Refusal;
use super::super::tree::{Code, Literal, ancestors};
use super::dialect::Dialect;

/// Keys below which a pipeline knows variables; `*` is any key. Items of lists have none.
type Places = &'static [&'static [&'static str]];

/// Where a workflow of GitHub's knows `secrets`.
const WITH_SECRETS: Places = &[
    &["env"],
    &["jobs", "*", "env"],
    &["jobs", "*", "outputs"],
    &["jobs", "*", "secrets"],
    &["jobs", "*", "container", "credentials"],
    &["jobs", "*", "container", "env"],
    &["jobs", "*", "services", "*", "credentials"],
    &["jobs", "*", "services", "*", "env"],
    &["jobs", "*", "steps", "env"],
    &["jobs", "*", "steps", "name"],
    &["jobs", "*", "steps", "run"],
    &["jobs", "*", "steps", "with"],
    &["jobs", "*", "steps", "working-directory"],
];
/// Where GitLab expands variables, by its table of "where variables can be used". A job is a key
/// at the top; `if` compares with texts as they are.
const GITLAB: Places = &[
    &["after_script"],
    &["before_script"],
    &["cache"],
    &["image"],
    &["include"],
    &["services"],
    &["variables"],
    &["workflow", "name"],
    &["workflow", "rules", "variables"],
    &["*", "after_script"],
    &["*", "artifacts"],
    &["*", "before_script"],
    &["*", "cache"],
    &["*", "environment"],
    &["*", "id_tokens"],
    &["*", "image"],
    &["*", "resource_group"],
    &["*", "rules", "variables"],
    &["*", "script"],
    &["*", "secrets"],
    &["*", "services"],
    &["*", "tags"],
    &["*", "trigger"],
    &["*", "variables"],
];
/// Keys of Azure's pipelines whose text takes `$(X)`, at any depth.
const AZURE: [&str; 9] = [
    "arguments",
    "bash",
    "env",
    "inputs",
    "powershell",
    "pwsh",
    "script",
    "value",
    "variables",
];
/// The same for Bitbucket's.
const BITBUCKET: [&str; 5] = ["after-script", "image", "script", "services", "variables"];
/// Keys of Ansible whose text is an expression as it stands.
const CONDITIONS: [&str; 6] = [
    "changed_when",
    "failed_when",
    "that",
    "until",
    "var",
    "when",
];
/// Keys whose text a shell runs.
const SCRIPTS: [&str; 4] = ["after-script", "after_script", "before_script", "script"];
/// What opens and closes an expression, in which a look-up would be another one.
const EXPRESSIONS: [(&str, &str); 3] = [("${{", "}}"), ("{{", "}}"), ("$[", "]")];

/// Refuses a place where the look-up would be refused or stay as it is.
pub(super) fn refuse(
    code: &Code<'_>,
    scalar: &Literal<'_>,
    dialect: &Dialect,
) -> Result<(), Refusal> {
    let variable = code.site.variable;
    let keys = keys(code, scalar.node);
    let before =
        &code.site.text[scalar.content.start.min(code.site.value.start)..code.site.value.start];
    if let Some(refusal) = unknown_here(code, dialect, &keys, before) {
        return Err(refusal);
    }
    let script = keys.iter().position(|key| SCRIPTS.contains(&key.as_str()));
    let by_shell = dialect.lookup(variable, b' ').starts_with("${") && script.is_some();
    if by_shell && script.is_some_and(|at| at + 1 < keys.len()) {
        return Err(Refusal::new(
            "a colon makes a mapping of this line of a script",
            format!("quote the line as a whole, with \"${{{variable}}}\" in it"),
        ));
    }
    let mut shell = String::from_utf8_lossy(before).into_owned();
    if code.site.text[scalar.whole.start] == b'\'' {
        // YAML writes its own quote twice.
        shell = shell.replace("''", "'");
    }
    if by_shell && is_in_plain_document(&shell) {
        return Err(Refusal::new(
            "it stands in a here-document in which the shell expands nothing",
            format!("write its mark without quotes, and ${{{variable}}} there"),
        ));
    }
    if by_shell && is_in_single_quotes(&shell) {
        return Err(Refusal::new(
            "it stands in single quotes, in which the shell expands nothing",
            format!("write \"${{{variable}}}\" in double quotes there"),
        ));
    }
    Ok(())
}

/// Why whoever runs the pipeline would not put a variable in here.
fn unknown_here(
    code: &Code<'_>,
    dialect: &Dialect,
    keys: &[String],
    before: &[u8],
) -> Option<Refusal> {
    let (path, variable) = (code.site.path, code.site.variable);
    let lookup = dialect.lookup(variable, b' ');
    let is_github = dialect.destination == Destination::GitHubSecret;
    let name = super::super::github_secret(variable);
    let is_open = |(open, close): &(&str, &str)| {
        memchr::memmem::rfind(before, open.as_bytes())
            .is_some_and(|at| memchr::memmem::find(&before[at..], close.as_bytes()).is_none())
    };
    let is_template = lookup.contains("{{") || lookup.starts_with("$(");
    if is_template && EXPRESSIONS.iter().any(is_open) {
        let advice = if is_github {
            format!("write secrets.{name} in place of the literal and its quotes")
        } else {
            format!("read {variable} in that expression by hand")
        };
        return Some(Refusal::new("it stands in an expression", advice));
    }
    let below = |places: Places| {
        places.iter().any(|place| {
            let fits = |(at, key): (usize, &&str)| {
                *key == "*" || keys.get(at).is_some_and(|one| one == key)
            };
            place.iter().enumerate().all(fits)
        })
    };
    let any = |known: &[&str]| keys.iter().any(|key| known.contains(&key.as_str()));
    let key = keys.last().map_or("this key", String::as_str);
    if is_github {
        return (!below(WITH_SECRETS)).then(|| {
            Refusal::new(
                format!("GitHub knows no secrets in `{key}` here"),
                format!(
                    "put `{name}: ${{{{ secrets.{name} }}}}` into `env` and read env.{name}, or hand it to a step that compares"
                ),
            )
        });
    }
    let (who, is_known) = if path.contains(".gitlab") {
        ("GitLab", below(GITLAB))
    } else if path.contains("azure-pipelines") {
        ("Azure", any(&AZURE))
    } else if path.contains("bitbucket-pipelines") {
        ("Bitbucket", any(&BITBUCKET))
    } else if lookup.contains("lookup(") {
        let is_condition = CONDITIONS.contains(&key);
        return is_condition.then(|| {
            Refusal::new(
                format!("`{key}` is an expression by itself"),
                format!("write lookup('env', '{variable}') in place of the literal and its quotes"),
            )
        });
    } else {
        return None;
    };
    (!is_known).then(|| {
        Refusal::new(
            format!("{who} puts no variables into `{key}` here"),
            format!("compare with {variable}, or use it, in a script"),
        )
    })
}

/// The keys that lead to a scalar, from the top.
fn keys(code: &Code<'_>, scalar: Node<'_>) -> Vec<String> {
    let pairs =
        ancestors(scalar).filter(|node| matches!(node.kind(), "block_mapping_pair" | "flow_pair"));
    let mut keys: Vec<String> = pairs
        .filter_map(|pair| pair.child_by_field_name("key"))
        .map(|key| {
            let key = String::from_utf8_lossy(code.text(key));
            key.trim_matches(['"', '\'']).to_owned()
        })
        .collect();
    keys.reverse();
    keys
}

/// Whether a here-document whose mark is quoted (`<<'E'`) is open behind this text.
fn is_in_plain_document(before: &str) -> bool {
    let mut open: Option<String> = None;
    for line in before.lines() {
        if let Some(mark) = &open {
            if line.trim() == mark {
                open = None;
            }
        } else if let Some((_, mark)) = line.split_once("<<") {
            let mark = mark.strip_prefix('-').unwrap_or(mark).trim_start();
            if let Some(quoted) = mark.strip_prefix(['\'', '"', '\\']) {
                let is_name = |char: &char| char.is_ascii_alphanumeric() || *char == '_';
                open = Some(quoted.chars().take_while(is_name).collect());
            }
        }
    }
    open.is_some()
}

/// Whether a quote of the shell's is open behind this text.
fn is_in_single_quotes(before: &str) -> bool {
    let mut open = None;
    let mut last = ' ';
    let mut chars = before.chars();
    while let Some(char) = chars.next() {
        match (open, char) {
            (None | Some('"'), '\\') => {
                chars.next();
            }
            (None, '"' | '\'') => open = Some(char),
            (None, '#') if last.is_whitespace() => {
                chars.by_ref().find(|char| *char == '\n');
            }
            (Some(quote), char) if quote == char => open = None,
            _ => {}
        }
        last = char;
    }
    open == Some('\'')
}
