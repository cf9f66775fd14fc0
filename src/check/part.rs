//! Whether the parts that a rule names are seen beside its secret, and reported with it.

use super::sample::Trial;
use super::{Fault, Part, context};
use crate::finding::Finding;
use crate::nearest::did_you_mean;
use crate::rule::template::{Dice, expand};
use crate::rule::{Companion, Sought};

/// Samples made of each example.
const SAMPLES: usize = 5;

impl Trial<'_> {
    pub(super) fn parts(&self) -> Vec<Fault> {
        let parts = self.rule.parts.iter().enumerate();
        let faults = parts.filter_map(|(index, part)| {
            let what = self.part(part).err()?;
            Some(Fault::new(
                Part::Companion(index),
                format!("its part {what}"),
            ))
        });
        faults.collect()
    }

    fn part(&self, part: &Companion) -> Result<(), String> {
        let name = &part.name;
        let examples = self.examples_of(part)?;
        if examples.is_empty() {
            return Err(format!(
                "`{name}` has no examples: add `examples = [\"…{{hex:32}}\"]`, templates of text that \
                 holds it"
            ));
        }
        let Some(own) = self.rule.examples.first() else {
            return Ok(());
        };
        let mut dice = Dice::new(name.len() as u64);
        for template in &examples {
            let mut is_seen = false;
            for _ in 0..SAMPLES {
                let beside = expand(template, &mut dice).map_err(|error| error.to_string())?;
                let sample = self.sample(own, &mut dice)?;
                // It may bring the part along.
                let alone = self.scan(&sample);
                if alone
                    .iter()
                    .flat_map(|found| &found.parts)
                    .any(|seen| seen.name == *name)
                {
                    return Ok(());
                }
                for context in context::of(self.rule, &sample) {
                    let mut text = format!("{beside}\n");
                    let context = as_secret(context);
                    context::place(self.rule, &context, self.name(), &sample, &mut text);
                    let is_near = text.find(&sample).is_some_and(|ahead| ahead <= part.within);
                    match self.together(part, &text, &sample) {
                        Ok(()) => is_seen = true,
                        Err(what) if is_near => {
                            return Err(format!("`{name}` ({template}) {what}"));
                        }
                        // What stands between there is longer than the rule allows.
                        Err(_) => (),
                    }
                }
            }
            if !is_seen {
                let within = part.within;
                return Err(format!(
                    "`{name}` ({template}) is never seen `within` {within} bytes of the secret, of which its own are some: allow more"
                ));
            }
        }
        Ok(())
    }

    /// Templates of texts that hold the part.
    fn examples_of(&self, part: &Companion) -> Result<Vec<String>, String> {
        let Sought::Found { rules: ids } = &part.sought else {
            return Ok(part.examples.clone());
        };
        let rules: Vec<_> = self.scanner.rules().rules().collect();
        let mut examples = part.examples.clone();
        for id in ids {
            let Some(rule) = rules.iter().find(|rule| rule.id == *id) else {
                let meant = did_you_mean(id, rules.iter().map(|rule| rule.id.as_str()));
                let name = &part.name;
                return Err(format!(
                    "`{name}` names a rule `{id}` that is not there{meant}"
                ));
            };
            if part.examples.is_empty() {
                examples.extend(rule.examples.first().cloned());
            }
        }
        Ok(examples)
    }

    /// Whether the sample is reported with the part, and the part not apart from it.
    fn together(&self, part: &Companion, text: &str, sample: &str) -> Result<(), String> {
        let found = self.scan(text);
        let Some(own) = found.iter().find(|finding| self.is_own(finding, sample)) else {
            return Err("hides the secret beside it".to_owned());
        };
        if !own.parts.iter().any(|seen| seen.name == part.name) {
            return Err("is not seen beside the secret".to_owned());
        }
        let Sought::Found { rules } = &part.sought else {
            return Ok(());
        };
        let apart = |finding: &&Finding| rules.contains(&finding.rule.id);
        match found.iter().find(apart) {
            None => Ok(()),
            Some(_) => Err("is reported a second time".to_owned()),
        }
    }
}

/// The context in which what was called a key is called a secret: it has parts, and is none.
fn as_secret(context: &str) -> String {
    let called = [("key", "secret"), ("Key", "Secret"), ("KEY", "SECRET")];
    called
        .iter()
        .fold(context.to_owned(), |text, (key, secret)| {
            text.replace(key, secret)
        })
}
