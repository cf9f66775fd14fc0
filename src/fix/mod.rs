//! Moves literals out of code: into `.env` or a secrets manager, with a look-up left in their
//! place.

pub mod rewrite;
