//! How often the pattern of one rule is tried in one stretch of text: a text made of nothing but
//! beginnings of long secrets costs no more than a constant a byte.

use std::collections::HashMap;

use super::token::Reach;
use crate::rule::RuleId;

/// Patterns that reach less far are tried wherever their anchors stand.
const SHORT: usize = 512;
/// Tries in a stretch as long as the pattern reaches, at least.
const LEAST: usize = 64;
/// Secrets that are longer stand no closer together than this, in bytes, one beginning after
/// the other.
const APART: usize = 48;

/// The tries made so far in one text.
#[derive(Debug, Default)]
pub(super) struct Tries {
    /// By rule and stretch, only for patterns that reach far.
    made: HashMap<(RuleId, usize), usize>,
}

impl Tries {
    /// Whether the pattern of `rule` may be tried once more at `at`.
    pub(super) fn allow(&mut self, rule: RuleId, at: usize, reach: Reach) -> bool {
        let stretch = reach.before + reach.longest;
        if stretch < SHORT {
            return true;
        }
        let made = self.made.entry((rule, at / stretch)).or_default();
        *made += 1;
        *made <= LEAST.max(reach.longest / APART)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn far_reaching_patterns_are_tried_so_often_in_each_stretch() {
        let allowed = |before, longest, every: usize| {
            let mut tries = Tries::default();
            let reach = Reach { before, longest };
            let places = (0..32 << 10).step_by(every);
            places.filter(|at| tries.allow(3, *at, reach)).count()
        };
        assert_eq!(allowed(0, 511, 1), 32 << 10);
        assert_eq!(allowed(0, 1024, 4), 32 * 64);
        assert_eq!(allowed(512, 512, 4), 32 * 64);
        assert_eq!(allowed(0, 16 << 10, 8), 2 * (16 << 10) / 48);
        assert_eq!(allowed(0, 16 << 10, 64), 512);
    }
}
