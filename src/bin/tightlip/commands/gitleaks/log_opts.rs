//! `--log-opts`: options of `git log`, as far as they say which commits to scan.

use crate::commands::history::{History, path};
use crate::exit::Failure;

/// Options that say how `git log` shows things, or in which order.
const HARMLESS: [&str; 12] = [
    "--full-history",
    "--no-color",
    "--topo-order",
    "--date-order",
    "--author-date-order",
    "--reverse",
    "--patch",
    "-p",
    "-U0",
    "--unified=0",
    "--decorate",
    "--oneline",
];
/// Options that take commits away which are scanned all the same.
const WIDER: [&str; 4] = [
    "--no-merges",
    "--first-parent",
    "--remove-empty",
    "--follow",
];

/// The commits that are asked for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct LogOpts {
    all: bool,
    include: Vec<String>,
    exclude: Vec<String>,
    since: Option<String>,
    max_count: Option<usize>,
    paths: Vec<String>,
    /// What is said of options that are not heeded.
    pub(super) warnings: Vec<String>,
}

impl LogOpts {
    /// Reads them.
    pub(super) fn parse(text: &str) -> Result<Self, Failure> {
        let words = words(text).ok_or_else(|| wrong("a quotation mark is not closed"))?;
        let mut options = Self::default();
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            if word == "--" {
                for word in words.by_ref() {
                    options
                        .paths
                        .push(path(&word).map_err(|what| wrong(&what))?);
                }
            } else if word.starts_with('-') {
                options.flag(&word, &mut words)?;
            } else {
                options.revision(&word);
            }
        }
        Ok(options)
    }

    fn flag(&mut self, word: &str, rest: &mut impl Iterator<Item = String>) -> Result<(), Failure> {
        let (name, given) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (word, None),
        };
        let mut value = || given.clone().or_else(|| rest.next()).unwrap_or_default();
        match name {
            "--all" => self.all = true,
            "-n" | "--max-count" => self.count(word, &value())?,
            "--since" | "--after" => self.since = Some(day(word, &value())?),
            _ if HARMLESS.contains(&word) || name == "--diff-filter" => {}
            _ if WIDER.contains(&name) => {
                let said = "the commits that it leaves out are scanned, too";
                self.warnings.push(format!("{name} in --log-opts: {said}"));
            }
            _ => match number(name) {
                Some(count) => self.count(word, count)?,
                None => {
                    return Err(wrong(&format!(
                        "`{name}` cannot be done here; `tightlip history --help` shows what can"
                    )));
                }
            },
        }
        Ok(())
    }

    fn count(&mut self, word: &str, text: &str) -> Result<(), Failure> {
        let count = text.parse();
        self.max_count = Some(count.map_err(|_| wrong(&format!("`{word}` holds no number")))?);
        Ok(())
    }

    fn revision(&mut self, word: &str) {
        if let Some(name) = word.strip_prefix('^') {
            self.exclude.push(name.to_owned());
        } else {
            self.include.push(word.to_owned());
        }
    }

    /// Asks for the same of a history.
    pub(super) fn apply(self, asked: &mut History) {
        asked.exclude = self.exclude;
        asked.since = self.since;
        asked.max_count = self.max_count;
        asked.path = self.paths;
        if self.all {
            // Everything, but for what stands before the dots.
            let befores = self.include.iter().filter_map(|one| one.split_once(".."));
            let befores = befores.filter(|(_, after)| !after.starts_with('.'));
            asked
                .exclude
                .extend(befores.map(|(before, _)| before.to_owned()));
        } else if self.include.is_empty() {
            asked.branch = vec!["HEAD".to_owned()];
        } else {
            asked.range = self.include;
        }
    }
}

/// `-5`, `-n5`.
fn number(name: &str) -> Option<&str> {
    let digits = name.strip_prefix("-n").or_else(|| name.strip_prefix('-'))?;
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(digits)
}

/// The day of `2024-02-29`, `2024-02-29T10:00:00` or `2024-02-29 10:00`.
fn day(word: &str, text: &str) -> Result<String, Failure> {
    let day = text.get(..10).unwrap_or(text);
    let rest = &text[day.len()..];
    if tightlip::date::Date::parse(day).is_some()
        && (rest.is_empty() || rest.starts_with([' ', 'T']))
    {
        Ok(day.to_owned())
    } else {
        Err(wrong(&format!("`{word}`: write a day such as 2027-01-31")))
    }
}

fn wrong(what: &str) -> Failure {
    Failure::Usage(format!("--log-opts: {what}"))
}

/// The words of a line, as a shell parts them; `None`: a quotation mark is not closed.
fn words(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in text.chars() {
        match quote {
            Some(open) if c == open => quote = None,
            None if c == '"' || c == '\'' => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            None if c.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    quote.is_none().then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> LogOpts {
        LogOpts::parse(text).unwrap_or_else(|failure| panic!("{text}: {failure:?}"))
    }

    fn refused(text: &str) -> String {
        match LogOpts::parse(text) {
            Err(Failure::Usage(message)) => message,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn words_are_parted_as_in_a_shell() {
        let parted = words("a  'b c' --x=\"d e\" ''").expect("all are closed");
        assert_eq!(parted, ["a", "b c", "--x=d e", ""]);
        assert_eq!(words("'a"), None);
    }

    #[test]
    fn what_narrows_is_read() {
        let options = parsed("--all --since=2024-02-29T10:00:00 -n 5 a..b ^c -- src 'a b'");
        assert!(options.all);
        assert_eq!(options.since.as_deref(), Some("2024-02-29"));
        assert_eq!(options.max_count, Some(5));
        assert_eq!(options.include, ["a..b"]);
        assert_eq!(options.exclude, ["c"]);
        assert_eq!(options.paths, ["src", "a b"]);
        for same in ["-n7", "-7", "--max-count=7", "--max-count 7"] {
            assert_eq!(parsed(same).max_count, Some(7), "{same}");
        }
        assert_eq!(
            parsed("--full-history -p -U0 --diff-filter=tuxdb"),
            LogOpts::default()
        );
    }

    #[test]
    fn what_cannot_be_done_is_named() {
        let mut said: Vec<String> = [
            "--author=me",
            "--grep x",
            "--until=2024-01-01",
            "--since='2 weeks ago'",
            "-n many",
            "--since=2023-02-29",
            "HEAD -- src ''",
            "--branches",
            "'a",
        ]
        .map(refused)
        .into();
        said.extend(parsed("--no-merges --first-parent").warnings);
        insta::assert_snapshot!(said.join("\n"));
    }
}
