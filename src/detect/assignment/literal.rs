//! The literal that a name is given: quoted, plain, or inside a longer string; behind the
//! wrappers that leave it a literal, and behind look-ups whose default it is.

use std::ops::Range;

use super::cursor::Cursor;
use super::operator::Operator;
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
}

/// A value as it stands in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Literal {
    pub(super) range: Range<usize>,
    pub(super) form: Form,
}

/// No literal is longer than this.
const LONGEST_QUOTED: usize = 4 << 10;
/// No value without quotes is longer than this.
const LONGEST_PLAIN: usize = 1 << 10;
/// Bytes of an expression searched for its default.
const LONGEST_LOOKUP: usize = 200;
/// Wrappers round one literal, at most.
const MOST_WRAPPERS: usize = 4;
/// Bytes looked back over to tell whether a place is inside a string.
const STRING_REACH: usize = 400;

/// Reads the value at `cursor`, which belongs to `name`.
pub(super) fn read(
    cursor: Cursor<'_>,
    name: &Range<usize>,
    operator: Operator,
    language: Language,
) -> Option<Literal> {
    let spaced = matches!(cursor.peek(), b' ' | b'\t');
    let mut cursor = cursor;
    cursor.skip_spaces();
    if operator == Operator::Element {
        return element(cursor);
    }
    let plain = language.has_plain_values();
    if !plain
        && matches!(
            operator,
            Operator::Assign | Operator::Pair | Operator::Call | Operator::Colon
        )
    {
        cursor.skip_line_break();
    }
    if language == Language::Yaml && operator == Operator::Colon {
        enter_block(&mut cursor);
    }
    if let Some(literal) = wrapped(cursor, language) {
        return Some(literal);
    }
    if plain {
        let takes = match language {
            Language::Shell => {
                operator == Operator::Assign && !spaced || operator == Operator::Beside
            }
            _ => true,
        };
        if takes
            && matches!(
                operator,
                Operator::Assign | Operator::Colon | Operator::Beside
            )
        {
            return unquoted(cursor, language);
        }
    } else if let Some(literal) = default(cursor) {
        return Some(literal);
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
    inside(cursor, constant)
}

/// A quoted literal, behind up to a few wrappers: `b"`, `[]byte("`, `String::from("`, `new X("`.
fn wrapped(mut cursor: Cursor<'_>, language: Language) -> Option<Literal> {
    for depth in 0..MOST_WRAPPERS {
        if let Some(literal) = quoted(cursor, language) {
            return (depth == 0 || !is_key(cursor.text, literal.range.end)).then_some(literal);
        }
        if language.has_plain_values() && !language.is_prose() {
            return None;
        }
        match cursor.peek() {
            b'(' | b'[' | b'&' => {
                cursor.at += 1;
                cursor.eat(b"]");
            }
            b'a'..=b'z' | b'A'..=b'Z' => wrapper(&mut cursor)?,
            _ => return None,
        }
        cursor.skip_line_break();
        cursor.skip_spaces();
    }
    None
}

/// Whether the string that closes at `end` is a key: `"x": …`, `'x' => …`.
fn is_key(text: &[u8], end: usize) -> bool {
    let mut cursor = Cursor::new(text, end + 1);
    cursor.skip_spaces();
    cursor.peek() == b':' && cursor.ahead(1) != b':' || cursor.eat(b"=>")
}

/// Moves behind a call that only changes its argument's type.
fn wrapper(cursor: &mut Cursor<'_>) -> Option<()> {
    if cursor.eat(b"new ") {
        cursor.skip(48, |byte| {
            byte.is_ascii_alphanumeric() || b"_.<>".contains(&byte)
        });
        return cursor.eat(b"(").then_some(());
    }
    let start = cursor.at;
    cursor.skip(64, |byte| {
        byte.is_ascii_alphanumeric() || b"_.:".contains(&byte)
    });
    let path = &cursor.text[start..cursor.at];
    cursor.eat(b"!");
    let opened = cursor.eat_any(&[b"(", b"{"]);
    let last = path.rsplit(|byte| matches!(byte, b'.' | b':')).next()?;
    let decodes = last.eq_ignore_ascii_case(b"decode") && path.len() > last.len() + 2;
    let known = decodes
        || CONVERSIONS
            .iter()
            .any(|name| last.eq_ignore_ascii_case(name.as_bytes()));
    (opened && known).then_some(())
}

/// Functions whose value is their argument in another form.
#[rustfmt::skip]
const CONVERSIONS: &[&str] = &[
    "byte", "bytes", "bytearray", "str", "string", "String", "from", "of", "some", "ok", "just",
    "secretstr", "secretstring", "secret", "b64decode", "base64decode", "fromhex", "unhexlify",
    "hex", "decodestring", "decodehex", "buffer", "getbytes", "quote", "utf8", "ptr",
    "pointer", "strdup", "text", "protect", "charsequence", "new", "value",
];

/// A literal in quotes.
fn quoted(mut cursor: Cursor<'_>, language: Language) -> Option<Literal> {
    let start = cursor.at;
    if !matches!(cursor.peek(), b'"' | b'\'' | b'`' | b'\\' | b'&') {
        // `b"`, `rb'`, `L"`, `@"`, `$@"`, `r#"`.
        cursor.skip(2, |byte| b"bBrRuUfFL@$8".contains(&byte));
        let hashes = cursor.skip(4, |byte| byte == b'#');
        if !matches!(cursor.peek(), b'"' | b'\'') || cursor.at == start {
            return None;
        }
        if hashes > 0 {
            let body = cursor.at + 1;
            let end = memchr::memmem::find(cursor.rest(LONGEST_QUOTED), b"\"#")?;
            return literal(cursor.text, body..cursor.at + end, Form::Quoted);
        }
    }
    for quote in [b"\"\"\"".as_slice(), b"'''", b"\\\"", b"\\'", b"&quot;"] {
        if cursor.eat(quote) {
            let body = cursor.rest(LONGEST_QUOTED);
            let end = memchr::memmem::find(body, quote)?;
            if quote.len() == 2 && memchr::memchr(b'\n', &body[..end]).is_some() {
                return None;
            }
            let skipped = body[..end]
                .iter()
                .take_while(|byte| byte.is_ascii_whitespace())
                .count();
            let kept = body[skipped..end].trim_ascii_end().len();
            return literal(
                cursor.text,
                cursor.at + skipped..cursor.at + skipped + kept,
                Form::Quoted,
            );
        }
    }
    let quote = cursor.peek();
    if !matches!(quote, b'"' | b'\'' | b'`') {
        return None;
    }
    let body = cursor.at + 1;
    let escapes = quote != b'`'
        && !(quote == b'\''
            && matches!(language, Language::Shell | Language::Yaml | Language::Sql));
    let end = closing(&Cursor::new(cursor.text, body), quote, escapes)?;
    literal(cursor.text, body..end, Form::Quoted)
}

/// Where `quote` closes, on the same line.
fn closing(cursor: &Cursor<'_>, quote: u8, escapes: bool) -> Option<usize> {
    let body = cursor.rest(LONGEST_QUOTED);
    let mut at = 0;
    loop {
        at += memchr::memchr3(quote, b'\\', b'\n', body.get(at..)?)?;
        match body[at] {
            b'\n' => return None,
            b'\\' if escapes => at += 2,
            b'\\' if quote != b'\\' => at += 1,
            _ => return Some(cursor.at + at),
        }
    }
}

/// What stands between two tags.
fn element(cursor: Cursor<'_>) -> Option<Literal> {
    let mut cursor = cursor;
    cursor.skip_line_break();
    cursor.eat(b"<![CDATA[");
    let body = cursor.rest(LONGEST_QUOTED);
    let end =
        memchr::memchr(b'<', body)?.min(memchr::memmem::find(body, b"]]>").unwrap_or(body.len()));
    literal(
        cursor.text,
        cursor.at..cursor.at + body[..end].trim_ascii_end().len(),
        Form::Plain,
    )
}

/// Moves behind `|`, `>-` and the like, to the first line of the block.
fn enter_block(cursor: &mut Cursor<'_>) {
    let mut ahead = *cursor;
    if matches!(ahead.peek(), b'|' | b'>') {
        ahead.at += 1;
        ahead.skip(2, |byte| matches!(byte, b'+' | b'-' | b'0'..=b'9'));
        if ahead.skip_line_break() {
            *cursor = ahead;
        }
    }
}

/// A value without quotes, in a format whose values need none.
fn unquoted(cursor: Cursor<'_>, language: Language) -> Option<Literal> {
    let rest = cursor.rest(LONGEST_PLAIN);
    let line = memchr::memchr(b'\n', rest);
    if line.is_none() && rest.len() == LONGEST_PLAIN {
        return None;
    }
    let line = rest[..line.unwrap_or(rest.len())].trim_ascii_end();
    let end = if language.splits_at_spaces() || is_in_string(cursor.text, cursor.at) {
        line.iter()
            .position(|byte| ends_word(*byte, language))
            .unwrap_or(line.len())
    } else {
        let comment =
            (1..line.len()).find(|at| matches!(line[*at], b'#' | b';') && line[at - 1] == b' ');
        let flow = memchr::memchr2(b',', b'}', line).filter(|_| in_flow(&cursor));
        let end = comment.or(flow).unwrap_or(line.len());
        line[..end].trim_ascii_end().len()
    };
    // What calls or indexes is code, whatever the file's name.
    if line.get(end).is_some_and(|byte| *byte == b'(')
        || matches!(line.first(), Some(b'(' | b'[' | b'{' | b'<')) && language.splits_at_spaces()
    {
        return None;
    }
    let value = &line[..end];
    let kept = if language.is_prose() {
        value.len()
            - value
                .iter()
                .rev()
                .take_while(|byte| matches!(byte, b'.' | b',' | b':'))
                .count()
    } else {
        value.len()
    };
    literal(cursor.text, cursor.at..cursor.at + kept, Form::Plain)
}

fn ends_word(byte: u8, language: Language) -> bool {
    match language {
        Language::Shell | Language::Dockerfile => b" \t\"'`;&|<>()".contains(&byte),
        _ => b" \t\"'`;&|<>()[]{},".contains(&byte),
    }
}

/// Whether the value stands in `{a: b, c: d}`: its line, up to here, opens a brace that stays open.
fn in_flow(cursor: &Cursor<'_>) -> bool {
    let before = &cursor.text[cursor.at.saturating_sub(STRING_REACH)..cursor.at];
    let line = memchr::memrchr(b'\n', before).map_or(before, |newline| &before[newline + 1..]);
    let count = |wanted: u8| memchr::memchr_iter(wanted, line).count();
    count(b'{') > count(b'}')
}

/// A value without quotes of its own, inside a string.
fn inside(cursor: Cursor<'_>, constant: bool) -> Option<Literal> {
    let mut cursor = cursor;
    for scheme in [
        b"Bearer ".as_slice(),
        b"bearer ",
        b"Basic ",
        b"Token ",
        b"token ",
    ] {
        cursor.eat(scheme);
    }
    let rest = cursor.rest(LONGEST_PLAIN);
    let end = rest
        .iter()
        .position(|byte| b" \t\r\n\"'`;&<>(){}[]\\,".contains(byte))?;
    // Short values inside strings are words; a value that opens something is code.
    if end < 6 || matches!(rest[end], b'(' | b'[' | b'{') {
        return None;
    }
    // `NAME=value \` in a comment, or in a text of several lines.
    let statement =
        constant && rest[end].is_ascii_whitespace() && rest[..end].iter().any(u8::is_ascii_digit);
    if !statement && !is_in_string(cursor.text, cursor.at) {
        return None;
    }
    literal(cursor.text, cursor.at..cursor.at + end, Form::Inner)
}

/// Whether a string that began on this line is still open at `at`.
fn is_in_string(text: &[u8], at: usize) -> bool {
    let before = &text[at.saturating_sub(STRING_REACH)..at];
    let Some(line) = memchr::memrchr(b'\n', before)
        .map(|newline| &before[newline + 1..])
        .or_else(|| (at <= STRING_REACH).then_some(before))
    else {
        return false;
    };
    let mut open = 0;
    let mut bytes = line.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => drop(bytes.next()),
            b'"' | b'\'' | b'`' if open == 0 => open = *byte,
            _ if *byte == open => open = 0,
            _ => {}
        }
    }
    open != 0
}

/// The literal that an expression falls back to: `process.env.X || "v"`, `os.getenv("X", "v")`,
/// `env::var("X").unwrap_or("v")`.
fn default(cursor: Cursor<'_>) -> Option<Literal> {
    let rest = cursor.rest(LONGEST_LOOKUP);
    let line = &rest[..memchr::memchr2(b'\n', b';', rest).unwrap_or(rest.len())];
    if !line
        .first()
        .is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'$' | b'_' | b'('))
    {
        return None;
    }
    let marker = MARKERS
        .iter()
        .filter_map(|marker| Some(memchr::memmem::find(line, marker)? + marker.len()))
        .min();
    let second = is_lookup(line).then(|| second_argument(line)).flatten();
    let mut value = Cursor::new(
        cursor.text,
        cursor.at + marker.into_iter().chain(second).min()?,
    );
    value.skip_spaces();
    // Closures: `|| "v"`, `|_| "v"`, `() => "v"`.
    value.eat_any(&[b"|| ", b"|_| ", b"() => ", b"() -> "]);
    let value = quoted(value, Language::Unknown)?;
    (value.range.end <= cursor.at + line.len()).then_some(value)
}

/// What stands before a default.
#[rustfmt::skip]
const MARKERS: &[&[u8]] = &[
    b"||", b"??", b" or ", b"?:", b"unwrap_or(", b"unwrap_or_else(", b"orElse(", b"getOrElse(",
    b"default=", b"default:", b"defaultValue:", b"GetValueOrDefault(", b"fallback=",
];

/// Whether the expression asks the environment or a configuration.
fn is_lookup(line: &[u8]) -> bool {
    let callee = &line[..memchr::memchr(b'(', line).unwrap_or(0)];
    let callee = callee.to_ascii_lowercase();
    [
        b"env".as_slice(),
        b"config",
        b"setting",
        b"prop",
        b".get",
        b"fetch",
        b"param",
        b"option",
    ]
    .iter()
    .any(|word| memchr::memmem::find(&callee, word).is_some())
}

/// Where the second argument begins, when the first is a quoted name.
fn second_argument(line: &[u8]) -> Option<usize> {
    let open = memchr::memchr(b'(', line)?;
    let quote = *line
        .get(open + 1)
        .filter(|byte| matches!(byte, b'"' | b'\''))?;
    let close = open + 2 + memchr::memchr(quote, &line[open + 2..])?;
    let rest = &line[close + 1..];
    // Ruby gives the default in a block.
    let separator = [b",".as_slice(), b") {"]
        .into_iter()
        .find(|next| rest.starts_with(next))?;
    Some(close + 1 + separator.len())
}

/// A value, unless it is empty.
fn literal(text: &[u8], range: Range<usize>, form: Form) -> Option<Literal> {
    (range.start < range.end && range.end <= text.len()).then_some(Literal { range, form })
}
