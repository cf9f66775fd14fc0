//! What stands between a secret and what may be a part of it.

use std::ops::Range;

use super::Part;
use crate::detect::candidate::Candidate;
use crate::detect::word;

/// The lines between those on which the two stand.
fn lines_between<'t>(
    text: &'t [u8],
    one: &Range<usize>,
    other: &Range<usize>,
) -> impl Iterator<Item = &'t [u8]> {
    let between = &text[one.end.min(other.end)..one.start.max(other.start)];
    let mut lines = between.split(|byte| *byte == b'\n');
    // The first and the last line hold the two.
    lines.next();
    lines.next_back();
    lines.map(<[u8]>::trim_ascii)
}

/// Whether a blank line stands between the two.
pub(super) fn is_apart(text: &[u8], one: &Range<usize>, other: &Range<usize>) -> bool {
    lines_between(text, one, other).any(<[u8]>::is_empty)
}

/// Whether a line between the two begins another section: `[staging]`, as in `.ini` files.
pub(super) fn crosses_section(text: &[u8], one: &Range<usize>, other: &Range<usize>) -> bool {
    lines_between(text, one, other).any(|line| {
        let in_name = |byte: &u8| byte.is_ascii_alphanumeric() || b" _.:/@-".contains(byte);
        let name = line.strip_prefix(b"[");
        let name = name.and_then(|line| line.strip_suffix(b"]"));
        name.is_some_and(|name| !name.is_empty() && name.iter().all(in_name))
    })
}

/// Bytes of a table's first line, and before a row's id, that may say what its columns hold.
const HEADER: usize = 512;

/// Whether the secret is the next column behind its id, of which no header says that it is one: any
/// 30 bytes in base64 look like it.
pub(super) fn is_unnamed_row(text: &[u8], candidate: &Candidate) -> bool {
    let (secret, mut parts) = (&candidate.secret, candidate.parts.iter());
    let Some(id) = parts
        .find_map(Part::range)
        .filter(|id| id.end < secret.start)
    else {
        return false;
    };
    let first = &text[..id.start.min(HEADER)];
    let header = first
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let before = &text[id.start.saturating_sub(HEADER / 4)..id.start];
    let says = |span: &[u8]| word::speaks(span, &[b"secret", b"cred", b"aws"]);
    matches!(text[id.end..secret.start], [b',' | b';' | b'|' | b'\t'])
        && !says(header)
        && !says(before)
}
