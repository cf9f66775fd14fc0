//! The line that a finding shows, cut to a readable length, with every secret on it set apart.

use std::ops::Range;

use memchr::memmem;

use crate::secret::Secret;

/// Bytes of the line kept on either side of the reported secret, at most.
const REACH: usize = 200;
/// Other secrets shown on either side of the reported one, at most: a line may be full of them.
const MOST_BESIDE: usize = 8;
/// A further copy of the reported secret is looked for on the line from this length on;
/// anything shorter is likely to be a part of ordinary words.
const SHORTEST_COPY: usize = 4;

/// One line of source, split so that every secret on it is a [`Secret`].
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Excerpt {
    /// The pieces of the line, in order.
    pub pieces: Vec<Piece>,
    /// Whether something was cut off before the first piece.
    pub cut_before: bool,
    /// Whether something was cut off after the last piece.
    pub cut_after: bool,
}

/// A piece of an [`Excerpt`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Ordinary text, as decoded; not yet escaped for any output.
    Text(String),
    /// A secret on the line.
    Secret {
        /// The secret, even where it goes on behind the line; of one that began on an earlier
        /// line only what stands from here on.
        secret: Secret,
        /// Whether it is the one this finding reports.
        reported: bool,
    },
}

/// A text and every secret in it: cuts excerpts in which none of them is ordinary text.
#[derive(Debug)]
pub struct Marked<'t> {
    text: &'t [u8],
    marks: Vec<Mark>,
}

impl<'t> Marked<'t> {
    /// Takes the secrets' byte ranges in `text`, in any order, each with the length of its
    /// [public prefix](Secret::new).
    #[must_use]
    pub fn new(text: &'t [u8], secrets: impl IntoIterator<Item = (Range<usize>, usize)>) -> Self {
        let marks = secrets
            .into_iter()
            .map(|(range, public_prefix)| Mark {
                range,
                public_prefix: Some(public_prefix),
            })
            .collect();
        Self {
            text,
            marks: merged(marks),
        }
    }

    /// Cuts the excerpt for the secret that begins at byte `at`, out of the line that holds it.
    /// The work is bounded by the secret's length, whatever the line's.
    #[must_use]
    pub fn excerpt(&self, line: Range<usize>, at: usize) -> Excerpt {
        let reported = self
            .from(at)
            .first()
            .map(|mark| mark.range.clone())
            .filter(|range| range.contains(&at))
            .unwrap_or(at..at);
        let window = self.window(&line, &reported);
        let marks = self.marks_in(&line, &window, &reported);

        let start = marks
            .first()
            .map_or(window.start, |mark| window.start.min(mark.range.start));
        let mut pieces = Vec::with_capacity(2 * marks.len() + 1);
        let mut done = window.start;
        for mark in &marks {
            self.push_text(done..mark.range.start, &mut pieces);
            pieces.push(Piece::Secret {
                secret: mark.secret(self.text, &line),
                reported: mark.range == reported,
            });
            done = mark.range.end;
        }
        self.push_text(done..window.end, &mut pieces);
        Excerpt {
            pieces,
            cut_before: start > line.start,
            cut_after: done.max(window.end) < line.end,
        }
    }

    /// The marks that end behind `offset`.
    fn from(&self, offset: usize) -> &[Mark] {
        let first = self.marks.partition_point(|mark| mark.range.end <= offset);
        &self.marks[first..]
    }

    /// [`REACH`] bytes on either side of the reported secret, or [`MOST_BESIDE`] other secrets,
    /// within the line, on characters.
    fn window(&self, line: &Range<usize>, reported: &Range<usize>) -> Range<usize> {
        let inside = |at: usize| (0x80..0xC0).contains(&self.text[at]);
        let mut start = line.start.max(reported.start.saturating_sub(REACH));
        if start > line.start {
            let longest = reported.start.min(start + 3);
            start = (start..longest).find(|at| !inside(*at)).unwrap_or(longest);
        }
        let mut end = line.end.min(reported.end + REACH);
        if end < line.end {
            let shortest = reported.end.max(end - 3);
            end = (shortest..=end)
                .rev()
                .find(|at| !inside(*at))
                .unwrap_or(shortest);
        }
        let before = self
            .marks
            .partition_point(|mark| mark.range.end <= reported.start);
        if let Some(furthest) = before.checked_sub(MOST_BESIDE + 1) {
            start = start.max(self.marks[furthest].range.end);
        }
        let behind = self
            .marks
            .partition_point(|mark| mark.range.start < reported.end);
        if let Some(furthest) = self.marks.get(behind + MOST_BESIDE) {
            end = end.min(furthest.range.start);
        }
        start..end
    }

    /// What must not be text between the window's ends: the marks there, and copies of the
    /// reported secret that no detector saw (`token = "…" # was …`).
    fn marks_in(
        &self,
        line: &Range<usize>,
        window: &Range<usize>,
        reported: &Range<usize>,
    ) -> Vec<Mark> {
        let mut marks: Vec<Mark> = self
            .from(window.start)
            .iter()
            .take_while(|mark| mark.range.start < window.end)
            .cloned()
            .collect();
        if reported.len() < SHORTEST_COPY || reported.start < line.start || reported.end > line.end
        {
            return marks;
        }
        let from = line.start.max(window.start.saturating_sub(reported.len()));
        let to = line.end.min(window.end + reported.len());
        let copies: Vec<Mark> =
            memmem::find_iter(&self.text[from..to], &self.text[reported.clone()])
                .map(|at| from + at..from + at + reported.len())
                .filter(|copy| copy.start < window.end && copy.end > window.start)
                .filter(|copy| copy.end <= reported.start || copy.start >= reported.end)
                .filter(|copy| !marks.iter().any(|mark| mark.covers(copy)))
                .map(|range| Mark {
                    range,
                    public_prefix: None,
                })
                .collect();
        if !copies.is_empty() {
            marks.extend(copies);
            marks = merged(marks);
        }
        marks
    }

    fn push_text(&self, range: Range<usize>, pieces: &mut Vec<Piece>) {
        if range.start < range.end {
            let text = String::from_utf8_lossy(&self.text[range]);
            pieces.push(Piece::Text(text.into_owned()));
        }
    }
}

/// Where a secret stands in a text.
#[derive(Clone, Debug)]
struct Mark {
    range: Range<usize>,
    /// `None`: nothing of it may be shown.
    public_prefix: Option<usize>,
}

impl Mark {
    fn covers(&self, range: &Range<usize>) -> bool {
        self.range.start <= range.start && range.end <= self.range.end
    }

    fn secret(&self, text: &[u8], line: &Range<usize>) -> Secret {
        let shown = &text[self.range.start.max(line.start)..self.range.end];
        match self.public_prefix {
            Some(prefix) if self.range.start >= line.start => Secret::new(shown, prefix),
            _ => Secret::hidden(shown),
        }
    }
}

/// Sorts marks and makes one of those that overlap: what may be shown of one could be the inside
/// of the other, so nothing is.
fn merged(mut marks: Vec<Mark>) -> Vec<Mark> {
    marks.retain(|mark| !mark.range.is_empty());
    marks.sort_by_key(|mark| (mark.range.start, mark.range.end));
    marks.dedup_by(|next, kept| {
        if next.range.start >= kept.range.end {
            return false;
        }
        kept.public_prefix = if next.range == kept.range {
            kept.public_prefix.min(next.public_prefix)
        } else {
            None
        };
        kept.range.end = kept.range.end.max(next.range.end);
        true
    });
    marks
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::span::{LineIndex, Position};

    fn cut(text: &[u8], secrets: &[(usize, usize)], at: usize) -> Excerpt {
        let line = LineIndex::new(text, Position::START).line(at);
        let secrets = secrets.iter().map(|(start, end)| (*start..*end, 0));
        Marked::new(text, secrets).excerpt(line, at)
    }

    /// Secrets in brackets as redacted, `*` for the reported one, `~` where something was cut off.
    fn shown(excerpt: &Excerpt) -> String {
        let cut = |is: bool| if is { "~" } else { "" };
        let pieces: String = excerpt
            .pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.clone(),
                Piece::Secret { secret, reported } => {
                    format!("[{secret}{}]", if *reported { "*" } else { "" })
                }
            })
            .collect();
        format!(
            "{}{pieces}{}",
            cut(excerpt.cut_before),
            cut(excerpt.cut_after)
        )
    }

    #[test]
    fn every_secret_of_the_line_is_set_apart() {
        let text = b"x\na=AAAAAAAA b=BBBBBBBB c\ny=CCCCCCCC";
        let secrets = [(28, 36), (4, 12), (15, 23)];
        assert_eq!(shown(&cut(text, &secrets, 15)), "a=[AA…] b=[BB…*] c");
        assert_eq!(shown(&cut(text, &secrets, 28)), "y=[CC…*]");
    }

    #[test]
    fn overlapping_secrets_become_one_that_shows_nothing() {
        let text = b"k=abcdEFGHIJKLmnop;";
        assert_eq!(shown(&cut(text, &[(2, 18), (6, 14)], 6)), "k=[…*];");
        assert_eq!(shown(&cut(text, &[(2, 10), (6, 18)], 2)), "k=[…*];");
        assert_eq!(shown(&cut(text, &[(2, 18), (2, 18)], 2)), "k=[abcd…*];");
        assert_eq!(
            shown(&cut(text, &[(2, 10), (10, 18)], 10)),
            "k=[ab…][IJ…*];"
        );
    }

    #[test]
    fn a_secret_that_ends_on_a_later_line_keeps_its_prefix() {
        let text = b"k = -----BEGIN-----\nAAAA\nBBBB\nCCCC\n-----END-----";
        let marked = Marked::new(text, [(4..text.len(), 15)]);
        let first = marked.excerpt(0..19, 4);
        assert_eq!(shown(&first), "k = [-----BEGIN-…*]");
        let second = marked.excerpt(20..24, 20);
        assert_eq!(shown(&second), "[…*]");
    }

    #[test]
    fn a_copy_that_no_detector_saw_is_hidden_too() {
        let text = b"a=SECRET99 # was SECRET99, SECRET98";
        assert_eq!(
            shown(&cut(text, &[(2, 10)], 2)),
            "a=[SE…*] # was […], SECRET98"
        );
        let mut far = b"a=SECRET99".to_vec();
        far.extend([b' '; REACH - 3]);
        far.extend(b"SECRET99 tail");
        let excerpt = cut(&far, &[(2, 10)], 2);
        assert!(shown(&excerpt).ends_with(" […]~"), "{}", shown(&excerpt));
    }

    #[test]
    fn long_lines_are_cut_on_characters() {
        let text = format!("{}key=SECRET99{}", "я".repeat(500), "漢".repeat(500));
        let at = text.find("SECRET").unwrap();
        let excerpt = cut(text.as_bytes(), &[(at, at + 8)], at);
        let expected = format!(
            "~{}key=[SE…*]{}~",
            "я".repeat((REACH - 4) / 2),
            "漢".repeat(REACH / 3)
        );
        assert_eq!(shown(&excerpt), expected);
    }

    #[test]
    fn an_excerpt_of_a_line_full_of_secrets_stays_small() {
        let text = b"\"AAAAAAAAAAAA\",".repeat(2_000);
        let secrets = (0..2_000).map(|index| (index * 15 + 1..index * 15 + 13, 0));
        let marked = Marked::new(&text, secrets);
        for at in (1..text.len()).step_by(15) {
            let excerpt = marked.excerpt(0..text.len(), at);
            assert!(excerpt.pieces.len() <= 4 * (MOST_BESIDE + 1));
            assert!(excerpt.cut_before || at < 15 * (MOST_BESIDE + 1));
        }
    }

    /// A line whose capitals, and only they, are inside secrets; and those secrets.
    fn marked_line() -> impl Strategy<Value = (Vec<u8>, Vec<Range<usize>>)> {
        let range = (0..900usize, 1..60usize).prop_map(|(start, len)| start..start + len);
        (
            prop::collection::vec(prop::sample::select(b"abc \xd1\x8f\xff".to_vec()), 1000),
            prop::collection::vec(range, 1..40),
        )
            .prop_map(|(mut text, secrets)| {
                for secret in &secrets {
                    for (index, byte) in text[secret.clone()].iter_mut().enumerate() {
                        *byte = b'A' + (index % 26) as u8;
                    }
                }
                (text, secrets)
            })
    }

    proptest! {
        #[test]
        fn no_byte_of_a_secret_is_ever_text((text, secrets) in marked_line()) {
            let marked = Marked::new(&text, secrets.iter().map(|range| (range.clone(), 3)));
            for secret in &secrets {
                let excerpt = marked.excerpt(0..text.len(), secret.start);
                let mut reports = 0;
                for piece in &excerpt.pieces {
                    match piece {
                        Piece::Text(text) => {
                            prop_assert!(!text.contains(|c: char| c.is_ascii_uppercase()), "{text}");
                        }
                        Piece::Secret { reported, .. } => reports += usize::from(*reported),
                    }
                }
                prop_assert_eq!(reports, 1);
            }
        }

        #[test]
        fn pieces_put_together_are_the_line(
            text in "[a-cя漢 ]{0,300}SECRET[a-cя漢 ]{0,300}",
        ) {
            let at = text.find("SECRET").unwrap();
            let excerpt = cut(text.as_bytes(), &[(at, at + 6)], at);
            let whole: String = excerpt
                .pieces
                .iter()
                .map(|piece| match piece {
                    Piece::Text(text) => text.clone(),
                    Piece::Secret { secret, .. } => {
                        String::from_utf8(secret.reveal().to_vec()).unwrap()
                    }
                })
                .collect();
            prop_assert!(text.contains(&whole));
            prop_assert_eq!(text.starts_with(&whole), !excerpt.cut_before);
            prop_assert_eq!(text.ends_with(&whole), !excerpt.cut_after);
            prop_assert!(whole.len() <= 2 * REACH + 6);
        }
    }
}
