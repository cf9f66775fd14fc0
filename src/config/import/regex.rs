//! From Go's regular expressions to Rust's: what one reads otherwise is written out.

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
            ('{', Class::Outside) if !is_count(&chars.clone().collect::<String>()) => {
                out.push_str("\\{");
            }
            (c, _) => out.push(c),
        }
    }
    out
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Outside,
    Inside,
}

/// Whether what follows a `{` is a repetition: `3}`, `3,}` or `3,5}`.
fn is_count(rest: &str) -> bool {
    let Some((inside, _)) = rest.split_once('}') else {
        return false;
    };
    let (least, most) = inside.split_once(',').unwrap_or((inside, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    !least.is_empty() && digits(least) && digits(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_go_reads_otherwise_is_written_out() {
        for (go, rust) in [
            (r"a{2,3}b{4}", r"a{2,3}b{4}"),
            (r"\$\{x}", r"\$\{x}"),
            (r"${x}", r"$\{x}"),
            (r"[[a]", r"[\[a]"),
            (r"[^]a]", r"[^\]a]"),
            (r"[[:alpha:]_]", r"[[:alpha:]_]"),
            (r"[a&&b~~c]", r"[a\&\&b\~\~c]"),
            (r"[a--]", r"[a\-\-]"),
            (r"\<b\>", r"<b>"),
            (r"\Qa.b\E+", r"a\.b+"),
            (r#"['\"]\s*\/"#, r#"['\"]\s*\/"#),
        ] {
            assert_eq!(translate(go), rust, "{go}");
            assert!(regex_syntax::parse(&translate(go)).is_ok(), "{go}");
        }
    }
}
