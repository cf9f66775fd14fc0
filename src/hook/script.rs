//! The hook's text: a few lines of shell that run what was there before, then tightlip.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::Stage;

/// What our scripts begin with, whatever their version.
const HEAD: &str = "#!/bin/sh\n# A hook of tightlip";
/// Behind the name of the folder that keeps the hooks which were there before ours.
pub(super) const BEFORE: &str = ".before-tightlip";
/// Behind the name of a hook that is being written, before the number of the process.
pub(super) const NEW: &str = ".new-";
/// The line of a script whose folder was made for it.
const MADE_FOLDER: &str = "# Its folder was made for it, and goes with it.\n";

/// Whether a line of a text that is no comment holds this; a line ends with its line feed.
pub(super) fn says(text: &[u8], word: &str) -> bool {
    text.split_inclusive(|byte| *byte == b'\n').any(|line| {
        let line = line.trim_ascii_start();
        !line.starts_with(b"#")
            && !line.starts_with(b"//")
            && memchr::memmem::find(line, word.as_bytes()).is_some()
    })
}

/// What a script needs to know.
#[derive(Clone, Copy, Debug)]
pub(super) struct Script<'a> {
    pub(super) stage: Stage,
    /// The program to run where none is on PATH.
    pub(super) program: Option<&'a str>,
    /// Whether the folder was made for the hook.
    pub(super) made_folder: bool,
}

impl Script<'_> {
    pub(super) fn text(self) -> String {
        let Self { stage, program, .. } = self;
        let note = if self.made_folder { MADE_FOLDER } else { "" };
        let program = program.map_or_else(String::new, |program| {
            format!(
                "command -v tightlip >/dev/null 2>&1 || tightlip={}\n",
                quoted(program)
            )
        });
        // A server's hook is nothing that who pushes may pass by.
        let way_out = match stage {
            Stage::PreCommit | Stage::PrePush => ", or pass it by once with --no-verify",
            Stage::PreReceive | Stage::Update => "",
        };
        let run = format!("\"$tightlip\" hook run {stage}");
        let rest = if stage.has_input() {
            format!(
                "input=$(cat)\n\
                 say() {{ [ -z \"$input\" ] || printf '%s\\n' \"$input\"; }}\n\
                 if [ -x \"$before\" ]; then\n    say | \"$before\" \"$@\" || exit\nfi\n\
                 say | {run} -- \"$@\"\n"
            )
        } else {
            format!(
                "if [ -x \"$before\" ]; then\n    \"$before\" \"$@\" || exit\nfi\n\
                 exec {run} -- \"$@\"\n"
            )
        };
        format!(
            "{HEAD}, written by `tightlip hook install`: do not edit it.\n\
             # `tightlip hook uninstall` puts back what was here before.\n\
             {note}\
             tightlip=tightlip\n\
             {program}\
             if ! command -v \"$tightlip\" >/dev/null 2>&1; then\n    \
             echo 'tightlip is not installed here, so nothing was checked: install \
             it{way_out}' >&2\n    \
             exit 1\nfi\n\
             [ \"$1\" = --probe ] && exec {run} --probe\n\
             hooks=$(CDPATH= cd -- \"$(dirname -- \"$0\")\" && pwd -P) || exit\n\
             before=$hooks{BEFORE}/{stage}\n\
             {rest}"
        )
    }
}

/// One word of the shell.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// Whether this file is a script of ours.
pub(super) fn is_ours(file: &Path) -> bool {
    start(file).starts_with(HEAD.as_bytes())
}

/// Whether this file is a script of ours whose folder was made for it.
pub(super) fn made_folder(file: &Path) -> bool {
    is_ours(file) && memchr::memmem::find(&start(file), MADE_FOLDER.as_bytes()).is_some()
}

/// Whether somebody has added to a script of ours: its last line runs tightlip.
pub(super) fn has_more(file: &Path) -> bool {
    const LAST: &[u8] = b" -- \"$@\"\n";
    let text = start(file);
    let end = memchr::memmem::find(&text, LAST).map_or(text.len(), |at| at + LAST.len());
    is_ours(file) && !text[end..].trim_ascii().is_empty()
}

/// The first part of a hook; nothing if it cannot be read.
pub(super) fn start(file: &Path) -> Vec<u8> {
    let mut start = Vec::new();
    if let Ok(file) = File::open(file) {
        // What is read before an error is enough to tell, or tells nothing.
        let _ = file.take(64 << 10).read_to_end(&mut start);
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_the_shell_keeps_its_quotes() {
        assert_eq!(quoted("/a b/it's"), r"'/a b/it'\''s'");
    }

    #[test]
    fn scripts_read_well() {
        for stage in [Stage::PreCommit, Stage::PrePush] {
            let script = Script {
                stage,
                program: Some("/opt/tightlip"),
                made_folder: stage == Stage::PrePush,
            };
            insta::assert_snapshot!(format!("script-{stage}"), script.text());
        }
    }
}
