use super::{all_become, all_stay, moves};

#[test]
fn csharp_reads_the_environment() {
    all_become(
        "A.cs",
        &[
            (
                "using System;\nclass A { string k = \"«{alnum:32}»\"; }",
                "using System;\nclass A { string k = Environment.GetEnvironmentVariable(\"APP_KEY\"); }",
            ),
            (
                "class A { public const string K = @\"«{alnum:32}»\"; char c = '\"'; }",
                "class A { public static readonly string K = System.Environment.GetEnvironmentVariable(\"APP_KEY\"); char c = '\"'; }",
            ),
            (
                "using System;\nclass A { string k = $\"{u}:«{alnum:32}»@{f(\"}\")}\"; }",
                "using System;\nclass A { string k = $\"{u}:\" + Environment.GetEnvironmentVariable(\"APP_KEY\") + $\"@{f(\"}\")}\"; }",
            ),
            (
                "using System;\nclass A { void F() { g($\"{h(\"«{alnum:32}»\")}\"); } }",
                "using System;\nclass A { void F() { g($\"{h(Environment.GetEnvironmentVariable(\"APP_KEY\"))}\"); } }",
            ),
            (
                "using System;\nclass A { int F() => (\"a «{alnum:32}»\" + b).Length; }",
                "using System;\nclass A { int F() => ((\"a \" + Environment.GetEnvironmentVariable(\"APP_KEY\")) + b).Length; }",
            ),
            (
                "using System;\nclass A { void F() { d[\"k\"] = \"«{alnum:32}»\"; } }",
                "using System;\nclass A { void F() { d[\"k\"] = Environment.GetEnvironmentVariable(\"APP_KEY\"); } }",
            ),
        ],
    );
    moves(
        "A.cs",
        r#"class A { string k = "«a\x41z\u00e9\"»"; }"#,
        "aAzé\"",
    );
    moves("A.cs", r#"class A { string k = @"""«ab»"""; }"#, "ab");
    moves(
        "A.cs",
        "class A { string k = \"\"\"\n    «one\n      two»\n    \"\"\"; }",
        "one\n  two",
    );
    moves("A.cs", r#"class A { string k = @"«a\x""b»"; }"#, r#"a\x"b"#);
    all_stay(
        "A.cs",
        &[
            ("class A { [B(\"«{alnum:32}»\")] string k; }", "attribute"),
            (
                "class A { void F(string k = \"«{alnum:32}»\") {} }",
                "default",
            ),
            (
                "class A { void F() { switch (s) { case \"«{alnum:32}»\": } } }",
                "pattern",
            ),
            (
                "class A { void F() { const string k = \"«{alnum:32}»\"; } }",
                "const",
            ),
            (
                "class A { public const string K = \"«{alnum:32}»\"; [B(K)] string k; }",
                "const",
            ),
            (
                "class A { string k = \"\"\"\n  «{alnum:32}» x\n  \"\"\"; }",
                "raw string",
            ),
            (
                "class A { string k = \"«{alnum:32}»\"; string x = \"\n; }",
                "parse",
            ),
        ],
    );
}

#[test]
fn kotlin_and_scala_read_the_environment() {
    all_become(
        "A.kt",
        &[
            (
                "val k = \"«{alnum:32}»\"\n",
                "val k = System.getenv(\"APP_KEY\")\n",
            ),
            (
                "const val K: String = \"«{alnum:32}»\"\n",
                "val K: String = System.getenv(\"APP_KEY\")\n",
            ),
            (
                "val u = \"x://$u:«{alnum:32}»@${h(\"}\")}\" // it's\n",
                "val u = \"x://$u:${System.getenv(\"APP_KEY\")}@${h(\"}\")}\" // it's\n",
            ),
            (
                "fun f(k: String = \"\"\"«{alnum:32}»\"\"\") {}\n",
                "fun f(k: String = System.getenv(\"APP_KEY\")) {}\n",
            ),
        ],
    );
    all_become(
        "A.scala",
        &[(
            "val u = \"Bearer «{alnum:32}»\"\n",
            "val u = (\"Bearer \" + sys.env(\"APP_KEY\"))\n",
        )],
    );
    moves("A.kt", r#"val k = "«a\u00e9\$b\n»""#, "aé$b\n");
    all_stay(
        "A.kt",
        &[
            ("@Value(\"«{alnum:32}»\") val k = 1\n", "annotation"),
            (
                "const val K = \"«{alnum:32}»\"\n@Named(K) val k = 1\n",
                "annotation",
            ),
            (
                "import android.os.Bundle\nval k = \"«{alnum:32}»\"\n",
                "app",
            ),
            ("val k = \"«ab$x»\"\n", "computed"),
        ],
    );
    all_stay("A.scala", &[("val k = s\"«{alnum:32}»\"\n", "literal")]);
}

#[test]
fn powershell_reads_the_environment() {
    all_become(
        "a.ps1",
        &[
            ("$k = '«{alnum:32}»'\r\n", "$k = $env:APP_KEY\r\n"),
            (
                "f -Key \"«{alnum:32}»\" # it's\n",
                "f -Key $env:APP_KEY # it's\n",
            ),
            (
                "$u = \"x://$u`\":«{alnum:32}»@h\"\n",
                "$u = \"x://$u`\":$($env:APP_KEY)@h\"\n",
            ),
            (
                "$u = 'it''s «{alnum:32}»'\n",
                "$u = ('it''s ' + $env:APP_KEY)\n",
            ),
        ],
    );
    moves("a.ps1", "$k = \"«a`n`$b\"\"»\"\n", "a\n$b\"");
    all_stay(
        "a.ps1",
        &[
            ("param([ValidateSet('«{alnum:32}»')] $k)\n", "attribute"),
            ("$k = @'\n«{alnum:32}»\n'@\n", "here-string"),
        ],
    );
}

#[test]
fn perl_reads_the_environment() {
    all_become(
        "a.pl",
        &[
            ("my $k = '«{alnum:32}»';\n", "my $k = $ENV{APP_KEY};\n"),
            (
                "use constant K => \"«{alnum:32}»\";\n",
                "use constant K => $ENV{APP_KEY};\n",
            ),
            (
                "my $u = \"x://u:«{alnum:32}»\\@h\";\n",
                "my $u = \"x://u:$ENV{APP_KEY}\\@h\";\n",
            ),
            (
                "my $u = \"«{alnum:32}»-b\";\n",
                "my $u = ($ENV{APP_KEY} . \"-b\");\n",
            ),
            (
                "f('Bearer «{alnum:32}»');\n",
                "f(('Bearer ' . $ENV{APP_KEY}));\n",
            ),
        ],
    );
    moves("a.pl", r#"my $k = "«a\n\$b\q»";"#, "a\n$bq");
    moves("a.pl", r"my $k = '«a\n\'»';", r"a\n'");
    all_stay(
        "a.pl",
        &[
            ("=pod\n\n'«{alnum:32}»'\n\n=cut\n", "documentation"),
            ("print <<EOT;\n'«{alnum:32}»'\nEOT\n", "heredoc"),
            ("s/'/x/; my $k = '«{alnum:32}»';\n", "literal"),
            ("my $k = q('«{alnum:32}»');\n", "literal"),
            ("my $k = \"«ab$x»\";\n", "computed"),
        ],
    );
}

#[test]
fn groovy_reads_the_environment() {
    all_become(
        "build.gradle",
        &[
            (
                "maven { credentials { password '«{alnum:32}»' } }\n",
                "maven { credentials { password System.getenv('APP_KEY') } }\n",
            ),
            (
                "def u = \"https://$user:«{alnum:32}»@h\" // it's\n",
                "def u = \"https://$user:${System.getenv('APP_KEY')}@h\" // it's\n",
            ),
            (
                "url 'https://u:«{alnum:32}»@h'\ndef r = /it's \\/ (.*)\"/\n",
                "url ('https://u:' + System.getenv('APP_KEY') + '@h')\ndef r = /it's \\/ (.*)\"/\n",
            ),
            (
                "def half = n / 2; def k = [password: '«{alnum:32}»'] // a / b\n",
                "def half = n / 2; def k = [password: System.getenv('APP_KEY')] // a / b\n",
            ),
        ],
    );
    moves("a.groovy", r#"def k = "«a\u00e9\$\"»""#, "aé$\"");
    all_stay(
        "a.groovy",
        &[
            ("@Value('«{alnum:32}»') String k\n", "annotation"),
            ("f(['«{alnum:32}»': 1])\n", "name"),
            ("def k = /«{alnum:32}» x/\n", "literal"),
        ],
    );
    all_stay(
        "Jenkinsfile",
        &[("environment { K = '«{alnum:32}»' }\n", "credentials")],
    );
}
