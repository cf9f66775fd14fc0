//! Copies of a secret in its own file that the scanner does not report: in a comment, as an
//! argument without a name. They move with it.

use super::target::Target;

/// A shorter value may be an ordinary word elsewhere, in bytes.
const SHORTEST: usize = 8;
/// So many copies are looked at in a file.
const MOST: usize = 100;

/// The copies of the secrets of one file with this text, in the order of its bytes.
pub(super) fn copies<'f>(targets: &[Target<'f>], text: &[u8]) -> Vec<Target<'f>> {
    let mut copies: Vec<Target<'f>> = Vec::new();
    for target in targets.iter().filter(|target| target.part.is_none()) {
        let secret = target.secret();
        let value = secret.reveal();
        if value.len() < SHORTEST || text.get(target.range.clone()) != Some(value) {
            continue;
        }
        for at in memchr::memmem::find_iter(text, value) {
            let range = at..at + value.len();
            let is_known = targets
                .iter()
                .chain(&copies)
                .any(|one| one.range.start < range.end && range.start < one.range.end);
            if is_known || !stands_alone(text, at, range.end) {
                continue;
            }
            let lines = memchr::memchr_iter(b'\n', &text[..at]).count() as u64;
            copies.push(Target {
                range,
                copy: Some(lines + 1),
                ..target.clone()
            });
            if copies.len() == MOST {
                return sorted(copies);
            }
        }
    }
    sorted(copies)
}

fn sorted(mut copies: Vec<Target<'_>>) -> Vec<Target<'_>> {
    copies.sort_by_key(|copy| copy.range.start);
    copies
}

/// Whether it is no part of a longer word.
fn stands_alone(text: &[u8], start: usize, end: usize) -> bool {
    let is_part = |byte: Option<&u8>| {
        byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(byte))
    };
    let before = start.checked_sub(1).and_then(|at| text.get(at));
    !is_part(before) && !is_part(text.get(end))
}
