//! Inline marks by which a user says that a secret may stay: ours and those of other tools.

mod ours;
mod theirs;

use std::ops::Range;

use crate::allowed::Allowed;
use crate::span::LineIndex;
pub(crate) use ours::can_name;

/// Bytes of a line searched for a mark, on either side of the secret.
const LINE_REACH: usize = 1024;

/// The marks of one text.
pub(super) struct Marks<'t> {
    text: &'t [u8],
    /// Where a region is open, and by which mark. A region that begins in an earlier window of a huge file is
    /// not seen: what it would allow is reported.
    regions: Vec<(&'static str, Range<usize>)>,
    /// Whether there is any mark at all: most texts have none.
    any: bool,
}

impl<'t> Marks<'t> {
    /// Looks for regions; marks on lines are looked for when asked.
    pub(super) fn new(text: &'t [u8], path: &str) -> Self {
        if !has_stem(text) {
            return Self {
                text,
                regions: Vec::new(),
                any: false,
            };
        }
        let mut regions: Vec<(_, Range<usize>)> = Vec::new();
        let from = |regions: &[(_, Range<usize>)]| regions.last().map_or(0, |last| last.1.end);
        let is_prose = is_prose(path);
        while let Some(region) = theirs::region(text, from(&regions), is_prose) {
            regions.push(region);
        }
        Self {
            text,
            regions,
            any: true,
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
            on_line(&text[start..line.end], reach, rule)
        });
        own.or_else(|| {
            let above = lines.line(first.start.checked_sub(1)?);
            line_above(
                &text[above.start.max(above.end.saturating_sub(LINE_REACH))..above.end],
                rule,
            )
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

/// Whether a file is written for readers: a sign that opens a comment elsewhere is a heading there.
fn is_prose(path: &str) -> bool {
    let ending = path
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase());
    let ending = ending.as_deref().unwrap_or_default();
    matches!(
        ending,
        "adoc" | "asciidoc" | "markdown" | "md" | "mdx" | "rst" | "txt"
    )
}

fn has_stem(text: &[u8]) -> bool {
    let mut stems = theirs::STEMS.iter().chain([&ours::OURS]);
    stems.any(|stem| find(text, stem).is_some())
}

fn inline(mark: &'static str) -> Allowed {
    Allowed::Inline { mark, reason: None }
}

/// The mark that begins within the first `reach` bytes of `line` and covers `rule`.
fn on_line(line: &[u8], reach: usize, rule: &str) -> Option<Allowed> {
    let near = &line[..reach];
    if !has_stem(near) {
        return None;
    }
    let ours = ours::at(near).and_then(|at| ours::covering(line, at, rule));
    ours.or_else(|| theirs::same_line(near).map(inline))
}

fn line_above(line: &[u8], rule: &str) -> Option<Allowed> {
    let ours = ours::at(line).filter(|at| begins_comment(&line[..*at]));
    let ours = ours.and_then(|at| ours::covering(line, at, rule));
    ours.or_else(|| theirs::next_line(line).map(inline))
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
        let lines = LineIndex::new(text.as_bytes(), Position::START);
        let at = text.find("SECRET").unwrap();
        match Marks::new(text.as_bytes(), "a.js").of(&lines, &(at..at + 6), "acme-key")? {
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
