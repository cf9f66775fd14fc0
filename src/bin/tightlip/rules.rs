//! `tightlip rules`.

use std::process::ExitCode;

use tightlip::rule::{Rule, RuleSet, parse};

#[allow(clippy::print_stderr, clippy::print_stdout)]
pub(crate) fn check(files: &[String]) -> ExitCode {
    let mut own: Vec<Rule> = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(file).expect("readable");
        match parse(file, &text) {
            Ok(rules) => own.extend(rules),
            Err(error) => {
                eprintln!("{error}");
                return ExitCode::from(2);
            }
        }
    }
    let mut all: Vec<Rule> = RuleSet::builtin()
        .rules()
        .map(|rule| (*rule).clone())
        .filter(|rule| own.iter().all(|own| own.id != rule.id))
        .collect();
    all.extend(own.iter().cloned());
    let set = RuleSet::new(all).expect("few anchors");
    let problems = tightlip::check::check(&own, set);
    for problem in &problems {
        println!("{}: {}", problem.rule, problem.what);
    }
    println!("{} rules, {} problems", own.len(), problems.len());
    ExitCode::from(u8::from(!problems.is_empty()))
}
