//! What each language's files become. A case marks the secret by `«…»`, whose inside is a
//! template where it has a colon, so that no file here holds anything like a live token.

mod comment;
mod config;
mod docker;
mod go;
mod java;
mod lexed;
mod named;
mod notebook;
mod php;
mod places;
mod python;
mod refused;
mod ruby;
mod rust;
mod script;
mod shell;
mod terraform;

use super::draft::apply;
use super::{Change, Refusal, Rewrite, Site, Trees, drafted, holds, parses, rewrite};
use crate::rule::template::{Dice, expand};

/// The file before, where the secret stands in it, and nothing else of the case.
pub(super) struct Marked {
    pub(super) text: Vec<u8>,
    pub(super) value: std::ops::Range<usize>,
}

impl Marked {
    pub(super) fn new(marked: &str) -> Self {
        let (head, rest) = marked.split_once('«').unwrap();
        let (template, tail) = rest.split_once('»').unwrap();
        let secret = if template.contains(':') {
            expand(template, &mut Dice::new(7)).unwrap()
        } else {
            template.to_owned()
        };
        Self {
            text: [head, &secret, tail].concat().into_bytes(),
            value: head.len()..head.len() + secret.len(),
        }
    }

    pub(super) fn rewrite(&self, path: &str) -> Result<Rewrite, Refusal> {
        let site = Site {
            path,
            text: &self.text,
            value: self.value.clone(),
            variable: "APP_KEY",
            trees: &Trees::default(),
        };
        rewrite(&site)
    }
}

/// Asserts what a file becomes, that it parses, that the value is out, and returns the rewriting.
#[track_caller]
pub(super) fn becomes(path: &str, before: &str, after: &str) -> Rewrite {
    let marked = Marked::new(before);
    let rewrite = match marked.rewrite(path) {
        Ok(rewrite) => rewrite,
        Err(refusal) => panic!("{path}: {before}\nis refused: {refusal:?}"),
    };
    let text = apply(&marked.text, &rewrite.edits);
    assert_eq!(String::from_utf8_lossy(&text), after, "{path}");
    assert_ne!(parses(path, &text), Some(false), "{path}: {after}");
    let value = String::from_utf8_lossy(rewrite.value.reveal());
    assert!(!after.contains(&*value), "{path}: {after}");
    assert!(!rewrite.notes.iter().any(|note| note.contains(&*value)));
    rewrite
}

/// Asserts a whole table, and that each value is what stands between the marks.
#[track_caller]
pub(super) fn all_become(path: &str, cases: &[(&str, &str)]) {
    for (before, after) in cases {
        let rewrite = becomes(path, before, after);
        let marked = Marked::new(before);
        assert_eq!(
            rewrite.value.reveal(),
            &marked.text[marked.value],
            "{before}"
        );
    }
}

/// Asserts the value that goes to the environment.
#[track_caller]
pub(super) fn moves(path: &str, before: &str, value: &str) {
    let rewrite = Marked::new(before).rewrite(path).unwrap();
    let moved = String::from_utf8_lossy(rewrite.value.reveal());
    assert_eq!(moved, value, "{path}: {before}");
}

/// Asserts that each is left alone, for a reason that holds a word.
#[track_caller]
pub(super) fn all_stay(path: &str, cases: &[(&str, &str)]) {
    for (before, word) in cases {
        let marked = Marked::new(before);
        match marked.rewrite(path) {
            Err(refusal) => {
                assert!(refusal.why.contains(word), "{path}: {before}\n{refusal:?}");
            }
            Ok(rewrite) => panic!(
                "{path}: {before}\nbecomes {}",
                String::from_utf8_lossy(&apply(&marked.text, &rewrite.edits))
            ),
        }
    }
}

#[test]
fn no_file_and_no_offset_makes_it_panic() {
    let texts: [&[u8]; 6] = [
        b"",
        b"\xff\xfe\x00'",
        b"x = '\xe9\xff' + f\"{a['b']}\"",
        "é = \"«»\" # é\r\n".as_bytes(),
        b"\xef\xbb\xbf'''a\\",
        b"`${`${'a'}`}`",
    ];
    for path in super::SAMPLE_PATHS {
        for text in texts {
            for start in 0..=text.len() {
                for end in start..=text.len() + 1 {
                    let site = Site {
                        path,
                        text,
                        value: start..end,
                        variable: "APP_KEY",
                        trees: &Trees::default(),
                    };
                    if let Ok(rewrite) = rewrite(&site) {
                        apply(text, &rewrite.edits);
                    }
                }
            }
        }
    }
}

#[test]
fn a_file_is_parsed_twice_however_many_literals_it_has() {
    for (path, line) in [
        ("a.go", "var keyN = \"valueNx\"\n"),
        ("a.java", "class AN { String key = \"valueNx\"; }\n"),
        ("a.php", "<?php $keyN = 'valueNx'; ?>\n"),
        ("a.py", "keyN = 'valueNx'\n"),
        ("a.rb", "keyN = 'valueNx'\n"),
        ("a.rs", "fn keyN() -> String { \"valueNx\".to_owned() }\n"),
        ("a.sh", "keyN='valueNx'\n"),
        ("server/a.ts", "const keyN = 'valueNx';\n"),
        ("docker-compose.yml", "keyN: valueNx\n"),
    ] {
        let lines = (0..60).map(|at| line.replace('N', &at.to_string()));
        let text: Vec<u8> = lines.collect::<String>().into_bytes();
        let trees = Trees::default();
        let mut change = Change::default();
        for at in 0..60 {
            let value = format!("value{at}x");
            let start = memchr::memmem::find(&text, value.as_bytes()).unwrap();
            let site = Site {
                path,
                text: &text,
                value: start..start + value.len(),
                variable: &format!("K{at}"),
                trees: &trees,
            };
            assert!(change.takes(&drafted(&site).unwrap()), "{path}");
        }
        assert!(holds(path, &text, &change, &trees), "{path}");
        assert_eq!(trees.parses(), 2, "{path}");
        let after = apply(&text, change.edits());
        assert_ne!(parses(path, &after), Some(false), "{path}");
        assert!(memchr::memmem::find(&after, b"value").is_none(), "{path}");
    }
}
