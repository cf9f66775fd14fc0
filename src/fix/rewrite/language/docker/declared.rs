//! `ENV X=…` and `ARG X=…`: the declaration goes. A `RUN` that names the variable gets it as a
//! secret while it is built; a container gets it when it is started.

use std::ops::Range;

use super::super::draft::{Draft, apply};
use super::super::layout::line_start;
use super::super::{Destination, Edit, Refusal, Rewrite, Site};
use super::file::{Dockerfile, Instruction};
use super::{mount, syntax};

/// One variable of a declaration.
struct Pair {
    name: String,
    /// What the variable is set to, as the builder reads it; `None`: that takes more than is
    /// known here.
    value: Option<Vec<u8>>,
    whole: Range<usize>,
}

/// Moves the variable that holds the site's value.
pub(super) fn rewrite(site: &Site<'_>, file: &Dockerfile, at: usize) -> Result<Rewrite, Refusal> {
    let text = site.text;
    let declaration = &file.instructions[at];
    let pairs = pairs(text, declaration, file.escape);
    let holds =
        |pair: &Pair| pair.whole.start <= site.value.start && site.value.end <= pair.whole.end;
    let index = pairs.iter().position(holds);
    let index = index.ok_or_else(|| Refusal::not_a_literal(site.variable))?;
    let pair = &pairs[index];
    let value = pair.value.clone();
    let value = value.ok_or_else(|| Refusal::not_understood(site.variable))?;
    let users = users(text, file, at, &pair.name)?;
    let zone = if pairs.len() == 1 {
        line_start(text, declaration.start)..declaration.end
    } else if index == 0 {
        pair.whole.start..pairs[1].whole.start
    } else {
        pairs[index - 1].whole.end..pair.whole.end
    };
    if declaration.has_comments(text) {
        return Err(Refusal::would_break());
    }
    let mut edits = vec![Edit {
        range: zone.clone(),
        with: String::new(),
    }];
    for user in &users {
        let flag = user.mounted(text, &pair.name);
        edits.extend(flag.map(|with| Edit {
            range: user.arguments..user.arguments,
            with,
        }));
    }
    let after = Dockerfile::parse(&apply(text, &edits)).instructions.len();
    if after + usize::from(pairs.len() == 1) != file.instructions.len() {
        return Err(Refusal::would_break());
    }
    let mut draft = Draft::new(zone, value);
    for edit in edits {
        draft.replace(edit.range, &edit.with);
    }
    if !users.is_empty() {
        draft.go_to(Destination::DockerBuildSecret);
        draft.note(syntax(text));
    }
    if declaration.word == "ENV" {
        draft.note(started(&pair.name, pair.value.as_deref()));
    }
    draft.reads(pair.name.clone());
    draft.finish()
}

/// How a container gets the variable.
fn started(name: &str, value: Option<&[u8]>) -> String {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"_./:@%+,-=".contains(byte);
    let by_docker = if value.is_some_and(|value| value.iter().all(is_plain)) {
        "`docker run --env-file .env`, or "
    } else {
        // Docker itself takes quotes for a part of the value.
        ""
    };
    format!(
        "the image does not set {name} any more: the container gets it by {by_docker}`env_file: .env` in Compose"
    )
}

/// The `RUN`s that name the variable.
///
/// # Errors
/// Refuses where something else takes it into the image, or where nobody is seen to read it.
fn users<'f>(
    text: &[u8],
    file: &'f Dockerfile,
    at: usize,
    name: &str,
) -> Result<Vec<&'f Instruction>, Refusal> {
    let is_argument = file.instructions[at].word == "ARG";
    let by_mount = format!("`RUN{} …`", mount(name));
    let in_stage = |at: usize| file.instructions[..at].iter().any(|one| one.word == "FROM");
    if !in_stage(at) {
        return Err(Refusal::new(
            "an argument before the first FROM stays in the image's history",
            format!(
                "delete it and each `ARG {name}` of a stage, and write {by_mount} where ${name} is read"
            ),
        ));
    }
    let line = |one: &Instruction| memchr::memchr_iter(b'\n', &text[..one.start]).count() + 1;
    let mut users = Vec::new();
    for one in scope(text, file, at) {
        let declares = matches!(one.word.as_str(), "ARG" | "ENV")
            && one
                .words(text)
                .any(|word| word.split('=').next() == Some(name));
        if declares {
            return Err(Refusal::new(
                format!("{} on line {} declares {name} again", one.word, line(one)),
                format!("delete both, and write {by_mount} where ${name} is read"),
            ));
        }
        match one.word.as_str() {
            _ if !one.names(text, name) => {}
            "RUN" => users.push(one),
            "CMD" | "ENTRYPOINT" | "HEALTHCHECK" | "#" => {}
            word => {
                return Err(Refusal::new(
                    format!("{word} on line {} takes ${name} into the image", line(one)),
                    format!(
                        "delete both, and read ${name} in a {by_mount} or when the container runs"
                    ),
                ));
            }
        }
    }
    if is_argument && users.is_empty() {
        return Err(Refusal::new(
            "a build argument's default stays in the image's history, and no RUN names it",
            format!("delete the line, and write {by_mount} before the command that reads {name}"),
        ));
    }
    Ok(users)
}

/// What a declaration holds for: the rest of its stage, and, of `ENV`, stages made from that.
fn scope<'f>(text: &[u8], file: &'f Dockerfile, at: usize) -> Vec<&'f Instruction> {
    let all = &file.instructions;
    let lasts = all[at].word == "ENV";
    let stage = all[..at].iter().rfind(|one| one.word == "FROM");
    let mut names: Vec<String> = stage
        .and_then(|from| stage_of(text, from).1)
        .into_iter()
        .collect();
    let mut is_in = true;
    let mut scope = Vec::new();
    for one in &all[at + 1..] {
        if one.word == "FROM" {
            let (base, name) = stage_of(text, one);
            is_in = lasts && base.is_some_and(|base| names.contains(&base));
            if is_in {
                names.extend(name);
            }
        } else if is_in {
            scope.push(one);
        }
    }
    scope
}

/// What a stage is made from, and its own name.
fn stage_of(text: &[u8], from: &Instruction) -> (Option<String>, Option<String>) {
    let words = from.words(text).filter(|word| !word.starts_with("--"));
    let words: Vec<String> = words.map(str::to_ascii_lowercase).collect();
    let name = match &words[..] {
        [_, keyword, name, ..] if keyword == "as" => Some(name.clone()),
        _ => None,
    };
    (words.into_iter().next(), name)
}

/// The variables of a declaration.
fn pairs(text: &[u8], declaration: &Instruction, escape: u8) -> Vec<Pair> {
    let held = declaration.arguments..declaration.end;
    let words = words(text, held.clone(), escape);
    let Some(first) = words.first() else {
        return Vec::new();
    };
    let is_old = !text[first.clone()].contains(&b'=') && declaration.word == "ENV";
    if is_old {
        // `ENV X all of the line`
        let rest = text[first.end..held.end].trim_ascii();
        let end = held.start + text[held.clone()].trim_ascii_end().len();
        let is_plain = !rest
            .iter()
            .any(|byte| b"\n\"'$".contains(byte) || *byte == escape);
        return vec![Pair {
            name: String::from_utf8_lossy(&text[first.clone()]).into_owned(),
            value: is_plain.then(|| rest.to_vec()),
            whole: first.start..end,
        }];
    }
    let pairs = words.into_iter().map(|word| {
        let held = &text[word.clone()];
        let at = memchr::memchr(b'=', held).unwrap_or(held.len());
        Pair {
            name: String::from_utf8_lossy(&held[..at]).into_owned(),
            value: held.get(at + 1..).and_then(|value| read(value, escape)),
            whole: word,
        }
    });
    pairs.collect()
}

/// What a word means, where it has no variables, no escapes and at most quotes around it.
fn read(word: &[u8], escape: u8) -> Option<Vec<u8>> {
    let inside = match word {
        [b'"', inside @ .., b'"'] | [b'\'', inside @ .., b'\''] => inside,
        word => word,
    };
    let has_meaning = |byte: &u8| b"\"'$\n".contains(byte) || *byte == escape;
    (!inside.iter().any(has_meaning)).then(|| inside.to_vec())
}

/// The words of a range: what blanks and continued lines part, quotes and escapes heeded.
fn words(text: &[u8], range: Range<usize>, escape: u8) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    let (mut start, mut quote) = (None, None);
    let mut at = range.start;
    while at < range.end {
        let byte = text[at];
        let ends_line = byte == escape
            && text[at + 1..range.end]
                .iter()
                .find(|next| !matches!(next, b' ' | b'\t' | b'\r'))
                == Some(&b'\n');
        let is_blank = byte.is_ascii_whitespace() || ends_line;
        if quote.is_none() && is_blank {
            words.extend(start.take().map(|start| start..at));
        } else {
            start.get_or_insert(at);
            match quote {
                None if b"\"'".contains(&byte) => quote = Some(byte),
                Some(open) if open == byte => quote = None,
                _ => {}
            }
        }
        let is_escaped = byte == escape && !ends_line && quote != Some(b'\'');
        at += if is_escaped { 2 } else { 1 };
    }
    words.extend(start.map(|start| start..range.end));
    words
}
