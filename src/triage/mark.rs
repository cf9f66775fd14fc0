//! Writes `tightlip:allow` into a text, as a comment of its language.

use std::fmt;
use std::ops::Range;

use super::comment::{Shape, Syntax, syntax};
use super::inside::{Inside, at, is_barred};
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

/// Where a secret stands in which file, and what the mark says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Request<'a> {
    pub(super) path: &'a str,
    pub(super) rule: &'a str,
    pub(super) reason: Option<&'a str>,
}

/// The text with the mark in it, the best way first: behind the line, or on one above.
///
/// # Errors
/// No way is safe.
pub(super) fn marked(
    text: &[u8],
    secret: &Range<usize>,
    request: Request<'_>,
) -> Result<Vec<Vec<u8>>, Refusal> {
    let syntax = syntax(request.path, text)?;
    if !can_name(request.rule) {
        return Err(Refusal::Unheeded);
    }
    let writer = Writer {
        text,
        syntax,
        request,
    };
    let first = writer.line(secret.start);
    let last = writer.line(secret.end.saturating_sub(1).max(secret.start));
    if is_barred(text, syntax.shape, first.start) {
        return Err(Refusal::Inside);
    }
    let mut ways = Vec::new();
    if !syntax.own_line {
        ways.extend(writer.behind(&first));
        if last != first {
            ways.extend(writer.behind(&last));
        }
    }
    ways.extend(writer.above(&first));
    if ways.is_empty() {
        Err(Refusal::Inside)
    } else {
        Ok(ways)
    }
}

struct Writer<'a> {
    text: &'a [u8],
    syntax: Syntax,
    request: Request<'a>,
}

impl Writer<'_> {
    /// The line of a byte, without its end.
    fn line(&self, offset: usize) -> Range<usize> {
        let before = &self.text[..offset];
        let start = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
        let behind = &self.text[offset..];
        let end = memchr::memchr(b'\n', behind).map_or(self.text.len(), |at| offset + at);
        let has_return = self.text[start..end].ends_with(b"\r");
        start..end - usize::from(has_return)
    }

    fn behind(&self, line: &Range<usize>) -> Option<Vec<u8>> {
        let goes_on = self.text[line.clone()].ends_with(b"\\");
        let closes = self.syntax.shape == Shape::Php
            && memchr::memmem::find(&self.text[line.clone()], b"?>").is_some();
        let inside = at(self.text, &self.syntax, line.end);
        let comment = match (self.syntax.comment.line, self.syntax.comment.block) {
            (Some(open), _) if inside != Inside::Text => format!("{open} {}", self.words()),
            (None, Some((open, close))) if inside == Inside::Code => {
                format!("{open} {} {close}", self.words())
            }
            _ => return None,
        };
        (!goes_on && !closes).then(|| self.with(line.end, &format!("{GAP}{comment}")))
    }

    fn above(&self, line: &Range<usize>) -> Option<Vec<u8>> {
        let before = self.text[..line.start].trim_ascii_end();
        let newline = self.text[before.len()..line.start]
            .iter()
            .filter(|byte| **byte == b'\n');
        // Of what stands above an empty line nothing goes on.
        let goes_on = before.ends_with(b"\\") && newline.count() == 1;
        if goes_on || at(self.text, &self.syntax, line.start) != Inside::Code {
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
        for comment in self.own_lines() {
            lines.push_str(&indent);
            lines.push_str(&comment);
            lines.push_str(end);
        }
        Some(self.with(line.start, &lines))
    }

    /// The comment where it has lines of its own. Strict markup has no `--` in comments, so the
    /// reason has one to itself.
    fn own_lines(&self) -> Vec<String> {
        let comment = self.syntax.comment;
        match (comment.line, comment.block) {
            (Some(open), _) => vec![format!("{open} {}", self.words())],
            (None, Some((open, close))) => {
                let shape = self.syntax.shape;
                let is_strict = shape == Shape::Markup { is_strict: true };
                match self.reason() {
                    Some(reason) if is_strict => vec![
                        format!("{open} {reason} {close}"),
                        format!("{open} {} {close}", self.mark()),
                    ],
                    _ => vec![format!("{open} {} {close}", self.words())],
                }
            }
            (None, None) => Vec::new(),
        }
    }

    /// `tightlip:allow rule -- reason`.
    fn words(&self) -> String {
        match self.reason() {
            Some(reason) => format!("{} -- {reason}", self.mark()),
            None => self.mark(),
        }
    }

    fn mark(&self) -> String {
        format!("{MARK} {}", self.request.rule)
    }

    /// On one line, and without what would end the comment.
    fn reason(&self) -> Option<String> {
        let said = self.request.reason?;
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

    fn with(&self, at: usize, addition: &str) -> Vec<u8> {
        [&self.text[..at], addition.as_bytes(), &self.text[at..]].concat()
    }
}

#[cfg(test)]
mod tests;
