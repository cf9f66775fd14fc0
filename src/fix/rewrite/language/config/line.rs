//! A value on a line of a format without a grammar here: properties, INI, markup, requirements.

use super::super::cut::Cut;
use super::super::draft::Draft;
use super::super::escape::{Escapes, Unknown};
use super::super::layout::{line_start, next_line};
use super::super::{Refusal, Site};
use super::dialect::Dialect;
use crate::language::Language;

const PROPERTIES: Escapes = Escapes {
    lead: Some(b'\\'),
    simple: &[(b't', "\t"), (b'n', "\n"), (b'r', "\r"), (b'f', "\x0c")],
    u4: true,
    unknown: Unknown::Dropped,
    ..Escapes::NONE
};

pub(super) fn draft(site: &Site<'_>, dialect: &Dialect) -> Result<Draft, Refusal> {
    let language = Language::of(site.path);
    let line = line_start(site.text, site.value.start)..next_line(site.text, site.value.start);
    if site.value.end > line.end || site.value.start < line.start {
        return Err(Refusal::not_a_literal(site.variable));
    }
    if is_comment(site, language) {
        return Err(Refusal::comment());
    }
    if site.text[line.start..site.value.end].trim_ascii() == &site.text[site.value.clone()]
        && language == Language::Properties
    {
        return Err(Refusal::constant("a key", "name it otherwise"));
    }
    let cut = match language {
        Language::Xml => markup(site)?,
        // A line holds more than a value: what is moved is the value alone.
        Language::Properties => Cut::of(site, line.clone(), line, &PROPERTIES, &[])?,
        _ => Cut::of(site, line.clone(), line, &Escapes::NONE, &[])?,
    };
    let mut value = cut.value;
    if dialect.doubles_dollars {
        refuse_itself(
            site,
            &site.text[line_start(site.text, site.value.start)..site.value.start],
        )?;
        value = String::from_utf8_lossy(&value)
            .replace("$$", "$")
            .into_bytes();
    }
    let mut draft = Draft::new(site.value.clone(), value);
    draft.replace(site.value.clone(), &dialect.lookup(site.variable, b'"'));
    draft.go_to(dialect.destination);
    draft.note(dialect.note);
    Ok(draft)
}

/// Whether the value stands in a comment of its format.
pub(super) fn is_comment(site: &Site<'_>, language: Language) -> bool {
    if language == Language::Xml {
        return in_markup_comment(&site.text[..site.value.start]);
    }
    let line = &site.text[line_start(site.text, site.value.start)..site.value.start];
    let first = line.trim_ascii_start().first();
    first.is_some_and(|first| b"#;!".contains(first))
}

/// `X = $(X)` never ends.
fn refuse_itself(site: &Site<'_>, before: &[u8]) -> Result<(), Refusal> {
    let name = before
        .trim_ascii()
        .strip_prefix(b"export ")
        .unwrap_or(before)
        .trim_ascii();
    let assigned = name.strip_prefix(site.variable.as_bytes());
    let is_itself = assigned.is_some_and(|rest| {
        let rest = rest.trim_ascii();
        !rest.is_empty() && rest.iter().all(|byte| b":?+=".contains(byte))
    });
    if !is_itself {
        return Ok(());
    }
    Err(Refusal::new(
        "the variable would be set to itself",
        format!(
            "delete the line: make takes {} from the environment",
            site.variable
        ),
    ))
}

fn in_markup_comment(before: &[u8]) -> bool {
    let opened = memchr::memmem::rfind(before, b"<!--");
    opened.is_some_and(|at| memchr::memmem::find(&before[at..], b"-->").is_none())
}

/// The five entities that need no declaration.
fn markup(site: &Site<'_>) -> Result<Cut, Refusal> {
    let raw = &site.text[site.value.clone()];
    let text = std::str::from_utf8(raw).map_err(|_| Refusal::unfit())?;
    let mut value = text.to_owned();
    for (entity, meaning) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
    ] {
        value = value.replace(entity, meaning);
    }
    if value.matches('&').count() != value.matches("&amp;").count() {
        return Err(Refusal::not_understood(site.variable));
    }
    Ok(Cut {
        whole: site.value.clone(),
        content: site.value.clone(),
        moved: site.value.clone(),
        value: value.replace("&amp;", "&").into_bytes(),
    })
}
