//! Objects that have a file of their own.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use flate2::read::ZlibDecoder;

use super::inflate::Inflate;
use super::{Kind, ObjectId, check};

/// As much of a file as its header takes, deflated.
const PEEK: usize = 4 << 10;
/// A kind, a size, and what stands between and behind them.
const LONGEST_HEADER: usize = 32;

/// The ids of all loose objects below this folder; `damaged` gets the folders in it that cannot
/// be read, and why.
pub(super) fn list(
    objects: &Path,
    hash: usize,
    damaged: &mut Vec<(PathBuf, String)>,
) -> Vec<ObjectId> {
    let mut ids = Vec::new();
    let folders = (0..=255u8).map(|first| format!("{first:02x}"));
    for name in folders {
        let folder = objects.join(&name);
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => {
                damaged.push((folder, error.to_string()));
                continue;
            }
        };
        for entry in entries.flatten() {
            let rest = entry.file_name();
            let hex = [name.as_bytes(), rest.as_encoded_bytes()].concat();
            ids.extend(ObjectId::from_hex(&hex).filter(|id| id.as_bytes().len() == hash));
        }
    }
    ids
}

pub(super) fn path(objects: &Path, id: ObjectId) -> PathBuf {
    let hex = id.to_string();
    objects.join(&hex[..2]).join(&hex[2..])
}

/// Reads a loose object of no more than `most` bytes, and sees that it is the one of this id:
/// such a file may have been put in place of another.
pub(super) fn read(
    (path, id): (&Path, ObjectId),
    inflate: &mut Inflate,
    most: usize,
) -> Result<(Kind, Vec<u8>), String> {
    let damaged = || "it is damaged".to_owned();
    let mut file = File::open(path).map_err(|error| error.to_string())?;
    let mut deflated = vec![0; PEEK];
    let peeked = read_full(&mut file, &mut deflated).map_err(|error| error.to_string())?;
    deflated.truncate(peeked);
    let (header, kind, size) = header(&deflated).ok_or_else(damaged)?;
    check(size as u64, most)?;
    file.read_to_end(&mut deflated)
        .map_err(|error| error.to_string())?;
    let mut object = Vec::new();
    let whole = (header + size) as u64;
    inflate
        .exactly(&deflated, whole, &mut object)
        .ok_or_else(damaged)?;
    if !id.is_of(&object) {
        return Err("it is damaged: it holds another object".to_owned());
    }
    object.drain(..header);
    Ok((kind, object))
}

/// What a loose object says it is, and how large.
pub(super) fn kind_and_size(path: &Path) -> Result<(Kind, u64), String> {
    let mut deflated = vec![0; PEEK];
    let mut file = File::open(path).map_err(|error| error.to_string())?;
    let peeked = read_full(&mut file, &mut deflated).map_err(|error| error.to_string())?;
    let (_, kind, size) = header(&deflated[..peeked]).ok_or("it is damaged")?;
    Ok((kind, size as u64))
}

/// How long the header of an object is, its zero byte included, and what that says: its kind and
/// size.
fn header(deflated: &[u8]) -> Option<(usize, Kind, usize)> {
    let mut start = [0; LONGEST_HEADER];
    let read = read_full(&mut ZlibDecoder::new(deflated), &mut start).ok()?;
    let end = start[..read].iter().position(|byte| *byte == 0)?;
    let mut words = start[..end].split(|byte| *byte == b' ');
    let kind = match words.next()? {
        b"commit" => Kind::Commit,
        b"tree" => Kind::Tree,
        b"blob" => Kind::Blob,
        b"tag" => Kind::Tag,
        _ => return None,
    };
    let size = std::str::from_utf8(words.next()?).ok()?.parse().ok()?;
    usize::checked_add(end + 1, size)?;
    Some((end + 1, kind, size))
}

/// Reads until there is no more room, or no more to read.
fn read_full(from: &mut impl Read, into: &mut [u8]) -> io::Result<usize> {
    let mut read = 0;
    while read < into.len() {
        match from.read(&mut into[read..]) {
            Ok(0) => break,
            Ok(more) => read += more,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            // What was read before may be enough.
            Err(_) if read > 0 => break,
            Err(error) => return Err(error),
        }
    }
    Ok(read)
}
