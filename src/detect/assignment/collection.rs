//! Lists and maps that are called after what they hold, up to where their first value stands.

use std::ops::Range;

use super::cursor::Cursor;
use super::stem::Stem;

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
