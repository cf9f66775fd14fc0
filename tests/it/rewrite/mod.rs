//! Literals with every kind of escape, in every language whose interpreter is installed: the
//! rewritten program prints what the original one printed. One program a language holds them
//! all, so that each interpreter starts twice.

mod jvm;
mod tongue;

use std::env;
use std::fs;
use std::ops::Range;
use std::path::Path;
use std::process::Command;

use tightlip::fix::rewrite::{Edit, Site, Trees, parses, rewrite};
use tightlip::rule::template::Dice;

use self::tongue::{Form, TONGUES, Tongue};

const LITERALS: usize = 32;

/// A program, and what of it is secret.
struct Program {
    text: Vec<u8>,
    values: Vec<Range<usize>>,
}

#[test]
fn every_interpreter_reads_the_same_value_from_the_environment() {
    // A machine without a language's interpreter cannot try it.
    let slow = env::var_os("TIGHTLIP_SLOW_TESTS").map_or(&[][..], |_| jvm::TONGUES);
    let installed = TONGUES.iter().chain(slow).filter(|one| is_installed(one));
    std::thread::scope(|scope| {
        for tongue in installed {
            scope.spawn(|| reads_the_same(tongue));
        }
    });
}

fn reads_the_same(tongue: &Tongue) {
    let folder = tempfile::tempdir().unwrap();
    let program = program(tongue, &mut Dice::new(8));
    let before = run(tongue, folder.path(), &program.text, &[]);
    let (after, variables) = moved(tongue, &program);
    assert!(
        variables.len() * 2 >= program.values.len(),
        "{}: only {} of {} were moved",
        tongue.path,
        variables.len(),
        program.values.len()
    );
    assert_ne!(parses(tongue.path, &after), Some(false), "{}", tongue.path);
    let read = run(tongue, folder.path(), &after, &variables);
    for (at, (before, read)) in before.lines().zip(read.lines()).enumerate() {
        assert_eq!(before, read, "{} line {at}", tongue.path);
    }
    assert_eq!(before, read, "{}", tongue.path);
}

fn is_installed(tongue: &Tongue) -> bool {
    let version = Command::new(tongue.runs[0][0]).arg(tongue.version).output();
    version.is_ok_and(|output| output.status.success())
}

/// A program of random literals.
fn program(tongue: &Tongue, dice: &mut Dice) -> Program {
    let mut text = tongue.head.as_bytes().to_vec();
    let mut values = Vec::new();
    let (before, after) = tongue.line.split_once('@').unwrap();
    for _ in 0..LITERALS {
        let form = &tongue.forms[dice.below(tongue.forms.len())];
        text.extend_from_slice(before.as_bytes());
        text.extend_from_slice(form.open.as_bytes());
        let is_part = dice.below(3) > 0;
        if is_part {
            text.extend(pieces(form, 1 + dice.below(3), dice));
        }
        let start = text.len();
        // Something that is no blank stands at both ends.
        text.push(b'k');
        text.extend(pieces(form, 1 + dice.below(8), dice));
        text.push(b'z');
        values.push(start..text.len());
        if is_part {
            text.extend(pieces(form, 1 + dice.below(3), dice));
        }
        text.extend_from_slice(form.close.as_bytes());
        text.extend_from_slice(after.as_bytes());
        text.push(b'\n');
    }
    text.extend_from_slice(tongue.tail.as_bytes());
    Program { text, values }
}

fn pieces(form: &Form, count: usize, dice: &mut Dice) -> Vec<u8> {
    let pick = |_| form.pieces[dice.below(form.pieces.len())].bytes();
    (0..count).flat_map(pick).collect()
}

/// Moves each value out, one after the other, and tells the variables.
fn moved(tongue: &Tongue, program: &Program) -> (Vec<u8>, Vec<(String, String)>) {
    let mut text = program.text.clone();
    let mut values = program.values.clone();
    let mut variables = Vec::new();
    let trees = Trees::default();
    for at in 0..values.len() {
        let variable = format!("TIGHTLIP_TEST_{at}");
        let site = Site {
            path: tongue.path,
            text: &text,
            value: values[at].clone(),
            variable: &variable,
            trees: &trees,
        };
        let Ok(rewritten) = rewrite(&site) else {
            continue;
        };
        let value = String::from_utf8(rewritten.value.reveal().to_vec()).unwrap();
        variables.push((variable, value));
        for value in &mut values[at + 1..] {
            *value = after(&rewritten.edits, value.start)..after(&rewritten.edits, value.end);
        }
        text = applied(&text, &rewritten.edits);
    }
    (text, variables)
}

/// Where edits move what stands at an offset.
fn after(edits: &[Edit], at: usize) -> usize {
    let before = || edits.iter().filter(|edit| edit.range.end <= at);
    let added: usize = before().map(|edit| edit.with.len()).sum();
    let removed: usize = before().map(|edit| edit.range.len()).sum();
    at + added - removed
}

fn applied(text: &[u8], edits: &[Edit]) -> Vec<u8> {
    let mut out = text.to_vec();
    for edit in edits.iter().rev() {
        out.splice(edit.range.clone(), edit.with.bytes());
    }
    out
}

/// What the program prints, with these variables in its environment.
fn run(tongue: &Tongue, folder: &Path, text: &[u8], variables: &[(String, String)]) -> String {
    let name = Path::new(tongue.path).file_name().unwrap();
    fs::write(folder.join(name), text).unwrap();
    let mut printed = String::new();
    for words in tongue.runs {
        let output = Command::new(words[0])
            .args(&words[1..])
            .current_dir(folder)
            .env("LC_ALL", "C.UTF-8")
            .env("GOCACHE", folder.join("cache"))
            .envs(variables.iter().cloned())
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{words:?}: {}\n{}",
            String::from_utf8_lossy(&output.stderr),
            String::from_utf8_lossy(text)
        );
        printed = String::from_utf8(output.stdout).unwrap();
    }
    printed
}
