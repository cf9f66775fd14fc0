//! What keeps a file out of git that is not there yet.

use std::path::Path;

use super::Addition;
use super::ground::Ground;
use super::name::Name;
use crate::error::Result;

/// The line to add so that git ignores a dotenv file at `path`, which is `/`-separated and from
/// `top`; `None` if a rule that everybody has does already.
///
/// # Errors
/// [`Error::Git`](crate::error::Error::Git) when the repository cannot be read.
pub fn missing_rule(top: &Path, path: &str) -> Result<Option<Addition>> {
    let (ground, inside) = Ground::of(top)?;
    let prefix = if inside.is_empty() {
        String::new()
    } else {
        format!("{inside}/")
    };
    let path = format!("{prefix}{path}");
    let ruling = ground.ignores.ruling(&path);
    let is_out = ruling.is_some_and(|ruling| ruling.is_for_everybody());
    Ok((!is_out).then(|| {
        let mut addition = Addition::to_ignore(Name::Dotenv, ground.top(), &path);
        if let Some(below) = addition.to.strip_prefix(&prefix) {
            addition.to = below.to_owned();
        }
        addition
    }))
}
