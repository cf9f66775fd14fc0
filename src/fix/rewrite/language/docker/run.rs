//! `RUN` in shell form, or with a script in a heredoc: the value becomes a variable, which a mount
//! gives it.

use super::super::draft::Draft;
use super::super::{Destination, Refusal, Rewrite, Site};
use super::Instruction;
use super::syntax;

/// Replaces the value in the command by the variable.
pub(super) fn rewrite(site: &Site<'_>, run: &Instruction) -> Result<Rewrite, Refusal> {
    let variable = site.variable;
    let script = script(site, run)?;
    let (replacement, value) = replacement(site, script)?;
    let mut draft = Draft::new(site.value.clone(), value);
    if let Some(mount) = run.mounted(site.text, variable) {
        draft.insert(run.arguments, &mount);
    }
    draft.replace(site.value.clone(), &replacement);
    draft.go_to(Destination::DockerBuildSecret);
    draft.note(syntax(site.text));
    draft.finish()
}

/// Where the text begins that a shell reads.
fn script(site: &Site<'_>, run: &Instruction) -> Result<usize, Refusal> {
    let variable = site.variable;
    let words = run.words(site.text).find(|word| !word.starts_with("--"));
    let first = words.unwrap_or_default();
    if first.starts_with('[') {
        return Err(Refusal::new(
            "only the shell form of RUN expands variables",
            format!(
                "write it without brackets, as `RUN{} …`, and ${variable} in the value's place",
                super::mount(variable)
            ),
        ));
    }
    let in_body = site.value.start >= run.body;
    if in_body && (!first.starts_with("<<") || site.text[run.body..].starts_with(b"#!")) {
        return Err(Refusal::new(
            "what reads the heredoc is not known to be a shell",
            format!(
                "write `RUN{} …`, and have the command read {variable} from its environment",
                super::mount(variable)
            ),
        ));
    }
    Ok(if in_body { run.body } else { run.arguments })
}

/// What stands for the value in the quotes that it stands in, and the value.
fn replacement(site: &Site<'_>, command: usize) -> Result<(String, Vec<u8>), Refusal> {
    let mut quote = None;
    let mut bytes = site.text[command..site.value.start].iter();
    while let Some(byte) = bytes.next() {
        match (quote, *byte) {
            (None | Some(b'"'), b'\\') => {
                bytes.next();
            }
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    let raw = &site.text[site.value.clone()];
    let has_meaning = raw.iter().any(|byte| match quote {
        Some(b'\'') => *byte == b'\'',
        Some(_) => b"\"$`\\".contains(byte),
        None => !(byte.is_ascii_alphanumeric() || b"-_./+=:@%,".contains(byte)),
    });
    if has_meaning {
        return Err(Refusal::not_understood(site.variable));
    }
    let variable = site.variable;
    let with = match quote {
        Some(b'\'') => format!("'\"${{{variable}}}\"'"),
        Some(_) => format!("${{{variable}}}"),
        None => format!("\"${{{variable}}}\""),
    };
    Ok((with, raw.to_vec()))
}
