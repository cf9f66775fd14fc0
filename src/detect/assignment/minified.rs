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

/// Whether what stands at `at` is in a list of identifiers alone: the `names` of a source map.
pub(in crate::detect) fn is_in_names(text: &[u8], at: usize) -> bool {
    let before = &text[at.saturating_sub(LIST)..at];
    work::read(before.len());
    let in_list = |byte: &u8| byte.is_ascii_alphanumeric() || b"_$\",".contains(byte);
    match before.iter().rposition(|byte| !in_list(byte)) {
        Some(open) => {
            let key = before[..open].trim_ascii_end();
            before[open] == b'[' && key.ends_with(b"\"names\":")
        }
        None => before.len() == LIST,
    }
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
            &format!("[{long}\""),
        ] {
            assert!(is_in_names(before.as_bytes(), before.len()), "{before}");
        }
        let args = format!("{{\"args\":[{}\"", &long[..LIST / 2]);
        for before in ["[\"", "\"names\":[\"a b\",\"", "\"sendToken\",\"", &args] {
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
