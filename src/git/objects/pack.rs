//! A pack: the file, its entries and their bytes.
//!
//! A pack may be larger than memory, so it is read piece by piece at known offsets; entries that
//! lie near one another are read together. One that is gone through as a whole, and is small
//! enough, is held as a whole.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::OnceLock;

use rayon::prelude::*;

use super::Kind;
use super::index::PackIndex;
use super::inflate::Inflate;

/// Bytes read at once, at least, when reading goes on near where it was.
const WINDOW: usize = 32 << 10;
/// Bytes that one thread reads of a pack that is held.
const SHARE: usize = 4 << 20;
/// Bytes of an entry before its deflated bytes: a size, and the base's offset or id.
const LONGEST_HEADER: usize = 16 + 32;

/// A pack and its index.
#[derive(Debug)]
pub(super) struct Pack {
    pub(super) index: PackIndex,
    file: File,
    /// Where the checksum begins that ends the pack.
    end: u64,
    hash: usize,
    /// The offsets of all entries with their positions in the index, by offset: an entry ends
    /// where the next one begins.
    entries: Vec<(u64, u32)>,
    /// All its bytes; empty: it is not held.
    held: OnceLock<Vec<u8>>,
}

/// Where an entry lies.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) offset: u64,
    /// Where it ends at the latest.
    end: u64,
}

/// What the header of an entry says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// Bytes of what was deflated: the object, or a delta.
    pub(super) size: u64,
    pub(super) content: Content,
    /// Bytes of the header.
    pub(super) len: usize,
}

/// What an entry holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Whole(Kind),
    /// A delta against the entry at this offset.
    OffsetDelta(u64),
    /// A delta against the object whose id these bytes begin with.
    RefDelta([u8; 32]),
}

/// One thread's piece of a pack.
#[derive(Default)]
pub(super) struct Window {
    pack: usize,
    start: u64,
    bytes: Vec<u8>,
}

impl Pack {
    /// Opens the pack whose index is at `index`.
    pub(super) fn open(index: &Path, hash: usize) -> Result<Self, String> {
        let path = index.with_extension("pack");
        let data = std::fs::read(index).map_err(|error| error.to_string())?;
        let index = PackIndex::parse(data, hash)?;
        let file = File::open(&path).map_err(|error| error.to_string())?;
        let len = file.metadata().map_err(|error| error.to_string())?.len();
        let mut head = [0; 8];
        let is_pack = len >= (12 + hash) as u64
            && read_at(&file, &mut head, 0).is_ok()
            && head.starts_with(b"PACK")
            && matches!(head[4..], [0, 0, 0, 2 | 3]);
        if !is_pack {
            return Err("it is no pack, or of an unknown version".to_owned());
        }
        // Entries whose offsets are damaged lie nowhere.
        let mut entries: Vec<(u64, u32)> = (0..index.len())
            .filter_map(|position| Some((index.offset(position)?, position as u32)))
            .collect();
        entries.par_sort_unstable();
        Ok(Self {
            index,
            file,
            end: len - hash as u64,
            hash,
            entries,
            held: OnceLock::new(),
        })
    }

    /// Reads the pack as a whole, if it has no more than `most` bytes and can be read; otherwise
    /// it is read piece by piece, which says what is wrong where.
    pub(super) fn hold(&self, most: usize) {
        self.held.get_or_init(|| {
            let len = usize::try_from(self.end).unwrap_or(usize::MAX);
            if len > most {
                return Vec::new();
            }
            let mut bytes = vec![0; len];
            let shares = bytes.par_chunks_mut(SHARE).enumerate();
            let read = shares
                .try_for_each(|(share, bytes)| read_at(&self.file, bytes, (share * SHARE) as u64));
            read.map_or_else(|_| Vec::new(), |()| bytes)
        });
    }

    /// The entry that begins at `offset`.
    pub(super) fn entry_at(&self, offset: u64) -> Entry {
        let next = self.entries.partition_point(|(start, _)| *start <= offset);
        self.entry_before(offset, next)
    }

    /// The entry of a rank.
    pub(super) fn entry(&self, rank: usize) -> Entry {
        self.entry_before(self.entries[rank].0, rank + 1)
    }

    fn entry_before(&self, offset: u64, next: usize) -> Entry {
        let next = self.entries.get(next);
        Entry {
            offset,
            end: next.map_or(self.end, |(start, _)| (*start).min(self.end)),
        }
    }

    /// Bytes of an id.
    pub(super) fn hash(&self) -> usize {
        self.hash
    }

    /// The offsets of the entries, sorted, with their positions in the index.
    pub(super) fn sorted(&self) -> &[(u64, u32)] {
        &self.entries
    }

    /// The bytes from `start` to `end`, read through `window`.
    fn bytes<'w>(
        &'w self,
        number: usize,
        start: u64,
        end: u64,
        window: &'w mut Window,
    ) -> Result<&'w [u8], String> {
        if start >= end || end > self.end {
            return Err("it is cut short".to_owned());
        }
        if let Some(all) = self.held.get().filter(|all| !all.is_empty()) {
            return Ok(&all[start as usize..end as usize]);
        }
        let len = (end - start) as usize;
        let held = window.pack == number
            && start >= window.start
            && end <= window.start + window.bytes.len() as u64;
        if !held {
            let room = len.max(WINDOW).min((self.end - start) as usize);
            window.bytes.clear();
            window
                .bytes
                .try_reserve_exact(room)
                .map_err(|error| error.to_string())?;
            window.bytes.resize(room, 0);
            window.pack = number;
            window.start = start;
            if let Err(error) = read_at(&self.file, &mut window.bytes, start) {
                window.bytes.clear();
                return Err(error.to_string());
            }
        }
        let at = (start - window.start) as usize;
        Ok(&window.bytes[at..at + len])
    }

    /// The header of an entry.
    pub(super) fn header(
        &self,
        number: usize,
        entry: Entry,
        window: &mut Window,
    ) -> Result<Header, String> {
        let end = entry.end.min(entry.offset + LONGEST_HEADER as u64);
        let bytes = self.bytes(number, entry.offset, end, window)?;
        parse(bytes, entry.offset, self.hash).ok_or_else(|| "its header is damaged".to_owned())
    }

    /// Inflates what an entry holds, which its header describes.
    pub(super) fn inflate(
        &self,
        number: usize,
        (entry, header): (Entry, &Header),
        (window, inflate): (&mut Window, &mut Inflate),
        into: &mut Vec<u8>,
    ) -> Result<(), String> {
        let start = entry.offset + header.len as u64;
        let deflated = self.bytes(number, start, entry.end, window)?;
        inflate
            .exactly(deflated, header.size, into)
            .ok_or_else(|| "it is damaged".to_owned())
    }
}

/// Reads an entry's header from its first bytes.
pub(super) fn parse(bytes: &[u8], offset: u64, hash: usize) -> Option<Header> {
    let first = *bytes.first()?;
    let mut len = 1;
    let mut next = || {
        let byte = *bytes.get(len)?;
        len += 1;
        Some(byte)
    };
    let mut size = u64::from(first & 0x0F);
    let mut shift = 4;
    let mut byte = first;
    while byte & 0x80 != 0 {
        byte = next()?;
        if shift > 57 {
            return None;
        }
        size |= u64::from(byte & 0x7F) << shift;
        shift += 7;
    }
    let content = match first >> 4 & 7 {
        1 => Content::Whole(Kind::Commit),
        2 => Content::Whole(Kind::Tree),
        3 => Content::Whole(Kind::Blob),
        4 => Content::Whole(Kind::Tag),
        6 => {
            let mut byte = next()?;
            let mut distance = u64::from(byte & 0x7F);
            while byte & 0x80 != 0 {
                byte = next()?;
                distance = distance.checked_add(1)?.checked_mul(128)? | u64::from(byte & 0x7F);
            }
            Content::OffsetDelta(offset.checked_sub(distance).filter(|_| distance > 0)?)
        }
        7 => {
            let mut id = [0; 32];
            id[..hash].copy_from_slice(bytes.get(len..len + hash)?);
            len += hash;
            Content::RefDelta(id)
        }
        _ => return None,
    };
    Some(Header { size, content, len })
}

#[cfg(unix)]
fn read_at(file: &File, into: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, into, offset)
}

#[cfg(windows)]
fn read_at(file: &File, into: &mut [u8], offset: u64) -> io::Result<()> {
    use std::os::windows::fs::FileExt;
    let mut done = 0;
    while done < into.len() {
        match file.seek_read(&mut into[done..], offset + done as u64)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => done += read,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_say_kind_size_and_base() {
        let header = |bytes: &[u8]| parse(bytes, 1_000, 20);
        let whole = header(&[0xB5, 0x01]).unwrap();
        assert_eq!(whole.content, Content::Whole(Kind::Blob));
        assert_eq!((whole.size, whole.len), (5 + (1 << 4), 2));
        let near = header(&[0x65, 0x07]).unwrap();
        assert_eq!(near.content, Content::OffsetDelta(993));
        let far = header(&[0x65, 0x80, 0x01]).unwrap();
        assert_eq!(far.content, Content::OffsetDelta(1_000 - 129));
        let mut named = vec![0x75];
        named.extend([9; 20]);
        let mut id = [0; 32];
        id[..20].fill(9);
        assert_eq!(header(&named).unwrap().content, Content::RefDelta(id));
        assert_eq!(header(&named).unwrap().len, 21);
    }

    #[test]
    fn damaged_headers_are_refused() {
        for bytes in [
            &[][..],
            &[0x05],
            &[0x55],
            &[0xB5],
            &[0x65, 0x00],
            &[0x65, 0xFF, 0xFF, 0x01],
            &[0x75, 1, 2],
            &[0xBF; 14],
        ] {
            assert_eq!(parse(bytes, 1_000, 20), None, "{bytes:?}");
        }
    }
}
