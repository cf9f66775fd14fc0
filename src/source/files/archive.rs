//! Archives: zip, tar and gzip, in one another as deep as is asked for. What lies in one is scanned
//! as a file whose path is `archive!inside`. Nothing is written but a large zip within an archive,
//! to a nameless file that is gone once it was read.

use std::borrow::Cow;
use std::cell::Cell;
use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;
use std::rc::Rc;

use flate2::read::MultiGzDecoder;
use tar::{EntryType, PaxExtensions};
use tempfile::spooled_tempfile;
use zip::ZipArchive;

use super::{Options, Skip};
use crate::blob::{Origin, Sink, SkipReason, Skipped};
use crate::path::shown_bytes;
use crate::source::window::Windows;

/// What is unpacked of one file, in bytes, all layers together.
const MOST_BYTES: u64 = 1 << 30;
/// Files that are read of one file, all layers together.
const MOST_FILES: u32 = 100_000;
/// A zip within an archive is held in memory up to this size.
const IN_MEMORY: usize = 8 << 20;
/// So many bytes tell what a file is.
const HEAD: u64 = 512;
/// What is read of a name that stands in an entry of its own.
const LONGEST_NAME: u64 = 64 << 10;

/// One file that may be an archive, and what is left of what it may take.
pub(super) struct Opener<'a> {
    windows: &'a mut Windows,
    sink: &'a dyn Sink,
    max_bytes: Option<u64>,
    skip: Option<&'a Skip>,
    bytes_left: Rc<Cell<u64>>,
    files_left: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Zip,
    Gzip,
    Tar,
}

impl Kind {
    fn of(head: &[u8]) -> Option<Self> {
        match head {
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Some(Self::Zip),
            [0x1F, 0x8B, 8, ..] => Some(Self::Gzip),
            _ if head.get(257..262) == Some(b"ustar") => Some(Self::Tar),
            _ => None,
        }
    }
}

impl<'a> Opener<'a> {
    pub(super) fn new(options: &'a Options, windows: &'a mut Windows, sink: &'a dyn Sink) -> Self {
        Self {
            windows,
            sink,
            max_bytes: options.max_bytes,
            skip: options.skip.as_ref(),
            bytes_left: Rc::new(Cell::new(MOST_BYTES)),
            files_left: MOST_FILES,
        }
    }

    /// Scans what is in `file`, if it is an archive; else `false`, and the file is at its start.
    pub(super) fn push(&mut self, file: &mut File, path: &str, depth: u32) -> bool {
        let kind = head(file).and_then(|head| file.rewind().map(|()| Kind::of(&head)));
        let done = match kind {
            Ok(None) => return false,
            Ok(Some(Kind::Zip)) => self.zip(file, path, depth),
            Ok(Some(Kind::Gzip)) => self.gzip(file, path, depth),
            Ok(Some(Kind::Tar)) => self.tar(file, path, depth),
            Err(error) => Err(error),
        };
        self.hear(path, done);
        true
    }

    /// An archive in an archive.
    fn nested(&mut self, kind: Kind, input: &mut dyn Read, path: &str, depth: u32) {
        let done = match kind {
            Kind::Gzip => self.gzip(input, path, depth),
            Kind::Tar => self.tar(input, path, depth),
            Kind::Zip => {
                let mut kept = spooled_tempfile(IN_MEMORY);
                let copied = io::copy(input, &mut kept).and_then(|_| kept.rewind());
                copied.and_then(|()| self.zip(kept, path, depth))
            }
        };
        self.hear(path, done);
    }

    fn zip(&mut self, input: impl Read + Seek, path: &str, depth: u32) -> io::Result<()> {
        let mut archive = ZipArchive::new(input)?;
        for index in 0..archive.len() {
            if self.sink.is_over() {
                break;
            }
            let name = archive.name_for_index(index).unwrap_or_default();
            let locked = Inside::new(path, name.as_bytes(), 0);
            match archive.by_index(index) {
                Ok(entry) if entry.is_file() => {
                    self.count()?;
                    let inside = Inside::new(path, entry.name_raw(), entry.size());
                    let mut entry = self.metered(entry);
                    self.entry(&mut entry, &inside, depth);
                }
                Ok(_) => {}
                // Encrypted, or packed in a way that is not known here.
                Err(error) => self.hear(&locked.path, Err(error.into())),
            }
        }
        Ok(())
    }

    /// A compressed archive is one with it; of all else that is compressed, the path stays.
    fn gzip(&mut self, input: impl Read, path: &str, depth: u32) -> io::Result<()> {
        let mut plain = self.metered(MultiGzDecoder::new(input));
        let head = head(&mut plain)?;
        let mut whole = head.chain(plain);
        match Kind::of(&head) {
            Some(Kind::Tar) => return self.tar(&mut whole, path, depth),
            Some(kind) if depth > 1 => self.nested(kind, &mut whole, path, depth - 1),
            _ => self.file(&mut whole, path),
        }
        Ok(())
    }

    fn tar(&mut self, input: &mut dyn Read, path: &str, depth: u32) -> io::Result<()> {
        let mut archive = tar::Archive::new(input);
        let mut long = None;
        // Raw: names of any length are not for memory.
        for entry in archive.entries()?.raw(true) {
            if self.sink.is_over() {
                break;
            }
            let mut entry = entry?;
            let kind = entry.header().entry_type();
            match kind {
                EntryType::GNULongName => {
                    let mut name = some(&mut entry)?;
                    name.truncate(
                        name.iter()
                            .position(|byte| *byte == 0)
                            .unwrap_or(name.len()),
                    );
                    long = Some(name);
                    continue;
                }
                EntryType::XHeader => {
                    long = path_of(&some(&mut entry)?).or(long);
                    continue;
                }
                _ => {}
            }
            let own = entry.header().path_bytes();
            let name = long.take().map_or(own, Cow::Owned);
            let inside = Inside::new(path, &name, entry.size());
            if matches!(
                kind,
                EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse
            ) {
                self.count()?;
                self.entry(&mut entry, &inside, depth);
            }
        }
        Ok(())
    }

    fn entry(&mut self, input: &mut dyn Read, inside: &Inside, depth: u32) {
        let path = &inside.path;
        if self
            .skip
            .is_some_and(|Skip(skips)| skips(Path::new(&inside.below)))
        {
            return;
        }
        if self.max_bytes.is_some_and(|max| inside.size > max) {
            let large = Skipped::typed(path.clone(), SkipReason::TooLarge);
            self.sink.skipped(large);
            return;
        }
        let head = match head(input) {
            Ok(head) => head,
            Err(error) => return self.hear(path, Err(error)),
        };
        let mut whole = head.chain(input);
        match Kind::of(&head) {
            Some(kind) if depth > 1 => self.nested(kind, &mut whole, path, depth - 1),
            _ => self.file(&mut whole, path),
        }
    }

    fn file(&mut self, input: &mut dyn Read, path: &str) {
        let origin = Origin::File {
            path: path.to_owned(),
        };
        self.windows.push(input, &origin, self.sink);
    }

    /// What could not be read makes the scan incomplete.
    fn hear(&self, path: &str, done: io::Result<()>) {
        if let Err(error) = done {
            let why = SkipReason::from(&error);
            self.sink.skipped(Skipped::typed(path.to_owned(), why));
        }
    }

    fn count(&mut self) -> io::Result<()> {
        let left = self.files_left.checked_sub(1);
        self.files_left = left.ok_or_else(|| io::Error::other("it holds over 100,000 files"))?;
        Ok(())
    }

    fn metered<R>(&self, inner: R) -> Metered<R> {
        Metered {
            inner,
            left: Rc::clone(&self.bytes_left),
        }
    }
}

/// A file in an archive.
struct Inside {
    /// As reports show it.
    path: String,
    /// As if the archive were a folder.
    below: String,
    size: u64,
}

impl Inside {
    fn new(archive: &str, name: &[u8], size: u64) -> Self {
        let name = shown_bytes(name);
        Self {
            path: format!("{archive}!{name}"),
            below: format!("{archive}/{name}"),
            size,
        }
    }
}

/// The first bytes, or all of them.
fn head(input: &mut (impl Read + ?Sized)) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    input.take(HEAD).read_to_end(&mut head)?;
    Ok(head)
}

fn some(input: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(LONGEST_NAME).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The path that an extended header holds.
fn path_of(header: &[u8]) -> Option<Vec<u8>> {
    let mut fields = PaxExtensions::new(header).flatten();
    let path = fields.find(|field| field.key_bytes() == b"path")?;
    Some(path.value_bytes().to_vec())
}

/// What is unpacked, as far as it goes.
struct Metered<R> {
    inner: R,
    left: Rc<Cell<u64>>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        let left = self.left.get().checked_sub(read as u64);
        let left = left.ok_or_else(|| io::Error::other("it unpacks to over 1 GiB"))?;
        self.left.set(left);
        Ok(read)
    }
}

#[cfg(test)]
mod tests;
