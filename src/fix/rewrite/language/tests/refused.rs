//! Places that once were rewritten, and came out broken.

use super::{Marked, all_become, all_stay};

#[test]
fn names_that_mean_something_else_here_are_not_used() {
    all_stay(
        "server/a.js",
        &[(
            "const process = {env: {}};\nconst k = '«{alnum:32}»';\n",
            "`process` means something else",
        )],
    );
    all_become(
        "server/a.js",
        &[(
            "import process from 'node:process';\nconst k = '«{alnum:32}»';\n",
            "import process from 'node:process';\nconst k = process.env.APP_KEY;\n",
        )],
    );
    all_stay(
        "a.php",
        &[(
            "<?php\nnamespace A;\nfunction getenv($x) {}\n$k = '«{alnum:32}»';\n",
            "`getenv` means",
        )],
    );
    all_stay(
        "a.rb",
        &[(
            "module M\n  ENV = {}\n  K = '«{alnum:32}»'\nend\n",
            "`ENV` means",
        )],
    );
    all_become(
        "A.java",
        &[(
            "class A { class System {} String k = \"«{alnum:32}»\"; }",
            "class A { class System {} String k = java.lang.System.getenv(\"APP_KEY\"); }",
        )],
    );
}

#[test]
fn text_that_is_changed_is_copied_first() {
    all_become(
        "a.rb",
        &[
            (
                "k = '«{alnum:32}»'\nk << 'x'\n",
                "k = ENV.fetch('APP_KEY').dup\nk << 'x'\n",
            ),
            (
                "k = '«{alnum:32}»'\nk.strip!\n",
                "k = ENV.fetch('APP_KEY').dup\nk.strip!\n",
            ),
            (
                "k = '«{alnum:32}»'\nk != 'x'\nk.strip != 'x'\n",
                "k = ENV.fetch('APP_KEY')\nk != 'x'\nk.strip != 'x'\n",
            ),
        ],
    );
}

#[test]
fn constants_stay_where_something_needs_them() {
    all_stay(
        "a.go",
        &[(
            "package a\n\nconst k = \"«{alnum:32}»\"\n\nvar x [len(k)]int\n",
            "length of an array",
        )],
    );
    all_stay(
        "A.cs",
        &[(
            "class A { byte[] u = \"«{alnum:32}»\"u8.ToArray(); }",
            "bytes",
        )],
    );
    all_stay(
        "a.scala",
        &[
            (
                "object A { x match { case \"«{alnum:32}»\" => 1 } }",
                "a pattern",
            ),
            (
                "object A { x match {\n case \"a\" => 0\n case \"b\" | \"«{alnum:32}»\" => 1 } }",
                "a pattern",
            ),
            ("object A { val Some(\"«{alnum:32}»\") = g() }", "a pattern"),
            (
                "object A { for (Some(\"«{alnum:32}»\") <- h) f() }",
                "a pattern",
            ),
        ],
    );
    all_become(
        "a.scala",
        &[(
            "case class A(k: String = \"«{alnum:32}»\")",
            "case class A(k: String = sys.env(\"APP_KEY\"))",
        )],
    );
}

#[test]
fn workflows_name_secrets_where_github_knows_them() {
    let path = ".github/workflows/a.yml";
    all_stay(
        path,
        &[
            (
                "jobs:\n  a:\n    if: github.token == '«{alnum:32}»'\n",
                "no secrets in `if`",
            ),
            (
                "jobs:\n  a:\n    steps:\n      - if: x == '«{alnum:32}»'\n",
                "no secrets in `if`",
            ),
            (
                "jobs:\n  a:\n    uses: ./b.yml\n    with:\n      k: «{alnum:32}»\n",
                "no secrets in `k`",
            ),
            (
                "jobs:\n  a:\n    container:\n      image: a/«{alnum:32}»\n",
                "no secrets in `image`",
            ),
            (
                "jobs:\n  a:\n    steps:\n      - run: x ${{ format('{0}', '«{alnum:32}»') }}\n",
                "expression",
            ),
        ],
    );
    all_become(
        path,
        &[
            (
                "jobs:\n  a:\n    steps:\n      - with:\n          k: «{alnum:32}»\n",
                "jobs:\n  a:\n    steps:\n      - with:\n          k: ${{ secrets.APP_KEY }}\n",
            ),
            (
                "jobs:\n  a:\n    container:\n      credentials:\n        password: «{alnum:32}»\n",
                "jobs:\n  a:\n    container:\n      credentials:\n        password: ${{ secrets.APP_KEY }}\n",
            ),
        ],
    );
}

#[test]
fn a_shell_expands_nothing_in_single_quotes() {
    all_stay(
        ".gitlab-ci.yml",
        &[
            (
                "a:\n  script:\n    - echo '«{alnum:32}»'\n",
                "single quotes",
            ),
            (
                "a:\n  script:\n    - 'echo ''«{alnum:32}»'''\n",
                "single quotes",
            ),
            (
                "a:\n  script: |\n    echo 'a\n    b' '«{alnum:32}»'\n",
                "single quotes",
            ),
            (
                "a:\n  script:\n    - curl -H 'X: «{alnum:32}»' u\n",
                "a colon makes a mapping",
            ),
            (
                "a:\n  script: |\n    cat <<'E'\n    k=«{alnum:32}»\n    E\n",
                "here-document",
            ),
        ],
    );
    all_become(
        ".gitlab-ci.yml",
        &[
            (
                "a:\n  script:\n    - echo \"it's «{alnum:32}»\"\n",
                "a:\n  script:\n    - echo \"it's ${APP_KEY}\"\n",
            ),
            (
                "a:\n  variables:\n    K: '«{alnum:32}»'\n",
                "a:\n  variables:\n    K: '${APP_KEY}'\n",
            ),
        ],
    );
    all_stay(
        "Dockerfile",
        &[(
            "FROM a\nSHELL [\"PowerShell\", \"-c\"]\nRUN echo «{alnum:32}»\n",
            "another shell",
        )],
    );
}

#[test]
fn pipelines_put_variables_into_some_keys_alone() {
    for (path, before, word) in [
        (
            ".gitlab-ci.yml",
            "a:\n  rules:\n    - if: $X == \"«{alnum:32}»\"\n",
            "GitLab puts no variables into `if`",
        ),
        (
            ".gitlab-ci.yml",
            "workflow:\n  rules:\n    - if: $X == \"«{alnum:32}»\"\n",
            "GitLab puts no variables into `if`",
        ),
        (
            ".gitlab-ci.yml",
            "a:\n  only:\n    variables:\n      - $X == \"«{alnum:32}»\"\n",
            "GitLab puts no variables into `variables`",
        ),
        (
            "azure-pipelines.yml",
            "jobs:\n- job: a\n  condition: eq(x, '«{alnum:32}»')\n",
            "Azure puts no variables into `condition`",
        ),
        (
            "azure-pipelines.yml",
            "variables:\n  a: ${{ eq(x, '«{alnum:32}»') }}\n",
            "an expression",
        ),
        (
            "roles/a/tasks/main.yml",
            "- shell: x\n  when: y == '«{alnum:32}»'\n",
            "`when` is an expression",
        ),
        (
            "roles/a/tasks/main.yml",
            "- shell: \"{{ x | default('«{alnum:32}»') }}\"\n",
            "an expression",
        ),
    ] {
        all_stay(path, &[(before, word)]);
    }
}

#[test]
fn code_that_does_not_parse_is_left() {
    all_stay(
        "a.py",
        &[("def f(:\n  api_key = \"«{alnum:32}»\"\n", "parse")],
    );
}

#[test]
fn quotes_of_the_literal_are_no_part_of_its_value() {
    let text = "password = \"\"\"k7abcdefghij\"\"\"\n";
    let marked = Marked {
        text: text.as_bytes().to_vec(),
        value: text.find("\"k7").unwrap() - 1..text.len() - 2,
    };
    let rewrite = marked.rewrite("a.py").unwrap();
    assert_eq!(rewrite.value.reveal(), b"k7abcdefghij");
}
