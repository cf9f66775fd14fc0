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
fn anchors_of_more_bytes_than_lie_together_are_found() {
    let anchors: Vec<String> = (b'!'..=b'~')
        .map(|byte| format!("<{}>", char::from(byte)))
        .collect();
    let exact: Vec<(&str, bool)> = anchors.iter().map(|anchor| (&**anchor, false)).collect();
    let text = anchors.concat();
    let expected: Vec<(u32, usize)> = (0..).zip((0..text.len()).step_by(3)).collect();
    assert_eq!(hits(&index(&exact), &text), expected);
}

#[test]
fn what_ends_differently_is_found_where_any_of_it_ends() {
    // All of these end in one state: two of them in upper case, one in either.
    let index = index(&[("xxTOKEN", false), ("TOKEN", false), ("ken", true)]);
    assert_eq!(hits(&index, "xxTOKEN"), [(0, 0), (1, 2), (2, 4)]);
    assert_eq!(hits(&index, "xxtoken"), [(2, 4)]);
    assert_eq!(hits(&index, "xxtOKEN"), [(2, 4)]);
    assert_eq!(hits(&index, "KEN"), [(2, 0)]);
}

#[test]
fn the_stored_form_is_the_same_index() {
    let built = index(&[("sk-", false), ("pass", true), ("пароль", false)]);
    let words: Vec<u32> = built
        .to_bytes()
        .chunks_exact(stored::ALIGN)
        .map(|word| u32::from_ne_bytes(word.try_into().unwrap()))
        .collect();
    let stored: &'static [u8] = bytemuck::cast_slice(words.leak());
    let stored = AnchorIndex::from_static(stored);
    let text = "PASSWORD sk-1 пароль";
    assert_eq!(hits(&built, text), hits(&stored, text));
    assert_eq!(hits(&built, text).len(), 3);
}

proptest::proptest! {
    #[test]
    fn finds_exactly_what_a_naive_search_finds(
        anchors in proptest::collection::vec("[abA-]{1,6}", 1..6),
        text in "[abcA-]{0,80}",
    ) {
        let pairs: Vec<(&str, bool)> = anchors.iter().map(|a| (a.as_str(), a.len() % 2 == 0)).collect();
        let mut expected = Vec::new();
        for (rule, (anchor, fold)) in pairs.iter().enumerate() {
            for start in 0..text.len() {
                let Some(part) = text.get(start..start + anchor.len()) else { continue };
                if part == *anchor || (*fold && part.eq_ignore_ascii_case(anchor)) {
                    expected.push((rule as u32, start));
                }
            }
        }
        expected.sort_unstable();
        proptest::prop_assert_eq!(hits(&index(&pairs), &text), expected);
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
        }
        for hit in &found {
            proptest::prop_assert!(all.contains(hit), "{:?}", hit);
        }
    }
}
