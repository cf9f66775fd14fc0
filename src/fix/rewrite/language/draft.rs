//! A rewriting in the making.

use std::ops::Range;

use tree_sitter::Node;

use super::cut::Cut;
use super::layout::{line_start, next_line};
use super::tree::{Code, children};
use super::{Destination, Edit, Fit, Refusal, Rewrite, Shared};
use crate::secret::Secret;

/// Edits, and what goes with them.
pub(super) struct Draft {
    /// What may change: the literal, or what is deleted with it.
    zone: Range<usize>,
    edits: Vec<Edit>,
    value: Vec<u8>,
    destination: Destination,
    entry: Option<String>,
    notes: Vec<String>,
    shared: Vec<Shared>,
    fits: Vec<Fit>,
}

impl Draft {
    /// Moves `value` out of `zone` into the environment.
    pub(super) fn new(zone: Range<usize>, value: Vec<u8>) -> Self {
        Self {
            zone,
            edits: Vec::new(),
            value,
            destination: Destination::DotEnv,
            entry: None,
            notes: Vec::new(),
            shared: Vec::new(),
            fits: Vec::new(),
        }
    }

    /// Replaces a whole literal.
    pub(super) fn whole(literal: &Cut, lookup: &str) -> Self {
        let mut draft = Self::new(literal.whole.clone(), literal.value.clone());
        draft.replace(literal.whole.clone(), lookup);
        draft
    }

    /// Replaces a literal or what of it is moved, joining what stays by `plus`.
    pub(super) fn joined(literal: &Cut, lookup: &str, join: &Join<'_>) -> Self {
        if literal.is_whole() {
            return Self::whole(literal, lookup);
        }
        let mut draft = Self::new(literal.whole.clone(), literal.value.clone());
        let (has_head, has_tail) = (
            literal.moved.start > literal.content.start,
            literal.moved.end < literal.content.end,
        );
        let mut with = String::new();
        let mut range = literal.moved.clone();
        let parentheses = if join.alone { ("", "") } else { ("(", ")") };
        if has_head {
            draft.insert(literal.whole.start, parentheses.0);
            with.push_str(join.close);
            with.push_str(join.plus);
        } else {
            range.start = literal.whole.start;
            with.push_str(parentheses.0);
        }
        with.push_str(lookup);
        if has_tail {
            with.push_str(join.plus);
            with.push_str(join.open);
        } else {
            range.end = literal.whole.end;
            with.push_str(parentheses.1);
        }
        draft.replace(range, &with);
        if has_tail {
            draft.insert(literal.whole.end, parentheses.1);
        }
        draft
    }

    /// Replaces what is moved of a literal that can have code inside.
    pub(super) fn inside(literal: &Cut, with: &str) -> Self {
        let mut draft = Self::new(literal.whole.clone(), literal.value.clone());
        draft.replace(literal.moved.clone(), with);
        draft
    }

    /// Deletes a statement that set a variable, if it stands alone on its lines and is not all
    /// that its block has.
    pub(super) fn deleted(
        code: &Code<'_>,
        statement: Node<'_>,
        literal: &Cut,
        entry: String,
    ) -> Option<Self> {
        let text = code.site.text;
        let block = statement.parent()?;
        let others = children(block).filter(|node| node.is_named() && !node.is_extra());
        let is_alone = others.count() == 1 && block.parent().is_some();
        let (start, end) = (statement.start_byte(), statement.end_byte());
        let lines = line_start(text, start)..next_line(text, end);
        let rest = [lines.start..start, end..lines.end];
        let is_blank = |range: &Range<usize>| {
            let rest = text[range.clone()].trim_ascii();
            rest.is_empty() || rest == b";"
        };
        if is_alone || !rest.iter().all(is_blank) {
            return None;
        }
        let mut draft = Self::new(lines.clone(), literal.value.clone());
        draft.replace(lines, "");
        draft.note(format!(
            "the statement that set {entry} is gone: whatever loads .env sets it"
        ));
        draft.reads(entry);
        Some(draft)
    }

    /// Deletes a line and adds what it `kept`, as edited, at another place after `lead`.
    pub(super) fn relocate(
        &mut self,
        text: &[u8],
        line: Range<usize>,
        kept: &Range<usize>,
        to: usize,
        lead: &str,
    ) -> Result<(), Refusal> {
        let is_kept = |edit: &Edit| kept.start <= edit.range.start && edit.range.end <= kept.end;
        let (mut inside, outside): (Vec<Edit>, Vec<Edit>) = std::mem::take(&mut self.edits)
            .into_iter()
            .partition(is_kept);
        for edit in &mut inside {
            edit.range = edit.range.start - kept.start..edit.range.end - kept.start;
        }
        let moved = String::from_utf8(apply(&text[kept.clone()], &inside))
            .map_err(|_| Refusal::would_break())?;
        self.edits = outside;
        self.zone = line.clone();
        self.replace(line, "");
        self.insert(to, &format!("{lead}{moved}"));
        Ok(())
    }

    /// What stands around the literal may change, too.
    pub(super) fn widen(&mut self, zone: &Range<usize>) {
        self.zone = self.zone.start.min(zone.start)..self.zone.end.max(zone.end);
    }

    pub(super) fn replace(&mut self, range: Range<usize>, with: &str) {
        if !(range.is_empty() && with.is_empty()) {
            self.edits.push(Edit {
                range,
                with: with.to_owned(),
            });
        }
    }

    pub(super) fn insert(&mut self, at: usize, with: &str) {
        self.replace(at..at, with);
    }

    /// An empty one says nothing.
    pub(super) fn note(&mut self, note: impl Into<String>) {
        let note = note.into();
        if !note.is_empty() {
            self.notes.push(note);
        }
    }

    /// The code says which environment variable it is.
    pub(super) fn reads(&mut self, entry: impl Into<String>) {
        self.entry = Some(entry.into());
    }

    /// What was a constant is none any more, and other files may name it.
    pub(super) fn share(&mut self, shared: Shared) {
        self.shared.push(shared);
    }

    /// The value is put into this.
    pub(super) fn fit(&mut self, fit: Fit) {
        if fit != Fit::Text && !self.fits.contains(&fit) {
            self.fits.push(fit);
        }
    }

    pub(super) fn go_to(&mut self, destination: Destination) {
        self.destination = destination;
    }

    /// Checks the value and the edits.
    pub(super) fn finish(mut self) -> Result<Rewrite, Refusal> {
        let is_fit = std::str::from_utf8(&self.value).is_ok() && !self.value.contains(&0);
        if !is_fit || self.value.is_empty() {
            return Err(Refusal::unfit());
        }
        self.edits
            .sort_by_key(|edit| (edit.range.start, edit.range.end));
        let apart = self.edits.windows(2);
        if !{ apart }.all(|pair| pair[0].range.end <= pair[1].range.start) {
            return Err(Refusal::would_break());
        }
        Ok(Rewrite {
            edits: self.edits,
            zone: self.zone,
            value: Secret::hidden(&self.value),
            destination: self.destination,
            entry: self.entry,
            notes: self.notes,
            shared: self.shared,
            fits: self.fits,
        })
    }
}

/// How a language joins strings.
pub(super) struct Join<'a> {
    /// Between two.
    pub(super) plus: &'a str,
    /// Before what stays after the value.
    pub(super) open: &'a str,
    /// After what stays before it.
    pub(super) close: &'a str,
    /// It needs no parentheses where it stands.
    pub(super) alone: bool,
}

/// The text after edits that are in order and do not overlap.
pub(super) fn apply(text: &[u8], edits: &[Edit]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        out.extend_from_slice(&text[at..edit.range.start]);
        out.extend_from_slice(edit.with.as_bytes());
        at = edit.range.end;
    }
    out.extend_from_slice(&text[at..]);
    out
}
