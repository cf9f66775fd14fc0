//! The literal that a name is given: quoted, plain, or inside a longer string; behind the
//! wrappers that leave it a literal, and behind look-ups whose default it is.

use std::ops::Range;

use super::cursor::Cursor;
use super::operator::Operator;
use super::{
    array, block, choice, fallback, idiom, joined, letters, nested, plain, quoted, remark, spliced,
};
use crate::detect::word;
use crate::language::Language;

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::detect) enum Form {
    /// In quotes of its own.
    Quoted,
    /// Without quotes, in a format whose values need none.
    Plain,
    /// Without quotes of its own, inside a longer string: `"Server=x;Password=y"`.
    Inner,
    /// In quotes, in several pieces.
    Joined,
    /// A list of letters, each in quotes.
    Letters,
    /// A list of numbers.
    Array,
    /// In quotes, one of several that the name may get.
    Chosen,
}

/// A value as it stands in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Literal {
    pub(super) range: Range<usize>,
    pub(super) form: Form,
    /// Where what follows begins, behind the quote that closes it.
    pub(super) behind: usize,
}

/// No literal in quotes or between tags is longer than this.
pub(super) const LONGEST_QUOTED: usize = 4 << 10;

impl Literal {
    /// The literal at `range`, unless it is empty.
    pub(super) fn new(range: Range<usize>, form: Form) -> Option<Self> {
        let behind = range.end;
        (range.start < range.end).then_some(Self {
            range,
            form,
            behind,
        })
    }
}

/// Reads the value at `cursor`, which belongs to `name`.
pub(super) fn read(
    cursor: Cursor<'_>,
    name: &Range<usize>,
    operator: Operator,
    language: Language,
) -> Option<Literal> {
    let mut cursor = cursor;
    let spaced = cursor.skip_spaces() > 0;
    if operator == Operator::Element {
        return plain::element(cursor);
    }
    if matches!(language, Language::Properties | Language::Make) {
        plain::skip_continuation(&mut cursor);
    }
    let has_plain = language.has_plain_values();
    if !has_plain
        && matches!(
            operator,
            Operator::Assign | Operator::Pair | Operator::Call | Operator::Colon
        )
    {
        cursor.skip_line_break();
    }
    let is_scalar = language == Language::Yaml && operator == Operator::Colon;
    let in_block = is_scalar && enter_scalar(&mut cursor, name.start)?;
    if matches!(operator, Operator::Assign | Operator::Colon) {
        nested::enter(&mut cursor);
    }
    if operator == Operator::Assign {
        quoted::skip_earlier(&mut cursor, name.start, language);
    }
    if matches!(operator, Operator::Assign | Operator::Colon)
        && let Some(range) = letters::read(cursor)
    {
        return Literal::new(range, Form::Letters);
    }
    if let Some(literal) = spliced::read(cursor, language) {
        return Some(literal);
    }
    if let Some(literal) = quoted::wrapped(cursor, language) {
        return Some(joined::whole(cursor.text, literal, language));
    }
    if in_block {
        return plain::line(cursor);
    }
    if operator == Operator::Beside && idiom::takes_word(cursor.text, name.start, language) {
        return plain::unquoted(cursor, name.start, Language::Shell);
    }
    cursor.at += scheme(&cursor.text[name.clone()], cursor.rest(LONGEST_OWN));
    if has_plain {
        let takes = match language {
            Language::Batch | Language::Shell => {
                operator == Operator::Assign && !spaced || operator == Operator::Beside
            }
            _ => true,
        };
        if takes
            && matches!(
                operator,
                Operator::Assign | Operator::Colon | Operator::Beside | Operator::Said
            )
        {
            return plain::unquoted(cursor, name.start, language);
        }
    } else if let Some(literal) =
        fallback::of_lookup(cursor, language).or_else(|| choice::read(cursor, language))
    {
        return Some(literal);
    } else if matches!(operator, Operator::Assign | Operator::Colon)
        && let Some(range) = array::read(cursor)
    {
        return Literal::new(range, Form::Array);
    }
    // `name = value` in a heredoc, where a shell's `name=value` was no answer.
    if matches!(operator, Operator::Assign | Operator::Colon)
        && plain::begins_line(cursor.text, name.start)
        && block::holds(cursor.text, name.start, language)
    {
        return plain::unquoted(cursor, name.start, Language::Ini)
            .and_then(|literal| plain::without_continuation(cursor.text, &literal));
    }
    if matches!(
        operator,
        Operator::Assign | Operator::Colon | Operator::Said
    ) && let Some(literal) = remark::value(cursor, name.start, operator, language)
    {
        return Some(literal);
    }
    if operator == Operator::Beside && language == Language::Sql {
        return plain::unquoted(cursor, name.start, Language::Shell);
    }
    let inner = match operator {
        Operator::Assign => !spaced,
        Operator::Colon | Operator::Beside => true,
        _ => false,
    };
    if !inner {
        return None;
    }
    let constant = operator == Operator::Assign
        && cursor.text[name.clone()]
            .iter()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'_');
    plain::inside(cursor, constant)
}

/// Moves to a YAML scalar, behind what is said of it; whether it is a block. `None`: it says where
/// the value is.
fn enter_scalar(cursor: &mut Cursor<'_>, name: usize) -> Option<bool> {
    if plain::is_looked_up(cursor) {
        return None;
    }
    plain::skip_properties(cursor);
    let in_block = plain::enter_block(cursor);
    nested::descend(cursor, name, Language::Yaml);
    Some(in_block)
}

/// The length of what stands before a credential in the header `name`, known or made up.
pub(super) fn scheme(name: &[u8], text: &[u8]) -> usize {
    match scheme_length(text) {
        0 => own_scheme(name, text),
        known => known,
    }
}

/// The length of the words before a credential in a header: `Bearer `, `Basic `.
pub(super) fn scheme_length(text: &[u8]) -> usize {
    SCHEMES
        .iter()
        .find(|scheme| {
            text.get(..scheme.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(scheme))
        })
        .map_or(0, |scheme| scheme.len())
}

/// The length of the word before a credential in the header `name`, where its service made the
/// scheme up: `Authorization: Acme.Simple v`. What follows a signature's is no secret.
fn own_scheme(name: &[u8], text: &[u8]) -> usize {
    let in_word = |byte: &&u8| byte.is_ascii_alphanumeric() || b".-_".contains(byte);
    let length = text.iter().take_while(in_word).count();
    let (scheme, rest) = text.split_at(length);
    let Some(rest) = rest.strip_prefix(b" ") else {
        return 0;
    };
    let in_value = |byte: &&u8| byte.is_ascii_alphanumeric() || b"-_.:+/=~".contains(byte);
    let value = &rest[..rest.iter().take_while(in_value).count()];
    let is_bare = value.len() >= SHORTEST_BARE;
    let is_scheme = scheme.first().is_some_and(u8::is_ascii_alphabetic)
        && !word::speaks(scheme, SIGNED)
        && word::ends(name, b"authorization");
    let is_parameter =
        memchr::memchr(b'=', value).is_some_and(|at| value[at..].iter().any(|byte| *byte != b'='));
    if is_scheme && is_bare && !is_parameter {
        length + 1
    } else {
        0
    }
}

/// Bytes of a scheme that a service made up and of the value behind it that are looked at, and how
/// many the value has at least.
const LONGEST_OWN: usize = 120;
const SHORTEST_BARE: usize = 16;
/// What speaks of signatures in the names of schemes.
const SIGNED: &[&[u8]] = &[
    b"hmac", b"sign", b"digest", b"negot", b"aws", b"hawk", b"ntlm",
];
/// Words before a credential, in lower case.
const SCHEMES: [&[u8]; 9] = [
    b"bearer ",
    b"basic ",
    b"token ",
    b"apikey ",
    b"api-key ",
    b"bot ",
    b"key ",
    b"base64:",
    b"token=",
];
