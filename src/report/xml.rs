//! Text inside XML.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::escape;

/// For an attribute or an element: what a terminal obeys becomes visible, what XML obeys becomes
/// a reference, what XML forbids becomes U+FFFD.
pub(super) fn text(text: &str) -> Cow<'_, str> {
    let shown = escape::name(text);
    let special = |c| matches!(c, '<' | '>' | '&' | '"' | '\'' | '\u{fffe}' | '\u{ffff}');
    if !shown.contains(special) {
        return shown;
    }
    let mut out = String::with_capacity(shown.len() + 32);
    for c in shown.chars() {
        match c {
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c if special(c) => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn nothing_is_markup() {
        assert_eq!(text("a.py"), "a.py");
        assert_eq!(text("<a b='\"'>&"), "&#60;a b=&#39;&#34;&#39;&#62;&#38;");
        assert_eq!(text("a\n\u{0}\u{ffff}<"), "a\\n\\u{0}\u{fffd}&#60;");
    }
}
