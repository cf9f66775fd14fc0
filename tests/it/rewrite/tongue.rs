//! Languages, the forms of their literals, and the pieces that random ones are made of.

/// A language that can be run.
pub(super) struct Tongue {
    pub(super) path: &'static str,
    /// Commands, one after the other; what the last one prints is looked at.
    pub(super) runs: &'static [&'static [&'static str]],
    /// An argument with which the first does nothing but succeed.
    pub(super) version: &'static str,
    pub(super) head: &'static str,
    /// Prints one literal, `@`, on one line.
    pub(super) line: &'static str,
    pub(super) tail: &'static str,
    pub(super) forms: &'static [Form],
}

/// A kind of literal.
pub(super) struct Form {
    pub(super) open: &'static str,
    pub(super) close: &'static str,
    pub(super) pieces: &'static [&'static str],
}

pub(super) const fn form(
    open: &'static str,
    close: &'static str,
    pieces: &'static [&'static str],
) -> Form {
    Form {
        open,
        close,
        pieces,
    }
}

const RAW: &[&str] = &[
    "a", "Z9", "-_", "/+=", " ", ":@", "é", "🔑", "%s", "#", "$", "{x}", "~*?",
];

pub(super) const TONGUES: &[Tongue] = &[
    Tongue {
        path: "a.py",
        runs: &[&["python3", "a.py"]],
        version: "--version",
        head: "\"\"\"Prints.\"\"\"\n",
        line: "print(ascii(@))",
        tail: "",
        forms: &[
            form("'", "'", PYTHON),
            form("\"", "\"", PYTHON),
            form("u'", "'", PYTHON),
            form("r\"", "\"", RAW),
            form(
                "'''",
                "'''",
                &["a", "\n", "\"", "\\'", "\\\n", "\\\\", "é", "{", "}}"],
            ),
            form(
                "f'",
                "'",
                &["a", "{{", "}}", "\\n", "\\x41", "é", "\\\\", "\"", "{1+1}-"],
            ),
            form(
                "b'",
                "'",
                &["a", "\\n", "\\x41", "\\\\", "\\u0041", "\"", "{}", "\\101"],
            ),
        ],
    },
    Tongue {
        path: "server/a.js",
        runs: &[&["node", "a.js"]],
        version: "--version",
        head: "",
        line: "console.log(JSON.stringify(@));",
        tail: "",
        forms: &[
            form("'", "'", SCRIPT),
            form("\"", "\"", SCRIPT),
            form(
                "`",
                "`",
                &[
                    "a",
                    "\n",
                    "\\`",
                    "\\${",
                    "$-",
                    "{",
                    "\\u{1f511}",
                    "\\\\",
                    "é",
                    "'\"",
                    "${1 + 1}",
                ],
            ),
        ],
    },
    Tongue {
        path: "a.sh",
        runs: &[&["bash", "a.sh"]],
        version: "--version",
        head: "f() { printf '%q\\n' \"$1\"; }\n",
        line: "f @",
        tail: "",
        forms: &[
            form(
                "'",
                "'",
                &["a", "\\", "\"", "$x", "`", "é", " ", "*", "{b,c}"],
            ),
            form(
                "\"",
                "\"",
                &["a", "\\\\", "\\\"", "\\$", "\\`", "\\n", "'", "é", " ", "*"],
            ),
            form(
                "$'",
                "'",
                &["a", "\\n", "\\x41", "\\303\\251", "\\'", "\\q", "é", " "],
            ),
            form(
                "",
                "",
                &[
                    "a", "b9", "-", "/", "+", "é", "\\ ", "\\$", "\\\\", ":", "@", "%",
                ],
            ),
        ],
    },
    Tongue {
        path: "a.pl",
        runs: &[&["perl", "a.pl"]],
        version: "-v",
        head: "use strict;\n",
        line: "print(unpack(\"H*\", @), \"\\n\");",
        tail: "",
        forms: &[
            form(
                "'",
                "'",
                &["a", "\\n", "\\'", "\\\\", "$x", "@y", "é", "\"", "#"],
            ),
            form(
                "\"",
                "\"",
                &[
                    "a", "\\n", "\\\"", "\\\\", "\\$x", "\\@y", "é", "'", "#", "-", "\\q",
                ],
            ),
        ],
    },
    Tongue {
        path: "a.rb",
        runs: &[&["ruby", "a.rb"]],
        version: "--version",
        head: "",
        line: "puts((@).b.dump)",
        tail: "",
        forms: &[
            form(
                "'",
                "'",
                &["a", "\\n", "\\'", "\\\\", "#{x}", "é", "\"", "#"],
            ),
            form(
                "\"",
                "\"",
                &[
                    "a",
                    "\\n",
                    "\\\"",
                    "\\\\",
                    "\\#{x}",
                    "é",
                    "'",
                    "\\x41",
                    "\\u00e9",
                    "\\u{1f511}",
                    "\\303\\251",
                    "\\s",
                    "\\q",
                    "#{1}",
                ],
            ),
        ],
    },
    Tongue {
        path: "a.php",
        runs: &[&["php", "a.php"]],
        version: "--version",
        head: "<?php\n",
        line: "echo bin2hex(@), \"\\n\";",
        tail: "",
        forms: &[
            form(
                "'",
                "'",
                &["a", "\\n", "\\'", "\\\\", "$x", "é", "\"", "#", "{$x}"],
            ),
            form(
                "\"",
                "\"",
                &[
                    "a",
                    "\\n",
                    "\\\"",
                    "\\\\",
                    "\\$x",
                    "é",
                    "'",
                    "\\x41",
                    "\\u{1f511}",
                    "\\303\\251",
                    "\\q",
                    "{",
                ],
            ),
            form("<<<E\n", "\nE", PHP_HEREDOC),
            form(
                "<<<'E'\n  ",
                "\n  E",
                &["a", "\\n", "'", "\"", "$x", "{$y}", "é"],
            ),
        ],
    },
    Tongue {
        path: "A.java",
        runs: &[&["java", "-Dfile.encoding=UTF-8", "A.java"]],
        version: "-version",
        head: "class A {\n  public static void main(String[] x) throws Exception {\n",
        line: "    System.out.println(java.util.Arrays.toString((@).getBytes(\"UTF-8\")));",
        tail: "  }\n}\n",
        forms: &[form(
            "\"",
            "\"",
            &[
                "a", "\\n", "\\\"", "\\\\", "é", "'", "\\u00e9", "\\101", "\\477", "\\s", "$x",
            ],
        )],
    },
    Tongue {
        path: "a.go",
        runs: &[&["go", "run", "a.go"]],
        version: "version",
        head: "package main\n\nimport \"fmt\"\n\nfunc p(s string) { fmt.Printf(\"%q\\n\", s) }\n\nfunc main() {\n",
        line: "\tp(@)",
        tail: "}\n",
        forms: &[
            form(
                "\"",
                "\"",
                &[
                    "a",
                    "\\n",
                    "\\\"",
                    "\\\\",
                    "é",
                    "'",
                    "\\u00e9",
                    "\\U0001F511",
                    "\\x41",
                    "\\303\\251",
                ],
            ),
            form("`", "`", &["a", "\\n", "\"", "\n", "é", "'", "$"]),
        ],
    },
    Tongue {
        path: "A.cs",
        runs: &[&["mcs", "A.cs"], &["mono", "A.exe"]],
        version: "--version",
        head: "using System;\nclass A {\n  static void P(string s) { Console.WriteLine(BitConverter.ToString(System.Text.Encoding.UTF8.GetBytes(s))); }\n  static void Main() {\n",
        line: "    P(@);",
        tail: "  }\n}\n",
        forms: &[
            form(
                "\"",
                "\"",
                &[
                    "a", "\\n", "\\\"", "\\\\", "é", "'", "\\u00e9", "\\x41-", "\\0x", "{0}",
                ],
            ),
            form("@\"", "\"", &["a", "\\n", "\"\"", "\n", "é", "'", "{0}"]),
            form(
                "$\"",
                "\"",
                &["a", "\\n", "{{", "}}", "{1 + 1}", "\\\"", "é"],
            ),
        ],
    },
    Tongue {
        path: "a.rs",
        runs: &[
            &[
                "rustc",
                "--edition",
                "2021",
                "-Awarnings",
                "a.rs",
                "-o",
                "a.out",
            ],
            &["./a.out"],
        ],
        version: "--version",
        head: "fn p(s: &str) { println!(\"{s:?}\") }\nfn main() {\n",
        line: "    p(@);",
        tail: "}\n",
        forms: &[
            form(
                "\"",
                "\"",
                &[
                    "a", "\\n", "\\\"", "\\\\", "é", "'", "\\u{e9}", "\\x41", "{", "}}", "\n",
                ],
            ),
            form("r#\"", "\"#", &["a", "\\n", "\"", "\n", "é", "{x}"]),
        ],
    },
];

const PYTHON: &[&str] = &[
    "a",
    "Z",
    "\\n",
    "\\x41",
    "\\u00e9",
    "\\U0001F511",
    "\\101",
    "\\\\",
    "\\'",
    "\\\"",
    "\\q",
    "é",
    "{",
    "}",
    "{{",
    "%s",
    "#",
    " ",
];
const PHP_HEREDOC: &[&str] = &[
    "a",
    "\\n",
    "\\\"",
    "\\\\",
    "\\$x",
    "é",
    "'",
    "\"",
    "\\x41",
    "\\303\\251",
    "\\q",
    "{",
];
const SCRIPT: &[&str] = &[
    "a",
    "Z",
    "\\n",
    "\\x41",
    "\\u00e9",
    "\\u{1f511}",
    "\\ud83d\\udd11",
    "\\101",
    "\\\\",
    "\\'",
    "\\\"",
    "\\q",
    "é",
    "`",
    "${x}",
    "\\`",
    "\\\n",
];
