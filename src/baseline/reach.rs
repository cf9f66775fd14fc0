//! How much was looked at, which decides what may be called gone.

use super::{Entry, Seen};
use crate::base::Base;

/// What a scan was told to look at.
#[derive(Clone, Debug, Default)]
pub struct Reach {
    /// Files and folders, from the top; the empty path is the top itself.
    pub places: Vec<String>,
    /// Whether the history was looked at, too.
    pub with_history: bool,
    /// Ids of rules by which nothing was sought.
    pub left_out: Vec<&'static str>,
}

impl Reach {
    /// Whether the file at this path, from the top, is one of the places or below one.
    #[must_use]
    pub(super) fn holds(&self, path: &str) -> bool {
        self.places.iter().any(|place| {
            place.is_empty()
                || path
                    .strip_prefix(place.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }

    /// Whether the entry's secret would have been seen if it were there still. A file that is
    /// not there may be in another place now, so that all of them must have been looked at.
    pub(super) fn covers(&self, entry: &Entry, base: &Base) -> bool {
        match entry.seen {
            Seen::History => self.with_history,
            Seen::Tree => {
                let is_sought = !self.left_out.contains(&entry.rule.as_str());
                let is_whole = self.places.iter().any(String::is_empty);
                is_sought && self.holds(&entry.path) && (is_whole || !entry.is_gone(base))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_holds_what_lies_below_it() {
        let reach = |place: &str| Reach {
            places: vec![place.to_owned()],
            ..Reach::default()
        };
        assert!(reach("").holds("a/b.py"));
        assert!(reach("a").holds("a/b.py") && reach("a/b.py").holds("a/b.py"));
        assert!(!reach("a").holds("ab.py") && !reach("a/b.py").holds("a"));
        assert!(!Reach::default().holds("a"));
    }
}
