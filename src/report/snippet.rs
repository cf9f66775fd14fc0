//! A finding's line of source as a terminal shows it: escaped, redacted, cut to the width.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::escape;
use crate::excerpt::{Excerpt, Piece};
use crate::secret::Secret;

/// Stands for what was cut off.
const CUT: &str = "…";

/// Columns round a secret that needs more than one row of the terminal anyway.
const WRAPPED: usize = 40;

/// The line in three parts, each ready to print.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Snippet {
    pub(super) before: String,
    pub(super) secret: String,
    pub(super) after: String,
}

/// The room a snippet has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    /// Columns for the line itself.
    pub(super) columns: usize,
    /// Columns for what is said behind the carets.
    pub(super) label: usize,
}

impl Snippet {
    /// Lays out the excerpt, cutting evenly on both sides of the secret where the line is too
    /// long. `None` if the excerpt has no reported secret. The secret itself is never cut.
    pub(super) fn new(excerpt: &Excerpt, room: Room, show_secrets: bool) -> Option<Self> {
        let at = excerpt
            .pieces
            .iter()
            .position(|piece| matches!(piece, Piece::Secret { reported: true, .. }))?;
        let joined = |pieces: &[Piece]| -> String {
            let shown = pieces.iter().map(|piece| show(piece, show_secrets));
            shown.collect()
        };
        let cut = |is: bool| if is { CUT } else { "" };
        let before = cut(excerpt.cut_before).to_owned() + &joined(&excerpt.pieces[..at]);
        let after = joined(&excerpt.pieces[at + 1..]) + cut(excerpt.cut_after);
        let secret = joined(&excerpt.pieces[at..=at]);

        let (free, label) = match room.columns.saturating_sub(secret.width()) {
            free if free > room.label => (free, room.label),
            _ => (WRAPPED, 0),
        };
        let (left, right) = (before.width(), after.width());
        let left_room = (free / 2).max(free.saturating_sub(right)).min(free - label);
        let right_room = free - left.min(left_room);
        Some(Self {
            before: keep_end(before, left_room),
            secret,
            after: keep_start(after, right_room),
        })
    }

    /// Columns before the carets, and how many carets.
    pub(super) fn carets(&self) -> (usize, usize) {
        (self.before.width(), self.secret.width())
    }
}

/// A line on which no finding is to be pointed at, cut to the width.
pub(super) fn plain(excerpt: &Excerpt, columns: usize, show_secrets: bool) -> String {
    let mut line = if excerpt.cut_before { CUT } else { "" }.to_owned();
    let pieces = excerpt.pieces.iter();
    line.extend(pieces.map(|piece| show(piece, show_secrets)));
    if excerpt.cut_after {
        line.push_str(CUT);
    }
    keep_start(line, columns)
}

fn show(piece: &Piece, show_secrets: bool) -> String {
    match piece {
        Piece::Text(text) => escape::line(text).into_owned(),
        Piece::Secret { secret, .. } if show_secrets => first_line(secret),
        Piece::Secret { secret, .. } => escape::line(&secret.redacted()).into_owned(),
    }
}

fn first_line(secret: &Secret) -> String {
    let text = String::from_utf8_lossy(secret.reveal());
    match text.split_once('\n') {
        None => escape::line(&text).into_owned(),
        Some((first, _)) => {
            escape::line(first.strip_suffix('\r').unwrap_or(first)).into_owned() + CUT
        }
    }
}

/// The end of `text` that fits, behind a mark if something had to go.
fn keep_end(text: String, columns: usize) -> String {
    if text.width() <= columns {
        return text;
    }
    let kept = fitting(text.chars().rev(), columns);
    CUT.to_owned() + &text[text.len() - kept..]
}

/// The start of `text` that fits, with a mark behind it if something had to go.
fn keep_start(mut text: String, columns: usize) -> String {
    if text.width() > columns {
        text.truncate(fitting(text.chars(), columns));
        text.push_str(CUT);
    }
    text
}

/// Bytes of the characters that fit beside the mark.
fn fitting(chars: impl Iterator<Item = char>, columns: usize) -> usize {
    let mut used = CUT.width();
    chars
        .take_while(|c| {
            used += c.width().unwrap_or(0);
            used <= columns
        })
        .map(char::len_utf8)
        .sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const WIDE: Room = Room {
        columns: 200,
        label: 0,
    };

    fn excerpt(before: &str, secret: &[u8], after: &str) -> Excerpt {
        Excerpt {
            pieces: vec![
                Piece::Text(before.to_owned()),
                Piece::Secret {
                    secret: Secret::new(secret, 0),
                    reported: true,
                },
                Piece::Text(after.to_owned()),
            ],
            cut_before: false,
            cut_after: false,
        }
    }

    fn text(snippet: &Snippet) -> String {
        format!("{}{}{}", snippet.before, snippet.secret, snippet.after)
    }

    #[test]
    fn carets_stand_under_the_secret_behind_wide_and_escaped_characters() {
        let excerpt = excerpt("\t鍵\x1b = '", b"abcdefghijkl", "'");
        let snippet = Snippet::new(&excerpt, WIDE, false).unwrap();
        assert_eq!(text(&snippet), "    鍵\\u{1b} = 'abc…'");
        assert_eq!(snippet.carets(), (4 + 2 + 6 + 4, 4));
    }

    #[test]
    fn without_a_reported_secret_there_is_no_snippet() {
        assert_eq!(Snippet::new(&Excerpt::default(), WIDE, false), None);
    }

    #[test]
    fn of_a_secret_over_several_lines_the_first_is_shown() {
        let excerpt = excerpt("", b"-----BEGIN\r\nabc\r\n", "");
        let snippet = Snippet::new(&excerpt, WIDE, true).unwrap();
        assert_eq!(snippet.secret, "-----BEGIN…");
    }

    #[test]
    fn a_long_line_is_cut_where_there_is_most_of_it() {
        let cut = |before, after| {
            let room = Room {
                columns: 24,
                label: 6,
            };
            let (before, after) = ("b".repeat(before), "a".repeat(after));
            text(
                &Snippet::new(&excerpt(&before, b"sixteen letters.", &after), room, false).unwrap(),
            )
        };
        assert_eq!(cut(9, 9), "bbbbbbbbbsixt…aaaaaaaaa");
        assert_eq!(cut(40, 40), "…bbbbbbbbsixt…aaaaaaaaa…");
        assert_eq!(cut(40, 2), "…bbbbbbbbbbbbsixt…aa");
        assert_eq!(cut(2, 40), "bbsixt…aaaaaaaaaaaaaaaa…");
    }

    #[test]
    fn a_secret_wider_than_the_terminal_keeps_what_is_round_it() {
        let excerpt = excerpt("key = '", &[b'k'; 100], "'");
        let room = Room {
            columns: 76,
            label: 16,
        };
        let snippet = Snippet::new(&excerpt, room, true).unwrap();
        assert_eq!((&*snippet.before, &*snippet.after), ("key = '", "'"));
    }

    proptest! {
        #[test]
        fn a_snippet_never_outgrows_its_room(
            before in "[a-zя漢\t\u{1b}]{0,80}",
            after in "[a-zя漢\t\u{1b}]{0,80}",
            columns in 20usize..90,
            label in 0usize..12,
        ) {
            let room = Room { columns, label };
            let snippet = Snippet::new(&excerpt(&before, b"sixteen letters.", &after), room, false).unwrap();
            prop_assert!(text(&snippet).width() <= columns);
            let (indent, carets) = snippet.carets();
            prop_assert!(indent + carets + label <= columns);
        }
    }
}
