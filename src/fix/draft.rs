//! A file while it is rewritten: its text so far, and where bytes of the original stand in it.

use std::ops::Range;

use super::rewrite::Edit;

/// A text under change.
#[derive(Clone)]
pub(super) struct Draft {
    text: Vec<u8>,
    /// Edits that were made together; each batch counts from the text before it.
    batches: Vec<Vec<Edit>>,
    /// What was taken out.
    removed: Vec<Vec<u8>>,
}

impl Draft {
    pub(super) fn new(text: &[u8]) -> Self {
        Self {
            text: text.to_vec(),
            batches: Vec::new(),
            removed: Vec::new(),
        }
    }

    /// The text by now.
    pub(super) fn text(&self) -> &[u8] {
        &self.text
    }

    /// What was taken out, piece by piece.
    pub(super) fn removed(&self) -> &[Vec<u8>] {
        &self.removed
    }

    /// Where the bytes of this range of the original are now; `None` if some of them were changed.
    pub(super) fn place(&self, range: Range<usize>) -> Option<Range<usize>> {
        self.batches
            .iter()
            .try_fold(range, |range, batch| through(batch, range))
    }

    /// The text after these edits; `None` if they do not fit it.
    fn edited(&self, edits: &[Edit]) -> Option<Vec<u8>> {
        let mut text = Vec::with_capacity(self.text.len() + 64);
        let mut at = 0;
        for edit in edits {
            text.extend_from_slice(self.text.get(at..edit.range.start)?);
            text.extend_from_slice(edit.with.as_bytes());
            self.text.get(edit.range.clone())?;
            at = edit.range.end;
        }
        text.extend_from_slice(self.text.get(at..)?);
        Some(text)
    }

    /// Makes edits that are in order and do not overlap; false: they do not fit the text.
    #[must_use]
    pub(super) fn take(&mut self, edits: &[Edit]) -> bool {
        let Some(text) = self.edited(edits) else {
            return false;
        };
        for edit in edits.iter().filter(|edit| !edit.range.is_empty()) {
            self.removed.push(self.text[edit.range.clone()].to_vec());
        }
        self.text = text;
        self.batches.push(edits.to_vec());
        true
    }
}

/// Where a range stands after a batch of edits.
fn through(batch: &[Edit], range: Range<usize>) -> Option<Range<usize>> {
    let mut start = range.start;
    for edit in batch {
        if edit.range.end <= range.start {
            start = start + edit.with.len() - edit.range.len();
        } else if edit.range.start < range.end {
            return None;
        }
    }
    Some(start..start + range.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(range: Range<usize>, with: &str) -> Edit {
        Edit {
            range,
            with: with.to_owned(),
        }
    }

    fn make(draft: &mut Draft, edits: &[Edit]) {
        assert!(draft.take(edits));
    }

    #[test]
    fn bytes_are_found_again_behind_edits() {
        let mut draft = Draft::new(b"a = 'one'; b = 'two'");
        make(&mut draft, &[edit(0..0, "import os\n"), edit(4..9, "X")]);
        assert_eq!(draft.text(), b"import os\na = X; b = 'two'");
        assert_eq!(draft.place(5..8), None, "it was taken out");
        let two = draft.place(16..19).unwrap();
        assert_eq!(&draft.text()[two.clone()], b"two");
        make(&mut draft, &[edit(two.start - 1..two.end + 1, "Y")]);
        assert_eq!(draft.text(), b"import os\na = X; b = Y");
        assert_eq!(draft.removed(), [b"'one'", b"'two'"]);
    }

    #[test]
    fn what_is_put_in_just_before_moves_and_inside_changes() {
        let mut draft = Draft::new(b"abcdef");
        make(&mut draft, &[edit(2..2, "--")]);
        assert_eq!(draft.place(2..4), Some(4..6));
        assert_eq!(draft.place(1..4), None);
        assert_eq!(draft.place(0..2), Some(0..2));
    }

    #[test]
    fn edits_that_do_not_fit_are_none() {
        let draft = Draft::new(b"abc");
        assert_eq!(draft.edited(&[edit(2..9, "")]), None);
        assert_eq!(draft.edited(&[edit(1..2, ""), edit(0..1, "")]), None);
    }
}
