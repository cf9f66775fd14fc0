//! Go's own functions, and those of sprig that reports are written with.

use std::fmt::Write;

use super::value::Value;
use crate::report::escape;

/// All of their names.
pub(super) const NAMES: [&str; 52] = [
    "add",
    "add1",
    "and",
    "b64enc",
    "coalesce",
    "contains",
    "default",
    "div",
    "empty",
    "eq",
    "first",
    "float64",
    "ge",
    "gt",
    "hasPrefix",
    "hasSuffix",
    "html",
    "indent",
    "index",
    "int",
    "join",
    "last",
    "le",
    "len",
    "list",
    "lower",
    "lt",
    "max",
    "min",
    "mod",
    "mul",
    "ne",
    "nindent",
    "not",
    "or",
    "print",
    "printf",
    "println",
    "quote",
    "repeat",
    "replace",
    "squote",
    "sub",
    "ternary",
    "toJson",
    "toString",
    "trim",
    "trimPrefix",
    "trimSuffix",
    "trunc",
    "upper",
    "js",
];
/// A text that is repeated or indented grows to no more bytes than this.
const LARGEST: usize = 16 << 20;

pub(super) fn is_function(name: &str) -> bool {
    NAMES.contains(&name)
}

type Result<T> = std::result::Result<T, String>;

/// Calls a function by its name.
pub(super) fn call(name: &str, values: &[Value]) -> Result<Value> {
    let call = Call { name, values };
    match name {
        "and" | "or" | "not" | "eq" | "ne" | "lt" | "le" | "gt" | "ge" | "empty" | "default"
        | "coalesce" | "ternary" | "contains" | "hasPrefix" | "hasSuffix" => call.logic(),
        "add" | "add1" | "sub" | "mul" | "div" | "mod" | "max" | "min" | "int" | "float64" => {
            call.number()
        }
        "len" | "index" | "first" | "last" | "list" | "join" => call.list(),
        _ => call.text().map(Value::text),
    }
}

struct Call<'v> {
    name: &'v str,
    values: &'v [Value],
}

impl Call<'_> {
    fn wrong(&self) -> String {
        format!("`{}` cannot be done with these values", self.name)
    }

    fn at(&self, at: usize) -> Result<&Value> {
        self.values.get(at).ok_or_else(|| self.wrong())
    }

    fn text_at(&self, at: usize) -> Result<String> {
        self.at(at).map(Value::to_string)
    }

    fn int_at(&self, at: usize) -> Result<i64> {
        self.at(at)?.int().ok_or_else(|| self.wrong())
    }

    fn order(&self) -> Result<std::cmp::Ordering> {
        let order = self.at(0)?.compare(self.at(1)?);
        order.ok_or_else(|| self.wrong())
    }

    fn logic(&self) -> Result<Value> {
        let pick = |wanted: bool| {
            let mut values = self.values.iter();
            let found = values.find(|value| value.is_true() == wanted);
            found
                .or(self.values.last())
                .cloned()
                .ok_or_else(|| self.wrong())
        };
        Ok(match self.name {
            "and" => pick(false)?,
            "or" | "coalesce" => pick(true)?,
            "not" | "empty" => Value::Bool(!self.at(0)?.is_true()),
            "eq" => {
                let (first, others) = self.values.split_first().ok_or_else(|| self.wrong())?;
                let mut is_equal = false;
                for other in others {
                    is_equal |= first.compare(other).ok_or_else(|| self.wrong())?.is_eq();
                }
                Value::Bool(is_equal)
            }
            "contains" => Value::Bool(self.text_at(1)?.contains(&self.text_at(0)?)),
            "hasPrefix" => Value::Bool(self.text_at(1)?.starts_with(&self.text_at(0)?)),
            "hasSuffix" => Value::Bool(self.text_at(1)?.ends_with(&self.text_at(0)?)),
            "ne" => Value::Bool(self.order()?.is_ne()),
            "lt" => Value::Bool(self.order()?.is_lt()),
            "le" => Value::Bool(self.order()?.is_le()),
            "gt" => Value::Bool(self.order()?.is_gt()),
            "ge" => Value::Bool(self.order()?.is_ge()),
            "default" => {
                let given = self.values.get(1).filter(|value| value.is_true());
                given.map_or_else(|| self.at(0).cloned(), |given| Ok(given.clone()))?
            }
            _ => self.at(usize::from(!self.at(2)?.is_true()))?.clone(),
        })
    }

    fn number(&self) -> Result<Value> {
        if self.name == "float64" {
            let value = self.at(0)?.float();
            return value.map(Value::Float).ok_or_else(|| self.wrong());
        }
        let numbers: Vec<i64> = (0..self.values.len().max(1))
            .map(|at| self.int_at(at))
            .collect::<Result<_>>()?;
        let fold = |with: fn(i64, i64) -> Option<i64>| {
            let (first, rest) = numbers.split_first()?;
            rest.iter()
                .try_fold(*first, |sum, number| with(sum, *number))
        };
        let number = match self.name {
            "add" => fold(i64::checked_add),
            "add1" => numbers[0].checked_add(1),
            "sub" => fold(i64::checked_sub),
            "mul" => fold(i64::checked_mul),
            "div" => fold(i64::checked_div),
            "mod" => fold(i64::checked_rem),
            "max" => numbers.iter().max().copied(),
            "min" => numbers.iter().min().copied(),
            _ => Some(numbers[0]),
        };
        number.map(Value::Int).ok_or_else(|| self.wrong())
    }

    fn list(&self) -> Result<Value> {
        if self.name == "list" {
            return Ok(Value::List(self.values.into()));
        }
        if self.name == "len" {
            let len = self.at(0)?.len().ok_or_else(|| self.wrong())?;
            return Ok(Value::Int(i64::try_from(len).unwrap_or(i64::MAX)));
        }
        if self.name == "index" {
            let (first, keys) = self.values.split_first().ok_or_else(|| self.wrong())?;
            return keys
                .iter()
                .try_fold(first.clone(), |value, key| match (&value, key) {
                    (Value::List(list), Value::Int(at)) => {
                        let at = usize::try_from(*at).ok();
                        let found = at.and_then(|at| list.get(at)).cloned();
                        found.ok_or_else(|| format!("there is no item {key} in the list"))
                    }
                    (Value::Map(map), Value::Text(name)) => {
                        Ok(map.get(&**name).cloned().unwrap_or(Value::Nil))
                    }
                    _ => Err(self.wrong()),
                });
        }
        let Value::List(list) = self.at(usize::from(self.name == "join"))? else {
            return Err(self.wrong());
        };
        Ok(match self.name {
            "first" => list.first().cloned().unwrap_or(Value::Nil),
            "last" => list.last().cloned().unwrap_or(Value::Nil),
            _ => {
                let texts: Vec<String> = list.iter().map(Value::to_string).collect();
                Value::text(texts.join(&self.text_at(0)?))
            }
        })
    }

    fn text(&self) -> Result<String> {
        let all = |between: &str| {
            let texts: Vec<String> = self.values.iter().map(Value::to_string).collect();
            texts.join(between)
        };
        // What it is about comes last, so that it can be piped in.
        let subject = || self.text_at(self.values.len().saturating_sub(1));
        Ok(match self.name {
            "print" => all(""),
            "println" => all(" ") + "\n",
            "printf" => format(&self.text_at(0)?, &self.values[1..]),
            "quote" => {
                let quoted: Vec<String> = self.values.iter().map(quoted).collect();
                quoted.join(" ")
            }
            "squote" => format!("'{}'", all("' '")),
            "toJson" => self.at(0)?.json().to_string(),
            "html" => super::super::xml::text(&all("")).into_owned(),
            "js" => quoted(&Value::text(all(""))).trim_matches('"').to_owned(),
            "upper" => subject()?.to_uppercase(),
            "lower" => subject()?.to_lowercase(),
            "trim" => subject()?.trim().to_owned(),
            "toString" => subject()?,
            "b64enc" => data_encoding::BASE64.encode(subject()?.as_bytes()),
            "trimPrefix" => {
                let (cut, text) = (self.text_at(0)?, self.text_at(1)?);
                text.strip_prefix(&cut).unwrap_or(&text).to_owned()
            }
            "trimSuffix" => {
                let (cut, text) = (self.text_at(0)?, self.text_at(1)?);
                text.strip_suffix(&cut).unwrap_or(&text).to_owned()
            }
            "replace" => {
                let (from, to) = (self.text_at(0)?, self.text_at(1)?);
                self.within(self.text_at(2)?.replace(&from, &to))?
            }
            "trunc" => {
                let (most, text) = (self.int_at(0)?, self.text_at(1)?);
                text.chars()
                    .take(usize::try_from(most).unwrap_or(0))
                    .collect()
            }
            "repeat" => {
                let (times, text) = (self.int_at(0)?, self.text_at(1)?);
                let times = usize::try_from(times).unwrap_or(0);
                if text.len().saturating_mul(times) > LARGEST {
                    return Err(self.wrong());
                }
                text.repeat(times)
            }
            _ => {
                let (width, text) = (self.int_at(0)?, self.text_at(1)?);
                let width = usize::try_from(width).unwrap_or(0).min(200);
                let gap = " ".repeat(width);
                let lines = text.replace('\n', &format!("\n{gap}"));
                let start = if self.name == "nindent" { "\n" } else { "" };
                self.within(format!("{start}{gap}{lines}"))?
            }
        })
    }

    fn within(&self, text: String) -> Result<String> {
        if text.len() > LARGEST {
            return Err(self.wrong());
        }
        Ok(text)
    }
}

/// In double quotes, as JSON has texts.
fn quoted(value: &Value) -> String {
    let text = match value {
        Value::Nil => String::new(),
        value => value.to_string(),
    };
    let text = serde_json::Value::from(text).to_string();
    if escape::first_hidden(&text).is_none() {
        return text;
    }
    let mut quoted = String::new();
    for c in text.chars() {
        if escape::is_hidden(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                let _ = write!(quoted, "\\u{unit:04x}");
            }
        } else {
            quoted.push(c);
        }
    }
    quoted
}

/// `%-10s`, `%05d`, `%.2f`, `%q`, `%v`, `%x`, `%%`.
fn format(form: &str, values: &[Value]) -> String {
    let mut out = String::new();
    let mut values = values.iter();
    let mut rest = form;
    while let Some((text, directive)) = rest.split_once('%') {
        out.push_str(text);
        let flags = directive.trim_start_matches(['-', '0', '+', ' ', '#']);
        let digits = flags.trim_start_matches(|c: char| c.is_ascii_digit());
        let width = flags[..flags.len() - digits.len()].parse().unwrap_or(0);
        let is_left = directive[..directive.len() - flags.len()].contains('-');
        let has_zeros = directive.starts_with('0');
        let (precision, verb) = match digits.strip_prefix('.') {
            Some(more) => {
                let verb = more.trim_start_matches(|c: char| c.is_ascii_digit());
                (more[..more.len() - verb.len()].parse().ok(), verb)
            }
            None => (None, digits),
        };
        let Some(letter) = verb.chars().next() else {
            break;
        };
        rest = &verb[letter.len_utf8()..];
        if letter == '%' {
            out.push('%');
            continue;
        }
        let Some(value) = values.next() else {
            let _ = write!(out, "%!{letter}(MISSING)");
            continue;
        };
        let shown = shown(letter, value, precision);
        let width: usize = std::cmp::min(width, 1000);
        let _ = match (is_left, has_zeros) {
            (true, _) => write!(out, "{shown:<width$}"),
            (false, true) => write!(out, "{shown:0>width$}"),
            (false, false) => write!(out, "{shown:>width$}"),
        };
    }
    out.push_str(rest);
    out
}

fn shown(letter: char, value: &Value, precision: Option<usize>) -> String {
    match (letter, value) {
        ('q', value) => quoted(value),
        ('x', Value::Int(number)) => format!("{number:x}"),
        ('f', value) if value.float().is_some() => {
            let precision = precision.unwrap_or(6).min(50);
            format!("{:.precision$}", value.float().unwrap_or(0.0))
        }
        ('s', value) => {
            let text = value.to_string();
            text.chars().take(precision.unwrap_or(usize::MAX)).collect()
        }
        (_, value) => value.to_string(),
    }
}
