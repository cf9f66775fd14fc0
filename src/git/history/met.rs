//! What was met so far: when an object came first, and where it stood then.

use super::names::NameId;
use super::paths::PathId;
use super::survey::UNSEEN;
use crate::place::Folder;

/// What is known of an object.
#[derive(Clone, Copy, Debug)]
pub(super) struct Met {
    /// The place of the first commit that has it among those that were asked for.
    pub(super) order: u32,
    folder: PathId,
    name: NameId,
    /// Of a folder, as which kinds of folders it was passed, a bit each; of a blob, the kind of
    /// the folder that it was first in.
    kinds: u32,
}

const _: () = assert!(Folder::KINDS <= u32::BITS as usize);

impl Met {
    /// In no folder.
    const NOWHERE: PathId = PathId::MAX;

    /// An object that was not met.
    pub(super) const NOT: Self = Self {
        order: UNSEEN,
        folder: Self::NOWHERE,
        name: 0,
        kinds: 0,
    };

    /// A blob in a folder of this kind.
    pub(super) fn blob(order: u32, (folder, name): (PathId, NameId), kind: Folder) -> Self {
        Self {
            order,
            folder,
            name,
            kinds: kind.number().into(),
        }
    }

    /// Of a blob, the folder in which it was first, its name there, and the folder's kind;
    /// `None`: it stands in no folder.
    pub(super) fn place(&self) -> Option<(PathId, NameId, Folder)> {
        let is_somewhere = self.folder != Self::NOWHERE;
        is_somewhere.then(|| (self.folder, self.name, Folder::numbered(self.kinds as u8)))
    }

    /// Whether a folder was passed as one of this kind.
    pub(super) fn was(&self, kind: Folder) -> bool {
        self.kinds >> kind.number() & 1 == 1
    }

    /// Notes that it is.
    pub(super) fn enter(&mut self, kind: Folder) {
        self.kinds |= 1 << kind.number();
    }
}
