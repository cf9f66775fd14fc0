//! Makes the tables of [`states`](super::states) when the program is built.

use std::collections::HashMap;

use regex_automata::Anchored;
use regex_automata::dfa::{Automaton, StartKind, dense};
use regex_automata::nfa::thompson::{self, WhichCaptures};
use regex_automata::util::primitives::StateID;
use regex_automata::util::{start, syntax};
use regex_syntax::hir::Hir;

use super::loose;
use super::states::{ALL, BEFORE, FEW, Header};

/// Bytes of a table at most: larger ones are compiled by those who need them.
const MOST: usize = 96 << 10;
/// Bytes of the automaton that a table is made of, and those that finding its states takes.
const DENSE: usize = 1 << 20;
const WORKING: usize = 4 * DENSE;

/// The table of a pattern, of which matches begin where a search does or anywhere in it: of the
/// pattern itself, or of one that counts less far, whichever is small enough.
pub(crate) fn of(pattern: &str, anchored: Anchored) -> Option<Vec<u8>> {
    let syntax = syntax::Config::new().unicode(false).utf8(false);
    let hir = syntax::parse_with(pattern, &syntax).ok()?;
    let looser = loose::COUNTS.into_iter();
    let mut looser = looser.filter_map(|counts| Some((loose::of(&hir, counts)?, counts)));
    let exact = table(&hir, anchored, ALL);
    exact.or_else(|| looser.find_map(|(hir, counts)| table(&hir, anchored, counts)))
}

fn table(hir: &Hir, anchored: Anchored, counts: u16) -> Option<Vec<u8>> {
    let nfa = thompson::Compiler::new()
        .configure(
            thompson::Config::new()
                .utf8(false)
                .which_captures(WhichCaptures::None)
                .nfa_size_limit(Some(WORKING)),
        )
        .build_from_hir(hir)
        .ok()?;
    let starts = match anchored {
        Anchored::No => StartKind::Unanchored,
        _ => StartKind::Anchored,
    };
    let config = dense::Config::new()
        .start_kind(starts)
        .accelerate(false)
        .dfa_size_limit(Some(DENSE))
        .determinize_size_limit(Some(WORKING));
    let dfa = dense::Builder::new()
        .configure(config)
        .build_from_nfa(&nfa)
        .ok()?;
    let properties = hir.properties();
    let length = properties.minimum_len().filter(|_| counts == ALL);
    let length = length.filter(|least| properties.maximum_len() == Some(*least));
    let length = length.map_or(Some(0), |length| u16::try_from(length).ok())?;
    let bytes = bytes(&dfa, anchored, (counts, length))?;
    (bytes.len() <= MOST).then_some(bytes)
}

/// The table of a pattern that counts so far and has matches of this length.
fn bytes(
    dfa: &dense::DFA<Vec<u32>>,
    anchored: Anchored,
    (counts, length): (u16, u16),
) -> Option<Vec<u8>> {
    let classes = dfa.byte_classes();
    let starts = BEFORE.map(|before| {
        let start = start::Config::new().look_behind(before).anchored(anchored);
        dfa.start_state(&start).ok()
    });
    let mut found: Vec<StateID> = Vec::new();
    let mut rows = HashMap::new();
    let mut waiting: Vec<StateID> = starts.into_iter().collect::<Option<_>>()?;
    while let Some(state) = waiting.pop() {
        if dfa.is_quit_state(state) {
            return None;
        }
        if dfa.is_dead_state(state) || rows.contains_key(&state) {
            continue;
        }
        let bytes = classes.representatives(..).map(|unit| match unit.as_u8() {
            Some(byte) => dfa.next_state(state, byte),
            None => dfa.next_eoi_state(state),
        });
        let row: Vec<StateID> = bytes.collect();
        waiting.extend(&row);
        rows.insert(state, row);
        found.push(state);
    }
    // Those where a match ended come last.
    found.sort_by_key(|state| (dfa.is_match_state(*state), *state));
    let matched = 1 + found.partition_point(|state| !dfa.is_match_state(*state));
    let order: HashMap<StateID, usize> = found.iter().copied().zip(1..).collect();
    let order = |state: StateID| order.get(&state).map_or(0, |number| *number as u16);
    let count = u16::try_from(found.len() + 1).ok()?;
    let width = u8::try_from(classes.alphabet_len()).ok()?;
    let [first, line, carriage, word, other] = starts.map(|state| state.map_or(0, order));
    let header: Header = [
        count,
        u16::from(width),
        matched as u16,
        u16::from(anchored == Anchored::Yes),
        counts,
        length,
        first,
        line,
        carriage,
        word,
        other,
    ];
    let mut bytes: Vec<u8> = header.into_iter().flat_map(u16::to_le_bytes).collect();
    bytes.extend((0..=u8::MAX).map(|byte| classes.get(byte)));
    // No state leads away from the first one.
    let none = std::iter::repeat_n(0, usize::from(width));
    let rows = found.iter().flat_map(|state| &rows[state]);
    let size = if usize::from(count) <= FEW { 1 } else { 2 };
    for number in none.chain(rows.map(|state| order(*state))) {
        bytes.extend(&number.to_le_bytes()[..size]);
    }
    Some(bytes)
}
