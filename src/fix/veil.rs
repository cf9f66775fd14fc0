//! Hides secrets in a text that people are shown.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// A piece of a value this long or longer gives some of it away.
const TELLING: usize = 6;
const HIDDEN: &str = "…";

/// What is hidden, and what is shown in its place.
#[derive(Default)]
pub(super) struct Veil {
    secrets: Vec<(Vec<u8>, String)>,
    known: HashSet<Vec<u8>>,
    /// Secrets by their first bytes, so that a text is read once, however many there are.
    by_start: HashMap<[u8; TELLING], Vec<usize>>,
    /// Those that are too short for that.
    short: Vec<usize>,
}

impl Veil {
    /// Hides `secret` wherever it stands.
    pub(super) fn add(&mut self, secret: &[u8], shown: &str) {
        if secret.is_empty() || !self.known.insert(secret.to_vec()) {
            return;
        }
        let index = self.secrets.len();
        match secret.first_chunk::<TELLING>() {
            Some(start) => self.by_start.entry(*start).or_default().push(index),
            None => self.short.push(index),
        }
        self.secrets.push((secret.to_vec(), shown.to_owned()));
    }

    /// Hides pieces of the file that were taken out with values in them, if pieces of a value can
    /// be read there once whole secrets are hidden: a concatenation, say.
    pub(super) fn add_removed<'p>(
        &mut self,
        pieces: impl Iterator<Item = &'p [u8]>,
        values: impl Iterator<Item = &'p [u8]>,
    ) {
        let windows: HashSet<&[u8]> = values.flat_map(|value| value.windows(TELLING)).collect();
        let tells = |text: &[u8]| text.windows(TELLING).any(|window| windows.contains(window));
        for piece in pieces {
            // What may be shown of a secret tells nothing more. Most pieces have nothing of a value.
            if tells(piece) && tells(&self.rest(piece)) {
                self.add(piece, HIDDEN);
            }
        }
    }

    /// The text, as far as it may be shown.
    pub(super) fn hide(&self, text: &[u8]) -> String {
        let hidden = self.replaced(text, |shown| shown.as_bytes());
        String::from_utf8_lossy(&hidden).into_owned()
    }

    /// The text without secrets.
    fn rest(&self, text: &[u8]) -> Vec<u8> {
        self.replaced(text, |_| HIDDEN.as_bytes())
    }

    fn replaced<'s>(&'s self, text: &[u8], with: impl Fn(&'s str) -> &'s [u8]) -> Vec<u8> {
        let mut found: Vec<(Range<usize>, &str)> = Vec::new();
        for index in &self.short {
            let (secret, shown) = &self.secrets[*index];
            let places = memchr::memmem::find_iter(text, secret);
            found.extend(places.map(|at| (at..at + secret.len(), shown.as_str())));
        }
        for (at, start) in text.windows(TELLING).enumerate() {
            let Some(here) = start
                .first_chunk()
                .and_then(|start| self.by_start.get(start))
            else {
                continue;
            };
            for (secret, shown) in here.iter().map(|index| &self.secrets[*index]) {
                if text[at..].starts_with(secret) {
                    found.push((at..at + secret.len(), shown));
                }
            }
        }
        // Of those that begin together the longest decides.
        found.sort_by_key(|(range, _)| (range.start, usize::MAX - range.end));
        let mut replaced = Vec::with_capacity(text.len());
        let mut at = 0;
        for (range, shown) in found {
            if range.start >= at {
                replaced.extend_from_slice(&text[at..range.start]);
                replaced.extend_from_slice(with(shown));
            }
            at = at.max(range.end);
        }
        replaced.extend_from_slice(&text[at..]);
        replaced
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_copy_is_hidden_and_what_overlaps_too() {
        let mut veil = Veil::default();
        veil.add(b"hunter2", "hu…");
        veil.add(b"u:hunter2@h", "…");
        veil.add(b"er2@home", "…");
        assert_eq!(veil.hide(b"a hunter2 b hunter2"), "a hu… b hu…");
        assert_eq!(veil.hide(b"x u:hunter2@home y"), "x … y");
        assert_eq!(veil.hide(b"hunter2@home"), "hu…");
    }

    #[test]
    fn a_concatenation_is_hidden_whole() {
        let mut veil = Veil::default();
        veil.add(b"secretvalue123", "…");
        let taken = |veil: &mut Veil, piece: &[u8]| {
            veil.add_removed([piece].into_iter(), [&b"secretvalue123"[..]].into_iter());
        };
        taken(&mut veil, b"'secretv' + 'alue123'");
        assert_eq!(veil.hide(b"k = 'secretv' + 'alue123'"), "k = …");
        let mut veil = Veil::default();
        veil.add(b"secretvalue123", "secretv…");
        taken(&mut veil, b"'secretvalue123'");
        assert_eq!(veil.hide(b"k = 'secretvalue123'"), "k = 'secretv…'");
    }
}
