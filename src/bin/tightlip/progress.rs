//! Tells a person who waits how far a scan has come.

use std::env::var_os;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::io::IsTerminal;
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use indicatif::{
    HumanBytes, HumanCount, HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle,
};

/// A scan that ends within this time shows nothing.
const PATIENCE: Duration = Duration::from_millis(500);
/// Between two pictures.
const TICK: Duration = Duration::from_millis(100);

/// Whether anybody is there to look: standard error is a terminal, and not that of a CI job.
pub(crate) fn is_watched() -> bool {
    std::io::stderr().is_terminal() && allows(var_os("CI").as_deref(), var_os("TERM").as_deref())
}

fn allows(ci: Option<&OsStr>, term: Option<&OsStr>) -> bool {
    let in_ci = ci.is_some_and(|ci| !["", "0", "false"].map(OsStr::new).contains(&ci));
    !in_ci && term != Some(OsStr::new("dumb"))
}

/// Does `work`, and shows on standard error how many files and bytes it has done: a line that
/// comes after half a second and is wiped at the end. It never makes `work` wait.
pub(crate) fn during<T>(counts: &(dyn Fn() -> (u64, u64) + Sync), work: impl FnOnce() -> T) -> T {
    let say = || {
        let (files, bytes) = counts();
        format!("{} files, {} scanned", HumanCount(files), HumanBytes(bytes))
    };
    watched(&say, work, PATIENCE, ProgressDrawTarget::stderr)
}

/// How far the scan of a history has come.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Come {
    /// Blobs scanned.
    pub(crate) done: u64,
    /// Blobs to scan; 0: not known yet.
    pub(crate) total: u64,
    /// Their bytes.
    pub(crate) bytes: u64,
    /// Whether it was told to end.
    pub(crate) is_ending: bool,
}

impl Come {
    fn say(self, taken: Duration) -> String {
        if self.is_ending {
            return "stopping: who brought what was found so far?".to_owned();
        }
        if self.total == 0 {
            return "reading commits and trees".to_owned();
        }
        let (done, total) = (HumanCount(self.done), HumanCount(self.total));
        let bytes = HumanBytes(self.bytes);
        let mut said = format!("{done} of {total} blobs, {bytes} scanned");
        if self.done > 0 && taken >= PATIENCE {
            let rest = self.total.saturating_sub(self.done) as f64 / self.done as f64;
            let left = Duration::from_secs(taken.mul_f64(rest).as_secs() + 1);
            let _ = write!(said, ", about {} left", HumanDuration(left));
        }
        said
    }
}

/// Like [`during`], for work whose end is known.
pub(crate) fn during_blobs<T>(come: &(dyn Fn() -> Come + Sync), work: impl FnOnce() -> T) -> T {
    // What came before the first blob says nothing about how long the others take.
    let begun = OnceLock::new();
    let say = || {
        let come = come();
        if come.total == 0 {
            return come.say(Duration::ZERO);
        }
        let begun = begun.get_or_init(Instant::now);
        come.say(begun.elapsed())
    };
    watched(&say, work, PATIENCE, ProgressDrawTarget::stderr)
}

fn watched<T>(
    say: &(dyn Fn() -> String + Sync),
    work: impl FnOnce() -> T,
    patience: Duration,
    target: impl FnOnce() -> ProgressDrawTarget + Send,
) -> T {
    let (working, ended) = channel();
    thread::scope(move |scope| {
        let ticker = thread::Builder::new();
        // Without a thread to spare there is no picture; the work is what counts.
        let _ = ticker.spawn_scoped(scope, move || {
            if goes_on(&ended, patience) {
                draw(say, &ended, target());
            }
        });
        let done = work();
        drop(working);
        done
    })
}

fn draw(say: &(dyn Fn() -> String + Sync), ended: &Receiver<()>, target: ProgressDrawTarget) {
    let style = ProgressStyle::with_template("{spinner} {msg}").expect("the template is fixed");
    let bar = ProgressBar::with_draw_target(None, target).with_style(style);
    loop {
        bar.set_message(say());
        bar.tick();
        if !goes_on(ended, TICK) {
            break;
        }
    }
    bar.finish_and_clear();
}

/// Waits, but no longer than the work takes; whether it still goes on.
fn goes_on(ended: &Receiver<()>, wait: Duration) -> bool {
    ended.recv_timeout(wait) == Err(RecvTimeoutError::Timeout)
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::{Arc, Mutex};

    use super::*;

    /// A terminal of one line.
    #[derive(Clone, Debug, Default)]
    struct Screen {
        line: Arc<Mutex<String>>,
        pictures: Arc<Mutex<Vec<String>>>,
    }

    impl indicatif::TermLike for Screen {
        fn width(&self) -> u16 {
            80
        }
        fn move_cursor_up(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_down(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_right(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_left(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn write_line(&self, text: &str) -> io::Result<()> {
            self.write_str(text)
        }
        fn write_str(&self, text: &str) -> io::Result<()> {
            self.line.lock().expect("no panic").push_str(text);
            Ok(())
        }
        fn clear_line(&self) -> io::Result<()> {
            self.line.lock().expect("no panic").clear();
            Ok(())
        }
        fn flush(&self) -> io::Result<()> {
            let line = self.line.lock().expect("no panic").clone();
            self.pictures.lock().expect("no panic").push(line);
            Ok(())
        }
    }

    impl Screen {
        fn target(&self) -> ProgressDrawTarget {
            ProgressDrawTarget::term_like(Box::new(self.clone()))
        }

        fn pictures(&self) -> Vec<String> {
            self.pictures.lock().expect("no panic").clone()
        }
    }

    #[test]
    fn a_short_run_shows_nothing_and_waits_for_nothing() {
        let (screen, started) = (Screen::default(), Instant::now());
        let patience = Duration::from_secs(60);
        let done = watched(&|| "1 files".to_owned(), || 7, patience, || screen.target());
        assert_eq!((done, screen.pictures()), (7, Vec::new()));
        assert!(started.elapsed() < patience / 2);
    }

    #[test]
    fn a_long_run_is_shown_and_wiped_away() {
        let screen = Screen::default();
        let work = || {
            while !screen.pictures().iter().any(|line| line.contains("files")) {
                thread::sleep(Duration::from_millis(1));
            }
        };
        watched(
            &|| "4,885 files, 3.00 MiB scanned".to_owned(),
            work,
            Duration::ZERO,
            || screen.target(),
        );
        let pictures = screen.pictures();
        let shown = pictures
            .iter()
            .any(|line| line.contains("4,885 files, 3.00 MiB scanned"));
        assert!(shown, "{pictures:?}");
        assert_eq!(pictures.last().expect("something was shown").trim(), "");
    }

    #[test]
    fn work_that_panics_does_not_leave_the_line_behind() {
        let screen = Screen::default();
        let work = || {
            while screen.pictures().is_empty() {
                thread::sleep(Duration::from_millis(1));
            }
            panic!("a bug");
        };
        let run = || watched(&String::new, work, Duration::ZERO, || screen.target());
        assert!(catch_unwind(AssertUnwindSafe(run)).is_err());
        let pictures = screen.pictures();
        assert_eq!(pictures.last().expect("something was shown").trim(), "");
    }

    #[test]
    fn nobody_watches_a_ci_job_or_a_dumb_terminal() {
        let allows =
            |ci: Option<&str>, term: Option<&str>| allows(ci.map(OsStr::new), term.map(OsStr::new));
        assert!(allows(None, Some("xterm")) && allows(Some("false"), None));
        assert!(!allows(Some("true"), Some("xterm")));
        assert!(!allows(Some("1"), None));
        assert!(!allows(None, Some("dumb")));
    }
}
