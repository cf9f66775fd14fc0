//! What single languages put between a name and its value: `"name" to "value"`,
//! `(defvar *name* "value")`, `set(NAME "value")`, `strcmp(name, "value")`.

use std::ops::Range;

use super::cursor::Cursor;
use super::operator::{Name, Operator};
use super::{element, returned};
use crate::detect::{line, word};
use crate::language::Language;

/// Bytes of an expression before a name that is an argument, at most.
const PATH: usize = 48;
/// Bytes of a field's tag, at most.
const TAG: usize = 200;
/// Bytes of a field's type, at most.
const TYPE: usize = 32;

/// Functions that compare their arguments.
const COMPARES: &[&[u8]] = &[
    b"strcmp",
    b"strncmp",
    b"strcasecmp",
    b"stricmp",
    b"memcmp",
    b"equals",
    b"Equals",
    b"compare_digest",
    b"hash_equals",
];
/// Functions that copy their second argument to the first.
const COPIES: &[&[u8]] = &[
    b"strcpy",
    b"strncpy",
    b"strlcpy",
    b"strcpy_s",
    b"memcpy",
    b"wcscpy",
    b"lstrcpy",
];
/// What sets the variable whose name and value follow.
const SETTERS: &[&[u8]] = &[
    b"set ",
    b"set -g ",
    b"set -x ",
    b"set -gx ",
    b"set -Ux ",
    b"set -xg ",
    b"setenv ",
    b"setx ",
];
/// What gives a value that is used where there is none.
const DEFAULTS: &[&[u8]] = &[b".orElse(", b".getOrElse(", b".unwrap_or(", b".unwrapOr("];

/// Whether names end in a brace: `$config{name} = …`, `set(ENV{NAME} …)`.
pub(super) fn closes_braces(language: Language) -> bool {
    matches!(language, Language::Perl | Language::Code)
}

/// Moves `cursor`, which stands behind the name, its brackets and spaces, to the value; `gap`:
/// whether there were brackets, and how many spaces.
pub(super) fn read(
    cursor: &mut Cursor<'_>,
    name: &Name,
    (closed, spaces): (bool, usize),
    language: Language,
) -> Option<Operator> {
    let before = &cursor.text[..name.range.start];
    let apart = spaces > 0;
    let quote = cursor.peek() == b'"';
    match (language, cursor.peek()) {
        (_, b'+') => cursor.eat(b"+=").then_some(Operator::Compare),
        (_, b'.') if closed => cursor.eat_any(DEFAULTS).then_some(Operator::Fallback),
        (Language::Php | Language::Perl, b'.') => cursor.eat(b".=").then_some(Operator::Compare),
        (Language::Perl, b'/') => cursor.eat(b"//=").then_some(Operator::Fallback),
        (_, b',') if !name.quoted && !closed => argument(cursor, before),
        (Language::Gherkin, b't' | b'w' | b'a') if name.quoted && apart => cursor
            .eat_any(&[b"to ", b"with ", b"as "])
            .then_some(Operator::Pair),
        (Language::Kotlin, b't' | b'-') if name.quoted && apart => cursor
            .eat_any(&[b"to ", b"-> "])
            .then_some(Operator::Assign),
        (Language::Kotlin, b'g') if apart => {
            returned::computed(cursor, language).then_some(Operator::Assign)
        }
        (Language::Ruby, b';' | b'\r' | b'\n') if before.ends_with(b"def ") => {
            returned::body(cursor).then_some(Operator::Assign)
        }
        (Language::Lisp, b'"') if name.quoted && apart => Some(Operator::Pair),
        (Language::Lisp | Language::Code, b'*') if !name.quoted => starred(cursor, language),
        (Language::Elixir, b'"') if apart && before.ends_with(b"@") => Some(Operator::Assign),
        (Language::Elixir, b'>') if name.quoted => cursor
            .eat_any(&[b">> => ", b">>=>"])
            .then_some(Operator::Assign),
        (Language::Code, b'P') if apart && cursor.rest(4) == b"PIC " => picture(cursor),
        (Language::Code, next) if spaces > 1 && next != b'=' && is_robots(before) => {
            Some(Operator::Beside)
        }
        (Language::Code, b'"') if apart && sets_environment(before, name.quoted) => {
            Some(Operator::Pair)
        }
        (Language::Go, b'a'..=b'z') if apart && !name.quoted => tagged(cursor),
        (Language::JavaScript, _) if name.quoted && apart && before.ends_with(b"type=\"") => {
            element::attribute(cursor).then_some(Operator::Assign)
        }
        (Language::PowerShell, _) if quote && apart && before.ends_with(b"env:") => {
            Some(Operator::Beside)
        }
        (Language::C, _) if apart && before.ends_with(b"#define ") => Some(Operator::Beside),
        (Language::Make, next) if before.ends_with(b"define ") => {
            cursor.eat_any(if next == b':' { &[b":="] } else { &[b"="] });
            cursor.skip_line_break().then_some(Operator::Assign)
        }
        (Language::Batch | Language::Shell | Language::Code, next)
            if apart && !name.quoted && !b"=:".contains(&next) && is_set(before) =>
        {
            Some(Operator::Beside)
        }
        _ => None,
    }
}

/// Whether a word without quotes is the value behind the name at `name`, in a language whose
/// values have quotes: `set password v`, `-Password v`.
pub(super) fn takes_word(text: &[u8], name: usize, language: Language) -> bool {
    let before = &text[..name];
    match language {
        Language::Code => is_set(before) || is_robots(before),
        Language::PowerShell => before.ends_with(b" -"),
        _ => false,
    }
}

/// `:name`, as in Ruby.
pub(super) fn is_symbol(text: &[u8], name: &Range<usize>) -> bool {
    name.start > 1 && text[name.start - 1] == b':' && !text[name.start - 2].is_ascii_alphanumeric()
}

/// Erlang's `{name, …}` and `-define(NAME, …)`.
pub(super) fn opens_term(text: &[u8], name: &Range<usize>) -> bool {
    let before = &text[..name.start];
    before.ends_with(b"{") || before.ends_with(b"-define(")
}

/// Whether a variable of Robot Framework is named: `${NAME}    value`.
fn is_robots(before: &[u8]) -> bool {
    let head = before.strip_suffix(b"${");
    head.is_some_and(|head| head.last().is_none_or(|byte| *byte == b'\n'))
}

/// COBOL's `NAME PIC X(16) VALUE "value"`.
fn picture(cursor: &mut Cursor<'_>) -> Option<Operator> {
    let mut ahead = *cursor;
    ahead.eat(b"PIC X").then_some(())?;
    ahead.skip(8, |byte| byte.is_ascii_digit() || b"()X".contains(&byte));
    ahead.skip_spaces();
    ahead.eat_any(&[b"VALUE IS ", b"VALUE "]).then_some(())?;
    *cursor = ahead;
    Some(Operator::Assign)
}

fn is_set(before: &[u8]) -> bool {
    let begins = |head: &[u8]| {
        head.last()
            .is_none_or(|byte| byte.is_ascii_whitespace() || b";{(&@".contains(byte))
    };
    let head = |setter: &[u8]| {
        let at = before.len().checked_sub(setter.len())?;
        before[at..]
            .eq_ignore_ascii_case(setter)
            .then_some(&before[..at])
    };
    let spoken = |setter: &&[u8]| head(setter).is_some_and(begins);
    SETTERS.iter().any(spoken) || [b"set(".as_slice(), b"set(ENV{"].iter().any(spoken)
}

/// Whether a call that sets variables of the environment names one: `setEnv "NAME" "value"`.
fn sets_environment(before: &[u8], quoted: bool) -> bool {
    let head = before.strip_suffix(b"\"").unwrap_or(before);
    quoted && word::ends(head, b"env ")
}

/// `*name* "value"` in Lisp, `name* = "value"` in Nim.
fn starred(cursor: &mut Cursor<'_>, language: Language) -> Option<Operator> {
    let mut ahead = *cursor;
    ahead.eat(b"*").then_some(())?;
    ahead.skip_spaces();
    let operator = match ahead.peek() {
        b'"' if language == Language::Lisp => Operator::Beside,
        b'=' if language == Language::Code && ahead.ahead(1) != b'=' => {
            ahead.eat(b"=");
            Operator::Assign
        }
        _ => return None,
    };
    *cursor = ahead;
    Some(operator)
}

/// The argument behind a name in a call that compares or copies the two, or sets an option.
fn argument(cursor: &mut Cursor<'_>, before: &[u8]) -> Option<Operator> {
    let before = &before[before.len().saturating_sub(PATH)..];
    let in_path = |byte: &u8| byte.is_ascii_alphanumeric() || b"_->.&*$:".contains(byte);
    let path = line::tail(before, in_path).len();
    let head = &before[..before.len() - path];
    let callee = head.strip_suffix(b"(");
    let calls = |names: &[&[u8]]| {
        let is_whole = |head: &[u8]| !head.last().is_some_and(u8::is_ascii_alphanumeric);
        let before_it = |name: &&[u8]| callee.and_then(|callee| callee.strip_suffix(*name));
        names.iter().filter_map(before_it).any(is_whole)
    };
    let operator = if calls(COMPARES) {
        Operator::Compare
    } else if calls(COPIES) {
        Operator::Assign
    } else if head.ends_with(b", ") && memchr::memmem::find(head, b"setopt(").is_some() {
        Operator::Pair
    } else {
        return None;
    };
    cursor.eat(b",").then_some(operator)
}

/// A field's default in its tag: ``Password string `default:"…"` ``.
fn tagged(cursor: &mut Cursor<'_>) -> Option<Operator> {
    let mut ahead = *cursor;
    ahead.skip(TYPE, |byte| {
        byte.is_ascii_alphanumeric() || b"_*[]. ".contains(&byte)
    });
    ahead.eat(b"`").then_some(())?;
    let rest = ahead.rest(TAG);
    let tag = &rest[..memchr::memchr2(b'`', b'\n', rest)?];
    let default = memchr::memmem::find(tag, b"efault:\"")?;
    cursor.at = ahead.at + default + b"efault:".len();
    Some(Operator::Fallback)
}
