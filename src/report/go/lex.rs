//! What stands between the braces of a template, word by word.

use super::value::Value;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Value(Value),
    /// Names of fields in a row; none: the dot alone.
    Dot(Vec<String>),
    Variable(String),
    Word(String),
    Sign(&'static str),
}

/// A token, and whether it touches the one before.
pub(super) type Lexed = (Token, bool);

pub(super) fn lex(text: &str) -> Result<Vec<Lexed>, String> {
    let mut tokens: Vec<Lexed> = Vec::new();
    let mut rest = text;
    let mut touches = false;
    while let Some(c) = rest.chars().next() {
        if c.is_whitespace() {
            rest = rest.trim_start();
            touches = false;
            continue;
        }
        let (token, len) = token(c, rest)?;
        tokens.push((token, touches));
        rest = &rest[len..];
        touches = true;
    }
    Ok(tokens)
}

fn token(c: char, rest: &str) -> Result<(Token, usize), String> {
    let sign = [":=", "=", "|", "(", ")", ","];
    if let Some(sign) = sign.into_iter().find(|sign| rest.starts_with(sign)) {
        return Ok((Token::Sign(sign), sign.len()));
    }
    let word = |text: &str| {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        text.len() - text.trim_start_matches(is_word).len()
    };
    match c {
        '"' | '`' => string(c, rest),
        '.' => {
            let mut fields = Vec::new();
            let mut len = 0;
            while rest[len..].starts_with('.') {
                let field = word(&rest[len + 1..]);
                if field == 0 {
                    break;
                }
                fields.push(rest[len + 1..=len + field].to_owned());
                len += 1 + field;
            }
            Ok((Token::Dot(fields), len.max(1)))
        }
        '$' => {
            let len = 1 + word(&rest[1..]);
            Ok((Token::Variable(rest[1..len].to_owned()), len))
        }
        '0'..='9' | '-' | '+' => {
            let is_number = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.');
            let len = rest.len() - rest.trim_start_matches(is_number).len();
            let number = &rest[..len];
            let int = number.parse().map(Value::Int).ok();
            let value = int.or_else(|| number.parse().map(Value::Float).ok());
            let value = value.ok_or_else(|| format!("`{number}` is no number"))?;
            Ok((Token::Value(value), len))
        }
        _ if word(rest) > 0 => {
            let len = word(rest);
            let token = match &rest[..len] {
                "true" => Token::Value(Value::Bool(true)),
                "false" => Token::Value(Value::Bool(false)),
                "nil" => Token::Value(Value::Nil),
                word => Token::Word(word.to_owned()),
            };
            Ok((token, len))
        }
        _ => Err(format!("`{c}` means nothing here")),
    }
}

fn string(quote: char, rest: &str) -> Result<(Token, usize), String> {
    let mut text = String::new();
    let mut chars = rest.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            _ if c == quote => return Ok((Token::Value(Value::text(&text)), at + 1)),
            '\\' if quote == '"' => match chars.next() {
                Some((_, 'n')) => text.push('\n'),
                Some((_, 't')) => text.push('\t'),
                Some((_, 'r')) => text.push('\r'),
                Some((_, c @ ('"' | '\\' | '\''))) => text.push(c),
                _ => return Err("a `\\` that means nothing here".to_owned()),
            },
            _ => text.push(c),
        }
    }
    Err("a string is not closed".to_owned())
}
