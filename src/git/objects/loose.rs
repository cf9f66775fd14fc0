//! Objects that have a file of their own.

use std::fs;
use std::path::{Path, PathBuf};

use super::inflate::Inflate;
use super::{Kind, ObjectId};

/// The ids of all loose objects below this folder.
pub(super) fn list(objects: &Path, hash: usize) -> Vec<ObjectId> {
    let mut ids = Vec::new();
    let folders = (0..=255u8).map(|first| format!("{first:02x}"));
    for folder in folders {
        let Ok(entries) = fs::read_dir(objects.join(&folder)) else {
            continue;
        };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let hex = [folder.as_bytes(), name.as_encoded_bytes()].concat();
            ids.extend(ObjectId::from_hex(&hex).filter(|id| id.as_bytes().len() == hash));
        }
    }
    ids
}

pub(super) fn path(objects: &Path, id: ObjectId) -> PathBuf {
    let hex = id.to_string();
    objects.join(&hex[..2]).join(&hex[2..])
}

/// Reads a loose object of no more than `most` bytes.
pub(super) fn read(
    path: &Path,
    inflate: &mut Inflate,
    most: usize,
) -> Result<(Kind, Vec<u8>), String> {
    let deflated = fs::read(path).map_err(|error| error.to_string())?;
    let damaged = || "it is damaged".to_owned();
    let mut object = inflate.all(&deflated, most).ok_or_else(damaged)?;
    let header = object
        .iter()
        .take(32)
        .position(|byte| *byte == 0)
        .ok_or_else(damaged)?;
    let mut words = object[..header].split(|byte| *byte == b' ');
    let kind = match words.next() {
        Some(b"commit") => Kind::Commit,
        Some(b"tree") => Kind::Tree,
        Some(b"blob") => Kind::Blob,
        Some(b"tag") => Kind::Tag,
        _ => return Err(damaged()),
    };
    let size = words
        .next()
        .and_then(|size| std::str::from_utf8(size).ok()?.parse().ok());
    if size != Some(object.len() - header - 1) {
        return Err(damaged());
    }
    object.drain(..=header);
    Ok((kind, object))
}
