//! What is scanned: bytes, where they come from, and what could not be had.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use serde::Serialize;

use crate::commit::Commit;
use crate::path::shown;
use crate::span::Position;

/// No detector looks further back than this from what it reports, in bytes.
pub const REACH_BACK: usize = 8 << 10;
/// No detector looks further ahead than this from the start of what it reports, in bytes.
pub const REACH_AHEAD: usize = 64 << 10;

/// Where bytes come from. Paths are `/`-separated and as reports show them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Origin {
    /// A file of the working tree.
    File {
        /// As typed from the current directory.
        #[serde(skip)]
        path: String,
    },
    /// Standard input.
    Stdin {
        /// What `--stdin-path` says, else `<stdin>`.
        #[serde(skip)]
        path: String,
    },
    /// A blob of git's index.
    Staged {
        /// From the repository's root.
        #[serde(skip)]
        path: String,
    },
    /// A blob, or a message, of a repository's history.
    Commit {
        /// From the repository's root, as the first commit that brought it named it.
        #[serde(skip)]
        path: String,
        /// That commit.
        #[serde(flatten, serialize_with = "serialize_commit")]
        commit: Arc<Commit>,
    },
}

impl Origin {
    /// The path that reports show.
    #[must_use]
    pub fn path(&self) -> &str {
        match self {
            Self::File { path }
            | Self::Stdin { path }
            | Self::Staged { path }
            | Self::Commit { path, .. } => path,
        }
    }

    /// The word that reports use for where it comes from.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::File { .. } => "file",
            Self::Stdin { .. } => "stdin",
            Self::Staged { .. } => "staged",
            Self::Commit { .. } => "commit",
        }
    }

    /// The commit that brought it, for what a history holds.
    #[must_use]
    pub fn commit(&self) -> Option<&Commit> {
        match self {
            Self::Commit { commit, .. } => Some(commit),
            _ => None,
        }
    }
}

fn serialize_commit<S: serde::Serializer>(
    commit: &Arc<Commit>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    Commit::serialize(commit, serializer)
}

/// How the scanned text lies in the raw file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// The text is the raw bytes: ASCII, UTF-8, or anything that is not UTF-16 or UTF-32.
    Bytes,
    /// The text was transcoded from UTF-16, either byte order.
    Utf16,
    /// The text was transcoded from UTF-32, either byte order.
    Utf32,
}

impl Encoding {
    /// How many bytes of the raw file `text` takes.
    #[must_use]
    pub fn raw_len(self, text: &[u8]) -> u64 {
        match self {
            Self::Bytes => text.len() as u64,
            Self::Utf16 => text.iter().fold(0, |raw, byte| {
                raw + match byte {
                    0x80..=0xBF => 0,
                    0xF0.. => 4,
                    _ => 2,
                }
            }),
            Self::Utf32 => {
                let starts = text.iter().filter(|byte| **byte & 0xC0 != 0x80);
                4 * starts.count() as u64
            }
        }
    }
}

/// Text to scan: a whole file, or one window of a huge one.
#[derive(Clone, Debug)]
pub struct Blob<'a> {
    /// Where it comes from.
    pub origin: &'a Origin,
    /// The bytes a detector sees. Only ASCII is sure to mean what it says.
    pub text: &'a [u8],
    /// The part of `text` whose findings count; the rest is context that another window reports.
    /// A finding counts where its secret begins.
    pub core: Range<usize>,
    /// Byte offset in the raw file of the first byte of `text`.
    pub raw_start: u64,
    /// Line and column of the first byte of `text`.
    pub position: Position,
    /// How `text` lies in the raw file.
    pub encoding: Encoding,
    /// Line numbers of the file on which findings count, sorted and apart; `None`: all.
    pub lines: Option<&'a [Range<u64>]>,
}

impl<'a> Blob<'a> {
    /// A whole file whose text is its raw bytes.
    #[must_use]
    pub fn whole(origin: &'a Origin, text: &'a [u8]) -> Self {
        Self {
            origin,
            text,
            core: 0..text.len(),
            raw_start: 0,
            position: Position::START,
            encoding: Encoding::Bytes,
            lines: None,
        }
    }

    /// The raw file's offset of the byte at `offset` of the text.
    #[must_use]
    pub fn raw_offset(&self, offset: usize) -> u64 {
        self.raw_start + self.encoding.raw_len(&self.text[..offset])
    }

    /// Whether findings on this line of the file count.
    #[must_use]
    pub fn counts_line(&self, line: u64) -> bool {
        self.lines.is_none_or(|ranges| {
            let next = ranges.partition_point(|range| range.start <= line);
            next > 0 && ranges[next - 1].contains(&line)
        })
    }
}

/// Something asked for that was not scanned.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Skipped {
    /// The path that reports show.
    pub path: String,
    /// Why.
    pub reason: SkipReason,
    /// Whether the path is as typed from the current directory. Else it begins at a repository's
    /// root, or is the name of something: `HEAD`.
    #[serde(skip)]
    pub is_typed: bool,
}

/// Why something was not scanned.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SkipReason {
    /// Not text.
    Binary,
    /// Over the size cap that the user set.
    TooLarge,
    /// It could not be read; the words of whoever refused. Makes the scan incomplete.
    Failed(String),
}

impl SkipReason {
    /// The reason of what the scanner could not read, which is a bug.
    #[must_use]
    pub fn scanner_failed() -> Self {
        Self::Failed("the scanner failed on its content; please report this".to_owned())
    }

    /// The reason of a text in which beginnings of long secrets stand so close together, from
    /// this byte on, that not all were tried.
    #[must_use]
    pub fn crowded(byte: u64) -> Self {
        Self::Failed(format!(
            "too many beginnings of long secrets from byte {byte} on to try them all"
        ))
    }

    /// Whether the scan is incomplete for it (exit code 3).
    #[must_use]
    pub fn is_failure(&self) -> bool {
        matches!(self, Self::Failed(_))
    }
}

impl Skipped {
    /// What was to be scanned as coming from there.
    #[must_use]
    pub fn of(origin: &Origin, reason: SkipReason) -> Self {
        Self {
            path: origin.path().to_owned(),
            reason,
            is_typed: matches!(origin, Origin::File { .. }),
        }
    }

    /// What lies at a path as typed from the current directory.
    #[must_use]
    pub fn typed(path: String, reason: SkipReason) -> Self {
        Self {
            path,
            reason,
            is_typed: true,
        }
    }

    /// What lies at a path from a repository's root, or is called so.
    #[must_use]
    pub fn named(path: String, reason: SkipReason) -> Self {
        Self {
            path,
            reason,
            is_typed: false,
        }
    }

    /// What a walk of folders could not read; `None` for what is no such thing, as a broken line
    /// in an ignore file.
    #[must_use]
    pub fn from_walk(error: &ignore::Error) -> Option<Self> {
        let path = shown(walked(error)?);
        Some(Self::typed(path, SkipReason::from(error.io_error()?)))
    }
}

/// The path that an error of a walk is about.
#[must_use]
pub fn walked(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            walked(err)
        }
        _ => None,
    }
}

impl From<&std::io::Error> for SkipReason {
    fn from(error: &std::io::Error) -> Self {
        let words = error.to_string();
        // The number says the same again.
        let words = words.split(" (os error ").next().unwrap_or_default();
        Self::Failed(words.to_owned())
    }
}

impl std::fmt::Display for SkipReason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Binary => f.write_str("binary"),
            Self::TooLarge => f.write_str("over the size cap"),
            Self::Failed(why) => write!(f, "unreadable: {why}"),
        }
    }
}

impl Serialize for SkipReason {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Takes what a source yields; called from several threads at once.
pub trait Sink: Sync {
    /// A text to scan.
    fn blob(&self, blob: &Blob<'_>);
    /// A file was read whole; `bytes` is its raw size. Called once a file, after its blobs.
    fn scanned(&self, bytes: u64);
    /// Something was not scanned.
    fn skipped(&self, skipped: Skipped);
    /// Whether anything more is of use; once it is not, a source stops where it can.
    fn is_wanted(&self) -> bool {
        true
    }
    /// A file is not text. `head` holds its first bytes, or all of them.
    fn binary(&self, origin: &Origin, head: &[u8]) {
        let _ = head;
        self.skipped(Skipped::of(origin, SkipReason::Binary));
    }

    /// Whether nothing more is wanted; who asks and leaves something out need not say so.
    fn is_over(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_offsets_count_code_units() {
        // "aé漢𝄞" is 1+1+1+2 code units.
        assert_eq!(Encoding::Utf16.raw_len("aé漢𝄞".as_bytes()), 10);
        assert_eq!(Encoding::Utf32.raw_len("aé漢𝄞".as_bytes()), 16);
        assert_eq!(Encoding::Bytes.raw_len("aé".as_bytes()), 3);
    }

    #[test]
    fn a_failure_is_told_in_words_alone() {
        let error = std::io::Error::from_raw_os_error(2);
        let reason = SkipReason::from(&error);
        assert!(reason.is_failure());
        assert_eq!(reason.to_string(), "unreadable: No such file or directory");
    }

    #[test]
    fn line_filter_is_half_open() {
        let origin = Origin::Stdin { path: "x".into() };
        let mut blob = Blob::whole(&origin, b"");
        assert!(blob.counts_line(7));
        let ranges = [2..4, 9..10];
        blob.lines = Some(&ranges);
        let counted: Vec<u64> = (1..12).filter(|line| blob.counts_line(*line)).collect();
        assert_eq!(counted, [2, 3, 9]);
    }
}
