//! YAML as the values of JSON, of bounded size whatever its aliases say.

use std::collections::HashMap;
use std::path::Path;

use serde_json::{Map, Value};
use yaml_rust2::parser::{Event, Parser};
use yaml_rust2::scanner::TScalarStyle;

use crate::config::source::Source;
use crate::error::{Error, Result};

/// Values in a file, at most, with those that aliases repeat.
const MOST: usize = 100_000;
/// Bytes of their texts, at most.
const MOST_BYTES: usize = 16 << 20;
/// Nested deeper, nothing is read.
const DEEPEST: usize = 64;
/// A longer number is an id.
const LONGEST_NUMBER: usize = 18;

/// The first document of a file.
///
/// # Errors
/// It is no YAML, or too large.
pub(super) fn parse(name: &str, text: &str) -> Result<Value> {
    let source = Source::new(Path::new(name), name.to_owned(), text.to_owned());
    let mut builder = Builder::default();
    let mut parser = Parser::new_from_str(text);
    loop {
        let (event, mark) = parser.next_token().map_err(|error| {
            let at = byte(text, error.marker().index());
            source.mistake(at..at + 1, format!("no YAML: {}", error.info()))
        })?;
        if matches!(event, Event::DocumentEnd | Event::StreamEnd) {
            return Ok(builder.done.unwrap_or(Value::Null));
        }
        let wrong = |why| -> Error {
            let at = byte(text, mark.index());
            source.mistake(at..at + 1, why)
        };
        builder.take(event).map_err(wrong)?;
    }
}

/// The byte at which a character begins.
fn byte(text: &str, character: usize) -> usize {
    let mut starts = text.char_indices().map(|(at, _)| at);
    starts.nth(character).unwrap_or(text.len())
}

#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    anchors: HashMap<usize, Value>,
    left: Room,
    done: Option<Value>,
}

/// What values may still take.
struct Room {
    values: usize,
    bytes: usize,
}

impl Default for Room {
    fn default() -> Self {
        Self {
            values: MOST,
            bytes: MOST_BYTES,
        }
    }
}

impl Room {
    fn take(&mut self, value: &Value) -> std::result::Result<(), &'static str> {
        let less = |have: usize, by| have.checked_sub(by).ok_or("it holds too much");
        self.values = less(self.values, 1)?;
        match value {
            Value::String(text) => self.bytes = less(self.bytes, text.len())?,
            Value::Array(list) => list.iter().try_for_each(|value| self.take(value))?,
            Value::Object(table) => {
                for (key, value) in table {
                    self.bytes = less(self.bytes, key.len())?;
                    self.take(value)?;
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// A list or a table that has not ended, and the number of its anchor.
struct Open {
    anchor: usize,
    kind: Kind,
}

enum Kind {
    List(Vec<Value>),
    /// With the key whose value is to come.
    Table(Map<String, Value>, Option<String>),
}

impl Builder {
    fn take(&mut self, event: Event) -> std::result::Result<(), &'static str> {
        match event {
            Event::Alias(anchor) => {
                let value = self.anchors.get(&anchor).unwrap_or(&Value::Null);
                self.left.take(value)?;
                let value = value.clone();
                self.put(value, 0)
            }
            Event::Scalar(text, style, anchor, _) => self.put(scalar(text, style), anchor),
            Event::SequenceStart(anchor, _) => self.begin(anchor, Kind::List(Vec::new())),
            Event::MappingStart(anchor, _) => self.begin(anchor, Kind::Table(Map::new(), None)),
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(open) = self.open.pop() else {
                    return Ok(());
                };
                let value = match open.kind {
                    Kind::List(list) => Value::Array(list),
                    Kind::Table(table, _) => Value::Object(table),
                };
                self.put(value, open.anchor)
            }
            _ => Ok(()),
        }
    }

    fn begin(&mut self, anchor: usize, kind: Kind) -> std::result::Result<(), &'static str> {
        if self.open.len() >= DEEPEST {
            return Err("nested too deep");
        }
        self.open.push(Open { anchor, kind });
        Ok(())
    }

    fn put(&mut self, value: Value, anchor: usize) -> std::result::Result<(), &'static str> {
        self.left.take(&Value::Null)?;
        if anchor > 0 {
            self.left.take(&value)?;
            self.anchors.insert(anchor, value.clone());
        }
        match self.open.last_mut().map(|open| &mut open.kind) {
            None => self.done = Some(value),
            Some(Kind::List(list)) => list.push(value),
            Some(Kind::Table(table, key)) => match key.take() {
                None => *key = Some(word(value)),
                Some(key) => {
                    table.insert(key, value);
                }
            },
        }
        Ok(())
    }
}

/// A key as text.
fn word(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

fn scalar(text: String, style: TScalarStyle) -> Value {
    if style != TScalarStyle::Plain {
        return Value::String(text);
    }
    match text.as_str() {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        number
            if number.len() <= LONGEST_NUMBER
                && number.starts_with(|c: char| c.is_ascii_digit()) =>
        {
            serde_json::from_str(number).unwrap_or(Value::String(text))
        }
        _ => Value::String(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn lists_tables_scalars_and_aliases_become_values() {
        let text = "a: &x [1, 'two', 3.5, yes]\nb:\n  c: *x\n  d: ~\n  e: |-\n    f\n    g\n1: true\n---\nz: 1\n";
        let expected = json!({
            "a": [1, "two", 3.5, "yes"],
            "b": {"c": [1, "two", 3.5, "yes"], "d": null, "e": "f\ng"},
            "1": true,
        });
        assert_eq!(parse("a.yaml", text).unwrap(), expected);
        assert_eq!(parse("a.yaml", "").unwrap(), Value::Null);
        let digits = "9".repeat(64);
        assert_eq!(parse("a.yaml", &digits).unwrap(), json!(digits));
    }

    #[test]
    fn aliases_of_aliases_and_deep_nests_are_refused() {
        let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for n in 1..12 {
            let line = format!(
                "a{n}: &a{n} [{}]\n",
                vec![format!("*a{}", n - 1); 10].join(", ")
            );
            bomb += &line;
        }
        let long = format!(
            "a: &a {}\nb: [{}]\n",
            "x".repeat(100_000),
            "*a, ".repeat(200)
        );
        for (text, why) in [
            (bomb.as_str(), "it holds too much"),
            (&long, "it holds too much"),
            (&"[".repeat(200), "nested too deep"),
            (&"- ".repeat(5000), "nested too deep"),
            ("a: [1\nb: {", "no YAML"),
        ] {
            let error = parse("a.yaml", text).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
    }
}
