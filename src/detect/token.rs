//! Distinctive formats: a rule's pattern, tried where one of its anchors was seen.

use std::ops::Range;

use regex_automata::Anchored;

use super::look::Look;
use super::{boundary, work};
use crate::checksum::{self, Verdict};
use crate::rule::{Boundary, Checksum, CompiledRule, Hit, Pattern, Structure};

/// Bits of a checksum that holds by chance in no text.
const PROOF: u32 = 24;

/// A rule's match and the secret in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Match {
    pub(super) whole: Range<usize>,
    pub(super) secret: Range<usize>,
}

/// Whether a match may hold the anchor seen at `hit`, as far as its first bytes tell.
pub(super) fn glance(text: &[u8], hit: &Hit, reach: Reach, compiled: &CompiledRule) -> bool {
    reach.before > 0 || {
        let (boundary, matcher) = (compiled.rule.boundary, &compiled.rule.matcher);
        (boundary == Boundary::None
            || boundary::left(text, hit.start)
            || proves(compiled).is_some())
            && matcher.may_begin(&text[hit.start..reach.end(text, hit)])
    }
}

/// The match that holds the anchor seen at `hit`, at which a [`glance`] was taken: the one that
/// begins first, no more than `before` bytes ahead of it, and is at most `longest` bytes long. It
/// depends on nothing further away, so a window of a file gives what the whole file gives.
///
/// # Errors
/// Whether it is the bytes before the anchor and those of which a match is made that say so.
pub(super) fn at(
    text: &[u8],
    hit: &Hit,
    reach: Reach,
    compiled: &CompiledRule,
) -> Result<Match, Near> {
    if compiled.rule.structure == Some(Structure::SeedPhrase) {
        // Its anchors are whole words of a list, in which no longer one helps.
        let word = Match {
            whole: hit.start..hit.end,
            secret: hit.start..hit.end,
        };
        let found = stands(text, &word, compiled).then_some(word);
        return found.ok_or(Near(false));
    }
    let end = reach.end(text, hit);
    if reach.before > 0 {
        return unanchored(text, hit, (reach.before, end), compiled).ok_or(Near(false));
    }
    let found = search(text, hit.start..end, Anchored::Yes, compiled).ok_or(Near(true))?;
    stands(text, &found, compiled)
        .then_some(found)
        .ok_or(Near(false))
}

/// Whether a match is no piece of a longer word: what touches it says so, or a checksum, which
/// holds by chance nowhere: `backup_<token>_old`.
fn stands(text: &[u8], found: &Match, compiled: &CompiledRule) -> bool {
    let holds = |kind| checksum::verify(kind, &text[found.secret.clone()]) == Verdict::Holds;
    boundary::holds(compiled.rule.boundary, text, &found.whole)
        || proves(compiled).is_some_and(holds)
}

/// The rule's checksum, if it has one that proves that a token is one.
fn proves(compiled: &CompiledRule) -> Option<Checksum> {
    let is_proof = |kind: &Checksum| checksum::strength(*kind) >= PROOF;
    compiled.rule.checksum.filter(is_proof)
}

/// Whether [`looked`] says how far a try looked that came to nothing.
pub(super) struct Near(pub(super) bool);

/// What says that no match holds the anchor seen at `hit`, where [`glance`] or [`at`] saw none.
pub(super) fn looked(text: &[u8], hit: &Hit, reach: Reach, compiled: &CompiledRule) -> Look {
    if reach.before > 0 {
        return Look::WIDE;
    }
    let is_inside = compiled.rule.boundary == Boundary::Word && !boundary::left(text, hit.start);
    if is_inside && proves(compiled).is_none() {
        return Look::new(boundary::LONGEST_ESCAPE, 1);
    }
    let span = &text[hit.start..reach.end(text, hit)];
    Look::new(boundary::LONGEST_ESCAPE, compiled.rule.matcher.looked(span))
}

/// The same where a match may begin `before` bytes ahead of the anchor; none ends behind `end`.
fn unanchored(
    text: &[u8],
    hit: &Hit,
    (before, end): (usize, usize),
    compiled: &CompiledRule,
) -> Option<Match> {
    let mut start = hit.start.saturating_sub(before);
    let mut held = 0;
    while held < MOST_HELD {
        let found = search(text, start..end, Anchored::No, compiled)?;
        if found.whole.start > hit.start {
            return None;
        }
        let holds_hit = hit.end <= found.whole.end;
        if holds_hit && stands(text, &found, compiled) {
            return Some(found);
        }
        // A match that ends before the anchor takes no try: each is read once.
        start = if holds_hit {
            held += 1;
            found.whole.start + 1
        } else {
            found.whole.end.max(start + 1)
        };
        // Inside a word no match could stand on its own: on to the next one.
        while start < hit.start && !boundary::left(text, start) {
            start += 1;
        }
    }
    None
}

/// Matches that hold one anchor and are looked at before giving up, so that a text made to match
/// everywhere costs no more than a constant a byte.
const MOST_HELD: usize = 16;

/// How far round an anchor a match may lie, in bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reach {
    pub(super) before: usize,
    pub(super) longest: usize,
}

impl Reach {
    /// Where a match that holds `hit` has ended.
    fn end(self, text: &[u8], hit: &Hit) -> usize {
        text.len().min(hit.start + self.longest)
    }
}

/// The leftmost match in `span`; what stands round the span is seen by look-arounds only.
pub(super) fn search(
    text: &[u8],
    span: Range<usize>,
    anchored: Anchored,
    compiled: &CompiledRule,
) -> Option<Match> {
    search_for(compiled.pattern()?, text, span, anchored)
}

/// The leftmost match of `pattern` in `span`, and its capture group.
pub(super) fn search_for(
    pattern: &Pattern,
    text: &[u8],
    span: Range<usize>,
    anchored: Anchored,
) -> Option<Match> {
    work::read(span.len());
    let found = pattern.search(text, span, anchored)?;
    Some(Match {
        whole: found.whole,
        secret: found.group,
    })
}

#[cfg(test)]
mod tests {
    use crate::blob::{Blob, Origin};
    use crate::checksum::complete;
    use crate::detect::{Earlier, Options, Scanner};
    use crate::level::Confidence;
    use crate::rule::template::{Dice, expand};
    use crate::rule::{Checksum, RuleSet};
    use crate::span::Copied;

    fn made(kind: Checksum, template: &str) -> String {
        let mut dice = Dice::new(4);
        let token = expand(template, &mut dice).unwrap();
        String::from_utf8(complete(kind, token.into_bytes(), &mut dice)).unwrap()
    }

    fn found(text: &str) -> Vec<(String, u64, Confidence)> {
        let scanner = Scanner::new(RuleSet::builtin(), Options::default());
        let origin = Origin::Stdin { path: "a".into() };
        let text = text.as_bytes();
        let (first, trail) = scanner.scan_on(&Blob::whole(&origin, &text[1..]), None);
        drop(first);
        let copied = [Copied {
            from: 0,
            to: 1,
            len: text.len() - 1,
        }];
        let earlier = Earlier {
            trail: &trail,
            len: text.len() - 1,
            copied: &copied,
        };
        let blob = Blob::whole(&origin, text);
        let whole = scanner.scan(&blob);
        let (pieces, _) = scanner.scan_on(&blob, Some(&earlier));
        assert_eq!(whole.len(), pieces.findings.len());
        let said = whole.into_iter();
        said.map(|one| (one.rule.id.clone(), one.byte_start, one.confidence))
            .collect()
    }

    #[test]
    fn a_token_whose_checksum_holds_stands_out_of_any_word() {
        let token = made(Checksum::Github, "ghp_{alnum:36}");
        let pat = |at| vec![("github-pat-classic".to_owned(), at, Confidence::High)];
        for (before, behind) in [("backup_", "_old"), ("x", "x"), ("", "s.txt"), ("7", "")] {
            let text = format!("{before}{token}{behind}\n");
            assert_eq!(found(&text), pat(before.len() as u64), "{text}");
        }
        let altered = token.replace(&token[10..12], "zz");
        assert_eq!(found(&format!("backup_{altered}_old\n")), []);
    }

    #[test]
    fn a_wallets_key_needs_no_context() {
        let key = made(Checksum::Base58check, "L1{1-9A-HJ-NP-Za-km-z:50}");
        let wif = |at, sure| vec![("bitcoin-wif".to_owned(), at, sure)];
        assert_eq!(found(&format!("{key}\n")), wif(0, Confidence::High));
        assert_eq!(found(&format!("X={key}\n")), wif(2, Confidence::High));
        let altered = [&key[..20], "zz", &key[22..]].concat();
        assert_eq!(found(&format!("X={altered}\n")), wif(2, Confidence::Low));
    }
}
