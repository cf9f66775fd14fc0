//! Runs the nodes of a template.

use std::borrow::Cow;
use std::io::Write;
use std::iter;

use super::parse::{Node, Operand, Pipe};
use super::value::Value;
use super::{Failure, Fault, call};
use crate::report::escape;

pub(super) fn run(nodes: &[Node], dot: &Value, out: &mut dyn Write) -> Result<(), Failure> {
    let mut run = Run {
        out,
        variables: vec![(String::new(), dot.clone())],
    };
    run.nodes(nodes, dot).map(drop)
}

struct Run<'w> {
    out: &'w mut dyn Write,
    /// The innermost last; `$` itself has no name.
    variables: Vec<(String, Value)>,
}

/// How nodes ended.
#[derive(PartialEq, Eq)]
enum Flow {
    On,
    Break,
    Continue,
}

impl Run<'_> {
    fn nodes(&mut self, nodes: &[Node], dot: &Value) -> Result<Flow, Failure> {
        let known = self.variables.len();
        let mut flow = Flow::On;
        for node in nodes {
            flow = self.node(node, dot)?;
            if flow != Flow::On {
                break;
            }
        }
        self.variables.truncate(known);
        Ok(flow)
    }

    fn node(&mut self, node: &Node, dot: &Value) -> Result<Flow, Failure> {
        match node {
            Node::Text(text) => self
                .out
                .write_all(text.as_bytes())
                .map_err(Failure::Output)?,
            Node::Show(pipe) => {
                let value = self.pipe(pipe, dot)?;
                if pipe.sets.is_empty() {
                    self.show(&value)?;
                }
            }
            Node::If(pipe, body, other) | Node::With(pipe, body, other) => {
                let known = self.variables.len();
                let value = self.pipe(pipe, dot)?;
                let chosen = if value.is_true() { body } else { other };
                let is_about = matches!(node, Node::With(..)) && value.is_true();
                let flow = self.nodes(chosen, if is_about { &value } else { dot })?;
                self.variables.truncate(known);
                return Ok(flow);
            }
            Node::Range(pipe, body, other) => self.range(pipe, body, other, dot)?,
            Node::Break => return Ok(Flow::Break),
            Node::Continue => return Ok(Flow::Continue),
        }
        Ok(Flow::On)
    }

    /// Writes a value; what a terminal would obey becomes visible.
    fn show(&mut self, value: &Value) -> Result<(), Failure> {
        let text: Cow<'_, str> = match value {
            Value::Text(text) => Cow::Borrowed(text),
            other => Cow::Owned(other.to_string()),
        };
        let shown = if escape::first_hidden(&text).is_none() {
            text
        } else {
            let lines: Vec<_> = text.split('\n').map(escape::line).collect();
            Cow::Owned(lines.join("\n"))
        };
        self.out
            .write_all(shown.as_bytes())
            .map_err(Failure::Output)
    }

    fn range(
        &mut self,
        pipe: &Pipe,
        body: &[Node],
        other: &[Node],
        dot: &Value,
    ) -> Result<(), Failure> {
        let known = self.variables.len();
        let over = self.value(pipe, dot).map_err(at(pipe))?;
        let items: Box<dyn Iterator<Item = (Value, Value)>> = match &over {
            Value::List(list) => Box::new((0..).map(Value::Int).zip(list.iter().cloned())),
            Value::Map(map) => Box::new(
                map.iter()
                    .map(|(name, value)| (Value::text(name), value.clone())),
            ),
            Value::Int(count) => Box::new((0..*count).map(|n| (Value::Int(n), Value::Int(n)))),
            Value::Nil => Box::new(iter::empty()),
            _ => return Err(at(pipe)("`range` needs a list".to_owned())),
        };
        let mut items = items.peekable();
        if items.peek().is_none() {
            self.nodes(other, dot)?;
        }
        for (key, item) in items {
            match &pipe.sets[..] {
                [] => {}
                [one] => self
                    .set(one, item.clone(), pipe.declares)
                    .map_err(at(pipe))?,
                [first, second, ..] => {
                    self.set(first, key, pipe.declares).map_err(at(pipe))?;
                    self.set(second, item.clone(), pipe.declares)
                        .map_err(at(pipe))?;
                }
            }
            let flow = self.nodes(body, &item)?;
            self.variables.truncate(known);
            if flow == Flow::Break {
                break;
            }
        }
        Ok(())
    }

    /// A pipe's value, which its variable takes.
    fn pipe(&mut self, pipe: &Pipe, dot: &Value) -> Result<Value, Failure> {
        let value = self.value(pipe, dot).map_err(at(pipe))?;
        if let Some(name) = pipe.sets.first() {
            let set = self.set(name, value.clone(), pipe.declares);
            set.map_err(at(pipe))?;
        }
        Ok(value)
    }

    fn set(&mut self, name: &str, value: Value, declares: bool) -> Result<(), String> {
        if declares {
            self.variables.push((name.to_owned(), value));
            return Ok(());
        }
        let mut known = self.variables.iter_mut().rev();
        let known = known.find(|(known, _)| known == name);
        known.ok_or_else(|| unknown(name))?.1 = value;
        Ok(())
    }

    fn value(&self, pipe: &Pipe, dot: &Value) -> Result<Value, String> {
        let mut last = None;
        for command in &pipe.commands {
            last = Some(self.command(command, last, dot)?);
        }
        last.ok_or_else(|| "a value is missing".to_owned())
    }

    fn command(
        &self,
        command: &[Operand],
        last: Option<Value>,
        dot: &Value,
    ) -> Result<Value, String> {
        let (first, rest) = command.split_first().ok_or("a value is missing")?;
        if let Operand::Function(name) = first {
            let values = rest.iter().map(|operand| self.operand(operand, dot));
            let values: Vec<Value> = values.chain(last.map(Ok)).collect::<Result<_, _>>()?;
            return call::call(name, &values);
        }
        if !rest.is_empty() || last.is_some() {
            return Err("only functions take values".to_owned());
        }
        self.operand(first, dot)
    }

    fn operand(&self, operand: &Operand, dot: &Value) -> Result<Value, String> {
        let (value, fields) = match operand {
            Operand::Value(value) => return Ok(value.clone()),
            Operand::Function(name) => return call::call(name, &[]),
            Operand::Dot(fields) => (dot.clone(), fields),
            Operand::Variable(name, fields) => {
                let mut known = self.variables.iter().rev();
                let known = known.find(|(known, _)| known == name);
                (known.ok_or_else(|| unknown(name))?.1.clone(), fields)
            }
            Operand::Pipe(pipe, fields) => (self.value(pipe, dot)?, fields),
        };
        fields
            .iter()
            .try_fold(value, |value, name| value.field(name))
    }
}

fn unknown(name: &str) -> String {
    format!("there is no variable `${name}`")
}

fn at(pipe: &Pipe) -> impl Fn(String) -> Failure {
    let line = pipe.line;
    move |why| Failure::Fault(Fault { line, why })
}
