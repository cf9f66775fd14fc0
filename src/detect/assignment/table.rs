//! Tables of comma-separated values: the first line of the file names the columns.

use std::ops::Range;

use crate::detect::work;

/// Bytes of the first line, at most.
const LONGEST_HEADER: usize = 1 << 10;
/// Bytes from the beginning of the file in which rows are read.
const REACH: usize = 7 << 10;
/// Bytes of a column's name, at most.
const LONGEST_NAME: usize = 48;
/// What divides cells.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Whether the byte at `at` may stand in the line that names the columns.
pub(super) fn may_head(at: usize) -> bool {
    at < LONGEST_HEADER
}

/// The name of the column that holds the byte at `at`, and the values below it.
pub(super) fn below(text: &[u8], at: usize) -> Option<(Range<usize>, Vec<Range<usize>>)> {
    let head = &text[..text.len().min(LONGEST_HEADER)];
    work::read(head.len());
    let start = usize::from(head.starts_with(b"\xEF\xBB\xBF")) * 3;
    let end = memchr::memchr(b'\n', head).filter(|end| at < *end)?;
    let line = start..start + head[start..end].trim_ascii_end().len();
    let delimiter = DELIMITERS
        .into_iter()
        .find(|delimiter| text[line.clone()].contains(delimiter))?;
    let names = cells(text, &line, delimiter);
    let unnamed = names.iter().filter(|name| name.is_empty()).count();
    let is_empty_or_named = |name: &Range<usize>| name.is_empty() || is_name(&text[name.clone()]);
    if unnamed > 1 || names.len() < 2 || !names.iter().all(is_empty_or_named) {
        return None;
    }
    let column = names.iter().position(|name| name.contains(&at))?;
    let mut values = Vec::new();
    let reach = text.len().min(REACH);
    work::read(reach - (end + 1).min(reach));
    let mut start = end + 1;
    while start < reach {
        let rest = &text[start..reach];
        let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let row = cells(
            text,
            &(start..start + rest[..length].trim_ascii_end().len()),
            delimiter,
        );
        // Other texts have a first line of words, too.
        if row.len() != names.len() && values.is_empty() {
            return None;
        }
        values.extend(row.get(column).filter(|value| !value.is_empty()).cloned());
        start += length + 1;
    }
    Some((names[column].clone(), values))
}

/// What a column may be called: words, without digits alone, sentences or code.
fn is_name(name: &[u8]) -> bool {
    name.len() <= LONGEST_NAME
        && name.iter().any(u8::is_ascii_alphabetic)
        && name.iter().all(|byte| {
            byte.is_ascii_alphanumeric() || b"_- ./#*()".contains(byte) || *byte >= 0x80
        })
}

/// The cells of `line`, without their quotes and the spaces round them.
fn cells(text: &[u8], line: &Range<usize>, delimiter: u8) -> Vec<Range<usize>> {
    let mut cells = Vec::new();
    let mut start = line.start;
    loop {
        let rest = &text[start..line.end];
        let quoted = (rest.first() == Some(&b'"'))
            .then(|| closing(rest))
            .flatten();
        let skipped = quoted.unwrap_or(0);
        let length = memchr::memchr(delimiter, &rest[skipped..]).map(|at| at + skipped);
        let cell = &rest[..length.unwrap_or(rest.len())];
        let spaces = cell.len() - cell.trim_ascii_start().len();
        let inner = cell.trim_ascii();
        let from = start + spaces;
        cells.push(match inner {
            [b'"', .., b'"'] | [b'\'', .., b'\''] if inner.len() > 1 => {
                from + 1..from + inner.len() - 1
            }
            _ => from..from + inner.len(),
        });
        match length {
            Some(length) => start += length + 1,
            None => return cells,
        }
    }
}

/// Where the quote that `cell` begins with closes; two quotes are one that does not.
fn closing(cell: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        at += memchr::memchr(b'"', cell.get(at..)?)?;
        if cell.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Option<(&str, Vec<&str>)> {
        let at = text.to_ascii_lowercase().find("pass").unwrap();
        let (name, values) = below(text.as_bytes(), at)?;
        let values = values.into_iter().map(|value| &text[value]).collect();
        Some((&text[name], values))
    }

    #[test]
    fn the_first_line_names_the_columns() {
        for (text, name) in [
            ("user,password\nbob,v1\neve,v2\n", "password"),
            ("name,url,Pass Word,x\r\n,,v1,\r\n,,v2,\r\n", "Pass Word"),
            (
                "\"user\",\"password\"\n\"b,o\",\"v1\"\n\"e\"\"\",v2",
                "password",
            ),
            ("user;password\nb,ob;v1\neve;v2\n", "password"),
            ("user\tpassword\nbob\tv1\neve\t v2 \n", "password"),
        ] {
            assert_eq!(said(text), Some((name, vec!["v1", "v2"])), "{text}");
        }
    }

    #[test]
    fn other_texts_have_no_columns() {
        for text in [
            "The user, password and host.\nThey are secret.\n",
            "user,password\n",
            "x\nuser,password\nbob,v1\n",
            "password\nv1\n",
            "a=1,password=2\nb,c\n",
            "12,password()\n{,}\n",
        ] {
            assert!(
                said(text).is_none_or(|(_, values)| values.is_empty()),
                "{text}"
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn takes_any_text(text in "[a-z,;\"'\t\n ]{0,80}pass[a-z,;\"'\t\n ]{0,80}") {
            let _ = said(&text);
        }
    }
}
