//! A service named by a value, as in `provider: acme`, or by the step of a pipeline that uses it:
//! what stands in the same object, entry or table goes with it.

use super::LINE;
use super::plain::assigned;
use super::spoken::{indent, is_closed, is_header};
use crate::detect::{line, word};
use crate::rule::Hit;

/// What services are named by.
const NAMES: &[&str] = &[
    "name",
    "provider",
    "type",
    "service",
    "vendor",
    "kind",
    "platform",
    "integration",
];
/// How a step of a pipeline begins, behind the dash of a list.
const USES: &[u8] = b"uses:";

/// Whether the name at `hit` is all of such a value: `type = "acme"`.
pub(super) fn is_value(text: &[u8], hit: &Hit) -> bool {
    let before = line::before(text, hit.start, LINE);
    let is_whole = matches!(
        text[hit.end..],
        [] | [b'"' | b'\'' | b'\n' | b'\r' | b',' | b'}', ..] | [b'\\', b'"', ..]
    );
    let name = |named| {
        line::tail(line::unindexed(named), |byte| {
            byte.is_ascii_alphanumeric() || b"_-".contains(byte)
        })
    };
    is_whole
        && assigned(line::unquoted(before)).is_some_and(|named| word::is_any(name(named), NAMES))
}

/// Whether `before` begins the step of a pipeline that uses what is named behind it.
pub(super) fn is_used(before: &[u8]) -> bool {
    let line = before.trim_ascii_start();
    let step = line.strip_prefix(b"-").unwrap_or(line);
    step.trim_ascii_start().starts_with(USES)
}

/// Whether what begins on `first`, the rest of which `between` begins with, is left in the latter:
/// a bracket closes it, or a line stands further out or begins the next entry.
pub(super) fn is_left(first: &[u8], between: &[u8]) -> bool {
    is_closed(between) || {
        let mut lines = between.split(|byte| *byte == b'\n');
        let is_entry = |line: &[u8]| line.trim_ascii_start().starts_with(b"- ");
        let outer = indent(first);
        lines.next();
        lines.any(|line| {
            let is_out = indent(line) < outer
                || indent(line) == outer && (is_entry(first) || is_entry(line));
            !line.trim_ascii().is_empty() && (is_out || is_header(line))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(text: &str) -> Hit {
        let start = text.find("acme").unwrap();
        Hit {
            start,
            end: start + 4,
            rule: 0,
        }
    }

    #[test]
    fn a_value_names_a_service_where_it_is_all_of_it() {
        for text in [
            "provider: acme\n",
            "- name: 'acme'\n",
            "type = \"acme\"",
            "{\"vendor\":\"acme\",\"a\":1}",
            "{\\\"kind\\\": \\\"acme\\\"}",
            "f(service='acme')",
            "{platform: acme}",
        ] {
            assert!(is_value(text.as_bytes(), &hit(text)), "{text}");
        }
        for text in [
            "host: acme\n",
            "filename: acme\n",
            "provider: acme is down\n",
            "provider: acme-staging\n",
            "provider: my acme\n",
            "name acme\n",
            "acme",
        ] {
            assert!(!is_value(text.as_bytes(), &hit(text)), "{text}");
        }
    }

    #[test]
    fn a_step_uses_what_its_line_says() {
        for before in ["uses: ", "  - uses: acme/", "-  uses: \""] {
            assert!(is_used(before.as_bytes()), "{before}");
        }
        for before in ["name: uses ", "reuses: ", ""] {
            assert!(!is_used(before.as_bytes()), "{before}");
        }
    }

    #[test]
    fn an_entry_ends_with_its_object_its_table_and_its_item() {
        for (first, between) in [
            ("", "\",\"a\": {\"b\": [1]}, \"key\": \""),
            ("  - name: ", "\n    a: b\n\n    key: "),
            ("type = \"", "\"\nkey = \""),
            ("- uses: ", "/a@v1\n  with:\n    key: "),
        ] {
            assert!(!is_left(first.as_bytes(), between.as_bytes()), "{between}");
        }
        for (first, between) in [
            ("", "\"}, {\"key\": \""),
            ("  - name: ", "\n  - key: "),
            ("  - name: ", "\n  key: "),
            ("    name: ", "\n  key: "),
            ("name: ", "\n- key: "),
            ("type = \"", "\"\n[other]\nkey = \""),
            ("type = \"", "\"\n[[other]]\nkey = \""),
        ] {
            assert!(is_left(first.as_bytes(), between.as_bytes()), "{between}");
        }
    }
}
