//! Imports of a file of Go: what packages are called there, and `os` among them.

use tree_sitter::Node;

use super::super::Refusal;
use super::super::draft::Draft;
use super::super::layout::{line_start, next_line};
use super::super::tree::{Code, children, descendants};
use crate::newline::newline;

/// The name of package `os` here; `None`: it is not imported.
pub(super) fn package(code: &Code<'_>) -> Result<Option<String>, Refusal> {
    for spec in imports(code) {
        let path = spec.child_by_field_name("path");
        if path.map(|path| code.text(path)) == Some(b"\"os\"") {
            let name = spec.child_by_field_name("name").map(|name| code.text(name));
            match name {
                None => return Ok(Some("os".to_owned())),
                Some(b"_" | b".") => {}
                Some(name) => return Ok(Some(String::from_utf8_lossy(name).into_owned())),
            }
        }
    }
    let is_taken = |node: Node<'_>| {
        matches!(node.kind(), "identifier" | "package_identifier") && code.text(node) == b"os"
    };
    if code.has("os is something else", is_taken) {
        return Err(Refusal::taken("os", code.site.variable));
    }
    Ok(None)
}

pub(super) fn imports<'t>(code: &Code<'t>) -> impl Iterator<Item = Node<'t>> {
    children(code.root())
        .filter(|node| node.kind() == "import_declaration")
        .flat_map(descendants)
        .filter(|node| node.kind() == "import_spec")
}

/// Into the first block of imports, before the first that sorts after it; else on its own.
pub(super) fn add(code: &Code<'_>, draft: &mut Draft) {
    let text = code.site.text;
    let newline = newline(text);
    let is_block = |node: &Node<'_>| node.kind() == "import_spec_list";
    let mut declarations = children(code.root()).filter(|node| node.kind() == "import_declaration");
    let block = declarations.find_map(|node| children(node).find(is_block));
    if let Some(block) = block {
        let specs: Vec<Node<'_>> = children(block)
            .filter(|node| node.kind() == "import_spec")
            .collect();
        let path = |spec: &Node<'_>| spec.child_by_field_name("path").map(|path| code.text(path));
        let next = specs.iter().find(|spec| {
            // Beyond a blank line, or with a dot, stand other people's packages.
            let is_foreign = |path: &[u8]| path.contains(&b'.');
            path(spec).is_some_and(|path| is_foreign(path) || path > b"\"os\"".as_slice())
        });
        let same_line = |spec: &Node<'_>| spec.start_position().row == block.start_position().row;
        match (next, specs.last()) {
            (Some(next), _) if !same_line(next) => {
                let mut at = line_start(text, next.start_byte());
                let first = next.id() == specs[0].id();
                let blank = path(next).is_some_and(|path| path.contains(&b'.'));
                let apart = if blank && first { newline } else { "" };
                if blank && !first {
                    // After the last of the standard library.
                    let last = specs
                        .iter()
                        .take_while(|spec| spec.id() != next.id())
                        .last();
                    at = last.map_or(at, |last| next_line(text, last.end_byte()));
                }
                draft.insert(at, &format!("\t\"os\"{newline}{apart}"));
                return;
            }
            (None, Some(last)) if !same_line(last) => {
                draft.insert(
                    next_line(text, last.end_byte()),
                    &format!("\t\"os\"{newline}"),
                );
                return;
            }
            _ => {}
        }
    }
    let clause = children(code.root())
        .find(|node| matches!(node.kind(), "import_declaration" | "package_clause"));
    let Some(clause) = clause else { return };
    let first = children(code.root()).find(|node| node.kind() == "import_declaration");
    match first {
        Some(first) => draft.insert(first.start_byte(), &format!("import \"os\"{newline}")),
        None => draft.insert(
            clause.end_byte(),
            &format!("{newline}{newline}import \"os\""),
        ),
    }
}

/// The path of the package that goes by a name in this file: by its own name, or by the last part
/// of its path, without a version.
pub(super) fn path_of(root: Node<'_>, text: &[u8], name: &[u8]) -> Option<String> {
    let specs = children(root)
        .filter(|node| node.kind() == "import_declaration")
        .flat_map(descendants)
        .filter(|node| node.kind() == "import_spec");
    let mut named = specs.filter_map(|spec| {
        let path = &text[spec.child_by_field_name("path")?.byte_range()];
        let path = std::str::from_utf8(path).ok()?.trim_matches(['"', '`']);
        let alias = spec.child_by_field_name("name");
        let is_it = match alias {
            Some(alias) => text[alias.byte_range()] == *name,
            None => called(path).as_bytes() == name,
        };
        is_it.then(|| path.to_owned())
    });
    named.next()
}

/// All that a file imports, without the standard library.
pub(in crate::fix::rewrite) fn others(text: &str) -> Vec<String> {
    let quoted = text.split('"').skip(1).step_by(2).take(400);
    quoted
        .filter(|path| {
            path.split('/')
                .next()
                .is_some_and(|first| first.contains('.'))
        })
        .filter(|path| !path.contains(char::is_whitespace))
        .map(str::to_owned)
        .collect()
}

/// `yaml` of `gopkg.in/yaml.v3`, `jwt` of `github.com/golang-jwt/jwt/v5`, `openai` of
/// `github.com/a/go-openai`.
fn called(path: &str) -> &str {
    let is_version = |part: &str| {
        let number = part.strip_prefix('v').unwrap_or("");
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    };
    let mut parts = path.rsplit('/');
    let last = parts.next().unwrap_or(path);
    let last = match parts.next() {
        Some(before) if is_version(last) => before,
        _ => last,
    };
    let last = last.split_once(".v").map_or(last, |(name, _)| name);
    let last = last.strip_prefix("go-").unwrap_or(last);
    last.strip_suffix("-go").unwrap_or(last)
}
