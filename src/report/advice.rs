//! What to do about a finding, in one line each.

use super::escape;
use crate::finding::Finding;

/// The endings of dotenv files that are meant to be shared, so hold no secrets.
const SHARED: [&str; 5] = ["dist", "example", "sample", "template", "tpl"];

/// A label and what follows it. A finding about a file as a whole says itself what to do.
pub(super) fn lines(finding: &Finding) -> Vec<(&'static str, String)> {
    let mut lines = Vec::with_capacity(4);
    if let Some(help) = &finding.help {
        lines.push(("help", escape::name(help).into_owned()));
    }
    if !finding.secret.reveal().is_empty() {
        lines.push(("revoke", revoke(finding)));
        lines.push(("move", relocate(finding)));
        lines.push(("allow", allow(finding)));
    }
    lines
}

fn revoke(finding: &Finding) -> String {
    let revoke = escape::name(&finding.rule.revoke);
    if revoke.is_empty() {
        "change it where it is in use, if it was ever pushed".to_owned()
    } else if revoke.starts_with("https://") {
        format!("at {revoke}")
    } else {
        revoke.into_owned()
    }
}

fn relocate(finding: &Finding) -> String {
    let path = finding.origin.path();
    let file = path.rsplit('/').next().unwrap_or(path);
    let ending = file
        .strip_prefix(".env")
        .map(|rest| rest.rsplit('.').next());
    match (ending, finding.variable()) {
        (Some(Some(ending)), _) if SHARED.contains(&ending) => {
            "into `.env`, and leave only the name here".to_owned()
        }
        (Some(_), _) => format!("not needed, but git must ignore `{}`", escape::name(file)),
        (None, Some(variable)) => {
            format!("into the environment variable {}", escape::name(&variable))
        }
        (None, None) => "out of the repository, to a file that git ignores".to_owned(),
    }
}

fn allow(finding: &Finding) -> String {
    format!(
        "if harmless, comment this line with `tightlip:allow {}`",
        escape::name(&finding.rule.id)
    )
}
