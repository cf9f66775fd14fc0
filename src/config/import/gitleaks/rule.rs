//! Rules of gitleaks and betterleaks.

use std::fmt::Write;

use toml::{Table, Value};

use super::super::Imported;
use super::super::bound::bounded;
use super::super::draft::{RuleText, fault, key, quoted, slug};
use super::super::go;
use super::super::group::name_secret;
use super::super::literal::anchors;
use super::super::regex::translate;
use super::expression::Scope;
use super::ids;
use super::table::{Kind, get, number, strings, tables};

/// Keys that are read, or only describe.
const KNOWN: [&str; 14] = [
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
    "specificity",
    "filter",
    "validate",
];
/// Keys of which to say why they are not carried over.
const UNLIKE: [(&str, &str); 3] = [
    (
        "required",
        "it is found without the others that it asks for",
    ),
    (
        "tokenefficiency",
        "how likely a value is as text is judged in our own way",
    ),
    (
        "entropies",
        "only one floor for the whole secret can be set",
    ),
];
/// What values of keys must be.
const KINDS: [(&str, Kind); 9] = [
    ("id", Kind::Text),
    ("description", Kind::Text),
    ("regex", Kind::Text),
    ("path", Kind::Text),
    ("entropy", Kind::Number),
    ("secretgroup", Kind::Number),
    ("keywords", Kind::Texts),
    ("allowlist", Kind::Tables),
    ("allowlists", Kind::Tables),
];
/// How far from a match one of its keywords may stand, in bytes.
const WITHIN: usize = 1024;

/// A rule that is written with a pattern.
pub(in crate::config::import) struct Written<'a> {
    pub(in crate::config::import) id: &'a str,
    pub(in crate::config::import) name: &'a str,
    pub(in crate::config::import) regex: &'a str,
    /// Which group holds the secret; 0: the first one.
    pub(in crate::config::import) group: u32,
    /// One of which stands near; none: no such need.
    pub(in crate::config::import) keywords: Vec<String>,
    pub(in crate::config::import) entropy: Option<f64>,
    pub(in crate::config::import) path: Option<&'a str>,
}

impl Imported {
    pub(super) fn gitleaks_rule(&mut self, rule: &Table) {
        let text = |key| get(rule, key).and_then(Value::as_str);
        let name = text("description").unwrap_or_default();
        let id = text("id").filter(|id| !id.is_empty()).unwrap_or(name);
        let named = format!("rule `{id}`");
        self.kinds(rule, &format!("{named}: "), &KINDS);
        let is_silent = get(rule, "skipreport").and_then(Value::as_bool) == Some(true);
        let ours = match text("regex") {
            _ if is_silent => {
                self.left(&named, "it is never reported, only asked for by another");
                Vec::new()
            }
            Some(regex) => {
                let group = get(rule, "secretgroup").and_then(Value::as_integer);
                let entropy = get(rule, "entropy").and_then(number);
                let written = Written {
                    id,
                    name: if name.is_empty() { id } else { name },
                    regex,
                    group: group.and_then(|n| u32::try_from(n).ok()).unwrap_or(0),
                    keywords: strings(rule, "keywords"),
                    entropy: entropy.or_else(|| entropy_of(rule)).filter(|e| *e > 0.0),
                    path: text("path"),
                };
                self.rule(&written).into_iter().collect()
            }
            None if text("path").is_some() => {
                self.left(&named, "it looks at names of files alone");
                Vec::new()
            }
            None => ids::ours(id),
        };
        self.rule_allows(rule, &named, &ours);
        for (key, why) in UNLIKE {
            if get(rule, key).is_some() {
                self.left(format!("{named}: {key}"), why);
            }
        }
        if get(rule, "validate").is_some() {
            self.left("validate", "nothing is asked over the network");
        }
        let unlike = UNLIKE.map(|(key, _)| key);
        self.others(
            rule,
            &format!("{named}: "),
            &[&KNOWN[..], &unlike, &["skipreport"]].concat(),
        );
    }

    fn rule_allows(&mut self, rule: &Table, named: &str, ours: &[String]) {
        let lists: Vec<&Table> = tables(rule, "allowlist")
            .chain(tables(rule, "allowlists"))
            .collect();
        let filter = get(rule, "filter").and_then(Value::as_str);
        if ours.is_empty() {
            if !lists.is_empty() || filter.is_some() {
                self.left(format!("{named}: allowlist"), "its rule is not here");
            }
            return;
        }
        for list in lists {
            self.allowlist(list, Some(ours));
        }
        if let Some(filter) = filter {
            let what = format!("{named}: filter");
            self.expression(&what, filter, &Scope::Rules(ours.to_vec()));
        }
    }

    /// Our ids for one of theirs: of a rule that was carried over, or of ours that do the same.
    pub(super) fn ids(&self, theirs: &str) -> Vec<String> {
        let own = slug(theirs);
        if self.has_rule(&own) {
            return vec![own];
        }
        ids::ours(theirs)
    }

    /// Adds a rule; its id here, if that could be done.
    pub(in crate::config::import) fn rule(&mut self, rule: &Written<'_>) -> Option<String> {
        let named = format!("rule `{}`", rule.id);
        let id = self.unused(&slug(rule.id));
        let translated = translate(rule.regex);
        let read = |characters| name_secret(&go::of_rule(&translated, characters), rule.group);
        let (Some(exact), Some(pattern)) = (read(true), read(false)) else {
            let why = "its regular expression is of a kind that cannot be run here";
            self.left(&named, why);
            return None;
        };
        let mut why = None;
        for ((exact, _), (pattern, most)) in bounded(&exact).into_iter().zip(bounded(&pattern)) {
            let read = body(&id, rule, &exact);
            // Characters take up to four bytes, and a match has a longest.
            let in_bytes = read.is_err() && exact != pattern;
            let read = if in_bytes {
                body(&id, rule, &pattern)
            } else {
                read
            };
            match read {
                Ok((body, is_near)) => {
                    if in_bytes {
                        self.change(format!(
                            "{named}: its pattern counts bytes where gitleaks counts characters"
                        ));
                    }
                    if let Some(most) = most {
                        self.change(format!(
                            "{named}: what its pattern repeats without end is matched up to {most} times"
                        ));
                    }
                    if is_near {
                        self.change(format!("{named}: counts only near one of its keywords"));
                    }
                    if id != rule.id {
                        self.change(format!("{named}: is called `{id}`"));
                    }
                    self.rules.push(RuleText {
                        id: id.clone(),
                        body,
                    });
                    return Some(id);
                }
                Err(what) => {
                    why.get_or_insert(what);
                }
            }
        }
        self.left(&named, &why.unwrap_or_default());
        None
    }

    /// An id that no rule has yet.
    fn unused(&self, id: &str) -> String {
        let id = if id.is_empty() { "rule" } else { id };
        let numbered = (2..).map(|number| format!("{id}-{number}"));
        let mut ids = std::iter::once(id.to_owned()).chain(numbered);
        ids.find(|id| !self.has_rule(id))
            .expect("numbers do not end")
    }
}

/// The rule in our words, and whether a keyword must stand near; or what is wrong with it.
fn body(id: &str, rule: &Written<'_>, pattern: &str) -> Result<(String, bool), String> {
    let folded = if pattern.starts_with("(?i)") {
        pattern.to_owned()
    } else {
        format!("(?i)(?-i:{pattern})")
    };
    let keywords: Vec<String> = rule
        .keywords
        .iter()
        .map(|word| word.to_lowercase())
        .collect();
    let keywords: Vec<String> = keywords
        .into_iter()
        .filter(|word| !word.is_empty())
        .collect();
    let mut body = String::from("[[rule]]\n");
    let mut set = |name: &str, value: String| {
        let _ = writeln!(body, "{name} = {value}");
    };
    set("id", quoted(id));
    set("name", quoted(rule.name));
    set("severity", quoted("high"));
    set("pattern", quoted(&folded));
    set("boundary", quoted("none"));
    if let Some(entropy) = rule.entropy {
        set("entropy", format!("{entropy:?}"));
    }
    let is_near = match anchors(pattern) {
        Some(anchors) => {
            body += &key("anchors", &anchors);
            // A keyword that every match holds says nothing more.
            let implied = |anchor: &String| keywords.iter().any(|word| anchor.contains(&**word));
            !keywords.is_empty() && !anchors.iter().all(implied)
        }
        None if keywords.is_empty() => {
            let why = "no text of three characters or more is in all of its matches, and it has \
                       no keywords";
            return Err(why.to_owned());
        }
        None => true,
    };
    if is_near {
        body += &key("context", &keywords);
        let _ = writeln!(body, "within = {WITHIN}");
    }
    if let Some(path) = rule.path {
        body += &key("paths", &[go::of_text(&translate(path))]);
    }
    fault(&body).map_or(Ok((body, is_near)), Err)
}

/// The floor that a filter of betterleaks sets, if that is all that it does.
fn entropy_of(rule: &Table) -> Option<f64> {
    super::expression::entropy(get(rule, "filter")?.as_str()?)
}
