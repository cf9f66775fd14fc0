//! Which names of one text say secret: most stand in it more than once, and each is taken apart
//! once.

use std::ops::Range;

use super::name;
use crate::rule::{RuleId, TellingNames};

/// Names that are kept in mind; of two that share a slot, the later one.
const SLOTS: usize = 64;

/// What was asked of names in one text.
#[derive(Debug)]
pub(in crate::detect) struct Told {
    slots: [Slot; SLOTS],
}

/// One name, and the answer.
#[derive(Debug)]
struct Slot {
    /// Where it stood; empty: nowhere yet.
    name: Range<usize>,
    rule: RuleId,
    tells: bool,
}

impl Told {
    /// Nothing was asked yet.
    pub(in crate::detect) fn new() -> Self {
        const NONE: Slot = Slot {
            name: 0..0,
            rule: 0,
            tells: false,
        };
        Self {
            slots: [NONE; SLOTS],
        }
    }

    /// Whether what stands at `name` is one of `names`, those of `rule`. Each time of the same text.
    pub(in crate::detect) fn tells(
        &mut self,
        text: &[u8],
        name: &Range<usize>,
        (rule, names): (RuleId, &TellingNames),
    ) -> bool {
        let identifier = &text[name.clone()];
        let slot = &mut self.slots[place(identifier, rule)];
        if slot.name.is_empty() || slot.rule != rule || text[slot.name.clone()] != *identifier {
            *slot = Slot {
                name: name.clone(),
                rule,
                tells: name::tells(names, identifier),
            };
        }
        slot.tells
    }
}

/// The slot of a name, by its length and its first and last letters.
#[inline]
fn place(identifier: &[u8], rule: RuleId) -> usize {
    let ends = match (identifier.first_chunk(), identifier.last_chunk()) {
        (Some(first), Some(last)) => {
            u32::from_le_bytes(*first) ^ u32::from_le_bytes(*last).rotate_left(13)
        }
        _ => identifier
            .iter()
            .fold(0, |all, byte| all << 8 | u32::from(*byte)),
    };
    let all = ends ^ rule << 5 ^ (identifier.len() as u32) << 11;
    (all.wrapping_mul(0x9E37_79B1) >> (u32::BITS - SLOTS.ilog2())) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_those_of_each_name_and_rule() {
        let rules = [["key"], ["token"]].map(|names| TellingNames::new(&names));
        // More names than there are slots, each of them several times.
        let heads = (0..4 * SLOTS).map(|at| format!("n{at}"));
        let tails = ["key", "token", "keyboard", "key_id"];
        let names: Vec<String> = heads
            .flat_map(|head| tails.map(|tail| format!("{head}_{tail}")))
            .collect();
        let text = [names.join(" "), names.join(" ")].join(" ");
        let mut told = Told::new();
        let mut start = 0;
        for name in text.split(' ') {
            let range = start..start + name.len();
            start = range.end + 1;
            for (rule, names) in (0..).zip(&rules) {
                let tells = name::tells(names, name.as_bytes());
                for _ in 0..2 {
                    let again = told.tells(text.as_bytes(), &range, (rule, names));
                    assert_eq!(again, tells, "{name}");
                }
            }
        }
    }
}
