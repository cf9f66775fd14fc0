//! Lists and maps that are called after what they hold, up to where their first value stands.

use std::ops::Range;

use super::cursor::Cursor;
use super::operator;
use super::stem::Stem;
use crate::detect::work;

/// The name that holds `stem`, if it ends with one of these `plurals` behind it, in any case.
pub(super) fn named<'s>(
    text: &[u8],
    stem: &'s Stem,
    plurals: &[&[u8]],
) -> Option<&'s Range<usize>> {
    let name = stem.name.as_ref()?;
    let rest = &text[stem.at.end..name.end];
    let is_plural = |plural: &&[u8]| rest.eq_ignore_ascii_case(plural);
    plurals.iter().any(is_plural).then_some(name)
}

/// Behind the operator, the type (one of `types`) and the bracket that follow the name.
pub(super) fn opened<'t>(
    text: &'t [u8],
    name: &Range<usize>,
    types: &[&[u8]],
) -> Option<Cursor<'t>> {
    let mut cursor = Cursor::new(text, name.end);
    cursor.eat_any(&[b"\"", b"'"]);
    cursor.skip_spaces();
    if cursor.peek() == b':' && cursor.ahead(1) != b'=' {
        cursor.at += 1;
        operator::annotation(&mut cursor);
    } else {
        cursor.eat_any(&[b":=", b"=>", b"="]).then_some(())?;
    }
    cursor.skip_spaces();
    cursor.eat_any(types);
    cursor.eat_any(&[b"{", b"[", b"("]).then_some(cursor)
}

/// Strings beside one, from which it is one of a list of them, and bytes that are looked over for
/// those on either side.
const LISTED: usize = 2;
const ROUND: usize = 400;

/// Whether the string whose first letter is at `start`, and behind whose comma a line ends at `end`,
/// is one of a list whose strings stand on lines of their own: the next one is no value of it.
pub(super) fn is_line_of(text: &[u8], start: usize, end: usize) -> bool {
    let above = &text[start.saturating_sub(ROUND)..start];
    let below = &text[end..text.len().min(end + ROUND)];
    work::read(above.len() + below.len());
    let mut above = above.rsplit(|byte| *byte == b'\n');
    let opens = |line: &[u8]| matches!(line.trim_ascii(), [quote] if is_quote(*quote));
    if !above.next().is_some_and(opens) {
        return false;
    }
    let above = above
        .take(LISTED)
        .take_while(|line| is_string(line))
        .count();
    let mut below = below.split(|byte| *byte == b'\n').skip(1);
    let next = |line: &[u8]| is_string(line) || is_last_string(line);
    let below = below
        .by_ref()
        .take(LISTED)
        .take_while(|line| next(line))
        .count();
    above + below >= LISTED
}

/// Whether nothing but a string and a comma stands on the line.
fn is_string(line: &[u8]) -> bool {
    line.trim_ascii()
        .strip_suffix(b",")
        .is_some_and(is_last_string)
}

/// Whether nothing but a string stands on the line.
fn is_last_string(line: &[u8]) -> bool {
    match line.trim_ascii() {
        [open, inner @ .., close] => is_quote(*open) && open == close && !inner.contains(open),
        _ => false,
    }
}

fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`')
}
