//! What minifiers and bundlers leave: variables of new names, and lists of the old ones.

use super::{Assignment, Operator};
use crate::detect::{line, work};
use crate::language::Language;

/// Letters of a variable that a minifier names, at most.
const LONGEST: usize = 2;
/// Bytes of a line that no person wrote, at least.
const LINE: usize = 500;
/// What stands before a variable that is declared or set, and no property.
const BEFORE: &[u8] = b" ,;({}";
/// Bytes of a list of names looked back over.
const LIST: usize = 1 << 10;

/// Whether the name is that of a variable that a minifier renamed: `,pw="…"` on a long line.
pub(super) fn is_renamed(text: &[u8], assignment: &Assignment, language: Language) -> bool {
    let name = &assignment.name;
    let before = &text[name.start.saturating_sub(LINE)..name.start];
    let behind = &text[name.end..text.len().min(name.end + LINE)];
    let is_long = || {
        let rest = memchr::memchr(b'\n', behind).unwrap_or(behind.len());
        line::last(before).len() + rest >= LINE
    };
    language == Language::JavaScript
        && name.len() <= LONGEST
        && assignment.operator == Operator::Assign
        && behind.starts_with(b"=")
        && before.last().is_none_or(|byte| BEFORE.contains(byte))
        && is_long()
}

/// Whether what stands in quotes at `at` is in a list of identifiers alone, in whatever layout: the
/// `names` of a source map.
pub(in crate::detect) fn is_in_names(text: &[u8], at: usize) -> bool {
    let before = &text[at.saturating_sub(LIST)..at];
    work::read(before.len());
    let mut rest = line::unquoted(before);
    loop {
        if let Some(key) = rest.strip_suffix(b"[") {
            return line::unquoted(key.trim_ascii_end().strip_suffix(b":").unwrap_or_default())
                .ends_with(b"\"names");
        }
        // What the list is called stands too far before.
        if rest.is_empty() {
            return before.len() == LIST;
        }
        let Some(name) = rest.strip_suffix(b",").and_then(closed) else {
            return false;
        };
        rest = &name[..name.len() - line::tail(name, |byte| is_identifier(*byte)).len()];
        match closed(rest) {
            Some(opened) => rest = opened.trim_ascii_end(),
            None if rest.is_empty() => {}
            None => return false,
        }
    }
}

/// What stands before the quote that ends `text`, which a backslash may escape.
fn closed(text: &[u8]) -> Option<&[u8]> {
    let inside = text.trim_ascii_end().strip_suffix(b"\"")?;
    Some(&inside[..inside.len() - line::tail(inside, |byte| *byte == b'\\').len()])
}

fn is_identifier(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_$".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::anchored::tests::found;
    use crate::rule::template::{Dice, expand};

    #[test]
    fn two_letters_name_nothing_once_a_minifier_gave_them() {
        let long = "function a(b,c){return b.d(c.e)+1};".repeat(LINE / 35 + 1);
        let value = expand("{alnum:9}x7Q", &mut Dice::new(5)).unwrap();
        let count = |path: &str, code: &str| {
            let text = format!("{long}{}", code.replace("VALUE", &value));
            found(path, &text).len()
        };
        for code in ["const pw=\"VALUE\",q=1;", "var a=1,PW=\"VALUE\";"] {
            assert_eq!(count("dist/app.min.js", code), 0, "{code}");
        }
        for code in [
            "\nconst pw=\"VALUE\",q=1;",
            "var pwd=\"VALUE\";",
            "a.pw=\"VALUE\";",
            "a={pw:\"VALUE\"};",
            "a={\"pw\":\"VALUE\"};",
        ] {
            assert_eq!(count("dist/app.min.js", code), 1, "{code}");
        }
        assert_eq!(count("a.py", "pw=\"VALUE\""), 1);
    }

    #[test]
    fn names_of_a_source_map_are_all_that_stands_in_their_list() {
        let long = "\"sendToken\",".repeat(LIST / 12 + 1);
        for before in [
            "{\"names\":[\"",
            "\"names\": [\"x\",\"",
            "\"names\": [\n    \"x\",\n    \"y\",\n    \"",
            r#"{\"names\": [\"x\", \"y\", \""#,
            &format!("[{long}\""),
            &format!("[{}\"", long.replace(',', ",\n    ")),
        ] {
            assert!(is_in_names(before.as_bytes(), before.len()), "{before}");
        }
        let args = format!("{{\"args\":[{}\"", &long[..LIST / 2]);
        let prose = "a sentence without an end ".repeat(LIST / 20);
        for before in [
            "[\"",
            "\"names\":[\"a b\",\"",
            "\"sendToken\",\"",
            "\"usernames\":[\"a\",\"",
            "\"names\":[\"a\"],\"b\":\"",
            "\"names\":[1,\"",
            &format!("\"{prose}"),
            &args,
        ] {
            assert!(!is_in_names(before.as_bytes(), before.len()), "{before}");
        }
    }

    proptest::proptest! {
        #[test]
        fn takes_any_bytes(text: Vec<u8>, at: proptest::sample::Index) {
            let _ = is_in_names(&text, at.index(text.len() + 1));
        }
    }
}
