//! Values whose names stand above them, in a list of columns: `INSERT INTO users (name, password)
//! VALUES ('bob', '…')`, and the rows of `COPY users (name, password) FROM stdin`.

use std::ops::Range;

use super::cursor::Cursor;
use crate::detect::{line, word, work};
use crate::language::Language;

/// Bytes of a list of columns on either side of a name, at most; outside SQL files, where most
/// parentheses hold arguments, less.
const LONGEST_LIST: usize = 1 << 10;
const NEAR_LIST: usize = 200;
/// Bytes of a table's name, and of what says that rows are put into it.
const LONGEST_HEAD: usize = 96;
/// No value further away from its column's name is read, in bytes.
const REACH: usize = 7 << 10;
/// Bytes between the dollars of a quote.
const LONGEST_TAG: usize = 16;
/// Quotes that close a column's name.
const CLOSES: &[&[u8]] = &[b"`", b"\\\"", b"\"", b"]"];
/// What introduces rows of values, and rows of lines, behind the columns.
const VALUES: &[u8] = b"values";
const STDIN: &[u8] = b"from stdin";
/// What introduces the literals of some dialects.
const PREFIXES: &[&[u8]] = &[
    b"N'",
    b"n'",
    b"E'",
    b"e'",
    b"U&'",
    b"_binary '",
    b"_utf8mb4'",
];

/// The values of the column at `name`; `None`: it is no column of a list before values.
pub(super) fn below(
    text: &[u8],
    name: &Range<usize>,
    language: Language,
) -> Option<Vec<Range<usize>>> {
    let mut cursor = Cursor::new(text, name.end);
    cursor.eat_any(CLOSES);
    space(&mut cursor);
    if !matches!(cursor.peek(), b',' | b')') {
        return None;
    }
    let column = column(text, name.start, longest(language))?;
    let list = cursor.rest(LONGEST_LIST);
    work::read(list.len());
    let close = memchr::memchr(b')', list).filter(|end| list[..*end].iter().copied().all(in_list));
    let Some(close) = close else {
        return Some(Vec::new());
    };
    cursor.at += close + 1;
    space(&mut cursor);
    let end = text.len().min(name.end + REACH);
    let rows = Cursor::new(&text[..end], cursor.at);
    Some(if begins(&rows, VALUES) {
        inserted(rows, column)
    } else if begins(&rows, STDIN) {
        copied(rows, column)
    } else {
        Vec::new()
    })
}

/// Bytes of a list before a name, at most.
fn longest(language: Language) -> usize {
    if language == Language::Sql {
        LONGEST_LIST
    } else {
        NEAR_LIST
    }
}

/// How many bytes before a name are looked at to see that it is no column of such a list.
pub(super) fn back(language: Language) -> usize {
    longest(language) + LONGEST_HEAD
}

/// Which column of the list the name at `at` is, if rows follow such a list.
fn column(text: &[u8], at: usize, longest: usize) -> Option<usize> {
    let before = &text[at.saturating_sub(longest)..at];
    let list = line::tail(before, |byte| in_list(*byte)).len();
    work::read(list);
    let open = before.len().checked_sub(list + 1)?;
    (before[open] == b'(').then_some(())?;
    let head = at - list - 1;
    let head = text[head.saturating_sub(LONGEST_HEAD)..head].trim_ascii_end();
    let in_name =
        |byte: &u8| byte.is_ascii_alphanumeric() || b"_`\"\\[].$-".contains(byte) || *byte >= 0x80;
    let name = line::tail(head, in_name).len();
    let verb = head[..head.len() - name].trim_ascii_end();
    let puts = word::ends(verb, b"into") || word::ends(verb, b"copy");
    let list = &before[open + 1..];
    (puts && name > 0).then(|| memchr::memchr_iter(b',', list).count())
}

fn in_list(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || byte.is_ascii_whitespace()
        || b"_`\"\\[],.$".contains(&byte)
        || byte >= 0x80
}

fn begins(cursor: &Cursor<'_>, word: &[u8]) -> bool {
    cursor.rest(word.len()).eq_ignore_ascii_case(word)
}

/// The literals in `column` of `VALUES (…), (…)`.
fn inserted(mut cursor: Cursor<'_>, column: usize) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    cursor.at += VALUES.len();
    loop {
        space(&mut cursor);
        if !cursor.eat(b"(") {
            return found;
        }
        if row(&mut cursor, column, &mut found).is_none() {
            return found;
        }
        space(&mut cursor);
        if !cursor.eat(b",") {
            return found;
        }
    }
}

/// Moves behind a row; hands on the literal in its `column`, unless something else stands there.
/// `None`: the row does not end.
fn row(cursor: &mut Cursor<'_>, column: usize, found: &mut Vec<Range<usize>>) -> Option<()> {
    for at in 0.. {
        space(cursor);
        cursor.eat_any(PREFIXES).then(|| cursor.at -= 1);
        let literal = literal(cursor);
        space(cursor);
        let is_whole = matches!(cursor.peek(), b',' | b')');
        if at == column && is_whole {
            found.extend(literal);
        }
        skip_expression(cursor)?;
        if cursor.eat(b")") {
            return Some(());
        }
        cursor.eat(b",").then_some(())?;
    }
    None
}

/// Moves behind the literal in quotes that stands next.
fn literal(cursor: &mut Cursor<'_>) -> Option<Range<usize>> {
    let quote = cursor.peek();
    if quote == b'$' {
        return dollars(cursor);
    }
    if !matches!(quote, b'\'' | b'"') {
        return None;
    }
    let start = cursor.at + 1;
    let body = &cursor.text[start..];
    let mut at = 0;
    let end = loop {
        at += memchr::memchr2(quote, b'\\', body.get(at..)?)?;
        match (body[at], body.get(at + 1)) {
            (b'\\', _) => at += 2,
            (_, Some(next)) if *next == quote => at += 2,
            _ => break start + at,
        }
    };
    work::read(end - start);
    cursor.at = end + 1;
    (start < end).then_some(start..end)
}

/// The same where a mark of dollars stands on either side: `$$…$$`, `$x$…$x$`.
fn dollars(cursor: &mut Cursor<'_>) -> Option<Range<usize>> {
    let mark = mark(*cursor)?;
    let start = cursor.at + mark.len();
    let length = memchr::memmem::find(&cursor.text[start..], mark)?;
    work::read(length);
    cursor.at = start + length + mark.len();
    (length > 0).then_some(start..start + length)
}

/// The mark of dollars that stands next.
fn mark(mut cursor: Cursor<'_>) -> Option<&[u8]> {
    let start = cursor.at;
    cursor.eat(b"$").then_some(())?;
    cursor.skip(LONGEST_TAG, |byte| {
        byte.is_ascii_alphanumeric() || byte == b'_'
    });
    cursor.eat(b"$").then(|| &cursor.text[start..cursor.at])
}

/// Moves to the comma or the parenthesis that ends a value.
fn skip_expression(cursor: &mut Cursor<'_>) -> Option<()> {
    let mut depth = 0;
    loop {
        match cursor.peek() {
            b',' | b')' if depth == 0 => return Some(()),
            b'(' => depth += 1,
            b')' => depth -= 1,
            b'$' if mark(*cursor).is_none() => {}
            b'\'' | b'$' => {
                let start = cursor.at;
                let _ = literal(cursor);
                (cursor.at > start).then_some(())?;
                continue;
            }
            0 | b';' => return None,
            _ => {}
        }
        cursor.at += 1;
        work::read(1);
    }
}

/// What stands in `column` of the lines below, which tabs divide.
fn copied(mut cursor: Cursor<'_>, column: usize) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    cursor.at += STDIN.len();
    let text = cursor.text;
    work::read(text.len() - cursor.at.min(text.len()));
    let mut lines = memchr::memchr_iter(b'\n', &text[cursor.at..]).map(|at| cursor.at + at + 1);
    let Some(mut start) = lines.next() else {
        return found;
    };
    for next in lines {
        let line = &text[start..next - 1];
        if line == b"\\." {
            break;
        }
        let mut at = start;
        for (cell, value) in line.split(|byte| *byte == b'\t').enumerate() {
            if cell == column && value != b"\\N" && !value.is_empty() {
                found.push(at..at + value.trim_ascii_end().len());
            }
            at += value.len() + 1;
        }
        start = next;
    }
    found
}

fn space(cursor: &mut Cursor<'_>) {
    cursor.skip(LONGEST_HEAD, |byte| byte.is_ascii_whitespace());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Option<Vec<&str>> {
        let at = text.find("password").unwrap();
        let found = below(text.as_bytes(), &(at..at + 8), Language::Sql)?;
        Some(found.into_iter().map(|value| &text[value]).collect())
    }

    #[test]
    fn columns_name_the_values_of_every_row() {
        for text in [
            "INSERT INTO users (name, password) VALUES ('bob', 'v1'), ('eve', 'v2');",
            "insert into users(name,password,mail) values ('bob','v1','x'),\n('eve','v2','y')",
            "REPLACE INTO `a`.`users` (`id`, `password`) VALUES (1, 'v1'),(2,'v2');",
            "INSERT INTO [dbo].[users] ([id], [password]) VALUES (1, N'v1'), (2, N'v2')",
            "INSERT INTO u (at, password) VALUES (now(), 'v1'), (date('x, (y'), 'v2')",
            "INSERT INTO u (note, password) VALUES ('it''s, (a', 'v1'), ('\\'', 'v2')",
            "INSERT INTO u (note, password) VALUES ($$a', ($$, $$v1$$), ($x$)$$$x$, $x$v2$x$)",
            "INSERT INTO u (a, password, b) VALUES ($1, 'v1', $2), ($3, 'v2', $4)",
            "INSERT IGNORE INTO u (\n  a,\n  password\n) VALUES\n (NULL, 'v1'),\n (-1.5, 'v2')",
            "COPY public.users (id, password, mail) FROM stdin;\n1\tv1\tx\n2\tv2\ty\n3\t\\N\tz\n\\.\n",
        ] {
            assert_eq!(said(text).as_deref(), Some(&["v1", "v2"][..]), "{text}");
        }
    }

    #[test]
    fn what_is_computed_or_missing_is_no_literal() {
        for text in [
            "INSERT INTO u (password) VALUES (md5('v1'))",
            "INSERT INTO u (password) VALUES ('a' || 'b')",
            "INSERT INTO u (a, password) VALUES (1)",
            "INSERT INTO u (a, password) VALUES (1, NULL)",
            "INSERT INTO u (a, password) VALUES (?, ?)",
            "INSERT INTO u (a, password) SELECT 'a', 'b'",
            "INSERT INTO u (a, password) VALUES ('a",
            "INSERT INTO u (password",
            "INSERT INTO u (password, ",
        ] {
            assert!(said(text).is_none_or(|found| found.is_empty()), "{text}");
        }
        for text in [
            "login(name, password) VALUES ('a', 'b')",
            "SELECT (a, password) VALUES",
            "password, x",
            "(password)",
        ] {
            assert_eq!(said(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn takes_any_text(text in "(INTO u \\(|[a-z,() '\"\\\\N\t\n]|VALUES|FROM stdin){0,60}") {
            let text = format!("INSERT INTO x (a, password{text}");
            let at = text.find("password").unwrap();
            let _ = below(text.as_bytes(), &(at..at + 8), Language::Sql);
        }
    }
}
