//! Values for people: sentences, labels, letters of other scripts.

/// Words with spaces between them; any letters; a form's label.
pub(super) fn is_prose(value: &[u8]) -> bool {
    if is_foreign(value) || is_label(value) {
        return true;
    }
    let mut words = 0;
    let mut plain = 0;
    for part in value
        .split(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))
        .filter(|part| !part.is_empty())
    {
        words += 1;
        let trimmed = part
            .trim_ascii()
            .iter()
            .filter(|byte| !b".,;:!?'\"()%-/".contains(byte));
        let letter = |byte: &u8| byte.is_ascii_alphabetic() || *byte >= 0x80;
        plain += usize::from(trimmed.clone().all(letter) || is_escaped_word(part));
    }
    // `\u041f`: escaped letters of other scripts.
    let escaped = memchr::memmem::find_iter(value, b"\\u").count() > 1;
    words > 1 && plain * 2 >= words
        || escaped
        || value.iter().any(|byte| *byte >= 0x80) && words * 2 > plain && plain > 0
}

/// `kl\xED\u010D`: letters, some of them as scripts escape those of other languages.
fn is_escaped_word(part: &[u8]) -> bool {
    let mut pieces = part.split(|byte| *byte == b'\\');
    let letters = |text: &[u8]| text.iter().all(u8::is_ascii_alphabetic);
    pieces.next().is_some_and(letters)
        && pieces.all(|piece| {
            let digits = match piece.first() {
                Some(b'x') => 2,
                Some(b'u') => 4,
                _ => return false,
            };
            let (digits, rest) = piece[1..].split_at(digits.min(piece.len() - 1));
            digits.iter().all(u8::is_ascii_hexdigit) && letters(rest)
        })
}

/// Mostly letters of other scripts, which few passwords have.
fn is_foreign(value: &[u8]) -> bool {
    let foreign = value.iter().filter(|byte| **byte >= 0x80).count();
    // `Tajn\u00e9`: escaped ones.
    let escape = memchr::memmem::find(value, b"\\u00");
    let around = |at: usize| {
        let (before, behind) = (&value[..at], value.get(at + 6..).unwrap_or_default());
        before.iter().chain(behind).all(u8::is_ascii_alphabetic)
    };
    foreign >= 12 && foreign * 2 > value.len() || escape.is_some_and(around)
}

/// `Passwort:`
fn is_label(value: &[u8]) -> bool {
    let word = value.strip_suffix(b":").unwrap_or_default();
    !word.is_empty() && word.iter().all(u8::is_ascii_alphabetic)
}
