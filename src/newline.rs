//! What ends the lines of a text, so that what is added ends alike.

/// The end of the first line; that of Unix where there is none.
pub(crate) fn newline(text: &[u8]) -> &'static str {
    match memchr::memchr(b'\n', text) {
        Some(at) if at > 0 && text[at - 1] == b'\r' => "\r\n",
        _ => "\n",
    }
}

#[cfg(test)]
mod tests {
    use super::newline;

    #[test]
    fn the_first_line_decides() {
        assert_eq!(newline(b"a\r\nb\n"), "\r\n");
        assert_eq!(newline(b"a\nb\r\n"), "\n");
        for text in [&b""[..], b"a", b"\n", b"\r"] {
            assert_eq!(newline(text), "\n");
        }
    }
}
