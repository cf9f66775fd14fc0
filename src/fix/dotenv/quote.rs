//! How a value is written in a dotenv file so that whoever loads the file reads the same.
//!
//! There is no standard. Each loader has its own quotes and escapes; for nearly every value there
//! is a form that all of them understand, and for the rest it is said who does not.

use std::fmt;

/// Who reads dotenv files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loader {
    /// `set -a; . ./.env`.
    Shell,
    /// python-dotenv.
    Python,
    /// dotenv of npm, and `node --env-file`.
    Node,
    /// The gem dotenv.
    Ruby,
    /// docker compose, and Go's godotenv.
    Compose,
}

impl fmt::Display for Loader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Shell => "shells",
            Self::Python => "python-dotenv",
            Self::Node => "node's dotenv",
            Self::Ruby => "ruby's dotenv",
            Self::Compose => "docker compose",
        })
    }
}

/// A value as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quoted {
    /// Quotes and all.
    pub text: String,
    /// Who reads something else, in order.
    pub misread_by: Vec<Loader>,
}

/// Writes a value in the form that the fewest loaders misread; `first` is the one that matters
/// most.
#[must_use]
pub fn quote(value: &str, first: Option<Loader>) -> Quoted {
    let cost = |form: &Quoted| {
        let lost = first.is_some_and(|first| form.misread_by.contains(&first));
        (lost, form.misread_by.len())
    };
    let mut best = escaped(value);
    // The simpler, the better.
    let forms = [
        slashed(value),
        ticked(value),
        bare(value),
        single(value),
        plain(value),
    ];
    for form in forms.into_iter().flatten() {
        if cost(&form) <= cost(&best) {
            best = form;
        }
    }
    best
}

/// Without quotes.
fn plain(value: &str) -> Option<Quoted> {
    let is_safe = |byte: u8| byte.is_ascii_alphanumeric() || b"_./:@%+,-=".contains(&byte);
    (!value.is_empty() && value.bytes().all(is_safe)).then(|| Quoted {
        text: value.to_owned(),
        misread_by: Vec::new(),
    })
}

/// In single quotes, where nothing is escaped.
fn single(value: &str) -> Option<Quoted> {
    if value.contains('\'') || value.ends_with('\\') {
        return None;
    }
    let mut misread_by = Vec::new();
    if value.contains('\r') {
        misread_by.extend([Loader::Python, Loader::Node]);
    } else if value.contains("\\\\") || holds_expansion(value) {
        misread_by.push(Loader::Python);
    }
    Some(Quoted {
        text: format!("'{value}'"),
        misread_by,
    })
}

/// In single quotes with escapes, which python-dotenv alone knows. What it would put in for
/// `${X}` is what counts where a variable without a name is not set.
fn slashed(value: &str) -> Option<Quoted> {
    if value.ends_with('\\') || value.contains('\r') {
        return None;
    }
    let escaped = value.replace('\\', "\\\\").replace('\'', "\\'");
    let mut text = String::new();
    let mut rest = escaped.as_str();
    while let Some((before, inside)) = rest.split_once("${") {
        let Some((inside, after)) = inside.split_once('}') else {
            break;
        };
        text.extend([before, "${:-${", inside, "}}"]);
        rest = after;
    }
    Some(Quoted {
        text: format!("'{text}{rest}'"),
        misread_by: vec![Loader::Shell, Loader::Node, Loader::Ruby, Loader::Compose],
    })
}

/// Between backticks, which node's loaders alone know.
fn ticked(value: &str) -> Option<Quoted> {
    let is_fit = !value.contains(['`', '\r']) && !value.ends_with('\\');
    is_fit.then(|| Quoted {
        text: format!("`{value}`"),
        misread_by: vec![Loader::Shell, Loader::Python, Loader::Ruby, Loader::Compose],
    })
}

/// In double quotes, as it is.
fn bare(value: &str) -> Option<Quoted> {
    if value.contains('"') || value.ends_with('\\') {
        return None;
    }
    let followed = |by: &[u8]| {
        let pairs = value.as_bytes().windows(2);
        let mut escapes = pairs.filter(|pair| pair[0] == b'\\');
        escapes.any(|pair| by.contains(&pair[1]))
    };
    let has_cr = value.contains('\r');
    let misread = [
        (
            Loader::Shell,
            value.contains(['$', '`']) || followed(b"\\\n"),
        ),
        (
            Loader::Python,
            has_cr || followed(b"\\'abfnrtv") || holds_expansion(value),
        ),
        (Loader::Node, has_cr || followed(b"nr")),
        (Loader::Ruby, value.contains(['\\', '$'])),
        (Loader::Compose, value.contains(['\\', '$'])),
    ];
    Some(Quoted {
        text: format!("\"{value}\""),
        misread_by: which(&misread),
    })
}

/// In double quotes, escaped as shells want it.
fn escaped(value: &str) -> Quoted {
    let mut text = String::with_capacity(value.len() + 8);
    text.push('"');
    for c in value.chars() {
        if matches!(c, '\\' | '"' | '$' | '`') {
            text.push('\\');
        }
        text.push(c);
    }
    text.push('"');
    let has_cr = value.contains('\r');
    let misread = [
        (
            Loader::Python,
            // `\\"` at the end is an escaped quote to it, if there is another one below.
            has_cr || value.contains(['$', '`']) || value.ends_with('\\'),
        ),
        (
            Loader::Node,
            has_cr || value.contains(['\\', '"', '$', '`']),
        ),
        (Loader::Compose, value.contains('`')),
    ];
    Quoted {
        text,
        misread_by: which(&misread),
    }
}

fn which(misread: &[(Loader, bool)]) -> Vec<Loader> {
    let misread = misread.iter().filter(|(_, misread)| *misread);
    misread.map(|(loader, _)| *loader).collect()
}

/// Whether python-dotenv would put a variable in: `${X}`, whatever the quotes.
fn holds_expansion(value: &str) -> bool {
    value.find("${").is_some_and(|at| value[at..].contains('}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: &str) -> String {
        let quoted = quote(value, None);
        assert_eq!(quoted.misread_by, [], "{value:?}");
        quoted.text
    }

    #[test]
    fn ordinary_values_have_a_form_that_all_loaders_read() {
        assert_eq!(
            written("postgres://u:p@h/d?x=1&y"),
            "'postgres://u:p@h/d?x=1&y'"
        );
        for (value, text) in [
            ("sk-proj-aB3_x", "sk-proj-aB3_x"),
            ("YWJj+/==", "YWJj+/=="),
            ("", "''"),
            ("two words", "'two words'"),
            ("a#b", "'a#b'"),
            ("~/x", "'~/x'"),
            ("a$b`c\"d!", "'a$b`c\"d!'"),
            ("a\\b", "'a\\b'"),
            ("one\ntwo\n", "'one\ntwo\n'"),
            ("it's", "\"it's\""),
            ("ends in \\", "\"ends in \\\\\""),
            ("schlüssel", "'schlüssel'"),
        ] {
            if value.ends_with('\\') {
                assert_eq!(
                    quote(value, None).misread_by,
                    [Loader::Python, Loader::Node]
                );
            } else {
                assert_eq!(written(value), text);
            }
        }
    }

    #[test]
    fn where_none_fits_the_loader_that_matters_decides_and_the_others_are_named() {
        let both = "it's $5";
        let shell = quote(both, Some(Loader::Shell));
        assert_eq!(shell.text, "\"it's \\$5\"");
        assert_eq!(shell.misread_by, [Loader::Python, Loader::Node]);
        let node = quote(both, Some(Loader::Node));
        assert_eq!(node.text, "\"it's $5\"");
        assert!(!node.misread_by.contains(&Loader::Node));
        let expands = quote("a${HOME}b", Some(Loader::Node));
        assert_eq!(expands.misread_by, [Loader::Python]);
    }
}
