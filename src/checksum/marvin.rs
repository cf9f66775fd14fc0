//! Marvin32, the keyed hash in Microsoft's identifiable keys.

/// The 64-bit hash of `bytes` under `seed`.
pub(super) fn marvin64(bytes: &[u8], seed: u64) -> u64 {
    let mut state = State(seed as u32, (seed >> 32) as u32);
    let mut words = bytes.chunks_exact(4);
    for word in &mut words {
        state.mix(u32::from_le_bytes([word[0], word[1], word[2], word[3]]));
    }
    state.mix(match *words.remainder() {
        [a, b, c] => u32::from_le_bytes([a, b, c, 0x80]),
        [a, b] => u32::from_le_bytes([a, b, 0x80, 0]),
        [a] => u32::from_le_bytes([a, 0x80, 0, 0]),
        _ => 0x80,
    });
    state.mix(0);
    u64::from(state.1) << 32 | u64::from(state.0)
}

/// The 32-bit hash: both halves folded into one.
pub(super) fn marvin32(bytes: &[u8], seed: u64) -> u32 {
    let hash = marvin64(bytes, seed);
    (hash >> 32) as u32 ^ hash as u32
}

struct State(u32, u32);

impl State {
    fn mix(&mut self, word: u32) {
        let Self(low, high) = self;
        *low = low.wrapping_add(word);
        *high ^= *low;
        *low = low.rotate_left(20).wrapping_add(*high);
        *high = high.rotate_left(9) ^ *low;
        *low = low.rotate_left(27).wrapping_add(*high);
        *high = high.rotate_left(19);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn microsofts_vectors_come_out() {
        let alphabet: Vec<u8> = (b'a'..=b'z').collect();
        for (seed, bytes, hash) in [
            (0xd53c_d9ce_cd08_93b7, &b"abc"[..], 0x22c7_4339_4927_69bf),
            (0x0ddd_deee_efff_f000, &alphabet, 0xa128_eb7e_7260_aca2),
            (0x004f_b61a_001b_dbcc, b"", 0x30ed_35c1_00cd_3c7d),
            (
                0x804f_b61a_801b_dbcc,
                b"\xff\x00\xff\x00\xff\x00\xff",
                0xfdfd_187b_1d3c_e784,
            ),
        ] {
            assert_eq!(marvin64(bytes, seed), hash, "{bytes:?}");
        }
        assert_eq!(marvin32(b"abc", 0xd53c_d9ce_cd08_93b7), 0x6be0_2a86);
    }
}
