//! Has git merge the baseline without conflicts, where it is a repository's.

use tightlip::baseline::{ATTRIBUTES, union_line, with_union};
use tightlip::change::{Access, Folder};

use super::say;
use crate::args::Global;
use crate::settings::Settings;

/// Completes `.gitattributes` for a baseline that was begun, and says so in one line.
pub(crate) fn merge_by_union(settings: &Settings, global: &Global) {
    let base = settings.policy.base();
    let inside = base.inside(&settings.baseline_path);
    let Some(path) = inside.filter(|_| base.top().join(".git").exists()) else {
        return;
    };
    let line = union_line(&path);
    let said = match complete(base.top(), &path) {
        Ok(false) => return,
        Ok(true) => format!("{ATTRIBUTES}: `{line}`, for merges"),
        // A link, perhaps: git reads none.
        Err(_) => {
            format!("to merge it without conflicts, add `{line}` to {ATTRIBUTES}")
        }
    };
    say(global, &said);
}

/// Whether the file was changed.
fn complete(top: &std::path::Path, path: &str) -> tightlip::error::Result<bool> {
    let folder = Folder::new(top)?;
    let before = folder.read(ATTRIBUTES)?.map(|version| version.bytes);
    let Some(after) = with_union(before.as_deref().unwrap_or_default(), path) else {
        return Ok(false);
    };
    folder.write(ATTRIBUTES, before.as_deref(), &after, Access::Usual)?;
    Ok(true)
}
