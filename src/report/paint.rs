//! Colours, by `colored`'s names. Only its colour table is used: its own switch is one for the
//! whole process and asks the environment, while here each writer is told.

use std::fmt;

use colored::Color;

use crate::level::Severity;

/// Colours text, or leaves it alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paint {
    colour: bool,
}

/// How text stands out: bold, perhaps in a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style(Option<Color>);

impl Style {
    /// What is said.
    pub const STRONG: Self = Self(None);
    /// The frame round a line of source.
    pub const FRAME: Self = Self(Some(Color::Blue));
    /// All is well.
    pub const GOOD: Self = Self(Some(Color::Green));
    /// Something to look at.
    pub const WARNING: Self = Self(Some(Color::Yellow));
    /// Something is wrong.
    pub const BAD: Self = Self(Some(Color::Red));

    /// The colour of a severity.
    #[must_use]
    pub fn of(severity: Severity) -> Self {
        Self(Some(match severity {
            Severity::Critical => Color::Magenta,
            Severity::High => Color::Red,
            Severity::Medium => Color::Yellow,
            Severity::Low => Color::Cyan,
        }))
    }
}

impl Paint {
    /// Whether to colour is the caller's decision: it knows the terminal and `NO_COLOR`.
    #[must_use]
    pub fn new(colour: bool) -> Self {
        Self { colour }
    }

    /// `text` in this style.
    pub fn paint<T: fmt::Display>(self, style: Style, text: T) -> impl fmt::Display {
        Painted {
            style: self.colour.then_some(style),
            text,
        }
    }
}

struct Painted<T> {
    style: Option<Style>,
    text: T,
}

impl<T: fmt::Display> fmt::Display for Painted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.style {
            None => return self.text.fmt(f),
            Some(Style(None)) => f.write_str("\x1b[1m")?,
            Some(Style(Some(colour))) => write!(f, "\x1b[1;{}m", colour.to_fg_str())?,
        }
        self.text.fmt(f)?;
        f.write_str("\x1b[0m")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_only_when_told_to() {
        let paint = |colour| Paint::new(colour).paint(Style::BAD, "x").to_string();
        assert_eq!(paint(false), "x");
        assert_eq!(paint(true), "\x1b[1;31mx\x1b[0m");
        let strong = Paint::new(true).paint(Style::STRONG, 1).to_string();
        assert_eq!(strong, "\x1b[1m1\x1b[0m");
    }
}
