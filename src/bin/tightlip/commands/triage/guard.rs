//! Somebody may end the program while it waits for a key, with the terminal set up for that: then
//! the terminal is put back as it was. Ctrl-C is a key then, but a signal just before.

/// Watches for signals that end the program.
#[derive(Debug, Default)]
pub(super) struct Guard {
    /// Set in the signal's handler, before anything that it interrupts goes on.
    #[cfg(unix)]
    ending: std::sync::Arc<std::sync::atomic::AtomicBool>,
}

#[cfg(unix)]
impl Guard {
    /// Watches from now on.
    pub(super) fn new() -> Self {
        use std::io::stdin;
        use std::sync::Arc;
        use std::thread;

        use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
        use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
        use signal_hook::iterator::Signals;
        use signal_hook::{flag, low_level::emulate_default_handler};

        let guard = Self::default();
        // Without a terminal that can be asked there is nothing to put back.
        let Ok(before) = tcgetattr(stdin()) else {
            return guard;
        };
        let Ok(mut signals) = Signals::new([SIGINT, SIGTERM, SIGHUP]) else {
            return guard;
        };
        thread::spawn(move || {
            for signal in signals.forever() {
                let _ = tcsetattr(stdin(), OptionalActions::Now, &before);
                let _ = emulate_default_handler(signal);
            }
        });
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            let _ = flag::register(signal, Arc::clone(&guard.ending));
        }
        guard
    }

    /// Goes no further where the program is being ended: a signal interrupts a question, which
    /// then looks as if it had been answered.
    pub(super) fn wait_for_the_end(&self) {
        while self.ending.load(std::sync::atomic::Ordering::Relaxed) {
            std::thread::park();
        }
    }
}

#[cfg(not(unix))]
impl Guard {
    /// There are no such signals here.
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Nothing ends the program but its user.
    pub(super) fn wait_for_the_end(&self) {}
}
