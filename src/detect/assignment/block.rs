//! Texts of another format inside code: heredocs and strings of several lines. What stands in
//! them is written like a configuration file.

use crate::detect::work;
use crate::language::Language;

/// Bytes looked back over for the line that opens a block.
const REACH: usize = 2 << 10;
/// A heredoc's word is not longer.
const LONGEST_WORD: usize = 32;

/// Whether the byte at `at` stands in a heredoc or in a string of several lines.
pub(super) fn holds(text: &[u8], at: usize, language: Language) -> bool {
    let before = &text[at.saturating_sub(REACH)..at];
    work::read(before.len());
    match language {
        Language::Python | Language::Kotlin | Language::Java | Language::Toml | Language::Swift => {
            is_in_quotes(before, b"\"\"\"") || is_in_quotes(before, b"'''")
        }
        Language::JavaScript | Language::Go => is_in_quotes(before, b"`"),
        Language::Shell | Language::Ruby | Language::Php | Language::Perl | Language::Terraform => {
            is_in_heredoc(before, language == Language::Shell)
        }
        Language::PowerShell => [(b"@\"", b"\"@"), (b"@'", b"'@")]
            .iter()
            .any(|(open, close)| is_in_here_string(before, *open, *close)),
        _ => false,
    }
}

/// Where the last `mark` of `before` begins.
fn last(before: &[u8], mark: &[u8]) -> Option<usize> {
    let mut ends = memchr::memrchr_iter(*mark.last()?, before);
    let at = ends.find(|at| before[..=*at].ends_with(mark))?;
    Some(at + 1 - mark.len())
}

/// Whether the last `quote` of `before` opens a string: it stands at the end of a line that
/// assigns or passes it.
fn is_in_quotes(before: &[u8], quote: &[u8]) -> bool {
    let Some(open) = last(before, quote) else {
        return false;
    };
    let behind = &before[open + quote.len()..];
    let Some(line) = memchr::memchr(b'\n', behind) else {
        return false;
    };
    let alone = behind[..line]
        .iter()
        .all(|byte| byte.is_ascii_whitespace() || *byte == b'\\');
    let head = before[..open].trim_ascii_end();
    let head = head
        .strip_suffix(b"f")
        .or_else(|| head.strip_suffix(b"r"))
        .unwrap_or(head);
    let passed = head.last().is_some_and(|byte| b"=(,[:+".contains(byte));
    alone && (passed || head.ends_with(b"return"))
}

/// Whether the last `open` of `before` ends its line, and no `close` follows.
fn is_in_here_string(before: &[u8], open: &[u8], close: &[u8]) -> bool {
    let Some(at) = last(before, open) else {
        return false;
    };
    let behind = &before[at + open.len()..];
    let begun = behind
        .first()
        .is_some_and(|byte| matches!(byte, b'\r' | b'\n'));
    begun && memchr::memmem::find(behind, close).is_none()
}

/// Whether a heredoc of `before` is still open: `<<EOF`, `<<-'EOF'`, `<<~YAML`, `<<<EOT`; in a
/// shell's, words may be in lower case.
fn is_in_heredoc(before: &[u8], lower: bool) -> bool {
    let Some(open) = last(before, b"<<") else {
        return false;
    };
    let behind = &before[open + 2..];
    let sigils = behind
        .iter()
        .take_while(|byte| b"<-~'\"\\".contains(byte))
        .count();
    let word = &behind[sigils..];
    let length = word
        .iter()
        .take(LONGEST_WORD)
        .take_while(|byte| {
            byte.is_ascii_uppercase() || **byte == b'_' || lower && byte.is_ascii_lowercase()
        })
        .count();
    let (word, rest) = word.split_at(length);
    length > 1
        && memchr::memchr(b'\n', rest).is_some()
        && !rest.split(|byte| *byte == b'\n').skip(1).any(|line| {
            line.trim_ascii()
                .strip_prefix(word)
                .is_some_and(|tail| tail.is_empty() || tail == b";" || tail == b")")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_block(language: Language, text: &str) -> bool {
        holds(text.as_bytes(), text.find("NAME").unwrap(), language)
    }

    #[test]
    fn heredocs_last_until_their_word() {
        for text in [
            "cat <<EOF > x\na=1\nNAME=2\nEOF\n",
            "cat <<-'END_OF'\n\tNAME=2\n",
            "cat <<\\eof\nNAME=2\n",
            "x = <<~YAML\n  NAME: 2\nYAML",
            "$x = <<<EOT\nNAME=2\nEOT;",
        ] {
            assert!(in_block(Language::Shell, text), "{text}");
        }
        for text in [
            "cat <<EOF > x\na=1\nEOF\nNAME=2\n",
            "x = 1 << 2\nNAME=2",
            "$x = <<<EOT\na\nEOT;\nNAME=2",
            "cat <<EOF NAME",
            "NAME=2",
        ] {
            assert!(!in_block(Language::Shell, text), "{text}");
        }
    }

    #[test]
    fn here_strings_last_until_they_close() {
        let holds = |text| in_block(Language::PowerShell, text);
        assert!(holds("$x = @\"\nNAME=2\n\"@"));
        assert!(!holds("$x = @\"\na=1\n\"@\nNAME=2"));
        assert!(!holds("$x = @{ a = 1 }\nNAME=2"));
    }

    #[test]
    fn strings_of_several_lines_are_assigned_or_passed() {
        for text in [
            "x = \"\"\"\n[db]\nNAME = 2\n\"\"\"",
            "f(\"\"\"\\\nNAME = 2\n",
        ] {
            assert!(in_block(Language::Python, text), "{text}");
        }
        for text in [
            "x = \"\"\"\na\n\"\"\"\nNAME = 2",
            "NAME = 2",
            "\"\"\"What it is.\n\nNAME: x",
        ] {
            assert!(!in_block(Language::Python, text), "{text}");
        }
        assert!(in_block(Language::JavaScript, "const x = `\nNAME=2\n`"));
        assert!(!in_block(Language::JavaScript, "const x = `a`;\nNAME = 2"));
    }
}
