//! What is said of a bug: where it is, and never what it was about.

use std::panic::{PanicHookInfo, set_hook};

use crate::log;

/// Replaces the words of every panic from now on.
pub(crate) fn speak_for_panics() {
    set_hook(Box::new(|panic| log::say("error", &said(panic))));
}

/// Without the message: it may quote what was being scanned.
fn said(panic: &PanicHookInfo<'_>) -> String {
    let place = panic
        .location()
        .map_or_else(String::new, |at| format!(" at {}:{}", at.file(), at.line()));
    format!("tightlip has a bug{place}; please report it")
}

#[cfg(test)]
mod tests {
    use std::env;
    use std::process::Command;

    /// What the child's panic quotes.
    const QUOTED: &str = "a-line-of-somebody's-file";

    /// Hooks belong to a process: this one is the child's alone.
    #[test]
    #[ignore = "the other test runs it in a process of its own"]
    fn child() {
        super::speak_for_panics();
        let text = format!("{QUOTED}é");
        // Such as a slip in counting bytes: its message would quote the text.
        let _ = &text[..text.len() - 1];
    }

    #[test]
    fn a_panic_says_where_it_is_and_not_what_it_quotes() {
        let program = env::current_exe().expect("this program");
        let args = ["--exact", "crash::tests::child", "--ignored", "--nocapture"];
        let output = Command::new(program).args(args).output().expect("it runs");
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        assert!(!output.status.success(), "{said}");
        assert!(said.contains("tightlip has a bug at src/bin"), "{said}");
        assert!(!said.contains(QUOTED), "{said}");
    }
}
