//! What the instructions of a Dockerfile do to a file of the build context: where it lands, and
//! whether it is in the stage that is shipped.

use super::super::glob::{DOTS, Glob};

/// So many places of a file in a stage are followed.
const MOST: usize = 32;

/// A Dockerfile, as far as it copies.
#[derive(Debug, Default)]
pub(super) struct Dockerfile {
    stages: Vec<Stage>,
}

#[derive(Debug, Default)]
struct Stage {
    base: String,
    name: String,
    copies: Vec<Copy>,
}

/// A `COPY` or `ADD`.
#[derive(Debug)]
struct Copy {
    /// 1-based, where the instruction begins.
    line: u64,
    /// The stage that it copies from; else it is the build context.
    from: Option<String>,
    sources: Vec<Source>,
    /// Absolute; with a `/` behind it, if it is a folder.
    to: String,
}

#[derive(Debug)]
struct Source {
    text: String,
    glob: Glob,
}

/// What becomes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Landing {
    /// The line of the instruction that takes it from the context.
    pub(super) line: u64,
    /// Whether it is in what is shipped, rather than in a stage that is thrown away.
    pub(super) is_kept: bool,
}

impl Dockerfile {
    /// Reads a file's text.
    pub(super) fn parse(text: &str) -> Self {
        let mut stages: Vec<Stage> = Vec::new();
        let mut folder = "/".to_owned();
        for (line, instruction) in instructions(text) {
            let (verb, rest) = verb(&instruction);
            match verb.as_str() {
                "FROM" => {
                    let words = rest.split_whitespace();
                    let words: Vec<&str> = words.filter(|word| !word.starts_with("--")).collect();
                    let name = match words[..] {
                        [_, by, name] if by.eq_ignore_ascii_case("as") => name,
                        _ => "",
                    };
                    "/".clone_into(&mut folder);
                    stages.push(Stage {
                        base: words.first().copied().unwrap_or_default().to_owned(),
                        name: name.to_owned(),
                        copies: Vec::new(),
                    });
                }
                "WORKDIR" => folder = format!("{}/", joined(&folder, rest.trim_matches('"'))),
                "COPY" | "ADD" => {
                    let copy = Copy::parse(line, rest, &folder);
                    if let (Some(stage), Some(copy)) = (stages.last_mut(), copy) {
                        stage.copies.push(copy);
                    }
                }
                _ => {}
            }
        }
        Self { stages }
    }

    /// The files and folders of the context that are copied by name.
    pub(super) fn sources(&self) -> impl Iterator<Item = &str> {
        let copies = self.stages.iter().flat_map(|stage| &stage.copies);
        let own = copies.filter(|copy| copy.from.is_none());
        own.flat_map(|copy| copy.sources.iter().map(|source| source.text.as_str()))
    }

    /// What becomes of a file of the context; `None` if nothing copies it. Of several
    /// instructions, one whose copy is kept is told.
    pub(super) fn lands(&self, path: &str) -> Option<Landing> {
        // Where it is in each stage, and by which line.
        let mut all: Vec<Vec<(String, u64)>> = Vec::new();
        for stage in &self.stages {
            let below = self.stages[..all.len()]
                .iter()
                .rposition(|other| !other.name.is_empty() && other.name == stage.base);
            let mut places = below.map_or_else(Vec::new, |below| all[below].clone());
            for copy in &stage.copies {
                let from = match &copy.from {
                    None => vec![(path.to_owned(), copy.line)],
                    Some(from) => self.places_in(from, &all),
                };
                let landed = from.iter().filter_map(|(place, line)| {
                    let line = if copy.from.is_none() {
                        copy.line
                    } else {
                        *line
                    };
                    Some((copy.lands(place.trim_start_matches('/'))?, line))
                });
                places.extend(landed.collect::<Vec<_>>());
                places.truncate(MOST);
            }
            all.push(places);
        }
        let landing = |(_, line): &(String, u64), is_kept| Landing {
            line: *line,
            is_kept,
        };
        let kept = all.last().and_then(|last| last.first());
        let lost = all.iter().flatten().next();
        kept.map(|place| landing(place, true))
            .or_else(|| lost.map(|place| landing(place, false)))
    }

    /// Where the file is in a stage, by that one's name or number.
    fn places_in(&self, stage: &str, all: &[Vec<(String, u64)>]) -> Vec<(String, u64)> {
        let named = self.stages[..all.len()]
            .iter()
            .rposition(|other| other.name.eq_ignore_ascii_case(stage));
        let at = named.or_else(|| stage.parse().ok());
        at.and_then(|at| all.get(at)).cloned().unwrap_or_default()
    }
}

impl Copy {
    fn parse(line: u64, rest: &str, folder: &str) -> Option<Self> {
        let mut from = None;
        let mut words = Vec::new();
        for word in rest.split_whitespace() {
            match word.strip_prefix("--") {
                Some(flag) if words.is_empty() => {
                    from = flag.strip_prefix("from=").map(str::to_owned).or(from);
                }
                _ => words.push(word.to_owned()),
            }
        }
        if words.first().is_some_and(|word| word.starts_with('[')) {
            words = serde_json::from_str(&words.join(" ")).unwrap_or_default();
        }
        let to = words.pop()?;
        words.retain(|word| !word.contains("://") && !word.starts_with("<<"));
        let is_folder = words.len() > 1 || to.ends_with(['/', '.']);
        let sources = words.iter().filter_map(|word| {
            let text = word.trim_start_matches("./").trim_matches('/');
            let text = if text == "." { "" } else { text };
            Some(Source {
                text: text.to_owned(),
                glob: Glob::new(text, DOTS)?,
            })
        });
        let sources: Vec<Source> = sources.collect();
        let end = if is_folder { "/" } else { "" };
        (!sources.is_empty()).then(|| Self {
            line,
            from,
            sources,
            to: joined(folder, &to) + end,
        })
    }

    /// Where it puts a file; `None` if it does not copy it.
    fn lands(&self, path: &str) -> Option<String> {
        let to = self.to.trim_end_matches('/');
        self.sources.iter().find_map(|source| {
            if source.text.is_empty() {
                return Some(format!("{to}/{path}"));
            }
            // A folder is copied without its own name.
            let mut folders = path.match_indices('/').map(|(at, _)| at);
            if let Some(at) = folders.find(|at| source.glob.matches(&path[..*at])) {
                return Some(format!("{to}{}", &path[at..]));
            }
            let name = path.rsplit('/').next().unwrap_or(path);
            source.glob.matches(path).then(|| {
                if self.to.ends_with('/') {
                    format!("{to}/{name}")
                } else {
                    self.to.clone()
                }
            })
        })
    }
}

/// A path from a folder, without a `/` behind it.
fn joined(folder: &str, path: &str) -> String {
    let whole = if path.starts_with('/') {
        path.to_owned()
    } else {
        format!("{folder}/{path}")
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in whole.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

/// The first word of an instruction, in upper case, and the rest; `ONBUILD` is left aside.
fn verb(instruction: &str) -> (String, &str) {
    let (verb, rest) = instruction
        .split_once(char::is_whitespace)
        .unwrap_or((instruction, ""));
    if verb.eq_ignore_ascii_case("onbuild") {
        return self::verb(rest.trim_start());
    }
    (verb.to_ascii_uppercase(), rest)
}

/// Instructions, each on a line of its own, with the number of the line where it begins.
fn instructions(text: &str) -> Vec<(u64, String)> {
    let mut all: Vec<(u64, String)> = Vec::new();
    let mut goes_on = false;
    let mut document: Option<String> = None;
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if let Some(end) = &document {
            if line == end {
                document = None;
            }
            continue;
        }
        if line.starts_with('#') || line.is_empty() {
            continue;
        }
        let (part, more) = match line.strip_suffix('\\') {
            Some(part) => (part, true),
            None => (line, false),
        };
        match all.last_mut() {
            Some((_, whole)) if goes_on => {
                whole.push(' ');
                whole.push_str(part);
            }
            _ => all.push((number, part.to_owned())),
        }
        goes_on = more;
        if !more {
            document = all.last().and_then(|(_, whole)| here_document(whole));
        }
    }
    all
}

/// The word that ends the document behind an instruction: `<<EOF`.
fn here_document(instruction: &str) -> Option<String> {
    let (_, rest) = instruction.split_once("<<")?;
    let rest = rest.trim_start_matches('-').trim_start_matches(['"', '\'']);
    let end = rest.find(|char: char| !char.is_alphanumeric() && char != '_');
    let word = &rest[..end.unwrap_or(rest.len())];
    (!word.is_empty()).then(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lands(text: &str, path: &str) -> Option<(u64, bool)> {
        let landing = Dockerfile::parse(text).lands(path)?;
        Some((landing.line, landing.is_kept))
    }

    #[test]
    fn what_is_copied() {
        for text in [
            "FROM a\nCOPY . /app",
            "FROM a\nADD ./ .",
            "FROM a\ncopy --chown=1:1 --link . .",
            "FROM a\nCOPY [\".\", \"/a b\"]",
            "FROM a\nCOPY * /app/",
            "FROM a\nCOPY package.json \\\n  .env* ./",
            "FROM a\nONBUILD COPY . .",
        ] {
            assert_eq!(lands(text, ".env"), Some((2, true)), "{text}");
        }
        for text in [
            "FROM a\nCOPY src /app",
            "FROM a\nCOPY --from=build . .",
            "FROM a\nADD https://example.org/.env .",
            "FROM a\n# COPY . .",
            "FROM a\nRUN cp . x",
            "FROM a\nRUN <<EOF\nCOPY . .\nEOF\nCOPY src .",
            "COPY . .",
        ] {
            assert_eq!(lands(text, ".env"), None, "{text}");
        }
        assert_eq!(lands("FROM a\nCOPY src .", "src/a/.env"), Some((2, true)));
    }

    #[test]
    fn a_stage_that_is_thrown_away_counts_less() {
        let build = "FROM a AS build\nWORKDIR /app\nCOPY . .\n";
        for (rest, is_kept) in [
            ("FROM b\nCOPY --from=build /out /out", false),
            ("FROM b\nCOPY --from=build /app/dist /out", false),
            ("FROM b\nCOPY --from=other /app /app", false),
            ("FROM build", true),
            ("FROM b\nCOPY --from=build /app /app", true),
            ("FROM b\nCOPY --from=0 /app/.env /x", true),
            ("FROM b\nCOPY --from=build / /", true),
            ("FROM build AS two\nFROM c\nCOPY --from=two /app/ .", true),
            (
                "FROM b AS two\nCOPY --from=build /app /a\nFROM c\nCOPY --from=two /a /b",
                true,
            ),
        ] {
            assert_eq!(
                lands(&format!("{build}{rest}"), ".env"),
                Some((3, is_kept)),
                "{rest}"
            );
        }
    }

    #[test]
    fn no_line_stops_it() {
        for text in [
            "",
            "FROM",
            "COPY",
            "FROM a\nCOPY [",
            "FROM a\nCOPY \\",
            "FROM a\nCOPY é é\\",
        ] {
            let _ = lands(text, "é");
        }
    }
}
