//! What to look for: rules as written (TOML), as known ([`Rule`]) and as run ([`RuleSet`]).

mod alphabet;
mod anchors;
mod builtin;
mod definition;
mod gate;
mod name;
mod pattern;
mod places;
mod prefix;
mod set;
mod syntax;
pub mod template;

pub use alphabet::Alphabet;
pub use anchors::{AnchorIndex, AnchorsTooLong, Hit};
pub use builtin::{catalogue_ids, is_builtin, known_or_meant};
pub use definition::{
    BinaryFormat, Boundary, Checksum, Companion, Matcher, Rule, Sought, Structure,
};
pub use name::{Beginning, Ending, TellingNames};
pub use pattern::{Found, Pattern};
pub use places::{Place, places};
pub use set::{CompiledRule, PART_GROUP, RuleId, RuleSet, SECRET_GROUP, compiles, id_matches};
pub use syntax::{Fault, RuleError, RuleErrors, RuleSyntax, Shared, parse, parse_own};
