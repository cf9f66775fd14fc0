//! The signs of other scripts and of word processors: full-width colons and equals signs between
//! a name and its value (`密码：v`), and quotes and spaces that are part of neither (`“v”`).

use std::ops::Range;

use super::cursor::Cursor;
use super::operator::Operator;

/// What stands between a name and its value.
const LINKS: [(&str, Operator); 4] = [
    ("：", Operator::Colon),
    ("﹕", Operator::Colon),
    ("＝", Operator::Assign),
    ("﹦", Operator::Assign),
];
/// Spaces that are no ASCII, and what nobody sees.
const SPACES: [&str; 4] = ["\u{a0}", "\u{3000}", "\u{200b}", "\u{feff}"];
/// Runs of spaces on one side of a link, at most.
const MOST_SPACES: usize = 3;
/// What opens a quotation or a bracket, and what closes it.
const OPENS: [&str; 9] = ["“", "”", "„", "‘", "’", "«", "「", "【", "（"];
const CLOSES: [&str; 8] = ["”", "“", "’", "‘", "»", "」", "】", "）"];
/// What ends a part of a sentence.
const STOPS: [&str; 4] = ["，", "。", "；", "、"];

/// The part of what looks like a name round `stem`, inside such signs.
pub(super) fn name(text: &[u8], whole: Range<usize>, stem: &Range<usize>) -> Range<usize> {
    if text[whole.clone()].is_ascii() {
        return whole;
    }
    let length = |at: usize| mark(&text[at..whole.end]);
    let start = (whole.start..stem.start).rev().find_map(|at| {
        let length = length(at)?;
        (at + length <= stem.start).then_some(at + length)
    });
    let end = (stem.end..whole.end).find(|at| length(*at).is_some());
    start.unwrap_or(whole.start)..end.unwrap_or(whole.end)
}

/// Moves over such a sign behind a name, to what may be its value: `密码 ： v`, `“name”: v`.
pub(super) fn link(cursor: &mut Cursor<'_>) -> Option<Operator> {
    let mut ahead = *cursor;
    // Mostly what stands there is ASCII.
    ahead.skip_spaces();
    if ahead.peek().is_ascii() && !matches!(ahead.peek(), b' ' | b'\t') {
        return None;
    }
    ahead = *cursor;
    let quoted = ahead.eat_any(&CLOSES.map(str::as_bytes));
    skip_spaces(&mut ahead);
    let sign = LINKS.iter().find(|(sign, _)| ahead.eat(sign.as_bytes()));
    let operator = match sign {
        Some((_, operator)) => *operator,
        None if quoted && ahead.eat(b":") => Operator::Colon,
        None => return None,
    };
    skip_spaces(&mut ahead);
    *cursor = ahead;
    Some(operator)
}

/// What of a value without ASCII quotes is the value, as a range of its bytes.
pub(super) fn inside(value: &[u8]) -> Range<usize> {
    if value.is_ascii() {
        return 0..value.len();
    }
    let mut start = 0;
    let mut opened = false;
    while start < value.len() {
        let rest = &value[start..];
        let quote = begins(rest, &OPENS);
        let Some(length) = quote.or_else(|| begins(rest, &SPACES)) else {
            break;
        };
        opened |= quote.is_some();
        start += length;
    }
    // An apostrophe closes nothing that was not opened.
    let ends = |at: &usize| {
        let rest = &value[*at..];
        let stops = begins(rest, &SPACES).or_else(|| begins(rest, &STOPS));
        stops.is_some() || opened && begins(rest, &CLOSES).is_some()
    };
    let end = (start..value.len()).find(ends).unwrap_or(value.len());
    start..end
}

fn skip_spaces(cursor: &mut Cursor<'_>) {
    for _ in 0..MOST_SPACES {
        if cursor.skip_spaces() == 0 && !cursor.eat_any(&SPACES.map(str::as_bytes)) {
            return;
        }
    }
}

/// The length of the sign, of whatever kind, that `text` begins with.
fn mark(text: &[u8]) -> Option<usize> {
    let links = LINKS.map(|(sign, _)| sign);
    [&links[..], &SPACES, &OPENS, &CLOSES, &STOPS]
        .into_iter()
        .find_map(|marks| begins(text, marks))
}

/// The length of the one of `marks` that `text` begins with.
fn begins(text: &[u8], marks: &[&str]) -> Option<usize> {
    // None of them is ASCII, nor a letter of Cyrillic or Greek.
    matches!(text.first(), Some(0xC2 | 0xE2 | 0xE3 | 0xEF)).then_some(())?;
    let stands = |mark: &&&str| text.starts_with(mark.as_bytes());
    marks.iter().find(stands).map(|mark| mark.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_end_at_the_signs_round_them() {
        for (text, name_) in [
            ("密码：v", "密码"),
            ("用户名：x，密码＝v", "密码"),
            ("“密码”：v", "密码"),
            ("数据库密码", "数据库密码"),
            ("пароль_密码", "пароль_密码"),
        ] {
            let stem = text.find("密码").unwrap();
            let said = name(text.as_bytes(), 0..text.len(), &(stem..stem + "密码".len()));
            assert_eq!(&text[said], name_, "{text}");
        }
    }

    #[test]
    fn full_width_signs_link_names_and_values() {
        for (text, operator) in [
            ("：v", Operator::Colon),
            (" ： v", Operator::Colon),
            ("＝v", Operator::Assign),
            ("”: v", Operator::Colon),
            ("\u{3000}：\u{3000}v", Operator::Colon),
        ] {
            let mut cursor = Cursor::new(text.as_bytes(), 0);
            assert_eq!(link(&mut cursor), Some(operator), "{text}");
            assert_eq!(&text[cursor.at..], "v", "{text}");
        }
        for text in [": v", "”, v", "，v", "v"] {
            assert_eq!(link(&mut Cursor::new(text.as_bytes(), 0)), None, "{text}");
        }
    }

    #[test]
    fn quotes_and_spaces_are_no_part_of_a_value() {
        for text in [
            "v1",
            "“v1”",
            "„v1“",
            "«v1»",
            "\u{a0}v1",
            "\u{200b}v1",
            "v1，x",
            "「v1」。",
            "v1\u{3000}x",
        ] {
            assert_eq!(&text[inside(text.as_bytes())], "v1", "{text}");
        }
        for text in ["Größe12", "Пароль12", "密码12"] {
            assert_eq!(&text[inside(text.as_bytes())], text, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn takes_any_bytes(value: Vec<u8>, at: proptest::sample::Index) {
            let range = inside(&value);
            proptest::prop_assert!(range.start <= range.end && range.end <= value.len());
            let stem = at.index(value.len() + 1);
            let said = name(&value, 0..value.len(), &(stem..stem));
            proptest::prop_assert!(said.start <= stem && stem <= said.end);
        }
    }
}
