//! What is used when a look-up finds nothing: a literal of its own, and often a real secret.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::cursor::Cursor;
use super::literal::Literal;
use super::quoted::quoted;
use crate::detect::word;
use crate::language::Language;

/// Bytes of an expression searched for its default.
const LONGEST_LOOKUP: usize = 200;
/// No default in an expansion is longer than this.
const LONGEST_DEFAULT: usize = 1 << 10;
/// What stands before a name that is expanded.
pub(super) const EXPANDS: &[u8] = b"${";
/// What shell-like expansions put between a name and its default.
const EXPANSIONS: [&[u8]; 4] = [b":-", b":=", b":", b"-"];

/// What `${SOURCE:key}` asks for a value in Serverless and its kin; Spring's `${NAME:default}` is
/// written alike.
#[rustfmt::skip]
const SOURCES: &[&str] = &[
    "ssm", "env", "self", "file", "cf", "s3", "opt", "param", "sls", "vault", "sm", "secret", "aws", "git", "strtobool",
    "secrets", "terraform", "tf", "doppler", "output", "custom", "keyvault", "sys", "ctx",
];

/// Whether what follows a name behind `${` is put in its place, or said where there is nothing.
pub(super) fn is_expanded(text: &[u8], name: &Range<usize>) -> bool {
    text[..name.start].ends_with(EXPANDS) && text.get(name.end) == Some(&b':')
}

/// The default in `${NAME:-default}`.
pub(super) fn of_expansion(text: &[u8], name: &Range<usize>) -> Option<Range<usize>> {
    text[..name.start].ends_with(EXPANDS).then_some(())?;
    (!word::is_any(&text[name.clone()], SOURCES)).then_some(())?;
    let mut cursor = Cursor::new(text, name.end);
    cursor.eat_any(&EXPANSIONS).then_some(())?;
    let body = cursor.rest(LONGEST_DEFAULT);
    let end = body
        .iter()
        .position(|byte| matches!(byte, b'}' | b'\n' | b'$'))?;
    // `${NAME:?message}` and `${NAME:+other}` have no default.
    let given = end > 0 && body[end] == b'}' && !matches!(body[0], b'?' | b'+');
    given.then_some(cursor.at..cursor.at + end)
}

/// The literal that an expression falls back to: `process.env.X || "v"`, `os.getenv("X", "v")`,
/// `env::var("X").unwrap_or("v")`.
pub(super) fn of_lookup(cursor: Cursor<'_>, language: Language) -> Option<Literal> {
    let rest = cursor.rest(LONGEST_LOOKUP);
    let line = &rest[..memchr::memchr2(b'\n', b';', rest).unwrap_or(rest.len())];
    if !line
        .first()
        .is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'$' | b'_' | b'('))
    {
        return None;
    }
    // A literal begins with one of these: `&quot;` is a quote, too.
    let begins = memchr::memchr3(b'"', b'\'', b'`', line).or_else(|| memchr::memchr(b'&', line));
    begins?;
    let marked = MARKERS.iter().flat_map(|marker| {
        let length = marker.needle().len();
        marker.find_iter(line).map(move |at| at + length)
    });
    let second = second_argument(line).filter(|_| is_lookup(line));
    marked
        .chain(second)
        .filter_map(|at| {
            let mut value = Cursor::new(cursor.text, cursor.at + at);
            value.skip_spaces();
            // Closures: `|| "v"`, `|_| "v"`, `() => "v"`.
            value.eat_any(&[b"|| ", b"|_| ", b"() => ", b"() -> "]);
            quoted(value, language)
        })
        .filter(|value| value.range.end <= cursor.at + line.len())
        .min_by_key(|value| value.range.start)
}

/// What stands before a default.
static MARKERS: LazyLock<Vec<Finder<'static>>> = LazyLock::new(|| {
    #[rustfmt::skip]
    const MARKERS: &[&str] = &[
        "||", "??", " or ", "?:", "unwrap_or(", "unwrap_or_else(", "orElse(", "getOrElse(",
        "default=", "default:", "defaultValue:", "GetValueOrDefault(", "fallback=",
        ".default(",
    ];
    MARKERS.iter().map(Finder::new).collect()
});

/// Whether the expression asks the environment or a configuration.
fn is_lookup(line: &[u8]) -> bool {
    let callee = &line[..memchr::memchr(b'(', line).unwrap_or(0)];
    let callee = callee.to_ascii_lowercase();
    LOOKUPS.iter().any(|word| word.find(&callee).is_some())
}

/// What is in the names of look-ups.
static LOOKUPS: LazyLock<Vec<Finder<'static>>> = LazyLock::new(|| {
    const LOOKUPS: &[&str] = &[
        "env", "config", "setting", "prop", ".get", "fetch", "param", "option",
    ];
    LOOKUPS.iter().map(Finder::new).collect()
});

/// Where the second argument begins, when the first is a quoted name.
fn second_argument(line: &[u8]) -> Option<usize> {
    let open = memchr::memchr(b'(', line)?;
    let quote = *line
        .get(open + 1)
        .filter(|byte| matches!(byte, b'"' | b'\''))?;
    let close = open + 2 + memchr::memchr(quote, &line[open + 2..])?;
    let rest = &line[close + 1..];
    // Ruby gives the default in a block.
    let separator = [b",".as_slice(), b") {"]
        .into_iter()
        .find(|next| rest.starts_with(next))?;
    Some(close + 1 + separator.len())
}
