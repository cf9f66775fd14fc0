//! Adds a line to an ignore file.

/// The file with the line at its end, where it overrides all else; line ends stay as they are.
pub(super) fn with_line(text: &[u8], line: &str) -> Vec<u8> {
    let first = memchr::memchr(b'\n', text);
    let crlf = first.is_some_and(|at| at > 0 && text[at - 1] == b'\r');
    let end = if crlf { "\r\n" } else { "\n" };
    let mut longer = text.to_vec();
    if !matches!(text.last(), None | Some(b'\n')) {
        longer.extend_from_slice(end.as_bytes());
    }
    longer.extend_from_slice(line.as_bytes());
    longer.extend_from_slice(end.as_bytes());
    longer
}

#[cfg(test)]
mod tests {
    use super::with_line;

    #[test]
    fn the_rest_stays_as_it_is() {
        assert_eq!(with_line(b"", ".env"), b".env\n");
        assert_eq!(with_line(b"a", ".env"), b"a\n.env\n");
        assert_eq!(with_line(b"a\r\nb", ".env"), b"a\r\nb\r\n.env\r\n");
    }
}
