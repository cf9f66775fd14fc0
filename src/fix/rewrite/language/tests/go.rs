use super::{all_become, all_stay, moves};

#[test]
fn a_literal_becomes_a_lookup() {
    all_become(
        "a.go",
        &[
            (
                "package a\n\nimport \"os\"\n\nvar k = \"«{alnum:32}»\"\n",
                "package a\n\nimport \"os\"\n\nvar k = os.Getenv(\"APP_KEY\")\n",
            ),
            (
                "package a\n\nimport env \"os\"\n\nvar k Key = `«{alnum:32}»`\n",
                "package a\n\nimport env \"os\"\n\nvar k Key = Key(env.Getenv(\"APP_KEY\"))\n",
            ),
            (
                "package a\n\nimport \"os\"\n\nvar k = f(\"redis://:«{alnum:32}»@h\")\n",
                "package a\n\nimport \"os\"\n\nvar k = f(\"redis://:\" + os.Getenv(\"APP_KEY\") + \"@h\")\n",
            ),
            (
                "package a\n\nimport \"os\"\n\nvar k = \"Bearer «{alnum:32}»\" == x\n",
                "package a\n\nimport \"os\"\n\nvar k = (\"Bearer \" + os.Getenv(\"APP_KEY\")) == x\n",
            ),
        ],
    );
}

#[test]
fn the_import_goes_where_it_belongs() {
    all_become(
        "a.go",
        &[
            (
                "package a\n\nvar k = \"«{alnum:32}»\"\n",
                "package a\n\nimport \"os\"\n\nvar k = os.Getenv(\"APP_KEY\")\n",
            ),
            (
                "package a\n\nimport \"fmt\"\n\nvar k = \"«{alnum:32}»\"\n",
                "package a\n\nimport \"os\"\nimport \"fmt\"\n\nvar k = os.Getenv(\"APP_KEY\")\n",
            ),
            (
                "package a\n\nimport (\n\t\"fmt\"\n\t\"strings\"\n)\n\nvar k = \"«{alnum:32}»\"\n",
                "package a\n\nimport (\n\t\"fmt\"\n\t\"os\"\n\t\"strings\"\n)\n\nvar k = os.Getenv(\"APP_KEY\")\n",
            ),
            (
                "package a\r\n\r\nimport (\r\n\t\"fmt\"\r\n\r\n\t\"github.com/a/b\"\r\n)\r\n\r\nvar k = \"«{alnum:32}»\"\r\n",
                "package a\r\n\r\nimport (\r\n\t\"fmt\"\r\n\t\"os\"\r\n\r\n\t\"github.com/a/b\"\r\n)\r\n\r\nvar k = os.Getenv(\"APP_KEY\")\r\n",
            ),
            (
                "package a\n\nimport (\n\t\"github.com/a/b\"\n)\n\nvar k = \"«{alnum:32}»\"\n",
                "package a\n\nimport (\n\t\"os\"\n\n\t\"github.com/a/b\"\n)\n\nvar k = os.Getenv(\"APP_KEY\")\n",
            ),
        ],
    );
}

#[test]
fn a_constant_becomes_a_variable() {
    all_become(
        "a.go",
        &[
            (
                "package a\n\nimport \"os\"\n\nconst k = \"«{alnum:32}»\"\n",
                "package a\n\nimport \"os\"\n\nvar k = os.Getenv(\"APP_KEY\")\n",
            ),
            (
                "package a\n\nimport \"os\"\n\nconst (\n\ta = 1\n\tk string = \"«{alnum:32}»\" // key\n\tb = 2\n)\n\nvar x = k\n",
                "package a\n\nimport \"os\"\n\nconst (\n\ta = 1\n\tb = 2\n)\n\nvar k string = os.Getenv(\"APP_KEY\") // key\n\nvar x = k\n",
            ),
            (
                "package a\n\nimport \"os\"\n\nfunc f() string {\n\tconst k = \"«{alnum:32}»\"\n\treturn k\n}\n",
                "package a\n\nimport \"os\"\n\nfunc f() string {\n\tvar k = os.Getenv(\"APP_KEY\")\n\treturn k\n}\n",
            ),
        ],
    );
}

#[test]
fn the_value_is_what_the_program_sees() {
    moves(
        "a.go",
        "package a\n\nvar k = \"«a\\x41\\u00e9\\n»\"\n",
        "aAé\n",
    );
    moves(
        "a.go",
        "package a\n\nvar k = `«a\\x41\r\nb»`\n",
        "a\\x41\nb",
    );
    moves(
        "a.go",
        "package a\n\nvar k = \"«one\\n\" +\n\t\"two»\"\n",
        "one\ntwo",
    );
}

#[test]
fn what_no_code_can_replace_stays() {
    all_stay(
        "a.go",
        &[
            ("package a\n\nimport \"«{alnum:32}»\"\n", "import"),
            (
                "package a\n\ntype T struct { A string `«{alnum:32}»` }\n",
                "tag",
            ),
            (
                "package a\n\nconst k = \"«{alnum:32}»\"\nconst u = \"x\" + k\n",
                "others are made",
            ),
            (
                "package a\n\nconst (\n\ta = iota\n\tk = \"«{alnum:32}»\"\n)\n",
                "counts",
            ),
            (
                "package a\n\nfunc os() {}\n\nvar k = \"«{alnum:32}»\"\n",
                "`os`",
            ),
        ],
    );
}
