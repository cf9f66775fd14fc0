//! Secrets of dial-ins, which nothing but the name of their file gives away: the third word of a
//! line, behind the client and the server.

use std::ops::Range;

/// Bytes of a line, at most.
const LONGEST: usize = 400;

/// Whether a file of this path lists such secrets.
pub(super) fn is_named(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    ["chap-secrets", "pap-secrets"]
        .iter()
        .any(|list| name.starts_with(list))
}

/// Where they stand.
pub(super) fn places(text: &[u8]) -> Vec<Range<usize>> {
    let mut places = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        if line.len() <= LONGEST && !line.trim_ascii_start().starts_with(b"#") {
            let third = words(line).nth(2);
            places.extend(third.map(|word| start + word.start..start + word.end));
        }
        start += line.len();
    }
    places
}

/// Words of a line, without the quotes that they stand in.
fn words(line: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = &line[at..];
        let start = at + rest.iter().position(|byte| !byte.is_ascii_whitespace())?;
        let quote = Some(line[start]).filter(|byte| matches!(byte, b'"' | b'\''));
        let from = start + usize::from(quote.is_some());
        let ends = |byte: &u8| match quote {
            Some(quote) => *byte == quote,
            None => byte.is_ascii_whitespace(),
        };
        let end = line[from..].iter().position(ends);
        let end = end.map_or(line.len(), |end| from + end);
        at = line.len().min(end + usize::from(quote.is_some()));
        Some(from..end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::anchored::tests::found;
    use crate::rule::template::{Dice, expand};

    #[test]
    fn places_are_the_third_words_of_lines() {
        let text = b"# a b c\njo * v1 *\r\n\"j o\"\t*\t'v 2' 10.0.0.7\na b\n";
        let said: Vec<&[u8]> = places(text).into_iter().map(|at| &text[at]).collect();
        assert_eq!(said, [b"v1".as_slice(), b"v 2"]);
    }

    #[test]
    fn secrets_are_found_in_their_file_alone_whole_or_in_pieces() {
        let line = expand("deployer * {alnum:14} *\n", &mut Dice::new(3)).unwrap();
        let secret = [("vpn-secret".to_owned(), 11)];
        assert_eq!(found("etc/ppp/chap-secrets", &line), secret);
        assert_eq!(
            found("etc/ppp/chap-secrets.j2", "deployer * {{ secret }} *\n"),
            []
        );
        assert_eq!(found("notes.txt", &line), []);
    }
}
