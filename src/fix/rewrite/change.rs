//! Several rewritings of one text that are made together.

use std::ops::Range;

use super::{Edit, Rewrite};

/// Changes of one text that keep out of each other's way.
#[derive(Clone, Debug, Default)]
pub struct Change {
    edits: Vec<Edit>,
    zones: Vec<Range<usize>>,
}

impl Change {
    /// That of one rewriting alone.
    #[must_use]
    pub fn of(rewrite: &Rewrite) -> Self {
        Self {
            edits: rewrite.edits.clone(),
            zones: vec![rewrite.zone.clone()],
        }
    }

    /// Takes a rewriting of the same text along; false: it meets another one, and must wait until
    /// that is made. What both insert at one place, an import, is inserted once.
    #[must_use]
    pub fn takes(&mut self, rewrite: &Rewrite) -> bool {
        let shared = |edit: &&Edit| edit.range.is_empty() && self.edits.contains(edit);
        let (shared, new): (Vec<&Edit>, Vec<&Edit>) = rewrite.edits.iter().partition(shared);
        let meets_zone = |zone: &Range<usize>| {
            meets(zone, &rewrite.zone) || new.iter().any(|edit| meets(zone, &edit.range))
        };
        let meets_edit = |old: &Edit| {
            let is_inside = !shared.contains(&old) && meets(&rewrite.zone, &old.range);
            is_inside || new.iter().any(|edit| touches(&old.range, &edit.range))
        };
        if self.zones.iter().any(meets_zone) || self.edits.iter().any(meets_edit) {
            return false;
        }
        for edit in new {
            let at = self.edits.partition_point(|old| place(old) <= place(edit));
            self.edits.insert(at, edit.clone());
        }
        self.zones.push(rewrite.zone.clone());
        true
    }

    /// In the order of the text, not overlapping.
    #[must_use]
    pub fn edits(&self) -> &[Edit] {
        &self.edits
    }

    /// What may change but the edits: literals, and what is deleted with them.
    pub(super) fn zones(&self) -> &[Range<usize>] {
        &self.zones
    }
}

fn place(edit: &Edit) -> (usize, usize) {
    (edit.range.start, edit.range.end)
}

/// Whether two ranges share a byte, or what is inserted lies between bytes of the other.
fn meets(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

/// Whether it is not clear which of two edits comes first.
fn touches(one: &Range<usize>, other: &Range<usize>) -> bool {
    let is_beside = one.start <= other.end && other.start <= one.end;
    meets(one, other) || is_beside && (one.is_empty() || other.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fix::rewrite::Destination;
    use crate::secret::Secret;

    fn rewrite(zone: Range<usize>, edits: &[(Range<usize>, &str)]) -> Rewrite {
        let edits = edits.iter().map(|(range, with)| Edit {
            range: range.clone(),
            with: (*with).to_owned(),
        });
        Rewrite {
            edits: edits.collect(),
            zone,
            value: Secret::hidden(b"v"),
            destination: Destination::DotEnv,
            entry: None,
            notes: Vec::new(),
            shared: Vec::new(),
            fits: Vec::new(),
        }
    }

    #[test]
    fn what_both_need_is_inserted_once() {
        let mut change = Change::default();
        assert!(change.takes(&rewrite(9..12, &[(0..0, "import os"), (9..12, "B")])));
        assert!(change.takes(&rewrite(4..7, &[(0..0, "import os"), (4..7, "A")])));
        let with: Vec<&str> = change
            .edits()
            .iter()
            .map(|edit| edit.with.as_str())
            .collect();
        assert_eq!(with, ["import os", "A", "B"]);
    }

    #[test]
    fn what_meets_another_waits() {
        let taken = rewrite(4..8, &[(0..0, "x"), (4..8, "A")]);
        for (zone, edits, goes) in [
            (8..9, vec![(8..9, "B")], true),
            (7..9, vec![(8..9, "B")], false),
            (9..12, vec![(0..0, "y"), (9..12, "B")], false),
            (9..12, vec![(5..5, "y"), (9..12, "B")], false),
            (8..9, vec![(8..8, "("), (8..9, "B")], false),
            (0..2, vec![(0..2, "B")], false),
            (2..4, vec![(2..4, "B")], true),
        ] {
            let mut change = Change::of(&taken);
            assert_eq!(change.takes(&rewrite(zone, &edits)), goes, "{edits:?}");
        }
    }
}
