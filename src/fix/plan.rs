//! What `fix` would do: which files become what, in which order they are written, and what is
//! left for people.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::book::{Book, Books};
use super::diff;
use super::dotenv::{Dotenv, Loader, Quoted, quote};
use super::file::{Outcome, Planner};
use super::ground::Ground;
use super::kinds::Kinds;
use super::mentions::Mentions;
use super::rewrite::{Destination, Refusal};
use super::sensitive;
use super::target::{Target, targets};
use super::veil::Veil;
use crate::blob::Origin;
use crate::change::{Access, Journal, Version, with_lines};
use crate::detect::Scanner;
use crate::error::Result;
use crate::finding::Finding;
use crate::language::Language;
use crate::rule::Rule;
use crate::secret::Secret;

/// How to plan.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The dotenv file to use, `/`-separated and from the project's top; else the nearest one
    /// upwards from each file, and at last `.env` at the top.
    pub dotenv: Option<String>,
}

/// All that would be done.
#[derive(Debug, Default)]
pub struct Plan {
    /// Files that change, in the order in which they are written: what keeps values out of git,
    /// then the values, then the code.
    pub changed: Vec<Changed>,
    /// Literals that move.
    pub moved: Vec<Moved>,
    /// Literals that stay.
    pub left: Vec<Left>,
}

/// A file that changes.
#[derive(Clone, Debug)]
pub struct Changed {
    /// From the project's top.
    pub path: String,
    /// As a unified diff in which no secret can be read.
    pub diff: String,
    before: Option<Version>,
    after: Secret,
    access: Access,
}

/// A literal that moves.
#[derive(Clone, Debug)]
pub struct Moved {
    /// The file, from the project's top.
    pub path: String,
    /// 1-based line on which it begins.
    pub line: u64,
    /// The rule that found it, or found what it is a part of.
    pub rule: Arc<Rule>,
    /// The finding's.
    pub fingerprint: String,
    /// Which part of the credential it is, if it is not the secret itself.
    pub part: Option<String>,
    /// What may be shown of it.
    pub shown: String,
    /// The variable that the code reads.
    pub variable: String,
    /// What the dotenv file calls it.
    pub entry: String,
    /// The dotenv file, from the project's top.
    pub dotenv: String,
    /// Where the value must go for the code to work.
    pub destination: Destination,
    /// What to know about it.
    pub notes: Vec<String>,
    /// The secret, as the scanner saw it.
    pub secret: Secret,
    /// The value that moves, which may be more: escapes decoded, concatenations joined.
    pub value: Secret,
    /// Whether the dotenv file has it already.
    pub reused: bool,
    /// Whether git's index still holds it afterwards.
    pub staged: Staged,
}

/// Whether git's index holds a secret of a file in the working tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Staged {
    /// It does not, or there is none.
    No,
    /// It does, and the file can be staged again as a whole.
    Whole,
    /// It does, and the file has changes that are not staged besides.
    Partly,
}

/// A literal that stays.
#[derive(Clone, Debug)]
pub struct Left {
    /// The file, from the project's top where it lies below, else as the finding has it.
    pub path: String,
    /// 1-based line on which it begins.
    pub line: u64,
    /// The rule that found it, or found what it is a part of.
    pub rule: Arc<Rule>,
    /// Which part of the credential it is, if it is not the secret itself.
    pub part: Option<String>,
    /// What may be shown of it.
    pub shown: String,
    /// The secret, as the scanner saw it.
    pub secret: Secret,
    /// Why it stays, and what to do.
    pub refusal: Refusal,
}

impl Changed {
    /// A file in which no secret changes; `around` says whether lines that stay are shown.
    pub(super) fn plain(path: &str, before: Option<Version>, after: &[u8], around: bool) -> Self {
        let old = before
            .as_ref()
            .map(|before| String::from_utf8_lossy(&before.bytes).into_owned());
        let new = String::from_utf8_lossy(after);
        Self {
            diff: diff::unified(path, old.as_deref(), &new, around),
            path: path.to_owned(),
            before,
            after: Secret::hidden(after),
            access: Access::Usual,
        }
    }
}

impl Left {
    pub(super) fn new(path: &str, target: &Target<'_>, refusal: &Refusal) -> Self {
        Self {
            path: path.to_owned(),
            line: target.line(),
            rule: Arc::clone(&target.finding.rule),
            part: target.part.map(|part| part.name.clone()),
            shown: target.shown(),
            secret: target.secret(),
            refusal: refusal.clone(),
        }
    }
}

/// Plans the moves of what was found in files. Nothing is written.
///
/// # Errors
/// [`Error::Change`](crate::error::Error::Change) when a dotenv or ignore file leads out of the
/// project, [`Error::Io`](crate::error::Error::Io) when one cannot be read.
pub fn plan(
    ground: &Ground,
    scanner: &Scanner,
    findings: &[Finding],
    options: &Options,
) -> Result<Plan> {
    let mut books = Books::default();
    loop {
        let mut planner = Planner {
            ground,
            scanner,
            options,
            books,
            mentions: Mentions::default(),
            kinds: Kinds::default(),
        };
        let (mut plan, mut sources) = files(&mut planner, findings)?;
        if planner.books.is_outdated() {
            // Each time one more name is reserved, of those that the code insists on.
            books = planner.books.again();
            continue;
        }
        sensitive::declare(ground, &mut plan.moved, &mut sources);
        for book in planner.books.into_books() {
            plan.write_book(&book, &mut sources);
        }
        plan.changed.append(&mut sources);
        return Ok(plan);
    }
}

/// What moves and what stays, and the files of code that change.
fn files(planner: &mut Planner<'_>, findings: &[Finding]) -> Result<(Plan, Vec<Changed>)> {
    let ground = planner.ground;
    let mut plan = Plan::default();
    let mut sources = Vec::new();
    for (path, findings) in by_file(findings) {
        let inside = ground.base().inside(path.as_ref());
        let version = match &inside {
            Some(inside) => ground.folder().read(inside),
            None => Ok(None),
        };
        let (Some(inside), Ok(Some(version))) = (inside, &version) else {
            let why = match version {
                Err(error) => error.to_string(),
                Ok(_) => "the file is gone, or lies outside of the project".to_owned(),
            };
            let advice = "take it out by hand".to_owned();
            let refusal = Refusal { why, advice };
            let targets = targets(&findings, &[], planner.scanner.rules());
            let left = targets.iter().map(|one| Left::new(path, one, &refusal));
            plan.left.extend(left);
            continue;
        };
        let outcome = planner.file(&inside, &version.bytes, &findings)?;
        sources.extend(source(inside, version.clone(), &outcome));
        plan.moved.extend(outcome.moved);
        plan.left.extend(outcome.left);
    }
    Ok((plan, sources))
}

/// The findings of each file that show a secret, in order.
fn by_file(findings: &[Finding]) -> BTreeMap<&str, Vec<&Finding>> {
    let mut files: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        if let Origin::File { path } = &finding.origin
            && !finding.secret.reveal().is_empty()
        {
            files.entry(path).or_default().push(finding);
        }
    }
    files
}

/// A file of code that changes.
fn source(path: String, before: Version, outcome: &Outcome<'_>) -> Option<Changed> {
    if outcome.moved.is_empty() {
        return None;
    }
    let mut veil = Veil::default();
    for target in &outcome.targets {
        let shown = target.shown();
        if target.part.is_none_or(|part| !part.is_public()) {
            veil.add(target.secret().reveal(), &shown);
            veil.add(
                before.bytes.get(target.range.clone()).unwrap_or_default(),
                &shown,
            );
        }
    }
    for moved in &outcome.moved {
        veil.add(moved.value.reveal(), &moved.shown);
    }
    let pieces = outcome.draft.removed().iter().map(Vec::as_slice);
    let values = outcome.moved.iter().map(|moved| moved.value.reveal());
    veil.add_removed(pieces, values);
    let (old, new) = (veil.hide(&before.bytes), veil.hide(outcome.draft.text()));
    Some(Changed {
        diff: diff::unified(&path, Some(&old), &new, true),
        path,
        before: Some(before),
        after: Secret::hidden(outcome.draft.text()),
        access: Access::Usual,
    })
}

impl Plan {
    /// Whether nothing would be written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changed.is_empty()
    }

    /// Writes everything, in order. Whatever happens in between, each file is the old or the new
    /// one, no value is gone from the disk, and the journal takes back what was done.
    ///
    /// # Errors
    /// As [`Journal::write`].
    pub fn apply(&self, journal: &mut Journal) -> Result<()> {
        for file in &self.changed {
            let before = file.before.as_ref().map(|before| before.bytes.as_slice());
            journal.write(&file.path, before, file.after.reveal(), file.access)?;
        }
        Ok(())
    }

    /// Adds what a dotenv file, its example and its ignore rule become.
    fn write_book(&mut self, book: &Book, sources: &mut [Changed]) {
        let mut entries: Vec<(String, Quoted)> = Vec::new();
        let mut names = Vec::new();
        for moved in self.moved.iter_mut().filter(|one| one.dotenv == book.path) {
            moved.reused = book.has(&moved.entry, &moved.value);
            names.push(moved.entry.clone());
            if moved.reused || entries.iter().any(|(name, _)| *name == moved.entry) {
                continue;
            }
            let value = String::from_utf8_lossy(moved.value.reveal());
            let quoted = quote(&value, loader(&moved.path));
            moved.notes.extend(misread(&moved.entry, &quoted));
            entries.push((moved.entry.clone(), quoted));
        }
        if names.is_empty() {
            return;
        }
        if let Some((addition, before)) = &book.rule {
            let old = before.as_ref().map_or(&[][..], |before| &before.bytes);
            let after = with_lines(old, std::slice::from_ref(&addition.line));
            let change = Changed::plain(&addition.to, before.clone(), &after, true);
            if !self.changed.iter().any(|one| one.path == change.path) {
                self.changed.push(change);
            }
        }
        if !entries.is_empty() {
            let after = book.with(&entries);
            self.changed.push(Changed {
                diff: outlined(
                    &book.path,
                    book.before.as_ref().map(|_| book.dotenv()),
                    &after,
                ),
                path: book.path.clone(),
                before: book.before.clone(),
                after: Secret::hidden(after.bytes()),
                access: Access::Private,
            });
        }
        self.write_example(book, &names, sources);
    }

    fn write_example(&mut self, book: &Book, names: &[String], sources: &mut [Changed]) {
        let (path, before) = &book.example;
        // It may have lost a value itself.
        let source = sources.iter_mut().find(|source| source.path == *path);
        let now = match (&source, before) {
            (Some(source), _) => source.after.reveal(),
            (None, Some(before)) => &before.bytes,
            (None, None) => &[],
        };
        let mut dotenv = Dotenv::parse(now);
        for name in names {
            dotenv.declare(name);
        }
        if dotenv.bytes() == now && before.is_some() {
            return;
        }
        let old = before.as_ref().map(|before| Dotenv::parse(&before.bytes));
        let diff = outlined(path, old.as_ref(), &dotenv);
        let after = Secret::hidden(dotenv.bytes());
        match source {
            Some(source) => (source.diff, source.after) = (diff, after),
            None => self.changed.push(Changed {
                path: path.clone(),
                diff,
                before: before.clone(),
                after,
                access: Access::Usual,
            }),
        }
    }
}

/// The diff of a dotenv file, without values.
fn outlined(path: &str, before: Option<&Dotenv>, after: &Dotenv) -> String {
    let old = before.map(Dotenv::outline);
    diff::unified(path, old.as_deref(), &after.outline(), false)
}

/// Who loads the dotenv file for code of this file's language.
fn loader(path: &str) -> Option<Loader> {
    match Language::of(path) {
        Language::Python => Some(Loader::Python),
        Language::JavaScript => Some(Loader::Node),
        Language::Ruby => Some(Loader::Ruby),
        Language::Batch | Language::Shell | Language::Terraform | Language::Perl => {
            Some(Loader::Shell)
        }
        Language::Go | Language::Yaml => Some(Loader::Compose),
        _ => None,
    }
}

fn misread(name: &str, quoted: &Quoted) -> Option<String> {
    let loaders: Vec<String> = quoted.misread_by.iter().map(Loader::to_string).collect();
    (!loaders.is_empty()).then(|| {
        let loaders = loaders.join(", ");
        format!(
            "no notation of {name} suits all loaders of .env: {loaders} would read it differently"
        )
    })
}
