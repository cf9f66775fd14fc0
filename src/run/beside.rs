//! What stands beside a secret, and may be another one that only a later file tells to be one.

use crate::blob::Origin;
use crate::finding::Finding;

/// A password has at least so many characters.
const SHORTEST: usize = 8;
/// So many characters with capitals among them are no word.
const LONGEST_WORD: usize = 16;

/// Whether a path, an author, a message or the advice has a run of characters like a secret's.
pub(super) fn may_be_secret(finding: &Finding) -> bool {
    let mut texts = vec![finding.origin.path()];
    texts.extend(finding.help.as_deref());
    if let Origin::Commit { commit, .. } = &finding.origin {
        texts.extend([&*commit.author, &commit.email, &commit.summary]);
        let paths = commit.paths.iter().chain(&commit.head_path);
        texts.extend(paths.map(String::as_str));
    }
    texts.into_iter().any(has_token)
}

fn has_token(text: &str) -> bool {
    let in_name = |byte: u8| byte.is_ascii_alphanumeric() || byte >= 0x80;
    let in_password = |byte: u8| in_name(byte) || b"!#$%&*+=^~?|@".contains(&byte);
    let in_key = |byte: u8| in_password(byte) || b"-_".contains(&byte);
    let runs = |inside: &dyn Fn(u8) -> bool, is_token: &dyn Fn(&[u8]) -> bool| {
        let mut runs = text.as_bytes().split(|byte| !inside(*byte));
        runs.any(is_token)
    };
    let has = |run: &[u8], of: fn(&u8) -> bool| run.iter().any(of);
    let is_mixed =
        |run: &[u8]| has(run, u8::is_ascii_digit) && run.iter().any(|byte| !byte.is_ascii_digit());
    let has_cases =
        |run: &[u8]| has(run, u8::is_ascii_lowercase) && has(run, u8::is_ascii_uppercase);
    runs(&in_password, &|run| {
        let has_sign = run.iter().any(|byte| !in_name(*byte));
        run.len() >= SHORTEST && (is_mixed(run) || has_sign)
            || run.len() >= LONGEST_WORD && has_cases(run)
    }) || runs(&in_key, &|run| {
        run.len() >= LONGEST_WORD && is_mixed(run) && has_cases(run)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_from_what_may_be_a_password() {
        for text in [
            "a_kd83jfkq2/f.py",
            "x/Hunter!pass.txt",
            "correcthorse9",
            "was qTzLwKfJmBvRxNpH before",
            "a/k7_xY-3fQ_z9-Lm2-W/b",
        ] {
            assert!(has_token(text), "{text}");
        }
        for text in [
            "src/conceal/secrets.rs",
            "tests/test_utils_v2.py",
            "lib/net-http-1.2.3/sha256.rb",
            "app/UserController.java",
            "2026-01-02/log.txt",
            "é/пароль.txt",
        ] {
            assert!(!has_token(text), "{text}");
        }
    }
}
