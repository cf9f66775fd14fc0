//! A Dockerfile as its instructions, each with the lines that continue it and its heredocs.

use std::ops::Range;

use super::super::layout::{line_start, next_line};

/// A Dockerfile.
pub(super) struct Dockerfile {
    /// In order; a comment between two is one, too, with `#` for its word.
    pub(super) instructions: Vec<Instruction>,
    /// What continues a line.
    pub(super) escape: u8,
}

/// One instruction.
pub(super) struct Instruction {
    /// Where its word begins.
    pub(super) start: usize,
    /// Where its word ends.
    pub(super) arguments: usize,
    /// Where its heredocs begin, if it has any; else its end.
    pub(super) body: usize,
    /// Behind the end of its last line.
    pub(super) end: usize,
    /// In capitals.
    pub(super) word: String,
}

impl Dockerfile {
    pub(super) fn parse(text: &[u8]) -> Self {
        let escape = escape(text);
        let mut instructions = Vec::new();
        let mut at = line_start(text, 0);
        while at < text.len() {
            let line = &text[at..next_line(text, at)];
            if line.trim_ascii().is_empty() {
                at += line.len();
                continue;
            }
            let instruction = Instruction::parse(text, at, escape);
            at = instruction.end;
            instructions.push(instruction);
        }
        Self {
            instructions,
            escape,
        }
    }

    /// The instruction that holds a range.
    pub(super) fn at(&self, range: &Range<usize>) -> Option<usize> {
        self.instructions
            .iter()
            .position(|one| one.start <= range.start && range.end <= one.end)
    }
}

/// What the directive in the first lines says.
fn escape(text: &[u8]) -> u8 {
    let lines = text.split(|byte| *byte == b'\n');
    let mut directives = lines.map_while(|line| {
        let line = line.trim_ascii();
        let (name, value) = std::str::from_utf8(line.strip_prefix(b"#")?)
            .ok()?
            .split_once('=')?;
        Some((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
    });
    let is_backtick = directives.any(|(name, value)| name == "escape" && value == "`");
    if is_backtick { b'`' } else { b'\\' }
}

impl Instruction {
    /// The one that begins on the line at `at`, which is not blank.
    fn parse(text: &[u8], at: usize, escape: u8) -> Self {
        let blank = text[at..]
            .iter()
            .take_while(|byte| byte.is_ascii_whitespace());
        let start = at + blank.count();
        let is_end = |byte: &u8| byte.is_ascii_whitespace();
        let length = text[start..].iter().position(is_end);
        let arguments = length.map_or(text.len(), |length| start + length);
        if text[start] == b'#' {
            let end = next_line(text, start);
            return Self {
                start,
                arguments: end,
                body: end,
                end,
                word: "#".to_owned(),
            };
        }
        let mut body = at;
        while body < text.len() {
            let line = &text[body..next_line(text, body)];
            let is_first = body == at;
            body += line.len();
            let shown = line.trim_ascii();
            let is_between = !is_first && (shown.is_empty() || shown.starts_with(b"#"));
            if !is_between && shown.last() != Some(&escape) {
                break;
            }
        }
        let word = String::from_utf8_lossy(&text[start..arguments]).to_ascii_uppercase();
        let has_heredocs = matches!(word.as_str(), "RUN" | "COPY" | "ADD");
        let end = if has_heredocs {
            heredocs(text, arguments..body)
        } else {
            body
        };
        Self {
            start,
            arguments,
            body,
            end,
            word,
        }
    }

    /// Whether an offset stands in a comment between its lines.
    pub(super) fn has_comment_at(&self, text: &[u8], at: usize) -> bool {
        let line = line_start(text, at);
        let begins = text[line..=at].trim_ascii_start().first();
        begins == Some(&b'#') && at < self.body && line > self.start
    }

    /// Whether its lines have comments between them.
    pub(super) fn has_comments(&self, text: &[u8]) -> bool {
        let lines = text[self.start..self.body].split(|byte| *byte == b'\n');
        lines
            .skip(1)
            .any(|line| line.trim_ascii().starts_with(b"#"))
    }

    /// Whether it names a variable: `$X`, `${X}`, `${X:-…}`.
    pub(super) fn names(&self, text: &[u8], variable: &str) -> bool {
        let held = &text[self.arguments.min(self.end)..self.end];
        ["$", "${"].iter().any(|open| {
            let name = format!("{open}{variable}");
            memchr::memmem::find_iter(held, name.as_bytes()).any(|at| {
                let next = held.get(at + name.len());
                !next.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
            })
        })
    }

    /// Its arguments, as words.
    pub(super) fn words<'t>(&self, text: &'t [u8]) -> impl Iterator<Item = &'t str> {
        let held = &text[self.arguments..self.body];
        let held = std::str::from_utf8(held).unwrap_or_default();
        held.split_ascii_whitespace()
    }
}

/// Where the heredocs end that these words open; where the words end if they open none.
fn heredocs(text: &[u8], words: Range<usize>) -> usize {
    let mut at = words.end;
    for word in text[words.clone()].split(u8::is_ascii_whitespace) {
        let number = word.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let Some(opened) = word[number..].strip_prefix(b"<<") else {
            continue;
        };
        let (opened, is_indented) = match opened.strip_prefix(b"-") {
            Some(opened) => (opened, true),
            None => (opened, false),
        };
        let name: Vec<u8> = opened
            .iter()
            .copied()
            .filter(|byte| !b"\"'".contains(byte))
            .collect();
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        if name.is_empty() || !name.iter().all(is_name) {
            continue;
        }
        let mut line = at;
        let end = loop {
            if line >= text.len() {
                return words.end;
            }
            let next = next_line(text, line);
            let mut held = &text[line..next];
            while let Some(rest) = held.strip_prefix(b"\t").filter(|_| is_indented) {
                held = rest;
            }
            if held.trim_ascii_end() == name {
                break next;
            }
            line = next;
        };
        at = end;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::Dockerfile;

    fn words(text: &str) -> Vec<(String, &str)> {
        let file = Dockerfile::parse(text.as_bytes());
        let all = file.instructions.into_iter();
        all.map(|one| (one.word, &text[one.start..one.end]))
            .collect()
    }

    fn split(text: &str) -> Vec<&str> {
        words(text).into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn instructions_go_on_over_lines_comments_and_heredocs() {
        assert_eq!(
            split("# a\nFROM x\n\n run a \\\n  # why\n\n  b\nCMD c"),
            ["# a\n", "FROM x\n", "run a \\\n  # why\n\n  b\n", "CMD c"]
        );
        assert_eq!(
            split("RUN <<EOF cat <<-'A' \nENV B=c\nEOF\n\tx\n\tA\nENV D=e\n"),
            [
                "RUN <<EOF cat <<-'A' \nENV B=c\nEOF\n\tx\n\tA\n",
                "ENV D=e\n"
            ]
        );
        assert_eq!(
            split("RUN echo $((1 << 2)) <<NEVER\nENV A=b\n"),
            ["RUN echo $((1 << 2)) <<NEVER\n", "ENV A=b\n"]
        );
        assert_eq!(
            split("# escape=`\nRUN a `\n b\nRUN c \\\nCMD d\n"),
            ["# escape=`\n", "RUN a `\n b\n", "RUN c \\\n", "CMD d\n"]
        );
        assert_eq!(words("run a")[0].0, "RUN");
    }

    #[test]
    fn a_variable_is_named_with_and_without_braces() {
        let text = "RUN a $TOKEN_2 ${TOKEN}x";
        let file = Dockerfile::parse(text.as_bytes());
        let names = |variable| file.instructions[0].names(text.as_bytes(), variable);
        assert!(names("TOKEN") && names("TOKEN_2"));
        assert!(!names("TOK") && !names("KEN"));
    }
}
