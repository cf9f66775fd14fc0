//! Which commits of a history are asked for, and in which order they came.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, PoisonError};

use super::commit::{self, Parsed};
use super::messages::Messages;
use crate::git::objects::{
    Derived, Kind, Number, NumberMap, NumberSet, ObjectId, Objects, Reader, Visit, Wanted,
};

/// Commits that are looked at after nothing new was to be expected: clocks differ.
const SLOP: usize = 64;

/// A commit by numbers.
#[derive(Clone, Debug)]
pub(super) struct Commit {
    pub(super) number: Number,
    /// `None`: it is not there.
    pub(super) tree: Option<Number>,
    pub(super) parents: Vec<Number>,
    pub(super) time: i64,
}

/// What changes a history beside its objects.
#[derive(Clone, Debug, Default)]
pub(super) struct Shape {
    /// Commits whose parents were not cloned.
    pub(super) shallow: HashSet<ObjectId>,
    /// Further parents of commits.
    pub(super) grafts: HashMap<ObjectId, Vec<ObjectId>>,
}

/// Reads commits, each once.
pub(super) struct Commits<'o> {
    objects: &'o Objects,
    shape: &'o Shape,
    reader: Reader<'o>,
    known: NumberMap<Commit>,
    /// What could not be read, and why.
    pub(super) problems: Vec<(String, String)>,
}

/// Takes every commit of a pack.
struct Sweep<'s> {
    objects: &'s Objects,
    shape: &'s Shape,
    found: Mutex<Vec<(Commit, Vec<ObjectId>)>>,
    messages: &'s Messages<'s>,
}

impl Visit for Sweep<'_> {
    type State = ();

    fn visit(&self, number: Number, bytes: &[u8], _: Option<&Derived<'_, ()>>) {
        if let Some(parsed) = commit::parse(bytes) {
            self.messages.take(number, &bytes[parsed.message.clone()]);
            let found = numbered(self.objects, self.shape, number, &parsed);
            let mut all = self.found.lock().unwrap_or_else(PoisonError::into_inner);
            all.push(found);
        }
    }
}

/// A commit by numbers, and the ids of parents that have none.
fn numbered(
    objects: &Objects,
    shape: &Shape,
    number: Number,
    parsed: &Parsed,
) -> (Commit, Vec<ObjectId>) {
    let id = objects.id(number);
    let mut absent = Vec::new();
    let own: &[ObjectId] = if shape.shallow.contains(&id) {
        &[]
    } else {
        &parsed.parents
    };
    let grafted = shape.grafts.get(&id).map_or(&[][..], Vec::as_slice);
    let mut parents = Vec::with_capacity(own.len());
    for parent in own.iter().chain(grafted) {
        match objects.find(parent.as_bytes()) {
            Some(parent) if !parents.contains(&parent) => parents.push(parent),
            Some(_) => {}
            None => absent.push(*parent),
        }
    }
    let commit = Commit {
        number,
        tree: objects.find(parsed.tree.as_bytes()),
        parents,
        time: parsed.time,
    };
    (commit, absent)
}

impl<'o> Commits<'o> {
    pub(super) fn new(objects: &'o Objects, shape: &'o Shape) -> Self {
        Self {
            objects,
            shape,
            reader: objects.reader(),
            known: NumberMap::default(),
            problems: Vec::new(),
        }
    }

    /// Reads all commits of all packs at once, and gathers their messages.
    pub(super) fn sweep(&mut self, messages: &Messages<'_>, stop: &AtomicBool, memory: usize) {
        let sweep = Sweep {
            objects: self.objects,
            shape: self.shape,
            found: Mutex::default(),
            messages,
        };
        let wanted = Wanted {
            kind: Kind::Commit,
            only: &|_| true,
            memory,
            stop,
        };
        self.objects.walk(&wanted, &sweep);
        let found = sweep
            .found
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        self.known.reserve(found.len());
        for (commit, absent) in found {
            self.absent(commit.number, &absent);
            self.known.insert(commit.number, commit);
        }
    }

    /// The commits that were read so far.
    pub(super) fn known(&self) -> impl Iterator<Item = Number> + '_ {
        self.known.keys().copied()
    }

    /// Takes in commits that were read elsewhere.
    pub(super) fn learn(&mut self, commits: &[Commit]) {
        let each = commits.iter().map(|one| (one.number, one.clone()));
        self.known.extend(each);
    }

    /// Whether a commit was read already.
    pub(super) fn is_known(&self, commit: Number) -> bool {
        self.known.contains_key(&commit)
    }

    pub(super) fn get(&mut self, number: Number) -> Option<&Commit> {
        if !self.known.contains_key(&number) {
            let id = self.objects.id(number);
            let read = self.reader.read(number);
            let parsed = match &read {
                Ok((Kind::Commit, bytes)) => commit::parse(bytes).ok_or("it is damaged".to_owned()),
                Ok(_) => Err("it is no commit".to_owned()),
                Err(why) => Err(why.clone()),
            };
            match parsed {
                Ok(parsed) => {
                    let (commit, absent) = numbered(self.objects, self.shape, number, &parsed);
                    self.absent(number, &absent);
                    self.known.insert(number, commit);
                }
                Err(why) => self.problem(&format!("commit {id}"), why),
            }
        }
        self.known.get(&number)
    }

    fn absent(&mut self, child: Number, parents: &[ObjectId]) {
        for parent in parents {
            let why = format!(
                "git object {parent} is missing; it comes before commit {}",
                self.objects.id(child)
            );
            self.problem(&format!("commit {parent}"), why);
        }
    }

    fn problem(&mut self, what: &str, why: String) {
        let problem = (what.to_owned(), why);
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    fn time(&mut self, number: Number) -> i64 {
        self.get(number).map_or(i64::MIN, |commit| commit.time)
    }

    /// The commits that `include` lead to and `exclude` do not.
    pub(super) fn reachable(&mut self, include: &[Number], exclude: &[Number]) -> Vec<Number> {
        if exclude.is_empty() {
            return self.all_before(include);
        }
        let mut walk = Selection::default();
        for (numbers, old) in [(exclude, true), (include, false)] {
            for number in numbers {
                let time = self.time(*number);
                walk.push(*number, time, old);
            }
        }
        let mut slop = SLOP;
        while let Some((time, number)) = walk.heap.pop() {
            if walk.is_old(number) {
                let expected = walk.fresh > 0 || time >= walk.earliest;
                slop = if expected { SLOP } else { slop - 1 };
                if slop == 0 {
                    break;
                }
            } else {
                walk.fresh -= 1;
                walk.earliest = walk.earliest.min(time);
                walk.selected.push(number);
            }
            let Some(parents) = self.get(number).map(|commit| commit.parents.clone()) else {
                continue;
            };
            let old = walk.is_old(number);
            for parent in parents {
                let time = self.time(parent);
                if walk.push(parent, time, old) {
                    self.age(&mut walk, parent);
                }
            }
        }
        let Selection { old, selected, .. } = walk;
        let fresh = selected.into_iter().filter(|number| !old[number]);
        fresh
            .filter(|number| self.known.contains_key(number))
            .collect()
    }

    /// Marks what comes before a commit that turned out to be old, as far as it was seen.
    fn age(&mut self, walk: &mut Selection, number: Number) {
        let mut queue = vec![number];
        while let Some(number) = queue.pop() {
            let Some(commit) = self.known.get(&number) else {
                continue;
            };
            for parent in &commit.parents {
                if let Some(old) = walk.old.get_mut(parent)
                    && !*old
                {
                    *old = true;
                    if !walk.popped(*parent) {
                        walk.fresh -= 1;
                    }
                    queue.push(*parent);
                }
            }
        }
    }

    /// All commits that these lead to.
    fn all_before(&mut self, include: &[Number]) -> Vec<Number> {
        let mut seen = NumberSet::default();
        seen.reserve(self.known.len());
        let mut selected = Vec::with_capacity(self.known.len());
        let mut queue = include.to_vec();
        while let Some(number) = queue.pop() {
            if seen.insert(number)
                && let Some(commit) = self.get(number)
            {
                queue.extend(&commit.parents);
                selected.push(number);
            }
        }
        selected
    }

    /// The same commits, parents before children, and of those that may be next the one that
    /// was committed first.
    pub(super) fn ordered(&self, commits: &[Number]) -> Vec<Commit> {
        let known = commits.iter().filter_map(|number| self.known.get(number));
        let selected: Vec<&Commit> = known.collect();
        let places: NumberMap<u32> = selected.iter().map(|one| one.number).zip(0..).collect();
        let mut waiting = vec![0; selected.len()];
        let mut children: Vec<Vec<u32>> = vec![Vec::new(); selected.len()];
        for (commit, place) in selected.iter().zip(0..) {
            for parent in commit.parents.iter().filter_map(|one| places.get(one)) {
                children[*parent as usize].push(place);
                waiting[place as usize] += 1;
            }
        }
        let key = |place: u32| {
            let Commit { time, number, .. } = selected[place as usize];
            Reverse((*time, self.objects.id_bytes(*number), place))
        };
        let mut ready: BinaryHeap<_> = (0..selected.len() as u32)
            .filter(|place| waiting[*place as usize] == 0)
            .map(key)
            .collect();
        let mut ordered = Vec::with_capacity(selected.len());
        while let Some(Reverse((.., place))) = ready.pop() {
            ordered.push(selected[place as usize].clone());
            for child in &children[place as usize] {
                waiting[*child as usize] -= 1;
                if waiting[*child as usize] == 0 {
                    ready.push(key(*child));
                }
            }
        }
        ordered
    }
}

/// Commits by the time they were made, the latest first, as they are found.
struct Selection {
    heap: BinaryHeap<(i64, Number)>,
    /// Those seen, and whether they are excluded.
    old: NumberMap<bool>,
    done: NumberSet,
    selected: Vec<Number>,
    /// How many in the heap are not excluded.
    fresh: usize,
    earliest: i64,
}

impl Default for Selection {
    fn default() -> Self {
        Self {
            heap: BinaryHeap::new(),
            old: NumberMap::default(),
            done: NumberSet::default(),
            selected: Vec::new(),
            fresh: 0,
            earliest: i64::MAX,
        }
    }
}

impl Selection {
    fn is_old(&mut self, number: Number) -> bool {
        self.done.insert(number);
        self.old.get(&number).copied().unwrap_or(false)
    }

    fn popped(&self, number: Number) -> bool {
        self.done.contains(&number)
    }

    /// Takes a commit; returns whether it was seen before and is excluded only now.
    fn push(&mut self, number: Number, time: i64, old: bool) -> bool {
        match self.old.get_mut(&number) {
            None => {
                self.old.insert(number, old);
                self.heap.push((time, number));
                self.fresh += usize::from(!old);
                false
            }
            Some(known) if old && !*known => {
                *known = true;
                if !self.done.contains(&number) {
                    self.fresh -= 1;
                }
                true
            }
            Some(_) => false,
        }
    }
}
