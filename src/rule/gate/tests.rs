use proptest::prelude::*;

use super::*;

fn gate(pattern: &str) -> Gate {
    let parsed = regex_syntax::ParserBuilder::new()
        .unicode(false)
        .utf8(false)
        .build()
        .parse(pattern);
    Gate::of(&parsed.unwrap())
}

#[test]
fn knows_literals_classes_and_what_alternatives_share() {
    for (pattern, length, yes, no) in [
        (
            "pat[A-Za-z0-9]{14}[.]",
            18,
            "pat01234567890123.",
            "path/to/a_file",
        ),
        ("(?i)key=[0-9]{2,4}x", 6, "KEY=12", "key=1x"),
        ("(?:ab|cde)f", 2, "ab", "ac"),
        ("(?:ab|cd)[0-9]", 3, "ab1", "abx"),
        (
            "(?P<secret>S[UA][A-Z2-7]{56})",
            58,
            &["SU", &"A".repeat(56)].concat(),
            "SUPERSET bbb",
        ),
        ("x?abc", 0, "", "never"),
        (r#"a[^"]b"#, 1, "aé", "b"),
    ] {
        // The texts are beginnings of matches only.
        let gate = Gate {
            needed: 0,
            ..gate(pattern)
        };
        assert_eq!(usize::from(gate.places), length, "{pattern}");
        assert!(gate.lets_in(yes.as_bytes()), "{pattern}: {yes}");
        assert!(
            length == 0 || !gate.lets_in(no.as_bytes()),
            "{pattern}: {no}"
        );
    }
}

#[test]
fn what_a_match_needs_must_come_before_what_ends_it() {
    let gate = gate(r"://[^/@]{0,9}:[^/@]{3,20}@[a-z]");
    assert!(gate.lets_in(b"://me:word@host"));
    for text in ["://host/a:b@c", "://host:80/", "://host", "://ab:cd"] {
        assert!(!gate.lets_in(text.as_bytes()), "{text}");
    }
    assert_eq!(gate.looked(b"://host/a:b@c"), 8);
    assert_eq!(gate.looked(b":/x"), 3);
}

#[test]
fn short_heads_are_followed_by_what_may_be_there() {
    let heads = |pattern: &str, head: &str| -> Vec<String> {
        let heads = gate(pattern).heads(head.as_bytes()).into_iter();
        heads.map(|head| String::from_utf8(head).unwrap()).collect()
    };
    assert_eq!(
        heads("AC[01][ab][0-9]", "AC"),
        ["AC0a", "AC0b", "AC1a", "AC1b"]
    );
    assert_eq!(heads("AC[01].[0-9]", "AC"), ["AC0", "AC1"]);
    assert_eq!(heads("AC[^0]", "AC"), ["AC"]);
    assert_eq!(heads("key[01]", "key"), ["key"]);
}

proptest! {
    #[test]
    fn lets_every_match_in(text in "[a-e0-3.é]{0,12}") {
        for pattern in ["[a-c]{2,3}[0-9]", "ab?[^0-2]{0,3}c[0-3]*3", "(?P<x>a[b-d.]*)c{1,2}", "a(?:é|b)+[^.]\\.", "(?:ab?|[b-d]{3})[.0-9]+", "(?:a|bc){2}d*", "a(?:b|é)c", "(?i)AB[C-E]{2}"] {
            let regex = regex_automata::meta::Builder::new()
                .syntax(regex_automata::util::syntax::Config::new().unicode(false).utf8(false))
                .build(pattern)
                .unwrap();
            let input = regex_automata::Input::new(text.as_bytes()).anchored(regex_automata::Anchored::Yes);
            let matches = regex.is_match(input);
            prop_assert!(!matches || gate(pattern).lets_in(text.as_bytes()), "{}", pattern);
            let looked = gate(pattern).looked(text.as_bytes());
            let (near, changed) = (&text.as_bytes()[..looked.min(text.len())], [b"c3.b", &b"3"[..], b"c."]);
            if !matches && looked <= text.len() {
                for behind in changed {
                    let other = [near, behind].concat();
                    let input = regex_automata::Input::new(&other).anchored(regex_automata::Anchored::Yes);
                    prop_assert!(!regex.is_match(input), "{}: {:?}", pattern, other);
                }
            }
        }
    }
}
