use proptest::prelude::*;

use super::*;
use crate::span::{LineIndex, Position};

fn cut(text: &[u8], secrets: &[(usize, usize)], at: usize) -> Excerpt {
    let line = LineIndex::new(text, Position::START).line(at);
    let secrets = secrets.iter().map(|(start, end)| (*start..*end, 0));
    Marked::new(text, secrets).excerpt(line, at, |_| Vec::new())
}

/// Secrets in brackets as redacted, `*` for the reported one, `~` where something was cut off.
fn shown(excerpt: &Excerpt) -> String {
    let cut = |is: bool| if is { "~" } else { "" };
    let pieces: String = excerpt
        .pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Secret { secret, reported } => {
                format!("[{secret}{}]", if *reported { "*" } else { "" })
            }
        })
        .collect();
    format!(
        "{}{pieces}{}",
        cut(excerpt.cut_before),
        cut(excerpt.cut_after)
    )
}

#[test]
fn every_secret_of_the_line_is_set_apart() {
    let text = b"x\na=AAAAAAAA b=BBBBBBBB c\ny=CCCCCCCC";
    let secrets = [(28, 36), (4, 12), (15, 23)];
    assert_eq!(shown(&cut(text, &secrets, 15)), "a=[AA…] b=[BB…*] c");
    assert_eq!(shown(&cut(text, &secrets, 28)), "y=[CC…*]");
}

#[test]
fn overlapping_secrets_become_one_that_shows_nothing() {
    let text = b"k=abcdEFGHIJKLmnop;";
    assert_eq!(shown(&cut(text, &[(2, 18), (6, 14)], 6)), "k=[…*];");
    assert_eq!(shown(&cut(text, &[(2, 10), (6, 18)], 2)), "k=[…*];");
    assert_eq!(shown(&cut(text, &[(2, 18), (2, 18)], 2)), "k=[abcd…*];");
    assert_eq!(
        shown(&cut(text, &[(2, 10), (10, 18)], 10)),
        "k=[ab…][IJ…*];"
    );
}

#[test]
fn what_is_hidden_beside_a_secret_changes_nothing_of_what_is_shown_of_it() {
    let text = b"k=abcdEFGHIJKLmnop; x=QRSTUVWX y";
    let marked = Marked::new(text, [(6..14, 0)]).with_hidden([2..18, 4..9]);
    let cut = |suspect: &[Range<usize>]| {
        let within = |gap: Range<usize>| {
            let inside = suspect.iter().filter(move |one| gap.contains(&one.start));
            inside.cloned().collect()
        };
        shown(&marked.excerpt(0..text.len(), 6, within))
    };
    assert_eq!(cut(&[]), "k=[…][EF…*][…]; x=QRSTUVWX y");
    assert_eq!(cut(&[18..19, 20..21]), "k=[…][EF…*][…][…] […]=QRSTUVWX y");
}

#[test]
fn a_secret_that_ends_on_a_later_line_keeps_its_prefix() {
    let text = b"k = -----BEGIN-----\nAAAA\nBBBB\nCCCC\n-----END-----";
    let marked = Marked::new(text, [(4..text.len(), 15)]);
    let first = marked.excerpt(0..19, 4, |_| Vec::new());
    assert_eq!(shown(&first), "k = [-----BEGIN-…*]");
    let second = marked.excerpt(20..24, 20, |_| Vec::new());
    assert_eq!(shown(&second), "[…*]");
}

#[test]
fn a_copy_that_no_detector_saw_is_hidden_too() {
    let text = b"a=SECRET99 # was SECRET99, SECRET98";
    assert_eq!(
        shown(&cut(text, &[(2, 10)], 2)),
        "a=[SE…*] # was […], SECRET98"
    );
    let mut far = b"a=SECRET99".to_vec();
    far.extend([b'.'; REACH - 3]);
    far.extend(b"SECRET99 tail");
    let excerpt = cut(&far, &[(2, 10)], 2);
    assert!(shown(&excerpt).ends_with(".[…]~"), "{}", shown(&excerpt));
}

#[test]
fn long_lines_are_cut_on_characters() {
    let text = format!("{}key=SECRET99{}", "я".repeat(500), "漢".repeat(500));
    let at = text.find("SECRET").unwrap();
    let excerpt = cut(text.as_bytes(), &[(at, at + 8)], at);
    let expected = format!(
        "~{}key=[SE…*]{}~",
        "я".repeat((REACH - 4) / 2),
        "漢".repeat(REACH / 3)
    );
    assert_eq!(shown(&excerpt), expected);
}

#[test]
fn a_word_that_is_cut_through_goes_whole() {
    let long = |c: &str| c.repeat(2 * REACH);
    let text = format!(
        "{} 'a' k=SECRET99 {} 'b', {}",
        long("x"),
        "c".repeat(9),
        long("y")
    );
    let at = text.find("SECRET").unwrap();
    let excerpt = cut(text.as_bytes(), &[(at, at + 8)], at);
    assert_eq!(shown(&excerpt), "~ 'a' k=[SE…*] ccccccccc 'b', ~");
}

#[test]
fn an_excerpt_of_a_line_full_of_secrets_stays_small() {
    let text = b"\"AAAAAAAAAAAA\",".repeat(2_000);
    let secrets = (0..2_000).map(|index| (index * 15 + 1..index * 15 + 13, 0));
    let marked = Marked::new(&text, secrets);
    for at in (1..text.len()).step_by(15) {
        let excerpt = marked.excerpt(0..text.len(), at, |_| Vec::new());
        assert!(excerpt.pieces.len() <= 4 * (MOST_BESIDE + 1));
        assert!(excerpt.cut_before || at < 15 * (MOST_BESIDE + 1));
    }
}

/// A line whose capitals, and only they, are inside secrets; and those secrets.
fn marked_line() -> impl Strategy<Value = (Vec<u8>, Vec<Range<usize>>)> {
    let range = (0..900usize, 1..60usize).prop_map(|(start, len)| start..start + len);
    (
        prop::collection::vec(prop::sample::select(b"abc \xd1\x8f\xff".to_vec()), 1000),
        prop::collection::vec(range, 1..40),
    )
        .prop_map(|(mut text, secrets)| {
            for secret in &secrets {
                for (index, byte) in text[secret.clone()].iter_mut().enumerate() {
                    *byte = b'A' + (index % 26) as u8;
                }
            }
            (text, secrets)
        })
}

proptest! {
    #[test]
    fn no_byte_of_a_secret_is_ever_text((text, secrets) in marked_line()) {
        let marked = Marked::new(&text, secrets.iter().map(|range| (range.clone(), 3)));
        for secret in &secrets {
            let excerpt = marked.excerpt(0..text.len(), secret.start, |_| Vec::new());
            let mut reports = 0;
            for piece in &excerpt.pieces {
                match piece {
                    Piece::Text(text) => {
                        prop_assert!(!text.contains(|c: char| c.is_ascii_uppercase()), "{text}");
                    }
                    Piece::Secret { reported, .. } => reports += usize::from(*reported),
                }
            }
            prop_assert_eq!(reports, 1);
        }
    }

    #[test]
    fn pieces_put_together_are_the_line(
        text in "[a-cя漢 ]{0,300}SECRET[a-cя漢 ]{0,300}",
    ) {
        let at = text.find("SECRET").unwrap();
        let excerpt = cut(text.as_bytes(), &[(at, at + 6)], at);
        let whole: String = excerpt
            .pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.clone(),
                Piece::Secret { secret, .. } => {
                    String::from_utf8(secret.reveal().to_vec()).unwrap()
                }
            })
            .collect();
        prop_assert!(text.contains(&whole));
        prop_assert_eq!(text.starts_with(&whole), !excerpt.cut_before);
        prop_assert_eq!(text.ends_with(&whole), !excerpt.cut_after);
        prop_assert!(whole.len() <= 2 * REACH + 6);
    }
}
