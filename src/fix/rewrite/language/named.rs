//! Where the code beside a literal names the variable already: the literal is what counts when
//! that is not set, or what it is set to. By the text right around it, which most languages write
//! alike.

use std::ops::Range;

use super::Site;
use super::cut::Cut;
use super::draft::Draft;

/// A look-up that stands beside a literal.
pub(super) struct Named {
    /// The variable.
    pub(super) entry: String,
    /// Its name in its quotes, where it has some.
    pub(super) quoted: String,
    /// The look-up, from its first word to its bracket.
    pub(super) lookup: Range<usize>,
    /// From the look-up's start to the end of what goes with the literal.
    pub(super) whole: Range<usize>,
}

impl Named {
    /// Replaces all of it by another look-up of the same variable.
    pub(super) fn replaced(self, literal: &Cut, with: &str) -> Draft {
        let mut draft = Draft::new(self.whole.clone(), literal.value.clone());
        draft.replace(self.whole, with);
        draft.reads(self.entry);
        draft
    }

    /// Keeps the look-up and takes away what follows it.
    pub(super) fn kept(self, literal: &Cut) -> Draft {
        let rest = self.lookup.end..self.whole.end;
        let mut draft = Draft::new(rest.clone(), literal.value.clone());
        draft.replace(rest, "");
        draft.reads(self.entry);
        draft
    }
}

/// `LOOKUP("X") OPERATOR "…"`; brackets of either kind.
pub(super) fn alternative(
    text: &[u8],
    literal: &Cut,
    operators: &[&str],
    lookups: &[&str],
) -> Option<Named> {
    let before = behind(text, literal)?;
    let before = strip_any(before, operators)?.trim_ascii_end();
    let before = before.strip_suffix(b"!").unwrap_or(before);
    looked_up(before, lookups, literal.whole.end)
}

/// `CALL("X", "…")`, `CALL("X", KEYWORD="…")`; all of the call is the look-up.
pub(super) fn second_argument(
    text: &[u8],
    literal: &Cut,
    keyword: Option<&str>,
    calls: &[&str],
) -> Option<Named> {
    let mut before = behind(text, literal)?;
    if let Some(keyword) = keyword
        && let Some(rest) = before.strip_suffix(b"=")
    {
        before = rest
            .trim_ascii_end()
            .strip_suffix(keyword.as_bytes())?
            .trim_ascii_end();
    }
    let before = before.strip_suffix(b",")?.trim_ascii_end();
    let after = &text[literal.whole.end..];
    let blank = after.len() - after.trim_ascii_start().len();
    let end = literal.whole.end + blank + 1;
    (after.trim_ascii_start().first() == Some(&b')')).then_some(())?;
    let (entry, quoted, open) = last_name(before)?;
    let head = before[..open].strip_suffix(b"(")?;
    Some(Named {
        entry,
        quoted,
        lookup: word_start(head, calls)?..before.len(),
        whole: word_start(head, calls)?..end,
    })
}

/// `LOOKUP["X"] = "…"`, by one of several signs.
pub(super) fn assigned(
    text: &[u8],
    literal: &Cut,
    signs: &[&str],
    lookups: &[&str],
) -> Option<Named> {
    let before = strip_any(behind(text, literal)?, signs)?;
    looked_up(before.trim_ascii_end(), lookups, literal.whole.end)
}

/// `${X:-…}` and its like: the variable, and the range from behind its name to before the brace.
pub(super) fn in_braces(site: &Site<'_>, signs: &[&str]) -> Option<(String, Range<usize>)> {
    let (before, mut after) = (&site.text[..site.value.start], &site.text[site.value.end..]);
    let raw = &site.text[site.value.clone()];
    if raw.iter().any(|byte| b"\\\"'`$\n".contains(byte)) {
        return None;
    }
    let quote = before.last().copied().filter(|byte| b"\"'".contains(byte));
    let mut before = before;
    if let (Some(quote), Some((first, rest))) = (quote, after.split_first())
        && quote == *first
    {
        before = &before[..before.len() - 1];
        after = rest;
    }
    let end = site.text.len() - after.len();
    (after.first() == Some(&b'}')).then_some(())?;
    let head = strip_any(before, signs)?;
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.-".contains(byte);
    let length = head.iter().rev().take_while(|byte| is_part(byte)).count();
    let start = head.len() - length;
    (length > 0 && head[..start].ends_with(b"${")).then_some(())?;
    let name = std::str::from_utf8(&head[start..]).ok()?;
    Some((name.to_owned(), head.len()..end))
}

/// What stands before a literal that goes as a whole.
fn behind<'t>(text: &'t [u8], literal: &Cut) -> Option<&'t [u8]> {
    let before = text[..literal.whole.start].trim_ascii_end();
    literal.is_whole().then_some(before)
}

fn strip_any<'t>(text: &'t [u8], ends: &[&str]) -> Option<&'t [u8]> {
    ends.iter()
        .find_map(|end| text.strip_suffix(end.as_bytes()))
}

/// A look-up at the end of the text, `LOOKUP("X")`, `LOOKUP["X"]` or `LOOKUP.X`.
fn looked_up(text: &[u8], lookups: &[&str], end: usize) -> Option<Named> {
    let (entry, quoted, head) = match text.last()? {
        b')' | b']' => {
            let inside = text[..text.len() - 1].trim_ascii_end();
            let (entry, quoted, open) = last_name(inside)?;
            let head = text[..open].trim_ascii_end();
            let bracket = if text.ends_with(b")") { b'(' } else { b'[' };
            (head.last() == Some(&bracket)).then_some(())?;
            (entry, quoted, &head[..head.len() - 1])
        }
        _ => {
            let length = text.iter().rev().take_while(|byte| is_word(**byte)).count();
            let start = text.len() - length;
            let head = text[..start].strip_suffix(b".")?;
            let entry = name(&text[start..])?;
            (entry.clone(), entry, head)
        }
    };
    let start = word_start(head, lookups)?;
    Some(Named {
        entry,
        quoted,
        lookup: start..text.len(),
        whole: start..end,
    })
}

/// Where one of these begins, at the end of the text and of a path of its own.
fn word_start(text: &[u8], words: &[&str]) -> Option<usize> {
    words.iter().find_map(|word| {
        let before = text.strip_suffix(word.as_bytes())?;
        let is_longer = before
            .last()
            .is_some_and(|byte| is_word(*byte) || b".$".contains(byte));
        (!is_longer).then_some(before.len())
    })
}

/// A quoted name at the end: what it says, with its quotes, and where it begins.
fn last_name(text: &[u8]) -> Option<(String, String, usize)> {
    let quote = text.last().filter(|byte| b"\"'".contains(byte))?;
    let inside = &text[..text.len() - 1];
    let open = memchr::memrchr(*quote, inside)?;
    let quoted = std::str::from_utf8(&text[open..]).ok()?;
    Some((name(&inside[open + 1..])?, quoted.to_owned(), open))
}

/// A name that a variable of the environment can have.
fn name(text: &[u8]) -> Option<String> {
    let begins = text.first().is_some_and(|byte| !byte.is_ascii_digit());
    let is_name = begins && text.iter().all(|byte| is_word(*byte));
    is_name.then(|| String::from_utf8_lossy(text).into_owned())
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

#[cfg(test)]
mod tests {
    use super::super::Trees;
    use super::*;

    fn cut(text: &str) -> Cut {
        let at = text.find('«').unwrap();
        let end = text.find('»').unwrap();
        let content = at + "«".len()..end;
        Cut {
            whole: at..end + "»".len(),
            content: content.clone(),
            moved: content,
            value: Vec::new(),
        }
    }

    fn found(text: &str, named: Option<Named>) -> Option<(String, String)> {
        named.map(|named| (named.entry, text[named.whole].to_owned()))
    }

    #[test]
    fn a_look_up_before_an_operator_names_the_variable() {
        for (text, whole) in [
            ("k = get('A_1') or «x»;", Some("get('A_1') or «x»")),
            ("k = get[ \"A_1\" ]  || «x»", Some("get[ \"A_1\" ]  || «x»")),
            ("k = e.get.A_1! ?? «x»", None),
            ("k = (get.A_1! ?? «x»)", Some("get.A_1! ?? «x»")),
            ("k = get(a) or «x»", None),
            ("k = get('A-1') or «x»", None),
            ("k = target('A_1') or «x»", None),
            ("k = get('A_1') and «x»", None),
        ] {
            let named = alternative(text.as_bytes(), &cut(text), &["or", "||", "??"], &["get"]);
            let expected = whole.map(|whole| ("A_1".to_owned(), whole.to_owned()));
            assert_eq!(found(text, named), expected, "{text}");
        }
    }

    #[test]
    fn a_second_argument_is_what_counts_otherwise() {
        for (text, whole) in [
            ("k = get('A', «x»)", Some("get('A', «x»)")),
            (
                "k = get('A', default = «x» )",
                Some("get('A', default = «x» )"),
            ),
            ("k = get('A', «x», 1)", None),
            ("k = get('A', other=«x»)", None),
            ("k = f(get, 'A', «x»)", None),
        ] {
            let named = second_argument(text.as_bytes(), &cut(text), Some("default"), &["get"]);
            let expected = whole.map(|whole| ("A".to_owned(), whole.to_owned()));
            assert_eq!(found(text, named), expected, "{text}");
        }
    }

    #[test]
    fn what_stands_in_braces_has_its_name_before_it() {
        for (text, found) in [
            ("a=${X:-k1}", Some(("X", ":-k1"))),
            ("a=${X:='k1'}", Some(("X", ":='k1'"))),
            ("a=${a.b-c:k1}", Some(("a.b-c", ":k1"))),
            ("a=${X:-k1 b}", None),
            ("a=$X:-k1}", None),
        ] {
            let at = text.find("k1").unwrap();
            let site = Site {
                path: "a.sh",
                text: text.as_bytes(),
                value: at..at + 2,
                variable: "V",
                trees: &Trees::default(),
            };
            let seen = in_braces(&site, &[":-", ":=", ":"]);
            let seen = seen.map(|(name, range)| (name, &text[range]));
            let expected = found.map(|(name, range)| (name.to_owned(), range));
            assert_eq!(seen, expected, "{text}");
        }
    }
}
