//! The regular expression of a rule, compiled when it is first needed, and no more of it than that.

mod loose;

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
    first: OnceLock<Option<Ahead>>,
    exact: OnceLock<Option<Ahead>>,
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
    /// A pattern that [`regex()`] takes; nothing is compiled yet.
    pub(super) fn new(text: &str, name: &'static str) -> Self {
        Self {
            text: text.to_owned(),
            name,
            is_grouped: text.contains(&format!("<{name}>")),
            first: OnceLock::new(),
            exact: OnceLock::new(),
            whole: OnceLock::new(),
        }
    }

    /// The leftmost match in `span`; what stands round it is seen by look-arounds only.
    #[must_use]
    pub fn search(&self, text: &[u8], span: Range<usize>, anchored: Anchored) -> Option<Found> {
        let input = Input::new(text).span(span).anchored(anchored);
        // Most texts that look as if a match stood there have none, and that is cheap to see.
        let mut ends = None;
        if let Some(first) = self.first()
            && let Ok(end) = first.search(&input)
        {
            let end = end?;
            ends = first.is_exact.then_some(end);
        }
        if anchored == Anchored::Yes && !self.is_grouped {
            if let (None, Some(exact)) = (ends, self.exact())
                && let Ok(end) = exact.search(&input)
            {
                ends = Some(end?);
            }
            if let Some(end) = ends {
                let whole = input.start()..end;
                return Some(Found {
                    group: whole.clone(),
                    whole,
                });
            }
        }
        self.whole().search(&input)
    }

    /// The whole expression, over bytes.
    #[must_use]
    pub fn regex(&self) -> &Regex {
        &self.whole().regex
    }

    /// Sees the most places where there is no match.
    fn first(&self) -> Option<&Ahead> {
        let compile = || Ahead::of(&self.text, true);
        self.first.get_or_init(compile).as_ref()
    }

    /// Knows where a match ends, if the first one does not.
    fn exact(&self) -> Option<&Ahead> {
        if self.first().is_none_or(|first| first.is_exact) {
            return None;
        }
        let compile = || Ahead::of(&self.text, false);
        self.exact.get_or_init(compile).as_ref()
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

/// Says whether there is a match, and where the leftmost one ends: a quarter of the whole
/// expression's work to compile. One that is not exact may see a match where there is none: it
/// does not count as far as the expression does.
struct Ahead {
    is_exact: bool,
    dfa: DFA,
    caches: Pool<dfa::Cache, MakeCache>,
}

type MakeCache = Box<dyn Fn() -> dfa::Cache + Send + Sync + UnwindSafe + RefUnwindSafe>;

impl Ahead {
    /// For a pattern as it is written; or, where `may_loosen`, for one that is cheaper to compile
    /// and matches wherever that does. `None` for a pattern that it cannot run.
    fn of(pattern: &str, may_loosen: bool) -> Option<Self> {
        let syntax = bytes();
        let hir = syntax::parse_with(pattern, &syntax).ok()?;
        let loose = may_loosen.then(|| loose::of(&hir)).flatten();
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
            is_exact: loose.is_none(),
            dfa,
            caches: Pool::new(Box::new(move || maker.create_cache())),
        })
    }

    /// Where the match ends, if there is one; an error where it gave up.
    fn search(&self, input: &Input<'_>) -> Result<Option<usize>, ()> {
        let mut cache = self.caches.get();
        let half = self.dfa.try_search_fwd(&mut cache, input);
        half.map(|half| half.map(|half| half.offset()))
            .map_err(drop)
    }
}

impl fmt::Debug for Ahead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ahead")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_group_is_told_from_the_match_it_stands_in() {
        let pattern = Pattern::new("k=(?P<secret>[0-9]{2,4})", "secret");
        let found = pattern.search(b"k=12345", 0..7, Anchored::Yes).unwrap();
        assert_eq!((found.whole, found.group), (0..6, 2..6));
        let plain = Pattern::new("(?i)k=(?P<other>[a-c]+)", "secret");
        let found = plain.search(b"xK=abcd", 1..7, Anchored::Yes).unwrap();
        assert_eq!((found.whole, found.group), (1..6, 1..6));
        assert!(plain.search(b"xK=abcd", 0..7, Anchored::Yes).is_none());
        assert!(plain.search(b"xK=abcd", 0..7, Anchored::No).is_some());
    }

    const PATTERNS: [&str; 9] = [
        "[a-c]{2,3}(?:[0-9]|$)",
        "a??b*|c+",
        "(?:a|ab)(?:c|bcd?)",
        r"\b[a-c]+\b",
        "a[^.]*",
        "a*",
        "a[a-c]{2,99}[01]",
        "(?:[a-c]{0,66}0){1,3}?1|b{70}",
        "[a-c]{1,99}",
    ];

    #[test]
    fn a_loose_pattern_decides_nothing_but_that_there_is_no_match() {
        let long = |times| ["a".repeat(times).as_str(), "0"].concat();
        for (pattern, times) in [("a{2,99}0", 99), ("(?P<secret>a{70,80})0", 80)] {
            let pattern = Pattern::new(pattern, "secret");
            let whole = |text: &str| {
                let found = pattern.search(text.as_bytes(), 0..text.len(), Anchored::Yes);
                found.map(|found| found.whole)
            };
            assert!(!pattern.first().unwrap().is_exact);
            assert_eq!(whole(&long(times)), Some(0..times + 1));
            assert_eq!(whole(&long(times + 1)), None);
            assert_eq!(whole("a0"), None);
        }
        assert!(Pattern::new("a{64}0", "secret").first().unwrap().is_exact);
    }

    proptest! {
        #[test]
        fn a_match_is_what_the_whole_expression_says(text in "[a-c0-1.é]{0,12}", at in 0..4usize) {
            for pattern in PATTERNS {
                let text = text.as_bytes();
                let span = at.min(text.len())..text.len();
                let (ours, regex) = (Pattern::new(pattern, "secret"), regex(pattern).unwrap());
                for anchored in [Anchored::Yes, Anchored::No] {
                    let found = ours.search(text, span.clone(), anchored);
                    let input = Input::new(text).span(span.clone()).anchored(anchored);
                    let whole = regex.search(&input).map(|found| found.range());
                    prop_assert_eq!(found.map(|found| found.whole), whole, "{}", pattern);
                }
            }
        }
    }
}
