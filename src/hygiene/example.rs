//! An example of a dotenv file: in step with the real one, and without real values.

use std::collections::BTreeSet;

use super::Exposed;
use super::literal::{has_login, looks_real, pairs, says_secret};
use super::token::Token;
use super::tree::{Remark, Tree, as_folder, parent};
use crate::error::Result;
use crate::level::Confidence;

/// Names of examples of a `.env` beside them.
const EXAMPLES: [&str; 4] = [".env.example", ".env.sample", ".env.template", ".env.dist"];
/// So many names are told.
const MOST_NAMED: usize = 8;

/// Compares an example with the `.env` beside it, if there is one.
pub(super) fn inspect(tree: &mut Tree<'_>, path: &str) -> Result<()> {
    let name = path.rsplit('/').next().unwrap_or(path);
    if !EXAMPLES.contains(&name) {
        return Ok(());
    }
    let real = format!("{}.env", as_folder(parent(path)));
    let (Some(example), Some(real)) = (tree.text(path)?, tree.text(&real)?) else {
        return Ok(());
    };
    for remark in drift(&real, &example, name) {
        tree.remark(path, remark)?;
    }
    Ok(())
}

fn drift(real: &str, example: &str, name: &str) -> Vec<Remark> {
    let (ours, theirs) = (variables(real), variables(example));
    let known = mentioned(example);
    let left_out: Vec<&str> = ours
        .iter()
        .filter(|key| !known.contains(*key))
        .copied()
        .collect();
    let unset: Vec<&str> = theirs.difference(&ours).copied().collect();
    let remark = |missing: &[&str], help: String| Remark {
        exposed: Exposed::ExampleDrift,
        line: 1,
        confidence: Confidence::Medium,
        detail: missing.join(" "),
        help,
        addition: None,
    };
    let mut remarks = Vec::new();
    if !left_out.is_empty() {
        let help = format!("add {} to {name}, without values", listed(&left_out, "="));
        remarks.push(remark(&left_out, help));
    }
    if !unset.is_empty() {
        let help = format!(
            "set {} in .env, or take it out of {name}",
            listed(&unset, "")
        );
        remarks.push(remark(&unset, help));
    }
    remarks
}

fn listed(names: &[&str], behind: &str) -> String {
    let shown = names.iter().take(MOST_NAMED);
    let mut text = shown
        .map(|name| format!("`{name}{behind}`"))
        .collect::<Vec<_>>()
        .join(", ");
    if names.len() > MOST_NAMED {
        use std::fmt::Write;
        let _ = write!(text, " and {} more", names.len() - MOST_NAMED);
    }
    text
}

/// The variables that a dotenv file sets, values over several lines passed over.
#[must_use]
pub fn variables(text: &str) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let line = line.trim();
        let line = line.strip_prefix("export ").unwrap_or(line);
        let Some((name, value)) = line.split_once('=') else {
            continue;
        };
        let name = name.trim();
        if !is_variable(name) {
            continue;
        }
        names.insert(name);
        let value = value.trim_start();
        for quote in ['"', '\'', '`'] {
            let is_open = value
                .strip_prefix(quote)
                .is_some_and(|rest| !rest.contains(quote));
            if is_open {
                lines.by_ref().find(|line| line.contains(quote));
            }
        }
    }
    names
}

/// The same, and those that stand in a comment (`# NAME=`): a variable that one may leave out.
fn mentioned(text: &str) -> BTreeSet<&str> {
    let mut names = variables(text);
    let comments = text
        .lines()
        .filter_map(|line| line.trim().strip_prefix('#'));
    let optional = comments.filter_map(|line| line.split_once('=').map(|(name, _)| name.trim()));
    names.extend(optional.filter(|name| is_variable(name)));
    names
}

fn is_variable(name: &str) -> bool {
    let mut letters = name.bytes();
    letters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && letters.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'))
}

/// Values of an example that look real.
pub(super) fn values(tree: &mut Tree<'_>, path: &str) -> Result<()> {
    if let Some(text) = tree.text(path)? {
        for remark in real(&text, &tree.tokens(&text)) {
            tree.remark(path, remark)?;
        }
    }
    Ok(())
}

fn real(text: &str, tokens: &[Token]) -> Vec<Remark> {
    let real = pairs(text).filter(|pair| {
        (says_secret(pair.name) && looks_real(pair.value))
            || has_login(pair.value)
            || tokens.iter().any(|token| token.line == pair.line)
    });
    let remarks = real.map(|pair| Remark {
        exposed: Exposed::ExampleValue,
        line: pair.line,
        confidence: Confidence::Medium,
        help: format!("leave {} blank; revoke the value if it is real", pair.name),
        detail: pair.name.to_owned(),
        addition: None,
    });
    remarks.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn help(real: &str, example: &str) -> Vec<String> {
        let remarks = drift(real, example, ".env.example");
        remarks.into_iter().map(|remark| remark.help).collect()
    }

    #[test]
    fn what_is_missing_on_either_side() {
        assert_eq!(
            help("A=1\nexport B=2\nC=\"x\nD=no\n\"\n", "A=\n# C=\nE=\n"),
            [
                "add `B=` to .env.example, without values",
                "set `E` in .env, or take it out of .env.example"
            ]
        );
        assert_eq!(help("A=1\nB=2\n", "B=\nA=\n"), [""; 0]);
    }

    #[test]
    fn long_lists_are_cut() {
        let real: Vec<String> = (0..20).map(|n| format!("V{n:02}=1\n")).collect();
        assert!(
            help(&real.concat(), "")[0]
                .ends_with("`V07=` and 12 more to .env.example, without values")
        );
    }

    #[test]
    fn values_that_look_real() {
        let value = ["q7Zp2", "Lk9Xw", "4Vb8N", "t3Rj6"].concat();
        let text =
            format!("A_URL={value}\nAPI_KEY={value}\nAPP_KEY=\nTOKEN=your-token-goes-here-1234\n");
        let lines: Vec<u64> = real(&text, &[]).iter().map(|remark| remark.line).collect();
        assert_eq!(lines, [2]);
    }
}
