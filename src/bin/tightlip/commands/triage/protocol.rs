//! The walk for a program: a JSON object a line, in both directions. docs/triage.md describes it.

use std::io::{self, BufRead, Read, Write};

use serde::Deserialize;
use serde_json::{Value, json};
use tightlip::allowed::Verdict;
use tightlip::conceal::sentence;
use tightlip::report::{Options, plain_line, value, write_line};
use tightlip::triage::{Choice, Group};

use super::End;
use super::desk::{Denied, Desk};
use crate::commands::baseline::day;
use crate::exit::Failure;

/// Goes up when a program would have to change.
const VERSION: u32 = 1;
/// Bytes of a line that are read.
const LONGEST: u64 = 1 << 20;
/// What may be decided.
const DECISIONS: [&str; 10] = [
    "false-positive",
    "test-value",
    "revoked",
    "accepted",
    "mark",
    "move",
    "skip",
    "back",
    "undo",
    "quit",
];

/// A line of the program's.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    decision: String,
    /// The secret that is meant; that which was sent last if it is left out.
    id: Option<String>,
    reason: Option<String>,
    owner: Option<String>,
    until: Option<String>,
}

/// What is wrong with a line: a word for programs, a sentence for people.
type Wrong = (&'static str, String);

/// What to do after an answer.
enum Next {
    /// Send what is to be decided now.
    Send,
    End,
}

/// Sends one secret after the other, and carries out what comes back.
pub(super) fn run(desk: &mut Desk<'_>) -> Result<End, Failure> {
    let mut talk = Talk {
        desk,
        out: io::stdout().lock(),
        input: io::stdin().lock(),
    };
    talk.all()?;
    Ok(End::Usual)
}

struct Talk<'t, 's> {
    desk: &'t mut Desk<'s>,
    out: io::StdoutLock<'static>,
    input: io::StdinLock<'static>,
}

impl Talk<'_, '_> {
    fn all(&mut self) -> Result<(), Failure> {
        let name = self.desk.base.name(&self.desk.place);
        self.send(&json!({
            "type": "start",
            "version": VERSION,
            "secrets": self.desk.session.groups().len(),
            "baseline": name,
            "require_reason": self.desk.needs_reason,
            "decisions": DECISIONS,
        }))?;
        'secrets: while let Some(group) = self.desk.session.current() {
            let secret = self.secret(group);
            self.send(&secret)?;
            loop {
                let Some(line) = self.line()? else {
                    break 'secrets;
                };
                match self.answer(&line) {
                    Ok(Next::Send) => break,
                    Ok(Next::End) => break 'secrets,
                    Err(Denial::Wrong((word, message))) => {
                        let message = sentence(&message);
                        self.send(&json!({"type": "error", "error": word, "message": message}))?;
                    }
                    Err(Denial::Failure(failure)) => return Err(failure),
                }
            }
        }
        let (all, left) = (self.desk.session.groups().len(), self.desk.session.left());
        self.send(&json!({"type": "end", "decided": all - left, "left": left}))
    }

    fn secret(&self, group: &Group) -> Value {
        let options = Options {
            show_secrets: self.desk.show_secrets,
            columns: 400,
            ..Options::default()
        };
        let places: Vec<Value> = group
            .findings
            .iter()
            .map(|one| value(one, &options))
            .collect();
        let context: Vec<Value> = self
            .desk
            .context()
            .iter()
            .map(|(number, line)| json!({"line": number, "text": plain_line(line, &options)}))
            .collect();
        json!({
            "type": "secret",
            "index": self.desk.session.at(),
            "id": group.findings[0].secret_id,
            "decided": group.decided.as_ref().map(word),
            "places": places,
            "context": context,
        })
    }

    /// The next line that is not empty; `None`: there is none.
    fn line(&mut self) -> Result<Option<Vec<u8>>, Failure> {
        loop {
            let mut line = Vec::new();
            let mut limited = (&mut self.input).take(LONGEST);
            if limited.read_until(b'\n', &mut line)? == 0 {
                return Ok(None);
            }
            if line.len() as u64 == LONGEST {
                let message = format!("a line may have {LONGEST} bytes");
                return Err(Failure::Usage(message));
            }
            if !line.trim_ascii().is_empty() {
                return Ok(Some(line));
            }
        }
    }

    fn answer(&mut self, line: &[u8]) -> Result<Next, Denial> {
        let answer: Answer =
            serde_json::from_slice(line).map_err(|error| ("not-understood", error.to_string()))?;
        let id = self
            .desk
            .session
            .current()
            .map(|group| &group.findings[0].secret_id);
        if answer.id.is_some() && answer.id.as_ref() != id {
            let message = "another secret was sent last; leave `id` out, or go back to it";
            return Err(("wrong-id", message.to_owned()).into());
        }
        match answer.decision.as_str() {
            "skip" => self.desk.session.skip(),
            "quit" => return Ok(Next::End),
            "back" if !self.desk.session.back() => {
                return Err(("first", "this is the first one".to_owned()).into());
            }
            "back" => {}
            "undo" => match self.desk.undo()? {
                Ok(true) => self.send(&json!({"type": "undone"}))?,
                Ok(false) => {
                    let message = "nothing was decided yet".to_owned();
                    return Err(("nothing-to-undo", message).into());
                }
                Err(why) => return Err(wrong(&why).into()),
            },
            _ => return self.decide(answer),
        }
        Ok(Next::Send)
    }

    fn decide(&mut self, answer: Answer) -> Result<Next, Denial> {
        let text = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        let reason = text(answer.reason);
        let until = match answer.until {
            None => None,
            Some(typed) => Some(day(&typed).map_err(|why| ("bad-day", why))?),
        };
        let mut verdicts = Verdict::ALL.into_iter();
        let verdict = verdicts.find(|verdict| verdict.as_str() == answer.decision);
        let mut choice = match verdict {
            Some(verdict) => self.desk.accepted(verdict, reason.clone(), until),
            None if answer.decision == "mark" => Choice::Mark(reason.clone()),
            None if answer.decision == "move" => Choice::Move,
            None => {
                let message = format!("there are {}", DECISIONS.join(", "));
                return Err(("unknown-decision", message).into());
            }
        };
        if reason.is_none() && self.desk.needs_reason && choice != Choice::Move {
            let message = "a reason is needed (`require_reason` in [policy])".to_owned();
            return Err(("reason-required", message).into());
        }
        if let (Choice::Accept(decision), Some(owner)) = (&mut choice, text(answer.owner)) {
            decision.owner = Some(owner);
        }
        let group = self.desk.session.current();
        let id = group.map(|group| group.findings[0].secret_id.clone());
        let decided = word(&choice);
        match self.desk.decide(choice)? {
            Ok(done) => {
                self.send(&json!({
                    "type": "decided",
                    "id": id,
                    "decision": decided,
                    "wrote": done.written,
                    "notes": done.notes,
                }))?;
                Ok(Next::Send)
            }
            Err(why) => Err(wrong(&why).into()),
        }
    }

    fn send(&mut self, value: &Value) -> Result<(), Failure> {
        write_line(&mut self.out, value)?;
        Ok(self.out.flush()?)
    }
}

/// Why an answer is not followed.
enum Denial {
    /// The program may send another.
    Wrong(Wrong),
    /// Nothing more can be done.
    Failure(Failure),
}

impl From<Wrong> for Denial {
    fn from(wrong: Wrong) -> Self {
        Self::Wrong(wrong)
    }
}

impl From<Failure> for Denial {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

fn wrong(why: &Denied) -> Wrong {
    match why {
        Denied::Refused(refusal) => (refusal.word(), refusal.to_string()),
        Denied::Stays(why) => ("stays", why.clone()),
        Denied::Change(why) => ("changed", why.clone()),
    }
}

fn word(choice: &Choice) -> &'static str {
    match choice {
        Choice::Accept(decision) => decision.verdict.as_str(),
        Choice::Mark(_) => "mark",
        Choice::Move => "move",
    }
}
