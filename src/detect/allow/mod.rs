//! Inline marks by which a user says that a secret may stay: ours and those of other tools.

mod comment;
mod ours;
mod theirs;

use std::ops::Range;
use std::sync::LazyLock;

use regex_automata::util::prefilter::Prefilter;
use regex_automata::{MatchKind, Span};

use crate::allowed::Allowed;
use crate::span::LineIndex;
use comment::Comments;
pub(crate) use ours::can_name;

/// Bytes of a line searched for a mark, on either side of the secret.
const LINE_REACH: usize = 1024;

/// The marks of one text.
pub(super) struct Marks<'t> {
    text: &'t [u8],
    /// Where a region is open, and by which mark. A region that begins in an earlier window of a
    /// huge file is not seen: what it would allow is reported.
    regions: Vec<(&'static str, Range<usize>)>,
    /// Whether there is any mark at all: most texts have none.
    any: bool,
    comments: Comments,
    /// Whether a comment has an empty line behind it, as in reStructuredText.
    is_apart: bool,
}

impl<'t> Marks<'t> {
    /// Looks for regions; marks on lines are looked for when asked.
    pub(super) fn new(text: &'t [u8], path: &str) -> Self {
        if !has_stem(text) {
            return Self {
                text,
                regions: Vec::new(),
                any: false,
                comments: Comments::ANY,
                is_apart: false,
            };
        }
        let comments = Comments::of(path);
        Self {
            text,
            regions: theirs::regions(text, comments),
            any: true,
            comments,
            is_apart: ends_with(path, ".rst"),
        }
    }

    /// Whether, and by which mark, a finding of `rule` in `secret` is allowed.
    pub(super) fn of(
        &self,
        lines: &LineIndex<'_>,
        secret: &Range<usize>,
        rule: &str,
    ) -> Option<Allowed> {
        if !self.any {
            return None;
        }
        let text = self.text;
        let first = lines.line(secret.start);
        let last = lines.line(secret.end.saturating_sub(1).max(secret.start));
        let own = [&first, &last].into_iter().find_map(|line| {
            let start = line.start.max(secret.start.saturating_sub(LINE_REACH));
            let reach = line.end.min(secret.end + LINE_REACH) - start;
            self.on_line(&text[start..line.end], reach, rule)
        });
        own.or_else(|| {
            let above = lines.line(first.start.checked_sub(1)?);
            let is_empty = text[above.clone()].trim_ascii().is_empty();
            if !(self.is_apart && is_empty) {
                return self.line_above(&text[near(&above)], rule);
            }
            let above = lines.line(above.start.checked_sub(1)?);
            let line = &text[near(&above)];
            let is_comment = line.trim_ascii_start().starts_with(b"..");
            is_comment.then(|| self.line_above(line, rule)).flatten()
        })
        .or_else(|| {
            let next = self
                .regions
                .partition_point(|(_, region)| region.start <= secret.start);
            let (mark, region) = &self.regions[next.checked_sub(1)?];
            region.contains(&secret.start).then(|| inline(mark))
        })
    }
}

/// The end of a line, as far as a mark on it is looked for.
fn near(line: &Range<usize>) -> Range<usize> {
    line.start.max(line.end.saturating_sub(LINE_REACH))..line.end
}

fn ends_with(path: &str, ending: &str) -> bool {
    let start = path.len().saturating_sub(ending.len());
    let tail = path.as_bytes().get(start..).unwrap_or_default();
    tail.eq_ignore_ascii_case(ending.as_bytes())
}

/// Whether `text` may hold a mark.
fn has_stem(text: &[u8]) -> bool {
    // All of them are looked for at once.
    static ANY: LazyLock<Option<Prefilter>> =
        LazyLock::new(|| Prefilter::new(MatchKind::All, &stems().collect::<Vec<_>>()));
    match &*ANY {
        Some(any) => any.find(text, Span::from(0..text.len())).is_some(),
        None => stems().any(|stem| find(text, stem).is_some()),
    }
}

fn stems() -> impl Iterator<Item = &'static str> {
    theirs::STEMS.into_iter().chain([ours::OURS])
}

fn inline(mark: &'static str) -> Allowed {
    Allowed::Inline { mark, reason: None }
}

impl Marks<'_> {
    /// The mark that begins within the first `reach` bytes of `line` and covers `rule`.
    fn on_line(&self, line: &[u8], reach: usize, rule: &str) -> Option<Allowed> {
        let near = &line[..reach];
        if !has_stem(near) {
            return None;
        }
        let ours = ours::at(near).and_then(|at| ours::covering(line, at, rule));
        ours.or_else(|| theirs::same_line(near, self.comments).map(inline))
    }

    fn line_above(&self, line: &[u8], rule: &str) -> Option<Allowed> {
        let ours = ours::at(line).filter(|at| begins_comment(&line[..*at]));
        let ours = ours.and_then(|at| ours::covering(line, at, rule));
        ours.or_else(|| theirs::next_line(line, self.comments).map(inline))
    }
}

/// Whether what stands before a mark is the beginning of a comment: signs alone, or a word by which
/// comments begin.
fn begins_comment(before: &[u8]) -> bool {
    let word = before.trim_ascii().to_ascii_lowercase();
    !word.iter().any(u8::is_ascii_alphanumeric) || [&b"rem"[..], b"@rem", b"dnl"].contains(&&*word)
}

fn find(line: &[u8], mark: &str) -> Option<usize> {
    memchr::memmem::find(line, mark.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::Position;

    fn marked(text: &str) -> Option<&'static str> {
        marked_in("a.txt.unknown", text)
    }

    fn marked_in(path: &str, text: &str) -> Option<&'static str> {
        let lines = LineIndex::new(text.as_bytes(), Position::START);
        let at = text.find("SECRET").unwrap();
        match Marks::new(text.as_bytes(), path).of(&lines, &(at..at + 6), "acme-key")? {
            Allowed::Inline { mark, .. } => Some(mark),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn our_mark_on_the_line_or_alone_above_it() {
        assert_eq!(marked("k = 'SECRET'  # tightlip:allow"), Some(ours::OURS));
        assert_eq!(marked("# tightlip:allow\nk = 'SECRET'"), Some(ours::OURS));
        assert_eq!(
            marked("<!-- tightlip:allow -->\n<k>SECRET</k>"),
            Some(ours::OURS)
        );
        assert_eq!(marked("REM tightlip:allow\nset K=SECRET"), Some(ours::OURS));
        assert_eq!(marked("premium tightlip:allow\nset K=SECRET"), None);
        assert_eq!(marked("j = 1  # tightlip:allow\nk = 'SECRET'"), None);
        assert_eq!(marked("# tightlip:allow\n\nk = 'SECRET'"), None);
    }

    #[test]
    fn a_comment_of_restructured_text_has_an_empty_line_behind_it() {
        let text = ".. tightlip:allow\n\nk = SECRET";
        assert_eq!(marked_in("a.rst", text), Some(ours::OURS));
        assert_eq!(marked_in("a.py", text), None);
        assert_eq!(marked_in("a.rst", "# tightlip:allow\n\nk = SECRET"), None);
        assert_eq!(
            marked_in("a.rst", ".. tightlip:allow\n\nx\nk = SECRET"),
            None
        );
    }

    #[test]
    fn marks_of_other_tools_are_about_their_line_or_the_next() {
        for mark in [
            "gitleaks:allow",
            "ggignore",
            "pragma: allowlist secret",
            "secretlint-disable-line",
        ] {
            assert_eq!(marked(&format!("k = 'SECRET' // {mark}")), Some(mark));
            assert_eq!(marked(&format!("// {mark}\nk = 'SECRET'")), None, "{mark}");
        }
        for mark in [
            "pragma: allowlist nextline secret",
            "secretlint-disable-next-line",
        ] {
            assert_eq!(marked(&format!("// {mark}\nk = 'SECRET'")), Some(mark));
        }
    }

    #[test]
    fn a_region_lasts_until_it_is_closed() {
        let region = "secretlint-disable";
        assert_eq!(
            marked("// secretlint-disable\na\nb\nk = 'SECRET'"),
            Some(region)
        );
        let closed = "// secretlint-disable\n// secretlint-enable\nk = 'SECRET'";
        assert_eq!(marked(closed), None);
        let again =
            format!("{closed}2\n").replace("SECRET", "") + "# secretlint-disable\nk = 'SECRET'";
        assert_eq!(marked(&again), Some(region));
    }

    #[test]
    fn a_mark_far_off_names_its_rules_all_the_same() {
        let far = "x".repeat(LINE_REACH - " # tightlip:allow".len());
        assert_eq!(
            marked(&format!("SECRET{far} # tightlip:allow other-key")),
            None
        );
        assert_eq!(
            marked(&format!("SECRET{far} # tightlip:allow acme-key")),
            Some(ours::OURS)
        );
    }
}
