//! The terminal: single keys where it can do that, lines where it cannot. Between two questions
//! it is as the user's shell left it.

use std::env;
use std::io::{self, BufRead, ErrorKind, IsTerminal};

use console::{Key, Term};

use super::guard::Guard;

/// Text is laid out for a width between these.
const COLUMNS: std::ops::RangeInclusive<usize> = 40..=120;
/// Ctrl-D.
const END: char = '\u{4}';

/// Somebody's answer to a question for one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// A key, or the first letter of a line.
    Key(char),
    /// There will be no more.
    End,
    /// Ctrl-C.
    Interrupted,
}

/// A terminal on standard input and output.
#[derive(Debug)]
pub(super) struct Terminal {
    term: Term,
    /// It cannot do more than type lines.
    is_dumb: bool,
    pub(super) colour: bool,
    guard: Guard,
}

impl Terminal {
    /// `None`: there is no terminal.
    pub(super) fn open(colour: bool) -> Option<Self> {
        if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
            return None;
        }
        let kind = env::var_os("TERM");
        let is_dumb = cfg!(unix) && kind.is_none_or(|kind| kind == "dumb" || kind.is_empty());
        Some(Self {
            term: Term::stdout(),
            is_dumb,
            colour: colour && !is_dumb,
            guard: Guard::new(),
        })
    }

    /// Columns to lay text out for, now.
    pub(super) fn columns(&self) -> usize {
        let size = self.term.size_checked();
        let columns = size.map_or(80, |(_, columns)| usize::from(columns));
        columns.clamp(*COLUMNS.start(), *COLUMNS.end())
    }

    pub(super) fn say(&self, text: &str) -> io::Result<()> {
        self.term.write_str(text)
    }

    /// Asks for one key.
    pub(super) fn key(&self, question: &str) -> io::Result<Answer> {
        if self.is_dumb {
            let line = self.line(question)?;
            return Ok(match line {
                None => Answer::End,
                Some(line) => Answer::Key(line.trim().chars().next().unwrap_or('\n')),
            });
        }
        self.say(question)?;
        let key = self.term.read_key_raw();
        self.guard.wait_for_the_end();
        let answer = match key {
            Ok(Key::CtrlC) => Answer::Interrupted,
            Ok(Key::Char(END)) => Answer::End,
            Ok(Key::Char(c)) => Answer::Key(c),
            Ok(Key::Enter) => Answer::Key('\n'),
            Ok(Key::ArrowLeft | Key::Backspace) => Answer::Key('b'),
            Ok(Key::ArrowRight) => Answer::Key('s'),
            Ok(_) => Answer::Key('\0'),
            Err(error) => ended(error)?,
        };
        if let Answer::End | Answer::Interrupted = answer {
            self.say("\n")?;
        }
        Ok(answer)
    }

    /// Asks for a line; `None`: there will be no more.
    pub(super) fn line(&self, question: &str) -> io::Result<Option<String>> {
        self.say(question)?;
        let mut line = String::new();
        let read = io::stdin().lock().read_line(&mut line);
        self.guard.wait_for_the_end();
        match read {
            Ok(0) => {
                self.say("\n")?;
                Ok(None)
            }
            Ok(_) => Ok(Some(line.trim().to_owned())),
            // What is no UTF-8 is no answer.
            Err(error) if error.kind() == ErrorKind::InvalidData => Ok(Some(String::new())),
            Err(error) => ended(error).map(|_| None),
        }
    }
}

/// A terminal that went away has nothing more to say.
fn ended(error: io::Error) -> io::Result<Answer> {
    /// What a terminal that was closed gives on Unix.
    const INPUT_OUTPUT: i32 = 5;
    match error.kind() {
        ErrorKind::UnexpectedEof => Ok(Answer::End),
        _ if error.raw_os_error() == Some(INPUT_OUTPUT) => Ok(Answer::End),
        _ => Err(error),
    }
}
