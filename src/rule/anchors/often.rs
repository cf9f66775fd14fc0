//! How often four bytes in a row stand in sources and prose.

use super::sieve::{self, WORD};

/// The fours of built-in anchors that stand in every second megabyte or more often, and the three
/// thousand commonest of all: each line begins with the power of two of how often they stand in
/// four megabytes, and fours follow, each behind a tab; letters but the first have no case. They
/// were counted, as far as the [sieve] tells them apart, in 620 megabytes of Go, Rust, C, Python,
/// Perl, Ruby and JavaScript, of many languages' repositories, and of documentation: what stands
/// in a megabyte of each language counts alike.
const COUNTED: &[u8] = include_bytes!("often.txt");

/// Bytes by how often they stand in sources and prose.
const BYTES: &[u8] = b" etarnsoilcdpumfhg_by.-\n\"()'=:v/,kw0123456789xjqz";

/// How often up to four bytes stand, in no unit, perhaps without the case of letters: first what
/// was counted, then, among what was not, by the bytes.
pub(super) fn often(bytes: &[u8], fold_case: bool) -> (u8, u32) {
    let ranks = bytes
        .iter()
        .map(|byte| u32::from(RANKS[usize::from(*byte)]));
    (counted(bytes, fold_case), ranks.sum())
}

fn counted(bytes: &[u8], fold_case: bool) -> u8 {
    let Ok(four) = <[u8; WORD]>::try_from(bytes) else {
        // All of a shorter anchor is looked for: there is no choice.
        return 0;
    };
    let of = |first| FOURS[place([first, four[1], four[2], four[3]])];
    if fold_case {
        of(four[0].to_ascii_lowercase()).max(of(four[0].to_ascii_uppercase()))
    } else {
        of(four[0])
    }
}

/// How often each byte stands: more for those that do more often.
static RANKS: [u8; 256] = {
    let mut ranks = [0; 256];
    let mut at = 0;
    while at < BYTES.len() {
        let rank = (BYTES.len() - at) as u8;
        ranks[BYTES[at] as usize] = rank;
        ranks[BYTES[at].to_ascii_uppercase() as usize] = rank;
        at += 1;
    }
    ranks
};

/// What was counted of the fours of each [place], the most where several share one; 0 if nothing.
static FOURS: [u8; PLACES] = {
    let mut fours = [0; PLACES];
    let mut power = 0;
    let mut at = 0;
    while at < COUNTED.len() {
        match COUNTED[at] {
            b'\t' => {
                let four = [
                    COUNTED[at + 1],
                    COUNTED[at + 2],
                    COUNTED[at + 3],
                    COUNTED[at + 4],
                ];
                if fours[place(four)] < power {
                    fours[place(four)] = power;
                }
                at += 1 + WORD;
            }
            b'\n' => {
                power = 0;
                at += 1;
            }
            digit => {
                power = power * 10 + (digit - b'0');
                at += 1;
            }
        }
    }
    fours
};

const PLACES: usize = 1 << 17;

/// Where it is kept how often a four stands.
const fn place(four: [u8; WORD]) -> usize {
    let told = sieve::told(u32::from_le_bytes(four));
    (told.wrapping_mul(0x9E37_79B1) >> (u32::BITS - PLACES.trailing_zeros())) as usize
}
