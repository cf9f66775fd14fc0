//! Values that something else is put in the place of, or that say where the secret is.

use super::expression;

/// What references to vaults and other stores begin with.
#[rustfmt::skip]
const REFERENCES: &[&[u8]] = &[
    b"op://", b"vault:", b"vault://", b"arn:aws", b"arn:", b"{{resolve:", b"@Microsoft.KeyVault(",
    b"secretsmanager:", b"aws-sm://", b"awssm://", b"awssecret", b"gcpsm://", b"gcpsecretmanager",
    b"sm://", b"secret://", b"secrets://", b"ref+", b"azurekeyvault", b"akv://", b"keyvault",
    b"ssm:", b"ssm://", b"doppler://", b"bws://", b"infisical://", b"keyring:", b"keychain:",
    b"env:", b"env.", b"file:", b"file://", b"classpath:", b"#/components/", b"secretref:", b"bao:",
    b"ENV[", b"ENV:",
];
/// Ends of the names of files that secrets are kept in.
#[rustfmt::skip]
const ENDINGS: &[&[u8]] = &[
    b".txt", b".json", b".key", b".pem", b".env", b".yml", b".yaml", b".conf", b".secret", b".token",
];
/// What encrypted values begin with.
#[rustfmt::skip]
const ENCRYPTED: &[&[u8]] = &[
    b"ENC[", b"ENC(", b"DEC::", b"$ANSIBLE_VAULT", b"!vault", b"age-encryption.org", b"{cipher}",
    b"enc:v", b"AQICAH", b"AQAAABAAAAA", b"{AQAAABAAAAA",
];
/// Pairs that open and close a template anywhere in a value.
const ENCLOSED: [(&[u8], &[u8]); 10] = [
    (b"${", b"}"),
    (b"$ENV{", b"}"),
    (b"{{", b"}}"),
    (b"{%", b"%}"),
    (b"<%", b"%>"),
    (b"#{", b"}"),
    (b"$(", b")"),
    (b"<<", b">>"),
    (b"%(", b")"),
    (b"\\(", b")"),
];

/// `op://vault/item`, `projects/1/secrets/x/versions/latest`.
pub(super) fn is_reference(value: &[u8]) -> bool {
    begins_with(value, REFERENCES)
        || is_file(value)
        || value.starts_with(b"projects/") && memchr::memmem::find(value, b"/secrets/").is_some()
}

/// `@secrets/pw.txt`: what commands read from a file.
fn is_file(value: &[u8]) -> bool {
    let Some(path) = value.strip_prefix(b"@") else {
        return false;
    };
    let in_path = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-./~".contains(byte);
    let rooted = [b"/".as_slice(), b"./", b"../", b"~/"];
    path.iter().all(in_path)
        && (rooted.iter().any(|root| path.starts_with(root))
            || ENDINGS.iter().any(|ending| path.ends_with(ending)))
}

/// `ENC[…]`, `$ANSIBLE_VAULT;1.1`.
pub(super) fn is_encrypted(value: &[u8]) -> bool {
    // Kubernetes' sealed secrets: a length of two bytes, then hundreds of base64.
    let sealed = value.len() > 150 && matches!(value, [b'A', b'g', b'A'..=b'C', ..]);
    // A literal in a literal.
    let inner = value.strip_prefix(b"\"").unwrap_or(value);
    sealed || begins_with(inner, ENCRYPTED)
}

/// Whether the value begins with one of `heads`; most are told apart by their first byte.
fn begins_with(value: &[u8], heads: &[&[u8]]) -> bool {
    let alike = |head: &&&[u8]| head.first() == value.first();
    heads
        .iter()
        .filter(alike)
        .any(|head| value.starts_with(head))
}

/// Bytes of which every template has one, but those that begin with two low lines.
const SIGNS: [bool; 256] = {
    let (signs, mut is_sign, mut at) = (b"$%<>{}()[]#@:\\&", [false; 256], 0);
    while at < signs.len() {
        is_sign[signs[at] as usize] = true;
        at += 1;
    }
    is_sign
};

/// Whether the value is a template, or has one in it.
pub(super) fn is_template(value: &[u8]) -> bool {
    let may_be = value.starts_with(b"__") || value.iter().any(|byte| SIGNS[usize::from(*byte)]);
    may_be && is_of_some_tool(value)
}

fn is_of_some_tool(value: &[u8]) -> bool {
    encloses(value)
        || is_cut(value)
        || expression::is_whole(value)
        || is_variable(value)
        || is_bracketed(value)
        || has_verb(value)
        || has_field(value, b'{', b'}', is_field)
        || has_sized(value)
        || is_pattern(value)
        || is_format(value)
}

/// `%rP%yY%mM`: directives make up half of a format and more.
fn is_format(value: &[u8]) -> bool {
    let directives = value
        .windows(2)
        .filter(|pair| {
            pair[0] == b'%' && pair[1].is_ascii_alphabetic() && !pair[1].is_ascii_hexdigit()
        })
        .count();
    directives > 2 && directives * 4 >= value.len()
}

/// What only the groups of a regular expression begin with.
const GROUPS: [&[u8]; 6] = [b"(?:", b"(?P<", b"(?<", b"(?=", b"(?!", b"(?i)"];

/// No class of characters in a regular expression is longer.
const LONGEST_CLASS: usize = 64;

/// `(?:…)`, `[A-Za-z0-9]{32}`, `[0-9a-f]+`: it says what secrets look like.
fn is_pattern(value: &[u8]) -> bool {
    let has = |part: &[u8]| memchr::memmem::find(value, part).is_some();
    GROUPS.into_iter().any(has)
        || memchr::memchr_iter(b']', value).any(|close| {
            let before = &value[close.saturating_sub(LONGEST_CLASS)..close];
            let open = memchr::memrchr(b'[', before);
            open.is_some_and(|open| has_range(&before[open + 1..]))
                && matches!(value.get(close + 1), Some(b'{' | b'+' | b'*'))
        })
}

/// Whether a class of characters has one such as `a-z`.
fn has_range(class: &[u8]) -> bool {
    class.windows(3).any(|range| {
        let [from, b'-', to] = range else {
            return false;
        };
        let rows = [b'0'..=b'9', b'a'..=b'z', b'A'..=b'Z'];
        from < to
            && rows
                .iter()
                .any(|row| row.contains(from) && row.contains(to))
    })
}

/// Whether it ends in a template that something round it has cut off: `${X`, `{{`, `x {{name`. Only
/// as the whole of a value is `${` one: a literal's own may be escaped.
fn is_cut(value: &[u8]) -> bool {
    let inside = |byte: &u8| byte.is_ascii_alphanumeric() || b" _.:-".contains(byte);
    let is_named = |name: &[u8]| name.iter().all(inside);
    let last = |open: &[u8]| memchr::memmem::rfind(value, open).map(|at| at + open.len());
    value.strip_prefix(b"${").is_some_and(is_named)
        || [b"{{".as_slice(), b"<%=", b"<%"]
            .into_iter()
            .filter_map(last)
            .any(|at| is_named(&value[at..]))
}

fn encloses(value: &[u8]) -> bool {
    // Quotes inside a template may have cut it: `{{ x | default(`.
    if [
        b"{{ ".as_slice(),
        b"{% ",
        b"<%=",
        b"${{",
        b"#{",
        b"$(",
        b"${?",
    ]
    .iter()
    .any(|open| value.starts_with(open))
    {
        return true;
    }
    ENCLOSED.iter().any(|(open, close)| {
        memchr::memmem::find(value, open).is_some_and(|at| {
            let inner = &value[at + open.len()..];
            let name = |byte: &u8| byte.is_ascii_alphanumeric() || b" _.-*/".contains(byte);
            inner.first().is_some_and(name) && memchr::memmem::find(inner, close).is_some()
        })
    })
}

/// The whole value is one name with a sign: `$X`, `$env:X`, `$a->b`, `%X%`, `@X@`, `__X__`, `:x`.
fn is_variable(value: &[u8]) -> bool {
    let both = |sign: &[u8]| {
        value
            .strip_prefix(sign)
            .and_then(|rest| rest.strip_suffix(sign))
            .is_some_and(|name| name.len() > 1 && is_name(name))
    };
    if both(b"%")
        || both(b"@")
        || both(b"@@")
        || both(b"__")
        || both(b"#")
        || both(b"%%")
        || both(b"$$")
    {
        return true;
    }
    match value {
        // Escaped for whoever reads the file first: `\$X`, and `$$X` of Compose and Make.
        [b'\\' | b'$', b'$', name @ ..] => is_path(name),
        // Side by side: `$X|$Y`.
        [b'$', names @ ..] if memchr::memmem::find(names, b"|$").is_some() => {
            let mut names = value.split(|byte| *byte == b'|');
            names.all(|name| name.strip_prefix(b"$").is_some_and(is_path))
        }
        [b'$', name @ ..] => {
            // Also `$x | quote`.
            let name = name.split(|byte| *byte == b' ').next().unwrap_or(name);
            is_path(name.strip_prefix(b"env:").unwrap_or(name))
        }
        [b':', name @ ..] => {
            name.len() > 1 && name.iter().all(|b| b.is_ascii_lowercase() || *b == b'_')
        }
        _ => false,
    }
}

/// `<anything>`, `[LIKE_THIS]`, `{name}`, and `<name>` inside a value.
fn is_bracketed(value: &[u8]) -> bool {
    match value {
        [b'<', .., b'>'] | [b'{', .., b'}'] | [b'$', b'[', .., b']'] => true,
        [b'[', inner @ .., b']'] => inner
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || b" _-.:/'\"".contains(b)),
        _ => has_field(value, b'<', b'>', is_label),
    }
}

/// `%s`, `%d`, `%v`, alone or among words and line ends.
fn has_verb(value: &[u8]) -> bool {
    let mut rest = value.strip_suffix(b"%n").unwrap_or(value);
    let mut seen = false;
    while let Some(at) = memchr::memchr(b'%', rest) {
        let is_verb = matches!(rest.get(at + 1), Some(b's' | b'd' | b'v'));
        if !is_verb || !is_wording(&rest[..at]) {
            return false;
        }
        seen = true;
        rest = &rest[at + 2..];
    }
    seen && is_wording(rest)
}

/// `{}`, `{0}` and `{name}` of format strings.
fn is_field(inner: &[u8]) -> bool {
    inner.is_empty() || is_path(inner) || inner.iter().all(u8::is_ascii_digit)
}

/// A field with a size, `{name:12}` or `{digit:2-4}`, whatever stands round it.
fn has_sized(value: &[u8]) -> bool {
    let mut rest = value;
    while let Some(open) = memchr::memchr(b'{', rest) {
        rest = &rest[open + 1..];
        let inner = memchr::memchr(b'}', rest).map_or(&rest[..0], |close| &rest[..close]);
        let colon = memchr::memrchr(b':', inner).filter(|colon| *colon > 0);
        let is_size =
            |size: &[u8]| !size.is_empty() && size.iter().all(|b| b.is_ascii_digit() || *b == b'-');
        if colon.is_some_and(|colon| is_size(&inner[colon + 1..])) {
            return true;
        }
    }
    false
}

/// Whether `value` is fields between `open` and `close`, with nothing but words between them.
fn has_field(value: &[u8], open: u8, close: u8, field: fn(&[u8]) -> bool) -> bool {
    let mut rest = value;
    let mut seen = false;
    while let Some(start) = memchr::memchr(open, rest) {
        let Some(end) = memchr::memchr(close, &rest[start..]) else {
            return false;
        };
        if !is_wording(&rest[..start]) || !field(&rest[start + 1..start + end]) {
            return false;
        }
        seen = true;
        rest = &rest[start + end + 1..];
    }
    seen && is_wording(rest)
}

/// Letters and the signs that stand between words.
fn is_wording(text: &[u8]) -> bool {
    text.iter()
        .all(|byte| byte.is_ascii_alphabetic() || b" :_-/.,='\"@?&".contains(byte))
}

/// A name, or a way from name to name: `a.b`, `a->b`, `a['b']`, `a::b`.
fn is_path(text: &[u8]) -> bool {
    text.first()
        .is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_')
        && text
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || b"_.->[]'\":".contains(b))
}

fn is_name(text: &[u8]) -> bool {
    text.iter()
        .all(|b| b.is_ascii_alphanumeric() || b"_-.:".contains(b))
}

fn is_label(text: &[u8]) -> bool {
    text.first().is_some_and(u8::is_ascii_alphabetic)
        && text
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || b" _-.".contains(b))
}

#[cfg(test)]
mod tests;
