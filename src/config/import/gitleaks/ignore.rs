//! `.gitleaksignore`: a fingerprint a line, `[commit:]path:rule:line`.

use super::super::Imported;
use super::super::accepted::{Accepted, Known};

/// Reads a `.gitleaksignore`; `name` is for reasons and messages.
pub(in crate::config) fn gitleaks_ignore(name: &str, text: &str) -> Imported {
    let file = name.rsplit('/').next().unwrap_or(name);
    let mut import = Imported::default();
    for line in text.lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let mut parts = line.rsplitn(3, ':');
        let (number, rule, rest) = (parts.next(), parts.next(), parts.next());
        let number = number.and_then(|number| number.parse::<u64>().ok());
        let (Some(number), Some(rule), Some(rest)) = (number, rule, rest) else {
            import.left(line, "no fingerprint of the form path:rule:line");
            continue;
        };
        let (commit, path) = match rest.split_once(':') {
            Some((commit, path)) if is_commit(commit) => (Some(commit), path),
            _ => (None, rest),
        };
        let accepted = Accepted::new(&format!("listed in {file}"), Known::Nothing);
        import.accepted.push(Accepted {
            commit: commit.map(str::to_owned),
            ..accepted.of_rule(rule).at(path, number)
        });
    }
    import
}

fn is_commit(text: &str) -> bool {
    text.len() >= 7 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
