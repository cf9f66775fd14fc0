//! Where Terraform takes a value that is sensitive, and by which names the rest of the module gets
//! it from there.

use std::collections::HashSet;

use tree_sitter::Node;

use super::super::Refusal;
use super::super::draft::Draft;
use super::super::grammar;
use super::super::tree::{Code, Literal, ancestors, children};
use super::super::trees::parse;
use super::name;
use crate::newline::newline;

/// Arguments that Terraform reads before it knows any value.
const FIXED: [&str; 11] = [
    "alias",
    "create_before_destroy",
    "depends_on",
    "ignore_changes",
    "on_failure",
    "prevent_destroy",
    "provider",
    "providers",
    "replace_triggered_by",
    "sensitive",
    "when",
];
/// Arguments whose value shows in names of what is made.
const COUNTED: [&str; 2] = ["count", "for_each"];

/// So many names are followed.
const MOST: usize = 64;

/// Where a literal stands.
pub(super) struct Place<'t> {
    /// The block at the top.
    pub(super) block: Option<Node<'t>>,
    /// The output whose value it is a part of, by its block and its argument.
    output: Option<(Node<'t>, Node<'t>)>,
    /// What the rest of the module calls it: `local.a`.
    carrier: Option<String>,
}

impl<'t> Place<'t> {
    pub(super) fn of(code: &Code<'t>, literal: &Literal<'t>) -> Result<Self, Refusal> {
        let variable = code.site.variable;
        let parent = literal.node.parent();
        if parent.is_some_and(|parent| parent.kind() == "block") {
            return Err(Refusal::constant("a block's label", "name it otherwise"));
        }
        let is_key = ancestors(literal.node).any(|node| {
            let key = node.child_by_field_name("key");
            let is_its = key.is_some_and(|key| key.end_byte() >= literal.whole.end);
            node.kind() == "object_elem" && is_its
        });
        if is_key {
            let advice = format!("write (var.{})", name(variable));
            return Err(Refusal::constant("a key", advice));
        }
        let around = Around::of(code.site.text, literal.node);
        let argument = around.argument();
        let (block, top) = (around.block_type(), around.top_type());
        let constant = || {
            let advice = "keep the secret out of it";
            Err(Refusal::constant(&format!("`{argument}`"), advice))
        };
        match top {
            "terraform" => {
                return Err(Refusal::new(
                    "settings of Terraform itself, such as a backend's, cannot read variables",
                    "give it on the command line with -backend-config, or in the backend's own environment variable",
                ));
            }
            "import" | "moved" | "removed" => {
                return Err(Refusal::new(
                    format!("`{top}` takes no sensitive value"),
                    "name what it is about otherwise",
                ));
            }
            _ if COUNTED.contains(&argument) => {
                return Err(Refusal::new(
                    format!("`{argument}` takes no sensitive value"),
                    format!(
                        "count by something else, and read var.{} inside",
                        name(variable)
                    ),
                ));
            }
            _ if FIXED.contains(&argument) => return constant(),
            "module" if matches!(argument, "source" | "version") => return constant(),
            "provider" if argument == "version" => return constant(),
            "output" if block == "output" && argument != "value" => return constant(),
            _ => {}
        }
        Ok(Self {
            block: around.top,
            output: around
                .top
                .zip(around.attribute)
                .filter(|_| top == "output" && block == "output"),
            carrier: around.carrier(),
        })
    }

    /// Marks an output as sensitive.
    pub(super) fn mark(&self, code: &Code<'_>, draft: &mut Draft) -> Result<(), Refusal> {
        let Some((block, value)) = self.output else {
            return Ok(());
        };
        match sensitive(code.site.text, block) {
            Some(true) => return Ok(()),
            Some(false) => {
                return Err(Refusal::new(
                    "its output is said not to be sensitive",
                    "take that line out, or the value",
                ));
            }
            None => {}
        }
        let text = code.site.text;
        let part = |kind: &str| children(block).find(|part| part.kind() == kind);
        let ends = part("block_start").zip(part("block_end"));
        let (start, end) = ends.ok_or_else(Refusal::would_break)?;
        let newline = newline(text);
        let line = format!("{newline}  sensitive = true");
        if text[start.end_byte()..end.start_byte()].contains(&b'\n') {
            draft.insert(value.end_byte(), &line);
        } else {
            // On one line only one argument may stand.
            draft.replace(
                start.end_byte()..value.start_byte(),
                &format!("{newline}  "),
            );
            draft.replace(
                value.end_byte()..end.start_byte(),
                &format!("{line}{newline}"),
            );
        }
        Ok(())
    }

    /// The line that shows or counts the value, with the name by which it gets it; and all names
    /// by which other files can get it.
    pub(super) fn carried(&self, code: &Code<'_>) -> (Option<(usize, String)>, Vec<String>) {
        let Some(carrier) = &self.carrier else {
            return (None, Vec::new());
        };
        let mut carriers = vec![carrier.clone()];
        let mut at = 0;
        while let Some(carrier) = carriers.get(at).cloned() {
            for used in references(code.root(), code.site.text, &carrier) {
                let around = Around::of(code.site.text, used);
                if around.exposes() {
                    let before = &code.site.text[..used.start_byte()];
                    let line = memchr::memchr_iter(b'\n', before).count() + 1;
                    return (Some((line, carrier)), carriers);
                }
                let derived: Vec<String> = around.derived().collect();
                for name in derived {
                    if !carriers.contains(&name) {
                        carriers.push(name);
                    }
                }
                carriers.truncate(MOST);
            }
            at += 1;
        }
        (None, carriers)
    }
}

/// Where another file of the module shows or counts what goes by this name, or makes something
/// else of it.
pub(in super::super) fn exposes(text: &[u8], carrier: &str) -> Option<usize> {
    let tree = grammar::of("a.tf").and_then(|grammar| parse(&grammar, text))?;
    let mut used = references(tree.root_node(), text, carrier).into_iter();
    let exposed = used.find(|used| {
        let around = Around::of(text, *used);
        around.exposes() || around.derived().next().is_some()
    });
    exposed.map(|used| used.start_byte())
}

/// What is around something.
struct Around<'t> {
    text: &'t [u8],
    attribute: Option<Node<'t>>,
    block: Option<Node<'t>>,
    top: Option<Node<'t>>,
    is_cleared: bool,
}

impl<'t> Around<'t> {
    fn of(text: &'t [u8], node: Node<'t>) -> Self {
        let find = |kind: &str| ancestors(node).find(|node| node.kind() == kind);
        let mut calls = ancestors(node).filter(|node| node.kind() == "function_call");
        Self {
            text,
            attribute: find("attribute"),
            block: find("block"),
            top: ancestors(node).filter(|node| node.kind() == "block").last(),
            is_cleared: calls.any(|call| text[call.byte_range()].starts_with(b"nonsensitive")),
        }
    }

    fn first(&self, node: Option<Node<'t>>) -> &'t str {
        let first = node.and_then(|node| node.child(0));
        let first = first.map(|first| &self.text[first.byte_range()]);
        std::str::from_utf8(first.unwrap_or_default()).unwrap_or_default()
    }

    fn argument(&self) -> &'t str {
        self.first(self.attribute)
    }

    fn block_type(&self) -> &'t str {
        self.first(self.block)
    }

    fn top_type(&self) -> &'t str {
        self.first(self.top)
    }

    /// Whether a sensitive value must not stand here.
    fn exposes(&self) -> bool {
        let shows = self.top_type() == "output"
            && self.block_type() == "output"
            && self.argument() == "value"
            && self
                .top
                .is_some_and(|top| sensitive(self.text, top) != Some(true));
        let counts = COUNTED.contains(&self.argument()) || self.top_type() == "import";
        !self.is_cleared && (shows || counts)
    }

    /// The local value that is made of what stands here.
    fn derived(&self) -> impl Iterator<Item = String> {
        let is_local = self.top_type() == "locals" && !self.is_cleared;
        is_local
            .then(|| format!("local.{}", self.argument()))
            .into_iter()
    }

    /// What the module calls what stands here.
    fn carrier(&self) -> Option<String> {
        let top = self.top?;
        let labels: Vec<String> = children(top)
            .filter(|child| child.kind() == "string_lit")
            .map(|label| String::from_utf8_lossy(&self.text[label.byte_range()]).replace('"', ""))
            .collect();
        let is_own = self.block == Some(top);
        let part = if is_own {
            self.argument()
        } else {
            self.block_type()
        };
        match (self.top_type(), labels.as_slice()) {
            ("locals", _) => Some(format!("local.{}", self.argument())),
            ("variable", [name]) => Some(format!("var.{name}")),
            ("resource", [kind, name]) => Some(format!("{kind}.{name}.{part}")),
            ("data", [kind, name]) => Some(format!("data.{kind}.{name}.{part}")),
            _ => None,
        }
    }
}

/// Where code names something, `local.a`, and nothing longer.
fn references<'t>(root: Node<'t>, text: &[u8], carrier: &str) -> Vec<Node<'t>> {
    let is_part = |byte: Option<&u8>, more: &[u8]| {
        byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || more.contains(byte))
    };
    let mut seen = HashSet::new();
    memchr::memmem::find_iter(text, carrier.as_bytes())
        .filter(|at| {
            let before = at.checked_sub(1).and_then(|at| text.get(at));
            !is_part(before, b"_-.") && !is_part(text.get(at + carrier.len()), b"_-")
        })
        .filter_map(|at| root.descendant_for_byte_range(at, at + 1))
        .filter(|node| node.kind() == "identifier" && seen.insert(node.start_byte()))
        .collect()
}

/// What an output or a variable says of itself.
fn sensitive(text: &[u8], block: Node<'_>) -> Option<bool> {
    let body = children(block).find(|part| part.kind() == "body")?;
    let mut attributes = children(body).filter(|node| node.kind() == "attribute");
    attributes.find_map(|attribute| {
        let said = text[attribute.byte_range()].strip_prefix(b"sensitive")?;
        let said = said.trim_ascii_start().strip_prefix(b"=")?;
        Some(said.trim_ascii() == b"true")
    })
}
