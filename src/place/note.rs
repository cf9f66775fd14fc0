//! Notes, which people keep for themselves or write to each other: no documentation, though they
//! are written like it.

/// Whether somebody noted something in a file of this name, who documents nothing: `todo.md`,
/// `setup-notes.md`, but `release-notes.md`.
pub(super) fn is_one(stem: &str) -> bool {
    let has = |list: &[&str]| {
        let mut words = stem.split(['.', '_', '-', ' ']);
        words.any(|word| list.contains(&word))
    };
    has(NOTES) && !has(DOCUMENTS)
}

/// What people call what they note, and what they say to each other.
#[rustfmt::skip]
const NOTES: &[&str] = &[
    "note", "notes", "todo", "todos", "memo", "scratch", "scratchpad", "draft", "worklog", "journal", "diary", "debug",
    "handoff", "handover", "standup", "meeting", "minutes", "retro", "incident", "postmortem",
    "issue", "ticket", "bug", "pr", "comment", "reply", "question", "forum",
    "notiz", "notizen", "notas", "appunti", "заметки", "笔记", "備忘録", "备忘", "メモ", "메모",
];

/// What documents have in their names beside these words.
#[rustfmt::skip]
const DOCUMENTS: &[&str] = &[
    "release", "patch", "upgrade", "upgrading", "migration", "version", "template", "guide", "api", "reference",
    "readme", "changelog", "change", "how", "howto", "format", "policy",
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
        ] {
            assert!(is_one(stem), "{stem}");
        }
        for stem in [
            "release-notes",
            "note-taking-guide",
            "notebook",
            "issue_template",
            "install",
            "",
        ] {
            assert!(!is_one(stem), "{stem}");
        }
    }
}
