//! A `parts` entry of a rule: what else belongs to the credential, as people write it.

use serde::Deserialize;
use toml::Spanned;

use super::super::definition::{Companion, Sought};
use super::matcher::hir;
use super::piece::spelt;
use super::{FURTHEST, Fault};

/// How far from its secret another part may stand, unless the rule says otherwise.
const WITHIN: usize = 256;

/// An entry of a rule's `parts`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PartSyntax {
    name: String,
    #[serde(default)]
    pub(super) rules: Vec<Spanned<String>>,
    pattern: Option<Spanned<String>>,
    within: Option<usize>,
    #[serde(default)]
    public: bool,
    #[serde(default)]
    examples: Vec<String>,
}

/// The part that is written.
///
/// # Errors
/// What is wrong with it; the message does not name the rule.
pub(super) fn companion(written: &Spanned<PartSyntax>) -> Result<Companion, Fault> {
    let part = written.get_ref();
    let name = &part.name;
    let fault = |what: String| Fault {
        at: written.span(),
        message: format!("its part `{name}` {what}"),
    };
    let sought = match (&part.pattern, &part.rules[..]) {
        (None, [_, ..]) => Sought::Found {
            rules: part.rules.iter().map(|id| id.get_ref().clone()).collect(),
        },
        (Some(pattern), []) => {
            let wrong = |message| Fault {
                at: pattern.span(),
                message,
            };
            let pattern = spelt(pattern.get_ref()).map_err(wrong)?;
            hir(&pattern).map_err(wrong)?;
            Sought::Matched {
                pattern: pattern.into_owned(),
            }
        }
        _ => {
            let what = "needs either `rules` (whose finding it is) or a `pattern`";
            return Err(fault(what.to_owned()));
        }
    };
    let within = part.within.unwrap_or(WITHIN);
    if within > FURTHEST {
        let what = format!("may stand no further than {FURTHEST} bytes `within`");
        return Err(fault(what));
    }
    Ok(Companion {
        name: name.clone(),
        sought,
        within,
        public: part.public,
        examples: part.examples.clone(),
    })
}
