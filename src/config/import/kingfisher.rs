//! Kingfisher's baseline: findings by where they stand.

use serde_json::Value;

use super::Imported;
use super::accepted::{Accepted, Known};

/// Takes in a baseline of either form; `file` is what reasons call it.
pub(super) fn kingfisher(file: &str, root: &Value) -> Imported {
    let mut import = Imported::default();
    let reason = format!("listed in {file}");
    let repositories = root["repositories"].as_array().into_iter().flatten();
    let new = repositories.flat_map(|one| one["findings"].as_array().into_iter().flatten());
    let old = root["ExactFindings"]["matches"]
        .as_array()
        .into_iter()
        .flatten();
    for one in new.chain(old) {
        let path = one["path"].as_str().or(one["filepath"].as_str());
        let line = one["line"].as_u64().or(one["linenum"].as_u64());
        let (Some(path), Some(line)) = (path, line) else {
            import.left(file, "an entry without a path or a line");
            continue;
        };
        let rule = one["rule_id"].as_str().unwrap_or_default();
        let accepted = Accepted::new(&reason, Known::Nothing);
        import.accepted.push(accepted.of_rule(rule).at(path, line));
    }
    import
}
