//! What to look for: rules as written (TOML), as known ([`Rule`]) and as run ([`RuleSet`]).

mod anchors;
mod builtin;
mod definition;
mod prefix;
mod set;
mod syntax;
pub mod template;

pub use anchors::{AnchorIndex, Hit, TooManyAnchors};
pub use definition::{Boundary, Checksum, Companion, Matcher, Rule, Sought, Structure};
pub use set::{CompiledRule, Pattern, RuleId, RuleSet};
pub use syntax::{RuleError, parse};
