//! Sends each file to the rewriting of its language.

mod config;
mod cut;
mod docker;
mod draft;
mod escape;
mod go;
mod grammar;
mod java;
mod layout;
mod lexed;
mod named;
mod notebook;
mod php;
mod python;
mod refusal;
mod ruby;
mod rust;
mod script;
mod shell;
mod terraform;
mod tree;
mod unread;

#[cfg(test)]
mod tests;

use self::draft::Draft;
use self::tree::{Code, parse};
use super::{Destination, Edit, Refusal, Rewrite, Site, github_secret};
use crate::language::Language;

/// A file name of each kind that is rewritten.
#[cfg(test)]
const SAMPLE_PATHS: &[&str] = &[
    "a.cs",
    "a.go",
    "a.groovy",
    "a.java",
    "a.kt",
    "a.php",
    "a.py",
    "a.rb",
    "a.rs",
    "a.sh",
    "a.tf",
    "vector.toml",
    "server/a.ts",
    "server/a.tsx",
];

type DraftOf = fn(&Code<'_>) -> Result<Draft, Refusal>;

/// Rewrites by the file's name.
pub(super) fn rewrite(site: &Site<'_>) -> Result<Rewrite, Refusal> {
    let fits = site.value.start < site.value.end && site.value.end <= site.text.len();
    if !fits {
        return Err(Refusal::not_a_literal(site.variable));
    }
    let draft: DraftOf = match Language::of(site.path) {
        Language::Go => go::draft,
        Language::Java => java::draft,
        Language::JavaScript => script::draft,
        Language::Php => php::draft,
        Language::Python => python::draft,
        Language::Ruby => ruby::draft,
        Language::Rust => rust::draft,
        Language::Shell => shell::draft,
        Language::Terraform if is_terraform(site.path) => terraform::draft,
        Language::Json if site.path.rsplit('.').next() == Some("ipynb") => notebook::draft,
        Language::CSharp if site.path.rsplit('.').next() == Some("cs") => {
            return lexed::csharp(site);
        }
        Language::Groovy => return lexed::groovy(site),
        Language::Kotlin => return lexed::kotlin(site),
        Language::Perl => return lexed::perl(site),
        Language::PowerShell => return lexed::powershell(site),
        Language::Dockerfile => return docker::rewrite(site),
        _ => return config::rewrite(site),
    };
    by_grammar(site, draft)
}

/// Other files of HCL have variables of their own kinds.
fn is_terraform(path: &str) -> bool {
    path.rsplit('.').next() == Some("tf")
}

/// Parses the file, drafts the change, and checks it.
fn by_grammar(site: &Site<'_>, draft: DraftOf) -> Result<Rewrite, Refusal> {
    let Some(grammar) = grammar::of(site.path) else {
        return Err(without_grammar(site));
    };
    let tree = parse(&grammar, site.text).ok_or_else(Refusal::does_not_parse)?;
    let code = Code { site, tree: &tree };
    draft(&code)?.finish(site, Some((&grammar, &tree)))
}

/// `.vue` and `.svelte` hold code for browsers; of others nothing is known.
fn without_grammar(site: &Site<'_>) -> Refusal {
    let audience = match Language::of(site.path) {
        Language::JavaScript => script::judge(site.path, site.text, site.variable).err(),
        _ => None,
    };
    audience.unwrap_or_else(|| unread::refusal(site))
}

/// Whether the file's grammar accepts the text.
pub(super) fn parses(path: &str, text: &[u8]) -> Option<bool> {
    let grammar = grammar::of(path)?;
    Some(parse(&grammar, text).is_some_and(|tree| !tree.root_node().has_error()))
}
