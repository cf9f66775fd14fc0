//! Sends each file to the rewriting of its language.

mod check;
mod comment;
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
mod tfvars;
mod tree;
mod trees;
mod unread;

use tree_sitter::Node;

#[cfg(test)]
mod tests;

pub(super) use self::check::holds;
use self::draft::Draft;
pub(super) use self::go::{declared, others as imports, uses};
use self::tree::{Code, ancestors, children, descendants};
pub use self::trees::Trees;
use self::trees::parse;
use super::{
    Change, Declared, Destination, Edit, Fit, Package, Refusal, Rewrite, Role, Shared, Site,
    Wanted, github_secret,
};
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

/// Rewrites by the file's name, and checks that nothing else changes.
pub(super) fn rewrite(site: &Site<'_>) -> Result<Rewrite, Refusal> {
    let rewrite = drafted(site)?;
    if holds(site.path, site.text, &Change::of(&rewrite), site.trees) {
        Ok(rewrite)
    } else {
        Err(Refusal::would_break())
    }
}

/// Rewrites by the file's name, unchecked.
pub(super) fn drafted(site: &Site<'_>) -> Result<Rewrite, Refusal> {
    let fits = site.value.start < site.value.end && site.value.end <= site.text.len();
    if !fits {
        return Err(Refusal::not_a_literal(site.variable));
    }
    match by_language(site) {
        Err(refusal) if refusal == Refusal::comment() => comment::redact(site),
        done => done,
    }
}

fn by_language(site: &Site<'_>) -> Result<Rewrite, Refusal> {
    let draft: DraftOf = match Language::of(site.path) {
        Language::Go => go::draft,
        Language::Java => java::draft,
        Language::JavaScript => script::draft,
        Language::Php => php::draft,
        Language::Python => python::draft,
        Language::Ruby => ruby::draft,
        Language::Rust => rust::draft,
        Language::Shell => shell::draft,
        Language::Terraform if has_extension(site.path, "tf") => terraform::draft,
        Language::Terraform if has_extension(site.path, "tfvars") => tfvars::draft,
        Language::Json if has_extension(site.path, "ipynb") => notebook::draft,
        Language::CSharp if has_extension(site.path, "cs") => return lexed::csharp(site),
        Language::Groovy => return lexed::groovy(site),
        Language::Kotlin => return lexed::kotlin(site),
        Language::Perl => return lexed::perl(site),
        Language::PowerShell => return lexed::powershell(site),
        Language::Dockerfile => return docker::rewrite(site),
        _ => return config::rewrite(site),
    };
    by_grammar(site, draft)
}

/// Files of one language may have readers of their own.
fn has_extension(path: &str, extension: &str) -> bool {
    path.rsplit('.').next() == Some(extension)
}

/// Parses the file and drafts the change.
fn by_grammar(site: &Site<'_>, draft: DraftOf) -> Result<Rewrite, Refusal> {
    let Some(grammar) = grammar::of(site.path) else {
        return Err(without_grammar(site));
    };
    let tree = site.trees.tree(&grammar, site.text);
    let tree = tree.ok_or_else(Refusal::does_not_parse)?;
    let code = Code { site, tree: &tree };
    refuse_broken(&code)?;
    let mut draft = draft(&code)?;
    if tree.root_node().has_error() {
        draft.note("a part of the file could not be parsed: look at what has changed");
    }
    draft.finish()
}

/// Where the code right around the value does not parse, nobody knows what it means.
fn refuse_broken(code: &Code<'_>) -> Result<(), Refusal> {
    if !code.root().has_error() {
        return Ok(());
    }
    let holds = |node: &Node<'_>| node.byte_range().contains(&code.site.value.start);
    let is_broken = code.root().is_error()
        || children(code.root()).any(|node| {
            let is_small = node.end_byte() - node.start_byte() < code.site.text.len() / 2
                || matches!(Language::of(code.site.path), Language::Python);
            holds(&node) && (node.is_error() || is_small && node.has_error())
        });
    if is_broken {
        Err(Refusal::does_not_parse())
    } else {
        Ok(())
    }
}

/// Where another file needs a name to be that of a constant.
pub(super) fn needs_constant(path: &str, text: &[u8], name: &str) -> Option<usize> {
    memchr::memmem::find(text, name.as_bytes())?;
    let needy: &[&str] = match Language::of(path) {
        Language::Go => &["array_type", "const_spec"],
        Language::Java => return java::needed(text, name.as_bytes()),
        Language::Terraform => return terraform::exposes(text, name),
        // There its type is another one, too.
        Language::Rust => &["source_file"],
        Language::CSharp | Language::Kotlin => return lexed::needs_constant(path, text, name),
        _ => return None,
    };
    let grammar = grammar::of(path)?;
    let tree = parse(&grammar, text)?;
    let is_it = |node: &Node<'_>| {
        let is_name = node.kind().ends_with("identifier") && node.child_count() == 0;
        is_name && text[node.byte_range()] == *name.as_bytes()
    };
    descendants(tree.root_node())
        .filter(is_it)
        .find(|node| ancestors(*node).any(|around| needy.contains(&around.kind())))
        .map(|node| node.start_byte())
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

/// The edit that makes a variable of Terraform's sensitive, where `text` declares it as a string
/// and does not say so.
pub(super) fn made_sensitive(text: &[u8], name: &str) -> Option<Edit> {
    terraform::made_sensitive(text, name)
}
