//! Secrets whose names stand above them, at the head of a column.

use std::ops::Range;

use super::literal::Form;
use super::operator::Operator;
use super::{Assignment, Stem, grid, rows, table};
use crate::language::Language;

/// The values in the column that is called by the name that holds `stem`; `None`: there is no
/// column, and no more had to be looked at than for the name itself.
pub(super) fn below(text: &[u8], stem: &Stem, language: Language) -> Option<Vec<Assignment>> {
    let may_head = may_be_wider(stem, language);
    if may_head && let Some((name, values)) = table::below(text, stem.at.start) {
        return Some(assignments(&name, values, Operator::Entry));
    }
    // The first line was read.
    named(text, stem, language).or(may_head.then(Vec::new))
}

/// Whether the column may be called by more than the identifier that holds `stem`.
pub(super) fn may_be_wider(stem: &Stem, language: Language) -> bool {
    may_head(language, stem.at.start)
}

/// Whether the byte at `at` may stand in the line that names the columns of a file.
pub(super) fn may_head(language: Language, at: usize) -> bool {
    language == Language::Unknown && table::may_head(at)
}

/// The same where the name itself is all that calls the column.
fn named(text: &[u8], stem: &Stem, language: Language) -> Option<Vec<Assignment>> {
    let name = stem.name.as_ref()?;
    if language.is_prose()
        && let Some(values) = grid::below(text, name)
    {
        return Some(assignments(name, values, Operator::Said));
    }
    let values = rows::below(text, name, language)?;
    Some(assignments(name, values, Operator::Entry))
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
