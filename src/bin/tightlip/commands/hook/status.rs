//! `tightlip hook status`: a line a hook; the exit code is 1 unless what should run does.

use std::io::{self, Write};
use std::path::Path;

use tightlip::hook::{Hooks, Manager, Stage, Status, Verdict};

use crate::exit::{Exit, Failure};

pub(super) fn run() -> Result<Exit, Failure> {
    let hooks = Hooks::of(Path::new("."))?;
    let usual = Stage::usual(hooks.bare);
    let all = Stage::ALL.map(|stage| hooks.status(stage));
    // Those that make no sense here are named only if somebody put them here.
    let shown = all.iter().filter(|status| {
        usual.contains(&status.stage) || !matches!(status.verdict, Verdict::Absent(_))
    });
    let manager = Manager::of(&hooks);
    let mut stdout = io::stdout().lock();
    let mut runs = false;
    let mut broken = false;
    for Status { stage, verdict } in shown {
        let stage = stage.as_str();
        match verdict {
            Verdict::Runs(how) => {
                runs = true;
                writeln!(stdout, "{stage:<11}  runs     {how}")?;
            }
            Verdict::Broken(why) => {
                broken = true;
                writeln!(stdout, "{stage:<11}  BROKEN   {why}")?;
            }
            Verdict::Absent(None) => {
                write!(stdout, "{stage:<11}  missing  ")?;
                match manager {
                    Some(manager) => writeln!(
                        stdout,
                        "{} manages the hooks here: `tightlip hook install {stage}` says what to \
                         add to its settings",
                        manager.name()
                    )?,
                    None => writeln!(stdout, "`tightlip hook install {stage}`")?,
                }
            }
            Verdict::Absent(Some(instead)) => {
                writeln!(
                    stdout,
                    "{stage:<11}  missing  {instead}: `tightlip hook install {stage}` adds it"
                )?;
            }
        }
    }
    Ok(if runs && !broken {
        Exit::Clean
    } else {
        Exit::Findings(1)
    })
}
