//! Literals that every match of a pattern holds, for patterns whose authors named none.

use regex_syntax::hir::{Class, Hir, HirKind};

/// A shorter literal stands nearly everywhere.
const SHORTEST: usize = 3;
/// More alternatives than this are no help.
const MOST: usize = 64;

/// Lower-case literals, one of which stands in every match, whatever its case; `None` when there
/// are none of a useful length.
pub(super) fn anchors(pattern: &str) -> Option<Vec<String>> {
    let hir = regex_syntax::ParserBuilder::new()
        .unicode(false)
        .utf8(false)
        .build()
        .parse(pattern)
        .ok()?;
    let found = required(&hir)?;
    found
        .into_iter()
        .map(|literal| String::from_utf8(literal).ok())
        .collect()
}

type Literals = Vec<Vec<u8>>;

fn required(hir: &Hir) -> Option<Literals> {
    let found = match hir.kind() {
        HirKind::Literal(literal) => vec![literal.0.to_ascii_lowercase()],
        HirKind::Capture(capture) => required(&capture.sub)?,
        HirKind::Repetition(repetition) if repetition.min > 0 => required(&repetition.sub)?,
        HirKind::Concat(parts) => concat(parts)?,
        HirKind::Alternation(options) => {
            let all: Option<Vec<Literals>> = options.iter().map(required).collect();
            let mut all = all?.concat();
            all.sort_unstable();
            all.dedup();
            all
        }
        _ => return None,
    };
    let is_useful = found.len() <= MOST && found.iter().all(|found| found.len() >= SHORTEST);
    is_useful.then_some(found)
}

/// The best of what the parts need, and of what parts that are fixed make together.
fn concat(parts: &[Hir]) -> Option<Literals> {
    let mut best: Option<Literals> = None;
    let mut run = Vec::new();
    let worth = |found: &Literals| {
        let shortest = found.iter().map(Vec::len).min().unwrap_or(0);
        (shortest, usize::MAX - found.len())
    };
    let mut offer = |found: Literals| {
        if best.as_ref().is_none_or(|best| worth(&found) > worth(best)) {
            best = Some(found);
        }
    };
    for part in parts {
        if let Some(bytes) = fixed(part) {
            run.extend(bytes);
            continue;
        }
        if run.len() >= SHORTEST {
            offer(vec![std::mem::take(&mut run)]);
        }
        run.clear();
        if let Some(found) = required(part) {
            offer(found);
        }
    }
    if run.len() >= SHORTEST {
        offer(vec![run]);
    }
    best
}

/// The bytes of a part that is always the same but for its case.
fn fixed(hir: &Hir) -> Option<Vec<u8>> {
    match hir.kind() {
        HirKind::Literal(literal) => Some(literal.0.to_ascii_lowercase()),
        HirKind::Capture(capture) => fixed(&capture.sub),
        HirKind::Concat(parts) => {
            let parts: Option<Vec<Vec<u8>>> = parts.iter().map(fixed).collect();
            Some(parts?.concat())
        }
        HirKind::Class(Class::Bytes(class)) => {
            let ranges = class.ranges().iter();
            let mut bytes: Vec<u8> = ranges.flat_map(|r| r.start()..=r.end()).take(3).collect();
            bytes.make_ascii_lowercase();
            bytes.dedup();
            (bytes.len() == 1).then_some(bytes)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(pattern: &str) -> Vec<String> {
        anchors(pattern).unwrap_or_default()
    }

    #[test]
    fn the_longest_literal_of_every_match_is_found() {
        assert_eq!(found("acme_[0-9]{8}"), ["acme_"]);
        assert_eq!(
            found(r"(?i)[\w.-]{0,20}(?:Foo|barbaz)\s*=\s*(x{9})"),
            ["barbaz", "foo"]
        );
        assert_eq!(found("(?i)ab(c)d[0-9]+xy"), ["abcd"]);
        assert_eq!(found("(?:abc)+"), ["abc"]);
        assert_eq!(found("[0-9a-f]{32}"), [""; 0]);
        assert_eq!(found("(?:abc)?[0-9]{9}"), [""; 0]);
        assert_eq!(found("(?:abc|[0-9]{3})x"), [""; 0]);
    }

    #[test]
    fn no_literal_that_a_match_may_lack_is_ever_named() {
        for (pattern, texts) in [
            (
                r"(?i)(pass|pwd)[a-z]{0,4}=(\w+)",
                &["PASSword=x", "pwd=1"][..],
            ),
            (r"x?secret(?:_key)?:", &["secret:", "xsecret_key:"]),
        ] {
            let anchors = found(pattern);
            let regex = ::regex::Regex::new(pattern).unwrap();
            for text in texts {
                assert!(regex.is_match(text));
                let text = text.to_lowercase();
                assert!(anchors.iter().any(|anchor| text.contains(anchor)), "{text}");
            }
        }
    }
}
