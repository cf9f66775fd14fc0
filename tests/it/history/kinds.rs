//! Every kind of repository, and every way in which one can be incomplete.

use super::*;

/// A repository with three commits, the second of which has a key.
fn three() -> Repo {
    let repo = Repo::new();
    repo.stage("a", "1\n");
    repo.commit("first");
    repo.stage("src/key.py", config(1));
    repo.commit("second");
    repo.stage("src/key.py", "gone\n");
    repo.commit("third");
    repo
}

#[track_caller]
fn finds_the_key(ran: &Ran) {
    let findings = ran.findings();
    assert_eq!(findings.len(), 1, "{ran:?}");
    assert_eq!(findings[0]["path"], "src/key.py");
    assert_eq!(ran.json()["coverage"]["skipped"], serde_json::json!([]));
}

#[test]
fn loose_packed_and_spread_over_several_packs() {
    let repo = three();
    finds_the_key(&history(&repo, &[]));
    repo.git(["repack", "-d", "--quiet"]);
    repo.stage("b", "2\n");
    repo.commit("fourth");
    repo.git(["repack", "-d", "--quiet"]);
    finds_the_key(&history(&repo, &[]));
    repo.git(["repack", "-adf", "--quiet"]);
    finds_the_key(&history(&repo, &[]));
    repo.git(["pack-refs", "--all"]);
    finds_the_key(&history(&repo, &[]));
}

#[test]
fn bare_repositories_worktrees_and_submodules() {
    let repo = three();
    let bare = repo.beside("bare.git");
    let bare = bare.to_str().unwrap();
    repo.git(["clone", "--quiet", "--bare", ".", bare]);
    finds_the_key(&history(&repo, &[bare]));
    let tree = repo.beside("tree");
    let tree = tree.to_str().unwrap();
    repo.git(["worktree", "add", "--quiet", "--detach", tree]);
    finds_the_key(&history(&repo, &[tree]));
    // A commit that only the worktree's HEAD has.
    std::fs::write(repo.beside("tree/new.py"), config(2)).unwrap();
    repo.git(["-C", tree, "add", "."]);
    repo.git(["-C", tree, "commit", "--quiet", "-m", "detached"]);
    assert_eq!(history(&repo, &[]).findings().len(), 2);
    let outer = Repo::new();
    outer.add_submodule(&repo);
    outer.commit("submodule");
    assert_eq!(history(&outer, &[]).code, 0);
    finds_the_key(&history(&outer, &["sub", "--branch", "main"]));
}

#[test]
fn objects_borrowed_from_another_repository() {
    let repo = three();
    let clone = repo.beside("clone");
    repo.git(["clone", "--quiet", "--shared", ".", clone.to_str().unwrap()]);
    assert!(clone.join(".git/objects/info/alternates").exists());
    finds_the_key(&history(&repo, &[clone.to_str().unwrap()]));
}

#[test]
fn repositories_of_sha_256() {
    let repo = Repo::plain();
    repo.git([
        "init",
        "--quiet",
        "--object-format=sha256",
        "--initial-branch=main",
    ]);
    repo.stage("src/key.py", config(1));
    repo.commit("first");
    repo.stage(
        "src/key.py",
        format!("{}\n{}", "x = 1\n".repeat(100), "y = 2\n"),
    );
    repo.commit("second");
    for packed in [false, true] {
        if packed {
            repo.git(["repack", "-adf", "--quiet"]);
        }
        let ran = history(&repo, &[]);
        finds_the_key(&ran);
        let commit = place(&ran.findings()[0]).0;
        assert_eq!(commit, repo.git(["rev-parse", "HEAD~1"]));
        finds_the_key(&history(&repo, &["--branch", "HEAD~1"]));
    }
}

#[test]
fn deltas_against_ids_are_followed() {
    let repo = Repo::new();
    let body = "line of some length that makes a delta worth it\n".repeat(60);
    for seed in 1..=5 {
        repo.stage("f.py", format!("{body}{}{body}", config(seed)));
        repo.commit("next");
    }
    // Without offsets git writes the base's id.
    repo.git([
        "-c",
        "repack.useDeltaBaseOffset=false",
        "repack",
        "-adf",
        "--quiet",
    ]);
    assert_eq!(history(&repo, &[]).findings().len(), 5);
    repo.git(["repack", "-adf", "--quiet"]);
    assert_eq!(history(&repo, &[]).findings().len(), 5);
}

#[test]
fn a_shallow_clone_is_incomplete() {
    let repo = three();
    let clone = repo.beside("shallow");
    let url = format!("file://{}", repo.path().display());
    repo.git([
        "clone",
        "--quiet",
        "--depth=1",
        &url,
        clone.to_str().unwrap(),
    ]);
    let ran = history(&repo, &[clone.to_str().unwrap()]);
    assert_eq!(ran.code, 3, "{ran:?}");
    let reason = ran.json()["coverage"]["skipped"][0]["reason"].to_string();
    assert!(reason.contains("shallow"), "{reason}");
}

#[test]
fn blobs_that_were_not_cloned_are_named() {
    let repo = three();
    repo.git(["config", "uploadpack.allowFilter", "true"]);
    let clone = repo.beside("partial");
    let path = clone.to_str().unwrap();
    let url = format!("file://{}", repo.path().display());
    repo.git([
        "clone",
        "--quiet",
        "--filter=blob:none",
        "--no-checkout",
        &url,
        path,
    ]);
    let ran = history(&repo, &[path]);
    assert_eq!(ran.code, 3, "{ran:?}");
    let skipped = ran.json()["coverage"]["skipped"]
        .as_array()
        .unwrap()
        .clone();
    let paths: Vec<_> = skipped
        .iter()
        .map(|one| one["path"].as_str().unwrap())
        .collect();
    assert_eq!(paths, ["a", "src/key.py", "src/key.py"]);
    assert!(
        skipped[0]["reason"]
            .as_str()
            .unwrap()
            .contains("clone is partial")
    );
}

#[test]
fn a_damaged_object_is_named_and_the_rest_is_scanned() {
    let repo = three();
    let blob = repo.git(["rev-parse", "HEAD:a"]);
    let file = repo
        .path()
        .join(format!(".git/objects/{}/{}", &blob[..2], &blob[2..]));
    let mut permissions = std::fs::metadata(&file).unwrap().permissions();
    #[allow(
        clippy::permissions_set_readonly_false,
        reason = "a file of this test alone"
    )]
    permissions.set_readonly(false);
    std::fs::set_permissions(&file, permissions).unwrap();
    std::fs::write(&file, "not deflated").unwrap();
    let ran = history(&repo, &[]);
    assert_eq!(ran.code, 1);
    assert_eq!(ran.findings().len(), 1);
    let skipped = ran.json()["coverage"]["skipped"].clone();
    assert_eq!(skipped.as_array().unwrap().len(), 1);
    assert_eq!(skipped[0]["path"], "a");
    assert!(
        skipped[0]["reason"].to_string().contains(&blob),
        "{skipped}"
    );
    std::fs::remove_file(&file).unwrap();
    let ran = history(&repo, &[]);
    assert!(ran.stdout.contains("is missing"), "{ran:?}");
}

#[test]
fn a_damaged_pack_is_named_and_what_can_be_read_is_scanned() {
    let repo = Repo::new();
    for seed in 1..=3 {
        repo.stage(&format!("k{seed}.py"), config(seed));
        repo.commit("next");
    }
    repo.git(["repack", "-adf", "--quiet"]);
    let packs = repo.path().join(".git/objects/pack");
    let pack = std::fs::read_dir(&packs)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| {
            path.extension()
                .is_some_and(|extension| extension == "pack")
        })
        .unwrap();
    let whole = std::fs::read(&pack).unwrap();
    std::fs::remove_file(&pack).unwrap();
    for at in (12..whole.len() - 20).step_by(7) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x55;
        std::fs::write(&pack, &damaged).unwrap();
        let ran = history(&repo, &[]);
        let complete =
            ran.findings().len() == 3 && ran.json()["coverage"]["skipped"] == serde_json::json!([]);
        let told = ran.json()["status"] == "incomplete";
        assert!(complete || told, "byte {at}: {ran:?}");
    }
    std::fs::write(&pack, &whole[..whole.len() / 2]).unwrap();
    assert_eq!(history(&repo, &[]).json()["status"], "incomplete");
    std::fs::remove_file(&pack).unwrap();
    assert_eq!(history(&repo, &[]).json()["status"], "incomplete");
}

#[test]
fn replaced_objects_and_grafts_hide_nothing() {
    let repo = three();
    let second = repo.git(["rev-parse", "HEAD~1"]);
    // Git shows the first commit in its place.
    repo.git(["replace", &second, "HEAD~2"]);
    finds_the_key(&history(&repo, &[]));
    repo.git(["replace", "-d", &second]);
    let head = repo.git(["rev-parse", "HEAD"]);
    repo.write(".git/info/grafts", format!("{head}\n"));
    finds_the_key(&history(&repo, &[]));
}

#[test]
fn an_alternate_that_is_gone_and_no_repository() {
    let plain = Repo::plain();
    assert_eq!(history(&plain, &[]).code, 2);
    assert_eq!(history(&plain, &["nowhere"]).code, 2);
    let repo = Repo::new();
    let ran = history(&repo, &[]);
    assert_eq!((ran.code, ran.findings().len()), (0, 0));
    repo.write(".git/objects/info/alternates", "/nowhere/at/all\n");
    assert_eq!(history(&repo, &[]).code, 3);
}

#[cfg(unix)]
#[test]
fn a_repository_of_somebody_else_is_refused_unless_it_is_trusted() {
    let repo = three();
    // Only root may give files away; anybody else's tests cannot make such a repository.
    let given = ["", ".git"].map(|name| {
        std::os::unix::fs::chown(repo.path().join(name), Some(4_242), Some(4_242)).is_ok()
    });
    if given != [true, true] {
        return;
    }
    let ran = history(&repo, &[]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.stderr.contains("safe.directory"), "{}", ran.stderr);
    let config = repo.beside("config");
    let trusted = repo.path().display();
    std::fs::write(&config, format!("[safe]\n\tdirectory = {trusted}\n")).unwrap();
    let ran = repo.tightlip_with(["history", "--format=json"], b"", |command| {
        command.env("GIT_CONFIG_GLOBAL", &config)
    });
    finds_the_key(&ran);
}

#[test]
fn offsets_of_64_bits_are_followed() {
    let repo = Repo::new();
    let body = "line of some length that makes a delta worth it\n".repeat(60);
    for seed in 1..=3 {
        repo.stage("f.py", format!("{body}{}{body}", config(seed)));
        repo.commit("next");
    }
    repo.git(["repack", "-adfq"]);
    let packs = repo.path().join(".git/objects/pack");
    let file = |ending: &str| {
        let files = std::fs::read_dir(&packs).unwrap();
        let mut files = files.map(|entry| entry.unwrap().path());
        files.find(|path| path.extension().is_some_and(|one| one == ending))
    };
    let pack = file("pack").unwrap();
    std::fs::remove_file(file("idx").unwrap()).unwrap();
    // Offsets over 64 are written as those of packs over 2 GiB are.
    repo.git([
        "index-pack",
        "--index-version=2,0x40",
        pack.to_str().unwrap(),
    ]);
    let index = std::fs::read(file("idx").unwrap()).unwrap();
    let objects: usize = repo
        .git(["count-objects", "-v"])
        .lines()
        .find_map(|line| line.strip_prefix("in-pack: ")?.parse().ok())
        .unwrap();
    let short = 8 + 1024 + objects * 28 + 40;
    assert!(index.len() > short, "{} {short}", index.len());
    let ran = history(&repo, &[]);
    assert_eq!(ran.findings().len(), 3, "{ran:?}");
    assert_eq!(ran.json()["coverage"]["skipped"], serde_json::json!([]));
}

#[test]
fn a_stash_and_what_only_a_reflog_knows() {
    let repo = Repo::new();
    repo.stage("a", "1\n");
    repo.commit("first");
    repo.write("a", config(1));
    repo.git(["stash", "--quiet"]);
    repo.stage("amended.py", config(2));
    repo.commit("before");
    repo.stage("amended.py", "x = 1\n");
    repo.git(["commit", "--quiet", "--amend", "-m", "after"]);
    // A stash is a reference; what was amended is none.
    let places = |args: &[&str]| {
        let findings = history(&repo, args).findings();
        findings.iter().map(|one| place(one).1).collect::<Vec<_>>()
    };
    assert_eq!(places(&[]), ["a"]);
    assert_eq!(places(&["--all-objects"]), ["a", "amended.py"]);
}

#[test]
fn a_damaged_reference_is_named() {
    let damages: [(&str, &[u8]); 4] = [
        ("refs/heads/leak", b"not a hash\n"),
        ("refs/heads/leak", b""),
        ("refs/heads/leak", b"0123456789abcdef0123"),
        ("packed-refs", b"zzzz refs/heads/leak\n"),
    ];
    for (file, bytes) in damages {
        let repo = Repo::new();
        repo.stage("a.txt", "nothing\n");
        repo.commit("one");
        repo.write(&format!(".git/{file}"), bytes);
        let ran = repo.tightlip(["history", "--format=json"]);
        assert_eq!(ran.code, 3, "{file} {ran:?}");
        let skipped = &ran.json()["coverage"]["skipped"][0];
        assert_eq!(skipped["path"], "refs/heads/leak", "{skipped}");
        // Who asks for a branch asks for nothing else.
        let ran = repo.tightlip(["history", "--branch", "HEAD"]);
        assert_eq!(ran.code, 0, "{ran:?}");
    }
    // A name for a branch that is gone is no damage.
    let repo = Repo::new();
    repo.stage("a.txt", "nothing\n");
    repo.commit("one");
    repo.write(
        ".git/refs/remotes/origin/HEAD",
        "ref: refs/remotes/origin/gone\n",
    );
    assert_eq!(repo.tightlip(["history"]).code, 0);
}

/// Git's own check of such a repository fails as well.
#[test]
fn an_object_in_the_place_of_another_is_damaged() {
    let repo = three();
    let object = |name: &str| {
        let id = repo.git(["rev-parse", name]);
        let id = id.trim();
        repo.path()
            .join(format!(".git/objects/{}/{}", &id[..2], &id[2..]))
    };
    let (key, other) = (object("HEAD~1:src/key.py"), object("HEAD:a"));
    std::fs::remove_file(&key).unwrap();
    std::fs::copy(other, key).unwrap();
    let ran = history(&repo, &[]);
    assert_eq!(ran.code, 3, "{ran:?}");
    let skipped = ran.json()["coverage"]["skipped"].to_string();
    assert!(skipped.contains("it holds another object"), "{skipped}");
}
