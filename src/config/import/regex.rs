//! From the regular expressions of Go, Python and JavaScript to Rust's: what one reads otherwise
//! is written out. What Rust lacks stays as it is, for whoever reads the result to name.

use std::fmt::Write;

/// The same expression for this program. Whether it can be read is for the caller to see.
pub(super) fn translate(go: &str) -> String {
    let mut out = String::with_capacity(go.len() + 8);
    let mut chars = go.chars().peekable();
    let mut class = Class::Outside;
    while let Some(c) = chars.next() {
        match (c, class) {
            ('\\', _) => match chars.next() {
                // A quotation, to its `\E`.
                Some('Q') => {
                    let mut quoted = String::new();
                    while let Some(c) = chars.next() {
                        if c == '\\' && chars.peek() == Some(&'E') {
                            chars.next();
                            break;
                        }
                        quoted.push(c);
                    }
                    out.push_str(&regex_syntax::escape(&quoted));
                }
                // A letter of Python's for the end of the text.
                Some('Z') => out.push_str("\\z"),
                // Any byte.
                Some('C') if class == Class::Outside => out.push_str("(?s-u:.)"),
                // A class of Unicode, which the engine does not know without being told.
                Some(c @ ('p' | 'P')) if class == Class::Outside => {
                    out.push_str("(?u:\\");
                    out.push(c);
                    match chars.next() {
                        Some('{') => {
                            out.push('{');
                            let name = chars.by_ref().take_while(|c| *c != '}');
                            out.extend(name);
                            out.push('}');
                        }
                        Some(c) => out.push(c),
                        None => {}
                    }
                    out.push(')');
                }
                // A character by its number in octal.
                Some(c @ '0'..='7') if c == '0' || is_octal(&mut chars.clone()) => {
                    let mut code = c.to_digit(8).unwrap_or(0);
                    for _ in 0..2 {
                        let Some(digit) = chars.peek().and_then(|c| c.to_digit(8)) else {
                            break;
                        };
                        code = code * 8 + digit;
                        chars.next();
                    }
                    let _ = write!(out, "\\x{{{code:x}}}");
                }
                // Word boundaries here, plain characters there.
                Some(c @ ('<' | '>')) => out.push(c),
                Some(c) => out.extend(['\\', c]),
                None => out.push('\\'),
            },
            ('[', Class::Outside) => {
                out.push('[');
                if chars.peek() == Some(&'^') {
                    out.extend(chars.next());
                }
                // A bracket that comes first stands for itself.
                if chars.peek() == Some(&']') {
                    chars.next();
                    out.push_str("\\]");
                }
                class = Class::Inside;
            }
            ('[', Class::Inside) if chars.peek() == Some(&':') => {
                out.push('[');
                for c in chars.by_ref() {
                    out.push(c);
                    if c == ']' {
                        break;
                    }
                }
            }
            // A class within a class here, a plain character there.
            ('[', Class::Inside) => out.push_str("\\["),
            (']', Class::Inside) => {
                out.push(']');
                class = Class::Outside;
            }
            // Set operations here, plain characters there.
            ('&' | '~', Class::Inside) => out.extend(['\\', c]),
            ('-', Class::Inside) if chars.peek() == Some(&'-') => {
                chars.next();
                out.push_str("\\-\\-");
            }
            ('{', Class::Outside) if !is_count(chars.clone()) => {
                out.push_str("\\{");
            }
            (c, _) => out.push(c),
        }
    }
    out
}

/// Whether two more octal digits follow: what begins with another digit than 0 is a
/// backreference with fewer.
fn is_octal(rest: &mut impl Iterator<Item = char>) -> bool {
    rest.take(2).filter(|c| c.is_digit(8)).count() == 2
}

/// A string that JavaScript's tools read as an expression if it looks like `/…/i`, else as plain
/// text.
pub(super) fn regexp_like(text: &str) -> String {
    let parts = text
        .strip_prefix('/')
        .and_then(|rest| rest.rsplit_once('/'));
    match parts {
        Some((pattern, flags)) if flags.chars().all(|c| "dgimsuvy".contains(c)) => {
            let flags: String = flags.chars().filter(|c| "ims".contains(*c)).collect();
            let pattern = translate(pattern);
            if flags.is_empty() {
                pattern
            } else {
                format!("(?{flags}){pattern}")
            }
        }
        _ => regex_syntax::escape(text),
    }
}

/// An expression without what anchors or escapes: the text that it is for, if it is for one.
pub(super) fn plain(pattern: &str) -> String {
    let rest = pattern.strip_prefix("(?i)").unwrap_or(pattern);
    let rest = rest.trim_start_matches('^').trim_end_matches('$');
    let mut plain = String::with_capacity(rest.len());
    let mut chars = rest.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => plain.extend(chars.next().filter(char::is_ascii_punctuation)),
            c => plain.push(c),
        }
    }
    plain
}

/// Two numbers of 64 bits, a comma and a brace.
const LONGEST_COUNT: usize = 42;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Outside,
    Inside,
}

/// Whether what follows a `{` is a repetition: `3}`, `3,}` or `3,5}`.
fn is_count(mut rest: impl Iterator<Item = char>) -> bool {
    let mut digits = 0;
    let mut commas = 0;
    // One that is longer than any number counts nothing that could be compiled.
    for _ in 0..LONGEST_COUNT {
        match rest.next() {
            Some('0'..='9') => digits += usize::from(commas == 0),
            Some(',') if digits > 0 && commas == 0 => commas = 1,
            Some('}') => return digits > 0,
            _ => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_byte_can_be_asked_for() {
        let regex = ::regex::bytes::Regex::new(&translate(r"a\Cb")).unwrap();
        assert!(regex.is_match(b"a\xffb") && regex.is_match(b"a\nb"));
    }

    #[test]
    fn what_no_engine_here_can_run_is_an_error_that_says_so() {
        for (theirs, why) in [
            ("(?=a)b", "look-around"),
            ("(?<!a)b", "look-around"),
            (r"(a)\1", "backreferences"),
            ("(?P<q>a)(?P=q)", "unrecognized flag"),
            ("(?>a)", "unrecognized flag"),
        ] {
            let error = regex_syntax::parse(&translate(theirs)).unwrap_err();
            assert!(error.to_string().contains(why), "{theirs}: {error}");
        }
    }

    #[test]
    fn javascripts_strings_are_plain_unless_slashes_say_otherwise() {
        assert_eq!(regexp_like("/dummy.x/i"), "(?i)dummy.x");
        assert_eq!(regexp_like("/a/gu"), "a");
        assert_eq!(regexp_like("a.b/c"), r"a\.b/c");
        assert_eq!(regexp_like("/usr/local"), "/usr/local");
        assert_eq!(plain(r"(?i)^a\.b\-c$"), "a.b-c");
    }

    #[test]
    fn what_go_reads_otherwise_is_written_out() {
        for (go, rust) in [
            (r"a{2,3}b{4}", r"a{2,3}b{4}"),
            (r"a{2,}b{,3}c{}d{1,2,3}e{4", r"a{2,}b\{,3}c\{}d\{1,2,3}e\{4"),
            (r"\$\{x}", r"\$\{x}"),
            (r"${x}", r"$\{x}"),
            (r"[[a]", r"[\[a]"),
            (r"[^]a]", r"[^\]a]"),
            (r"[[:alpha:]_]", r"[[:alpha:]_]"),
            (r"[a&&b~~c]", r"[a\&\&b\~\~c]"),
            (r"[a--]", r"[a\-\-]"),
            (r"\<b\>", r"<b>"),
            (r"\Qa.b\E+", r"a\.b+"),
            (r"[\Qa-]\E]", r"[a\-\]]"),
            (r"(?s-i:a)(?U)b+\z", r"(?s-i:a)(?U)b+\z"),
            (r"(?P<x>[[:word:]])", r"(?P<x>[[:word:]])"),
            (r"\pL\P{Greek}[\pN]", r"(?u:\pL)(?u:\P{Greek})[\pN]"),
            (r"\101\0\Z", r"\x{41}\x{0}\z"),
            (r#"['\"]\s*\/"#, r#"['\"]\s*\/"#),
        ] {
            assert_eq!(translate(go), rust, "{go}");
            assert!(regex_syntax::parse(&translate(go)).is_ok(), "{go}");
        }
    }
}
