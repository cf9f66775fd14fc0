//! Takes secrets out of what is not scanned but shown: paths, authors, messages of commits, the
//! words of whoever allowed something, and what is said on standard error.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use crate::allowed::Allowed;
use crate::blob::{Blob, Origin, SkipReason};
use crate::commit::Commit;
use crate::coverage::Coverage;
use crate::detect::{Options, Scanner};
use crate::finding::Finding;
use crate::rule::{Rule, RuleSet};

/// By the rules that everybody has.
fn usual() -> &'static Scanner {
    static USUAL: OnceLock<Scanner> = OnceLock::new();
    USUAL.get_or_init(|| Scanner::new(RuleSet::builtin(), Options::default()))
}

/// A sentence that shows no secret, though it may quote a path or an argument that holds one.
#[must_use]
pub fn sentence(text: &str) -> Cow<'_, str> {
    let concealed = Concealer::new(usual()).concealed(text);
    concealed.map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Takes secrets out of the words of whoever allowed something.
pub fn allowed(allowed: &mut Allowed) {
    Concealer::new(usual()).allowed(allowed);
}

/// Takes secrets out of the words of a rule that a user wrote.
pub fn rule(rule: &mut Rule) {
    let mut concealer = Concealer::new(usual());
    for text in [
        &mut rule.name,
        &mut rule.provider,
        &mut rule.category,
        &mut rule.description,
        &mut rule.revoke,
        &mut rule.docs,
    ] {
        concealer.text(text);
    }
}

/// Takes secrets out of the names that reports of other scanners bring.
pub fn names(findings: &mut [Finding], coverage: &mut Coverage) {
    let mut concealer = Concealer::new(usual());
    for finding in findings {
        concealer.finding(finding);
        concealer.rule(&mut finding.rule);
    }
    concealer.coverage(coverage);
}

/// Redacts names. Each is looked at once, however often it comes.
#[derive(Debug)]
pub(crate) struct Concealer<'s> {
    scanner: &'s Scanner,
    /// What a text becomes; `None`: it stays.
    known: HashMap<String, Option<String>>,
    commits: HashMap<String, Arc<Commit>>,
}

impl<'s> Concealer<'s> {
    pub(crate) fn new(scanner: &'s Scanner) -> Self {
        Self {
            scanner,
            known: HashMap::new(),
            commits: HashMap::new(),
        }
    }

    /// A finding whose names show no secret.
    pub(crate) fn finding(&mut self, finding: &mut Finding) {
        if let Origin::Commit { commit, .. } = &mut finding.origin {
            *commit = self.commit(commit);
        }
        let (Origin::File { path }
        | Origin::Stdin { path }
        | Origin::Staged { path }
        | Origin::Commit { path, .. }) = &mut finding.origin;
        self.text(path);
        // Advice names paths.
        finding.help.iter_mut().for_each(|help| self.text(help));
        if let Some(allowed) = &mut finding.allowed {
            self.allowed(allowed);
        }
    }

    fn allowed(&mut self, allowed: &mut Allowed) {
        let (reason, owner) = match allowed {
            Allowed::Inline { reason, .. } => (reason, None),
            Allowed::Config { reason, owner, .. } | Allowed::Baseline { reason, owner, .. } => {
                (reason, owner.as_mut())
            }
        };
        for text in reason.as_mut().into_iter().chain(owner) {
            self.text(text);
        }
    }

    fn rule(&mut self, rule: &mut Arc<Rule>) {
        let (mut id, mut name) = (rule.id.clone(), rule.name.clone());
        self.text(&mut id);
        self.text(&mut name);
        if (&id, &name) != (&rule.id, &rule.name) {
            let own = Arc::make_mut(rule);
            (own.id, own.name) = (id, name);
        }
    }

    /// What was skipped, with names that show no secret.
    pub(crate) fn coverage(&mut self, coverage: &mut Coverage) {
        for left_out in &mut coverage.left_out {
            self.text(&mut left_out.path);
        }
        for skipped in &mut coverage.skipped {
            self.text(&mut skipped.path);
            if let SkipReason::Failed(why) = &mut skipped.reason {
                self.text(why);
            }
        }
    }

    fn commit(&mut self, commit: &Arc<Commit>) -> Arc<Commit> {
        // Two secrets of one commit may have other paths.
        let head = commit.head_path.as_deref().unwrap_or_default();
        let key = format!("{}\0{head}\0{}", commit.id, commit.paths.join("\0"));
        if let Some(known) = self.commits.get(&key) {
            // How far it spread is each secret's own.
            let mut own = Commit::clone(known);
            (own.in_head, own.commits) = (commit.in_head, commit.commits);
            return Arc::new(own);
        }
        let mut shown = Commit::clone(commit);
        for text in [&mut shown.author, &mut shown.email, &mut shown.summary] {
            self.text(text);
        }
        for path in shown.paths.iter_mut().chain(&mut shown.head_path) {
            self.text(path);
        }
        let shown = Arc::new(shown);
        self.commits.insert(key, Arc::clone(&shown));
        shown
    }

    fn text(&mut self, text: &mut String) {
        if !self.known.contains_key(text) {
            self.known.insert(text.clone(), self.concealed(text));
        }
        if let Some(shown) = &self.known[text] {
            text.clone_from(shown);
        }
    }

    fn concealed(&self, text: &str) -> Option<String> {
        let origin = Origin::Stdin {
            path: String::new(),
        };
        let mut findings = self.scanner.scan(&Blob::whole(&origin, text.as_bytes()));
        if findings.is_empty() {
            return None;
        }
        findings.sort_by_key(|finding| (finding.byte_start, finding.byte_end));
        let mut shown = String::with_capacity(text.len());
        let mut done = 0;
        for finding in &findings {
            let (start, end) = (finding.byte_start as usize, finding.byte_end as usize);
            if start >= done {
                shown.push_str(&String::from_utf8_lossy(&text.as_bytes()[done..start]));
                shown.push_str(&finding.secret.redacted());
            }
            done = done.max(end);
        }
        shown.push_str(&String::from_utf8_lossy(&text.as_bytes()[done..]));
        Some(shown)
    }
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
        names(&mut findings, &mut coverage);
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
            concealer.text(&mut text);
            text
        };
        assert_eq!(shown("src/a é.py".to_owned()), "src/a é.py");
        let (one, two) = (token(1), token(2));
        let hidden = shown(format!("é/{one}/b {two}.txt"));
        assert_eq!(hidden, format!("é/{}…/b {}….txt", &one[..12], &two[..12]));
    }
}
