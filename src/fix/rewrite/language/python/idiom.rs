//! How a Python file already reads its settings: `os.environ` under any of its names,
//! django-environ, decouple.

use tree_sitter::Node;

use super::super::Refusal;
use super::super::draft::Draft;
use super::super::tree::{Code, Literal, children};
use super::import;

/// How a look-up is written in this file.
pub(super) enum Idiom {
    /// A mapping, by its name here: `os.environ["X"]`; and whether `os` must be imported.
    Mapping { name: String, import: bool },
    /// A function, by its name here: `env("X")`, `config("X")`.
    Call(String),
}

impl Idiom {
    /// Looks at what comes before the literal at the top level of the file.
    pub(super) fn of(code: &Code<'_>, literal: &Literal<'_>) -> Result<Self, Refusal> {
        let before = || children(code.root()).filter(|node| node.end_byte() <= literal.whole.start);
        if let Some(call) = before().find_map(|node| reader(code, node)) {
            return Ok(Self::Call(call));
        }
        if let Some(name) = before().find_map(|node| mapping(code, node)) {
            return Ok(Self::Mapping {
                name,
                import: false,
            });
        }
        let is_taken = |node: Node<'_>| {
            node.kind() == "identifier" && code.text(node) == b"os" && !is_member(node)
        };
        if !import::imports_os(code) && code.has("os is something else", is_taken) {
            return Err(Refusal::taken("os", code.site.variable));
        }
        Ok(Self::Mapping {
            name: "os.environ".to_owned(),
            import: true,
        })
    }

    /// The expression, its variable quoted by `quote`.
    pub(super) fn lookup(&self, variable: &str, quote: u8, bytes: bool) -> String {
        let quote = char::from(quote);
        let lookup = match self {
            Self::Mapping { name, .. } => format!("{name}[{quote}{variable}{quote}]"),
            Self::Call(name) => format!("{name}({quote}{variable}{quote})"),
        };
        if bytes { lookup + ".encode()" } else { lookup }
    }

    pub(super) fn add_import(&self, code: &Code<'_>, draft: &mut Draft) {
        if matches!(self, Self::Mapping { import: true, .. }) {
            import::add(code, draft);
        }
    }

    /// Whether nothing in it reads `.env`.
    pub(super) fn is_plain(&self) -> bool {
        matches!(self, Self::Mapping { .. })
    }
}

/// `x.os`, `f(os=…)`: not the name itself; `os.environ`: whoever writes that means the module.
fn is_member(node: Node<'_>) -> bool {
    node.parent().is_some_and(|parent| match parent.kind() {
        "keyword_argument" => parent.child_by_field_name("name") == Some(node),
        // Imports are looked at one by one.
        "attribute" | "dotted_name" => true,
        _ => false,
    })
}

/// The names that an import brings: what it is there, and what it is here.
pub(super) fn imported<'t>(
    code: &Code<'t>,
    import: Node<'t>,
) -> impl Iterator<Item = (&'t [u8], &'t [u8])> {
    let mut cursor = import.walk();
    let names: Vec<Node<'t>> = import.children_by_field_name("name", &mut cursor).collect();
    names.into_iter().map(|name| {
        let field = |field| name.child_by_field_name(field).map(|node| code.text(node));
        let there = field("name").unwrap_or(code.text(name));
        (there, field("alias").unwrap_or(there))
    })
}

fn owned(name: &[u8]) -> Option<String> {
    String::from_utf8(name.to_vec()).ok()
}

/// What this statement makes of the environment: `import os`, `import os as o`,
/// `from os import environ`.
fn mapping(code: &Code<'_>, node: Node<'_>) -> Option<String> {
    match node.kind() {
        "import_statement" => imported(code, node).find_map(|(there, here)| match there {
            b"os" => Some(format!("{}.environ", owned(here)?)),
            // `import os.path` brings `os`, unless it is renamed.
            _ if there.starts_with(b"os.") && there == here => Some("os.environ".to_owned()),
            _ => None,
        }),
        "import_from_statement" if module(code, node) == Some(b"os") => {
            let environ = imported(code, node).find(|(there, _)| *there == b"environ");
            owned(environ?.1)
        }
        _ => None,
    }
}

fn module<'t>(code: &Code<'t>, import: Node<'t>) -> Option<&'t [u8]> {
    import
        .child_by_field_name("module_name")
        .map(|name| code.text(name))
}

/// A function that reads settings: decouple's `config`, an `environ.Env(…)`.
pub(super) fn reader(code: &Code<'_>, node: Node<'_>) -> Option<String> {
    match node.kind() {
        "import_from_statement" if module(code, node) == Some(b"decouple") => {
            let config = imported(code, node).find(|(there, _)| *there == b"config");
            owned(config?.1)
        }
        "expression_statement" => {
            let assignment = node.child(0).filter(|child| child.kind() == "assignment")?;
            let call = assignment.child_by_field_name("right")?;
            let function = code.text(call.child_by_field_name("function")?);
            let name = assignment.child_by_field_name("left")?;
            let is_env = matches!(function, b"environ.Env" | b"Env" | b"environ.FileAwareEnv");
            (is_env && name.kind() == "identifier").then(|| owned(code.text(name)))?
        }
        _ => None,
    }
}
