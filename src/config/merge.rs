//! What comes out of several configuration files together.

use std::collections::{BTreeSet, HashSet};
use std::path::Path;
use std::sync::LazyLock;

use super::allow::Allow;
use super::extend::{DEFAULT, Read};
use super::pattern::{globs, regexes};
use super::scope::{Exclude, Scope, Switch};
use super::size::size;
use super::source::Source;
use super::syntax::{FileSyntax, Word};
use super::{Catalogue, Config, OwnRule, Setting};
use crate::error::Result;
use crate::mistake;
use crate::nearest::did_you_mean;
use crate::rule::{
    RuleSet, Shared, catalogue_ids, compiles, id_matches, is_builtin, known_or_meant,
};

/// Who issues what the catalogue finds: read once, if any word must be compared with it.
static PROVIDERS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let rules = RuleSet::builtin();
    let providers = rules.rules().map(|rule| rule.provider.clone());
    providers.collect()
});

/// What is known beside the built-in rules and those of the files.
pub(super) struct Others<'a> {
    /// Ids of rules.
    pub(super) rules: &'a [&'a str],
    pub(super) providers: Vec<&'a str>,
}

impl Config {
    /// Takes in one folder's files, the one that counts most last.
    pub(super) fn merge(
        &mut self,
        files: &[Read],
        folder: String,
        others: &Others<'_>,
    ) -> Result<Scope> {
        for Read { source, syntax, .. } in files {
            self.files.push(source.name.clone());
            self.set(source, syntax)?;
            self.add_rules(source, syntax)?;
        }
        self.catalogue(files);
        let names = files.iter().map(|file| file.source.name.clone());
        let mut scope = Scope::new(folder, names.collect());
        for Read { source, syntax, .. } in files {
            let check = |word: &Word| self.check_id(source, word, others.rules);
            syntax.rules.disable.iter().try_for_each(check)?;
            syntax.rules.enable.iter().try_for_each(check)?;
            for table in &syntax.rule {
                let own = table.get_ref();
                let parts = own.part_rules().try_for_each(check);
                parts.map_err(|error| error.of_rule(own.id()))?;
            }
            let asked = self.require_reason.as_ref().map(|asked| asked.value);
            for table in &syntax.allow {
                let ids = &table.get_ref().rules;
                ids.iter().try_for_each(check)?;
                for word in &table.get_ref().providers {
                    self.check_provider(source, word, &others.providers)?;
                }
                let allow = Allow::read(source, table, asked.unwrap_or(true))?;
                scope.allow(allow);
            }
            let exclude = &syntax.scan.exclude;
            if let (Some(globs), [first, ..]) = (globs(source, exclude)?, &exclude[..]) {
                scope.excludes.push(Exclude {
                    globs,
                    written: exclude.iter().map(|word| word.get_ref().clone()).collect(),
                    place: source.place(first.span().start),
                });
            }
        }
        for Read { source, syntax, .. } in files {
            self.switch(source, &syntax.rules.disable, false);
            self.switch(source, &syntax.rules.enable, true);
        }
        Ok(scope)
    }

    /// Turns rules off, or on again; what was said before of the same ids is over.
    fn switch(&mut self, source: &Source, words: &[Word], is_on: bool) {
        let mut said: HashSet<String> = self.switches.iter().map(|old| old.ids.clone()).collect();
        for word in words {
            let ids = word.get_ref();
            if !said.insert(ids.clone()) || ids.contains('*') {
                self.switches.retain(|old| !id_matches(ids, &old.ids));
            }
            self.switches.push(Switch {
                ids: ids.clone(),
                is_on,
                place: source.place(word.span().start),
            });
        }
    }

    /// Says that a file asks for less than one above it.
    fn note_looser(&mut self, source: &Source, asked: Option<&toml::Spanned<bool>>) {
        if let (Some(above), Some(asked)) = (&self.require_reason, asked)
            && above.value
            && !asked.get_ref()
        {
            self.notes.push(format!(
                "{}: asks for no reasons, though {} asks for them",
                source.place(asked.span().start),
                above.place
            ));
        }
    }

    fn set(&mut self, source: &Source, syntax: &FileSyntax) -> Result<()> {
        let FileSyntax {
            scan,
            hygiene,
            policy,
            ..
        } = syntax;
        replace(
            &mut self.min_confidence,
            source,
            scan.min_confidence.as_ref(),
        );
        replace(&mut self.min_severity, source, scan.min_severity.as_ref());
        replace(&mut self.hygiene, source, hygiene.enabled.as_ref());
        replace(&mut self.inline_allow, source, policy.inline_allow.as_ref());
        let require_reason = policy.require_reason.as_ref();
        self.note_looser(source, require_reason);
        replace(&mut self.require_reason, source, require_reason);
        if let Some(word) = &scan.max_size {
            let value = size(word.get_ref());
            let value = value.map_err(|message| source.mistake(word.span(), message))?;
            self.max_size = Some(Setting {
                value,
                place: source.place(word.span().start),
            });
        }
        if let Some(word) = &policy.baseline {
            if word.get_ref().trim().is_empty() {
                return Err(source.mistake(word.span(), "expected the path of a file"));
            }
            let folder = source.path.parent().unwrap_or(Path::new(""));
            self.baseline = Some(Setting {
                value: folder.join(word.get_ref()).to_string_lossy().into_owned(),
                place: source.place(word.span().start),
            });
        }
        Ok(())
    }

    fn add_rules(&mut self, source: &Source, syntax: &FileSyntax) -> Result<()> {
        let shared = Shared::own(
            syntax.provider.as_deref(),
            syntax.category.as_deref(),
            syntax.docs.as_deref(),
            syntax.revoke.as_deref(),
        );
        for table in &syntax.rule {
            let own = table.get_ref();
            let rule = own
                .own(table.span(), known_or_meant, &shared)
                .map_err(|fault| source.mistake(fault.at, fault.message))?;
            if let Err(what) = compiles(&rule) {
                let span = own.pattern_span().unwrap_or(table.span());
                return Err(source.mistake(span, format!("rule `{}`: {what}", rule.id)));
            }
            let place = source.place(table.span().start);
            let twice = self.rules.get(&rule.id);
            if let Some(first) = twice.filter(|first| {
                let (file, _) = first.place.rsplit_once(':').unwrap_or_default();
                file == source.name
            }) {
                let message = format!("rule `{}` is already at {}", rule.id, first.place);
                return Err(source.mistake(table.span(), message));
            }
            let path = regexes(source, own.paths()).map_err(|error| error.of_rule(own.id()))?;
            let id = rule.id.clone();
            self.rules.insert(id, OwnRule { rule, path, place });
        }
        Ok(())
    }

    /// `extends` of the file itself decides; one that it extends can only add the default.
    fn catalogue(&mut self, files: &[Read]) {
        let named = files.iter().find_map(|Read { source, syntax, .. }| {
            let mut extends = syntax.extends.iter().flatten();
            let default = extends.find(|word| word.get_ref() == DEFAULT)?;
            Some(source.place(default.span().start))
        });
        let own = files.iter().find(|file| !file.is_extended);
        let own = own.and_then(|file| Some((&file.source, file.syntax.extends.as_ref()?)));
        match (named, own) {
            (Some(place), _) => self.catalogue = Catalogue::Extended(place),
            (None, Some((source, extends))) => {
                let at = extends.first().map_or(0, |word| word.span().start);
                self.catalogue = Catalogue::LeftOut(source.place(at));
            }
            (None, None) => {}
        }
    }

    /// Whether anything is looked for at all: nothing that is found by no rule is clean.
    pub(super) fn has_rules(&self, files: &[Read]) -> Result<()> {
        let own = files.iter().find(|file| !file.is_extended);
        let (false, true, Some(own)) = (self.has_catalogue(), self.rules.is_empty(), own) else {
            return Ok(());
        };
        let first = own.syntax.extends.iter().flatten().next();
        let span = first.map_or(0..0, Word::span);
        let message = "no rule is left: name \"default\" in `extends`, or write a [[rule]]";
        Err(own.source.mistake(span, message))
    }

    fn check_id(&self, source: &Source, word: &Word, other_rules: &[&str]) -> Result<()> {
        let id = word.get_ref().as_str();
        if is_builtin(id) || self.rules.contains_key(id) || other_rules.contains(&id) {
            return Ok(());
        }
        let mut known = catalogue_ids()
            .chain(self.rules.keys().map(String::as_str))
            .chain(other_rules.iter().copied());
        if id.contains('*') {
            if known.any(|known| id_matches(id, known)) {
                return Ok(());
            }
            let id = mistake::word(id);
            return Err(source.mistake(word.span(), format!("no rule is called `{id}`")));
        }
        let meant = did_you_mean(id, known);
        let id = mistake::word(id);
        Err(source.mistake(word.span(), format!("no rule is called `{id}`{meant}")))
    }

    fn check_provider(&self, source: &Source, word: &Word, others: &[&str]) -> Result<()> {
        let asked = word.get_ref().to_lowercase();
        let own = self.rules.values().map(|own| own.rule.provider.as_str());
        let builtin = PROVIDERS.iter().map(String::as_str);
        let known = || {
            builtin
                .clone()
                .chain(own.clone())
                .chain(others.iter().copied())
        };
        if known().any(|name| name.to_lowercase() == asked) {
            return Ok(());
        }
        let meant = did_you_mean(word.get_ref(), known().collect::<BTreeSet<_>>());
        let message = format!(
            "no rule is of a provider called `{}`{meant}",
            mistake::word(word.get_ref())
        );
        Err(source.mistake(word.span(), message))
    }

    /// Where settings were made that are for a whole run.
    pub(super) fn settings(&self) -> impl Iterator<Item = &str> {
        let places = [
            self.min_confidence.as_ref().map(|setting| &setting.place),
            self.min_severity.as_ref().map(|setting| &setting.place),
            self.max_size.as_ref().map(|setting| &setting.place),
            self.hygiene.as_ref().map(|setting| &setting.place),
            self.inline_allow.as_ref().map(|setting| &setting.place),
            self.baseline.as_ref().map(|setting| &setting.place),
        ];
        places.into_iter().flatten().map(String::as_str)
    }
}

fn replace<T: Copy>(
    setting: &mut Option<Setting<T>>,
    source: &Source,
    said: Option<&toml::Spanned<T>>,
) {
    if let Some(said) = said {
        *setting = Some(Setting {
            value: *said.get_ref(),
            place: source.place(said.span().start),
        });
    }
}
