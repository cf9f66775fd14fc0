//! Makes visible whatever could move a terminal's cursor, change its state, or hide or reorder
//! text: file names and file contents are written by strangers.
//!
//! Such a character is shown in Rust's notation: `\n`, `\u{1b}`, `\u{202e}`. A backslash stands
//! for itself, so this is for reading, not for turning back.

use std::borrow::Cow;
use std::fmt::Write as _;

/// What a tab becomes in a line of source, so that carets stand where they should.
const TAB: &str = "    ";

/// A name (of a file, a rule, a variable) for a terminal.
#[must_use]
pub fn name(text: &str) -> Cow<'_, str> {
    visible(text, |c, out| {
        let _ = write!(out, "{}", c.escape_default());
    })
}

/// A line of source for a terminal: tabs become spaces.
#[must_use]
pub fn line(text: &str) -> Cow<'_, str> {
    visible(text, |c, out| {
        if c == '\t' {
            out.push_str(TAB);
        } else {
            let _ = write!(out, "{}", c.escape_default());
        }
    })
}

/// Whether a character must not reach a terminal: a control character (C0, DEL, C1), a line or
/// paragraph separator, or one that Unicode calls ignorable by default: bidi controls,
/// zero-width characters, fillers and tags. Not the variation selectors of ordinary emoji.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// The first character that [`is_hidden`], by its offset. Nearly all text is printable ASCII,
/// which is told without a look at its characters one by one.
#[must_use]
pub fn first_hidden(text: &str) -> Option<usize> {
    const PRINTABLE: std::ops::Range<u8> = 0x20..0x7f;
    let bytes = text.bytes();
    if bytes.fold(true, |all, byte| all & PRINTABLE.contains(&byte)) {
        return None;
    }
    text.find(is_hidden)
}

fn visible(text: &str, escape: impl Fn(char, &mut String)) -> Cow<'_, str> {
    let Some(first) = first_hidden(text) else {
        return Cow::Borrowed(text);
    };
    let mut out = String::with_capacity(text.len() + 16);
    out.push_str(&text[..first]);
    for c in text[first..].chars() {
        if is_hidden(c) {
            escape(c, &mut out);
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ordinary_text_of_any_script_stays() {
        for text in [
            "",
            "a = \"b\\n\"",
            "ключ",
            "鍵\u{3000}です",
            "a\u{301}",
            "❤\u{fe0f}",
            "กำ",
        ] {
            assert!(matches!(name(text), Cow::Borrowed(same) if same == text));
        }
    }

    #[test]
    fn what_a_terminal_would_obey_becomes_visible() {
        assert_eq!(name("a\x1b[31m\u{9b}2J"), "a\\u{1b}[31m\\u{9b}2J");
        assert_eq!(name("a\nb\tc\r"), "a\\nb\\tc\\r");
        assert_eq!(name("x\u{202e}gpj.\u{2066}"), "x\\u{202e}gpj.\\u{2066}");
        assert_eq!(name("z\u{200b}w\u{feff}"), "z\\u{200b}w\\u{feff}");
        assert_eq!(
            name("\u{7f}\u{2028}\u{e0041}"),
            "\\u{7f}\\u{2028}\\u{e0041}"
        );
    }

    #[test]
    fn tabs_in_source_are_spaces() {
        assert_eq!(line("\ta\t=\x07"), "    a    =\\u{7}");
    }

    proptest! {
        #[test]
        fn nothing_hidden_is_left(text in any::<String>()) {
            prop_assert!(!name(&text).contains(is_hidden));
            prop_assert!(!line(&text).contains(is_hidden));
            prop_assert_eq!(first_hidden(&text), text.find(is_hidden));
        }
    }
}
