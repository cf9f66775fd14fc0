//! Which bytes of an anchor it is looked for by: those that stand seldom elsewhere.

use super::Anchor;
use super::sieve::{self, TOLD, WORD};

/// The bytes in a row that an anchor is looked for by: four, or all of a shorter anchor.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window<'a> {
    /// Where in the anchor they stand.
    pub(super) at: usize,
    pub(super) bytes: &'a [u8],
    /// Whether ASCII case is disregarded.
    pub(super) fold_case: bool,
}

impl<'a> Window<'a> {
    /// The window of an anchor; of those that stand equally often the first one. An empty anchor
    /// has none.
    pub(super) fn of(anchor: &Anchor<'a>) -> Option<Self> {
        let width = anchor.text.len().min(WORD);
        if width == 0 {
            return None;
        }
        let windows = anchor.text.windows(width).enumerate();
        let (at, bytes) = windows.min_by_key(|(_, bytes)| often(bytes))?;
        Some(Self {
            at,
            bytes,
            fold_case: anchor.fold_case,
        })
    }

    /// How many bytes it is looked up by: windows of three bytes and of four at once.
    pub(super) fn width(&self) -> u32 {
        self.bytes.len().min(3) as u32
    }

    /// What it is looked up by, see [`key`].
    pub(super) fn key(&self) -> u32 {
        key(sieve::word(self.bytes), self.width())
    }
}

/// The first `width` bytes of a word, one to four, without the case of letters.
#[inline]
pub(super) fn key(word: u32, width: u32) -> u32 {
    (word | 0x2020_2020) & (u32::MAX >> (u32::BITS - 8 * width))
}

/// How often four bytes stand in sources and prose, in no unit: first whether they stand in a
/// common word, then by how much of them does, then by the bytes.
fn often(bytes: &[u8]) -> (bool, usize, u32) {
    let threes = bytes.windows(3).filter(|three| COMMON.has(three)).count();
    let ranks = bytes
        .iter()
        .map(|byte| u32::from(OFTEN[usize::from(*byte)]));
    (COMMON.has(bytes), threes, ranks.sum())
}

/// Words, and parts of names and addresses, that stand everywhere in sources and prose.
const WORDS: &[u8] = include_bytes!("common.txt");

/// Bytes by how often they stand in sources and prose.
const FREQUENT: &[u8] = b" etarnsoilcdpumfhg_by.-\n\"()'=:v/,kw0123456789xjqz";

/// How often each byte stands: more for those that do more often.
static OFTEN: [u8; 256] = {
    let mut often = [0; 256];
    let mut at = 0;
    while at < FREQUENT.len() {
        let more = (FREQUENT.len() - at) as u8;
        often[FREQUENT[at] as usize] = more;
        often[FREQUENT[at].to_ascii_uppercase() as usize] = more;
        at += 1;
    }
    often
};

/// The threes and fours of bytes in [`WORDS`] and others that the sieve takes for them.
static COMMON: Grams = Grams::of(WORDS);

struct Grams {
    bits: [u32; BITS / 32],
}

const BITS: usize = 1 << 17;

impl Grams {
    const fn of(words: &[u8]) -> Self {
        let mut bits = [0; BITS / 32];
        let mut word = 0;
        let mut at = 0;
        while at < words.len() {
            word = word << 8 | (words[at] & TOLD) as u32;
            at += 1;
            let (three, four) = (gram(word & 0x00FF_FFFF), gram(word));
            bits[three / 32] |= 1 << (three % 32);
            bits[four / 32] |= 1 << (four % 32);
        }
        Self { bits }
    }

    fn has(&self, bytes: &[u8]) -> bool {
        let word = |word, byte: &u8| word << 8 | u32::from(byte & TOLD);
        let gram = gram(bytes.iter().fold(0, word));
        self.bits[gram / 32] >> (gram % 32) & 1 == 1
    }
}

const fn gram(word: u32) -> usize {
    (word.wrapping_mul(0x9E37_79B1) >> (u32::BITS - BITS.trailing_zeros())) as usize
}
