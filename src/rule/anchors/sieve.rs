//! Which places of a text a window may begin at: four bytes are looked up at once, and places do
//! not wait for one another.

use std::borrow::Cow;
use std::ops::Range;

use super::window::Window;

/// Cells, one for each three bytes, as far as they are told apart.
pub(super) const CELLS: usize = 1 << CELL_BITS;
const CELL_BITS: u32 = 15;

/// What is told apart of the second, third and fourth byte: letters without their case.
const TOLD: u8 = 0x1F;
const TOLD_BEHIND: u32 = u32::from_le_bytes([0, TOLD, TOLD, TOLD]);

/// Moves what is told of three bytes together, into the highest bits.
const TOGETHER: u32 = 1 << 9 | 1 << 6 | 1 << 4 | 1;

/// Bytes that differ in what is told apart of them.
const DIFFERENT: u8 = 32;

/// Places that are looked at in a row.
const ROW: usize = 8;

/// Bytes that are looked up at once.
pub(super) const WORD: usize = size_of::<u32>();

/// For every three bytes, the classes of the bytes before them with which a window begins.
#[derive(Clone, Debug)]
pub(super) struct Sieve {
    pub(super) cells: Cow<'static, [u64]>,
}

impl Sieve {
    /// Lets nothing through.
    pub(super) fn new() -> Self {
        Self {
            cells: Cow::Owned(vec![0; CELLS]),
        }
    }

    /// Lets through every place where the window stands; what follows one of fewer than four
    /// bytes may be anything.
    pub(super) fn let_through(&mut self, window: &Window<'_>) {
        let [first, behind @ ..] = window.bytes else {
            return;
        };
        let mut classes = CLASSES[usize::from(*first)];
        if window.fold_case {
            classes |= CLASSES[usize::from(first.to_ascii_lowercase())];
            classes |= CLASSES[usize::from(first.to_ascii_uppercase())];
        }
        let at = |place: usize| match behind.get(place) {
            Some(byte) => *byte..=*byte,
            None => 0..=DIFFERENT - 1,
        };
        let cells = self.cells.to_mut();
        for second in at(0) {
            for third in at(1) {
                for fourth in at(2) {
                    cells[cell(u32::from_le_bytes([*first, second, third, fourth]))] |= classes;
                }
            }
        }
    }

    /// Calls `each` for every place of `places` where a window may begin.
    #[inline]
    pub(super) fn fall(&self, text: &[u8], places: Range<usize>, mut each: impl FnMut(usize)) {
        let cells: &[u64; CELLS] = self.cells[..]
            .try_into()
            .expect("`new` and `to_bytes` make so many");
        let falls = |word: u32| cells[cell(word)] & CLASSES[(word & 0xFF) as usize] != 0;
        // Those behind have fewer than four bytes: they are not looked up.
        let words = (text.len() + 1).saturating_sub(WORD);
        let end = places.end.min(words);
        let mut at = places.start;
        if at < end {
            let rows = text[at..end + WORD - 1]
                .windows(ROW + WORD - 1)
                .step_by(ROW);
            for row in rows {
                for place in 0..ROW {
                    if falls(word(&row[place..place + WORD])) {
                        each(at + place);
                    }
                }
                at += ROW;
            }
            for at in at..end {
                if falls(word(&text[at..])) {
                    each(at);
                }
            }
        }
        for at in words.max(places.start)..places.end.min(text.len()) {
            each(at);
        }
    }
}

/// The first four bytes of a text, as one number; 0 for those it has not.
#[inline]
pub(super) fn word(text: &[u8]) -> u32 {
    match text.first_chunk() {
        Some(four) => u32::from_le_bytes(*four),
        None => text
            .iter()
            .rev()
            .fold(0, |word, byte| word << 8 | u32::from(*byte)),
    }
}

/// A word as it is told from others: by its first byte, and by what is told of the others.
pub(super) const fn told(word: u32) -> u32 {
    word & (TOLD_BEHIND | 0xFF)
}

/// The cell of the last three bytes of a word.
#[inline]
pub(super) fn cell(word: u32) -> usize {
    ((word & TOLD_BEHIND).wrapping_mul(TOGETHER) >> (u32::BITS - CELL_BITS)) as usize
}

/// The class of each byte as one of 64 bits: letters by their case, and what often stands with
/// them in anchors; the rest together.
static CLASSES: [u64; 256] = classes();

const fn classes() -> [u64; 256] {
    const OTHERS: [&[u8]; 11] = [
        b"01", b"23", b"45", b"67", b"89", b"_", b"-", b".", b" \t\n", b":/", b"$=+",
    ];
    let mut classes = [1 << 63; 256];
    let mut letter = 0;
    while letter < 26 {
        classes[b'a' as usize + letter] = 1 << letter;
        classes[b'A' as usize + letter] = 1 << (26 + letter);
        letter += 1;
    }
    let mut class = 0;
    while class < OTHERS.len() {
        let mut at = 0;
        while at < OTHERS[class].len() {
            classes[OTHERS[class][at] as usize] = 1 << (52 + class);
            at += 1;
        }
        class += 1;
    }
    classes
}
