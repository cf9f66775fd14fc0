//! Blobs of a repository, read and handed over with the lines that are new in them.

use std::ops::Range;

use crate::blob::{Blob, Origin, Sink, SkipReason, Skipped};
use crate::git::{Oid, Store, added_lines};
use crate::source::text::Text;

/// One thread's part in reading.
pub(super) struct Reader<'r> {
    store: &'r dyn Store,
    max_bytes: Option<u64>,
    sink: &'r dyn Sink,
    /// Where wide text is transcoded to: that which is new, and that from before.
    buffers: [Vec<u8>; 2],
    /// Whether files of the working tree are read, not blobs.
    is_checked_out: bool,
}

impl<'r> Reader<'r> {
    pub(super) fn new(store: &'r dyn Store, max_bytes: Option<u64>, sink: &'r dyn Sink) -> Self {
        Self {
            store,
            max_bytes,
            sink,
            buffers: [Vec::new(), Vec::new()],
            is_checked_out: false,
        }
    }

    /// Hands over a blob; what counts is on lines that none of the blobs from `before` has.
    pub(super) fn push(&mut self, id: Oid, before: &[Oid], origin: &Origin) {
        if self.sink.is_over() {
            return;
        }
        let scanned = self.scan(id, before, origin);
        self.tell(scanned, origin);
    }

    /// Hands over what a file of the working tree holds; what counts is on lines that the blob
    /// `before` does not have.
    pub(super) fn push_file(&mut self, content: &[u8], before: Option<Oid>, origin: &Origin) {
        self.is_checked_out = true;
        let scanned = Ok(self.lines(content, before.as_slice(), origin));
        self.tell(scanned, origin);
    }

    fn tell(&self, scanned: Result<Option<u64>, SkipReason>, origin: &Origin) {
        match scanned {
            Ok(Some(bytes)) => self.sink.scanned(bytes),
            Ok(None) => {}
            Err(reason) => self.sink.skipped(Skipped::of(origin, reason)),
        }
    }

    /// How many bytes it has; `None` if it is binary, which the sink knows by now.
    fn scan(
        &mut self,
        id: Oid,
        before: &[Oid],
        origin: &Origin,
    ) -> Result<Option<u64>, SkipReason> {
        if let Some(max) = self.max_bytes
            && self.store.size(id).map_err(SkipReason::Failed)? > max
        {
            return Err(SkipReason::TooLarge);
        }
        let store = self.store;
        let content = store.read(id).map_err(SkipReason::Failed)?;
        Ok(self.lines(content.bytes(), before, origin))
    }

    fn lines(&mut self, content: &[u8], before: &[Oid], origin: &Origin) -> Option<u64> {
        let [buffer, old_buffer] = &mut self.buffers;
        let Some(text) = Text::of(content, buffer) else {
            self.sink.binary(origin, content);
            return None;
        };
        let old = Old {
            store: self.store,
            is_checked_out: self.is_checked_out,
        };
        let mut lines: Option<Vec<Range<u64>>> = None;
        for before in before {
            let added = old.added(*before, old_buffer, text.bytes);
            lines = match (lines, added) {
                (Some(lines), Some(added)) => Some(common(&lines, &added)),
                (lines, added) => lines.or(added),
            };
        }
        if lines.as_ref().is_none_or(|lines| !lines.is_empty()) {
            self.sink.blob(&Blob {
                lines: lines.as_deref(),
                ..text.blob(origin)
            });
        }
        Some(content.len() as u64)
    }
}

/// What was there before.
struct Old<'r> {
    store: &'r dyn Store,
    /// Whether it is compared with a file that git may have given other line ends.
    is_checked_out: bool,
}

impl Old<'_> {
    /// The lines that `text` adds to what the blob `before` says. Where that cannot be read, or
    /// was binary, all lines count.
    fn added(&self, before: Oid, buffer: &mut Vec<u8>, text: &[u8]) -> Option<Vec<Range<u64>>> {
        let content = self.store.read(before).ok()?;
        let old = Text::of(content.bytes(), buffer)?;
        let has_crlf = |text| memchr::memmem::find(text, b"\r\n").is_some();
        if self.is_checked_out && has_crlf(text) && !has_crlf(old.bytes) {
            let lines: Vec<&[u8]> = old.bytes.split(|byte| *byte == b'\n').collect();
            return added_lines(&lines.join(&b"\r\n"[..]), text);
        }
        added_lines(old.bytes, text)
    }
}

/// What two lists of ranges have in common; both are sorted and apart.
fn common(a: &[Range<u64>], b: &[Range<u64>]) -> Vec<Range<u64>> {
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    let mut both = Vec::new();
    while let (Some(left), Some(right)) = (a.peek(), b.peek()) {
        let shared = left.start.max(right.start)..left.end.min(right.end);
        let left_ends_first = left.end <= right.end;
        if !shared.is_empty() {
            both.push(shared);
        }
        if left_ends_first {
            a.next();
        } else {
            b.next();
        }
    }
    both
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(
        clippy::single_range_in_vec_init,
        reason = "lists of ranges, some of one"
    )]
    fn what_two_lists_of_lines_have_in_common() {
        assert_eq!(common(&[1..5, 8..9], &[2..3, 4..10]), [2..3, 4..5, 8..9]);
        assert_eq!(common(&[1..5], &[5..6]), []);
        assert_eq!(common(&[], &[5..6]), []);
        assert_eq!(common(&[1..9], &[1..9]), [1..9]);
    }
}
