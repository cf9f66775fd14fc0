//! Assigned literals: `api_key = "…"`, `password: …`, `--token=…`, in the languages and formats
//! that people write. No pattern runs here: a name is noticed by a stem, and single bytes decide
//! whether a literal belongs to it.
//!
//! [`at`] finds the assignment round a stem, [`judge()`] says whether its value is a secret. Both
//! look at bounded text only, so the work is linear whatever the input.

mod array;
mod block;
mod bound;
mod choice;
mod cipher;
mod collection;
mod columns;
mod cursor;
mod delimited;
mod element;
mod elements;
mod entries;
mod fallback;
mod features;
mod grade;
mod grid;
mod idiom;
mod joined;
mod judge;
mod letters;
mod literal;
mod name;
mod narrow;
mod nested;
mod operator;
mod plain;
mod quoted;
mod remark;
mod returned;
mod reversed;
mod rows;
mod sibling;
mod signs;
mod spliced;
mod table;
mod tag;
#[cfg(test)]
mod tests;
mod thought;
mod value;
mod wording;

use std::borrow::Cow;
use std::ops::Range;

use cursor::Cursor;
use operator::Name;

use literal::Form;
pub(super) use operator::Operator;

pub(super) use features::Features;
pub(super) use judge::{File, Judged, is_comment, judge};
pub(super) use wording::{is_constant, speaks_of_secrets};

use super::look::Look;
use crate::detect::work;
use crate::language::Language;
use crate::rule::TellingName;
use crate::secret::Secret;

/// Bytes of a name on either side of the stem, at most.
const LONGEST_NAME: usize = 96;
/// A literal and the name it is given to, in offsets of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Assignment {
    /// The name, with what qualifies it: `spring.datasource.password`.
    pub(super) name: Range<usize>,
    /// The literal, inside its quotes.
    pub(super) value: Range<usize>,
    /// How the two belong together.
    pub(super) operator: Operator,
    /// How the literal is written.
    pub(super) form: Form,
}

impl Assignment {
    /// What the value says: its bytes, or its pieces put together.
    fn bytes<'t>(&self, text: &'t [u8], language: Language) -> Cow<'t, [u8]> {
        match self.form {
            Form::Joined => Cow::Owned(joined::read(text, &self.value, language)),
            Form::Letters => Cow::Owned(letters::spelt(text, &self.value)),
            _ => Cow::Borrowed(&text[self.value.clone()]),
        }
    }

    /// What its pieces say together, where there are several.
    pub(super) fn joined(&self, text: &[u8], language: Language) -> Option<Secret> {
        match self.bytes(text, language) {
            Cow::Owned(bytes) => Some(Secret::new(&bytes, 0)),
            Cow::Borrowed(_) => None,
        }
    }
}

/// Every assignment to the name that holds the stem seen at `hit`: its own, those of the column
/// that it heads, of the users that it maps, of the list that it calls.
///
/// # Errors
/// What was looked at, where there is none.
pub(super) fn all(
    text: &[u8],
    hit: &Range<usize>,
    language: Language,
) -> Result<Vec<Assignment>, Look> {
    let own = at(text, hit, language);
    // What follows a column's name in quotes, or between bars, may be the next column's.
    if let Ok(own) = &own
        && !matches!(own.operator, Operator::Pair | Operator::Said)
    {
        let listed = elements::listed(text, hit, language);
        return Ok(std::iter::once(own.clone()).chain(listed).collect());
    }
    let column = columns::below(text, hit, language);
    let is_headed = column.is_some();
    let mut several = column.unwrap_or_default();
    let look = match own {
        Ok(own) => {
            if several.is_empty() || own.operator == Operator::Said {
                several.push(own);
            }
            return Ok(several);
        }
        Err(look) => look,
    };
    if several.is_empty() {
        several = entries::by_user(text, hit, language);
        if several.is_empty() {
            several = elements::listed(text, hit, language);
        }
        if several.is_empty() {
            return Err(if is_headed { Look::WIDE } else { look });
        }
    }
    Ok(several)
}

/// The assignment to the name that holds the stem seen at `hit`. Every stem of one name gives
/// the same assignment.
///
/// # Errors
/// What was looked at, where there is none.
fn at(text: &[u8], hit: &Range<usize>, language: Language) -> Result<Assignment, Look> {
    let (whole, range) = name_round(text, hit);
    let expands = |name: &Range<usize>| text[..name.start].ends_with(fallback::EXPANDS);
    let look = |(back, ahead): (usize, usize)| match &range {
        // What it expands to may be far.
        Some(name) if expands(name) => Look::WIDE,
        _ => Look::new(
            hit.start - whole.start + back,
            whole.end - hit.start + ahead,
        ),
    };
    let range = range.clone().ok_or(look((1, 1)))?;
    if let Some(value) = fallback::of_expansion(text, &range) {
        let default = finish(text, range, value, Operator::Fallback, Form::Plain);
        return default.ok_or(Look::WIDE);
    }
    // `${NAME:?message}`
    if fallback::is_expanded(text, &range) {
        return Err(Look::WIDE);
    }
    let mut cursor = Cursor::new(text, range.end);
    if !operator::may_follow(cursor.peek(), language) {
        return Err(look((fallback::EXPANDS.len(), 1)));
    }
    // `Password=PASSWORD('…')`
    let called = language == Language::Sql && cursor.peek() == b'(';
    if !called && is_in_value(text, range.start, language) {
        return Err(look((LONGEST_NAME, 1)));
    }
    let mut name = Name {
        range,
        quoted: false,
    };
    let Some(operator) = operator::read(&mut cursor, &mut name, language) else {
        let near = operator::reach(language).map_or(Look::WIDE, look);
        return elsewhere(text, &name.range, language, near);
    };
    if name.quoted && operator == Operator::Colon {
        name.range.start = opening(text, &name.range);
    }
    let Some(literal) = literal::read(cursor, &name.range, operator, language) else {
        return elsewhere(text, &name.range, language, Look::WIDE);
    };
    finish(text, name.range, literal.range, operator, literal.form).ok_or(Look::WIDE)
}

/// The assignment to `name` whose value does not stand behind an operator: a function of that
/// name returns it, or it stands before the name. Where there is none, `near` was looked at.
fn elsewhere(
    text: &[u8],
    name: &Range<usize>,
    language: Language,
    near: Look,
) -> Result<Assignment, Look> {
    if let Some(value) = returned::head(Cursor::new(text, name.end)) {
        let literal = quoted::wrapped(value, language).ok_or(Look::WIDE)?;
        let returned = finish(
            text,
            name.clone(),
            literal.range,
            Operator::Call,
            Form::Chosen,
        );
        return returned.ok_or(Look::WIDE);
    }
    let (value, operator) = reversed::read(text, name, language).ok_or(near)?;
    finish(text, name.clone(), value, operator, Form::Quoted).ok_or(Look::WIDE)
}

/// The name that holds the stem seen at `hit`, where `names` says that it says secret.
pub(super) fn telling_name(
    text: &[u8],
    hit: &Range<usize>,
    names: &[TellingName],
) -> Option<Range<usize>> {
    let range = name_round(text, hit).1?;
    name::said(names, &text[range.clone()]).map(|_| range)
}

/// What looks like a name round `hit`, and the identifier in it, with dots and dashes between
/// its parts; `None`: it is too long for one.
fn name_round(text: &[u8], hit: &Range<usize>) -> (Range<usize>, Option<Range<usize>>) {
    let after = length(&text[hit.end..]);
    let before = text[..hit.start]
        .iter()
        .rev()
        .take(LONGEST_NAME)
        .take_while(|byte| in_name(**byte))
        .count();
    let round = hit.start - before..hit.end + after;
    work::read(after + before);
    let inside = signs::name(text, round.clone(), hit);
    let is_cut = (inside.start > round.start, inside.end < round.end);
    if after == LONGEST_NAME && !is_cut.1 || before == LONGEST_NAME && !is_cut.0 {
        return (round, None);
    }
    let (after, before) = (inside.end - hit.end, hit.start - inside.start);
    let whole = &text[inside.clone()];
    let edge = |byte: &&u8| matches!(byte, b'-' | b'.');
    let start = inside.start + whole.iter().take_while(edge).count().min(before);
    let end = inside.end - whole.iter().rev().take_while(edge).count().min(after);
    (round, Some(start..end))
}

/// How many bytes of a name `text` begins with: `\u00f1` is a letter, too.
fn length(text: &[u8]) -> usize {
    let text = &text[..text.len().min(LONGEST_NAME)];
    let mut length = 0;
    while let Some(byte) = text.get(length) {
        length += match byte {
            byte if in_name(*byte) => 1,
            b'\\' if is_escape(&text[length..]) => name::ESCAPE,
            _ => break,
        };
    }
    length
}

fn is_escape(text: &[u8]) -> bool {
    let digits = text.get(2..name::ESCAPE);
    text.starts_with(b"\\u00")
        && digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

fn in_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.') || byte >= 0x80
}

/// Whether a name that begins at `start` is itself a value: `a=name=…`, but not `--set=name=…` nor
/// `Environment=name=…`. Without this, each piece of `key=key=key=` would be read to its end.
fn is_in_value(text: &[u8], start: usize, language: Language) -> bool {
    let before = &text[start.saturating_sub(LONGEST_NAME)..start];
    let Some(flag) = before.strip_suffix(b"=") else {
        return false;
    };
    let length = flag.iter().rev().take_while(|byte| in_name(**byte)).count();
    let flag = &flag[flag.len() - length..];
    let is_environment = language == Language::Ini && flag.eq_ignore_ascii_case(b"environment");
    !flag.starts_with(b"-") && !is_environment
}

/// Where a quoted name of several words begins: `"Secret Key": …`.
fn opening(text: &[u8], name: &Range<usize>) -> usize {
    let before = &text[name.start.saturating_sub(LONGEST_NAME)..name.start];
    let words = before
        .iter()
        .rev()
        .take_while(|byte| in_name(**byte) || matches!(byte, b' ' | b'/' | b':' | b'@'))
        .count();
    let start = name.start - words;
    let opens = start
        .checked_sub(1)
        .is_some_and(|at| matches!(text[at], b'"' | b'\'' | b'`'));
    if opens { start } else { name.start }
}

/// Narrows the value to what may be secret in it.
fn finish(
    text: &[u8],
    name: Range<usize>,
    value: Range<usize>,
    operator: Operator,
    form: Form,
) -> Option<Assignment> {
    let mut value = value;
    // `${ANY:-default}` as the whole value: the default is the literal.
    if let [b'$', b'{', inner @ .., b'}'] = &text[value.clone()] {
        let word = inner
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_')
            .count();
        if word > 0 {
            let start = value.start + 2;
            value = fallback::of_expansion(text, &(start..start + word))?;
        }
    }
    value.start += literal::scheme_length(&text[value.clone()]);
    value = narrow::to_secret(text, &name, value, form);
    (value.start < value.end).then_some(Assignment {
        name,
        value,
        operator,
        form,
    })
}
