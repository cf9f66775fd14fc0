//! The rules of one run: known by number, decoded and compiled when first needed.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::anchors::{Anchor, AnchorIndex, AnchorsTooLong, Hit};
use super::builtin;
use super::definition::{Matcher, Rule, Sought};
use super::name::TellingNames;
use super::pattern::{Pattern, States, regex};

/// Index of a rule in its [`RuleSet`].
pub type RuleId = u32;

/// The capture group that holds the secret when it is not the whole match.
pub const SECRET_GROUP: &str = "secret";

/// The capture group that holds another part of the credential when it is not the whole match.
pub const PART_GROUP: &str = "value";

/// For so few rules that are not looked for no other index is made: in a hook that costs more than
/// it saves.
const FEW: usize = 8;

/// The rules of one run and the index of all their anchors.
#[derive(Debug)]
pub struct RuleSet {
    /// Each with the number of its first rule: the built-in index is used where it lies.
    anchors: Vec<(RuleId, AnchorIndex)>,
    slots: Vec<Slot>,
    /// Rules that are not looked for, sorted.
    disabled: Vec<RuleId>,
}

/// A rule, and its pattern once that was needed.
#[derive(Debug)]
pub struct CompiledRule {
    /// The rule.
    pub rule: Arc<Rule>,
    /// Its pattern's, made when the program was built.
    states: Option<States>,
    pattern: OnceLock<Option<Pattern>>,
    parts: OnceLock<Vec<Option<Pattern>>>,
    names: OnceLock<TellingNames>,
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
    /// A rule of the catalogue that sees what it saw, but says something else of it.
    Changed(Arc<Rule>),
    Own(Arc<Rule>),
}

impl RuleSet {
    /// The built-in catalogue. Costs one small allocation: nothing is parsed or compiled yet.
    #[must_use]
    pub fn builtin() -> Self {
        Self {
            anchors: vec![(0, builtin::anchors())],
            slots: (0..builtin::len())
                .map(|index| Slot::new(Stored::Builtin(index)))
                .collect(),
            disabled: Vec::new(),
        }
    }

    /// A set of exactly these rules.
    ///
    /// # Errors
    /// [`AnchorsTooLong`] when their anchors have more bytes than can be counted.
    pub fn new(rules: Vec<Rule>) -> Result<Self, AnchorsTooLong> {
        let none = Self {
            anchors: Vec::new(),
            slots: Vec::new(),
            disabled: Vec::new(),
        };
        none.and(rules)
    }

    /// Whether a rule is not of the built-in catalogue.
    #[must_use]
    pub fn is_own(&self, id: RuleId) -> bool {
        matches!(self.slots[id as usize].stored, Stored::Own(_))
    }

    /// This set and these rules, which replace those of the same ids. What is there already is
    /// not built again.
    ///
    /// # Errors
    /// [`AnchorsTooLong`] when their anchors have more bytes than can be counted.
    pub fn and(mut self, rules: Vec<Rule>) -> Result<Self, AnchorsTooLong> {
        let rules: Vec<Rule> = rules
            .into_iter()
            .filter_map(|rule| self.change(rule))
            .collect();
        let mut set = self.without(rules.iter().map(|rule| rule.id.as_str()));
        let first = set.slots.len() as RuleId;
        let sought: Vec<_> = rules.iter().map(Rule::sought).collect();
        let anchors: Vec<Anchor<'_>> = (0..)
            .zip(rules.iter().zip(&sought))
            .flat_map(|(index, (rule, texts))| {
                texts.iter().map(move |text| Anchor {
                    rule: index,
                    text,
                    fold_case: rule.fold_case,
                })
            })
            .collect();
        if !rules.is_empty() {
            set.anchors.push((first, AnchorIndex::build(&anchors)?));
        }
        let own = rules.into_iter().map(Arc::new).map(Stored::Own);
        set.slots.extend(own.map(Slot::new));
        Ok(set)
    }

    /// Takes in a rule that sees what the built-in one of its id sees: that one's anchors stay.
    /// Another one is given back.
    fn change(&mut self, rule: Rule) -> Option<Rule> {
        let is_its = |slot: &&mut Slot| match slot.stored {
            Stored::Builtin(at) => rule.sees_as(&builtin::rule(at)),
            _ => false,
        };
        let at = builtin::find(&rule.id).unwrap_or(usize::MAX);
        let Some(slot) = self.slots.get_mut(at).filter(is_its) else {
            return Some(rule);
        };
        *slot = Slot::new(Stored::Changed(Arc::new(rule)));
        None
    }

    /// This set without the rules whose ids [match](id_matches) one of these.
    #[must_use]
    pub fn without<'i>(mut self, ids: impl IntoIterator<Item = &'i str>) -> Self {
        let before = self.disabled.len();
        let (patterns, exact): (Vec<&str>, Vec<&str>) =
            ids.into_iter().partition(|ids| ids.contains('*'));
        // Those of the catalogue are found by halving, whatever their number.
        let builtin: HashSet<usize> = exact.iter().filter_map(|id| builtin::find(id)).collect();
        let exact: HashSet<&str> = exact.into_iter().collect();
        let matches = |id: &str| patterns.iter().any(|ids| id_matches(ids, id));
        for (index, slot) in self.slots.iter().enumerate() {
            let is_meant = match &slot.stored {
                Stored::Builtin(at) => builtin.contains(at) || matches(builtin::id(*at)),
                _ => exact.contains(&*slot.rule().id) || matches(&slot.rule().id),
            };
            if is_meant {
                self.disabled.push(index as RuleId);
            }
        }
        self.disabled.sort_unstable();
        self.disabled.dedup();
        if self.disabled.len() > before.max(FEW) {
            self.drop_anchors();
        }
        self
    }

    /// Takes the anchors of what is not looked for out of the indexes.
    fn drop_anchors(&mut self) {
        let disabled = &self.disabled;
        for (first, anchors) in &mut self.anchors {
            let is_off = |rule| disabled.binary_search(&(*first + rule)).is_ok();
            *anchors = anchors.without(is_off);
        }
    }

    /// Calls `each` for every anchor of every rule in `text`, in an order that depends on the
    /// text alone.
    pub fn find(&self, text: &[u8], mut each: impl FnMut(Hit)) {
        for (first, anchors) in &self.anchors {
            anchors.find(text, |hit| {
                let rule = first + hit.rule;
                if self.disabled.is_empty() || self.disabled.binary_search(&rule).is_err() {
                    each(Hit { rule, ..hit });
                }
            });
        }
    }

    /// Calls `each` for every anchor of every rule that stands in, or reaches into, one of
    /// `gaps`, and perhaps for others near them; see [`AnchorIndex::find_in`].
    pub fn find_in(&self, text: &[u8], gaps: &[Range<usize>], mut each: impl FnMut(Hit)) {
        for (first, anchors) in &self.anchors {
            anchors.find_in(text, gaps, |hit| {
                let rule = first + hit.rule;
                if self.disabled.is_empty() || self.disabled.binary_search(&rule).is_err() {
                    each(Hit { rule, ..hit });
                }
            });
        }
    }

    /// A digest of the rules in force.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new();
        for slot in &self.slots {
            // The built-in ones are hashed as they lie.
            if let Stored::Own(rule) | Stored::Changed(rule) = &slot.stored {
                let packed = postcard::to_stdvec(rule.as_ref()).unwrap_or_default();
                hasher.update(&packed);
            }
        }
        let numbers = [self.slots.len()].into_iter();
        for number in numbers.chain(self.disabled.iter().map(|rule| *rule as usize)) {
            hasher.update(&(number as u64).to_le_bytes());
        }
        hasher.update(builtin::packed());
        *hasher.finalize().as_bytes()
    }

    /// How many rules there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.len() - self.disabled.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The rule of this id, if it is looked for; users' own rules come first.
    #[must_use]
    pub fn named(&self, id: &str) -> Option<RuleId> {
        let builtin = builtin::find(id);
        let is_it = |(_, slot): &(usize, &Slot)| match &slot.stored {
            Stored::Own(rule) | Stored::Changed(rule) => rule.id == id,
            Stored::Builtin(at) => builtin == Some(*at),
        };
        let is_on = |index: &RuleId| self.disabled.binary_search(index).is_err();
        let slots = self.slots.iter().enumerate().rev();
        let mut numbers = slots.filter(is_it).map(|(index, _)| index as RuleId);
        numbers.find(is_on)
    }

    /// The rule, decoded on the first call for it.
    #[must_use]
    pub fn compiled(&self, rule: RuleId) -> &CompiledRule {
        let slot = &self.slots[rule as usize];
        slot.compiled
            .get_or_init(|| CompiledRule::new(slot.rule(), slot.states()))
    }

    /// The ids of all rules, in the same order as [`rules`](Self::rules); none is decoded for them.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        let is_on = |index: usize| self.disabled.binary_search(&(index as RuleId)).is_err();
        let slots = self.slots.iter().enumerate();
        slots
            .filter(move |(index, _)| is_on(*index))
            .map(|(_, slot)| match &slot.stored {
                Stored::Builtin(at) => builtin::id(*at),
                Stored::Changed(rule) | Stored::Own(rule) => &rule.id,
            })
    }

    /// All rules, in order of their ids for the built-in ones.
    pub fn rules(&self) -> impl Iterator<Item = Arc<Rule>> + '_ {
        let is_on = |index: usize| self.disabled.binary_search(&(index as RuleId)).is_err();
        let slots = self.slots.iter().enumerate();
        slots
            .filter(move |(index, _)| is_on(*index))
            .map(|(_, slot)| slot.rule())
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
            (Stored::Own(rule) | Stored::Changed(rule), None) => Arc::clone(rule),
            (Stored::Builtin(index), None) => Arc::new(builtin::rule(*index)),
        }
    }

    fn states(&self) -> Option<States> {
        match self.stored {
            Stored::Builtin(index) => builtin::states(index),
            Stored::Changed(_) | Stored::Own(_) => None,
        }
    }
}

impl CompiledRule {
    fn new(rule: Arc<Rule>, states: Option<States>) -> Self {
        Self {
            rule,
            states,
            pattern: OnceLock::new(),
            parts: OnceLock::new(),
            names: OnceLock::new(),
        }
    }

    /// The names of a [`Matcher::Assigned`], taken apart on the first call; else none.
    #[must_use]
    pub fn names(&self) -> &TellingNames {
        self.names.get_or_init(|| match &self.rule.matcher {
            Matcher::Assigned { names } => TellingNames::new(names),
            _ => TellingNames::new::<&str>(&[]),
        })
    }

    /// Its pattern, compiled on the first call; `None` for a matcher that has none.
    #[must_use]
    pub fn pattern(&self) -> Option<&Pattern> {
        let compile = || {
            let (pattern, _) = self.rule.matcher.pattern()?;
            Some(Pattern::new(pattern, SECRET_GROUP, self.states))
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
                Sought::Matched { pattern } => {
                    let states = builtin::part_states(pattern);
                    Some(Pattern::new(pattern, PART_GROUP, states))
                }
                Sought::Found { .. } => None,
            });
            pattern.collect()
        };
        self.parts.get_or_init(compile).get(index)?.as_ref()
    }
}

/// Whether all patterns of a rule can be run; said in words that do not repeat them.
///
/// # Errors
/// What to write instead.
pub fn compiles(rule: &Rule) -> Result<(), &'static str> {
    let own = rule.matcher.pattern().map(|(pattern, _)| pattern);
    let parts = rule.parts.iter().filter_map(|part| match &part.sought {
        Sought::Matched { pattern } => Some(pattern.as_str()),
        Sought::Found { .. } => None,
    });
    for pattern in own.into_iter().chain(parts) {
        if pattern.is_empty() {
            return Err("its pattern is empty: say what the secret looks like");
        }
        regex(pattern)
            .map_err(|_| "its pattern is too large once compiled: bound its repetitions")?;
    }
    Ok(())
}

/// Whether a rule's id, or a pattern with one `*`, means the rule of this id.
#[must_use]
pub fn id_matches(pattern: &str, id: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == id,
        Some((head, tail)) => {
            id.len() >= head.len() + tail.len() && id.starts_with(head) && id.ends_with(tail)
        }
    }
}

#[cfg(test)]
mod tests;
