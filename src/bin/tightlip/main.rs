//! The command line: parse, dispatch, exit.

mod rules;

fn main() -> std::process::ExitCode {
    rules::check(&std::env::args().skip(3).collect::<Vec<_>>())
}
