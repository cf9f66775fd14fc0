//! Ignore rules: what they mean to git, they mean here.

use proptest::prelude::*;

use super::*;

#[test]
fn every_way_to_ignore_a_dotenv_file_is_understood() {
    for rules in [
        ".env",
        "*.env",
        ".env*",
        "**/.env",
        "/.env",
        ".*",
        "*",
        ".env\n!.env.example",
    ] {
        let repo = Repo::new();
        repo.write(".env", "A=1\n");
        repo.write(".env.example", "A=\n");
        repo.write(".gitignore", rules);
        assert_eq!(found(&repo), [], "{rules:?}");
    }
    for rules in [
        "",
        ".env.*",
        "env",
        "# .env",
        "/app/.env",
        ".env/",
        "*\n!.env",
        ".env*\n!.env*",
    ] {
        let repo = Repo::new();
        repo.write(".env", "A=1\n");
        repo.write(".gitignore", rules);
        assert_eq!(
            found(&repo),
            [at("hygiene-env-not-ignored", ".env")],
            "{rules:?}"
        );
    }
}

#[test]
fn gits_other_ignore_files_count() {
    let repo = Repo::new();
    repo.write(".env", "A=1\n");
    repo.write(".git/info/exclude", "# mine\n.env\n");
    // They protect nobody else.
    let review = review(&repo);
    assert_eq!(named(&review), [at("hygiene-ignored-locally", ".env")]);
    assert_eq!(
        review.exposures[0].help,
        "add `.env` to .gitignore: `.env` (line 2 of .git/info/exclude) ignores it, but nobody \
         else has that line"
    );
    follow(&repo, &review.exposures[0]);
    assert_eq!(found(&repo), []);
}

#[test]
fn an_excludes_file_that_only_this_user_has_protects_nobody_else() {
    let repo = Repo::new();
    repo.write(".env", "A=1\n");
    let own = repo.beside("home").join("ignore");
    std::fs::write(&own, "*.log\n.env\n").unwrap();
    repo.git(["config", "core.excludesFile", own.to_str().unwrap()]);
    assert!(git_ignores(&repo, ".env"));
    let said = || {
        let finding = repo
            .tightlip(["hygiene", "--format=json"])
            .findings()
            .remove(0);
        let help = finding["remediation"]["help"].as_str().unwrap();
        format!("{}: {help}", finding["rule"].as_str().unwrap())
    };
    let expected = "hygiene-ignored-locally: add `.env` to .gitignore: `.env` (line 2 of your own \
                    excludes file) ignores it, but nobody else has that line";
    assert_eq!(said(), expected);
    // Git's usual place for it counts as well.
    repo.git(["config", "--unset", "core.excludesFile"]);
    assert_eq!(found(&repo), [at("hygiene-env-not-ignored", ".env")]);
    let usual = repo.beside("home").join(".config/git");
    std::fs::create_dir_all(&usual).unwrap();
    std::fs::rename(&own, usual.join("ignore")).unwrap();
    assert!(git_ignores(&repo, ".env"));
    assert_eq!(said(), expected);
}

#[test]
fn what_git_ignores_only_here_is_found_in_every_folder() {
    let repo = Repo::new();
    repo.write(".git/info/exclude", ".env\n");
    repo.write("a/b/c/d/.env", "A=1\n");
    repo.write("a/b/c/d/x.txt", "");
    let deep = at("hygiene-ignored-locally", "a/b/c/d/.env");
    assert_eq!(found(&repo), [deep]);
}

#[test]
fn a_negation_nearer_to_the_file_is_answered_there() {
    let repo = Repo::new();
    repo.write(".gitignore", ".env\n");
    repo.write("app/.gitignore", "!.env\n");
    repo.write("app/.env", "A=1\n");
    let review = review(&repo);
    assert_eq!(named(&review), [at("hygiene-env-not-ignored", "app/.env")]);
    assert_eq!(
        review.exposures[0].help,
        "add `.env` to app/.gitignore: `!.env` (line 1 of app/.gitignore) lets it in"
    );
    follow(&repo, &review.exposures[0]);
    assert!(git_ignores(&repo, "app/.env"));
}

#[test]
fn a_repository_that_uses_dotenv_must_ignore_it() {
    for (path, text, line) in [
        (
            "package.json",
            "{\n  \"dependencies\": {\"dotenv\": \"16\"}\n}\n",
            2,
        ),
        ("requirements.txt", "flask\npython-dotenv\n", 2),
        ("pyproject.toml", "dependencies = [\"python-dotenv\"]\n", 1),
        ("Pipfile", "[packages]\npython-dotenv = \"*\"\n", 2),
        ("Gemfile", "gem 'dotenv-rails'\n", 1),
        ("go.mod", "require github.com/joho/godotenv v1.5.1\n", 1),
        ("Cargo.toml", "[dependencies]\ndotenvy = \"0.15\"\n", 2),
        (
            "composer.json",
            "{\"require\": {\"vlucas/phpdotenv\": \"5\"}}\n",
            1,
        ),
        ("compose.yml", "services:\n  a:\n    env_file: .env\n", 3),
        (
            "main.py",
            "from dotenv import load_dotenv\nload_dotenv()\n",
            1,
        ),
        (".env.example", "A=\n", 1),
    ] {
        let repo = Repo::new();
        repo.write(path, text);
        let review = review(&repo);
        assert_eq!(named(&review), [at("hygiene-env-unprotected", path)]);
        assert_eq!(review.exposures[0].line, line, "{path}");
        assert_eq!(review.exposures[0].confidence, Confidence::Medium);
        follow(&repo, &review.exposures[0]);
        assert_eq!(found(&repo), [], "{path}");
    }
}

#[test]
fn dotenv_in_several_places_asks_for_one_line() {
    let repo = Repo::new();
    repo.write("a/.env.example", "A=\n");
    repo.write("b/.env.example", "A=\n");
    repo.write("package.json", "{\"dependencies\": {\"dotenv\": \"16\"}}\n");
    assert_eq!(
        found(&repo),
        [at("hygiene-env-unprotected", "package.json")]
    );
}

#[test]
fn outside_a_repository_gitignore_files_alone_decide() {
    let plain = Repo::plain();
    plain.write(".env", "A=1\n");
    plain.write("a/.env", "A=1\n");
    plain.write("b/.env", "A=1\n");
    plain.write(".gitignore", ".env\n");
    plain.write("b/.gitignore", "!.env\n");
    let review = review(&plain);
    assert!(!review.in_repository);
    assert_eq!(named(&review), [at("hygiene-env-not-ignored", "b/.env")]);
    assert_eq!(
        review.exposures[0].help,
        "add `.env` to b/.gitignore: `!.env` (line 1 of b/.gitignore) lets it in (no git \
         repository here: judged by .gitignore files alone)"
    );
    plain.write("b/.gitignore", "");
    let ran = plain.tightlip(["hygiene"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.stderr.contains("judged by .gitignore files alone"),
        "{ran:?}"
    );
}

#[test]
fn lines_are_read_as_git_reads_them() {
    for line in [
        "{.env,.env.local}",
        "*.{env,pem}",
        "\\{.env\\}",
        ".env\t",
        ".env\x0c",
        ".env  ",
        ".env\\ ",
        "[.]env",
        "[!x]env",
        "[]{.]env",
        ".en[v}]",
        ".en?",
        "\\.env",
        ".env\r",
        " .env",
    ] {
        let repo = Repo::new();
        repo.write(".env", "A=1\n");
        repo.write(".gitignore", format!("{line}\n"));
        let is_ignored = git_ignores(&repo, ".env");
        let expected = if is_ignored {
            vec![]
        } else {
            vec![at("hygiene-env-not-ignored", ".env")]
        };
        assert_eq!(found(&repo), expected, "{line:?}");
    }
}

#[test]
fn an_ignore_file_that_nobody_else_gets_protects_nobody_else() {
    let repo = Repo::new();
    repo.write(".env", "A=1\n");
    repo.write(".gitignore", ".gitignore\n.env\n");
    assert_eq!(found(&repo), [at("hygiene-ignored-locally", ".env")]);
    repo.git(["add", "--force", ".gitignore"]);
    assert_eq!(found(&repo), []);
}

fn rules() -> impl Strategy<Value = String> {
    let rule = prop::sample::select(vec![
        ".env", "!.env", "*.env", ".env*", "!.env*", "**/.env", "/.env", "a/", "!a/", "/a/b",
        "a/**", "!a/**", "*", "!*/", "b", "!b/.env", ".env/", "", "# x", "a/*", "!a/b/",
    ]);
    prop::collection::vec(rule, 0..5).prop_map(|rules| rules.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn ignore_rules_mean_what_they_mean_to_git(top in rules(), a in rules(), b in rules()) {
        let (repo, plain) = (Repo::new(), Repo::plain());
        for folder in [&repo, &plain] {
            folder.write(".gitignore", &top);
            folder.write("a/.gitignore", &a);
            folder.write("a/b/.gitignore", &b);
        }
        // One that git leaves out is another matter.
        repo.git(["add", "--force", ".gitignore", "a/.gitignore", "a/b/.gitignore"]);
        for folder in [&repo, &plain] {
            for path in [".env", "a/.env", "a/b/.env"] {
                folder.write(path, "A=1\n");
            }
        }
        let taken: Vec<_> = [".env", "a/.env", "a/b/.env"]
            .into_iter()
            .filter(|path| !git_ignores(&repo, path))
            .map(|path| at("hygiene-env-not-ignored", path))
            .collect();
        prop_assert_eq!(&found(&repo), &taken, "in a repository");
        prop_assert_eq!(&found(&plain), &taken, "outside one");
        for exposure in review(&repo).exposures {
            follow(&repo, &exposure);
            prop_assert!(git_ignores(&repo, exposure.origin.path()), "{:?}", exposure);
        }
    }
}

#[test]
fn a_scan_takes_what_git_takes_though_the_line_looks_like_an_alternative() {
    let repo = Repo::new();
    let secret = crate::support::token(1);
    repo.write(".gitignore", "{a.txt,b.txt}\nout/\n");
    repo.write("sub/.gitignore", "c.txt\t\n");
    for path in ["a.txt", "sub/c.txt", "out/d.txt"] {
        repo.write(path, format!("see {secret}\n"));
    }
    assert_eq!(repo.found(["scan"]), ["a.txt:1", "sub/c.txt:1"]);
    assert_eq!(repo.found(["scan", "sub"]), ["sub/c.txt:1"]);
    let jsonl = repo.tightlip(["scan", "--format=jsonl"]);
    assert!(jsonl.stdout.contains("a.txt"), "{}", jsonl.stdout);
}
