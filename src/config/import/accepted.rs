//! Findings that another tool was told to let be, and which of ours they are.

use std::collections::{BTreeSet, HashMap};

use bitcoin_hashes::{Hash, sha1, sha256};
use regex::bytes::Regex;

use super::{draft, gitleaks};
use crate::allowed::Verdict;
use crate::base::Base;
use crate::baseline::Decision;
use crate::finding::{Finding, Piece, Value};
use crate::rule::id_matches;
use crate::secret::Secret;

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

/// A finding that was accepted.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// The rule, as the other tool calls it; may be empty.
    pub(super) rule: String,
    /// Ids, or patterns of ids, of our rules that do the same.
    pub(super) ours: Vec<String>,
    /// The file, from the top; `None`: wherever the secret is.
    pub(super) path: Option<String>,
    /// 1-based.
    pub(super) line: Option<u64>,
    /// The commit that brought it.
    pub(super) commit: Option<String>,
    pub(super) known: Known,
    /// What was decided about it.
    pub decision: Decision,
}

/// What is known of the secret.
#[derive(Clone, Debug)]
pub(super) enum Known {
    Secret(Secret),
    /// Hex of its SHA-1.
    Sha1(String),
    /// Hex of a SHA-256 over the secret, perhaps with its kind behind it.
    Sha256(String),
    /// It matches this, which itself must not be written down.
    Like(Pattern),
    Nothing,
}

/// An expression that nobody sees.
#[derive(Clone)]
pub(super) struct Pattern(pub(super) Regex);

impl std::fmt::Debug for Pattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pattern(…)")
    }
}

impl Accepted {
    /// One that is accepted for this reason.
    pub(super) fn new(reason: &str, known: Known) -> Self {
        Self {
            rule: String::new(),
            ours: Vec::new(),
            path: None,
            line: None,
            commit: None,
            known,
            decision: Decision {
                verdict: Verdict::Accepted,
                reason: Some(reason.to_owned()),
                ..Decision::default()
            },
        }
    }

    /// The same for a rule of this name.
    pub(super) fn of_rule(mut self, rule: &str) -> Self {
        let rule = rule.rsplit('.').next().unwrap_or(rule);
        rule.clone_into(&mut self.rule);
        self.ours = gitleaks::ours(rule);
        self.ours.push(draft::slug(rule));
        self
    }

    /// The same at this place; `line` 0 is none.
    pub(super) fn at(mut self, path: &str, line: u64) -> Self {
        let path = path.replace('\\', "/");
        let path = path.strip_prefix("./").unwrap_or(&path);
        self.path = Some(path.to_owned());
        self.line = (line > 0).then_some(line);
        self
    }

    /// Whether only a repository's history can show it.
    #[must_use]
    pub fn is_of_commit(&self) -> bool {
        self.commit.is_some()
    }

    /// Whether the other tool's file holds the secret in clear.
    #[must_use]
    pub fn is_in_clear(&self) -> bool {
        matches!(self.known, Known::Secret(_))
    }

    /// What it is called in messages; nothing of the secret is in it.
    #[must_use]
    pub fn name(&self) -> String {
        let mut name = match (&self.path, self.line) {
            (Some(path), Some(line)) => format!("{path}:{line}"),
            (Some(path), None) => path.clone(),
            (None, _) => "a value".to_owned(),
        };
        if let Some(commit) = &self.commit {
            name.push_str(" of commit ");
            name.push_str(commit.get(..12).unwrap_or(commit));
        }
        if !self.rule.is_empty() {
            name = format!("{name} ({})", self.rule);
        }
        match &self.decision.reason {
            Some(reason) => format!("{name}, {reason}"),
            None => name,
        }
    }

    /// An allow by place, where only the place is known.
    pub(super) fn into_allow(self) -> Option<draft::Allow> {
        let (path, line) = (self.path?, self.line?);
        let reason = self.decision.reason.unwrap_or_default();
        let allow = draft::Allow::new(&reason).with("places", vec![format!("{path}:{line}")]);
        Some(allow.with("commits", self.commit.into_iter().collect()))
    }
}

/// What became of accepted findings.
#[derive(Debug, Default)]
pub struct Settled<'a> {
    /// Findings of ours, and what was decided about them; each once.
    pub decided: Vec<(&'a Finding, &'a Decision)>,
    /// Those that none of ours is.
    pub unknown: Vec<&'a Accepted>,
}

/// Finds each of `accepted` among `findings`.
#[must_use]
pub fn settle<'a>(accepted: &'a [Accepted], findings: &'a [Finding], base: &Base) -> Settled<'a> {
    let index = Index::new(findings, base);
    let mut settled = Settled::default();
    let mut done = BTreeSet::new();
    for one in accepted {
        let found = index.find(one);
        if found.is_empty() {
            settled.unknown.push(one);
        }
        for at in found {
            if done.insert(at) {
                settled.decided.push((&findings[at], &one.decision));
            }
        }
    }
    settled
}

/// Findings by what other tools know of them.
struct Index<'a> {
    findings: &'a [Finding],
    by_secret: HashMap<&'a [u8], Vec<usize>>,
    by_hash: HashMap<String, Vec<usize>>,
    by_path: HashMap<String, Vec<usize>>,
}

impl<'a> Index<'a> {
    fn new(findings: &'a [Finding], base: &Base) -> Self {
        let mut index = Self {
            findings,
            by_secret: HashMap::new(),
            by_hash: HashMap::new(),
            by_path: HashMap::new(),
        };
        for (at, finding) in findings.iter().enumerate() {
            let secret = finding.secret.reveal();
            if secret.is_empty() {
                continue;
            }
            // Of a pair, other tools may know the part that is none of ours.
            let parts = finding.parts.iter().map(|part| match &part.value {
                Value::Public(text) => text.as_bytes(),
                Value::Secret(secret) => secret.reveal(),
            });
            for known in std::iter::once(secret).chain(parts) {
                index.by_secret.entry(known).or_default().push(at);
                for hash in hashes(known) {
                    index.by_hash.entry(hash).or_default().push(at);
                }
            }
            let own = base.path(&finding.origin);
            let mut paths = BTreeSet::from([&*own]);
            if let Some(commit) = finding.origin.commit() {
                paths.extend(commit.paths.iter().map(String::as_str));
            }
            for path in paths {
                index.by_path.entry(path.to_owned()).or_default().push(at);
            }
        }
        index
    }

    fn find(&self, one: &Accepted) -> Vec<usize> {
        let anywhere = match &one.known {
            Known::Secret(secret) => self.by_secret.get(secret.reveal()).cloned(),
            Known::Sha1(hash) | Known::Sha256(hash) => self.by_hash.get(hash).cloned(),
            Known::Like(pattern) => {
                let fits = |at: &usize| pattern.0.is_match(self.findings[*at].secret.reveal());
                Some((0..self.findings.len()).filter(fits).collect())
            }
            Known::Nothing => None,
        };
        let Some(path) = &one.path else {
            return anywhere.unwrap_or_default();
        };
        let Some(here) = self.by_path.get(path) else {
            return Vec::new();
        };
        let anywhere = anywhere.unwrap_or_default();
        let same: Vec<usize> = here
            .iter()
            .filter(|at| anywhere.contains(at))
            .copied()
            .collect();
        match &one.known {
            _ if !same.is_empty() => same,
            Known::Secret(secret) => self.parts(secret.reveal(), here, one.line),
            Known::Sha1(hash) => self.words(hash, here, one.line),
            Known::Nothing => self.at_line(one, here),
            _ => Vec::new(),
        }
    }

    /// Findings on that line of which one holds the other: tools cut differently.
    fn parts(&self, secret: &[u8], here: &[usize], line: Option<u64>) -> Vec<usize> {
        let is_part = |at: &&usize| {
            let finding = &self.findings[**at];
            let own = finding.secret.reveal();
            let (long, short) = if own.len() < secret.len() {
                (secret, own)
            } else {
                (own, secret)
            };
            short.len() >= SHORTEST_PART
                && line.is_none_or(|line| is_on(finding, line))
                && memchr::memmem::find(long, short).is_some()
        };
        here.iter().filter(is_part).copied().collect()
    }

    /// Findings on that line of which a word with this hash is a part, or the other way round.
    fn words(&self, hash: &str, here: &[usize], line: Option<u64>) -> Vec<usize> {
        let has_word = |at: &&usize| {
            let finding = &self.findings[**at];
            line.is_some_and(|line| is_on(finding, line)) && holds_word(finding, hash)
        };
        here.iter().filter(has_word).copied().collect()
    }

    /// The finding on that line: the only one, or the one of that rule.
    fn at_line(&self, one: &Accepted, here: &[usize]) -> Vec<usize> {
        let Some(line) = one.line else {
            return Vec::new();
        };
        let is_commit = |finding: &Finding| match (&one.commit, finding.origin.commit()) {
            (Some(id), Some(commit)) => commit.id.starts_with(id.as_str()),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        let mut found: Vec<usize> = here.to_vec();
        found.retain(|at| is_on(&self.findings[*at], line) && is_commit(&self.findings[*at]));
        let is_rule = |at: &&usize| {
            let id = &self.findings[**at].rule.id;
            one.ours.iter().any(|pattern| id_matches(pattern, id))
        };
        let same: Vec<usize> = found.iter().filter(is_rule).copied().collect();
        let is_one = found
            .windows(2)
            .all(|pair| self.findings[pair[0]].secret == self.findings[pair[1]].secret);
        let found = match (same.is_empty(), is_one) {
            (false, _) => same,
            (true, true) => found,
            (true, false) => Vec::new(),
        };
        // What a commit brought may still be there; another value on its line is another secret.
        let is_still_there = |at: &usize| {
            let finding = &self.findings[*at];
            let is_same = |old: &usize| self.findings[*old].secret == finding.secret;
            finding.origin.commit().is_none() && found.iter().any(is_same)
        };
        let now = here.iter().copied().filter(is_still_there);
        let now: Vec<usize> = now.filter(|at| !found.contains(at)).collect();
        [found, now].concat()
    }
}

fn is_on(finding: &Finding, line: u64) -> bool {
    (finding.start.line..=finding.end.line).contains(&line)
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
