//! Allowlists: of the whole file, of named rules, of one rule.

use toml::{Table, Value};

use super::super::Imported;
use super::super::draft::Allow;
use super::super::go;
use super::super::regex::translate;
use super::table::{get, is_strings, strings};

/// What conditions of an allowlist are called there.
const CONDITIONS: [&str; 4] = ["paths", "regexes", "stopwords", "commits"];

impl Imported {
    /// An allowlist; `rule` is our ids of the rule that it is for.
    pub(super) fn allowlist(&mut self, list: &Table, rule: Option<&[String]>) {
        let description = get(list, "description").and_then(Value::as_str);
        let reason = description.unwrap_or("carried over from gitleaks");
        let Ok(scope) = self.targets(list, rule) else {
            return;
        };
        let together = get(list, "condition").and_then(Value::as_str);
        let together = together.is_some_and(|word| ["AND", "&&"].contains(&&*word.to_uppercase()));
        let mut whole = Allow::new(reason);
        for condition in CONDITIONS {
            let Some(value) = get(list, condition) else {
                continue;
            };
            if !is_strings(value) {
                self.left(format!("allowlist: {condition}"), "not a list of strings");
            }
            let (name, values) = self.condition(list, condition);
            if together {
                if values.is_empty() {
                    let why = "one of the conditions that must hold together is empty";
                    self.left("an allowlist", why);
                    return;
                }
                whole = whole.with(name, values);
            } else if !values.is_empty() {
                let allow = Allow::new(reason).with(name, values);
                self.allow("allowlist", allow.with("rules", scope.clone()));
            }
        }
        if together && !whole.conditions.is_empty() {
            self.allow("allowlist", whole.with("rules", scope));
        }
        let known = ["description", "condition", "targetrules", "regextarget"];
        self.others(list, "allowlist: ", &[&known[..], &CONDITIONS].concat());
    }

    /// Our ids of the rules that it is for, none for all; an error when none of them is here.
    fn targets(&mut self, list: &Table, rule: Option<&[String]>) -> Result<Vec<String>, ()> {
        let theirs = strings(list, "targetrules");
        if theirs.is_empty() {
            return Ok(rule.unwrap_or_default().to_vec());
        }
        let mut ours: Vec<String> = Vec::new();
        for id in &theirs {
            let found = self.ids(id);
            if found.is_empty() {
                self.left("an allowlist", &format!("no rule is called {id}"));
            }
            ours.extend(found);
        }
        ours.extend_from_slice(rule.unwrap_or_default());
        if ours.is_empty() { Err(()) } else { Ok(ours) }
    }

    /// One condition under our name.
    fn condition(&mut self, list: &Table, condition: &str) -> (&'static str, Vec<String>) {
        let values = strings(list, condition);
        let target = get(list, "regextarget")
            .and_then(Value::as_str)
            .unwrap_or("secret");
        let is_match = target.eq_ignore_ascii_case("match");
        let translated = || {
            values
                .iter()
                .map(|value| go::of_text(&translate(value)))
                .collect()
        };
        match condition {
            "paths" => ("path_regexes", translated()),
            "regexes" if is_match => {
                if !values.is_empty() {
                    self.change(
                        "an allowlist over matches is one over secrets with the name before them here",
                    );
                }
                ("assignments", translated())
            }
            "regexes" if target.eq_ignore_ascii_case("line") => ("lines", translated()),
            "regexes" => ("values", translated()),
            "stopwords" => ("stopwords", values),
            _ => ("commits", values),
        }
    }
}
