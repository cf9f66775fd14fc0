//! Which files count, what they extend, and what comes out of all of them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::allow::Allow;
use super::import::{gitleaks, gitleaks_ignore};
use super::pattern::{globs, regexes};
use super::scope::{Exclude, Scope};
use super::size::size;
use super::source::Source;
use super::syntax::{FileSyntax, Word};
use super::{Catalogue, Config, OwnRule, Setting};
use crate::base::Base;
use crate::error::{Error, Result};
use crate::nearest::did_you_mean;
use crate::rule::{RuleSet, Shared, compiles, id_matches, is_builtin};

/// The names of configuration files.
pub const NAMES: [&str; 2] = ["tightlip.toml", ".tightlip.toml"];
/// The configuration of another tool, which counts where there is none of ours.
const FOREIGN: &str = ".gitleaks.toml";
/// The list of that tool's findings that are let be.
const FOREIGN_IGNORE: &str = ".gitleaksignore";
/// The word in `extends` for the built-in rules.
const DEFAULT: &str = "default";
/// What a rule has that does not say who issues its secrets.
const OWN: Shared<'_> = Shared {
    provider: "Custom",
    category: "custom",
    docs: "",
    revoke: "",
};

/// What to load.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Where paths begin and where the scan starts.
    pub base: &'a Base,
    /// The one file that counts, if the user named one.
    pub file: Option<&'a Path>,
    /// Ids of rules that are in no rule file.
    pub other_rules: &'a [&'a str],
}

/// Finds the files and merges them; with none, everything is as by default.
///
/// # Errors
/// The first mistake in a file, or a file that is missing or cannot be read.
pub fn load(request: Request<'_>) -> Result<Config> {
    let mut config = Config::default();
    let mut layers = Vec::new();
    if let Some(file) = request.file {
        let source = read(request.base, file)?.ok_or_else(|| Error::NoSuchPath {
            path: file.to_owned(),
        })?;
        let is_foreign = file
            .to_string_lossy()
            .ends_with(FOREIGN.trim_start_matches('.'));
        let source = if is_foreign {
            config.translate(source)?
        } else {
            source
        };
        layers.push((String::new(), source));
    } else {
        for folder in request.base.folders() {
            if let Some(source) = find(request.base, folder)? {
                layers.push((prefix(request.base, folder), source));
            }
        }
    }
    if layers.is_empty() && request.file.is_none() {
        for source in config.foreign(request.base)? {
            layers.push((String::new(), source));
        }
    }
    for (folder, source) in layers {
        let files = with_extended(request.base, source)?;
        let scope = config.merge(&files, folder, request.other_rules)?;
        config.scopes.push(scope);
    }
    Ok(config)
}

/// What the file in one folder, from the top, says of that folder; `None` if there is none.
///
/// # Errors
/// As [`load`].
pub fn nested(request: Request<'_>, within: &Config, folder: &str) -> Result<Option<Scope>> {
    let base = request.base;
    let Some(source) = find(base, &base.top().join(folder))? else {
        return Ok(None);
    };
    let files = with_extended(base, source)?;
    let mut inner = Config::default();
    let other: Vec<&str> = within.rules.keys().map(String::as_str).collect();
    let other = [&other[..], request.other_rules].concat();
    let mut scope = inner.merge(&files, format!("{folder}/"), &other)?;
    let unheeded = inner.rules.values().next().map(|own| own.place.clone());
    scope.unheeded = unheeded.or_else(|| inner.settings().next().map(str::to_owned));
    scope.disabled.extend(inner.disabled);
    Ok(Some(scope))
}

/// The configuration file of a folder.
fn find(base: &Base, folder: &Path) -> Result<Option<Source>> {
    let [plain, hidden] = NAMES.map(|name| folder.join(name));
    let (plain, hidden) = (read(base, &plain)?, read(base, &hidden)?);
    if let (Some(plain), Some(hidden)) = (&plain, &hidden) {
        let message = format!("{} is there as well; keep one of them", hidden.name);
        return Err(plain.mistake(0..0, message));
    }
    Ok(plain.or(hidden))
}

fn read(base: &Base, path: &Path) -> Result<Option<Source>> {
    Source::read(path, base.name(path))
}

/// `services/a/`, or nothing for the top itself.
fn prefix(base: &Base, folder: &Path) -> String {
    match base.inside(folder) {
        Some(inside) if !inside.is_empty() => format!("{inside}/"),
        _ => String::new(),
    }
}

/// A file and what it said.
struct Read {
    source: Source,
    syntax: FileSyntax,
    /// Whether another one extends it.
    is_extended: bool,
}

/// The file behind all those that it extends.
fn with_extended(base: &Base, source: Source) -> Result<Vec<Read>> {
    let mut reader = Reader {
        base,
        open: Vec::new(),
        known: BTreeSet::new(),
        files: Vec::new(),
    };
    reader.add(source)?;
    Ok(reader.files)
}

struct Reader<'a> {
    base: &'a Base,
    /// Files whose `extends` is being followed, the outermost first.
    open: Vec<(PathBuf, String)>,
    known: BTreeSet<PathBuf>,
    files: Vec<Read>,
}

impl Reader<'_> {
    fn add(&mut self, source: Source) -> Result<()> {
        let syntax = source.parse()?;
        let real = source.path.canonicalize();
        let real = real.unwrap_or_else(|_| source.path.clone());
        self.known.insert(real.clone());
        self.open.push((real, source.name.clone()));
        for word in syntax.extends.iter().flatten() {
            self.extend(&source, word)?;
        }
        self.open.pop();
        self.files.push(Read {
            source,
            syntax,
            is_extended: !self.open.is_empty(),
        });
        Ok(())
    }

    fn extend(&mut self, source: &Source, word: &Word) -> Result<()> {
        let written = word.get_ref();
        if written == DEFAULT {
            return Ok(());
        }
        if written.contains("://") {
            let message = "only files can be extended: nothing is read from the network";
            return Err(source.mistake(word.span(), message));
        }
        let folder = source.path.parent().unwrap_or(Path::new(""));
        let path = folder.join(written);
        let Ok(real) = path.canonicalize() else {
            let message = format!(
                "no such file, looked for from the folder of {}",
                source.name
            );
            return Err(source.mistake(word.span(), message));
        };
        if let Some(at) = self.open.iter().position(|(open, _)| *open == real) {
            let circle: Vec<&str> = self.open[at..].iter().map(|(_, name)| &name[..]).collect();
            let message = format!(
                "extends in a circle: {} → {}",
                circle.join(" → "),
                circle[0]
            );
            return Err(source.mistake(word.span(), message));
        }
        if self.known.contains(&real) {
            return Ok(());
        }
        match Source::read(&real, self.base.name(&real))? {
            Some(extended) => self.add(extended),
            None => Err(source.mistake(word.span(), "no such file")),
        }
    }
}

impl Config {
    /// Another tool's files at the top, as ours; said in the notes.
    fn foreign(&mut self, base: &Base) -> Result<Vec<Source>> {
        let mut found = Vec::new();
        if let Some(source) = read(base, &base.top().join(FOREIGN))? {
            found.push(self.translate(source)?);
        }
        if let Some(source) = read(base, &base.top().join(FOREIGN_IGNORE))? {
            let text = gitleaks_ignore(&source.text).toml;
            found.push(Source { text, ..source });
        }
        if !found.is_empty() {
            let names: Vec<&str> = found.iter().map(|source| source.name.as_str()).collect();
            self.notes.push(format!(
                "{} used, as there is no tightlip.toml; `tightlip config import` makes one",
                names.join(" and ")
            ));
        }
        Ok(found)
    }

    fn translate(&mut self, source: Source) -> Result<Source> {
        let imported = gitleaks(&source.name, &source.text)?;
        if !imported.left_out.is_empty() {
            self.notes.push(format!(
                "{}: {} of its settings mean nothing here; `tightlip config import` lists them",
                source.name,
                imported.left_out.len()
            ));
        }
        let text = imported.toml;
        Ok(Source { text, ..source })
    }

    /// Takes in one folder's files, the one that counts most last.
    fn merge(&mut self, files: &[Read], folder: String, other_rules: &[&str]) -> Result<Scope> {
        for Read { source, syntax, .. } in files {
            self.files.push(source.name.clone());
            self.set(source, syntax)?;
            self.add_rules(source, syntax)?;
        }
        self.catalogue(files);
        let mut scope = Scope {
            folder,
            ..Scope::default()
        };
        for Read { source, syntax, .. } in files {
            let check = |word: &Word| self.check_id(source, word, other_rules);
            syntax.rules.disable.iter().try_for_each(check)?;
            syntax.rules.enable.iter().try_for_each(check)?;
            let require_reason = files.iter().rev().find_map(|file| {
                let policy = &file.syntax.policy;
                policy.require_reason.as_ref().map(|asked| *asked.get_ref())
            });
            for table in &syntax.allow {
                let ids = &table.get_ref().rules;
                ids.iter().try_for_each(check)?;
                let allow = Allow::read(source, table, require_reason.unwrap_or(true))?;
                scope.allows.push(allow);
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
            for word in &syntax.rules.disable {
                let place = source.place(word.span().start);
                self.disabled.insert(word.get_ref().clone(), place);
            }
            for word in &syntax.rules.enable {
                self.disabled
                    .retain(|id, _| !id_matches(word.get_ref(), id));
            }
        }
        Ok(scope)
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
            let folder = source.path.parent().unwrap_or(Path::new(""));
            self.baseline = Some(Setting {
                value: folder.join(word.get_ref()).to_string_lossy().into_owned(),
                place: source.place(word.span().start),
            });
        }
        Ok(())
    }

    fn add_rules(&mut self, source: &Source, syntax: &FileSyntax) -> Result<()> {
        for table in &syntax.rule {
            let own = table.get_ref();
            let rule = own
                .rule(table.span(), &OWN)
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
            let path = regexes(source, own.paths())?;
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

    fn check_id(&self, source: &Source, word: &Word, other_rules: &[&str]) -> Result<()> {
        let id = word.get_ref().as_str();
        if is_builtin(id) || self.rules.contains_key(id) || other_rules.contains(&id) {
            return Ok(());
        }
        let builtin: Vec<String> = RuleSet::builtin().rules().map(|r| r.id.clone()).collect();
        let builtin = builtin.iter().map(String::as_str);
        let mut known = builtin
            .chain(self.rules.keys().map(String::as_str))
            .chain(other_rules.iter().copied());
        if id.contains('*') {
            if known.any(|known| id_matches(id, known)) {
                return Ok(());
            }
            return Err(source.mistake(word.span(), format!("no rule is called `{id}`")));
        }
        let meant = did_you_mean(id, known);
        Err(source.mistake(word.span(), format!("no rule is called `{id}`{meant}")))
    }

    /// Where settings were made that are for a whole run.
    fn settings(&self) -> impl Iterator<Item = &str> {
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
