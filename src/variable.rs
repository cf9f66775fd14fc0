//! Names of environment variables.

/// Turns the name that a secret was assigned to (`openaiKey`, `client-secret`) into the name of
/// an environment variable (`OPENAI_KEY`, `CLIENT_SECRET`); `None` if no letter is left.
#[must_use]
pub fn screaming_snake(name: &str) -> Option<String> {
    let mut variable = String::with_capacity(name.len() + 4);
    let mut before = ' ';
    let mut rest = name.chars().peekable();
    while let Some(c) = rest.next() {
        if c.is_ascii_alphanumeric() {
            let next_is_lower = rest.peek().is_some_and(char::is_ascii_lowercase);
            let begins_word = c.is_ascii_uppercase()
                && (before.is_ascii_lowercase()
                    || before.is_ascii_digit()
                    || before.is_ascii_uppercase() && next_is_lower);
            if begins_word || !variable.is_empty() && !before.is_ascii_alphanumeric() {
                variable.push('_');
            }
            variable.push(c.to_ascii_uppercase());
        }
        before = c;
    }
    if variable.starts_with(|c: char| c.is_ascii_digit()) {
        variable.insert(0, '_');
    }
    variable
        .contains(|c: char| c.is_ascii_uppercase())
        .then_some(variable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_case_style_becomes_screaming_snake() {
        for (name, variable) in [
            ("openai_key", "OPENAI_KEY"),
            ("openaiKey", "OPENAI_KEY"),
            ("OpenAIKey", "OPEN_AI_KEY"),
            ("client-secret", "CLIENT_SECRET"),
            ("DB_PASSWORD", "DB_PASSWORD"),
            ("spring.datasource.password", "SPRING_DATASOURCE_PASSWORD"),
            ("oauth2Token", "OAUTH2_TOKEN"),
            ("HTTPToken", "HTTP_TOKEN"),
            ("__token__", "TOKEN"),
            ("2fa secret", "_2FA_SECRET"),
        ] {
            assert_eq!(screaming_snake(name).as_deref(), Some(variable), "{name}");
        }
    }

    #[test]
    fn a_name_without_letters_gives_none() {
        for name in ["", "_", "42", "ключ", "\u{1b}[1"] {
            assert_eq!(screaming_snake(name), None, "{name:?}");
        }
    }
}
