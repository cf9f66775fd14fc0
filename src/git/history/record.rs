//! Who brought something, and where what no commit has is found.

use super::commit::{self, Signature};
use super::survey::{ORPHAN, Survey};
use crate::git::objects::{Kind, Number, ObjectId};

/// Who made a commit or a tag, and what they said.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// The commit; of a tag, the one that it leads to. `None`: no commit has it.
    pub id: Option<ObjectId>,
    /// The commit's author, or the tagger.
    pub author: Option<Signature>,
    /// The message.
    pub message: Vec<u8>,
}

impl Survey<'_> {
    /// Who brought an object to where it came in this order.
    pub fn record_at(&mut self, object: Number, order: u32) -> Record {
        let is_brought = !self.tags.contains_key(&object) && !Self::is_apart(order);
        let number = if is_brought {
            self.commits[order as usize].number
        } else {
            object
        };
        let id = |number| Some(self.history.objects.id(number));
        match self.reader.read(number) {
            Ok((Kind::Commit, bytes)) => {
                let message = commit::parse(&bytes).map(|parsed| bytes[parsed.message].to_vec());
                Record {
                    id: id(number),
                    author: Some(commit::author(&bytes)),
                    message: message.unwrap_or_default(),
                }
            }
            Ok((Kind::Tag, bytes)) => {
                let named = self.said_of(number);
                let is_commit = |named: &Number| self.order.contains_key(named);
                let named = named.filter(is_commit).and_then(id);
                let tag = commit::tag(&bytes);
                Record {
                    id: named,
                    message: match &tag {
                        Some(tag) => bytes[tag.message.clone()].to_vec(),
                        None => Vec::new(),
                    },
                    author: tag.map(|tag| tag.tagger),
                }
            }
            _ if is_brought => Record {
                id: id(number),
                ..Record::default()
            },
            _ => Record::default(),
        }
    }

    /// Whether this is the order of what no commit has.
    #[must_use]
    pub fn is_apart(order: u32) -> bool {
        order >= ORPHAN
    }

    /// Where a blob is found that no commit has: every reference that leads to it, or its path
    /// in a tree that none leads to.
    #[must_use]
    pub fn paths_apart(&self, blob: Number) -> Vec<Vec<u8>> {
        if self.order(blob) != ORPHAN {
            return Vec::new();
        }
        match self.names.get(&blob) {
            Some(names) => names.iter().map(|name| named(name).into_bytes()).collect(),
            None => vec![self.path(blob)],
        }
    }

    /// Stands for the path of a tree or a blob that no commit has.
    pub(super) fn apart(&self, top: Number) -> String {
        match self.names.get(&top).and_then(|names| names.first()) {
            Some(name) => named(name),
            None => format!("{UNREACHABLE}/{}", self.history.objects.id(top)),
        }
    }
}

/// Stands for the path of what no reference leads to.
const UNREACHABLE: &str = "<unreachable>";

/// Stands for the path of what this reference leads to.
fn named(reference: &str) -> String {
    format!("<{reference}>")
}

/// What git calls the blob that stands at a path of these; `None`: it is no such path.
#[must_use]
pub fn object_apart(path: &str) -> Option<String> {
    if let Some(rest) = path.strip_prefix(UNREACHABLE) {
        return Some(rest.strip_prefix('/')?.replacen('/', ":", 1));
    }
    let (name, rest) = path.strip_prefix('<')?.split_once('>')?;
    match rest.strip_prefix('/') {
        Some(rest) => Some(format!("{name}:{rest}")),
        None => Some(name.to_owned()).filter(|_| rest.is_empty() && !name.contains(' ')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_commit_has_is_called_as_git_calls_it() {
        let object = |path| object_apart(path).unwrap_or_default();
        assert_eq!(object("<refs/tags/x>"), "refs/tags/x");
        assert_eq!(object("<refs/tags/x>/a/b"), "refs/tags/x:a/b");
        assert_eq!(object("<unreachable>/12ab"), "12ab");
        assert_eq!(object("<unreachable>/12ab/a/b"), "12ab:a/b");
        for other in ["a/b", "<commit message>", "<message of tag x>", "<a"] {
            assert_eq!(object(other), "", "{other}");
        }
    }
}
