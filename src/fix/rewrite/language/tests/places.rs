//! Places of constants, language by language: what no look-up can replace stays, with a word.

use super::{all_become, all_stay};

#[test]
fn terraform() {
    let resource = "resource \"a\" \"b\" {";
    let cases: Vec<(String, &str)> = [
        ("module \"m\" {\n  source = \"git::https://x:«{alnum:32}»@h/r\"\n}\n", "`source`"),
        ("module \"m\" {\n  version = \"«{alnum:32}»\"\n}\n", "`version`"),
        ("@\n  for_each = toset([\"«{alnum:32}»\"])\n}\n", "`for_each` takes no sensitive"),
        ("@\n  count = var.x == \"«{alnum:32}»\" ? 1 : 0\n}\n", "`count` takes no sensitive"),
        (
            "@\n  dynamic \"d\" {\n    for_each = [\"«{alnum:32}»\"]\n  }\n}\n",
            "`for_each` takes no sensitive",
        ),
        (
            "@\n  lifecycle {\n    ignore_changes = [\"«{alnum:32}»\"]\n  }\n}\n",
            "`ignore_changes`",
        ),
        ("import {\n  id = \"«{alnum:32}»\"\n  to = a.b\n}\n", "`import` takes no"),
        ("provider \"p\" {\n  alias = \"«{alnum:32}»\"\n}\n", "`alias`"),
        ("output \"o\" {\n  description = \"«{alnum:32}»\"\n}\n", "`description`"),
        (
            "output \"o\" {\n  value = \"«{alnum:32}»\"\n  sensitive = false\n}\n",
            "not to be sensitive",
        ),
        (
            "locals {\n  a = \"«{alnum:32}»\"\n  b = \"x${local.a}\"\n}\noutput \"o\" {\n  value = local.b\n}\n",
            "line 6 shows or counts local.b",
        ),
        (
            "variable \"k\" {\n  default = \"«{alnum:32}»\"\n}\n@\n  for_each = toset([var.k])\n}\n",
            "line 5 shows or counts var.k",
        ),
        (
            "@\n  k = \"«{alnum:32}»\"\n}\noutput \"o\" { value = a.b.k }\n",
            "line 4 shows or counts a.b.k",
        ),
        ("terraform {\n  required_providers {\n    a = { source = \"«{alnum:32}»\" }\n  }\n}\n", "Terraform itself"),
    ]
    .map(|(text, word)| (text.replace('@', resource), word))
    .into();
    for (text, word) in &cases {
        all_stay("a.tf", &[(text, word)]);
    }
    let declared = "\nvariable \"app_key\" {\n  type      = string\n  sensitive = true\n}\n";
    for (before, after) in [
        (
            "output \"o\" {\n  value = \"«{alnum:32}»\"\n}\n",
            "output \"o\" {\n  value = var.app_key\n  sensitive = true\n}\n",
        ),
        (
            "output \"o\" { value = \"«{alnum:32}»\" }\n",
            "output \"o\" {\n  value = var.app_key\n  sensitive = true\n}\n",
        ),
        (
            "locals {\n  a = \"«{alnum:32}»\"\n}\noutput \"o\" {\n  value = local.a\n  sensitive = true\n}\noutput \"p\" {\n  value = nonsensitive(local.a) # local.a\n}\n",
            "locals {\n  a = var.app_key\n}\noutput \"o\" {\n  value = local.a\n  sensitive = true\n}\noutput \"p\" {\n  value = nonsensitive(local.a) # local.a\n}\n",
        ),
    ] {
        all_become("a.tf", &[(before, &format!("{after}{declared}"))]);
    }
}

#[test]
fn java() {
    all_stay(
        "A.java",
        &[
            ("@X(\"«{alnum:32}»\") class A {}", "annotation"),
            ("@X(v = {\"a\", \"«{alnum:32}»\"}) class A {}", "annotation"),
            (
                "@interface X { String v() default \"«{alnum:32}»\"; }",
                "annotation's default",
            ),
            (
                "class A { int f(String s) { switch (s) { case \"«{alnum:32}»\": return 1; } return 0; } }",
                "a case",
            ),
            (
                "class A { int f(String s) { return switch (s) { case \"«{alnum:32}»\" -> 1; default -> 0; }; } }",
                "a case",
            ),
            (
                "class A { static final String K = \"«{alnum:32}»\"; @X(K) void f() {} }",
                "annotation or a case",
            ),
            (
                "class A { static final String K = \"«{alnum:32}»\"; static final String L = K + \"x\"; @X(L) void f() {} }",
                "annotation or a case",
            ),
        ],
    );
    all_become(
        "A.java",
        &[(
            "class A { static final String K = \"«{alnum:32}»\"; static final String L = K + \"x\"; }",
            "class A { static final String K = System.getenv(\"APP_KEY\"); static final String L = K + \"x\"; }",
        )],
    );
}

#[test]
fn kotlin_scala_groovy() {
    all_stay(
        "a.kt",
        &[
            ("@X(\"«{alnum:32}»\") class A", "annotation"),
            (
                "const val K = \"«{alnum:32}»\"\n@X(K) class A",
                "annotation",
            ),
            (
                "const val K = \"«{alnum:32}»\"\nconst val L = K + \"z\"",
                "annotation",
            ),
            (
                "const val K = \"«{alnum:32}»\"\nconst val L = \"a$K\"",
                "annotation",
            ),
            (
                "const val K = \"«{alnum:32}»\"\nconst val L = \"a${K}\"",
                "annotation",
            ),
        ],
    );
    all_stay(
        "a.scala",
        &[
            (
                "object A { final val K = \"«{alnum:32}»\"; @X(K) def f = 1 }",
                "annotation",
            ),
            ("object A { inline val K = \"«{alnum:32}»\" }", "inline"),
        ],
    );
    all_stay(
        "a.groovy",
        &[
            ("@X('«{alnum:32}»') class A {}", "annotation"),
            (
                "class A { static final String K = '«{alnum:32}»'\n @X(A.K) def f() {} }",
                "annotation",
            ),
        ],
    );
    all_stay("a.psd1", &[("@{ K = '«{alnum:32}»' }", "runs no code")]);
}

#[test]
fn csharp() {
    all_stay(
        "A.cs",
        &[
            ("[X(\"«{alnum:32}»\")] class A {}", "attribute"),
            (
                "class A { void F(string k = \"«{alnum:32}»\") {} }",
                "default",
            ),
            (
                "class A { int F(string s) { switch (s) { case \"«{alnum:32}»\": return 1; } return 0; } }",
                "pattern",
            ),
            (
                "class A { bool F(string s) => s is \"«{alnum:32}»\"; }",
                "pattern",
            ),
            (
                "class A { public const string K = \"«{alnum:32}»\"; public const string L = $\"a{K}\"; }",
                "const",
            ),
            (
                "class A { void F() { const string k = \"«{alnum:32}»\"; } }",
                "const",
            ),
        ],
    );
}

#[test]
fn rust() {
    all_stay(
        "src/a.rs",
        &[
            (
                "const fn f() -> &'static str { \"«{alnum:32}»\" }",
                "const fn",
            ),
            ("const X: usize = { \"«{alnum:32}»\".len() };", "const"),
            (
                "fn f() -> usize { const { \"«{alnum:32}»\".len() } }",
                "compiler",
            ),
            (
                "fn f() { let x: [u8; \"«{alnum:32}»\".len()]; }",
                "compiler",
            ),
            ("#[doc = \"«{alnum:32}»\"] fn f() {}", "attribute"),
            ("fn f(s: &str) { if let \"«{alnum:32}»\" = s {} }", ""),
            (
                "fn f(s: &str) { match s { \"«{alnum:32}»\" => {} _ => {} } }",
                "pattern",
            ),
        ],
    );
}

#[test]
fn typescript() {
    all_stay(
        "server/a.ts",
        &[
            ("enum A { K = '«{alnum:32}»' }", "enum"),
            ("type A = '«{alnum:32}»';", "type"),
            ("type A = `Bearer ${string}-«{alnum:32}»`;", ""),
            ("const k: '«{alnum:32}»' | 'a' = 'a';", "type"),
            ("const k = '«{alnum:32}»' as const;", "as const"),
            ("import k from '«{alnum:32}»';", "module"),
            ("const o = { '«{alnum:32}»': 1 };", "key"),
            ("const k = tag`«{alnum:32}»`;", "tagged"),
        ],
    );
    all_stay(
        "server/a.mjs",
        &[(
            "import process from './x.mjs';\nconst k = '«{alnum:32}»';\n",
            "`process` means something else",
        )],
    );
}

#[test]
fn python_ruby_php_go() {
    all_stay(
        "a.py",
        &[
            ("k: Literal['«{alnum:32}»']\n", "type"),
            ("K = Literal['«{alnum:32}»']\n", "type"),
            (
                "match x:\n    case '«{alnum:32}»':\n        pass\n",
                "pattern",
            ),
        ],
    );
    all_stay(
        "a.rb",
        &[
            ("case x\nin '«{alnum:32}»' then 1\nend\n", "pattern"),
            ("h = { '«{alnum:32}»' => 1 }\n", "key"),
        ],
    );
    all_stay(
        "a.php",
        &[
            ("<?php class A { const K = '«{alnum:32}»'; }", "constant"),
            ("<?php class A { public $k = '«{alnum:32}»'; }", "property"),
            ("<?php function f($k = '«{alnum:32}»') {}", "default"),
            ("<?php #[X('«{alnum:32}»')] class A {}", "attribute"),
            ("<?php enum A: string { case K = '«{alnum:32}»'; }", "enum"),
        ],
    );
    all_stay(
        "a.go",
        &[(
            "package a\n\nvar x [len(\"«{alnum:32}»\")]int\n",
            "length of an array",
        )],
    );
}
