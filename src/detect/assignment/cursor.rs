//! A place in a text, and how reading moves it forward.

use crate::detect::work;

/// Where reading stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'t> {
    pub(super) text: &'t [u8],
    pub(super) at: usize,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t [u8], at: usize) -> Self {
        Self { text, at }
    }

    /// The next byte; 0 at the end of the text, where no byte that means anything is 0.
    pub(super) fn peek(&self) -> u8 {
        self.ahead(0)
    }

    /// The byte `distance` behind the next one; 0 beyond the end.
    pub(super) fn ahead(&self, distance: usize) -> u8 {
        self.text.get(self.at + distance).copied().unwrap_or(0)
    }

    /// What is still to be read, no more than `limit` bytes of it.
    pub(super) fn rest(&self, limit: usize) -> &'t [u8] {
        let start = self.at.min(self.text.len());
        &self.text[start..self.text.len().min(start + limit)]
    }

    /// Moves behind `token` if it stands next.
    #[inline]
    pub(super) fn eat(&mut self, token: &[u8]) -> bool {
        // Mostly the first byte tells.
        let may = token.first().is_none_or(|first| *first == self.peek());
        let stands = may && self.rest(token.len()) == token;
        if stands {
            self.at += token.len();
        }
        stands
    }

    /// Moves behind the first of `tokens` that stands next.
    pub(super) fn eat_any(&mut self, tokens: &[&[u8]]) -> bool {
        tokens.iter().any(|token| self.eat(token))
    }

    /// Moves over at most `limit` bytes for which `member` holds; says over how many.
    pub(super) fn skip(&mut self, limit: usize, member: impl Fn(u8) -> bool) -> usize {
        let count = self
            .rest(limit)
            .iter()
            .take_while(|byte| member(**byte))
            .count();
        work::read(count);
        self.at += count;
        count
    }

    /// Moves over spaces and tabs; says over how many.
    pub(super) fn skip_spaces(&mut self) -> usize {
        self.skip(MOST_SPACES, |byte| matches!(byte, b' ' | b'\t'))
    }

    /// Whether a line ends here.
    pub(super) fn ends_line(&self) -> bool {
        matches!(self.peek(), b'\r' | b'\n')
    }

    /// Moves over at most one line break and the spaces round it.
    pub(super) fn skip_line_break(&mut self) -> bool {
        let start = self.at;
        self.skip_spaces();
        self.eat(b"\r");
        if self.eat(b"\n") {
            self.skip_spaces();
            true
        } else {
            self.at = start;
            false
        }
    }

    /// The same, and over spaces where no line breaks.
    pub(super) fn skip_gap(&mut self) {
        self.skip_line_break();
        self.skip_spaces();
    }
}

/// Columns of aligned assignments are not wider than this.
const MOST_SPACES: usize = 48;
