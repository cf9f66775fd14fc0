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
    if let Some(found) = fixed(hir).filter(is_useful) {
        return Some(found);
    }
    let found = match hir.kind() {
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
    Some(found).filter(is_useful)
}

fn is_useful(found: &Literals) -> bool {
    found.len() <= MOST && shortest(found) >= SHORTEST
}

fn shortest(found: &Literals) -> usize {
    found.iter().map(Vec::len).min().unwrap_or(0)
}

/// The best of what the parts need, and of what parts that are fixed make together.
fn concat(parts: &[Hir]) -> Option<Literals> {
    let mut best: Option<Literals> = None;
    let mut offer = |found: Literals| {
        let worth = |found: &Literals| (shortest(found), usize::MAX - found.len());
        if is_useful(&found) && best.as_ref().is_none_or(|best| worth(&found) > worth(best)) {
            best = Some(found);
        }
    };
    let mut run: Literals = vec![Vec::new()];
    for part in parts {
        if let Some(next) = fixed(part)
            && run.len() * next.len() <= MOST
        {
            run = product(&run, &next);
            continue;
        }
        offer(std::mem::replace(&mut run, vec![Vec::new()]));
        if let Some(found) = required(part) {
            offer(found);
        }
    }
    offer(run);
    best
}

/// All that a part can match, in lower case, where that is but a few literals.
fn fixed(hir: &Hir) -> Option<Literals> {
    let found = match hir.kind() {
        HirKind::Literal(literal) => vec![literal.0.to_ascii_lowercase()],
        HirKind::Capture(capture) => fixed(&capture.sub)?,
        HirKind::Concat(parts) => parts.iter().try_fold(vec![Vec::new()], |run, part| {
            let next = fixed(part)?;
            (run.len() * next.len() <= MOST).then(|| product(&run, &next))
        })?,
        HirKind::Alternation(options) => {
            let all: Option<Vec<Literals>> = options.iter().map(fixed).collect();
            all?.concat()
        }
        HirKind::Class(Class::Bytes(class)) => {
            let ranges = class.ranges().iter();
            let mut bytes: Vec<u8> = ranges.flat_map(|r| r.start()..=r.end()).take(3).collect();
            bytes.make_ascii_lowercase();
            bytes.dedup();
            if bytes.len() != 1 {
                return None;
            }
            vec![bytes]
        }
        _ => return None,
    };
    (found.len() <= MOST).then_some(found)
}

/// Each of `heads` with each of `tails` behind it.
fn product(heads: &Literals, tails: &Literals) -> Literals {
    let pairs = heads
        .iter()
        .flat_map(|head| tails.iter().map(move |tail| (head, tail)));
    pairs
        .map(|(head, tail)| [head.as_slice(), tail].concat())
        .collect()
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
            ["foo", "barbaz"]
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
