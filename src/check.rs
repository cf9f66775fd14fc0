//! Whether rules do what they say: every example is found by its own rule, in the contexts that
//! people write, and no counter-example is.

mod part;

use std::ops::Range;

use crate::blob::{Blob, Origin};
use crate::checksum;
use crate::detect::{Options, Scanner};
use crate::finding::Finding;
use crate::rule::template::{Dice, expand};
use crate::rule::{Matcher, Rule, RuleSet};

/// Samples made of a rule's examples, all together at least.
const SAMPLES: usize = 50;
/// So many samples of each example stand in every context; the rest in one each.
const THOROUGH: usize = 2;
/// Samples made of each counter-example.
const COUNTER_SAMPLES: usize = 5;
/// Where a distinctive token stands in people's files; `@` is the token.
const TOKEN_CONTEXTS: [&str; 10] = [
    "@",
    "'@'",
    "TOKEN=@\n",
    "{\"token\": \"@\"}",
    "{\\\"token\\\":\\\"@\\\"}",
    "token: @\n",
    "Authorization: Bearer @\r\n",
    "https://example.net/x?token=@&page=2",
    "a(1),t=\"@\",b(2)",
    "ключ: «@»",
];
/// Where a bare value stands beside its provider's name, `%` (or `$`, upper case).
const BESIDE_CONTEXTS: [&str; 7] = [
    "$_API_KEY=@\n",
    "%_api_key: \"@\"\n",
    "{\"%ApiKey\": \"@\"}",
    "const client = new %(\"@\")",
    "# %\napi_key = '@'\n",
    "curl https://api.%.com/v1 -H \"Authorization: Bearer @\"",
    "https://api.%.com/v1?key=@",
];

/// A rule that does not do what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The rule's id.
    pub rule: String,
    /// What is wrong, and what to write instead where that is known.
    pub what: String,
}

/// Checks `rules`, which are part of `set`. Problems come in the order of the rules, at most one
/// an example.
#[must_use]
pub fn check(rules: &[Rule], set: RuleSet) -> Vec<Problem> {
    let scanner = Scanner::new(
        set,
        Options {
            no_inline_allow: true,
            ..Options::default()
        },
    );
    rules
        .iter()
        .flat_map(|rule| {
            Check {
                rule,
                scanner: &scanner,
            }
            .problems()
        })
        .collect()
}

struct Check<'a> {
    rule: &'a Rule,
    scanner: &'a Scanner,
}

impl Check<'_> {
    fn problems(&self) -> Vec<Problem> {
        let mut problems = self.metadata();
        problems.extend(
            self.rule
                .examples
                .iter()
                .filter_map(|template| self.example(template).err()),
        );
        problems.extend(
            self.rule
                .counter_examples
                .iter()
                .filter_map(|template| self.counter(template).err()),
        );
        problems.extend(self.parts());
        problems
            .into_iter()
            .map(|what| Problem {
                rule: self.rule.id.clone(),
                what,
            })
            .collect()
    }

    fn metadata(&self) -> Vec<String> {
        let rule = self.rule;
        let kebab = rule
            .id
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        [
            (!kebab, "its id is not kebab-case (`acme-api-key`)"),
            (
                rule.examples.is_empty() && !matches!(rule.matcher, Matcher::Binary { .. }),
                "it has no `examples`",
            ),
            (
                rule.revoke.is_empty(),
                "it does not say how to `revoke` what it finds",
            ),
        ]
        .into_iter()
        .filter(|(wrong, _)| *wrong)
        .map(|(_, what)| what.to_owned())
        .collect()
    }

    fn example(&self, template: &str) -> Result<(), String> {
        let mut dice = Dice::new(template.len() as u64);
        for number in 0..SAMPLES.div_ceil(self.rule.examples.len()) {
            let sample = self.sample(template, &mut dice)?;
            let contexts = self.contexts(&sample);
            // The first few in every context, the rest in one each.
            let turn = number % contexts.len();
            let chosen = if number < THOROUGH {
                &contexts[..]
            } else {
                &contexts[turn..=turn]
            };
            for (context, text) in chosen {
                let found = self.scan(text);
                if found.iter().any(|finding| self.is_own(finding, &sample)) {
                    continue;
                }
                let instead = match found.first() {
                    None => "nothing finds it".to_owned(),
                    Some(other) => format!("`{}` finds it instead", other.rule.id),
                };
                return Err(format!(
                    "its example `{template}` in `{}`: {instead}",
                    context.escape_debug()
                ));
            }
        }
        Ok(())
    }

    /// A sample whose secret's checksum, where its kind has one, holds.
    fn sample(&self, template: &str, dice: &mut Dice) -> Result<String, String> {
        let mut sample = expand(template, dice).map_err(|error| error.to_string())?;
        if let Some(kind) = self.rule.checksum {
            let span = self.secret_in(&sample);
            let secret = sample.as_bytes()[span.clone()].to_vec();
            let completed = String::from_utf8(checksum::complete(kind, secret, dice));
            let completed = completed.map_err(|_| {
                format!("its example `{template}` is not text once its checksum is made to hold")
            })?;
            sample.replace_range(span, &completed);
        }
        Ok(sample)
    }

    /// Where the secret stands in a sample that brings its own context; else the sample is all
    /// secret.
    fn secret_in(&self, sample: &str) -> Range<usize> {
        self.scan(sample)
            .iter()
            .find(|finding| finding.rule.id == self.rule.id)
            .map(|finding| finding.byte_start as usize..finding.byte_end as usize)
            .filter(|span| sample.get(span.clone()).is_some())
            .unwrap_or(0..sample.len())
    }

    fn counter(&self, template: &str) -> Result<(), String> {
        let mut dice = Dice::new(template.len() as u64);
        for _ in 0..COUNTER_SAMPLES {
            let sample = expand(template, &mut dice).map_err(|error| error.to_string())?;
            for (context, text) in self.contexts(&sample) {
                if self
                    .scan(&text)
                    .iter()
                    .any(|finding| finding.rule.id == self.rule.id)
                {
                    return Err(format!(
                        "it finds its counter-example `{template}` in `{}`",
                        context.escape_debug()
                    ));
                }
            }
        }
        Ok(())
    }

    fn is_own(&self, finding: &Finding, sample: &str) -> bool {
        finding.rule.id == self.rule.id
            && memchr::memmem::find(sample.as_bytes(), finding.secret.reveal()).is_some()
    }

    /// The sample in the places where people write its like. A sample of several lines, or one
    /// that brings its own context, stands alone.
    fn contexts(&self, sample: &str) -> Vec<(&'static str, String)> {
        let own_context = sample.contains(['\n', ' ', '"', '\'', '=']) && !sample.ends_with('=');
        if own_context {
            return vec![("@", sample.to_owned())];
        }
        let name = self.rule.context.first().map_or("", String::as_str);
        let near = if name.is_empty() {
            String::new()
        } else {
            format!("{name} ")
        };
        match self.rule.matcher {
            Matcher::Beside { .. } => BESIDE_CONTEXTS
                .iter()
                .map(|context| {
                    let text = context
                        .replace('%', name)
                        .replace('$', &name.to_uppercase());
                    (*context, text.replace('@', sample))
                })
                .collect(),
            _ => TOKEN_CONTEXTS
                .iter()
                .map(|context| (*context, format!("{near}{}", context.replace('@', sample))))
                .collect(),
        }
    }

    fn scan(&self, text: &str) -> Vec<Finding> {
        let origin = Origin::Stdin {
            path: "sample.txt".to_owned(),
        };
        self.scanner.scan(&Blob::whole(&origin, text.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::parse;

    fn problems(body: &str) -> Vec<String> {
        let text = format!(
            "provider = \"P\"\ncategory = \"ai\"\nrevoke = \"x\"\n[[rule]]\nid = \"p-key\"\nname = \"P\"\nseverity = \"high\"\n{body}"
        );
        let rules = parse("p.toml", &text).unwrap();
        let set = RuleSet::new(rules.clone()).unwrap();
        check(&rules, set)
            .into_iter()
            .map(|problem| problem.what)
            .collect()
    }

    #[test]
    fn a_good_rule_passes() {
        let good = "anchors = [\"pk-\"]\npattern = 'pk-[a-z]{20}'\nexamples = [\"pk-{lower:20}\"]\ncounter_examples = [\"pk-{lower:19}\"]";
        assert_eq!(problems(good), Vec::<String>::new());
    }

    #[test]
    fn an_example_nothing_finds_is_a_problem() {
        let short = "anchors = [\"pk-\"]\npattern = 'pk-[a-z]{20}'\nexamples = [\"pk-{lower:19}\"]";
        assert!(problems(short)[0].contains("nothing finds it"));
    }

    #[test]
    fn a_counter_example_that_is_found_is_a_problem() {
        let wide = "anchors = [\"pk-\"]\npattern = 'pk-[a-z]{20}'\nexamples = [\"pk-{lower:20}\"]\ncounter_examples = [\"pk-{lower:20}\"]";
        assert!(problems(wide)[0].contains("counter-example"));
    }

    #[test]
    fn the_catalogue_passes() {
        let rules: Vec<Rule> = RuleSet::builtin()
            .rules()
            .map(|rule| (*rule).clone())
            .collect();
        let problems = check(&rules, RuleSet::builtin());
        let lines: Vec<String> = problems
            .iter()
            .map(|p| format!("{}: {}", p.rule, p.what))
            .collect();
        assert!(lines.is_empty(), "{}", lines.join("\n"));
    }
}
