//! What a place in a text is inside of: code, a comment, or a text of several lines that a
//! comment would become a part of.

use super::comment::{Shape, Syntax};

/// Lines between which a place stands, as far as a comment there is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inside {
    /// A comment may begin here.
    Code,
    /// One has begun, and ends with the line.
    Comment,
    /// Quoted text, or a comment that goes on.
    Text,
}

/// What the starts and ends of a text's lines are inside of.
pub(super) struct Map(Vec<(usize, Inside)>);

impl Map {
    /// Reads the text once, from its beginning.
    pub(super) fn new(text: &[u8], syntax: &Syntax) -> Self {
        let mut reader = Reader {
            text,
            syntax,
            at: 0,
            state: State::Code,
            awaited: None,
        };
        let mut places = Vec::new();
        let mut start = 0;
        for line in text.split(|byte| *byte == b'\n') {
            let end = start + line.len();
            let end = end - usize::from(line.ends_with(b"\r"));
            for place in [start, end] {
                places.push((place, reader.read_to(place)));
            }
            start += line.len() + 1;
        }
        Self(places)
    }

    /// What is at the start or the end of a line, without the bytes that end it.
    pub(super) fn at(&self, offset: usize) -> Inside {
        let place = self.0.partition_point(|(place, _)| *place < offset);
        self.0
            .get(place)
            .map_or(Inside::Text, |(_, inside)| *inside)
    }
}

struct Reader<'t> {
    text: &'t [u8],
    syntax: &'t Syntax,
    at: usize,
    state: State<'t>,
    /// The word that ends the text below this line.
    awaited: Option<&'t [u8]>,
}

#[derive(Clone, Copy)]
enum State<'t> {
    Code,
    Comment,
    /// Quoted, or a comment with an end of its own.
    Until {
        close: &'static str,
        escapes: bool,
        lines: bool,
    },
    Heredoc(&'t [u8]),
}

impl Reader<'_> {
    fn read_to(&mut self, offset: usize) -> Inside {
        while self.at < offset {
            self.step();
        }
        match self.state {
            State::Code => Inside::Code,
            State::Comment => Inside::Comment,
            State::Until { .. } | State::Heredoc(_) => Inside::Text,
        }
    }

    fn step(&mut self) {
        let is_line_end = self.text[self.at] == b'\n';
        match self.state {
            State::Code | State::Comment if is_line_end => {
                self.state = self.awaited.take().map_or(State::Code, State::Heredoc);
                self.at += 1;
                self.end_heredoc();
            }
            State::Code => self.code(),
            State::Until { escapes: true, .. } if self.text[self.at] == b'\\' => self.at += 2,
            State::Until { close, .. } if self.has(close) => {
                self.state = State::Code;
                self.at += close.len();
            }
            State::Until { lines: false, .. } if is_line_end => {
                self.state = State::Code;
                self.at += 1;
            }
            State::Comment | State::Until { .. } => self.at += 1,
            State::Heredoc(_) => {
                self.at += 1;
                if is_line_end {
                    self.end_heredoc();
                }
            }
        }
    }

    fn code(&mut self) {
        let comment = self.syntax.comment;
        if comment
            .line
            .is_some_and(|line| self.has(line) && self.may_begin(line))
        {
            self.state = State::Comment;
            self.at += 1;
        } else if let Some((open, close)) = comment.block.filter(|(open, _)| self.has(open)) {
            self.state = State::Until {
                close,
                escapes: false,
                lines: true,
            };
            self.at += open.len();
        } else if let Some(quote) = self.syntax.quotes.iter().find(|one| self.has(one.open)) {
            self.state = State::Until {
                close: quote.close,
                escapes: quote.escapes,
                lines: quote.lines,
            };
            self.at += quote.open.len();
        } else if self.syntax.heredocs && self.has("<<") {
            self.await_heredoc();
        } else {
            self.at += 1;
        }
    }

    fn has(&self, word: &str) -> bool {
        self.text[self.at..].starts_with(word.as_bytes())
    }

    /// In shells and in YAML a `#` within a word is a part of it; elsewhere none stands there.
    fn may_begin(&self, comment: &str) -> bool {
        let before = self.at.checked_sub(1).map(|at| self.text[at]);
        comment != "#" || before.is_none_or(|byte| !byte.is_ascii_alphanumeric() && byte != b'$')
    }

    /// Takes note of `<<WORD`, `<<-'WORD'`, `<<~WORD` and `<<<WORD`.
    fn await_heredoc(&mut self) {
        let rest = &self.text[self.at + 2..];
        let marks = rest.iter().take_while(|byte| b"<-~\"'".contains(byte));
        let start = marks.count();
        let word = &rest[start..];
        let is_word = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_';
        let word = &word[..word.iter().take_while(is_word).count()];
        if word.first().is_some_and(|byte| !byte.is_ascii_digit()) {
            self.awaited = Some(word);
        }
        self.at += 2 + start + word.len();
    }

    /// At the start of a line: whether it ends the text.
    fn end_heredoc(&mut self) {
        let State::Heredoc(word) = self.state else {
            return;
        };
        let line = self.text[self.at..].split(|byte| *byte == b'\n').next();
        let line = line.unwrap_or_default().trim_ascii();
        let line = line.strip_suffix(b";").unwrap_or(line);
        if line == word {
            self.state = State::Code;
            // Its letters are no code.
            self.at += self.text[self.at..]
                .iter()
                .take_while(|byte| **byte != b'\n')
                .count();
        }
    }
}

/// Whether a new line before `start`, or a comment on that line, would be read as something
/// else, for reasons of the format's shape.
pub(super) fn is_barred(text: &[u8], shape: Shape, start: usize) -> bool {
    let before = &text[..start];
    let line = text[start..].split(|byte| *byte == b'\n').next();
    let line = line.unwrap_or_default();
    let last = |word: &[u8]| memchr::memmem::rfind(before, word);
    match shape {
        Shape::Plain => false,
        Shape::Yaml => {
            is_in_block(text, start) || is_loose(line) && !before.trim_ascii().is_empty()
        }
        Shape::Markup { .. } => {
            last(b"<") > last(b">")
                || last(b"<![CDATA[") > last(b"]]>")
                || last(b"<script") > last(b"</script")
                || last(b"<style") > last(b"</style")
                || last(b"<textarea") > last(b"</textarea")
                || last(b"<!--") > last(b"-->")
                || last(b"<%") > last(b"%>")
                || (before.trim_ascii().is_empty() && line.trim_ascii().starts_with(b"<?xml"))
        }
        Shape::Markdown => {
            let fence = |line: &&[u8]| {
                let line = line.trim_ascii_start();
                line.starts_with(b"```") || line.starts_with(b"~~~")
            };
            before.split(|byte| *byte == b'\n').filter(fence).count() % 2 == 1
                || is_structured(line)
                || last(b"<!--") > last(b"-->")
                || is_front_matter(text, start)
        }
        Shape::Php => last(b"<?") <= last(b"?>") && !line.starts_with(b"<?php"),
        Shape::Jsx => line.contains(&b'<') && line.contains(&b'>'),
    }
}

/// Whether a line of Markdown is a row of a table, of a quotation, or code by its indentation: a
/// comment above would end that.
fn is_structured(line: &[u8]) -> bool {
    line.contains(&b'|')
        || line.starts_with(b"    ")
        || line.starts_with(b"\t")
        || line.trim_ascii_start().starts_with(b">")
}

/// Whether a line is among the settings at the head of a page.
fn is_front_matter(text: &[u8], start: usize) -> bool {
    let is_rule = |line: &&[u8]| line.trim_ascii() == b"---";
    text.starts_with(b"---")
        && text[..start]
            .split(|byte| *byte == b'\n')
            .filter(is_rule)
            .count()
            < 2
}

/// Whether a line of YAML has neither a key nor a dash: it may go on with what began above.
pub(super) fn is_loose(line: &[u8]) -> bool {
    let told = line.trim_ascii();
    let has_key = memchr::memmem::find(told, b": ").is_some() || told.ends_with(b":");
    !has_key && !told.starts_with(b"- ") && !told.starts_with(b"#")
}

/// Whether a line of YAML belongs to a text that began with `|` or `>` further up.
fn is_in_block(text: &[u8], start: usize) -> bool {
    let indent = |line: &[u8]| line.iter().take_while(|byte| **byte == b' ').count();
    let own = text[start..].split(|byte| *byte == b'\n').next();
    let mut depth = indent(own.unwrap_or_default());
    for line in text[..start].rsplit(|byte| *byte == b'\n').skip(1) {
        if depth == 0 {
            break;
        }
        let told = line.trim_ascii();
        if told.is_empty() || indent(line) >= depth {
            continue;
        }
        depth = indent(line);
        let last = told.rsplit(u8::is_ascii_whitespace).next();
        let is_opener = last.is_some_and(|word| {
            let marks = word.iter().skip(1);
            matches!(word.first(), Some(b'|' | b'>'))
                && marks.clone().all(|byte| b"+-123456789".contains(byte))
        });
        if is_opener {
            return true;
        }
    }
    false
}
