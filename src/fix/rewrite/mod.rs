//! What becomes of a literal in each language: the look-up that stands in its place, and the
//! value as the program sees it.

#[cfg(feature = "fix")]
mod language;

use std::ops::Range;

use crate::secret::Secret;

/// One literal to move out of one file.
#[derive(Clone, Debug)]
pub struct Site<'a> {
    /// The file, `/`-separated, as in the finding.
    pub path: &'a str,
    /// All that the file holds.
    pub text: &'a [u8],
    /// Where the secret stands in it, in bytes.
    pub value: Range<usize>,
    /// The variable that is to hold it: `OPENAI_API_KEY`.
    pub variable: &'a str,
}

/// A change that is exact to the byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What goes, in bytes.
    pub range: Range<usize>,
    /// What comes in its place.
    pub with: String,
}

/// Where the value must go for the rewritten file to work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Destination {
    /// The environment, by way of `.env`.
    DotEnv,
    /// The repository's secrets on GitHub.
    GitHubSecret,
    /// A variable of Terraform's.
    TerraformVariable,
    /// A secret that is mounted while an image is built.
    DockerBuildSecret,
    /// The environment of the program that reads the file, set by whoever runs it.
    ClientEnvironment,
}

/// What a variable is called among the secrets of a repository: GitHub keeps names that begin
/// with its own for itself.
#[must_use]
pub fn github_secret(variable: &str) -> String {
    match variable.strip_prefix("GITHUB_") {
        Some(rest) => format!("GH_{rest}"),
        None => variable.to_owned(),
    }
}

/// How a file changes when a literal goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewrite {
    /// In the order of the file, not overlapping.
    pub edits: Vec<Edit>,
    /// The value as the program sees it: escapes decoded, concatenations joined.
    pub value: Secret,
    /// Where it must go.
    pub destination: Destination,
    /// The environment variable that the file reads, where its name is not the one proposed but
    /// follows from the code: `TF_VAR_db_pass`.
    pub entry: Option<String>,
    /// What the user should know; never holds the value.
    pub notes: Vec<String>,
    /// A constant that is one no more, which other files may need to be.
    pub shared: Option<Shared>,
}

/// A constant that other files can name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// Its name.
    pub name: String,
    /// Whether only files of its own folder can name it.
    pub is_of_folder: bool,
    /// What to do where one needs it.
    pub advice: String,
}

/// Why a literal is left where it is, and what to do by hand. Never holds the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Why.
    pub why: String,
    /// What to do instead.
    pub advice: String,
}

/// Replaces the literal that holds `site.value` by a look-up of `site.variable`.
///
/// # Errors
/// A [`Refusal`] where no look-up can stand, or where the literal is not understood.
pub fn rewrite(site: &Site<'_>) -> Result<Rewrite, Refusal> {
    #[cfg(feature = "fix")]
    return language::rewrite(site);
    #[cfg(not(feature = "fix"))]
    return Err(Refusal {
        why: "this build of tightlip has no grammars, so it cannot rewrite code".to_owned(),
        advice: format!(
            "use a build with the feature `fix`, or read {} from the environment by hand",
            site.variable
        ),
    });
}

/// Whether `text` parses as the language of `path`; `None` if there is no grammar for it.
#[must_use]
pub fn parses(path: &str, text: &[u8]) -> Option<bool> {
    #[cfg(feature = "fix")]
    return language::parses(path, text);
    #[cfg(not(feature = "fix"))]
    {
        let _ = (path, text);
        None
    }
}

/// The edit that makes a variable of Terraform's sensitive, where `text` declares it and does not
/// say so.
#[must_use]
pub fn made_sensitive(text: &[u8], name: &str) -> Option<Edit> {
    #[cfg(feature = "fix")]
    return language::made_sensitive(text, name);
    #[cfg(not(feature = "fix"))]
    {
        let _ = (text, name);
        None
    }
}

/// Where another file needs a name to be that of a constant (or, in Rust, a `&str`), in bytes;
/// `None` if it does not. `path` is the other file's.
#[must_use]
pub fn needs_constant(path: &str, text: &[u8], name: &str) -> Option<usize> {
    #[cfg(feature = "fix")]
    return language::needs_constant(path, text, name);
    #[cfg(not(feature = "fix"))]
    {
        let _ = (path, text, name);
        None
    }
}
