//! From the text of a template to its nodes.

use super::Fault;
use super::call::is_function;
use super::lex::{Lexed, Token, lex};
use super::value::Value;
use crate::nearest::did_you_mean;

/// Blocks and brackets may stand so deep in one another.
const DEEPEST: usize = 64;

#[derive(Debug)]
pub(super) enum Node {
    Text(String),
    Show(Pipe),
    If(Pipe, Vec<Node>, Vec<Node>),
    With(Pipe, Vec<Node>, Vec<Node>),
    Range(Pipe, Vec<Node>, Vec<Node>),
    Break,
    Continue,
}

/// Commands of which each gets the value of the one before.
#[derive(Debug)]
pub(super) struct Pipe {
    pub(super) line: usize,
    /// Variables that take the value; `range` may name two.
    pub(super) sets: Vec<String>,
    /// Whether those are new.
    pub(super) declares: bool,
    pub(super) commands: Vec<Vec<Operand>>,
}

#[derive(Debug)]
pub(super) enum Operand {
    Value(Value),
    Dot(Vec<String>),
    Variable(String, Vec<String>),
    Function(String),
    Pipe(Pipe, Vec<String>),
}

/// What stands between braces, with its line.
struct Action {
    line: usize,
    tokens: Vec<Lexed>,
}

enum Piece {
    Text(String),
    Action(Action),
}

pub(super) fn parse(template: &str) -> Result<Vec<Node>, Fault> {
    let mut parser = Parser {
        pieces: pieces(template)?.into_iter(),
        depth: 0,
    };
    let (nodes, end) = parser.block()?;
    match end {
        None => Ok(nodes),
        Some((word, action)) => Err(fault(action.line, format!("`{word}` ends nothing"))),
    }
}

fn fault(line: usize, why: impl Into<String>) -> Fault {
    let why = why.into();
    Fault { line, why }
}

/// Texts and actions; spaces that `{{-` and `-}}` eat are gone.
fn pieces(template: &str) -> Result<Vec<Piece>, Fault> {
    let mut pieces = Vec::new();
    let (mut rest, mut line) = (template, 1);
    let mut eats = false;
    loop {
        let (text, action) = match rest.split_once("{{") {
            Some((text, action)) => (text, Some(action)),
            None => (rest, None),
        };
        let lines = text.matches('\n').count();
        let text = if eats { text.trim_start() } else { text };
        let Some(action) = action else {
            pieces.push(Piece::Text(text.to_owned()));
            return Ok(pieces);
        };
        line += lines;
        let trims = action.starts_with('-') && action[1..].starts_with(char::is_whitespace);
        let text = if trims { text.trim_end() } else { text };
        pieces.push(Piece::Text(text.to_owned()));
        let inner = if trims { &action[1..] } else { action };
        let end = end_of(inner).ok_or_else(|| fault(line, "`{{` is not closed"))?;
        let whole = &inner[..end];
        rest = &inner[end + 2..];
        eats = whole.ends_with('-') && whole[..whole.len() - 1].ends_with(char::is_whitespace);
        let inner = if eats {
            &whole[..whole.len() - 1]
        } else {
            whole
        };
        let inner = inner.trim();
        if !(inner.starts_with("/*") && inner.ends_with("*/")) {
            let tokens = lex(inner).map_err(|why| fault(line, why))?;
            pieces.push(Piece::Action(Action { line, tokens }));
        }
        line += whole.matches('\n').count();
    }
}

/// Where `}}` stands that is in no string and no comment.
fn end_of(action: &str) -> Option<usize> {
    if action.trim_start().starts_with("/*") {
        let close = action.find("*/")?;
        return Some(close + action[close..].find("}}")?);
    }
    let mut quote = None;
    let mut is_escaped = false;
    for (at, c) in action.char_indices() {
        match quote {
            Some(_) if is_escaped => is_escaped = false,
            Some(open) if open != '`' && c == '\\' => is_escaped = true,
            Some(open) if c == open => quote = None,
            None if matches!(c, '"' | '`' | '\'') => quote = Some(c),
            None if action[at..].starts_with("}}") => return Some(at),
            _ => {}
        }
    }
    None
}

/// How a block ended: the word, and the rest of its action.
type End = Option<(String, Action)>;

struct Parser {
    pieces: std::vec::IntoIter<Piece>,
    depth: usize,
}

impl Parser {
    /// Nodes up to `end`, `else`, or the end of the template.
    fn block(&mut self) -> Result<(Vec<Node>, End), Fault> {
        let mut nodes = Vec::new();
        while let Some(piece) = self.pieces.next() {
            let mut action = match piece {
                Piece::Text(text) => {
                    nodes.push(Node::Text(text));
                    continue;
                }
                Piece::Action(action) => action,
            };
            let word = match action.tokens.first() {
                Some((Token::Word(word), _)) => word.clone(),
                Some(_) => String::new(),
                None => return Err(fault(action.line, "nothing stands in `{{ }}`")),
            };
            match word.as_str() {
                "end" | "else" => {
                    action.tokens.remove(0);
                    return Ok((nodes, Some((word, action))));
                }
                "if" | "with" | "range" => {
                    action.tokens.remove(0);
                    nodes.push(self.control(&word, action)?);
                }
                "break" => nodes.push(Node::Break),
                "continue" => nodes.push(Node::Continue),
                "define" | "template" | "block" => {
                    let why = format!("`{word}` cannot be done here");
                    return Err(fault(action.line, why));
                }
                _ => nodes.push(Node::Show(pipe(action)?)),
            }
        }
        Ok((nodes, None))
    }

    fn control(&mut self, word: &str, action: Action) -> Result<Node, Fault> {
        let line = action.line;
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(fault(line, "too many blocks in one another"));
        }
        let pipe = pipe(action)?;
        let (body, end) = self.block()?;
        let unclosed = || fault(line, format!("`{word}` has no `end`"));
        let (end, mut action) = end.ok_or_else(unclosed)?;
        let mut other = Vec::new();
        if end == "else" {
            if let Some((Token::Word(next), _)) = action.tokens.first() {
                let next = next.clone();
                action.tokens.remove(0);
                other.push(self.control(&next, action)?);
            } else {
                let (nodes, end) = self.block()?;
                match end {
                    Some((word, _)) if word == "end" => other = nodes,
                    _ => return Err(unclosed()),
                }
            }
        }
        self.depth -= 1;
        Ok(match word {
            "if" => Node::If(pipe, body, other),
            "with" => Node::With(pipe, body, other),
            _ => Node::Range(pipe, body, other),
        })
    }
}

fn pipe(action: Action) -> Result<Pipe, Fault> {
    let line = action.line;
    let mut reader = Reader {
        tokens: action.tokens.into_iter().peekable(),
        line,
        depth: 0,
    };
    let pipe = reader.pipe().map_err(|why| fault(line, why))?;
    match reader.tokens.next() {
        None => Ok(pipe),
        // Only these end a pipe: all else is taken as a value, or refused as one.
        Some(_) => Err(fault(line, "a `)` that closes nothing")),
    }
}

struct Reader {
    tokens: std::iter::Peekable<std::vec::IntoIter<Lexed>>,
    line: usize,
    depth: usize,
}

impl Reader {
    fn pipe(&mut self) -> Result<Pipe, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("too many brackets in one another".to_owned());
        }
        let mut pipe = Pipe {
            line: self.line,
            sets: Vec::new(),
            declares: false,
            commands: Vec::new(),
        };
        self.sets(&mut pipe);
        loop {
            let mut command = Vec::new();
            while let Some(operand) = self.operand()? {
                command.push(operand);
            }
            if command.is_empty() {
                return Err("a value is missing".to_owned());
            }
            pipe.commands.push(command);
            if self
                .tokens
                .next_if(|(token, _)| *token == Token::Sign("|"))
                .is_none()
            {
                self.depth -= 1;
                return Ok(pipe);
            }
        }
    }

    /// `$i, $x :=` or `$x =`.
    fn sets(&mut self, pipe: &mut Pipe) {
        let mut ahead = self.tokens.clone();
        let mut names = Vec::new();
        while let Some((Token::Variable(name), _)) = ahead.next() {
            names.push(name);
            match ahead.next() {
                Some((Token::Sign(","), _)) => {}
                Some((Token::Sign(sign @ (":=" | "=")), _)) => {
                    pipe.sets = names;
                    pipe.declares = sign == ":=";
                    self.tokens = ahead;
                    return;
                }
                _ => return,
            }
        }
    }

    fn operand(&mut self) -> Result<Option<Operand>, String> {
        let is_end = |(token, _): &Lexed| matches!(token, Token::Sign("|" | ")"));
        if self.tokens.peek().is_none_or(is_end) {
            return Ok(None);
        }
        let Some((token, _)) = self.tokens.next() else {
            return Ok(None);
        };
        Ok(Some(match token {
            Token::Value(value) => Operand::Value(value),
            Token::Dot(fields) => Operand::Dot(fields),
            Token::Variable(name) => Operand::Variable(name, self.fields()),
            Token::Word(word) if is_function(&word) => Operand::Function(word),
            Token::Word(word) => {
                let meant = did_you_mean(&word, super::call::NAMES);
                return Err(format!("there is no function `{word}`{meant}"));
            }
            Token::Sign("(") => {
                let pipe = self.pipe()?;
                if !matches!(self.tokens.next(), Some((Token::Sign(")"), _))) {
                    return Err("`(` is not closed".to_owned());
                }
                Operand::Pipe(pipe, self.fields())
            }
            Token::Sign(sign) => return Err(format!("`{sign}` means nothing here")),
        }))
    }

    /// Fields that touch what they are asked of.
    fn fields(&mut self) -> Vec<String> {
        let next = self.tokens.next_if(|(token, touches)| {
            *touches && matches!(token, Token::Dot(fields) if !fields.is_empty())
        });
        match next {
            Some((Token::Dot(fields), _)) => fields,
            _ => Vec::new(),
        }
    }
}
