//! What is still to do once the literals are gone: revoke, stage, take out of the past.

use std::collections::BTreeSet;
use std::env;
use std::io::{self, BufWriter, Write};

use serde_json::{Value, json};
use tightlip::commit::Commit;
use tightlip::fix::{Moved, Staged};
use tightlip::report::escape;
use tightlip::rule::Rule;
use tightlip::secret::Secret;

use super::{Past, Shown, text};
use crate::args::Global;
use crate::exit::Failure;

/// One secret that somebody must act on.
pub(super) struct Remedy<'a> {
    rule: &'a Rule,
    shown: &'a str,
    /// The variable that takes the new value.
    variable: Option<&'a str>,
    commit: Option<&'a Commit>,
}

/// One remedy a secret, those of the worst first.
pub(super) fn remedies<'a>(show: &'a Shown<'_>) -> Vec<Remedy<'a>> {
    let mut known: BTreeSet<&[u8]> = BTreeSet::new();
    let mut remedies = Vec::new();
    let mut add = |value: &'a Secret, remedy: Remedy<'a>| {
        if known.insert(value.reveal()) {
            remedies.push(remedy);
        }
    };
    for moved in show.plan.moved.iter().filter(|moved| moved.part.is_none()) {
        let remedy = Remedy {
            rule: &moved.rule,
            shown: &moved.shown,
            variable: Some(&moved.entry),
            commit: show.past.commit(&moved.secret),
        };
        add(&moved.value, remedy);
    }
    for left in show.plan.left.iter().filter(|left| left.part.is_none()) {
        let remedy = Remedy {
            rule: &left.rule,
            shown: &left.shown,
            variable: None,
            commit: show.past.commit(&left.secret),
        };
        add(&left.secret, remedy);
    }
    remedies.sort_by_key(|remedy| std::cmp::Reverse(remedy.rule.severity));
    remedies
}

impl Remedy<'_> {
    fn revoke(&self) -> String {
        match self.rule.revoke.as_str() {
            "" => "change it where it is in use".to_owned(),
            link if link.starts_with("https://") => format!("revoke it at {link}"),
            words => words.to_owned(),
        }
    }

    fn history(&self, past: &Past) -> Option<String> {
        Some(match self.commit {
            Some(commit) if commit.id.is_empty() => "in no commit, but git keeps it".to_owned(),
            Some(commit) => format!(
                "committed: since {} of {} by {}; whoever has the repository has it",
                commit.short_id(),
                commit.day(),
                commit.author,
            ),
            None if past.was_searched() => "no commit has it".to_owned(),
            None => return None,
        })
    }

    fn json(&self, past: &Past) -> Value {
        json!({
            "rule": self.rule.id,
            "secret": self.shown,
            "variable": self.variable,
            "revoke": self.rule.revoke,
            "docs": self.rule.docs,
            "committed": past.was_searched().then_some(self.commit.is_some()),
            "commit": self.commit.map(|commit| &commit.id).filter(|id| !id.is_empty()),
        })
    }
}

/// The same, for machines.
pub(super) fn json(show: &Shown<'_>) -> Value {
    let remedies = remedies(show);
    remedies.iter().map(|one| one.json(show.past)).collect()
}

/// Writes what is to do, for people.
pub(super) fn write(show: &Shown<'_>, applied: bool, global: &Global) -> Result<(), Failure> {
    let remedies = remedies(show);
    if remedies.is_empty() || global.quiet {
        return Ok(());
    }
    let mut out = BufWriter::new(io::stdout().lock());
    writeln!(out, "\nStill to do:")?;
    for remedy in &remedies {
        let new = remedy.variable.map_or_else(String::new, |variable| {
            format!(". The new one goes into {variable}")
        });
        let (name, shown) = (&remedy.rule.name, remedy.shown);
        let revoke = remedy.revoke();
        let line = format!("{name} {shown}: {}{new}", revoke.trim_end_matches('.'));
        writeln!(out, "  - {}", escape::name(&line))?;
        if let Some(history) = remedy.history(show.past) {
            writeln!(out, "    {}", escape::name(&history))?;
        }
    }
    for line in purge(&remedies).into_iter().chain(around(show, applied)) {
        writeln!(out, "  - {}", escape::name(&line))?;
    }
    Ok(out.flush()?)
}

/// What takes the past along.
fn purge(remedies: &[Remedy<'_>]) -> Option<String> {
    let any = remedies.iter().any(|remedy| remedy.commit.is_some());
    any.then(|| {
        "the history keeps what was committed: once it is revoked that does no harm; \
         `tightlip history --purge-script FILE` writes what takes it out, and says how"
            .to_owned()
    })
}

/// What is to do about git's index, and about this shell.
fn around(show: &Shown<'_>, applied: bool) -> Vec<String> {
    let mut lines = Vec::new();
    let moved = &show.plan.moved;
    let staged = |how: Staged| {
        let those = moved.iter().filter(|one| one.staged == how);
        let paths: BTreeSet<String> = those.map(|one| text::shell_word(&one.path)).collect();
        Vec::from_iter(paths).join(" ")
    };
    let verb = if applied { "still holds" } else { "holds" };
    let whole = staged(Staged::Whole);
    if !whole.is_empty() {
        lines.push(format!("git's index {verb} the old text: git add {whole}"));
    }
    let partly = staged(Staged::Partly);
    if !partly.is_empty() {
        lines.push(format!(
            "git's index {verb} the old text, and not all changes were staged: git add -p {partly}"
        ));
    }
    let is_other = |one: &&Moved| {
        let set = env::var_os(&one.entry);
        set.is_some_and(|set| set.as_encoded_bytes() != one.value.reveal())
    };
    let others = moved.iter().filter(is_other);
    let others: BTreeSet<&str> = others.map(|one| one.entry.as_str()).collect();
    for name in others {
        lines.push(format!(
            "{name} is set in this shell to something else, which goes before the dotenv file"
        ));
    }
    lines
}
