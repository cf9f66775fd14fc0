//! Tokens of known formats, which are secret under whatever name: the scanner knows them, and tells
//! hygiene where it is asked.

use std::sync::Arc;

use crate::level::Severity;
use crate::rule::Rule;

/// A token in the text of a file.
#[derive(Clone, Debug)]
pub struct Token {
    /// 1-based line that it begins on.
    pub line: u64,
    /// The rule that knows it.
    pub rule: Arc<Rule>,
}

/// Finds the tokens in a text, those that are no example and are not public by design.
pub type Tokens<'t> = dyn Fn(&[u8]) -> Vec<Token> + 't;

impl Token {
    /// Whether it is never for browsers. Google's keys are, once they are bound to a site.
    pub(super) fn is_for_servers(&self) -> bool {
        self.rule.severity >= Severity::High && self.rule.id != "google-api-key"
    }
}
