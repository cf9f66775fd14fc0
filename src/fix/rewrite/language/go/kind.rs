//! The types that expressions of Go have, as far as their own file tells.

use tree_sitter::Node;

use super::super::tree::{ancestors, children, descendants};
use super::super::{Fit, Role};
use super::fit::{DEEPEST, File, own, unknown};

impl<'t> File<'t> {
    /// The type that an expression has.
    pub(super) fn kind_of(self, node: Node<'t>, depth: u8) -> Fit {
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
    pub(super) fn sent(self, channel: Node<'t>, depth: u8) -> Fit {
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
    pub(super) fn declared(self, node: Node<'t>, depth: u8) -> Option<Node<'t>> {
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
    pub(super) fn first_value(self, node: Node<'t>) -> Option<Node<'t>> {
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

    pub(super) fn named(self, kind: Node<'t>) -> Fit {
        match kind.kind() {
            "type_identifier" if matches!(self.text(kind), b"string" | b"any") => Fit::Text,
            "interface_type" => Fit::Text,
            _ => self.of_type(kind, Role::Kind),
        }
    }
}

pub(super) fn is_function(node: Node<'_>) -> bool {
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
