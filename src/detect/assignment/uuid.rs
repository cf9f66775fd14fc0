//! Tokens that are UUIDs: most such are ids, but some servers give out no others.

use super::Assignment;
use super::grade::{Grade, Verdict};
use super::name::{Kind, Said};
use super::value::Shape;
use crate::detect::word;

/// What such a token is.
pub(super) const TOKEN: Verdict = Ok((Grade::Strong, "uuid-token"));

/// Bytes before the name in which a server is named.
const NEAR: usize = 100;
/// Words of servers whose tokens are UUIDs: registries of packages, those of HashiCorp.
const SERVERS: &[&str] = &[
    "npm", "npmjs", "registry", "yarn", "consul", "vault", "nomad",
];

/// Whether the value is a token of such a server.
pub(super) fn is_token(text: &[u8], assignment: &Assignment, said: Said, shape: Shape) -> bool {
    let name = &assignment.name;
    said.kind == Kind::Token
        && shape == Shape::Uuid
        && word::split(&text[name.start.saturating_sub(NEAR)..name.end])
            .any(|word| word::is_any(word, SERVERS))
}
