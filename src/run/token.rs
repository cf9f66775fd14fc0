//! Tokens of known formats for hygiene, which reads files by their names and knows no formats.

use super::Run;
use crate::blob::{Blob, Origin};
use crate::detect::Scanner;
use crate::hygiene::Token;
use crate::level::{Confidence, Severity};
use crate::rule::Matcher;

/// The tokens in the beginning of a file, wherever it lies: examples and tests are told apart by
/// hygiene itself. What is public by design or allowed on its line is none.
#[must_use]
pub fn tokens(scanner: &Scanner, text: &[u8]) -> Vec<Token> {
    let origin = Origin::File {
        path: ".env".to_owned(),
    };
    let found = scanner.scan(&Blob::whole(&origin, text)).into_iter();
    found
        .filter(|finding| {
            matches!(finding.rule.matcher, Matcher::Token { .. })
                && finding.confidence == Confidence::High
                && finding.severity >= Severity::Medium
                && finding.allowed.is_none()
        })
        .map(|finding| Token {
            line: finding.start.line,
            rule: finding.rule,
        })
        .collect()
}

impl Run<'_> {
    /// The same, by the scanner of this run.
    #[must_use]
    pub fn tokens(&self, text: &[u8]) -> Vec<Token> {
        tokens(self.scanner, text)
    }
}
