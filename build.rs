//! Packs `rules/*.toml` so that the program starts without parsing, building or compiling any.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[path = "src/level.rs"]
#[allow(dead_code, unreachable_pub, reason = "the library uses all of it")]
mod level;

#[path = "src/rule"]
#[allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::missing_panics_doc,
    reason = "the library documents and uses all of it"
)]
mod rule {
    pub mod alphabet;
    pub mod anchors;
    pub mod definition;
    pub mod gate;
    #[path = "pattern/loose.rs"]
    mod loose;
    pub mod prefix;
    #[path = "pattern/states.rs"]
    mod states;
    pub mod syntax;
    #[path = "pattern/table.rs"]
    pub mod table;
}

use regex_automata::Anchored;
use rule::anchors::{Anchor, AnchorIndex};
use rule::definition::{Rule, Sought};

fn main() -> ExitCode {
    for watched in ["rules", "src/rule", "src/level.rs"] {
        println!("cargo::rerun-if-changed={watched}");
    }
    match pack() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            println!("cargo::error={message}");
            ExitCode::FAILURE
        }
    }
}

fn pack() -> Result<(), String> {
    let mut rules = Vec::new();
    for path in rule_files(Path::new("rules"))? {
        let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        let parsed = rule::syntax::parse(&path.to_string_lossy(), &text);
        rules.extend(parsed.map_err(|error| error.to_string())?);
    }
    rules.sort_by(|a, b| a.id.cmp(&b.id));
    if let Some(twice) = rules.windows(2).find(|pair| pair[0].id == pair[1].id) {
        return Err(format!("rule id `{}` is used twice", twice[0].id));
    }
    write(
        &rules,
        Path::new(&std::env::var("OUT_DIR").map_err(|e| e.to_string())?),
    )
}

fn rule_files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))? {
        let path = entry.map_err(|e| e.to_string())?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Writes the rules, the tables of their patterns and their parts', and the index of their anchors.
fn write(rules: &[Rule], out: &Path) -> Result<(), String> {
    let packed = |rule| postcard::to_stdvec(rule);
    let packed: Result<Vec<_>, _> = rules.iter().map(packed).collect();
    let packed = packed.map_err(|e| e.to_string())?;
    let sought: Vec<_> = rules.iter().map(Rule::sought).collect();
    let anchors: Vec<_> = (0..)
        .zip(rules.iter().zip(&sought))
        .flat_map(|(index, (rule, texts))| {
            texts.iter().map(move |text| Anchor {
                rule: index,
                text,
                fold_case: rule.fold_case,
            })
        })
        .collect();
    let anchors = AnchorIndex::build(&anchors).map_err(|e| e.to_string())?;
    let parts = part_patterns(rules);
    let part_table = |pattern: &&str| rule::table::of(pattern, Anchored::No).unwrap_or_default();
    let part_tables: Vec<_> = parts.iter().map(part_table).collect();
    let parts: Vec<_> = parts
        .into_iter()
        .map(|part| part.as_bytes().to_vec())
        .collect();
    for (name, bytes) in [
        ("anchors.bin", anchors.to_bytes()),
        ("rules.bin", list(&packed)),
        ("states.bin", list(&tables(rules))),
        ("parts.bin", list(&parts)),
        ("part-states.bin", list(&part_tables)),
    ] {
        fs::write(out.join(name), bytes).map_err(|e| format!("{name}: {e}"))?;
    }
    Ok(())
}

/// The table of each rule's pattern; empty where there is none.
fn tables(rules: &[Rule]) -> Vec<Vec<u8>> {
    let table = |rule: &Rule| {
        let (pattern, begins) = rule.matcher.pattern()?;
        let anchored = if begins { Anchored::Yes } else { Anchored::No };
        rule::table::of(pattern, anchored)
    };
    let tables = rules.iter().map(table);
    tables.map(Option::unwrap_or_default).collect()
}

/// The patterns of parts, each once, sorted.
fn part_patterns(rules: &[Rule]) -> BTreeSet<&str> {
    let parts = rules.iter().flat_map(|rule| &rule.parts);
    let patterns = parts.filter_map(|part| match &part.sought {
        Sought::Matched { pattern } => Some(pattern.as_str()),
        Sought::Found { .. } => None,
    });
    patterns.collect()
}

/// How many items, where each ends, then the items; the numbers are little-endian.
fn list(items: &[Vec<u8>]) -> Vec<u8> {
    let mut end = 0;
    let ends = items.iter().map(|item| {
        end += item.len() as u32;
        end
    });
    let header = std::iter::once(items.len() as u32).chain(ends);
    let header = header.flat_map(u32::to_le_bytes);
    header.chain(items.concat()).collect()
}
