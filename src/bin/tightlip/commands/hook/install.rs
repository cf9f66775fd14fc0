//! `tightlip hook install` and `uninstall`.

use std::io::{self, Write};
use std::path::Path;

use tightlip::error::Error;
use tightlip::hook::{self, Hooks, Manager, Verdict};

use super::{Install, Stage};
use crate::args::Global;
use crate::exit::{Exit, Failure};
use crate::output;

pub(super) fn install(asked: &Install, global: &Global) -> Result<Exit, Failure> {
    let hooks = Hooks::of(Path::new("."))?;
    let mut stages: Vec<hook::Stage> = asked.stages.iter().copied().map(Into::into).collect();
    if stages.is_empty() {
        stages.extend(hook::Stage::usual(hooks.bare));
    }
    if let Some(why) = hooks.switched_off() {
        return Err(Error::Hook(why).into());
    }
    if let Some(manager) = Manager::of(&hooks)
        && !asked.force
    {
        return leave_to(manager, &hooks, &stages, global);
    }
    if let Some(setting) = &hooks.setting
        && !setting.is_own()
        && !asked.shared
    {
        return Err(Error::Hook(format!(
            "{setting} has all repositories share {}: `--shared` installs there; or have this \
             repository use its own by `git config core.hooksPath {}`",
            hooks.folder.display(),
            hooks.usual.display()
        ))
        .into());
    }
    // What runs now will do where none is on PATH.
    let program = std::env::current_exe().ok();
    let mut stdout = io::stdout().lock();
    let mut exit = Exit::Clean;
    let mut shared = vec![hooks.shown(&hooks.folder)];
    for stage in stages {
        let installed = hooks.install(stage, program.as_deref())?;
        let file = hooks.shown(&installed.file);
        let done = if installed.renewed {
            "renewed"
        } else {
            "installed"
        };
        match &installed.before {
            Some(before) => {
                shared.extend(before.parent().map(|folder| hooks.shown(folder)));
                let before = hooks.shown(before);
                writeln!(stdout, "{done} {file}, which runs {before} first")?;
            }
            None => writeln!(stdout, "{done} {file}")?,
        }
        if let Verdict::Broken(why) = hooks.status(stage).verdict {
            output::note(global, "warning", &why);
            exit = Exit::Findings(1);
        }
    }
    if hooks.is_shared_by_commit() {
        shared.dedup();
        let folders = shared.join(" and ");
        output::note(global, "note", &format!("commit {folders} to share it"));
    }
    Ok(exit)
}

/// Says what to add to the settings of the program that manages the hooks.
fn leave_to(
    manager: Manager,
    hooks: &Hooks,
    stages: &[hook::Stage],
    global: &Global,
) -> Result<Exit, Failure> {
    let name = manager.name();
    let mut stdout = io::stdout().lock();
    let runs = |stage: &hook::Stage| matches!(hooks.status(*stage).verdict, Verdict::Runs(_));
    let missing: Vec<hook::Stage> = stages.iter().copied().filter(|one| !runs(one)).collect();
    if missing.is_empty() {
        writeln!(stdout, "{name} runs tightlip already")?;
        return Ok(Exit::Clean);
    }
    stdout.write_all(manager.snippet(&missing).as_bytes())?;
    let message = format!(
        "nothing was installed: {name} manages the hooks here, so add this to its settings \
         (or use --force)"
    );
    output::note(global, "warning", &message);
    Ok(Exit::Usage)
}

pub(super) fn uninstall(stages: &[Stage], global: &Global) -> Result<Exit, Failure> {
    let hooks = Hooks::of(Path::new("."))?;
    let mut stdout = io::stdout().lock();
    let mut is_none = true;
    for stage in hook::Stage::ALL {
        let asked = stages.is_empty() || stages.iter().any(|one| hook::Stage::from(*one) == stage);
        if !asked {
            continue;
        }
        for removed in hooks.uninstall(stage)? {
            is_none = false;
            let file = hooks.shown(&removed.file);
            if removed.restored {
                writeln!(stdout, "{file} is again what it was before")?;
            } else {
                writeln!(stdout, "removed {file}")?;
            }
        }
    }
    if is_none {
        output::note(global, "note", "there is no hook of tightlip here");
    }
    Ok(Exit::Clean)
}
