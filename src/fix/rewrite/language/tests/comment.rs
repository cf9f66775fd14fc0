use super::super::Destination;
use super::{all_become, all_stay, becomes};

#[test]
fn a_comment_names_the_variable() {
    for (path, before) in [
        ("docker-compose.yml", "# «{alnum:32}»\n"),
        ("settings.yaml", "a: 1 # was «{alnum:32}»\n"),
        ("application.properties", "# k=«{alnum:32}»\n"),
        ("notes.ini", "; k=«{alnum:32}»\n"),
        ("pom.xml", "<!-- <p>«{alnum:32}»</p> -->"),
        ("web.config.xml", "<a/><!-- «{alnum:32}» -->"),
        ("vector.toml", "# k = \"«{alnum:32}»\"\n"),
        ("settings.toml", "a = \"#\" # «{alnum:32}»\n"),
        ("Dockerfile", "FROM a\n# RUN «{alnum:32}»\n"),
        ("Dockerfile", "FROM a\nRUN x \\\n # «{alnum:32}»\n y\n"),
        ("a.go", "package a\n\n// «{alnum:32}»\n"),
        ("A.java", "class A { /* «{alnum:32}» */ }"),
        ("A.cs", "class A { /* \" */ // «{alnum:32}»\n }"),
        ("a.kt", "/* /* */ «{alnum:32}» */\n"),
        ("a.ps1", "<# «{alnum:32}» #>\n"),
        ("a.pl", "my $k = 1; # «{alnum:32}»\n"),
        ("a.groovy", "// '«{alnum:32}»'\n"),
        ("a.php", "<?php // «{alnum:32}»\n"),
        ("a.py", "x = 1  # key: «{alnum:32}»\n"),
        ("a.rb", "# «{alnum:32}»\n"),
        ("a.rs", "/// «{alnum:32}»\nfn f() {}\n"),
        ("server/a.ts", "// «{alnum:32}»\n"),
        ("a.sh", "a # «{alnum:32}»\n"),
        ("a.tf", "# «{alnum:32}»\n"),
        ("terraform.tfvars", "# k = \"«{alnum:32}»\"\n"),
        ("Makefile", "# K = «{alnum:32}»\n"),
    ] {
        let (head, rest) = before.split_once('«').unwrap();
        let (_, tail) = rest.split_once('»').unwrap();
        let rewrite = becomes(path, before, &format!("{head}${{APP_KEY}}{tail}"));
        assert_eq!(rewrite.destination, Destination::DotEnv);
    }
}

#[test]
fn what_only_looks_like_a_comment_is_none() {
    all_stay(
        "settings.yaml",
        &[("a: |\n  # «{alnum:32}»\n", "no look-up")],
    );
    all_become(
        "vector.toml",
        &[("a = \"# «{alnum:32}»\"\n", "a = \"# ${APP_KEY}\"\n")],
    );
}

#[test]
fn a_value_of_several_lines_stays_in_its_comment() {
    all_stay(
        "a.py",
        &[("# «one\n# two»\n", "comment"), ("# «a\\nb»\n", "comment")],
    );
}
