//! What a CI system's environment says of the change that it builds.

mod github;
mod platform;

pub use platform::Platform;

/// How a variable of the environment is read; an empty one is none.
pub type Variables<'v> = &'v dyn Fn(&str) -> Option<String>;

/// A job of a CI system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Build {
    /// The system.
    pub platform: Platform,
    /// What the change is to be compared with.
    pub change: Change,
}

/// What a job builds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A pull or merge request; what it is to be merged into, the surest first.
    Request(Vec<Base>),
    /// New commits on a branch; what was there before, the surest first.
    Push(Vec<Base>),
    /// It cannot be told: why.
    Unknown(String),
    /// Nothing that has a before: a tag, a schedule, a job started by hand.
    Whole,
}

/// Something whose commits are not part of the change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    /// A commit's id in hex.
    Commit(String),
    /// A branch of the remote, without `refs/heads/`.
    Branch(String),
    /// The branch that the remote's HEAD names.
    DefaultBranch,
}

impl std::fmt::Display for Base {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Commit(id) => f.write_str(id),
            Self::Branch(name) => write!(f, "branch {name}"),
            Self::DefaultBranch => f.write_str("the default branch"),
        }
    }
}

impl Change {
    /// What may be there to compare with.
    #[must_use]
    pub fn bases(&self) -> &[Base] {
        match self {
            Self::Request(bases) | Self::Push(bases) => bases,
            Self::Unknown(_) | Self::Whole => &[],
        }
    }

    /// A push to `branch`, over `before` or else what the default branch has not.
    fn push(before: Option<String>, branch: Option<&str>, default: Option<String>) -> Self {
        let mut bases: Vec<Base> = before.and_then(commit).into_iter().collect();
        // A new branch has no before, and a forced push one that may be gone.
        match default {
            Some(default) if branch == Some(default.as_str()) => {}
            Some(default) => bases.push(Base::Branch(default)),
            None => bases.push(Base::DefaultBranch),
        }
        if branch.is_none() || bases.is_empty() {
            return Self::Whole;
        }
        Self::Push(bases)
    }

    /// A request to merge into `branch`, which stood at `commits`.
    fn request(commits: impl IntoIterator<Item = Option<String>>, branch: Option<String>) -> Self {
        let commits = commits.into_iter().flatten().filter_map(commit);
        let branch = branch.map(|name| Base::Branch(short(&name)));
        Self::Request(commits.chain(branch).collect())
    }
}

/// The first system that the environment speaks of.
#[must_use]
pub fn detect(variables: Variables<'_>) -> Option<Build> {
    let get = |name: &str| variables(name).filter(|value| !value.is_empty());
    let platform = Platform::ALL
        .into_iter()
        .find(|platform| platform.is_here(&get))?;
    Some(Build {
        platform,
        change: platform.change(&get),
    })
}

/// The digits to which some cut an id.
const SHORTEST_ID: usize = 12;

/// A commit, unless the id is zeros: there was nothing before.
fn commit(id: String) -> Option<Base> {
    let is_id = id.len() >= SHORTEST_ID && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_id && id.bytes().any(|byte| byte != b'0')).then_some(Base::Commit(id))
}

/// A branch without `refs/heads/`.
fn short(name: &str) -> String {
    name.strip_prefix("refs/heads/").unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests;
