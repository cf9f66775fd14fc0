//! Compose, by the rules that its documentation gives for version 2: what a file means before `fix`
//! it means after it. (Whoever is installed is run, too: `fixtures/projects/docker_compose`.)

use std::collections::HashMap;

use tightlip::fix::dotenv::{Loader, quote};
use tightlip::fix::rewrite::{Site, Trees, rewrite};

type Variables = HashMap<String, String>;

/// `$X`, `${X}`, `${X:-a}`, `${X-a}`, `${X:?a}`, `${X?a}`, `${X:+a}`, `${X+a}`, each within
/// another; `$$` is a dollar; any other dollar stays.
fn interpolated(text: &str, variables: &Variables) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('$') {
            out.push('$');
            rest = after;
        } else if let Some(inside) = rest.strip_prefix('{') {
            let end = closing(inside);
            out.push_str(&braced(&inside[..end], variables));
            rest = &inside[end + 1..];
        } else {
            let name = name(rest);
            match name {
                "" => out.push('$'),
                name => out.push_str(variables.get(name).map_or("", String::as_str)),
            }
            rest = &rest[name.len()..];
        }
    }
    out + rest
}

fn name(text: &str) -> &str {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return "";
    }
    &text[..text.find(|c| !is_part(c)).unwrap_or(text.len())]
}

fn closing(text: &str) -> usize {
    let mut depth = 0;
    for (at, char) in text.char_indices() {
        match char {
            '{' => depth += 1,
            '}' if depth == 0 => return at,
            '}' => depth -= 1,
            _ => {}
        }
    }
    panic!("a brace is not closed: {text}")
}

fn braced(text: &str, variables: &Variables) -> String {
    let name = name(text);
    let value = variables.get(name);
    let rest = &text[name.len()..];
    let (counts_blank, sign) = match rest.strip_prefix(':') {
        Some(sign) => (false, sign),
        None => (true, rest),
    };
    let value = value.filter(|value| counts_blank || !value.is_empty());
    let word = |sign: &str| interpolated(&sign[1..], variables);
    match (sign.chars().next(), value) {
        (None, value) => value.cloned().unwrap_or_default(),
        (Some('-' | '?'), Some(value)) => value.clone(),
        (Some('-'), None) | (Some('+'), Some(_)) => word(sign),
        (Some('+'), None) => String::new(),
        other => panic!("{text}: {other:?}"),
    }
}

/// An entry of `.env`: in single quotes nothing has a meaning but `\\'`; without, and in double
/// ones, variables do.
fn entry(written: &str, variables: &Variables) -> String {
    if let Some(inside) = written.strip_prefix('\'') {
        return inside.trim_end_matches('\'').replace("\\'", "'");
    }
    match written.strip_prefix('"') {
        Some(inside) => {
            let inside = interpolated(inside.trim_end_matches('"'), variables);
            inside.replace("\\\"", "\"").replace("\\\\", "\\")
        }
        None => interpolated(written, variables),
    }
}

#[test]
fn the_documented_forms_are_read() {
    let variables: Variables = [("A", "1"), ("B", "")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
    for (text, read) in [
        ("$A-${A}", "1-1"),
        ("${B:-x}${B-x}${C:-y}${C-z}", "xyz"),
        ("${A:+r}${B:+r}${B+s}${C+t}", "rs"),
        ("${A:?no}", "1"),
        ("${C:-${A}}${C:-${D:-e}}", "1e"),
        ("$$A $5 a$", "$A $5 a$"),
    ] {
        assert_eq!(interpolated(text, &variables), read, "{text}");
    }
}

#[test]
fn a_file_means_what_it_meant() {
    for (marked, tags) in [
        ("services: {a: {environment: {K: «k1-abc»}}}\n", ""),
        (
            "services:\n  a:\n    environment:\n      K: \"«k1$$a b»\"\n",
            "",
        ),
        (
            "services:\n  a:\n    environment:\n      - K=«k1$$abc»\n",
            "",
        ),
        (
            "services:\n  a:\n    command: x $TAG postgres://u:«k1-a»@h/${TAG:-d}\n",
            "t",
        ),
        (
            "services:\n  a:\n    environment:\n      K: ${APP_KEY:-«k1-abc»}\n",
            "",
        ),
        (
            "services:\n  a:\n    environment:\n      K: ${APP_KEY-«k1-abc»}\n",
            "",
        ),
        (
            "services:\n  a:\n    environment:\n      K: ${TAG:+«k1-abc»}\n",
            "t",
        ),
        (
            "services:\n  a:\n    environment:\n      K: '«k1#a b»' # $$5\n",
            "",
        ),
    ] {
        let (head, rest) = marked.split_once('«').unwrap();
        let (value, tail) = rest.split_once('»').unwrap();
        let before = [head, value, tail].concat();
        let site = Site {
            path: "compose.yaml",
            text: before.as_bytes(),
            value: head.len()..head.len() + value.len(),
            variable: "APP_KEY",
            trees: &Trees::default(),
        };
        let rewritten = rewrite(&site).unwrap();
        let mut after = before.clone();
        for edit in rewritten.edits.iter().rev() {
            after.replace_range(edit.range.clone(), &edit.with);
        }
        assert!(!after.contains("k1"), "{after}");
        let mut variables = Variables::new();
        if !tags.is_empty() {
            variables.insert("TAG".to_owned(), tags.to_owned());
        }
        let meant = interpolated(&before, &variables);
        let moved = String::from_utf8(rewritten.value.reveal().to_vec()).unwrap();
        let written = quote(&moved, Some(Loader::Compose));
        assert!(!written.misread_by.contains(&Loader::Compose), "{moved}");
        let read = entry(&written.text, &variables);
        assert_eq!(read, moved, "{}", written.text);
        variables.insert("APP_KEY".to_owned(), read);
        // Quotes that a look-up needs are none of its meaning.
        let bare = |text: &str| text.replace('"', "");
        assert_eq!(bare(&interpolated(&after, &variables)), bare(&meant));
    }
}
