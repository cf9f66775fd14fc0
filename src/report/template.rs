//! A user's own format: a Jinja template that sees what JSON reports hold, under the same names,
//! or one in Go's notation that sees what gitleaks' templates see.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::io::{self, Write};
use std::ptr;
use std::sync::Arc;

use minijinja::value::{Enumerator, Object, ObjectRepr, Serde};
use minijinja::{Environment, Output, State, UndefinedBehavior, Value, context, escape_formatter};
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor};
use serde_json::Deserializer;

use super::group::worst_first;
use super::view::{self, CoverageView, FindingView, ToolView};
use super::whole::Whole;
use super::{escape, gitleaks, go};
use crate::error::{Error, Result};
use crate::finding::Finding;

/// A template that was read and is well-formed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    name: String,
    source: String,
}

impl Template {
    /// Checks a template. Its name decides what is escaped: `.html`, `.xml` and `.json` files
    /// escape what they show, all others show it as it is.
    ///
    /// # Errors
    /// [`Error::Template`] that names the line.
    pub fn new(name: impl Into<String>, source: impl Into<String>) -> Result<Self> {
        let template = Self {
            name: name.into(),
            source: source.into(),
        };
        if go::is_go(&template.source) {
            return match go::check(&template.source) {
                Ok(()) => Ok(template),
                Err(fault) => Err(template.at_fault(fault)),
            };
        }
        match template.environment() {
            Ok(_) => Ok(template),
            Err(error) => Err(template.wrong(&error)),
        }
    }

    fn environment(&self) -> std::result::Result<Environment<'_>, minijinja::Error> {
        let mut environment = Environment::new();
        // A name that is mistyped is an error, not an empty report.
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        // And the error says which.
        environment.set_debug(true);
        environment.set_formatter(show);
        environment.add_template(&self.name, &self.source)?;
        Ok(environment)
    }

    fn at_fault(&self, fault: go::Fault) -> Error {
        Error::Template {
            name: self.name.clone(),
            line: fault.line,
            why: fault.why,
        }
    }

    fn wrong(&self, error: &minijinja::Error) -> Error {
        Error::Template {
            name: self.name.clone(),
            line: error.line().unwrap_or(1),
            why: why(error),
        }
    }
}

/// Shows a value as ever, but for what a terminal would obey: that becomes visible, or, where
/// the text is markup or JSON already, U+FFFD.
fn show(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> std::result::Result<(), minijinja::Error> {
    let obeyed = |c: char| !matches!(c, '\n' | '\r' | '\t') && escape::is_hidden(c);
    match value.as_str() {
        Some(text) if escape::first_hidden(text).is_some() && text.contains(obeyed) => {
            let shown = if value.is_safe() {
                Value::from_safe_string(text.replace(obeyed, "\u{fffd}"))
            } else {
                let lines: Vec<_> = text.split('\n').map(escape::line).collect();
                Value::from(lines.join("\n"))
            };
            escape_formatter(out, state, &shown)
        }
        _ => escape_formatter(out, state, value),
    }
}

/// What is wrong, without what the template was fed.
fn why(error: &minijinja::Error) -> String {
    match error.detail() {
        Some(detail) => format!("{}: {detail}", error.kind()),
        None => error.kind().to_string(),
    }
}

/// Renders the template of the options.
pub(super) fn write(whole: &Whole<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    let Some(template) = &whole.options.template else {
        return Err(io::Error::other("no template was given"));
    };
    if go::is_go(&template.source) {
        let records = gitleaks::records(whole);
        return go::write(&template.source, records, out).map_err(|failure| match failure {
            go::Failure::Fault(fault) => io::Error::other(template.at_fault(fault).to_string()),
            go::Failure::Output(error) => error,
        });
    }
    let failed = |error: minijinja::Error| io::Error::other(template.wrong(&error).to_string());
    let environment = template.environment().map_err(failed)?;
    let records: HashMap<*const Finding, Value> = whole
        .findings
        .iter()
        .map(|finding| {
            (
                ptr::from_ref(*finding),
                Value::from_object(Record::new(finding)),
            )
        })
        .collect();
    let records = |findings: &[&Finding]| {
        let these = findings.iter();
        let these = these.map(|finding| records[&ptr::from_ref(*finding)].clone());
        Value::from_object(Records(these.collect()))
    };
    let groups = worst_first(whole.findings);
    let groups: Vec<Value> = groups
        .iter()
        .map(|group| records(&group.findings))
        .collect();
    let values = context! {
        tool => Value::from(Serde(ToolView::THIS)),
        status => Value::from(Serde(whole.summary.status())),
        findings => records(whole.findings),
        groups => groups,
        coverage => Value::from(Serde(CoverageView::new(&whole.summary.coverage))),
    };
    let template = environment.get_template(&template.name).map_err(failed)?;
    let mut out = Carrier { out, error: None };
    match template.render_captured_to(values, &mut out) {
        Ok(_) => Ok(()),
        // The writer's own error says more than that of the template.
        Err(error) => Err(out.error.take().unwrap_or_else(|| failed(error))),
    }
}

/// Findings in an order of their own.
#[derive(Debug)]
struct Records(Vec<Value>);

impl Object for Records {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Seq
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.0.get(key.as_usize()?).cloned()
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Seq(self.0.len())
    }
}

/// A finding as its line of JSON, which is read as far as to the field that the template asks
/// for: that takes a tenth of the memory of values, and little of the time.
#[derive(Debug)]
struct Record(Box<[u8]>);

impl Record {
    fn new(finding: &Finding) -> Self {
        // Nothing in it is a number or a key that JSON could not hold.
        let line = view::line(&FindingView::new(finding, false)).unwrap_or_default();
        Self(line.into_boxed_slice())
    }

    fn field(&self, name: &str) -> Option<Value> {
        let mut value = None;
        let pick = Pick {
            name,
            value: &mut value,
        };
        // It ends in the middle of the object, so what is left over is no mistake.
        let _ = pick.deserialize(&mut Deserializer::from_slice(&self.0));
        value
    }
}

impl Object for Record {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.field(key.as_str()?)
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        let fields: BTreeMap<String, IgnoredAny> =
            serde_json::from_slice(&self.0).unwrap_or_default();
        Enumerator::Values(fields.into_keys().map(Value::from).collect())
    }
}

/// Reads an object up to one of its fields.
struct Pick<'a> {
    name: &'a str,
    value: &'a mut Option<Value>,
}

impl<'de> DeserializeSeed<'de> for Pick<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(
        self,
        object: D,
    ) -> std::result::Result<(), D::Error> {
        object.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Pick<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> std::result::Result<(), A::Error> {
        while let Some(name) = fields.next_key::<&str>()? {
            if name == self.name {
                *self.value = Some(fields.next_value()?);
                return Ok(());
            }
            fields.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}

/// Remembers what the writer said.
struct Carrier<'w> {
    out: &'w mut dyn Write,
    error: Option<io::Error>,
}

impl Write for Carrier<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes).map_err(|error| {
            let kind = error.kind();
            self.error = Some(error);
            kind.into()
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl fmt::Debug for Carrier<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Carrier(…)")
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::{Format, Options, sample};
    use super::*;

    fn options(name: &str, source: &str) -> Options {
        Options {
            template: Some(Template::new(name, source).unwrap()),
            ..Options::default()
        }
    }

    #[test]
    fn a_template_sees_what_json_holds() {
        let source = "{{ tool.name }}: {{ status }}, {{ groups|length }} secrets\n\
            {% for f in findings if f.severity == 'high' -%}\n\
            {{ f.path }}:{{ f.start_line }} {{ f.secret }} {{ f.remediation.env or '-' }}\n\
            {% endfor %}{{ groups[0][0].rule }} {{ coverage.files }} {{ findings|length }}";
        assert_snapshot!(sample::report(Format::Template, options("a.txt", source)));
    }

    #[test]
    fn every_field_of_json_is_seen_under_its_name() {
        let source = "{% for f in findings %}{{ f|tojson }}\n\
            {% for name in f %}{{ {name: f[name]}|tojson }}{% endfor %}\n{% endfor %}";
        let shown = sample::report(Format::Template, options("a.txt", source));
        let json = sample::report(Format::Jsonl, Options::default());
        let read = |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap();
        let pairs = shown.lines().collect::<Vec<_>>();
        for (pair, line) in pairs.chunks(2).zip(json.lines()) {
            // What a terminal obeys is replaced there.
            let line = read(line)
                .to_string()
                .replace(escape::is_hidden, "\u{fffd}");
            assert_eq!(read(pair[0]), read(&line));
            let fields = pair[1].replace("}{\"", ",\"");
            assert_eq!(read(&fields).as_object().unwrap().len(), 22);
        }
        assert_eq!(pairs.len() / 2 + 1, json.lines().count());
    }

    #[test]
    fn markup_is_escaped_where_the_name_says_markup() {
        let source = "{{ findings[2].path }}";
        let report = |name| sample::report(Format::Template, options(name, source));
        assert_eq!(report("a.html"), "&lt;stdin&gt;");
        assert_eq!(report("a.txt"), "<stdin>");
    }

    #[test]
    fn mistakes_name_the_line() {
        let error = Template::new("a.j2", "\n{% for %}")
            .unwrap_err()
            .to_string();
        assert!(error.starts_with("a.j2:2: syntax error"), "{error}");
        for (source, said) in [
            ("\n\n{{ no }}", "undefined value: `no` is undefined"),
            (
                "\n\n{{ tool.no }}",
                "undefined value: `tool.no` is undefined",
            ),
        ] {
            let mut reporter = Format::Template.reporter(Vec::new(), options("b.j2", source));
            let error = reporter.end(&sample::summary()).unwrap_err().to_string();
            assert_eq!(error, format!("b.j2:3: {said}"));
        }
    }

    #[test]
    fn a_template_of_gos_sees_what_gitleaks_has() {
        let source = "{{ len . }}\n{{ range . }}{{ .RuleID }} {{ .File }}:{{ .StartLine }} \
            {{ quote .Secret }} {{ quote .Line }} {{ .Tags }}\n{{ end }}";
        assert_snapshot!(sample::report(Format::Template, options("a.tmpl", source)));
        let error = Template::new("a.tmpl", "{{ range . }}\n{{ quot . }}{{ end }}");
        let error = error.unwrap_err().to_string();
        assert_eq!(
            error,
            "a.tmpl:2: there is no function `quot`; did you mean `quote` or `squote`?"
        );
        let options = options("b.tmpl", "{{ range . }}\n{{ .Rule }}{{ end }}");
        let findings = sample::findings();
        let finding = &findings[0];
        let mut reporter = Format::Template.reporter(Vec::new(), options);
        reporter.finding(finding).unwrap();
        let error = reporter.end(&sample::summary()).unwrap_err().to_string();
        assert!(
            error.starts_with("b.tmpl:2: there is no field `Rule`"),
            "{error}"
        );
    }
}
