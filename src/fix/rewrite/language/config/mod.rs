//! Files of settings: each program that reads one has its own way, or none, to name a variable of
//! the environment in it.

mod dialect;
mod input;
mod json;
mod line;
mod place;
mod refused;
mod toml;
mod yaml;

pub(super) use self::json::TEXT as JSON;

use self::dialect::{Dialect, File};
use super::draft::Draft;
use super::java::of_property;
use super::named::in_braces;
use super::tree::Code;
use super::{Refusal, Rewrite, Site, grammar};
use crate::language::Language;

/// Rewrites by what is known of the program that reads the file.
pub(super) fn rewrite(site: &Site<'_>) -> Result<Rewrite, Refusal> {
    let file = File::of(site);
    if let Some(refusal) = refused::by_name(&file, site.variable) {
        return Err(refusal);
    }
    let language = Language::of(site.path);
    if is_comment(site, language) {
        return Err(Refusal::comment());
    }
    if language == Language::Json && input::is_for(&file) {
        return parsed(site, input::draft);
    }
    let Some(dialect) = Dialect::of(&file) else {
        return Err(refused::without_lookup(&file, site));
    };
    if let Some(draft) = default(site, &dialect) {
        return draft.finish();
    }
    match language {
        Language::Json => parsed(site, |code| json::draft(code, &dialect)),
        Language::Yaml => parsed(site, |code| yaml::draft(code, &dialect)),
        Language::Toml => toml::draft(site, &dialect)?.finish(),
        _ => line::draft(site, &dialect)?.finish(),
    }
}

/// Whether nobody reads the value, whoever reads the file.
fn is_comment(site: &Site<'_>, language: Language) -> bool {
    match language {
        Language::Yaml => {
            let grammar = grammar::of(site.path);
            let tree = grammar.and_then(|grammar| site.trees.tree(&grammar, site.text));
            tree.is_some_and(|tree| {
                let at = site.value.start;
                let leaf = tree.root_node().descendant_for_byte_range(at, at + 1);
                leaf.is_some_and(|leaf| leaf.kind() == "comment")
            })
        }
        Language::Toml => toml::is_comment(site),
        Language::Ini | Language::Properties | Language::Xml => line::is_comment(site, language),
        _ => false,
    }
}

/// `${X:-…}`, Spring's `${x.y:…}`: what counts when the variable is not set goes.
fn default(site: &Site<'_>, dialect: &Dialect) -> Option<Draft> {
    if !dialect.lookup(site.variable, b' ').starts_with("${") {
        return None;
    }
    let (name, range) = in_braces(site, dialect.default_signs)?;
    let mut draft = Draft::new(range.clone(), site.text[site.value.clone()].to_vec());
    draft.replace(range, "");
    draft.go_to(dialect.destination);
    draft.note(dialect.note);
    draft.reads(if name.contains(['.', '-']) {
        of_property(&name)
    } else {
        name
    });
    Some(draft)
}

fn parsed(
    site: &Site<'_>,
    draft: impl Fn(&Code<'_>) -> Result<Draft, Refusal>,
) -> Result<Rewrite, Refusal> {
    let grammar = grammar::of(site.path).ok_or_else(Refusal::does_not_parse)?;
    let tree = site.trees.tree(&grammar, site.text);
    let tree = tree.ok_or_else(Refusal::does_not_parse)?;
    let code = Code { site, tree: &tree };
    draft(&code)?.finish()
}
