//! Hides secrets in a text that people are shown.

use std::collections::HashSet;
use std::ops::Range;

/// A piece of a value this long or longer gives some of it away.
const TELLING: usize = 6;
const HIDDEN: &str = "…";

/// What is hidden, and what is shown in its place.
#[derive(Default)]
pub(super) struct Veil {
    secrets: Vec<(Vec<u8>, String)>,
}

impl Veil {
    /// Hides `secret` wherever it stands.
    pub(super) fn add(&mut self, secret: &[u8], shown: &str) {
        if !secret.is_empty() && !self.secrets.iter().any(|(known, _)| known == secret) {
            self.secrets.push((secret.to_vec(), shown.to_owned()));
        }
    }

    /// Hides a piece of the file that was taken out with `value` in it, if pieces of the value can
    /// be read there once whole secrets are hidden: a concatenation, say.
    pub(super) fn add_removed(&mut self, piece: &[u8], value: &[u8]) {
        let windows: HashSet<&[u8]> = value.windows(TELLING).collect();
        let tells = |text: &[u8]| text.windows(TELLING).any(|window| windows.contains(window));
        // What may be shown of a secret tells nothing more. Most pieces have nothing of a value.
        if tells(piece) && tells(&self.rest(piece)) {
            self.add(piece, HIDDEN);
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
        for (secret, shown) in &self.secrets {
            let places = memchr::memmem::find_iter(text, secret);
            found.extend(places.map(|at| (at..at + secret.len(), shown.as_str())));
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
        veil.add_removed(b"'secretv' + 'alue123'", b"secretvalue123");
        assert_eq!(veil.hide(b"k = 'secretv' + 'alue123'"), "k = …");
        let mut veil = Veil::default();
        veil.add(b"secretvalue123", "secretv…");
        veil.add_removed(b"'secretvalue123'", b"secretvalue123");
        assert_eq!(veil.hide(b"k = 'secretvalue123'"), "k = 'secretv…'");
    }
}
