//! A value in a comment: nothing reads it there, so the name of the variable that keeps it now
//! stands in its place.

use super::draft::Draft;
use super::{Refusal, Rewrite, Site};

/// Puts the variable's name in the value's place.
///
/// # Errors
/// Refuses values of several lines, which have signs of the comment in them, and those with a
/// backslash, which may have been copied from a literal.
pub(super) fn redact(site: &Site<'_>) -> Result<Rewrite, Refusal> {
    let value = &site.text[site.value.clone()];
    if value.iter().any(|byte| b"\n\r\\".contains(byte)) {
        return Err(Refusal::comment());
    }
    let mut draft = Draft::new(site.value.clone(), value.to_vec());
    draft.replace(site.value.clone(), &format!("${{{}}}", site.variable));
    draft.note("it stands in a comment, which names the variable now");
    draft.finish()
}
