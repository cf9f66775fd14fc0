//! betterleaks' expressions: what is true of a finding that is let be. Those made of comparisons
//! with fixed texts, joined by «and» and «or», are allows here; all else is listed.

use super::super::Imported;
use super::super::accepted::{Accepted, Known};
use super::super::draft::Allow;
use super::conditions::{Atom, Target, atom, conditions};
use super::token::{Kind, Token, tokens};
use crate::secret::Secret;

/// Nested deeper, an expression is not read.
const DEEPEST: usize = 32;
/// Alternatives of one expression, at most.
const MOST: usize = 64;
/// Characters of an expression that a message shows.
const SHOWN: usize = 60;

/// Which findings an expression is about.
pub(super) enum Scope {
    Everything,
    /// Those of these rules of ours.
    Rules(Vec<String>),
}

/// A part of an expression, by the bytes where it stands when it cannot be read.
#[derive(Clone, Debug, PartialEq)]
enum Node {
    Or(Vec<Node>),
    And(Vec<Node>),
    Atom(Atom),
    Other(usize, usize),
}

impl Imported {
    /// Takes in an expression that lets findings be; `what` names it in messages.
    pub(super) fn expression(&mut self, what: &str, text: &str, scope: &Scope) {
        let Some(tokens) = tokens(text) else {
            self.left(what, "a string in it does not end");
            return;
        };
        if tokens.is_empty() {
            return;
        }
        let Some(products) = products(&parse(&tokens, 0)) else {
            self.left(what, "it has too many alternatives");
            return;
        };
        for product in products {
            if let Err((start, end)) = self.product(what, &product, scope) {
                let shown = without_texts(&text[start..end]);
                let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
                let cut = shown
                    .char_indices()
                    .nth(SHOWN)
                    .map_or(shown.len(), |(at, _)| at);
                let dots = if cut < shown.len() { "…" } else { "" };
                let part = format!("{what}: {}{dots}", &shown[..cut]);
                self.left(
                    part,
                    "only comparisons with fixed texts can be carried over",
                );
            }
        }
    }

    /// Conditions that must hold together; an error is the bytes that cannot be read.
    fn product(
        &mut self,
        what: &str,
        product: &[Node],
        scope: &Scope,
    ) -> Result<(), (usize, usize)> {
        let mut atoms = Vec::new();
        for node in product {
            match node {
                Node::Atom(atom) => atoms.push(atom),
                Node::Other(start, end) => return Err((*start, *end)),
                Node::Or(_) | Node::And(_) => unreachable!("products hold leaves alone"),
            }
        }
        let rules = match scope {
            Scope::Everything => Vec::new(),
            Scope::Rules(ids) => ids.clone(),
        };
        let reason = format!("carried over from betterleaks: {what}");
        match &atoms[..] {
            [Atom::Entropy(_)] if rules.first().is_some_and(|id| self.has_rule(id)) => {}
            [Atom::Entropy(_)] => {
                self.left(what, "only a rule of its own has a floor of entropy here");
            }
            [Atom::Equals(Target::Secret, values)] => {
                for value in values {
                    let secret = Secret::new(value.as_bytes(), 0);
                    self.accepted
                        .push(Accepted::new(&reason, Known::Secret(secret)));
                }
            }
            _ => match conditions(&atoms) {
                Ok(conditions) => {
                    let allow = Allow { conditions, reason };
                    self.allow(what, allow.with("rules", rules));
                }
                Err(why) => self.left(what, why),
            },
        }
        Ok(())
    }
}

/// The same with dots for what stands between quotes: it may be a secret, and cut it is none that
/// could be known as one.
fn without_texts(text: &str) -> String {
    let mut shown = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        shown.push(c);
        if !"\"'`".contains(c) {
            continue;
        }
        let mut is_empty = true;
        while let Some(inner) = chars.next() {
            if inner == c {
                break;
            }
            if inner == '\\' && c != '`' {
                chars.next();
            }
            is_empty = false;
        }
        if !is_empty {
            shown.push('…');
        }
        shown.push(c);
    }
    shown
}

/// The floor that an expression sets on its own, if it does.
pub(super) fn entropy(text: &str) -> Option<f64> {
    let products = products(&parse(&tokens(text)?, 0))?;
    products.iter().find_map(|product| match &product[..] {
        [Node::Atom(Atom::Entropy(floor))] => Some(*floor),
        _ => None,
    })
}

fn parse(tokens: &[Token], depth: usize) -> Node {
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else {
        return Node::Other(0, 0);
    };
    let other = Node::Other(first.at.start, last.at.end);
    if depth > DEEPEST {
        return other;
    }
    let tops = tops(tokens);
    // Bindings and choices.
    if first.is_name("let")
        || tops
            .iter()
            .any(|at| ["?", ";", ":"].iter().any(|m| tokens[*at].is(m)))
    {
        return other;
    }
    let is_whole = first.is("(") && tops == [0, tokens.len() - 1];
    if is_whole {
        return parse(&tokens[1..tokens.len() - 1], depth + 1);
    }
    for (mark, word, join) in [
        ("||", "or", Node::Or as fn(Vec<Node>) -> Node),
        ("&&", "and", Node::And),
    ] {
        let is_join = |at: &&usize| tokens[**at].is(mark) || tokens[**at].is_name(word);
        let joins: Vec<usize> = tops.iter().filter(is_join).copied().collect();
        if !joins.is_empty() {
            let ends = joins.iter().copied().chain([tokens.len()]);
            let starts = std::iter::once(0).chain(joins.iter().map(|at| at + 1));
            let parts = starts.zip(ends);
            return join(
                parts
                    .map(|(a, b)| parse(&tokens[a..b], depth + 1))
                    .collect(),
            );
        }
    }
    atom(tokens).map_or(other, Node::Atom)
}

/// Which tokens stand in no bracket; brackets themselves do.
fn tops(tokens: &[Token]) -> Vec<usize> {
    let mut depth = 0_usize;
    let mut tops = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let Kind::Mark(mark) = &token.kind else {
            if depth == 0 {
                tops.push(at);
            }
            continue;
        };
        if [")", "]", "}"].contains(&mark.as_str()) {
            depth = depth.saturating_sub(1);
        }
        if depth == 0 {
            tops.push(at);
        }
        if ["(", "[", "{"].contains(&mark.as_str()) {
            depth += 1;
        }
    }
    tops
}

/// The same as alternatives of what must hold together; `None` when there are too many.
fn products(node: &Node) -> Option<Vec<Vec<Node>>> {
    let found = match node {
        Node::Or(parts) => {
            let all: Option<Vec<_>> = parts.iter().map(products).collect();
            all?.concat()
        }
        Node::And(parts) => parts.iter().try_fold(vec![Vec::new()], |whole, part| {
            let more = products(part)?;
            let size = whole.len() * more.len();
            let pairs = whole
                .iter()
                .flat_map(|a| more.iter().map(move |b| [&a[..], b].concat()));
            (size <= MOST).then(|| pairs.collect())
        })?,
        leaf => vec![vec![leaf.clone()]],
    };
    (found.len() <= MOST).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (String, Vec<String>) {
        let mut import = Imported::default();
        import.expression("filter", text, &Scope::Everything);
        (import.toml(), import.left_out)
    }

    #[test]
    fn comparisons_with_fixed_texts_become_allows() {
        let (toml, left) = read(
            r#"(filter.matchesAny(get(attributes, "git.author_name", ""), [`\[bot\]$`])
                && matchesAny(attributes["path"], [`^tests/`, `\.snap$`])
                && (filter.containsAny(finding["secret"], ["_A.B_"]) || finding["line"] contains "Example:"))
               || get(attributes, "git.sha", "") in ["0123456789abcdef"]
               || finding.secret endsWith "-x""#,
        );
        insta::assert_snapshot!(toml);
        assert!(left.is_empty(), "{left:?}");
    }

    #[test]
    fn what_is_more_than_that_is_listed_and_the_rest_is_kept() {
        let (toml, left) = read(
            r#"filter.failsTokenEfficiency(finding["secret"]) || !(a == "b")
               || filter.entropy(finding["secret"]) <= 2.5 || finding["line"] == "x" ? true : false"#,
        );
        assert_eq!(toml, "");
        assert_eq!(
            left.len(),
            1,
            "a choice binds everything before it: {left:?}"
        );
        let (toml, left) = read(
            r#"filter.failsTokenEfficiency(finding["secret"]) || !(a == "b") || attributes.path startsWith "a."
               || filter.entropy(finding["secret"]) <= 2.5
               || (matchesAny(finding["secret"], ["a"]) && matchesAny(finding["secret"], ["b"]))
               || let x = 1; true"#,
        );
        assert!(toml.is_empty(), "{toml}");
        assert_eq!(left.len(), 1, "{left:?}");
        let (toml, left) = read(
            r#"filter.failsTokenEfficiency(finding["secret"]) || !(a == "b") || attributes.path startsWith "a."
               || filter.entropy(finding["secret"]) <= 2.5
               || (matchesAny(finding["secret"], ["a"]) && matchesAny(finding["secret"], ["b"]))"#,
        );
        assert!(toml.contains(r"path_regexes = ['^a\.']"), "{toml}");
        insta::assert_snapshot!(left.join("\n"));
    }

    #[test]
    fn why_a_part_is_left_out_is_said() {
        let many = (0..40).map(|n| format!("(a == \"{n}\" || b == \"{n}\")"));
        let all = [
            "finding.secret == \"x",
            &many.collect::<Vec<_>>().join(" && "),
            "filter.entropy(finding[\"secret\"]) <= 2.5 && attributes.path startsWith \"a\"",
            "finding.secret == \"x\" && attributes.path == \"y\"",
            "get(attributes, \"git.sha\", \"\") matches \"^abc\"",
            "get(attributes, \"git.author_name\", \"\") matches \"a.*b\"",
        ];
        let left = all.map(|text| {
            let (toml, left) = read(text);
            assert_eq!((toml.as_str(), left.len()), ("", 1), "{text}: {left:?}");
            left.concat()
        });
        insta::assert_snapshot!(left.join("\n"));
    }

    #[test]
    fn a_fixed_secret_is_known_by_its_hash_and_never_written() {
        let mut import = Imported::default();
        let value = ["q7Rt2Lm9", "Zx4V"].concat();
        let text = format!(r#"finding["secret"] == "{value}" || finding["secret"] in ["a", "b"]"#);
        import.expression("filter", &text, &Scope::Everything);
        assert_eq!(import.accepted.len(), 3);
        assert_eq!(import.toml(), "");
        assert!(!format!("{import:?}").contains(&value));
    }

    #[test]
    fn brackets_without_end_do_not_go_deep() {
        let deep = "(".repeat(10_000) + "a" + &")".repeat(10_000);
        assert_eq!(read(&deep).1.len(), 1);
        assert_eq!(read(&"(".repeat(10_000)).1.len(), 1);
        let wide = (0..40).map(|n| format!("(a == \"{n}\" || b == \"{n}\")"));
        assert_eq!(read(&wide.collect::<Vec<_>>().join(" && ")).1.len(), 1);
        assert_eq!(
            entropy("filter.entropy(finding[\"secret\"]) <= 3 || x()"),
            Some(3.0)
        );
    }
}
