//! Terraform's variables that are set by the environment from now on are declared as sensitive, in
//! whichever file declares them.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use super::ground::Ground;
use super::plan::{Changed, Moved};
use super::rewrite::{Destination, made_sensitive};
use crate::change::Version;

/// So many files of a module are read.
const MOST: usize = 200;

/// Files that declare variables: as they are, and as they become.
type Declarations = BTreeMap<String, (Version, Vec<u8>)>;

/// Declares what moved out of `*.tfvars` as sensitive. Files that change anyway are left, with a
/// note on what is still to do.
pub(super) fn declare(ground: &Ground, moved: &mut [Moved], sources: &mut Vec<Changed>) {
    let mut declarations = Declarations::new();
    for one in moved {
        let is_set = one.destination == Destination::TerraformVariable;
        let is_file = Path::new(&one.path).extension() == Some(OsStr::new("tfvars"));
        let Some(name) = one
            .entry
            .strip_prefix("TF_VAR_")
            .filter(|_| is_set && is_file)
        else {
            continue;
        };
        for file in modules(ground, &one.path) {
            if !declarations.contains_key(&file)
                && let Ok(Some(version)) = ground.folder().read(&file)
            {
                let text = version.bytes.clone();
                declarations.insert(file.clone(), (version, text));
            }
            let Some((_, text)) = declarations.get_mut(&file) else {
                continue;
            };
            let Some(edit) = made_sensitive(text, name) else {
                continue;
            };
            if sources.iter().any(|source| source.path == file) {
                one.notes.push(format!(
                    "add `sensitive = true` to the variable \"{name}\" in {file}"
                ));
            } else {
                text.splice(edit.range, edit.with.bytes());
            }
            break;
        }
    }
    for (path, (before, after)) in declarations {
        if before.bytes != after {
            sources.push(Changed::plain(&path, Some(before), &after, false));
        }
    }
}

/// Terraform's files in the nearest folder upwards that has any, in order.
fn modules(ground: &Ground, path: &str) -> Vec<String> {
    let folders = path.rmatch_indices('/').map(|(end, _)| &path[..=end]);
    let mut all = folders.chain([""]).map(|folder| {
        let entries = fs::read_dir(ground.top().join(folder))
            .into_iter()
            .flatten();
        let names = entries
            .flatten()
            .filter_map(|entry| entry.file_name().into_string().ok());
        let mut files: Vec<String> = names
            .filter(|name| Path::new(name).extension() == Some(OsStr::new("tf")))
            .map(|name| format!("{folder}{name}"))
            .collect();
        files.sort();
        files.truncate(MOST);
        files
    });
    all.find(|files| !files.is_empty()).unwrap_or_default()
}
