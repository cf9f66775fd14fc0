//! What a walk leaves out by the rules of a scan, and why: it was never asked for, but whoever
//! looks for it wants to know.

use std::fmt;

/// A path that is not scanned, with all that lies below it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    /// As reports show paths.
    pub path: String,
    /// The rule.
    pub why: Why,
}

/// The rule by which a path is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// Ignore files say so.
    Ignored,
    /// The configuration says so.
    Excluded,
    /// Links are not followed: what they lead to is scanned where it lies.
    Link,
    /// A link to nothing.
    DeadLink,
    /// A named pipe.
    Pipe,
    /// A socket.
    Socket,
    /// A device.
    Device,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ignored => "ignored",
            Self::Excluded => "excluded",
            Self::Link => "a symbolic link, not followed",
            Self::DeadLink => "a symbolic link that leads nowhere",
            Self::Pipe => "a named pipe",
            Self::Socket => "a socket",
            Self::Device => "a device",
        })
    }
}
