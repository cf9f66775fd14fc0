//! Assigned literals: `api_key = "…"`, `password: …`, `--token=…`, in the languages and formats
//! that people write. No pattern runs here: a name is noticed by a stem, and single bytes decide
//! whether a literal belongs to it.
//!
//! [`at`] finds the assignment round a stem, [`judge()`] says whether its value is a secret. Both
//! look at bounded text only, so the work is linear whatever the input.

mod algorithm;
mod argument;
mod array;
mod bare;
mod block;
mod bound;
mod choice;
mod cipher;
mod collection;
mod collective;
mod columns;
mod command;
mod cursor;
mod dialect;
mod drawn;
mod element;
mod fallback;
mod features;
mod grade;
mod grid;
mod idiom;
mod joined;
mod judge;
pub(super) mod leaf;
mod letters;
mod literal;
mod meaning;
mod minified;
mod name;
mod narrow;
mod nested;
mod operator;
mod plain;
mod prefix;
mod quoted;
mod quoting;
mod remark;
mod returned;
mod reversed;
mod rows;
mod setter;
mod sibling;
mod signs;
mod spliced;
mod standing;
mod stem;
mod table;
mod tag;
#[cfg(test)]
mod tests;
mod thought;
mod told;
mod value;
mod word;
mod wording;

use std::borrow::Cow;
use std::ops::Range;

use cursor::Cursor;
use operator::Name;
use stem::{LONGEST_NAME, in_name};

use literal::Form;
pub(super) use operator::Operator;
pub(super) use stem::Stem;
pub(super) use told::Told;

pub(super) use argument::secret as argument;
pub(super) use bare::is_hard;
pub(super) use features::Features;
pub(super) use judge::{File, Judged, is_comment, judge};
pub(super) use minified::is_in_names;
pub(super) use name::Kind;
pub(super) use value::is_uuid;
pub(super) use wording::{is_constant, speaks_of_secrets};

use super::line;
use super::look::Look;
use crate::language::Language;
use crate::rule::TellingNames;
use crate::secret::Secret;

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

/// Whether any name that `stem` may be part of `tells`, which says whether what stands at a range
/// is called as secrets are: most are other words, or of other things.
///
/// # Errors
/// What was looked at, where it is none.
pub(super) fn may_tell(
    text: &[u8],
    stem: &Stem,
    language: Language,
    mut tells: impl FnMut(&Range<usize>) -> bool,
) -> Result<(), Look> {
    let Some(name) = &stem.name else {
        return Ok(());
    };
    let may = tells(name)
        || stem.may_be_quoted(text)
        || collective::may_tell(text, stem, tells)
        || columns::may_be_wider(stem, language);
    if may { Ok(()) } else { Err(stem.look(1, 1)) }
}

/// Whether what stands at `at` may be in the line that names the columns of a whole file: then the
/// place decides, not only what stands round it.
pub(super) fn may_head(language: Language, at: usize) -> bool {
    columns::may_head(language, at)
}

/// Every assignment to the name that holds `stem`: its own, those of the column that it heads, of
/// the users that it maps, of the list that it calls.
///
/// # Errors
/// What was looked at, where there is none.
pub(super) fn all(text: &[u8], stem: &Stem, language: Language) -> Result<Vec<Assignment>, Look> {
    let own = at(text, stem, language);
    // What follows a column's name in quotes, or between bars, may be the next column's.
    if let Ok(own) = &own
        && !matches!(own.operator, Operator::Pair | Operator::Said)
    {
        let held = collective::held(text, stem, language).unwrap_or_default();
        let own = std::iter::once(own.clone()).chain(other(text, own, language));
        return Ok(own.chain(held).collect());
    }
    let column = columns::below(text, stem, language);
    let mut is_wide = column.is_some();
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
        let held = collective::held(text, stem, language);
        is_wide |= held.is_some();
        several = held.unwrap_or_default();
    }
    if several.is_empty() {
        return Err(if is_wide { Look::WIDE } else { look });
    }
    Ok(several)
}

/// The other value that the name may get, where the first is chosen by a condition.
fn other(text: &[u8], first: &Assignment, language: Language) -> Option<Assignment> {
    let is_choice = first.form == Form::Chosen
        || language == Language::Python && matches!(first.form, Form::Quoted);
    is_choice.then_some(())?;
    let second = choice::second(text, first.value.end, language)?;
    let name = first.name.clone();
    finish(text, name, second.range, first.operator, second.form)
}

/// The assignment to the name that holds `stem`. Every stem of one name gives the same assignment.
///
/// # Errors
/// What was looked at, where there is none.
fn at(text: &[u8], stem: &Stem, language: Language) -> Result<Assignment, Look> {
    let range = stem.name.clone().ok_or(stem.look(1, 1))?;
    // What it expands to may be far.
    let expands = text[..range.start].ends_with(fallback::EXPANDS);
    let look = |(back, ahead): (usize, usize)| {
        if expands {
            Look::WIDE
        } else {
            stem.look(back, ahead)
        }
    };
    if expands && let Some(value) = fallback::of_expansion(text, &range) {
        let default = finish(text, range, value, Operator::Fallback, Form::Plain);
        return default.ok_or(Look::WIDE);
    }
    // `${NAME:?message}`
    if expands && fallback::is_expanded(text, &range) {
        return Err(Look::WIDE);
    }
    let mut cursor = Cursor::new(text, range.end);
    if !operator::may_follow(cursor.peek(), language) {
        return Err(look((fallback::EXPANDS.len(), 1)));
    }
    // `Password=PASSWORD('…')`
    let called = language == Language::Sql && cursor.peek() == b'(';
    let near = || operator::reach(language).map_or(Look::WIDE, look);
    if !called && is_in_value(text, range.start, language) {
        return Err(near());
    }
    let mut name = Name {
        range,
        quoted: false,
    };
    let Some(operator) = operator::read(&mut cursor, &mut name, language) else {
        return elsewhere(text, &name.range, language, near());
    };
    let is_listed = || collection::is_line_of(text, name.range.start, cursor.at);
    if name.quoted && operator == Operator::Pair && cursor.ends_line() && is_listed() {
        return Err(Look::WIDE);
    }
    if name.quoted && operator == Operator::Colon {
        name.range.start = stem::opening(text, &name.range);
    }
    let Some(literal) = literal::read(cursor, &name.range, operator, language) else {
        return elsewhere(text, &name.range, language, Look::WIDE);
    };
    if operator == Operator::Pair && quoted::is_key(text, literal.behind) {
        return Err(Look::WIDE);
    }
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

/// The name that holds `stem`, where `names` says that it says secret.
pub(super) fn telling_name(text: &[u8], stem: &Stem, names: &TellingNames) -> Option<Range<usize>> {
    let range = stem.name.clone()?;
    name::tells(names, &text[range.clone()]).then_some(range)
}

/// Whether a name that begins at `start` is itself a value: `a=name=…`, but not `--set=name=…` nor
/// `Environment=name=…`. Without this, each piece of `key=key=key=` would be read to its end.
fn is_in_value(text: &[u8], start: usize, language: Language) -> bool {
    let before = &text[start.saturating_sub(LONGEST_NAME)..start];
    let Some(flag) = before.strip_suffix(b"=") else {
        return false;
    };
    let flag = line::tail(flag, |byte| in_name(*byte));
    let is_environment = language == Language::Ini && flag.eq_ignore_ascii_case(b"environment");
    !flag.starts_with(b"-") && !is_environment
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
    value.start += literal::scheme(&text[name.clone()], &text[value.clone()]);
    value = narrow::to_secret(text, &name, value, form);
    (value.start < value.end).then_some(Assignment {
        name,
        value,
        operator,
        form,
    })
}
