//! Where in a pipeline of CI a look-up means something: not every key of a workflow knows the
//! secrets, and a shell expands nothing in single quotes.

use tree_sitter::Node;

use super::super::Destination;
use super::super::Refusal;
use super::super::tree::{Code, Literal, ancestors};
use super::dialect::Dialect;

/// Keys below which a workflow of GitHub's knows `secrets`; `*` is any key. Items of lists have
/// none.
const WITH_SECRETS: [&[&str]; 13] = [
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
/// Keys whose text a shell runs.
const SCRIPTS: [&str; 3] = ["after_script", "before_script", "script"];

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
    if dialect.destination == Destination::GitHubSecret {
        let name = super::super::github_secret(variable);
        let in_expression = memchr::memmem::rfind(before, b"${{")
            .is_some_and(|at| memchr::memmem::find(&before[at..], b"}}").is_none());
        if in_expression {
            return Err(Refusal::new(
                "it stands in an expression",
                format!("write secrets.{name} in place of the literal and its quotes"),
            ));
        }
        let knows = |path: &&[&str]| {
            let fits = |(at, key): (usize, &&str)| {
                *key == "*" || keys.get(at).is_some_and(|one| one == key)
            };
            path.iter().enumerate().all(fits)
        };
        if !WITH_SECRETS.iter().any(knows) {
            let key = keys.last().map_or("this key", String::as_str);
            return Err(Refusal::new(
                format!("GitHub knows no secrets in `{key}` here"),
                format!(
                    "put `{name}: ${{{{ secrets.{name} }}}}` into `env` and read env.{name}, or hand it to a step that compares"
                ),
            ));
        }
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
