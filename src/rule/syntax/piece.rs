//! Named pieces of patterns: `(?&name)` stands for what many rules would spell out.

use std::borrow::Cow;

use regex_syntax::ast::ErrorKind;
use regex_syntax::ast::parse::Parser;

use super::matcher::hir;

/// What begins a piece: a group that no regular expression of ours can have.
const OPENS: &str = "(?&";

/// Pieces of one pattern, at most: each takes another look at all of it.
const MOST: usize = 32;

/// Pieces by name. Case does not matter in them.
const PIECES: [(&str, &str); 2] = [
    // From a name to its value: quotes, an equals sign, an arrow, a member `value`.
    (
        "is",
        r#"\\{0,2}["']?(?:\s{0,4}(?:=>|:=|[:=])|[\s,]{0,24}["']?value["']?\s{0,4}[:=])\s{0,4}\\{0,2}["']?"#,
    ),
    // The public id of a client of OAuth, as the part `value`.
    (
        "client-id",
        r#"(?:client|app|application|consumer|oauth)[_-]?(?:id|key)\\{0,2}["']?(?:\s{0,4}(?:=>|:=|[:=])|[\s,]{0,24}["']?value["']?\s{0,4}[:=])\s{0,4}\\{0,2}["']?(?P<value>[A-Za-z_.-]{0,40}[0-9][A-Za-z0-9_.-]{4,160}(?:@AdobeOrg)?)"#,
    ),
];

/// The pattern with its pieces written out.
///
/// # Errors
/// A piece that is none, or what is wrong with the rest of the pattern.
pub(super) fn spelt(pattern: &str) -> Result<Cow<'_, str>, String> {
    // What is written, with every piece that was read replaced by letters: errors stay in place.
    let mut rest = pattern.to_owned();
    let (mut whole, mut done, mut count) = (String::new(), 0, 0);
    while let Some(start) = first(&rest) {
        count += 1;
        if count > MOST {
            return Err(format!(
                "its pattern has more than {MOST} named pieces: write fewer, or a repetition"
            ));
        }
        let Some(length) = rest[start..].find(')') else {
            break;
        };
        let end = start + length + 1;
        let name = &pattern[start + OPENS.len()..end - 1];
        let piece = PIECES.iter().find(|(known, _)| *known == name);
        let Some((_, piece)) = piece else {
            let names = PIECES.map(|(name, _)| format!("`{OPENS}{name})`"));
            return Err(format!(
                "its pattern has `{OPENS}{name})`, but the pieces that there are are {}",
                names.join(" and ")
            ));
        };
        whole.extend([&pattern[done..start], "(?i:", piece, ")"]);
        rest.replace_range(start..end, &"x".repeat(end - start));
        done = end;
    }
    if done == 0 {
        return Ok(Cow::Borrowed(pattern));
    }
    hir(&rest)?;
    whole.push_str(&pattern[done..]);
    Ok(Cow::Owned(whole))
}

/// Where the first piece begins: the parser says so, who takes it for a flag that there is not.
fn first(pattern: &str) -> Option<usize> {
    let error = Parser::new().parse(pattern).err()?;
    let start = error.span().start.offset.checked_sub(OPENS.len() - 1)?;
    let is_piece = matches!(error.kind(), ErrorKind::FlagUnrecognized);
    (is_piece && pattern[start..].starts_with(OPENS)).then_some(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_spelt_out_and_all_else_is_left() {
        let gives = PIECES[0].1;
        let spelt = |pattern| spelt(pattern).unwrap().into_owned();
        assert_eq!(
            spelt("key(?&is)([a-z]{4})(?&is)x"),
            format!("key(?i:{gives})([a-z]{{4}})(?i:{gives})x")
        );
        for plain in [r"f\(?&is)", "[(?&is)]", "(?i)a", "a(", "(?&is", "(?z)"] {
            assert_eq!(spelt(plain), plain);
        }
    }

    #[test]
    fn what_is_wrong_is_said_where_it_is_written() {
        let unknown = spelt("(?&is)(?&isnt)").unwrap_err();
        assert!(unknown.contains("`(?&isnt)`"), "{unknown}");
        assert!(
            unknown.contains("`(?&is)` and `(?&client-id)`"),
            "{unknown}"
        );
        assert!(spelt(&"(?&is)".repeat(MOST)).is_ok());
        let many = spelt(&"(?&is)".repeat(MOST + 1)).unwrap_err();
        assert!(many.contains("more than 32 named pieces"), "{many}");
        let behind = spelt("(?&is)[a").unwrap_err();
        assert!(behind.contains("at character 7"), "{behind}");
    }
}
