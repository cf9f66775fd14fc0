use super::{all_become, all_stay, becomes};

/// Asserts a table, and that the value goes to the variable that the code names.
#[track_caller]
fn all_name(path: &str, cases: &[(&str, &str)]) {
    for (before, after) in cases {
        let rewrite = becomes(path, before, after);
        assert_eq!(rewrite.entry.as_deref(), Some("API_TOKEN"), "{before}");
    }
}

#[test]
fn python_keeps_the_variable_that_it_asks_for() {
    all_name(
        "a.py",
        &[
            (
                "import os\nk = os.getenv('API_TOKEN', '«{alnum:32}»')\n",
                "import os\nk = os.environ['API_TOKEN']\n",
            ),
            (
                "import os\nk = os.environ.get(\"API_TOKEN\", default=\"«{alnum:32}»\")\n",
                "import os\nk = os.environ[\"API_TOKEN\"]\n",
            ),
            (
                "import os\nk = os.getenv('API_TOKEN') or '«{alnum:32}»'\n",
                "import os\nk = os.environ['API_TOKEN']\n",
            ),
            (
                "from decouple import config\nk = config('API_TOKEN', default='«{alnum:32}»')\n",
                "from decouple import config\nk = config('API_TOKEN')\n",
            ),
            (
                "env = environ.Env()\nk = env.str('API_TOKEN', '«{alnum:32}»')\n",
                "env = environ.Env()\nk = env.str('API_TOKEN')\n",
            ),
        ],
    );
}

#[test]
fn a_statement_that_sets_the_variable_goes() {
    all_name(
        "a.py",
        &[
            (
                "import os\nos.environ['API_TOKEN'] = '«{alnum:32}»'\nrun()\n",
                "import os\nrun()\n",
            ),
            (
                "def f():\n    os.environ.setdefault('API_TOKEN', '«{alnum:32}»')\n    g()\n",
                "def f():\n    g()\n",
            ),
        ],
    );
    all_become(
        "a.py",
        &[(
            "import os\nif x:\n    os.environ['API_TOKEN'] = '«{alnum:32}»'\n",
            "import os\nif x:\n    os.environ['API_TOKEN'] = os.environ['APP_KEY']\n",
        )],
    );
    all_name(
        "server/a.js",
        &[(
            "process.env.API_TOKEN ??= '«{alnum:32}»';\nrun();\n",
            "run();\n",
        )],
    );
    all_name(
        "a.rb",
        &[("ENV['API_TOKEN'] ||= '«{alnum:32}»'\nrun\n", "run\n")],
    );
}

#[test]
fn what_counts_otherwise_goes_in_javascript_ruby_and_php() {
    all_name(
        "server/a.js",
        &[
            (
                "const k = process.env.API_TOKEN || '«{alnum:32}»';\n",
                "const k = process.env.API_TOKEN;\n",
            ),
            (
                "f(Deno.env.get(\"API_TOKEN\") ?? \"«{alnum:32}»\");\n",
                "f(Deno.env.get(\"API_TOKEN\"));\n",
            ),
        ],
    );
    all_name(
        "server/a.ts",
        &[(
            "const k: string = process.env['API_TOKEN'] ?? `«{alnum:32}»`;\n",
            "const k: string = process.env['API_TOKEN']!;\n",
        )],
    );
    all_name(
        "a.rb",
        &[
            (
                "k = ENV['API_TOKEN'] || '«{alnum:32}»'\n",
                "k = ENV.fetch('API_TOKEN')\n",
            ),
            (
                "k = ENV.fetch('API_TOKEN', '«{alnum:32}»')\n",
                "k = ENV.fetch('API_TOKEN')\n",
            ),
            (
                "k = ENV.fetch('API_TOKEN') { '«{alnum:32}»' }\n",
                "k = ENV.fetch('API_TOKEN')\n",
            ),
        ],
    );
    all_name(
        "a.php",
        &[
            (
                "<?php\n$k = getenv('API_TOKEN') ?: '«{alnum:32}»';\n",
                "<?php\n$k = getenv('API_TOKEN');\n",
            ),
            (
                "<?php\n$k = $_ENV['API_TOKEN'] ?? '«{alnum:32}»';\n",
                "<?php\n$k = $_ENV['API_TOKEN'];\n",
            ),
            (
                "<?php\nreturn ['k' => env('API_TOKEN', '«{alnum:32}»')];\n",
                "<?php\nreturn ['k' => env('API_TOKEN')];\n",
            ),
        ],
    );
}

#[test]
fn what_counts_otherwise_goes_in_java_and_rust() {
    all_name(
        "A.java",
        &[
            (
                "class A { String k = System.getenv().getOrDefault(\"API_TOKEN\", \"«{alnum:32}»\"); }",
                "class A { String k = System.getenv(\"API_TOKEN\"); }",
            ),
            (
                "class A { @Value(\"${api.token:«{alnum:32}»}\") String k; }",
                "class A { @Value(\"${api.token}\") String k; }",
            ),
        ],
    );
    all_name(
        "a.rs",
        &[
            (
                "fn f() { g(std::env::var(\"API_TOKEN\").unwrap_or(\"«{alnum:32}»\".into())); }",
                "fn f() { g(std::env::var(\"API_TOKEN\").expect(\"API_TOKEN is set\")); }",
            ),
            (
                "fn f() { let k = env::var(\"API_TOKEN\").unwrap_or_else(|_| \"«{alnum:32}»\".to_string()); }",
                "fn f() { let k = env::var(\"API_TOKEN\").expect(\"API_TOKEN is set\"); }",
            ),
        ],
    );
}

#[test]
fn what_counts_otherwise_goes_where_a_lexer_reads_and_in_shells() {
    all_name(
        "a.cs",
        &[(
            "class A { string k = Environment.GetEnvironmentVariable(\"API_TOKEN\") ?? \"«{alnum:32}»\"; }",
            "class A { string k = Environment.GetEnvironmentVariable(\"API_TOKEN\"); }",
        )],
    );
    all_name(
        "a.kt",
        &[(
            "val k = System.getenv(\"API_TOKEN\") ?: \"«{alnum:32}»\"\n",
            "val k = System.getenv(\"API_TOKEN\")\n",
        )],
    );
    all_name(
        "a.scala",
        &[(
            "val k = sys.env.getOrElse(\"API_TOKEN\", \"«{alnum:32}»\")\n",
            "val k = sys.env(\"API_TOKEN\")\n",
        )],
    );
    all_name(
        "a.ps1",
        &[(
            "$env:API_TOKEN = '«{alnum:32}»'\n",
            "$env:API_TOKEN = $env:API_TOKEN\n",
        )],
    );
    all_name(
        "a.sh",
        &[
            (
                "k=\"${API_TOKEN:-«{alnum:32}»}\"\n",
                "k=\"${API_TOKEN:?}\"\n",
            ),
            (
                ": \"${API_TOKEN:=«{alnum:32}»}\"\n",
                ": \"${API_TOKEN:?}\"\n",
            ),
        ],
    );
}

#[test]
fn settings_files_keep_the_variable_that_they_name() {
    all_name(
        "compose.yaml",
        &[(
            "services:\n  a:\n    image: x:${API_TOKEN:-«{alnum:32}»}\n",
            "services:\n  a:\n    image: x:${API_TOKEN}\n",
        )],
    );
    all_name(
        "src/main/resources/application.properties",
        &[("a.b=${api.token:«{alnum:32}»}\n", "a.b=${api.token}\n")],
    );
}

#[test]
fn another_variable_beside_a_literal_is_no_name_for_it() {
    all_become(
        "a.py",
        &[
            (
                "import os\nk = f('API_TOKEN', '«{alnum:32}»')\n",
                "import os\nk = f('API_TOKEN', os.environ['APP_KEY'])\n",
            ),
            (
                "import os\nk = os.getenv('API_TOKEN', 'Bearer «{alnum:32}»')\n",
                "import os\nk = os.getenv('API_TOKEN', f'Bearer {os.environ[\"APP_KEY\"]}')\n",
            ),
        ],
    );
    all_stay("a.rb", &[("k = %w[«{alnum:32}»]\n", "literal")]);
}
