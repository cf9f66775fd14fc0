//! What each change must pass before anyone sees it: the text parses as well as before, and reads
//! the same wherever nothing was edited.

use std::ops::Range;

use tree_sitter::Tree;

use super::draft::apply;
use super::tree::descendants;
use super::{Change, Edit, Trees, grammar};

/// Whether a change leaves the rest of the text as it is. Where there is no grammar, or the text
/// was not understood before, nobody knows better.
pub(in crate::fix) fn holds(path: &str, text: &[u8], change: &Change, trees: &Trees) -> bool {
    let Some(grammar) = grammar::of(path) else {
        return true;
    };
    let Some(old) = trees.tree(&grammar, text) else {
        return true;
    };
    let edited = apply(text, change.edits());
    trees
        .tree(&grammar, &edited)
        .is_some_and(|new| is_like(change, (text, &old), (&edited, &new)))
}

/// Whether two trees have the same leaves where nothing was edited, and the new one no more
/// errors.
fn is_like(change: &Change, old: (&[u8], &Tree), new: (&[u8], &Tree)) -> bool {
    let (edits, zones) = (change.edits(), change.zones());
    let ranges = edits.iter().map(|edit| edit.range.clone());
    let before = merged(zones.iter().cloned().chain(ranges).collect());
    let zones = zones
        .iter()
        .map(|zone| moved(edits, zone.start, false)..moved(edits, zone.end, true));
    let ranges = edits.iter().map(|edit| {
        let start = moved(edits, edit.range.start, false);
        start..start + edit.with.len()
    });
    let after = merged(zones.chain(ranges).collect());
    errors(new.1) <= errors(old.1) && leaves(old, &before).eq(leaves(new, &after))
}

/// Where an offset of the old text is in the new one; `after` what is inserted there.
fn moved(edits: &[Edit], at: usize, after: bool) -> usize {
    let before = edits.iter().filter(|edit| {
        edit.range.end < at || edit.range.end == at && (after || !edit.range.is_empty())
    });
    before.fold(at, |moved, edit| {
        // Never below zero: what is taken away lies before `at`.
        moved + edit.with.len() - edit.range.len()
    })
}

/// The same bytes as ranges in order that do not overlap.
fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| range.start);
    ranges.dedup_by(|next, last| {
        let meets = next.start <= last.end;
        if meets {
            last.end = last.end.max(next.end);
        }
        meets
    });
    ranges
}

fn errors(tree: &Tree) -> usize {
    if !tree.root_node().has_error() {
        return 0;
    }
    descendants(tree.root_node())
        .filter(|node| node.is_error() || node.is_missing())
        .count()
}

/// The leaves outside of `touched`, each with its text.
fn leaves<'t>(
    (text, tree): (&'t [u8], &'t Tree),
    touched: &'t [Range<usize>],
) -> impl Iterator<Item = (&'static str, &'t [u8])> {
    descendants(tree.root_node())
        .filter(|node| node.child_count() == 0)
        .map(|node| (node.kind(), node.byte_range()))
        .filter(|(_, leaf)| {
            let next = touched.partition_point(|range| range.end <= leaf.start);
            let is_touched = touched
                .get(next)
                .is_some_and(|range| range.start < leaf.end);
            !leaf.is_empty() && !is_touched
        })
        .map(|(kind, leaf)| (kind, &text[leaf]))
}

#[cfg(test)]
mod tests {
    use super::merged;

    #[test]
    fn ranges_that_touch_are_one() {
        let ranges = vec![5..9, 0..2, 2..4, 7..8, 3..3, 11..11];
        assert_eq!(merged(ranges), [0..4, 5..9, 11..11]);
    }
}
