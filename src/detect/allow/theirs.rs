//! The marks of other tools, as those tools read them. None of them names rules here: a mark
//! that would allow less than every rule allows nothing.

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
/// What opens the comment that a directive is.
const OPENERS: [&[u8]; 6] = [b"//", b"/*", b"#", b"<!--", b";", b"{-"];
/// What opens one only where the line begins: elsewhere it is a dash, too.
const FIRST_OPENERS: [&[u8]; 2] = [b"--", b"%"];
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
pub(super) fn same_line(line: &[u8]) -> Option<&'static str> {
    let mut words = WORDS.into_iter();
    let word = words.find(|word| find(line, word).is_some());
    word.or_else(|| stands_alone(line).then_some(GGSHIELD))
        .or_else(|| pragma(line, false))
        .or_else(|| is_directive(line, LINE).then_some(LINE))
}

/// The mark on `line` that allows what stands on the line below it.
pub(super) fn next_line(line: &[u8]) -> Option<&'static str> {
    pragma(line, true).or_else(|| is_directive(line, NEXT_LINE).then_some(NEXT_LINE))
}

/// The region that opens at or behind `from`: its mark, where it begins, and where it is closed.
/// What opens one stands alone on its line; in prose it is a comment of HTML.
pub(super) fn region(
    text: &[u8],
    from: usize,
    is_prose: bool,
) -> Option<(&'static str, std::ops::Range<usize>)> {
    let mut from = from;
    loop {
        let at = from + find(&text[from..], OPEN)?;
        let behind = at + OPEN.len();
        from = behind;
        if stands_first(text, at, is_prose) && names_nothing(text, behind) {
            let close = find(&text[behind..], CLOSE);
            return Some((OPEN, behind..close.map_or(text.len(), |at| behind + at)));
        }
    }
}

/// Whether the line of `at` begins with the opening of a comment and nothing else stands before.
fn stands_first(text: &[u8], at: usize, is_prose: bool) -> bool {
    let line = memchr::memrchr(b'\n', &text[..at]).map_or(0, |end| end + 1);
    let before = text[line..at].trim_ascii();
    // A comment of JSX.
    let before = before.strip_prefix(b"{").unwrap_or(before);
    let mut openers = OPENERS.iter().chain(&FIRST_OPENERS);
    if is_prose {
        before == b"<!--"
    } else {
        openers.any(|opener| before == *opener)
    }
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
fn is_directive(line: &[u8], directive: &str) -> bool {
    memchr::memmem::find_iter(line, directive)
        .any(|at| opens_comment(line, at) && names_nothing(line, at + directive.len()))
}

/// Whether nothing but the opening of a comment stands right before `at`: prose that speaks of
/// a directive is none.
fn opens_comment(text: &[u8], at: usize) -> bool {
    let before = &text[..at];
    let blanks = before.iter().rev().take_while(|byte| b" \t".contains(byte));
    let before = &before[..at - blanks.count()];
    let line = memchr::memrchr(b'\n', before).map_or(0, |end| end + 1);
    OPENERS.iter().any(|opener| before.ends_with(opener))
        || FIRST_OPENERS.contains(&before[line..].trim_ascii())
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

    #[test]
    fn marks_stand_anywhere_on_their_line() {
        for mark in WORDS {
            assert_eq!(same_line(format!("k = 1 // {mark}").as_bytes()), Some(mark));
        }
        assert_eq!(same_line(b"k = 1 // leaks:allow"), None);
    }

    #[test]
    fn a_mark_that_is_one_word_stands_alone() {
        assert_eq!(same_line(b"k = 1 # ggignore"), Some(GGSHIELD));
        for part in ["loggignore", "ggignored", ".ggignore", "ggignore.txt"] {
            assert_eq!(same_line(format!("k = 1 # {part}").as_bytes()), None);
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
            assert!(same_line(line.as_bytes()).is_some(), "{line}");
            assert_eq!(next_line(line.as_bytes()), None, "{line}");
        }
        for line in [
            "# pragma: allowlist nextline secret",
            "# pragma:whitelist-nextline-secret",
        ] {
            assert!(next_line(line.as_bytes()).is_some(), "{line}");
            assert_eq!(same_line(line.as_bytes()), None, "{line}");
        }
        for line in [
            "# pragma: no cover",
            "# pragma:  allowlist secret",
            "# pragma: allowlist_secret",
        ] {
            assert_eq!(same_line(line.as_bytes()), None, "{line}");
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
            assert_eq!(same_line(line.as_bytes()), Some(LINE), "{line}");
        }
        for line in [
            "k = 1, see secretlint-disable-line",
            "k = 1 // secretlint-disable-line @secretlint/secretlint-rule-npm",
            "k = 1 // secretlint-disable-lines",
            "k = 1 // secretlint-disable-next-line",
        ] {
            assert_eq!(same_line(line.as_bytes()), None, "{line}");
        }
    }

    #[test]
    fn a_region_opens_in_a_comment_for_every_rule() {
        for (text, opens) in [
            ("/* secretlint-disable */\nk", true),
            ("# secretlint-disable\nk", true),
            ("// secretlint-disable -- tests\nk", true),
            ("Use the mark `secretlint-disable` to hide.\nk", false),
            ("- secretlint-disable hides what follows\nk", false),
            ("* secretlint-disable\nk", false),
            ("See the docs -- secretlint-disable\nk", false),
            ("-- secretlint-disable\nk", true),
            ("{/* secretlint-disable */}\nk", true),
            ("# Use `// secretlint-disable`\nk", false),
            ("- // secretlint-disable\nk", false),
            (
                "// secretlint-disable @secretlint/secretlint-rule-npm\nk",
                false,
            ),
            ("// secretlint-disable-line\nk", false),
        ] {
            assert_eq!(region(text.as_bytes(), 0, false).is_some(), opens, "{text}");
        }
        for (text, opens) in [
            ("# secretlint-disable\nk", false),
            ("  -- secretlint-disable\nk", false),
            ("<!-- secretlint-disable -->\nk", true),
            ("Use `<!-- secretlint-disable -->`.\nk", false),
        ] {
            assert_eq!(region(text.as_bytes(), 0, true).is_some(), opens, "{text}");
        }
        let text = b"// secretlint-disable\na\n// secretlint-enable\nb";
        let (_, open) = region(text, 0, false).unwrap();
        assert!(open.end < text.len());
    }
}
