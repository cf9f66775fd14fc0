//! Other files of the project that name a constant: whether one of them needs it to stay one.

use std::fs;
use std::io::Read;

use ignore::WalkBuilder;

use super::ground::Ground;
use super::rewrite::{Shared, needs_constant};
use crate::language::Language;

/// So many files of a project are looked into.
const MOST: usize = 20_000;
/// So much of each, in bytes.
const LARGEST: u64 = 1 << 20;

/// The project's files of code, as they are first asked for.
#[derive(Default)]
pub(super) struct Mentions {
    files: Option<Vec<String>>,
}

impl Mentions {
    /// Where another file than the one at `path` needs a constant: `lib/b.go:3`.
    pub(super) fn find(&mut self, ground: &Ground, path: &str, shared: &Shared) -> Option<String> {
        let folder = |path: &str| path.rfind('/').map_or(0, |end| end + 1);
        let own = &path[..folder(path)];
        let language = Language::of(path);
        let files = self.files.get_or_insert_with(|| files(ground));
        let mut others = files.iter().filter(|other| {
            let is_near = !shared.is_of_folder || other[..folder(other)] == *own;
            is_near && *other != path && Language::of(other) == language
        });
        others.find_map(|other| {
            let mut text = Vec::new();
            let file = fs::File::open(ground.top().join(other)).ok()?;
            file.take(LARGEST).read_to_end(&mut text).ok()?;
            let at = needs_constant(other, &text, &shared.name)?;
            let line = memchr::memchr_iter(b'\n', &text[..at]).count() + 1;
            Some(format!("{other}:{line}"))
        })
    }
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
            Language::CSharp | Language::Go | Language::Java | Language::Kotlin | Language::Rust
        );
        (is_file && has_constants).then_some(path)
    });
    let mut files: Vec<String> = paths.take(MOST).collect();
    files.sort();
    files
}
