use super::{all_become, all_stay, moves};

#[test]
fn a_literal_becomes_a_lookup() {
    all_become(
        "a.php",
        &[
            (
                "<?php\n$k = '«{alnum:32}»';\n",
                "<?php\n$k = getenv('APP_KEY');\n",
            ),
            (
                "<p><?= f(\"«{alnum:32}»\") ?></p>\n",
                "<p><?= f(getenv(\"APP_KEY\")) ?></p>\n",
            ),
            (
                "<?php define('K', '«{alnum:32}»');",
                "<?php define('K', getenv('APP_KEY'));",
            ),
            (
                "<?php $u = \"x://$u:«{alnum:32}»@h\";",
                "<?php $u = \"x://$u:\" . getenv(\"APP_KEY\") . \"@h\";",
            ),
            (
                "<?php $u = f($a . 'Bearer «{alnum:32}»');",
                "<?php $u = f($a . ('Bearer ' . getenv('APP_KEY')));",
            ),
            (
                "<?php Dotenv::load(); $k = ['a' => '«{alnum:32}»'];",
                "<?php Dotenv::load(); $k = ['a' => $_ENV['APP_KEY']];",
            ),
        ],
    );
    all_become(
        "config/services.php",
        &[(
            "<?php\nreturn ['key' => '«{alnum:32}»'];\n",
            "<?php\nreturn ['key' => env('APP_KEY')];\n",
        )],
    );
}

#[test]
fn a_heredoc_loses_the_value_alone_or_goes_as_a_whole() {
    all_become(
        "a.php",
        &[
            (
                "<?php\n$k = <<<EOT\n«{alnum:32}»\nEOT;\nf();\n",
                "<?php\n$k = getenv('APP_KEY');\nf();\n",
            ),
            (
                "<?php\nf(<<<'EOT'\n    «{alnum:32}»\n    EOT);\n",
                "<?php\nf(getenv('APP_KEY'));\n",
            ),
            (
                "<?php\n$k = <<<EOT\n  user: {$u}\n  key: «{alnum:32}»\n  EOT;\n",
                "<?php\n$k = <<<EOT\n  user: {$u}\n  key: {$_SERVER['APP_KEY']}\n  EOT;\n",
            ),
        ],
    );
    moves(
        "a.php",
        "<?php $k = <<<'E'\n  «a\\x41\n\n   b»\n  E;",
        "a\\x41\n\n b",
    );
    moves("a.php", "<?php $k = <<<E\n«a\\x41\\\"»\nE;", "aA\\\"");
}

#[test]
fn a_constant_outside_of_classes_is_defined() {
    all_become(
        "a.php",
        &[
            (
                "<?php\nconst K = '«{alnum:32}»';\n",
                "<?php\ndefine('K', getenv('APP_KEY'));\n",
            ),
            (
                "<?php\nconst K = 'Bearer «{alnum:32}»';\n",
                "<?php\ndefine('K', 'Bearer ' . getenv('APP_KEY'));\n",
            ),
        ],
    );
}

#[test]
fn the_value_is_what_the_program_sees() {
    moves(
        "a.php",
        r#"<?php $k = "«a\x41\u{e9}\303\251\$\q»";"#,
        "aAéé$\\q",
    );
    moves("a.php", r"<?php $k = '«a\x41\'\\»';", r"a\x41'\");
}

#[test]
fn what_no_code_can_replace_stays() {
    all_stay(
        "a.php",
        &[
            ("<?php namespace A;\nconst K = '«{alnum:32}»';", "constant"),
            ("<?php const A = 1, K = '«{alnum:32}»';", "constant"),
            ("<?php $k = <<<'A'\nkey: «{alnum:32}»\nA;\n", "nowdoc"),
            (
                "<?php class A { private $k = <<<B\n«{alnum:32}»\nB; }",
                "property",
            ),
            ("<?php class A { private $k = '«{alnum:32}»'; }", "property"),
            ("<?php class A { const K = '«{alnum:32}»'; }", "constant"),
            ("<?php #[A('k', '«{alnum:32}»')]\nclass B {}", "attribute"),
            ("<?php function f($k = '«{alnum:32}»') {}", "default"),
            ("<p>«{alnum:32}»</p>\n", "literal"),
        ],
    );
}
