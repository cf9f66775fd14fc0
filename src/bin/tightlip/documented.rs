//! Tests: every tightlip command that the documentation and the templates show can be typed, and
//! every snippet of YAML is YAML.

#![cfg(test)]

use std::collections::BTreeMap;

use clap::Parser;
use yaml_rust2::{Yaml, YamlLoader};

use crate::args::Cli;

/// A fenced part of a page.
struct Block {
    language: String,
    text: String,
}

fn blocks(page: &str) -> Vec<Block> {
    let fences = page.split("\n```").skip(1).step_by(2);
    let blocks = fences.map(|block| {
        let (language, text) = block.split_once('\n').expect("a fence ends its line");
        Block {
            language: language.to_owned(),
            text: text.to_owned(),
        }
    });
    blocks.collect()
}

fn yaml(text: &str) -> Yaml {
    let mut documents = YamlLoader::load_from_str(text).unwrap_or_else(|error| {
        panic!("{error}:\n{text}");
    });
    assert_eq!(documents.len(), 1, "{text}");
    documents.remove(0)
}

/// All strings of a document.
fn strings(node: &Yaml, found: &mut Vec<String>) {
    match node {
        Yaml::String(text) => found.push(text.clone()),
        Yaml::Array(items) => items.iter().for_each(|item| strings(item, found)),
        Yaml::Hash(pairs) => pairs.iter().for_each(|(key, value)| {
            strings(key, found);
            strings(value, found);
        }),
        _ => {}
    }
}

/// The tightlip commands among lines of shell: each is a line of its own.
fn commands<'t>(lines: impl Iterator<Item = &'t str>) -> Vec<String> {
    lines
        .map(|line| {
            line.trim()
                .trim_start_matches("sh '")
                .trim_end_matches('\'')
        })
        .filter(|line| line.starts_with("tightlip "))
        .map(|line| line.split(" > ").next().unwrap_or(line).to_owned())
        .collect()
}

#[track_caller]
fn assert_can_be_typed(command: &str) {
    let words = command
        .split_whitespace()
        .map(|word| word.trim_matches('"'));
    if let Err(error) = Cli::try_parse_from(words) {
        panic!("{command}\n{error}");
    }
}

/// How many commands a page shows, by the language of the block; all can be typed.
fn check(page: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for block in blocks(page) {
        let found = if block.language == "yaml" {
            let mut texts = Vec::new();
            strings(&yaml(&block.text), &mut texts);
            commands(texts.iter().flat_map(|text| text.lines()))
        } else {
            commands(block.text.lines())
        };
        for command in &found {
            assert_can_be_typed(command);
        }
        *counts.entry(block.language).or_default() += found.len();
    }
    counts
}

#[test]
fn commands_of_the_documentation_can_be_typed() {
    let ci = check(include_str!("../../../docs/ci.md"));
    assert_eq!(ci["groovy"], 1, "Jenkins");
    assert!(ci["yaml"] >= 6, "{ci:?}");
    let install = check(include_str!("../../../docs/install.md"));
    assert!(install["sh"] >= 7, "{install:?}");
    let gitleaks = check(include_str!("../../../docs/gitleaks.md"));
    assert_eq!(gitleaks["sh"], 6, "{gitleaks:?}");
    let triage = check(include_str!("../../../docs/triage.md"));
    assert_eq!(triage["sh"], 3, "{triage:?}");
    let baseline = check(include_str!("../../../docs/baseline.md"));
    assert_eq!(baseline["sh"], 8, "{baseline:?}");
}

#[test]
fn the_template_for_gitlab_runs_what_can_be_typed() {
    let template = yaml(include_str!("../../../templates/gitlab-ci.yml"));
    let mut texts = Vec::new();
    strings(&template["tightlip"]["script"], &mut texts);
    let found = commands(texts.iter().map(String::as_str));
    assert_eq!(found.len(), 1);
    assert_can_be_typed(&found[0]);
    let report = template["tightlip"]["artifacts"]["reports"]["secret_detection"].as_str();
    assert!(found[0].ends_with(report.expect("a report")), "{found:?}");
}
