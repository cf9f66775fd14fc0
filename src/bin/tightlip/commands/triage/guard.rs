//! Somebody may end the program while it waits for a key, with the terminal set up for that: then
//! the terminal is put back as it was.

/// Watches for signals that end the program, from now on.
#[cfg(unix)]
pub(super) fn restore_at_the_end() {
    use std::io::stdin;
    use std::thread;

    use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
    use signal_hook::consts::{SIGHUP, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    // Without a terminal that can be asked there is nothing to put back.
    let Ok(before) = tcgetattr(stdin()) else {
        return;
    };
    let Ok(mut signals) = Signals::new([SIGTERM, SIGHUP]) else {
        return;
    };
    thread::spawn(move || {
        for signal in signals.forever() {
            let _ = tcsetattr(stdin(), OptionalActions::Now, &before);
            let _ = emulate_default_handler(signal);
        }
    });
}

/// There are no such signals here.
#[cfg(not(unix))]
pub(super) fn restore_at_the_end() {}
