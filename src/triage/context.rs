//! The lines round a finding, with every secret on them set apart.

use crate::base::Base;
use crate::blob::{Blob, Origin};
use crate::change::Folder;
use crate::detect::{Scanner, suspect};
use crate::excerpt::{Excerpt, Marked};
use crate::finding::{Finding, Value};
use crate::language::Language;
use crate::span::{LineIndex, Position};

/// A larger file is not read again for a few lines.
const LARGEST: usize = 16 << 20;

/// Up to `reach` lines before and behind the finding's first line, by number, without that line;
/// none if the file is not there any more, or not text of one byte a letter.
#[must_use]
pub fn context(
    finding: &Finding,
    scanner: &Scanner,
    base: &Base,
    reach: usize,
) -> Vec<(u64, Excerpt)> {
    let Origin::File { .. } = finding.origin else {
        return Vec::new();
    };
    let Some(text) = read(finding, base) else {
        return Vec::new();
    };
    let found = scanner.scan(&Blob::whole(&finding.origin, &text));
    let parts = found.iter().flat_map(|finding| &finding.parts);
    let parts = parts.filter(|part| matches!(part.value, Value::Secret(_)));
    let parts = parts.map(|part| (part.byte_start, part.byte_end));
    let whole = found.iter().map(|one| (one.byte_start, one.byte_end));
    let ranges = whole
        .chain(parts)
        .map(|(start, end)| (start as usize..end as usize, 0));
    let marked = Marked::new(&text, ranges);
    let language = Language::of(finding.origin.path());
    let excerpt = |line, at| marked.excerpt(line, at, |shown| suspect(&text, shown, language));
    let index = LineIndex::new(&text, Position::START);
    let own = index.line(finding.byte_start as usize);
    let mut lines = Vec::new();
    let mut start = own.start;
    for distance in 1..=reach as u64 {
        let Some(end) = start.checked_sub(1) else {
            break;
        };
        let line = index.line(end);
        start = line.start;
        let at = line.start;
        lines.push((finding.start.line - distance, excerpt(line, at)));
    }
    lines.reverse();
    let mut end = own.end;
    for distance in 1..=reach as u64 {
        let next = end
            + text[end..]
                .iter()
                .take(2)
                .take_while(|b| b"\r\n".contains(b))
                .count();
        if next == end || next >= text.len() {
            break;
        }
        let line = index.line(next);
        end = line.end;
        lines.push((finding.start.line + distance, excerpt(line, next)));
    }
    lines
}

/// The file as it was scanned.
fn read(finding: &Finding, base: &Base) -> Option<Vec<u8>> {
    let folder = Folder::new(base.top()).ok()?;
    let text = folder.read(&base.path(&finding.origin)).ok()??.bytes;
    (finding.stands_in(&text) && text.len() <= LARGEST).then_some(text)
}
