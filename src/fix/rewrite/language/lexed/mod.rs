//! Languages whose grammars would cost more than the rest of the program: a lexer tells code from
//! strings and comments, and what surrounds a string tells whether code can stand there.

mod csharp;
mod groovy;
mod kotlin;
mod perl;
mod powershell;
mod scan;

use self::scan::{Scanned, Syntax, scan};
use super::cut::Cut;
use super::draft::{Draft, apply};
use super::named::alternative;
use super::{Refusal, Rewrite, Site};
use crate::language::Language;

pub(super) use self::perl::rewrite as perl;

/// C#.
pub(super) fn csharp(site: &Site<'_>) -> Result<Rewrite, Refusal> {
    by_lexer(site, &csharp::SYNTAX, csharp::draft)
}

/// Groovy.
pub(super) fn groovy(site: &Site<'_>) -> Result<Rewrite, Refusal> {
    by_lexer(site, &groovy::SYNTAX, groovy::draft)
}

/// Kotlin, and Scala by the file's extension.
pub(super) fn kotlin(site: &Site<'_>) -> Result<Rewrite, Refusal> {
    by_lexer(site, &kotlin::SYNTAX, kotlin::draft)
}

/// `PowerShell`.
pub(super) fn powershell(site: &Site<'_>) -> Result<Rewrite, Refusal> {
    by_lexer(site, &powershell::SYNTAX, powershell::draft)
}

/// A string of the file, with what is moved of it.
struct Found<'a> {
    site: &'a Site<'a>,
    scanned: &'a Scanned,
    cut: Cut,
}

impl Found<'_> {
    /// Keeps `LOOKUP("X")` and takes away `OPERATOR "…"` behind it.
    fn alternative(&self, operator: &str, lookup: &[&str]) -> Option<Draft> {
        let named = alternative(self.site.text, &self.cut, &[operator], lookup)?;
        Some(named.kept(&self.cut))
    }
}

fn by_lexer(
    site: &Site<'_>,
    syntax: &Syntax,
    draft: impl Fn(&Found<'_>) -> Result<Draft, Refusal>,
) -> Result<Rewrite, Refusal> {
    let scanned = scan(site.text, syntax).ok_or_else(Refusal::does_not_parse)?;
    if scanned.is_comment(site.value.start) {
        return Err(Refusal::comment());
    }
    let string = scanned.string(&site.value);
    let string = string.ok_or_else(|| Refusal::not_a_literal(site.variable))?;
    let cut = Cut::of(
        site,
        string.whole.clone(),
        string.content.clone(),
        string.escapes,
        &string.code,
    )?;
    let whole = cut.whole.clone();
    let found = Found {
        site,
        scanned: &scanned,
        cut,
    };
    let rewrite = draft(&found)?.finish()?;
    // Read again, the rest of the file must be code, strings and comments where it was.
    let after = scan(&apply(site.text, &rewrite.edits), syntax).ok_or_else(Refusal::would_break)?;
    if !after.mask.ends_with(&scanned.mask[whole.end..]) {
        return Err(Refusal::would_break());
    }
    Ok(rewrite)
}

/// Where a file of C# or Kotlin needs a name to be that of a constant.
pub(super) fn needs_constant(path: &str, text: &[u8], name: &str) -> Option<usize> {
    let is_csharp = Language::of(path) == Language::CSharp;
    let syntax = if is_csharp {
        &csharp::SYNTAX
    } else {
        &kotlin::SYNTAX
    };
    let scanned = scan(text, syntax)?;
    let mut uses = scanned.uses(name, usize::MAX).into_iter();
    uses.find(|at| {
        if is_csharp {
            csharp::needs_constant(&scanned, *at, name)
        } else {
            kotlin::needs_constant(text, &scanned, *at)
        }
    })
}
