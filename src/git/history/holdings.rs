//! Which groups of blobs a tree holds, each tree looked at once.

use std::collections::HashMap;

use super::survey::{FEW, Survey};
use super::trees::{Child, EntryId, EntrySet};
use crate::git::objects::Number;

/// A set of groups, by number; 0 is the empty one.
pub(super) type SetId = u32;
/// Not known yet.
const UNKNOWN: SetId = SetId::MAX;

/// Sets of groups, each once.
pub(super) struct Sets {
    pub(super) members: Vec<Vec<u32>>,
    numbers: HashMap<Vec<u32>, SetId>,
    unions: HashMap<(SetId, SetId), SetId>,
}

impl Holdings {
    /// What an object holds, as far as that is known.
    pub(super) fn held(&self, object: Number) -> SetId {
        match self.of[object as usize] {
            UNKNOWN => 0,
            held => held,
        }
    }
}

impl Sets {
    fn new() -> Self {
        Self {
            members: vec![Vec::new()],
            numbers: HashMap::from([(Vec::new(), 0)]),
            unions: HashMap::new(),
        }
    }

    fn number(&mut self, set: Vec<u32>) -> SetId {
        if let Some(number) = self.numbers.get(&set) {
            return *number;
        }
        let number = self.members.len() as SetId;
        self.members.push(set.clone());
        self.numbers.insert(set, number);
        number
    }

    pub(super) fn union(&mut self, a: SetId, b: SetId) -> SetId {
        if a == b || b == 0 {
            return a;
        }
        if a == 0 {
            return b;
        }
        let pair = (a.min(b), a.max(b));
        if let Some(union) = self.unions.get(&pair) {
            return *union;
        }
        let mut both = self.members[a as usize].clone();
        both.extend_from_slice(&self.members[b as usize]);
        both.sort_unstable();
        both.dedup();
        let union = self.number(both);
        self.unions.insert(pair, union);
        union
    }
}

/// The sets that objects hold.
pub(super) struct Holdings {
    pub(super) sets: Sets,
    /// By object.
    of: Vec<SetId>,
    /// Entries whose objects hold nothing: most, and the same ones in most trees.
    pub(super) empty: EntrySet,
}

impl Survey<'_> {
    /// Sets of nothing but the groups' own blobs.
    pub(super) fn holdings(&self, groups: &[Vec<Number>]) -> Holdings {
        let mut sets = Sets::new();
        let mut of = vec![UNKNOWN; self.history.objects.len()];
        let mut members: HashMap<Number, Vec<u32>> = HashMap::new();
        for (group, blobs) in groups.iter().enumerate() {
            for blob in blobs {
                let groups = members.entry(*blob).or_default();
                if groups.last() != Some(&(group as u32)) {
                    groups.push(group as u32);
                }
            }
        }
        for (blob, groups) in members {
            of[blob as usize] = sets.number(groups);
        }
        let empty = EntrySet::default();
        Holdings { sets, of, empty }
    }

    /// Where there are many commits, looks beforehand at all that their trees hold: what stands
    /// in a folder before the folder.
    pub(super) fn hold_all(&mut self, holdings: &mut Holdings) {
        if self.commits.len() <= FEW {
            return;
        }
        let is_held = |blob: &EntryId| holdings.of[*blob as usize] != UNKNOWN;
        for blob in self.trees.blobs().filter(|blob| !is_held(blob)) {
            holdings.empty.insert(blob);
        }
        for at in 0..self.left.len() {
            let tree = self.left[at];
            let mut list = self.trees.list(tree).iter();
            if list.all(|entry| holdings.empty.has(*entry)) {
                holdings.of[tree as usize] = 0;
                holdings.empty.insert(tree);
            } else {
                self.holding(tree, holdings);
            }
        }
    }

    /// What a tree and all below it hold.
    pub(super) fn holding(&mut self, root: Number, holdings: &mut Holdings) -> SetId {
        if holdings.of[root as usize] != UNKNOWN {
            return holdings.of[root as usize];
        }
        let mut stack: Vec<(Number, usize, SetId)> = Vec::new();
        let mut enter = Some(root);
        loop {
            if let Some(tree) = enter.take() {
                // What cannot be read was reported already.
                let _ = self.read_tree(tree);
                // Should a tree hold itself, it holds nothing there.
                holdings.of[tree as usize] = 0;
                stack.push((tree, 0, 0));
            }
            let Some((tree, next, set)) = stack.last_mut() else {
                return holdings.of[root as usize];
            };
            let rest = &self.trees.list(*tree)[*next..];
            let Some(ahead) = rest.iter().position(|entry| !holdings.empty.has(*entry)) else {
                holdings.of[*tree as usize] = *set;
                if *set == 0 {
                    // By whatever name it was met first, that entry has its number.
                    holdings.empty.insert(*tree);
                }
                stack.pop();
                continue;
            };
            let entry = rest[ahead];
            *next += ahead;
            let held = match self.trees.child(entry) {
                Child::Missing(_) | Child::Submodule => 0,
                Child::Blob(blob) => holdings.held(blob),
                Child::Tree(child) => match holdings.of[child as usize] {
                    UNKNOWN => {
                        enter = Some(child);
                        continue;
                    }
                    held => held,
                },
            };
            *next += 1;
            if held == 0 {
                holdings.empty.insert(entry);
            } else {
                *set = holdings.sets.union(*set, held);
            }
        }
    }
}
