//! Files of secrets that a walk passes over because git ignores them: something else may ship
//! them, and the rule may be one that only this machine has.

use std::collections::VecDeque;

use super::name::Name;
use super::tree::{Tree, as_folder};
use crate::error::Result;

/// So many folders are looked into, those nearest to the root first.
const MOST: usize = 8192;
/// Folders from which something is built or served, often as a whole though git ignores them.
const BUILT: [&str; 6] = ["config", "dist", "public", "secrets", "static", "www"];
/// Folders that hold what others made.
const OTHERS: [&str; 2] = [".git", "node_modules"];

/// Those of a telling name in folders that git does not ignore, and right in those that are built
/// or served.
pub(super) fn files(tree: &mut Tree<'_>) -> Result<Vec<String>> {
    let mut hidden = Vec::new();
    let mut waiting = VecDeque::from([(String::new(), true)]);
    for _ in 0..MOST {
        let Some((folder, goes_deeper)) = waiting.pop_front() else {
            break;
        };
        let region = tree.region(&folder)?;
        let entries = region.ground.entries(&region.inner(&as_folder(&folder)));
        for (name, is_folder) in entries {
            let path = format!("{}{name}", as_folder(&folder));
            if !is_folder {
                if Name::sensitive(&path).is_some_and(Name::is_sensitive) {
                    hidden.push(path);
                }
            } else if goes_deeper && !OTHERS.contains(&name.as_str()) {
                let is_out = region.ground.ignores.leave_out(&region.inner(&path));
                if !is_out || BUILT.contains(&name.as_str()) {
                    waiting.push_back((path, !is_out));
                }
            }
        }
    }
    Ok(hidden)
}
