//! What of a TOML file stands at one of its bytes.

use toml::de::{DeTable, DeValue};

/// A key and its value, and the rule that both belong to.
pub(super) struct Spot {
    /// The innermost key.
    pub(super) key: Option<String>,
    /// Its value, or the item of it that stands there, if that is text.
    pub(super) text: Option<String>,
    /// The id of the `[[rule]]`.
    pub(super) rule: Option<String>,
}

impl Spot {
    /// What stands at byte `at`, as far as the text is TOML.
    pub(super) fn at(text: &str, at: usize) -> Self {
        let (table, _) = DeTable::parse_recoverable(text);
        let entry = innermost(table.get_ref(), at);
        Self {
            key: entry.map(|(key, _)| key.to_owned()),
            text: entry.and_then(|(_, value)| value.as_str().map(str::to_owned)),
            rule: rule(table.get_ref(), at),
        }
    }
}

fn innermost<'t>(table: &'t DeTable<'_>, at: usize) -> Option<(&'t str, &'t DeValue<'t>)> {
    table.iter().find_map(|(key, value)| {
        let is_here = key.span().contains(&at) || value.span().contains(&at);
        let here = is_here.then(|| (key.get_ref().as_ref(), value.get_ref()));
        inside(key.get_ref(), value.get_ref(), at).or(here)
    })
}

fn inside<'t>(
    key: &'t str,
    value: &'t DeValue<'_>,
    at: usize,
) -> Option<(&'t str, &'t DeValue<'t>)> {
    match value {
        DeValue::Table(table) => innermost(table, at),
        DeValue::Array(items) => items.iter().find_map(|item| {
            let here = item.span().contains(&at).then(|| (key, item.get_ref()));
            inside(key, item.get_ref(), at).or(here)
        }),
        _ => None,
    }
}

/// The id of the rule whose table is the last one that begins at or before `at`.
fn rule(table: &DeTable<'_>, at: usize) -> Option<String> {
    let mut last: Option<(usize, &str, &DeTable<'_>)> = None;
    for (key, value) in table {
        let one = std::slice::from_ref(value);
        let items = value.get_ref().as_array().map_or(one, |items| items);
        for item in items {
            let start = item.span().start;
            if let DeValue::Table(table) = item.get_ref()
                && start <= at
                && last.is_none_or(|(later, ..)| later < start)
            {
                last = Some((start, key.get_ref().as_ref(), table));
            }
        }
    }
    let (_, _, table) = last.filter(|(_, key, _)| matches!(*key, "rule" | "rules"))?;
    let id = table.get("id")?.get_ref().as_str()?;
    Some(id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "a = 1\n[scan]\nb = [\"x\",\n \"y\"]\n[[rule]]\nid = \"p\"\nparts = [{ name = \"n\" }]\n\
                        [[rule]]\nid = \"q\"\nc = 'z'\n[rule.more]\nd = 1\n[hygiene]\ne = \"w\n";

    #[test]
    fn a_byte_belongs_to_the_innermost_key_and_to_its_rule() {
        for (word, key, text, rule) in [
            ("a =", "a", None, None),
            ("\"y\"", "b", Some("y"), None),
            ("[[rule]]", "rule", None, Some("p")),
            ("\"n\"", "name", Some("n"), Some("p")),
            ("\"q\"", "id", Some("q"), Some("q")),
            ("c =", "c", Some("z"), Some("q")),
            ("d = 1", "d", None, Some("q")),
            ("e = \"w", "e", Some("w"), None),
        ] {
            let spot = Spot::at(TEXT, TEXT.find(word).unwrap());
            assert_eq!(spot.key.as_deref(), Some(key), "{word}");
            assert_eq!(spot.text.as_deref(), text, "{word}");
            assert_eq!(spot.rule.as_deref(), rule, "{word}");
        }
        assert!(Spot::at("", 9).key.is_none());
        assert!(Spot::at("{]\n=", 2).rule.is_none());
    }
}
