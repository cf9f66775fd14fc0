//! The line that a place stands on.

/// What stands on the last line of `before`, a text or the end of one.
pub(super) fn last(before: &[u8]) -> &[u8] {
    memchr::memrchr(b'\n', before).map_or(before, |newline| &before[newline + 1..])
}
