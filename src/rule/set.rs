//! The rules of one run: known by number, decoded and compiled when first needed.

use std::sync::{Arc, OnceLock};

use regex_automata::PatternID;
use regex_automata::meta::{self, Regex};
use regex_automata::util::syntax;

use super::anchors::{Anchor, AnchorIndex, TooManyAnchors};
use super::builtin;
use super::definition::{Matcher, Rule, Sought};

/// Index of a rule in its [`RuleSet`].
pub type RuleId = u32;

/// The capture group that holds the secret when it is not the whole match.
const SECRET_GROUP: &str = "secret";

/// The capture group that holds another part of the credential when it is not the whole match.
const PART_GROUP: &str = "value";

/// The rules of one run and the index of all their anchors.
#[derive(Debug)]
pub struct RuleSet {
    anchors: AnchorIndex,
    slots: Vec<Slot>,
}

/// A rule, and its pattern once that was needed.
#[derive(Debug)]
pub struct CompiledRule {
    /// The rule.
    pub rule: Arc<Rule>,
    pattern: OnceLock<Option<Pattern>>,
    parts: OnceLock<Vec<Option<Pattern>>>,
}

/// A pattern ready to run.
#[derive(Debug)]
pub struct Pattern {
    /// The regular expression, over bytes.
    pub regex: Regex,
    /// The number of its capture group `secret` (`value` for a part), else 0, the whole match.
    pub group: usize,
}

#[derive(Debug)]
struct Slot {
    stored: Stored,
    compiled: OnceLock<CompiledRule>,
}

#[derive(Debug)]
enum Stored {
    /// Index into the built-in catalogue, which decodes one rule at a time.
    Builtin(usize),
    Own(Arc<Rule>),
}

impl RuleSet {
    /// The built-in catalogue. Costs one small allocation: nothing is parsed or compiled yet.
    #[must_use]
    pub fn builtin() -> Self {
        Self {
            anchors: builtin::anchors(),
            slots: (0..builtin::len())
                .map(|index| Slot::new(Stored::Builtin(index)))
                .collect(),
        }
    }

    /// A set of exactly these rules.
    ///
    /// # Errors
    /// [`TooManyAnchors`] when they have more anchors than one automaton holds.
    pub fn new(rules: Vec<Rule>) -> Result<Self, TooManyAnchors> {
        let anchors: Vec<Anchor<'_>> = rules
            .iter()
            .enumerate()
            .flat_map(|(index, rule)| {
                rule.anchors.iter().map(move |text| Anchor {
                    rule: index as RuleId,
                    text: text.as_bytes(),
                    fold_case: rule.fold_case,
                })
            })
            .collect();
        Ok(Self {
            anchors: AnchorIndex::build(&anchors)?,
            slots: rules
                .into_iter()
                .map(|rule| Slot::new(Stored::Own(Arc::new(rule))))
                .collect(),
        })
    }

    /// The anchors of all rules.
    #[must_use]
    pub fn anchors(&self) -> &AnchorIndex {
        &self.anchors
    }

    /// How many rules there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// The rule, decoded on the first call for it.
    #[must_use]
    pub fn compiled(&self, rule: RuleId) -> &CompiledRule {
        let slot = &self.slots[rule as usize];
        slot.compiled.get_or_init(|| CompiledRule::new(slot.rule()))
    }

    /// All rules, in order of their ids for the built-in ones.
    pub fn rules(&self) -> impl Iterator<Item = Arc<Rule>> + '_ {
        self.slots.iter().map(Slot::rule)
    }
}

impl Slot {
    fn new(stored: Stored) -> Self {
        Self {
            stored,
            compiled: OnceLock::new(),
        }
    }

    fn rule(&self) -> Arc<Rule> {
        match (&self.stored, self.compiled.get()) {
            (_, Some(compiled)) => Arc::clone(&compiled.rule),
            (Stored::Own(rule), None) => Arc::clone(rule),
            (Stored::Builtin(index), None) => Arc::new(builtin::rule(*index)),
        }
    }
}

impl CompiledRule {
    fn new(rule: Arc<Rule>) -> Self {
        Self {
            rule,
            pattern: OnceLock::new(),
            parts: OnceLock::new(),
        }
    }

    /// Its pattern, compiled on the first call; `None` for [`Matcher::Assigned`]
    /// and [`Matcher::File`].
    #[must_use]
    pub fn pattern(&self) -> Option<&Pattern> {
        let compile = || match &self.rule.matcher {
            Matcher::Token { pattern, .. } | Matcher::Beside { pattern, .. } => {
                Some(Pattern::new(pattern, SECRET_GROUP))
            }
            Matcher::Assigned { .. } | Matcher::File => None,
        };
        self.pattern.get_or_init(compile).as_ref()
    }

    /// The pattern of the part with this index, compiled on the first call; `None` for one that
    /// other rules find.
    #[must_use]
    pub fn part(&self, index: usize) -> Option<&Pattern> {
        let compile = || {
            let parts = self.rule.parts.iter();
            let pattern = parts.map(|part| match &part.sought {
                Sought::Matched { pattern } => Some(Pattern::new(pattern, PART_GROUP)),
                Sought::Found { .. } => None,
            });
            pattern.collect()
        };
        self.parts.get_or_init(compile).get(index)?.as_ref()
    }
}

impl Pattern {
    fn new(pattern: &str, group: &str) -> Self {
        let regex = meta::Builder::new()
            .syntax(syntax::Config::new().unicode(false).utf8(false))
            .configure(meta::Config::new().utf8_empty(false))
            .build(pattern)
            .expect("the pattern was parsed when the rule was read");
        let group = regex
            .group_info()
            .to_index(PatternID::ZERO, group)
            .unwrap_or(0);
        Self { regex, group }
    }
}
