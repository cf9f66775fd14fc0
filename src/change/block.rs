//! A marked block of lines in an ignore file: ours to sort and to add to, while every other line
//! stays as it is.

use crate::newline::newline;

const BEGIN: &str = "# secrets, kept out by tightlip";
const END: &str = "# end of what tightlip keeps out";

/// The text of an ignore file with these lines in its block: sorted, each once, and behind
/// whatever would let them in again. If they are there already, the same text.
#[must_use]
pub fn with_lines(text: &[u8], lines: &[String]) -> Vec<u8> {
    let parts: Vec<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').collect();
    let end = newline(text);
    let block = find(&parts);
    let inside = block.map_or(&[][..], |(first, last)| &parts[first + 1..last]);
    let mut all: Vec<String> = inside.iter().map(|part| said(part).into_owned()).collect();
    all.retain(|line| !line.is_empty() && !line.starts_with("# "));
    all.extend(lines.iter().cloned());
    all.sort_unstable();
    all.dedup();
    let (before, behind) = match block {
        Some((first, last)) => (&parts[..first], &parts[last + 1..]),
        None => (&parts[..], &[][..]),
    };
    let moves = behind.iter().any(|part| undoes(&said(part)));
    let old = inside.iter().map(|part| said(part));
    if block.is_some() && !moves && old.eq(all.iter().map(String::as_str)) {
        return text.to_vec();
    }
    let mut new: Vec<u8> = before.concat();
    if moves {
        new.extend(behind.concat());
    }
    if !matches!(new.last(), None | Some(b'\n')) {
        new.extend_from_slice(end.as_bytes());
    }
    let own = [BEGIN.to_owned()].into_iter().chain(all);
    for line in own.chain([END.to_owned()]) {
        new.extend_from_slice(line.as_bytes());
        new.extend_from_slice(end.as_bytes());
    }
    if !moves {
        new.extend(behind.concat());
    }
    new
}

/// The first and the last line of the block.
fn find(parts: &[&[u8]]) -> Option<(usize, usize)> {
    let last = parts.iter().rposition(|part| said(part) == END)?;
    let first = parts[..last].iter().rposition(|part| said(part) == BEGIN)?;
    Some((first, last))
}

/// Whether a line may let in again what stands before it: a negation, or, in a `MANIFEST.in`, a
/// command that includes.
fn undoes(line: &str) -> bool {
    let verb = line.split_whitespace().next().unwrap_or_default();
    let includes = ["graft", "include", "recursive-include", "global-include"];
    line.starts_with('!') || includes.contains(&verb)
}

/// A line without its end and the blanks before that.
fn said(part: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(part.trim_ascii_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn with(text: &str, lines: &[&str]) -> String {
        let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        String::from_utf8(with_lines(text.as_bytes(), &lines)).unwrap()
    }

    fn block(lines: &str) -> String {
        format!("{BEGIN}\n{lines}{END}\n")
    }

    #[test]
    fn a_block_is_made_once_and_grows() {
        let first = with("node_modules\n", &["b", "a"]);
        assert_eq!(first, format!("node_modules\n{}", block("a\nb\n")));
        let more = with(&(first + "dist\n"), &["aa"]);
        assert_eq!(more, format!("node_modules\n{}dist\n", block("a\naa\nb\n")));
        assert_eq!(with("", &["a"]), block("a\n"));
    }

    #[test]
    fn a_block_before_a_negation_moves_behind_it() {
        let text = format!("{}!.env\n", block(".env\n"));
        assert_eq!(
            with(&text, &[".env"]),
            format!("!.env\n{}", block(".env\n"))
        );
        let text = format!("{}graft .\n", block("exclude .env\n"));
        let moved = format!("graft .\n{}", block("exclude .env\n"));
        assert_eq!(with(&text, &["exclude .env"]), moved);
    }

    #[test]
    fn line_ends_stay_as_they_are() {
        let text = with("a\r\nb", &[".env"]);
        assert_eq!(text, format!("a\r\nb\r\n{BEGIN}\r\n.env\r\n{END}\r\n"));
        assert_eq!(with("a", &[".env"]), format!("a\n{}", block(".env\n")));
    }

    #[test]
    fn a_block_that_moves_ends_alike_the_next_time() {
        let text = format!("{}!b\r\n", block(".env\n"));
        let once = with(&text, &[".env"]);
        assert_eq!(with(&once, &[".env"]), once);
    }

    proptest! {
        #[test]
        fn a_second_time_changes_nothing_and_no_line_of_others_is_lost(
            before in "([a!# ./]{0,3}(\r\n|\n)){0,4}",
            mark in any::<bool>(),
            behind in "([a!# ./]{0,3}(\r\n|\n)){0,4}[a!#]{0,2}",
            lines in proptest::collection::vec("[a-c./]{1,4}", 1..4),
        ) {
            let own = if mark { block("b\n") } else { String::new() };
            let text = format!("{before}{own}{behind}");
            let once = with_lines(text.as_bytes(), &lines);
            prop_assert_eq!(with_lines(&once, &lines), once.clone());
            let kept = String::from_utf8(once).unwrap();
            for line in text.lines().chain(lines.iter().map(String::as_str)) {
                prop_assert!(kept.lines().any(|other| other == line), "{line:?}");
            }
        }
    }
}
