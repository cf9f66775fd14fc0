//! Shell scripts: `"${X:?}"`, which stops the script when the variable is not set.

use super::Refusal;
use super::draft::{Draft, Join};
use super::escape::{Escapes, Unknown};
use super::named::in_braces;
use super::tree::{Code, Kinds, Literal, Quoting, children, itself_and_ancestors};

const DOUBLE: Escapes = Escapes {
    lead: Some(b'\\'),
    simple: &[(b'\\', "\\"), (b'"', "\""), (b'$', "$"), (b'`', "`")],
    joins_lines: true,
    ..Escapes::NONE
};
const HEREDOC: Escapes = Escapes {
    simple: &[(b'\\', "\\"), (b'$', "$"), (b'`', "`")],
    ..DOUBLE
};
const WORD: Escapes = Escapes {
    lead: Some(b'\\'),
    joins_lines: true,
    unknown: Unknown::Dropped,
    ..Escapes::NONE
};
const ANSI: Escapes = Escapes {
    lead: Some(b'\\'),
    simple: &[
        (b'a', "\x07"),
        (b'b', "\x08"),
        (b'e', "\x1b"),
        (b'E', "\x1b"),
        (b'f', "\x0c"),
        (b'n', "\n"),
        (b'r', "\r"),
        (b't', "\t"),
        (b'v', "\x0b"),
        (b'\\', "\\"),
        (b'\'', "'"),
        (b'"', "\""),
        (b'?', "?"),
    ],
    octal: 3,
    hex: (1, 2),
    bytes: true,
    refused: b"cuU",
    ..Escapes::NONE
};
const KINDS: Kinds = Kinds {
    strings: &[
        "ansi_c_string",
        "heredoc_body",
        "number",
        "raw_string",
        "string",
        "word",
    ],
    code: &[
        "arithmetic_expansion",
        "command_substitution",
        "expansion",
        "process_substitution",
        "simple_expansion",
    ],
    joins: &[],
    quoting: |literal| {
        let (open, close, escapes) = match literal {
            [b'"', ..] => (1, 1, &DOUBLE),
            [b'\'', ..] => (1, 1, &Escapes::NONE),
            [b'$', b'\'', ..] => (2, 1, &ANSI),
            _ if literal.contains(&b'\n') => (0, 0, &HEREDOC),
            _ => (0, 0, &WORD),
        };
        Some(Quoting {
            open,
            close,
            escapes,
        })
    },
};

const NOT_BY_ITSELF: &str = "a shell does not read .env by itself: `set -a; . ./.env; set +a` before the script, or in its first lines";

/// How the value is moved.
pub(super) fn draft(code: &Code<'_>) -> Result<Draft, Refusal> {
    let site = code.site;
    let variable = site.variable;
    refuse_start_up_files(site.path, variable)?;
    if let Some((entry, range)) = in_braces(site, &[":-", ":=", "-", "="]) {
        let mut draft = Draft::new(range.clone(), site.text[site.value.clone()].to_vec());
        draft.replace(range, ":?");
        draft.reads(entry);
        draft.note(NOT_BY_ITSELF);
        return Ok(draft);
    }
    let literal = code.literal(&KINDS)?;
    let expansion = format!("${{{variable}:?}}");
    let quoted = format!("\"{expansion}\"");
    let mut draft = match literal.node.kind() {
        "string" => Draft::inside(&literal, &expansion),
        "word" | "number" => {
            refuse_patterns(code, &literal)?;
            Draft::inside(&literal, &quoted)
        }
        "heredoc_body" => heredoc(code, &literal, &expansion)?,
        kind => {
            let open = if kind == "raw_string" { "'" } else { "$'" };
            let join = Join {
                plus: "",
                open,
                close: "'",
                alone: true,
            };
            Draft::joined(&literal, &quoted, &join)
        }
    };
    draft.note(NOT_BY_ITSELF);
    Ok(draft)
}

/// There the environment itself is set.
fn refuse_start_up_files(path: &str, variable: &str) -> Result<(), Refusal> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_history = name.ends_with("_history");
    let starts = [
        ".bashrc",
        ".bash_profile",
        ".profile",
        ".zshrc",
        ".zprofile",
        ".zshenv",
    ];
    if is_history {
        return Err(Refusal::new(
            "it is a history of commands",
            "delete the line, and keep the file out of the repository",
        ));
    }
    if starts.contains(&name) {
        return Err(Refusal::new(
            "a shell's start-up file is where the environment is set",
            format!(
                "set {variable} in a file that only you can read and that is not committed, and source that"
            ),
        ));
    }
    Ok(())
}

/// Unquoted, a word may be a pattern, which no quoted expansion is.
fn refuse_patterns(code: &Code<'_>, literal: &Literal<'_>) -> Result<(), Refusal> {
    let has_pattern = literal.value.iter().any(|byte| b"*?[~{".contains(byte));
    if has_pattern && !literal.is_whole() {
        return Err(Refusal::not_a_literal(code.site.variable));
    }
    Ok(())
}

/// A heredoc whose delimiter is not quoted expands variables.
fn heredoc(code: &Code<'_>, literal: &Literal<'_>, expansion: &str) -> Result<Draft, Refusal> {
    let redirect =
        itself_and_ancestors(literal.node).find(|node| node.kind() == "heredoc_redirect");
    let start = redirect
        .and_then(|redirect| children(redirect).find(|child| child.kind() == "heredoc_start"));
    let expands = start.is_some_and(|start| {
        let delimiter = code.text(start);
        !delimiter.iter().any(|byte| b"'\"\\".contains(byte))
    });
    if !expands {
        return Err(Refusal::new(
            "the shell hands the text that it stands in on as it is",
            format!(
                "take the quotes off the heredoc's delimiter, see to its other `$`, and write ${{{}}}",
                code.site.variable
            ),
        ));
    }
    let decoded = HEREDOC.decode(&code.site.text[code.site.value.clone()]);
    let value = decoded.ok_or_else(|| Refusal::not_understood(code.site.variable))?;
    let mut draft = Draft::new(literal.whole.clone(), value.all().to_vec());
    draft.replace(code.site.value.clone(), expansion);
    Ok(draft)
}
