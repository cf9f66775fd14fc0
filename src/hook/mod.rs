//! Git hooks that run tightlip: where they live, how they get there and away again without harm
//! to what was there before, and whether they really run.

mod before;
mod folder;
mod install;
mod manager;
mod script;
mod status;
mod update;

pub use folder::{Hooks, Setting};
pub use install::{Installed, Removed};
pub use manager::Manager;
pub use status::{Status, Verdict};
pub use update::{Update, pre_push, pre_receive};

/// When git calls a hook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Before a commit is made.
    PreCommit,
    /// Before anything is sent to a remote.
    PrePush,
    /// On a server, once a push, before any branch moves.
    PreReceive,
    /// On a server, once a branch of a push.
    Update,
}

impl Stage {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::PreCommit,
        Self::PrePush,
        Self::PreReceive,
        Self::Update,
    ];

    /// The hook's name, which is its file's.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PreCommit => "pre-commit",
            Self::PrePush => "pre-push",
            Self::PreReceive => "pre-receive",
            Self::Update => "update",
        }
    }

    /// The stages that should run where people work, or on a server.
    #[must_use]
    pub fn usual(bare: bool) -> &'static [Self] {
        if bare {
            &[Self::PreReceive]
        } else {
            &[Self::PreCommit, Self::PrePush]
        }
    }

    /// Whether git tells it on standard input what is to be updated.
    fn has_input(self) -> bool {
        matches!(self, Self::PrePush | Self::PreReceive)
    }
}

impl std::fmt::Display for Stage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
