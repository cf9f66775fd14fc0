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

    /// The same, with ranges of which nothing may be shown where they reach beyond the secrets.
    #[must_use]
    pub fn with_hidden(mut self, ranges: impl IntoIterator<Item = Range<usize>>) -> Self {
        let hidden: Vec<Range<usize>> = ranges.into_iter().collect();
        if !hidden.is_empty() {
            self.marks = beside(self.marks, hidden);
        }
        self
    }

    /// Cuts the excerpt for the secret that begins at byte `at`, out of the line that holds it.
    /// What is `suspect` in the texts between secrets is not shown either. The work is bounded by
    /// the secret's length, whatever the line's.
    #[must_use]
    pub fn excerpt(
        &self,
        line: Range<usize>,
        at: usize,
        suspect: impl Fn(Range<usize>) -> Vec<Range<usize>>,
    ) -> Excerpt {
        let reported = self
            .from(at)
            .first()
            .map(|mark| mark.range.clone())
            .filter(|range| range.contains(&at))
            .unwrap_or(at..at);
        let window = self.window(&line, &reported);
        let marks = self.marks_in(&line, &window, &reported);
        let hidden = between(&marks, &window).flat_map(suspect).collect();
        let marks = beside(marks, hidden);

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
        // What is cut through could be a secret that nobody sees any more: it goes whole.
        let ends = |byte: &u8| byte.is_ascii_whitespace() || b"\"'`,;()[]{}<>".contains(byte);
        if start > line.start && !ends(&self.text[start - 1]) {
            let cut = self.text[start..reported.start].iter().position(ends);
            start += cut.unwrap_or(0);
        }
        if end < line.end && !ends(&self.text[end]) {
            let cut = self.text[reported.end..end].iter().rposition(ends);
            end = cut.map_or(end, |cut| reported.end + cut + 1);
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
                .map(Mark::hidden)
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) range: Range<usize>,
    /// `None`: nothing of it may be shown.
    pub(crate) public_prefix: Option<usize>,
}

impl Mark {
    fn hidden(range: Range<usize>) -> Self {
        Self {
            range,
            public_prefix: None,
        }
    }

    fn covers(&self, range: &Range<usize>) -> bool {
        self.range.start <= range.start && range.end <= self.range.end
    }

    /// The secret in the text, or as much of it as stands from the line's start on.
    pub(crate) fn secret(&self, text: &[u8], line: &Range<usize>) -> Secret {
        let shown = &text[self.range.start.max(line.start)..self.range.end];
        match self.public_prefix {
            Some(prefix) if self.range.start >= line.start => Secret::new(shown, prefix),
            _ => Secret::hidden(shown),
        }
    }
}

/// The texts between marks.
fn between(marks: &[Mark], window: &Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let starts = marks.iter().map(|mark| mark.range.end);
    let ends = marks.iter().map(|mark| mark.range.start);
    std::iter::once(window.start)
        .chain(starts)
        .zip(ends.chain([window.end]))
        .filter(|(start, end)| start < end)
        .map(|(start, end)| start..end)
}

/// Marks that are sorted and apart, and what of the ranges in `hidden` lies beside them: what may
/// be shown of a secret does not depend on them.
fn beside(marks: Vec<Mark>, hidden: Vec<Range<usize>>) -> Vec<Mark> {
    let hidden = merged(hidden.into_iter().map(Mark::hidden).collect());
    let mut all = Vec::with_capacity(marks.len() + hidden.len());
    for Mark { mut range, .. } in hidden {
        let first = marks.partition_point(|mark| mark.range.end <= range.start);
        for mark in &marks[first..] {
            if mark.range.start >= range.end {
                break;
            }
            if range.start < mark.range.start {
                all.push(Mark::hidden(range.start..mark.range.start));
            }
            range.start = mark.range.end;
        }
        if range.start < range.end {
            all.push(Mark::hidden(range));
        }
    }
    if all.is_empty() {
        return marks;
    }
    all.extend(marks);
    all.sort_by_key(|mark| mark.range.start);
    all
}

/// Sorts marks and makes one of those that overlap: what may be shown of one could be the inside
/// of the other, so nothing is.
pub(crate) fn merged(mut marks: Vec<Mark>) -> Vec<Mark> {
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
mod tests;
