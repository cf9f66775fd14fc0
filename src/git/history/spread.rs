//! How far something spread: at which paths it ever stood, in how many commits, which of them
//! brought it, and whether HEAD still has it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::BuildHasherDefault;
use std::ops::AddAssign;
use std::sync::atomic::AtomicBool;

use super::holdings::{Holdings, SetId};
use super::names::NameId;
use super::paths::{Path, PathId, Paths, join};
use super::patience::Patience;
use super::select::Commit;
use super::survey::Survey;
use super::trees::{Child, EntryId};
use crate::git::objects::{Mix, Number};

/// Paths of folders that are looked at.
const MOST_FOLDERS: usize = 1 << 17;
/// Paths that are told of one secret.
pub const MOST_PATHS: usize = 10_000;

/// Where the blobs of one group were.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spread {
    /// Every path, and what was there first.
    pub paths: BTreeMap<Vec<u8>, Stood>,
    /// Commits that have one of them, or say what they hold.
    pub commits: u64,
    /// Whether HEAD has one of them.
    pub in_head: bool,
    /// Where HEAD has them.
    pub head: BTreeSet<Vec<u8>>,
    /// Of a part of a history, where the first commit has them whose parents have none.
    pub brought: Option<BTreeMap<Vec<u8>, Stood>>,
    /// Whether they are at more paths than [`MOST_PATHS`], or than could be looked at.
    pub is_cut: bool,
}

impl Spread {
    /// Where they came first, as far as that is known.
    #[must_use]
    pub fn came(&self) -> &BTreeMap<Vec<u8>, Stood> {
        self.brought.as_ref().unwrap_or(&self.paths)
    }
}

/// Takes in how far the same group spread over other commits.
impl AddAssign for Spread {
    fn add_assign(&mut self, other: Self) {
        for (path, stood) in other.paths {
            let known = self.paths.entry(path).or_insert(stood);
            if stood.order < known.order {
                *known = stood;
            }
        }
        self.commits += other.commits;
        self.in_head |= other.in_head;
        self.head.extend(other.head);
        self.is_cut |= other.is_cut;
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

/// A tree, or a blob, at its path in some commit.
struct Spot {
    /// The order of that commit.
    order: u32,
    object: Number,
    is_tree: bool,
    path: Vec<u8>,
}

/// Takes a group, a path, and what stood there.
type Take<'t> = dyn FnMut(u32, &[u8], Stood) + 't;

impl Survey<'_> {
    /// How far the blobs of each group spread, over the commits that were asked for; `said` are
    /// the groups of which commits speak in their messages. Once `stop` is set, as far as was
    /// seen.
    pub fn spread(
        &mut self,
        groups: &[Vec<Number>],
        said: &HashMap<Number, Vec<u32>>,
        stop: &AtomicBool,
    ) -> Vec<Spread> {
        let mut spreads = vec![Spread::default(); groups.len()];
        if groups.iter().all(Vec::is_empty) {
            let commits = self.commits.iter().filter(|one| one.tree.is_some());
            let saying = commits.filter_map(|one| said.get(&one.number));
            for group in saying.flatten() {
                spreads[*group as usize].commits += 1;
            }
            return spreads;
        }
        let mut holdings = self.holdings(groups);
        self.hold_all(&mut holdings);
        let mut counts: HashMap<SetId, u64> = HashMap::new();
        let mut spots = Vec::new();
        for order in 0..self.commits.len() as u32 {
            // One without a tree was counted by an earlier scan, or cannot be read.
            let Commit {
                tree: Some(tree),
                number,
                ..
            } = self.commits[order as usize]
            else {
                continue;
            };
            let asked = self.asked(tree, order);
            let set = self.union(&asked, &mut holdings);
            *counts.entry(set).or_default() += 1;
            spots.extend(asked);
            // Whoever says it and has it counts once.
            let members = &holdings.sets.members[set as usize];
            for group in said.get(&number).into_iter().flatten() {
                if members.binary_search(group).is_err() {
                    spreads[*group as usize].commits += 1;
                }
            }
        }
        for (set, count) in counts {
            for group in &holdings.sets.members[set as usize] {
                spreads[*group as usize].commits += count;
            }
        }
        self.mark_head(&mut holdings, &mut spreads, stop);
        let mut patience = Patience::new(stop);
        self.places(
            spots,
            &holdings,
            &mut patience,
            &mut |group, path, stood| {
                let Spread { paths, is_cut, .. } = &mut spreads[group as usize];
                let is_new = !paths.contains_key(path);
                if is_new && paths.len() < MOST_PATHS {
                    paths.insert(path.to_vec(), stood);
                } else {
                    *is_cut |= is_new;
                }
            },
        );
        if self.history.is_narrowed() {
            self.mark_brought(&mut holdings, &mut spreads, &mut patience);
        }
        if patience.is_over {
            for spread in &mut spreads {
                spread.is_cut = true;
            }
        }
        spreads
    }

    /// Only whether HEAD has them.
    pub fn spread_in_head(&mut self, groups: &[Vec<Number>]) -> Vec<Spread> {
        let mut spreads = vec![Spread::default(); groups.len()];
        if groups.iter().any(|group| !group.is_empty()) {
            let mut holdings = self.holdings(groups);
            self.mark_head(&mut holdings, &mut spreads, &AtomicBool::new(false));
        }
        spreads
    }

    /// Says of each group whether HEAD has it, and where: anywhere, whatever was asked for.
    fn mark_head(&mut self, holdings: &mut Holdings, spreads: &mut [Spread], stop: &AtomicBool) {
        let Some(head) = self.head_tree() else { return };
        let set = self.holding(head, holdings);
        for group in &holdings.sets.members[set as usize] {
            spreads[*group as usize].in_head = true;
        }
        let whole = Spot {
            order: 0,
            object: head,
            is_tree: true,
            path: Vec::new(),
        };
        let patience = &mut Patience::new(stop);
        self.places(vec![whole], holdings, patience, &mut |group, path, _| {
            let head = &mut spreads[group as usize].head;
            if head.len() < MOST_PATHS && !head.contains(path) {
                head.insert(path.to_vec());
            }
        });
    }

    /// Finds for each group the first commit that has it where no parent has, asked for or not,
    /// and where it stands there.
    fn mark_brought(
        &mut self,
        holdings: &mut Holdings,
        spreads: &mut [Spread],
        patience: &mut Patience<'_>,
    ) {
        let mut first: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        let mut known = vec![false; spreads.len()];
        for order in 0..self.commits.len() as u32 {
            let Some(tree) = self.commits[order as usize].tree else {
                continue;
            };
            let own = self.held_by(tree, holdings);
            if own == 0 {
                continue;
            }
            let mut before = 0;
            for parent in self.commits[order as usize].parents.clone() {
                if let Some(tree) = self.tree_of(parent) {
                    let held = self.held_by(tree, holdings);
                    before = holdings.sets.union(before, held);
                }
            }
            if own == before {
                continue;
            }
            let members = &holdings.sets.members;
            for group in &members[own as usize] {
                let is_new = members[before as usize].binary_search(group).is_err();
                if is_new && !std::mem::replace(&mut known[*group as usize], true) {
                    first.entry(order).or_default().insert(*group);
                }
            }
        }
        for spread in &mut *spreads {
            spread.brought = Some(BTreeMap::new());
        }
        for (order, groups) in first {
            let tree = self.commits[order as usize].tree;
            let spots = tree.map(|tree| self.asked(tree, order)).unwrap_or_default();
            self.places(spots, holdings, patience, &mut |group, path, stood| {
                if let Some(brought) = &mut spreads[group as usize].brought
                    && brought.len() < MOST_PATHS
                    && groups.contains(&group)
                {
                    brought.insert(path.to_vec(), stood);
                }
            });
        }
    }

    /// What a commit's tree holds where it was asked for.
    fn held_by(&mut self, tree: Number, holdings: &mut Holdings) -> SetId {
        let asked = self.asked(tree, 0);
        self.union(&asked, holdings)
    }

    fn union(&mut self, spots: &[Spot], holdings: &mut Holdings) -> SetId {
        let mut all = 0;
        for spot in spots {
            let held = if spot.is_tree {
                self.holding(spot.object, holdings)
            } else {
                holdings.held(spot.object)
            };
            all = holdings.sets.union(all, held);
        }
        all
    }

    /// What of a commit's tree was asked for: all of it, or what lies at some paths.
    fn asked(&mut self, tree: Number, order: u32) -> Vec<Spot> {
        let paths = &self.history.paths;
        let spot = |object, is_tree, path: &[u8]| Spot {
            order,
            object,
            is_tree,
            path: path.to_vec(),
        };
        if paths.is_empty() {
            return vec![spot(tree, true, b"")];
        }
        let mut asked = Vec::with_capacity(paths.len());
        for path in paths {
            let mut at = Some(Child::Tree(tree));
            for name in path.split(|byte| *byte == b'/') {
                at = match at {
                    Some(Child::Tree(tree)) => self.child_named(tree, name),
                    _ => None,
                };
            }
            match at {
                Some(Child::Tree(tree)) => asked.push(spot(tree, true, path)),
                Some(Child::Blob(blob)) => asked.push(spot(blob, false, path)),
                _ => {}
            }
        }
        asked
    }

    /// What a folder has under this name.
    fn child_named(&mut self, tree: Number, wanted: &[u8]) -> Option<Child> {
        // What cannot be read was reported already.
        let _ = self.read_tree(tree);
        let mut list = self.trees.list(tree).iter();
        let found = list.find(|entry| self.trees.name(**entry) == wanted);
        Some(self.trees.child(*found?))
    }

    /// Goes to where something stands, the first spots first, each folder at each of its paths
    /// once, as far as there is `patience`.
    fn places(
        &self,
        spots: Vec<Spot>,
        holdings: &Holdings,
        patience: &mut Patience<'_>,
        take: &mut Take<'_>,
    ) {
        let mut seen: HashSet<(EntryId, PathId), BuildHasherDefault<Mix>> = HashSet::default();
        let mut told: HashSet<(PathId, NameId, SetId), BuildHasherDefault<Mix>> =
            HashSet::default();
        let mut tops: Vec<Vec<u8>> = Vec::new();
        let mut folders = Paths::default();
        let mut queue: Vec<(Number, PathId)> = Vec::new();
        for spot in spots {
            let Spot { order, object, .. } = spot;
            let stood = |blob| Stood { order, blob };
            if !spot.is_tree {
                tell(holdings, &spot.path, stood(object), take);
                continue;
            }
            let known = tops.iter().position(|top| *top == spot.path);
            let top = known.unwrap_or_else(|| {
                tops.push(spot.path);
                tops.len() - 1
            });
            let folder = folders.number_of(Path::Root(top as u32), MOST_FOLDERS);
            queue.extend(folder.map(|folder| (object, folder)));
            while let Some((tree, folder)) = queue.pop() {
                if holdings.held(tree) == 0 {
                    continue;
                }
                for entry in self.trees.list(tree) {
                    if holdings.empty.has(*entry) || !seen.insert((*entry, folder)) {
                        continue;
                    }
                    let child = self.trees.child(*entry);
                    let (Child::Tree(object) | Child::Blob(object)) = child else {
                        continue;
                    };
                    let held = holdings.held(object);
                    if held == 0 {
                        continue;
                    }
                    if !patience.bears() {
                        return;
                    }
                    let name = self.trees.name_id(*entry);
                    if let Child::Tree(tree) = child {
                        match folders.number_of(Path::Below(folder, name), MOST_FOLDERS) {
                            Some(folder) => queue.push((tree, folder)),
                            None => patience.is_over = true,
                        }
                    } else if told.insert((folder, name, held)) {
                        let (top, names) = folders.names(folder);
                        let mut path = tops[top as usize].clone();
                        for name in names.into_iter().chain([name]) {
                            join(&mut path, self.trees.called(name));
                        }
                        tell(holdings, &path, stood(object), take);
                    }
                }
            }
        }
    }
}

/// Says of all groups that have a blob that it stands at this path.
fn tell(holdings: &Holdings, path: &[u8], stood: Stood, take: &mut Take<'_>) {
    for group in &holdings.sets.members[holdings.held(stood.blob) as usize] {
        take(*group, path, stood);
    }
}
