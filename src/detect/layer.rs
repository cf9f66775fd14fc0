//! Layers: what stands encoded in a text is written out in its place, and the text is looked
//! through again. What is found there stands, for people and for fingerprints, where the encoded
//! text stands.

use std::ops::Range;

use data_encoding::{BASE64_NOPAD, BASE64URL_NOPAD, HEXLOWER_PERMISSIVE};

use super::Scanner;
use super::candidate::Candidate;
use crate::blob::Blob;

/// Fewer characters of base64 hold no secret.
const SHORTEST_BASE64: usize = 16;
/// Fewer hex digits hold no secret.
const SHORTEST_HEX: usize = 32;

/// How a text is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layer {
    Base64,
    Hex,
    Percent,
}

impl Layer {
    /// The word that reports use.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Base64 => "base64",
            Self::Hex => "hex",
            Self::Percent => "percent",
        }
    }
}

impl Scanner {
    /// What is seen in `blob` once up to `decode_depth` layers are taken off, as candidates of the
    /// encoded text; and whether some of it was too crowded to try all.
    pub(super) fn below(&self, blob: &Blob<'_>) -> (Vec<Candidate>, bool) {
        let mut found = Vec::new();
        let mut is_crowded = false;
        let mut sheet = Sheet::of(blob.text);
        for _ in 0..self.options().decode_depth {
            let Some(next) = sheet.unfolded() else {
                break;
            };
            sheet = next;
            let plain = Blob::whole(blob.origin, &sheet.text);
            let (seen, crowded) = self.candidates(&plain, &mut ());
            is_crowded |= crowded.is_some();
            found.extend(seen.into_iter().filter_map(|one| sheet.lifted(one)));
        }
        (found, is_crowded)
    }
}

/// A text with some of its pieces decoded.
struct Sheet {
    text: Vec<u8>,
    /// Sorted and apart; two may be of one encoded text.
    pieces: Vec<Piece>,
}

/// A piece that was decoded.
#[derive(Clone)]
struct Piece {
    /// Where it stands now.
    plain: Range<usize>,
    /// Where it stood at first.
    coded: Range<usize>,
    /// Outermost first.
    layers: Vec<Layer>,
}

impl Sheet {
    fn of(text: &[u8]) -> Self {
        Self {
            text: text.to_vec(),
            pieces: Vec::new(),
        }
    }

    /// With one more layer taken off; `None`: there is none.
    fn unfolded(&self) -> Option<Self> {
        let mut next = Self::of(b"");
        let (mut old, mut done) = (0, 0);
        for run in runs(&self.text) {
            let Some((layer, plain)) = decoded(&self.text[run.clone()]) else {
                continue;
            };
            let mut layers = Vec::new();
            while let Some(piece) = self.pieces.get(old)
                && piece.plain.start < run.end
            {
                next.keep(piece, &(done..run.start));
                if piece.plain.end > run.start {
                    layers.clone_from(&piece.layers);
                }
                if piece.plain.end > run.end {
                    break;
                }
                old += 1;
            }
            layers.push(layer);
            next.text.extend_from_slice(&self.text[done..run.start]);
            let start = next.text.len();
            next.text.extend_from_slice(&plain);
            next.pieces.push(Piece {
                plain: start..next.text.len(),
                coded: self.original(run.start)..self.original_end(run.end),
                layers,
            });
            done = run.end;
        }
        if done == 0 {
            return None;
        }
        for piece in &self.pieces[old..] {
            next.keep(piece, &(done..self.text.len()));
        }
        next.text.extend_from_slice(&self.text[done..]);
        Some(next)
    }

    /// Takes over what `rest`, which is added next, has of a piece of the text before.
    fn keep(&mut self, piece: &Piece, rest: &Range<usize>) {
        let start = piece.plain.start.max(rest.start);
        let end = piece.plain.end.min(rest.end);
        if start < end {
            let here = self.text.len() + start - rest.start;
            self.pieces.push(Piece {
                plain: here..here + end - start,
                ..piece.clone()
            });
        }
    }

    /// The candidate where its bytes stood at first, if any of them was decoded.
    fn lifted(&self, mut candidate: Candidate) -> Option<Candidate> {
        let Range { start, end } = candidate.secret;
        let first = self
            .pieces
            .partition_point(|piece| piece.plain.end <= start);
        let piece = self
            .pieces
            .get(first)
            .filter(|piece| piece.plain.start < end)?;
        candidate.decoded.clone_from(&piece.layers);
        candidate.secret = self.original(start)..self.original_end(end);
        // These stand in a text that nobody sees.
        candidate.public_prefix = 0;
        candidate.joined = None;
        candidate.assigned_to = None;
        candidate.parts = Vec::new();
        Some(candidate)
    }

    /// Where what begins at `at` began at first.
    fn original(&self, at: usize) -> usize {
        let next = self.pieces.partition_point(|piece| piece.plain.start <= at);
        match next.checked_sub(1).map(|index| &self.pieces[index]) {
            None => at,
            Some(piece) if at < piece.plain.end => piece.coded.start,
            Some(piece) => piece.coded.end + (at - piece.plain.end),
        }
    }

    /// Where what ends at `at` ended at first.
    fn original_end(&self, at: usize) -> usize {
        let next = self.pieces.partition_point(|piece| piece.plain.start < at);
        match next.checked_sub(1).map(|index| &self.pieces[index]) {
            Some(piece) if at <= piece.plain.end => piece.coded.end,
            Some(piece) => piece.coded.end + (at - piece.plain.end),
            None => at,
        }
    }
}

/// Stretches of bytes that may be an encoded text, in order.
fn runs(text: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].iter().position(|byte| is_coded(*byte))?;
        let rest = &text[start..];
        let len = rest.iter().position(|byte| !is_coded(*byte));
        let mut end = start + len.unwrap_or(rest.len());
        at = end;
        // Padding ends a text in base64.
        while end - at < 2 && text.get(end) == Some(&b'=') {
            end += 1;
        }
        at = end;
        Some(start..end)
    })
}

fn is_coded(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'%')
}

/// What a run of bytes says, if it is a text that is encoded.
fn decoded(run: &[u8]) -> Option<(Layer, Vec<u8>)> {
    let (layer, plain) = if run.contains(&b'%') {
        (Layer::Percent, percent(run)?)
    } else if run.len() >= SHORTEST_HEX && run.iter().all(u8::is_ascii_hexdigit) {
        (Layer::Hex, HEXLOWER_PERMISSIVE.decode(run).ok()?)
    } else if run.len() >= SHORTEST_BASE64 {
        (Layer::Base64, base64(run)?)
    } else {
        return None;
    };
    let is_text = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n' | b'\r' | b'\t');
    plain.iter().all(is_text).then_some((layer, plain))
}

fn base64(run: &[u8]) -> Option<Vec<u8>> {
    let len = run.iter().position(|byte| *byte == b'=');
    let body = &run[..len.unwrap_or(run.len())];
    let is_url = body.iter().any(|byte| matches!(byte, b'-' | b'_'));
    let alphabet = if is_url {
        BASE64URL_NOPAD
    } else {
        BASE64_NOPAD
    };
    alphabet.decode(body).ok()
}

fn percent(run: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::with_capacity(run.len());
    let mut any = false;
    let mut rest = run;
    while let Some((byte, tail)) = rest.split_first() {
        let code = tail
            .get(..2)
            .filter(|_| *byte == b'%')
            .and_then(|digits| HEXLOWER_PERMISSIVE.decode(digits).ok());
        if let Some(code) = code {
            plain.extend(code);
            rest = &tail[2..];
            any = true;
        } else {
            plain.push(*byte);
            rest = tail;
        }
    }
    any.then_some(plain)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use data_encoding::{BASE64, HEXLOWER};
    use proptest::prelude::*;

    use super::*;
    use crate::blob::Origin;
    use crate::detect::Options;
    use crate::finding::Finding;
    use crate::rule::RuleSet;
    use crate::rule::template::{Dice, expand};

    fn scan(text: &str, decode_depth: u8) -> Vec<Finding> {
        let options = Options {
            decode_depth,
            ..Options::default()
        };
        let origin = Origin::File {
            path: "a.py".into(),
        };
        let scanner = Scanner::new(RuleSet::builtin(), options);
        scanner.scan(&Blob::whole(&origin, text.as_bytes()))
    }

    fn token() -> String {
        let template = "sk-proj-{base64url:74}T3BlbkFJ{base64url:74}";
        expand(template, &mut Dice::new(1)).unwrap()
    }

    #[test]
    fn what_is_encoded_is_found_where_it_stands() {
        let plain = format!("see {} there", token());
        let once = BASE64.encode(plain.as_bytes());
        let twice = HEXLOWER.encode(once.as_bytes());
        let spaced = token().bytes().fold(String::new(), |mut spaced, byte| {
            let _ = write!(spaced, "%{byte:02x}");
            spaced
        });
        for (coded, depth, layers) in [
            (&once, 1, &["base64"][..]),
            (&twice, 2, &["hex", "base64"]),
            (&spaced, 1, &["percent"]),
        ] {
            let text = format!("a = 1\nb = \"{coded}\"  # c\nd = {}\n", token());
            let found = scan(&text, depth);
            assert_eq!(found.len(), 2, "{found:?}");
            let [first, second] = &found[..] else {
                unreachable!()
            };
            assert_eq!(first.decoded, layers);
            assert_eq!(first.rule.id, "openai-project-key");
            assert_eq!(first.secret.reveal(), coded.as_bytes());
            assert_eq!((first.start.line, first.byte_start), (2, 11));
            assert_eq!(second.decoded, [""; 0]);
            assert_eq!(second.start.line, 3);
            assert_eq!(scan(&text, depth - 1).len(), 1, "not so deep");
        }
    }

    #[test]
    fn what_is_no_text_stays_as_it_is() {
        for run in [
            "jTwHFosLrmxa75eL2Il0AeTMSxQd21gS",
            "src/detect/layer/tests",
            "100%",
            "%zz%",
        ] {
            assert_eq!(decoded(run.as_bytes()), None, "{run}");
        }
        let said = decoded(b"hello%20world").unwrap();
        assert_eq!(said, (Layer::Percent, b"hello world".to_vec()));
        assert_eq!(
            scan("password = \"aGVsbG8gd29ybGQsIGhlbGxv\"\n", 5).len(),
            scan("password = \"aGVsbG8gd29ybGQsIGhlbGxv\"\n", 0).len()
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn every_place_of_a_decoded_text_is_one_of_the_first(
            parts in prop::collection::vec(("[ =x]{0,9}", "[a-z ]{12,30}", 0..3_usize), 0..6),
        ) {
            let mut text = String::new();
            for (between, plain, layers) in parts {
                let coded = (0..layers).fold(plain, |plain, _| BASE64.encode(plain.as_bytes()));
                let _ = write!(text, "{between} {coded}");
            }
            let mut sheet = Sheet::of(text.as_bytes());
            for _ in 0..4 {
                for at in 0..=sheet.text.len() {
                    prop_assert!(sheet.original(at) <= text.len());
                    prop_assert!(sheet.original_end(at) <= text.len());
                    prop_assert!(at == 0 || sheet.original(at - 1) < sheet.original_end(at));
                }
                for pair in sheet.pieces.windows(2) {
                    prop_assert!(pair[0].plain.end <= pair[1].plain.start);
                    let is_apart = pair[0].coded.end <= pair[1].coded.start;
                    prop_assert!(is_apart || pair[0].coded == pair[1].coded);
                }
                let Some(next) = sheet.unfolded() else { break };
                sheet = next;
            }
        }
    }
}
