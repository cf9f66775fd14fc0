//! `const K: &str = "…"`: a `static` that reads the environment when it is first used. Where the
//! constant is used, `K.as_str()` is the same `&'static str`.

use tree_sitter::Node;

use super::super::draft::Draft;
use super::super::tree::{Code, Literal, ancestors, children};
use super::super::{Refusal, Shared};
use super::{LAZY, SINCE, look_up, replace};

/// Macros whose arguments are expressions.
const MACROS: &[&str] = &[
    "anyhow",
    "assert",
    "assert_eq",
    "assert_ne",
    "bail",
    "dbg",
    "debug",
    "debug_assert",
    "debug_assert_eq",
    "ensure",
    "eprint",
    "eprintln",
    "error",
    "format",
    "info",
    "json",
    "panic",
    "print",
    "println",
    "trace",
    "vec",
    "warn",
    "write",
    "writeln",
];

/// The constant whose value the literal is.
pub(super) fn holder<'t>(code: &Code<'t>, literal: &Literal<'t>) -> Option<Node<'t>> {
    let item = literal.node.parent()?;
    let is_item = matches!(item.kind(), "const_item" | "static_item");
    let kind = item.child_by_field_name("type")?;
    let is_text = matches!(code.text(kind), b"&str" | b"&'static str");
    (is_item && is_text).then_some(item)
}

/// Makes it a `static` and adapts what uses it.
pub(super) fn draft(
    code: &Code<'_>,
    literal: &Literal<'_>,
    item: Node<'_>,
) -> Result<Draft, Refusal> {
    let name = item.child_by_field_name("name");
    let name = name.ok_or_else(Refusal::does_not_parse)?;
    let by_hand = |why: &str| by_hand(code, name, why);
    let has = |kind: &str| children(item).find(|child| child.kind() == kind);
    let has_modules = code.has("it has modules in files", |node| {
        node.kind() == "mod_item" && node.child_by_field_name("body").is_none()
    });
    let is_public = has("visibility_modifier").is_some();
    let is_shared = is_public && (has_modules || !is_program(code.site.path));
    let holder = item.parent().map(|holder| (holder.kind(), holder.parent()));
    let is_free = match holder {
        Some(("block" | "source_file", _)) => true,
        Some(("declaration_list", Some(of))) => of.kind() == "mod_item",
        _ => false,
    };
    if !is_free {
        return Err(of_type(code, name));
    }
    if has("mutable_specifier").is_some() {
        return Err(by_hand("it is a static that changes"));
    }
    let mut draft = Draft::new(item.byte_range(), literal.value.clone());
    let module = match holder {
        Some(("declaration_list", Some(of))) => of.child_by_field_name("name"),
        _ => None,
    };
    let homes = homes(module.map(|module| code.text(module)));
    for place in uses(code, (item, name), &homes).map_err(by_hand)? {
        draft.insert(place, ".as_str()");
    }
    if let Some(keyword) = has("const") {
        draft.replace(keyword.byte_range(), "static");
    }
    if let Some(kind) = item.child_by_field_name("type") {
        draft.replace(kind.byte_range(), &format!("{LAZY}<String>"));
    }
    let before = format!("{LAZY}::new(|| ");
    replace(code, literal, (&before, ")"), &mut draft);
    draft.note(SINCE);
    let is_of_file = matches!(holder, Some(("source_file", _)));
    if is_shared || is_of_file && has_modules {
        let shown = String::from_utf8_lossy(code.text(name)).into_owned();
        if is_public {
            draft.note(format!(
                "what uses {shown} outside of this project must write {shown}.as_str() now"
            ));
        }
        draft.share(Shared::constant(code.text(name), &by_hand("").advice));
    }
    Ok(draft)
}

/// Whether the file is all there is of a program, as long as it has no modules in other files.
fn is_program(path: &str) -> bool {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let folder = folders.rsplit('/').next().unwrap_or_default();
    matches!(name, "main.rs" | "build.rs") || matches!(folder, "bin" | "examples")
}

/// The paths by which the items of a module are named in the file that has it.
fn homes(module: Option<&[u8]>) -> Vec<String> {
    let mut homes: Vec<String> = ["self", "super", "crate"].map(str::to_owned).into();
    if let Some(module) = module {
        let module = String::from_utf8_lossy(module);
        homes
            .extend(["self::", "super::", "crate::", ""].map(|before| format!("{before}{module}")));
    }
    homes
}

/// No item of a type can be a `static`.
fn of_type(code: &Code<'_>, name: Node<'_>) -> Refusal {
    let look_up = look_up(code.site.variable);
    let name = String::from_utf8_lossy(code.text(name)).to_ascii_lowercase();
    Refusal::new(
        "it is a constant of a type",
        format!(
            "write `fn {name}() -> String {{ {look_up} }}` and `Self::{name}()` where it is used"
        ),
    )
}

fn by_hand(code: &Code<'_>, name: Node<'_>, why: &str) -> Refusal {
    let look_up = look_up(code.site.variable);
    let name = String::from_utf8_lossy(code.text(name));
    Refusal::new(
        why,
        format!(
            "write `static {name}: {LAZY}<String> = {LAZY}::new(|| {look_up});` and `{name}.as_str()` where it is used"
        ),
    )
}

/// Where `.as_str()` must be added.
///
/// # Errors
/// Says why some use cannot be adapted.
fn uses(
    code: &Code<'_>,
    (item, name): (Node<'_>, Node<'_>),
    homes: &[String],
) -> Result<Vec<usize>, &'static str> {
    let text = code.text(name);
    let shown = String::from_utf8_lossy(text);
    let is_captured = [format!("{{{shown}}}"), format!("{{{shown}:")]
        .iter()
        .any(|hole| memchr::memmem::find(code.site.text, hole.as_bytes()).is_some());
    if is_captured {
        return Err("it is a constant that the text of a macro names");
    }
    let mut places = Vec::new();
    let named = code
        .named(text)
        .filter(|node| node.kind() == "identifier" && node.id() != name.id());
    for node in named {
        if item.byte_range().contains(&node.start_byte()) {
            return Err("it is a constant that names itself");
        }
        places.extend(adapted(code, node, homes)?);
    }
    // Both names of `K as K` would be adapted at one place.
    places.dedup();
    Ok(places)
}

/// Where one use ends; `None`: it only imports the name.
fn adapted(
    code: &Code<'_>,
    node: Node<'_>,
    homes: &[String],
) -> Result<Option<usize>, &'static str> {
    let parent = node.parent().ok_or("the file does not parse around it")?;
    refuse_constants(code, node)?;
    match parent.kind() {
        "scoped_identifier" => {
            let path = parent.child_by_field_name("path");
            let path = path.map(|path| String::from_utf8_lossy(code.text(path)));
            let is_last = parent.child_by_field_name("name") == Some(node);
            if !is_last || !path.is_some_and(|path| homes.iter().any(|home| *home == path)) {
                return Err("it is a constant that is named by a path");
            }
            match parent.parent().map(|around| around.kind()) {
                Some("use_declaration") => Ok(None),
                Some("use_as_clause" | "use_list") => {
                    Err("it is a constant whose name is used for more than its value")
                }
                _ => Ok(Some(parent.end_byte())),
            }
        }
        "token_tree" => {
            let call = ancestors(node).find(|node| node.kind() == "macro_invocation");
            let name = call.and_then(|call| call.child_by_field_name("macro"));
            let name = name.map(|name| String::from_utf8_lossy(code.text(name)).into_owned());
            let name = name.as_deref().and_then(|name| name.rsplit(':').next());
            let beside = [node.prev_sibling(), node.next_sibling()];
            let is_part = beside
                .into_iter()
                .flatten()
                .any(|sign| matches!(sign.kind(), "::" | "=" | "=>" | "!"));
            if name.is_some_and(|name| MACROS.contains(&name)) && !is_part {
                Ok(Some(node.end_byte()))
            } else {
                Err("it is a constant that a macro takes apart")
            }
        }
        kind if kind.ends_with("_pattern") => Err("it is a constant that a pattern names"),
        "const_item" | "let_declaration" | "parameter" | "static_item"
            if parent.child_by_field_name("value") != Some(node) =>
        {
            Err("its name means something else in places")
        }
        "function_item"
        | "mod_item"
        | "macro_definition"
        | "shorthand_field_initializer"
        | "use_as_clause"
        | "use_declaration"
        | "use_list" => Err("it is a constant whose name is used for more than its value"),
        _ => Ok(Some(node.end_byte())),
    }
}

/// Other constants, types and attributes take no value that is made at run time.
fn refuse_constants(code: &Code<'_>, node: Node<'_>) -> Result<(), &'static str> {
    for around in ancestors(node) {
        match around.kind() {
            "const_item" | "static_item" | "array_type" | "const_block" => {
                return Err("it is a constant that others are made of");
            }
            "attribute_item" | "inner_attribute_item" => {
                return Err("it is a constant that an attribute names");
            }
            "macro_definition" => return Err("it is a constant that a macro names"),
            "closure_expression" => return Ok(()),
            "function_item" => {
                let is_constant = children(around)
                    .filter(|child| child.kind() == "function_modifiers")
                    .any(|modifiers| {
                        memchr::memmem::find(code.text(modifiers), b"const").is_some()
                    });
                return if is_constant {
                    Err("it is a constant that a `const fn` reads")
                } else {
                    Ok(())
                };
            }
            _ => {}
        }
    }
    Ok(())
}
