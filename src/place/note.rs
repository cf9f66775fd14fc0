//! Notes, which people keep for themselves or write to each other: no documentation, though they
//! are written like it.

/// Whether somebody noted something in a file of this name, who documents nothing: `todo.md`,
/// `setup-notes.md`, but `release-notes.md`.
pub(super) fn is_one(stem: &str) -> bool {
    let words = || stem.split(['.', '_', '-', ' ']);
    let has = |list: &[&str]| words().any(|word| list.contains(&word));
    let is_number = |word: &str| word.starts_with(|first: char| first.is_ascii_digit());
    let mut pairs = words().zip(words().skip(1));
    let is_issue = stem == "issue" || pairs.any(|(word, next)| word == "issue" && is_number(next));
    (has(NOTES) || is_issue) && !has(DOCUMENTS)
}

/// What people call what they note, and what they say to each other.
#[rustfmt::skip]
const NOTES: &[&str] = &[
    "note", "notes", "todo", "todos", "memo", "scratch", "scratchpad", "worklog", "journal", "diary",
    "handoff", "handover", "standup", "meeting", "minutes", "retro", "incident", "postmortem",
    "ticket", "pr", "reply", "runbook", "runbooks",
    "notiz", "notizen", "notas", "appunti", "заметки", "笔记", "備忘録", "备忘", "メモ", "메모",
];

/// What documents have in their names beside these words.
#[rustfmt::skip]
const DOCUMENTS: &[&str] = &[
    "release", "patch", "upgrade", "upgrading", "migration", "version", "template", "guide", "api", "reference",
    "readme", "changelog", "change", "how", "howto", "format", "policy",
    "ietf", "report",
];

#[cfg(test)]
mod tests {
    use super::is_one;

    #[test]
    fn notes_are_told_from_what_documents() {
        for stem in [
            "todo",
            "setup-notes",
            "ticket-881",
            "2024.notes",
            "笔记",
            "pr_comment",
            "issue",
            "issue-881",
            "memo.issue_12",
            "db-runbook",
        ] {
            assert!(is_one(stem), "{stem}");
        }
        for stem in [
            "release-notes",
            "note-taking-guide",
            "notebook",
            "issue_template",
            "issue-tracker",
            "known-issue",
            "bug_report",
            "incident-report",
            "draft-ietf-oauth-memo",
            "draft-x",
            "comment",
            "debug",
            "question-of-tokens",
            "install",
            "",
        ] {
            assert!(!is_one(stem), "{stem}");
        }
    }
}
