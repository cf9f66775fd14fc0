//! How big, how deep and how long.

use super::*;

#[test]
fn a_scan_ends_when_its_time_is_up() {
    let repo = repo();
    let ran = shell(&repo, "yes 'nothing at all' | tightlip stdin --timeout 1");
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.stderr.contains("<rest>: the time was up"), "{ran:?}");
    let ran = shell(&repo, "tightlip git --timeout 600");
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(!ran.stderr.contains("time was up"), "{ran:?}");
}

#[test]
fn files_over_a_size_are_skipped() {
    let repo = Repo::new();
    let long = format!("key = \"{}\"\n{}", token(1), "x\n".repeat(600_000));
    repo.write("big.py", long);
    assert_eq!(
        shell(&repo, "tightlip dir --max-target-megabytes 1").code,
        0
    );
    assert_eq!(
        shell(&repo, "tightlip dir --max-target-megabytes 2").code,
        1
    );
    assert_eq!(
        shell(&repo, "tightlip dir --max-target-megabytes 0").code,
        1
    );
}

#[test]
fn what_is_encoded_is_decoded_as_deep_as_was_asked() {
    let repo = Repo::new();
    let once = BASE64.encode(format!("key={}", token(1)).as_bytes());
    let twice = BASE64.encode(once.as_bytes());
    repo.stage("a.py", format!("one = \"{once}\"\n\n\ntwo = \"{twice}\"\n"));
    let found = |line: &str| {
        shell(&repo, &format!("{line} -r ../out.json"));
        places(&report(&repo, "../out.json"))
    };
    let both = ["a.py:1", "a.py:4"];
    assert_eq!(found("tightlip git --staged"), both);
    assert_eq!(report(&repo, "../out.json")[1]["Tags"][2], "decode-depth:2");
    assert!(!report(&repo, "../out.json")[0].to_string().contains(&once));
    repo.commit("one");
    assert_eq!(found("tightlip dir"), both);
    assert_eq!(found("tightlip git"), both);
    assert_eq!(found("cat a.py | tightlip stdin"), [":1", ":4"]);
    assert_eq!(found("tightlip dir --max-decode-depth 1"), ["a.py:1"]);
    assert_eq!(found("tightlip dir --max-decode-depth 0"), [""; 0]);
    assert_eq!(repo.found(["scan"]), [""; 0]);
}

#[test]
fn archives_are_opened_as_deep_as_was_asked() {
    let repo = Repo::new();
    repo.write("in/a.py", format!("key = \"{}\"\n", token(1)));
    let made = shell(
        &repo,
        "tar -cf in/b.tar -C in a.py && tar -czf c.tgz -C in b.tar && rm -r in",
    );
    assert_eq!(made.code, 0, "{made:?}");
    let found = |line: &str| {
        shell(&repo, &format!("{line} -r ../out.json"));
        places(&report(&repo, "../out.json"))
    };
    assert_eq!(found("tightlip dir"), [""; 0]);
    assert_eq!(found("tightlip dir --max-archive-depth 1"), [""; 0]);
    assert_eq!(
        found("tightlip dir --max-archive-depth 2"),
        ["c.tgz!b.tar!a.py:1"]
    );
    assert_eq!(
        found("tightlip detect --no-git --max-archive-depth 8"),
        ["c.tgz!b.tar!a.py:1"]
    );
}
