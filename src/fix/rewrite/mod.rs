//! What becomes of a literal in each language: the look-up that stands in its place, and the
//! value as the program sees it.

mod change;
#[cfg(feature = "fix")]
mod language;

use std::ops::Range;

pub use self::change::Change;
#[cfg(feature = "fix")]
pub use self::language::Trees;
use crate::secret::Secret;

/// What is known of one file under change.
#[cfg(not(feature = "fix"))]
#[derive(Debug, Default)]
pub struct Trees;

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
    /// What is known of the file from the literals before this one.
    pub trees: &'a Trees,
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
    /// What may change but the edits, in bytes: the literal, or what is deleted with it.
    pub zone: Range<usize>,
    /// The value as the program sees it: escapes decoded, concatenations joined.
    pub value: Secret,
    /// Where it must go.
    pub destination: Destination,
    /// The environment variable that the file reads, where its name is not the one proposed but
    /// follows from the code: `TF_VAR_db_pass`.
    pub entry: Option<String>,
    /// What the user should know; never holds the value.
    pub notes: Vec<String>,
    /// Constants that are none any more, or values that are sensitive now, which other files may
    /// need to be as they were.
    pub shared: Vec<Shared>,
    /// What the value is put into, where only other declarations say whether a call's result fits.
    pub fits: Vec<Fit>,
}

/// What a place takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fit {
    /// Any text.
    Text,
    /// What something is declared to be.
    Wanted(Wanted),
}

/// A declaration that says what a place takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Where it is declared.
    pub package: Package,
    /// Its name.
    pub name: String,
    /// What of it counts.
    pub role: Role,
}

/// Where something is declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Package {
    /// In the file's own folder.
    Own,
    /// In what is imported by this path.
    Imported(String),
    /// In one or another of these: nobody knows the type whose member it is.
    Any,
}

/// What of a declaration counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// A parameter of a function.
    Argument(usize),
    /// A parameter of a method.
    Method(usize),
    /// What a function gives.
    Result,
    /// What a method gives.
    MethodResult,
    /// A variable's type.
    Variable,
    /// A field of whichever type.
    Field,
    /// A type itself.
    Kind,
    /// A type's keys.
    Key,
    /// A field of a type, by its name; of a list or a map its elements.
    Member(String),
    /// A field of a type, by its place.
    Nth(usize),
    /// It is not known: whether there is any type at all that a text fits and a call does not.
    Anything,
}

/// What is declared somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// Its type.
    pub kind: String,
    /// Where it says so, in bytes.
    pub at: usize,
}

/// A constant that other files can name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// Its name.
    pub name: String,
    /// What another file does with it that it cannot do any more: `needs the constant K`.
    pub needed: String,
    /// Whether only files of its own folder can name it.
    pub is_of_folder: bool,
    /// What to do where one needs it.
    pub advice: String,
}

impl Shared {
    /// A constant that files of any folder can name, where some may need that it stays one.
    #[must_use]
    pub fn constant(name: &[u8], advice: &str) -> Self {
        let name = String::from_utf8_lossy(name);
        Self {
            needed: format!("needs the constant {name}"),
            name: name.into_owned(),
            is_of_folder: false,
            advice: advice.to_owned(),
        }
    }
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
    return drafted(site);
}

/// As [`rewrite()`], for one of several changes that are checked together by [`holds`].
///
/// # Errors
/// As [`rewrite()`].
pub fn drafted(site: &Site<'_>) -> Result<Rewrite, Refusal> {
    #[cfg(feature = "fix")]
    return language::drafted(site);
    #[cfg(not(feature = "fix"))]
    return Err(Refusal {
        why: "this build of tightlip has no grammars, so it cannot rewrite code".to_owned(),
        advice: format!(
            "use a build with the feature `fix`, or read {} from the environment by hand",
            site.variable
        ),
    });
}

/// Whether `text`, the file at `path`, parses after a change as well as before, and reads the same
/// where nothing was edited.
#[must_use]
pub fn holds(path: &str, text: &[u8], change: &Change, trees: &Trees) -> bool {
    #[cfg(feature = "fix")]
    return language::holds(path, text, change, trees);
    #[cfg(not(feature = "fix"))]
    {
        let _ = (path, text, change, trees);
        false
    }
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

/// Declarations of a name in a file of Go, in one role.
#[must_use]
pub fn declared(text: &[u8], name: &str, role: &Role) -> Vec<Declared> {
    #[cfg(feature = "fix")]
    return language::declared(text, name, role);
    #[cfg(not(feature = "fix"))]
    {
        let _ = (text, name, role);
        Vec::new()
    }
}

/// What a file of Go puts a constant of another one into, and where in the text.
#[must_use]
pub fn uses(text: &[u8], name: &str) -> Vec<(usize, Fit)> {
    #[cfg(feature = "fix")]
    return language::uses(text, name);
    #[cfg(not(feature = "fix"))]
    {
        let _ = (text, name);
        Vec::new()
    }
}

/// The packages that a file of Go imports, but those of the standard library.
#[must_use]
pub fn imports(text: &str) -> Vec<String> {
    #[cfg(feature = "fix")]
    return language::imports(text);
    #[cfg(not(feature = "fix"))]
    {
        let _ = text;
        Vec::new()
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
