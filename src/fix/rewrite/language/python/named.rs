//! Python that names the variable itself: `os.getenv("X", "…")`, `os.environ["X"] = "…"`.

use super::super::draft::Draft;
use super::super::named::{Named, alternative, assigned, second_argument};
use super::super::tree::{Code, Literal, children};
use super::idiom::reader;

/// Ways to ask for a variable that may not be set.
const ASKING: &[&str] = &["os.getenv", "os.environ.get", "environ.get"];
const ENVIRONMENT: &[&str] = &["os.environ", "environ"];

/// What becomes of a literal beside which its variable is named.
pub(super) fn draft(code: &Code<'_>, literal: &Literal<'_>) -> Option<Draft> {
    let text = code.site.text;
    let asked = alternative(text, literal, &[" or"], ASKING)
        .or_else(|| second_argument(text, literal, Some("default"), ASKING));
    if let Some(named) = asked {
        let lookup = format!("{}[{}]", mapping(text, &named), named.quoted);
        return Some(named.replaced(literal, &lookup));
    }
    let readers: Vec<String> = children(code.root())
        .filter_map(|node| reader(code, node))
        .flat_map(|name| [format!("{name}.str"), name])
        .chain(["getenv".to_owned()])
        .collect();
    let readers: Vec<&str> = readers.iter().map(String::as_str).collect();
    if let Some(mut named) = second_argument(text, literal, Some("default"), &readers) {
        named.whole.end = literal.whole.end;
        return Some(named.kept(literal));
    }
    set(code, literal)
}

/// `os.environ` of `os.environ.get` and of `os.getenv`.
fn mapping(text: &[u8], named: &Named) -> String {
    let lookup = String::from_utf8_lossy(&text[named.lookup.clone()]);
    let head = lookup.split('(').next().unwrap_or_default();
    let head = head.strip_suffix(".get").unwrap_or(head);
    head.replace("getenv", "environ")
}

/// A statement that sets the variable goes: `.env` sets it.
fn set(code: &Code<'_>, literal: &Literal<'_>) -> Option<Draft> {
    let text = code.site.text;
    let named = assigned(text, literal, &["="], ENVIRONMENT);
    let setting = ["os.environ.setdefault", "environ.setdefault", "os.putenv"];
    let named = named.or_else(|| second_argument(text, literal, None, &setting))?;
    let statement = itself_or_above(literal)?;
    Draft::deleted(code, statement, literal, named.entry)
}

fn itself_or_above<'t>(literal: &Literal<'t>) -> Option<tree_sitter::Node<'t>> {
    super::super::tree::ancestors(literal.node).find(|node| node.kind() == "expression_statement")
}
