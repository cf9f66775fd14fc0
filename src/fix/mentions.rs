//! Other files of the project that name a constant: whether one of them needs it to stay one.

use std::collections::HashMap;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::rc::Rc;

use ignore::WalkBuilder;

use super::ground::Ground;
use super::rewrite::{Shared, needs_constant};
use crate::language::Language;

/// So many files of a project are looked into.
const MOST: usize = 20_000;
/// So much of each, in bytes.
const LARGEST: u64 = 1 << 20;

/// So much of all of them is kept, in bytes.
const KEPT: usize = 64 << 20;

/// The project's files of code, as they are first asked for.
#[derive(Default)]
pub(super) struct Mentions {
    files: Option<Vec<String>>,
    texts: HashMap<String, Rc<[u8]>>,
    kept: usize,
}

impl Mentions {
    /// Where another file than the one at `path` needs a constant: `lib/b.go:3`.
    pub(super) fn find(&mut self, ground: &Ground, path: &str, shared: &Shared) -> Option<String> {
        let others = self.others(ground, path, shared);
        others.into_iter().find_map(|other| {
            let text = self.text(ground, &other)?;
            let at = needs_constant(&other, &text, &shared.name)?;
            Some(place(&other, &text, at))
        })
    }

    /// Other files of the same language that may name a constant.
    pub(super) fn others(&mut self, ground: &Ground, path: &str, shared: &Shared) -> Vec<String> {
        let folder = |path: &str| path.rfind('/').map_or(0, |end| end + 1);
        let own = &path[..folder(path)];
        let language = Language::of(path);
        let files = self.files.get_or_insert_with(|| files(ground));
        let others = files.iter().filter(|other| {
            let is_near = !shared.is_of_folder || other[..folder(other)] == *own;
            is_near && *other != path && Language::of(other) == language
        });
        others.cloned().collect()
    }

    /// The beginning of a file of the project.
    pub(super) fn text(&mut self, ground: &Ground, path: &str) -> Option<Rc<[u8]>> {
        if let Some(known) = self.texts.get(path) {
            return Some(Rc::clone(known));
        }
        let text: Rc<[u8]> = read(&ground.top().join(path))?.into();
        if self.kept + text.len() <= KEPT {
            self.kept += text.len();
            self.texts.insert(path.to_owned(), Rc::clone(&text));
        }
        Some(text)
    }
}

/// The beginning of a file of code.
pub(super) fn read(path: &Path) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    let file = fs::File::open(path).ok()?;
    file.take(LARGEST).read_to_end(&mut text).ok()?;
    Some(text)
}

/// `lib/b.go:3`.
pub(super) fn place(path: &str, text: &[u8], at: usize) -> String {
    let line = memchr::memchr_iter(b'\n', &text[..at]).count() + 1;
    format!("{path}:{line}")
}

/// Files that git does not ignore and whose language has constants, in order.
fn files(ground: &Ground) -> Vec<String> {
    let walk = WalkBuilder::new(ground.top()).require_git(false).build();
    let paths = walk.flatten().filter_map(|entry| {
        let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
        let path = entry.path().strip_prefix(ground.top()).ok()?.to_str()?;
        let path = path.replace('\\', "/");
        let has_constants = matches!(
            Language::of(&path),
            Language::CSharp
                | Language::Go
                | Language::Java
                | Language::Kotlin
                | Language::Rust
                | Language::Terraform
        );
        (is_file && has_constants).then_some(path)
    });
    let mut files: Vec<String> = paths.take(MOST).collect();
    files.sort();
    files
}
