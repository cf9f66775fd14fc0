//! Takes secrets out of what is not scanned but shown: paths, authors, messages of commits.

use std::collections::HashMap;
use std::sync::Arc;

use crate::blob::{Blob, Origin};
use crate::commit::Commit;
use crate::coverage::Coverage;
use crate::detect::Scanner;
use crate::finding::Finding;

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
    }

    /// What was skipped, with names that show no secret.
    pub(crate) fn coverage(&mut self, coverage: &mut Coverage) {
        for skipped in &mut coverage.skipped {
            self.text(&mut skipped.path);
        }
    }

    fn commit(&mut self, commit: &Arc<Commit>) -> Arc<Commit> {
        // Two secrets of one commit may have other paths.
        let key = format!("{}\0{}", commit.id, commit.paths.join("\0"));
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
        for path in &mut shown.paths {
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
    use crate::detect::Options;
    use crate::rule::RuleSet;
    use crate::rule::template::{Dice, expand};

    #[test]
    fn only_the_secrets_in_a_name_go() {
        let token = |seed| {
            let template = "sk-proj-{base64url:74}T3BlbkFJ{base64url:74}";
            expand(template, &mut Dice::new(seed)).unwrap()
        };
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
