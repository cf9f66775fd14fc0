//! How far a text can be told apart into code, comments and quoted text. Forms that the reader
//! does not know, or that it would misread, end that: behind them no comment is written.

use super::comment::{Shape, Syntax};
use crate::language::Language;

/// The start of the first line that holds such a form; the text's length if none does.
pub(super) fn readable(text: &[u8], path: &str, syntax: &Syntax) -> usize {
    let language = Language::of(path);
    if syntax.shape == Shape::Php && has_any(&text[..first(text, b"<?")], &["'", "\""]) {
        return 0;
    }
    let mut start = 0;
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        if is_unread(language, line) {
            return start;
        }
        start += line.len();
    }
    text.len()
}

fn is_unread(language: Language, line: &[u8]) -> bool {
    let told = line.trim_ascii();
    let has = |words: &[&str]| has_any(line, words);
    match language {
        Language::C => is_raw(line, b"R\""),
        Language::CSharp => has(&["@\"", "@$\""]),
        Language::Dotenv => told
            .split(|byte| *byte == b'=')
            .nth(1)
            .is_some_and(|value| !value.starts_with(b"#") && is_quoted_within(value)),
        Language::Elixir => told == b"__END__" || has(&["$\"", "?\""]) || literal(line, b"~", true),
        Language::Groovy => has(&["$/"]) || literal_regex(line, true),
        Language::JavaScript => {
            has(&["###", "///\n"])
                || is_markup(told)
                || is_nested_template(line)
                || literal_regex(line, false)
        }
        Language::Kotlin => has(&["\\\"\"\""]),
        Language::Lisp => has(&["#\\\"", "?\\\"", "#|"]),
        Language::Lua => has(&["[="]),
        Language::Make => told.starts_with(b"define"),
        Language::Dockerfile => has(&["<<"]),
        Language::Nix => has(&["'''", "${"]) && has(&["'"]),
        Language::Perl => {
            is_end(told)
                || line.starts_with(b"=")
                || has(&["$'", "$\"", "$`"])
                || words(line, &["q", "qq", "qw", "qr", "qx", "m", "s", "tr", "y"])
        }
        Language::Php => {
            has(&["?>"]) && !told.ends_with(b"?>") || told.starts_with(b"#") && has(&["'", "\""])
        }
        Language::PowerShell => has(&["@\"", "@'", "`\"", "`'"]),
        Language::R => {
            let mut forms = [b"r\"", b"R\"", b"r'", b"R'"].into_iter();
            forms.any(|form| is_raw(line, form))
        }
        Language::Ruby => {
            is_end(told)
                || line.starts_with(b"=begin")
                || has(&["?\"", "?'"])
                || literal(line, b"%", false)
                || literal_regex(line, false)
        }
        Language::Rust => has(&["'\"'", "r##"]) || is_raw(line, b"r\"") && has(&["\\\""]),
        Language::Shell => has(&["\\'"]),
        Language::Sql => has(&["$$", "\\'"]) || told.starts_with(b"#"),
        Language::Swift => has(&["#\""]) || is_raw(line, b"r'") || is_raw(line, b"r\""),
        Language::Toml => has(&["\\'''"]),
        Language::Yaml => is_open_scalar(told),
        _ => false,
    }
}

/// Whether the rest of a script is data.
fn is_end(line: &[u8]) -> bool {
    line == b"__END__" || line == b"__DATA__"
}

fn has_any(line: &[u8], words: &[&str]) -> bool {
    let mut words = words.iter();
    words.any(|word| memchr::memmem::find(line, word.as_bytes()).is_some())
}

fn first(text: &[u8], word: &[u8]) -> usize {
    memchr::memmem::find(text, word).unwrap_or(text.len())
}

/// Whether a raw text begins with this, which is not the end of a word in quotes.
fn is_raw(line: &[u8], form: &[u8]) -> bool {
    memchr::memmem::find_iter(line, form).any(|at| {
        let before = line[..at].last();
        before.is_none_or(|byte| !byte.is_ascii_alphanumeric() || b"LuU8b".contains(byte))
    })
}

/// A quote in the midst of a value opens nothing, though it looks as if it did.
fn is_quoted_within(value: &[u8]) -> bool {
    let value = value.trim_ascii_start();
    let is_quote = |byte: &u8| b"'\"".contains(byte);
    !value.first().is_some_and(is_quote) && value.iter().any(is_quote)
}

/// `<p>` at the start of a line: what follows is text, not code.
fn is_markup(told: &[u8]) -> bool {
    told.first() == Some(&b'<') && told.len() > 1
}

/// A template within a template, or an expression in one that goes on below.
fn is_nested_template(line: &[u8]) -> bool {
    memchr::memmem::find_iter(line, b"${").any(|at| {
        let rest = &line[at..];
        let end = rest.iter().position(|byte| *byte == b'}');
        end.is_none_or(|end| rest[..end].contains(&b'`'))
    })
}

/// `%q(`, `~s[`: a literal with delimiters of its own that holds quotes or goes on below.
fn literal(line: &[u8], sign: &[u8], takes_quotes: bool) -> bool {
    memchr::memmem::find_iter(line, sign).any(|at| {
        let rest = &line[at + sign.len()..];
        let letters = rest.iter().take_while(|byte| byte.is_ascii_alphabetic());
        let letters = letters.count();
        letters <= 1 && goes_on(&rest[letters..], takes_quotes)
    })
}

/// `qq{`, `s/`: the same behind a word.
fn words(line: &[u8], words: &[&str]) -> bool {
    words.iter().any(|word| {
        memchr::memmem::find_iter(line, word.as_bytes()).any(|at| {
            let before = at.checked_sub(1).map(|at| line[at]);
            let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"_$@%&>{'\"".contains(&byte);
            let rest = line[at + word.len()..].trim_ascii_start();
            !before.is_some_and(is_part) && goes_on(rest, false)
        })
    })
}

/// Whether a delimiter begins here whose other half is not on the line, or has quotes before it.
fn goes_on(rest: &[u8], takes_quotes: bool) -> bool {
    let close = match rest.first() {
        Some(b'(') => b')',
        Some(b'[') => b']',
        Some(b'{') => b'}',
        Some(b'<') => b'>',
        Some(same @ (b'/' | b'|' | b'!' | b'#')) => *same,
        Some(b'"' | b'\'') => return takes_quotes,
        _ => return false,
    };
    let inner = &rest[1..];
    match inner.iter().position(|byte| *byte == close) {
        Some(end) => inner[..end].iter().any(|byte| b"'\"`".contains(byte)),
        None => true,
    }
}

/// A regular expression that holds quotes, where more of them follow; or, where they may, one
/// that goes on below.
fn literal_regex(line: &[u8], may_go_on: bool) -> bool {
    memchr::memchr_iter(b'/', line).any(|at| {
        let before = line[..at].trim_ascii_end().last();
        let begins = before.is_none_or(|byte| b"=(,:[!&|?{};~".contains(byte));
        if !begins || matches!(line.get(at + 1), Some(b'/' | b'*')) || line[..at].ends_with(b"/") {
            return false;
        }
        let rest = &line[at + 1..];
        let Some(end) = rest.iter().position(|byte| *byte == b'/') else {
            return may_go_on;
        };
        let is_quote = |byte: &u8| b"'\"`".contains(byte);
        let (inner, behind) = rest.split_at(end);
        inner.contains(&b'`') || inner.iter().any(is_quote) && behind.iter().any(is_quote)
    })
}

/// A quoted scalar of YAML that does not end on its line.
fn is_open_scalar(told: &[u8]) -> bool {
    let mut value = told;
    while let Some(rest) = value.strip_prefix(b"- ") {
        value = rest.trim_ascii_start();
    }
    let opens = |value: &[u8]| {
        let Some(quote @ (b'"' | b'\'')) = value.first() else {
            return false;
        };
        let count = memchr::memchr_iter(*quote, value).count();
        let escaped = memchr::memmem::find_iter(value, b"\\\"").count();
        let escaped = if *quote == b'"' { escaped } else { 0 };
        count.wrapping_sub(escaped) % 2 == 1
    };
    opens(value)
        || memchr::memmem::find(value, b": ")
            .is_some_and(|at| opens(value[at + 1..].trim_ascii_start()))
}

#[cfg(test)]
mod tests {
    use super::super::comment::syntax;
    use super::*;

    fn ends(path: &str, text: &str) -> bool {
        let syntax = syntax(path, text.as_bytes()).unwrap();
        readable(text.as_bytes(), path, &syntax) < text.len()
    }

    #[test]
    fn forms_that_are_not_known_end_what_is_read() {
        for (path, text) in [
            ("a.yml", "key: \"abc\n"),
            ("a.yml", "- 'abc\n"),
            ("a.cpp", "s = R\"(\n"),
            ("a.cs", "s = @\"a \"\"\n"),
            ("a.rb", "s = %q(\n"),
            ("a.rb", "s = %q(it's)\n"),
            ("a.rb", "__END__\n"),
            ("a.pl", "__END__\n"),
            ("a.pl", "my $s = qq{\n"),
            ("a.pl", "=pod\n"),
            ("a.ex", "s = ~s(\n"),
            ("a.ex", "s = ~s\"\"\"\n"),
            ("a.R", "s <- r\"(\n"),
            ("a.js", "const r = /\"/g; const s = `${\"`\"}\n"),
            ("a.js", "const s = `${x.map(i => `\n"),
            ("a.jsx", "  <p>\n"),
            ("a.rs", "let q = '\"';\n"),
            ("a.sh", "echo it\\'s\n"),
            ("a.ps1", "$s = @\"\n"),
            ("a.lua", "s = [==[\n"),
            ("a.sql", "AS $$\n"),
            ("a.groovy", "s = /abc\n"),
            (".env", "A=it's\n"),
            ("a.php", "<p>it's <?php\n"),
            ("Makefile", "define TEXT\n"),
            ("Dockerfile", "RUN <<EOF\n"),
        ] {
            assert!(ends(path, text), "{path}: {text}");
        }
    }

    #[test]
    fn usual_code_is_read_to_its_end() {
        for (path, text) in [
            ("a.yml", "a: it's\nb: \"c\"\nd: 'it''s'\n- e: \"\\\"\"\n"),
            ("a.cpp", "f(\"%s\", 'x');\n"),
            ("a.cs", "var s = $\"{x}\";\n"),
            ("a.rb", "x = a % b\ny = \"%s\" % [1]\nz = %w[a b]\n"),
            ("a.pl", "my %h = (a => 1);\nprint \"$s\\n\";\n"),
            ("a.ex", "r = ~r/abc/\n"),
            ("a.R", "x <- c(1)\n"),
            ("a.js", "const a = b / c; // it's\nconst t = `${x} y`;\n"),
            ("a.rs", "let x = r#\"a\"#; let c = 'x';\n"),
            ("a.sh", "x=\"$(pwd)\" # it's\n"),
            ("a.ps1", "$s = \"a\"\n"),
            (".env", "A=\"b\"\nB=c\n"),
            ("a.php", "<?php\n$a = 'b';\n"),
        ] {
            assert!(!ends(path, text), "{path}: {text}");
        }
    }
}
