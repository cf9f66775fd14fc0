//! `.gitleaks.toml` and `.gitleaksignore`.

use std::fmt::Write;

use toml::{Table, Value};

use super::Imported;
use super::group::name_secret;
use super::literal::anchors;
use super::regex::translate;
use crate::config::source::Source;
use crate::error::Result;
use crate::rule::{Shared, compiles, is_builtin};

/// What conditions of an allowlist are called there.
const CONDITIONS: [&str; 4] = ["paths", "regexes", "stopwords", "commits"];

/// Reads a `.gitleaks.toml` of version 8.
///
/// # Errors
/// It is no TOML.
pub fn gitleaks(name: &str, text: &str) -> Result<Imported> {
    let source = Source {
        path: name.into(),
        name: name.to_owned(),
        text: text.to_owned(),
    };
    let root: Table = toml::from_str(text).map_err(|error| {
        source.mistake(error.span().unwrap_or(0..0), error.message().to_owned())
    })?;
    let mut import = Import::default();
    import.extend(&root);
    for rule in tables(&root, "rules") {
        import.rule(rule);
    }
    for list in tables(&root, "allowlist").chain(tables(&root, "allowlists")) {
        import.allowlist(list, None);
    }
    import.others(
        &root,
        "",
        &[
            "title",
            "description",
            "minversion",
            "extend",
            "rules",
            "allowlist",
            "allowlists",
        ],
    );
    Ok(import.finish())
}

/// Reads a `.gitleaksignore`: a fingerprint a line, `[commit:]path:rule:line`.
#[must_use]
pub fn gitleaks_ignore(text: &str) -> Imported {
    let mut import = Import::default();
    for line in text.lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let mut parts = line.rsplitn(3, ':');
        let (number, _rule, rest) = (parts.next(), parts.next(), parts.next());
        let number = number.and_then(|number| number.parse::<u64>().ok());
        let (Some(number), Some(rest)) = (number, rest) else {
            import.left(line, "no fingerprint of the form path:rule:line");
            continue;
        };
        let (commit, path) = match rest.split_once(':') {
            Some((commit, path)) if is_commit(commit) => (Some(commit), path),
            _ => (None, rest),
        };
        let mut body = key("places", &[format!("{path}:{number}")]);
        if let Some(commit) = commit {
            body += &key("commits", &[commit.to_owned()]);
        }
        import.allow(&body, "listed in .gitleaksignore");
    }
    import.finish()
}

#[derive(Default)]
struct Import {
    head: String,
    disabled: Vec<String>,
    body: String,
    has_rules: bool,
    extends_default: bool,
    out: Imported,
}

impl Import {
    fn left(&mut self, what: &str, why: &str) {
        self.out.left_out.push(format!("{what}: {why}"));
    }

    fn extend(&mut self, root: &Table) {
        let Some(extend) = get(root, "extend").and_then(Value::as_table) else {
            return;
        };
        self.extends_default = get(extend, "usedefault").and_then(Value::as_bool) == Some(true);
        if let Some(path) = get(extend, "path").and_then(Value::as_str) {
            self.left(
                "extend.path",
                &format!("import {path} as well, and extend what it makes"),
            );
        }
        if get(extend, "url").is_some() {
            self.left("extend.url", "nothing is read from the network");
        }
        for id in strings(extend, "disabledrules") {
            if is_builtin(&id) {
                self.disabled.push(id);
            } else {
                self.left(&format!("disabledRules `{id}`"), "no rule has this id here");
            }
        }
        self.others(
            extend,
            "extend.",
            &["usedefault", "path", "url", "disabledrules"],
        );
    }

    fn rule(&mut self, rule: &Table) {
        let id = get(rule, "id").and_then(Value::as_str).unwrap_or_default();
        let named = format!("rule `{id}`");
        let own = match get(rule, "regex").and_then(Value::as_str) {
            Some(regex) => self.pattern(rule, id, regex),
            None if get(rule, "path").is_some() => {
                self.left(&named, "it looks at names of files alone");
                false
            }
            None => is_builtin(id),
        };
        let known: &[&str] = &[
            "id",
            "description",
            "regex",
            "path",
            "entropy",
            "secretgroup",
            "keywords",
            "tags",
            "allowlist",
            "allowlists",
            "report",
        ];
        self.others(rule, &format!("{named}: "), known);
        let lists: Vec<&Table> = tables(rule, "allowlist")
            .chain(tables(rule, "allowlists"))
            .collect();
        for list in lists {
            if own {
                self.allowlist(list, Some(id));
            } else {
                self.left(&format!("{named}: allowlist"), "its rule is not here");
            }
        }
    }

    /// Adds a rule; whether that could be done.
    fn pattern(&mut self, rule: &Table, id: &str, regex: &str) -> bool {
        let named = format!("rule `{id}`");
        let ours = slug(id);
        if ours != id {
            self.out
                .changed
                .push(format!("{named}: is called `{ours}`"));
        }
        let group = get(rule, "secretgroup")
            .and_then(Value::as_integer)
            .unwrap_or(0);
        let translated = translate(regex);
        let Some(pattern) = name_secret(&translated, u32::try_from(group).unwrap_or(0)) else {
            self.left(
                &named,
                "its regular expression is of a kind that cannot be run here",
            );
            return false;
        };
        let Some(anchors) = anchors(&pattern) else {
            self.left(
                &named,
                "no text of three characters or more is in all of its matches",
            );
            return false;
        };
        let pattern = if pattern.starts_with("(?i)") {
            pattern
        } else {
            format!("(?i)(?-i:{pattern})")
        };
        let description = get(rule, "description")
            .and_then(Value::as_str)
            .unwrap_or(id);
        let mut body = String::from("[[rule]]\n");
        for (name, value) in [
            ("id", ours.as_str()),
            ("name", description),
            ("severity", "high"),
            ("pattern", &pattern),
            ("boundary", "none"),
        ] {
            let _ = writeln!(body, "{name} = {}", quoted(value));
        }
        body += &key("anchors", &anchors);
        if let Some(entropy) = get(rule, "entropy").and_then(number).filter(|e| *e > 0.0) {
            let _ = writeln!(body, "entropy = {entropy:?}");
        }
        if let Some(path) = get(rule, "path").and_then(Value::as_str) {
            body += &key("paths", &[translate(path)]);
        }
        match fault(&body) {
            None => {
                self.has_rules = true;
                self.body.push('\n');
                self.body += &body;
                true
            }
            Some(why) => {
                self.left(&named, &why);
                false
            }
        }
    }

    fn allowlist(&mut self, list: &Table, rule: Option<&str>) {
        let description = get(list, "description").and_then(Value::as_str);
        let reason = description.unwrap_or("carried over from gitleaks");
        let mut scope = String::new();
        let mut targets: Vec<String> = strings(list, "targetrules");
        targets.extend(rule.map(str::to_owned));
        if !targets.is_empty() {
            let known: Vec<String> = targets
                .iter()
                .map(|id| slug(id))
                .filter(|id| {
                    is_builtin(id) || self.body.contains(&format!("id = {}\n", quoted(id)))
                })
                .collect();
            if known.is_empty() {
                self.left(
                    "an allowlist",
                    &format!("no rule is called {}", targets.join(", ")),
                );
                return;
            }
            scope = key("rules", &known);
        }
        let together = get(list, "condition").and_then(Value::as_str);
        let together = together.is_some_and(|word| ["AND", "&&"].contains(&&*word.to_uppercase()));
        let mut whole = String::new();
        for condition in CONDITIONS {
            let Some(part) = self.condition(list, condition) else {
                if together && get(list, condition).is_some() {
                    self.left(
                        "an allowlist",
                        "one of the conditions that must hold together is not here",
                    );
                    return;
                }
                continue;
            };
            if together {
                whole += &part;
            } else {
                self.allow(&format!("{part}{scope}"), reason);
            }
        }
        if together && !whole.is_empty() {
            self.allow(&format!("{whole}{scope}"), reason);
        }
        let known = ["description", "condition", "targetrules", "regextarget"];
        self.others(list, "allowlist: ", &[&known[..], &CONDITIONS].concat());
    }

    /// One condition as ours; `None` if nothing of it is left.
    fn condition(&mut self, list: &Table, condition: &str) -> Option<String> {
        let mut values = strings(list, condition);
        if get(list, condition).is_some_and(|value| !is_strings(value)) {
            self.left(&format!("allowlist: {condition}"), "not a list of strings");
        }
        let target = get(list, "regextarget")
            .and_then(Value::as_str)
            .unwrap_or("secret");
        let ours = match (condition, target.to_lowercase().as_str()) {
            ("paths", _) => "path_regexes",
            ("regexes", "match" | "line") => "lines",
            ("regexes", _) => "values",
            (other, _) => other,
        };
        if ours == "lines" && target.eq_ignore_ascii_case("match") && !values.is_empty() {
            let what = "an allowlist over matches is one over whole lines here".to_owned();
            self.out.changed.push(what);
        }
        if ours == "path_regexes" || condition == "regexes" {
            values = values.iter().map(|value| translate(value)).collect();
        }
        values.retain(|value| {
            let body = format!(
                "[[allow]]\nreason = \"r\"\n{}",
                key(ours, std::slice::from_ref(value))
            );
            let fault = fault(&body);
            if let Some(why) = &fault {
                self.out
                    .left_out
                    .push(format!("allowlist: {condition}: {why}"));
            }
            fault.is_none()
        });
        (!values.is_empty()).then(|| key(ours, &values))
    }

    fn allow(&mut self, body: &str, reason: &str) {
        let _ = write!(
            self.body,
            "\n[[allow]]\n{body}reason = {}\n",
            quoted(reason)
        );
    }

    /// Names keys that mean nothing here.
    fn others(&mut self, table: &Table, place: &str, known: &[&str]) {
        for name in table.keys() {
            if !known.contains(&name.to_lowercase().as_str()) {
                self.left(&format!("{place}{name}"), "there is nothing like it here");
            }
        }
    }

    fn finish(mut self) -> Imported {
        if self.has_rules && !self.extends_default {
            self.head += "extends = []\n";
        }
        if !self.disabled.is_empty() {
            let _ = write!(self.head, "\n[rules]\n{}", key("disable", &self.disabled));
        }
        let whole = format!("{}{}", self.head, self.body);
        whole.trim_start().clone_into(&mut self.out.toml);
        self.out
    }
}

/// What is wrong with a piece of our configuration.
fn fault(body: &str) -> Option<String> {
    let source = Source {
        path: "".into(),
        name: String::new(),
        text: body.to_owned(),
    };
    let words = |error: crate::error::Error| match error {
        crate::error::Error::Mistake(mistake) => mistake.message,
        other => other.to_string(),
    };
    let syntax = match source.parse() {
        Ok(syntax) => syntax,
        Err(error) => return Some(words(error)),
    };
    let shared = Shared {
        provider: "",
        category: "",
        docs: "",
        revoke: "",
    };
    for table in &syntax.rule {
        let own = table.get_ref();
        if let Err(error) = crate::config::pattern::regexes(&source, own.paths()) {
            return Some(words(error));
        }
        match own.rule(table.span(), &shared) {
            Ok(rule) => {
                if let Err(what) = compiles(&rule) {
                    return Some(what.to_owned());
                }
            }
            Err(fault) => {
                let whole = fault.message;
                let why = whole.split_once("`: ").map_or(&*whole, |(_, why)| why);
                return Some(why.to_owned());
            }
        }
    }
    let mut allows = syntax.allow.iter();
    allows.find_map(|table| {
        crate::config::Allow::read(&source, table, true)
            .err()
            .map(words)
    })
}

/// `key = ["a", "b"]` and a line end.
fn key(name: &str, values: &[String]) -> String {
    let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
    format!("{name} = [{}]\n", values.join(", "))
}

fn quoted(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

/// A value by its key, whatever the key's case: that tool does not mind it.
fn get<'t>(table: &'t Table, name: &str) -> Option<&'t Value> {
    let mut entries = table.iter();
    entries.find_map(|(key, value)| key.eq_ignore_ascii_case(name).then_some(value))
}

/// The table, or the tables, of this name.
fn tables<'t>(table: &'t Table, name: &str) -> impl Iterator<Item = &'t Table> {
    let found: Vec<&Table> = match get(table, name) {
        Some(Value::Table(one)) => vec![one],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_table).collect(),
        _ => Vec::new(),
    };
    found.into_iter()
}

fn strings(table: &Table, name: &str) -> Vec<String> {
    match get(table, name) {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(many)) => {
            let words = many.iter().filter_map(Value::as_str);
            words.map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}

fn is_strings(value: &Value) -> bool {
    match value {
        Value::String(_) => true,
        Value::Array(many) => many.iter().all(Value::is_str),
        _ => false,
    }
}

fn number(value: &Value) -> Option<f64> {
    value
        .as_float()
        .or_else(|| Some(value.as_integer()? as f64))
}

/// An id in the form that rules have here.
fn slug(id: &str) -> String {
    let words = id.to_lowercase();
    let words = words.split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join("-")
}

fn is_commit(text: &str) -> bool {
    text.len() >= 7 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
