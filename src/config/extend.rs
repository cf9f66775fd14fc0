//! A configuration file with those that it extends.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::source::Source;
use super::syntax::{FileSyntax, Word};
use crate::base::Base;
use crate::error::Result;
use crate::nearest::did_you_mean;

/// The word in `extends` for the built-in rules.
pub(super) const DEFAULT: &str = "default";

/// A file and what it said.
pub(super) struct Read {
    pub(super) source: Source,
    pub(super) syntax: FileSyntax,
    /// Whether another one extends it.
    pub(super) is_extended: bool,
}

/// The file behind all those that it extends.
pub(super) fn with_extended(base: &Base, source: Source) -> Result<Vec<Read>> {
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
        let ending = Path::new(written).extension();
        let is_toml = ending.is_some_and(|ending| ending.eq_ignore_ascii_case("toml"));
        if Path::new(written).is_absolute() || !is_toml {
            let message = format!(
                "expected \"default\" or a file *.toml, from the folder of {}{}",
                source.name,
                meant(written, &path)
            );
            return Err(source.mistake(word.span(), message));
        }
        let Ok(real) = path.canonicalize() else {
            let message = format!(
                "no such file, looked for from the folder of {}{}",
                source.name,
                meant(written, &path)
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
        let extended = match Source::read(&real, self.base.name(&real)) {
            Ok(Some(extended)) => extended,
            Ok(None) => return Err(source.mistake(word.span(), "no such file")),
            Err(error) => return Err(source.mistake(word.span(), error.to_string())),
        };
        // A mistake in a file of another folder of this machine is not shown to whoever reads
        // the log of a pull request that extends it.
        self.add(Source {
            is_shown: real.starts_with(self.base.top()),
            ..extended
        })
    }
}

/// What may be meant by a file that is not there: the default, or a file beside it.
fn meant(written: &str, path: &Path) -> String {
    let (before, name) = written.rsplit_once('/').unwrap_or(("", written));
    let beside = path.parent().and_then(|folder| folder.read_dir().ok());
    let entries = beside.into_iter().flatten().flatten();
    let is_toml = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "toml");
    let files = entries.map(|entry| entry.path()).filter(is_toml);
    let names = files.filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()));
    let mut known: Vec<String> = names.collect();
    if before.is_empty() {
        known.push(DEFAULT.to_owned());
    }
    did_you_mean(name, known.iter().map(String::as_str))
}
