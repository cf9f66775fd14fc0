//! The walk itself: one secret after the other, with every decision carried out at once.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use super::choice::{Choice, Done, Failure};
use super::group::{Group, grouped};
use super::mark::{Addition, Refusal, Writer, with};
use super::moved;
use crate::allowed::Allowed;
use crate::base::Base;
use crate::baseline::{Baseline, Entry};
use crate::blob::{Blob, Origin};
use crate::change::{Access, Folder};
use crate::detect::Scanner;
use crate::error::Error;
use crate::finding::Finding;

/// A file that was changed; paths from the top.
#[derive(Debug)]
struct Change {
    path: String,
    before: Vec<u8>,
    after: Vec<u8>,
}

/// A decision with what it changed.
#[derive(Debug)]
struct Step {
    group: usize,
    was: Option<Choice>,
    /// Entries by fingerprint, as they were.
    entries: Vec<(String, Option<Entry>)>,
    changes: Vec<Change>,
    /// Files that the journal of `fix` takes back.
    moved: Vec<String>,
}

/// A walk through findings.
#[derive(Debug)]
pub struct Session<'s> {
    scanner: &'s Scanner,
    base: &'s Base,
    folder: Folder,
    groups: Vec<Group>,
    at: usize,
    baseline: Baseline,
    steps: Vec<Step>,
}

impl<'s> Session<'s> {
    /// A walk through these findings, the worst first.
    ///
    /// # Errors
    /// The folder of the files cannot be read.
    pub fn new(
        findings: Vec<Finding>,
        baseline: Baseline,
        scanner: &'s Scanner,
        base: &'s Base,
    ) -> Result<Self, Error> {
        Ok(Self {
            scanner,
            folder: Folder::new(base.top())?,
            base,
            groups: grouped(findings),
            at: 0,
            baseline,
            steps: Vec::new(),
        })
    }

    /// What was accepted so far.
    #[must_use]
    pub fn baseline(&self) -> &Baseline {
        &self.baseline
    }

    /// Goes on with this baseline, which somebody else has written meanwhile.
    pub fn adopt(&mut self, baseline: Baseline) {
        self.baseline = baseline;
    }

    /// All secrets, in the order of the walk.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// Where the walk is; the number of secrets at its end.
    #[must_use]
    pub fn at(&self) -> usize {
        self.at
    }

    /// The secret to decide about; `None` at the end.
    #[must_use]
    pub fn current(&self) -> Option<&Group> {
        self.groups.get(self.at)
    }

    /// How many secrets nothing was decided about.
    #[must_use]
    pub fn left(&self) -> usize {
        let undecided = |group: &&Group| group.decided.is_none();
        self.groups.iter().filter(undecided).count()
    }

    /// Goes on without a decision.
    pub fn skip(&mut self) {
        self.at = (self.at + 1).min(self.groups.len());
    }

    /// Goes back to the one before; `false`: this is the first.
    pub fn back(&mut self) -> bool {
        let is_possible = self.at > 0;
        self.at = self.at.saturating_sub(1);
        is_possible
    }

    /// Carries a decision out for all places of the current secret and goes on. The baseline's
    /// file is the caller's to write.
    ///
    /// # Errors
    /// Why nothing was done.
    pub fn decide(&mut self, choice: Choice) -> Result<Done, Failure> {
        let Some(group) = self.groups.get(self.at) else {
            return Ok(Done::default());
        };
        if matches!(group.decided, Some(Choice::Mark(_) | Choice::Move)) {
            return Err(Refusal::Decided.into());
        }
        let (mut changes, mut done) = (Vec::new(), Done::default());
        match &choice {
            Choice::Accept(_) => {}
            Choice::Mark(reason) => {
                changes = self.mark(group, reason.as_deref())?;
                self.write(&changes)?;
                done.written = changes.iter().map(|one| one.path.clone()).collect();
            }
            Choice::Move => done = moved::out(&group.findings, self.scanner, self.base)?,
        }
        let moved = match &choice {
            Choice::Move => done.written.clone(),
            _ => Vec::new(),
        };
        let mut entries = Vec::new();
        for finding in &self.groups[self.at].findings {
            let id = self.baseline.fingerprint(finding, self.base);
            let before = self.baseline.remove(&id);
            if let Choice::Accept(decision) = &choice {
                self.baseline.insert(finding, self.base, decision.clone());
            }
            entries.push((id, before));
        }
        let was = self.groups[self.at].decided.replace(choice);
        self.steps.push(Step {
            group: self.at,
            was,
            entries,
            changes,
            moved,
        });
        for path in &done.written {
            self.refresh(path);
        }
        self.skip();
        Ok(done)
    }

    /// Takes the last decision back and returns to it; `false`: there is none.
    ///
    /// # Errors
    /// A file that a comment was written into has changed since, or cannot be written.
    pub fn undo(&mut self) -> Result<bool, Error> {
        let Some(step) = self.steps.pop() else {
            return Ok(false);
        };
        for change in step.changes.iter().rev() {
            let Change {
                path,
                before,
                after,
            } = change;
            let written = self.folder.write(path, Some(after), before, Access::Usual);
            if let Err(error) = written {
                self.steps.push(step);
                return Err(error);
            }
        }
        if !step.moved.is_empty()
            && let Err(error) = moved::back(&step.moved, self.base)
        {
            self.steps.push(step);
            return Err(error);
        }
        let changed = step.changes.iter().map(|change| &change.path);
        for path in changed.chain(&step.moved) {
            self.refresh(path);
        }
        // Backwards: two places may have shared an entry.
        for (id, before) in step.entries.into_iter().rev() {
            self.baseline.remove(&id);
            if let Some(entry) = before {
                self.baseline.restore(&id, entry);
            }
        }
        self.groups[step.group].decided = step.was;
        self.at = step.group;
        Ok(true)
    }

    /// Reads a file again that somebody has changed: what is left in it stands elsewhere now.
    fn refresh(&mut self, path: &str) {
        let Ok(Some(now)) = self.folder.read(path) else {
            return;
        };
        let mut stale: Vec<&mut Finding> = self
            .groups
            .iter_mut()
            .flat_map(|group| &mut group.findings)
            .filter(|finding| is_in(finding, path, self.base))
            .collect();
        let Some(origin) = stale.first().map(|finding| finding.origin.clone()) else {
            return;
        };
        stale.sort_by_key(|finding| finding.byte_start);
        let mut fresh: HashMap<(String, String), VecDeque<Finding>> = HashMap::new();
        for finding in self.scanner.scan(&Blob::whole(&origin, &now.bytes)) {
            let key = (finding.rule.id.clone(), finding.secret_id.clone());
            fresh.entry(key).or_default().push_back(finding);
        }
        for finding in stale {
            let key = (finding.rule.id.clone(), finding.secret_id.clone());
            if let Some(new) = fresh.get_mut(&key).and_then(VecDeque::pop_front) {
                let fingerprint = std::mem::take(&mut finding.fingerprint);
                *finding = Finding {
                    fingerprint,
                    allowed: None,
                    ..new
                };
            }
        }
    }

    /// The files with a comment for each place of a secret; nothing is written yet.
    fn mark(&self, group: &Group, reason: Option<&str>) -> Result<Vec<Change>, Failure> {
        let mut files: BTreeMap<String, Vec<&Finding>> = BTreeMap::new();
        for finding in &group.findings {
            if finding.secret.reveal().is_empty() {
                return Err(Refusal::Whole.into());
            }
            let Origin::File { .. } = finding.origin else {
                return Err(Refusal::NoFile.into());
            };
            let path = self.base.path(&finding.origin).into_owned();
            files.entry(path).or_default().push(finding);
        }
        let mut changes = Vec::new();
        for (path, mut findings) in files {
            let before = self.folder.read(&path)?.ok_or(Refusal::Changed)?.bytes;
            findings.sort_by_key(|finding| finding.byte_start);
            let after = self.marked(&before, &findings, &path, reason)?;
            changes.push(Change {
                path,
                before,
                after,
            });
        }
        Ok(changes)
    }

    /// The text with a mark for each of these places of one file, in order.
    fn marked(
        &self,
        text: &[u8],
        findings: &[&Finding],
        path: &str,
        reason: Option<&str>,
    ) -> Result<Vec<u8>, Failure> {
        let writer = Writer::new(path, text, reason)?;
        let mut places = Vec::new();
        for finding in findings {
            let secret = finding.byte_start as usize..finding.byte_end as usize;
            if !finding.stands_in(text) {
                return Err(Refusal::Changed.into());
            }
            places.push(VecDeque::from(writer.ways(&secret, &finding.rule.id)?));
        }
        let before = self.scan(text, findings[0]);
        // Each round takes the next way where the last was not heeded; there are three at most.
        loop {
            let ways = places.iter().map(|ways| ways.front().cloned());
            let additions: Option<BTreeSet<Addition>> = ways.collect();
            let additions: Vec<Addition> =
                additions.ok_or(Refusal::Unheeded)?.into_iter().collect();
            let marked = with(text, &additions);
            let heeded = heeded(&before, &self.scan(&marked, findings[0]));
            let mut all = true;
            for (finding, ways) in findings.iter().zip(&mut places) {
                let key = (finding.byte_start, finding.rule.id.as_str());
                if !heeded.contains(&key) {
                    all = false;
                    ways.pop_front();
                }
            }
            if all {
                return Ok(marked);
            }
        }
    }

    fn scan(&self, text: &[u8], finding: &Finding) -> Vec<Finding> {
        self.scanner.scan(&Blob::whole(&finding.origin, text))
    }

    /// Writes all of these files, or none.
    fn write(&self, changes: &[Change]) -> Result<(), Error> {
        for (index, change) in changes.iter().enumerate() {
            let Change {
                path,
                before,
                after,
            } = change;
            let written = self.folder.write(path, Some(before), after, Access::Usual);
            if let Err(error) = written {
                for change in changes[..index].iter().rev() {
                    let Change {
                        path,
                        before,
                        after,
                    } = change;
                    // What cannot be taken back either is still whole.
                    let _ = self.folder.write(path, Some(after), before, Access::Usual);
                }
                return Err(error);
            }
        }
        Ok(())
    }
}

/// Where findings were that marks allow now, and their rules; nothing if anything else has
/// changed.
fn heeded<'f>(before: &'f [Finding], after: &[Finding]) -> HashSet<(u64, &'f str)> {
    let is_same = |(one, other): (&Finding, &Finding)| {
        one.rule.id == other.rule.id && one.secret_id == other.secret_id
    };
    if before.len() != after.len() || !before.iter().zip(after).all(is_same) {
        return HashSet::new();
    }
    let both = before.iter().zip(after);
    both.filter(|(_, after)| matches!(after.allowed, Some(Allowed::Inline { .. })))
        .map(|(before, _)| (before.byte_start, before.rule.id.as_str()))
        .collect()
}

fn is_in(finding: &Finding, path: &str, base: &Base) -> bool {
    matches!(finding.origin, Origin::File { .. }) && base.path(&finding.origin) == path
}
