//! What gitleaks' rules are called here.

use super::super::draft::slug;
use crate::rule::is_builtin;

/// Their id and ours, which may have a `*`; several are joined by spaces. Those with the same id
/// are not in it.
const TABLE: &str = include_str!("ids.tsv");

/// Ids, or patterns of ids, of our rules that find what gitleaks' rule of this id does; of none,
/// nothing.
#[must_use]
pub fn ours(theirs: &str) -> Vec<String> {
    let id = slug(theirs);
    let rows = TABLE.lines().filter_map(|row| row.split_once('\t'));
    let mut known = rows.filter(|(theirs, _)| *theirs == id);
    match known.next() {
        Some((_, ours)) => ours.split(' ').map(str::to_owned).collect(),
        None if is_builtin(&id) => vec![id],
        None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::{RuleSet, id_matches};

    #[test]
    fn every_id_of_the_table_is_one_of_a_rule_and_no_row_is_needless() {
        let builtin: Vec<String> = RuleSet::builtin().rules().map(|r| r.id.clone()).collect();
        for row in TABLE.lines() {
            let (theirs, ours) = row.split_once('\t').expect("two columns");
            assert_ne!(theirs, ours);
            for pattern in ours.split(' ') {
                let is_known = builtin.iter().any(|id| id_matches(pattern, id));
                assert!(is_known, "{theirs}: {pattern}");
            }
        }
        assert_eq!(ours("github-pat"), ["github-pat-classic"]);
        assert_eq!(ours("github-fine-grained-pat"), ["github-fine-grained-pat"]);
        assert_eq!(ours("no-such-rule"), [""; 0]);
    }
}
