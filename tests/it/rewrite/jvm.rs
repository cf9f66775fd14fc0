//! Languages whose compilers take many seconds to start; `TIGHTLIP_SLOW_TESTS` asks for them.

use super::tongue::{Form, Tongue, form};

pub(super) const TONGUES: &[Tongue] = &[
    Tongue {
        path: "A.kt",
        runs: &[
            &[
                "kotlinc",
                "-nowarn",
                "A.kt",
                "-include-runtime",
                "-d",
                "a.jar",
            ],
            &["java", "-Dfile.encoding=UTF-8", "-jar", "a.jar"],
        ],
        version: "-version",
        head: "fun p(s: String) = println(s.toByteArray().joinToString())\nfun main() {\n",
        line: "    p(@)",
        tail: "}\n",
        forms: KOTLIN,
    },
    Tongue {
        path: "A.scala",
        runs: &[
            &["scalac", "-encoding", "UTF-8", "A.scala"],
            &["scala", "-nocompdaemon", "-cp", ".", "A"],
        ],
        version: "-version",
        head: "object A {\n  def p(s: String): Unit = println(s.getBytes(\"UTF-8\").mkString(\",\"))\n  def main(x: Array[String]): Unit = {\n",
        line: "    p(@)",
        tail: "  }\n}\n",
        forms: SCALA,
    },
    Tongue {
        path: "a.groovy",
        runs: &[&["groovy", "-c", "UTF-8", "a.groovy"]],
        version: "-version",
        head: "def x = 1\n",
        line: "println((@).toString().getBytes('UTF-8').toList())",
        tail: "",
        forms: GROOVY,
    },
];

const KOTLIN: &[Form] = &[
    form(
        "\"",
        "\"",
        &[
            "a", "\\n", "\\\"", "\\\\", "\\$x", "é", "'", "\\u00e9", "${1 + 1}", "{", "$ ",
        ],
    ),
    form(
        "\"\"\"",
        "\"\"\"",
        &["a", "\\n", "\n", "é", "'", "{x}", "${1 + 1}"],
    ),
];
const SCALA: &[Form] = &[
    form(
        "\"",
        "\"",
        &[
            "a", "\\n", "\\\"", "\\\\", "$x", "é", "'", "\\u00e9", "{", "%s",
        ],
    ),
    form("\"\"\"", "\"\"\"", &["a", "\n", "é", "'", "{x}", "$x"]),
];
const GROOVY: &[Form] = &[
    form(
        "'",
        "'",
        &["a", "\\n", "\\'", "\\\\", "$x", "é", "\"", "\\u00e9", "{"],
    ),
    form(
        "\"",
        "\"",
        &[
            "a", "\\n", "\\\"", "\\\\", "\\$x", "é", "'", "\\u00e9", "${1 + 1}", "$x-", "{",
        ],
    ),
    form(
        "\"\"\"",
        "\"\"\"",
        &["a", "\n", "\\n", "é", "'", "\\\n", "${x}"],
    ),
    form("'''", "'''", &["a", "\n", "\\n", "é", "\"", "\\\n", "$x"]),
];
