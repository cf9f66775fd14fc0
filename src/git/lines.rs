//! Which lines of a text are new.

use std::ops::Range;

use git2::{DiffOptions, Patch};

/// The lines of `after` that `git diff` would show as added or changed since `before`: 1-based,
/// sorted and apart. `None`: all of them, or it cannot be told.
#[must_use]
pub fn added_lines(before: &[u8], after: &[u8]) -> Option<Vec<Range<u64>>> {
    if before == after {
        return Some(Vec::new());
    }
    let mut options = DiffOptions::new();
    // Neither a NUL nor an attribute of the repository may hide lines.
    options.force_text(true).context_lines(0).interhunk_lines(0);
    let patch = Patch::from_buffers(before, None, after, None, Some(&mut options)).ok()?;
    let hunks: Vec<_> = (0..patch.num_hunks())
        .map(|at| patch.hunk(at))
        .collect::<Result<_, _>>()
        .ok()?;
    // Texts that differ have hunks, unless libgit2 thought them too large to compare.
    hunks.first()?;
    let ranges = hunks.iter().filter_map(|(hunk, _)| {
        let start = u64::from(hunk.new_start());
        let lines = u64::from(hunk.new_lines());
        (lines > 0).then_some(start..start + lines)
    });
    Some(ranges.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// First line and the one behind the last.
    fn added(before: &str, after: &str) -> Vec<(u64, u64)> {
        let ranges = added_lines(before.as_bytes(), after.as_bytes()).unwrap();
        ranges
            .iter()
            .map(|range| (range.start, range.end))
            .collect()
    }

    #[test]
    fn lines_are_counted_from_one() {
        assert_eq!(added("a\nb\nc\n", "a\nB\nc\nd\n"), [(2, 3), (4, 5)]);
        assert_eq!(added("", "a\nb\n"), [(1, 3)]);
        assert_eq!(added("a\nb\n", "new\na\nb\n"), [(1, 2)]);
    }

    #[test]
    fn deleted_lines_add_none() {
        assert_eq!(added("a\nb\nc\n", "a\nc\n"), []);
        assert_eq!(added("a\n", ""), []);
        assert_eq!(added("same\n", "same\n"), []);
    }

    #[test]
    fn a_line_end_at_the_end_of_the_file_counts_as_git_counts_it() {
        assert_eq!(added("a\nb", "a\nb\n"), [(2, 3)]);
        assert_eq!(added("a\r\nb\n", "a\nb\n"), [(1, 2)]);
    }

    #[test]
    fn bytes_that_look_binary_are_compared_all_the_same() {
        assert_eq!(added("a\0\nb\n", "a\0\nb\0\n"), [(2, 3)]);
    }

    proptest! {
        /// Lines outside the ranges are, in order, lines of the old text.
        #[test]
        fn every_line_that_is_not_added_was_there(
            before in proptest::collection::vec("[abc]{0,2}", 0..12),
            after in proptest::collection::vec("[abc]{0,2}", 0..12),
        ) {
            let text = |lines: &[String]| lines.iter().fold(String::new(), |text, line| text + line + "\n");
            let ranges = added(&text(&before), &text(&after));
            prop_assert!(ranges.windows(2).all(|pair| pair[0].1 < pair[1].0));
            let mut old = before.iter();
            for (at, line) in (1..).zip(&after) {
                if !ranges.iter().any(|(start, end)| (*start..*end).contains(&at)) {
                    prop_assert!(old.any(|kept| kept == line), "line {at} was not there");
                }
            }
        }
    }
}
