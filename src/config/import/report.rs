//! Reports of other scanners as baselines: what they list is accepted.

use super::Imported;
use super::accepted::{Accepted, Known};
use crate::error::Result;
use crate::fingerprint::FingerprintKey;
use crate::report::{HIDDEN, Reader};

/// Takes in a report; `name` is for errors.
///
/// # Errors
/// It is no report of a scanner that is known.
pub(super) fn report(name: &str, text: &str) -> Result<Imported> {
    let file = name.rsplit('/').next().unwrap_or(name);
    let recorded = Reader::new(FingerprintKey::default()).read(name, text.as_bytes())?;
    let accepted = recorded.findings.into_iter().map(|finding| {
        let known = if finding.secret.reveal() == HIDDEN {
            Known::Nothing
        } else {
            Known::Secret(finding.secret.clone())
        };
        let accepted = Accepted::new(&format!("listed in {file}"), known)
            .of_rule(&finding.rule.id)
            .at(finding.origin.path(), finding.start.line);
        Accepted {
            commit: finding.origin.commit().map(|commit| commit.id.clone()),
            ..accepted
        }
    });
    Ok(Imported {
        accepted: accepted.collect(),
        ..Imported::default()
    })
}
