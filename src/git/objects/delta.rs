//! Deltas: how one object is put together from pieces of another and new bytes.

use std::ops::Range;

use crate::span::Copied;

/// Where a size ends, and the size: seven bits a byte, the lowest first.
fn size(delta: &[u8], at: &mut usize) -> Option<u64> {
    let (mut size, mut shift) = (0u64, 0);
    loop {
        let byte = *delta.get(*at)?;
        *at += 1;
        size |= u64::from(byte & 0x7F).checked_shl(shift)?;
        shift += 7;
        if byte & 0x80 == 0 {
            return Some(size);
        }
        if shift > 63 {
            return None;
        }
    }
}

/// The size of the object that `delta` makes.
pub(super) fn result_size(delta: &[u8]) -> Option<u64> {
    let mut at = 0;
    size(delta, &mut at)?;
    size(delta, &mut at)
}

/// Bytes that are copied at once: most pieces are shorter, and what is copied too much is written
/// over by the next piece.
const CHUNK: usize = 32;

/// Copies `count` bytes from `from` of one to `to` of the other, and perhaps some behind them.
#[inline]
fn copy(source: &[u8], from: usize, into: &mut [u8], to: usize, count: usize) -> Option<()> {
    if count <= CHUNK
        && let (Some(chunk), Some(room)) = (
            source.get(from..).and_then(|rest| rest.first_chunk()),
            into.get_mut(to..)
                .and_then(|rest| rest.first_chunk_mut::<CHUNK>()),
        )
    {
        *room = *chunk;
        return Some(());
    }
    let piece = source.get(from..from.checked_add(count)?)?;
    into.get_mut(to..to + count)?.copy_from_slice(piece);
    Some(())
}

/// Makes the object that `delta` says from `base`; what `copied` and `object` hold is lost.
/// `None`: the delta is damaged or belongs to another base.
pub(super) fn apply(
    base: &[u8],
    delta: &[u8],
    object: &mut Vec<u8>,
    copied: &mut Vec<Copied>,
) -> Option<()> {
    copied.clear();
    let mut at = 0;
    if size(delta, &mut at)? != base.len() as u64 {
        return None;
    }
    let len = usize::try_from(size(delta, &mut at)?).ok()?;
    // What it holds is written over: only what it grows by is made zero.
    object.try_reserve(len.saturating_sub(object.len())).ok()?;
    object.resize(len, 0);
    let mut to = 0;
    while let Some(code) = delta.get(at) {
        at += 1;
        if code & 0x80 == 0 {
            let count = usize::from(*code);
            if count == 0 || count > len - to || count > delta.len() - at {
                return None;
            }
            copy(delta, at, object, to, count)?;
            at += count;
            to += count;
            continue;
        }
        let mut number = |bits: Range<u32>| {
            let mut value = 0usize;
            for (shift, bit) in bits.enumerate() {
                if code >> bit & 1 == 1 {
                    value |= usize::from(*delta.get(at)?) << (8 * shift);
                    at += 1;
                }
            }
            Some(value)
        };
        let from = number(0..4)?;
        let count = match number(4..7)? {
            0 => 0x1_0000,
            count => count,
        };
        if count > len - to || count > base.len().checked_sub(from)? {
            return None;
        }
        copy(base, from, object, to, count)?;
        match copied.last_mut() {
            // One copy of more than an instruction can say.
            Some(last) if last.to + last.len == to && last.from + last.len == from => {
                last.len += count;
            }
            _ => copied.push(Copied {
                from,
                to,
                len: count,
            }),
        }
        to += count;
    }
    (to == len).then_some(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sizes(base: usize, object: usize) -> Vec<u8> {
        let mut delta = Vec::new();
        for size in [base, object] {
            let mut rest = size;
            while rest > 0x7F {
                delta.push(rest as u8 | 0x80);
                rest >>= 7;
            }
            delta.push(rest as u8);
        }
        delta
    }

    fn copy(from: u32, count: u32) -> Vec<u8> {
        let mut delta = vec![0xFF];
        delta.extend(from.to_le_bytes());
        delta.extend(&count.to_le_bytes()[..3]);
        delta
    }

    #[test]
    fn copies_and_new_bytes_make_an_object() {
        let base = b"0123456789";
        let mut delta = sizes(10, 9);
        delta.extend(copy(2, 3));
        delta.extend(copy(5, 2));
        delta.extend(b"\x03new");
        delta.extend(b"\x90\x01");
        let (mut object, mut copied) = (vec![1], Vec::new());
        apply(base, &delta, &mut object, &mut copied).unwrap();
        assert_eq!(object, b"23456new0");
        let two = [
            Copied {
                from: 2,
                to: 0,
                len: 5,
            },
            Copied {
                from: 0,
                to: 8,
                len: 1,
            },
        ];
        assert_eq!(copied, two);
        assert_eq!(apply(&base[1..], &delta, &mut object, &mut copied), None);
        for end in 0..delta.len() {
            assert_eq!(apply(base, &delta[..end], &mut object, &mut copied), None);
        }
    }

    #[test]
    fn a_copy_of_no_length_is_of_64_kib() {
        let base = vec![b'x'; 0x1_0000];
        let mut delta = sizes(0x1_0000, 0x1_0000);
        delta.push(0x80);
        let (mut object, mut copied) = (Vec::new(), Vec::new());
        apply(&base, &delta, &mut object, &mut copied).unwrap();
        assert_eq!(object, base);
    }

    proptest! {
        #[test]
        fn any_bytes_are_applied_without_a_panic(base: Vec<u8>, delta: Vec<u8>, size in 0..300usize) {
            let (mut object, mut copied) = (Vec::new(), Vec::new());
            let _ = apply(&base, &delta, &mut object, &mut copied);
            let fitting = [sizes(base.len(), size), delta].concat();
            if apply(&base, &fitting, &mut object, &mut copied).is_some() {
                prop_assert_eq!(object.len(), size);
                for part in &copied {
                    prop_assert_eq!(&object[part.range()], &base[part.from..part.from + part.len]);
                }
            }
        }
    }
}
