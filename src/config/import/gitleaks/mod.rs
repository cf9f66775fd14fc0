//! `.gitleaks.toml` of version 8, `.betterleaks.toml`, and the lists of fingerprints beside them.

mod allowlist;
mod conditions;
mod expression;
mod ids;
mod ignore;
mod rule;
mod table;
mod token;

use std::path::Path;

use toml::{Table, Value};

use super::Imported;
use crate::config::source::Source;
use crate::error::Result;
use expression::Scope;
pub use ids::ours;
pub(in crate::config) use ignore::gitleaks_ignore;
pub(super) use rule::Written;
use table::{Kind, get, strings, tables};

/// Keys at the top that are read, or say nothing.
const KNOWN: [&str; 11] = [
    "title",
    "description",
    "minversion",
    "betterleaksminversion",
    "extend",
    "rules",
    "allowlist",
    "allowlists",
    "prefilter",
    "filter",
    "version",
];

/// What values of those must be.
const KINDS: [(&str, Kind); 6] = [
    ("extend", Kind::Table),
    ("rules", Kind::Tables),
    ("allowlist", Kind::Tables),
    ("allowlists", Kind::Tables),
    ("prefilter", Kind::Text),
    ("filter", Kind::Text),
];
/// The same of `extend`.
const EXTEND_KINDS: [(&str, Kind); 3] = [
    ("usedefault", Kind::Switch),
    ("path", Kind::Text),
    ("disabledrules", Kind::Texts),
];

/// Reads a configuration of gitleaks or betterleaks.
///
/// # Errors
/// It is no TOML.
pub(in crate::config) fn gitleaks(name: &str, text: &str) -> Result<Imported> {
    let source = Source::new(Path::new(name), name.to_owned(), text.to_owned());
    let root: Table = toml::from_str(text).map_err(|error| {
        source.mistake(error.span().unwrap_or(0..0), error.message().to_owned())
    })?;
    let mut import = Imported::default();
    import.kinds(&root, "", &KINDS);
    import.extend(&root);
    for rule in tables(&root, "rules") {
        import.gitleaks_rule(rule);
    }
    for list in tables(&root, "allowlist").chain(tables(&root, "allowlists")) {
        import.allowlist(list, None);
    }
    for filter in ["prefilter", "filter"] {
        if let Some(text) = get(&root, filter).and_then(Value::as_str) {
            import.expression(filter, text, &Scope::Everything);
        }
    }
    import.others(&root, "", &KNOWN);
    Ok(import)
}

impl Imported {
    fn extend(&mut self, root: &Table) {
        let Some(extend) = get(root, "extend").and_then(Value::as_table) else {
            self.catalogue = Some(false);
            return;
        };
        self.kinds(extend, "extend.", &EXTEND_KINDS);
        self.catalogue = Some(get(extend, "usedefault").and_then(Value::as_bool) == Some(true));
        if let Some(path) = get(extend, "path").and_then(Value::as_str) {
            self.extended = Some(path.to_owned());
        }
        if get(extend, "url").is_some() {
            self.left("extend.url", "nothing is read from the network");
        }
        for id in strings(extend, "disabledrules") {
            let ours = ours(&id);
            if ours.is_empty() {
                self.left(format!("disabledRules `{id}`"), "no rule has this id here");
            }
            for id in ours {
                self.disable(id);
            }
        }
        self.others(
            extend,
            "extend.",
            &["usedefault", "path", "url", "disabledrules"],
        );
    }

    /// Names values of a wrong kind, which are passed over.
    fn kinds(&mut self, table: &Table, place: &str, kinds: &[(&str, Kind)]) {
        for (name, kind) in kinds {
            if let Some(fault) = get(table, name).and_then(|value| kind.fault(value)) {
                self.left(format!("{place}{name}"), fault);
            }
        }
    }

    /// Names keys that mean nothing here.
    fn others(&mut self, table: &Table, place: &str, known: &[&str]) {
        for name in table.keys() {
            if !known.contains(&name.to_lowercase().as_str()) {
                self.left(format!("{place}{name}"), "there is nothing like it here");
            }
        }
    }
}
