//! Examples without secrets: `sk-proj-{A-Za-z0-9_-:74}` expands to as many samples as wanted,
//! so that no file holds anything that looks like a live token.
//!
//! A template is literal text with classes in braces:
//! `{CLASS:LENGTH}` or `{CLASS:LEAST-MOST}`, where CLASS is `alnum`, `alpha`, `lower`, `upper`, `digit`,
//! `hex`, `HEX`, `base64`, `base64url`, `base32`, or a set of characters such as `A-Za-z0-9_-`; and
//! `{uuid}`. `{{` and `}}` are braces.

use crate::nearest::{did_you_mean, nearest};

/// Characters that a class may stand for, at most.
const LONGEST: usize = 1 << 16;

/// A small, fast, seeded generator (SplitMix64): the same seed gives the same samples everywhere.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// A generator for `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `bound`, which must not be 0.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % bound as u64) as usize
    }
}

/// Why a template cannot be expanded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("template `{template}`: {what}")]
pub struct TemplateError {
    template: String,
    what: String,
}

/// Expands a template once.
///
/// # Errors
/// An unknown class, an unclosed brace or a length that is no number.
pub fn expand(template: &str, dice: &mut Dice) -> Result<String, TemplateError> {
    let fail = |what: String| TemplateError {
        template: template.to_owned(),
        what,
    };
    let mut out = String::new();
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        out.push_str(&rest[..at]);
        let brace = &rest[at..=at];
        rest = &rest[at + 1..];
        if let Some(tail) = rest.strip_prefix(brace) {
            out.push_str(brace);
            rest = tail;
            continue;
        }
        if brace == "}" {
            return Err(fail("a `}` that closes nothing; write `}}`".to_owned()));
        }
        let end = rest
            .find('}')
            .ok_or_else(|| fail("a `{` is not closed; write `{{` for a brace".to_owned()))?;
        class(&rest[..end], dice, &mut out).map_err(fail)?;
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    Ok(out)
}

fn class(spec: &str, dice: &mut Dice, out: &mut String) -> Result<(), String> {
    if spec == "uuid" {
        uuid(dice, out);
        return Ok(());
    }
    let (class, length) = spec
        .rsplit_once(':')
        .ok_or_else(|| format!("`{{{spec}}}` has no `:LENGTH`"))?;
    let read = |text: &str| match text.parse::<usize>() {
        Ok(number) if number <= LONGEST => Ok(number),
        Ok(_) => Err(format!("`{length}` is longer than {LONGEST} characters")),
        Err(_) => Err(format!(
            "`{length}` is no length; write `{{alnum:32}}` or `{{alnum:20-40}}`"
        )),
    };
    let length = match length.split_once('-') {
        None => read(length)?,
        Some((least, most)) => {
            let (least, most) = (read(least)?, read(most)?);
            least + dice.below((most + 1).saturating_sub(least).max(1))
        }
    };
    let members = members(class)?;
    out.extend((0..length).map(|_| members[dice.below(members.len())]));
    Ok(())
}

/// The classes that have names.
const NAMES: [&str; 11] = [
    "alnum",
    "alpha",
    "lower",
    "upper",
    "digit",
    "hex",
    "HEX",
    "base64",
    "base64url",
    "base32",
    "uuid",
];

/// Whether this is a word that people read, rather than a set of characters: `letters` is none in
/// any order, and says one of them twice.
fn is_word(class: &str) -> bool {
    let mut seen: Vec<char> = Vec::new();
    let says_twice = class.chars().any(|c| {
        let known = seen.contains(&c);
        seen.push(c);
        known
    });
    let is_plain = class.chars().all(|c| c.is_ascii_alphanumeric());
    is_plain && class.len() > 2 && (says_twice || !nearest(class, NAMES).is_empty())
}

fn members(class: &str) -> Result<Vec<char>, String> {
    if is_word(class) && !NAMES.contains(&class) {
        let meant = match did_you_mean(class, NAMES) {
            meant if meant.is_empty() => format!("; there are {}", NAMES.join(", ")),
            meant => meant,
        };
        return Err(format!("there is no class `{class}`{meant}"));
    }
    let set = match class {
        "alnum" => "A-Za-z0-9",
        "alpha" => "A-Za-z",
        "lower" => "a-z",
        "upper" => "A-Z",
        "digit" => "0-9",
        "hex" => "0-9a-f",
        "HEX" => "0-9A-F",
        "base64" => "A-Za-z0-9+/",
        "base64url" => "A-Za-z0-9_-",
        "base32" => "A-Z2-7",
        set => set,
    };
    let chars: Vec<char> = set.chars().collect();
    let mut members = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if at + 2 < chars.len() && chars[at + 1] == '-' {
            members.extend(chars[at]..=chars[at + 2]);
            at += 3;
        } else {
            members.push(chars[at]);
            at += 1;
        }
    }
    if members.is_empty() {
        Err(format!("`{class}` is an empty class"))
    } else {
        Ok(members)
    }
}

/// A random (version 4) UUID.
fn uuid(dice: &mut Dice, out: &mut String) {
    for (index, length) in [8, 4, 4, 4, 12].into_iter().enumerate() {
        if index > 0 {
            out.push('-');
        }
        for digit in 0..length {
            out.push(match (index, digit) {
                (2, 0) => '4',
                (3, 0) => ['8', '9', 'a', 'b'][dice.below(4)],
                _ => char::from_digit(dice.below(16) as u32, 16).unwrap_or('0'),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expands_classes_lengths_and_braces() {
        let mut dice = Dice::new(1);
        let sample = expand("sk-{hex:8}-{A-C_-:3}-{digit:2-4}{{x}}", &mut dice).unwrap();
        let pattern = regex::Regex::new(r"^sk-[0-9a-f]{8}-[A-C_-]{3}-\d{2,4}\{x\}$").unwrap();
        assert!(pattern.is_match(&sample), "{sample}");
        let uuid = expand("{uuid}", &mut dice).unwrap();
        assert!(
            regex::Regex::new(
                "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
            )
            .unwrap()
            .is_match(&uuid)
        );
    }

    #[test]
    fn the_same_seed_gives_the_same_sample() {
        let sample = |seed| expand("{alnum:40}", &mut Dice::new(seed)).unwrap();
        assert_eq!(sample(7), sample(7));
        assert_ne!(sample(7), sample(8));
    }

    #[test]
    fn refuses_what_it_cannot_read() {
        for template in [
            "{hex",
            "a}",
            "{hex}",
            "{hex:x}",
            "{:3}",
            "{hex:99999999999}",
            "{alnun:32}",
            "{Hex:32}",
            "{letters:3}",
        ] {
            assert!(expand(template, &mut Dice::new(0)).is_err(), "{template}");
        }
        let error = expand("{alnun:32}", &mut Dice::new(0)).unwrap_err();
        let meant = "there is no class `alnun`; did you mean `alnum`";
        assert!(error.to_string().contains(meant), "{error}");
        for set in ["{AQgw:1}", "{year:1}", "{GWm2:1}", "{0123456789abcdef:9}"] {
            assert!(expand(set, &mut Dice::new(0)).is_ok(), "{set}");
        }
    }
}
