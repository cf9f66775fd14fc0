//! Where the parts of a rule stand in its file, so that what is wrong with one can be pointed at.

use serde::Deserialize;
use serde::de::IgnoredAny;
use toml::Spanned;

use super::syntax::spellings;

/// Lines of one rule's parts, 1-based. What the rule does not write stands where the rule begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its `[[rule]]`.
    pub rule: usize,
    /// Its `id`.
    pub id: usize,
    /// Its `name`.
    pub name: usize,
    /// Its `pattern`.
    pub pattern: usize,
    /// Its `category`, or that of its file.
    pub category: usize,
    /// Its `entropy`.
    pub entropy: usize,
    /// Its `checksum`.
    pub checksum: usize,
    /// Its `env`.
    pub env: usize,
    /// Its `parts`, in order.
    pub parts: Vec<usize>,
    /// Its `anchors`, or its `context` where a bare format has none.
    pub anchors: Vec<usize>,
    /// Its `examples`, in order.
    pub examples: Vec<usize>,
    /// Its `counter_examples`, in order.
    pub counter_examples: Vec<usize>,
}

#[derive(Deserialize)]
struct FileSpans {
    category: Option<Spanned<String>>,
    #[serde(default)]
    rule: Vec<Spanned<RuleSpans>>,
}

#[derive(Deserialize)]
struct RuleSpans {
    id: Spanned<String>,
    name: Option<Spanned<String>>,
    pattern: Option<Spanned<String>>,
    category: Option<Spanned<String>>,
    entropy: Option<Spanned<f64>>,
    checksum: Option<Spanned<String>>,
    env: Option<Spanned<Vec<String>>>,
    #[serde(default)]
    parts: Vec<Spanned<IgnoredAny>>,
    #[serde(default)]
    anchors: Vec<Spanned<String>>,
    #[serde(default)]
    context: Vec<Spanned<String>>,
    #[serde(default)]
    examples: Vec<Spanned<String>>,
    #[serde(default)]
    counter_examples: Vec<Spanned<String>>,
}

/// The places of a rule file's rules, in its order; empty for a text that is no rule file.
#[must_use]
pub fn places(text: &str) -> Vec<Place> {
    let Ok(spans) = toml::from_str::<FileSpans>(text) else {
        return Vec::new();
    };
    let starts: Vec<usize> = std::iter::once(0)
        .chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|newline| newline + 1))
        .collect();
    let line = |at: usize| starts.partition_point(|start| *start <= at);
    let lines = |of: &[Spanned<String>]| -> Vec<usize> {
        of.iter().map(|s| line(s.span().start)).collect()
    };
    let words = |of: &[Spanned<String>]| -> Vec<usize> {
        of.iter()
            .flat_map(|s| vec![line(s.span().start); spellings(s.get_ref()).len()])
            .collect()
    };
    spans
        .rule
        .iter()
        .map(|spanned| {
            let parts = spanned.get_ref();
            let rule = line(spanned.span().start);
            let or_rule = |written: Option<usize>| written.map_or(rule, line);
            let start = |written: &Option<Spanned<String>>| written.as_ref().map(at);
            Place {
                rule,
                id: line(at(&parts.id)),
                name: or_rule(start(&parts.name)),
                pattern: or_rule(start(&parts.pattern)),
                category: or_rule(start(&parts.category).or(start(&spans.category))),
                entropy: or_rule(parts.entropy.as_ref().map(at)),
                checksum: or_rule(start(&parts.checksum)),
                env: or_rule(parts.env.as_ref().map(at)),
                parts: parts.parts.iter().map(|part| line(at(part))).collect(),
                anchors: if parts.anchors.is_empty() {
                    words(&parts.context)
                } else {
                    lines(&parts.anchors)
                },
                examples: lines(&parts.examples),
                counter_examples: lines(&parts.counter_examples),
            }
        })
        .collect()
}

/// The byte at which it is written.
fn at<T>(written: &Spanned<T>) -> usize {
    written.span().start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found_on_their_lines() {
        let text = "provider = \"é\"\n\n[[rule]]\nid = \"a\"\nanchors = [\n  \"x\",\n  \"y\",\n]\npattern = 'x|y'\n\n[[rule]]\nid = \"b\"\ncontext = [\"z\"]\nexamples = [\"e\", \"f\"]\n";
        let places = places(text);
        assert_eq!(places[0].anchors, [6, 7]);
        assert_eq!((places[0].rule, places[0].id, places[0].pattern), (3, 4, 9));
        assert_eq!((places[1].rule, places[1].pattern), (11, 11));
        assert_eq!((places[1].category, places[1].entropy), (11, 11));
        assert_eq!(
            (&*places[1].anchors, &*places[1].examples),
            (&[13][..], &[14, 14][..])
        );
    }
}
