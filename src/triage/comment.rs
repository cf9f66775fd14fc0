//! How comments are written, language by language, and what else a text may be inside of.

use super::mark::Refusal;
use crate::language::Language;

/// What a language has that matters to somebody who adds a comment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Syntax {
    pub(super) comment: Comment,
    /// Whether a comment must have a line of its own.
    pub(super) own_line: bool,
    /// Longer ones first.
    pub(super) quotes: &'static [Quote],
    /// Whether a text may follow `<<WORD`.
    pub(super) heredocs: bool,
    pub(super) shape: Shape,
}

/// A comment's beginning and, unless it ends with its line, its end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Comment {
    /// To the end of the line.
    pub(super) line: Option<&'static str>,
    /// From here to there.
    pub(super) block: Option<(&'static str, &'static str)>,
}

/// A quoted text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quote {
    pub(super) open: &'static str,
    pub(super) close: &'static str,
    /// Whether a backslash takes its meaning from what follows.
    pub(super) escapes: bool,
    /// Whether it may go over several lines.
    pub(super) lines: bool,
}

/// What else decides where a comment may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Nothing.
    Plain,
    /// Indented texts of several lines.
    Yaml,
    /// Elements; what is strict has no `--` in comments.
    Markup { is_strict: bool },
    /// Fenced code.
    Markdown,
    /// Code between `<?php` and `?>`.
    Php,
    /// Elements in code.
    Jsx,
}

const fn quote(open: &'static str, close: &'static str, escapes: bool, lines: bool) -> Quote {
    Quote {
        open,
        close,
        escapes,
        lines,
    }
}

const DOUBLE: Quote = quote("\"", "\"", true, false);
const SINGLE: Quote = quote("'", "'", true, false);
const DOUBLE_LINES: Quote = quote("\"", "\"", true, true);
const SINGLE_LINES: Quote = quote("'", "'", true, true);
const RAW_SINGLE_LINES: Quote = quote("'", "'", false, true);
const TRIPLE: Quote = quote("\"\"\"", "\"\"\"", true, true);
const TRIPLE_SINGLE: Quote = quote("'''", "'''", true, true);
const TICKS: Quote = quote("`", "`", true, true);
const RAW_DOUBLE_LINES: Quote = quote("\"", "\"", false, true);
const RAW_RUST: Quote = quote("r#\"", "\"#", false, true);
const NIX: Quote = quote("''", "''", false, true);
const BRACKETS: Quote = quote("[[", "]]", false, true);
const RAW_TICKS: Quote = quote("`", "`", false, true);

const SLASHES: Syntax = Syntax {
    comment: Comment {
        line: Some("//"),
        block: Some(("/*", "*/")),
    },
    own_line: false,
    quotes: &[TRIPLE, TRIPLE_SINGLE, DOUBLE, SINGLE],
    heredocs: false,
    shape: Shape::Plain,
};
const HASH: Syntax = Syntax {
    comment: Comment {
        line: Some("#"),
        block: None,
    },
    own_line: false,
    quotes: &[TRIPLE, TRIPLE_SINGLE, DOUBLE, SINGLE],
    heredocs: false,
    shape: Shape::Plain,
};
const SHELL: Syntax = Syntax {
    quotes: &[DOUBLE_LINES, RAW_SINGLE_LINES],
    heredocs: true,
    ..HASH
};
/// Comments have lines of their own: what follows a value would be a part of it.
const SETTINGS: Syntax = Syntax {
    quotes: &[],
    own_line: true,
    ..HASH
};
const MARKUP: Syntax = Syntax {
    comment: Comment {
        line: None,
        block: Some(("<!--", "-->")),
    },
    own_line: true,
    quotes: &[],
    heredocs: false,
    shape: Shape::Markup { is_strict: true },
};

const fn line(comment: &'static str, syntax: Syntax) -> Syntax {
    Syntax {
        comment: Comment {
            line: Some(comment),
            block: None,
        },
        ..syntax
    }
}

const fn quoted(quotes: &'static [Quote], syntax: Syntax) -> Syntax {
    Syntax { quotes, ..syntax }
}

const fn shaped(shape: Shape, syntax: Syntax) -> Syntax {
    Syntax { shape, ..syntax }
}

/// The syntax of the file at `path`, which holds `text`.
///
/// # Errors
/// Its format has no comments, or none that is known.
pub(super) fn syntax(path: &str, text: &[u8]) -> Result<Syntax, Refusal> {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let syntax = match (Language::of(path), ending) {
        (Language::Json, "json5" | "jsonc") => quoted(&[DOUBLE, SINGLE], SLASHES),
        (Language::Json, _) => return Err(Refusal::NoComments),
        (Language::JavaScript, "vue" | "svelte" | "astro")
        | (Language::CSharp, "cshtml" | "razor")
        | (Language::Markdown, "mdx" | "rst" | "adoc" | "asciidoc")
        | (Language::Elixir, "heex")
        | (Language::Code | Language::Gherkin | Language::Unknown | Language::VisualBasic, _) => {
            return Err(Refusal::Unknown);
        }
        (Language::JavaScript, "coffee") => {
            quoted(&[TRIPLE, TRIPLE_SINGLE, DOUBLE_LINES, SINGLE_LINES], HASH)
        }
        (Language::R, _) => quoted(&[DOUBLE_LINES, SINGLE_LINES], HASH),
        (Language::Python | Language::Toml, _) => HASH,
        (Language::JavaScript, "jsx" | "tsx") => {
            shaped(Shape::Jsx, quoted(&[TICKS, DOUBLE, SINGLE], SLASHES))
        }
        (Language::JavaScript, _) => quoted(&[TICKS, DOUBLE, SINGLE], SLASHES),
        (Language::Go, _) => quoted(&[RAW_TICKS, DOUBLE, SINGLE], SLASHES),
        (Language::Rust, _) => quoted(&[RAW_RUST, DOUBLE_LINES], SLASHES),
        (
            Language::C
            | Language::CSharp
            | Language::Groovy
            | Language::Java
            | Language::Kotlin
            | Language::Swift,
            _,
        ) => SLASHES,
        (Language::Php, _) => shaped(
            Shape::Php,
            Syntax {
                quotes: &[DOUBLE_LINES, SINGLE_LINES],
                heredocs: true,
                ..SLASHES
            },
        ),
        (Language::Css, _) => Syntax {
            comment: Comment {
                line: None,
                ..SLASHES.comment
            },
            ..quoted(&[DOUBLE, SINGLE], SLASHES)
        },
        (Language::Elixir, "erl") => line("%", quoted(&[DOUBLE_LINES], HASH)),
        (Language::Elixir, _) => quoted(&[TRIPLE, TRIPLE_SINGLE, DOUBLE_LINES, SINGLE_LINES], HASH),
        (Language::Batch, _) => line("::", SETTINGS),
        (Language::Shell, _) => SHELL,
        (Language::Perl | Language::Ruby, _) => quoted(&[DOUBLE_LINES, SINGLE_LINES], SHELL),
        (Language::Terraform, _) => quoted(&[DOUBLE], SHELL),
        (Language::PowerShell, _) => Syntax {
            comment: Comment {
                block: Some(("<#", "#>")),
                ..HASH.comment
            },
            ..quoted(&[RAW_DOUBLE_LINES, RAW_SINGLE_LINES], HASH)
        },
        (Language::Nix, _) => quoted(&[NIX, DOUBLE_LINES], HASH),
        (Language::Yaml, _) => shaped(Shape::Yaml, quoted(&[DOUBLE, SINGLE], HASH)),
        (Language::Dotenv, _) => Syntax {
            own_line: true,
            ..quoted(&[DOUBLE_LINES, RAW_SINGLE_LINES], HASH)
        },
        (Language::Ini, _) if text.trim_ascii_start().starts_with(b"<") => MARKUP,
        (Language::Ini, "reg" | "inf") => line(";", SETTINGS),
        (
            Language::Dockerfile
            | Language::Ini
            | Language::Make
            | Language::Po
            | Language::Properties
            | Language::Settings,
            _,
        ) => SETTINGS,
        (Language::Sql, _) => line("--", quoted(&[RAW_SINGLE_LINES, DOUBLE], HASH)),
        (Language::Lua, _) => line("--", quoted(&[BRACKETS, DOUBLE, SINGLE], HASH)),
        (Language::Lisp, _) => line(";", quoted(&[DOUBLE_LINES], HASH)),
        (Language::Markdown, _) => shaped(Shape::Markdown, MARKUP),
        (Language::Xml, "html" | "htm" | "jsp" | "aspx") => {
            shaped(Shape::Markup { is_strict: false }, MARKUP)
        }
        (Language::Xml, _) => MARKUP,
    };
    Ok(syntax)
}
