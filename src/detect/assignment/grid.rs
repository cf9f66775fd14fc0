//! Tables drawn with bars, in Markdown and in the scenarios of tests: `| user | password |`. The
//! first row names the columns.

use std::ops::Range;

use crate::detect::{line, work};

/// Bytes of a row, at most, and rows.
const LONGEST_ROW: usize = 240;
const MOST_ROWS: usize = 16;

/// The values below `name`, where that is all of a cell of the first row; `None`: it is not, as
/// far as its own line tells.
pub(super) fn below(text: &[u8], name: &Range<usize>) -> Option<Vec<Range<usize>>> {
    let first = text.get(name.end)?;
    if !b" \t|`*_".contains(first) {
        return None;
    }
    let before = line::before(text, name.start, LONGEST_ROW);
    let column = memchr::memchr_iter(b'|', before).count();
    let cell = before.trim_ascii_start().strip_prefix(b"|")?;
    let cell = memchr::memrchr(b'|', cell).map_or(cell, |bar| &cell[bar + 1..]);
    let behind = row(text, name.end);
    let bar = memchr::memchr(b'|', behind)?;
    let is_alone = is_blank(cell) && is_blank(&behind[..bar]);
    if !is_alone {
        return None;
    }
    if follows_row(text, name.start - before.len()) {
        return Some(Vec::new());
    }
    let mut values = Vec::new();
    let mut at = name.end + behind.len() + 1;
    for _ in 0..MOST_ROWS {
        let row = row(text, at.min(text.len()));
        if !row.trim_ascii_start().starts_with(b"|") {
            break;
        }
        values.extend(nth(row, column).map(|cell| at + cell.start..at + cell.end));
        at += row.len() + 1;
    }
    Some(values)
}

/// The cell behind so many bars, without what only marks it up; none of a ruler.
fn nth(row: &[u8], bars: usize) -> Option<Range<usize>> {
    let divides = |at: &usize| !row[..*at].ends_with(b"\\");
    let mut marks = memchr::memchr_iter(b'|', row).filter(divides);
    let start = marks.nth(bars.checked_sub(1)?)? + 1;
    let end = marks.next()?;
    let is_markup = |byte: &u8| byte.is_ascii_whitespace() || b"`*".contains(byte);
    let cell = &row[start..end];
    let skipped = cell.iter().take_while(|byte| is_markup(byte)).count();
    let kept = cell.iter().rposition(|byte| !is_markup(byte))? + 1;
    let is_ruler = cell.iter().all(|byte| b"-: ".contains(byte));
    (!is_ruler && skipped < kept).then_some(start + skipped..start + kept)
}

/// Whether nothing but what marks up stands in it.
fn is_blank(text: &[u8]) -> bool {
    text.iter().all(|byte| b" \t`*_".contains(byte))
}

/// Whether the line above the one that begins at `start` is a row.
fn follows_row(text: &[u8], start: usize) -> bool {
    let above = &text[start.saturating_sub(LONGEST_ROW)..start];
    let above = above.strip_suffix(b"\n").unwrap_or(above);
    line::last(above).trim_ascii_start().starts_with(b"|")
}

/// The rest of the line from `at` on.
fn row(text: &[u8], at: usize) -> &[u8] {
    let rest = &text[at..text.len().min(at + LONGEST_ROW)];
    let row = &rest[..memchr::memchr(b'\n', rest).unwrap_or(rest.len())];
    work::read(row.len());
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Option<Vec<&str>> {
        let at = text.find("name")?;
        let values = below(text.as_bytes(), &(at..at + 4))?;
        Some(values.into_iter().map(|range| &text[range]).collect())
    }

    #[test]
    fn the_first_row_names_the_columns() {
        for text in [
            "| x | name |\n| a | v1 |\n| b | v2 |\n",
            "| x | **name** | y |\n|---|:-:|---|\n| a | `v1` | z |\n| b | v2 | z |\nname",
            "  Examples:\n    | name |\n    | v1   |\n    | v2   |",
        ] {
            assert_eq!(said(text), Some(vec!["v1", "v2"]), "{text}");
        }
    }

    #[test]
    fn other_bars_make_no_columns() {
        for text in [
            "name | x\n| v1 | y |",
            "| the name is | x |\n| v1 | y |",
            "| x | y |\n| name | v1 |\n| z | v2 |",
            "| name",
            "a || name || b",
        ] {
            assert_eq!(said(text).unwrap_or_default(), [""; 0], "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn takes_any_text(text in "[|a `\n-]{0,60}name[|a `\n-]{0,60}") {
            let _ = said(&text);
        }
    }
}
