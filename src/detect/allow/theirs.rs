//! The marks of other tools, as those tools read them. None of them names rules here: a mark
//! that would allow less than every rule allows nothing.

use std::ops::Range;

use memchr::memmem::Finder;

use super::comment::{Comments, Lines};
use super::find;
use super::ours::is_bare;

/// Marks that allow what stands on their own line, wherever on it they stand.
const WORDS: [&str; 4] = [
    "gitleaks:allow",
    "betterleaks:allow",
    "trufflehog:ignore",
    "kingfisher:ignore",
];
/// ggshield's mark is a word that may be a part of others.
const GGSHIELD: &str = "ggignore";
/// detect-secrets' marks begin so; a blank may follow.
const PRAGMA: &str = "pragma:";
/// secretlint's directives, each alone in a comment.
const LINE: &str = "secretlint-disable-line";
const NEXT_LINE: &str = "secretlint-disable-next-line";
const OPEN: &str = "secretlint-disable";
const CLOSE: &str = "secretlint-enable";
/// Every mark holds one of these; a text without them holds none.
pub(super) const STEMS: [&str; 6] = [
    "leaks:allow",
    PRAGMA,
    "secretlint-",
    "trufflehog:",
    "kingfisher:",
    GGSHIELD,
];

/// The mark that allows what stands on `line` itself.
pub(super) fn same_line(line: &[u8], comments: Comments) -> Option<&'static str> {
    let mut words = WORDS.into_iter();
    let word = words.find(|word| find(line, word).is_some());
    word.or_else(|| stands_alone(line).then_some(GGSHIELD))
        .or_else(|| pragma(line, false))
        .or_else(|| is_directive(line, LINE, comments).then_some(LINE))
}

/// The mark on `line` that allows what stands on the line below it.
pub(super) fn next_line(line: &[u8], comments: Comments) -> Option<&'static str> {
    pragma(line, true).or_else(|| is_directive(line, NEXT_LINE, comments).then_some(NEXT_LINE))
}

/// The regions of a text, in order: the mark of each, where it begins, and where it is closed.
/// What opens one is a comment that stands first on its line; in prose, alone on it.
pub(super) fn regions(text: &[u8], comments: Comments) -> Vec<(&'static str, Range<usize>)> {
    let opener = Finder::new(OPEN);
    let mut regions = Vec::new();
    let mut lines = Lines::default();
    let mut from = 0;
    while let Some(at) = opener.find(&text[from..]) {
        let behind = from + at + OPEN.len();
        from = behind;
        let word = behind - OPEN.len()..behind;
        if comments.stands_first(text, word, &mut lines) && names_nothing(text, behind) {
            let close = find(&text[behind..], CLOSE);
            from = close.map_or(text.len(), |at| behind + at);
            regions.push((OPEN, behind..from));
        }
    }
    regions
}

/// ggshield's mark, not as a part of another word.
fn stands_alone(line: &[u8]) -> bool {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.".contains(byte);
    find(line, GGSHIELD).is_some_and(|at| {
        !line[..at].last().is_some_and(is_part)
            && !line[at + GGSHIELD.len()..].first().is_some_and(is_part)
    })
}

/// detect-secrets' mark: `pragma: allowlist secret`, with `nextline` if it is about the next
/// line; a blank or a hyphen parts the words.
fn pragma(line: &[u8], of_next: bool) -> Option<&'static str> {
    memchr::memmem::find_iter(line, PRAGMA).find_map(|at| {
        let rest = &line[at + PRAGMA.len()..];
        let rest = rest.strip_prefix(b" ").unwrap_or(rest);
        let (rest, is_old) = match rest.strip_prefix(b"allowlist") {
            Some(rest) => (rest, false),
            None => (rest.strip_prefix(b"whitelist")?, true),
        };
        let rest = if of_next {
            parted(rest)?.strip_prefix(b"nextline")?
        } else {
            rest
        };
        parted(rest)?.strip_prefix(b"secret")?;
        Some(match (of_next, is_old) {
            (false, false) => "pragma: allowlist secret",
            (false, true) => "pragma: whitelist secret",
            (true, false) => "pragma: allowlist nextline secret",
            (true, true) => "pragma: whitelist nextline secret",
        })
    })
}

fn parted(rest: &[u8]) -> Option<&[u8]> {
    rest.strip_prefix(b" ").or_else(|| rest.strip_prefix(b"-"))
}

/// Whether `line` holds secretlint's `directive`, in a comment of its own and for every rule.
fn is_directive(line: &[u8], directive: &str, comments: Comments) -> bool {
    memchr::memmem::find_iter(line, directive)
        .any(|at| comments.open_before(line, at) && names_nothing(line, at + directive.len()))
}

fn names_nothing(text: &[u8], behind: usize) -> bool {
    let rest = &text[behind..];
    let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    // `secretlint-disable @secretlint/secretlint-rule-npm` is about one rule of theirs.
    is_bare(&rest[..end]) && !rest[..end].trim_ascii_start().starts_with(b"@")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Comments of a file of no known kind.
    const CODE: Comments = Comments::ANY;

    #[test]
    fn marks_stand_anywhere_on_their_line() {
        for mark in WORDS {
            assert_eq!(
                same_line(format!("k = 1 // {mark}").as_bytes(), CODE),
                Some(mark)
            );
        }
        assert_eq!(same_line(b"k = 1 // leaks:allow", CODE), None);
    }

    #[test]
    fn a_mark_that_is_one_word_stands_alone() {
        assert_eq!(same_line(b"k = 1 # ggignore", CODE), Some(GGSHIELD));
        for part in ["loggignore", "ggignored", ".ggignore", "ggignore.txt"] {
            assert_eq!(same_line(format!("k = 1 # {part}").as_bytes(), CODE), None);
        }
    }

    #[test]
    fn a_pragma_is_written_in_several_ways() {
        for line in [
            "k = 1  # pragma: allowlist secret",
            "k = 1  # pragma:allowlist secret",
            "k = 1  # pragma: allowlist-secret",
            "k = 1  # pragma: no cover pragma: whitelist secret",
        ] {
            assert!(same_line(line.as_bytes(), CODE).is_some(), "{line}");
            assert_eq!(next_line(line.as_bytes(), CODE), None, "{line}");
        }
        for line in [
            "# pragma: allowlist nextline secret",
            "# pragma:whitelist-nextline-secret",
        ] {
            assert!(next_line(line.as_bytes(), CODE).is_some(), "{line}");
            assert_eq!(same_line(line.as_bytes(), CODE), None, "{line}");
        }
        for line in [
            "# pragma: no cover",
            "# pragma:  allowlist secret",
            "# pragma: allowlist_secret",
        ] {
            assert_eq!(same_line(line.as_bytes(), CODE), None, "{line}");
        }
    }

    #[test]
    fn a_directive_is_a_comment_of_its_own_and_for_every_rule() {
        for line in [
            "k = 1 // secretlint-disable-line",
            "k = 1 # secretlint-disable-line -- a test",
            "k = 1 /* secretlint-disable-line */",
            "<k/> <!-- secretlint-disable-line -->",
        ] {
            assert_eq!(same_line(line.as_bytes(), CODE), Some(LINE), "{line}");
        }
        for line in [
            "k = 1, see secretlint-disable-line",
            "k = 1 // secretlint-disable-line @secretlint/secretlint-rule-npm",
            "k = 1 // secretlint-disable-lines",
            "k = 1 // secretlint-disable-next-line",
        ] {
            assert_eq!(same_line(line.as_bytes(), CODE), None, "{line}");
        }
    }

    #[test]
    fn a_region_opens_in_a_comment_of_its_file_for_every_rule() {
        for (path, text, opens) in [
            ("a.js", "/* secretlint-disable */\nk", true),
            ("a.js", "// secretlint-disable -- tests\nk", true),
            ("a.jsx", "{/* secretlint-disable */}\nk", true),
            ("a.py", "# secretlint-disable\nk", true),
            ("a.sql", "-- secretlint-disable\nk", true),
            ("a.html", "<!-- secretlint-disable -->\nk", true),
            ("a.vue", "<!-- secretlint-disable -->\nk", true),
            ("a.el", ";; secretlint-disable\nk", true),
            ("Makefile", "# secretlint-disable\nk", true),
            ("unheard.of", "# secretlint-disable\nk", true),
            ("a.js", "# secretlint-disable\nk", false),
            ("a.py", "// secretlint-disable\nk", false),
            ("a.json", "# secretlint-disable\nk", false),
            ("a.js", "const a = 1; // secretlint-disable\nk", false),
            ("a.js", "* secretlint-disable\nk", false),
            ("a.py", "# Use `# secretlint-disable`\nk", false),
            (
                "a.py",
                "# secretlint-disable @secretlint/secretlint-rule-npm\nk",
                false,
            ),
            ("a.py", "# secretlint-disable-line\nk", false),
        ] {
            let regions = regions(text.as_bytes(), Comments::of(path));
            assert_eq!(regions.len(), usize::from(opens), "{path}: {text}");
        }
        let text = b"// secretlint-disable\na\n// secretlint-enable\nb\n/* secretlint-disable */c";
        let regions = regions(text, CODE);
        let bounds: Vec<_> = regions.iter().map(|(_, open)| open.clone()).collect();
        assert_eq!(bounds, [21..27, 68..text.len()]);
    }

    #[test]
    fn in_prose_a_region_opens_in_a_comment_of_html_alone_on_its_line() {
        for (text, opens) in [
            ("<!-- secretlint-disable -->\nk", true),
            ("  <!-- secretlint-disable -- why -->\nk", true),
            ("text\n\n<!--secretlint-disable-->\r\nk", true),
            ("# secretlint-disable\nk", false),
            ("## secretlint-disable\nk", false),
            ("  -- secretlint-disable\nk", false),
            ("- // secretlint-disable\nk", false),
            ("Use `// secretlint-disable` above.\nk", false),
            ("Use `/* secretlint-disable */`.\nk", false),
            ("Use `<!-- secretlint-disable -->`.\nk", false),
            ("<!-- secretlint-disable --> hides the rest.\nk", false),
            ("<!-- secretlint-disable\nk", false),
            ("    <!-- secretlint-disable -->\nk", false),
            ("```html\n<!-- secretlint-disable -->\n```\nk", false),
            ("```\nx\n```\n<!-- secretlint-disable -->\nk", true),
            (
                "```\n<!-- secretlint-disable -->\n```\n<!-- secretlint-disable -->\nk",
                true,
            ),
        ] {
            for path in ["README.md", "README", "notes.txt"] {
                let regions = regions(text.as_bytes(), Comments::of(path));
                assert_eq!(regions.len(), usize::from(opens), "{path}: {text}");
            }
        }
    }
}
