//! Where the lines of a file begin and end.

/// Where the line that holds `at` begins, a byte order mark left out.
pub(super) fn line_start(text: &[u8], at: usize) -> usize {
    let mark = if text.starts_with(b"\xef\xbb\xbf") {
        3
    } else {
        0
    };
    memchr::memrchr(b'\n', &text[..at]).map_or(mark.min(at), |newline| newline + 1)
}

/// Where the line after the one that holds `at` begins; the end of the text if there is none.
pub(super) fn next_line(text: &[u8], at: usize) -> usize {
    memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |newline| at + newline + 1)
}

#[cfg(test)]
mod tests {
    use super::{line_start, next_line};

    #[test]
    fn lines_are_found_around_an_offset() {
        let text = b"\xef\xbb\xbfone\r\n\t two\nend";
        assert_eq!(line_start(text, 5), 3);
        assert_eq!(line_start(text, 11), 8);
        assert_eq!(next_line(text, 9), 14);
        assert_eq!(next_line(text, 15), text.len());
    }
}
