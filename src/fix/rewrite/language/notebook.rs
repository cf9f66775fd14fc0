//! Jupyter notebooks: the code of the cells up to the value's is rewritten as one program, and its
//! edits are carried back into the strings of JSON that hold it. Outputs lose the value.

use std::ops::Range;

use tree_sitter::Node;

use super::config::JSON;
use super::draft::Draft;
use super::escape::Decoded;
use super::tree::{Code, children, descendants, itself_and_ancestors};
use super::{Destination, Edit, Refusal, Site, rewrite};

/// One string of a cell's source, and where its text stands in the program.
struct Line {
    /// Its content in the notebook.
    content: Range<usize>,
    decoded: Decoded,
    /// Where it begins in the program.
    start: usize,
}

/// How the value is moved.
pub(super) fn draft(code: &Code<'_>) -> Result<Draft, Refusal> {
    let site = code.site;
    let string =
        string_at(code, site.value.start).ok_or_else(|| Refusal::not_a_literal(site.variable))?;
    let field = itself_and_ancestors(string)
        .filter(|node| node.kind() == "pair")
        .find_map(|pair| {
            let key = code.text(pair.child_by_field_name("key")?);
            matches!(key, b"\"source\"" | b"\"outputs\"").then_some((key, pair))
        });
    match field {
        Some((b"\"outputs\"", _)) => output(code),
        Some((_, pair)) if is_code(code, pair) => source(code, string, pair),
        Some(_) => Err(Refusal::new(
            "it stands in a cell of text",
            "put a placeholder in its place",
        )),
        None => Err(Refusal::not_a_literal(site.variable)),
    }
}

fn string_at<'t>(code: &Code<'t>, at: usize) -> Option<Node<'t>> {
    let leaf = code.root().descendant_for_byte_range(at, at + 1)?;
    itself_and_ancestors(leaf).find(|node| node.kind() == "string")
}

fn field<'t>(code: &Code<'t>, object: Node<'t>, key: &[u8]) -> Option<Node<'t>> {
    children(object)
        .find(|pair| {
            let found = pair.child_by_field_name("key").map(|key| code.text(key));
            found.is_some_and(|found| found.trim_ascii() == key)
        })
        .and_then(|pair| pair.child_by_field_name("value"))
}

/// Whether the cell that has this `source` holds code.
fn is_code(code: &Code<'_>, source: Node<'_>) -> bool {
    let kind = source
        .parent()
        .and_then(|cell| field_of(code, cell, b"\"cell_type\""));
    kind.as_deref() == Some(b"\"code\"")
}

fn field_of(code: &Code<'_>, object: Node<'_>, key: &[u8]) -> Option<Vec<u8>> {
    let pair = children(object).find(|pair| {
        let found = pair.child_by_field_name("key");
        found.is_some_and(|found| code.site.text[found.byte_range()] == *key)
    })?;
    let value = pair.child_by_field_name("value")?;
    Some(code.site.text[value.byte_range()].to_vec())
}

/// In an output only the text is replaced: nothing runs there.
fn output(code: &Code<'_>) -> Result<Draft, Refusal> {
    let site = code.site;
    let decoded = JSON.decode(&site.text[site.value.clone()]);
    let decoded = decoded.ok_or_else(|| Refusal::not_understood(site.variable))?;
    let mut draft = Draft::new(site.value.clone(), decoded.all().to_vec());
    draft.replace(site.value.clone(), &format!("<{}>", site.variable));
    draft.note("the cell printed it: clear the outputs before the notebook is committed");
    Ok(draft)
}

fn source(code: &Code<'_>, string: Node<'_>, pair: Node<'_>) -> Result<Draft, Refusal> {
    let site = code.site;
    let variable = site.variable;
    if !is_python(code) {
        return Err(Refusal::unknown_kind(variable));
    }
    refuse_commands(code, string)?;
    let (program, lines) = program(code, pair).ok_or_else(|| Refusal::not_understood(variable))?;
    let value = in_program(&lines, &site.value).ok_or_else(|| Refusal::not_a_literal(variable))?;
    let inner = Site {
        path: "cell.py",
        text: &program,
        value,
        variable,
        trees: site.trees.of_cells(),
    };
    let rewritten = rewrite(&inner)?;
    let mut draft = Draft::new(pair.byte_range(), rewritten.value.reveal().to_vec());
    for edit in &rewritten.edits {
        let (range, with) = carried(site, &lines, edit).ok_or_else(Refusal::would_break)?;
        draft.replace(range, &with);
    }
    for note in rewritten.notes {
        draft.note(note);
    }
    clear_outputs(code, rewritten.entry.as_deref(), &mut draft);
    draft.go_to(Destination::DotEnv);
    if let Some(entry) = rewritten.entry {
        draft.reads(entry);
    }
    Ok(draft)
}

/// `%env X=…` and `!curl …` are not Python.
fn refuse_commands(code: &Code<'_>, string: Node<'_>) -> Result<(), Refusal> {
    let site = code.site;
    let content = site.text.get(string.start_byte() + 1..site.value.start);
    let content = content.unwrap_or_default();
    // Escaped, a line's end is `\n` in the notebook.
    let line = memchr::memmem::rfind(content, b"\\n").map_or(content, |at| &content[at + 2..]);
    let variable = site.variable;
    let (what, advice) = match line.trim_ascii_start().first() {
        Some(b'%') => (
            "it stands in a magic command",
            format!("delete the line: `%load_ext dotenv` and `%dotenv` read {variable} from .env"),
        ),
        Some(b'!') => (
            "it stands in a command for the shell",
            format!("write ${variable} there, in double quotes"),
        ),
        _ => return Ok(()),
    };
    Err(Refusal::new(what, advice))
}

fn is_python(code: &Code<'_>) -> bool {
    let root = children(code.root()).find(|node| node.kind() == "object");
    let metadata = root.and_then(|root| field(code, root, b"\"metadata\""));
    let kernel = metadata.and_then(|metadata| field(code, metadata, b"\"kernelspec\""));
    let language = kernel.and_then(|kernel| field(code, kernel, b"\"language\""));
    language.is_none_or(|language| code.text(language) == b"\"python\"")
}

/// The code of the cells up to the one of `last`, as one program. Lines that are commands of the
/// notebook, not Python, become comments of the same length.
fn program(code: &Code<'_>, last: Node<'_>) -> Option<(Vec<u8>, Vec<Line>)> {
    let mut text = Vec::new();
    let mut lines = Vec::new();
    let sources = descendants(code.root()).filter(|node| {
        let key = node.child_by_field_name("key");
        node.kind() == "pair" && key.is_some_and(|key| code.text(key) == b"\"source\"")
    });
    for pair in sources {
        if pair.start_byte() > last.start_byte() {
            break;
        }
        if !is_code(code, pair) {
            continue;
        }
        let value = pair.child_by_field_name("value")?;
        for string in descendants(value).filter(|node| node.kind() == "string") {
            let content = string.start_byte() + 1..string.end_byte() - 1;
            let decoded = JSON.decode(&code.site.text[content.clone()])?;
            let start = text.len();
            text.extend_from_slice(decoded.all());
            if decoded
                .all()
                .first()
                .is_some_and(|byte| b"%!".contains(byte))
            {
                text[start] = b'#';
            }
            lines.push(Line {
                content,
                decoded,
                start,
            });
        }
        text.push(b'\n');
    }
    Some((text, lines))
}

/// Where bytes of the notebook stand in the program.
fn in_program(lines: &[Line], range: &Range<usize>) -> Option<Range<usize>> {
    let at = |offset: usize| {
        let line = lines
            .iter()
            .find(|line| line.content.start <= offset && offset <= line.content.end)?;
        let before = line.decoded.of(0..offset - line.content.start)?;
        Some(line.start + before.len())
    };
    Some(at(range.start)?..at(range.end)?)
}

/// An edit of the program as one of the notebook; `None` if it spans strings.
fn carried(site: &Site<'_>, lines: &[Line], edit: &Edit) -> Option<(Range<usize>, String)> {
    let line = lines.iter().rfind(|line| line.start <= edit.range.start)?;
    let length = line.decoded.all().len();
    let (from, to) = (edit.range.start - line.start, edit.range.end - line.start);
    // The last line of a cell has its end in the program alone.
    let is_open = !line.decoded.all().ends_with(b"\n");
    if to > length + usize::from(is_open) {
        return None;
    }
    let to = to.min(length);
    let start = line.content.start + line.decoded.raw(from)?;
    let end = line.content.start + line.decoded.raw(to)?;
    let escaped = serde_json::to_string(&edit.with).ok()?;
    let escaped = &escaped[1..escaped.len() - 1];
    let is_line = from == 0 && to == 0 && edit.with.ends_with('\n');
    if !is_line {
        return Some((start..end, escaped.to_owned()));
    }
    // Each line is a string of its own.
    let quote = line.content.start - 1;
    let before = &site.text[..quote];
    let blank = before
        .iter()
        .rev()
        .take_while(|byte| byte.is_ascii_whitespace())
        .count();
    let between = std::str::from_utf8(&before[quote - blank..]).ok()?;
    let with = escaped.replace("\\n", &format!("\\n\",{between}\""));
    Some((start..end, with))
}

/// Takes the value out of every output.
fn clear_outputs(code: &Code<'_>, entry: Option<&str>, draft: &mut Draft) {
    let site = code.site;
    let name = entry.unwrap_or(site.variable);
    let raw = &site.text[site.value.clone()];
    let mut cleared = false;
    for pair in descendants(code.root()).filter(|node| node.kind() == "pair") {
        let key = pair.child_by_field_name("key").map(|key| code.text(key));
        if key != Some(b"\"outputs\"") {
            continue;
        }
        let outputs = pair.byte_range();
        for at in memchr::memmem::find_iter(&site.text[outputs.clone()], raw) {
            let at = outputs.start + at;
            draft.replace(at..at + raw.len(), &format!("<{name}>"));
            cleared = true;
        }
    }
    if cleared {
        draft.note("outputs that showed the value show its name now");
    }
}
