//! The command line: parse, dispatch, exit.

#[expect(dead_code, reason = "no command scans yet")]
mod progress;
mod rules;

fn main() -> std::process::ExitCode {
    rules::check(&std::env::args().skip(3).collect::<Vec<_>>())
}
