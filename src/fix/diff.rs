//! What changes in a file, as a unified diff.

use std::time::Duration;

use similar::{Algorithm, TextDiff};

/// Lines around a change.
const AROUND: usize = 3;
/// Characters of a line that are shown; minified files have one of millions.
const LONGEST: usize = 300;

/// The diff from one text to another; `around` says whether unchanged lines are shown beside the
/// changed ones.
pub(super) fn unified(path: &str, before: Option<&str>, after: &str, around: bool) -> String {
    let old = before.unwrap_or_default();
    let diff = TextDiff::configure()
        .algorithm(Algorithm::Patience)
        .timeout(Duration::from_secs(2))
        .diff_lines(old, after);
    let from = match before {
        Some(_) => format!("a/{path}"),
        None => "/dev/null".to_owned(),
    };
    let mut text = String::new();
    let unified = diff
        .unified_diff()
        .context_radius(if around { AROUND } else { 0 })
        .header(&from, &format!("b/{path}"))
        .to_string();
    for line in unified.split_inclusive('\n') {
        text.push_str(&clipped(line));
    }
    text
}

/// A line, without its middle if it is very long.
fn clipped(line: &str) -> String {
    let length = line.chars().count();
    if length <= LONGEST {
        return line.to_owned();
    }
    let half = LONGEST / 2;
    let head: String = line.chars().take(half).collect();
    let tail: String = line.chars().skip(length - half).collect();
    format!("{head} […] {tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diff_is_unified() {
        assert_eq!(
            unified("a.py", Some("x\ny\n"), "x\nz\n", true),
            "--- a/a.py\n+++ b/a.py\n@@ -1,2 +1,2 @@\n x\n-y\n+z\n"
        );
        assert_eq!(
            unified(".env", None, "X=…\n", false),
            "--- /dev/null\n+++ b/.env\n@@ -0,0 +1 @@\n+X=…\n"
        );
    }

    #[test]
    fn very_long_lines_lose_their_middle() {
        let long = "x".repeat(10_000);
        let diff = unified("a.js", Some("a\n"), &format!("{long}\n"), true);
        assert!(diff.len() < 500, "{}", diff.len());
    }
}
