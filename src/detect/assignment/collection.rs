//! Lists and maps that are called after what they hold, up to where their first value stands.

use std::ops::Range;

use super::cursor::Cursor;
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
    cursor.eat_any(&[b":=", b"=>", b"=", b":"]).then_some(())?;
    cursor.skip_spaces();
    cursor.eat_any(types);
    cursor.eat_any(&[b"{", b"[", b"("]).then_some(cursor)
}

/// Lines of strings above one, from which it is one of a list of them, and bytes that are looked
/// back over for those.
const LISTED: usize = 2;
const ABOVE: usize = 400;

/// Whether the string whose first letter is at `start` is one of a list whose strings stand on lines
/// of their own: the next one is no value of it.
pub(super) fn is_line_of(text: &[u8], start: usize) -> bool {
    let above = &text[start.saturating_sub(ABOVE)..start];
    work::read(above.len());
    let mut lines = above.rsplit(|byte| *byte == b'\n');
    let opens = |line: &[u8]| matches!(line.trim_ascii(), [quote] if is_quote(*quote));
    lines.next().is_some_and(opens)
        && lines.take(LISTED).filter(|line| is_string(line)).count() == LISTED
}

/// Whether nothing but a string and a comma stands on the line.
fn is_string(line: &[u8]) -> bool {
    match line.trim_ascii() {
        [open, inner @ .., close, b','] => {
            is_quote(*open) && open == close && !inner.contains(open)
        }
        _ => false,
    }
}

fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`')
}
