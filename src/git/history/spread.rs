//! How far something spread: at which paths it ever stood, in how many commits, and whether HEAD
//! still has it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::AddAssign;

use super::survey::Survey;
use super::trees::{Child, EntryId, EntrySet};
use crate::git::objects::Number;

/// Pairs of a folder and a path that are looked at. A repository may be made so that one folder
/// stands at more paths than there is memory for.
const MOST_PLACES: usize = 4 << 20;

/// A set of groups, by number; 0 is the empty one.
type SetId = u32;
/// Not known yet.
const UNKNOWN: SetId = SetId::MAX;

/// Where the blobs of one group were.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spread {
    /// Every path, and what was there first.
    pub paths: BTreeMap<Vec<u8>, Stood>,
    /// Commits that have one of them.
    pub commits: u64,
    /// Whether HEAD has one of them.
    pub in_head: bool,
}

/// Takes in how far the same group spread over other commits.
impl AddAssign for Spread {
    fn add_assign(&mut self, other: Self) {
        let Self {
            paths,
            commits,
            in_head,
        } = other;
        for (path, stood) in paths {
            let known = self.paths.entry(path).or_insert(stood);
            if stood.order < known.order {
                *known = stood;
            }
        }
        self.commits += commits;
        self.in_head |= in_head;
    }
}

/// The first blob of a group at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stood {
    /// The order of the commit that brought it there.
    pub order: u32,
    /// The blob.
    pub blob: Number,
}

/// Sets of groups, each once.
struct Sets {
    members: Vec<Vec<u32>>,
    numbers: HashMap<Vec<u32>, SetId>,
    unions: HashMap<(SetId, SetId), SetId>,
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

    fn union(&mut self, a: SetId, b: SetId) -> SetId {
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
struct Holdings {
    sets: Sets,
    /// By object.
    of: Vec<SetId>,
    /// Entries whose objects hold nothing: most, and the same ones in most trees.
    empty: EntrySet,
}

impl Survey<'_> {
    /// How far the blobs of each group spread, over the commits that were asked for.
    pub fn spread(&mut self, groups: &[Vec<Number>]) -> Vec<Spread> {
        let mut spreads = vec![Spread::default(); groups.len()];
        if groups.iter().all(Vec::is_empty) {
            return spreads;
        }
        let mut holdings = self.holdings(groups);
        let roots: Vec<(u32, Number)> = (0..)
            .zip(&self.commits)
            .filter_map(|(order, commit)| Some((order, commit.tree?)))
            .collect();
        let mut counts: HashMap<SetId, u64> = HashMap::new();
        for (_, root) in &roots {
            *counts
                .entry(self.holding(*root, &mut holdings))
                .or_default() += 1;
        }
        for (set, count) in counts {
            for group in &holdings.sets.members[set as usize] {
                spreads[*group as usize].commits += count;
            }
        }
        self.mark_head(&mut holdings, &mut spreads);
        self.places(&roots, &holdings, &mut spreads);
        spreads
    }

    /// Only whether HEAD has them.
    pub fn spread_in_head(&mut self, groups: &[Vec<Number>]) -> Vec<Spread> {
        let mut spreads = vec![Spread::default(); groups.len()];
        if groups.iter().any(|group| !group.is_empty()) {
            let mut holdings = self.holdings(groups);
            self.mark_head(&mut holdings, &mut spreads);
        }
        spreads
    }

    fn mark_head(&mut self, holdings: &mut Holdings, spreads: &mut [Spread]) {
        if let Some(head) = self.head_tree() {
            let set = self.holding(head, holdings);
            for group in &holdings.sets.members[set as usize] {
                spreads[*group as usize].in_head = true;
            }
        }
    }

    fn holdings(&self, groups: &[Vec<Number>]) -> Holdings {
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
        Holdings {
            sets,
            of,
            empty: EntrySet::default(),
        }
    }

    fn head_tree(&mut self) -> Option<Number> {
        let head = self.history.refs.head?;
        let number = self.history.objects.find(head.as_bytes())?;
        let (_, bytes) = self.reader.read(number).ok()?;
        let parsed = super::commit::parse(&bytes)?;
        self.history.objects.find(parsed.tree.as_bytes())
    }

    /// What a tree and all below it hold.
    fn holding(&mut self, root: Number, holdings: &mut Holdings) -> SetId {
        if holdings.of[root as usize] != UNKNOWN {
            return holdings.of[root as usize];
        }
        let mut stack: Vec<(Number, Vec<EntryId>, usize, SetId)> = Vec::new();
        let mut enter = Some(root);
        loop {
            if let Some(tree) = enter.take() {
                // What cannot be read was reported already.
                let _ = self.read_tree(tree);
                let mut list = Vec::new();
                self.trees.list(tree, &mut list);
                // Should a tree hold itself, it holds nothing there.
                holdings.of[tree as usize] = 0;
                stack.push((tree, list, 0, 0));
            }
            let Some((tree, list, next, set)) = stack.last_mut() else {
                return holdings.of[root as usize];
            };
            let Some(entry) = list.get(*next) else {
                holdings.of[*tree as usize] = *set;
                stack.pop();
                continue;
            };
            if holdings.empty.has(*entry) {
                *next += 1;
                continue;
            }
            let held = match self.trees.child(*entry) {
                Child::Missing(_) => 0,
                Child::Blob(blob) => match holdings.of[blob as usize] {
                    UNKNOWN => 0,
                    held => held,
                },
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
                holdings.empty.insert(*entry);
            } else {
                *set = holdings.sets.union(*set, held);
            }
        }
    }

    /// Collects the paths.
    fn places(&mut self, roots: &[(u32, Number)], holdings: &Holdings, spreads: &mut [Spread]) {
        let held = |object: Number| match holdings.of[object as usize] {
            UNKNOWN => 0,
            held => held,
        };
        let mut folders: Vec<Vec<u8>> = vec![Vec::new()];
        let mut known: HashMap<Vec<u8>, u32> = HashMap::from([(Vec::new(), 0)]);
        let mut seen: HashSet<(Number, u32)> = HashSet::new();
        let mut queue: Vec<(Number, u32)> = Vec::new();
        let mut list = Vec::new();
        for (order, root) in roots {
            queue.push((*root, 0));
            while let Some((tree, folder)) = queue.pop() {
                if held(tree) == 0 || seen.len() >= MOST_PLACES || !seen.insert((tree, folder)) {
                    continue;
                }
                self.trees.list(tree, &mut list);
                for entry in &list {
                    let (object, is_tree) = match self.trees.child(*entry) {
                        Child::Tree(child) => (child, true),
                        Child::Blob(blob) => (blob, false),
                        Child::Missing(_) => continue,
                    };
                    let set = held(object);
                    if set == 0 {
                        continue;
                    }
                    let mut path = folders[folder as usize].clone();
                    self.trees.name(*entry, &mut path);
                    if is_tree {
                        path.push(b'/');
                        let next = folders.len() as u32;
                        let folder = *known.entry(path).or_insert_with_key(|path| {
                            folders.push(path.clone());
                            next
                        });
                        queue.push((object, folder));
                    } else {
                        for group in &holdings.sets.members[set as usize] {
                            let paths = &mut spreads[*group as usize].paths;
                            paths.entry(path.clone()).or_insert(Stood {
                                order: *order,
                                blob: object,
                            });
                        }
                    }
                }
            }
        }
    }
}
