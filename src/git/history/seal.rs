//! Bytes that only the holder of a key can read, and that nobody else can change unseen.
//!
//! A tag, the keyed hash of the text, goes first; the text is hidden by the stream of hashes that
//! another key makes of the tag. Nothing has to be drawn by chance: the same text gives the same
//! bytes, and two texts share nothing.

/// Bytes of the tag.
const TAG: usize = 32;
/// Bytes that are hidden at once.
const PIECE: usize = 4 << 10;

/// Seals a text.
pub(super) fn seal(key: &[u8; 32], text: &[u8]) -> Vec<u8> {
    let tag = tag(key, text);
    let mut sealed = [tag.as_bytes(), text].concat();
    hide(key, tag.as_bytes(), &mut sealed[TAG..]);
    sealed
}

/// The text; `None`: it was sealed with another key, or is damaged.
pub(super) fn open(key: &[u8; 32], sealed: &[u8]) -> Option<Vec<u8>> {
    let (said, hidden) = sealed.split_first_chunk::<TAG>()?;
    let mut text = hidden.to_vec();
    hide(key, said, &mut text);
    (tag(key, &text) == *said).then_some(text)
}

fn tag(key: &[u8; 32], text: &[u8]) -> blake3::Hash {
    blake3::keyed_hash(&own(key, b"tag"), text)
}

/// Hides what is bare, and bares what is hidden.
fn hide(key: &[u8; 32], tag: &[u8; TAG], text: &mut [u8]) {
    let mut stream = blake3::Hasher::new_keyed(&own(key, b"stream"))
        .update(tag)
        .finalize_xof();
    let mut piece = [0; PIECE];
    for bytes in text.chunks_mut(PIECE) {
        stream.fill(&mut piece);
        for (byte, mask) in bytes.iter_mut().zip(&piece) {
            *byte ^= mask;
        }
    }
}

/// A key for one purpose.
fn own(key: &[u8; 32], purpose: &[u8]) -> [u8; 32] {
    *blake3::keyed_hash(key, purpose).as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_key_opens_it() {
        for len in [0, 1, PIECE - 1, PIECE, 3 * PIECE + 7] {
            let text: Vec<u8> = (0..len).map(|at| (at % 251) as u8).collect();
            let sealed = seal(&[1; 32], &text);
            assert_eq!(open(&[1; 32], &sealed), Some(text));
            assert_eq!(open(&[2; 32], &sealed), None);
        }
    }

    #[test]
    fn nothing_of_the_text_is_seen_and_no_change_passes() {
        let text = b"src/config.py holds a key ".repeat(20);
        let sealed = seal(&[1; 32], &text);
        assert!(memchr::memmem::find(&sealed, b"config").is_none());
        let other = seal(&[1; 32], &text[1..]);
        assert!(sealed[TAG..].iter().zip(&other[TAG..]).any(|(a, b)| a != b));
        for at in 0..sealed.len() {
            let mut damaged = sealed.clone();
            damaged[at] ^= 1;
            assert_eq!(open(&[1; 32], &damaged), None, "{at}");
            assert_eq!(open(&[1; 32], &sealed[..at]), None, "{at}");
        }
    }
}
