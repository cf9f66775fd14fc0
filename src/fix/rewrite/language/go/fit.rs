//! What an expression of Go is put into: a literal fits each type that is made of `string`, a
//! call's result only its own. What other files declare is asked of them by name.

use tree_sitter::Node;

use super::super::tree::{ancestors, children, descendants};
use super::super::{Fit, Package, Role, Wanted};
use super::import::path_of;

/// Functions of the language that take any text.
const BUILTIN: [&[u8]; 6] = [b"len", b"panic", b"print", b"println", b"string", b"any"];
/// Declarations are followed so far.
const DEEPEST: u8 = 8;

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
struct File<'t> {
    root: Node<'t>,
    text: &'t [u8],
}

impl<'t> File<'t> {
    fn text(self, node: Node<'_>) -> &'t [u8] {
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
    fn selected(self, selector: Node<'t>, of_package: Role, member: Role) -> Fit {
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
    fn of_type(self, kind: Node<'t>, role: Role) -> Fit {
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

    /// The type that an expression has.
    fn kind_of(self, node: Node<'t>, depth: u8) -> Fit {
        if depth > DEEPEST {
            return unknown();
        }
        match node.kind() {
            kind if kind.ends_with("string_literal") => Fit::Text,
            "parenthesized_expression" => node
                .named_child(0)
                .map_or_else(unknown, |inner| self.kind_of(inner, depth + 1)),
            "binary_expression" => {
                let left = node.child_by_field_name("left");
                let left = left.filter(|left| !left.kind().ends_with("string_literal"));
                let side = left.or_else(|| node.child_by_field_name("right"));
                side.map_or_else(unknown, |side| self.kind_of(side, depth + 1))
            }
            "identifier" => self.variable(node, depth),
            "selector_expression" => self.selected(node, Role::Variable, Role::Field),
            "unary_expression" if self.text(node).starts_with(b"<-") => node
                .child_by_field_name("operand")
                .map_or_else(unknown, |channel| self.sent(channel, depth + 1)),
            "call_expression" => {
                let function = node.child_by_field_name("function");
                match function.map(|function| (function.kind(), function)) {
                    Some(("identifier", function)) if self.text(function) == b"string" => Fit::Text,
                    Some(("identifier", function)) => own(self.text(function), Role::Result),
                    Some(("selector_expression", function)) => {
                        self.selected(function, Role::Result, Role::MethodResult)
                    }
                    _ => unknown(),
                }
            }
            "index_expression" => {
                let operand = node.child_by_field_name("operand");
                let kind = operand.and_then(|operand| self.declared(operand, depth));
                let inner =
                    kind.and_then(|kind| inner(kind, "value").or_else(|| inner(kind, "element")));
                inner.map_or_else(unknown, |kind| self.named(kind))
            }
            _ => unknown(),
        }
    }

    /// What goes through a channel.
    fn sent(self, channel: Node<'t>, depth: u8) -> Fit {
        let kind = self.declared(channel, depth);
        let value = kind.and_then(|kind| inner(kind, "value"));
        value.map_or_else(unknown, |value| self.named(value))
    }

    fn variable(self, node: Node<'t>, depth: u8) -> Fit {
        if let Some(kind) = self.declared(node, depth) {
            return self.named(kind);
        }
        match self.first_value(node) {
            Some(value) => self.kind_of(value, depth + 1),
            None => own(self.text(node), Role::Variable),
        }
    }

    /// The type that the function around a name declares it with, as a parameter, by `var`, or by
    /// `make`.
    fn declared(self, node: Node<'t>, depth: u8) -> Option<Node<'t>> {
        if node.kind() != "identifier" || depth > DEEPEST {
            return None;
        }
        let name = self.text(node);
        let functions = ancestors(node).filter(|around| is_function(*around));
        for function in functions {
            let declares = descendants(function).find_map(|one| {
                let is_declaration = matches!(
                    one.kind(),
                    "parameter_declaration" | "variadic_parameter_declaration" | "var_spec"
                );
                let mut cursor = one.walk();
                let mut names = one.children_by_field_name("name", &mut cursor);
                let is_its = is_declaration && names.any(|one| self.text(one) == name);
                is_its.then(|| one.child_by_field_name("type"))?
            });
            if declares.is_some() {
                return declares;
            }
        }
        let made = self.first_value(node)?;
        match made.kind() {
            "call_expression" => {
                let function = made.child_by_field_name("function")?;
                let is_make = self.text(function) == b"make";
                let arguments = made.child_by_field_name("arguments")?;
                is_make.then(|| arguments.named_child(0))?
            }
            "composite_literal" => made.child_by_field_name("type"),
            _ => None,
        }
    }

    /// What `name := …` or `var name = …` of the functions around gives a name.
    fn first_value(self, node: Node<'t>) -> Option<Node<'t>> {
        let name = self.text(node);
        let outermost = ancestors(node)
            .filter(|around| is_function(*around))
            .last()?;
        descendants(outermost).find_map(|one| {
            let (names, values) = match one.kind() {
                "short_var_declaration" => {
                    let left = one.child_by_field_name("left")?;
                    (children(left).filter(Node::is_named).collect(), "right")
                }
                "var_spec" => {
                    let mut cursor = one.walk();
                    let names: Vec<Node<'t>> =
                        one.children_by_field_name("name", &mut cursor).collect();
                    (names, "value")
                }
                _ => return None,
            };
            let at = names.iter().position(|one| self.text(*one) == name)?;
            let values = one.child_by_field_name(values)?;
            children(values).filter(Node::is_named).nth(at)
        })
    }

    fn named(self, kind: Node<'t>) -> Fit {
        match kind.kind() {
            "type_identifier" if matches!(self.text(kind), b"string" | b"any") => Fit::Text,
            "interface_type" => Fit::Text,
            _ => self.of_type(kind, Role::Kind),
        }
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

fn own(name: &[u8], role: Role) -> Fit {
    Fit::Wanted(Wanted {
        package: Package::Own,
        name: String::from_utf8_lossy(name).into_owned(),
        role,
    })
}

fn is_function(node: Node<'_>) -> bool {
    matches!(
        node.kind(),
        "function_declaration" | "method_declaration" | "func_literal"
    )
}

/// A part of a type; elements of arrays have a field of their own.
pub(super) fn inner<'t>(kind: Node<'t>, field: &str) -> Option<Node<'t>> {
    kind.child_by_field_name(field)
}

/// The names and types of a struct's fields, in order.
pub(super) fn fields(kind: Node<'_>) -> Vec<(Node<'_>, Node<'_>)> {
    let list = children(kind).find(|child| child.kind() == "field_declaration_list");
    let fields = list.into_iter().flat_map(children);
    let fields = fields.filter(|field| field.kind() == "field_declaration");
    fields
        .flat_map(|field| {
            let kind = field.child_by_field_name("type");
            let mut cursor = field.walk();
            let names: Vec<Node<'_>> = field.children_by_field_name("name", &mut cursor).collect();
            names
                .into_iter()
                .filter_map(move |name| Some((name, kind?)))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// The type of a parameter, by its place; the last one may stand for all that follow.
pub(super) fn nth_type(parameters: Node<'_>, at: usize) -> Option<Node<'_>> {
    let mut seen = 0;
    for declaration in children(parameters).filter(Node::is_named) {
        let kind = declaration.child_by_field_name("type");
        let mut cursor = declaration.walk();
        let names = declaration
            .children_by_field_name("name", &mut cursor)
            .count();
        seen += names.max(1);
        if at < seen || declaration.kind() == "variadic_parameter_declaration" {
            return kind;
        }
    }
    None
}
