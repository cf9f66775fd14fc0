//! Files of settings: each program that reads one has its own way, or none, to name a variable of
//! the environment in it.

mod dialect;
mod input;
mod json;
mod line;
mod refused;
mod toml;
mod yaml;

pub(super) use self::json::TEXT as JSON;

use self::dialect::{Dialect, File};
use super::draft::Draft;
use super::tree::{Code, parse};
use super::{Refusal, Rewrite, Site, grammar};
use crate::language::Language;

/// Rewrites by what is known of the program that reads the file.
pub(super) fn rewrite(site: &Site<'_>) -> Result<Rewrite, Refusal> {
    let file = File::of(site);
    if let Some(refusal) = refused::by_name(&file, site.variable) {
        return Err(refusal);
    }
    let language = Language::of(site.path);
    if language == Language::Json && input::is_for(&file) {
        return parsed(site, input::draft);
    }
    let Some(dialect) = Dialect::of(&file) else {
        return Err(refused::without_lookup(&file, site));
    };
    match language {
        Language::Json => parsed(site, |code| json::draft(code, &dialect)),
        Language::Yaml => parsed(site, |code| yaml::draft(code, &dialect)),
        Language::Toml => toml::draft(site, &dialect)?.finish(site, None),
        _ => line::draft(site, &dialect)?.finish(site, None),
    }
}

fn parsed(
    site: &Site<'_>,
    draft: impl Fn(&Code<'_>) -> Result<Draft, Refusal>,
) -> Result<Rewrite, Refusal> {
    let grammar = grammar::of(site.path).ok_or_else(Refusal::does_not_parse)?;
    let tree = parse(&grammar, site.text).ok_or_else(Refusal::does_not_parse)?;
    let code = Code { site, tree: &tree };
    draft(&code)?.finish(site, Some((&grammar, &tree)))
}
