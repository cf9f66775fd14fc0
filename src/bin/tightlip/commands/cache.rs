//! `--cache`: what a scan of a history keeps for the next one.
//!
//! What is kept lies in the repository and could come with it from a stranger, so it is made with
//! a key that lies with the user: what was made with another is never met.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::io::{self, ErrorKind, Write};
use std::path::PathBuf;
use std::time::UNIX_EPOCH;
use std::{env, fs};

use clap::Args;
use tightlip::rule::RuleSet;
use tightlip::source::git::History;

use crate::args::Global;
use crate::output;

/// Names what the key is for.
const CONTEXT: &str = "tightlip 2026 key of what is known to be clean v1";
/// The key's file in the user's folder of states.
const FILE: &str = "tightlip/cache-key";

/// Whether something is kept.
#[derive(Args, Debug)]
pub(crate) struct Cache {
    /// Pass over what an earlier scan saw that holds nothing, and remember it for the next one,
    /// in the folder `tightlip` of the git folder
    #[arg(long, env = "TIGHTLIP_CACHE", value_parser = clap::builder::FalseyValueParser::new())]
    cache: bool,
}

impl Cache {
    /// The history with what is known of it, if that is asked for and can be.
    pub(crate) fn open(&self, history: History, rules: &RuleSet, global: &Global) -> History {
        if !self.cache {
            return history;
        }
        match key() {
            Ok(key) => history.remembering(&key, &catalogue(rules)),
            Err(why) => {
                say(global, &format!("not used: {why}"));
                history
            }
        }
    }

    /// Says what came of it: so many of the blobs were passed over.
    pub(crate) fn sum_up(&self, history: &History, (known, blobs): (u64, u64), global: &Global) {
        if !self.cache {
            return;
        }
        say(
            global,
            &format!("{known} of {blobs} blobs were known to hold nothing"),
        );
        if let Some(why) = history.unsaved() {
            say(global, &format!("not written: {why}"));
        }
    }
}

fn say(global: &Global, what: &str) {
    if global.verbose {
        output::note(global, "cache", what);
    }
}

/// A digest of all that decides what is found: the rules and this very program.
fn catalogue(rules: &RuleSet) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&rules.digest());
    hasher.update(env!("CARGO_PKG_VERSION").as_bytes());
    let program = env::current_exe().and_then(fs::metadata);
    if let Ok(program) = program {
        hasher.update(&program.len().to_le_bytes());
        let made = program.modified().ok();
        let made = made.and_then(|made| made.duration_since(UNIX_EPOCH).ok());
        hasher.update(&made.unwrap_or_default().as_nanos().to_le_bytes());
    }
    *hasher.finalize().as_bytes()
}

/// The user's own key, made on the first call for it.
fn key() -> Result<[u8; 32], String> {
    let file = states()
        .ok_or("neither XDG_STATE_HOME nor HOME is set")?
        .join(FILE);
    let wrong = |error: io::Error| format!("{}: {error}", file.display());
    if let Some(key) = read(&file).map_err(wrong)? {
        return Ok(key);
    }
    let folder = file
        .parent()
        .expect("it has a folder's name before its own");
    fs::create_dir_all(folder).map_err(wrong)?;
    // Its mode is 600. Another run may be quicker; then its key is the one.
    let mut draft = tempfile::NamedTempFile::new_in(folder).map_err(wrong)?;
    draft.write_all(&drawn()).map_err(wrong)?;
    match draft.persist_noclobber(&file) {
        Err(failed) if failed.error.kind() != ErrorKind::AlreadyExists => Err(wrong(failed.error)),
        _ => read(&file).map_err(wrong)?.ok_or_else(|| {
            let file = file.display();
            format!("{file} holds no key: remove it")
        }),
    }
}

fn read(file: &std::path::Path) -> io::Result<Option<[u8; 32]>> {
    match fs::read(file) {
        Ok(bytes) => Ok(bytes.try_into().ok()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Bytes that nobody can guess: the standard library's hashers are seeded by the operating system.
fn drawn() -> [u8; 32] {
    let mut drawn = blake3::Hasher::new_derive_key(CONTEXT);
    for _ in 0..8 {
        let mut hasher = RandomState::new().build_hasher();
        hasher.write(CONTEXT.as_bytes());
        drawn.update(&hasher.finish().to_le_bytes());
    }
    *drawn.finalize().as_bytes()
}

/// Where programs keep what they remember of a user.
fn states() -> Option<PathBuf> {
    let variable = |name| env::var_os(name).filter(|value| !value.is_empty());
    let home = || Some(PathBuf::from(variable("HOME")?).join(".local/state"));
    let named = variable("XDG_STATE_HOME").map(PathBuf::from);
    named
        .filter(|folder| folder.is_absolute())
        .or_else(|| variable("LOCALAPPDATA").map(PathBuf::from))
        .or_else(home)
}
