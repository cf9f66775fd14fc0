//! Dockerfiles: `RUN --mount=type=secret`, never `ENV` or `ARG`, which stay in the image.

use super::draft::Draft;
use super::layout::{line_start, next_line};
use super::{Destination, Refusal, Rewrite, Site};

/// One instruction with the lines that continue it.
struct Instruction {
    start: usize,
    end: usize,
}

/// Rewrites a `RUN` in shell form; other instructions keep what they are given in the image.
pub(super) fn rewrite(site: &Site<'_>) -> Result<Rewrite, Refusal> {
    let variable = site.variable;
    let instruction = instruction(site)?;
    let text = &site.text[instruction.start..instruction.end];
    let word_end = text
        .iter()
        .position(u8::is_ascii_whitespace)
        .unwrap_or(text.len());
    let word = String::from_utf8_lossy(&text[..word_end]).to_ascii_uppercase();
    match word.as_str() {
        "RUN" => {}
        "ENV" | "LABEL" => {
            return Err(Refusal::new(
                format!("{word} stays in the image, where everyone who has it can read it"),
                format!(
                    "delete it and give the container {variable} when it runs: `docker run --env-file .env`, or `environment` in Compose"
                ),
            ));
        }
        "ARG" => {
            return Err(Refusal::new(
                "a build argument's default stays in the image's history",
                format!(
                    "delete it and mount a secret where it is used: `RUN --mount=type=secret,id={variable},env={variable} …`"
                ),
            ));
        }
        _ => {
            return Err(Refusal::new(
                format!("{word} cannot read a secret"),
                format!("have what it starts read {variable} from the environment"),
            ));
        }
    }
    let command = instruction.start + word_end;
    let rest = site.text[command..instruction.end].trim_ascii_start();
    if rest.starts_with(b"[") || rest.starts_with(b"<<") {
        return Err(Refusal::new(
            "only the shell form of RUN expands variables",
            format!("write it as a command and mount {variable} as a secret"),
        ));
    }
    let (replacement, value) = replacement(site, command)?;
    let mut draft = Draft::new(site.value.clone(), value);
    draft.insert(
        command,
        &format!(" --mount=type=secret,id={variable},env={variable}"),
    );
    draft.replace(site.value.clone(), &replacement);
    draft.go_to(Destination::DockerBuildSecret);
    draft.note("`env=` in a mount needs Dockerfile syntax 1.10 (`# syntax=docker/dockerfile:1` in the first line)");
    draft.finish(site, None)
}

/// The instruction that the value stands in.
fn instruction(site: &Site<'_>) -> Result<Instruction, Refusal> {
    let text = site.text;
    let mut at = line_start(text, 0);
    let escape = if memchr::memmem::find(&text[..text.len().min(512)], b"escape=`").is_some() {
        b'`'
    } else {
        b'\\'
    };
    while at < text.len() {
        let start = at;
        loop {
            let line = &text[at..next_line(text, at)];
            let is_comment = line.trim_ascii_start().starts_with(b"#");
            let holds_value = (at..at + line.len()).contains(&site.value.start);
            if is_comment && holds_value {
                return Err(Refusal::comment());
            }
            at += line.len();
            let continues = line.trim_ascii_end().last() == Some(&escape);
            let is_first_comment = is_comment && start + line.len() == at;
            if at == text.len() || is_first_comment || !(continues || is_comment) {
                break;
            }
        }
        if (start..at).contains(&site.value.start) {
            if site.value.end > at {
                break;
            }
            let blank = text[start..at]
                .iter()
                .take_while(|byte| byte.is_ascii_whitespace());
            return Ok(Instruction {
                start: start + blank.count(),
                end: at,
            });
        }
    }
    Err(Refusal::not_a_literal(site.variable))
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
