//! What a file of Go declares under a name: the type of a parameter, a result, a field, a variable.

use tree_sitter::Node;

use super::super::tree::{children, descendants};
use super::super::trees::parse;
use super::super::{Declared, Role, grammar};
use super::kind::{fields, inner, nth_type};

/// Declarations of `name` in this role.
pub(in crate::fix::rewrite) fn declared(text: &[u8], name: &str, role: &Role) -> Vec<Declared> {
    let tree = grammar::of("a.go").and_then(|grammar| parse(&grammar, text));
    let Some(tree) = tree else { return Vec::new() };
    let file = File {
        text,
        name: name.as_bytes(),
    };
    if *role == Role::Field {
        let structs = descendants(tree.root_node()).filter(|node| node.kind() == "struct_type");
        let fields = structs.flat_map(fields);
        let named = fields.filter(|(field, _)| file.text(*field) == file.name);
        return named.map(|(_, kind)| file.of(kind)).collect();
    }
    let top = children(tree.root_node()).flat_map(|node| match node.kind() {
        "type_declaration" | "var_declaration" | "const_declaration" => {
            descendants(node).collect::<Vec<_>>()
        }
        _ => vec![node],
    });
    top.filter_map(|node| file.declaration(node, role))
        .collect()
}

struct File<'t> {
    text: &'t [u8],
    name: &'t [u8],
}

impl<'t> File<'t> {
    fn text(&self, node: Node<'_>) -> &'t [u8] {
        &self.text[node.byte_range()]
    }

    fn of(&self, kind: Node<'_>) -> Declared {
        Declared {
            kind: String::from_utf8_lossy(self.text(kind)).into_owned(),
            at: kind.start_byte(),
        }
    }

    /// A text that needs no type.
    fn text_at(node: Node<'_>) -> Declared {
        Declared {
            kind: "string".to_owned(),
            at: node.start_byte(),
        }
    }

    fn declaration(&self, node: Node<'t>, role: &Role) -> Option<Declared> {
        let is_all = *role == Role::Anything;
        let mut cursor = node.walk();
        let mut names = node.children_by_field_name("name", &mut cursor);
        if !is_all && !names.any(|name| self.text(name) == self.name) {
            return None;
        }
        let part = |name| node.child_by_field_name(name);
        match (node.kind(), role) {
            ("type_spec", Role::Anything) => {
                let kind = part("type")?;
                // A type that is made of text, directly or by way of another one.
                let is_made = self.text(kind) == b"string" || kind.kind() == "qualified_type";
                is_made.then(|| self.of(part("name").unwrap_or(kind)))
            }
            ("function_declaration", Role::Argument(at))
            | ("method_declaration", Role::Method(at)) => {
                Some(self.parameter(node, nth_type(part("parameters")?, *at)?))
            }
            ("function_declaration", Role::Result) | ("method_declaration", Role::MethodResult) => {
                let result = part("result")?;
                let kind = match result.kind() {
                    "parameter_list" => nth_type(result, 0)?,
                    _ => result,
                };
                Some(self.parameter(node, kind))
            }
            // `K("…")` makes a K of any text.
            ("type_spec" | "type_alias", Role::Argument(_)) => Some(Self::text_at(node)),
            ("type_spec" | "type_alias", Role::Result | Role::Kind) => {
                let kind = part("type")?;
                let is_same = node.kind() == "type_alias" || kind.kind() == "interface_type";
                Some(if is_same {
                    self.of(kind)
                } else {
                    self.of(part("name")?)
                })
            }
            ("type_spec", Role::Key) => Some(self.of(inner(part("type")?, "key")?)),
            ("type_spec", Role::Member(_) | Role::Nth(_)) => self.member(part("type")?, role),
            ("var_spec" | "const_spec", Role::Variable) => {
                if let Some(kind) = part("type") {
                    return Some(self.of(kind));
                }
                let value = part("value")?.named_child(0)?;
                let is_text = value.kind().ends_with("string_literal");
                is_text.then(|| Self::text_at(node))
            }
            _ => None,
        }
    }

    /// A parameter's type; one that the function is made for takes any.
    fn parameter(&self, function: Node<'t>, kind: Node<'t>) -> Declared {
        let generic = function.child_by_field_name("type_parameters");
        let mut made_for = generic
            .into_iter()
            .flat_map(descendants)
            .filter(|node| node.kind() == "identifier");
        let is_generic = made_for.any(|node| self.text(node) == self.text(kind));
        if is_generic {
            Self::text_at(kind)
        } else {
            self.of(kind)
        }
    }

    fn member(&self, kind: Node<'t>, role: &Role) -> Option<Declared> {
        if kind.kind() != "struct_type" {
            let inside = inner(kind, "value").or_else(|| inner(kind, "element"))?;
            return Some(self.of(inside));
        }
        let mut fields = fields(kind).into_iter();
        let field = match role {
            Role::Member(name) => fields.find(|(field, _)| self.text(*field) == name.as_bytes()),
            Role::Nth(at) => fields.nth(*at),
            _ => None,
        };
        field.map(|(_, kind)| self.of(kind))
    }
}
