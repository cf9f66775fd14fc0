//! Writes `tightlip:allow` into a text, as a comment of its language.

use std::fmt;
use std::ops::Range;

use super::comment::{Shape, Syntax, syntax};
use super::inside::{Inside, Map, is_barred, is_loose};
use super::unread::readable;
use crate::detect::can_name;

/// The mark.
const MARK: &str = "tightlip:allow";
/// Bytes of a reason that are written; more would not be read back.
const LONGEST_REASON: usize = 180;
/// Stands between code and a comment behind it.
const GAP: &str = "  ";

/// Why no comment is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The format has none.
    NoComments,
    /// How they are written is not known.
    Unknown,
    /// It would be a part of the text round it.
    Inside,
    /// It would not be heeded.
    Unheeded,
    /// The finding is not in a file of the working tree.
    NoFile,
    /// The finding is about a file as a whole.
    Whole,
    /// The file is not what was scanned.
    Changed,
    /// Another decision stands, which must be undone first.
    Decided,
}

impl Refusal {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::NoComments,
        Self::Unknown,
        Self::Inside,
        Self::Unheeded,
        Self::NoFile,
        Self::Whole,
        Self::Changed,
        Self::Decided,
    ];

    /// A short word for programs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::NoComments => "no-comments",
            Self::Unknown => "unknown-comments",
            Self::Inside => "inside-text",
            Self::Unheeded => "unheeded",
            Self::NoFile => "no-file",
            Self::Whole => "whole-file",
            Self::Changed => "changed",
            Self::Decided => "decided",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoComments => "files of this kind have no comments",
            Self::Unknown => "how comments are written in such a file is not known",
            Self::Inside => "a comment there would become a part of the text round it",
            Self::Unheeded => "a comment there would not be heeded",
            Self::NoFile => "it is not in a file of the working tree",
            Self::Whole => "it is about the file as a whole",
            Self::Changed => "the file is not as it was when it was scanned",
            Self::Decided => "its file was changed for it already; undo that first",
        })
    }
}

/// What is put into a text, and before which byte.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Addition {
    pub(super) at: usize,
    pub(super) text: String,
}

/// Writes marks into one text.
pub(super) struct Writer<'a> {
    text: &'a [u8],
    syntax: Syntax,
    map: Map,
    /// How far the text is understood.
    readable: usize,
    reason: Option<&'a str>,
}

impl<'a> Writer<'a> {
    /// For the file at `path`, which holds `text`.
    ///
    /// # Errors
    /// How comments are written there is not known.
    pub(super) fn new(
        path: &str,
        text: &'a [u8],
        reason: Option<&'a str>,
    ) -> Result<Self, Refusal> {
        let syntax = syntax(path, text)?;
        Ok(Self {
            text,
            map: Map::new(text, &syntax),
            readable: readable(text, path, &syntax),
            syntax,
            reason,
        })
    }

    /// Ways to mark a secret, the best first: behind the line, or on one above.
    ///
    /// # Errors
    /// No way is safe.
    pub(super) fn ways(&self, secret: &Range<usize>, rule: &str) -> Result<Vec<Addition>, Refusal> {
        if !can_name(rule) {
            return Err(Refusal::Unheeded);
        }
        let first = self.line(secret.start);
        let last = self.line(secret.end.saturating_sub(1).max(secret.start));
        if last.end > self.readable || is_barred(self.text, self.syntax.shape, first.start) {
            return Err(Refusal::Inside);
        }
        let mut ways = Vec::new();
        if !self.syntax.own_line {
            ways.extend(self.behind(&first, rule));
            if last != first {
                ways.extend(self.behind(&last, rule));
            }
        }
        ways.extend(self.above(&first, rule));
        if ways.is_empty() {
            Err(Refusal::Inside)
        } else {
            Ok(ways)
        }
    }

    /// The line of a byte, without its end.
    fn line(&self, offset: usize) -> Range<usize> {
        let before = &self.text[..offset];
        let start = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
        let behind = &self.text[offset..];
        let end = memchr::memchr(b'\n', behind).map_or(self.text.len(), |at| offset + at);
        let has_return = self.text[start..end].ends_with(b"\r");
        start..end - usize::from(has_return)
    }

    fn behind(&self, line: &Range<usize>, rule: &str) -> Option<Addition> {
        let goes_on = self.text[line.clone()].ends_with(b"\\");
        let closes = self.syntax.shape == Shape::Php
            && memchr::memmem::find(&self.text[line.clone()], b"?>").is_some();
        let inside = self.map.at(line.end);
        let comment = match (self.syntax.comment.line, self.syntax.comment.block) {
            (Some(open), _) if inside != Inside::Text => format!("{open} {}", self.words(rule)),
            (None, Some((open, close))) if inside == Inside::Code => {
                format!("{open} {} {close}", self.words(rule))
            }
            _ => return None,
        };
        let is_split = self.syntax.shape == Shape::Yaml && self.is_carried_on(line);
        (!goes_on && !closes && !is_split).then(|| Addition {
            at: line.end,
            text: format!("{GAP}{comment}"),
        })
    }

    /// Whether the value of a line of YAML has more of it on the next one, further in.
    fn is_carried_on(&self, line: &Range<usize>) -> bool {
        let indent = |line: &[u8]| line.iter().take_while(|byte| **byte == b' ').count();
        let mut below = self.text[line.end..].split(|byte| *byte == b'\n').skip(1);
        let next = below.find(|line| !line.trim_ascii().is_empty());
        next.is_some_and(|next| is_loose(next) && indent(next) > indent(&self.text[line.clone()]))
    }

    fn above(&self, line: &Range<usize>, rule: &str) -> Option<Addition> {
        let before = self.text[..line.start].trim_ascii_end();
        let newline = self.text[before.len()..line.start]
            .iter()
            .filter(|byte| **byte == b'\n');
        // Of what stands above an empty line nothing goes on.
        let goes_on = before.ends_with(b"\\") && newline.count() == 1;
        let is_outside = self.syntax.shape == Shape::Php
            && memchr::memmem::rfind(before, b"<?") <= memchr::memmem::rfind(before, b"?>");
        if goes_on || is_outside || self.map.at(line.start) != Inside::Code {
            return None;
        }
        let indent = self.text[line.clone()]
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'\t'))
            .count();
        let indent = String::from_utf8_lossy(&self.text[line.start..line.start + indent]);
        let end = match self.text.get(line.end) {
            Some(b'\r') => "\r\n",
            _ => "\n",
        };
        let mut lines = String::new();
        for comment in self.own_lines(rule) {
            lines.push_str(&indent);
            lines.push_str(&comment);
            lines.push_str(end);
        }
        Some(Addition {
            at: line.start,
            text: lines,
        })
    }

    /// The comment where it has lines of its own. Strict markup has no `--` in comments, so the
    /// reason has one to itself.
    fn own_lines(&self, rule: &str) -> Vec<String> {
        let comment = self.syntax.comment;
        match (comment.line, comment.block) {
            (Some(open), _) => vec![format!("{open} {}", self.words(rule))],
            (None, Some((open, close))) => {
                let shape = self.syntax.shape;
                let is_strict = shape == Shape::Markup { is_strict: true };
                match self.said() {
                    Some(reason) if is_strict => vec![
                        format!("{open} {reason} {close}"),
                        format!("{open} {} {close}", mark(rule)),
                    ],
                    _ => vec![format!("{open} {} {close}", self.words(rule))],
                }
            }
            (None, None) => Vec::new(),
        }
    }

    /// `tightlip:allow rule -- reason`.
    fn words(&self, rule: &str) -> String {
        match self.said() {
            Some(reason) => format!("{} -- {reason}", mark(rule)),
            None => mark(rule),
        }
    }

    /// On one line, and without what would end the comment.
    fn said(&self) -> Option<String> {
        let said = self.reason?;
        let mut reason: String = said
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        if self.syntax.comment.line.is_none() {
            while reason.contains("--") {
                reason = reason.replace("--", "-");
            }
            reason = reason.replace("*/", "* /");
        } else if self.syntax.shape == Shape::Php {
            reason = reason.replace("?>", "? >");
        }
        let mut end = reason.len().min(LONGEST_REASON);
        while !reason.is_char_boundary(end) {
            end -= 1;
        }
        let reason = reason[..end].trim().trim_end_matches('\\').trim();
        (!reason.is_empty()).then(|| reason.to_owned())
    }
}

fn mark(rule: &str) -> String {
    format!("{MARK} {rule}")
}

/// The text with additions in it, which are in order.
pub(super) fn with(text: &[u8], additions: &[Addition]) -> Vec<u8> {
    let mut whole = Vec::with_capacity(text.len() + additions.len() * 64);
    let mut from = 0;
    for Addition { at, text: added } in additions {
        whole.extend_from_slice(&text[from..*at]);
        whole.extend_from_slice(added.as_bytes());
        from = *at;
    }
    whole.extend_from_slice(&text[from..]);
    whole
}

#[cfg(test)]
mod tests;
