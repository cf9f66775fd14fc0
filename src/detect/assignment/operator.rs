//! What stands between a name and its value.

use std::ops::Range;

use super::cursor::Cursor;
use super::element::{attribute, element, sibling_element};
use super::{idiom, quoted, remark, returned, rows, setter, sibling, signs, tag};
use crate::detect::{line, readable};
use crate::language::Language;

/// How a name and a value belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::detect) enum Operator {
    /// `=`, `:=`, `=>`, `<-`.
    Assign,
    /// `:`.
    Colon,
    /// `==`, `!=`; and `+=`, where the value is only a part.
    Compare,
    /// Arguments side by side: `("name", "value")`.
    Pair,
    /// What is used when a look-up finds nothing: `X || "value"`, `${X:-value}`.
    Fallback,
    /// The name is a function's, the value its argument: `setPassword("value")`.
    Call,
    /// Side by side: `--password value`, `IDENTIFIED BY 'value'`, `#define KEY "value"`.
    Beside,
    /// `<name>value</name>`.
    Element,
    /// In a map or a column that has the name: `name = {"key": "value"}`.
    Entry,
    /// In a sentence: `the name is value`.
    Said,
}

/// A name as it stands in the text.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub(super) range: Range<usize>,
    /// The quote that follows it.
    pub(super) quoted: bool,
}

/// Bytes of a type annotation between a name and its `=`, at most.
const LONGEST_TYPE: usize = 64;

/// Bits of surprise from which a word in a block is hardly one of a rule's.
const READS_ODD: f64 = 4.0;

/// Bytes looked back over for the beginning of a statement.
const STATEMENT: usize = 128;

/// Bytes one of which follows every name that is assigned to.
pub(super) fn may_follow(byte: u8, language: Language) -> bool {
    !byte.is_ascii()
        || byte == b'}' && idiom::closes_braces(language)
        || byte == b';' && language == Language::Ruby
        || matches!(
            byte,
            b'"' | b'\''
                | b'`'
                | b'\\'
                | b' '
                | b'\t'
                | b'='
                | b'\r'
                | b'\n'
                | b':'
                | b']'
                | b')'
                | b'('
                | b'<'
                | b'>'
                | b'|'
                | b'?'
                | b'!'
                | b'['
                | b'&'
                | b','
                | b'{'
                | b'+'
                | b'.'
                | b'/'
                | b'*'
        )
}

/// How many bytes before a name and behind it are looked at to see that no operator is there, nor
/// a list of columns round it: words of a statement or the list on the one side; quotes, spaces, a
/// type or two tags on the other. `None`: more, as far as a tag or a block goes.
pub(super) fn reach(language: Language) -> Option<(usize, usize)> {
    let is_near = !matches!(
        language,
        Language::Terraform | Language::Xml | Language::Ini
    );
    let back = rows::back(language).max(2 * STATEMENT);
    is_near.then_some((back, 10 * LONGEST_TYPE))
}

/// Moves `cursor`, which stands behind the name, to the value. Sets [`Name::quoted`].
pub(super) fn read(
    cursor: &mut Cursor<'_>,
    name: &mut Name,
    language: Language,
) -> Option<Operator> {
    name.quoted = matches!(cursor.peek(), b'"' | b'\'' | b'`' | b'\\' | b'&')
        && cursor.eat_any(&[
            b"\\\\\\\\\\\\\\\"",
            b"\\\\\\\"",
            b"\\\"",
            b"\\'",
            b"\"",
            b"'",
            b"`",
            b"&quot;",
        ]);
    if sibling::value(cursor, name, language).is_some() {
        return Some(Operator::Assign);
    }
    if let Some(operator) = signs::link(cursor) {
        return Some(operator);
    }
    if let Some(operator) = remark::link(cursor, name, language) {
        return Some(operator);
    }
    let braces = idiom::closes_braces(language);
    let closed = cursor.skip(2, |byte| {
        matches!(byte, b']' | b')') || braces && byte == b'}'
    }) > 0;
    let spaces = cursor.skip_spaces();
    if let Some(operator) = idiom::read(cursor, name, (closed, spaces), language) {
        return Some(operator);
    }
    if matches!(cursor.peek(), b'?' | b'!') && cursor.ahead(1) == b':' && cursor.ahead(2) != b':' {
        cursor.at += 1;
    }
    let bare = !name.quoted && !closed;
    match cursor.peek() {
        b'=' => equals(cursor),
        b':' => colon(cursor, name, bare, language),
        b'!' => cursor
            .eat_any(&[b"!==", b"!="])
            .then_some(Operator::Compare),
        b'|' | b'?' => {
            let fallback = cursor.eat_any(&[b"||", b"??", b"?:"]);
            if fallback {
                cursor.eat(b"=");
                Some(Operator::Fallback)
            } else {
                cursor.eat(b"?=").then_some(Operator::Assign)
            }
        }
        b'<' if bare => {
            if cursor.eat(b"<-") {
                Some(Operator::Assign)
            } else {
                sibling_element(cursor)
            }
        }
        // `".pgpass"` is a file.
        b',' if !closed
            && !cursor.text[..name.range.start].ends_with(b".")
            && (name.quoted
                || idiom::is_symbol(cursor.text, &name.range)
                || language == Language::Elixir && idiom::opens_term(cursor.text, &name.range)) =>
        {
            cursor.at += 1;
            cursor.skip_spaces();
            // Capybara: `fill_in "password", with: "…"`.
            cursor.eat(b"with: ");
            Some(Operator::Pair)
        }
        b'>' => element(cursor, name, language),
        b'(' if bare
            && spaces == 0
            && (language == Language::Sql || setter::takes_secret(cursor.text, &name.range)) =>
        {
            cursor.at += 1;
            Some(Operator::Call)
        }
        b'(' | b'{' if bare && spaces == 0 && is_initialized(cursor, name, language) => {
            cursor.at += 1;
            Some(Operator::Assign)
        }
        b'[' if bare && language == Language::C => {
            cursor.at += 1;
            cursor.skip(8, |byte| byte != b']' && byte != b'\n');
            cursor.eat(b"]").then_some(())?;
            cursor.skip_spaces();
            equals(cursor)
        }
        b'o' if closed && spaces > 0 => cursor.eat(b"or ").then_some(Operator::Fallback),
        b'\r' | b'\n' if name.quoted && language == Language::Xml => {
            attribute(cursor).then_some(Operator::Assign)
        }
        _ if spaces > 0 && (name.quoted || bare) => beside(cursor, name, language),
        _ => None,
    }
}

fn equals(cursor: &mut Cursor<'_>) -> Option<Operator> {
    if cursor.eat_any(&[b"===", b"=="]) {
        return Some(Operator::Compare);
    }
    if cursor.eat(b"=>") {
        return Some(Operator::Assign);
    }
    cursor.eat(b"=").then_some(())?;
    (!matches!(cursor.peek(), b'~' | b'=')).then_some(Operator::Assign)
}

fn colon(cursor: &mut Cursor<'_>, name: &Name, bare: bool, language: Language) -> Option<Operator> {
    if cursor.eat(b":=") {
        return Some(Operator::Assign);
    }
    // `arn:aws:secretsmanager:…:secret:prod/db`: one of many parts.
    let in_path =
        bare && cursor.ahead(1) != b' ' && cursor.text[..name.range.start].ends_with(b":");
    if in_path || matches!(cursor.ahead(1), b':' | b'/') || is_ternary(cursor.text, name) {
        return None;
    }
    cursor.at += 1;
    if bare
        && has_annotations(language)
        && (annotation(cursor) || returned::computed(cursor, language))
    {
        return Some(Operator::Assign);
    }
    Some(Operator::Colon)
}

/// Whether a name may be followed by `: Type = value`.
fn has_annotations(language: Language) -> bool {
    matches!(
        language,
        Language::Python
            | Language::JavaScript
            | Language::Rust
            | Language::Kotlin
            | Language::Swift
            | Language::Code
    )
}

/// Moves over a type and the `=` behind it.
pub(super) fn annotation(cursor: &mut Cursor<'_>) -> bool {
    let mut ahead = *cursor;
    let start = ahead.at;
    let in_type = |byte: u8| byte.is_ascii_alphanumeric() || b"_<>[]&'. |?*".contains(&byte);
    ahead.skip(LONGEST_TYPE, in_type);
    // Ada's `:=`.
    if ahead.peek() == b':' && ahead.ahead(1) == b'=' {
        ahead.at += 1;
    }
    // `[u8; 32]`
    if ahead.peek() == b';'
        && ahead.text[start..ahead.at]
            .trim_ascii_start()
            .starts_with(b"[")
    {
        ahead.at += 1;
        ahead.skip(LONGEST_TYPE, in_type);
    }
    let length = ahead.at - start;
    let assigned = length > 0 && ahead.peek() == b'=' && !matches!(ahead.ahead(1), b'=' | b'>');
    if assigned {
        cursor.at = ahead.at + 1;
    }
    assigned
}

/// Whether a quoted name is the first choice of `condition ? "name" : …`.
fn is_ternary(text: &[u8], name: &Name) -> bool {
    let start = super::stem::opening(text, &name.range);
    let before = &text[start.saturating_sub(8)..start];
    name.quoted
        && before
            .trim_ascii_end()
            .strip_suffix(b"\"")
            .or_else(|| before.strip_suffix(b"'"))
            .is_some_and(|rest| rest.trim_ascii_end().ends_with(b"?"))
}

/// Whether a C++ declaration gives the name its value: `std::string name{"…"}`, `string name("…")`.
fn is_initialized(cursor: &Cursor<'_>, name: &Name, language: Language) -> bool {
    #[rustfmt::skip]
    const NO_TYPES: &[&[u8]] = &[b"return", b"new", b"throw", b"else", b"case", b"delete"];
    let before = &cursor.text[name.range.start.saturating_sub(STATEMENT)..name.range.start];
    let head = before.trim_ascii_end();
    let words = |byte: &u8| byte.is_ascii_alphanumeric() || b"_*&>".contains(byte);
    let type_ = line::tail(head, words);
    language == Language::C
        && matches!(cursor.ahead(1), b'"' | b'L' | b'R')
        && head.len() < before.len()
        && !type_.is_empty()
        && !NO_TYPES.contains(&type_)
}

/// Side by side: attributes, flags, definitions, type before `=`.
fn beside(cursor: &mut Cursor<'_>, name: &Name, language: Language) -> Option<Operator> {
    // `E'…'`, `$$…$$`
    let marked = language == Language::Sql && b"EeNn$".contains(&cursor.peek());
    let quote = matches!(cursor.peek(), b'"' | b'\'')
        || marked && quoted::quoted(*cursor, language).is_some();
    if tag::opens(cursor, name, language) {
        return Some(Operator::Element);
    }
    let is_tag = cursor.text[..name.range.start].ends_with(b"<");
    if name.quoted || is_tag && cursor.rest(6).eq_ignore_ascii_case(b"value=") {
        let has_tags = matches!(language, Language::Xml | Language::Ini);
        return (has_tags && attribute(cursor)).then_some(Operator::Assign);
    }
    if cursor.eat_any(&[b"BY ", b"by "]) {
        return Some(Operator::Beside);
    }
    let dashes = cursor.text[..name.range.start].ends_with(b"-");
    if dashes || quote && language.juxtaposes() || is_definition(cursor, &name.range, language) {
        return Some(Operator::Beside);
    }
    typed(cursor, language)
}

/// `ENV NAME value` and `IDENTIFIED BY value`, `Bearer value`: the name itself says how.
fn is_definition(cursor: &Cursor<'_>, name: &Range<usize>, language: Language) -> bool {
    let text = cursor.text;
    let head = &text[name.start.saturating_sub(8)..name.start];
    let keyword = match language {
        Language::Dockerfile => head.ends_with(b"ENV ") || head.ends_with(b"env "),
        Language::Ini => head.ends_with(b"SetEnv ") || head.ends_with(b"setenv "),
        _ => false,
    };
    let word = &text[name.clone()];
    // `.netrc`: `machine x login y password z`.
    let line = &text[name.start.saturating_sub(STATEMENT)..name.start];
    let netrc = word == b"password"
        && language == Language::Unknown
        && memchr::memmem::find(line, b"login ").is_some();
    keyword
        || netrc
        || language == Language::Properties && line.last().is_none_or(|byte| *byte == b'\n')
        || language == Language::Ini && is_setting(cursor, line::last(line))
        || word.eq_ignore_ascii_case(b"bearer")
        || word.eq_ignore_ascii_case(b"identified by")
}

/// Whether `name value` behind `indent` sets something. In blocks rules are spoken of like that,
/// too: there the value is the only word, and one that does not read like any.
fn is_setting(cursor: &Cursor<'_>, indent: &[u8]) -> bool {
    let rest = cursor.rest(STATEMENT);
    let line = rest.split(|byte| *byte == b'\n').next().unwrap_or(rest);
    let value = line.trim_ascii();
    let is_odd = || !value.contains(&b' ') && readable::surprise(value) > READS_ODD;
    indent.is_empty() || indent.trim_ascii().is_empty() && is_odd()
}

/// `password string = "x"` (Go), `Password As String = "x"` (Visual Basic).
fn typed(cursor: &mut Cursor<'_>, language: Language) -> Option<Operator> {
    matches!(
        language,
        Language::Go
            | Language::CSharp
            | Language::VisualBasic
            | Language::Sql
            | Language::C
            | Language::Code
    )
    .then_some(())?;
    let mut ahead = *cursor;
    if ahead.eat(b"{ get; ") || ahead.eat(b"{get;") {
        ahead.skip(16, |byte| byte != b'}' && byte != b'\n');
        ahead.eat(b"}").then_some(())?;
        ahead.skip_spaces();
    } else {
        // `NVARCHAR(50)`
        let sized = language == Language::Sql;
        ahead.skip(32, |byte| {
            byte.is_ascii_alphanumeric()
                || b"_*[]. ".contains(&byte)
                || sized && matches!(byte, b'(' | b')')
        });
        // PL/SQL's `:=`.
        if sized && ahead.peek() == b':' {
            ahead.at += 1;
        }
    }
    *cursor = ahead;
    (cursor.peek() == b'=').then_some(())?;
    equals(cursor).filter(|operator| *operator == Operator::Assign)
}
