//! `TruffleHog`'s lists of paths, and detectors of a user's own.

use serde_json::Value;

use super::Imported;
use super::draft::Allow;
use super::gitleaks::Written;
use super::go;
use super::regex::translate;

/// Keys of a detector that are read.
const KNOWN: [&str; 7] = [
    "name",
    "keywords",
    "regex",
    "primary_regex_name",
    "entropy",
    "exclude_words",
    "exclude_regexes_match",
];
/// Keys of which to say why they are not carried over.
const UNLIKE: [(&str, &str); 5] = [
    ("verify", "nothing is asked over the network"),
    ("validations", "say it in the pattern of the [[rule]]"),
    (
        "exclude_regexes_capture",
        "say it in the pattern of the [[rule]]",
    ),
    ("description", ""),
    ("webhook", "nothing is asked over the network"),
];

/// A list of regular expressions for paths, one a line.
pub(super) fn exclude_paths(file: &str, text: &str) -> Imported {
    let mut import = Imported::default();
    let lines = text.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let paths: Vec<String> = lines.map(|line| go::of_text(&translate(line))).collect();
    if !paths.is_empty() {
        let allow = Allow::new(&format!("excluded in {file}")).with("path_regexes", paths);
        import.allow(file, allow);
    }
    import
}

/// Takes in detectors; `file` is what reasons call it.
pub(super) fn detectors(file: &str, root: &Value) -> Imported {
    let mut import = Imported {
        catalogue: Some(true),
        ..Imported::default()
    };
    for detector in root["detectors"].as_array().into_iter().flatten() {
        import.detector(file, detector);
    }
    for key in root.as_object().into_iter().flatten().map(|(key, _)| key) {
        if key != "detectors" {
            import.left(format!("{file}: {key}"), "there is nothing like it here");
        }
    }
    import
}

impl Imported {
    fn detector(&mut self, file: &str, detector: &Value) {
        let name = detector["name"].as_str().unwrap_or("detector");
        let named = format!("detector `{name}`");
        let Some((key, regex)) = primary(detector) else {
            self.left(&named, "it has no regular expression");
            return;
        };
        if detector["regex"]
            .as_object()
            .is_some_and(|all| all.len() > 1)
        {
            self.left(&named, &format!("it is found by `{key}` alone"));
        }
        let rule = self.rule(&Written {
            id: name,
            name,
            regex,
            group: 0,
            keywords: strings(&detector["keywords"]),
            entropy: detector["entropy"]
                .as_f64()
                .filter(|entropy| *entropy > 0.0),
            path: None,
        });
        for (key, value) in detector.as_object().into_iter().flatten() {
            let unlike = UNLIKE.iter().find(|(known, _)| known == key);
            match unlike {
                Some((_, "")) => {}
                _ if value.as_array().is_some_and(Vec::is_empty) => {}
                Some((_, why)) => self.left(format!("{named}: {key}"), why),
                None if KNOWN.contains(&key.as_str()) => {}
                None => self.left(format!("{named}: {key}"), "there is nothing like it here"),
            }
        }
        let Some(id) = rule else { return };
        let reason = format!("excluded in {file}");
        let words = strings(&detector["exclude_words"]);
        let matches = strings(&detector["exclude_regexes_match"]);
        if !matches.is_empty() {
            self.change("an allow over matches is one over whole lines here");
        }
        let matches = matches
            .iter()
            .map(|pattern| go::of_text(&translate(pattern)))
            .collect();
        for (name, values) in [("stopwords", words), ("lines", matches)] {
            if !values.is_empty() {
                let allow = Allow::new(&reason).with(name, values);
                self.allow(&named, allow.with("rules", vec![id.clone()]));
            }
        }
    }
}

/// The expression whose match is the secret, and its name.
fn primary(detector: &Value) -> Option<(&str, &str)> {
    let all = detector["regex"].as_object()?;
    let wanted = detector["primary_regex_name"].as_str();
    let wanted = wanted.filter(|name| all.contains_key(*name));
    let first = || all.keys().map(String::as_str).min();
    let name = wanted.or_else(first)?;
    Some((name, all[name].as_str()?))
}

fn strings(value: &Value) -> Vec<String> {
    let values = value.as_array().into_iter().flatten();
    values
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}
