//! One command a file.

pub(crate) mod hygiene;
pub(crate) mod rules;
pub(crate) mod scan;
