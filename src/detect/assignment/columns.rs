//! Secrets whose names stand above them, at the head of a column.

use std::ops::Range;

use super::literal::Form;
use super::operator::Operator;
use super::{Assignment, grid, name_round, rows, table};
use crate::language::Language;

/// The values in the column that is called by the name round `hit`; `None`: there is no column,
/// and no more had to be looked at than for the name itself.
pub(in crate::detect) fn below(
    text: &[u8],
    hit: &Range<usize>,
    language: Language,
) -> Option<Vec<Assignment>> {
    let may_head = language == Language::Unknown && table::may_head(hit.start);
    if may_head && let Some((name, values)) = table::below(text, hit.start) {
        return Some(assignments(&name, values, Operator::Entry));
    }
    // The first line was read.
    named(text, hit, language).or(may_head.then(Vec::new))
}

/// The same where the name itself is all that calls the column.
fn named(text: &[u8], hit: &Range<usize>, language: Language) -> Option<Vec<Assignment>> {
    let name = name_round(text, hit).1?;
    if language.is_prose()
        && let Some(values) = grid::below(text, &name)
    {
        return Some(assignments(&name, values, Operator::Said));
    }
    let values = rows::below(text, &name, language)?;
    Some(assignments(&name, values, Operator::Entry))
}

fn assignments(
    name: &Range<usize>,
    values: Vec<Range<usize>>,
    operator: Operator,
) -> Vec<Assignment> {
    let each = values.into_iter().map(|value| Assignment {
        name: name.clone(),
        value,
        operator,
        form: Form::Quoted,
    });
    each.collect()
}
