//! What to do about a finding, in a short sentence each.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;

use super::{count, escape};
use crate::commit::Commit;
use crate::finding::Finding;

/// The endings of dotenv files that are meant to be shared, so hold no secrets.
const SHARED: [&str; 5] = ["dist", "example", "sample", "template", "tpl"];

/// A label and what follows it. A finding about a file as a whole says itself what to do.
pub(super) fn lines(finding: &Finding) -> Vec<(&'static str, String)> {
    let mut lines = Vec::with_capacity(5);
    if let Some(commit) = finding.origin.commit() {
        lines.push(("commit", brought(commit)));
        if commit.commits > 1 || commit.paths.len() > 1 {
            lines.push(("spread", spread(commit, finding.origin.path())));
        }
    }
    if let Some(help) = &finding.help {
        lines.extend(why(finding).map(|why| ("why", why)));
        lines.push(("help", escape::name(help).into_owned()));
    }
    if !finding.secret.reveal().is_empty() {
        lines.push(("revoke", revoke(finding)));
        // Neither changes what is in the past, nor what a commit or a tag says.
        let can_change =
            |commit: &Commit| commit.in_head != Some(false) && !is_said(finding.origin.path());
        if finding.origin.commit().is_none_or(can_change) {
            lines.push(("move", relocate(finding)));
            lines.push(("allow", allow(finding)));
        }
    }
    lines
}

/// Why a finding that says itself what to do matters, without a full stop.
pub(super) fn why(finding: &Finding) -> Option<String> {
    let why = escape::name(&finding.rule.description);
    let is_told = finding.help.is_some() && !why.is_empty();
    is_told.then(|| why.trim_end_matches('.').to_owned())
}

/// Whether a path in a history stands for what a commit or a tag says.
fn is_said(path: &str) -> bool {
    path.starts_with('<') && path.ends_with('>')
}

/// Who brought it, and whether it is still there.
fn brought(commit: &Commit) -> String {
    let mut said = match commit.short_id() {
        "" if commit.author.is_empty() => "none has it".to_owned(),
        "" => "none has it; said".to_owned(),
        id => id.to_owned(),
    };
    // Other scanners do not tell all of it.
    if !commit.author.is_empty() {
        let _ = write!(said, " by {}", escape::name(&commit.author));
    }
    if !commit.email.is_empty() {
        let _ = write!(said, " <{}>", escape::name(&commit.email));
    }
    if !commit.date.is_empty() {
        let _ = write!(said, " on {}", commit.day());
    }
    if !commit.summary.is_empty() {
        let _ = write!(said, ", \"{}\"", escape::name(&commit.summary));
    }
    match commit.in_head {
        Some(true) => {
            said.push_str("; still in HEAD");
            match commit.head_path.as_deref() {
                // No commit takes a message away.
                Some(path) if is_said(path) => {
                    let _ = write!(said, "'s history, as {}", escape::name(path));
                }
                Some(path) => {
                    let _ = write!(said, ", as {}", escape::name(path));
                }
                None => {}
            }
        }
        Some(false) => said.push_str("; not in HEAD"),
        None => {}
    }
    said
}

/// How many commits have it, and where else.
fn spread(commit: &Commit, path: &str) -> String {
    const SHOWN: usize = 3;
    let others: Vec<&String> = commit.paths.iter().filter(|other| *other != path).collect();
    let mut spread = format!("in {}", count(commit.commits, "commit"));
    for (index, other) in others.iter().take(SHOWN).enumerate() {
        spread.push_str(if index == 0 { ", also as " } else { ", " });
        spread.push_str(&escape::name(other));
    }
    if others.len() > SHOWN {
        let more = count(others.len() - SHOWN, "more path");
        let _ = write!(spread, " and {more}");
    }
    spread
}

fn revoke(finding: &Finding) -> String {
    let revoke = escape::name(&finding.rule.revoke);
    // Whole sentences, perhaps; what stands behind them ends the last one.
    let revoke = revoke.trim_end_matches('.');
    if revoke.is_empty() {
        "change it where it is in use, if it was ever pushed".to_owned()
    } else if revoke.starts_with("https://") {
        format!("at {revoke}")
    } else {
        revoke.to_owned()
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
        "add the comment `tightlip:allow {}` if harmless",
        escape::name(&finding.rule.id)
    )
}

/// Breaks a sentence at spaces, never inside backticks, into lines of so many columns; a word
/// that is longer has a line of its own.
pub(super) fn wrap(sentence: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut quoted = false;
    let words = sentence.split(|c: char| {
        quoted ^= c == '`';
        c == ' ' && !quoted
    });
    for word in words {
        let last = lines.len() - 1;
        let line = &mut lines[last];
        if line.is_empty() {
            line.push_str(word);
        } else if line.width() + 1 + word.width() <= columns {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_break_at_spaces_outside_code() {
        assert_eq!(wrap("", 9), [""]);
        assert_eq!(wrap("one two three", 13), ["one two three"]);
        assert_eq!(wrap("one two three", 12), ["one two", "three"]);
        assert_eq!(
            wrap("say `a b c d` or be-quiet-now and go", 9),
            ["say", "`a b c d`", "or", "be-quiet-now", "and go"]
        );
    }
}
