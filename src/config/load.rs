//! Which configuration files count, from where a scan starts.

use std::io::ErrorKind;
use std::path::Path;

use super::extend::with_extended;
use super::foreign::FOREIGN;
use super::merge::Others;
use super::scope::Scope;
use super::source::Source;
use super::{Catalogue, Config};
use crate::base::Base;
use crate::document;
use crate::error::{Error, Result};

/// The names of configuration files.
pub const NAMES: [&str; 2] = ["tightlip.toml", ".tightlip.toml"];

/// The provider of rules that are in no rule file.
const HYGIENE: [&str; 1] = ["Git"];

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
        let name = request.base.name(file);
        let text = document::named(file, &name)?.ok_or_else(|| Error::NoSuchPath {
            path: file.to_owned(),
        })?;
        let source = Source::new(file, name, text);
        let is_foreign = file
            .to_string_lossy()
            .ends_with(FOREIGN.trim_start_matches('.'));
        let source = if is_foreign {
            config.translate(request.base, source)?
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
    if request.file.is_none() && !layers.iter().any(|(folder, _)| folder.is_empty()) {
        let foreign = config.foreign(request.base)?;
        let foreign = foreign.into_iter().map(|source| (String::new(), source));
        layers.splice(0..0, foreign);
    }
    let others = Others {
        rules: request.other_rules,
        providers: HYGIENE.to_vec(),
    };
    for (folder, source) in layers {
        let files = with_extended(request.base, source)?;
        let scope = config.merge(&files, folder, &others)?;
        config.scopes.push(scope);
        config.has_rules(&files)?;
    }
    Ok(config)
}

/// What the file in one folder, from the top, says of that folder; `None` if there is none.
///
/// # Errors
/// As [`load`].
pub fn nested(request: Request<'_>, within: &Config, folder: &str) -> Result<Option<Scope>> {
    let base = request.base;
    let place = base.top().join(folder);
    let Some(source) = find(base, &place).or_else(|error| {
        if is_closed(&place) {
            Ok(None)
        } else {
            Err(error)
        }
    })?
    else {
        return Ok(None);
    };
    let files = with_extended(base, source)?;
    let mut inner = Config {
        require_reason: within.require_reason.clone(),
        ..Config::default()
    };
    let above: Vec<&str> = within.rules.keys().map(String::as_str).collect();
    let providers = within.rules.values().map(|own| &own.rule.provider[..]);
    let others = Others {
        rules: &[&above[..], request.other_rules].concat(),
        providers: providers.chain(HYGIENE).collect(),
    };
    let mut scope = inner.merge(&files, format!("{folder}/"), &others)?;
    scope.notes = std::mem::take(&mut inner.notes);
    scope.notes.extend(unheeded(&inner, within));
    scope.switches = inner.switches;
    Ok(Some(scope))
}

/// What a file further down says that counts only where a scan starts there: `[[rule]]`, `[scan]`.
fn unheeded(inner: &Config, within: &Config) -> Option<String> {
    let rule = inner.rules.values().next().map(|own| own.place.as_str());
    let place = rule.or_else(|| inner.settings().next()).or_else(|| {
        match (&inner.catalogue, within.has_catalogue()) {
            (Catalogue::LeftOut(place), true) | (Catalogue::Extended(place), false) => Some(place),
            _ => None,
        }
    })?;
    Some(format!(
        "{place}: counts only where a scan starts in that folder, or if a file above extends it"
    ))
}

/// Whether nobody may enter a folder: nothing of it is read then, which whoever walks there says,
/// and what is known of it from elsewhere counts as it is.
fn is_closed(folder: &Path) -> bool {
    let entered = folder.join(".").metadata();
    entered.is_err_and(|error| error.kind() == ErrorKind::PermissionDenied)
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
