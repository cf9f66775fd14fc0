//! Single comparisons of an expression, and the conditions of ours that they are.

use super::super::go;
use super::super::regex::translate;
use super::token::{Kind, Token};

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Secret,
    Line,
    /// What a rule matched: about the secret with the name before it.
    Match,
    Path,
    Author,
    Commit,
}

/// A comparison with fixed texts, one of which must fit.
#[derive(Clone, PartialEq)]
pub(super) enum Atom {
    Matches(Target, Vec<String>),
    Equals(Target, Vec<String>),
    /// The secret's entropy is not over this.
    Entropy(f64),
}

impl std::fmt::Debug for Atom {
    // The texts may be secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Matches(target, texts) => write!(f, "Matches({target:?}, {})", texts.len()),
            Self::Equals(target, texts) => write!(f, "Equals({target:?}, {})", texts.len()),
            Self::Entropy(floor) => write!(f, "Entropy({floor})"),
        }
    }
}

/// Reads one comparison.
pub(super) fn atom(tokens: &[Token]) -> Option<Atom> {
    if let Some((call, arguments, rest)) = call(tokens) {
        let name = call.strip_prefix("filter.").unwrap_or(call);
        match (name, &arguments[..], rest) {
            ("matchesAny", [text, list], []) => {
                return Some(Atom::Matches(target(text)?, texts(list)?));
            }
            ("containsAny", [text, list], []) => {
                return Some(Atom::Matches(target(text)?, escaped(&texts(list)?, "", "")));
            }
            ("entropy", [text], [sign, number]) if sign.is("<=") || sign.is("<") => {
                let Kind::Number(floor) = number.kind else {
                    return None;
                };
                return (target(text)? == Target::Secret).then_some(Atom::Entropy(floor));
            }
            _ => {}
        }
    }
    let at = tokens.iter().rposition(|token| {
        let is_operator = |name| token.is_name(name);
        token.is("==") || OPERATORS.into_iter().any(is_operator)
    })?;
    let (left, right) = (target(&tokens[..at])?, texts(&tokens[at + 1..])?);
    Some(match &tokens[at].kind {
        Kind::Name(name) => match name.as_str() {
            "matches" => Atom::Matches(left, right),
            "contains" => Atom::Matches(left, escaped(&right, "", "")),
            "startsWith" => Atom::Matches(left, escaped(&right, "^", "")),
            "endsWith" => Atom::Matches(left, escaped(&right, "", "$")),
            _ => Atom::Equals(left, right),
        },
        _ => Atom::Equals(left, right),
    })
}

const OPERATORS: [&str; 5] = ["in", "matches", "contains", "startsWith", "endsWith"];

/// A call's name, its arguments, and what stands behind it.
type Call<'t> = (&'t str, Vec<&'t [Token]>, &'t [Token]);

fn call(tokens: &[Token]) -> Option<Call<'_>> {
    let [name, open, rest @ ..] = tokens else {
        return None;
    };
    let Kind::Name(name) = &name.kind else {
        return None;
    };
    if !open.is("(") {
        return None;
    }
    let mut arguments = Vec::new();
    let (mut depth, mut start) = (0_usize, 0);
    for (at, token) in rest.iter().enumerate() {
        let is_open = token.is("(") || token.is("[");
        let is_close = token.is(")") || token.is("]");
        if depth == 0 && (is_close || token.is(",")) {
            if start < at {
                arguments.push(&rest[start..at]);
            }
            start = at + 1;
            if is_close {
                return Some((name, arguments, &rest[start..]));
            }
        }
        depth = (depth + usize::from(is_open)).saturating_sub(usize::from(is_close));
    }
    None
}

/// `finding["secret"]`, `get(attributes, "path", "")` and their kin.
fn target(tokens: &[Token]) -> Option<Target> {
    let (of, key) = match tokens {
        [name] => {
            let Kind::Name(name) = &name.kind else {
                return None;
            };
            name.split_once('.')?
        }
        [of, open, key, close] if open.is("[") && close.is("]") => (named(of)?, text(key)?),
        _ => match call(tokens)? {
            ("get", arguments, []) => match &arguments[..] {
                [[of], [key]] | [[of], [key], _] => (named(of)?, text(key)?),
                _ => return None,
            },
            _ => return None,
        },
    };
    Some(match (of, key) {
        ("finding", "secret") => Target::Secret,
        ("finding", "line") => Target::Line,
        ("finding", "match") => Target::Match,
        ("attributes", "path") => Target::Path,
        ("attributes", "git.author_name" | "git.author_email") => Target::Author,
        ("attributes", "git.sha") => Target::Commit,
        _ => return None,
    })
}

fn named(token: &Token) -> Option<&str> {
    match &token.kind {
        Kind::Name(name) => Some(name),
        _ => None,
    }
}

fn text(token: &Token) -> Option<&str> {
    match &token.kind {
        Kind::Text(text) => Some(text),
        _ => None,
    }
}

/// A string, or a list of strings.
fn texts(tokens: &[Token]) -> Option<Vec<String>> {
    let list = match tokens {
        [one] => return Some(vec![text(one)?.to_owned()]),
        [open, list @ .., close] if open.is("[") && close.is("]") => list,
        _ => return None,
    };
    let parts = list.split(|token| token.is(","));
    let parts = parts.filter(|part| !part.is_empty());
    let texts = parts.map(|part| match part {
        [one] => text(one).map(str::to_owned),
        _ => None,
    });
    texts.collect()
}

fn escaped(texts: &[String], before: &str, behind: &str) -> Vec<String> {
    let escape = |text: &String| format!("{before}{}{behind}", regex_syntax::escape(text));
    texts.iter().map(escape).collect()
}

/// Comparisons that must hold together as conditions of one allow, or why they cannot be.
pub(super) fn conditions(
    atoms: &[&Atom],
) -> Result<Vec<(&'static str, Vec<String>)>, &'static str> {
    let mut conditions: Vec<(&'static str, Vec<String>)> = Vec::new();
    for atom in atoms {
        let (name, values) = condition(atom)?;
        if conditions.iter().any(|(known, _)| *known == name) {
            return Err("two comparisons of the same thing cannot both be asked for here");
        }
        conditions.push((name, values));
    }
    Ok(conditions)
}

fn condition(atom: &Atom) -> Result<(&'static str, Vec<String>), &'static str> {
    let (target, texts) = match atom {
        Atom::Entropy(_) => return Err("entropy cannot be asked for beside other things here"),
        Atom::Equals(Target::Secret, _) => {
            return Err("a fixed secret beside other conditions would have to be written down");
        }
        Atom::Equals(Target::Commit, ids) => return Ok(("commits", ids.clone())),
        Atom::Equals(target, texts) => (*target, escaped(texts, "^", "$")),
        Atom::Matches(target, patterns) => (
            *target,
            patterns
                .iter()
                .map(|pattern| go::of_text(&translate(pattern)))
                .collect(),
        ),
    };
    Ok(match target {
        Target::Secret => ("values", texts),
        Target::Line => ("lines", texts),
        Target::Match => ("assignments", texts),
        Target::Path => ("path_regexes", texts),
        Target::Commit => return Err("commits are known by their ids alone here"),
        Target::Author => {
            let globs: Option<Vec<String>> = texts.iter().map(|text| glob(text)).collect();
            ("authors", globs.ok_or("authors are known by globs here")?)
        }
    })
}

/// A regular expression without anything but plain characters, as a glob over the whole.
fn glob(pattern: &str) -> Option<String> {
    let mut rest = pattern.strip_prefix("(?i)").unwrap_or(pattern);
    let mut glob = String::new();
    match rest.strip_prefix('^') {
        Some(tail) => rest = tail,
        None => glob.push('*'),
    }
    let mut chars = rest.chars().peekable();
    while let Some(c) = chars.next() {
        let plain = match c {
            '$' if chars.peek().is_none() => return Some(glob),
            '\\' => chars.next().filter(char::is_ascii_punctuation)?,
            '.' | '+' | '*' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '^' | '$' => {
                return None;
            }
            c => c,
        };
        match plain {
            '*' | '?' | '[' | ']' | '{' | '}' | '\\' => glob.extend(['[', plain, ']']),
            plain => glob.push(plain),
        }
    }
    glob.push('*');
    Some(glob)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_patterns_of_authors_become_globs() {
        for (pattern, expected) in [
            (r"\[bot\]$", Some("*[[]bot[]]")),
            ("^ci@", Some("ci@*")),
            ("^a b$", Some("a b")),
            ("a.*b", None),
            (r"a\d", None),
        ] {
            assert_eq!(glob(pattern).as_deref(), expected, "{pattern}");
        }
    }
}
