//! Secrets whose names stand above them, at the head of a column.

use std::ops::Range;

use super::literal::Form;
use super::operator::Operator;
use super::{Assignment, name_round, rows, table};
use crate::language::Language;

/// The values in the column that is called by the name round `hit`; `None`: there is no column,
/// and no more had to be looked at than for the name itself.
pub(in crate::detect) fn below(
    text: &[u8],
    hit: &Range<usize>,
    language: Language,
) -> Option<Vec<Assignment>> {
    if language == Language::Unknown && table::may_head(hit.start) {
        let (name, values) = table::below(text, hit.start).unwrap_or_default();
        return Some(assignments(&name, values));
    }
    let name = name_round(text, hit).1?;
    let values = rows::below(text, &name, language)?;
    Some(assignments(&name, values))
}

fn assignments(name: &Range<usize>, values: Vec<Range<usize>>) -> Vec<Assignment> {
    let each = values.into_iter().map(|value| Assignment {
        name: name.clone(),
        value,
        operator: Operator::Entry,
        form: Form::Quoted,
    });
    each.collect()
}
