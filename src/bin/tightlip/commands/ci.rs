//! `tightlip scan --ci`: the commits of the change that a CI job builds.

use std::env;
use std::path::Path;

use clap::Args;
use tightlip::ci::{self, Base, Build, Change, Platform};
use tightlip::git::Oid;
use tightlip::git::history::{History, Range};
use tightlip::source::git::Added;

use super::scan::{What, limit_threads, run_over};
use crate::args::{Global, Scan};
use crate::exit::{Exit, Failure};
use crate::output;

/// So many digits of an id git shows where nobody asks for more.
const LEAST_DIGITS: usize = 7;

#[derive(Args, Debug)]
pub(crate) struct Ci {
    /// Scan the commits of the pull or merge request, or of the push, that this CI job builds
    #[arg(long, conflicts_with_all = ["staged", "paths"])]
    ci: bool,

    /// What `--ci` compares with, for jobs whose environment does not tell
    #[arg(long, value_name = "REV", env = "TIGHTLIP_CI_BASE")]
    ci_base: Option<String>,
}

impl Ci {
    pub(crate) fn is_asked(&self) -> Result<bool, Failure> {
        if !self.ci && output::typed(self.ci_base.as_deref(), "TIGHTLIP_CI_BASE") {
            let message = "`--ci-base` is for `--ci`, which was not asked for";
            return Err(Failure::Usage(message.to_owned()));
        }
        Ok(self.ci)
    }
}

/// What to scan, and what to say of it.
#[derive(Debug, PartialEq, Eq)]
enum Plan {
    Commits(Range, String),
    /// All that HEAD holds; whether that is less than was asked for.
    Tree {
        why: String,
        is_less: bool,
    },
}

pub(crate) fn run(scan: &Scan, global: &Global) -> Result<Exit, Failure> {
    let here = Path::new(".");
    let build = ci::detect(&|name| env::var(name).ok());
    let given = scan.ci.ci_base.as_deref().filter(|base| is_any(base));
    let (platform, change) = match (build, given) {
        (build, Some(base)) => {
            let base = vec![Base::Commit(base.to_owned())];
            (build.map(|build| build.platform), Change::Request(base))
        }
        (Some(Build { platform, change }), None) => (Some(platform), change),
        (None, None) => return Err(Failure::Usage(unknown())),
    };
    limit_threads(global);
    let history = History::here(here)?;
    let Some(head) = history.head() else {
        return Err(Failure::Usage("HEAD has no commit yet".to_owned()));
    };
    let plan = plan(&history, head, &change, (platform, given.is_some()))?;
    let (added, is_less, said) = match plan {
        Plan::Commits(range, said) => (Added::by(history, &range)?, false, said),
        Plan::Tree { why, is_less } => {
            let said = format!("scanning all files of HEAD: {why}");
            let tree = Added::tree(history, head);
            let tree = if is_less {
                tree.incomplete("<commits of this change>", &why)
            } else {
                tree
            };
            (tree, is_less, said)
        }
    };
    let name = platform.map_or("CI", Platform::name);
    let word = if is_less { "warning" } else { "note" };
    output::note(global, word, &format!("{name}: {said}"));
    Ok(run_over(What::Added(&added), scan, global)?.0)
}

/// Whether a base was given: zeros are how git and CI systems write that there is none.
fn is_any(base: &str) -> bool {
    let is_zero = matches!(base.len(), 40 | 64) && base.bytes().all(|byte| byte == b'0');
    !base.is_empty() && !is_zero
}

fn plan(
    history: &History,
    head: Oid,
    change: &Change,
    (platform, is_given): (Option<Platform>, bool),
) -> Result<Plan, Failure> {
    let tree = |why: String, is_less: bool| Ok(Plan::Tree { why, is_less });
    let known: Vec<(&Base, Oid)> = change
        .bases()
        .iter()
        .filter_map(|base| Some((base, find(history, base)?)))
        .collect();
    let Some((first, base)) = known.first() else {
        return nothing_known(history, change, platform).map_or_else(
            || tree("this job builds no change".to_owned(), false),
            |(why, is_less)| tree(why, is_less),
        );
    };
    let all: Vec<Oid> = known.iter().map(|(_, id)| *id).collect();
    // A branch may have moved on, past what is being merged.
    for exclude in [all.as_slice(), &all[..1]] {
        let range = Range {
            include: vec![head],
            exclude: exclude.to_vec(),
        };
        let span = history.span(&range)?;
        if span.commits.is_empty() {
            continue;
        }
        if !span.cut_off.is_empty() {
            let setting = setting(platform);
            return tree(
                format!("the clone ends before {first}; set {setting}"),
                true,
            );
        }
        let number = match span.commits.len() {
            1 => "1 commit".to_owned(),
            number => format!("{number} commits"),
        };
        let (base, head) = (exclude[0].to_string(), head.to_string());
        let what = match first {
            // It is said already.
            Base::Commit(_) => String::new(),
            branch => format!(" ({branch})"),
        };
        let said = format!("{number}, {base:.12}..{head:.12}{what}");
        return Ok(Plan::Commits(range, said));
    }
    // Who names HEAD's own id says that there is nothing new.
    if let Base::Commit(id) = first
        && is_given
        && *base == head
        && is_id(id, head)
    {
        return tree(format!("{first} is HEAD itself, so nothing is new"), false);
    }
    if let Change::Request(_) = change {
        let why =
            format!("it has no commit that {first} has not; was the request's head checked out?");
        return tree(why, true);
    }
    let (why, is_less) = has_already(history, change, platform, first);
    tree(why, is_less)
}

/// Whether a name is a commit's own id, or the beginning of it as git shows it at least: a branch
/// may be called `a`.
fn is_id(name: &str, commit: Oid) -> bool {
    name.len() >= LEAST_DIGITS && commit.to_string().starts_with(&name.to_ascii_lowercase())
}

/// What to say where a base has all commits of a push, and whether that is less than was asked
/// for: it is, unless nobody said what was there before and the clone is whole.
fn has_already(
    history: &History,
    change: &Change,
    platform: Option<Platform>,
    first: &Base,
) -> (String, bool) {
    if history.is_shallow() {
        let setting = setting(platform);
        let why =
            format!("the clone is shallow, so the pushed commits are not known; set {setting}");
        return (why, true);
    }
    let is_lost = |base: &&Base| matches!(base, Base::Commit(_)) && find(history, base).is_none();
    match change.bases().iter().find(is_lost) {
        Some(lost) => (replaced(lost), true),
        None => (format!("{first} has its commits already"), false),
    }
}

/// A commit that even a whole clone does not have.
fn replaced(lost: &Base) -> String {
    format!("{lost} is not in this clone, as after a forced push; name another by `--ci-base`")
}

/// Why there is nothing to compare with, and whether that is a fault; `None`: nor should there
/// be.
fn nothing_known(
    history: &History,
    change: &Change,
    platform: Option<Platform>,
) -> Option<(String, bool)> {
    let bases: Vec<String> = change.bases().iter().map(ToString::to_string).collect();
    let missing = format!("{} is not in this clone", bases.join(" or "));
    let set = || format!("{missing}; set {}", setting(platform));
    match change {
        Change::Whole => None,
        Change::Unknown(why) => Some((why.clone(), true)),
        Change::Request(bases) if bases.is_empty() => Some((
            "the environment does not say what this goes into".to_owned(),
            true,
        )),
        // Nobody said what was there before, and the clone is whole.
        Change::Push(bases) if *bases == [Base::DefaultBranch] && !history.is_shallow() => {
            Some((missing, false))
        }
        Change::Push(bases) if !history.is_shallow() => Some((replaced(&bases[0]), true)),
        // A deeper clone would not bring it.
        Change::Request(_) if !history.is_shallow() => {
            let why = format!("{missing}; fetch it first, or name another by `--ci-base`");
            Some((why, true))
        }
        Change::Request(_) | Change::Push(_) => Some((set(), true)),
    }
}

fn setting(platform: Option<Platform>) -> &'static str {
    platform.map_or("the clone's depth to all", Platform::depth_setting)
}

/// Where a base stands in this clone.
fn find(history: &History, base: &Base) -> Option<Oid> {
    let any = |names: &[String]| names.iter().find_map(|name| history.commit(name));
    match base {
        Base::Commit(id) => history.commit(id),
        Base::Branch(name) => any(&[
            format!("refs/remotes/origin/{name}"),
            format!("refs/remotes/upstream/{name}"),
            format!("refs/heads/{name}"),
        ]),
        Base::DefaultBranch => {
            any(&["HEAD", "main", "master"].map(|name| format!("refs/remotes/origin/{name}")))
        }
    }
}

fn unknown() -> String {
    let names = Platform::ALL.map(Platform::name).join(", ");
    format!(
        "no CI system is known by this environment (of {names}); name what to compare with by \
         `--ci-base REV`"
    )
}
