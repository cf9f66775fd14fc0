//! Inline marks by which a user says that a secret may stay: ours and those of other tools.

use std::ops::Range;

use crate::allowed::Allowed;
use crate::span::LineIndex;

/// Marks that allow what stands on their own line. Ours may name rules; theirs never do.
const SAME_LINE: [&str; 8] = [
    "gitleaks:allow",
    "betterleaks:allow",
    "pragma: allowlist secret",
    "pragma: whitelist secret",
    "trufflehog:ignore",
    "kingfisher:ignore",
    "secretlint-disable-line",
    GGSHIELD,
];
/// ggshield's mark is a word that may be a part of others.
const GGSHIELD: &str = "ggignore";
/// Marks that allow what stands on the next line.
const NEXT_LINE: [&str; 3] = [
    "pragma: allowlist nextline secret",
    "pragma: whitelist nextline secret",
    "secretlint-disable-next-line",
];
/// Marks that open and close a region; the longer ones above begin alike.
const REGION: (&str, &str) = ("secretlint-disable", "secretlint-enable");
/// Our own mark, on the line itself or alone in a comment on the line above.
const OURS: &str = "tightlip:allow";
/// Every mark holds one of these; a text without them holds no mark.
const STEMS: [&str; 7] = [
    "tightlip:",
    "leaks:allow",
    "pragma: ",
    "secretlint-",
    "trufflehog:",
    "kingfisher:",
    GGSHIELD,
];
/// What parts the rules in a mark of ours from its reason.
const REASON: &[u8] = b"--";
/// Bytes of a reason kept.
const LONGEST_REASON: usize = 200;
/// Bytes of a line searched for a mark, on either side of the secret.
const LINE_REACH: usize = 1024;

/// The marks of one text.
pub(super) struct Marks<'t> {
    text: &'t [u8],
    /// Where a [`REGION`] is open. A region that begins in an earlier window of a huge file is
    /// not seen: what it would allow is reported.
    regions: Vec<Range<usize>>,
    /// Whether there is any mark at all: most texts have none.
    any: bool,
}

impl<'t> Marks<'t> {
    /// Looks for regions; marks on lines are looked for when asked.
    pub(super) fn new(text: &'t [u8]) -> Self {
        if !has_stem(text) {
            return Self {
                text,
                regions: Vec::new(),
                any: false,
            };
        }
        let mut regions: Vec<Range<usize>> = Vec::new();
        let mut from = 0;
        while let Some(opened) = memchr::memmem::find(&text[from..], REGION.0.as_bytes()) {
            let behind = from + opened + REGION.0.len();
            from = behind;
            if !text[behind..].starts_with(b"-") {
                let closed = memchr::memmem::find(&text[behind..], REGION.1.as_bytes());
                from = closed.map_or(text.len(), |at| behind + at);
                regions.push(behind..from);
            }
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
            on_line(&text[start..line.end.min(secret.end + LINE_REACH)], rule)
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
                .partition_point(|region| region.start <= secret.start);
            let open = next
                .checked_sub(1)
                .is_some_and(|at| self.regions[at].contains(&secret.start));
            open.then(|| inline(REGION.0))
        })
    }
}

fn has_stem(text: &[u8]) -> bool {
    STEMS.iter().any(|stem| find(text, stem).is_some())
}

fn inline(mark: &'static str) -> Allowed {
    Allowed::Inline { mark, reason: None }
}

fn on_line(line: &[u8], rule: &str) -> Option<Allowed> {
    if !has_stem(line) {
        return None;
    }
    let ours = find(line, OURS).and_then(|at| ours(&line[at + OURS.len()..], rule));
    ours.or_else(|| {
        let mut marks = SAME_LINE.into_iter();
        marks.find(|mark| bears(line, mark)).map(inline)
    })
}

fn bears(line: &[u8], mark: &str) -> bool {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.".contains(byte);
    let stands_alone = |at: usize| {
        !line[..at].last().is_some_and(is_part)
            && !line[at + mark.len()..].first().is_some_and(is_part)
    };
    find(line, mark).is_some_and(|at| mark != GGSHIELD || stands_alone(at))
}

fn line_above(line: &[u8], rule: &str) -> Option<Allowed> {
    let ours = find(line, OURS).filter(|at| !line[..*at].iter().any(u8::is_ascii_alphanumeric));
    let ours = ours.and_then(|at| self::ours(&line[at + OURS.len()..], rule));
    ours.or_else(|| {
        let mut marks = NEXT_LINE.into_iter();
        marks.find(|mark| find(line, mark).is_some()).map(inline)
    })
}

/// Our mark, if what follows it covers `rule`.
fn ours(rest: &[u8], rule: &str) -> Option<Allowed> {
    names(rest, rule).then(|| Allowed::Inline {
        mark: OURS,
        reason: reason(rest),
    })
}

/// What stands behind `--`, without the end of the comment.
fn reason(rest: &[u8]) -> Option<String> {
    let at = memchr::memmem::find(rest, REASON)? + REASON.len();
    let said = &rest[at..rest.len().min(at + LONGEST_REASON)];
    let said = String::from_utf8_lossy(said);
    let closers = ["*/", "-->", "--%>", "#}", "%}", "*)", "--}}", "}}", "|#"];
    let end = closers.iter().filter_map(|closer| said.find(closer)).min();
    let said = said[..end.unwrap_or(said.len())].trim();
    // `<!-- tightlip:allow -->` gives no reason.
    (!said.is_empty() && said != ">").then(|| said.to_owned())
}

/// Whether what follows our mark covers `rule`: nothing, a reason after `--`, or rule ids
/// parted by commas.
fn names(rest: &[u8], rule: &str) -> bool {
    let ids: Vec<u8> = rest
        .trim_ascii_start()
        .iter()
        .copied()
        .take_while(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-,*".contains(byte)
        })
        .collect();
    let mut ids = ids
        .split(|byte| *byte == b',')
        .filter(|id| !id.is_empty())
        .peekable();
    match ids.peek() {
        None => true,
        Some(first) if !first[0].is_ascii_alphanumeric() => true,
        Some(_) => ids.any(|id| id == rule.as_bytes()),
    }
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
        match Marks::new(text.as_bytes()).of(&lines, &(at..at + 6), "acme-key")? {
            Allowed::Inline { mark, .. } => Some(mark),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_reason_ends_with_its_comment() {
        for (text, said) in [
            ("x # tightlip:allow -- a test value ", Some("a test value")),
            (
                "/* tightlip:allow acme-key -- rotated */ x",
                Some("rotated"),
            ),
            (
                "<!-- tightlip:allow -- für den Test -->",
                Some("für den Test"),
            ),
            ("<!-- tightlip:allow -->", None),
            ("x # tightlip:allow", None),
            ("x # tightlip:allow --", None),
        ] {
            let line = text.as_bytes();
            let allowed = on_line(line, "acme-key").unwrap();
            assert_eq!(allowed.reason(), said, "{text}");
        }
    }

    #[test]
    fn our_mark_on_the_line_or_alone_above_it() {
        assert_eq!(marked("k = 'SECRET'  # tightlip:allow"), Some(OURS));
        assert_eq!(marked("# tightlip:allow\nk = 'SECRET'"), Some(OURS));
        assert_eq!(marked("<!-- tightlip:allow -->\n<k>SECRET</k>"), Some(OURS));
        assert_eq!(marked("j = 1  # tightlip:allow\nk = 'SECRET'"), None);
        assert_eq!(marked("# tightlip:allow\n\nk = 'SECRET'"), None);
    }

    #[test]
    fn our_mark_may_name_rules_and_a_reason() {
        assert_eq!(
            marked("k = 'SECRET' # tightlip:allow acme-key -- a test value"),
            Some(OURS)
        );
        assert_eq!(
            marked("k = 'SECRET' # tightlip:allow -- a test value"),
            Some(OURS)
        );
        assert_eq!(
            marked("k = 'SECRET' # tightlip:allow other-key,acme-key"),
            Some(OURS)
        );
        assert_eq!(marked("k = 'SECRET' # tightlip:allow other-key"), None);
        assert_eq!(marked("/* tightlip:allow */ k = 'SECRET'"), Some(OURS));
    }

    #[test]
    fn marks_of_other_tools_are_honoured() {
        for mark in SAME_LINE {
            assert_eq!(marked(&format!("k = 'SECRET' // {mark}")), Some(mark));
            assert_eq!(marked(&format!("// {mark}\nk = 'SECRET'")), None, "{mark}");
        }
        for mark in NEXT_LINE {
            assert_eq!(marked(&format!("// {mark}\nk = 'SECRET'")), Some(mark));
        }
    }

    #[test]
    fn a_mark_that_is_one_word_stands_alone() {
        assert_eq!(marked("k = 'SECRET' # ggignore"), Some(GGSHIELD));
        for part in ["loggignore", "ggignored", ".ggignore", "ggignore.txt"] {
            assert_eq!(marked(&format!("k = 'SECRET' # {part}")), None, "{part}");
        }
    }

    #[test]
    fn a_region_lasts_until_it_is_closed() {
        assert_eq!(
            marked("// secretlint-disable\na\nb\nk = 'SECRET'"),
            Some(REGION.0)
        );
        assert_eq!(
            marked("// secretlint-disable\n// secretlint-enable\nk = 'SECRET'"),
            None
        );
        assert_eq!(marked("// secretlint-disable-line\na\nk = 'SECRET'"), None);
    }
}
