//! The commit that brought what was found, and how far it spread.

use serde::{Serialize, Serializer};

/// Who brought a blob into a history, when, and what became of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Commit {
    /// The id of the first commit that has it, in hex; empty: no commit has it.
    #[serde(rename = "commit", serialize_with = "or_null")]
    pub id: String,
    /// The author's name.
    pub author: String,
    /// The author's address.
    pub email: String,
    /// When the author made it, as RFC 3339 in the author's time zone; empty: that is not known.
    #[serde(serialize_with = "or_null")]
    pub date: String,
    /// The first line of its message, with every secret in it redacted.
    #[serde(rename = "message")]
    pub summary: String,
    /// Whether HEAD still has the secret; `None`: nobody has looked.
    pub in_head: Option<bool>,
    /// Where HEAD has it, if that is not where the commit brought it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head_path: Option<String>,
    /// Every path that ever had it, sorted.
    pub paths: Vec<String>,
    /// How many commits have it in their trees.
    pub commits: u64,
}

/// What is empty is not there.
fn or_null<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    match text {
        "" => serializer.serialize_none(),
        text => serializer.serialize_str(text),
    }
}

impl Commit {
    /// The id as people write it.
    #[must_use]
    pub fn short_id(&self) -> &str {
        self.id.get(..12).unwrap_or(&self.id)
    }

    /// The day on which the author made it.
    #[must_use]
    pub fn day(&self) -> &str {
        self.date.get(..10).unwrap_or(&self.date)
    }
}
