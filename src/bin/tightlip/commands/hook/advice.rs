//! How to undo what a push would do, in words for whoever pushes.

use std::collections::BTreeSet;
use std::io::{self, Write};

use tightlip::commit::Commit;
use tightlip::finding::Finding;
use tightlip::git::history::{MESSAGE, named_tag};
use tightlip::report::escape;

use super::push::Side;

/// What is to be changed before the push.
#[derive(Default)]
struct Undo<'f> {
    /// Commits that brought files.
    commits: BTreeSet<&'f str>,
    /// Commits whose messages hold something.
    messages: BTreeSet<&'f str>,
    /// Annotated tags whose messages do.
    tags: BTreeSet<&'f str>,
}

impl<'f> Undo<'f> {
    fn of(findings: &'f [Finding]) -> Self {
        let mut undo = Self::default();
        for finding in findings {
            let Some(commit) = finding.origin.commit().map(Commit::short_id) else {
                continue;
            };
            let path = finding.origin.path();
            if let Some(tag) = named_tag(path) {
                undo.tags.insert(tag);
            } else if path == MESSAGE {
                undo.messages.insert(commit);
            } else {
                undo.commits.insert(commit);
            }
        }
        undo
    }

    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        if !self.commits.is_empty() {
            writeln!(
                out,
                "Take the secret out of the commit that brought it ({}); a later commit that \
                 deletes it does not help.\n  \
                 the last commit:  edit the file, then `git commit --amend --all`\n  \
                 an older one:     `git rebase --interactive COMMIT^` (`--root` for the very \
                 first), mark it `edit`, then as above and `git rebase --continue`",
                list(&self.commits)
            )?;
        }
        if !self.messages.is_empty() {
            writeln!(
                out,
                "Take the secret out of what the commit says ({}).\n  \
                 the last commit:  `git commit --amend`\n  \
                 an older one:     `git rebase --interactive COMMIT^` (`--root` for the very \
                 first), mark it `reword`",
                list(&self.messages)
            )?;
        }
        for tag in &self.tags {
            let tag = escape::name(tag);
            writeln!(
                out,
                "Write the tag {tag} anew without the secret: `git tag --force --annotate {tag} \
                 {tag}^{{}}`; or delete it: `git tag --delete {tag}`."
            )?;
        }
        if self.commits.is_empty() && self.messages.is_empty() && self.tags.is_empty() {
            writeln!(
                out,
                "What the push names is a file or a folder that no commit brings: have its tag or \
                 branch name another one."
            )?;
        }
        writeln!(out, "Then push again.")
    }
}

/// Says how to undo what was found in a push.
pub(super) fn advise(findings: &[Finding], side: Side<'_>) -> io::Result<()> {
    let mut stderr = io::stderr().lock();
    match side {
        Side::Sent(remote) => {
            let remote = escape::name(remote);
            let remote = if remote.is_empty() {
                "the remote".into()
            } else {
                remote
            };
            writeln!(
                stderr,
                "\nThis push was stopped before anything left this machine for {remote}."
            )?;
        }
        Side::Received => {
            // Git sets objects apart until `pre-receive` is content, and not for `update`.
            let kept = match std::env::var_os("GIT_QUARANTINE_PATH") {
                Some(_) => "nothing of it was kept",
                None => "what it brought is not used, but lies here until git prunes it",
            };
            writeln!(
                stderr,
                "\nThis push was refused: {kept}. It came here all the same: change the secret \
                 where it is in use."
            )?;
        }
    }
    Undo::of(findings).write(&mut stderr)?;
    if let Side::Sent(_) = side {
        writeln!(
            stderr,
            "If all of it is harmless, say so in the files (`tightlip:allow`), or push once with \
             --no-verify."
        )?;
    }
    Ok(())
}

/// Says what stands in the way of a push that could not be looked at whole.
pub(super) fn unread(side: Side<'_>) -> io::Result<()> {
    let mut stderr = io::stderr().lock();
    match side {
        Side::Sent(_) => writeln!(
            stderr,
            "\nThis push was stopped because not all of it could be read. Mend what is named above \
             and push again; or push once with --no-verify, unseen."
        ),
        Side::Received => writeln!(
            stderr,
            "\nThis push was refused because not all of it could be read here."
        ),
    }
}

fn list(commits: &BTreeSet<&str>) -> String {
    let commits: Vec<&str> = commits.iter().copied().collect();
    commits.join(", ")
}
