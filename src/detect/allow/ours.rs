//! Our own mark: which rules it names, and the reason it gives.

use super::find;
use crate::allowed::Allowed;
use crate::rule::id_matches;

/// The mark, on the line itself or alone in a comment on the line above.
pub(super) const OURS: &str = "tightlip:allow";
/// What parts the rules from the reason.
const REASON: &[u8] = b"--";
/// Bytes behind the mark that are read.
const REACH: usize = 512;
/// Bytes of a reason kept.
const LONGEST_REASON: usize = 200;
/// What ends the comment that a mark stands in.
const CLOSERS: [&[u8]; 19] = [
    b"*/", b"*)", b"*}", b"*@", b"-->", b"-}", b"]]", b"%>", b"%}", b"#}", b"}}", b"#>", b"|#",
    b"=#", b"+/", b"?>", b"\"\"\"", b"'''", b"`",
];
/// What may stand right behind a mark in a text: the end of a string, a sentence, brackets.
const ENDS: &[u8] = b"\"'`).;,";

/// Where the mark stands in `line`.
pub(super) fn at(line: &[u8]) -> Option<usize> {
    let at = find(line, OURS)?;
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.:".contains(byte);
    (!line[..at].last().is_some_and(is_part)).then_some(at)
}

/// The mark at `at` of `line`, if it covers `rule`.
pub(super) fn covering(line: &[u8], at: usize, rule: &str) -> Option<Allowed> {
    let rest = &line[at + OURS.len()..];
    let rest = &rest[..rest.len().min(REACH)];
    let covers = is_bare(rest) || names(rest, rule);
    covers.then(|| Allowed::Inline {
        mark: OURS,
        reason: reason(rest),
    })
}

/// Whether a mark names nothing before its comment, its string or its line ends, or a reason
/// follows. Whatever else stands there may be meant to name a rule.
pub(super) fn is_bare(rest: &[u8]) -> bool {
    let behind = rest.trim_ascii_start();
    let is_apart = behind.len() < rest.len();
    let ends = match behind {
        // `"# tightlip:allow\n"`, in a notebook.
        [] | [b'\\', ..] => true,
        [first, then @ ..] if !is_apart && ENDS.contains(first) => {
            !then.first().is_some_and(u8::is_ascii_alphanumeric)
        }
        _ => false,
    };
    ends || behind.starts_with(REASON) || CLOSERS.iter().any(|closer| behind.starts_with(closer))
}

/// Whether the rule ids behind the mark, parted by commas, hold `rule`; `*` stands for any part.
fn names(rest: &[u8], rule: &str) -> bool {
    let mut behind = rest.trim_ascii_start();
    if behind.len() == rest.len() {
        return false;
    }
    loop {
        let is_id = |byte: u8| is_of_id(byte) || byte == b'*';
        let end = behind.iter().position(|byte| !is_id(*byte));
        let (id, after) = behind.split_at(end.unwrap_or(behind.len()));
        // `acme-key*/` ends a comment.
        let id = match after.first() {
            Some(b'/' | b')') => id.strip_suffix(b"*").unwrap_or(id),
            _ => id,
        };
        if std::str::from_utf8(id).is_ok_and(|id| id_matches(id, rule)) {
            return true;
        }
        match after.trim_ascii_start().strip_prefix(b",") {
            Some(more) => behind = more.trim_ascii_start(),
            None => return false,
        }
    }
}

/// Whether a mark can name the rule of this id.
pub(crate) fn can_name(id: &str) -> bool {
    !id.is_empty() && !id.starts_with('-') && id.bytes().all(is_of_id)
}

fn is_of_id(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(line: &str) -> Option<Allowed> {
        covering(line.as_bytes(), at(line.as_bytes())?, "acme-key")
    }

    #[test]
    fn a_reason_ends_with_its_comment() {
        for (line, said) in [
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
            assert_eq!(mark(line).unwrap().reason(), said, "{line}");
        }
    }

    #[test]
    fn a_mark_that_names_nothing_covers_every_rule() {
        for line in [
            "x # tightlip:allow",
            "x # tightlip:allow \t",
            "/* tightlip:allow */ x",
            "/* tightlip:allow*/ x",
            "(* tightlip:allow *)",
            "{# tightlip:allow #}",
            "{/* tightlip:allow */}",
            "<%-- tightlip:allow --%>",
            "<# tightlip:allow #>",
            "\"\"\" tightlip:allow \"\"\"",
            "\"_comment\": \"tightlip:allow\",",
            "\"x = 1  # tightlip:allow\\n\",",
            "x # tightlip:allow *",
        ] {
            assert!(mark(line).is_some(), "{line}");
        }
    }

    #[test]
    fn a_mark_covers_the_rules_that_it_names() {
        for line in [
            "x # tightlip:allow acme-key",
            "x # tightlip:allow acme-key because it is one",
            "x # tightlip:allow other-key,acme-key",
            "x # tightlip:allow other-key, acme-key -- both",
            "x # tightlip:allow other-key , acme-*",
            "/* tightlip:allow acme-key*/",
        ] {
            assert!(mark(line).is_some(), "{line}");
        }
    }

    #[test]
    fn a_mark_that_names_rules_in_another_way_covers_none() {
        for line in [
            "x # tightlip:allow other-key",
            "x # tightlip:allow: other-key",
            "x # tightlip:allow[other-key]",
            "x # tightlip:allow(other-key)",
            "x # tightlip:allow=other-key",
            "x # tightlip:allow \"other-key\"",
            "x # tightlip:allow\"other-key\"",
            "x # tightlip:allow GENERIC_PASSWORD",
            "x # tightlip:allow Acme-Key",
            "x # tightlip:allow other-*",
            "x # tightlip:allow !other-key",
            "x # tightlip:allow |other-key",
            "x # tightlip:allow ;other-key",
            "x # tightlip:allow /other-key",
            "x # tightlip:allow @other-key",
            "x # tightlip:allow #other-key",
            "x # tightlip:allow für den Test",
            "x # tightlip:allow-list",
            "x # tightlip:allowed",
            "x # xtightlip:allow",
            "x # not-tightlip:allow",
        ] {
            assert_eq!(mark(line), None, "{line}");
        }
    }

    #[test]
    fn a_reason_alone_covers_every_rule() {
        assert!(mark("x # tightlip:allow -- other-key is another's").is_some());
    }
}
