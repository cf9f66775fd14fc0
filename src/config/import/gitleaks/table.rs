//! TOML tables whose keys may be of any case, as gitleaks reads them.

use toml::{Table, Value};

/// A value by its key in lower case.
pub(super) fn get<'t>(table: &'t Table, name: &str) -> Option<&'t Value> {
    let mut entries = table.iter();
    entries.find_map(|(key, value)| key.eq_ignore_ascii_case(name).then_some(value))
}

/// The table, or the tables, of this name.
pub(super) fn tables<'t>(table: &'t Table, name: &str) -> impl Iterator<Item = &'t Table> {
    let found: Vec<&Table> = match get(table, name) {
        Some(Value::Table(one)) => vec![one],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_table).collect(),
        _ => Vec::new(),
    };
    found.into_iter()
}

pub(super) fn strings(table: &Table, name: &str) -> Vec<String> {
    match get(table, name) {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(many)) => {
            let words = many.iter().filter_map(Value::as_str);
            words.map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}

/// What a value must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Texts,
    Number,
    Switch,
    Table,
    Tables,
}

impl Kind {
    /// What a value is not, if it is something else.
    pub(super) fn fault(self, value: &Value) -> Option<&'static str> {
        let all = |is: fn(&Value) -> bool| value.as_array().is_some_and(|all| all.iter().all(is));
        let (fits, fault) = match self {
            Self::Text => (value.is_str(), "not a string"),
            Self::Texts => (is_strings(value), "not a list of strings"),
            Self::Number => (number(value).is_some(), "not a number"),
            Self::Switch => (value.is_bool(), "neither true nor false"),
            Self::Table => (value.is_table(), "not a table"),
            Self::Tables => (
                value.is_table() || all(Value::is_table),
                "not a list of tables",
            ),
        };
        (!fits).then_some(fault)
    }
}

/// Whether nothing but strings is in it.
pub(super) fn is_strings(value: &Value) -> bool {
    match value {
        Value::String(_) => true,
        Value::Array(many) => many.iter().all(Value::is_str),
        _ => false,
    }
}

pub(super) fn number(value: &Value) -> Option<f64> {
    let whole = || Some(value.as_integer()? as f64);
    value.as_float().or_else(whole)
}
