use super::*;

fn index(anchors: &[(&str, bool)]) -> AnchorIndex {
    let anchors: Vec<Anchor<'_>> = anchors
        .iter()
        .enumerate()
        .map(|(rule, (text, fold_case))| Anchor {
            rule: rule as u32,
            text: text.as_bytes(),
            fold_case: *fold_case,
        })
        .collect();
    AnchorIndex::build(&anchors).unwrap()
}

fn hits(index: &AnchorIndex, text: &str) -> Vec<(u32, usize)> {
    let mut hits = Vec::new();
    index.find(text.as_bytes(), |hit| hits.push((hit.rule, hit.start)));
    hits.sort_unstable();
    hits
}

#[test]
fn finds_overlapping_and_nested_anchors() {
    let index = index(&[
        ("sk-", false),
        ("sk-ant-", false),
        ("ant", true),
        ("t-x", false),
    ]);
    assert_eq!(hits(&index, "sk-ant-x"), [(0, 0), (1, 0), (2, 3), (3, 5)]);
}

#[test]
fn case_matters_only_where_asked() {
    let index = index(&[("AKIA", false), ("token", true)]);
    assert_eq!(
        hits(&index, "akia AKIA TOKEN Token"),
        [(0, 5), (1, 10), (1, 16)]
    );
}

#[test]
fn two_rules_may_share_an_anchor() {
    let index = index(&[("key", true), ("key", false), ("KEY", false)]);
    assert_eq!(hits(&index, "KEY"), [(0, 0), (2, 0)]);
}

#[test]
fn anchors_with_all_bytes_there_are_are_found() {
    let anchors: Vec<String> = (b'!'..=b'~')
        .map(|byte| format!("<{}>", char::from(byte)))
        .collect();
    let exact: Vec<(&str, bool)> = anchors.iter().map(|anchor| (&**anchor, false)).collect();
    let text = anchors.concat();
    let expected: Vec<(u32, usize)> = (0..).zip((0..text.len()).step_by(3)).collect();
    assert_eq!(hits(&index(&exact), &text), expected);
}

#[test]
fn what_ends_alike_is_found_in_the_case_it_asks_for() {
    let index = index(&[("xxTOKEN", false), ("TOKEN", false), ("ken", true)]);
    assert_eq!(hits(&index, "xxTOKEN"), [(0, 0), (1, 2), (2, 4)]);
    assert_eq!(hits(&index, "xxtoken"), [(2, 4)]);
    assert_eq!(hits(&index, "xxtOKEN"), [(2, 4)]);
    assert_eq!(hits(&index, "KEN"), [(2, 0)]);
}

#[test]
fn the_stored_form_is_the_same_index() {
    let built = index(&[("sk-", false), ("pass", true), ("пароль", false)]);
    let words: Vec<u64> = built
        .to_bytes()
        .chunks_exact(stored::ALIGN)
        .map(|word| u64::from_ne_bytes(word.try_into().unwrap()))
        .collect();
    let stored: &'static [u8] = bytemuck::cast_slice(words.leak());
    let stored = AnchorIndex::from_static(stored);
    let text = "PASSWORD sk-1 пароль";
    assert_eq!(hits(&built, text), hits(&stored, text));
    assert_eq!(hits(&built, text).len(), 3);
}

#[test]
fn anchors_of_one_byte_to_three_are_found_at_both_ends() {
    let index = index(&[("k", true), ("Ke", false), ("key", true), ("ö", true)]);
    for (text, expected) in [
        ("", &[][..]),
        ("K", &[(0, 0)]),
        ("ke", &[(0, 0)]),
        ("Ke", &[(0, 0), (1, 0)]),
        ("KEY", &[(0, 0), (2, 0)]),
        ("ö", &[(3, 0)]),
        ("Keyökey", &[(0, 0), (0, 5), (1, 0), (2, 0), (2, 5), (3, 3)]),
    ] {
        assert_eq!(hits(&index, text), expected, "{text}");
    }
}

#[test]
fn anchors_of_different_lengths_that_are_looked_up_in_one_place_are_found_once() {
    let index = index(&[("A", false), ("--A", false)]);
    assert_eq!(hits(&index, "A--"), [(0, 0)]);
}

#[test]
fn every_anchor_is_found_by_bytes_that_stand_seldom() {
    let windows = |texts: &[&'static str]| {
        let anchors: Vec<Anchor<'_>> = texts
            .iter()
            .map(|text| Anchor {
                rule: 0,
                text: text.as_bytes(),
                fold_case: true,
            })
            .collect();
        let windows = Window::of_all(&anchors);
        let text = |window: Window<'static>| String::from_utf8_lossy(window.bytes).into_owned();
        windows.into_iter().map(text).collect::<Vec<_>>()
    };
    assert_eq!(windows(&["the_string_zqxj"]), ["zqxj"]);
    assert_eq!(windows(&["key"]), ["key"]);
    // What one needs anyway costs the other nothing.
    assert_eq!(windows(&["jxqz", "jxqz_zqxj", "zqxj"])[0], "jxqz");
    assert_eq!(windows(&["stri", "the_string_zqxj"]), ["stri", "stri"]);
}

#[test]
fn an_index_of_nothing_finds_nothing() {
    assert_eq!(hits(&index(&[]), "token"), []);
    assert_eq!(hits(&index(&[("", true)]), "token"), []);
}

#[test]
fn many_anchors_are_found_in_a_long_text_wherever_they_stand() {
    // Not for letters alone: their bytes share cells of the sieve with those of others.
    let anchors: Vec<String> = (0..3000u32).map(|n| format!("{:x}~", n * 7919)).collect();
    let pairs: Vec<(&str, bool)> = anchors.iter().map(|anchor| (&**anchor, true)).collect();
    let index = index(&pairs);
    let mut text = String::new();
    let mut expected = Vec::new();
    for (rule, anchor) in anchors.iter().enumerate() {
        text.push_str(&" ".repeat(rule % 11));
        expected.push((rule as u32, text.len()));
        text.push_str(&anchor.to_ascii_uppercase());
    }
    let all = hits(&index, &text);
    for hit in &expected {
        assert!(all.binary_search(hit).is_ok(), "{hit:?}");
    }
    for (rule, start) in all {
        let there = text[start..].get(..anchors[rule as usize].len()).unwrap();
        assert!(there.eq_ignore_ascii_case(&anchors[rule as usize]));
    }
}

proptest::proptest! {
    #[test]
    fn finds_exactly_what_a_naive_search_finds(
        anchors in proptest::prop_oneof![
            proptest::collection::vec("[abA-]{1,6}|[aAöÖ1@`]{1,5}", 1..6),
            proptest::collection::vec("[abA-]{3,9}|[aAöÖ1@`]{3,5}", 1..9),
        ],
        text in "[abcA-]{0,80}|[aAöÖ1@`q]{0,40}",
    ) {
        let pairs: Vec<(&str, bool)> = anchors.iter().map(|a| (a.as_str(), a.len() % 2 == 0)).collect();
        let mut expected = Vec::new();
        for (rule, (anchor, fold)) in pairs.iter().enumerate() {
            for start in 0..text.len() {
                let Some(part) = text.as_bytes().get(start..start + anchor.len()) else { continue };
                if part == anchor.as_bytes() || (*fold && part.eq_ignore_ascii_case(anchor.as_bytes())) {
                    expected.push((rule as u32, start));
                }
            }
        }
        expected.sort_unstable();
        let index = index(&pairs);
        proptest::prop_assert_eq!(hits(&index, &text), &*expected);
        // Nor is anything lost with the anchors of every other rule.
        expected.retain(|(rule, _)| rule % 2 == 1);
        let odd = index.without(|rule| rule % 2 == 0);
        proptest::prop_assert_eq!(hits(&odd, &text), expected);
    }

    #[test]
    fn what_stands_in_gaps_is_found_once_and_nothing_else_is(
        anchors in proptest::collection::vec("[abA-]{1,7}", 1..8),
        text in "[abcA-]{0,120}",
        ends in proptest::collection::btree_set(0..120usize, 0..10),
    ) {
        let pairs: Vec<(&str, bool)> = anchors.iter().map(|a| (a.as_str(), a.len() % 2 == 0)).collect();
        let index = index(&pairs);
        let ends: Vec<usize> = ends.into_iter().filter(|end| *end <= text.len()).collect();
        let gaps: Vec<Range<usize>> = ends
            .chunks(2)
            .map(|ends| ends[0]..*ends.last().expect("no chunk is empty"))
            .collect();
        let mut all = Vec::new();
        index.find(text.as_bytes(), |hit| all.push(hit));
        let mut found = Vec::new();
        index.find_in(text.as_bytes(), &gaps, |hit| found.push(hit));
        found.sort_unstable();
        let count = found.len();
        found.dedup();
        proptest::prop_assert_eq!(count, found.len());
        for hit in &all {
            let touches = |gap: &Range<usize>| hit.start < gap.end.max(gap.start + 1) && gap.start < hit.end;
            let across = |gap: &Range<usize>| gap.is_empty() && hit.start >= gap.start;
            if gaps.iter().any(|gap| touches(gap) && !across(gap)) {
                proptest::prop_assert!(found.contains(hit), "{:?} in {:?}", hit, gaps);
            }
            if gaps.iter().any(|gap| gap.is_empty() && hit.start < gap.start && gap.start < hit.end) {
                proptest::prop_assert!(found.contains(hit), "{:?} across {:?}", hit, gaps);
            }
        }
        for hit in &found {
            proptest::prop_assert!(all.contains(hit), "{:?}", hit);
        }
    }
}
