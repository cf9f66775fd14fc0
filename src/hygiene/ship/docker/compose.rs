//! From which folder Compose builds an image, and by which Dockerfile.

use yaml_rust2::parser::{Event, Parser};

/// So many parts of a file are read.
const MOST: usize = 100_000;

/// One service's `build`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in super::super) struct Build {
    /// From the root that is inspected, without a `/` behind it.
    pub(in super::super) context: String,
    /// From there, too.
    pub(in super::super) dockerfile: String,
}

/// What a file of Compose in `folder` builds. What lies elsewhere is left out.
pub(in super::super) fn builds(folder: &str, text: &str) -> Vec<Build> {
    let builds = services(text).into_iter();
    builds
        .filter_map(|(context, dockerfile)| {
            let context = joined(folder, &context)?;
            let dockerfile = joined(&context, &dockerfile)?;
            Some(Build {
                context,
                dockerfile,
            })
        })
        .collect()
}

/// Context and Dockerfile of each service, as written.
fn services(text: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, Option<String>, Option<String>)> = Vec::new();
    let mut parser = Parser::new_from_str(text);
    // The keys that lead here; a list has a blank one. The last one may await its value.
    let mut keys: Vec<Option<String>> = Vec::new();
    for _ in 0..MOST {
        let Ok((event, _)) = parser.next_token() else {
            break;
        };
        match event {
            Event::StreamEnd | Event::DocumentEnd => break,
            Event::MappingStart(..) => keys.push(None),
            Event::SequenceStart(..) => keys.push(Some(String::new())),
            Event::MappingEnd | Event::SequenceEnd => {
                keys.pop();
                settle(&mut keys);
            }
            Event::Alias(_) => settle(&mut keys),
            Event::Scalar(text, ..) => {
                if let Some(key @ None) = keys.last_mut() {
                    *key = Some(text);
                    continue;
                }
                let path: Vec<&str> = keys.iter().filter_map(Option::as_deref).collect();
                let service = path.get(1).copied().unwrap_or_default().to_owned();
                if found.last().is_none_or(|(last, ..)| *last != service) {
                    found.push((service, None, None));
                }
                let last = found.last_mut().expect("it was pushed just now");
                match path[..] {
                    ["services", _, "build"] | ["services", _, "build", "context"] => {
                        last.1 = Some(text);
                    }
                    ["services", _, "build", "dockerfile"] => last.2 = Some(text),
                    _ => {}
                }
                settle(&mut keys);
            }
            _ => {}
        }
    }
    let builds = found.into_iter().filter_map(|(_, context, dockerfile)| {
        if context.is_none() && dockerfile.is_none() {
            return None;
        }
        let dockerfile = dockerfile.unwrap_or_else(|| "Dockerfile".to_owned());
        Some((context.unwrap_or_default(), dockerfile))
    });
    builds.collect()
}

/// The value of the innermost key was read.
fn settle(keys: &mut [Option<String>]) {
    if let Some(key) = keys.last_mut()
        && key.as_deref() != Some("")
    {
        *key = None;
    }
}

/// A path from a folder; `None` if it leads elsewhere.
fn joined(folder: &str, path: &str) -> Option<String> {
    if path.starts_with(['/', '~']) || path.contains("://") || path.contains(['$', '@']) {
        return None;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            _ => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(folder: &str, text: &str) -> Vec<String> {
        let builds = builds(folder, text).into_iter();
        builds
            .map(|build| format!("{}:{}", build.context, build.dockerfile))
            .collect()
    }

    #[test]
    fn services_name_their_context_and_dockerfile() {
        let text = "\
services:
  web:
    build: .
    ports: [\"80:80\"]
  api:
    environment:
      - build
    build:
      args: {context: no}
      context: ./api
      dockerfile: ../docker/api.Dockerfile
  top:
    build: {context: .., dockerfile: app/Dockerfile}
  own:
    build:
      dockerfile: Other
  far:
    build: https://example.org/x.git
  image:
    image: redis
x-build: {context: no}
";
        assert_eq!(
            all("app", text),
            [
                "app:app/Dockerfile",
                "app/api:app/docker/api.Dockerfile",
                ":app/Dockerfile",
                "app:app/Other",
            ]
        );
        assert_eq!(all("", "services:\n  a:\n    build: ..\n"), [""; 0]);
    }

    #[test]
    fn what_is_no_compose_file_builds_nothing() {
        for text in [
            "",
            "- a",
            "services: [a]",
            "services:\n  a: *x",
            "{",
            "a: b: c",
        ] {
            assert_eq!(all("", text), [""; 0], "{text}");
        }
    }
}
