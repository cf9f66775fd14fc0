//! Whether rules do what they say: every example is found by its own rule, in the contexts that
//! people write, no counter-example is, and no rule costs more than its share.

mod context;
mod corpus;
mod cost;
mod form;
mod part;
mod reason;
mod sample;
#[cfg(test)]
mod tests;
mod twin;

use std::fmt;

use rayon::prelude::*;

use crate::complaint;
use crate::detect::{Options, Scanner};
use crate::rule::template::Dice;
use crate::rule::{
    Place, Rule, RuleError, RuleErrors, RuleSet, compiles, id_matches, known_or_meant, parse,
    parse_own, places,
};

/// A file of rules, or the rules of no file.
#[derive(Clone, Debug)]
pub struct Sheet {
    file: Option<String>,
    rules: Vec<Rule>,
    places: Vec<Place>,
    disabled: Vec<String>,
}

impl Sheet {
    /// Reads a rule file, or the rules of a `tightlip.toml`; `file` names it in errors and
    /// problems.
    ///
    /// # Errors
    /// What is wrong with its form, or with each of its rules, with lines and columns.
    pub fn read(file: &str, text: &str) -> Result<Self, RuleErrors> {
        let rules = if is_configuration(file, text) {
            parse_own(file, text, known_or_meant)
        } else {
            parse(file, text)
        };
        let sheet = Self {
            file: Some(file.to_owned()),
            rules: rules.map_err(|errors| explained(errors, text))?,
            places: places(text),
            disabled: disabled(text),
        };
        if sheet.rules.is_empty() && !chooses(text) {
            let what = nothing_in(text).to_owned();
            return Err(RuleError::new(file, text, 0..0, what).into());
        }
        let mut errors = Vec::new();
        for (number, rule) in sheet.rules.iter().enumerate() {
            if let Err(what) = compiles(rule) {
                let line = sheet
                    .locate(number, Part::Pattern)
                    .map_or(1, |(_, line)| line);
                let above = text.split_inclusive('\n').take(line - 1);
                let start: usize = above.map(str::len).sum();
                let what = format!("rule `{}`: {what}", rule.id);
                errors.push(RuleError::new(file, text, start..start, what));
            }
        }
        if errors.is_empty() {
            Ok(sheet)
        } else {
            Err(RuleErrors(errors))
        }
    }

    /// Rules whose files are not at hand.
    #[must_use]
    pub fn of(rules: Vec<Rule>) -> Self {
        Self {
            file: None,
            rules,
            places: Vec::new(),
            disabled: Vec::new(),
        }
    }

    /// Its rules.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Ids of rules that it switches off; `*` stands for any text.
    pub fn disabled(&self) -> impl Iterator<Item = &str> {
        self.disabled.iter().map(String::as_str)
    }

    /// Where a part of its rule number `rule` stands.
    fn locate(&self, rule: usize, part: Part) -> Option<(String, usize)> {
        let place = self.places.get(rule)?;
        let line = match part {
            Part::Rule => place.rule,
            Part::Id => place.id,
            Part::Name => place.name,
            Part::Env => place.env,
            Part::Companion(index) => *place.parts.get(index)?,
            Part::Pattern => place.pattern,
            Part::Category => place.category,
            Part::Entropy => place.entropy,
            Part::Checksum => place.checksum,
            Part::Anchor(index) => *place.anchors.get(index)?,
            Part::Example(index) => *place.examples.get(index)?,
            Part::CounterExample(index) => *place.counter_examples.get(index)?,
        };
        Some((self.file.clone()?, line))
    }
}

/// What to say of a file without rules.
fn nothing_in(text: &str) -> &'static str {
    let is_theirs = |table: toml::Table| table.contains_key("rules");
    if text.parse().is_ok_and(is_theirs) {
        "there is no `[[rule]]` in it; `[[rules]]` is gitleaks' word: `tightlip config import FILE` \
         translates those"
    } else {
        "there is no `[[rule]]` in it, so nothing is checked"
    }
}

/// Whether it is a configuration that says which rules are used.
fn chooses(text: &str) -> bool {
    let table: toml::Table = text.parse().unwrap_or_default();
    table.get("rules").is_some_and(toml::Value::is_table)
}

/// The rules that a configuration switches off.
fn disabled(text: &str) -> Vec<String> {
    let table: toml::Table = text.parse().unwrap_or_default();
    let ids = table.get("rules").and_then(|rules| rules.get("disable"));
    let ids = ids.and_then(toml::Value::as_array).into_iter().flatten();
    ids.filter_map(|id| id.as_str().map(str::to_owned))
        .collect()
}

/// Whether these are rules of a project's configuration, each of which says all of itself. A rule
/// file says at its top of which provider they are.
fn is_configuration(file: &str, text: &str) -> bool {
    let says = |table: toml::Table| {
        !["provider", "category"]
            .iter()
            .any(|key| table.contains_key(*key))
    };
    file.ends_with("tightlip.toml") || text.parse().is_ok_and(says)
}

/// The errors in plain words, each with the rule that it is in.
fn explained(errors: RuleErrors, text: &str) -> RuleErrors {
    let plain = |error: RuleError| {
        if error.message.starts_with("rule `") {
            return error;
        }
        let message = complaint::explained(text, &error.at, &error.message);
        RuleError { message, ..error }
    };
    RuleErrors(errors.0.into_iter().map(plain).collect())
}

/// A rule that does not do what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file and the 1-based line, where they are known.
    pub at: Option<(String, usize)>,
    /// The rule's id.
    pub rule: String,
    /// What is wrong, and what to write instead where that is known.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((file, line)) = &self.at {
            write!(f, "{file}:{line}: ")?;
        }
        write!(f, "rule `{}`: {}", self.rule, self.what)
    }
}

/// The part of a rule that a fault is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Rule,
    Id,
    Name,
    Env,
    Companion(usize),
    Pattern,
    Category,
    Entropy,
    Checksum,
    Anchor(usize),
    Example(usize),
    CounterExample(usize),
}

/// What is wrong with a rule, and where in it.
#[derive(Debug)]
struct Fault {
    part: Part,
    what: String,
}

impl Fault {
    fn new(part: Part, what: impl Into<String>) -> Self {
        Self {
            part,
            what: what.into(),
        }
    }
}

/// A made-up secret such as `rule`, one of `set`, finds: its first example, expanded, with a
/// checksum that holds.
#[must_use]
pub fn sample(rule: &Rule, set: RuleSet) -> Option<String> {
    let template = rule.examples.first()?;
    let scanner = Scanner::new(set, Options::default());
    let trial = sample::Trial {
        rule,
        scanner: &scanner,
    };
    let mut dice = Dice::new(rule.id.len() as u64);
    trial.sample(template, &mut dice).ok()
}

/// Checks the rules of `sheets`, which are part of `set`. Problems come in the order of the
/// rules.
#[must_use]
pub fn check(sheets: &[Sheet], set: RuleSet) -> Vec<Problem> {
    let options = Options {
        no_inline_allow: true,
        ..Options::default()
    };
    let disabled: Vec<&str> = sheets.iter().flat_map(Sheet::disabled).collect();
    let is_off = |rule: &Rule| disabled.iter().any(|id| id_matches(id, &rule.id));
    let used = RuleSet::builtin().without(disabled.iter().copied());
    let catalogue = Scanner::new(used, options.clone());
    let scanner = Scanner::new(set, options);
    let bill = cost::Bill::new(&scanner);
    let order = form::order(sheets);
    let all: Vec<(&Sheet, usize)> = sheets
        .iter()
        .flat_map(|sheet| (0..sheet.rules.len()).map(move |index| (sheet, index)))
        .collect();
    all.par_iter()
        .zip(order)
        .flat_map_iter(|((sheet, index), order)| {
            let rule = &sheet.rules[*index];
            let mut faults = form::faults(rule);
            faults.extend(order);
            // Nothing is looked for by one that is switched off.
            if !is_off(rule) {
                faults.extend(sample::faults(rule, &scanner));
                faults.extend(twin::fault(rule, &catalogue));
                faults.extend(bill.faults(rule));
            }
            faults.into_iter().map(|fault| Problem {
                at: sheet.locate(*index, fault.part),
                rule: rule.id.clone(),
                what: fault.what,
            })
        })
        .collect()
}
