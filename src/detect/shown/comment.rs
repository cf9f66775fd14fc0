//! Comments that document code, and what they show.

use super::{ABOVE, LINE, line_before};
use crate::language::Language;

/// Bytes looked back over for the beginning of a help text.
const HELP: usize = 6 << 10;

/// Whether the line begins like those of `/** … */`, `///` or `//!`, or is one of JSON, which the
/// code round a comment is not, or stands in `<# … #>`.
pub(super) fn documents(text: &[u8], at: usize, language: Language) -> bool {
    if language == Language::PowerShell {
        let before = &text[at.saturating_sub(HELP)..at];
        let last = |mark| memchr::memmem::rfind(before, mark);
        return last(b"<#") > last(b"#>");
    }
    let line = line_before(text, at).trim_ascii_start();
    has_starred_comments(language)
        && ([b"* ".as_slice(), b"/** ", b"///", b"//!"]
            .iter()
            .any(|mark| line.starts_with(mark))
            || line.starts_with(b"\"") && in_block_comment(text, at)
            || is_json_aside(text, at, language))
}

/// Whether the line is a comment that holds a pair of JSON, in a language that has none such in its
/// code: `//   "token": "…"`. Go's maps and Rust's macros have such: there the comment opens what
/// holds the pair.
fn is_json_aside(text: &[u8], at: usize, language: Language) -> bool {
    let has_pairs = matches!(
        language,
        Language::Code | Language::Groovy | Language::JavaScript | Language::Swift
    );
    let start = at - line_before(text, at).len();
    let ahead = &text[start..text.len().min(at + LINE)];
    let line = ahead.split(|byte| *byte == b'\n').next();
    !has_pairs
        && line
            .and_then(|line| line.trim_ascii_start().strip_prefix(b"//"))
            .and_then(|remark| remark.trim_ascii_start().strip_prefix(b"\""))
            .is_some_and(|remark| memchr::memmem::find(remark, b"\":").is_some())
        && (!matches!(language, Language::Go | Language::Rust) || opens_json(text, start))
}

/// Whether a line of the comment that goes on at `start` begins with what opens JSON: `// {`.
fn opens_json(text: &[u8], start: usize) -> bool {
    let above = &text[start.saturating_sub(ABOVE)..start];
    let lines = above.rsplit(|byte| *byte == b'\n').skip(1);
    lines
        .map_while(|line| line.trim_ascii_start().strip_prefix(b"//"))
        .any(|remark| matches!(remark.trim_ascii_start(), [b'{' | b'[', ..]))
}

/// Whether a `/*` that began a line is still open.
fn in_block_comment(text: &[u8], at: usize) -> bool {
    let before = &text[at.saturating_sub(ABOVE)..at];
    let Some(open) = memchr::memmem::rfind(before, b"/*") else {
        return false;
    };
    line_before(before, open).trim_ascii().is_empty()
        && memchr::memmem::find(&before[open..], b"*/").is_none()
}

fn has_starred_comments(language: Language) -> bool {
    matches!(
        language,
        Language::C
            | Language::CSharp
            | Language::Code
            | Language::Go
            | Language::Groovy
            | Language::Java
            | Language::JavaScript
            | Language::Kotlin
            | Language::Php
            | Language::Rust
            | Language::Swift
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether one shows the `VALUE` in `text`.
    fn holds(language: Language, text: &str) -> bool {
        documents(text.as_bytes(), text.find("VALUE").unwrap(), language)
    }

    #[test]
    fn comments_that_document_code_show_values() {
        for (language, text) in [
            (Language::Java, "/**\n * password = \"VALUE\"\n */"),
            (Language::Rust, "    /// let key = \"VALUE\";\n"),
            (Language::Rust, "//! key = \"VALUE\"\n"),
            (Language::Php, "/** @example token=VALUE */"),
            (Language::Go, "/*\n{\n  \"token\": \"VALUE\"\n}\n*/"),
            (
                Language::Go,
                "// It says:\n//\t{\n//\t\t\"a\": 1,\n//\t\t\"token\": \"VALUE\",",
            ),
            (Language::Java, "//\t\t\"token\": \"VALUE\","),
            (
                Language::PowerShell,
                "<#\n.EXAMPLE\n  x -Password VALUE\n#>",
            ),
        ] {
            assert!(holds(language, text), "{text}");
        }
        for (language, text) in [
            (Language::C, "*password = \"VALUE\";"),
            (Language::Go, "/* {} */\n{\n  \"token\": \"VALUE\""),
            (Language::Go, "glob(\"src/*\")\n{\n  \"token\": \"VALUE\""),
            (Language::Go, "/*\n  token = \"VALUE\""),
            (Language::PowerShell, "<#\nIt does.\n#>\nx -Password VALUE"),
            (
                Language::Go,
                "a := map[string]string{\n\t//\"token\": \"VALUE\",",
            ),
            (
                Language::Go,
                "// a := map[string]string{\n//\t\"token\": \"VALUE\",",
            ),
            (
                Language::Go,
                "// {\nmap[string]string{\n\t// \"token\": \"VALUE\",",
            ),
            (Language::Rust, "json!({\n    // \"token\": \"VALUE\","),
            (Language::Java, "// password = \"VALUE\""),
            (Language::Java, "// \"a\", password: \"VALUE\""),
            (Language::JavaScript, "// \"token\": \"VALUE\""),
            (Language::Markdown, "* password: VALUE"),
            (Language::Yaml, "# password: VALUE"),
        ] {
            assert!(!holds(language, text), "{text}");
        }
    }
}
