//! The reasons that many languages share for leaving a literal where it is.

use super::Refusal;

impl Refusal {
    /// Two clauses, without a full stop; neither may hold the value.
    pub(super) fn new(why: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            advice: advice.into(),
        }
    }

    pub(super) fn unknown_kind(variable: &str) -> Self {
        Self::new(
            "files of this kind are not rewritten",
            format!(
                "take the value out by hand and read the environment variable {variable} in its place"
            ),
        )
    }

    /// What an app holds, everyone who installs it can read; and it has no such environment.
    pub(super) fn app(variable: &str) -> Self {
        Self::new(
            "this code is part of an app, which everyone can take apart",
            format!("call the service from a server that reads {variable}"),
        )
    }

    pub(super) fn comment() -> Self {
        Self::new(
            "it stands in a comment",
            "delete it from the comment: nothing reads it there",
        )
    }

    pub(super) fn not_a_literal(variable: &str) -> Self {
        Self::new(
            "it is not a string literal that can be replaced on its own",
            format!("read it from {variable} by hand"),
        )
    }

    pub(super) fn computed(variable: &str) -> Self {
        Self::new(
            "only a part of the value stands here, the rest is computed",
            format!("put the whole value into {variable} and read it from there"),
        )
    }

    pub(super) fn not_understood(variable: &str) -> Self {
        Self::new(
            "its escapes could not be decoded with certainty",
            format!("put the value into {variable} by hand"),
        )
    }

    pub(super) fn unfit() -> Self {
        Self::new(
            "no environment variable can hold the value: it has a NUL or is not UTF-8",
            "keep it in a file that is not committed, and have the program read that",
        )
    }

    pub(super) fn does_not_parse() -> Self {
        Self::new(
            "the file does not parse around it, or is nested too deeply",
            "mend the syntax first, or move the value by hand",
        )
    }

    pub(super) fn would_break() -> Self {
        Self::new(
            "no rewriting was found that is sure to leave the rest of the file as it is",
            "move the value by hand",
        )
    }

    pub(super) fn constant(what: &str, advice: impl Into<String>) -> Self {
        Self::new(format!("{what} must be a constant"), advice)
    }

    /// The name by which the look-up would go means something else in this file.
    pub(super) fn taken(name: &str, variable: &str) -> Self {
        Self::new(
            format!("the name `{name}` means something else in this file"),
            format!("read {variable} from the environment by hand"),
        )
    }
}
