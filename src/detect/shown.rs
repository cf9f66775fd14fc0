//! Whether a value is shown, not used: in a comment that documents code, in a docstring, under a
//! key that says example, in what an annotation or a description says of an API. What only shows something is one
//! level less sure.

mod comment;

use super::{line, word};
use crate::language::Language;

/// Bytes looked back over for the beginning of a docstring.
const DOCSTRING: usize = 6 << 10;
/// Bytes looked back over for what a value stands under, and lines of them.
const ABOVE: usize = 3 << 10;
const LINES: usize = 60;
/// Lines of a comment above a value that may announce it, how they begin, and how long one is
/// that ends in no colon.
const REMARKS: usize = 12;
const ANNOUNCES: [&[u8]; 4] = [b"example", b"e.g", b"for example", b"sample"];
const LONGEST_HEADING: usize = 10;
/// Bytes of a line looked back over for its beginning.
const LINE: usize = 400;

/// The signal that says how what stands at `at` is shown, if it is.
pub(super) fn signal(text: &[u8], at: usize, language: Language) -> Option<&'static str> {
    if comment::documents(text, at, language) {
        Some("in-doc-comment")
    } else if in_docstring(text, at, language) {
        Some("in-docstring")
    } else if is_example(text, at, language) {
        Some("shown-as-example")
    } else {
        None
    }
}

/// Whether three quotes that open a docstring, or a text that a name calls one, are still open.
fn in_docstring(text: &[u8], at: usize, language: Language) -> bool {
    if !matches!(language, Language::Python | Language::Elixir) {
        return false;
    }
    let before = &text[at.saturating_sub(DOCSTRING)..at];
    let quote = |quotes: &[u8]| memchr::memmem::rfind(before, quotes);
    let Some(quotes) = quote(b"\"\"\"").max(quote(b"'''")) else {
        return false;
    };
    let head = line_before(before, quotes);
    let prefix = head.trim_ascii_end();
    let prefix = prefix.strip_suffix(b"r").unwrap_or(prefix).trim_ascii();
    let above = before[..quotes - head.len()].trim_ascii_end();
    match prefix {
        // What closes one stands alone on a line, too, but not below the head of a definition.
        b"" => {
            above.ends_with(b":")
                || at <= DOCSTRING && above.split(|byte| *byte == b'\n').all(is_note)
        }
        b"@doc" | b"@moduledoc" | b"@typedoc" | b"@doc ~S" | b"@moduledoc ~S" => true,
        _ => prefix
            .strip_suffix(b"=")
            .is_some_and(|name| word::split(name).any(|word| word::is_any(word, DOCUMENTS))),
    }
}

/// Whether nothing but a comment stands on the line.
fn is_note(line: &[u8]) -> bool {
    line.is_empty() || line.starts_with(b"#")
}

/// Whether a name or key that says example stands over the value, or before it on its line. What
/// stands over it begins further to the left.
fn is_example(text: &[u8], at: usize, language: Language) -> bool {
    let own = line_before(text, at);
    if names_example(own) || below_example(text, at - own.len(), own) {
        return true;
    }
    let above = &text[at.saturating_sub(ABOVE)..at - own.len()];
    let mut indent = indentation(own);
    for line in above.rsplit(|byte| *byte == b'\n').skip(1).take(LINES) {
        let line = line.trim_ascii_end();
        if indent == 0 {
            return false;
        }
        if line.is_empty() || indentation(line) >= indent {
            continue;
        }
        let is_over = column(line, language) < indent;
        indent = indentation(line);
        let shows = names_example(line)
            || annotates_api(line, language)
            || opens_description(line, language);
        if is_over && shows {
            return true;
        }
    }
    false
}

/// Whether `own`, a comment's line that begins at `start`, stands in the comment below one that
/// announces an example: `## Example:`.
fn below_example(text: &[u8], start: usize, own: &[u8]) -> bool {
    if remark(own).is_none() {
        return false;
    }
    let above = &text[start.saturating_sub(ABOVE)..start];
    let lines = above.rsplit(|byte| *byte == b'\n').skip(1).take(REMARKS);
    lines.map_while(remark).any(|remark| {
        let heads = ANNOUNCES.iter().any(|head| {
            let word = remark.get(..head.len());
            word.is_some_and(|word| word.eq_ignore_ascii_case(head))
        });
        heads && (remark.ends_with(b":") || remark.len() < LONGEST_HEADING)
    })
}

/// What the comment says that the line consists of.
fn remark(line: &[u8]) -> Option<&[u8]> {
    let line = line.trim_ascii();
    let marks = line.iter().take_while(|byte| b"#/;".contains(byte)).count();
    let is_mark = line.starts_with(b"#") || line.starts_with(b"//") || line.starts_with(b";");
    is_mark.then(|| line[marks..].trim_ascii())
}

/// Whether the line gives something to a name that says example: `example: …`,
/// `"requestExample" => …`, `LOGIN_EXAMPLE = …`.
fn names_example(line: &[u8]) -> bool {
    let mut rest = &line[..line.len().min(LINE)];
    while let Some(at) = example_in(rest) {
        let behind = &rest[at + 6..];
        let name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-\"'\\".contains(byte);
        let length = behind.iter().take_while(|byte| name(byte)).count();
        let operator = behind[length..].trim_ascii_start();
        let is_given = operator.starts_with(b"=") && !operator.starts_with(b"==")
            || operator.starts_with(b":") && !operator.starts_with(b"::");
        if is_given && !defines_code(line) {
            return true;
        }
        rest = behind;
    }
    false
}

fn example_in(text: &[u8]) -> Option<usize> {
    let mut starts = memchr::memchr2_iter(b'x', b'X', text);
    starts.find(|at| {
        let word = text[*at..].get(..6);
        word.is_some_and(|word| word.eq_ignore_ascii_case(b"xample"))
    })
}

/// `class LoginExample:`, `def example(x):` name code, not a value.
fn defines_code(line: &[u8]) -> bool {
    let line = line.trim_ascii_start();
    [b"class ".as_slice(), b"def ", b"async def ", b"case "]
        .iter()
        .any(|word| line.starts_with(word))
}

/// Whether an annotation of the line says something of an API: `@Operation(`, `@ApiResponse(`,
/// `@Schema(`.
fn annotates_api(line: &[u8], language: Language) -> bool {
    let annotates = matches!(
        language,
        Language::Java | Language::Kotlin | Language::Groovy | Language::JavaScript
    );
    let Some(name) = line
        .trim_ascii_start()
        .strip_prefix(b"@")
        .filter(|_| annotates)
    else {
        return false;
    };
    let name = &name[..name
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric())
        .count()];
    name.starts_with(b"Api") || API.contains(&name)
}

/// Whether a text for people begins below the line: `description: |`.
fn opens_description(line: &[u8], language: Language) -> bool {
    let style = line[column(line, language)..]
        .strip_prefix(b"description:")
        .filter(|_| language == Language::Yaml);
    style.is_some_and(|style| matches!(style.trim_ascii(), [b'|' | b'>', ..]))
}

/// What stands on the line before `at`.
fn line_before(text: &[u8], at: usize) -> &[u8] {
    let before = &text[at.saturating_sub(LINE)..at];
    line::last(before)
}

fn indentation(line: &[u8]) -> usize {
    line.iter()
        .take_while(|byte| matches!(byte, b' ' | b'\t'))
        .count()
}

/// Where the key of a line begins: behind the dashes of what it is an entry of.
fn column(line: &[u8], language: Language) -> usize {
    let mut column = indentation(line);
    while language == Language::Yaml && line[column..].starts_with(b"- ") {
        column += 1 + indentation(&line[column + 1..]);
    }
    column
}

/// What texts of documentation are called: Ansible's modules have three of them.
const DOCUMENTS: &[&str] = &[
    "example",
    "examples",
    "documentation",
    "doc",
    "docs",
    "return",
    "usage",
    "help",
    "description",
];

/// Annotations of `OpenAPI`.
const API: &[&[u8]] = &[
    b"Operation",
    b"Schema",
    b"Parameter",
    b"ExampleObject",
    b"RequestBody",
    b"Content",
];

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of the `VALUE` in `text`.
    fn said(language: Language, text: &str) -> Option<&'static str> {
        signal(text.as_bytes(), text.find("VALUE").unwrap(), language)
    }

    #[test]
    fn docstrings_show_values() {
        for text in [
            "def login(user):\n    \"\"\"Logs in.\n\n    >>> login(password=\"VALUE\")\n",
            "class A:\n    r'''\n    password: VALUE\n",
            "# A licence\n\n\"\"\"A module.\n\npassword: VALUE\n",
            "import x\n\nEXAMPLES = r\"\"\"\n- password: VALUE\n",
            "DOCUMENTATION = '''\npassword: VALUE\n",
        ] {
            assert_eq!(said(Language::Python, text), Some("in-docstring"), "{text}");
        }
        for text in [
            "def a():\n    \"\"\"Says a.\"\"\"\n    password = \"VALUE\"\n",
            "def a():\n    \"\"\"\n    Says a.\n    \"\"\"\n    password = \"VALUE\"\n",
            "CONFIG = \"\"\"\npassword = VALUE\n",
            "password = \"VALUE\"\n",
            "run(\"\"\"password=VALUE\n",
        ] {
            assert_eq!(said(Language::Python, text), None, "{text}");
        }
    }

    #[test]
    fn what_is_called_an_example_shows_values() {
        for (language, text) in [
            (
                Language::Yaml,
                "login:\n  example:\n    user: x\n    password: VALUE\n",
            ),
            (
                Language::Json,
                "{\"requestExample\": {\n  \"a\": 1,\n  \"token\": \"VALUE\"",
            ),
            (
                Language::Yaml,
                "- description: |-\n    Logins, such as:\n\n    {\n      \"password\": \"VALUE\"",
            ),
            (
                Language::Yaml,
                "- -   description: |\n        Logs in.\n        password: VALUE",
            ),
            (Language::Yaml, "- example:\n    password: VALUE"),
            (Language::Java, "@Schema(example = \"VALUE\")"),
            (
                Language::Java,
                "    String LOGIN_EXAMPLE = START + \"{\\n\" +\n        \"  \\\"token\\\": \\\"VALUE",
            ),
            (
                Language::Java,
                "    @Operation(summary = \"x\",\n        description = \"y\" +\n        \"\\\"secret\\\": \\\"VALUE",
            ),
            (Language::Kotlin, "  @ApiResponse(\n    token = \"VALUE\""),
            (
                Language::Yaml,
                "## The key.\n## Example:\n## key: \"VALUE\"",
            ),
            (Language::Yaml, "# e.g.:\n#\n# a: b\n# key: \"VALUE\""),
            (Language::JavaScript, "// Example\n// key = \"VALUE\""),
        ] {
            assert_eq!(said(language, text), Some("shown-as-example"), "{text}");
        }
        for (language, text) in [
            (
                Language::Yaml,
                "example:\n  user: x\nlogin:\n  password: VALUE\n",
            ),
            (
                Language::Python,
                "class LoginExample:\n    password = \"VALUE\"\n",
            ),
            (
                Language::Python,
                "login(\"https://example.com\", password=\"VALUE\")",
            ),
            (Language::Yaml, "# Example:\nkey: \"VALUE\""),
            (Language::Yaml, "description: a\nlogin:\n  key: VALUE"),
            (Language::Yaml, "description:\n  key: VALUE"),
            (
                Language::Yaml,
                "- description: |\n    Makes it.\n  mysql_user:\n    password: VALUE",
            ),
            (
                Language::Yaml,
                "steps:\n  - description: |\n      Logs in.\n    token: VALUE",
            ),
            (
                Language::Yaml,
                "- -   description: >\n        a\n      key: VALUE",
            ),
            (
                Language::Yaml,
                "- example_of: login\n  with:\n    password: VALUE",
            ),
            (Language::Yaml, "# Example:\n# a: b\n\n# key: \"VALUE\""),
            (
                Language::Yaml,
                "# Examples of it are many\n# key: \"VALUE\"",
            ),
            (Language::Java, "EXAMPLE = \"x\";\nkey = \"VALUE\";"),
            (Language::Java, "@Value(\"x\")\nString key = \"VALUE\";"),
            (
                Language::Json,
                "{\"host\": \"example\",\n \"token\": \"VALUE\"",
            ),
        ] {
            assert_eq!(said(language, text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn takes_any_text(text in "[a-z@ \n\"':=*/Examples]{0,200}", at: proptest::sample::Index) {
            let text = text.as_bytes();
            for language in [Language::Python, Language::Java, Language::Yaml] {
                let _ = signal(text, at.index(text.len() + 1), language);
            }
        }
    }
}
