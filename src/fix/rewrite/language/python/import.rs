//! Where `import os` goes: after the docstring and `from __future__`, among the first imports in
//! their order.

use tree_sitter::Node;

use super::super::draft::Draft;
use super::super::layout::{line_start, next_line};
use super::super::tree::{Code, children};
use super::idiom::imported;
use crate::newline::newline;

/// Whether the top level of the file has it, wherever.
pub(super) fn imports_os(code: &Code<'_>) -> bool {
    children(code.root()).any(|node| {
        node.kind() == "import_statement"
            && imported(code, node).any(|(there, here)| there == b"os" && here == b"os")
    })
}

/// Adds it.
pub(super) fn add(code: &Code<'_>, draft: &mut Draft) {
    let text = code.site.text;
    let newline = newline(text);
    let statements: Vec<Node<'_>> = children(code.root())
        .filter(|node| node.kind() != "comment")
        .collect();
    let is_import =
        |node: &Node<'_>| matches!(node.kind(), "import_statement" | "import_from_statement");
    let first = statements.iter().position(is_import);
    if let Some(first) = first.filter(|first| statements[..*first].iter().all(is_before_imports)) {
        let imports = statements[first..]
            .iter()
            .take_while(|node| is_import(node));
        let imports: Vec<&Node<'_>> = imports.collect();
        match imports.iter().find(|node| sorts_after_os(code, ***node)) {
            Some(next) => {
                let at = line_start(text, next.start_byte());
                draft.insert(at, &format!("import os{newline}"));
            }
            None => after(text, imports[imports.len() - 1].end_byte(), "", draft),
        }
        return;
    }
    let above = statements.iter().take_while(|node| is_before_imports(node));
    if let Some(last) = above.last() {
        after(text, last.end_byte(), newline, draft);
        return;
    }
    let at = top(text);
    let is_apart = text[at..].starts_with(b"\n") || text[at..].starts_with(b"\r\n");
    let blank = if is_apart { "" } else { newline };
    draft.insert(at, &format!("import os{newline}{blank}"));
}

/// On a line of its own after what ends at `at`; `blank` between them.
fn after(text: &[u8], at: usize, blank: &str, draft: &mut Draft) {
    let newline = newline(text);
    let next = next_line(text, at);
    if next == text.len() && !text.ends_with(b"\n") {
        draft.insert(next, &format!("{newline}{blank}import os"));
    } else {
        draft.insert(next, &format!("{blank}import os{newline}"));
    }
}

/// A docstring, or `from __future__ import …`.
fn is_before_imports(node: &Node<'_>) -> bool {
    node.kind() == "future_import_statement"
        || node.kind() == "expression_statement"
            && node.child(0).is_some_and(|child| child.kind() == "string")
}

/// `import x` stands before `from x import y`, each in the order of the alphabet.
fn sorts_after_os(code: &Code<'_>, import: Node<'_>) -> bool {
    import.kind() == "import_from_statement"
        || imported(code, import)
            .next()
            .is_some_and(|(there, _)| there > b"os".as_slice())
}

/// Below a `#!` line, a coding line and a licence.
fn top(text: &[u8]) -> usize {
    let mut at = line_start(text, 0);
    let mut below = at;
    if text.starts_with(b"\xef\xbb\xbf") {
        at = 3;
        below = 3;
    }
    let mut number = 0;
    while text[at..].starts_with(b"#") {
        let line = &text[at..next_line(text, at)];
        let is_coding = memchr::memmem::find(line, b"coding").is_some();
        at += line.len();
        number += 1;
        if line.starts_with(b"#!") || is_coding && number <= 2 {
            below = at;
        }
    }
    // Comments belong to the code right below them.
    let is_apart = text[at..].starts_with(b"\n") || text[at..].starts_with(b"\r\n");
    if is_apart { at } else { below }
}
