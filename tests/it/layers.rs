//! The direction of imports: each layer may name only what lies below it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Every top-level module and its layer: a module imports from lower layers only, so those of
/// one layer (`source`, `detect`, `report`, `hygiene`) never from one another.
const LAYERS: &[(&str, u8)] = &[
    ("allowed", 0),
    ("ci", 0),
    ("commit", 0),
    ("date", 0),
    ("error", 0),
    ("language", 0),
    ("left_out", 0),
    ("level", 0),
    ("mistake", 0),
    ("nearest", 0),
    ("newline", 0),
    ("path", 0),
    ("place", 0),
    ("secret", 0),
    ("span", 0),
    ("variable", 0),
    ("blob", 1),
    ("change", 1),
    ("complaint", 1),
    ("document", 1),
    ("excerpt", 1),
    ("fingerprint", 1),
    ("git", 1),
    ("base", 2),
    ("coverage", 2),
    ("rule", 2),
    ("checksum", 3),
    ("finding", 3),
    ("baseline", 4),
    ("detect", 4),
    ("hook", 4),
    ("purge", 4),
    ("hygiene", 4),
    ("report", 4),
    ("source", 4),
    ("check", 5),
    ("conceal", 5),
    ("fix", 5),
    ("config", 6),
    ("policy", 7),
    ("run", 8),
    ("triage", 8),
    ("past", 9),
];

/// Imports that go up, and why that is fine.
const UPWARDS: [(&str, &str); 2] = [
    // One error type for the crate wraps the errors of files that users write.
    ("error", "mistake"),
    ("error", "rule"),
];

/// Crates that only some modules may see.
const CONFINED: [(&str, &[&str]); 8] = [
    ("clap", &["bin"]),
    ("colored", &["bin", "report"]),
    ("console", &["bin"]),
    ("git2", &["git"]),
    ("indicatif", &["bin"]),
    ("libdeflater", &["git"]),
    ("rustix", &["bin", "document", "git/remote"]),
    ("signal_hook", &["bin"]),
];

#[test]
fn imports_go_down_only() {
    let layers = LAYERS.iter().copied().collect::<BTreeMap<_, _>>();
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let Some(module) = module(&file) else {
            continue;
        };
        let own = *layers
            .get(module.as_str())
            .unwrap_or_else(|| panic!("`{module}` has no layer: add it to LAYERS"));
        for target in crate_imports(&text) {
            let Some(theirs) = layers.get(target.as_str()) else {
                continue;
            };
            let fine = target == module
                || *theirs < own
                || UPWARDS.contains(&(module.as_str(), target.as_str()));
            if !fine {
                wrong.push(format!("{}: `{module}` imports `{target}`", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn some_crates_stay_where_they_belong() {
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let place = file
            .strip_prefix("src")
            .expect("all sources are in src")
            .with_extension("");
        for (name, homes) in CONFINED {
            let used = text.contains(&format!("use {name}")) || text.contains(&format!("{name}::"));
            if used && !homes.iter().any(|home| place.starts_with(home)) {
                wrong.push(format!("{}: uses `{name}`", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every `.rs` file below `src`, with its code up to its tests.
fn sources() -> Vec<(PathBuf, String)> {
    let mut folders = vec![PathBuf::from("src")];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("src is readable") {
            let path = entry.expect("src is readable").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("sources are UTF-8");
                let code = text.split("#[cfg(test)]").next().unwrap_or_default();
                let code: Vec<&str> = code
                    .lines()
                    .filter(|line| !line.trim_start().starts_with("//"))
                    .collect();
                sources.push((path, code.join("\n")));
            }
        }
    }
    assert!(sources.len() > 20, "the sources were not found");
    sources
}

/// The top-level module that a file belongs to; `None` for the crate root and the binary.
fn module(file: &Path) -> Option<String> {
    let first = file.strip_prefix("src").ok()?.components().next()?;
    let name = Path::new(first.as_os_str()).with_extension("");
    let name = name.to_string_lossy().into_owned();
    (name != "lib" && name != "bin").then_some(name)
}

/// The modules named behind `crate::`.
fn crate_imports(text: &str) -> Vec<String> {
    let mut targets = Vec::new();
    for rest in text.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            Some(group) => {
                let group = group.split('}').next().unwrap_or_default();
                targets.extend(group.split(',').map(|part| word(part.trim())));
            }
            None => targets.push(word(rest)),
        }
    }
    targets
}

fn word(text: &str) -> String {
    text.chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}
