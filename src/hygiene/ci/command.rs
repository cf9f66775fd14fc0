//! A line of a CI file as commands of a shell: what each is, and where its output goes.

/// A simple command in a line of shell.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part<'l> {
    pub(super) text: &'l str,
    /// Whether its output goes into a pipe or a file.
    pub(super) is_led_away: bool,
}

/// The simple commands of a line of shell.
pub(super) fn parts(line: &str) -> Vec<Part<'_>> {
    let bytes = line.as_bytes();
    let mut parts = Vec::new();
    let (mut start, mut at) = (0, 0);
    let mut quote = None;
    let mut is_led_away = false;
    while at < bytes.len() {
        let byte = bytes[at];
        let next = bytes.get(at + 1).copied();
        let mut end = None;
        match (quote, byte) {
            (_, b'\\') => at += 1,
            (_, b'$') if line[at..].starts_with("${{") => {
                at += line[at..].find("}}").map_or(0, |end| end + 1);
            }
            (Some(open), _) if byte == open => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            // What goes to standard error is in the log, too.
            (None, b'>') if next == Some(b'&') => at += 1,
            (None, b'>') => is_led_away = true,
            (None, b'|') if next != Some(b'|') => {
                is_led_away = true;
                end = Some(1);
            }
            (None, b'|') => end = Some(2),
            (None, b'&') if next == Some(b'&') => end = Some(2),
            (None, b';') => end = Some(1),
            _ => {}
        }
        if let Some(width) = end {
            parts.push(Part {
                text: plain(&line[start..at]),
                is_led_away,
            });
            is_led_away = false;
            start = at + width;
            at = start;
        } else {
            at += 1;
        }
    }
    parts.push(Part {
        text: plain(line.get(start..).unwrap_or_default()),
        is_led_away,
    });
    parts
}

/// A command without what a shell puts before it.
fn plain(text: &str) -> &str {
    let mut text = text.trim();
    for word in ["then ", "do ", "else ", "{ ", "( ", "sudo "] {
        text = text.strip_prefix(word).map_or(text, str::trim_start);
    }
    text
}

/// A line without what YAML or Groovy puts before a command.
pub(super) fn command(line: &str) -> &str {
    const KEYS: [&str; 12] = [
        "- ",
        "run:",
        "script:",
        "command:",
        "bash:",
        "pwsh:",
        "powershell:",
        "before_script:",
        "after_script:",
        "sh ",
        "bat ",
        "sudo ",
    ];
    let mut line = line.trim();
    loop {
        let before = line;
        for key in KEYS {
            line = line.strip_prefix(key).map_or(line, str::trim_start);
        }
        line = line.trim_start_matches(['"', '\'', '@', '|']);
        if line == before {
            return line;
        }
    }
}

/// The value behind an option: all in quotes, or one word with each `${{ … }}` in it.
pub(super) fn first_value(text: &str) -> &str {
    let text = text.trim_start();
    for quote in ['"', '\''] {
        if let Some(rest) = text.strip_prefix(quote) {
            return rest.split(quote).next().unwrap_or(rest);
        }
    }
    let mut from = 0;
    loop {
        let blank = text[from..].find(char::is_whitespace);
        let Some(blank) = blank.map(|at| from + at) else {
            return text;
        };
        let open = text[from..blank].rfind("${{").map(|at| from + at);
        let close = open.and_then(|open| Some(open + text[open..].find("}}")?));
        match close {
            Some(close) if close > blank => from = close,
            _ => return &text[..blank],
        }
    }
}

/// A text without what `$(…)` puts into it: what a command makes of a secret may be anything.
pub(super) fn without_substitutions(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("$(") {
        let mut depth = 0_u32;
        let end = rest[at + 1..].find(|c: char| {
            match c {
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        let end = end.map_or(rest.len(), |end| at + end + 2);
        let inside = &rest[at..end];
        // Without a blank it is a variable of Azure's.
        kept.push_str(&rest[..at]);
        kept.push_str(if inside.contains(' ') { "" } else { inside });
        rest = &rest[end..];
    }
    kept + rest
}
