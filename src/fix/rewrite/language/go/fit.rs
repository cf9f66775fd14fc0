//! What an expression of Go is put into: a literal fits each type that is made of `string`, a
//! call's result only its own. What other files declare is asked of them by name.

use tree_sitter::Node;

use super::super::tree::{ancestors, children};
use super::super::{Fit, Package, Role, Wanted};
use super::import::path_of;
use super::kind::{fields, inner, is_function, nth_type};

/// Functions of the language that take any text.
const BUILTIN: [&[u8]; 6] = [b"len", b"panic", b"print", b"println", b"string", b"any"];
/// Declarations are followed so far.
pub(super) const DEEPEST: u8 = 8;

/// What the place of an expression takes.
pub(super) fn of(root: Node<'_>, text: &[u8], node: Node<'_>) -> Fit {
    let file = File { root, text };
    file.place(node)
}

/// Whether a name is another one than that of the package: a parameter, a variable of a function,
/// a key of a struct, a declaration.
pub(super) fn is_another(root: Node<'_>, text: &[u8], node: Node<'_>) -> bool {
    let file = File { root, text };
    let is_declared = node.parent().is_some_and(|parent| {
        let mut cursor = parent.walk();
        let mut names = parent.children_by_field_name("name", &mut cursor);
        names.any(|name| name == node)
    });
    is_declared || file.declared(node, 0).is_some() || file.first_value(node).is_some()
}

/// Whether this is the name after a package's: `k.Key`.
pub(super) fn is_of_package(root: Node<'_>, text: &[u8], node: Node<'_>) -> bool {
    let operand = node
        .parent()
        .and_then(|selector| selector.child_by_field_name("operand"));
    operand.is_some_and(|operand| path_of(root, text, &text[operand.byte_range()]).is_some())
}

#[derive(Clone, Copy)]
pub(super) struct File<'t> {
    root: Node<'t>,
    text: &'t [u8],
}

impl<'t> File<'t> {
    pub(super) fn text(self, node: Node<'_>) -> &'t [u8] {
        &self.text[node.byte_range()]
    }

    fn place(self, mut node: Node<'t>) -> Fit {
        loop {
            let Some(parent) = node.parent() else {
                return unknown();
            };
            return match parent.kind() {
                "parenthesized_expression" => {
                    node = parent;
                    continue;
                }
                "binary_expression" => {
                    if let Some(other) = beside(parent, node) {
                        return self.kind_of(other, 0);
                    }
                    node = parent;
                    continue;
                }
                "argument_list" => self.argument(parent, node),
                "literal_element" => self.element(parent),
                "expression_list" => self.listed(parent, node),
                "send_statement" => {
                    let channel = parent.child_by_field_name("channel");
                    channel.map_or_else(unknown, |channel| self.sent(channel, 0))
                }
                "index_expression" | "slice_expression" => {
                    let operand = parent.child_by_field_name("operand");
                    if operand == Some(node) {
                        Fit::Text
                    } else {
                        unknown()
                    }
                }
                "expression_statement" | "range_clause" | "type_conversion_expression" => Fit::Text,
                _ => unknown(),
            };
        }
    }

    fn argument(self, arguments: Node<'t>, node: Node<'t>) -> Fit {
        let at = children(arguments)
            .filter(|child| child.is_named() && child.kind() != "comment")
            .position(|child| child == node);
        let function = arguments
            .parent()
            .and_then(|call| call.child_by_field_name("function"));
        let (Some(at), Some(function)) = (at, function) else {
            return unknown();
        };
        match function.kind() {
            "identifier" if BUILTIN.contains(&self.text(function)) => Fit::Text,
            "identifier" => own(self.text(function), Role::Argument(at)),
            "selector_expression" => self.selected(function, Role::Argument(at), Role::Method(at)),
            "func_literal" => function
                .child_by_field_name("parameters")
                .and_then(|parameters| nth_type(parameters, at))
                .map_or_else(unknown, |kind| self.named(kind)),
            _ => unknown(),
        }
    }

    /// `x.F`: of a package, or a member of a value.
    pub(super) fn selected(self, selector: Node<'t>, of_package: Role, member: Role) -> Fit {
        let part = |name| {
            selector
                .child_by_field_name(name)
                .map(|part| self.text(part))
        };
        let (Some(operand), Some(field)) = (part("operand"), part("field")) else {
            return unknown();
        };
        let name = String::from_utf8_lossy(field).into_owned();
        match path_of(self.root, self.text, operand) {
            Some(path) => Fit::Wanted(Wanted {
                package: Package::Imported(path),
                name,
                role: of_package,
            }),
            None => Fit::Wanted(Wanted {
                package: Package::Any,
                name,
                role: member,
            }),
        }
    }

    /// An element of `T{…}`.
    fn element(self, element: Node<'t>) -> Fit {
        let Some(up) = element.parent() else {
            return unknown();
        };
        let (list, member) = if up.kind() == "keyed_element" {
            let key = children(up).next();
            let is_key = key == Some(element);
            let name = key.map(|key| String::from_utf8_lossy(self.text(key)).into_owned());
            let member = if is_key {
                Member::Key
            } else {
                Member::Value(name)
            };
            (up.parent(), member)
        } else {
            let at = children(up)
                .filter(|child| child.kind() == "literal_element")
                .position(|child| child == element);
            (Some(up), Member::At(at.unwrap_or(0)))
        };
        list.map_or_else(unknown, |list| self.member(list, &member, 0))
    }

    /// What a member of a literal's braces is.
    fn member(self, list: Node<'t>, member: &Member, depth: u8) -> Fit {
        let Some(holder) = list.parent().filter(|_| depth < DEEPEST) else {
            return unknown();
        };
        let kind = match holder.kind() {
            "composite_literal" => holder.child_by_field_name("type"),
            // `{…}` in a literal of a slice or a map: its type is left out.
            "literal_element" => {
                let outer = holder.parent();
                let outer = outer.and_then(|up| match up.kind() {
                    "keyed_element" => up.parent(),
                    _ => Some(up),
                });
                let kind = outer.and_then(|outer| outer.parent());
                let kind = kind.and_then(|outer| outer.child_by_field_name("type"));
                kind.and_then(|kind| inner(kind, "value").or_else(|| inner(kind, "element")))
            }
            _ => None,
        };
        let Some(kind) = kind else { return unknown() };
        match (kind.kind(), member) {
            ("map_type", Member::Key) => self.inner(kind, "key"),
            ("map_type", _) => self.inner(kind, "value"),
            ("slice_type" | "array_type" | "implicit_length_array_type", _) => {
                self.inner(kind, "element")
            }
            ("struct_type", _) => {
                let fields = fields(kind);
                let found = match member {
                    Member::Value(Some(name)) => fields
                        .into_iter()
                        .find(|(field, _)| self.text(*field) == name.as_bytes()),
                    Member::At(at) => fields.into_iter().nth(*at),
                    _ => None,
                };
                found.map_or_else(unknown, |(_, kind)| self.named(kind))
            }
            (_, member) => {
                let role = match member {
                    Member::Key => Role::Key,
                    Member::Value(name) => Role::Member(name.clone().unwrap_or_default()),
                    Member::At(at) => Role::Nth(*at),
                };
                self.of_type(kind, role)
            }
        }
    }

    fn inner(self, kind: Node<'t>, field: &str) -> Fit {
        inner(kind, field).map_or_else(unknown, |kind| self.named(kind))
    }

    /// Something of a named type.
    pub(super) fn of_type(self, kind: Node<'t>, role: Role) -> Fit {
        match kind.kind() {
            "type_identifier" => own(self.text(kind), role),
            "qualified_type" => {
                let part = |name| kind.child_by_field_name(name).map(|part| self.text(part));
                let path = part("package").and_then(|name| path_of(self.root, self.text, name));
                match (path, part("name")) {
                    (Some(path), Some(name)) => Fit::Wanted(Wanted {
                        package: Package::Imported(path),
                        name: String::from_utf8_lossy(name).into_owned(),
                        role,
                    }),
                    _ => unknown(),
                }
            }
            _ => unknown(),
        }
    }

    /// A value in a list: of what is returned, assigned, or compared.
    fn listed(self, list: Node<'t>, node: Node<'t>) -> Fit {
        let at = children(list)
            .filter(Node::is_named)
            .position(|child| child == node)
            .unwrap_or(0);
        let Some(statement) = list.parent() else {
            return unknown();
        };
        match statement.kind() {
            "short_var_declaration" => Fit::Text,
            "var_spec" | "const_spec" => match statement.child_by_field_name("type") {
                None => Fit::Text,
                Some(kind) => self.named(kind),
            },
            "return_statement" => self.result(statement, at),
            "assignment_statement" => {
                let left = statement.child_by_field_name("left");
                let target = left.and_then(|left| children(left).filter(Node::is_named).nth(at));
                target.map_or_else(unknown, |target| self.kind_of(target, 0))
            }
            "expression_case" => {
                let switch =
                    ancestors(statement).find(|node| node.kind() == "expression_switch_statement");
                let value = switch.and_then(|switch| switch.child_by_field_name("value"));
                value.map_or_else(unknown, |value| self.kind_of(value, 0))
            }
            _ => unknown(),
        }
    }

    /// What the function around a `return` gives.
    fn result(self, statement: Node<'t>, at: usize) -> Fit {
        let function = ancestors(statement).find(|node| is_function(*node));
        let result = function.and_then(|function| function.child_by_field_name("result"));
        let kind = result.and_then(|result| match result.kind() {
            "parameter_list" => nth_type(result, at),
            _ => Some(result),
        });
        kind.map_or_else(unknown, |kind| self.named(kind))
    }
}

/// The other side of an operator, if it has a type of its own.
fn beside<'t>(operation: Node<'t>, node: Node<'t>) -> Option<Node<'t>> {
    let sides = ["left", "right"].map(|side| operation.child_by_field_name(side));
    let other = sides.into_iter().flatten().find(|side| *side != node)?;
    (!other.kind().ends_with("string_literal")).then_some(other)
}

/// A member of a literal's braces.
enum Member {
    Key,
    Value(Option<String>),
    At(usize),
}

pub(super) fn unknown() -> Fit {
    Fit::Wanted(Wanted {
        package: Package::Any,
        name: String::new(),
        role: Role::Anything,
    })
}

pub(super) fn own(name: &[u8], role: Role) -> Fit {
    Fit::Wanted(Wanted {
        package: Package::Own,
        name: String::from_utf8_lossy(name).into_owned(),
        role,
    })
}
