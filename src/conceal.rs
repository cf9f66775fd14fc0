//! Takes secrets out of all that is shown beside them: lines, paths, authors, messages of commits,
//! the words of whoever allowed something, and what is said on standard error.

mod secrets;

use std::borrow::Cow;
use std::collections::HashMap;
use std::mem;
use std::sync::{Arc, OnceLock};

use crate::allowed::Allowed;
use crate::blob::{Blob, Origin, SkipReason};
use crate::commit::Commit;
use crate::coverage::Coverage;
use crate::detect::{Options, Scanner};
use crate::excerpt::{Excerpt, Mark, Piece, merged};
use crate::finding::{Finding, Signal, Value};
use crate::level::{Confidence, Severity};
use crate::rule::{Rule, RuleSet};
use crate::secret::Secret;
use secrets::{Kind, Secrets};

/// Characters of a message's first line that are shown.
const LONGEST_SUMMARY: usize = 120;

/// By the rules that everybody has.
fn usual() -> &'static Scanner {
    static USUAL: OnceLock<Scanner> = OnceLock::new();
    USUAL.get_or_init(|| Scanner::new(RuleSet::builtin(), Options::default()))
}

/// A text without the secrets that the scanner sees in it.
#[must_use]
pub fn text<'t>(scanner: &Scanner, text: &'t str) -> Cow<'t, str> {
    let marks = marks(scanner, text);
    if marks.is_empty() {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(without(text, marks))
    }
}

/// A sentence that shows no secret, though it may quote a path or an argument that holds one.
#[must_use]
pub fn sentence(said: &str) -> Cow<'_, str> {
    text(usual(), said)
}

/// Takes secrets out of the words of whoever allowed something.
pub fn allowed(allowed: &mut Allowed) {
    Concealer::new(usual()).allowed(allowed);
}

/// Takes secrets out of the words of a rule that a user wrote.
pub fn rule(rule: &mut Rule) {
    Concealer::new(usual()).rule(rule);
}

/// Takes secrets out of all that reports say, whoever wrote them.
pub fn recorded(findings: &mut [Finding], coverage: &mut Coverage) {
    let mut concealer = Concealer::new(usual());
    for finding in &*findings {
        concealer.learn(finding);
    }
    let mut rules = HashMap::new();
    for finding in findings {
        concealer.finding(finding);
        concealer.words(finding);
        let rule = Arc::clone(&finding.rule);
        // The key keeps the rule alive, so that no other one comes to lie where it lay.
        let (_, shown) = rules.entry(Arc::as_ptr(&rule)).or_insert_with(|| {
            let mut shown = Rule::clone(&rule);
            concealer.rule(&mut shown);
            (rule, Arc::new(shown))
        });
        finding.rule = Arc::clone(shown);
    }
    concealer.coverage(coverage);
}

/// Where the scanner sees secrets.
fn marks(scanner: &Scanner, text: &str) -> Vec<Mark> {
    let found = scan(scanner, text).into_iter();
    let marks = found.map(|finding| Mark {
        range: finding.byte_start as usize..finding.byte_end as usize,
        public_prefix: finding.secret.public_prefix(),
    });
    marks.collect()
}

fn scan(scanner: &Scanner, text: &str) -> Vec<Finding> {
    let origin = Origin::Stdin {
        path: String::new(),
    };
    scanner.scan(&Blob::whole(&origin, text.as_bytes()))
}

/// The text with what is marked redacted.
fn without(text: &str, marks: Vec<Mark>) -> String {
    let bytes = text.as_bytes();
    let mut shown = String::with_capacity(text.len());
    let mut done = 0;
    for mark in merged(marks) {
        shown.push_str(&String::from_utf8_lossy(&bytes[done..mark.range.start]));
        shown.push_str(&mark.secret(bytes, &(0..bytes.len())).redacted());
        done = mark.range.end;
    }
    shown.push_str(&String::from_utf8_lossy(&bytes[done..]));
    shown
}

/// Redacts what stands beside secrets: what the scanner sees in it, and every secret of the same
/// report that is known by then.
#[derive(Debug)]
pub(crate) struct Concealer<'s> {
    scanner: &'s Scanner,
    memory: Memory,
}

/// What is known of the secrets of a report.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    pub(crate) secrets: Secrets,
    /// Where the scanner sees secrets in a text. Each is looked at once, however often it comes.
    seen: HashMap<String, Vec<Mark>>,
}

impl<'s> Concealer<'s> {
    pub(crate) fn new(scanner: &'s Scanner) -> Self {
        Self::with(scanner, Memory::default())
    }

    /// One that knows something from the start.
    pub(crate) fn with(scanner: &'s Scanner, memory: Memory) -> Self {
        Self { scanner, memory }
    }

    /// What it knows in the end.
    pub(crate) fn into_memory(self) -> Memory {
        self.memory
    }

    /// Takes note of the secret of what is not reported.
    pub(crate) fn learn_quiet(&mut self, secret: &Secret) {
        self.memory.secrets.learn_quiet(secret);
    }

    /// Takes note of a finding's secrets.
    pub(crate) fn learn(&mut self, finding: &Finding) {
        self.memory.secrets.learn(finding);
    }

    /// A finding that shows no secret beside its own.
    pub(crate) fn finding(&mut self, finding: &mut Finding) {
        self.excerpt(&mut finding.excerpt);
        if let Origin::Commit { commit, .. } = &mut finding.origin {
            self.commit(Arc::make_mut(commit));
        }
        let (Origin::File { path }
        | Origin::Stdin { path }
        | Origin::Staged { path }
        | Origin::Commit { path, .. }) = &mut finding.origin;
        self.path(path);
        // Advice names paths.
        finding.help.iter_mut().for_each(|help| self.path(help));
        if let Some(allowed) = &mut finding.allowed {
            self.allowed(allowed);
        }
    }

    /// The line of a finding: the scanner has marked what it sees there.
    fn excerpt(&self, excerpt: &mut Excerpt) {
        let is_told = |piece: &Piece| match piece {
            Piece::Text(text) => !self
                .memory
                .secrets
                .marks(text.as_bytes(), Kind::Prose)
                .is_empty(),
            Piece::Secret { .. } => false,
        };
        if !excerpt.pieces.iter().any(is_told) {
            return;
        }
        let mut pieces = Vec::with_capacity(excerpt.pieces.len() + 2);
        for piece in mem::take(&mut excerpt.pieces) {
            let Piece::Text(text) = &piece else {
                pieces.push(piece);
                continue;
            };
            let bytes = text.as_bytes();
            let plain = |bytes: &[u8]| {
                let text = String::from_utf8_lossy(bytes).into_owned();
                (!text.is_empty()).then_some(Piece::Text(text))
            };
            let mut done = 0;
            for mark in self.memory.secrets.marks(bytes, Kind::Prose) {
                pieces.extend(plain(&bytes[done..mark.range.start]));
                pieces.push(Piece::Secret {
                    secret: mark.secret(bytes, &(0..bytes.len())),
                    reported: false,
                });
                done = mark.range.end;
            }
            pieces.extend(plain(&bytes[done..]));
        }
        excerpt.pieces = pieces;
    }

    fn allowed(&mut self, allowed: &mut Allowed) {
        let (reason, owner) = match allowed {
            Allowed::Inline { reason, .. } => (reason, None),
            Allowed::Config { reason, owner, .. } | Allowed::Baseline { reason, owner, .. } => {
                (reason, owner.as_mut())
            }
        };
        for text in reason.as_mut().into_iter().chain(owner) {
            self.prose(text);
        }
    }

    fn rule(&mut self, rule: &mut Rule) {
        for text in [
            &mut rule.id,
            &mut rule.name,
            &mut rule.provider,
            &mut rule.category,
            &mut rule.description,
            &mut rule.revoke,
            &mut rule.docs,
        ] {
            self.prose(text);
        }
    }

    /// What a scan knows to be free of secrets, and a report need not be.
    fn words(&mut self, finding: &mut Finding) {
        for id in [&mut finding.fingerprint, &mut finding.secret_id] {
            self.id(id);
        }
        if let Origin::Commit { commit, .. } = &mut finding.origin {
            let commit = Arc::make_mut(commit);
            self.id(&mut commit.id);
            self.prose(&mut commit.date);
        }
        for Signal(word) in &mut finding.signals {
            if let Cow::Owned(word) = word {
                self.prose(word);
            }
        }
        let texts = finding.decoded.iter_mut().chain(&mut finding.assigned_to);
        texts.for_each(|text| self.prose(text));
        for part in &mut finding.parts {
            self.prose(&mut part.name);
            // A key's id may look like a secret, and is shown all the same.
            if let Value::Public(text) = &mut part.value
                && scan(self.scanner, text).iter().any(is_sure)
            {
                self.prose(text);
            }
        }
    }

    /// What was skipped, with names that show no secret.
    pub(crate) fn coverage(&mut self, coverage: &mut Coverage) {
        for left_out in &mut coverage.left_out {
            self.path(&mut left_out.path);
        }
        for skipped in &mut coverage.skipped {
            self.path(&mut skipped.path);
            if let SkipReason::Failed(why) = &mut skipped.reason {
                self.prose(why);
            }
        }
    }

    fn commit(&mut self, commit: &mut Commit) {
        for text in [&mut commit.author, &mut commit.email, &mut commit.summary] {
            self.prose(text);
        }
        let paths = commit.paths.iter_mut().chain(&mut commit.head_path);
        paths.for_each(|path| self.path(path));
        let end = commit.summary.char_indices().nth(LONGEST_SUMMARY);
        if let Some((end, _)) = end {
            commit.summary.truncate(end);
            commit.summary.push('…');
        }
    }

    /// A hash is what it seems to be, though it looks like many a secret.
    fn id(&mut self, id: &mut String) {
        let scheme = ["tl1:", "ts1:"].into_iter();
        let hash = scheme.fold(&**id, |id, scheme| id.strip_prefix(scheme).unwrap_or(id));
        if hash.len() > 64 || !hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            self.prose(id);
        }
    }

    fn prose(&mut self, text: &mut String) {
        self.text(text, Kind::Prose);
    }

    fn path(&mut self, path: &mut String) {
        self.text(path, Kind::Path);
    }

    fn text(&mut self, text: &mut String, kind: Kind) {
        let Memory { secrets, seen } = &mut self.memory;
        if !seen.contains_key(text) {
            seen.insert(text.clone(), marks(self.scanner, text));
        }
        let seen = &seen[text];
        let mut marks = secrets.marks(text.as_bytes(), kind);
        if !seen.is_empty() || !marks.is_empty() {
            marks.extend_from_slice(seen);
            *text = without(text, marks);
        }
    }
}

fn is_sure(finding: &Finding) -> bool {
    finding.confidence == Confidence::High && finding.severity >= Severity::High
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::template::{Dice, expand};

    fn token(seed: u64) -> String {
        let template = "sk-proj-{base64url:74}T3BlbkFJ{base64url:74}";
        expand(template, &mut Dice::new(seed)).unwrap()
    }

    #[test]
    fn a_sentence_that_quotes_a_secret_shows_its_beginning() {
        let token = token(1);
        let said = sentence("a/b.py: no such file");
        assert_eq!(said, "a/b.py: no such file");
        let text = format!("{token}/x: no such file");
        let said = sentence(&text);
        assert_eq!(said, format!("{}…/x: no such file", &token[..12]));
    }

    #[test]
    fn advice_and_the_words_of_who_allowed_it_show_none() {
        let token = token(1);
        let origin = Origin::Stdin {
            path: String::new(),
        };
        let text = format!("k = \"{token}\"\n");
        let mut findings = usual().scan(&Blob::whole(&origin, text.as_bytes()));
        let finding = &mut findings[0];
        finding.help = Some(format!("run `git rm --cached -- d-{token}/.env`"));
        finding.allowed = Some(Allowed::Config {
            place: "tightlip.toml:1".to_owned(),
            reason: Some(format!("was {token} before")),
            owner: Some(token.clone()),
        });
        Arc::make_mut(&mut finding.rule).name = format!("like {token}");
        let mut coverage = Coverage::default();
        recorded(&mut findings, &mut coverage);
        let finding = &findings[0];
        let allowed = finding.allowed.as_ref().unwrap();
        let words = [
            finding.help.as_deref(),
            allowed.reason(),
            allowed.owner(),
            Some(&*finding.rule.name),
        ];
        for word in words.map(Option::unwrap) {
            assert!(!word.contains(&token[12..24]), "{word}");
        }
    }

    #[test]
    fn only_the_secrets_in_a_name_go() {
        let scanner = Scanner::new(RuleSet::builtin(), Options::default());
        let mut concealer = Concealer::new(&scanner);
        let mut shown = |text: String| {
            let mut text = text;
            concealer.path(&mut text);
            text
        };
        assert_eq!(shown("src/a é.py".to_owned()), "src/a é.py");
        let (one, two) = (token(1), token(2));
        let hidden = shown(format!("é/{one}/b {two}.txt"));
        assert_eq!(hidden, format!("é/{}…/b {}….txt", &one[..12], &two[..12]));
    }
}
