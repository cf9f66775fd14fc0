//! What a template computes with. Copies are cheap.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Nil,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(Rc<str>),
    List(Rc<[Value]>),
    Map(Rc<BTreeMap<String, Value>>),
}

impl Value {
    pub(super) fn text(text: impl AsRef<str>) -> Self {
        Self::Text(text.as_ref().into())
    }

    /// Go's idea of truth: whatever is not empty.
    pub(super) fn is_true(&self) -> bool {
        match self {
            Self::Nil => false,
            Self::Bool(value) => *value,
            Self::Int(number) => *number != 0,
            Self::Float(number) => *number != 0.0,
            _ => self.len() != Some(0),
        }
    }

    /// Of texts in bytes; `None`: it has no length.
    pub(super) fn len(&self) -> Option<usize> {
        match self {
            Self::Text(text) => Some(text.len()),
            Self::List(list) => Some(list.len()),
            Self::Map(map) => Some(map.len()),
            _ => None,
        }
    }

    /// The field of this name; of nothing, nothing.
    pub(super) fn field(&self, name: &str) -> Result<Self, String> {
        match self {
            Self::Map(map) => map.get(name).cloned().ok_or_else(|| {
                let meant = crate::nearest::did_you_mean(name, map.keys().map(String::as_str));
                format!("there is no field `{name}`{meant}")
            }),
            Self::Nil => Ok(Self::Nil),
            _ => Err(format!("`.{name}` is asked of what has no fields")),
        }
    }

    /// `None`: they cannot be compared.
    pub(super) fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Int(a), Self::Int(b)) => Some(a.cmp(b)),
            (Self::Text(a), Self::Text(b)) => Some(a.cmp(b)),
            (Self::Bool(a), Self::Bool(b)) => Some(a.cmp(b)),
            (Self::Nil, Self::Nil) => Some(Ordering::Equal),
            _ => self.float()?.partial_cmp(&other.float()?),
        }
    }

    pub(super) fn float(&self) -> Option<f64> {
        match self {
            Self::Int(number) => Some(*number as f64),
            Self::Float(number) => Some(*number),
            _ => None,
        }
    }

    pub(super) fn int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            Self::Float(number) => Some(*number as i64),
            Self::Text(text) => text.parse().ok(),
            Self::Bool(value) => Some(i64::from(*value)),
            _ => None,
        }
    }

    pub(super) fn json(&self) -> serde_json::Value {
        match self {
            Self::Nil => serde_json::Value::Null,
            Self::Bool(value) => (*value).into(),
            Self::Int(number) => (*number).into(),
            Self::Float(number) => (*number).into(),
            Self::Text(text) => text.as_ref().into(),
            Self::List(list) => list.iter().map(Self::json).collect(),
            Self::Map(map) => {
                let fields = map.iter().map(|(name, value)| (name.clone(), value.json()));
                serde_json::Value::Object(fields.collect())
            }
        }
    }
}

impl From<serde_json::Value> for Value {
    fn from(value: serde_json::Value) -> Self {
        use serde_json::Value as Json;
        match value {
            Json::Null => Self::Nil,
            Json::Bool(value) => Self::Bool(value),
            Json::Number(number) => number
                .as_i64()
                .map_or_else(|| Self::Float(number.as_f64().unwrap_or(0.0)), Self::Int),
            Json::String(text) => Self::Text(text.into()),
            Json::Array(list) => Self::List(list.into_iter().map(Self::from).collect()),
            Json::Object(fields) => {
                let fields = fields.into_iter();
                let fields = fields.map(|(name, value)| (name, Self::from(value)));
                Self::Map(Rc::new(fields.collect()))
            }
        }
    }
}

/// As Go prints values.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nil => f.write_str("<no value>"),
            Self::Bool(value) => value.fmt(f),
            Self::Int(number) => number.fmt(f),
            Self::Float(number) => number.fmt(f),
            Self::Text(text) => f.write_str(text),
            Self::List(list) => {
                f.write_str("[")?;
                for (at, value) in list.iter().enumerate() {
                    let gap = if at > 0 { " " } else { "" };
                    write!(f, "{gap}{value}")?;
                }
                f.write_str("]")
            }
            Self::Map(map) => {
                f.write_str("map[")?;
                for (at, (name, value)) in map.iter().enumerate() {
                    let gap = if at > 0 { " " } else { "" };
                    write!(f, "{gap}{name}:{value}")?;
                }
                f.write_str("]")
            }
        }
    }
}
