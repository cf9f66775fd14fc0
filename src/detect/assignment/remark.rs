//! Values in remarks: in comments of code, in prose and its tables. `# password: v`,
//! `**Password:** v`, `the password is v`, `| Password | v |`.

use super::Assignment;
use super::cursor::Cursor;
use super::judge::is_comment;
use super::literal::{Form, Literal};
use super::operator::{Name, Operator};
use crate::detect::{line, named, readable, word};
use crate::language::Language;

/// Values in comments are of so many bytes.
const LENGTHS: std::ops::RangeInclusive<usize> = 6..=200;
/// What links a name and a value in prose, behind a space.
const LINKS: &[&[u8]] = &[b"is: ", b"is ", b"- ", b"| "];
/// The same where there is no space.
const BOLD: &[&[u8]] = &[
    b":** ", b"**: ", b":__ ", b"__: ", b"** | ", b"** - ", b":* ", b"*: ", b":_ ", b"_: ",
];
/// The same of HTML, in which names stand in prose.
const TAGGED: &[&[u8]] = &[
    b":</b> ",
    b"</b>: ",
    b":</strong> ",
    b"</strong>: ",
    b"</code>: ",
];
/// What stands before a label of several words.
const OPENINGS: &[&[u8]] = &[b"**", b"__", b"*", b"<b>", b"<strong>"];
/// Bytes of a label, at most.
const LABEL: usize = 40;
/// Words that say in prose what key is meant.
const QUALIFIERS: &[&[u8]] = &[
    b"api ",
    b"access ",
    b"secret ",
    b"private ",
    b"auth ",
    b"license ",
    b"shared ",
];
/// Words that no sentence has are not shorter, or surprise by so many bits.
const SHORTEST_MADE: usize = 20;
const SHORTEST_ODD: usize = 12;
const ODD: f64 = 20.0;
/// What a comment calls a value that everybody may know, and the bytes of the line to its word.
const PUBLIC: &[u8] = b"public";
const BEHIND: usize = 24;
/// The same of a key, and the bytes before a name in which the line above it stands.
const PUBLISHABLE: &[u8] = b"publishable";
const ABOVE: usize = 240;
/// What says that it is none, beside what says private.
const NEGATIONS: &[&str] = &[
    "no", "non", "not", "never", "isn", "aren", "don", "un", "cannot",
];
/// How comments begin.
const MARKS: [&[u8]; 5] = [b"#", b"//", b"/*", b"--", b"<!--"];
/// Bytes of a comment before the name.
const MARK: usize = 8;

/// Moves `cursor`, which stands behind the name, to the value that a sentence gives it.
pub(super) fn link(
    cursor: &mut Cursor<'_>,
    name: &mut Name,
    language: Language,
) -> Option<Operator> {
    let next = cursor.peek();
    if name.quoted || !matches!(next, b' ' | b':' | b'*' | b'_' | b'<') {
        return None;
    }
    let mut ahead = *cursor;
    let is_label = next != b' ';
    let linked = if is_label {
        ahead.eat_any(BOLD) || ahead.eat_any(TAGGED)
    } else if language == Language::Json {
        // Words are apart by spaces inside of strings alone.
        ahead.at += 1;
        ahead.eat_any(&LINKS[..2])
    } else {
        ahead.at += 1;
        ahead.eat_any(LINKS)
            || ahead.peek() == b'`' && ahead.ahead(1) != b'`'
            || language.is_prose()
                && !is_scheme(cursor.text, name.range.start)
                && is_made(ahead.rest(*LENGTHS.end()))
    };
    let is_prose = || language.is_prose() || language == Language::Json;
    if !linked || !is_prose() && !is_remark(cursor.text, name.range.start) {
        return None;
    }
    ahead.skip_spaces();
    *cursor = ahead;
    name.range.start = if is_label {
        label(cursor.text, name.range.start)
    } else {
        whole(cursor.text, name.range.start)
    };
    Some(Operator::Said)
}

/// Whether a word that nobody writes in a sentence begins here: long, and letters and digits take
/// turns in it.
fn is_made(rest: &[u8]) -> bool {
    let in_word = |byte: &&u8| byte.is_ascii_alphanumeric() || b"_-".contains(byte);
    let word = &rest[..rest.iter().take_while(in_word).count()];
    let ends = rest
        .get(word.len())
        .is_none_or(|next| b" \t\r\n,;.!)".contains(next));
    let digits = word.iter().filter(|byte| byte.is_ascii_digit()).count();
    let turns = word.chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit());
    let alternates = || {
        word.len() >= SHORTEST_MADE && digits * 8 >= word.len() && turns.count() * 4 >= word.len()
    };
    let is_odd = || word.len() >= SHORTEST_ODD && digits > 0 && readable::surprise(word) >= ODD;
    ends && (alternates() || is_odd())
}

/// Whether the word at `start` is the scheme of a header: `Authorization: Token v`.
fn is_scheme(text: &[u8], start: usize) -> bool {
    text[start.saturating_sub(MARK)..start]
        .trim_ascii_end()
        .ends_with(b":")
}

/// Where the name begins that ends with the word at `start`: `the API key is`.
fn whole(text: &[u8], start: usize) -> usize {
    let before = &text[start.saturating_sub(LABEL)..start];
    let told = QUALIFIERS.iter().find(|word| {
        let at = before.len().checked_sub(word.len());
        at.is_some_and(|at| {
            let begins = at == 0 || !before[at - 1].is_ascii_alphanumeric();
            begins && before[at..].eq_ignore_ascii_case(word)
        })
    });
    start - told.map_or(0, |word| word.len())
}

/// Where the label begins that ends with the word at `start`: `**API Key:**`.
fn label(text: &[u8], start: usize) -> usize {
    let before = &text[start.saturating_sub(LABEL)..start];
    let in_label = |byte: &u8| byte.is_ascii_alphanumeric() || b" -".contains(byte);
    let words = line::tail(before, in_label).len();
    let opens = |mark: &&[u8]| before[..before.len() - words].ends_with(mark);
    if OPENINGS.iter().any(opens) {
        start - words
    } else {
        start
    }
}

/// The word at `cursor`, in a sentence that a string of JSON holds.
fn word(cursor: Cursor<'_>) -> Option<Literal> {
    let rest = cursor.rest(*LENGTHS.end());
    let in_word = |byte: &u8| byte.is_ascii_graphic() && !b"\"'`\\<>(){}[],;".contains(byte);
    let end = rest.iter().position(|byte| !in_word(byte))?;
    let points = rest[..end].iter().rev();
    let end = end - points.take_while(|byte| b".:?*".contains(byte)).count();
    LENGTHS
        .contains(&end)
        .then(|| Literal::new(cursor.at..cursor.at + end, Form::Inner))?
}

/// The word at `cursor`, if it ends the line of a comment or stands in a sentence of JSON; its name
/// begins at `name`.
pub(super) fn value(
    cursor: Cursor<'_>,
    name: usize,
    operator: Operator,
    language: Language,
) -> Option<Literal> {
    if operator == Operator::Said && language == Language::Json {
        return word(cursor);
    }
    let is_shell = matches!(language, Language::Batch | Language::Shell);
    if language.has_plain_values() && !is_shell || !is_remark(cursor.text, name) {
        return None;
    }
    let rest = cursor.rest(*LENGTHS.end());
    let word = rest
        .iter()
        .position(u8::is_ascii_whitespace)
        .unwrap_or(rest.len());
    let behind = &rest[word..];
    let line = behind
        .iter()
        .position(|byte| *byte == b'\n')
        .unwrap_or(behind.len());
    let ends = matches!(behind[..line].trim_ascii(), b"" | b"*/" | b"-->" | b"*)");
    let plain = |byte: &u8| byte.is_ascii_graphic() && !b"\"'`(){}<>,;\\".contains(byte);
    let word = &rest[..word];
    let word = word.strip_suffix(b"*/").unwrap_or(word);
    let is_value = LENGTHS.contains(&word.len())
        && word.iter().all(plain)
        && word.iter().any(u8::is_ascii_digit)
        && !word.ends_with(b".");
    (ends && is_value)
        .then(|| Literal::new(cursor.at..cursor.at + word.len(), Form::Inner))
        .flatten()
}

/// Whether the comment on the line above calls the value publishable, `// publishable key, fine in
/// the browser`, and neither it nor the name speaks of a secret.
pub(super) fn calls_publishable(text: &[u8], assignment: &Assignment) -> bool {
    let start = assignment.name.start.min(assignment.value.start);
    let before = &text[start.saturating_sub(ABOVE)..start];
    let lines = &before[..before.len() - line::last(before).len()];
    let above = lines.strip_suffix(b"\n").map_or(b"".as_slice(), line::last);
    let is_comment = MARKS
        .iter()
        .any(|mark| above.trim_ascii_start().starts_with(mark));
    is_comment
        && word::speaks(above, &[PUBLISHABLE])
        && !named::says_private(above)
        && !named::says_private(&text[assignment.name.clone()])
        && !word::split(above).any(|word| word::is_any(word, NEGATIONS))
}

/// Whether a comment behind the value that ends at `end` calls it public: `# public key`.
pub(super) fn says_public(text: &[u8], end: usize) -> bool {
    let rest = &text[end..text.len().min(end + BEHIND)];
    let line = &rest[..memchr::memchr(b'\n', rest).unwrap_or(rest.len())];
    let rest = line.trim_ascii_start();
    let rest = &rest[rest
        .iter()
        .take_while(|byte| b"\"'`,;)}]".contains(byte))
        .count()..];
    let rest = rest.trim_ascii_start();
    let comment = MARKS.iter().find_map(|mark| rest.strip_prefix(*mark));
    comment.is_some_and(|comment| {
        let word = comment.trim_ascii_start().get(..PUBLIC.len());
        word.is_some_and(|word| word.eq_ignore_ascii_case(PUBLIC))
    })
}

/// Whether the name at `at` stands in a comment: on a line of one, or behind what begins one.
fn is_remark(text: &[u8], at: usize) -> bool {
    let before = text[at.saturating_sub(MARK)..at].trim_ascii_end();
    is_comment(text, at) || MARKS.iter().any(|mark| before.ends_with(mark))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::template::{Dice, expand};

    #[test]
    fn comments_behind_values_call_them_public() {
        let says =
            |text: &str| says_public(text.as_bytes(), text.find("v1").unwrap() + "v1'".len());
        assert!(says("name = 'v1'  # public key"));
        assert!(!says("name = 'v1'  # not public"));
        assert!(!says("// public\nname = 'v1'"));
    }

    #[test]
    fn comments_above_values_call_them_publishable() {
        let says = |text: &str| {
            let range = |part: &str| {
                let start = text.find(part).unwrap();
                start..start + part.len()
            };
            let assignment = Assignment {
                name: range(if text.contains("secret_name") {
                    "secret_name"
                } else {
                    "name"
                }),
                value: range("v1"),
                operator: Operator::Assign,
                form: Form::Quoted,
            };
            calls_publishable(text.as_bytes(), &assignment)
        };
        assert!(says("// publishable key, fine here\nconst name = \"v1\";"));
        assert!(!says("publishable();\nname = 'v1'"));
        assert!(!says("// publishable\n\nname = 'v1'"));
        assert!(!says("// Not the publishable key!\nname = 'v1'"));
        assert!(!says("// publishable key\nsecret_name = 'v1'"));
        assert!(!says("# publishable key: v0, secret key next\nname=v1"));
    }

    fn linked(text: &str, language: Language) -> Option<&str> {
        let start = text.find("name").unwrap();
        let name = Name {
            range: start..start + 4,
            quoted: false,
        };
        let mut name = name;
        let mut cursor = Cursor::new(text.as_bytes(), start + 4);
        link(&mut cursor, &mut name, language)?;
        Some(&text[cursor.at..])
    }

    #[test]
    fn prose_links_names_and_values() {
        for text in [
            "the name is v1",
            "your name is: v1",
            "**name:** v1",
            "**name**: v1",
            "| name | v1",
            "* name - v1",
            "*name*: v1",
            "<b>name:</b> v1",
        ] {
            assert_eq!(linked(text, Language::Markdown), Some("v1"), "{text}");
        }
        assert_eq!(linked("* name `v1`", Language::Markdown), Some("`v1`"));
        assert_eq!(linked("# name is v1", Language::Python), Some("v1"));
        let text = "{\"text\": \"the name is v1\"}";
        assert_eq!(linked(text, Language::Json), Some("v1\"}"));
        let made = expand("{a-z0-9:24}", &mut Dice::new(7)).unwrap();
        let odd = expand("{alnum:14}7", &mut Dice::new(7)).unwrap();
        let text = format!("acme, name {odd}!");
        assert!(linked(&text, Language::Markdown).is_some(), "{text}");
        let text = format!("acme name {made} expires");
        assert_eq!(
            linked(&text, Language::Markdown),
            Some(&text["acme name ".len()..])
        );
        for text in [
            "name of-the-second-kind-2 is",
            "name v1 is",
            "name a/b/c1d2e3f4a5b6c7d8e9",
        ] {
            assert_eq!(linked(text, Language::Markdown), None, "{text}");
        }
        assert_eq!(linked(&text, Language::Python), None);
        let header = text.replace("acme", "acme:");
        assert_eq!(linked(&header, Language::Markdown), None);
        for text in ["name is v1", "x = name - v1", "name: v1"] {
            assert_eq!(linked(text, Language::Python), None, "{text}");
        }
    }

    #[test]
    fn labels_are_of_several_words() {
        for (text, label) in [
            ("**API name:** v1", 2),
            ("a <b>API name:</b> v1", 5),
            ("a API name: v1", 6),
        ] {
            let start = text.find("name").unwrap();
            assert_eq!(super::label(text.as_bytes(), start), label, "{text}");
        }
    }

    #[test]
    fn keys_are_named_by_the_word_before() {
        for (text, start) in [
            ("our API name is v1", 4),
            ("apis name is v1", 5),
            ("access name is v1", 0),
            ("xapi name is v1", 5),
        ] {
            let at = text.find("name").unwrap();
            assert_eq!(whole(text.as_bytes(), at), start, "{text}");
        }
    }

    #[test]
    fn a_word_ends_a_comment() {
        let said = |text: &str| {
            let name = text.find("name").unwrap();
            let at = text.find("v1").unwrap();
            let found = value(
                Cursor::new(text.as_bytes(), at),
                name,
                Operator::Colon,
                Language::Java,
            )?;
            Some(text[found.range].to_owned())
        };
        for text in [
            "// name: v1234567",
            "/* name=v1234567 */",
            "x(); // name: v1234567\ny",
        ] {
            assert_eq!(said(text).as_deref(), Some("v1234567"), "{text}");
        }
        for text in [
            "name = v1234567",
            "// name: v1234567 and more",
            "// name: v1()",
            "// name: v1",
        ] {
            assert_eq!(said(text), None, "{text}");
        }
    }
}
