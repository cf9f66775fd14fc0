//! The walk for a person: a card, a line of keys, an answer.

use std::io;

use tightlip::allowed::Verdict;
use tightlip::date::Date;
use tightlip::report::{Card, Options, Paint, Style, escape};
use tightlip::triage::{Choice, Group};

use super::End;
use super::desk::{Denied, Desk};
use super::terminal::{Answer, Terminal};
use crate::commands::baseline::day;
use crate::exit::Failure;

const KEYS: [&str; 11] = [
    "f false positive",
    "t test value",
    "r revoked",
    "a accept, perhaps until a day",
    "i comment in the file",
    "e move to .env",
    "s skip",
    "b back",
    "u undo",
    "q quit",
    "? help",
];

const HELP: &str = "
  f  It is no secret.                        | written to the baseline, and
  t  It is one, made for tests; opens        | known from now on wherever it is
     nothing.                                | copied to
  r  It was one, and opens nothing any more. |
  a  It is one, and stays for now: in these  | written to the baseline, for
     places alone, perhaps until a day.      | these places alone
  i  Write `tightlip:allow` as a comment beside it, into the file itself.
  e  Move it into `.env`, which git is made to ignore; the code looks it up.
  s  Skip it; it comes again next time. Also: space, Enter, right arrow.
  b  Back to the one before. Also: left arrow.
  u  Undo the last decision, what was written into files included.
  q  Quit. Everything that was decided is written already.

";

/// Asks about one secret after the other.
pub(super) fn run(desk: &mut Desk<'_>, terminal: &Terminal) -> Result<End, Failure> {
    let mut walk = Walk {
        desk,
        terminal,
        reason: None,
    };
    let end = walk.all()?;
    if end == End::Usual {
        walk.sum_up()?;
    }
    Ok(end)
}

struct Walk<'w, 's> {
    desk: &'w mut Desk<'s>,
    terminal: &'w Terminal,
    /// The reason that was given last.
    reason: Option<String>,
}

/// What to do after an answer.
enum Next {
    /// Show what is to be decided now.
    Show,
    /// Ask again.
    Ask,
    End(End),
}

impl Walk<'_, '_> {
    fn all(&mut self) -> Result<End, Failure> {
        loop {
            let is_over = match self.desk.session.current() {
                Some(group) => {
                    self.show(group)?;
                    false
                }
                None if self.desk.session.groups().is_empty() => return Ok(End::Usual),
                None => {
                    self.terminal.say("That was the last one.\n")?;
                    true
                }
            };
            loop {
                match self.ask(is_over)? {
                    Next::Show => break,
                    Next::Ask => {}
                    Next::End(end) => return Ok(end),
                }
            }
        }
    }

    fn show(&self, group: &Group) -> io::Result<()> {
        let session = &self.desk.session;
        let paint = Paint::new(self.terminal.colour);
        let head = format!("secret {} of {}", session.at() + 1, session.groups().len());
        let mut text = format!("\n{}", paint.paint(Style::STRONG, head)).into_bytes();
        if let Some(choice) = &group.decided {
            text.extend_from_slice(format!("  (decided: {})", word(choice)).as_bytes());
        }
        text.push(b'\n');
        let options = Options {
            show_secrets: self.desk.show_secrets,
            colour: self.terminal.colour,
            columns: self.terminal.columns(),
            ..Options::default()
        };
        let context = self.desk.context();
        let card = Card {
            findings: &group.findings,
            context: &context,
        };
        card.write(&options, &mut text)?;
        self.terminal.say(&String::from_utf8_lossy(&text))?;
        self.terminal.say(&keys(options.columns))
    }

    fn ask(&mut self, is_over: bool) -> Result<Next, Failure> {
        let question = if is_over {
            "b back, u undo, Enter ends: "
        } else {
            "decide: "
        };
        let key = match self.terminal.key(question)? {
            Answer::Key(key) => key.to_ascii_lowercase(),
            Answer::End => return Ok(Next::End(End::Usual)),
            Answer::Interrupted => return Ok(Next::End(End::Interrupted)),
        };
        match key {
            'q' => self.echo("quit").map(|()| Next::End(End::Usual)),
            '\n' if is_over => self.echo("end").map(|()| Next::End(End::Usual)),
            'b' => {
                let is_possible = self.desk.session.back();
                self.echo(if is_possible {
                    "back"
                } else {
                    "this is the first"
                })?;
                Ok(if is_possible { Next::Show } else { Next::Ask })
            }
            'u' => self.undo(),
            _ if is_over => self.echo("").map(|()| Next::Ask),
            's' | ' ' | '\n' => {
                self.echo("skipped")?;
                self.desk.session.skip();
                Ok(Next::Show)
            }
            'f' => self.accept("false positive", Verdict::FalsePositive),
            't' => self.accept("test value", Verdict::TestValue),
            'r' => self.accept("revoked", Verdict::Revoked),
            'a' => self.accept("accept", Verdict::Accepted),
            'i' => self.mark(),
            'e' => {
                self.echo("move to .env")?;
                self.decide(Choice::Move)
            }
            _ => {
                self.terminal.say(HELP)?;
                Ok(Next::Ask)
            }
        }
    }

    fn accept(&mut self, said: &str, verdict: Verdict) -> Result<Next, Failure> {
        self.echo(said)?;
        let mut until = None;
        if verdict == Verdict::Accepted {
            until = match self.day()? {
                Some(until) => until,
                None => return Ok(Next::Ask),
            };
        }
        let Some(reason) = self.why()? else {
            return Ok(Next::Ask);
        };
        let choice = self.desk.accepted(verdict, reason, until);
        self.decide(choice)
    }

    fn mark(&mut self) -> Result<Next, Failure> {
        self.echo("comment in the file")?;
        let Some(reason) = self.why()? else {
            return Ok(Next::Ask);
        };
        self.decide(Choice::Mark(reason))
    }

    fn decide(&mut self, choice: Choice) -> Result<Next, Failure> {
        match self.desk.decide(choice)? {
            Ok(done) => {
                let names: Vec<_> = done.written.iter().map(|name| escape::name(name)).collect();
                let mut said = format!("written: {}\n", names.join(", "));
                for note in &done.notes {
                    said.push_str("note: ");
                    said.push_str(&escape::name(note));
                    said.push('\n');
                }
                self.terminal.say(&said)?;
                Ok(Next::Show)
            }
            Err(why) => {
                self.denied(&why)?;
                Ok(Next::Ask)
            }
        }
    }

    fn undo(&mut self) -> Result<Next, Failure> {
        match self.desk.undo()? {
            Ok(true) => self.echo("undone").map(|()| Next::Show),
            Ok(false) => self.echo("there is nothing to undo").map(|()| Next::Ask),
            Err(why) => {
                self.echo("undo")?;
                self.denied(&why)?;
                Ok(Next::Ask)
            }
        }
    }

    fn denied(&self, why: &Denied) -> io::Result<()> {
        let said = match why {
            Denied::Refused(refusal) => {
                format!("not written: {refusal}; f, t, r and a use the baseline")
            }
            Denied::Stays(why) => format!("not moved: {}", escape::name(why)),
            Denied::Change(why) => format!("not done: {}", escape::name(why)),
        };
        self.terminal.say(&format!("{said}\n"))
    }

    /// The last day, if there is one; `None`: no decision after all.
    #[allow(clippy::option_option, reason = "no day is not no answer")]
    fn day(&self) -> io::Result<Option<Option<Date>>> {
        loop {
            let question = "until which day (2027-01-31; Enter: no end)? ";
            let Some(line) = self.terminal.line(question)? else {
                return Ok(None);
            };
            if line.is_empty() {
                return Ok(Some(None));
            }
            match day(&line) {
                Ok(day) => return Ok(Some(Some(day))),
                Err(why) => self.terminal.say(&format!("{why}\n"))?,
            }
        }
    }

    /// The reason, if there is one; `None`: no decision after all.
    #[allow(clippy::option_option, reason = "no reason is not no answer")]
    fn why(&mut self) -> io::Result<Option<Option<String>>> {
        let question = match &self.reason {
            Some(reason) => format!("why (Enter: {})? ", escape::name(reason)),
            None => "why? ".to_owned(),
        };
        let Some(line) = self.terminal.line(&question)? else {
            return Ok(None);
        };
        if !line.is_empty() {
            self.reason = Some(line);
        }
        if self.reason.is_none() && self.desk.needs_reason {
            let said = "nothing decided: a reason is needed (`require_reason` in [policy])\n";
            self.terminal.say(said)?;
            return Ok(None);
        }
        Ok(Some(self.reason.clone()))
    }

    /// Says what a key meant, which the terminal did not show.
    fn echo(&self, said: &str) -> Result<(), Failure> {
        Ok(self.terminal.say(&format!("{said}\n"))?)
    }

    fn sum_up(&self) -> io::Result<()> {
        let session = &self.desk.session;
        let (all, left) = (session.groups().len(), session.left());
        let said = match (all, left) {
            (0, _) => "nothing to decide".to_owned(),
            (_, 0) => "everything is decided".to_owned(),
            (all, left) => format!("{} decided, {left} left", all - left),
        };
        self.terminal.say(&format!("{said}\n"))
    }
}

fn word(choice: &Choice) -> &'static str {
    match choice {
        Choice::Accept(decision) => decision.verdict.as_str(),
        Choice::Mark(_) => "comment in the file",
        Choice::Move => "moved to .env",
    }
}

/// The keys in lines that fit the window.
fn keys(columns: usize) -> String {
    let mut text = String::new();
    let mut width = 0;
    for key in KEYS {
        if width + 2 + key.len() > columns {
            text.push('\n');
            width = 0;
        }
        if width > 0 {
            text.push_str("  ");
            width += 2;
        }
        text.push_str(key);
        width += key.len();
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_help_fit_the_window() {
        for columns in [40, 60, 80] {
            let keys = keys(columns);
            assert!(keys.lines().all(|line| line.len() <= columns), "{keys}");
            assert!(
                keys.starts_with('f') && keys.ends_with("? help\n"),
                "{keys}"
            );
        }
        assert_eq!(keys(80).lines().count(), 2);
        assert!(HELP.lines().all(|line| line.len() < 80));
    }
}
