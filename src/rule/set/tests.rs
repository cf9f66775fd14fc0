use super::super::Alphabet;
use super::*;
use crate::level::Severity;

fn own(id: &str, anchor: &str) -> Rule {
    Rule {
        id: id.to_owned(),
        anchors: vec![anchor.to_owned()],
        ..builtin::rule(0)
    }
}

fn hits(set: &RuleSet, text: &str) -> Vec<String> {
    let mut ids = Vec::new();
    set.find(text.as_bytes(), |hit| {
        ids.push(set.compiled(hit.rule).rule.id.clone());
    });
    ids.sort_unstable();
    ids
}

#[test]
fn own_rules_are_looked_for_beside_the_built_in_ones_and_replace_them() {
    let id = builtin::rule(7).id;
    let rules = vec![own("zz-own", "zz_anchor_"), own(&id, "yy_anchor_")];
    let set = RuleSet::builtin().and(rules).unwrap();
    assert_eq!(set.len(), builtin::len() + 1);
    assert_eq!(set.rules().filter(|rule| rule.id == id).count(), 1);
    let text = "zz_anchor_ yy_anchor_";
    assert_eq!(hits(&set, text), [id.clone(), "zz-own".to_owned()]);
    let set = set.without([id.as_str()]);
    assert_eq!(hits(&set, text), ["zz-own"]);
    assert_eq!(set.rules().count(), set.len());
}

#[test]
fn a_changed_rule_keeps_its_place_and_its_anchors() {
    let known = builtin::rule(7);
    let severity = match known.severity {
        Severity::Low => Severity::High,
        _ => Severity::Low,
    };
    let changed = Rule { severity, ..known };
    let id = changed.id.clone();
    let (one, whole) = (RuleSet::builtin(), RuleSet::builtin());
    let set = one.and(vec![changed]).unwrap();
    assert_eq!((set.len(), set.anchors.len()), (whole.len(), 1));
    assert!(!set.is_own(7) && set.named(&id) == Some(7));
    assert_eq!(set.compiled(7).rule.severity, severity);
    assert_ne!(set.digest(), whole.digest());
    assert_eq!(set.without([id.as_str()]).len(), whole.len() - 1);
}

#[test]
fn rules_are_left_out_by_id_or_by_pattern() {
    let all = builtin::len();
    for index in [0, all / 2, all - 1] {
        let id = builtin::rule(index).id;
        let set = RuleSet::builtin().without([id.as_str()]);
        assert_eq!(set.len(), all - 1);
        assert!(set.rules().all(|rule| rule.id != id));
    }
    let set = RuleSet::builtin().without(["openai-*"]);
    assert!(set.len() < all - 2);
    assert!(set.rules().all(|rule| !rule.id.starts_with("openai-")));
    assert_eq!(RuleSet::builtin().without(["no-such-rule"]).len(), all);
    let every: Vec<String> = RuleSet::builtin().ids().map(str::to_owned).collect();
    let kept = &every[all / 3];
    let most = every.iter().filter(|id| *id != kept);
    let own = RuleSet::builtin()
        .and(vec![
            own("zz-own", "zz_anchor_"),
            own("zz-other", "yy_anchor_"),
        ])
        .unwrap();
    let set = own.without(most.map(String::as_str).chain(["zz-other"]));
    assert!(set.ids().eq([kept.as_str(), "zz-own"]));
}

#[test]
fn however_many_rules_are_left_out_the_others_are_found_as_before() {
    let whole = RuleSet::builtin();
    let anchors = whole.rules().flat_map(|rule| rule.sought());
    let mut text = Vec::new();
    for anchor in anchors {
        text.extend_from_slice(&anchor);
        text.push(b' ');
    }
    let gaps = [900..2_000, 5_000..6_000];
    let found = |set: &RuleSet| {
        let (mut all, mut new) = (Vec::new(), Vec::new());
        set.find(&text, |hit| all.push(hit));
        set.find_in(&text, &gaps, |hit| new.push(hit));
        let is_new = |hit: &Hit| {
            gaps.iter()
                .any(|gap| hit.start < gap.end && hit.end > gap.start)
        };
        new.retain(is_new);
        (all, new)
    };
    let (all, new) = found(&whole);
    assert!(all.len() > builtin::len() && !new.is_empty());
    for patterns in [
        &["aws-*"][..],
        &["a*", "github-pat-classic", "*-key"],
        &["*"],
    ] {
        let set = RuleSet::builtin().without(patterns.iter().copied());
        let is_on = |hit: &Hit| {
            let id = builtin::id(hit.rule as usize);
            !patterns.iter().any(|pattern| id_matches(pattern, id))
        };
        let of = |hits: &[Hit]| hits.iter().copied().filter(is_on).collect::<Vec<_>>();
        assert_eq!(found(&set), (of(&all), of(&new)), "{patterns:?}");
        let ids: Vec<String> = set.rules().map(|rule| rule.id.clone()).collect();
        assert!(set.ids().eq(ids.iter().map(String::as_str)));
    }
}

#[test]
fn a_pattern_that_grows_too_large_is_refused() {
    let mut rule = builtin::rule(0);
    rule.matcher = Matcher::Beside {
        pattern: "(?:[a-z]{1000}[0-9]{1000}){1000}".to_owned(),
        shortest: 1,
        longest: 2,
        alphabet: Alphabet::default(),
    };
    assert!(compiles(&rule).is_err());
}
