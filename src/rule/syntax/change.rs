//! A `[[rule]]` of a configuration that says little: it changes a rule of the catalogue.

use std::ops::Range;

use super::super::definition::Rule;
use super::{Fault, RuleSyntax, Shared};

impl RuleSyntax {
    /// The rule that a configuration's table at `span` means: one of its own, or, where it says
    /// neither all that a rule needs nor how to see a secret, the rule of that id that `known`
    /// has, with what the table says in place of what that said; else `known` says what else may be
    /// meant. A confidence that it states is never exceeded.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn own(
        &self,
        span: Range<usize>,
        known: impl Fn(&str) -> Result<Rule, String>,
        shared: &Shared<'_>,
    ) -> Result<Rule, Fault> {
        let is_whole = self.name.is_some() && self.severity.is_some() && self.sees();
        let whole = || {
            let rule = self.rule(span.clone(), shared)?;
            let ceiling = self.confidence.unwrap_or(rule.ceiling);
            Ok(Rule { ceiling, ..rule })
        };
        if is_whole {
            return whole();
        }
        match known(&self.id) {
            Ok(known) => self.changed(&known, span),
            Err(meant) if !meant.is_empty() && self.name.is_none() && !self.sees() => {
                let what = format!("no rule of the catalogue is called so{meant}");
                Err(self.fault(span, &what))
            }
            Err(_) => whole(),
        }
    }

    /// Whether it says how its secret is seen.
    fn sees(&self) -> bool {
        self.pattern.is_some() || self.names.is_some() || !self.binary.is_empty()
    }

    fn changed(&self, known: &Rule, span: Range<usize>) -> Result<Rule, Fault> {
        let fixed = self.fixed();
        if !fixed.is_empty() {
            let at = self.pattern_span().unwrap_or(span);
            return Err(self.fault(
                at,
                &format!(
                    "{} cannot be changed alone in a rule of the catalogue: give all of a rule (`name`, \
                     `severity`, `anchors`, `pattern`, …) to replace it, or change only {CHANGEABLE}",
                    fixed.join(" and ")
                ),
            ));
        }
        let severity = self.severity.unwrap_or(known.severity);
        let changed = Rule {
            severity,
            name: or(self.name.as_ref(), &known.name),
            provider: or(self.provider.as_ref(), &known.provider),
            category: or(self.category.as_ref(), &known.category),
            description: or(self.description.as_ref(), &known.description),
            confidence: self.confidence.unwrap_or(known.confidence),
            ceiling: self.confidence.unwrap_or(known.ceiling),
            entropy: self.entropy.unwrap_or(known.entropy),
            env: or(self.env.as_ref(), &known.env),
            revoke: or(self.revoke.as_ref(), &known.revoke),
            docs: or(self.docs.as_ref(), &known.docs),
            ..known.clone()
        };
        if changed == *known {
            let what = format!("it changes nothing: say one of {CHANGEABLE}");
            return Err(self.fault(span, &what));
        }
        Ok(changed)
    }

    /// What it says that belongs to what else a rule says of how its secret is seen.
    fn fixed(&self) -> Vec<String> {
        let said = [
            ("anchors", !self.anchors.is_empty()),
            ("pattern", self.pattern.is_some()),
            ("names", self.names.is_some()),
            ("binary", !self.binary.is_empty()),
            ("context", !self.context.is_empty()),
            ("within", self.within.is_some()),
            ("boundary", self.boundary.is_some()),
            ("checksum", self.checksum.is_some()),
            ("structure", self.structure.is_some()),
            ("parts", !self.parts.is_empty()),
            ("paths", !self.paths.is_empty()),
            ("examples", !self.examples.is_empty()),
            ("counter_examples", !self.counter_examples.is_empty()),
        ];
        let said = said.into_iter().filter(|(_, is_said)| *is_said);
        said.map(|(key, _)| format!("`{key}`")).collect()
    }
}

/// The keys that may stand alone.
const CHANGEABLE: &str = "`severity`, `confidence`, `entropy`, `name`, `description`, `provider`, `category`, \
     `env`, `revoke` and `docs`";

fn or<T: Clone>(own: Option<&T>, known: &T) -> T {
    own.unwrap_or(known).clone()
}
