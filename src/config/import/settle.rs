//! Which findings of ours are those that another tool was told to let be.

use std::collections::{HashMap, HashSet};

use bitcoin_hashes::{Hash, sha1, sha256};

use super::accepted::{Accepted, Known};
use crate::base::Base;
use crate::baseline::Decision;
use crate::finding::{Finding, Piece, Value};
use crate::rule::id_matches;

/// Shorter secrets are part of many others.
const SHORTEST_PART: usize = 8;
/// What ends a word, in the ways in which tools cut lines.
const BREAKS: [&[u8]; 3] = [b"\"'`", b"\"'`,;=", b"\"'`,;=:@/?&"];
/// What ggshield calls parts of a secret, which its hashes cover.
const GGSHIELD_KINDS: [&str; 8] = [
    "apikey",
    "token",
    "password",
    "secret",
    "client_secret",
    "connection_uri",
    "key",
    "private_key",
];

/// What became of accepted findings.
#[derive(Debug, Default)]
pub struct Settled<'a> {
    /// Findings of ours, and what was decided about them; each once.
    pub decided: Vec<(&'a Finding, &'a Decision)>,
    /// Which of those that were accepted none of ours is.
    pub unknown: Vec<usize>,
}

/// Finds each of `accepted` among `findings`.
#[must_use]
pub fn settle<'a>(accepted: &'a [Accepted], findings: &'a [Finding], base: &Base) -> Settled<'a> {
    let index = Index::new(findings, base);
    let mut settled = Settled::default();
    let mut done = vec![false; findings.len()];
    // Each value is looked up once a file: a list may name it line by line.
    let mut known = HashSet::new();
    for (number, one) in accepted.iter().enumerate() {
        let value = one.value();
        if value.is_some_and(|value| known.contains(&value)) {
            continue;
        }
        let mut found = index.by_value(one);
        if !found.is_empty() {
            known.extend(value);
        } else if let Some(page) = index.page(one) {
            found = index.by_place(one, page);
            let still = index.still_there(one, page, &found, &mut known);
            found.extend(still);
        }
        if found.is_empty() {
            settled.unknown.push(number);
        }
        for at in found {
            if !std::mem::replace(&mut done[at], true) {
                settled.decided.push((&findings[at], &one.decision));
            }
        }
    }
    settled
}

/// A file, or any, and a secret or its hash.
type ValueAt<'a> = (Option<&'a str>, &'a [u8]);

impl Accepted {
    /// What is known of the secret, and of where it is.
    fn value(&self) -> Option<ValueAt<'_>> {
        let value = match &self.known {
            Known::Secret(secret) => secret.reveal(),
            Known::Sha1(hash) | Known::Sha256(hash) => hash.as_bytes(),
            Known::Like(_) | Known::Nothing => return None,
        };
        Some((self.path.as_deref(), value))
    }
}

/// Findings by what other tools know of them. Lists of indices are sorted.
struct Index<'a> {
    findings: &'a [Finding],
    by_secret: HashMap<&'a [u8], Vec<usize>>,
    by_hash: HashMap<String, Vec<usize>>,
    pages: HashMap<String, Page>,
}

/// The findings of one file.
#[derive(Default)]
struct Page {
    all: Vec<usize>,
    by_line: HashMap<u64, Vec<usize>>,
}

impl<'a> Index<'a> {
    fn new(findings: &'a [Finding], base: &Base) -> Self {
        let mut index = Self {
            findings,
            by_secret: HashMap::new(),
            by_hash: HashMap::new(),
            pages: HashMap::new(),
        };
        for (at, finding) in findings.iter().enumerate() {
            if !finding.secret.reveal().is_empty() {
                index.add(at, finding, base);
            }
        }
        index
    }

    fn add(&mut self, at: usize, finding: &'a Finding, base: &Base) {
        // Of a pair, other tools may know the part that is none of ours.
        let parts = finding.parts.iter().map(|part| match &part.value {
            Value::Public(text) => text.as_bytes(),
            Value::Secret(secret) => secret.reveal(),
        });
        let known: HashSet<&[u8]> = parts.chain([finding.secret.reveal()]).collect();
        for known in known {
            self.by_secret.entry(known).or_default().push(at);
            for hash in hashes(known) {
                self.by_hash.entry(hash).or_default().push(at);
            }
        }
        let own = base.path(&finding.origin);
        let mut paths = HashSet::from([&*own]);
        if let Some(commit) = finding.origin.commit() {
            paths.extend(commit.paths.iter().map(String::as_str));
        }
        for path in paths {
            let page = self.pages.entry(path.to_owned()).or_default();
            page.all.push(at);
            for line in finding.start.line..=finding.end.line {
                page.by_line.entry(line).or_default().push(at);
            }
        }
    }

    /// The page that it is on, if it has one.
    fn page(&self, one: &Accepted) -> Option<&Page> {
        self.pages.get(one.path.as_ref()?)
    }

    /// Findings of that very value, on its page if it has one.
    fn by_value(&self, one: &Accepted) -> Vec<usize> {
        let like;
        let anywhere = match &one.known {
            Known::Secret(secret) => self.by_secret.get(secret.reveal()),
            Known::Sha1(hash) | Known::Sha256(hash) => self.by_hash.get(hash),
            Known::Like(pattern) => {
                let fits = |at: &usize| pattern.0.is_match(self.findings[*at].secret.reveal());
                like = (0..self.findings.len()).filter(fits).collect();
                Some(&like)
            }
            Known::Nothing => None,
        };
        let anywhere = anywhere.map_or(&[][..], Vec::as_slice);
        match (&one.path, self.page(one)) {
            (None, _) => anywhere.to_vec(),
            (Some(_), Some(page)) => both(anywhere, &page.all),
            (Some(_), None) => Vec::new(),
        }
    }

    /// Findings of which only the place is known to be the same.
    fn by_place(&self, one: &Accepted, page: &Page) -> Vec<usize> {
        let line = |line| page.by_line.get(&line).map_or(&[][..], Vec::as_slice);
        match &one.known {
            Known::Secret(secret) => self.parts(secret.reveal(), one.line.map_or(&page.all, line)),
            Known::Sha1(hash) => self.words(hash, one.line.map_or(&[][..], line)),
            Known::Nothing => self.of_rule(one, one.line.map_or(&[][..], line)),
            Known::Sha256(_) | Known::Like(_) => Vec::new(),
        }
    }

    /// Those of which one holds the other: tools cut differently.
    fn parts(&self, secret: &[u8], there: &[usize]) -> Vec<usize> {
        let is_part = |at: &&usize| {
            let own = self.findings[**at].secret.reveal();
            let (long, short) = if own.len() < secret.len() {
                (secret, own)
            } else {
                (own, secret)
            };
            short.len() >= SHORTEST_PART && memchr::memmem::find(long, short).is_some()
        };
        there.iter().filter(is_part).copied().collect()
    }

    /// Those of which a word with this hash is a part, or the other way round.
    fn words(&self, hash: &str, there: &[usize]) -> Vec<usize> {
        let has_word = |at: &&usize| holds_word(&self.findings[**at], hash);
        there.iter().filter(has_word).copied().collect()
    }

    /// The only one that the same commit brought, or those of that rule.
    fn of_rule(&self, one: &Accepted, there: &[usize]) -> Vec<usize> {
        let is_commit = |finding: &Finding| match (&one.commit, finding.origin.commit()) {
            (Some(id), Some(commit)) => commit.id.starts_with(id.as_str()),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        let mut found = there.to_vec();
        found.retain(|at| is_commit(&self.findings[*at]));
        let is_rule = |at: &&usize| {
            let id = &self.findings[**at].rule.id;
            one.ours.iter().any(|pattern| id_matches(pattern, id))
        };
        let same: Vec<usize> = found.iter().filter(is_rule).copied().collect();
        let is_one = found
            .windows(2)
            .all(|pair| self.findings[pair[0]].secret == self.findings[pair[1]].secret);
        match (same.is_empty(), is_one) {
            (false, _) => same,
            (true, true) => found,
            (true, false) => Vec::new(),
        }
    }

    /// What a commit brought and is in the file now; another value on its line is another secret.
    fn still_there(
        &self,
        one: &'a Accepted,
        page: &Page,
        found: &[usize],
        known: &mut HashSet<ValueAt<'a>>,
    ) -> Vec<usize> {
        if one.commit.is_none() {
            return Vec::new();
        }
        let is_now = |at: &usize| self.findings[*at].origin.commit().is_none();
        let mut still = Vec::new();
        for at in found {
            let secret = self.findings[*at].secret.reveal();
            if known.insert((one.path.as_deref(), secret)) {
                let there = self.by_secret.get(secret);
                let there = both(there.map_or(&[], Vec::as_slice), &page.all);
                still.extend(there.into_iter().filter(is_now));
            }
        }
        still
    }
}

/// What is in both of two sorted lists.
fn both(one: &[usize], other: &[usize]) -> Vec<usize> {
    let (few, many) = if one.len() < other.len() {
        (one, other)
    } else {
        (other, one)
    };
    let is_in_many = |at: &usize| many.binary_search(at).is_ok();
    few.iter().copied().filter(is_in_many).collect()
}

/// Whether a word of the line that has to do with the secret has this SHA-1.
fn holds_word(finding: &Finding, hash: &str) -> bool {
    let mut line = Vec::new();
    for piece in &finding.excerpt.pieces {
        match piece {
            Piece::Text(text) => line.extend_from_slice(text.as_bytes()),
            Piece::Secret { secret, .. } => line.extend_from_slice(secret.reveal()),
        }
    }
    let secret = finding.secret.reveal();
    BREAKS.iter().any(|breaks| {
        let mut words = line.split(|byte| byte.is_ascii_whitespace() || breaks.contains(byte));
        words.any(|word| {
            let is_near = memchr::memmem::find(word, secret).is_some()
                || (word.len() >= SHORTEST_PART && memchr::memmem::find(secret, word).is_some());
            is_near && sha1::Hash::hash(word).to_string() == hash
        })
    })
}

/// What other tools write down of a secret.
fn hashes(secret: &[u8]) -> Vec<String> {
    let mut hashes = vec![
        sha1::Hash::hash(secret).to_string(),
        sha256::Hash::hash(secret).to_string(),
    ];
    for kind in GGSHIELD_KINDS {
        let whole = [secret, b",", kind.as_bytes()].concat();
        hashes.push(sha256::Hash::hash(&whole).to_string());
    }
    hashes
}
