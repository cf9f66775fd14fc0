//! The regular expression of a rule, compiled when it is first needed, and no more of it than that.

mod loose;
mod states;
#[cfg(test)]
mod table;

use std::fmt;
use std::ops::Range;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::OnceLock;

use regex_automata::hybrid::dfa::{self, DFA};
use regex_automata::meta::{self, Regex};
use regex_automata::nfa::thompson::{self, WhichCaptures};
use regex_automata::util::pool::Pool;
use regex_automata::util::primitives::NonMaxUsize;
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input, PatternID};

use states::ALL;
pub(crate) use states::States;

/// Bytes that a compiled pattern may take before it has run.
const NFA_LIMIT: usize = 16 << 20;
/// How often an automaton may start over in one search, and bytes it must get on by for each of
/// its states, before the whole expression searches in its place.
const STARTS_OVER: usize = 3;
const GETS_ON: usize = 10;

/// A pattern of a rule.
#[derive(Debug)]
pub struct Pattern {
    /// As it was written.
    text: String,
    /// The name of the capture group that holds what is sought when it is not the whole match.
    name: &'static str,
    /// Whether it has such a group.
    is_grouped: bool,
    /// What sees the most places where there is no match; see [`Pattern::look`].
    looks: [OnceLock<Option<Ahead>>; 3],
    whole: OnceLock<Whole>,
}

/// Where a pattern matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The match.
    pub whole: Range<usize>,
    /// What is sought in it.
    pub group: Range<usize>,
}

/// The whole expression.
#[derive(Debug)]
struct Whole {
    regex: Regex,
    /// The number of the capture group, else 0, the whole match.
    group: usize,
}

impl Pattern {
    /// A pattern that [`regex()`] takes, and its table of states, if one was made when the program
    /// was built; nothing is compiled yet.
    pub(super) fn new(text: &str, name: &'static str, states: Option<States>) -> Self {
        Self {
            text: text.to_owned(),
            name,
            is_grouped: text.contains(&format!("<{name}>")),
            looks: [
                OnceLock::from(states.map(Ahead::from)),
                OnceLock::new(),
                OnceLock::new(),
            ],
            whole: OnceLock::new(),
        }
    }

    /// The leftmost match in `span`; what stands round it is seen by look-arounds only.
    #[must_use]
    pub fn search(&self, text: &[u8], span: Range<usize>, anchored: Anchored) -> Option<Found> {
        let input = Input::new(text).span(span).anchored(anchored);
        let is_plain = anchored == Anchored::Yes && !self.is_grouped;
        // Most texts that look as if a match stood there have none, and that is cheap to see.
        for look in 0..if is_plain { 3 } else { 2 } {
            if let Some(look) = self.look(look)
                && let Ok(end) = look.search(&input)
            {
                let end = end?;
                if look.counts < ALL {
                    continue;
                }
                let start = match anchored {
                    Anchored::Yes => Some(input.start()),
                    _ => look.length().map(|length| end - length),
                };
                if let Some(start) = start.filter(|_| !self.is_grouped) {
                    return Some(Found {
                        group: start..end,
                        whole: start..end,
                    });
                }
                break;
            }
        }
        self.whole().search(&input)
    }

    /// The whole expression, over bytes.
    #[must_use]
    pub fn regex(&self) -> &Regex {
        &self.whole().regex
    }

    /// The first look is by the table, the second is cheap to compile, the third knows where a
    /// match ends; each is there only if those before it count less far.
    fn look(&self, look: usize) -> Option<&Ahead> {
        let compile = || {
            let before = self.looks[..look].iter();
            let counted = before.filter_map(|before| before.get()?.as_ref());
            let counted = counted.map(|before| before.counts).max().unwrap_or(0);
            let counts = if look < 2 { loose::COUNTS[0] } else { ALL };
            (counted < counts)
                .then(|| Ahead::of(&self.text, counts))
                .flatten()
        };
        self.looks[look].get_or_init(compile).as_ref()
    }

    fn whole(&self) -> &Whole {
        self.whole.get_or_init(|| {
            let regex = regex(&self.text)
                .expect("tests compile the built-in patterns, and `compiles` those of a user");
            let group = regex
                .group_info()
                .to_index(PatternID::ZERO, self.name)
                .unwrap_or(0);
            Whole { regex, group }
        })
    }
}

impl Whole {
    fn search(&self, input: &Input<'_>) -> Option<Found> {
        let Self { regex, group } = self;
        if *group == 0 {
            let whole = regex.search(input)?.range();
            return Some(Found {
                group: whole.clone(),
                whole,
            });
        }
        let mut slots = vec![None::<NonMaxUsize>; 2 * (group + 1)];
        regex.search_slots(input, &mut slots)?;
        let range = |group: usize| Some(slots[2 * group]?.get()..slots[2 * group + 1]?.get());
        let whole = range(0)?;
        Some(Found {
            group: range(*group).unwrap_or_else(|| whole.clone()),
            whole,
        })
    }
}

/// Compiles a pattern for bytes. What would make searches of long texts faster is left out: the
/// engine searches little at a time, and anchors were found already.
pub(super) fn regex(pattern: &str) -> Result<Regex, Box<meta::BuildError>> {
    meta::Builder::new()
        .syntax(bytes())
        .configure(
            meta::Config::new()
                .utf8_empty(false)
                .auto_prefilter(false)
                .onepass(false)
                .dfa(false)
                .nfa_size_limit(Some(NFA_LIMIT)),
        )
        .build(pattern)
        .map_err(Box::new)
}

fn bytes() -> syntax::Config {
    syntax::Config::new().unicode(false).utf8(false)
}

/// Says whether there is a match, and where the leftmost one ends. One that does not count as far
/// as the expression does may see a match where there is none.
struct Ahead {
    /// As far as [`States::counts`].
    counts: u16,
    run: Run,
}

/// How that is run.
enum Run {
    /// Nothing is compiled.
    Built(States),
    /// A quarter of the whole expression's work to compile.
    Lazy {
        dfa: Box<DFA>,
        caches: Pool<dfa::Cache, MakeCache>,
    },
}

type MakeCache = Box<dyn Fn() -> dfa::Cache + Send + Sync + UnwindSafe + RefUnwindSafe>;

impl Ahead {
    /// For a pattern as it is written; or, where repetitions are not to be counted further than
    /// so, for one that is cheaper to compile and matches wherever that does. `None` for a pattern
    /// that it cannot run.
    fn of(pattern: &str, counts: u16) -> Option<Self> {
        let syntax = bytes();
        let hir = syntax::parse_with(pattern, &syntax).ok()?;
        let loose = (counts < ALL).then(|| loose::of(&hir, counts)).flatten();
        let nfa = thompson::Compiler::new()
            .configure(
                thompson::Config::new()
                    .utf8(false)
                    .which_captures(WhichCaptures::None)
                    .nfa_size_limit(Some(NFA_LIMIT)),
            )
            .build_from_hir(loose.as_ref().unwrap_or(&hir))
            .ok()?;
        let config = DFA::config()
            .skip_cache_capacity_check(true)
            .minimum_cache_clear_count(Some(STARTS_OVER))
            .minimum_bytes_per_state(Some(GETS_ON));
        let dfa = DFA::builder().configure(config).build_from_nfa(nfa).ok()?;
        let maker = dfa.clone();
        Some(Self {
            counts: if loose.is_some() { counts } else { ALL },
            run: Run::Lazy {
                dfa: Box::new(dfa),
                caches: Pool::new(Box::new(move || maker.create_cache())),
            },
        })
    }

    /// How many bytes each match has, if it knows.
    fn length(&self) -> Option<usize> {
        match &self.run {
            Run::Built(states) => states.length(),
            Run::Lazy { .. } => None,
        }
    }

    /// Where the match ends, if there is one; an error where it gave up.
    fn search(&self, input: &Input<'_>) -> Result<Option<usize>, ()> {
        match &self.run {
            Run::Built(states) => states.search(input),
            Run::Lazy { dfa, caches } => {
                let half = dfa.try_search_fwd(&mut caches.get(), input);
                half.map(|half| half.map(|half| half.offset()))
                    .map_err(drop)
            }
        }
    }
}

impl From<States> for Ahead {
    fn from(states: States) -> Self {
        Self {
            counts: states.counts(),
            run: Run::Built(states),
        }
    }
}

impl fmt::Debug for Ahead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ahead")
    }
}

#[cfg(test)]
mod tests;
