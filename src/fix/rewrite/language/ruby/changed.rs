//! Whether Ruby code changes a text in place: what the environment gives is frozen, and wants
//! `.dup` there.

use std::ops::Range;

use tree_sitter::Node;

use super::super::tree::{Code, Literal, children};

/// Methods that change the text that they are called on, besides those that end in `!`.
const METHODS: [&[u8]; 7] = [
    b"concat",
    b"insert",
    b"prepend",
    b"replace",
    b"clear",
    b"force_encoding",
    b"setbyte",
];

/// Whether the literal is changed: itself, by the name that it is given, or by the parameter of a
/// method of this file that takes it.
pub(super) fn is_changed(code: &Code<'_>, literal: &Literal<'_>) -> bool {
    if !literal.is_whole() {
        return false;
    }
    let text = code.site.text;
    if changes(&text[literal.whole.end..]) {
        return true;
    }
    let Some(parent) = literal.node.parent() else {
        return false;
    };
    let all = 0..text.len();
    match parent.kind() {
        "assignment" => {
            let name = parent.child_by_field_name("left");
            name.is_some_and(|name| is_changed_in(code, code.text(name), all))
        }
        "optional_parameter" | "keyword_parameter" => {
            let name = parent.child_by_field_name("name");
            let method = parent.parent().and_then(|list| list.parent());
            let body = method.map_or(all, |method| method.byte_range());
            name.is_some_and(|name| is_changed_in(code, code.text(name), body))
        }
        "argument_list" => {
            let at = children(parent)
                .filter(Node::is_named)
                .position(|argument| argument == literal.node);
            at.is_some_and(|at| is_changed_by_callee(code, parent, &Argument::At(at)))
        }
        "pair" => {
            let key = parent.child_by_field_name("key").map(|key| code.text(key));
            let list = parent
                .parent()
                .filter(|list| list.kind() == "argument_list");
            key.zip(list)
                .is_some_and(|(key, list)| is_changed_by_callee(code, list, &Argument::Named(key)))
        }
        _ => false,
    }
}

enum Argument<'t> {
    At(usize),
    Named(&'t [u8]),
}

fn is_changed_by_callee(code: &Code<'_>, arguments: Node<'_>, argument: &Argument<'_>) -> bool {
    let call = arguments.parent();
    let callee = call.and_then(|call| call.child_by_field_name("method"));
    let Some(callee) = callee.map(|callee| code.text(callee)) else {
        return false;
    };
    // `A.new("…")` comes to `initialize`.
    let name = if callee == b"new" {
        b"initialize"
    } else {
        callee
    };
    code.named(name).any(|name| {
        let Some(method) = name.parent().filter(|parent| {
            matches!(parent.kind(), "method" | "singleton_method")
                && parent.child_by_field_name("name") == Some(name)
        }) else {
            return false;
        };
        let parameters = method.child_by_field_name("parameters");
        let mut parameters = parameters
            .into_iter()
            .flat_map(children)
            .filter(Node::is_named);
        let parameter = match argument {
            Argument::At(at) => parameters.nth(*at),
            Argument::Named(key) => parameters.find(|one| {
                let name = one.child_by_field_name("name").map(|name| code.text(name));
                one.kind() == "keyword_parameter" && name == Some(*key)
            }),
        };
        parameter.is_some_and(|parameter| {
            let name = parameter.child_by_field_name("name").unwrap_or(parameter);
            is_changed_in(code, code.text(name), method.byte_range())
        })
    })
}

/// Whether some code of a range changes what has this name.
fn is_changed_in(code: &Code<'_>, name: &[u8], range: Range<usize>) -> bool {
    let text = &code.site.text[range];
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    memchr::memmem::find_iter(text, name).any(|at| {
        let is_part = at
            .checked_sub(1)
            .is_some_and(|before| is_word(&text[before]));
        !is_part && changes(&text[at + name.len()..])
    })
}

/// Whether what comes after a text changes it: `<< "x"`, `.strip!`.
fn changes(rest: &[u8]) -> bool {
    let rest = rest.trim_ascii_start();
    let Some(call) = rest.strip_prefix(b".") else {
        return rest.starts_with(b"<<");
    };
    let length = call
        .iter()
        .take_while(|byte| byte.is_ascii_lowercase() || **byte == b'_')
        .count();
    let (method, after) = call.split_at(length);
    let is_bang = after.starts_with(b"!") && !after.starts_with(b"!=");
    is_bang || METHODS.contains(&method)
}
