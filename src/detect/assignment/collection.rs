//! Lists and maps that are called after what they hold, up to where their first value stands.

use std::ops::Range;

use super::cursor::Cursor;
use super::name_round;

/// The name round `hit`, if it ends with one of these `plurals` behind it, in any case.
pub(super) fn named(text: &[u8], hit: &Range<usize>, plurals: &[&[u8]]) -> Option<Range<usize>> {
    let rest = &text[hit.end..];
    let is_plural = |plural: &&&[u8]| {
        rest.get(..plural.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(plural))
    };
    let plural = plurals.iter().find(is_plural)?;
    let name = name_round(text, hit).1;
    name.filter(|name| name.end == hit.end + plural.len())
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
