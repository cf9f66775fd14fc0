//! The plan of `fix`, for people.

use std::collections::HashSet;
use std::io::{self, BufWriter, Write};

use tightlip::conceal::sentence;
use tightlip::fix::rewrite::{Destination, github_secret};
use tightlip::fix::{Left, Moved, Plan};
use tightlip::report::{Paint, Style, escape};

use crate::args::Global;
use crate::exit::Failure;
use crate::output::{self, colour};

/// The diff, what moves, and what stays.
pub(super) fn plan(plan: &Plan, global: &Global) -> Result<(), Failure> {
    let stdout = io::stdout();
    let paint = Paint::new(colour(global, &stdout));
    let mut out = BufWriter::new(stdout.lock());
    for file in &plan.changed {
        for line in sentence(&file.diff).lines() {
            let shown = escape::line(line);
            match style(line) {
                Some(style) => writeln!(out, "{}", paint.paint(style, shown))?,
                None => writeln!(out, "{shown}")?,
            }
        }
        writeln!(out)?;
    }
    let mut said = HashSet::new();
    for moved in &plan.moved {
        write_moved(&mut out, moved, paint)?;
        for note in follow_up(moved).iter().chain(&moved.notes) {
            // What holds for many is said once.
            if said.insert(note.clone()) {
                writeln!(out, "     {}", escape::name(&sentence(note)))?;
            }
        }
    }
    for left in &plan.left {
        write_left(&mut out, left, paint)?;
    }
    Ok(out.flush()?)
}

fn style(line: &str) -> Option<Style> {
    if line.starts_with("--- ") || line.starts_with("+++ ") {
        return Some(Style::STRONG);
    }
    match line.as_bytes().first()? {
        b'+' => Some(Style::GOOD),
        b'-' => Some(Style::BAD),
        b'@' => Some(Style::FRAME),
        _ => None,
    }
}

fn write_moved(out: &mut dyn Write, moved: &Moved, paint: Paint) -> io::Result<()> {
    let what = what(&moved.rule.name, moved.part.as_deref(), &moved.shown);
    let already = if moved.reused { ", there already" } else { "" };
    writeln!(
        out,
        "{} {}:{}: {what} -> {} ({}{already})",
        paint.paint(Style::GOOD, "move"),
        escape::name(&sentence(&moved.path)),
        moved.line,
        escape::name(&moved.entry),
        escape::name(&sentence(&moved.dotenv)),
    )
}

fn write_left(out: &mut dyn Write, left: &Left, paint: Paint) -> io::Result<()> {
    let what = what(&left.rule.name, left.part.as_deref(), &left.shown);
    writeln!(
        out,
        "{} {}:{}: {what}: {}",
        paint.paint(Style::WARNING, "left"),
        escape::name(&sentence(&left.path)),
        left.line,
        escape::name(&left.refusal.why),
    )?;
    writeln!(out, "     {}", escape::name(&left.refusal.advice))
}

fn what(rule: &str, part: Option<&str>, shown: &str) -> String {
    let shown = escape::name(shown);
    match part {
        Some(part) => format!("{}, {} {shown}", escape::name(rule), escape::name(part)),
        None => format!("{} {shown}", escape::name(rule)),
    }
}

/// What it takes besides the dotenv file for the rewritten file to work.
pub(super) fn follow_up(moved: &Moved) -> Option<String> {
    let Moved {
        entry,
        variable,
        dotenv,
        ..
    } = moved;
    let load = format!("set -a; . {}", shell_word(&format!("./{dotenv}")));
    Some(match moved.destination {
        Destination::DotEnv => return None,
        Destination::GitHubSecret => format!(
            "GitHub needs it, too: ({load}; printf %s \"${entry}\") | gh secret set {}",
            github_secret(variable)
        ),
        Destination::TerraformVariable => format!("start Terraform so: ({load}; terraform plan)"),
        Destination::DockerBuildSecret => {
            format!("build so: ({load}; docker build --secret id={variable},env={variable} .)")
        }
        Destination::ClientEnvironment => {
            format!("who reads this file needs {variable} in its environment")
        }
    })
}

/// A path as a shell takes it.
pub(super) fn shell_word(path: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_');
    if path.chars().all(plain) {
        path.to_owned()
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}

/// How it ended, in a line on standard error.
pub(super) fn end(plan: &Plan, applied: bool, global: &Global) {
    let (moved, left) = (plan.moved.len(), plan.left.len());
    let said = match (moved, left, applied) {
        (0, 0, _) => "nothing to fix".to_owned(),
        (_, 0, true) => format!("{moved} moved; `tightlip fix --undo` takes it back"),
        (_, _, true) => {
            format!("{moved} moved, {left} left; `tightlip fix --undo` takes it back")
        }
        (0, _, false) => format!("{left} left for you"),
        (_, _, false) => {
            format!("nothing was changed; `tightlip fix --yes` moves {moved} and leaves {left}")
        }
    };
    output::note(global, "note", &said);
}
