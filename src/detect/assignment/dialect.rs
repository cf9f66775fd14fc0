//! How each language writes literals in quotes: the table that [`quoted`](super::quoted) reads by.

use super::quoting::{End, Escape, Quoting, far, fence, last, mark, pair, word};
use crate::language::Language;

/// How a language writes literals.
#[derive(Debug)]
pub(super) struct Dialect {
    /// What may stand right before a quote, up to [`LONGEST_PREFIX`] of it.
    pub(super) prefixes: &'static [u8],
    /// The ways of writing one; what begins like another comes first.
    pub(super) quotings: &'static [Quoting],
}

/// Bytes before a quote that say of what kind it is, at most: `rb'…'`.
pub(super) const LONGEST_PREFIX: usize = 2;

/// What some language puts before a quote.
const ANY: &[u8] = b"bBrRuUfFL@$8";

const BACKSLASH: Escape = Escape::BACKSLASH;
const MAYBE: Escape = Escape::MAYBE;
const RAW: Escape = Escape::NONE;
const DOUBLED: Escape = RAW.or_before(b"\"");
const DOUBLED_SINGLE: Escape = RAW.or_before(b"'");

const DOUBLE: Quoting = mark(b"\"", b"\"", BACKSLASH);
const SINGLE: Quoting = mark(b"'", b"'", BACKSLASH);
const TICKS: Quoting = far(b"`", b"`", RAW);
const TRIPLE: Quoting = far(b"\"\"\"", b"\"\"\"", BACKSLASH);
const TRIPLE_SINGLE: Quoting = far(b"'''", b"'''", BACKSLASH);

fn is_hash(byte: u8) -> bool {
    byte == b'#'
}
fn is_equals(byte: u8) -> bool {
    byte == b'='
}
fn is_dash(byte: u8) -> bool {
    byte == b'-'
}
fn is_double(byte: u8) -> bool {
    byte == b'"'
}
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}
/// What may stand between the quote and the parenthesis of a raw literal of C++.
fn is_delimiter(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"()\\\"".contains(&byte)
}

#[rustfmt::skip]
static BATCH: Dialect = Dialect {
    prefixes: b"",
    quotings: &[mark(b"\"", b"\"", MAYBE), mark(b"'", b"'", MAYBE)],
};

#[rustfmt::skip]
static C: Dialect = Dialect {
    prefixes: b"LuU8@",
    quotings: &[
        fence(b"R\"", is_delimiter, b"(", (b")", b"\"")),
        fence(b"LR\"", is_delimiter, b"(", (b")", b"\"")),
        fence(b"uR\"", is_delimiter, b"(", (b")", b"\"")),
        fence(b"UR\"", is_delimiter, b"(", (b")", b"\"")),
        fence(b"u8R\"", is_delimiter, b"(", (b")", b"\"")),
        TRIPLE, TRIPLE_SINGLE, DOUBLE, SINGLE, TICKS,
    ],
};

#[rustfmt::skip]
static CODE: Dialect = Dialect {
    prefixes: ANY,
    quotings: &[
        fence(b"{", is_word, b"|", (b"|", b"}")),
        far(b"[r|", b"|]", RAW),
        fence(b"[=", is_equals, b"[", (b"]=", b"]")),
        pair(b"%q"), pair(b"%Q"), pair(b"%w"), pair(b"%"),
        far(b"raw\"\"\"", b"\"\"\"", BACKSLASH), mark(b"raw\"", b"\"", BACKSLASH),
        TRIPLE, TRIPLE_SINGLE,
        mark(b"r\"", b"\"", DOUBLED),
        mark(b"@\"", b"\"", DOUBLED), mark(b"@'", b"'", DOUBLED_SINGLE),
        mark(b"\"", b"\"", BACKSLASH.or_before(b"\"")),
        mark(b"'", b"'", BACKSLASH.or_before(b"'")),
        TICKS,
    ],
};

#[rustfmt::skip]
static C_SHARP: Dialect = Dialect {
    prefixes: b"$",
    quotings: &[
        mark(b"@\"", b"\"", DOUBLED), mark(b"$@\"", b"\"", DOUBLED),
        mark(b"@$\"", b"\"", DOUBLED),
        fence(b"\"\"\"", is_double, b"", (b"\"\"\"", b"")),
        DOUBLE, SINGLE, TICKS,
    ],
};

#[rustfmt::skip]
static DOCKERFILE: Dialect = Dialect {
    prefixes: b"",
    quotings: &[DOUBLE, mark(b"'", b"'", MAYBE)],
};

#[rustfmt::skip]
static DOTENV: Dialect = Dialect {
    prefixes: b"",
    quotings: &[DOUBLE, mark(b"'", b"'", MAYBE), TICKS],
};

#[rustfmt::skip]
static ELIXIR: Dialect = Dialect {
    prefixes: b"L",
    quotings: &[
        far(b"~s\"\"\"", b"\"\"\"", BACKSLASH), far(b"~S\"\"\"", b"\"\"\"", RAW),
        pair(b"~s"), pair(b"~S"), pair(b"~c"), pair(b"~C"), pair(b"~b"), pair(b"~"),
        TRIPLE, TRIPLE_SINGLE, DOUBLE, SINGLE, TICKS,
    ],
};

#[rustfmt::skip]
static GO: Dialect = Dialect {
    prefixes: b"",
    quotings: &[TICKS, DOUBLE, SINGLE],
};

#[rustfmt::skip]
static GROOVY: Dialect = Dialect {
    prefixes: b"",
    quotings: &[
        far(b"$/", b"/$", Escape::sign(b'$')),
        TRIPLE, TRIPLE_SINGLE, DOUBLE, SINGLE,
        mark(b"/", b"/", BACKSLASH),
        TICKS,
    ],
};

#[rustfmt::skip]
static JAVA_SCRIPT: Dialect = Dialect {
    prefixes: ANY,
    quotings: &[
        far(b"String.raw`", b"`", RAW), far(b"`", b"`", BACKSLASH),
        TRIPLE, TRIPLE_SINGLE, DOUBLE, SINGLE,
    ],
};

#[rustfmt::skip]
static JSON: Dialect = Dialect {
    prefixes: ANY,
    quotings: &[
        far(b"\\\"\\\"\\\"", b"\\\"\\\"\\\"", RAW),
        TRIPLE, TRIPLE_SINGLE, DOUBLE,
        mark(b"'", b"'", BACKSLASH), TICKS,
    ],
};

#[rustfmt::skip]
static KOTLIN: Dialect = Dialect {
    prefixes: b"sf$",
    quotings: &[
        last(b"\"\"\"", b"\"\"\"", RAW), last(b"raw\"\"\"", b"\"\"\"", RAW),
        mark(b"raw\"", b"\"", BACKSLASH),
        TRIPLE_SINGLE, DOUBLE, SINGLE, TICKS,
    ],
};

#[rustfmt::skip]
static LUA: Dialect = Dialect {
    prefixes: b"",
    quotings: &[
        fence(b"[", is_equals, b"[", (b"]", b"]")),
        DOUBLE, SINGLE, TICKS,
    ],
};

#[rustfmt::skip]
static MAKE: Dialect = Dialect {
    prefixes: b"",
    quotings: &[TRIPLE, TRIPLE_SINGLE, DOUBLE, mark(b"'", b"'", MAYBE)],
};

#[rustfmt::skip]
static NIX: Dialect = Dialect {
    prefixes: b"",
    quotings: &[far(b"''", b"''", RAW.or_before(b"'$\\")), DOUBLE, TICKS],
};

#[rustfmt::skip]
static PERL: Dialect = Dialect {
    prefixes: b"",
    quotings: &[
        pair(b"qq"), pair(b"qw"), pair(b"q"), pair(b"qq "), pair(b"q "),
        word(b"<<"), DOUBLE, SINGLE,
    ],
};

#[rustfmt::skip]
static PHP: Dialect = Dialect {
    prefixes: b"b",
    quotings: &[word(b"<<<"), DOUBLE, SINGLE],
};

#[rustfmt::skip]
static POWER_SHELL: Dialect = Dialect {
    prefixes: b"",
    quotings: &[
        Quoting::new(b"@\"", End::Below(b"\"@"), RAW),
        Quoting::new(b"@'", End::Below(b"'@"), RAW),
        mark(b"\"", b"\"", Escape::sign(b'`').or_before(b"\"")),
        mark(b"'", b"'", DOUBLED_SINGLE),
        TICKS,
    ],
};

#[rustfmt::skip]
static PYTHON: Dialect = Dialect {
    prefixes: b"bBrRuUfFtT",
    quotings: &[TRIPLE, TRIPLE_SINGLE, DOUBLE, SINGLE, TICKS],
};

#[rustfmt::skip]
static R: Dialect = Dialect {
    prefixes: b"",
    quotings: &[
        fence(b"r\"", is_dash, b"(", (b")", b"\"")), fence(b"R\"", is_dash, b"(", (b")", b"\"")),
        fence(b"r\"", is_dash, b"[", (b"]", b"\"")), fence(b"R\"", is_dash, b"[", (b"]", b"\"")),
        fence(b"r\"", is_dash, b"{", (b"}", b"\"")), fence(b"R\"", is_dash, b"{", (b"}", b"\"")),
        fence(b"r'", is_dash, b"(", (b")", b"'")), fence(b"R'", is_dash, b"(", (b")", b"'")),
        TRIPLE, TRIPLE_SINGLE, DOUBLE, SINGLE, TICKS,
    ],
};

#[rustfmt::skip]
static RUBY: Dialect = Dialect {
    prefixes: b"",
    quotings: &[
        pair(b"%q"), pair(b"%Q"), pair(b"%w"), pair(b"%W"), pair(b"%"),
        word(b"<<"),
        TRIPLE, TRIPLE_SINGLE, DOUBLE, SINGLE,
    ],
};

#[rustfmt::skip]
static RUST: Dialect = Dialect {
    prefixes: b"bc",
    quotings: &[
        fence(b"r", is_hash, b"\"", (b"\"", b"")), fence(b"br", is_hash, b"\"", (b"\"", b"")),
        fence(b"cr", is_hash, b"\"", (b"\"", b"")),
        TRIPLE, TRIPLE_SINGLE, DOUBLE, SINGLE, TICKS,
    ],
};

#[rustfmt::skip]
static SHELL: Dialect = Dialect {
    prefixes: b"$",
    quotings: &[
        word(b"$(cat <<"), word(b"\"$(cat <<"),
        mark(b"$'", b"'", BACKSLASH), TRIPLE, TRIPLE_SINGLE, DOUBLE, mark(b"'", b"'", MAYBE),
    ],
};

#[rustfmt::skip]
static SQL: Dialect = Dialect {
    prefixes: b"NnUu&Xx",
    quotings: &[
        fence(b"$", is_word, b"$", (b"$", b"$")),
        mark(b"E'", b"'", BACKSLASH.or_before(b"'")), mark(b"e'", b"'", BACKSLASH.or_before(b"'")),
        TRIPLE, mark(b"'", b"'", MAYBE.or_before(b"'")),
        mark(b"\"", b"\"", BACKSLASH.or_before(b"\"")), TICKS,
    ],
};

#[rustfmt::skip]
static SWIFT: Dialect = Dialect {
    prefixes: b"",
    quotings: &[
        fence(b"#", is_hash, b"\"\"\"", (b"\"\"\"#", b"")),
        fence(b"#", is_hash, b"\"", (b"\"#", b"")),
        far(b"r\"\"\"", b"\"\"\"", RAW), far(b"r'''", b"'''", RAW),
        mark(b"r\"", b"\"", RAW), mark(b"r'", b"'", RAW),
        TRIPLE, TRIPLE_SINGLE, DOUBLE, SINGLE, TICKS,
    ],
};

#[rustfmt::skip]
static TERRAFORM: Dialect = Dialect {
    prefixes: b"",
    quotings: &[word(b"<<"), TRIPLE, TRIPLE_SINGLE, DOUBLE, SINGLE, TICKS],
};

#[rustfmt::skip]
static TOML: Dialect = Dialect {
    prefixes: b"",
    quotings: &[
        last(b"\"\"\"", b"\"\"\"", BACKSLASH), last(b"'''", b"'''", RAW),
        DOUBLE, mark(b"'", b"'", RAW), TICKS,
    ],
};

#[rustfmt::skip]
static VISUAL_BASIC: Dialect = Dialect {
    prefixes: b"$",
    quotings: &[mark(b"\"", b"\"", DOUBLED), mark(b"'", b"'", DOUBLED_SINGLE)],
};

#[rustfmt::skip]
static XML: Dialect = Dialect {
    prefixes: b"@",
    quotings: &[
        TRIPLE, TRIPLE_SINGLE,
        mark(b"\"", b"\"", MAYBE), mark(b"'", b"'", MAYBE), far(b"`", b"`", BACKSLASH),
    ],
};

#[rustfmt::skip]
static YAML: Dialect = Dialect {
    prefixes: b"",
    quotings: &[
        TRIPLE, mark(b"'''", b"'''", RAW), DOUBLE, mark(b"'", b"'", DOUBLED_SINGLE), TICKS,
    ],
};

#[rustfmt::skip]
static ANYTHING: Dialect = Dialect {
    prefixes: ANY,
    quotings: &[
        fence(b"r", is_hash, b"\"", (b"\"", b"")),
        TRIPLE, TRIPLE_SINGLE, DOUBLE, SINGLE, TICKS,
    ],
};

/// How `language` writes literals.
pub(super) fn of(language: Language) -> &'static Dialect {
    match language {
        Language::Batch => &BATCH,
        Language::C => &C,
        Language::Code => &CODE,
        Language::CSharp => &C_SHARP,
        Language::Dockerfile => &DOCKERFILE,
        Language::Dotenv => &DOTENV,
        Language::Elixir => &ELIXIR,
        Language::Go => &GO,
        Language::Groovy => &GROOVY,
        Language::JavaScript => &JAVA_SCRIPT,
        Language::Json => &JSON,
        Language::Kotlin => &KOTLIN,
        Language::Lua => &LUA,
        Language::Make => &MAKE,
        Language::Nix => &NIX,
        Language::Perl => &PERL,
        Language::Php => &PHP,
        Language::PowerShell => &POWER_SHELL,
        Language::Python => &PYTHON,
        Language::R => &R,
        Language::Ruby => &RUBY,
        Language::Rust => &RUST,
        Language::Shell => &SHELL,
        Language::Sql => &SQL,
        Language::Swift => &SWIFT,
        Language::Terraform => &TERRAFORM,
        Language::Toml => &TOML,
        Language::VisualBasic => &VISUAL_BASIC,
        Language::Xml => &XML,
        Language::Yaml => &YAML,
        Language::Css
        | Language::Gherkin
        | Language::Ini
        | Language::Java
        | Language::Lisp
        | Language::Markdown
        | Language::Po
        | Language::Properties
        | Language::Settings
        | Language::Unknown => &ANYTHING,
    }
}

/// The way in which the literal is written whose first byte is at `body`.
pub(super) fn before(text: &[u8], body: usize, language: Language) -> Option<&'static Quoting> {
    let head = &text[..body];
    let mut quotings = of(language).quotings.iter();
    quotings.find(|quoting| quoting.quote().is_some() && head.ends_with(quoting.open))
}
